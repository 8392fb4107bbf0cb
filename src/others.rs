//! Drops teasers of other articles next to the article.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::block::{Blocks, TextBlock};
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::text::is_sentence_end;

/// The maximum number of levels from the headline up to the article, and from a teaser's heading up to the teaser.
const MAX_UP: usize = 4;
/// The minimum number of words of a prose block. Prose is kept, ends a sentence and has few words in links.
const MIN_PROSE_WORDS: u32 = 15;
/// The minimum number of prose blocks of an article.
const MIN_PROSE: usize = 3;
/// The maximum link density of a prose block.
const MAX_LINKED: f32 = 0.5;
/// The minimum link density of a heading that is a link.
const ALL_LINK: f32 = 0.9;
/// The minimum number of teasers with the same parent and look, and the maximum number of words of one.
const MIN_TEASERS: usize = 4;
const MAX_TEASER_WORDS: u32 = 80;

/// Drops teasers: boxes outside of the article, with the same parent, tag and class, that begin with a heading which links to
/// another page.
pub(crate) fn drop_teasers(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    let is_linked = |i: usize| {
        blocks.list[i].link_density() >= ALL_LINK
            && dom.tag(blocks.list[i].element).heading_level() > Some(1)
            && leads_away(dom, &blocks.list[i])
    };
    let linked: Vec<usize> = (0..is_kept.len()).filter(|&i| is_linked(i)).collect();
    if linked.len() < MIN_TEASERS {
        return;
    }
    let Some(article) = article(dom, blocks, is_kept) else { return };
    // If the article itself contains such headings, they are content.
    let own = blocks.within(dom, article);
    if linked.iter().any(|&i| is_kept[i] && own.contains(&i)) {
        return;
    }
    // Teasers by parent, tag and class.
    let mut rows: BTreeMap<(NodeId, Tag, &str), Vec<Range<usize>>> = BTreeMap::new();
    for &i in &linked {
        let element = blocks.list[i].element;
        let is_own = |id: &NodeId| {
            !dom.is_within(article, *id)
                && !dom.is_within(*id, article)
                && holds_one(&linked, &blocks.within(dom, *id))
        };
        let Some(teaser) = dom.path(element).take(MAX_UP).take_while(is_own).last() else {
            continue;
        };
        let range = blocks.within(dom, teaser);
        let n_words: u32 = blocks.list[range.clone()].iter().map(|block| block.n_words).sum();
        if teaser != element && range.start == i && n_words <= MAX_TEASER_WORDS {
            let class = dom.attr(teaser, AttrName::Class).unwrap_or("");
            let parent = dom.parent(teaser).unwrap_or(NodeId::DOCUMENT);
            rows.entry((parent, dom.tag(teaser), class)).or_default().push(range);
        }
    }
    for teasers in rows.into_values().filter(|teasers| teasers.len() >= MIN_TEASERS) {
        let above = teasers.first().and_then(|range| range.start.checked_sub(1));
        let is_heading = |i: &usize| dom.tag(blocks.list[*i].element).heading_level() > Some(1);
        above.into_iter().filter(is_heading).for_each(|i| is_kept[i] = false);
        teasers.into_iter().for_each(|range| is_kept[range].fill(false));
    }
}

/// Whether the link of a heading leads to another page: its URL has no fragment.
fn leads_away(dom: &Dom, block: &TextBlock) -> bool {
    let link = dom.ancestors(block.first).take(MAX_INLINE).find(|&id| dom.tag(id) == Tag::A);
    let address = link.and_then(|link| dom.attr(link, AttrName::Href));
    address.is_some_and(|address| !address.contains('#'))
}

/// The maximum number of levels from the text of a heading up to its link.
const MAX_INLINE: usize = 8;

/// Whether a range of blocks contains exactly one of `linked`, which is sorted ascending.
fn holds_one(linked: &[usize], range: &Range<usize>) -> bool {
    let start = linked.partition_point(|&i| i < range.start);
    linked[start..].iter().take_while(|&&i| i < range.end).take(2).count() == 1
}

/// The innermost element around the only `h1` that contains enough prose. `None` if the page has no `h1` or several.
fn article(dom: &Dom, blocks: &Blocks, is_kept: &[bool]) -> Option<NodeId> {
    let mut headlines = blocks.list.iter().filter(|block| dom.tag(block.element) == Tag::H1);
    let headline = headlines.next()?;
    if headlines.next().is_some() {
        return None;
    }
    let is_prose = |&i: &usize| {
        let block = &blocks.list[i];
        is_kept[i]
            && block.n_words >= MIN_PROSE_WORDS
            && block.link_density() <= MAX_LINKED
            && blocks.text_of(i).trim_end().ends_with(is_sentence_end)
    };
    dom.ancestors(headline.element)
        .take(MAX_UP)
        .find(|&id| blocks.within(dom, id).filter(is_prose).take(MIN_PROSE).count() == MIN_PROSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    #[test]
    fn teasers_next_to_an_article_are_dropped() {
        let prose = "<p>It rained on Monday and on Tuesday until the river stood at the bridge and at the pier.".repeat(3);
        let card = "<div class=c><h3><a href=x>The pier</a></h3><p>It is closed.</div>";
        let n_kept = |html: &str| {
            let (dom, blocks) = page(html);
            let mut kept = vec![true; blocks.list.len()];
            drop_teasers(&dom, &blocks, &mut kept);
            kept.into_iter().filter(|&kept| kept).count()
        };
        let page = |head: &str, n: usize, card: &str| {
            format!("<article>{head}{prose}</article><div><h2>More</h2>{}</div>", card.repeat(n))
        };
        assert_eq!(n_kept(&page("<h1>Rain</h1>", 4, card)), 4);
        // Kept: too few teasers, no links, fragment links, no headline, no prose, or teasers in the article.
        assert_eq!(n_kept(&page("<h1>Rain</h1>", 3, card)), 11);
        assert_eq!(
            n_kept(&page("<h1>Rain</h1>", 4, "<div><h3>The pier</h3><p>It is closed.</div>")),
            13
        );
        assert_eq!(n_kept(&page("<h1>Rain</h1>", 4, &card.replace("=x", "='#x'"))), 13);
        assert_eq!(n_kept(&page("<h2>Rain</h2>", 4, card)), 13);
        assert_eq!(n_kept(&format!("<h1>Rain</h1>{}", card.repeat(4))), 9);
        assert_eq!(n_kept(&format!("<div><h1>Rain</h1>{prose}</p>{}</div>", card.repeat(4))), 12);
    }
}
