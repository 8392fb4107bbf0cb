//! The sentences of a flattened text's paragraphs: what stays with its neighbours, and what was said before.

use std::collections::HashMap;

use crate::block::Blocks;
use crate::flat::Piece;

/// A dropped stretch of a paragraph between two that are kept stays if it has at most so many words.
const MAX_GAP_WORDS: u32 = 40;
/// Of a repeated text so many words are enough to drop it from the second time on.
const MIN_REPEATED_WORDS: u32 = 8;

/// Mends a choice of single sentences where a reader would find it torn.
pub(crate) fn mend(blocks: &Blocks, pieces: &[Piece], is_kept: &mut [bool]) {
    fill_gaps(blocks, pieces, is_kept);
    drop_repeated(blocks, is_kept);
}

/// Sentences between kept sentences of the same paragraph are kept.
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

/// What was kept once is not kept again.
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
    fn gaps_are_filled_and_repeats_dropped() {
        let first = "It rained on Monday and on Tuesday, too. ";
        let text = format!("{first}Why? Nobody knew it.\n\n{first}\n\nHome\n\n{first}");
        let flat = flat::parse(&text);
        let blocks = segment_pieces(&flat, &flat.words());
        let mut kept = [true, false, true, true, false, true];
        mend(&blocks, &flat.pieces, &mut kept);
        assert_eq!(kept, [true, true, true, false, false, false]);
    }
}
