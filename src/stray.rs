//! Drops doubtful blocks from article pages: a line needs a higher probability than a paragraph, and so does a block that does
//! not look like the text around it.
//!
//! The threshold of a page weights blocks by words, so a short block hardly changes the expected score. A reader still notices
//! a stray caption, related link, newsletter box or advertisement label.

use crate::block::{Blocks, TextBlock};
use crate::dom::{Dom, NodeId, Tag};
use crate::options::Focus;
use crate::repair::{MAX_BOX_BLOCKS, NEAR, is_alike, is_heading, kept_before, kept_from};
use crate::select::{self, LIKELY, Selection};
use crate::text::ends_sentence;

/// The page type whose content is mostly paragraphs.
const ARTICLE: &str = "article";
/// A line has fewer words than this, does not end a sentence and is no heading.
const MAX_LINE_WORDS: u32 = 40;
/// The minimum probability of a kept line, of one that does not look like the text around it, and of such a sentence.
const LEAST_LINE: f32 = 0.75;
const LEAST_STRANGE_LINE: f32 = 0.85;
const LEAST_STRANGE: f32 = 0.7;
/// A block of at least this probability shows the look of the text.
const SURE: f32 = 0.85;
/// On a page of prose, at least this share of the words in likely blocks is in blocks that end a sentence.
const PROSE: f64 = 0.9;

/// Drops doubtful blocks from article pages of prose, unless the user asks for recall.
pub(crate) fn drop_doubtful(
    page_type: Option<&str>,
    focus: Focus,
    dom: &Dom,
    (blocks, scores): (&Blocks, &[f32]),
    selection: &mut Selection,
) {
    let is_article = page_type == Some(ARTICLE)
        && !select::is_structured(dom, blocks, scores)
        && is_prose(blocks, scores);
    selection.is_prose = is_article && focus != Focus::Recall;
    if !selection.is_prose {
        return;
    }
    for (i, block) in blocks.list.iter().enumerate() {
        if !selection.is_kept[i] || scores[i] >= LEAST_STRANGE_LINE {
            continue;
        }
        let is_title = is_title(dom, blocks, i);
        let is_line = block.n_words < MAX_LINE_WORDS
            && !ends_sentence(without_remark(blocks.text_of(i)))
            && !is_title;
        let is_of_text = is_title || is_like_text(dom, blocks, scores, i);
        let least = match (is_line, is_of_text) {
            (true, true) => LEAST_LINE,
            (true, false) => LEAST_STRANGE_LINE,
            (false, true) => 0.0,
            (false, false) => LEAST_STRANGE,
        };
        selection.is_kept[i] = scores[i] >= least;
    }
}

/// The maximum distance of the sure blocks before and after a block, in blocks.
const NEAR_SURE: usize = 8;

/// Whether a block may be a part of the text around it by its look: not if the sure blocks before and after it look alike,
/// and it looks like neither.
fn is_like_text(dom: &Dom, blocks: &Blocks, scores: &[f32], i: usize) -> bool {
    let list = &blocks.list;
    let is_sure = |k: &usize| scores[*k] >= SURE && !is_title(dom, blocks, *k);
    let before = (i.saturating_sub(NEAR_SURE)..i).rev().find(is_sure);
    let after = (i + 1..(i + 1 + NEAR_SURE).min(scores.len())).find(is_sure);
    let (Some(before), Some(after)) = (before, after) else { return true };
    let alike = |a: usize, b: usize| {
        is_alike(dom, list[a].element, list[b].element)
            && is_emphatic(dom, &list[a]) == is_emphatic(dom, &list[b])
    };
    !alike(before, after) || alike(before, i) || alike(after, i)
}

/// Whether a block is a heading, or a bold line that does not end a sentence.
fn is_title(dom: &Dom, blocks: &Blocks, i: usize) -> bool {
    let block = &blocks.list[i];
    let is_tagged = || dom.tag(block.element).heading_level().is_some();
    is_heading(dom, block) && (is_tagged() || !ends_sentence(blocks.text_of(i)))
}

/// Whether the whole text of a block is in one bold or italic element.
fn is_emphatic(dom: &Dom, block: &TextBlock) -> bool {
    block.is_in_one(dom, &[Tag::B, Tag::Strong, Tag::I, Tag::Em])
}

/// A text without the remark in brackets at its end, such as the speaker of a quotation.
fn without_remark(text: &str) -> &str {
    let is_closed = text.ends_with([')', '）']);
    let start = text.rfind(['(', '（']).filter(|_| is_closed);
    start.map_or(text, |start| text[..start].trim_end())
}

/// A heading of at least this probability stays.
const SURE_HEADING: f32 = 0.9;
/// The other blocks of its box are below this probability.
const UNLIKELY: f32 = 0.2;
/// The minimum number of dropped words of a box below its heading. A link to edit a section has fewer.
const MIN_BOX_WORDS: u32 = 4;

/// On an article page of prose, drops the heading of a small box in which nothing else is kept, such as the name of a newsletter
/// above its form.
pub(crate) fn drop_headings(
    dom: &Dom,
    (blocks, scores): (&Blocks, &[f32]),
    Selection { is_kept, is_prose, .. }: &mut Selection,
) {
    if !*is_prose {
        return;
    }
    for (i, block) in blocks.list.iter().enumerate() {
        let is_sure = scores[i] >= SURE_HEADING || ends_sentence(blocks.text_of(i));
        if !is_kept[i] || is_sure || !is_heading(dom, block) {
            continue;
        }
        let around = dom.ancestors(block.element).filter(|&id| dom.tag(id).is_block());
        let opened = around.map(|id| (id, blocks.within(dom, id)));
        let mut small = opened.take_while(|(_, r)| r.start == i && r.len() <= MAX_BOX_BLOCKS);
        let is_of_dropped = small.any(|(id, range)| {
            let mut rest = range.skip(1);
            let n_words: u32 = rest.clone().map(|k| blocks.list[k].n_words).sum();
            (n_words >= MIN_BOX_WORDS || has_field(dom, id))
                && rest.all(|k| !is_kept[k] && scores[k] < UNLIKELY)
                && !is_part_of_text(dom, blocks, is_kept, id)
        });
        is_kept[i] = !is_of_dropped;
    }
}

/// Whether a box has a field to fill in.
fn has_field(dom: &Dom, id: NodeId) -> bool {
    dom.subtree(id).take(MAX_BOX_NODES).any(|id| matches!(dom.tag(id), Tag::Input | Tag::Textarea))
}

/// The maximum number of nodes of a box that are searched for a field.
const MAX_BOX_NODES: usize = 64;
/// Whether a box is a part of a text that boxes divide: the next kept block before or after it is in a sibling of the same tag
/// and class.
fn is_part_of_text(dom: &Dom, blocks: &Blocks, is_kept: &[bool], id: NodeId) -> bool {
    let range = blocks.within(dom, id);
    let parent = dom.parent(id);
    let is_in_part = |k: usize| {
        let element = blocks.list[k].element;
        let sibling = dom.path(element).find(|&id| dom.parent(id) == parent);
        sibling.is_some_and(|sibling| sibling != element && is_alike(dom, sibling, id))
    };
    kept_before(is_kept, range.start, NEAR).is_some_and(is_in_part)
        || kept_from(is_kept, range.end, NEAR).is_some_and(is_in_part)
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
        let mut all = Selection {
            threshold: 0.5,
            is_kept: vec![true; blocks.list.len()],
            expected: 1.0,
            is_prose: false,
        };
        drop_doubtful(page_type, focus, &dom, (&blocks, scores), &mut all);
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
    fn a_doubtful_block_of_another_look_is_dropped_between_blocks_of_one_look() {
        let article = Some("article");
        for (odd, p, is_kept) in [
            ("<div><em>Show us your card.</em></div>", 0.6, false),
            ("<div><em>Show us your card.</em></div>", 0.75, true),
            ("<div>Seen from above</div>", 0.8, false),
            ("<div>Seen from above</div>", 0.9, true),
            ("<p>Show us your card.</p>", 0.6, true),
            ("<p><strong>Show us your card.</strong></p>", 0.6, false),
            ("<p><strong>From above</strong></p>", 0.6, true),
            ("<p>Seen from above</p>", 0.8, true),
            ("<h2>From above</h2>", 0.6, true),
            ("<p>“Seen from above.” (the mayor)</p>", 0.6, true),
        ] {
            let page = format!("<p>{TEXT}<p>{TEXT}<p>{TEXT}</p>{odd}<p>{TEXT}<p>{TEXT}<p>{TEXT}");
            let scores = [0.9, 0.9, 0.9, p, 0.9, 0.9, 0.9];
            assert_eq!(kept(&page, &scores, article, Focus::Balanced)[3], is_kept, "{odd} {p}");
        }
        // The first paragraph often has a look of its own.
        let page = format!("<div>{TEXT}</div><p>{TEXT}<p>{TEXT}");
        assert_eq!(kept(&page, &[0.6, 0.9, 0.9], article, Focus::Balanced), [true; 3]);
    }

    #[test]
    fn the_heading_of_a_dropped_box_is_dropped() {
        let is_kept = |before: &str, own: &str, scores: &[f32]| {
            let html = format!("{before}<div>{own}<p>Five stories, once a day</div><p>{TEXT}");
            let dom = parse(&html);
            let blocks = segment(&dom);
            let is_kept = scores.iter().map(|&p| p >= 0.45).collect();
            let mut selection =
                Selection { threshold: 0.5, is_kept, expected: 1.0, is_prose: true };
            drop_headings(&dom, (&blocks, scores), &mut selection);
            selection.is_kept[1]
        };
        let prose = format!("<p>{TEXT}</p>");
        let heading = "<h3>The 6 o’clock ferry</h3>";
        assert!(!is_kept(&prose, heading, &[0.9, 0.7, 0.1, 0.9]));
        assert!(is_kept(&prose, heading, &[0.9, 0.95, 0.1, 0.9]));
        assert!(is_kept(&prose, heading, &[0.9, 0.7, 0.3, 0.9]));
        assert!(is_kept(&prose, heading, &[0.9, 0.7, 0.5, 0.9]));
        assert!(is_kept(&prose, "<h3>Nobody was hurt.</h3>", &[0.9, 0.7, 0.1, 0.9]));
        let form = "<h3>Stay in the loop</h3><form><input></form></div><div>";
        assert!(!is_kept(&prose, form, &[0.9, 0.7, 0.1, 0.9]));
        // Boxes may divide the text.
        let part = format!("<div><p>{TEXT}</p></div>");
        assert!(is_kept(&part, heading, &[0.9, 0.7, 0.1, 0.9]));
    }

    #[test]
    fn lines_are_kept_on_a_page_of_lines() {
        let lines = "<p>Seen from above".repeat(6);
        let page = format!("<p>{TEXT}{lines}");
        assert_eq!(kept(&page, &[0.6; 7], Some("article"), Focus::Balanced), [true; 7]);
    }
}
