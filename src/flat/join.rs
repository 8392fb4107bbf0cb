//! Whether a line goes on with the one before it.

use super::lines::Line;
use super::margin::{is_full, wraps};
use crate::text::{is_sentence_end, is_unspaced};

/// What is known of the paragraph that a line may go on with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    /// Its first line.
    pub start: usize,
    /// Its columns so far, gaps of lines not counted.
    pub width: u32,
    /// Whether it is an item of a list, and how far behind its bullet its text stands.
    pub is_item: bool,
    pub hanging: u32,
}

/// The lines of a text, and how they were cut.
#[derive(Debug)]
pub(super) struct Joiner<'a> {
    lines: &'a [Line<'a>],
    /// For each line the column at which it was wrapped.
    pub wraps: Vec<Option<u32>>,
    /// How much further in the first lines of paragraphs stand, where they do.
    first_indent: Option<u32>,
    /// Whether sentences were cut where a link or a word in bold began and ended.
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

    /// Whether line `i` goes on with the paragraph that ends before it.
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

    /// Whether a wrapped line stands below the paragraph, neither in as its own first line would be, nor out.
    fn is_in_line(&self, begun: Begun, i: usize) -> bool {
        let (first, before, line) = (&self.lines[begun.start], &self.lines[i - 1], &self.lines[i]);
        if i - 1 > begun.start || begun.is_item {
            let room = u32::from(begun.is_item) * HANGING;
            let is_back =
                line.indent == first.indent && (begun.is_item || line.indent < before.indent);
            return line.indent <= before.indent + room && line.indent + 1 >= before.indent
                || is_back;
        }
        // The second line: out if the first stood in, or in for good.
        let next = self.lines.get(i + 1).filter(|next| !next.is_apart);
        let is_below =
            line.indent <= first.indent || next.is_some_and(|next| next.indent == line.indent);
        let is_first = |depth| next.is_some_and(|next| next.indent + depth == line.indent);
        is_below && !self.first_indent.is_some_and(is_first)
    }

    /// Whether a line that was not wrapped is the rest of the sentence before it.
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
        // A small word stands alone between two links.
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

    /// Whether a line stands where the text of an item began, below a line of prose.
    fn hangs(&self, begun: Begun, i: usize) -> bool {
        let (first, before, line) = (&self.lines[begun.start], &self.lines[i - 1], &self.lines[i]);
        before.width > MIN_PROSE && line.indent == first.indent + begun.hanging
    }

    /// Whether a line is a name in a sentence that goes on with the line after it.
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

/// How much further in than the next lines many lines of a wrapped text stand that begin with a word.
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

/// First lines of paragraphs stand in by less, and so many tell that they do.
const MAX_FIRST_INDENT: u32 = 9;
const MIN_FIRSTS: u32 = 3;
/// So many lines that begin amid a sentence tell a text whose sentences were cut.
const MIN_RESTS: usize = 2;
/// Fewer columns are a word or a name, not prose.
const MIN_PROSE: u32 = 40;
/// Names in a sentence are shorter.
const MAX_LINK: u32 = 60;
const MAX_WORD: u32 = 14;
/// The text of an item may stand so far right of its bullet.
const HANGING: u32 = 6;

/// How a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// With a sign that only stands behind a word.
    Rest,
    Small,
    Capital,
    /// With a letter of a script without capitals.
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

/// Signs that may open a sentence.
fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '„' | '‘' | '‚' | '«' | '»' | '(')
}

/// Whether a line begins with a sign that only stands behind a word.
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
        // What opens a quotation stands before a word.
        '”' | '“' | '‘' => chars
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | ')')),
        _ => false,
    }
}

/// The last character of a line, but for what closes a quotation or a bracket.
pub(super) fn ending(text: &str) -> char {
    let is_closing = |c| {
        matches!(c, '"' | '\'' | '”' | '“' | '’' | '‘' | '»' | '«' | ')' | ']' | '」' | '』' | '）')
    };
    text.trim_end_matches(is_closing).chars().next_back().unwrap_or(' ')
}

/// Whether a line ends in a sign that something must follow.
fn is_open(text: &str) -> bool {
    text.ends_with([',', '(', '[', '、', '，', '（', '《', '「', '『'])
        || opens_quotation(text)
        || text.ends_with(" /")
        || text.ends_with(" &")
}

/// Whether a line ends in a mark that opens a quotation: behind a word or a sign it closes one in German and others.
fn opens_quotation(text: &str) -> bool {
    let before = match text.strip_suffix(['“', '‘']) {
        Some(before) => before,
        None => return text.ends_with(['„', '‚']),
    };
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—'))
}

/// Whether a line is but a sign.
fn is_bare(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

/// A sign within a sentence.
fn is_pause(c: char) -> bool {
    matches!(c, '，' | '、' | ',' | '。' | '،')
}

/// Whether a line breaks off at a short small word, as none does that is complete; a unit may stand behind a number.
fn is_passing(text: &str) -> bool {
    let mut words = text.rsplit(' ');
    is_small_word(words.next().unwrap_or_default())
        && words.next().is_some_and(|before| !before.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a text is one short word in small letters.
fn is_small_word(text: &str) -> bool {
    text.len() <= 3 && !text.is_empty() && text.chars().all(char::is_lowercase)
}

/// What stands between two lines that are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    Space,
    Nothing,
    /// A word was cut: the hyphen before goes.
    Hyphen,
}

/// What stands between the end of one line and the beginning of the next. `is_cut`: whether words are cut in the text.
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

/// Signs of scripts without spaces, which have none around them.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether a line ends amid a word.
fn is_hyphen(before: &str, next: &str) -> bool {
    let mut ends = before.chars().rev();
    ends.next().is_some_and(|c| matches!(c, '-' | '\u{ad}' | '\u{2010}'))
        && ends.next().is_some_and(char::is_alphabetic)
        && next.starts_with(char::is_lowercase)
}

/// Whether words are cut at the margin: many full lines end in a hyphen. A text wrapped between words has few such
/// lines, and those at a hyphen that belongs to the word.
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
    fn lines_join_as_their_script_asks() {
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
