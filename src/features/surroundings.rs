//! The surroundings of a block: images, links, form controls, and copies of its text.

use super::token::word_hashes;
use super::{Context, Facts, Row};
use crate::block::TextBlock;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::repeats::{Repeat, repeats};
use crate::text::n_words;

pub(super) const NAMES: &[&str] = &[
    "picture_before",
    "picture_after",
    "alt_containment",
    "repeated",
    "repeated_before",
    "n_links",
    "words_before_link",
    "ends_in_link",
    "control_before",
    "control_after",
];

/// The maximum distance in words; longer ones are clipped.
const FAR: f32 = 99.0;
/// The maximum length of a block in words for a comparison with the `alt` of an image within `NEAR` words.
const MAX_CAPTION_WORDS: u32 = 80;
const NEAR: f32 = 60.0;
/// The maximum length of a block in words for counting the words before its first link.
const MAX_LABELLED_WORDS: u32 = 60;

/// Precomputed values of this family.
#[derive(Debug)]
pub(crate) struct Surroundings {
    repeats: Vec<Repeat>,
    columns: Vec<[f32; 3]>,
    controls: Vec<[f32; 2]>,
}

impl Surroundings {
    pub fn new(cx: &Facts<'_>) -> Self {
        let n = cx.blocks.list.len();
        let words = (0..n).map(|i| cx.words.of(i).iter().copied());
        Surroundings { repeats: repeats(words), columns: pictures(cx), controls: controls(cx) }
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let block = &cx.blocks.list[i];
        row.extend(&self.columns[i]);
        row.push(self.repeats[i].anywhere);
        row.push(self.repeats[i].before);
        let n_links = cx.landmarks.n_links[i];
        row.push(f32::from(n_links));
        if n_links == 0 || block.n_words > MAX_LABELLED_WORDS {
            row.missing(1);
        } else {
            row.push(words_before_link(cx.dom, block));
        }
        row.flag(n_links > 0 && is_in_link(cx.dom, block.last, block.element));
        row.extend(&self.controls[i]);
    }
}

/// For each block, the words between it and the previous image, the same for the next image, and the share of its words
/// that occur in the `alt` of these.
fn pictures(cx: &Facts<'_>) -> Vec<[f32; 3]> {
    let pictures = &cx.landmarks.pictures;
    let mut alts: Vec<Option<Vec<u32>>> = vec![None; pictures.len()];
    let mut columns = Vec::with_capacity(cx.blocks.list.len());
    for ((i, block), (next, [before, after])) in
        cx.blocks.list.iter().enumerate().zip(distances(cx, pictures))
    {
        let mut alike = 0.0_f32;
        if block.n_words <= MAX_CAPTION_WORDS && block.link_density() < 0.9 {
            let near = [(before, next.checked_sub(1)), (after, Some(next))];
            for k in near.into_iter().filter(|(words, _)| *words <= NEAR).filter_map(|(_, k)| k) {
                let alt = alts[k].get_or_insert_with(|| alt_words(cx.dom, pictures[k]));
                alike = alike.max(containment(cx.words.of(i), alt));
            }
        }
        columns.push([before, after, alike]);
    }
    columns
}

/// For each block, the words between it and the previous form control, and the same for the next one.
fn controls(cx: &Facts<'_>) -> Vec<[f32; 2]> {
    distances(cx, &cx.landmarks.controls).map(|(_, words)| words).collect()
}

/// For each block, the index of the first element that does not start before it, and the words between the block and
/// the nearest elements before and after it. The elements must be in document order.
fn distances<'a>(
    cx: &'a Facts<'_>,
    elements: &'a [NodeId],
) -> impl Iterator<Item = (usize, [f32; 2])> + 'a {
    let mut next = 0;
    cx.blocks.list.iter().enumerate().map(move |(i, block)| {
        while next < elements.len() && elements[next] < block.first {
            next += 1;
        }
        let begun = |k: usize| cx.blocks.within(cx.dom, elements[k]).start;
        let words = |range| cx.sums.over(super::Sum::Words, range).min(FAR);
        let before = next.checked_sub(1).map(|k| words(begun(k)..i));
        let after = Some(next).filter(|&k| k < elements.len());
        let after = after.map(|k| words(i + 1..begun(k).max(i + 1)));
        (next, [before, after].map(|words| words.unwrap_or(FAR)))
    })
}

/// The words of an image's `alt` and `title`, sorted ascending, without duplicates.
fn alt_words(dom: &Dom, picture: NodeId) -> Vec<u32> {
    let mut words = Vec::new();
    for name in [AttrName::Alt, AttrName::Title] {
        word_hashes(dom.attr(picture, name).unwrap_or_default(), &mut words);
    }
    words.sort_unstable();
    words.dedup();
    words
}

fn containment(words: &[u32], set: &[u32]) -> f32 {
    if set.is_empty() {
        return 0.0;
    }
    let known = words.iter().filter(|word| set.binary_search(word).is_ok()).count();
    known as f32 / words.len().max(1) as f32
}

/// The number of words in a block before its first link.
fn words_before_link(dom: &Dom, block: &TextBlock) -> f32 {
    let mut n = 0;
    let mut id = block.first;
    while id <= block.last {
        if dom.is_text(id) {
            if is_in_link(dom, id, block.element) {
                break;
            }
            n += n_words(dom.text(id));
        }
        id = NodeId::new(id.index() + 1);
    }
    n as f32
}

/// The maximum number of ancestors of a text that are searched for a link.
const MAX_INLINE: usize = 8;

/// Whether a text of a block is link text. A link around the whole block counts too.
fn is_in_link(dom: &Dom, text: NodeId, element: NodeId) -> bool {
    let mut around = dom.ancestors(text).take(MAX_INLINE);
    let is_outside = |id: NodeId| id < element;
    around
        .find(|&id| dom.tag(id) == Tag::A || is_outside(id))
        .is_some_and(|id| dom.tag(id) == Tag::A)
}
