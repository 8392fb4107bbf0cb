//! Decides whether a line continues the previous one, and how they are joined.

use super::lines::Line;
use super::margin::{is_full, wraps};
use crate::text::{is_sentence_end, is_unspaced};

/// The state of the paragraph that a line may continue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    /// Its first line.
    pub start: usize,
    /// Its total width in columns so far.
    pub width: u32,
    /// Whether it is a list item, and the distance of its text from its bullet, in columns.
    pub is_item: bool,
    pub hanging: u32,
}

/// The lines of a text, and how they were broken.
#[derive(Debug)]
pub(super) struct Joiner<'a> {
    lines: &'a [Line<'a>],
    /// The wrap column of each line, if it is wrapped.
    pub wraps: Vec<Option<u32>>,
    /// The additional indentation of first lines of paragraphs, if there is one.
    first_indent: Option<u32>,
    /// Whether sentences are broken at inline elements such as links.
    is_broken: bool,
}

impl<'a> Joiner<'a> {
    pub fn new(lines: &'a [Line<'a>]) -> Self {
        let is_inner =
            |line: &&Line<'_>| !line.is_apart && is_rest(line.text) && !is_bare(line.text);
        let n_rests = lines.iter().skip(1).filter(is_inner).count();
        let is_broken = n_rests >= MIN_RESTS && n_rests * 200 > lines.len();
        let wraps = if is_broken { vec![None; lines.len()] } else { wraps(lines) };
        let first_indent = if is_broken { None } else { first_indent(lines, &wraps) };
        Joiner { lines, wraps, first_indent, is_broken }
    }

    /// Whether line `i` continues the paragraph that ends before it.
    pub fn goes_on(&self, begun: Begun, i: usize) -> bool {
        let (before, line) = (&self.lines[i - 1], &self.lines[i]);
        if line.is_apart || line.n_quotes != before.n_quotes {
            return false;
        }
        match self.wraps[i] {
            Some(column) => {
                is_full(before, line, column)
                    && before.width * 2 > column
                    && self.is_in_line(begun, i)
            }
            None => self.was_broken(begun, i),
        }
    }

    /// Whether the indentation of a wrapped line is that of a continuation, not of a new first line.
    fn is_in_line(&self, begun: Begun, i: usize) -> bool {
        let (first, before, line) = (&self.lines[begun.start], &self.lines[i - 1], &self.lines[i]);
        if i - 1 > begun.start || begun.is_item {
            let room = u32::from(begun.is_item) * HANGING;
            let is_back =
                line.indent == first.indent && (begun.is_item || line.indent < before.indent);
            return line.indent <= before.indent + room && line.indent + 1 >= before.indent
                || is_back;
        }
        // The second line: outdented after an indented first line, or as deep as the third.
        let next = self.lines.get(i + 1).filter(|next| !next.is_apart);
        let is_below =
            line.indent <= first.indent || next.is_some_and(|next| next.indent == line.indent);
        let is_first = |depth| next.is_some_and(|next| next.indent + depth == line.indent);
        is_below && !self.first_indent.is_some_and(is_first)
    }

    /// Whether an unwrapped line is the rest of a broken sentence.
    fn was_broken(&self, begun: Begun, i: usize) -> bool {
        let (before, line) = (self.lines[i - 1].text, self.lines[i].text);
        let end = ending(before);
        let begin = Begin::of(line);
        if begin == Begin::Rest && !is_bare(before) {
            return true;
        }
        if self.is_broken && is_open(before) {
            return true;
        }
        if is_sentence_end(end) || matches!(end, ':' | '：' | '|' | '>') {
            return false;
        }
        let is_prose = begun.width + self.lines[i].width > MIN_PROSE;
        // A short lower-case word may be on a line of its own between two links.
        if self.is_broken && is_prose && begun.start < i - 1 && is_small_word(before) {
            return true;
        }
        if begun.is_item && self.hangs(begun, i) {
            return true;
        }
        if is_passing(before) && is_prose && (self.is_broken || begin != Begin::Capital) {
            return true;
        }
        match begin {
            Begin::Small => {
                is_prose && (self.is_broken || begun.width.max(self.lines[i].width) > MIN_PROSE)
            }
            Begin::Rest | Begin::Capital | Begin::Other if self.is_broken => self.is_link(begun, i),
            Begin::Caseless => {
                self.is_broken && begun.width > MIN_PROSE && before.contains(is_pause)
            }
            _ => false,
        }
    }

    /// Whether a line is aligned with the text of its item, after a line of prose.
    fn hangs(&self, begun: Begun, i: usize) -> bool {
        let (first, before, line) = (&self.lines[begun.start], &self.lines[i - 1], &self.lines[i]);
        before.width > MIN_PROSE && line.indent == first.indent + begun.hanging
    }

    /// Whether a line is the text of a link within a sentence that continues on the next line.
    fn is_link(&self, begun: Begun, i: usize) -> bool {
        let (before, line) = (&self.lines[i - 1], &self.lines[i]);
        let is_within = (begun.width > MIN_PROSE || is_passing(before.text))
            && line.width < MAX_LINK
            && !is_sentence_end(ending(line.text));
        let next = self.lines.get(i + 1).filter(|next| !next.is_apart);
        is_within
            && next.is_some_and(|next| match Begin::of(next.text) {
                Begin::Rest => next.width > 1,
                Begin::Small => next.width > MAX_WORD || is_small_word(next.text),
                _ => false,
            })
    }
}

/// The most frequent additional indentation of first lines in wrapped text; `None` if there are few.
fn first_indent(lines: &[Line<'_>], wraps: &[Option<u32>]) -> Option<u32> {
    let mut n_of_depth = [0u32; MAX_FIRST_INDENT as usize];
    for (pair, wrap) in lines.windows(2).zip(wraps) {
        let depth = pair[0].indent.saturating_sub(pair[1].indent) as usize;
        if depth > 0
            && let Some(n) = n_of_depth.get_mut(depth)
            && wrap.is_some_and(|column| is_full(&pair[0], &pair[1], column))
            && !pair[1].is_apart
            && matches!(Begin::of(pair[0].text), Begin::Capital | Begin::Caseless)
        {
            *n += 1;
        }
    }
    let (depth, n) = (0..).zip(n_of_depth).max_by_key(|&(_, n)| n)?;
    (n >= MIN_FIRSTS).then_some(depth)
}

/// The upper bound of the additional indentation of first lines, exclusive, and the minimum number of such lines.
const MAX_FIRST_INDENT: u32 = 9;
const MIN_FIRSTS: u32 = 3;
/// The minimum number of lines that begin within a sentence in a text broken at inline elements.
const MIN_RESTS: usize = 2;
/// The minimum width of prose, in columns; narrower lines may be a word or a name.
const MIN_PROSE: u32 = 40;
/// The maximum widths of the text of a link and of a word within a sentence, in columns.
const MAX_LINK: u32 = 60;
const MAX_WORD: u32 = 14;
/// The maximum additional indentation of an item's text after its bullet, in columns.
const HANGING: u32 = 6;

/// The beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// A sign that only follows a word.
    Rest,
    Small,
    Capital,
    /// A letter of a script without capitals.
    Caseless,
    Other,
}

impl Begin {
    fn of(text: &str) -> Begin {
        match text.trim_start_matches(is_opening).chars().next() {
            _ if is_rest(text) => Begin::Rest,
            Some(c) if c.is_lowercase() => Begin::Small,
            Some(c) if c.is_uppercase() => Begin::Capital,
            Some(c) if c.is_alphabetic() => Begin::Caseless,
            _ => Begin::Other,
        }
    }
}

/// Characters that may open a sentence.
fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '„' | '‘' | '‚' | '«' | '»' | '(')
}

/// Whether a line begins with a sign that only follows a word.
fn is_rest(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    match first {
        '，' | '、' | '。' | '；' | '：' | '！' | '？' | '）' | '》' | '」' | '』' | '】' | '،'
        | '؛' => true,
        ',' | ';' | ')' | ']' => true,
        '.' | '!' | '?' | ':' | '’' => chars
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '”' | '"' | '’' | ')' | 's')),
        // An opening quotation mark is followed by a word.
        '”' | '“' | '‘' => chars
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | ')')),
        _ => false,
    }
}

/// The last character of a line before closing quotation marks and brackets; a space if there is none.
pub(super) fn ending(text: &str) -> char {
    let is_closing = |c| {
        matches!(c, '"' | '\'' | '”' | '“' | '’' | '‘' | '»' | '«' | ')' | ']' | '」' | '』' | '）')
    };
    text.trim_end_matches(is_closing).chars().next_back().unwrap_or(' ')
}

/// Whether the last sign of a line must be followed by text.
fn is_open(text: &str) -> bool {
    text.ends_with([',', '(', '[', '、', '，', '（', '《', '「', '『'])
        || opens_quotation(text)
        || text.ends_with(" /")
        || text.ends_with(" &")
}

/// Whether a line ends in an opening quotation mark. `“` after a word closes a quotation in German and other languages.
fn opens_quotation(text: &str) -> bool {
    let before = match text.strip_suffix(['“', '‘']) {
        Some(before) => before,
        None => return text.ends_with(['„', '‚']),
    };
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—'))
}

/// Whether a line has neither letters nor digits.
fn is_bare(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

/// A sign within a sentence.
fn is_pause(c: char) -> bool {
    matches!(c, '，' | '、' | ',' | '。' | '،')
}

/// Whether a line ends in a short lower-case word, as incomplete lines do. After a number the word may be a unit.
fn is_passing(text: &str) -> bool {
    let mut words = text.rsplit(' ');
    is_small_word(words.next().unwrap_or_default())
        && words.next().is_some_and(|before| !before.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a text is a single lower-case word of at most 3 bytes.
fn is_small_word(text: &str) -> bool {
    text.len() <= 3 && !text.is_empty() && text.chars().all(char::is_lowercase)
}

/// The joint between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    Space,
    Nothing,
    /// The word was hyphenated: the hyphen is removed.
    Hyphen,
}

/// The joint between the end of a line and the beginning of the next. `is_cut`: the text is hyphenated.
pub(super) fn joint(before: &str, next: &str, is_cut: bool) -> Joint {
    let (Some(end), Some(begin)) = (before.chars().next_back(), next.chars().next()) else {
        return Joint::Nothing;
    };
    if is_hyphen(before, next) && (is_cut || end == '\u{ad}') {
        return Joint::Hyphen;
    }
    let is_tight = is_unspaced(end) && is_unspaced(begin)
        || is_wide(end)
        || is_wide(begin)
        || is_rest(next)
        || matches!(end, '(' | '[' | '/' | '\u{ad}')
        || opens_quotation(before)
        || is_hyphen(before, next);
    if is_tight { Joint::Nothing } else { Joint::Space }
}

/// Full-width punctuation, which has no spaces around it.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether a line ends within a word.
fn is_hyphen(before: &str, next: &str) -> bool {
    let mut ends = before.chars().rev();
    ends.next().is_some_and(|c| matches!(c, '-' | '\u{ad}' | '\u{2010}'))
        && ends.next().is_some_and(char::is_alphabetic)
        && next.starts_with(char::is_lowercase)
}

/// Whether a text is hyphenated: enough full lines end in a hyphen. Otherwise only words that contain a hyphen anyway
/// are broken at it.
pub(super) fn cuts_words(lines: &[Line<'_>], wraps: &[Option<u32>]) -> bool {
    let (mut n_full, mut n_cut) = (0, 0);
    for (pair, wrap) in lines.windows(2).zip(wraps) {
        if wrap.is_some_and(|column| is_full(&pair[0], &pair[1], column)) {
            n_full += 1;
            n_cut += usize::from(is_hyphen(pair[0].text, pair[1].text));
        }
    }
    n_cut >= MIN_CUT && n_cut * 14 > n_full
}

const MIN_CUT: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joints_depend_on_script_and_punctuation() {
        let join = |before, next| joint(before, next, false);
        assert_eq!(join("the river", "rose"), Joint::Space);
        assert_eq!(join("雨が", "降る"), Joint::Nothing);
        assert_eq!(join("he came", ", saw"), Joint::Nothing);
        assert_eq!(join("auf „Wasser“", "stieß"), Joint::Space);
        assert_eq!(join("she said: “", "Rain"), Joint::Nothing);
        assert_eq!(join("auf „Wasser", "“ stieß"), Joint::Nothing);
        assert_eq!(join("sa Anna:", "”Det regnar”"), Joint::Space);
        assert_eq!(join("a well-", "known man"), Joint::Nothing);
        assert_eq!(joint("the riv-", "er rose", true), Joint::Hyphen);
        assert_eq!(joint("in 1990-", "2000", true), Joint::Space);
    }
}
