//! Features from a first classification of the blocks around each block: stacked sequential learning (W. Cohen and V.
//! Carvalho, IJCAI 2005).
//!
//! The first forest classifies every block by itself. The second forest also knows the probabilities of neighbours,
//! siblings and similar blocks, and where the content of the page is.

use super::number::log_odds;
use super::sequence::{first_after, last_before};
use super::{Row, Rows, sorted};
use crate::block::{Blocks, TextBlock};
use crate::dom::{Dom, NodeId};

pub(crate) const NAMES: &[&str] = &[
    "stacked",
    "stacked_caption",
    "stacked_p1",
    "stacked_p2",
    "stacked_n1",
    "stacked_n2",
    "stacked_d0",
    "stacked_d1",
    "stacked_d2",
    "stacked_siblings",
    "stacked_n_siblings",
    "stacked_look",
    "stacked_n_look",
    "stacked_before",
    "stacked_after",
    "stacked_since",
    "stacked_until",
    "stacked_climb_before",
    "stacked_climb_after",
    "stacked_kin_before",
    "stacked_kin_after",
    "stacked_page",
    "stacked_open",
];

/// The maximum absolute log-odds.
const SUREST: f32 = 6.0;
/// A block with at least this number of words and this probability counts as content.
pub(super) const MIN_WORDS: u32 = 10;
pub(super) const MIN_PROBABILITY: f32 = 0.5;
/// A block is undecided if the absolute value of its log-odds is below this.
const OPEN: f32 = 1.4;
/// The maximum distance in blocks; longer ones are clipped.
pub(super) const FAR: usize = 99;
const MAX_CLIMB: usize = 8;

/// The probabilities of each block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Probabilities {
    /// Whether it is content.
    pub content: Vec<f32>,
    /// Whether it is the caption or credit of an image; empty without weights for captions.
    pub captions: Vec<f32>,
}

/// Sums over blocks: of weights, of weighted log-odds, and of the expected number of content words.
pub(super) type Sum = [f32; 3];

/// A page with its first classification.
struct Page<'a> {
    dom: &'a Dom,
    list: &'a [TextBlock],
    blocks: &'a Blocks,
    odds: Vec<f32>,
    captions: Vec<f32>,
    terms: Vec<Sum>,
    /// Prefix sums of the terms.
    sums: Vec<Sum>,
    siblings: Groups,
    looks: Groups,
    content_before: Vec<usize>,
    content_after: Vec<usize>,
    /// The expected share of words that are content, and the share of words in undecided blocks.
    page: [f32; 2],
}

/// Blocks grouped by a key.
pub(super) struct Groups {
    /// The group of each block.
    pub of: Vec<usize>,
    /// The number of blocks and the sum of each group.
    all: Vec<(usize, Sum)>,
}

impl Groups {
    pub fn new(terms: &[Sum], keys: impl Iterator<Item = u64>) -> Self {
        let mut groups = Groups { of: vec![0; terms.len()], all: Vec::new() };
        for blocks in sorted(keys).chunk_by(|a, b| a.0 == b.0) {
            let mut sum = [0.0; 3];
            for &(_, i) in blocks {
                groups.of[i as usize] = groups.all.len();
                sum = plus(sum, terms[i as usize]);
            }
            groups.all.push((blocks.len(), sum));
        }
        groups
    }

    /// The mean log-odds of the other blocks in a block's group, and their number.
    pub fn others(&self, terms: &[Sum], i: usize) -> [f32; 2] {
        let (n, sum) = self.all[self.of[i]];
        [mean_without(sum, n, terms[i]), (n - 1) as f32]
    }
}

fn plus(a: Sum, b: Sum) -> Sum {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// The log-odds of probabilities, clamped to ±[`SUREST`].
pub(super) fn held_odds(probabilities: &[f32]) -> Vec<f32> {
    probabilities.iter().map(|&p| log_odds(p).clamp(-SUREST, SUREST)).collect()
}

/// The summands of each block.
pub(super) fn terms(n_words: impl Iterator<Item = u32>, odds: &[f32], p: &[f32]) -> Vec<Sum> {
    let term = |((n_words, odds), p): ((u32, &f32), &f32)| {
        let weight = n_words.min(30) as f32 + 0.5;
        [weight, weight * odds, p * n_words as f32]
    };
    n_words.zip(odds).zip(p).map(term).collect()
}

/// Prefix sums: over the first 0, 1, 2, … blocks.
pub(super) fn prefix_sums(terms: &[Sum]) -> Vec<Sum> {
    let mut sums = vec![[0.0; 3]];
    terms.iter().for_each(|&term| sums.push(plus(sums[sums.len() - 1], term)));
    sums
}

/// The expected share of a page's words that are content, and the share of words in undecided blocks.
pub(super) fn page_shares(
    n_words: impl Iterator<Item = u32>,
    odds: &[f32],
    expected: f32,
) -> [f32; 2] {
    let (mut all, mut open) = (0.0, 0.0);
    for (n_words, odds) in n_words.zip(odds) {
        all += n_words as f32;
        open += if odds.abs() < OPEN { n_words as f32 } else { 0.0 };
    }
    [expected, open].map(|words| words / all.max(1.0))
}

/// The mean log-odds of `n` blocks without one of them; NaN if it is the only one.
pub(super) fn mean_without(sum: Sum, n: usize, own: Sum) -> f32 {
    if n < 2 { f32::NAN } else { (sum[1] - own[1]) / (sum[0] - own[0]) }
}

/// Fills the columns of [`NAMES`], which are the last of each row.
pub(crate) fn fill(dom: &Dom, blocks: &Blocks, first: &Probabilities, rows: &mut Rows) {
    let page = Page::new(dom, blocks, first);
    rows.fill_last(NAMES.len(), |i, row| page.fill(i, row));
}

impl<'a> Page<'a> {
    fn new(dom: &'a Dom, blocks: &'a Blocks, first: &Probabilities) -> Self {
        let list = &blocks.list[..];
        let n = list.len();
        let n_words = || list.iter().map(|block| block.n_words);
        let odds = held_odds(&first.content);
        let terms = terms(n_words(), &odds, &first.content);
        let sums = prefix_sums(&terms);
        let parent = |id: NodeId| dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let tag = |id: NodeId| dom.tag(id) as u64;
        let family = |b: &TextBlock| (parent(b.element).index() as u64) << 32 | tag(b.element);
        let look = |b: &TextBlock| {
            let depth = u64::from(dom.depth(b.element));
            depth << 32 | tag(parent(b.element)) << 16 | tag(b.element)
        };
        let is_content =
            |i: usize| first.content[i] >= MIN_PROBABILITY && list[i].n_words >= MIN_WORDS;
        let page = page_shares(n_words(), &odds, sums[n][2]);
        Page {
            dom,
            list,
            blocks,
            captions: held_odds(&first.captions),
            siblings: Groups::new(&terms, list.iter().map(family)),
            looks: Groups::new(&terms, list.iter().map(look)),
            content_before: last_before(n, is_content),
            content_after: first_after(n, is_content),
            page,
            odds,
            terms,
            sums,
        }
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    fn fill(&self, i: usize, row: &mut Row) {
        let odds = |i: Option<usize>| i.and_then(|i| self.odds.get(i)).copied();
        row.push(self.odds[i]);
        row.push(self.captions.get(i).copied().unwrap_or(f32::NAN));
        for near in [i.checked_sub(1), i.checked_sub(2), Some(i + 1), Some(i + 2)] {
            row.push(odds(near).unwrap_or(f32::NAN));
        }
        row.extend(&self.around(i));
        row.extend(&self.siblings.others(&self.terms, i));
        row.extend(&self.looks.others(&self.terms, i));
        self.fill_content(i, row);
        row.extend(&self.page);
    }

    /// The mean log-odds of the other blocks in the three innermost ancestors with distinct sets of blocks.
    fn around(&self, i: usize) -> [f32; 3] {
        let mut means = [f32::NAN; 3];
        let mut before = 0..0;
        let mut n = 0;
        let path = self.dom.path(self.list[i].element);
        for id in path.take(MAX_CLIMB) {
            let range = self.blocks.within(self.dom, id);
            if range == before {
                continue;
            }
            let (start, end) = (self.sums[range.start], self.sums[range.end]);
            let sum = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
            means[n] = mean_without(sum, range.len(), self.terms[i]);
            n += 1;
            if n == means.len() {
                break;
            }
            before = range;
        }
        means
    }

    /// Fills the columns on where the content of the page is, relative to the i-th block.
    fn fill_content(&self, i: usize, row: &mut Row) {
        let total = self.sums[self.list.len()][2].max(1.0);
        row.push(self.sums[i][2] / total);
        row.push((total - self.sums[i + 1][2]) / total);
        let ends =
            [self.content_before[i], self.content_after[i]].map(|k| Some(k).filter(|&k| k != i));
        for end in ends {
            row.push(end.map_or(FAR, |k| k.abs_diff(i).min(FAR)) as f32);
        }
        for end in ends {
            row.push(end.map_or(f32::NAN, |k| self.climb(i, k) as f32));
        }
        for end in ends {
            row.push(end.map_or(f32::NAN, |k| {
                f32::from(u8::from(self.siblings.of[k] == self.siblings.of[i]))
            }));
        }
    }

    /// The number of levels from a block's element up to a common ancestor with another block, at most `MAX_CLIMB`.
    fn climb(&self, i: usize, k: usize) -> usize {
        let (own, other) = (self.list[i].element, self.list[k].element);
        let path = self.dom.path(own);
        path.take(MAX_CLIMB).take_while(|&id| !self.dom.is_within(other, id)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::facts::landmarks::Landmarks;
    use crate::features::table::Tables;
    use crate::features::{compute, names};
    use crate::parse::parse;

    const LONG: &str = "It rained on Monday and on Tuesday until the river stood at the bridge.";

    fn rows_of(html: &str, content: &[f32]) -> impl Fn(usize, &str) -> f32 {
        let dom = parse(html);
        let blocks = segment(&dom);
        let landmarks = Landmarks::new(&dom, &blocks);
        let mut rows = compute(&dom, &blocks, &landmarks, html.len(), &Tables::default());
        let first = Probabilities { content: content.to_vec(), captions: Vec::new() };
        fill(&dom, &blocks, &first, &mut rows);
        move |i, name| rows.iter().nth(i).unwrap()[names().iter().position(|n| n == name).unwrap()]
    }

    #[test]
    fn rows_contain_the_log_odds_of_siblings_and_neighbours() {
        let html = format!("<div><p>{LONG}<p>Short.<p>{LONG}</div><div><p>Share</div>");
        let value = rows_of(&html, &[0.9, 0.4, 0.9, 0.1]);
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        assert!(near(value(1, "stacked_siblings"), 2.197) && value(1, "stacked_n_siblings") == 2.0);
        assert!(near(value(1, "stacked_p1"), 2.197) && near(value(3, "stacked_p1"), 2.197));
        assert!(value(0, "stacked_p1").is_nan() && value(3, "stacked_siblings").is_nan());
        assert_eq!([1, 3].map(|i| value(i, "stacked_kin_before")), [1.0, 0.0]);
        assert_eq!([1, 3].map(|i| value(i, "stacked_since")), [1.0, 1.0]);
        assert_eq!([1, 3].map(|i| value(i, "stacked_climb_before")), [1.0, 2.0]);
        assert!(value(3, "stacked_after").abs() < 1e-6 && value(0, "stacked_before") == 0.0);
        assert!(value(3, "stacked_caption").is_nan());
    }

    #[test]
    fn a_page_without_blocks_has_no_rows() {
        let (dom, mut rows) = (parse(""), Rows::default());
        fill(&dom, &segment(&dom), &Probabilities::default(), &mut rows);
        assert_eq!(rows.iter().count(), 0);
    }
}
