//! Plain text.

use crate::dom::{Dom, NodeSet, Step};

pub(crate) fn render(dom: &Dom, kept: &NodeSet) -> String {
    super::steps(dom, kept)
        .filter_map(|s| match s {
            Step::Text(id) => Some(dom.text(id)),
            _ => None,
        })
        .collect()
}
