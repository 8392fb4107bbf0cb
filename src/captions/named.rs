//! Blocks that the page itself names a caption or a credit, by their element or by a class beside a picture.

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::hints::{Hints, KnownClasses};
use crate::facts::landmarks::Landmarks;

/// What a page calls a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Caption,
    Credit,
}

/// An element with more blocks than this is no caption.
const MAX_BLOCKS: usize = 6;
/// How far up from a block an element may be that names it, in elements.
const MAX_UP: usize = 4;
/// How far from its picture an element may stand that a class names, in nodes and in elements up.
const NEAR: usize = 60;
const NEAR_UP: usize = 3;
/// An area of a picture and little else, in nodes.
const SMALL: usize = 16;

/// For each block what the page calls it. A page without pictures has no captions.
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
        let figure = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let is_quote = dom.subtree(figure).take(NEAR).any(|n| dom.tag(n) == Tag::Blockquote);
        return (!is_quote).then_some(Name::Caption);
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

/// Whether an element holds no picture itself, but a small element around it does.
fn is_near_picture(dom: &Dom, landmarks: &Landmarks, id: NodeId) -> bool {
    let is_near = |area: NodeId| {
        dom.end(area).index() - area.index() <= NEAR && landmarks.n_pictures(dom, area) > 0
    };
    landmarks.n_pictures(dom, id) == 0 && dom.ancestors(id).take(NEAR_UP).any(is_near)
}

/// Whether a picture and the element are all that a small area holds.
fn is_beside_picture(dom: &Dom, landmarks: &Landmarks, id: NodeId) -> bool {
    let area = dom.ancestors(id).take(2).find(|&area| landmarks.n_pictures(dom, area) > 0);
    area.is_some_and(|area| dom.end(area).index() - area.index() <= SMALL)
        && landmarks.n_pictures(dom, id) == 0
}
