//! Restores dropped headings, sentences, parts and notes of a text whose other blocks are kept.

pub(crate) mod bare;
mod notes;
mod parts;
mod sentences;

use crate::block::{Blocks, TextBlock};
use crate::captions::is_counter;
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// Restores dropped sentences, parts, notes and headings of the kept text.
///
/// `is_husk` marks blocks that are known not to be text, such as captions.
pub(crate) fn repair_selection(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_husk: &[bool],
    is_kept: &mut [bool],
) {
    sentences::keep(dom, blocks, scores, is_husk, is_kept);
    parts::keep(dom, blocks, scores, is_husk, is_kept);
    notes::keep(dom, blocks, is_husk, is_kept);
    keep_headings(dom, blocks, scores, is_kept);
}

/// The maximum link density of a heading; above it, the heading links to another page.
const MAX_LINKED: f32 = 0.3;
/// The minimum probability of a heading directly above its text, and of one with dropped blocks in between.
const DOUBTFUL: f32 = 0.1;
const DOUBTFUL_APART: f32 = 0.15;
/// The maximum number of dropped blocks between a heading or its box and the kept block before or after it.
pub(crate) const NEAR: usize = 12;
/// The maximum number of nested elements around one paragraph.
const MAX_BOXES: usize = 8;
/// The maximum number of blocks of a small box.
pub(crate) const MAX_BOX_BLOCKS: usize = 8;
/// The maximum number of words of a bold line that is a heading.
const MAX_EMPHASISED: u32 = 14;

/// Keeps a dropped heading above a kept block: it heads a part of the text. Its parent or grandparent must contain that
/// block, and the kept block before it must be its sibling or alone in a sibling.
fn keep_headings(dom: &Dom, blocks: &Blocks, scores: &[f32], is_kept: &mut [bool]) {
    let was_kept = is_kept.to_vec();
    let list = &blocks.list;
    // Backwards, so that a heading above a kept heading is kept, too.
    for i in (1..list.len().saturating_sub(1)).rev() {
        let block = &list[i];
        if is_kept[i]
            || !is_heading(dom, block)
            || block.link_density() > MAX_LINKED
            || is_counter(blocks.text_of(i))
        {
            continue;
        }
        if blocks.text_of(i).contains(char::is_alphanumeric)
            && is_between_siblings(dom, blocks, is_kept, i)
        {
            is_kept[i] = true;
            continue;
        }
        let parent = dom.parent(block.element).unwrap_or(NodeId::DOCUMENT);
        // A paragraph may be alone in a box.
        let is_beside = |k: usize| {
            let element = list[k].element;
            let seat = lone_box(dom, blocks, element, 1);
            element == block.element
                || dom.parent(element) == Some(parent)
                || dom.parent(seat) == Some(parent)
        };
        // Skips boxes between the heading and its text, with their headings.
        let is_next = |k: usize| {
            was_kept[k] || is_heading(dom, &list[k]) && dom.parent(list[k].element) == Some(parent)
        };
        let end = (i + 2 + NEAR).min(list.len());
        let next = (i + 1..end).find(|&k| is_next(k));
        let is_text = |&k: &usize| was_kept[k] && (k == i + 1 || !is_heading(dom, &list[k]));
        let Some(next) = next.filter(is_text) else { continue };
        let before = kept_before(&was_kept, i, NEAR);
        let holds_next = |id: NodeId| dom.is_within(list[next].element, id);
        let least = if next == i + 1 && holds_next(parent) { DOUBTFUL } else { DOUBTFUL_APART };
        is_kept[i] = scores[i] >= least
            && before.is_some_and(is_beside)
            && (holds_next(parent) || dom.parent(parent).is_some_and(holds_next));
    }
}

/// Whether a heading is directly above a kept sibling and below another one, with only headings in between. Then it is kept at
/// any probability.
fn is_between_siblings(dom: &Dom, blocks: &Blocks, is_kept: &[bool], i: usize) -> bool {
    let list = &blocks.list;
    let Some(heading) = heading(dom, list[i].element) else { return false };
    let seat = |k: usize| self::heading(dom, list[k].element).unwrap_or(list[k].element);
    let is_sibling = |k: usize| {
        // The element of a text that line breaks divide is the parent of its headings.
        let boxes = [seat(k), lone_box(dom, blocks, list[k].element, 1)];
        Some(list[k].element) == dom.parent(heading)
            || boxes.iter().any(|&id| dom.parent(id) == dom.parent(heading))
    };
    let is_dropped_heading =
        |k: usize| !is_kept[k] && self::heading(dom, list[k].element).is_some() && is_sibling(k);
    let before = (i.saturating_sub(MAX_HEADINGS)..i).rev().find(|&k| !is_dropped_heading(k));
    let is_text = |k: usize| is_kept[k] && list[k].hidden == 0 && is_sibling(k);
    // Above a picture or a player it may be the label of that.
    let between = dom.end(heading).index()..list[i + 1].first.index();
    let is_media = |id| {
        use Tag::*;
        matches!(dom.tag(id), Iframe | Img | Video | Audio | Object | Embed | Canvas | Form)
    };
    list[i].hidden == 0
        && is_text(i + 1)
        && before.is_some_and(is_text)
        && between.len() <= MAX_BETWEEN
        && !between.map(NodeId::new).any(is_media)
}

/// The maximum number of consecutive headings, and of nodes between the last one and its text.
const MAX_HEADINGS: usize = 3;
const MAX_BETWEEN: usize = 32;

/// The outermost element that contains an element and at most `n` blocks.
fn lone_box(dom: &Dom, blocks: &Blocks, element: NodeId, n: usize) -> NodeId {
    let boxes = dom.path(element).take(MAX_BOXES);
    boxes.take_while(|&id| blocks.within(dom, id).len() <= n).last().unwrap_or(element)
}

/// The nearest kept block before a block, at a distance of at most `near` blocks.
pub(crate) fn kept_before(is_kept: &[bool], i: usize, near: usize) -> Option<usize> {
    (i.saturating_sub(near)..i).rev().find(|&k| is_kept[k])
}

/// The first kept block from a position on, among `near` blocks.
pub(crate) fn kept_from(is_kept: &[bool], start: usize, near: usize) -> Option<usize> {
    (start..(start + near).min(is_kept.len())).find(|&k| is_kept[k])
}

/// Whether two elements look alike: same depth, and same tag and class of both the elements and their parents.
pub(crate) fn is_alike(dom: &Dom, a: NodeId, b: NodeId) -> bool {
    let parent = |id: NodeId| dom.parent(id).unwrap_or(NodeId::DOCUMENT);
    let look = |id: NodeId| (dom.tag(id), dom.attr(id, AttrName::Class));
    a == b
        || dom.depth(a) == dom.depth(b)
            && look(a) == look(b)
            && (parent(a) == parent(b) || look(parent(a)) == look(parent(b)))
}

/// Whether a block is a heading (`h2` to `h6`) or a short line that is all emphasised.
pub(crate) fn is_heading(dom: &Dom, block: &TextBlock) -> bool {
    match heading(dom, block.element) {
        Some(id) => dom.tag(id).heading_level() > Some(1),
        None => block.n_words <= MAX_EMPHASISED && block.is_in_one(dom, &[Tag::B, Tag::Strong]),
    }
}

/// The heading that an element is, or whose button it is.
fn heading(dom: &Dom, element: NodeId) -> Option<NodeId> {
    let is_heading = |id: &NodeId| dom.tag(*id).heading_level().is_some();
    let parent = || dom.parent(element).filter(|_| dom.tag(element) == Tag::Button);
    Some(element).filter(is_heading).or_else(|| parent().filter(is_heading))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    #[test]
    fn a_heading_between_kept_siblings_is_kept() {
        let html = "<div><p>one<h2>two</h2><p>three<h2><a href=x>four</a></h2><p>five</div><h2>six</h2><p>seven";
        let (dom, blocks) = page(html);
        let mut kept = [true, false, true, false, true, false, true];
        keep_headings(&dom, &blocks, &[0.2; 7], &mut kept);
        assert_eq!(kept, [true, true, true, false, true, false, true]);
        let mut kept = [true, false, true, false, true, false, true];
        keep_headings(&dom, &blocks, &[0.05; 7], &mut kept);
        assert_eq!(kept, [true, true, true, false, true, false, true]);
        // At any probability directly between kept siblings; also for consecutive headings.
        let (dom, blocks) = page(
            "<p>one<h2>two</h2><h3><button>three</button></h3><p>four<p><b>five</b><p>six<h3>*</h3><p>seven",
        );
        let mut kept = [true, false, false, true, false, true, false, true];
        keep_headings(&dom, &blocks, &[0.01; 8], &mut kept);
        assert_eq!(kept, [true, true, true, true, false, true, false, true]);
        // Line breaks may divide the text.
        let (dom, blocks) = page("<div>one<br><br><h4>two</h4>three</div>");
        let mut kept = [true, false, true];
        keep_headings(&dom, &blocks, &[0.01; 3], &mut kept);
        assert_eq!(kept, [true; 3]);
        // Dropped blocks before it and a box around the text below do not matter.
        let (dom, blocks) = page("<p>one<p>advertisement<h2>two</h2><div><p>three</div>");
        let mut kept = [true, false, false, true];
        keep_headings(&dom, &blocks, &[0.2; 4], &mut kept);
        assert_eq!(kept, [true, false, true, true]);
        let (dom, blocks) = page("<div><p>one</div><h2>two</h2><div><p>three</div>");
        let mut kept = [true, false, true];
        keep_headings(&dom, &blocks, &[0.2; 3], &mut kept);
        assert_eq!(kept, [true; 3]);
        // Boxes may split a text into parts.
        let (dom, blocks) =
            page("<div><p>one<h2>two</h2></div><div>advertisement</div><div><p>three</div>");
        let mut kept = [true, false, false, true];
        keep_headings(&dom, &blocks, &[0.25; 4], &mut kept);
        assert_eq!(kept, [true, true, false, true]);
        // A bold line is a heading. With a dropped block below, it needs a higher probability.
        for (p, is_heading) in [(0.12, false), (0.25, true)] {
            let (dom, blocks) = page("<p>one<p><b>two</b><p>advertisement<p>three");
            let mut kept = [true, false, false, true];
            keep_headings(&dom, &blocks, &[p; 4], &mut kept);
            assert_eq!(kept, [true, is_heading, false, true]);
        }
        // It belongs to the next text, not to the text below the next heading.
        let (dom, blocks) = page("<p>one<h3>two</h3><p>related<h3>three</h3><p>four");
        let mut kept = [true, false, false, true, true];
        keep_headings(&dom, &blocks, &[0.5; 5], &mut kept);
        assert_eq!(kept, [true, false, false, true, true]);
    }
}
