//! Lists of words and of phrases.

use std::collections::HashSet;

use serde::Deserialize;

/// A list of words that is asked about most words of a page.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Words {
    words: HashSet<String>,
    /// For each first byte, a bit set of the lengths of the words that begin with it. Most words of a page are rejected by it.
    lengths: [u32; 256],
}

/// Words of at least this length have the same bit.
const LONGEST: usize = 31;

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Self {
        let mut lengths = [0; 256];
        for word in &words {
            let first = word.bytes().next().unwrap_or_default();
            lengths[usize::from(first)] |= 1 << word.len().min(LONGEST);
        }
        Words { words: words.into_iter().collect(), lengths }
    }
}

impl Words {
    /// Whether the list has words with this first byte and this length.
    fn has_length(&self, first: u8, length: usize) -> bool {
        self.lengths[usize::from(first)] >> length.min(LONGEST) & 1 == 1
    }

    /// Whether the list may contain a word, in any case. A fast test of the first letter and the length.
    pub fn may_have(&self, word: &str) -> bool {
        let Some(first) = word.as_bytes().first() else { return false };
        !word.is_ascii() || self.has_length(first.to_ascii_lowercase(), word.len())
    }

    /// Whether the list contains a lower-case word.
    pub fn has(&self, word: &str) -> bool {
        let Some(&first) = word.as_bytes().first() else { return false };
        self.has_length(first, word.len()) && self.words.contains(word)
    }
}

/// Words and phrases around the name in a credit.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Phrases {
    phrases: HashSet<String>,
    /// The last words of phrases of more than one word.
    last_words: HashSet<String>,
}

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Self {
        let parts = phrases.iter().filter_map(|phrase| phrase.rsplit_once(' '));
        let last_words = parts.map(|(_, last)| last.to_owned()).collect();
        Phrases { phrases: phrases.into_iter().collect(), last_words }
    }
}

impl Phrases {
    /// Whether a text is one of the phrases. Ignores case and final dots.
    pub fn has(&self, text: &str) -> bool {
        self.phrases.contains(&text.trim().trim_end_matches('.').to_lowercase())
    }

    /// Whether a word is the last one of a phrase of more words.
    pub fn has_last(&self, word: &str) -> bool {
        self.last_words.contains(&word.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        let long = "donaudampfschiffahrtsgesellschaft";
        let words = Words::from(["by", "staff writer", long].map(String::from).to_vec());
        assert!(words.has("by") && words.has("staff writer") && words.has(long));
        assert!(!words.has("") && !words.has("bye") && !words.has("By") && !words.has("staff"));
        assert!(words.may_have("BY") && words.may_have("bx") && !words.may_have("bye"));
    }

    #[test]
    fn phrases_are_found_whole_or_by_their_last_word() {
        let phrases = Phrases::from(["photo", "pool photo", "mit"].map(String::from).to_vec());
        assert!(phrases.has("Photo.") && phrases.has(" pool photo ") && !phrases.has("pool"));
        assert!(!phrases.has("") && !phrases.has("photo\npool photo"));
        assert!(phrases.has_last("Photo") && !phrases.has_last("mit") && !phrases.has_last(""));
    }
}
