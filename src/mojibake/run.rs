//! Runs of adjacent doubly encoded characters.

use memchr::memchr;

use crate::mojibake::doubled::{Doubled, is_quote};

/// The maximum number of characters of a word that are searched for a quote.
const MAX_WORD: usize = 32;

/// One or more adjacent doubly encoded characters.
pub(crate) struct Run {
    pub start: usize,
    pub end: usize,
    pub n: usize,
}

impl Run {
    /// The first run from a byte offset on.
    pub fn next(text: &str, from: usize) -> Option<Run> {
        let mut start = from;
        loop {
            // Leads are the characters U+00C2 to U+00F4, whose UTF-8 begins with this byte.
            start += memchr(0xC3, text.as_bytes().get(start..)?)?;
            let mut run = Run { start, end: start, n: 0 };
            while let Some(doubled) = Doubled::at(text, run.end) {
                run.end += doubled.len;
                run.n += 1;
            }
            if run.n > 0 {
                return Some(run);
            }
            start += 2;
        }
    }

    /// Its characters, in the order of the text.
    pub fn doubled(&self, text: &str) -> impl Iterator<Item = Doubled> {
        let mut at = self.start;
        (0..self.n).map_while(move |_| {
            let doubled = Doubled::at(text, at)?;
            at += doubled.len;
            Some(doubled)
        })
    }

    /// The characters before and after it.
    pub fn neighbours(&self, text: &str) -> [Option<char>; 2] {
        [text[..self.start].chars().next_back(), text[self.end..].chars().next()]
    }

    /// Whether its word is alone between quotes, brackets, references or the ends of the text.
    pub fn is_quoted(&self, text: &str) -> bool {
        let is_word = |c: &char| c.is_alphanumeric();
        let is_fence = |c: Option<char>| {
            let is_sign = |c| matches!(c, '`' | '(' | ')' | '[' | ']' | ';' | '&' | '\\');
            c.is_none_or(|c| is_quote(c) || is_sign(c))
        };
        let mut before = text[..self.start].chars().rev().take(MAX_WORD).skip_while(is_word);
        let mut after = text[self.end..].chars().take(MAX_WORD).skip_while(is_word);
        is_fence(before.next()) && is_fence(after.next())
    }
}
