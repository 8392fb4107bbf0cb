//! The direction in which a text is read: what its letters and its elements say.

use crate::dom::{AttrName, Dom, NodeId};

/// Which way a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right, as Latin letters and Chinese are.
    Ltr,
    /// From right to left, as Arabic and Hebrew are.
    Rtl,
}

impl Direction {
    /// The name used in HTML and in JSON: `ltr`, `rtl`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

/// So many letters of a text are looked at.
const SAMPLE: usize = 1_000;
/// Fewer letters leave the word to the page.
const MIN_LETTERS: usize = 40;

/// Which way a text is read: as three quarters of its letters are, else as `dir` says around `first`, its
/// first node, else as most of its letters are. `None` without letters.
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

/// What the nearest `dir` around a node says.
fn declared(dom: &Dom, node: NodeId) -> Option<Direction> {
    let mut values = dom.ancestors(node).filter_map(|area| dom.attr(area, AttrName::Dir));
    values.find_map(|value| match value.trim() {
        value if value.eq_ignore_ascii_case("rtl") => Some(Direction::Rtl),
        value if value.eq_ignore_ascii_case("ltr") => Some(Direction::Ltr),
        _ => None,
    })
}

/// Whether a letter is of a script written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and others.
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
