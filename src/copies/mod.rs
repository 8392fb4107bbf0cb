//! Drops duplicate texts: hidden copies, copies for other screen sizes, carousel slides, and pull quotes. Keeps repetitions by
//! the author.

mod hidden;
mod pulled;
mod repeated;

use crate::block::{Blocks, TextBlock};
use crate::dom::Dom;
use crate::text::for_each_word_hash;

/// Drops kept blocks that duplicate others.
pub(crate) fn drop_copies(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    let is_hidden = |(block, kept): (&TextBlock, &bool)| *kept && block.hidden != 0;
    let has_hidden = blocks.list.iter().zip(&*is_kept).any(is_hidden);
    let quotes: Vec<usize> = (0..is_kept.len())
        .filter(|&i| is_kept[i] && pulled::may_be(dom, &blocks.list[i]))
        .collect();
    if has_hidden || !quotes.is_empty() {
        let words = Words::of(blocks, is_kept);
        if has_hidden {
            hidden::drop(dom, blocks, &words, is_kept);
        }
        pulled::drop(dom, blocks, &words, &quotes, is_kept);
    }
    repeated::drop(dom, blocks, is_kept);
}

/// The hashed words of the kept blocks.
struct Words {
    keys: Vec<u64>,
    ends: Vec<usize>,
}

impl Words {
    fn of(blocks: &Blocks, is_kept: &[bool]) -> Words {
        let mut words = Words { keys: Vec::new(), ends: Vec::with_capacity(is_kept.len()) };
        for (i, &kept) in is_kept.iter().enumerate() {
            if kept {
                for_each_word_hash(blocks.text_of(i), |key| words.keys.push(key));
            }
            words.ends.push(words.keys.len());
        }
        words
    }

    fn start(&self, i: usize) -> usize {
        i.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn in_block(&self, i: usize) -> &[u64] {
        &self.keys[self.start(i)..self.ends[i]]
    }
}

/// A set of the words at the start of the texts that are looked for. False positives are possible. Most other texts are
/// excluded here, before they are hashed.
struct FirstWords([u64; FirstWords::N_BITS / 64]);

impl FirstWords {
    const N_BITS: usize = 4_096;

    fn new<'a>(words: impl Iterator<Item = &'a u64>) -> Self {
        let mut bits = [0; Self::N_BITS / 64];
        for &word in words {
            bits[word as usize % Self::N_BITS / 64] |= 1 << (word % 64);
        }
        FirstWords(bits)
    }

    /// Whether a text may begin with the same word as one that is looked for. An empty text may.
    fn may_begin(&self, text: &[u64]) -> bool {
        text.first()
            .is_none_or(|&word| self.0[word as usize % Self::N_BITS / 64] >> (word % 64) & 1 == 1)
    }
}

/// Parses a page, keeps all blocks, drops copies. Returns which blocks are still kept.
#[cfg(test)]
fn kept(html: &str) -> Vec<bool> {
    let (dom, blocks) = crate::block::page(html);
    let mut kept = vec![true; blocks.list.len()];
    drop_copies(&dom, &blocks, &mut kept);
    kept
}
