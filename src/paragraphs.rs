//! Repairs a selection in flattened text: smooths scores within paragraphs, fills gaps, and drops repeats and the title.

use std::collections::HashMap;
use std::ops::Range;

use crate::block::Blocks;
use crate::dom::{Dom, NodeId};
use crate::features::number::{log_odds, logistic};
use crate::flat::words::WordList;
use crate::flat::{Piece, UnitKind};
use crate::metadata::flat::Copies;
use crate::metadata::title::plain;
use crate::text::ends_sentence;

/// The maximum number of words of a gap between two kept pieces of a paragraph that is filled.
const MAX_GAP_WORDS: u32 = 40;
/// The minimum number of words of a text whose repeats are dropped.
const MIN_REPEATED_WORDS: u32 = 8;

/// The number of neighbours on each side whose scores smooth that of a piece.
const NEAR: usize = 4;
/// The maximum number of pieces of a paragraph that is smoothed. A longer one is a whole page on one line.
const MAX_UNIT: usize = 24;
/// The weight of the mean of the neighbourhood, 0 to 1.
const SWAY: f32 = 0.7;
/// Log-odds are clamped to this absolute value.
const SUREST: f32 = 6.0;

/// Smooths the probabilities within each paragraph, list and table, since neighbours mostly have the same class. The log-odds
/// of a piece are blended with the mean of its neighbourhood, weighted by words.
pub(crate) fn sway(pieces: &[Piece], words: &WordList, scores: &mut [f32]) {
    let odds: Vec<f32> = scores.iter().map(|&p| log_odds(p).clamp(-SUREST, SUREST)).collect();
    let weight = |i: usize| words.pieces[i].n_words.min(30) as f32 + 1.0;
    let n = odds.len().min(pieces.len()).min(words.pieces.len());
    let ends = unit_ends(&pieces[..n]);
    let (mut start, mut unit) = (0, 0);
    for i in 0..n {
        if i > 0 && !is_together(&pieces[i - 1], &pieces[i]) {
            start = i;
        }
        if i == 0 || pieces[i - 1].unit != pieces[i].unit {
            unit = i;
        }
        let mut end = i + 1;
        while end < n && end <= i + NEAR && is_together(&pieces[end - 1], &pieces[end]) {
            end += 1;
        }
        let near = i.saturating_sub(NEAR).max(start)..end;
        if near.len() > 1 && ends[i] - unit <= MAX_UNIT {
            let of_weights: f32 = near.clone().map(weight).sum();
            let mean = near.map(|j| weight(j) * odds[j]).sum::<f32>() / of_weights;
            scores[i] = logistic(SWAY * mean + (1.0 - SWAY) * odds[i]);
        }
    }
}

/// For each piece, the index after the last piece of its paragraph.
fn unit_ends(pieces: &[Piece]) -> Vec<usize> {
    let mut ends = vec![pieces.len(); pieces.len()];
    for i in (1..pieces.len()).rev() {
        let is_last = pieces[i - 1].unit != pieces[i].unit;
        ends[i - 1] = if is_last { i } else { ends[i] };
    }
    ends
}

/// Whether two adjacent pieces belong to one paragraph, list or table.
fn is_together(a: &Piece, b: &Piece) -> bool {
    let is_item = |piece: &Piece| matches!(piece.kind, UnitKind::Item | UnitKind::NumberedItem);
    let is_row = |piece: &Piece| matches!(piece.kind, UnitKind::Row | UnitKind::HeadRow);
    a.unit == b.unit || is_item(a) && is_item(b) || is_row(a) && is_row(b)
}

/// Repairs a selection of single sentences: drops page numbers, fills gaps, and drops repeats.
pub(crate) fn keep_paragraphs_whole(
    dom: &Dom,
    blocks: &Blocks,
    pieces: &[Piece],
    captions: &[Copies],
    with_captions: bool,
    is_kept: &mut [bool],
) {
    for (kept, piece) in is_kept.iter_mut().zip(pieces) {
        *kept &= piece.kind != UnitKind::PageNumber;
    }
    drop_run_ends(blocks, pieces, is_kept);
    fill_gaps(blocks, pieces, is_kept);
    fill_tables(pieces, is_kept);
    for copies in captions {
        drop_copies(dom, blocks, copies, with_captions, is_kept);
    }
    drop_repeated(blocks, is_kept);
}

/// The minimum number of short paragraphs in a run, and the maximum number of words of each.
const MIN_RUN: usize = 3;
const MAX_SHORT: u32 = 3;

/// Drops all of a run of short paragraphs, such as the names in a share row, if at least half of them are dropped and the others are
/// its end or its beginning. The last of a run stands before prose, and looks like its heading.
fn drop_run_ends(blocks: &Blocks, pieces: &[Piece], is_kept: &mut [bool]) {
    let n = is_kept.len().min(pieces.len());
    let is_short = |units: &Range<usize>| {
        let n_words: u32 = blocks.list[units.clone()].iter().map(|block| block.n_words).sum();
        let kind = pieces[units.start].kind;
        n_words <= MAX_SHORT
            && matches!(kind, UnitKind::Paragraph | UnitKind::Heading | UnitKind::Menu)
            && !ends_sentence(blocks.text_of(units.end - 1))
    };
    let ends = unit_ends(&pieces[..n]);
    let (mut run, mut start): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    while start < n {
        let unit = start..ends[start];
        start = unit.end;
        let is_in = is_short(&unit);
        if is_in {
            run.push(unit);
        }
        if !is_in || start == n {
            let n_dropped = run.iter().filter(|unit| !is_kept[unit.start]).count();
            let changes = |pair: &[Range<usize>]| is_kept[pair[0].start] != is_kept[pair[1].start];
            let is_parted = run.windows(2).filter(|pair| changes(pair)).count() == 1;
            if run.len() >= MIN_RUN && 2 * n_dropped >= run.len() && is_parted {
                run.iter().for_each(|unit| is_kept[unit.clone()].fill(false));
            }
            run.clear();
        }
    }
}

/// Keeps short gaps between kept sentences of the same paragraph.
fn fill_gaps(blocks: &Blocks, pieces: &[Piece], is_kept: &mut [bool]) {
    let mut last: Option<usize> = None;
    for i in 0..is_kept.len().min(pieces.len()) {
        if !is_kept[i] {
            continue;
        }
        if let Some(last) = last.filter(|&last| pieces[last].unit == pieces[i].unit) {
            let gap = last + 1..i;
            let n_words: u32 = blocks.list[gap.clone()].iter().map(|block| block.n_words).sum();
            if n_words <= MAX_GAP_WORDS {
                is_kept[gap].fill(true);
            }
        }
        last = Some(i);
    }
}

/// Keeps all rows of a table between two kept pieces.
fn fill_tables(pieces: &[Piece], is_kept: &mut [bool]) {
    let is_row = |i: usize| matches!(pieces[i].kind, UnitKind::Row | UnitKind::HeadRow);
    let n = is_kept.len().min(pieces.len());
    let mut start = 0;
    while start < n {
        let end = (start..n).find(|&i| !is_row(i)).unwrap_or(n);
        if end > start && start > 0 && end < n && is_kept[start - 1] && is_kept[end] {
            is_kept[start..end].fill(true);
        }
        start = end + 1;
    }
}

/// Keeps one copy of a sure caption and its credit if captions are wanted; of another one, if most words of any copy are kept.
fn drop_copies(
    dom: &Dom,
    blocks: &Blocks,
    copies: &Copies,
    with_captions: bool,
    is_kept: &mut [bool],
) {
    let range =
        |nodes: &Range<NodeId>| blocks.within(dom, dom.parent(nodes.start).unwrap_or(nodes.start));
    let is_mostly_kept = |nodes: &Range<NodeId>| {
        let own = range(nodes);
        let words = |i: usize| blocks.list[i].n_words;
        let kept: u32 = own.clone().filter(|&i| is_kept[i]).map(words).sum();
        2 * kept > own.map(words).sum()
    };
    let is_wanted = match copies.is_sure {
        true => with_captions,
        false => copies.captions.iter().any(is_mostly_kept),
    };
    for (i, nodes) in copies.captions.iter().enumerate() {
        is_kept[range(nodes)].fill(is_wanted && i == 0);
    }
    for nodes in copies.credits.iter().skip(usize::from(is_wanted)) {
        is_kept[range(nodes)].fill(false);
    }
}

/// The number of kept pieces in which [`drop_head`] looks for the head of the text.
const HEAD: usize = 12;
/// The minimum number of words of a piece that starts the text, if it is neither the title nor of a caption.
const MIN_TEXT_WORDS: u32 = 8;

/// Drops the title, captions and credits before the text: the metadata hold them. Keeps them if nothing else is kept.
pub(crate) fn drop_head(
    blocks: &Blocks,
    pieces: &[Piece],
    title: Option<&str>,
    captions: &[Copies],
    is_kept: &mut [bool],
) {
    let unit = |i: usize| pieces.get(i).map(|piece| piece.unit);
    // A title must be a whole paragraph: the first sentence of a paragraph may equal it.
    let is_alone = |i: usize| unit(i) != unit(i + 1) && (i == 0 || unit(i - 1) != unit(i));
    let title = title.map(plain);
    let is_of_captions = |node: NodeId| {
        let mut all =
            captions.iter().flat_map(|copies| copies.captions.iter().chain(&copies.credits));
        all.any(|nodes| nodes.contains(&node))
    };
    let mut head = Vec::new();
    let kept = (0..blocks.list.len()).filter(|&i| is_kept[i]);
    for (n, i) in kept.enumerate() {
        let block = &blocks.list[i];
        let is_title = || {
            is_alone(i) && title.as_ref().is_some_and(|title| plain(blocks.text_of(i)) == *title)
        };
        if n < HEAD && (is_of_captions(block.first) || is_title()) {
            head.push(i);
        } else if n >= HEAD || block.n_words >= MIN_TEXT_WORDS {
            head.iter().for_each(|&i| is_kept[i] = false);
            return;
        }
    }
}

/// Drops repeats of kept texts.
fn drop_repeated(blocks: &Blocks, is_kept: &mut [bool]) {
    let mut seen: HashMap<&str, ()> = HashMap::new();
    for (i, block) in blocks.list.iter().enumerate() {
        if is_kept[i] && block.n_words >= MIN_REPEATED_WORDS {
            is_kept[i] = seen.insert(blocks.text_of(i), ()).is_none();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment_pieces;
    use crate::flat;

    #[test]
    fn gaps_are_filled_and_repeats_are_dropped() {
        let first = "It rained on Monday and on Tuesday, too. ";
        let text = format!("{first}Why? Nobody knew it.\n\n{first}\n\nHome\n\n{first}");
        let flat = flat::parse(&text);
        let blocks = segment_pieces(&flat, &flat.words());
        let mut kept = [true, false, true, true, false, true];
        keep_paragraphs_whole(&flat.dom, &blocks, &flat.pieces, &[], false, &mut kept);
        assert_eq!(kept, [true, true, true, false, false, false]);
    }

    #[test]
    fn the_title_and_captions_before_the_text_are_dropped() {
        let prose = "On Monday it rained until the river stood at the bridge.";
        let text = format!(
            "Rain in May\n\nBy Ann Lee\n\nMen carry sand to the bridge.\n\n{prose}\n\nRain in May"
        );
        let flat = flat::parse(&text);
        let blocks = segment_pieces(&flat, &flat.words());
        let caption = blocks.list[2].first;
        let end = NodeId::new(caption.index() + 1);
        let captions = vec![caption..end];
        let copies = [Copies { captions, credits: vec![], is_sure: false }];
        let mut kept = [true; 5];
        drop_head(&blocks, &flat.pieces, Some("Rain in May"), &copies, &mut kept);
        assert_eq!(kept, [false, true, false, true, true]);
        let mut kept = [true, false, true, false, true];
        drop_head(&blocks, &flat.pieces, Some("rain in may"), &copies, &mut kept);
        assert_eq!(kept, [true, false, true, false, true]);
    }

    #[test]
    fn a_sure_caption_is_kept_only_if_captions_are_wanted() {
        let text = "Men carry sand to the bridge.\n\nMen carry sand to the bridge.\n\nIt rained.";
        let flat = flat::parse(text);
        let blocks = segment_pieces(&flat, &flat.words());
        let node = |i: usize| blocks.list[i].first..NodeId::new(blocks.list[i].last.index() + 1);
        let copies = [Copies { captions: vec![node(0), node(1)], credits: vec![], is_sure: true }];
        for with_captions in [false, true] {
            let mut kept = [true; 3];
            let pieces = &flat.pieces;
            keep_paragraphs_whole(&flat.dom, &blocks, pieces, &copies, with_captions, &mut kept);
            assert_eq!(kept, [with_captions, false, true]);
        }
    }

    #[test]
    fn runs_of_short_paragraphs_end_before_prose() {
        let text = "It rained a lot on Monday.\n\nShare\nTweet\nPrint\nOn Tuesday it rained again.";
        let flat = flat::parse(text);
        let blocks = segment_pieces(&flat, &flat.words());
        let dropped = |mut kept: [bool; 5]| {
            drop_run_ends(&blocks, &flat.pieces, &mut kept);
            kept
        };
        assert_eq!(dropped([true, false, false, true, true]), [true, false, false, false, true]);
        assert_eq!(dropped([true, false, true, true, true]), [true, false, true, true, true]);
        assert_eq!(dropped([true; 5]), [true; 5]);
    }

    #[test]
    fn a_table_between_kept_paragraphs_is_kept() {
        let prose = "It rained on Monday until the river stood at the bridge.";
        let text = format!("{prose}\n\nDay | Rain\nMonday | much\n\n{prose}\n\na | b\nc | d");
        let flat = flat::parse(&text);
        let mut kept = [true, false, false, false, false, true, false, false, false, false];
        fill_tables(&flat.pieces, &mut kept);
        assert_eq!(kept, [true, true, true, true, true, true, false, false, false, false]);
    }

    #[test]
    fn a_caption_is_kept_once_or_not_at_all() {
        let text = "THE PRESS\n\nMen carry sand to the bridge. It rains.\n\nTHE PRESS\n\n\
                    Men carry sand to the bridge. It rains.\n\nOn Monday it rained.";
        let flat = flat::parse(text);
        let blocks = segment_pieces(&flat, &flat.words());
        let node = |i: usize| blocks.list[i].first..NodeId::new(blocks.list[i].last.index() + 1);
        let captions = vec![node(1), node(4)];
        let credits = vec![node(0), node(3)];
        let copies = [Copies { captions, credits, is_sure: false }];
        let mended = |mut kept: [bool; 7]| {
            keep_paragraphs_whole(&flat.dom, &blocks, &flat.pieces, &copies, false, &mut kept);
            kept
        };
        assert_eq!(
            mended([true, false, true, true, false, true, true]),
            [false, false, false, false, false, false, true]
        );
        assert_eq!(mended([true; 7]), [true, true, true, false, false, false, true]);
    }
}
