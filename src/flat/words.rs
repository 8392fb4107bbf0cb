//! Statistics of the words and characters of a piece, from one pass.

use crate::text::{is_end_between, is_sentence_end, is_unspaced, is_word_char};

/// Statistics of a piece. All words are counted, but only the first `MAX_WORDS` are stored.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Words {
    /// The end of its words in the page's list.
    end: u32,
    /// The number of words; two characters of a script without spaces count as one.
    pub n_words: u32,
    /// The number of characters other than white space.
    pub n_chars: u32,
    /// The number of words, with each character of a script without spaces as one.
    pub n_read: u32,
    n_unspaced: u32,
    pub n_letters: u32,
    pub n_capital: u32,
    pub n_number: u32,
    pub n_all_capitals: u32,
    pub n_small: u32,
    pub begins: Begin,
    pub n_sentence_ends: u32,
    pub ends_sentence: bool,
    pub ends_open: bool,
    pub n_commas: u32,
    pub n_separators: u32,
    pub n_marks: u32,
    pub n_brackets: u32,
    pub n_quotes: u32,
    pub has_address: bool,
    pub has_copyright: bool,
    pub has_price: bool,
    pub has_year: bool,
}

/// The first character of a piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Begin {
    Capital,
    Small,
    Number,
    #[default]
    Mark,
    Other,
}

/// A hashed word, and whether it is long enough to be topical.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub hash: u32,
    pub is_topical: bool,
}

/// The words of all pieces of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordList {
    pub pieces: Vec<Words>,
    words: Vec<Word>,
}

/// The maximum number of stored words per piece.
const MAX_WORDS: usize = 40;
/// The minimum length of a topical word in characters: shorter words are common on all pages.
const MIN_TOPICAL: u32 = 5;

impl WordList {
    /// Reads the pieces of a text.
    pub fn new<'a>(pieces: impl Iterator<Item = &'a str>) -> Self {
        let mut list = WordList::default();
        for text in pieces {
            let words = Words::read(text, &mut list.words);
            list.pieces.push(words);
        }
        list
    }

    /// The stored words of the i-th piece, in lower case with digits as `0`, at most 40.
    pub fn of(&self, i: usize) -> &[Word] {
        let start = i.checked_sub(1).map_or(0, |before| self.pieces[before].end as usize);
        &self.words[start..self.pieces[i].end as usize]
    }
}

impl Words {
    fn read(text: &str, list: &mut Vec<Word>) -> Self {
        let mut reader =
            Reader { words: Words::default(), start: list.len(), list, word: Open::default() };
        let bytes = text.as_bytes();
        let (mut at, mut previous) = (0, b' ');
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'a'..=b'z' => at = reader.run(bytes, at - 1),
                b'A'..=b'Z' => reader.capital(byte),
                b'0'..=b'9' => reader.digit(byte, previous),
                b'_' => reader.small(byte),
                b' ' => reader.close(),
                0x80.. => {
                    // A non-ASCII byte after a whole character begins a character.
                    let Some(c) = text.get(at - 1..).and_then(|rest| rest.chars().next()) else {
                        continue;
                    };
                    reader.count_end(text, at - 1, c);
                    at += c.len_utf8() - 1;
                    reader.other(c);
                }
                _ => {
                    reader.count_end(text, at - 1, char::from(byte));
                    reader.sign(char::from(byte), previous);
                }
            }
            previous = bytes[at - 1];
        }
        reader.finish(text)
    }

    /// The share of words that are capitalized.
    pub fn capital_share(&self) -> f32 {
        self.n_capital as f32 / self.n_read.max(1) as f32
    }
}

/// The word being read.
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
const FNV_PRIME: u32 = 0x0100_0193;

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
    fn feed(&mut self, c: u32) {
        self.word.hash = (self.word.hash ^ c).wrapping_mul(FNV_PRIME);
        self.word.n_chars += 1;
    }

    /// Reads a run of lower-case letters, and returns the offset after it.
    fn run(&mut self, bytes: &[u8], start: usize) -> usize {
        self.word.is_small |= self.word.n_chars == 0;
        let mut hash = self.word.hash;
        let mut at = start;
        while let Some(&byte @ b'a'..=b'z') = bytes.get(at) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(FNV_PRIME);
            at += 1;
        }
        self.word.hash = hash;
        self.word.n_chars += (at - start) as u32;
        at
    }

    fn small(&mut self, byte: u8) {
        self.word.is_small |= self.word.n_chars == 0;
        self.feed(u32::from(byte));
    }

    fn capital(&mut self, byte: u8) {
        self.word.is_capital |= self.word.n_chars == 0;
        self.word.n_capitals += 1;
        self.feed(u32::from(byte.to_ascii_lowercase()));
    }

    fn digit(&mut self, byte: u8, previous: u8) {
        self.words.has_price |= previous == b'$';
        self.word.n_digits += 1;
        self.word.value = self.word.value.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'));
        self.feed(u32::from('0'));
    }

    /// A non-ASCII character.
    fn other(&mut self, c: char) {
        if is_unspaced(c) {
            self.close();
            self.words.n_chars += 1;
            self.words.n_letters += 1;
            self.words.n_words += 1;
            // Half of these are subtracted at the end.
            self.words.n_unspaced += 1;
            let hash = (FNV_OFFSET ^ u32::from(c)).wrapping_mul(FNV_PRIME);
            return self.add(hash, u32::from(c) >= 0x3400);
        }
        if !is_word_char(c) {
            return self.sign(c, 0x80);
        }
        if c.is_numeric() {
            self.word.n_digits += 1;
            return self.feed(u32::from('0'));
        }
        let is_first = self.word.n_chars == 0;
        if c.is_uppercase() {
            self.word.is_capital |= is_first;
            self.word.n_capitals += 1;
            self.word.n_chars += 1;
            for c in c.to_lowercase() {
                self.word.hash = (self.word.hash ^ u32::from(c)).wrapping_mul(FNV_PRIME);
            }
            return;
        }
        self.word.is_small |= is_first && c.is_lowercase();
        self.feed(u32::from(c));
    }

    fn close(&mut self) {
        if self.word.n_chars == 0 {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let words = &mut self.words;
        words.n_words += 1;
        words.n_chars += word.n_chars;
        words.n_letters += word.n_chars;
        words.n_capital += u32::from(word.is_capital);
        words.n_small += u32::from(word.is_small);
        words.n_number += u32::from(word.n_digits == word.n_chars);
        words.n_all_capitals += u32::from(word.n_capitals == word.n_chars && word.n_chars > 1);
        words.has_year |=
            word.n_digits == 4 && word.n_chars == 4 && (1990..2040).contains(&word.value);
        self.add(word.hash, word.n_chars >= MIN_TOPICAL && word.n_digits == 0);
    }

    fn add(&mut self, hash: u32, is_topical: bool) {
        self.words.n_read += 1;
        if self.list.len() < self.start + MAX_WORDS {
            self.list.push(Word { hash, is_topical });
        }
    }

    /// Counts the end of a sentence, if `c` at this offset is one.
    fn count_end(&mut self, text: &str, at: usize, c: char) {
        if is_sentence_end(c) {
            let previous = text.get(..at).and_then(|before| before.chars().next_back());
            let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let is_end = is_end_between(previous.unwrap_or(' '), c, next);
            self.words.n_sentence_ends += u32::from(is_end);
        }
    }

    /// White space, punctuation, or any other character outside words.
    fn sign(&mut self, c: char, previous: u8) {
        self.close();
        if c.is_whitespace() {
            return;
        }
        let w = &mut self.words;
        w.n_chars += 1;
        w.n_marks += 1;
        match c {
            ',' | '،' | '、' | '，' | ';' | '；' => w.n_commas += 1,
            '|' | '>' | '»' | '·' | '/' | '•' | '›' | '→' | '«' => w.n_separators += 1,
            '(' | '[' | '{' => w.n_brackets += 1,
            '"' | '“' | '„' | '「' => w.n_quotes += 1,
            '@' | '#' => w.has_address = true,
            '©' | '®' | '™' => w.has_copyright = true,
            '$' | '€' | '£' | '¥' | '₹' | '￥' | '₽' => {
                w.has_price |= previous.is_ascii_digit() || previous == b' ';
            }
            _ => {}
        }
    }

    fn finish(mut self, text: &str) -> Words {
        self.close();
        let mut words = self.words;
        words.n_words -= words.n_unspaced / 2;
        words.end = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        words.has_address |= words.n_marks > 2 && (text.contains("://") || text.contains("www."));
        words.begins = match text.chars().next() {
            Some(c) if c.is_uppercase() => Begin::Capital,
            Some(c) if c.is_lowercase() => Begin::Small,
            Some(c) if c.is_numeric() => Begin::Number,
            Some(c) if c.is_alphabetic() => Begin::Other,
            _ => Begin::Mark,
        };
        let closing = ['"', '\'', '”', '’', '»', ')', '“', '」', ' '];
        let end = text.trim_end_matches(closing).chars().next_back();
        words.ends_sentence = end.is_some_and(is_sentence_end);
        words.ends_open = end.is_some_and(|c| matches!(c, ':' | '：' | ',' | ';' | '-' | '–'));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_are_counted() {
        let list = WordList::new(
            ["In 2024, the NASA probe cost $5 (“little”).", "in 1999 THE"].into_iter(),
        );
        let words = list.pieces[0];
        assert_eq!((list.of(0).len(), words.n_words, words.n_chars), (8, 8, 36));
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
        let hashes = |i| list.of(i).iter().map(|word| word.hash).collect::<Vec<_>>();
        assert_eq!(hashes(0)[..3], hashes(1));
    }

    #[test]
    fn a_full_stop_within_a_word_or_number_ends_no_sentence() {
        let n_ends = |text| WordList::new([text].into_iter()).pieces[0].n_sentence_ends;
        assert_eq!(n_ends("3.14 on example.com and v2.0.1 of it."), 1);
        assert_eq!(n_ends("Why?! Wait... 雨。雪。 Ünï.com é."), 5);
    }

    #[test]
    fn two_characters_of_unspaced_scripts_count_as_a_word() {
        let list = WordList::new(["中文字符很多 ok", "Ünï 12", ""].into_iter());
        let counts = list.pieces.iter().map(|w| (w.n_words, w.n_read, w.n_chars));
        assert_eq!(counts.collect::<Vec<_>>(), [(4, 7, 8), (2, 2, 5), (0, 0, 0)]);
        assert!(list.pieces[1].begins == Begin::Capital && list.pieces[0].begins == Begin::Other);
    }
}
