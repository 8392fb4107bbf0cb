//! Detects elements that are hidden by their attributes.

use crate::dom::{AttrName, Dom, NodeId};
use crate::style::declarations;

/// The ways in which an element is hidden. Bit 0: `hidden`; bit 1: `aria-hidden=true`; bit 2: an inline style.
pub(crate) fn hidden_bits(dom: &Dom, id: NodeId) -> u8 {
    use AttrName::*;
    let mut bits = 0;
    let is_wanted = |name| matches!(name, Hidden | AriaHidden | Style);
    for (name, value) in dom.attrs_of_names(id, is_wanted) {
        bits |= match name {
            Hidden => 1,
            AriaHidden if value.eq_ignore_ascii_case("true") => 2,
            Style if hides(value) => 4,
            _ => 0,
        };
    }
    bits
}

/// Whether an inline style has `display: none` or `visibility: hidden`.
fn hides(style: &str) -> bool {
    style.len() >= "display:none".len()
        && names_property(style.as_bytes())
        && declarations(style).any(|(property, value)| match property {
            p if p.eq_ignore_ascii_case("display") => value.eq_ignore_ascii_case("none"),
            p if p.eq_ignore_ascii_case("visibility") => value.eq_ignore_ascii_case("hidden"),
            _ => false,
        })
}

/// Whether `display` or `visibility` occurs in a style. Most inline styles have neither. Both end in the same, rare letter.
fn names_property(style: &[u8]) -> bool {
    let is_end = |at: usize| {
        ["display", "visibility"].iter().any(|name| {
            let start = (at + 1).checked_sub(name.len());
            start.is_some_and(|start| style[start..=at].eq_ignore_ascii_case(name.as_bytes()))
        })
    };
    (0..style.len()).any(|at| style[at] | 0x20 == b'y' && is_end(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_hide_by_display_and_visibility() {
        for yes in ["display:none", "color: red; DISPLAY : None !important", "visibility:hidden;"] {
            assert!(hides(yes), "{yes}");
        }
        for no in ["display: block", "opacity: 0; color: red", "xdisplay:none", "visibility:none"] {
            assert!(!hides(no), "{no}");
        }
    }
}
