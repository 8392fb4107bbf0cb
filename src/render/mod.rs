//! The kept part of a tree as text, Markdown, HTML or JSON.
//!
//! [`flow::flow`] walks what is kept once and gives a plain sequence of events in normal form: blocks that hold
//! inline content, in containers whose nesting is sound. The formats only write those events down.

pub(crate) mod address;
pub(crate) mod attributes;
pub(crate) mod event;
pub(crate) mod layout;
pub(crate) mod flow;
pub(crate) mod text;
pub(crate) mod markdown;
pub(crate) mod html;
pub(crate) mod json;

use crate::dom::{Dom, NodeId, NodeSet, Step};

/// The one walk over what is kept: `kept` holds every kept leaf and all its ancestors.
pub(crate) fn steps<'a>(dom: &'a Dom, kept: &'a NodeSet) -> impl Iterator<Item = Step> + 'a {
    dom.walk(NodeId::DOCUMENT, |id| kept.contains(id) && !dom.tag(id).is_skipped()).filter(|step| {
        match step {
            Step::Text(id) => kept.contains(*id),
            _ => true,
        }
    })
}

/// A snippet parsed, with everything kept.
#[cfg(test)]
pub(crate) fn all_of(html: &str) -> (Dom, NodeSet) {
    let dom = crate::parse::parse(html);
    let mut kept = NodeSet::new(dom.len());
    dom.ids().for_each(|id| {
        kept.insert(id);
    });
    (dom, kept)
}
