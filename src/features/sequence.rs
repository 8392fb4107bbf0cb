//! Where a block stands in the sequence of blocks: position, neighbours, windows, repetition of its text.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::number::log2;
use super::sums::Sum;
use super::{Context, Facts, Row};
use crate::block::Blocks;
use crate::dom::NodeId;

pub(super) const NAMES: &[&str] = &[
    "n_words",
    "log_words",
    "same_text",
    "same_text_before",
    "index",
    "index_from_end",
    "relative_index",
    "words_before",
    "words_before_share",
    "words_after_share",
    "to_first_long",
    "to_last_long",
    "long_before",
    "long_after",
    "previous_long",
    "next_long",
    "blocks_since_title",
    "words_since_title",
    "blocks_since_heading",
    "previous_heading_level",
    "blocks_to_heading",
    "p1_log_words",
    "p1_link_density",
    "p1_tag",
    "p1_ends_sentence",
    "n1_log_words",
    "n1_link_density",
    "n1_tag",
    "n1_ends_sentence",
    "p2_log_words",
    "p2_link_density",
    "p2_tag",
    "p2_ends_sentence",
    "n2_log_words",
    "n2_link_density",
    "n2_tag",
    "n2_ends_sentence",
    "p3_log_words",
    "p3_link_density",
    "n3_log_words",
    "n3_link_density",
    "p1_depth",
    "n1_depth",
    "p1_has_date",
    "n1_has_date",
    "p1_lca",
    "n1_lca",
    "w3_words",
    "w3_link_share",
    "w3_long",
    "w8_words",
    "w8_link_share",
    "w8_long",
    "w8_words_before",
    "w8_words_after",
    "w20_words",
    "w20_link_share",
    "w20_long",
    "w20_words_before",
    "w20_words_after",
];

/// Distances further than this are all the same.
const FAR: usize = 99;

/// Facts about the sequence, each computed in one pass.
#[derive(Debug)]
pub(crate) struct Sequence {
    same: Vec<(u32, u32)>,
    previous_long: Vec<usize>,
    next_long: Vec<usize>,
    previous_heading: Vec<usize>,
    next_heading: Vec<usize>,
    first_long: usize,
    last_long: usize,
    title: Option<usize>,
    /// How many levels a block's element lies below its lowest common ancestor with the next block's element,
    /// and the next one's likewise.
    lca_next: Vec<(u32, u32)>,
}

impl Sequence {
    pub fn new(cx: &Facts<'_>, title: Option<usize>) -> Self {
        let n = cx.blocks.list.len();
        let is_long = |i: usize| cx.sums.over(Sum::Long, i..i + 1) > 0.0;
        let is_heading = |i: usize| cx.sums.over(Sum::Headings, i..i + 1) > 0.0;
        Sequence {
            same: same_texts(cx.blocks),
            previous_long: last_before(n, is_long),
            next_long: first_after(n, is_long),
            previous_heading: last_before(n, is_heading),
            next_heading: first_after(n, is_heading),
            first_long: (0..n).find(|&i| is_long(i)).unwrap_or(0),
            last_long: (0..n).rfind(|&i| is_long(i)).unwrap_or(n),
            title,
            lca_next: (1..n).map(|i| climb(cx, i - 1, i)).collect(),
        }
    }

    /// The nearest heading before a block.
    pub fn heading_before(&self, i: usize) -> Option<usize> {
        Some(self.previous_heading[i]).filter(|&h| h < i)
    }
}

/// How often each block's text occurs on the page, and how often before it.
fn same_texts(blocks: &Blocks) -> Vec<(u32, u32)> {
    let mut count: HashMap<u64, u32> = HashMap::with_capacity(blocks.list.len());
    let hashes: Vec<u64> = (0..blocks.list.len()).map(|i| hash(blocks.text_of(i))).collect();
    let before: Vec<u32> = hashes
        .iter()
        .map(|&h| {
            let n = count.entry(h).or_default();
            *n += 1;
            *n - 1
        })
        .collect();
    hashes.iter().zip(before).map(|(h, before)| (count[h], before)).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// For each index the last marked one before it; its own index if there is none.
fn last_before(n: usize, is_marked: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut last = None;
    (0..n)
        .map(|i| {
            let before = last.unwrap_or(i);
            last = if is_marked(i) { Some(i) } else { last };
            before
        })
        .collect()
}

/// For each index the first marked one after it; its own index if there is none.
fn first_after(n: usize, is_marked: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut after = last_before(n, |i| is_marked(n - 1 - i));
    after.reverse();
    after.iter_mut().for_each(|i| *i = n - 1 - *i);
    after
}

/// Climbs from two neighbouring blocks to their lowest common ancestor. Over a page this crosses every edge of
/// the tree at most twice, since what is left behind never comes again.
fn climb(cx: &Facts<'_>, a: usize, b: usize) -> (u32, u32) {
    let (a, b) = (cx.blocks.list[a].element, cx.blocks.list[b].element);
    let up = |from: NodeId, other: NodeId| {
        let mut id = from;
        while !cx.dom.is_within(other, id) {
            id = cx.dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        }
        cx.dom.depth(from) - cx.dom.depth(id)
    };
    (up(a, b), up(b, a))
}

/// Appends the columns of [`NAMES`] for the i-th block.
pub(super) fn fill(cx: &Context<'_>, i: usize, row: &mut Row) {
    let block = &cx.blocks.list[i];
    row.push(block.n_words as f32);
    row.push(log2(block.n_words as f32 + 1.0));
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
    let near = |a: usize, b: usize| if a == b { FAR } else { a.abs_diff(b).min(FAR) } as f32;
    row.push(i as f32);
    row.push((n - 1 - i) as f32);
    row.push(i as f32 / (n.max(2) - 1) as f32);
    row.push(before);
    row.push(before / page);
    row.push(cx.sums.over(Sum::Words, i + 1..n) / page);
    row.push(i as f32 - s.first_long as f32);
    row.push(i as f32 - s.last_long as f32);
    row.push(cx.sums.over(Sum::LongWords, 0..i) / long_page);
    row.push(cx.sums.over(Sum::LongWords, i + 1..n) / long_page);
    row.push(near(i, s.previous_long[i]));
    row.push(near(i, s.next_long[i]));
    match s.title {
        Some(title) => {
            row.push(i as f32 - title as f32);
            row.push(before - cx.sums.over(Sum::Words, 0..title));
        }
        None => row.missing(2),
    }
    let heading = s.previous_heading[i];
    let level = cx.dom.tag(cx.blocks.list[heading].element).heading_level();
    row.push(near(i, heading));
    row.push(if heading < i { level.unwrap_or(0) as f32 } else { 0.0 });
    row.push(near(i, s.next_heading[i]));
}

fn fill_neighbours(cx: &Context<'_>, i: usize, row: &mut Row) {
    let at = |offset: isize| i.checked_add_signed(offset).filter(|&j| j < cx.sums.len());
    for (distance, with_tag) in [(1, true), (2, true), (3, false)] {
        for j in [at(-distance), at(distance)] {
            let Some(j) = j else {
                row.missing(if with_tag { 4 } else { 2 });
                continue;
            };
            let other = &cx.blocks.list[j];
            row.push(log2(other.n_words as f32 + 1.0));
            row.push(other.link_density());
            if with_tag {
                row.push(cx.dom.tag(other.element) as u8 as f32);
                row.flag(cx.stats[j].ends_sentence);
            }
        }
    }
    let depth = cx.dom.depth(cx.blocks.list[i].element) as f32;
    for j in [at(-1), at(1)] {
        row.push(j.map_or(f32::NAN, |j| cx.dom.depth(cx.blocks.list[j].element) as f32 - depth));
    }
    for j in [at(-1), at(1)] {
        row.flag(j.is_some_and(|j| cx.stats[j].has_date));
    }
    row.push(at(-1).map_or(f32::NAN, |p| cx.sequence.lca_next[p].1 as f32));
    row.push(at(1).map_or(f32::NAN, |_| cx.sequence.lca_next[i].0 as f32));
}

fn fill_windows(cx: &Context<'_>, i: usize, row: &mut Row) {
    let n = cx.sums.len();
    for radius in [3, 8, 20] {
        let window = i.saturating_sub(radius)..(i + radius + 1).min(n);
        let words = cx.sums.over(Sum::Words, window.clone());
        row.push(words / window.len() as f32);
        row.push(cx.sums.over(Sum::LinkWords, window.clone()) / words.max(1.0));
        row.push(cx.sums.over(Sum::Long, window.clone()) / window.len() as f32);
        if radius > 3 {
            row.push(cx.sums.over(Sum::Words, window.start..i) / radius as f32);
            row.push(cx.sums.over(Sum::Words, i + 1..window.end) / radius as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_marked() {
        let is_odd = |i: usize| i % 2 == 1;
        assert_eq!(last_before(5, is_odd), [0, 1, 1, 1, 3]);
        assert_eq!(first_after(5, is_odd), [1, 3, 3, 3, 4]);
    }
}
