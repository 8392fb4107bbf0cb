//! Restores notes that kept text refers to: lists of notes, and single notes.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// The maximum length of the text of a note reference, in characters.
const MAX_MARK_CHARS: usize = 4;
/// The maximum number of levels from a note up to its list.
const MAX_UP: usize = 6;
/// The maximum number of blocks of a note outside of lists, and of its nodes.
const MAX_NOTE_BLOCKS: usize = 8;
const MAX_NOTE_NODES: usize = 200;
/// The maximum number of levels from a reference up to the target of the link back.
const MAX_MARK_UP: usize = 4;
/// The maximum length of an id, in bytes.
const MAX_ID: usize = 256;

/// The maximum share of a list of notes in the words of the kept text. A larger list is a bibliography.
const MAX_SHARE: f32 = 0.25;

/// Statistics of a list that may contain notes.
#[derive(Default)]
struct List {
    n_items: usize,
    /// Elements that note references link to.
    n_notes: usize,
    /// Fragment links, as from notes back to their references.
    n_back: usize,
}

/// Keeps each list of notes that short links in kept blocks refer to, if the notes link back or most of the list is kept.
/// `is_husk` marks blocks that are known not to be text, such as captions.
pub(super) fn keep(dom: &Dom, blocks: &Blocks, is_husk: &[bool], is_kept: &mut [bool]) {
    let marks = marks(dom, blocks, is_kept);
    if marks.is_empty() {
        return;
    }
    let words = |i: usize| blocks.list[i].n_words;
    let kept_words: u32 = (0..is_kept.len()).filter(|&i| is_kept[i]).map(words).sum();
    for (list, List { n_items, n_notes, n_back }) in lists(dom, &marks) {
        let range = blocks.within(dom, list);
        let n_kept = is_kept[range.clone()].iter().filter(|&&kept| kept).count();
        let is_short =
            range.clone().map(words).sum::<u32>() as f32 <= MAX_SHARE * kept_words as f32;
        let is_whole = 2 * n_back >= n_items && is_short || 2 * n_kept >= range.len();
        let is_of_notes = n_notes > 0 && 2 * n_notes >= n_items && is_whole;
        if is_of_notes && !is_husk[range.clone()].contains(&true) {
            is_kept[range].fill(true);
        }
    }
    let max_words = (MAX_SHARE * kept_words as f32) as u32;
    keep_single(dom, blocks, (&marks, max_words), is_husk, is_kept);
}

/// Keeps each note outside of lists, such as a paragraph, a row or an `aside`, that links back to its reference. All of them
/// have at most `max_words` words.
fn keep_single(
    dom: &Dom,
    blocks: &Blocks,
    (marks, max_words): (&HashMap<&str, NodeId>, u32),
    is_husk: &[bool],
    is_kept: &mut [bool],
) {
    let mut dropped: Vec<Range<usize>> = Vec::new();
    for id in dom.ids() {
        let name = dom.attr(id, AttrName::Id).or_else(|| dom.attr(id, AttrName::Name));
        let Some(&mark) = name.and_then(|name| marks.get(name)) else { continue };
        // A target without text, such as an empty anchor, marks the element around it.
        let has_text = |&id: &NodeId| !blocks.within(dom, id).is_empty() && dom.tag(id) != Tag::A;
        let Some(note) = dom.path(id).take(MAX_UP).find(has_text) else { continue };
        let range = blocks.within(dom, note);
        let is_note = mark < note && range.len() <= MAX_NOTE_BLOCKS && leads_back(dom, note, mark);
        if is_note && !is_husk[range.clone()].contains(&true) {
            dropped.push(range);
        }
    }
    let is_new = |i: &usize| !is_kept[*i];
    let new: Vec<usize> = dropped.into_iter().flatten().filter(is_new).collect();
    if new.iter().map(|&i| blocks.list[i].n_words).sum::<u32>() <= max_words {
        new.into_iter().for_each(|i| is_kept[i] = true);
    }
}

/// Whether a link in a note leads to a reference, or to an element just around it.
fn leads_back(dom: &Dom, note: NodeId, mark: NodeId) -> bool {
    let mut links = dom.subtree(note).take(MAX_NOTE_NODES).filter_map(|id| fragment(dom, id));
    links.any(|target| {
        let is_target = |id: NodeId| {
            [AttrName::Id, AttrName::Name].iter().any(|&name| dom.attr(id, name) == Some(target))
        };
        dom.path(mark).take(MAX_MARK_UP).any(is_target)
    })
}

/// The lists of a page.
fn lists(dom: &Dom, marks: &HashMap<&str, NodeId>) -> BTreeMap<NodeId, List> {
    let mut lists: BTreeMap<NodeId, List> = BTreeMap::new();
    for id in dom.ids() {
        if matches!(dom.tag(id), Tag::Li | Tag::Dt)
            && let Some(list) = dom.parent(id)
        {
            lists.entry(list).or_default().n_items += 1;
        }
        let name = dom.attr(id, AttrName::Id).filter(|name| name.len() <= MAX_ID);
        // A reference precedes its note.
        let is_note = name.and_then(|name| marks.get(name)).is_some_and(|&mark| mark < id);
        let is_back = dom.tag(id) == Tag::A && fragment(dom, id).is_some();
        if (is_note || is_back)
            && let Some(list) = list_of(dom, id)
        {
            let list = lists.entry(list).or_default();
            list.n_notes += usize::from(is_note);
            list.n_back += usize::from(is_back);
        }
    }
    lists
}

/// The fragment of a link within the page.
fn fragment(dom: &Dom, link: NodeId) -> Option<&str> {
    let target = dom.attr(link, AttrName::Href)?.strip_prefix('#')?;
    Some(target).filter(|target| !target.is_empty() && target.len() <= MAX_ID)
}

/// Maps the fragments of short links in kept blocks to the first such link.
fn marks<'a>(dom: &'a Dom, blocks: &Blocks, is_kept: &[bool]) -> HashMap<&'a str, NodeId> {
    let mut marks = HashMap::new();
    for (block, _) in blocks.list.iter().zip(is_kept).filter(|(_, kept)| **kept) {
        let mut id = block.first;
        while id <= block.last {
            if dom.tag(id) == Tag::A
                && let Some(target) = fragment(dom, id)
                && is_mark(dom, id)
            {
                marks.entry(target).or_insert(id);
            }
            id = NodeId::new(id.index() + 1);
        }
    }
    marks
}

/// Whether the text of a link has one to four characters.
fn is_mark(dom: &Dom, link: NodeId) -> bool {
    let texts = dom.subtree(link).take(8).filter(|&id| dom.is_text(id));
    let n = texts.flat_map(|id| dom.text(id).chars()).filter(|c| !c.is_whitespace());
    (1..=MAX_MARK_CHARS).contains(&n.take(MAX_MARK_CHARS + 1).count())
}

/// The list of a note.
fn list_of(dom: &Dom, note: NodeId) -> Option<NodeId> {
    let is_list = |id: NodeId| matches!(dom.tag(id), Tag::Ol | Tag::Ul | Tag::Dl);
    dom.ancestors(note).take(MAX_UP).find(|&id| is_list(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    #[test]
    fn lists_of_notes_are_kept_with_their_references() {
        let kept_of = |html: &str| {
            let (dom, blocks) = page(html);
            let mut kept = vec![false; blocks.list.len()];
            kept[0] = true;
            keep(&dom, &blocks, &vec![false; kept.len()], &mut kept);
            kept.into_iter().filter(|&kept| kept).count()
        };
        let text = "<p id=t>It rained on Monday, and on Tuesday it rained again until the river stood at the bridge and nobody could cross it any more.<a href=#n1 id=m1>1</a>";
        let notes = "<ol><li id=n1>On Monday. <a href=#m1>up</a><li id=n2>On Tuesday. <a href=#m2>up</a></ol>";
        assert_eq!(kept_of(&format!("{text}{notes}")), 3);
        // Dropped: no backlinks; no reference; the link is not short.
        assert_eq!(kept_of(&format!("{text}<ol><li id=n1>On Monday.</ol>")), 1);
        assert_eq!(kept_of(&format!("<p>It rained.{notes}")), 1);
        assert_eq!(kept_of(&format!("<p>It rained. <a href=#n1>See the notes</a>{notes}")), 1);
        // Notes outside of lists link back to their references.
        let aside = "<aside><aside id=n1><span>[<a href=#m1>1</a>]</span><p>On Monday.</aside></aside><p>Next chapter.";
        assert_eq!(kept_of(&format!("{text}{aside}")), 3);
        let anchor = "<p><a name=n1></a><a href=#m1>1.</a> On Monday.<p>Next chapter.";
        assert_eq!(kept_of(&format!("{text}{anchor}")), 2);
        assert_eq!(kept_of(&format!("{text}<div id=n1>On Monday. <a href=#x>top</a></div>")), 1);
        // A menu before the text is not a list of notes.
        assert_eq!(
            kept_of(
                "<ul><li>a<li id=n1><a href=#t>Text</a></ul><p id=t>It rained.<a href=#n1>1</a>"
            ),
            1
        );
    }
}
