//! Blocks that the markup names a caption or a credit, by element or by class near a picture.

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::hints::{Hints, KnownClasses};
use crate::facts::landmarks::Landmarks;

/// The name that the markup gives a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Caption,
    Credit,
}

/// The maximum number of blocks of a caption element.
const MAX_BLOCKS: usize = 6;
/// The maximum number of levels from a block up to the element that names it.
const MAX_UP: usize = 4;
/// The maximum number of levels from a block up to its figure: a cell of a table has four more than a paragraph.
const MAX_FIGURE_UP: usize = 8;
/// The maximum distance from an element named by class to its picture: the size of the element around both, in nodes, and
/// the number of levels up to it.
const NEAR: usize = 60;
const NEAR_UP: usize = 3;
/// The maximum size of an element with a picture and little else, in nodes.
const SMALL: usize = 16;

/// For each block, the name that the markup gives it. A page without pictures and `figcaption` has none.
pub(crate) fn named(dom: &Dom, blocks: &Blocks, landmarks: &Landmarks) -> Vec<Option<Name>> {
    let mut names = vec![None; blocks.list.len()];
    if landmarks.pictures.is_empty() && !dom.ids().any(|id| dom.tag(id) == Tag::Figcaption) {
        return names;
    }
    let mut known = KnownClasses::default();
    for (name, block) in names.iter_mut().zip(&blocks.list) {
        let around = dom.ancestors(block.first).take(MAX_UP);
        let mut around = around.take_while(|&id| blocks.within(dom, id).len() <= MAX_BLOCKS);
        *name = around.find_map(|id| name_of(dom, landmarks, id, &mut known));
        if name.is_some() && is_in_text_figure(dom, landmarks, block.first) {
            *name = None;
        }
    }
    names
}

fn name_of<'a>(
    dom: &'a Dom,
    landmarks: &Landmarks,
    id: NodeId,
    known: &mut KnownClasses<'a>,
) -> Option<Name> {
    if dom.tag(id) == Tag::Figcaption {
        return Some(Name::Caption);
    }
    let hints = known.hints(dom.attr(id, AttrName::Class)?);
    let name = if hints.has(Hints::CAPTION) {
        Name::Caption
    } else if hints.has(Hints::CREDIT) {
        Name::Credit
    } else if hints.has(Hints::NOTE) && is_beside_picture(dom, landmarks, id) {
        return Some(Name::Caption);
    } else {
        return None;
    };
    is_near_picture(dom, landmarks, id).then_some(name)
}

/// Whether a block is in a figure that shows no picture but a quotation, code or a table. Its caption is part of the text.
pub(crate) fn is_in_text_figure(dom: &Dom, landmarks: &Landmarks, id: NodeId) -> bool {
    let figure = dom.ancestors(id).take(MAX_FIGURE_UP).find(|&id| dom.tag(id) == Tag::Figure);
    let is_text = |id: NodeId| matches!(dom.tag(id), Tag::Blockquote | Tag::Pre | Tag::Table);
    figure.is_some_and(|figure| {
        landmarks.n_pictures(dom, figure) == 0 && dom.subtree(figure).take(NEAR).any(is_text)
    })
}

/// Whether an element contains no picture, but a small element around it does.
fn is_near_picture(dom: &Dom, landmarks: &Landmarks, id: NodeId) -> bool {
    let is_near = |area: NodeId| {
        dom.end(area).index() - area.index() <= NEAR && landmarks.n_pictures(dom, area) > 0
    };
    landmarks.n_pictures(dom, id) == 0 && dom.ancestors(id).take(NEAR_UP).any(is_near)
}

/// Whether a small element contains only a picture and this element.
fn is_beside_picture(dom: &Dom, landmarks: &Landmarks, id: NodeId) -> bool {
    let area = dom.ancestors(id).take(2).find(|&area| landmarks.n_pictures(dom, area) > 0);
    area.is_some_and(|area| dom.end(area).index() - area.index() <= SMALL)
        && landmarks.n_pictures(dom, id) == 0
}
