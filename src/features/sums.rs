//! Prefix sums over the blocks: a sum over any range takes two lookups.

use std::ops::Range;

use super::text_stats::TextStats;
use crate::block::Blocks;
use crate::dom::{Dom, Tag};

/// The quantities that are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Sum {
    Words,
    LinkWords,
    Chars,
    /// The number of long blocks.
    Long,
    /// The words of long blocks.
    LongWords,
    Headings,
    Dates,
    Prices,
    Paragraphs,
}

const N_SUMS: usize = 9;

/// The prefix sums of a page.
#[derive(Debug)]
pub(crate) struct Sums {
    rows: Vec<[f32; N_SUMS]>,
}

/// Whether a block is *long*: at least 15 words, less than half of them in links, and at least one end of a sentence.
pub(crate) fn is_long(blocks: &Blocks, stats: &[TextStats], i: usize) -> bool {
    let block = &blocks.list[i];
    block.n_words >= 15 && block.link_density() < 0.5 && stats[i].n_sentence_ends > 0
}

impl Sums {
    pub fn new(dom: &Dom, blocks: &Blocks, stats: &[TextStats]) -> Self {
        let mut rows = Vec::with_capacity(blocks.list.len() + 1);
        let mut sum = [0.0; N_SUMS];
        rows.push(sum);
        for (i, block) in blocks.list.iter().enumerate() {
            let words = block.n_words as f32;
            let tag = dom.tag(block.element);
            let long = is_long(blocks, stats, i);
            let flag = |is: bool| f32::from(u8::from(is));
            let terms = [
                words,
                words * block.link_density(),
                block.n_chars as f32,
                flag(long),
                if long { words } else { 0.0 },
                flag(tag.heading_level().is_some()),
                flag(stats[i].has_date),
                flag(stats[i].has_price),
                flag(tag == Tag::P),
            ];
            sum.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            rows.push(sum);
        }
        Sums { rows }
    }

    /// The number of blocks.
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }

    /// The sum over a range of blocks, clipped to the page.
    pub fn over(&self, sum: Sum, range: Range<usize>) -> f32 {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        self.rows[end][sum as usize] - self.rows[start][sum as usize]
    }

    /// The sum over the whole page.
    pub fn total(&self, sum: Sum) -> f32 {
        self.rows[self.len()][sum as usize]
    }
}
