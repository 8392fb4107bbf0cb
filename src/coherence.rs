//! What belongs together stays together: headings and their text, the cells of a row, terms and what explains
//! them, a caption and its copies.

use std::ops::Range;

use crate::block::Blocks;
use crate::copies::drop_copies;
use crate::dom::{Dom, NodeId, NodeSet, Tag};
use crate::model::Kind;
use crate::others::drop_teasers;

/// Mends a choice of single blocks where a reader would find it torn.
pub(crate) fn mend(dom: &Dom, blocks: &Blocks, scores: &[f32], is_kept: &mut [bool], kind: Kind) {
    let parts = Parts::of(dom);
    complete_groups(dom, blocks, &parts, is_kept);
    drop_remnants(dom, blocks, is_kept);
    drop_copies(dom, blocks, is_kept);
    drop_teasers(dom, blocks, is_kept);
    drop_mute_links(dom, blocks, is_kept);
    drop_lone_headings(dom, blocks, scores, is_kept, kind);
}

/// The elements of a page that belong to others, in document order.
#[derive(Default)]
struct Parts {
    tables: Vec<NodeId>,
    rows: Vec<NodeId>,
    /// Rows, terms and summaries.
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

/// The cells of a row go with most of its words, a header row goes with the rows below it, a term goes with what
/// explains it, and a summary with its details.
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

/// Whether the cells of a row are data, of at most two blocks on average: larger ones are a layout made of a table.
fn is_of_data(dom: &Dom, range: &Range<usize>, row: NodeId) -> bool {
    range.len() <= 2 * dom.subtree(row).filter(|&id| dom.tag(id).is_cell()).count()
}

/// Whether all cells of a row are headers, in a table of which there is more.
fn is_header_row(dom: &Dom, blocks: &Blocks, row: NodeId) -> bool {
    let range = blocks.within(dom, row);
    range.len() > 1 && blocks.list[range].iter().all(|block| dom.tag(block.element) == Tag::Th)
}

/// The words of a range of blocks: of those that are kept, and of all.
fn words_in(blocks: &Blocks, is_kept: &[bool], range: Range<usize>) -> (u32, u32) {
    let words = |i: usize| blocks.list[i].n_words;
    (range.clone().filter(|&i| is_kept[i]).map(words).sum(), range.map(words).sum())
}

/// All elements around tables.
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

/// A box of at most so many blocks is looked at as a whole.
const MAX_BOX_BLOCKS: usize = 8;

/// A small box that opens with a heading which was judged husk, as was at least half of its text, goes whole. The
/// page's own heading (`h1`) is husk to the judge since the metadata have it, and says nothing of what follows.
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
        // The outermost is looked at first.
        for range in boxes.drain(..).rev().filter(|range| range.len() > 1) {
            let (kept, all) = words_in(blocks, is_kept, range.clone());
            if 2 * kept <= all {
                is_kept[range].fill(false);
            }
        }
    }
}

/// A block with this link density is all link.
const ALL_LINK: f32 = 0.99;
/// The maximum number of elements from a link up to the cell or item that it is the value of.
const MAX_UP: usize = 4;

/// A link without a letter leads somewhere and says nothing: `▶ 02:13`, `2`. In tables and lists it is a value.
fn drop_mute_links(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    for (i, block) in blocks.list.iter().enumerate() {
        let is_mute = || !blocks.text_of(i).contains(char::is_alphabetic);
        let path = || dom.path(block.element);
        let is_value =
            || path().take(MAX_UP).any(|id| dom.tag(id).is_cell() || dom.tag(id) == Tag::Li);
        is_kept[i] &= block.link_density() < ALL_LINK || !is_mute() || is_value();
    }
}

/// Where lone headings are a larger share of what is kept, they are the content: titles of cards, of a list.
const MAX_LONE_SHARE: f32 = 0.1;
/// A heading that is as probable as this is content by itself.
const SURE: f32 = 0.9;

/// Headings stay with their text: one that no kept block follows, before the next kept heading of its rank or a higher
/// one, is dropped, unless it is sure to be content or such headings are what the page is made of.
fn drop_lone_headings(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_kept: &mut [bool],
    kind: Kind,
) {
    // For each level, whether a kept text came since the last heading of that level or a higher one, from below.
    let mut has_text = [false; 7];
    let mut lone = Vec::new();
    for (i, block) in blocks.list.iter().enumerate().rev() {
        match dom.tag(block.element).heading_level().map(usize::from) {
            None if is_kept[i] => has_text = [true; 7],
            None => {}
            // The box of a dropped heading is dropped with it. In flattened text there are no boxes.
            Some(level) if is_kept[i] || kind == Kind::Text => {
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
    fn lone_headings_go_unless_the_page_is_made_of_them() {
        let prose = "<p>text".repeat(16);
        let (dom, blocks) = page(&format!("<h2>a</h2>{prose}<h3>b</h3><h2>c</h2><p>six<h2>d</h2>"));
        let dropped = |scores: &[f32]| {
            let mut kept = [true; 21];
            drop_lone_headings(&dom, &blocks, scores, &mut kept, Kind::Html);
            (0..21).filter(|&i| !kept[i]).collect::<Vec<_>>()
        };
        assert_eq!(dropped(&[0.4; 21]), [17, 20]);
        assert!(dropped(&[0.95; 21]).is_empty());
        let (dom, blocks) = page("<h3>card</h3><h3>card</h3><h3>card</h3><p>end");
        let mut kept = [true; 4];
        drop_lone_headings(&dom, &blocks, &[0.4; 4], &mut kept, Kind::Html);
        assert_eq!(kept, [true; 4]);
    }

    #[test]
    fn rows_and_terms_stay_whole() {
        let (dom, blocks) = page(
            "<table><tr><th>a<th>b<tr><th>Speed<td>0<td>of the fast kind<tr><td>x<td>left out here</table>\
             <dl><dt>Term<dd>Meaning<dt>Other<dd>Gone</dl>",
        );
        let mut kept = [false, true, false, false, true, true, false, false, true, false, false];
        complete_groups(&dom, &blocks, &Parts::of(&dom), &mut kept);
        assert_eq!(kept, [true, true, true, true, true, false, false, true, true, false, false]);
    }

    #[test]
    fn a_link_without_letters_is_no_text() {
        let html = "<p>one<p><a href=x>▶ 02:13</a><p><a href=x>Watch</a><p>02:13<table><tr><td><a href=x>12</a></table>";
        let (dom, blocks) = page(html);
        let mut kept = [true; 5];
        drop_mute_links(&dom, &blocks, &mut kept);
        assert_eq!(kept, [true, false, true, true, true]);
    }

    #[test]
    fn a_remnant_goes_with_its_box() {
        let html = "<p>text<div><h3>Sign up<p>Get our news every day<p>By clicking you agree to our terms</div>\
                    <div><h1>Title<p>Text of the page</div>";
        let (dom, blocks) = page(html);
        let mut kept = [true, false, true, false, false, true];
        drop_remnants(&dom, &blocks, &mut kept);
        assert_eq!(kept, [true, false, false, false, false, true]);
    }

    #[test]
    fn rows_of_a_layout_are_not_rows() {
        let (dom, blocks) = page("<table><tr><td><p>a b<p>c<p>d<p>e<p>f<td>h</table>");
        let mut kept = [true, false, false, false, false, false];
        complete_groups(&dom, &blocks, &Parts::of(&dom), &mut kept);
        assert_eq!(kept, [true, false, false, false, false, false]);
    }
}
