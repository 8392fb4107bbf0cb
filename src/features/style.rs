//! Blocks that look alike wherever they stand: those whose element and parent have the same tags and classes.
//!
//! A template gives all paragraphs of an article one look, and all teasers another, also where they do not
//! share a parent.

use std::collections::HashMap;

use super::sums::Sum;
use super::{Context, Facts, Row};
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
        let mut numbers: HashMap<[u32; 2], usize> = HashMap::new();
        let mut styles = Styles::default();
        for (i, block) in cx.blocks.list.iter().enumerate() {
            let number = *numbers.entry(look(cx, block.element)).or_insert(styles.all.len());
            if number == styles.all.len() {
                styles.all.push(Style { first: i, ..Style::default() });
            }
            let style = &mut styles.all[number];
            styles.of.push(number);
            style.n_blocks += 1;
            style.last = i;
            style.n_words += cx.sums.over(Sum::Words, i..i + 1);
            style.n_long_words += cx.sums.over(Sum::LongWords, i..i + 1);
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
fn look(cx: &Facts<'_>, element: NodeId) -> [u32; 2] {
    let parent = cx.dom.parent(element).unwrap_or(NodeId::DOCUMENT);
    [cx.tree.signature(element), cx.tree.signature(parent)]
}
