//! Selects the content of a page from the probabilities of its blocks.
//!
//! The threshold is chosen for each page: it maximizes the expected F-score over words. The expectation blends two
//! extremes: block errors are independent of each other, or fully correlated.

use crate::block::{Blocks, TextBlock};
use crate::dom::{AttrName, Dom, NodeId, NodeSet, Tag};
use crate::emoji;
use crate::model::InputKind;
use crate::options::{Focus, Keep};

/// The kept blocks, and the expected quality of this choice.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub threshold: f32,
    /// Whether each block is kept.
    pub is_kept: Vec<bool>,
    /// The expected F1 score, 0 to 1.
    pub expected: f32,
    /// Whether doubtful blocks are dropped: on article pages of prose. Set by `stray`.
    pub is_prose: bool,
}

/// The weight of the independent extreme in the blend.
pub(crate) const INDEPENDENT: f32 = 0.3;
/// Candidate thresholds are multiples of `1 / GRID`.
const GRID: usize = 40;
/// The number of references over which the correlated extreme is averaged. A reference is a possible true content: all blocks
/// above some probability.
const REFERENCES: usize = 24;
/// The maximum threshold on a page of prose, in steps of the grid, unless the user asks for precision. Long paragraphs
/// dominate the score there, so it hardly constrains the threshold for short blocks.
const STRICTEST: usize = 18;
/// The beta of [`Focus::Balanced`]. Below 1, since an extra line annoys a reader slightly more than its words weigh.
const BALANCED: f32 = 0.9;
/// A page may have no content if all its probabilities are below this and its expected words below `HOPELESS_WORDS`. On other
/// pages the references end at the highest probability: an empty reference would only mean that the model is unsure.
const HOPELESS: f32 = 0.4;
const HOPELESS_WORDS: f32 = 40.0;

/// Chooses the threshold and keeps the blocks that reach it.
pub(crate) fn choose(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    focus: Focus,
    kind: InputKind,
) -> Selection {
    let page = Distribution::new(blocks, scores);
    let is_bound = kind == InputKind::Html && !is_structured(dom, blocks, scores);
    let strictest = if is_bound { STRICTEST } else { GRID };
    let balanced = page.best(BALANCED, 1..GRID).min(strictest);
    let step = match focus {
        Focus::Balanced => balanced,
        // Another beta, searched on one side of the balanced step only: recall keeps a superset by construction.
        Focus::Precision => page.best(0.5, balanced..GRID),
        Focus::Recall => page.best(2.0, 1..balanced + 1),
    };
    let threshold = step as f32 / GRID as f32;
    let expected = page.expected(step, 1.0);
    let is_kept = scores.iter().map(|&p| p >= threshold).collect();
    Selection { threshold, is_kept, expected, is_prose: false }
}

/// A page is structured, not prose, if more than this share of its likely blocks are list items, cells, terms and headings.
const STRUCTURED: f32 = 0.2;
/// A block of at least this probability is likely to be content.
pub(crate) const LIKELY: f32 = 0.45;

/// Whether many of the likely blocks are list items, cells, terms and headings.
pub(crate) fn is_structured(dom: &Dom, blocks: &Blocks, scores: &[f32]) -> bool {
    let is_part = |id: NodeId| {
        let tag = dom.tag(id);
        tag.is_cell() || matches!(tag, Tag::Li | Tag::Dt | Tag::Dd) || tag.heading_level().is_some()
    };
    let (mut n, mut n_parts) = (0_usize, 0_usize);
    for (block, _) in blocks.list.iter().zip(scores).filter(|(_, p)| **p >= LIKELY) {
        n += 1;
        n_parts += usize::from(dom.path(block.element).take(3).any(is_part));
    }
    n_parts as f32 > STRUCTURED * n as f32
}

/// The distribution of the words of a page over the probabilities of their blocks.
struct Distribution {
    /// For each threshold of the grid: the number of words at or above it, and the expected number of these that are content.
    above: [(f32, f32); GRID + 1],
    /// For each reference: the number of words at or above its probability.
    references: [f32; REFERENCES],
    expected_words: f32,
}

impl Distribution {
    fn new(blocks: &Blocks, scores: &[f32]) -> Self {
        let mut d = Distribution {
            above: [(0.0, 0.0); GRID + 1],
            references: [0.0; REFERENCES],
            expected_words: 0.0,
        };
        let highest = scores.iter().copied().fold(0.0, f32::max);
        let promised: f32 =
            blocks.list.iter().zip(scores).map(|(block, p)| p * block.n_words as f32).sum();
        let is_hopeless = highest < HOPELESS && promised < HOPELESS_WORDS;
        let scale = if is_hopeless { 1.0 } else { highest } / REFERENCES as f32;
        for (block, &p) in blocks.list.iter().zip(scores) {
            let words = block.n_words as f32;
            d.expected_words += p * words;
            let step = n_reached(p * GRID as f32, GRID, |k| p >= (k + 1) as f32 / GRID as f32);
            d.above[step].0 += words;
            d.above[step].1 += p * words;
            let n_references =
                n_reached(p / scale + 0.5, REFERENCES, |k| p >= (k as f32 + 0.5) * scale);
            if n_references > 0 {
                d.references[n_references - 1] += words;
            }
        }
        for k in (0..GRID).rev() {
            d.above[k].0 += d.above[k + 1].0;
            d.above[k].1 += d.above[k + 1].1;
        }
        for k in (0..REFERENCES - 1).rev() {
            d.references[k] += d.references[k + 1];
        }
        d
    }

    /// The step of the grid with the highest expected F-beta score; of equal scores, the highest step.
    fn best(&self, beta: f32, steps: std::ops::Range<usize>) -> usize {
        let mut best = (steps.start, f32::NEG_INFINITY);
        for step in steps {
            let expected = self.expected(step, beta);
            if expected >= best.1 {
                best = (step, expected);
            }
        }
        best.0
    }

    /// The expected F-beta score at a step of the grid.
    fn expected(&self, step: usize, beta: f32) -> f32 {
        let (kept, right) = self.above[step];
        let b = beta * beta;
        let f = |right: f32, kept: f32, wanted: f32| match kept + b * wanted {
            0.0 => 1.0,
            sum => (1.0 + b) * right / sum,
        };
        let independent = f(right, kept, self.expected_words);
        let together: f32 =
            self.references.iter().map(|&wanted| f(kept.min(wanted), kept, wanted)).sum();
        INDEPENDENT * independent + (1.0 - INDEPENDENT) * together / REFERENCES as f32
    }
}

/// The number of `n` ascending marks that are reached. `about` is an estimate to start from; `is_reached` decides.
fn n_reached(about: f32, n: usize, is_reached: impl Fn(usize) -> bool) -> usize {
    // NaN and negative numbers become 0.
    let mut reached = (about as usize).min(n);
    while reached < n && is_reached(reached) {
        reached += 1;
    }
    while reached > 0 && !is_reached(reached - 1) {
        reached -= 1;
    }
    reached
}

/// The weight of each block as content: its probability times its words, at most 200. Zero if no threshold of the grid could
/// keep it.
pub(crate) fn content_weights(blocks: &Blocks, scores: &[f32]) -> Vec<f32> {
    let weight = |(block, &p): (&TextBlock, &f32)| {
        if p < 1.0 / GRID as f32 { 0.0 } else { p * block.n_words.min(200) as f32 }
    };
    blocks.list.iter().zip(scores).map(weight).collect()
}

/// Drops tables and comments if the user's options exclude them.
pub(crate) fn drop_unwanted(dom: &Dom, blocks: &Blocks, keep: &Keep, is_kept: &mut [bool]) {
    if !keep.tables {
        drop_below(dom, blocks, is_kept, |id| dom.tag(id) == Tag::Table);
    }
    if !keep.comments {
        drop_below(dom, blocks, is_kept, |id| is_comment(dom, id));
    }
}

/// Drops all blocks in elements for which `is_outer` holds.
pub(crate) fn drop_below(
    dom: &Dom,
    blocks: &Blocks,
    is_kept: &mut [bool],
    is_outer: impl Fn(NodeId) -> bool,
) {
    let mut id = NodeId::DOCUMENT;
    while id.index() < dom.len() {
        if !dom.is_text(id) && is_outer(id) {
            is_kept[blocks.within(dom, id)].fill(false);
            id = dom.end(id);
        } else {
            id = NodeId::new(id.index() + 1);
        }
    }
}

/// Whether an element holds user comments: it has schema.org's type `Comment`, or a class or id with the word "comment" or
/// "comments".
pub(crate) fn is_comment(dom: &Dom, id: NodeId) -> bool {
    dom.attrs(id).any(|(name, value)| match name {
        AttrName::Class | AttrName::Id => {
            value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
                word.eq_ignore_ascii_case("comment") || word.eq_ignore_ascii_case("comments")
            })
        }
        AttrName::Itemtype => value.ends_with("schema.org/Comment"),
        _ => false,
    })
}

/// The nodes of the kept blocks and their ancestors, with separators between blocks, rules and emoji images. With
/// `with_images`, also the images of the content.
pub(crate) fn node_set(dom: &Dom, blocks: &Blocks, is_kept: &[bool], with_images: bool) -> NodeSet {
    let mut set = NodeSet::new(dom.len());
    let mut previous: Option<&TextBlock> = None;
    for (block, _) in blocks.list.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept) {
        if let Some(previous) = previous.filter(|p| p.element == block.element) {
            keep_apart(dom, previous.last, block.first, &mut set);
        }
        previous = Some(block);
        let mut id = block.first;
        while id <= block.last {
            let tag = dom.tag(id);
            if tag.is_skipped() {
                id = dom.end(id);
                continue;
            }
            if tag == Tag::Text || tag == Tag::Br {
                keep(dom, id, &mut set);
            }
            id = NodeId::new(id.index() + 1);
        }
    }
    for id in dom.ids() {
        match dom.tag(id) {
            Tag::Hr if stands_in_content(dom, blocks, is_kept, id) => keep(dom, id, &mut set),
            Tag::Img if with_images && stands_in_content(dom, blocks, is_kept, id) => {
                keep(dom, id, &mut set);
                keep_breaks_after(dom, id, &mut set);
            }
            Tag::Img if emoji::is_in_text(dom, blocks, is_kept, id) => keep(dom, id, &mut set),
            _ => {}
        }
    }
    set
}

/// Whether an image or a rule belongs to the content: it is in a kept block or between two (the figure's own caption does not
/// count). An image also belongs to a single kept block before or after it, if it is near that block in the tree.
fn stands_in_content(dom: &Dom, blocks: &Blocks, is_kept: &[bool], id: NodeId) -> bool {
    let before = blocks.within(dom, id).start.checked_sub(1);
    if before.is_some_and(|i| is_kept[i] && id < blocks.list[i].last) {
        return true;
    }
    let figure = dom.ancestors(id).take(3).find(|&a| dom.tag(a) == Tag::Figure);
    let around = blocks.within(dom, figure.unwrap_or(id));
    let neighbours = [around.start.checked_sub(1), Some(around.end)];
    let kept = neighbours.map(|i| i.filter(|&i| is_kept.get(i).copied().unwrap_or(false)));
    let is_beside = |i: usize| {
        let parent = dom.parent(blocks.list[i].element).unwrap_or(NodeId::DOCUMENT);
        dom.is_within(id, parent) && dom.depth(id) - dom.depth(parent) <= 3
    };
    match kept {
        [Some(_), Some(_)] => true,
        [Some(i), None] | [None, Some(i)] => dom.tag(id) == Tag::Img && is_beside(i),
        [None, None] => false,
    }
}

/// Keeps the line breaks after an image, up to the first other element or text that is not white space.
fn keep_breaks_after(dom: &Dom, image: NodeId, set: &mut NodeSet) {
    let end = dom.parent(image).map_or(image, |parent| dom.end(parent));
    let mut id = dom.end(image);
    while id < end {
        match dom.tag(id) {
            Tag::Br => keep(dom, id, set),
            Tag::Text if dom.text(id).trim().is_empty() => {}
            _ => break,
        }
        id = dom.end(id);
    }
}

/// Keeps the separators between two blocks of one element: line breaks and block-level elements, without the contents of
/// these. Otherwise the two blocks would become one.
fn keep_apart(dom: &Dom, last: NodeId, first: NodeId, set: &mut NodeSet) {
    let mut id = NodeId::new(last.index() + 1);
    while id < first {
        let tag = dom.tag(id);
        let is_separator = tag == Tag::Br || tag.is_block();
        if is_separator {
            keep(dom, id, set);
        }
        let is_inside = !is_separator && !tag.is_skipped();
        id = if is_inside { NodeId::new(id.index() + 1) } else { dom.end(id) };
    }
}

fn keep(dom: &Dom, id: NodeId, set: &mut NodeSet) {
    if set.insert(id) {
        for ancestor in dom.ancestors(id) {
            if !set.insert(ancestor) {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    fn page() -> (Dom, Blocks) {
        let dom = parse(
            "<h2>a</h2><p>one two three four<br>five<h3>b</h3><h2>c</h2><p>six seven<img src=x><p>eight",
        );
        let blocks = segment(&dom);
        (dom, blocks)
    }

    #[test]
    fn more_recall_never_drops() {
        let (dom, blocks) = page();
        for scores in
            [[0.9, 0.8, 0.4, 0.3, 0.35, 0.1], [0.02; 6], [0.5, 0.5, 0.4, 0.5, 0.6, 0.9], [1.0; 6]]
        {
            let kept = |focus| choose(&dom, &blocks, &scores, focus, InputKind::Html).is_kept;
            let (p, b, r) = (kept(Focus::Precision), kept(Focus::Balanced), kept(Focus::Recall));
            assert!((0..6).all(|i| p[i] <= b[i] && b[i] <= r[i]), "{scores:?}");
        }
    }

    #[test]
    fn a_page_of_unlikely_blocks_is_empty_and_a_clear_page_is_split() {
        let (dom, blocks) = page();
        let empty = choose(&dom, &blocks, &[0.01; 6], Focus::Balanced, InputKind::Html);
        assert!(empty.is_kept.iter().all(|k| !k));
        // A long page of low probabilities still has some content.
        let prose = format!("<p>{}", "word ".repeat(100)).repeat(20);
        let long_dom = parse(&prose);
        let long = segment(&long_dom);
        let scores: Vec<f32> = (0..20).map(|i| 0.02 + 0.005 * i as f32).collect();
        let of = |dom, blocks, scores: &[f32]| {
            choose(dom, blocks, scores, Focus::Balanced, InputKind::Html)
        };
        assert!(of(&long_dom, &long, &scores).is_kept.iter().any(|k| *k));
        let clear = of(&dom, &blocks, &[0.9, 0.95, 0.1, 0.9, 0.97, 0.02]);
        assert_eq!(clear.is_kept, [true, true, false, true, true, false]);
        assert!(clear.expected > 0.8);
    }

    #[test]
    fn nodes_of_kept_blocks() {
        let (dom, blocks) = page();
        let set = node_set(&dom, &blocks, &[false, true, false, false, true, true], true);
        let texts: Vec<_> =
            dom.ids().filter(|&id| set.contains(id)).map(|id| dom.text(id)).collect();
        assert_eq!(texts.concat(), "one two three fourfivesix seveneight");
        let has = |tag| dom.ids().any(|id| dom.tag(id) == tag && set.contains(id));
        assert!(has(Tag::Br) && has(Tag::Img) && has(Tag::P) && !has(Tag::H2));
    }

    #[test]
    fn blocks_of_one_element_stay_separate() {
        let tags_between = |html: &str| {
            let dom = parse(html);
            let blocks = segment(&dom);
            let is_kept: Vec<_> =
                (0..blocks.list.len()).map(|i| blocks.text_of(i) != "no").collect();
            let set = node_set(&dom, &blocks, &is_kept, false);
            let tags = dom.ids().filter(|&id| set.contains(id)).map(|id| dom.tag(id).name());
            tags.skip_while(|tag| *tag != "#text").collect::<Vec<_>>().join(" ")
        };
        assert_eq!(tags_between("a<br><br>b"), "#text br br #text");
        assert_eq!(tags_between("a<b><br> <br></b>b<br>"), "#text b br br #text");
        assert_eq!(tags_between("a<hr>b<hr>"), "#text hr #text");
        assert_eq!(tags_between("a<div>no<p>no</div>b"), "#text div #text");
        assert_eq!(tags_between("a<p>b</p><br>"), "#text p #text");
    }
}
