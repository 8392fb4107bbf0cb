//! The hashed words of all blocks.

use super::token::for_each_word;
use crate::block::Blocks;

/// The hashed words of each block of a page, at most 40 per block.
#[derive(Debug, Default)]
pub(crate) struct WordLists {
    words: Vec<u32>,
    /// Whether each word may be topical.
    is_topical: Vec<bool>,
    ends: Vec<usize>,
}

impl WordLists {
    pub fn new(blocks: &Blocks) -> Self {
        let mut lists = WordLists::default();
        for i in 0..blocks.list.len() {
            for_each_word(blocks.text_of(i), |word, is_topical| {
                lists.words.push(word);
                lists.is_topical.push(is_topical);
            });
            lists.ends.push(lists.words.len());
        }
        lists
    }

    /// The words of the i-th block.
    pub fn of(&self, i: usize) -> &[u32] {
        &self.words[self.range(i)]
    }

    /// The words of the i-th block that may be topical.
    pub fn topical(&self, i: usize) -> impl Iterator<Item = u32> {
        let words = self.range(i).filter(|&at| self.is_topical[at]);
        words.map(|at| self.words[at])
    }

    fn range(&self, i: usize) -> std::ops::Range<usize> {
        i.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[i]
    }
}
