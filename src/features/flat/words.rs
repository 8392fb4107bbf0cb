//! Family: what the words and characters of a piece say, read in one pass.

use super::super::Row;
use crate::text::{is_sentence_end, is_unspaced, is_word_char};

pub(super) const NAMES: &[&str] = &[
    "n_words",
    "n_chars",
    "word_length",
    "capital_share",
    "number_share",
    "all_capitals_share",
    "small_share",
    "begins_capital",
    "begins_small",
    "begins_number",
    "begins_mark",
    "n_sentence_ends",
    "ends_sentence",
    "ends_open",
    "n_commas",
    "n_separators",
    "n_marks",
    "n_brackets",
    "n_quotes",
    "has_address",
    "has_copyright",
    "has_price",
    "has_year",
];

/// Only so many words of a piece are read.
const MAX_WORDS: usize = 40;

/// What one pass over a piece finds. Words are counted to the end of the piece or to so many as are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    /// Where its words end in the page's list.
    pub end: u32,
    n_read: u16,
    n_letters: u32,
    n_capital: u16,
    n_number: u16,
    n_all_capitals: u16,
    n_small: u16,
    begins: Begin,
    pub n_sentence_ends: u16,
    pub ends_sentence: bool,
    ends_open: bool,
    n_commas: u16,
    n_separators: u16,
    n_marks: u16,
    n_brackets: u16,
    n_quotes: u16,
    has_address: bool,
    has_copyright: bool,
    has_price: bool,
    pub has_year: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Begin {
    Capital,
    Small,
    Number,
    #[default]
    Mark,
    Other,
}

/// A word as a number, and whether it is long enough to tell a topic.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub hash: u32,
    pub is_topical: bool,
}

/// A shorter word is likely to stand on any page.
const MIN_TOPICAL: u32 = 5;

impl Words {
    /// Reads a piece, and appends its words to the page's list.
    pub fn read(text: &str, list: &mut Vec<Word>) -> Self {
        let mut reader =
            Reader { words: Words::default(), start: list.len(), list, word: Open::default() };
        let mut previous = ' ';
        for c in text.chars() {
            reader.push(c, previous);
            previous = c;
        }
        reader.finish(text)
    }

    /// The share of its words that begin with a capital.
    pub fn capital_share(&self) -> f32 {
        f32::from(self.n_capital) / f32::from(self.n_read.max(1))
    }

    /// Appends the columns of [`NAMES`].
    pub fn fill(&self, n_words: u32, n_chars: u32, row: &mut Row<'_>) {
        let read = f32::from(self.n_read.max(1));
        row.push(n_words as f32);
        row.push(n_chars as f32);
        row.push(self.n_letters as f32 / read);
        row.extend(
            &[self.n_capital, self.n_number, self.n_all_capitals, self.n_small]
                .map(|n| f32::from(n) / read),
        );
        for begin in [Begin::Capital, Begin::Small, Begin::Number, Begin::Mark] {
            row.flag(self.begins == begin);
        }
        row.push(f32::from(self.n_sentence_ends));
        row.flag(self.ends_sentence);
        row.flag(self.ends_open);
        row.extend(
            &[self.n_commas, self.n_separators, self.n_marks, self.n_brackets, self.n_quotes]
                .map(f32::from),
        );
        for is in [self.has_address, self.has_copyright, self.has_price, self.has_year] {
            row.flag(is);
        }
    }
}

/// The word that is being read.
#[derive(Debug, Clone, Copy)]
struct Open {
    hash: u32,
    n_chars: u32,
    n_capitals: u32,
    n_digits: u32,
    value: u32,
    is_capital: bool,
    is_small: bool,
}

const FNV_OFFSET: u32 = 0x811c_9dc5;

impl Default for Open {
    fn default() -> Self {
        Open {
            hash: FNV_OFFSET,
            n_chars: 0,
            n_capitals: 0,
            n_digits: 0,
            value: 0,
            is_capital: false,
            is_small: false,
        }
    }
}

struct Reader<'a> {
    words: Words,
    start: usize,
    list: &'a mut Vec<Word>,
    word: Open,
}

impl Reader<'_> {
    fn push(&mut self, c: char, previous: char) {
        if c.is_ascii_lowercase() {
            if self.word.n_chars == 0 {
                self.word.is_small = true;
            }
            return self.feed(c);
        }
        if is_unspaced(c) {
            self.close();
            self.add((FNV_OFFSET ^ u32::from(c)).wrapping_mul(0x0100_0193), u32::from(c) >= 0x3400);
            self.words.n_letters += 1;
            return;
        }
        if is_word_char(c) {
            return self.letter(c, previous);
        }
        self.close();
        if !c.is_whitespace() {
            self.mark(c, previous);
        }
    }

    fn feed(&mut self, c: char) {
        self.word.hash = (self.word.hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
        self.word.n_chars += 1;
    }

    fn letter(&mut self, c: char, previous: char) {
        if let Some(digit) = c.to_digit(10) {
            self.words.has_price |= is_currency(previous);
            self.word.n_digits += 1;
            self.word.value = self.word.value.wrapping_mul(10).wrapping_add(digit);
            return self.feed('0');
        }
        if c.is_uppercase() {
            self.word.is_capital |= self.word.n_chars == 0;
            self.word.n_capitals += 1;
            return match c.is_ascii() {
                true => self.feed(c.to_ascii_lowercase()),
                false => c.to_lowercase().for_each(|c| self.feed(c)),
            };
        }
        self.word.is_small |= self.word.n_chars == 0 && c.is_lowercase();
        self.feed(c);
    }

    fn close(&mut self) {
        if self.word.n_chars == 0 {
            return;
        }
        let word = std::mem::take(&mut self.word);
        self.words.n_letters += word.n_chars;
        self.words.n_capital += u16::from(word.is_capital);
        self.words.n_small += u16::from(word.is_small);
        self.words.n_number += u16::from(word.n_digits == word.n_chars);
        self.words.n_all_capitals += u16::from(word.n_capitals == word.n_chars && word.n_chars > 1);
        self.words.has_year |=
            word.n_digits == 4 && word.n_chars == 4 && (1990..2040).contains(&word.value);
        self.add(word.hash, word.n_chars >= MIN_TOPICAL && word.n_digits == 0);
    }

    fn add(&mut self, hash: u32, is_topical: bool) {
        self.words.n_read = self.words.n_read.saturating_add(1);
        if self.list.len() < self.start + MAX_WORDS {
            self.list.push(Word { hash, is_topical });
        }
    }

    fn mark(&mut self, c: char, previous: char) {
        let w = &mut self.words;
        w.n_marks = w.n_marks.saturating_add(1);
        if is_sentence_end(c) && !is_sentence_end(previous) {
            w.n_sentence_ends = w.n_sentence_ends.saturating_add(1);
        }
        match c {
            ',' | '،' | '、' | '，' | ';' | '；' => w.n_commas = w.n_commas.saturating_add(1),
            '|' | '>' | '»' | '·' | '/' | '•' | '›' | '→' | '«' => {
                w.n_separators = w.n_separators.saturating_add(1)
            }
            '(' | '[' | '{' => w.n_brackets = w.n_brackets.saturating_add(1),
            '"' | '“' | '„' | '「' => w.n_quotes = w.n_quotes.saturating_add(1),
            '@' | '#' => w.has_address = true,
            '©' | '®' | '™' => w.has_copyright = true,
            _ if is_currency(c) => w.has_price |= previous.is_ascii_digit() || previous == ' ',
            _ => {}
        }
    }

    fn finish(mut self, text: &str) -> Words {
        self.close();
        let mut words = self.words;
        words.end = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        words.has_address |= text.contains("://") || text.contains("www.");
        words.begins = match text.chars().next() {
            Some(c) if c.is_uppercase() => Begin::Capital,
            Some(c) if c.is_lowercase() => Begin::Small,
            Some(c) if c.is_numeric() => Begin::Number,
            Some(c) if c.is_alphabetic() => Begin::Other,
            _ => Begin::Mark,
        };
        let end =
            text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '“', '」']).chars().next_back();
        words.ends_sentence = end.is_some_and(is_sentence_end);
        words.ends_open = end.is_some_and(|c| matches!(c, ':' | '：' | ',' | ';' | '-' | '–'));
        words
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '￥' | '₽')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_sees_words_and_marks() {
        let mut list = Vec::new();
        let words = Words::read("In 2024, the NASA probe cost $5 (“little”).", &mut list);
        assert_eq!(list.len(), 8);
        assert_eq!(
            (words.n_capital, words.n_number, words.n_all_capitals, words.n_small),
            (2, 2, 1, 4)
        );
        assert!(
            words.has_year
                && words.has_price
                && words.ends_sentence
                && words.begins == Begin::Capital
        );
        assert_eq!(
            (words.n_commas, words.n_brackets, words.n_quotes, words.n_sentence_ends),
            (1, 1, 1, 1)
        );
        let again = Words::read("in 1999 THE", &mut list);
        assert_eq!(again.end, 11);
        assert_eq!(list[8].hash, list[0].hash);
        assert_eq!(list[9].hash, list[1].hash);
        assert_eq!(list[10].hash, list[2].hash);
    }
}
