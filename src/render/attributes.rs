//! Validated values of the attributes that renderings keep.

use crate::code::language;
use crate::dom::{AttrName, Dom, NodeId, NodeSet, Tag};

/// The column or row span of a cell, from 1 to `max`.
pub(crate) fn cell_span(dom: &Dom, cell: NodeId, name: AttrName, max: usize) -> usize {
    dom.attr(cell, name).map_or(1, span).min(max).max(1)
}

/// Whether a kept cell declares a span above `max`.
pub(crate) fn has_wider_cell(dom: &Dom, kept: &NodeSet, max: usize) -> bool {
    dom.ids().filter(|&id| matches!(dom.tag(id), Tag::Td | Tag::Th) && kept.contains(id)).any(
        |id| {
            let is_span = |name| matches!(name, AttrName::Colspan | AttrName::Rowspan);
            dom.attrs(id).any(|(name, value)| is_span(name) && span(value) > max)
        },
    )
}

/// Parses a span. Not a number gives 1, an overflow gives `usize::MAX`.
fn span(value: &str) -> usize {
    let digits = value.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().unwrap_or(usize::MAX) } else { 1 }
}

/// The declared writing direction of an element: `ltr`, `rtl` or `auto`.
pub(crate) fn direction(dom: &Dom, id: NodeId) -> Option<&'static str> {
    let value = dom.attr(id, AttrName::Dir)?.trim();
    ["ltr", "rtl", "auto"].into_iter().find(|known| value.eq_ignore_ascii_case(known))
}

/// The declared language of an element, if it has the form of a BCP 47 tag.
pub(crate) fn language(dom: &Dom, id: NodeId) -> Option<&str> {
    let value = dom.attr(id, AttrName::Lang)?.trim();
    let is_tag = value.split('-').all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    (is_tag && value.len() <= 35).then_some(value)
}

/// Whether a preformatted block is program code: it contains `code`, is not a `pre`, or names a programming language.
pub(crate) fn holds_code(dom: &Dom, pre: NodeId) -> bool {
    dom.subtree(pre).any(|id| dom.tag(id) == Tag::Code)
        || dom.tag(pre) != Tag::Pre
        || language::of(dom, pre).is_some()
}
