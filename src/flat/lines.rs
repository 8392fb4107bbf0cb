//! Lines as they stand in a text: how far in, how far apart, how wide.

use memchr::{memchr, memchr3, memmem};

use crate::limits::{Cut, Limit, Limits};
use crate::text::clipped;

/// A line with something on it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line<'a> {
    /// The line without marks of quotation before it and white space at its ends.
    pub text: &'a str,
    /// The line with the white space before it.
    pub whole: &'a str,
    /// Columns of white space before it; a tab goes on to the next multiple of four.
    pub indent: u32,
    /// Empty lines before it.
    pub n_blank: u32,
    /// Whether more empty lines stand before it than before nearly every line of the text.
    pub is_apart: bool,
    /// Columns of [`text`](Self::text), at most [`MAX_WIDTH`]; a character as wide as it is high takes two.
    pub width: u32,
    /// How many marks of quotation stood before it.
    pub n_quotes: u32,
    /// What signs are in it: [`TAB`], [`BAR`], [`GAP`] and so on.
    pub signs: u8,
    /// Whether a page of paper begins with it.
    pub begins_page: bool,
}

impl Line<'_> {
    /// Whether one of these signs is in it.
    pub fn has(&self, signs: u8) -> bool {
        self.signs & signs != 0
    }
}

/// Signs of a line. Tabs, bars, and two spaces in a row may part the cells of a table.
pub(super) const TAB: u8 = 1;
pub(super) const BAR: u8 = 2;
pub(super) const GAP: u8 = 4;
pub(super) const DIGIT: u8 = 8;
/// Signs that are thick in code.
pub(super) const CODE: u8 = 16;
/// Signs, or the first bytes of signs, that may stand between names.
pub(super) const BETWEEN: u8 = 32;

/// The signs that each byte tells.
const SIGNS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\t' => TAB,
            b'|' => BAR | BETWEEN,
            b'0'..=b'9' => DIGIT,
            b'>' => CODE | BETWEEN,
            b'/' | b':' => BETWEEN,
            b if is_code_sign(b) => CODE,
            0xc2 | 0xe2 => BETWEEN,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Whether a byte is a sign that is thick in code.
pub(super) const fn is_code_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'}'
            | b'['
            | b']'
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'='
            | b';'
            | b'$'
            | b'\\'
            | b'&'
            | b'_'
            | b'@'
            | b'`'
    )
}

/// Wider lines are all the same.
pub(super) const MAX_WIDTH: u32 = 1000;
/// Signs are looked for in so many bytes of a line.
const MAX_LOOKED_AT: usize = 500;

/// All lines of a text, however long and many.
#[cfg(test)]
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    within(text, &Limits::new().with_max_line_bytes(usize::MAX)).0
}

/// The lines of a text that are not empty. Line feeds, carriage returns, tabulators downwards, form feeds and the
/// separators of Unicode end a line, and so does the limit on its bytes; the text ends at the limit on nodes.
pub(super) fn within<'a>(text: &'a str, limits: &Limits) -> (Vec<Line<'a>>, Cut) {
    let mut cut = Cut::new();
    let mut lines = Vec::with_capacity(text.len() / 128 + 1);
    let has_rare_ends = memchr(0x0b, text.as_bytes()).is_some()
        || ["\u{85}", "\u{2028}", "\u{2029}"]
            .iter()
            .any(|end| memmem::find(text.as_bytes(), end.as_bytes()).is_some());
    let (mut n_blank, mut begins_page) = (0, false);
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let (end, next) = line_end(rest, has_rare_ends, limits.max_line_bytes);
        cut.insert_if(end == next && next < rest.len(), Limit::LineBytes);
        let whole = rest[..end].trim_end_matches(is_space);
        let inner = whole.trim_start_matches(is_space);
        if inner.is_empty() {
            n_blank += 1;
        } else if lines.len() >= limits.max_nodes {
            cut.insert(Limit::Nodes);
            break;
        } else {
            let mut line = measured(inner);
            line.whole = whole;
            line.indent = columns_before(whole);
            (line.n_blank, line.begins_page) = (n_blank, begins_page);
            lines.push(line);
            (n_blank, begins_page) = (0, false);
        }
        begins_page |= rest.as_bytes().get(end) == Some(&0x0c);
        start += next;
    }
    mark_apart(&mut lines);
    (lines, cut)
}

/// Where the first line of a text ends, and where the next begins: right there if the line is cut.
fn line_end(text: &str, has_rare_ends: bool, max_bytes: usize) -> (usize, usize) {
    // Room for one character of any kind.
    let max_bytes = max_bytes.max(4);
    let head = clipped(text, max_bytes.saturating_add(1));
    let end = if has_rare_ends {
        head.find(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
    } else {
        memchr3(b'\n', b'\r', 0x0c, head.as_bytes())
    };
    let Some(end) = end else {
        let end = if head.len() == text.len() { text.len() } else { cut_at(head, max_bytes) };
        return (end, end);
    };
    let mut rest = text[end..].chars();
    let first = rest.next();
    if first == Some('\r') && rest.as_str().starts_with('\n') {
        rest.next();
    }
    (end, text.len() - rest.as_str().len())
}

/// Where a line that goes on behind `head` is cut: behind its last white space or, if that is one word, in it.
fn cut_at(head: &str, max_bytes: usize) -> usize {
    let last = head.char_indices().rfind(|(_, c)| c.is_whitespace());
    last.map_or_else(|| clipped(head, max_bytes).len(), |(at, space)| at + space.len_utf8())
}

/// A line with what can be seen from its text alone.
pub(super) fn measured(text: &str) -> Line<'_> {
    let head = &text.as_bytes()[..text.len().min(MAX_LOOKED_AT)];
    let mut signs = head.iter().fold(0, |signs, &byte| signs | SIGNS[byte as usize]);
    if head.windows(2).fold(false, |has, pair| has | (pair[0] == b' ') & (pair[1] == b' ')) {
        signs |= GAP;
    }
    let width =
        if text.is_ascii() { (text.len() as u32).min(MAX_WIDTH) } else { width(text.as_bytes()) };
    Line { text, whole: text, width, signs, ..Line::default() }
}

/// Columns of a text in UTF-8: Han, Kana, Hangul and pictures take two.
pub(super) fn width(text: &[u8]) -> u32 {
    let bytes = &text[..text.len().min(4 * MAX_WIDTH as usize)];
    // The first byte of a character tells the plane and the quarter of it.
    let columns = |b: u8| u32::from(b & 0xc0 != 0x80) + u32::from(matches!(b, 0xe3..=0xed | 0xf0));
    let width =
        if bytes.is_ascii() { bytes.len() as u32 } else { bytes.iter().map(|&b| columns(b)).sum() };
    width.min(MAX_WIDTH)
}

/// White space, and characters that take no place.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\0')
}

/// Columns of white space before a line.
pub(super) fn columns_before(line: &str) -> u32 {
    let mut columns = 0;
    for c in line.chars() {
        columns = match c {
            '\t' => columns / 4 * 4 + 4,
            c if is_space(c) => columns + 1,
            _ => break,
        };
    }
    columns
}

/// In a text whose lines are nearly all apart a gap says nothing; two or more empty lines in a row may.
pub(super) fn mark_apart(lines: &mut [Line<'_>]) {
    let n_close = lines.iter().skip(1).filter(|line| line.n_blank == 0).count();
    let common = u32::from(n_close * 50 < lines.len() && lines.len() > MIN_LINES);
    lines.iter_mut().for_each(|line| line.is_apart = line.n_blank > common);
}

/// Fewer lines do not tell what is common.
const MIN_LINES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_places() {
        let found: Vec<_> = lines("\n\n  a b \r\nc\r\rd\n\t\u{feff}\n\te\u{2028}f\u{c}g")
            .iter()
            .map(|l| (l.text, l.indent, l.n_blank, l.begins_page))
            .collect();
        let expected = [
            ("a b", 2, 2, false),
            ("c", 0, 0, false),
            ("d", 0, 1, false),
            ("e", 4, 1, false),
            ("f", 0, 0, false),
            ("g", 0, 0, true),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(
            ["abc", "été", "雨です", "한국", "ไทย", "😀"].map(|text| width(text.as_bytes())),
            [3, 3, 6, 4, 3, 2]
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_several_and_a_text_with_too_many_ends() {
        let limits = Limits::new().with_max_line_bytes(8).with_max_nodes(5);
        let texts = |text| {
            let (lines, cut) = within(text, &limits);
            let names: Vec<_> = cut.iter().map(Limit::as_str).collect();
            (lines.iter().map(|line| line.text).collect::<Vec<_>>().join("|"), names.join(" "))
        };
        let told = |text: &str, names: &str| (text.to_owned(), names.to_owned());
        assert_eq!(texts("12345678\n1234567"), told("12345678|1234567", ""));
        assert_eq!(texts("it is rain\nx"), told("it is|rain|x", "line_bytes"));
        assert_eq!(texts("日本語日本語"), told("日本|語日|本語", "line_bytes"));
        assert_eq!(texts("a\nb\nc\nd\ne\nf"), told("a|b|c|d|e", "nodes"));
        let tiny = Limits::new().with_max_line_bytes(0);
        assert_eq!(within("日本", &tiny).0.len(), 2);
    }

    #[test]
    fn a_gap_that_every_line_has_is_none() {
        assert!(lines(&"a\n\n".repeat(20)).iter().all(|line| !line.is_apart));
        assert!(lines("a\n\nb\nc\n\nd").iter().skip(1).any(|line| line.is_apart));
    }
}
