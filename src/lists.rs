//! Rows of short texts: the items of one list, menu or row of buttons are judged together.

use crate::block::Blocks;
use crate::dom::{Dom, NodeId};
use crate::features::number::{log_odds, logistic};

/// A text of more words speaks for itself.
const MAX_WORDS: u32 = 4;
/// An element of more blocks is more than one list.
const MAX_BLOCKS: usize = 60;
/// The share of the mean in the log-odds of an item.
const SWAY: f32 = 0.5;
/// No probability is further from even than this, in log-odds.
const SUREST: f32 = 6.0;

/// Moves the probability of each short text towards the mean of its row. A row is an outermost element of at least two blocks
/// that are all short.
pub(crate) fn sway(dom: &Dom, blocks: &Blocks, scores: &mut [f32]) {
    let mut n_long = vec![0_u32];
    for block in &blocks.list {
        n_long.push(n_long[n_long.len() - 1] + u32::from(block.n_words > MAX_WORDS));
    }
    let mut id = NodeId::DOCUMENT;
    while id.index() < dom.len() {
        let range = if dom.is_text(id) { 0..0 } else { blocks.within(dom, id) };
        let is_row =
            (2..=MAX_BLOCKS).contains(&range.len()) && n_long[range.start] == n_long[range.end];
        if is_row && let Some(row) = scores.get_mut(range.clone()) {
            even_out(row);
        }
        id = if is_row { dom.end(id) } else { NodeId::new(id.index() + 1) };
    }
}

fn even_out(row: &mut [f32]) {
    let odds = |p: f32| log_odds(p).clamp(-SUREST, SUREST);
    let mean = row.iter().map(|&p| odds(p)).sum::<f32>() / row.len() as f32;
    for p in row {
        *p = logistic(SWAY * mean + (1.0 - SWAY) * odds(*p));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    #[test]
    fn items_move_towards_their_mean() {
        let html = "<p>A longer text that speaks for itself.</p><ul><li>Share<li>Print<li>Copy link</ul><p>End";
        let dom = parse(html);
        let blocks = segment(&dom);
        let mut scores = [0.9, 0.1, 0.6, 0.1, 0.9];
        sway(&dom, &blocks, &mut scores);
        assert_eq!([scores[0], scores[4]], [0.9, 0.9]);
        assert!(scores[1] > 0.1 && scores[2] < 0.4 && scores[2] > scores[1]);
        assert_eq!(scores[1], scores[3]);
    }

    #[test]
    fn an_element_with_a_longer_text_is_no_row() {
        let dom = parse("<ul><li>Share<li>A longer text that speaks for itself.</ul>");
        let blocks = segment(&dom);
        let mut scores = [0.1, 0.9];
        sway(&dom, &blocks, &mut scores);
        assert_eq!(scores, [0.1, 0.9]);
    }
}
