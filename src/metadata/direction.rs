//! Determines the direction of a text from its letters and from the `dir` attributes around it.

use crate::dom::{AttrName, Dom, NodeId};
use crate::named::named;

/// The direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right, as in Latin and Chinese script.
    Ltr,
    /// Right to left, as in Arabic and Hebrew script.
    Rtl,
}

impl Direction {
    /// Both directions.
    pub const ALL: &'static [Direction] = &[Direction::Ltr, Direction::Rtl];

    /// The name in HTML and JSON: `ltr`, `rtl`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

named!(Direction, "direction");

/// The maximum number of letters that are examined.
const SAMPLE: usize = 1_000;
/// The minimum number of letters that decide alone. With fewer letters, the page's `dir` attribute decides.
const MIN_LETTERS: usize = 40;

/// The text direction: that of three quarters of the letters; else that of the `dir` attribute around `first`, the first node of
/// the text; else that of most letters. `None` without letters.
pub(crate) fn of(dom: &Dom, first: NodeId, text: &str) -> Option<Direction> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(SAMPLE);
    let (n, n_rtl) = letters.fold((0, 0), |(n, n_rtl), c| (n + 1, n_rtl + usize::from(is_rtl(c))));
    if n == 0 {
        return None;
    }
    let by_letters = if 2 * n_rtl > n { Direction::Rtl } else { Direction::Ltr };
    let is_clear = n >= MIN_LETTERS && (4 * n_rtl >= 3 * n || 4 * (n - n_rtl) >= 3 * n);
    Some(if is_clear { by_letters } else { declared(dom, first).unwrap_or(by_letters) })
}

/// Returns the value of the nearest valid `dir` attribute around a node.
fn declared(dom: &Dom, node: NodeId) -> Option<Direction> {
    let mut values = dom.ancestors(node).filter_map(|area| dom.attr(area, AttrName::Dir));
    values.find_map(|value| match value.trim() {
        value if value.eq_ignore_ascii_case("rtl") => Some(Direction::Rtl),
        value if value.eq_ignore_ascii_case("ltr") => Some(Direction::Ltr),
        _ => None,
    })
}

/// Whether a letter belongs to a right-to-left script: Hebrew, Arabic, Syriac, Thaana, N'Ko and others.
fn is_rtl(c: char) -> bool {
    matches!(u32::from(c),
        0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    const HE: &str = "ביום שני ירד גשם כל היום ואנשי העיר נשארו בבית עד שיצאה השמש";
    const EN: &str = "It rained on Monday, and the people of the town stayed at home";

    fn of_page(html: &str) -> Option<Direction> {
        let dom = parse(html);
        let first = dom.ids().find(|&id| dom.is_text(id)).unwrap_or(NodeId::DOCUMENT);
        of(&dom, first, &dom.text_content(NodeId::DOCUMENT))
    }

    #[test]
    fn the_letters_decide_where_they_are_clear() {
        assert_eq!(of_page(&format!("<p>{HE}")), Some(Direction::Rtl));
        assert_eq!(of_page(&format!("<p dir=ltr>{HE}")), Some(Direction::Rtl));
        assert_eq!(of_page(&format!("<p dir=rtl>{EN}")), Some(Direction::Ltr));
    }

    #[test]
    fn the_page_decides_where_they_are_not() {
        let mixed = format!("{HE} {EN}");
        assert_eq!(of_page(&format!("<p>{mixed}")), Some(Direction::Ltr));
        assert_eq!(of_page(&format!("<div dir=RTL><p dir=auto>{mixed}")), Some(Direction::Rtl));
        assert_eq!(of_page("<html dir=rtl><p>a"), Some(Direction::Rtl));
        assert_eq!(of_page("<html dir=rtl><p>1 2 3"), None);
    }
}
