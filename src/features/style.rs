//! Blocks of the same style: their element and parent have the same signatures (tag and first class name without
//! digits).
//!
//! A template gives all paragraphs of an article one style, and all teasers another, even under different parents.

use super::sums::Sum;
use super::{Context, Facts, Row, sorted};
use crate::dom::NodeId;

pub(super) const NAMES: &[&str] = &[
    "style_blocks",
    "style_words",
    "style_average",
    "style_long_share",
    "style_start",
    "style_spread",
];

/// Sums over the blocks of one style.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    n_blocks: u32,
    n_words: f32,
    n_long_words: f32,
    first: usize,
    last: usize,
}

/// The styles of a page, and the style of each block.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    all: Vec<Style>,
    /// The index of each block's style.
    of: Vec<usize>,
}

impl Styles {
    pub fn new(cx: &Facts<'_>) -> Self {
        let list = &cx.blocks.list;
        let mut styles = Styles { all: Vec::new(), of: vec![0; list.len()] };
        let looks = sorted(list.iter().map(|block| look(cx, block.element)));
        for blocks in looks.chunk_by(|a, b| a.0 == b.0) {
            let mut style = Style { n_blocks: blocks.len() as u32, ..Style::default() };
            style.first = blocks[0].1 as usize;
            for i in blocks.iter().map(|&(_, i)| i as usize) {
                styles.of[i] = styles.all.len();
                style.last = i;
                style.n_words += cx.sums.over(Sum::Words, i..i + 1);
                style.n_long_words += cx.sums.over(Sum::LongWords, i..i + 1);
            }
            styles.all.push(style);
        }
        styles
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let style = &self.all[self.of[i]];
        let n = style.n_blocks as f32;
        row.push(n);
        row.push(style.n_words / cx.n_words());
        row.push(style.n_words / n);
        row.push(style.n_long_words / cx.sums.total(Sum::LongWords).max(1.0));
        row.push(cx.sums.over(Sum::Words, 0..style.first) / cx.n_words());
        row.push(cx.sums.over(Sum::Words, style.first..style.last + 1) / cx.n_words());
    }
}

/// The signatures of an element and its parent.
fn look(cx: &Facts<'_>, element: NodeId) -> u64 {
    let parent = cx.dom.parent(element).unwrap_or(NodeId::DOCUMENT);
    u64::from(cx.names.signature(element)) << 32 | u64::from(cx.names.signature(parent))
}
