//! Drops pull quotes: quotes that repeat a part of a paragraph.

use std::collections::HashMap;

use super::{FirstWords, Words};
use crate::block::{Blocks, TextBlock};
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// The minimum and maximum number of words of a pull quote.
const MIN_PULLED: u32 = 5;
const MAX_PULLED: u32 = 60;
/// The number of first words of a quote that are looked up in paragraphs.
const N_FIRST: usize = 4;
/// The maximum number of words besides the quotation, such as the name of the speaker.
const MAX_CREDIT: usize = 8;
/// The maximum number of levels from a quote up to a sibling of the paragraph.
const MAX_UP: usize = 4;

/// Whether a block may be a pull quote: it is in a quotation, a figure or an aside, has a class, or is no paragraph. Headings,
/// code, and parts of lists and tables are excluded.
pub(super) fn may_be(dom: &Dom, block: &TextBlock) -> bool {
    use Tag::*;
    let tag = dom.tag(block.element);
    let is_own = matches!(tag, Div | Section | Custom) || has_class(dom, block.element);
    let is_part = |id| dom.tag(id).is_cell() || matches!(dom.tag(id), Li | Dt | Dd | Pre);
    (MIN_PULLED..=MAX_PULLED).contains(&block.n_words)
        && !block.is_code
        && tag.heading_level().is_none()
        && (is_own || set_off(dom, block.element).is_some())
        && !dom.path(block.element).take(MAX_UP).any(is_part)
}

fn has_class(dom: &Dom, id: NodeId) -> bool {
    dom.attr(id, AttrName::Class).is_some_and(|class| !class.is_empty())
}

/// The outermost quotation, figure or aside around an element.
fn set_off(dom: &Dom, element: NodeId) -> Option<NodeId> {
    let is_frame = |id: &NodeId| matches!(dom.tag(*id), Tag::Blockquote | Tag::Aside | Tag::Figure);
    dom.path(element).take(MAX_UP).filter(is_frame).last()
}

/// Drops quotes that repeat a part of a longer paragraph near them, together with the name of the speaker.
pub(super) fn drop(
    dom: &Dom,
    blocks: &Blocks,
    words: &Words,
    quotes: &[usize],
    is_kept: &mut [bool],
) {
    if quotes.is_empty() {
        return;
    }
    let wanted = FirstWords::new(quotes.iter().filter_map(|&i| words.in_block(i).first()));
    let mut firsts: HashMap<&[u64], (usize, usize)> = HashMap::new();
    let paragraphs = (0..is_kept.len()).filter(|&i| {
        let tag = dom.tag(blocks.list[i].element);
        is_kept[i] && (tag == Tag::P || tag == Tag::Div) && blocks.list[i].n_words > MIN_PULLED
    });
    for i in paragraphs.filter(|i| set_off(dom, blocks.list[*i].element).is_none()) {
        let windows = words.in_block(i).windows(N_FIRST).enumerate();
        for (at, first) in windows.filter(|(_, first)| wanted.may_begin(first)) {
            // Prefer the longest paragraph: a short one may be a quote itself.
            let found = firsts.entry(first).or_insert((i, at));
            if blocks.list[found.0].n_words < blocks.list[i].n_words {
                *found = (i, at);
            }
        }
    }
    for &i in quotes {
        let own = words.in_block(i);
        let first = own.get(..N_FIRST).and_then(|first| firsts.get(first));
        let Some(&(paragraph, at)) = first.filter(|(paragraph, _)| *paragraph != i) else {
            continue;
        };
        let said = words.in_block(paragraph);
        let n = own.iter().zip(&said[at..]).take_while(|(a, b)| a == b).count();
        let is_part = n >= MIN_PULLED as usize
            && n > own.len() - n
            && own.len() - n <= MAX_CREDIT
            && said.len() > n;
        let parent = dom.parent(blocks.list[paragraph].element);
        let element = blocks.list[i].element;
        let mut around = dom.ancestors(element).take(MAX_UP);
        if is_kept[i]
            && is_part
            && around.any(|id| Some(id) == parent)
            && is_unlike(dom, blocks, i, paragraph)
        {
            let frame = blocks.within(dom, set_off(dom, element).unwrap_or(element));
            let rest = frame.clone().take(MAX_CREDIT).filter(|&k| k != i && is_kept[k]);
            let n_rest: u32 = rest.map(|k| blocks.list[k].n_words).sum();
            if n_rest as usize <= MAX_CREDIT && frame.len() <= MAX_CREDIT {
                is_kept[frame].fill(false);
            }
            is_kept[i] = false;
        }
    }
}

/// Whether a block looks different from a paragraph: another tag, class or parent.
fn is_unlike(dom: &Dom, blocks: &Blocks, i: usize, paragraph: usize) -> bool {
    let [a, b] = [i, paragraph].map(|k| blocks.list[k].element);
    let look = |id: NodeId| (dom.tag(id), dom.attr(id, AttrName::Class), dom.parent(id));
    look(a) != look(b)
}

#[cfg(test)]
mod tests {
    use crate::copies::kept;

    #[test]
    fn a_pull_quote_is_dropped() {
        let text = "<p>It broke at nine. “This felt like kicking a piano,” said Ann Lee. Nobody was hurt, and nobody moved.";
        for quote in [
            "<blockquote>This felt like kicking a piano</blockquote>",
            "<aside><p>“This felt like kicking a piano”</aside>",
            "<figure><blockquote><p>This felt like kicking a piano</blockquote><figcaption>Ann Lee</figcaption></figure>",
            "<div class=pull>“This felt like kicking a piano” — Ann Lee, engineer</div>",
        ] {
            let expected = |kept: Vec<bool>| kept[0] && !kept[1..].contains(&true);
            assert!(expected(kept(&format!("{text}</p>{quote}"))), "{quote}");
        }
        for quote in [
            "<p>This felt like kicking a piano",
            "<blockquote>It was like kicking a piano</blockquote>",
            "<blockquote>Nobody moved.</blockquote>",
            "<ul><li>This felt like kicking a piano</ul>",
            "<section><article><div><div><p>Another post.<blockquote>This felt like kicking a piano</blockquote></div></div></article></section>",
            "<blockquote>This felt like kicking a piano. I never want to hear it again in my life, and I say so as a drummer.</blockquote>",
        ] {
            let all = kept(&format!("<div>{text}</p></div>{quote}"));
            assert!(all.iter().all(|&kept| kept), "{quote}");
        }
    }
}
