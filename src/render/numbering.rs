//! Item numbers of ordered lists.

use crate::dom::{AttrName, Dom, NodeId};
use crate::render::event::Event;
use crate::render::lists;

/// The maximum item number: CommonMark allows nine digits.
const MAX: i64 = 999_999_999;

/// The numbering style of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Style {
    #[default]
    Decimal,
    Letter {
        is_upper: bool,
    },
    Roman {
        is_upper: bool,
    },
}

/// The counter of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbering {
    next: i64,
    step: i64,
    style: Style,
}

impl Numbering {
    /// The numbering of the list that opens at event `open`.
    pub fn of(dom: &Dom, events: &[Event], open: usize, list: NodeId) -> Self {
        let is_reversed = is_reversed(dom, list);
        let first = if is_reversed { lists::n_items(events, open) as i64 } else { 1 };
        Numbering {
            next: start(dom, list).unwrap_or(first),
            step: if is_reversed { -1 } else { 1 },
            style: style(dom, list),
        }
    }

    /// The number of the next item, unless the item declares another one.
    pub fn next(&self) -> i64 {
        self.next
    }

    /// Counts an item. Returns its number, and whether that is the previous number plus one.
    pub fn count(&mut self, dom: &Dom, item: NodeId) -> (i64, bool) {
        let number = value(dom, item).unwrap_or(self.next).clamp(0, MAX);
        let follows = number == self.next && self.step > 0;
        self.next = number + self.step;
        (number, follows)
    }

    /// A number in the style of the list.
    pub fn label(&self, number: i64) -> String {
        let (label, is_upper) = match self.style {
            Style::Letter { is_upper } => (letters(number), is_upper),
            Style::Roman { is_upper } => (roman(number), is_upper),
            Style::Decimal => (None, false),
        };
        match label {
            Some(label) if is_upper => label.to_ascii_uppercase(),
            Some(label) => label,
            None => number.to_string(),
        }
    }
}

/// The declared number of the first item (`start`).
pub(crate) fn start(dom: &Dom, list: NodeId) -> Option<i64> {
    number(dom.attr(list, AttrName::Start))
}

/// The declared number of an item (`value`).
pub(crate) fn value(dom: &Dom, item: NodeId) -> Option<i64> {
    number(dom.attr(item, AttrName::Value))
}

/// Whether the list counts down.
pub(crate) fn is_reversed(dom: &Dom, list: NodeId) -> bool {
    dom.attr(list, AttrName::Reversed).is_some()
}

/// The `type` attribute of a list with letters or Roman numerals.
pub(crate) fn kind(dom: &Dom, list: NodeId) -> Option<&'static str> {
    let kind = dom.attr(list, AttrName::Type)?.trim();
    ["a", "A", "i", "I"].into_iter().find(|&known| known == kind)
}

fn style(dom: &Dom, list: NodeId) -> Style {
    match kind(dom, list) {
        Some("a") => Style::Letter { is_upper: false },
        Some("A") => Style::Letter { is_upper: true },
        Some("i") => Style::Roman { is_upper: false },
        Some("I") => Style::Roman { is_upper: true },
        _ => Style::Decimal,
    }
}

fn number(value: Option<&str>) -> Option<i64> {
    value?.trim().parse().ok().filter(|number| (0..=MAX).contains(number))
}

/// Letters: a to z, then aa, ab, and so on. `None` for zero.
fn letters(number: i64) -> Option<String> {
    let (mut letters, mut rest) = (Vec::new(), number);
    while rest > 0 {
        letters.push(char::from(b'a' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    (!letters.is_empty()).then(|| letters.iter().rev().collect())
}

/// Roman numerals. `None` outside of 1 to 3999.
fn roman(number: i64) -> Option<String> {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_roman_numerals() {
        for (number, letter, numeral) in [(1, "a", "i"), (27, "aa", "xxvii"), (702, "zz", "dccii")]
        {
            assert_eq!(letters(number).as_deref(), Some(letter));
            assert_eq!(roman(number).as_deref(), Some(numeral));
        }
        assert_eq!((letters(0), roman(4000)), (None, None));
    }
}
