//! Texts that stand more than once: hidden copies, copies for other screens, slides of a carousel and quotes that were
//! pulled out of a paragraph go. What the author says twice stays.

mod hidden;
mod pulled;
mod repeated;

use crate::block::{Blocks, TextBlock};
use crate::dom::Dom;
use crate::text::for_each_word_hash;

/// Drops the kept texts that are copies of others.
pub(crate) fn drop_copies(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    let is_hidden = |(block, kept): (&TextBlock, &bool)| *kept && block.hidden != 0;
    let has_hidden = blocks.list.iter().zip(&*is_kept).any(is_hidden);
    let quotes: Vec<usize> = (0..is_kept.len())
        .filter(|&i| is_kept[i] && pulled::may_be(dom, &blocks.list[i]))
        .collect();
    if has_hidden || !quotes.is_empty() {
        let words = Words::of(blocks, is_kept);
        hidden::drop(dom, blocks, &words, is_kept);
        pulled::drop(dom, blocks, &words, &quotes, is_kept);
    }
    repeated::drop(dom, blocks, is_kept);
}

/// The words of the kept blocks as numbers.
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

/// Which of a page's blocks stay if all were kept.
#[cfg(test)]
fn kept(html: &str) -> Vec<bool> {
    let (dom, blocks) = crate::block::page(html);
    let mut kept = vec![true; blocks.list.len()];
    drop_copies(&dom, &blocks, &mut kept);
    kept
}
