//! Drops hidden boxes whose text is also visible.

use std::collections::HashSet;
use std::ops::Range;

use super::{FirstWords, Words};
use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId};
use crate::hidden::hidden_bits;

/// A hidden box with fewer words than this is a copy if each of its texts equals a visible text. A larger one is a copy if at
/// least `NEAR_SHARE` of its word pairs occur in visible texts.
const MIN_NEAR_WORDS: usize = 8;
const NEAR_SHARE: f32 = 0.9;
/// The maximum link density of a text that is examined. Above it, the text links to another page.
const MAX_LINKED: f32 = 0.5;

/// Drops hidden boxes whose text is also visible. Keeps tab panes, which may have nearly the same text.
pub(super) fn drop(dom: &Dom, blocks: &Blocks, words: &Words, is_kept: &mut [bool]) {
    let is_hidden = |i: usize| blocks.list[i].hidden != 0;
    let (hidden, visible): (Vec<usize>, Vec<usize>) =
        (0..is_kept.len()).filter(|&i| is_kept[i]).partition(|&i| is_hidden(i));
    let wanted = FirstWords::new(hidden.into_iter().flat_map(|i| words.in_block(i)));
    let (mut whole, mut pairs) = (HashSet::new(), HashSet::new());
    for own in visible.into_iter().map(|i| words.in_block(i)) {
        whole.extend(Some(own).filter(|own| wanted.may_begin(own)));
        pairs.extend(own.windows(2).filter(|pair| wanted.may_begin(pair)));
    }
    let mut i = 0;
    while i < is_kept.len() {
        if blocks.list[i].hidden == 0 {
            i += 1;
            continue;
        }
        let root = hidden_root(dom, blocks, i);
        let end = root.map_or(i, |root| blocks.within(dom, root).end);
        let range = i..end.max(i + 1);
        if is_copy(dom, blocks, words, &is_kept[range.clone()], range.clone(), (&whole, &pairs))
            && !root.is_some_and(|root| is_pane(dom, root))
        {
            is_kept[range.clone()].fill(false);
        }
        i = range.end;
    }
}

/// The outermost hidden ancestor of a block.
fn hidden_root(dom: &Dom, blocks: &Blocks, i: usize) -> Option<NodeId> {
    let path = dom.path(blocks.list[i].first).take(MAX_DEPTH);
    path.filter(|&id| !dom.is_text(id) && hidden_bits(dom, id) != 0).last()
}

/// The maximum number of levels that are searched for a hidden ancestor.
const MAX_DEPTH: usize = 64;

type Seen<'a, 'b> = (&'b HashSet<&'a [u64]>, &'b HashSet<&'a [u64]>);

/// Whether the kept texts of a hidden box are also visible.
fn is_copy<'a>(
    dom: &Dom,
    blocks: &Blocks,
    words: &'a Words,
    is_kept: &[bool],
    range: Range<usize>,
    (whole, pairs): Seen<'a, '_>,
) -> bool {
    let of_kept = || range.clone().zip(is_kept).filter(|(_, kept)| **kept).map(|(i, _)| i);
    let is_text = |i: usize| {
        let block = &blocks.list[i];
        !block.is_code && !dom.tag(block.element).is_cell() && block.link_density() <= MAX_LINKED
    };
    let n: usize = of_kept().map(|i| words.in_block(i).len()).sum();
    if n == 0 || !of_kept().all(is_text) {
        return false;
    }
    if n < MIN_NEAR_WORDS {
        return of_kept().all(|i| whole.contains(words.in_block(i)));
    }
    let all = of_kept().flat_map(|i| words.in_block(i).windows(2));
    let (n_pairs, n_seen) =
        all.fold((0, 0), |(n, n_seen), pair| (n + 1, n_seen + usize::from(pairs.contains(pair))));
    n_seen > 0 && n_seen as f32 >= NEAR_SHARE * n_pairs as f32
}

/// The maximum number of siblings that are examined: first ones of the parent, and ones after the hidden box.
const MAX_SIBLINGS: usize = 8;

/// Whether a hidden box has a sibling with the same tag and first class, as tab panes have.
fn is_pane(dom: &Dom, root: NodeId) -> bool {
    let look = |id: NodeId| {
        let first = dom.attr(id, AttrName::Class)?.split_ascii_whitespace().next()?;
        Some((dom.tag(id), first))
    };
    let parent = dom.parent(root).unwrap_or(NodeId::DOCUMENT);
    let siblings = |from: NodeId| {
        let next = move |id: &NodeId| Some(dom.end(*id)).filter(|&id| id < dom.end(parent));
        std::iter::successors(Some(from).filter(|&id| id < dom.end(parent)), next)
    };
    let first = siblings(NodeId::new(parent.index() + 1)).take(MAX_SIBLINGS);
    let mut near = first.chain(siblings(dom.end(root)).take(MAX_SIBLINGS));
    look(root).is_some_and(|own| near.any(|id| id != root && look(id) == Some(own)))
}

#[cfg(test)]
mod tests {
    use crate::copies::kept;

    #[test]
    fn a_hidden_copy_of_a_visible_text_is_dropped() {
        let text = "The ferry is back on Monday, says the harbor master.";
        assert_eq!(kept(&format!("<p>{text}<p hidden>{text}")), [true, false]);
        assert_eq!(kept(&format!("<p style='display:none'>{text}<p>{text}")), [false, true]);
        assert_eq!(kept("<p>Boats go on.<p aria-hidden=true>Boats go on!"), [true, false]);
        let near = "Boats: the ferry is back on Monday, says the harbor master.";
        assert_eq!(kept(&format!("<p>{text}<p hidden>{near}")), [true, false]);
        // Hidden text without a visible copy is kept.
        assert_eq!(kept(&format!("<p>{text}<p hidden>The crew is paid.")), [true; 2]);
        assert_eq!(kept("<p>The crew is paid on Monday.<p hidden>The crew"), [true; 2]);
        assert_eq!(kept(&format!("<p hidden>{text}<p hidden>Another.")), [true; 2]);
        // Tab panes are kept.
        let panes =
            format!("<div class='pane on'><p>{text}</div><div class=pane hidden><p>{near}</div>");
        assert_eq!(kept(&panes), [true; 2]);
        assert_eq!(kept(&panes.replace("pane on", "wide")), [true, false]);
        // A box is kept or dropped as a whole.
        let more = "<p>The crew of nine will be paid for all of the week.";
        let part = format!("<p>{text}</p><section hidden><p>{text}{more}</section>");
        assert_eq!(kept(&part), [true; 3]);
    }
}
