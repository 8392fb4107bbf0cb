//! The position of a block in the sequence of blocks: neighbours, windows, repeated texts.

use super::sums::Sum;
use super::{Context, Facts, Row, sorted};
use crate::block::Blocks;
use crate::dom::NodeId;

pub(super) const NAMES: &[&str] = &[
    "n_words",
    "same_text",
    "same_text_before",
    "index_from_end",
    "words_before",
    "words_before_share",
    "words_after_share",
    "to_first_long",
    "long_before",
    "long_after",
    "blocks_since_title",
    "words_since_title",
    "previous_heading_level",
    "blocks_to_heading",
    "p1_link_density",
    "p1_tag",
    "n1_link_density",
    "n1_depth",
    "n1_lca",
    "w3_link_share",
    "w8_link_share",
    "w20_link_share",
];

/// The maximum distance in blocks; longer ones are clipped.
const FAR: usize = 99;

/// Facts about the sequence, each computed in one pass.
#[derive(Debug)]
pub(crate) struct Sequence {
    same: Vec<(u32, u32)>,
    previous_heading: Vec<usize>,
    next_heading: Vec<usize>,
    first_long: usize,
    title: Option<usize>,
    /// Levels from each block's element up to its lowest common ancestor with the next block's element.
    lca_next: Vec<u32>,
}

impl Sequence {
    pub fn new(cx: &Facts<'_>, title: Option<usize>) -> Self {
        let n = cx.blocks.list.len();
        let is_long = |i: usize| cx.sums.over(Sum::Long, i..i + 1) > 0.0;
        let is_heading = |i: usize| cx.sums.over(Sum::Headings, i..i + 1) > 0.0;
        Sequence {
            same: same_texts(cx.blocks),
            previous_heading: last_before(n, is_heading),
            next_heading: first_after(n, is_heading),
            first_long: (0..n).find(|&i| is_long(i)).unwrap_or(0),
            title,
            lca_next: (1..n).map(|i| climb(cx, i - 1, i)).collect(),
        }
    }

    /// The nearest heading before a block.
    pub fn heading_before(&self, i: usize) -> Option<usize> {
        Some(self.previous_heading[i]).filter(|&h| h < i)
    }
}

/// For each block, the number of blocks with the same text, and of those before it.
fn same_texts(blocks: &Blocks) -> Vec<(u32, u32)> {
    let n = blocks.list.len();
    let mut same = vec![(0, 0); n];
    let texts = sorted((0..n).map(|i| hash(blocks.text_of(i))));
    for alike in texts.chunk_by(|a, b| a.0 == b.0) {
        for (&(_, i), before) in alike.iter().zip(0..) {
            same[i as usize] = (alike.len() as u32, before);
        }
    }
    same
}

/// A 64-bit hash of a text.
fn hash(text: &str) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(FACTOR);
        (product as u64 ^ (product >> 64) as u64).rotate_left(23)
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let hash =
        words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0, |last, &byte| last << 8 | u64::from(byte));
    mix(mix(hash, last), FACTOR)
}

/// For each index, the last marked index before it; the index itself if there is none.
pub(super) fn last_before(n: usize, is_marked: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut last = None;
    (0..n)
        .map(|i| {
            let before = last.unwrap_or(i);
            last = if is_marked(i) { Some(i) } else { last };
            before
        })
        .collect()
}

/// For each index, the first marked index after it; the index itself if there is none.
pub(super) fn first_after(n: usize, is_marked: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut after = last_before(n, |i| is_marked(n - 1 - i));
    after.reverse();
    after.iter_mut().for_each(|i| *i = n - 1 - *i);
    after
}

/// Levels from a block's element up to its lowest common ancestor with the next block. Linear over a page: every edge
/// of the tree is climbed at most once.
fn climb(cx: &Facts<'_>, a: usize, b: usize) -> u32 {
    let (a, b) = (cx.blocks.list[a].element, cx.blocks.list[b].element);
    let mut id = a;
    while !cx.dom.is_within(b, id) {
        id = cx.dom.parent(id).unwrap_or(NodeId::DOCUMENT);
    }
    cx.dom.depth(a) - cx.dom.depth(id)
}

/// Appends the columns of [`NAMES`] for the i-th block.
pub(super) fn fill(cx: &Context<'_>, i: usize, row: &mut Row) {
    row.push(cx.blocks.list[i].n_words as f32);
    row.push(cx.sequence.same[i].0 as f32);
    row.push(cx.sequence.same[i].1 as f32);
    fill_position(cx, i, row);
    fill_neighbours(cx, i, row);
    fill_windows(cx, i, row);
}

fn fill_position(cx: &Context<'_>, i: usize, row: &mut Row) {
    let (s, n) = (&cx.sequence, cx.sums.len());
    let before = cx.sums.over(Sum::Words, 0..i);
    let page = cx.n_words();
    let long_page = cx.sums.total(Sum::LongWords).max(1.0);
    row.push((n - 1 - i) as f32);
    row.push(before);
    row.push(before / page);
    row.push(cx.sums.over(Sum::Words, i + 1..n) / page);
    row.push(i as f32 - s.first_long as f32);
    row.push(cx.sums.over(Sum::LongWords, 0..i) / long_page);
    row.push(cx.sums.over(Sum::LongWords, i + 1..n) / long_page);
    match s.title {
        Some(title) => {
            row.push(i as f32 - title as f32);
            row.push(before - cx.sums.over(Sum::Words, 0..title));
        }
        None => row.missing(2),
    }
    let level = |h: usize| cx.dom.tag(cx.blocks.list[h].element).heading_level();
    row.push(s.heading_before(i).and_then(level).unwrap_or(0) as f32);
    let next = s.next_heading[i];
    row.push(if next == i { FAR } else { (next - i).min(FAR) } as f32);
}

fn fill_neighbours(cx: &Context<'_>, i: usize, row: &mut Row) {
    let list = &cx.blocks.list;
    match i.checked_sub(1).map(|p| &list[p]) {
        Some(p) => row.extend(&[p.link_density(), cx.dom.tag(p.element) as u8 as f32]),
        None => row.missing(2),
    }
    match list.get(i + 1) {
        Some(n) => {
            let depth = |element| cx.dom.depth(element) as f32;
            row.push(n.link_density());
            row.push(depth(n.element) - depth(list[i].element));
            row.push(cx.sequence.lca_next[i] as f32);
        }
        None => row.missing(3),
    }
}

fn fill_windows(cx: &Context<'_>, i: usize, row: &mut Row) {
    for radius in [3, 8, 20] {
        let window = i.saturating_sub(radius)..i + radius + 1;
        let words = cx.sums.over(Sum::Words, window.clone());
        row.push(cx.sums.over(Sum::LinkWords, window) / words.max(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_marked_indices() {
        let is_odd = |i: usize| i % 2 == 1;
        assert_eq!(last_before(5, is_odd), [0, 1, 1, 1, 3]);
        assert_eq!(first_after(5, is_odd), [1, 3, 3, 3, 4]);
    }
}
