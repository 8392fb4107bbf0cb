//! Densities of the elements around a block: of text, links and elements.
//!
//! Every quantity is a ratio of two prefix sums. `composite` is the composite text density of Sun, Song and Liao, "DOM
//! based content extraction via text density", SIGIR 2011, formula 4, with binary logarithms.

use super::number::log2;
use super::sums::Sum;
use super::{Context, Row};
use crate::dom::{Dom, NodeId};

/// The columns of one ancestor; [`names`] prepends the ancestor.
const COLUMNS: &[&str] = &[
    "share",
    "link_share",
    "long_share",
    "repeats",
    "repeat_words",
    "repeat_average",
    "middle",
    "dates",
    "paragraphs",
    "share_of_parent",
    "density",
    "composite",
    "pictures",
    "fields",
];

/// The four innermost distinct ancestors, then the two outermost below the root.
const ANCESTORS: &[&str] = &["d0", "d1", "d2", "d3", "t0", "t1"];

const CONTAINER: &[&str] = &[
    "in_best",
    "best_lca_depth",
    "best_lca_share",
    "best_share",
    "best_distance",
    "page_best_score",
];

/// The number of columns.
pub(super) const N_NAMES: usize = ANCESTORS.len() * COLUMNS.len() + CONTAINER.len();

pub(super) fn names() -> impl Iterator<Item = String> {
    let ancestors = ANCESTORS.iter().flat_map(|a| COLUMNS.iter().map(move |c| format!("{a}_{c}")));
    ancestors.chain(CONTAINER.iter().map(|&name| name.to_owned()))
}

/// Appends the columns of [`names`] for the i-th block.
pub(super) fn fill(cx: &Context<'_>, i: usize, row: &mut Row) {
    let element = cx.blocks.list[i].element;
    let mut push = |ancestor: Option<NodeId>| match ancestor {
        Some(id) => row.extend(&cx.density.columns[cx.density.slot[id.index()] as usize]),
        None => row.missing(COLUMNS.len()),
    };
    let mut inner = cx.tree.distinct(cx.dom, element);
    (0..4).for_each(|_| push(inner.next()));
    cx.tree.outer(element).into_iter().for_each(push);
    cx.container.fill(cx, i, row);
}

/// The columns of every element that is a distinct ancestor of a block.
#[derive(Debug)]
pub(crate) struct Density {
    slot: Vec<u32>,
    columns: Vec<[f32; COLUMNS.len()]>,
}

impl Density {
    pub fn new(cx: &super::Facts<'_>) -> Self {
        let mut density = Density { slot: vec![u32::MAX; cx.dom.len()], columns: Vec::new() };
        for block in &cx.blocks.list {
            for id in cx.tree.distinct(cx.dom, block.element) {
                if density.slot[id.index()] != u32::MAX {
                    break;
                }
                density.slot[id.index()] = density.columns.len() as u32;
                density.columns.push(columns(cx, id));
            }
        }
        density
    }
}

fn columns(cx: &super::Facts<'_>, id: NodeId) -> [f32; COLUMNS.len()] {
    let range = cx.tree.blocks(id);
    let sum = |sum| cx.sums.over(sum, range.clone());
    let n_blocks = range.len().max(1) as f32;
    let words = sum(Sum::Words);
    let group = cx.tree.group(id);
    let before = cx.sums.over(Sum::Words, 0..range.start);
    let parent_words =
        cx.dom.parent(id).map_or(words, |p| cx.sums.over(Sum::Words, cx.tree.blocks(p)));
    let elements = cx.tree.n_elements(cx.dom, id).max(1) as f32;
    let page_words = cx.n_words();
    [
        words / page_words,
        sum(Sum::LinkWords) / words.max(1.0),
        sum(Sum::LongWords) / cx.sums.total(Sum::LongWords).max(1.0),
        group.n as f32,
        group.n_words / page_words,
        group.n_words / group.n.max(1) as f32,
        (before + words / 2.0) / page_words,
        sum(Sum::Dates) / n_blocks,
        sum(Sum::Paragraphs) / n_blocks,
        words / parent_words.max(1.0),
        sum(Sum::Chars) / elements,
        composite(cx, id),
        cx.landmarks.n_pictures(cx.dom, id) as f32,
        cx.landmarks.n_fields(cx.dom, id) as f32,
    ]
}

/// Composite text density: characters per tag, damped by the share of link characters.
fn composite(cx: &super::Facts<'_>, id: NodeId) -> f32 {
    let range = cx.tree.blocks(id);
    let chars = cx.sums.over(Sum::Chars, range.clone()).max(1.0);
    let words = cx.sums.over(Sum::Words, range.clone()).max(1.0);
    let link_chars = (chars * cx.sums.over(Sum::LinkWords, range.clone()) / words).max(1.0);
    let tags = cx.tree.n_elements(cx.dom, id).max(1) as f32;
    let page_chars = cx.sums.total(Sum::Chars).max(1.0);
    let page_link_chars = page_chars * cx.sums.total(Sum::LinkWords) / cx.n_words();
    let rest = (chars - link_chars).max(1.0);
    let base = log2(
        chars * link_chars / rest + page_link_chars * chars / page_chars + std::f32::consts::E,
    );
    chars / tags * (log2(chars / link_chars * tags + 1.0) / base.max(1.0))
}

/// The container that Readability would choose: paragraphs vote for their parents and grandparents.
#[derive(Debug)]
pub(crate) struct Container {
    best: NodeId,
    score: f32,
    /// The lowest common ancestor of each element with the best container.
    lca: Vec<u32>,
}

impl Container {
    pub fn new(cx: &super::Facts<'_>) -> Self {
        let dom = cx.dom;
        let mut votes = vec![0.0_f32; dom.len()];
        for (block, stats) in cx.blocks.list.iter().zip(cx.stats) {
            if block.n_words < 10 || block.link_density() >= 0.5 {
                continue;
            }
            let vote = 1.0 + stats.n_commas as f32 + (block.n_chars as f32 / 100.0).min(3.0);
            let parent = dom.parent(block.element);
            if let Some(parent) = parent {
                votes[parent.index()] += vote;
            }
            if let Some(grandparent) = parent.and_then(|p| dom.parent(p)) {
                votes[grandparent.index()] += vote / 2.0;
            }
        }
        let (mut best, mut score) = (NodeId::DOCUMENT, 0.0);
        for &id in cx.tree.elements() {
            let vote = votes[id.index()];
            if vote > score {
                let range = cx.tree.blocks(id);
                let words = cx.sums.over(Sum::Words, range.clone()).max(1.0);
                let damped = vote * (1.0 - cx.sums.over(Sum::LinkWords, range) / words);
                if damped > score {
                    (best, score) = (id, damped);
                }
            }
        }
        Container { best, score, lca: lowest_common(dom, cx.tree.elements(), best) }
    }

    fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let best = cx.tree.blocks(self.best);
        let lca = NodeId::new(self.lca[cx.blocks.list[i].element.index()] as usize);
        let share = |id| cx.sums.over(Sum::Words, cx.tree.blocks(id)) / cx.n_words();
        row.flag(best.contains(&i));
        row.push((cx.dom.depth(self.best) - cx.dom.depth(lca)) as f32);
        row.push(share(lca));
        row.push(share(self.best));
        let distance = if i < best.start {
            i as f32 - best.start as f32
        } else {
            (i + 1).saturating_sub(best.end) as f32
        };
        row.push(distance);
        row.push(self.score);
    }
}

/// For each element its lowest common ancestor with `target`, in one pass down the tree. `elements` must be in document
/// order and contain the parents of all its elements.
pub(super) fn lowest_common(dom: &Dom, elements: &[NodeId], target: NodeId) -> Vec<u32> {
    let mut lca = vec![0; dom.len()];
    for &id in elements {
        lca[id.index()] = if dom.is_within(target, id) {
            id.index() as u32
        } else {
            lca[dom.parent(id).unwrap_or(NodeId::DOCUMENT).index()]
        };
    }
    lca
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Tag;
    use crate::parse::parse;

    #[test]
    fn lowest_common_ancestors() {
        let dom = parse("<div><p>a<p>b</div><ul><li>c</ul>");
        let find = |tag| dom.ids().find(|&id| dom.tag(id) == tag).unwrap();
        let lca = lowest_common(&dom, &dom.ids().collect::<Vec<_>>(), find(Tag::P));
        let at = |tag| dom.tag(NodeId::new(lca[find(tag).index()] as usize));
        assert_eq!([at(Tag::P), at(Tag::Div), at(Tag::Li)], [Tag::P, Tag::Div, Tag::Body]);
    }
}
