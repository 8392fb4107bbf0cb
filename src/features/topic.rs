//! What a block has in common with the page's prose: a short paragraph names what the others name, an invitation does not.

use super::sums::Sum;
use super::{Context, Facts, Row};

pub(super) const NAMES: &[&str] = &["topic", "topic_share", "n_topical"];

/// Words fall into so many bins, a power of two.
const N_BINS: usize = 1 << 12;
/// A word that stands in more blocks of prose counts as if it stood in so many.
const MOST: u16 = 4;

/// For each bin the number of words in long blocks that fall into it.
#[derive(Debug)]
pub(crate) struct Topic {
    bins: Vec<u16>,
}

fn bin(word: u32) -> usize {
    (word.wrapping_mul(0x9e37_79b1) >> 20) as usize & (N_BINS - 1)
}

impl Topic {
    pub fn new(cx: &Facts<'_>) -> Self {
        let mut bins = vec![0_u16; N_BINS];
        for i in (0..cx.blocks.list.len()).filter(|&i| is_prose(cx, i)) {
            for word in cx.words.topical(i) {
                let bin = &mut bins[bin(word)];
                *bin = bin.saturating_add(1);
            }
        }
        Topic { bins }
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let own = u16::from(is_prose(cx, i));
        let (mut n, mut n_known, mut sum) = (0_u32, 0_u32, 0_u32);
        for word in cx.words.topical(i) {
            let others = self.bins[bin(word)].saturating_sub(own);
            n += 1;
            n_known += u32::from(others > 0);
            sum += u32::from(others.min(MOST));
        }
        if n == 0 {
            row.missing(2);
        } else {
            row.extend(&[sum as f32 / n as f32, n_known as f32 / n as f32]);
        }
        row.push(n as f32);
    }
}

fn is_prose(cx: &Facts<'_>, i: usize) -> bool {
    cx.sums.over(Sum::Long, i..i + 1) > 0.0
}
