//! Detects elements that are hidden by their attributes.

use crate::dom::{AttrName, Dom, NodeId};
use crate::style::declarations;

/// The ways in which an element is hidden. Bit 0: `hidden`; bit 1: `aria-hidden=true`; bit 2: an inline style.
pub(crate) fn hidden_bits(dom: &Dom, id: NodeId) -> u8 {
    let mut bits = 0;
    for (name, value) in dom.attrs(id) {
        bits |= match name {
            AttrName::Hidden => 1,
            AttrName::AriaHidden if value.eq_ignore_ascii_case("true") => 2,
            AttrName::Style if hides(value) => 4,
            _ => 0,
        };
    }
    bits
}

/// Whether an inline style has `display: none` or `visibility: hidden`.
fn hides(style: &str) -> bool {
    style.len() >= "display:none".len()
        && declarations(style).any(|(property, value)| match property {
            p if p.eq_ignore_ascii_case("display") => value.eq_ignore_ascii_case("none"),
            p if p.eq_ignore_ascii_case("visibility") => value.eq_ignore_ascii_case("hidden"),
            _ => false,
        })
}
