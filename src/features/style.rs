//! Blocks that look alike wherever they stand: those whose element and parent have the same tags and classes.
//!
//! A template gives all paragraphs of an article one look, and all teasers another, also where they do not
//! share a parent.

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

/// The blocks of one look.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    n_blocks: u32,
    n_words: f32,
    n_long_words: f32,
    first: usize,
    last: usize,
}

/// The looks of a page, and which each block has.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    all: Vec<Style>,
    /// For each block its look.
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
