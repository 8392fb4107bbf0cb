//! Restores dropped sentences of the kept text.

use std::cell::LazyCell;

use super::{is_alike, is_heading, kept_before, kept_from};
use crate::block::Blocks;
use crate::dom::Dom;
use crate::text::ends_sentence;

/// The minimum number of words of a sentence, and its minimum probability.
const MIN_WORDS: u32 = 4;
const POSSIBLE: f32 = 0.2;
/// The minimum probability of a hidden sentence with a kept hidden sentence on only one side.
const POSSIBLE_PANE: f32 = 0.4;
/// The maximum distance of the kept blocks before and after a sentence, in blocks.
const NEAR: usize = 8;

/// Keeps a dropped sentence without links if the nearest kept blocks on both sides, except headings, look like it: it is a short
/// paragraph. `is_husk` marks blocks that repeat a caption or the like. Some of them are paragraphs that a caption quotes.
pub(super) fn keep(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_husk: &[bool],
    is_kept: &mut [bool],
) {
    let was_kept = is_kept.to_vec();
    let list = &blocks.list;
    let is_kept_text = LazyCell::new(|| -> Vec<bool> {
        list.iter().zip(&was_kept).map(|(block, kept)| *kept && !is_heading(dom, block)).collect()
    });
    for (i, block) in list.iter().enumerate() {
        if is_kept[i]
            || scores[i] < POSSIBLE
            || block.n_words < MIN_WORDS
            || block.link_density() > 0.0
            || !ends_sentence(blocks.text_of(i))
        {
            continue;
        }
        let alike = |k: usize| is_alike(dom, list[k].element, block.element);
        // Beside a heading, a possible caption is not restored.
        let beside: &[bool] = if is_husk[i] { &was_kept } else { &is_kept_text };
        let before = kept_before(beside, i, NEAR);
        let after = kept_from(beside, i + 1, NEAR);
        // A collapsed pane may be between headings.
        let is_hidden = block.hidden != 0 && scores[i] >= POSSIBLE_PANE;
        let is_pane = |k: usize| is_hidden && list[k].hidden != 0 && alike(k);
        is_kept[i] = before.is_some_and(alike) && after.is_some_and(alike)
            || before.is_some_and(is_pane)
            || after.is_some_and(is_pane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    #[test]
    fn a_sentence_between_kept_blocks_of_the_same_look_is_kept() {
        let kept_of = |html: &str, p: f32| {
            let (dom, blocks) = page(html);
            let mut kept = vec![true; blocks.list.len()];
            kept[1] = false;
            let n = kept.len();
            keep(&dom, &blocks, &vec![p; n], &vec![false; n], &mut kept);
            kept[1]
        };
        let html = "<p>one<p>It did not move.<p>three";
        assert_eq!([0.25, 0.1].map(|p| kept_of(html, p)), [true, false]);
        for other in [
            "<p>one<p>It did not move<p>three",
            "<p>one<p>It did not <a href=x>move.</a><p>three",
            "<p>one<p class=x>It did not move.<p>three",
            "<p>one<div><p>It did not move.</div><p>three",
        ] {
            assert!(!kept_of(other, 0.25), "{other}");
        }
        // A heading may follow.
        assert!(kept_of("<p>one<p>It did not move.<h2>three</h2><p>four", 0.25));
        assert!(kept_of(
            "<div><p>one</div><div><p>It did not “move.”</div><div><p>three</div>",
            0.25
        ));
    }

    #[test]
    fn a_possible_caption_needs_text_on_both_sides() {
        for (html, is_sentence) in [
            ("<p>one<p>The bridge in May.<p>three<p>four", true),
            ("<p>one<p>The bridge in May.<h2>three</h2><p>four", false),
        ] {
            let (dom, blocks) = page(html);
            let mut kept = [true, false, true, true];
            keep(&dom, &blocks, &[0.9; 4], &[false, true, false, false], &mut kept);
            assert_eq!(kept[1], is_sentence, "{html}");
        }
    }
}
