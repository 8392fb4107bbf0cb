//! Drops doubtful lines from article pages: a line needs a higher probability than a paragraph.
//!
//! The threshold of a page weights blocks by words, so a short line hardly changes the expected score. A reader still notices
//! a stray caption, related link or advertisement label.

use crate::block::Blocks;
use crate::dom::Dom;
use crate::options::Focus;
use crate::repair::is_heading;
use crate::select::{self, LIKELY, Selection};
use crate::text::ends_sentence;

/// The page type whose content is mostly paragraphs.
const ARTICLE: &str = "article";
/// A line has fewer words than this, does not end a sentence and is no heading.
const MAX_LINE_WORDS: u32 = 40;
/// The minimum probability of a kept line.
const LEAST: f32 = 0.75;
/// On a page of prose, at least this share of the words in likely blocks is in blocks that end a sentence.
const PROSE: f64 = 0.9;

/// Drops lines below `LEAST` from article pages of prose, unless the user asks for recall.
pub(crate) fn drop_lines(
    page_type: Option<&str>,
    focus: Focus,
    dom: &Dom,
    (blocks, scores): (&Blocks, &[f32]),
    selection: &mut Selection,
) {
    let is_article = page_type == Some(ARTICLE)
        && !select::is_structured(dom, blocks, scores)
        && is_prose(blocks, scores);
    if !is_article || focus == Focus::Recall {
        return;
    }
    for (i, block) in blocks.list.iter().enumerate() {
        let is_line = block.n_words < MAX_LINE_WORDS
            && !ends_sentence(blocks.text_of(i))
            && !is_heading(dom, block);
        selection.is_kept[i] &= !is_line || scores[i] >= LEAST;
    }
}

/// Whether at least `PROSE` of the words in likely blocks are in blocks that end a sentence.
fn is_prose(blocks: &Blocks, scores: &[f32]) -> bool {
    let (mut n_all, mut n_in_sentences) = (0_u64, 0_u64);
    for i in (0..scores.len()).filter(|&i| scores[i] >= LIKELY) {
        let n_words = u64::from(blocks.list[i].n_words);
        n_all += n_words;
        n_in_sentences += if ends_sentence(blocks.text_of(i)) { n_words } else { 0 };
    }
    n_in_sentences as f64 >= PROSE * n_all as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    const TEXT: &str = "The town has closed the bridge, which is older than the town hall and in a worse state than it.";

    fn kept(page: &str, scores: &[f32], page_type: Option<&str>, focus: Focus) -> Vec<bool> {
        let dom = parse(page);
        let blocks = segment(&dom);
        let mut all = Selection { is_kept: vec![true; blocks.list.len()], expected: 1.0 };
        drop_lines(page_type, focus, &dom, (&blocks, scores), &mut all);
        all.is_kept
    }

    #[test]
    fn a_doubtful_line_is_dropped_and_a_doubtful_sentence_is_kept() {
        let page = format!(
            "<p>{TEXT}<p>{TEXT}<p>{TEXT}<p>Seen from above<p>Nobody was hurt.<p>A likely line<h2>A heading</h2><p>{TEXT}"
        );
        let scores = [0.9, 0.9, 0.9, 0.6, 0.6, 0.8, 0.6, 0.9];
        let article = Some("article");
        let dropped = [true, true, true, false, true, true, true, true];
        assert_eq!(kept(&page, &scores, article, Focus::Balanced), dropped);
        assert_eq!(kept(&page, &scores, article, Focus::Precision), dropped);
        assert_eq!(kept(&page, &scores, article, Focus::Recall), [true; 8]);
        assert_eq!(kept(&page, &scores, Some("forum"), Focus::Balanced), [true; 8]);
        assert_eq!(kept(&page, &scores, None, Focus::Balanced), [true; 8]);
    }

    #[test]
    fn lines_are_kept_on_a_page_of_lines() {
        let lines = "<p>Seen from above".repeat(6);
        let page = format!("<p>{TEXT}{lines}");
        assert_eq!(kept(&page, &[0.6; 7], Some("article"), Focus::Balanced), [true; 7]);
    }
}
