//! Classifies lines that are not prose: dates, bylines and credits.

use crate::captions::credit::is_credit_line;
use crate::metadata::flat::cut::byline;
use crate::metadata::flat::lines::Lines;
use crate::metadata::written::{self, Order};

/// The maximum distance before the content of lines that are classified, in lines.
const BEFORE: usize = 12;
/// The number of lines that are classified at the top and from the beginning of the content on.
const AFTER: usize = 8;
/// The maximum lengths of a line with a date, of a byline and of a credit, in bytes.
const MAX_DATE: usize = 120;
const MAX_BYLINE: usize = 160;
const MAX_CREDIT: usize = 100;

/// The class of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shape {
    pub is_date: bool,
    pub is_byline: bool,
    pub is_credit: bool,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let is_short = |n: usize| text.len() <= n;
        let has_digit = text.chars().any(char::is_numeric);
        Shape {
            is_date: is_short(MAX_DATE)
                && has_digit
                && written::find(text, Order::DayFirst).is_some(),
            is_byline: is_short(MAX_BYLINE) && byline(text).is_some(),
            is_credit: is_short(MAX_CREDIT) && is_credit_line(text),
        }
    }
}

/// Returns the shapes of the lines near the beginning of the content. Lines farther away have the default shape.
pub(super) fn shapes(lines: &Lines<'_>) -> Vec<Shape> {
    let [first, start] = [lines.first, lines.start].map(|at| at.saturating_sub(BEFORE)..at + AFTER);
    let shape = |(i, text): (usize, &str)| {
        if first.contains(&i) || start.contains(&i) || i < AFTER {
            Shape::of(text)
        } else {
            Shape::default()
        }
    };
    lines.list.iter().map(|line| &*line.text).enumerate().map(shape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_bylines_and_credits_are_told_by_their_shape() {
        let shape = |text: &str| {
            let Shape { is_date, is_byline, is_credit } = Shape::of(text);
            [is_date, is_byline, is_credit]
        };
        for text in ["Published 5 May 2024", "05.05.2024", "le 5 mai 2024 à 10:00", "2024年5月5日"]
        {
            assert_eq!(shape(text), [true, false, false], "{text}");
        }
        for text in ["By Ann Lee", "Von Ann Lee", "Written by Ann Lee", "Автор: Анна Ли"]
        {
            assert_eq!(shape(text), [false, true, false], "{text}");
        }
        for text in ["HEADLAND PRESS", "Photo: Ann Lee", "Foto: dpa"] {
            assert_eq!(shape(text), [false, false, true], "{text}");
        }
        for text in ["Rain falls in Rome", "By refusing to buy what everybody else buys it is won"]
        {
            assert_eq!(shape(text), [false; 3], "{text}");
        }
    }
}
