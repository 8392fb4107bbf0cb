//! The position of a block in the tree: its tag, ancestors, and similar siblings.

use super::{Context, Row};
use crate::dom::{Dom, NodeId, Tag};

pub(super) const NAMES: &[&str] = &[
    "link_density",
    "tag",
    "heading_level",
    "hidden",
    "in_main",
    "in_pre",
    "n_siblings",
    "repeats",
    "repeat_words",
    "repeat_average",
];

/// The tags of the `in_` columns, in column order.
const AROUND: &[Tag] = &[Tag::Main, Tag::Pre];

/// The repetition that an element belongs to: the largest group of at least three siblings with the same signature,
/// over the element and its ancestors.
#[derive(Debug, Clone, Copy, Default)]
struct Repeat {
    n: u32,
    n_words: f32,
}

/// Facts inherited down the tree, one entry per node. Only entries of elements with blocks are filled.
#[derive(Debug)]
pub(crate) struct Structure {
    around: Vec<u32>,
    repeat: Vec<Repeat>,
}

impl Structure {
    pub fn new(dom: &Dom, tree: &super::Tree) -> Self {
        let mut s =
            Structure { around: vec![0; dom.len()], repeat: vec![Repeat::default(); dom.len()] };
        for &id in tree.elements().iter().filter(|&&id| id != NodeId::DOCUMENT) {
            let (i, p) = (id.index(), dom.parent(id).unwrap_or(NodeId::DOCUMENT).index());
            s.around[i] = s.around[p];
            s.repeat[i] = s.repeat[p];
            if let Some(bit) = AROUND.iter().position(|&tag| tag == dom.tag(id)) {
                s.around[i] |= 1 << bit;
            }
            let group = tree.group(id);
            if group.n >= 3 && group.n > s.repeat[i].n {
                s.repeat[i] = Repeat { n: group.n, n_words: group.n_words };
            }
        }
        s
    }
}

/// Appends the columns of [`NAMES`] for the i-th block.
pub(super) fn fill(cx: &Context<'_>, i: usize, row: &mut Row) {
    let (dom, block) = (cx.dom, &cx.blocks.list[i]);
    let element = block.element;
    row.push(block.link_density());
    row.push(dom.tag(element) as u8 as f32);
    row.push(dom.tag(element).heading_level().unwrap_or(0) as f32);
    row.push(block.hidden as f32);
    let inmost = if dom.is_text(block.first) { dom.parent(block.first) } else { None };
    let around = cx.structure.around[inmost.unwrap_or(block.first).index()];
    (0..AROUND.len()).for_each(|bit| row.flag(around >> bit & 1 == 1));
    row.push(cx.tree.group(element).n as f32);
    let repeat = cx.structure.repeat[element.index()];
    row.push(repeat.n as f32);
    row.push(repeat.n_words / cx.n_words());
    row.push(repeat.n_words / repeat.n.max(1) as f32);
}
