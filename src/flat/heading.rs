//! Headings, by number signs, or by their form and the units that follow.

use super::join::ending;
use super::lines::{DIGIT, Line};
use super::menu::is_pair;
use super::rule::is_rule;
use super::unit::{Unit, UnitKind};
use crate::text::is_sentence_end;

/// The maximum width of a heading, in columns.
const MAX_HEADING: u32 = 120;
/// The maximum number of equal headings: a heading may recur in a table of contents and in a menu.
const MAX_SAME: u32 = 3;
/// The minimum width of a paragraph after a heading, in columns.
const MIN_PROSE: u32 = 60;
/// From this width on, in columns, a line is prose even without an end of a sentence.
const WIDE: u32 = 160;

/// The level and the text of a heading with number signs.
pub(super) fn sharp(text: &str) -> Option<(u32, &str)> {
    let inner = text.trim_start_matches('#');
    let level = text.len() - inner.len();
    let title = inner.strip_prefix([' ', '\t'])?.trim_end_matches('#').trim();
    let is_heading =
        (1..=6).contains(&level) && !title.is_empty() && inner.len() < 2 * MAX_HEADING as usize;
    is_heading.then_some((level as u32, title))
}

/// Marks headings by form: a short line before a longer one that begins like a title and does not end like a sentence.
pub(super) fn mark(units: &mut [Unit<'_>], lines: &[Line<'_>]) {
    let n_signed =
        units.iter().filter(|unit| unit.kind == UnitKind::Heading && unit.level > 0).count();
    for i in 0..units.len().saturating_sub(1) {
        // Cheapest test first: what follows the unit.
        if units[i].kind != UnitKind::Paragraph
            || !heads(units, lines, i)
            || !may_be(&units[i], lines)
        {
            continue;
        }
        let level = outline_level(units[i].text);
        // A text that marks two headings marks all of them.
        if n_signed < 2 || level > 0 {
            (units[i].kind, units[i].level) = (UnitKind::Heading, level);
        }
    }
}

/// Whether the form of a unit allows a heading.
pub(super) fn may_be(unit: &Unit<'_>, lines: &[Line<'_>]) -> bool {
    if unit.kind != UnitKind::Paragraph
        || unit.width > MAX_HEADING
        || unit.lines.len() > 2
        || unit.n_same > MAX_SAME
    {
        return false;
    }
    let last = lines.get(unit.lines.end - 1).map_or("", |line| line.text);
    let end = ending(last);
    let is_ended = is_sentence_end(end) && !matches!(end, '?' | '!' | '？' | '！' | '؟')
        || matches!(end, ',' | ';' | ':' | '：' | '，');
    let begin = unit.text.trim_start_matches(is_opening).chars().next().unwrap_or(' ');
    let is_title = begin.is_numeric() || begin.is_alphabetic() && !begin.is_lowercase();
    let has_date = lines[unit.lines.start].has(DIGIT) && is_date(unit.text);
    !is_ended
        && is_title
        && !is_rule(unit.text)
        && !is_aside(unit.text)
        && !has_date
        && unit.text.chars().filter(|c| c.is_alphabetic()).take(2).count() == 2
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '„'
            | '«'
            | '»'
            | '‘'
            | '‚'
            | '\''
            | '¿'
            | '¡'
            | '「'
            | '《'
            | '【'
            | '('
            | '['
    )
}

/// Whether a line is in brackets, contains a URL or the end of a sentence, or looks like a credit.
fn is_aside(text: &str) -> bool {
    let is_bracketed = text.starts_with(['(', '[']) && text.ends_with([')', ']']);
    let amid = text.as_bytes().get(NUMBER..).unwrap_or_default();
    is_bracketed
        || text.contains("://")
        || amid.windows(2).any(|pair| pair == b". ")
        || is_pair(text)
}

/// The maximum width of a date, in columns.
const MAX_DATE: u32 = 40;
const MAX_ASIDES: usize = 4;
/// The number of leading bytes that may be the number of a heading.
const NUMBER: usize = 6;

/// Whether the units after unit `i` follow a heading.
fn heads(units: &[Unit<'_>], lines: &[Line<'_>], i: usize) -> bool {
    let unit = &units[i];
    // Credits, dates and names may separate a heading from its text; a paragraph without a sentence end only after a
    // long heading.
    let is_aside = |other: &&Unit<'_>| match other.kind {
        UnitKind::Credit | UnitKind::Menu | UnitKind::Path => true,
        UnitKind::Paragraph => {
            other.width < MAX_DATE
                && (lines[other.lines.start].has(DIGIT) && is_date(other.text)
                    || unit.width > MAX_DATE && !is_sentence_end(ending(other.text)))
        }
        _ => false,
    };
    let below = &units[i + 1..];
    let n_asides = below.iter().take(MAX_ASIDES).take_while(is_aside).count();
    let Some(next) = below.get(n_asides) else { return false };
    let (own, below) = (&lines[unit.lines.start], &lines[next.lines.start]);
    let is_gap_above = own.is_apart || i == 0;
    match next.kind {
        UnitKind::Caption if n_asides > 0 => is_gap_above,
        UnitKind::Paragraph => {
            let last = lines.get(next.lines.end - 1).map_or("", |line| line.text);
            let is_prose =
                is_sentence_end(ending(last)) || next.width > WIDE || next.lines.len() > 1;
            let is_longer = next.width > unit.width.max(MIN_PROSE);
            // If units are separated by gaps, a heading has one above it.
            is_longer && is_prose && (is_gap_above || !below.is_apart)
        }
        UnitKind::Item | UnitKind::NumberedItem | UnitKind::Code => is_gap_above && below.is_apart,
        _ => false,
    }
}

/// The level of a numbered heading, as in "2.1 Results"; 0 without a number.
fn outline_level(text: &str) -> u32 {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(0);
    let (number, rest) = text.split_at(end);
    let number = number.trim_end_matches('.');
    let is_outline = rest.starts_with([' ', '\t'])
        && number.split('.').all(|part| (1..=2).contains(&part.len()));
    if is_outline && (number.contains('.') || text[number.len()..].starts_with('.')) {
        (number.split('.').count() as u32 + 1).min(6)
    } else {
        0
    }
}

/// Whether a line is a date, a time or similar figures.
pub(super) fn is_date(text: &str) -> bool {
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    if n_digits < 3 {
        return false;
    }
    let n_letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let has_time = text.as_bytes().windows(4).any(|w| {
        w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    });
    let n_numbers =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    has_time || n_digits >= 5 && n_numbers > 1 && n_digits * 5 >= n_letters
}

#[cfg(test)]
mod tests {
    use super::super::collect::units;
    use super::super::lines::lines;
    use super::*;

    const PROSE: &str =
        "It rained on Monday, and on Tuesday too, until the river stood at the bridge.";

    fn headings(text: &str) -> Vec<(String, u32)> {
        let units = units(&lines(text)).0;
        units
            .iter()
            .filter(|u| u.kind == UnitKind::Heading)
            .map(|u| (u.text.to_owned(), u.level))
            .collect()
    }

    #[test]
    fn a_title_before_prose_is_a_heading() {
        let levels =
            |title: &str| headings(&format!("{PROSE}\n\n{title}\n\n{PROSE}")).first().map(|h| h.1);
        assert_eq!(
            ["The flood", "## The flood ##", "2.1 The flood", "WHY DID IT RAIN?"].map(levels),
            [Some(0), Some(2), Some(3), Some(0)]
        );
        assert_eq!(
            ["He asked:", "It rained.", "the flood", "3 May 2024, 10:15", "#flood"].map(levels),
            [None; 5]
        );
        assert_eq!(headings(&format!("{PROSE}\nThe flood\n{PROSE}\nThe end\n{PROSE}")).len(), 2);
    }

    #[test]
    fn a_line_that_recurs_often_is_not_a_heading() {
        assert_eq!(
            headings(&format!(
                "The flood\nThe end\n\nThe flood\n\n{PROSE}\n\nThe end\n\n{PROSE} Yes."
            ))
            .len(),
            2
        );
        assert!(
            headings(&(0..4).map(|i| format!("Press\n\n{PROSE} {i}.\n\n")).collect::<String>())
                .is_empty()
        );
    }
}
