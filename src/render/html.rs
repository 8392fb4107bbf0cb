//! Rendering.

use crate::dom::{Dom, NodeSet};
use crate::options::Keep;

pub(crate) fn render(dom: &Dom, kept: &NodeSet, keep: &Keep) -> String {
    let _ = (dom, kept, keep);
    String::new()
}
