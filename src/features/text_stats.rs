//! Features of the words and characters of a block, without its tags.

use super::Row;
use crate::text::{is_end_between, is_sentence_end, is_word_char};

pub(super) const NAMES: &[&str] = &[
    "n_chars",
    "n_sentence_ends",
    "ends_sentence",
    "punctuation_share",
    "n_separators",
    "has_copyright",
    "upper_share",
    "capital_share",
    "digit_share",
    "n_questions",
    "n_exclamations",
    "has_address",
];

/// ASCII letters, white space and underscores: bytes without a feature of their own.
const QUIET: [bool; 256] = {
    let mut quiet = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        quiet[byte] = matches!(byte as u8, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\t'..=b'\r' | b' ');
        byte += 1;
    }
    quiet
};

/// Counts from one pass over a block's characters.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextStats {
    n_punctuation: u32,
    pub n_commas: u32,
    n_separators: u32,
    pub n_sentence_ends: u32,
    pub ends_sentence: bool,
    pub has_date: bool,
    pub has_price: bool,
    has_copyright: bool,
    n_questions: u32,
    n_exclamations: u32,
    has_at: bool,
    letters: Option<Letters>,
}

impl TextStats {
    pub fn of(text: &str) -> Self {
        let mut s = TextStats::default();
        let mut previous = ' ';
        let mut number = Number::default();
        let mut rest = text;
        loop {
            // Most characters are letters and spaces, which count only within a number.
            if number.is_idle() {
                let n_quiet = rest.bytes().take_while(|&byte| QUIET[usize::from(byte)]).count();
                let (quiet, after) = rest.split_at(n_quiet);
                previous = quiet.as_bytes().last().map_or(previous, |&last| char::from(last));
                rest = after;
            }
            let Some(c) = rest.chars().next() else { break };
            rest = &rest[c.len_utf8()..];
            if !is_word_char(c) && !c.is_whitespace() {
                s.mark(c, previous, rest.chars().next());
            }
            s.has_date |= number.push(c);
            previous = c;
        }
        s.has_date |= number.push(' ');
        let end = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '“']);
        s.letters = (text.len() <= MAX_SHORT).then(|| Letters::of(text));
        s.ends_sentence =
            end.chars().next_back().is_some_and(|c| is_sentence_end(c) || matches!(c, ':' | '：'));
        s
    }

    fn mark(&mut self, c: char, previous: char, next: Option<char>) {
        self.n_punctuation += 1;
        self.n_sentence_ends += u32::from(is_end_between(previous, c, next));
        match c {
            '?' | '？' | '؟' => self.n_questions += 1,
            '!' | '！' => self.n_exclamations += 1,
            '@' => self.has_at = true,
            ',' | '،' | '、' | '，' | ';' | '；' => self.n_commas += 1,
            '|' | '>' | '»' | '·' | '/' | '•' | '›' | '→' | '«' => self.n_separators += 1,
            '©' => self.has_copyright = true,
            '$' | '€' | '£' | '¥' | '₹' | '￥' | '₽' => {
                let is_digit = |c: char| c.is_ascii_digit();
                self.has_price |= next.is_some_and(|n| is_digit(n) || n == ' ')
                    || is_digit(previous)
                    || previous == ' ';
            }
            _ => {}
        }
    }

    /// Appends the columns of [`NAMES`].
    pub fn fill(&self, n_chars: u32, row: &mut Row) {
        row.push(n_chars as f32);
        row.push(self.n_sentence_ends as f32);
        row.flag(self.ends_sentence);
        row.push(self.n_punctuation as f32 / n_chars.max(1) as f32);
        row.push(self.n_separators as f32);
        row.flag(self.has_copyright);
        match self.letters {
            Some(Letters { n_letters, n_upper, n_words, n_capitals, n_digits }) => {
                row.push(n_upper as f32 / n_letters.max(1) as f32);
                row.push(n_capitals as f32 / n_words.max(1) as f32);
                row.push(n_digits as f32 / n_chars.max(1) as f32);
            }
            None => row.missing(3),
        }
        row.push(self.n_questions as f32);
        row.push(self.n_exclamations as f32);
        row.flag(self.has_at);
    }
}

/// The maximum length of a text, in bytes, for which capitals and digits are counted. They distinguish credits and
/// bylines.
const MAX_SHORT: usize = 240;

#[derive(Debug, Clone, Copy, Default)]
struct Letters {
    n_letters: u32,
    n_upper: u32,
    n_words: u32,
    /// Words with an initial capital.
    n_capitals: u32,
    n_digits: u32,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut s = Letters::default();
        let mut is_in_word = false;
        if text.is_ascii() {
            for byte in text.bytes() {
                let (is_letter, is_digit) = (byte.is_ascii_alphabetic(), byte.is_ascii_digit());
                s.add(is_letter, byte.is_ascii_uppercase(), is_digit, is_in_word);
                is_in_word = is_letter | is_digit | (byte == b'\'');
            }
            return s;
        }
        for c in text.chars() {
            let is_letter = c.is_alphabetic();
            s.add(is_letter, c.is_uppercase(), c.is_ascii_digit(), is_in_word);
            is_in_word = is_letter || c.is_alphanumeric() || matches!(c, '\'' | '’');
        }
        s
    }

    fn add(&mut self, is_letter: bool, is_upper: bool, is_digit: bool, is_in_word: bool) {
        let is_first = is_letter & !is_in_word;
        self.n_letters += u32::from(is_letter);
        self.n_upper += u32::from(is_upper);
        self.n_words += u32::from(is_first);
        self.n_capitals += u32::from(is_first & is_upper);
        self.n_digits += u32::from(is_digit);
    }
}

/// Detects dates: a year from 1990 to 2039, or three numbers joined by dots, slashes or hyphens.
#[derive(Debug, Default)]
struct Number {
    n_digits: u32,
    value: u32,
    n_parts: u32,
}

impl Number {
    /// Whether no number has begun.
    fn is_idle(&self) -> bool {
        self.n_digits == 0 && self.n_parts == 0
    }

    fn push(&mut self, c: char) -> bool {
        if let Some(digit) = c.to_digit(10) {
            self.n_digits += 1;
            self.value = self.value.wrapping_mul(10).wrapping_add(digit);
            return false;
        }
        let is_number = self.n_digits > 0;
        let is_year = self.n_digits == 4 && (1990..2040).contains(&self.value);
        let is_part = is_number && self.n_digits <= 4;
        (self.n_digits, self.value) = (0, 0);
        self.n_parts = if is_part { self.n_parts + 1 } else { 0 };
        let is_triple = self.n_parts >= 3;
        if !matches!(c, '.' | '/' | '-') {
            self.n_parts = 0;
        }
        is_year || is_triple
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_marks_are_counted() {
        let s = TextStats::of("It costs $5.20, they said. “Why?” 3.5 more…");
        assert_eq!((s.n_sentence_ends, s.n_commas), (3, 1));
        assert!(s.has_price && s.ends_sentence && !s.has_date);
        assert!(TextStats::of("He said “no.”").ends_sentence);
        assert!(!TextStats::of("Read more »").ends_sentence);
    }

    #[test]
    fn dates_are_detected() {
        for yes in ["May 4, 2021", "04.05.21", "2021/12", "1/2/3"] {
            assert!(TextStats::of(yes).has_date, "{yes}");
        }
        for no in ["12345", "5.20", "call 555-1234", "20215"] {
            assert!(!TextStats::of(no).has_date, "{no}");
        }
    }
}
