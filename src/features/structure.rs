//! Where a block stands in the tree: its tags, the elements around it, siblings that look alike.

use super::{Context, Row};
use crate::dom::{Dom, NodeId, Tag};

pub(super) const NAMES: &[&str] = &[
    "link_density",
    "n_links",
    "bold_share",
    "code_share",
    "n_breaks",
    "tag",
    "parent_tag",
    "heading_level",
    "depth",
    "hidden",
    "in_a",
    "in_article",
    "in_aside",
    "in_blockquote",
    "in_button",
    "in_dd",
    "in_details",
    "in_figcaption",
    "in_figure",
    "in_footer",
    "in_form",
    "in_header",
    "in_label",
    "in_li",
    "in_main",
    "in_nav",
    "in_noscript",
    "in_ol",
    "in_p",
    "in_pre",
    "in_section",
    "in_table",
    "in_ul",
    "n_siblings",
    "sibling_index",
    "repeats",
    "repeat_words",
    "repeat_average",
    "repeat_index",
];

/// The tags of the `in_` columns, in their order.
const AROUND: &[Tag] = &[
    Tag::A,
    Tag::Article,
    Tag::Aside,
    Tag::Blockquote,
    Tag::Button,
    Tag::Dd,
    Tag::Details,
    Tag::Figcaption,
    Tag::Figure,
    Tag::Footer,
    Tag::Form,
    Tag::Header,
    Tag::Label,
    Tag::Li,
    Tag::Main,
    Tag::Nav,
    Tag::Noscript,
    Tag::Ol,
    Tag::P,
    Tag::Pre,
    Tag::Section,
    Tag::Table,
    Tag::Ul,
];

/// For an element, the repetition that its blocks are part of: the ancestor-or-self with the most siblings of
/// its signature.
#[derive(Debug, Clone, Copy, Default)]
struct Repeat {
    n: u32,
    n_words: f32,
    place: u32,
}

/// Facts inherited down the tree, one entry a node.
#[derive(Debug)]
pub(crate) struct Structure {
    around: Vec<u32>,
    repeat: Vec<Repeat>,
}

impl Structure {
    pub fn new(dom: &Dom, tree: &super::Tree) -> Self {
        let mut s =
            Structure { around: vec![0; dom.len()], repeat: vec![Repeat::default(); dom.len()] };
        for id in dom.ids().skip(1) {
            let (i, p) = (id.index(), dom.parent(id).unwrap_or(NodeId::DOCUMENT).index());
            s.around[i] = s.around[p];
            s.repeat[i] = s.repeat[p];
            if dom.is_text(id) || tree.blocks(id).is_empty() {
                continue;
            }
            if let Some(bit) = AROUND.iter().position(|&tag| tag == dom.tag(id)) {
                s.around[i] |= 1 << bit;
            }
            let group = tree.group(id);
            if group.n >= 3 && group.n > s.repeat[i].n {
                s.repeat[i] = Repeat { n: group.n, n_words: group.n_words, place: tree.place(id) };
            }
        }
        s
    }
}

/// Appends the columns of [`NAMES`] for the i-th block.
pub(super) fn fill(cx: &Context<'_>, i: usize, row: &mut Row) {
    let (dom, block) = (cx.dom, &cx.blocks.list[i]);
    let element = block.element;
    let chars = block.n_chars.max(1) as f32;
    let parent = dom.parent(element).unwrap_or(NodeId::DOCUMENT);
    row.push(block.link_density());
    row.push(block.n_links as f32);
    row.push(block.n_bold_chars as f32 / chars);
    row.push(block.n_code_chars as f32 / chars);
    row.push(block.n_breaks as f32);
    row.push(dom.tag(element) as u8 as f32);
    row.push(dom.tag(parent) as u8 as f32);
    row.push(dom.tag(element).heading_level().unwrap_or(0) as f32);
    row.push(dom.depth(element) as f32);
    row.push(block.hidden as f32);
    let around = cx.structure.around[block.first.index()];
    (0..AROUND.len()).for_each(|bit| row.flag(around >> bit & 1 == 1));
    let group = cx.tree.group(element);
    row.push(group.n as f32);
    row.push(cx.tree.place(element) as f32);
    let repeat = cx.structure.repeat[element.index()];
    row.push(repeat.n as f32);
    row.push(repeat.n_words / cx.n_words());
    row.push(repeat.n_words / repeat.n.max(1) as f32);
    row.push(repeat.place as f32 / repeat.n.max(1) as f32);
}
