//! The lines of a text: their indentation, the gaps before them, and their width.

use memchr::{memchr, memchr3, memmem};

use crate::limits::{Limit, Limits, LimitsHit};
use crate::text::clipped;

/// A line that is not empty.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line<'a> {
    /// The line without quotation markers and surrounding white space.
    pub text: &'a str,
    /// The line with its leading white space.
    pub whole: &'a str,
    /// Its indentation in columns; tab stops are every four columns.
    pub indent: u32,
    /// The number of empty lines before it.
    pub n_blank: u32,
    /// Whether there is a gap before it: more empty lines than before most lines of the text.
    pub is_apart: bool,
    /// The width of [`text`](Self::text) in columns, at most [`MAX_WIDTH`]. Full-width characters take two.
    pub width: u32,
    /// The number of quotation markers before it.
    pub n_quotes: u32,
    /// The classes of characters in it, as bits: [`TAB`], [`BAR`], [`GAP`] and so on.
    pub signs: u8,
    /// Whether a printed page begins with it, after a form feed.
    pub begins_page: bool,
}

impl Line<'_> {
    /// Whether it contains a character of one of these classes.
    pub fn has(&self, signs: u8) -> bool {
        self.signs & signs != 0
    }
}

/// Classes of characters. Tabs, bars, and two consecutive spaces may separate the cells of a table.
pub(super) const TAB: u8 = 1;
pub(super) const BAR: u8 = 2;
pub(super) const GAP: u8 = 4;
pub(super) const DIGIT: u8 = 8;
/// Characters that are frequent in code.
pub(super) const CODE: u8 = 16;
/// Separators between names, or the first bytes of such.
pub(super) const BETWEEN: u8 = 32;

/// The classes of each byte.
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

/// Whether a byte is a character that is frequent in code.
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

/// The maximum width of a line in columns; wider ones are clipped.
pub(super) const MAX_WIDTH: u32 = 1000;
/// The number of bytes of a line that are searched for classes of characters.
const MAX_LOOKED_AT: usize = 500;

/// The lines of a text without the limit on line length.
#[cfg(test)]
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    within(text, &Limits::new().with_max_line_bytes(usize::MAX)).0
}

/// The non-empty lines of a text. Lines end at LF, CR, VT, FF and the Unicode separators, and at the limit on bytes per
/// line. The text is truncated at the limit on nodes.
pub(super) fn within<'a>(text: &'a str, limits: &Limits) -> (Vec<Line<'a>>, LimitsHit) {
    let mut limits_hit = LimitsHit::new();
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
        limits_hit.insert_if(end == next && next < rest.len(), Limit::LineBytes);
        let whole = rest[..end].trim_end_matches(is_space);
        let inner = whole.trim_start_matches(is_space);
        if inner.is_empty() {
            n_blank += 1;
        } else if lines.len() >= limits.max_nodes {
            limits_hit.insert(Limit::Nodes);
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
    (lines, limits_hit)
}

/// The end of the first line of a text, and the start of the next. Both are equal if the line is cut.
fn line_end(text: &str, has_rare_ends: bool, max_bytes: usize) -> (usize, usize) {
    // At least one character of any length fits.
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

/// The offset at which an overlong line is cut: after its last white space in `head`, or else within the word.
fn cut_at(head: &str, max_bytes: usize) -> usize {
    let last = head.char_indices().rfind(|(_, c)| c.is_whitespace());
    last.map_or_else(|| clipped(head, max_bytes).len(), |(at, space)| at + space.len_utf8())
}

/// A line with the properties that depend on its text alone.
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

/// The width of UTF-8 text in columns. Han, Kana, Hangul and emoji take two.
pub(super) fn width(text: &[u8]) -> u32 {
    let bytes = &text[..text.len().min(4 * MAX_WIDTH as usize)];
    // The first byte of a character is enough to tell its block.
    let columns = |b: u8| u32::from(b & 0xc0 != 0x80) + u32::from(matches!(b, 0xe3..=0xed | 0xf0));
    let width =
        if bytes.is_ascii() { bytes.len() as u32 } else { bytes.iter().map(|&b| columns(b)).sum() };
    width.min(MAX_WIDTH)
}

/// White space and zero-width characters.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\0')
}

/// The indentation of a line, in columns.
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

/// Marks lines after a gap. If nearly all lines follow an empty line, only two or more empty lines are a gap.
pub(super) fn mark_apart(lines: &mut [Line<'_>]) {
    let n_close = lines.iter().skip(1).filter(|line| line.n_blank == 0).count();
    let common = u32::from(n_close * 50 < lines.len() && lines.len() > MIN_LINES);
    lines.iter_mut().for_each(|line| line.is_apart = line.n_blank > common);
}

/// The minimum number of lines for a text without consecutive lines to be recognised.
const MIN_LINES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_indentation_and_gaps() {
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
    fn long_lines_are_cut_and_long_texts_are_truncated() {
        let limits = Limits::new().with_max_line_bytes(8).with_max_nodes(5);
        let texts = |text| {
            let (lines, limits_hit) = within(text, &limits);
            let names: Vec<_> = limits_hit.iter().map(Limit::as_str).collect();
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
    fn an_empty_line_before_every_line_is_not_a_gap() {
        assert!(lines(&"a\n\n".repeat(20)).iter().all(|line| !line.is_apart));
        assert!(lines("a\n\nb\nc\n\nd").iter().skip(1).any(|line| line.is_apart));
    }
}
