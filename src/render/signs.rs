//! Finds navigation signs to hide: permalinks and edit links of headings, and arrows back to the top.

use crate::dom::{AttrName, NodeId, NodeSet, Tag};
use crate::render::fragments::Fragments;
use crate::render::layout;
use crate::text::is_blank;

/// The maximum number of nodes that are read in a heading.
const MAX_NODES: usize = 64;

/// The maximum number of levels from a link up to its heading.
const MAX_UP: usize = 6;

/// Adds the elements with such signs to `unshown`.
pub(crate) fn find(fragments: &Fragments<'_>, unshown: &mut NodeSet) {
    let dom = fragments.dom;
    for &(link, place) in &fragments.links {
        let heading =
            dom.ancestors(link).take(MAX_UP).find(|&id| layout::heading_tag(dom, id).is_some());
        let is_sign = match (heading, place) {
            (Some(heading), Some(place)) => is_permalink(fragments, heading, link, place),
            (None, Some(place)) => place < link && is_mute(fragments, link),
            _ => false,
        };
        if is_sign {
            unshown.insert(link);
        }
    }
    for heading in dom.ids().filter(|&id| layout::heading_tag(dom, id).is_some()) {
        let inside = dom.subtree(heading).skip(1).take(MAX_NODES);
        let mut after = dom.end(heading);
        if after.index() < dom.len() && dom.is_text(after) && is_blank(dom.text(after)) {
            after = dom.end(after);
        }
        let is_sibling = after.index() < dom.len() && dom.parent(after) == dom.parent(heading);
        for id in inside.chain(is_sibling.then_some(after)) {
            if is_action(fragments, id) && has_others(fragments, heading, id) {
                unshown.insert(id);
            }
        }
    }
}

/// Whether the text of a link has no letter or digit.
fn is_mute(fragments: &Fragments<'_>, link: NodeId) -> bool {
    let text = fragments.short_text(link).unwrap_or_default();
    !text.is_empty() && !text.contains(char::is_alphanumeric)
}

/// Whether a link in a heading targets that heading, while the heading has other words. A number is never a permalink, nor is a
/// word between other texts of the heading: it is a name that the heading defines.
fn is_permalink(fragments: &Fragments<'_>, heading: NodeId, link: NodeId, place: NodeId) -> bool {
    let dom = fragments.dom;
    let is_own = dom.is_within(place, heading)
        || dom.is_within(heading, place)
        || fragments.is_silent(place, heading);
    let label = fragments.label(link).unwrap_or_default();
    let is_number = label.contains(|c: char| c.is_numeric());
    let is_inside = label.contains(char::is_alphabetic) && {
        let shown = dom.subtree(heading).take(MAX_NODES).filter(|&id| !is_blank(dom.text(id)));
        let (mut before, mut after) = (false, false);
        for id in shown.filter(|&id| !dom.is_within(id, link)) {
            before |= id < link;
            after |= id > link;
        }
        before && after
    };
    is_own && !is_number && !is_inside && has_others(fragments, heading, link)
}

/// Whether a heading has words outside of an element.
fn has_others(fragments: &Fragments<'_>, heading: NodeId, own: NodeId) -> bool {
    let dom = fragments.dom;
    let inside = dom.subtree(heading).take(MAX_NODES);
    inside.filter(|&id| !dom.is_within(id, own)).any(|id| fragments.has_word(id))
}

/// Whether an inline element consists of bracketed links to other pages, such as `[edit]`.
fn is_action(fragments: &Fragments<'_>, id: NodeId) -> bool {
    let dom = fragments.dom;
    if dom.is_text(id) || dom.tag(id).is_block() || dom.tag(id) == Tag::A {
        return false;
    }
    let text = fragments.short_text(id).unwrap_or_default();
    let leads_away = |&node: &NodeId| {
        let href = dom.attr(node, AttrName::Href).unwrap_or("#");
        dom.tag(node) == Tag::A && !href.trim().starts_with('#')
    };
    text.starts_with('[')
        && text.ends_with(']')
        && fragments.has_words_only_in_links(id)
        && dom.subtree(id).take(MAX_NODES).any(|node| leads_away(&node))
}
