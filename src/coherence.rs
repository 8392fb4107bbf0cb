//! Repairs a selection so that related blocks are kept or dropped together: headings and their text, cells of a row, terms
//! and definitions, captions and their copies.

use std::ops::Range;

use crate::block::Blocks;
use crate::copies::drop_copies;
use crate::dom::{Dom, NodeId, NodeSet, Tag};
use crate::model::InputKind;
use crate::others::drop_teasers;
use crate::repair::MAX_BOX_BLOCKS;

/// Repairs a selection of single blocks.
pub(crate) fn keep_units_whole(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_kept: &mut [bool],
    kind: InputKind,
) {
    let parts = Parts::of(dom);
    complete_groups(dom, blocks, &parts, is_kept);
    drop_remnants(dom, blocks, is_kept);
    drop_copies(dom, blocks, is_kept);
    drop_teasers(dom, blocks, is_kept);
    drop_mute_links(dom, blocks, is_kept);
    drop_lone_headings(dom, blocks, scores, is_kept, kind);
}

/// The elements whose blocks are kept or dropped together, in document order.
#[derive(Default)]
struct Parts {
    tables: Vec<NodeId>,
    rows: Vec<NodeId>,
    /// Table rows, terms and summaries.
    groups: Vec<NodeId>,
}

impl Parts {
    fn of(dom: &Dom) -> Parts {
        let mut parts = Parts::default();
        for id in dom.ids() {
            match dom.tag(id) {
                Tag::Table => parts.tables.push(id),
                Tag::Tr => {
                    parts.rows.push(id);
                    parts.groups.push(id);
                }
                Tag::Dt | Tag::Summary => parts.groups.push(id),
                _ => {}
            }
        }
        parts
    }
}

/// Makes groups consistent. The cells of a row follow the majority of its words. A header row follows the row below it, a
/// term its definition, and a summary its details.
fn complete_groups(dom: &Dom, blocks: &Blocks, parts: &Parts, is_kept: &mut [bool]) {
    let outer = around(dom, &parts.tables);
    for &id in &parts.groups {
        let range = blocks.within(dom, id);
        match dom.tag(id) {
            Tag::Tr if range.len() > 1 && !outer.contains(id) && is_of_data(dom, &range, id) => {
                let (kept, all) = words_in(blocks, is_kept, range.clone());
                is_kept[range].fill(2 * kept >= all && kept > 0);
            }
            Tag::Dt | Tag::Summary if !range.is_empty() => {
                let rest = blocks.within(dom, dom.parent(id).unwrap_or(NodeId::DOCUMENT));
                let next = range.end;
                let is_explained = next < rest.end && is_kept[next];
                is_kept[range].iter_mut().for_each(|kept| *kept |= is_explained);
            }
            _ => {}
        }
    }
    for &id in parts.rows.iter().filter(|&&id| is_header_row(dom, blocks, id)) {
        let range = blocks.within(dom, id);
        let table = dom.ancestors(id).find(|&a| dom.tag(a) == Tag::Table);
        let end = table.map_or(range.end, |table| blocks.within(dom, table).end);
        let is_headed = range.end < end && is_kept[range.end];
        is_kept[range].fill(is_headed);
    }
}

/// Whether the cells of a row are data: at most two blocks per cell on average. Larger cells are a layout table.
fn is_of_data(dom: &Dom, range: &Range<usize>, row: NodeId) -> bool {
    range.len() <= 2 * dom.subtree(row).filter(|&id| dom.tag(id).is_cell()).count()
}

/// Whether a row has several cells and all of them are headers.
fn is_header_row(dom: &Dom, blocks: &Blocks, row: NodeId) -> bool {
    let range = blocks.within(dom, row);
    range.len() > 1 && blocks.list[range].iter().all(|block| dom.tag(block.element) == Tag::Th)
}

/// The number of words of the kept blocks in a range, and of all its blocks.
fn words_in(blocks: &Blocks, is_kept: &[bool], range: Range<usize>) -> (u32, u32) {
    let words = |i: usize| blocks.list[i].n_words;
    (range.clone().filter(|&i| is_kept[i]).map(words).sum(), range.map(words).sum())
}

/// All ancestors of tables.
fn around(dom: &Dom, tables: &[NodeId]) -> NodeSet {
    let mut set = NodeSet::new(dom.len());
    for &table in tables {
        for ancestor in dom.ancestors(table) {
            if !set.insert(ancestor) {
                break;
            }
        }
    }
    set
}

/// Drops small boxes that begin with a dropped heading and have at most half of their words kept. Ignores `h1`: the page title
/// is classified as boilerplate because the metadata hold it, which says nothing about the text below it.
fn drop_remnants(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    let mut boxes = Vec::new();
    for (i, block) in blocks.list.iter().enumerate() {
        if is_kept[i] || dom.tag(block.element).heading_level() <= Some(1) {
            continue;
        }
        let around = dom.path(block.element);
        let around = around.filter(|&id| dom.tag(id).is_block());
        let opened = around.map(|id| blocks.within(dom, id));
        boxes.extend(opened.take_while(|r| r.start == i && r.len() <= MAX_BOX_BLOCKS));
        // The outermost box first.
        for range in boxes.drain(..).rev().filter(|range| range.len() > 1) {
            let (kept, all) = words_in(blocks, is_kept, range.clone());
            if 2 * kept <= all {
                is_kept[range].fill(false);
            }
        }
    }
}

/// The minimum link density of a block that consists of links.
const ALL_LINK: f32 = 0.99;
/// The maximum number of levels from a link up to its table cell or list item.
const MAX_UP: usize = 4;

/// Drops links without letters, such as `▶ 02:13` or `2`. In tables and lists they are kept, as values.
fn drop_mute_links(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    for (i, block) in blocks.list.iter().enumerate() {
        let is_mute = || !blocks.text_of(i).contains(char::is_alphabetic);
        let path = || dom.path(block.element);
        let is_value =
            || path().take(MAX_UP).any(|id| dom.tag(id).is_cell() || dom.tag(id) == Tag::Li);
        is_kept[i] &= block.link_density() < ALL_LINK || !is_mute() || is_value();
    }
}

/// If more than this share of the kept blocks are lone headings, they are content, such as titles of cards or a list.
const MAX_LONE_SHARE: f32 = 0.1;
/// The minimum probability of a heading that is kept without text.
const SURE: f32 = 0.9;

/// Drops lone headings: no kept text follows before the next kept heading of the same or a higher level. Keeps those of at
/// least `SURE` probability, and all if lone headings are common on the page.
fn drop_lone_headings(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_kept: &mut [bool],
    kind: InputKind,
) {
    // Blocks are visited backwards. For each level: whether kept text follows before the next heading of that level or higher.
    let mut has_text = [false; 7];
    let mut lone = Vec::new();
    for (i, block) in blocks.list.iter().enumerate().rev() {
        match dom.tag(block.element).heading_level().map(usize::from) {
            None if is_kept[i] => has_text = [true; 7],
            None => {}
            // A dropped heading ends a section only in flattened text. In HTML, `drop_remnants` already dropped its box.
            Some(level) if is_kept[i] || kind == InputKind::Text => {
                if is_kept[i] && !has_text[level] {
                    lone.push(i);
                }
                has_text[level..].fill(false);
            }
            Some(_) => {}
        }
    }
    let n_kept = is_kept.iter().filter(|&&kept| kept).count();
    if lone.len() as f32 <= MAX_LONE_SHARE * n_kept as f32 {
        lone.into_iter().for_each(|i| is_kept[i] &= scores[i] >= SURE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    #[test]
    fn lone_headings_are_dropped_unless_they_are_common() {
        let prose = "<p>text".repeat(16);
        let (dom, blocks) = page(&format!("<h2>a</h2>{prose}<h3>b</h3><h2>c</h2><p>six<h2>d</h2>"));
        let dropped = |scores: &[f32]| {
            let mut kept = [true; 21];
            drop_lone_headings(&dom, &blocks, scores, &mut kept, InputKind::Html);
            (0..21).filter(|&i| !kept[i]).collect::<Vec<_>>()
        };
        assert_eq!(dropped(&[0.4; 21]), [17, 20]);
        assert!(dropped(&[0.95; 21]).is_empty());
        let (dom, blocks) = page("<h3>card</h3><h3>card</h3><h3>card</h3><p>end");
        let mut kept = [true; 4];
        drop_lone_headings(&dom, &blocks, &[0.4; 4], &mut kept, InputKind::Html);
        assert_eq!(kept, [true; 4]);
    }

    #[test]
    fn rows_and_terms_are_completed() {
        let (dom, blocks) = page(
            "<table><tr><th>a<th>b<tr><th>Speed<td>0<td>of the fast kind<tr><td>x<td>left out here</table>\
             <dl><dt>Term<dd>Meaning<dt>Other<dd>Gone</dl>",
        );
        let mut kept = [false, true, false, false, true, true, false, false, true, false, false];
        complete_groups(&dom, &blocks, &Parts::of(&dom), &mut kept);
        assert_eq!(kept, [true, true, true, true, true, false, false, true, true, false, false]);
    }

    #[test]
    fn links_without_letters_are_dropped() {
        let html = "<p>one<p><a href=x>▶ 02:13</a><p><a href=x>Watch</a><p>02:13<table><tr><td><a href=x>12</a></table>";
        let (dom, blocks) = page(html);
        let mut kept = [true; 5];
        drop_mute_links(&dom, &blocks, &mut kept);
        assert_eq!(kept, [true, false, true, true, true]);
    }

    #[test]
    fn a_box_with_a_dropped_heading_is_dropped() {
        let html = "<p>text<div><h3>Sign up<p>Get our news every day<p>By clicking you agree to our terms</div>\
                    <div><h1>Title<p>Text of the page</div>";
        let (dom, blocks) = page(html);
        let mut kept = [true, false, true, false, false, true];
        drop_remnants(&dom, &blocks, &mut kept);
        assert_eq!(kept, [true, false, false, false, false, true]);
    }

    #[test]
    fn rows_of_a_layout_table_are_not_completed() {
        let (dom, blocks) = page("<table><tr><td><p>a b<p>c<p>d<p>e<p>f<td>h</table>");
        let mut kept = [true, false, false, false, false, false];
        complete_groups(&dom, &blocks, &Parts::of(&dom), &mut kept);
        assert_eq!(kept, [true, false, false, false, false, false]);
    }
}
