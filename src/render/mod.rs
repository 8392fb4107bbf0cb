//! The kept part of a tree as text, Markdown, HTML or JSON.

pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod text;

use crate::dom::{Dom, NodeId, NodeSet, Step};

/// The one walk over what is kept: `kept` holds every kept leaf and all its ancestors.
pub(crate) fn steps<'a>(dom: &'a Dom, kept: &'a NodeSet) -> impl Iterator<Item = Step> + 'a {
    dom.walk(NodeId::DOCUMENT, |id| kept.contains(id)).filter(|step| match step {
        Step::Text(id) => kept.contains(*id),
        _ => true,
    })
}
