//! What a line is by its shape: part of a paragraph, a heading, an item of a list, a row of a table.

use std::ops::Range;

use super::lines::{Line, first_word_width};
use crate::dom::Tag;
use crate::text::is_sentence_end;

/// What lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading,
    Item,
    Numbered,
    Row,
}

impl Kind {
    pub fn tag(self) -> Tag {
        match self {
            Kind::Paragraph => Tag::P,
            Kind::Heading => Tag::H2,
            Kind::Item | Kind::Numbered => Tag::Li,
            Kind::Row => Tag::Tr,
        }
    }

    /// What stands around several of the kind.
    pub fn container(self) -> Option<Tag> {
        match self {
            Kind::Item => Some(Tag::Ul),
            Kind::Numbered => Some(Tag::Ol),
            Kind::Row => Some(Tag::Table),
            Kind::Paragraph | Kind::Heading => None,
        }
    }
}

/// Lines that belong together.
#[derive(Debug, Clone)]
pub(super) struct Unit<'a> {
    pub kind: Kind,
    pub lines: Range<usize>,
    /// The first line without its bullet or number.
    pub text: &'a str,
}

/// Puts lines together that were one before a text was wrapped or taken apart.
pub(super) fn units<'a>(lines: &[Line<'a>], wrap: Option<u32>) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let (kind, text) = bullet(line.text).unwrap_or((Kind::Paragraph, line.text));
        let is_row = is_row(lines, i);
        if let Some(last) = units.last_mut()
            && kind == Kind::Paragraph
            && !is_row
            && last.kind != Kind::Row
            && goes_on(&lines[i - 1], line, wrap)
        {
            last.lines.end = i + 1;
            continue;
        }
        let kind = if is_row { Kind::Row } else { kind };
        units.push(Unit { kind, lines: i..i + 1, text: if is_row { line.text } else { text } });
    }
    mark_headings(&mut units, lines);
    units
}

/// Whether a line continues the one before it.
fn goes_on(before: &Line<'_>, line: &Line<'_>, wrap: Option<u32>) -> bool {
    if line.n_blank > 0 {
        return false;
    }
    let is_full = wrap.is_some_and(|wrap| {
        before.indent + before.width + 1 + first_word_width(line.text) + 2 > wrap
    });
    let end = before.text.trim_end_matches(['"', '\'', '”', '’', '»', ')']).chars().next_back();
    let is_ended = end.is_some_and(|c| is_sentence_end(c) || matches!(c, ':' | '：' | '|'));
    if wrap.is_some() {
        return is_full && before.width * 2 > wrap.unwrap_or(0);
    }
    let begin = line.text.chars().next().unwrap_or(' ');
    let is_rest =
        matches!(begin, ',' | '.' | ';' | ')' | '!' | '?' | '”' | '’') || begin.is_lowercase();
    let is_open = matches!(end, Some(',' | '(' | '“' | '‘')) || ends_in_passing(before.text);
    let is_prose = before.text.split(' ').count() + line.text.split(' ').count() > MIN_JOINED_WORDS;
    !is_ended && is_prose && (is_rest || is_open && !begin.is_uppercase())
}

/// Two lines of fewer words together are not joined: a list of small words is a list.
const MIN_JOINED_WORDS: usize = 6;

/// Whether a line breaks off at a short small word, as none does that is complete.
fn ends_in_passing(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or("");
    last.len() <= 3 && !last.is_empty() && last.chars().all(char::is_lowercase)
}

/// The kind of list that a line is an item of, and the line without its mark.
fn bullet(text: &str) -> Option<(Kind, &str)> {
    let mut chars = text.chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    if matches!(
        mark,
        '*' | '•'
            | '‣'
            | '▪'
            | '●'
            | '◦'
            | '·'
            | '■'
            | '►'
            | '▸'
            | '✓'
            | '-'
            | '–'
            | '+'
            | 'o'
    ) {
        let inner = rest.strip_prefix([' ', '\t', '\u{a0}'])?.trim_start();
        return (!inner.is_empty()).then_some((Kind::Item, inner));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=3).contains(&digits) {
        let inner =
            text[digits..].strip_prefix(['.', ')'])?.strip_prefix([' ', '\t'])?.trim_start();
        return (!inner.is_empty()).then_some((Kind::Numbered, inner));
    }
    None
}

/// The cells of a line: what stands between tabs, bars, or three spaces and more.
pub(super) fn cells(text: &str) -> impl Iterator<Item = &str> {
    let (by_bar, by_tab) = (text.contains('|'), text.contains('\t'));
    let mark = if by_bar {
        "|"
    } else if by_tab {
        "\t"
    } else {
        "   "
    };
    text.split(mark).map(str::trim).filter(|cell| !cell.is_empty())
}

/// Whether a line is a row of a table: it and a neighbour have as many cells, at least two.
fn is_row(lines: &[Line<'_>], i: usize) -> bool {
    let n_cells = |j: usize| lines.get(j).map_or(0, |line| cells(line.text).count());
    let own = n_cells(i);
    let follows = |j: usize| lines.get(j).is_some_and(|line| line.n_blank == 0);
    own >= 2
        && (i > 0 && follows(i) && n_cells(i - 1) == own || follows(i + 1) && n_cells(i + 1) == own)
}

/// A heading has at most so many characters.
const MAX_HEADING: u32 = 120;

/// A line by itself that begins like a title and does not end like a sentence, before a longer one, is a heading.
fn mark_headings(units: &mut [Unit<'_>], lines: &[Line<'_>]) {
    for i in 0..units.len().saturating_sub(1) {
        let (unit, next) = (&units[i], &units[i + 1]);
        if unit.kind != Kind::Paragraph || unit.lines.len() > 2 || next.kind == Kind::Row {
            continue;
        }
        let width: u32 = lines[unit.lines.clone()].iter().map(|l| l.width).sum();
        let after: u32 = lines[next.lines.clone()].iter().map(|l| l.width).sum();
        let is_apart = lines[unit.lines.start].n_blank > 0 && lines[next.lines.start].n_blank > 0;
        let last = lines[unit.lines.end - 1].text;
        let end = last.chars().next_back().unwrap_or(' ');
        let begin = unit.text.chars().next().unwrap_or(' ');
        let is_ended = is_sentence_end(end) && end != '?' || matches!(end, ',' | ';' | ':');
        if is_apart
            && width <= MAX_HEADING
            && after > width.max(60)
            && !is_ended
            && (begin.is_numeric() || begin.is_alphabetic() && !begin.is_lowercase())
        {
            units[i].kind = Kind::Heading;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, wrap_width};
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, usize)> {
        let lines = lines(text);
        units(&lines, wrap_width(&lines)).iter().map(|u| (u.kind, u.lines.len())).collect()
    }

    #[test]
    fn lines_become_paragraphs_and_items() {
        use Kind::*;
        assert_eq!(
            kinds(
                "* one\n* two\n\n1. first\n2) second\n\nShe said that the\nriver, which was high, rose.\n"
            ),
            [(Item, 1), (Item, 1), (Numbered, 1), (Numbered, 1), (Paragraph, 2)]
        );
        assert_eq!(kinds("Home\nabout\ncontact"), [(Paragraph, 1); 3]);
        assert_eq!(kinds("a | b\nc | d\n\nHome | News"), [(Row, 1), (Row, 1), (Paragraph, 1)]);
    }

    #[test]
    fn a_title_by_itself_is_a_heading() {
        let prose = "It rained on Monday, and on Tuesday too, until the river stood at the bridge.";
        assert_eq!(kinds(&format!("\n\nThe flood\n\n{prose}\n\n{prose}"))[0].0, Kind::Heading);
        assert_eq!(kinds(&format!("\n\nHe asked:\n\n{prose}"))[0].0, Kind::Paragraph);
    }
}
