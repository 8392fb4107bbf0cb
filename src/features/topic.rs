//! The words that a block shares with the page's prose. Short paragraphs of an article repeat its terms; calls to
//! action do not.

use super::sums::Sum;
use super::{Context, Facts, Row};

pub(super) const NAMES: &[&str] = &["topic", "topic_share", "n_topical"];

/// The number of bins: a power of two.
const N_BINS: usize = 1 << 12;
/// The maximum count of a word.
const MOST: u16 = 4;

/// Word counts in hash bins.
#[derive(Debug)]
pub(super) struct WordBins(Vec<u16>);

impl WordBins {
    pub fn new() -> Self {
        WordBins(vec![0; N_BINS])
    }

    fn bin(word: u32) -> usize {
        (word.wrapping_mul(0x9e37_79b1) >> 20) as usize & (N_BINS - 1)
    }

    pub fn add(&mut self, word: u32) {
        let bin = &mut self.0[Self::bin(word)];
        *bin = bin.saturating_add(1);
    }

    /// The number of times that a word was added, without `own` of them, and at most [`MOST`].
    pub fn others(&self, word: u32, own: u16) -> u16 {
        self.0[Self::bin(word)].saturating_sub(own).min(MOST)
    }
}

/// The words of all long blocks.
#[derive(Debug)]
pub(crate) struct Topic(WordBins);

impl Topic {
    pub fn new(cx: &Facts<'_>) -> Self {
        let mut bins = WordBins::new();
        for i in (0..cx.blocks.list.len()).filter(|&i| is_prose(cx, i)) {
            cx.words.topical(i).for_each(|word| bins.add(word));
        }
        Topic(bins)
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let own = u16::from(is_prose(cx, i));
        let (mut n, mut n_known, mut sum) = (0_u32, 0_u32, 0_u32);
        for word in cx.words.topical(i) {
            let others = self.0.others(word, own);
            n += 1;
            n_known += u32::from(others > 0);
            sum += u32::from(others);
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
