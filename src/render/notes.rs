//! Finds footnotes: references ("marks") in the text, the notes that they link to, and the backlinks of the notes.
//!
//! A mark is a link to a later place on the page. It is a superscript, in brackets, or directly after a word, and shows only a
//! number or a sign. A note is the list item or paragraph that starts at the target. A backlink leads from the note to
//! the mark.

use std::collections::HashMap;

use crate::dom::{NodeId, NodeSet, Tag};
use crate::render::event::Context;
use crate::render::fragments::Fragments;
use crate::render::{layout, signs};

/// The maximum number of nodes of a note.
const MAX_NOTE_NODES: usize = 400;

/// The maximum number of nodes between the target of a backlink and the mark.
const NEAR: usize = 8;

/// A reference to a note.
pub(crate) struct Mark {
    /// The outermost element that shows only the mark.
    pub outer: NodeId,
    /// Its text, without brackets.
    pub label: String,
    note: Option<NodeId>,
}

/// A note with at least one mark.
struct Note {
    block: NodeId,
    label: String,
    /// The element in the note that repeats its number.
    number: Option<NodeId>,
    is_linked: bool,
}

/// The notes of a page, and the signs that are hidden.
#[derive(Default)]
pub(crate) struct Notes {
    /// In document order.
    marks: Vec<Mark>,
    /// In document order; not nested.
    notes: Vec<Note>,
    unshown: NodeSet,
}

impl Notes {
    pub fn of(context: Context<'_>) -> Notes {
        let fragments = Fragments::of(context);
        let mut notes = Notes { unshown: NodeSet::new(context.dom.len()), ..Notes::default() };
        signs::find(&fragments, &mut notes.unshown);
        notes.find_marks(&fragments);
        notes.find_ways_back(&fragments);
        for note in &mut notes.notes {
            note.find_number(&fragments, &mut notes.unshown);
        }
        notes.link(&fragments);
        notes
    }

    pub fn is_unshown(&self, id: NodeId) -> bool {
        self.unshown.contains(id)
    }

    /// The mark of an element, and whether Markdown can link it to its note.
    pub fn mark(&self, id: NodeId) -> Option<(&Mark, bool)> {
        let mark = &self.marks[self.marks.binary_search_by_key(&id, |mark| mark.outer).ok()?];
        let note = mark.note.and_then(|block| self.note(block));
        Some((mark, note.is_some_and(|note| note.is_linked)))
    }

    /// The label of the linked note whose number an element shows.
    pub fn number(&self, id: NodeId) -> Option<&str> {
        let i = self.notes.partition_point(|note| note.block <= id).checked_sub(1)?;
        let note = Some(&self.notes[i]).filter(|note| note.is_linked && note.number == Some(id))?;
        Some(&note.label)
    }

    /// The linked notes with their labels.
    pub fn into_linked(self) -> Vec<(NodeId, String)> {
        let linked = self.notes.into_iter().filter(|note| note.is_linked);
        linked.map(|note| (note.block, note.label)).collect()
    }

    /// Whether an element is a linked note.
    pub fn is_lone_note(&self, id: NodeId) -> bool {
        !self.notes.is_empty() && self.note(id).is_some_and(|note| note.is_linked)
    }

    fn note(&self, block: NodeId) -> Option<&Note> {
        let i = self.notes.binary_search_by_key(&block, |note| note.block).ok()?;
        Some(&self.notes[i])
    }

    fn find_marks(&mut self, fragments: &Fragments<'_>) {
        let mut labels: HashMap<NodeId, String> = HashMap::new();
        for &(link, place) in &fragments.links {
            if self.unshown.contains(link) {
                continue;
            }
            let Some(label) = fragments.label(link).filter(|label| is_label(label)) else {
                continue;
            };
            let note = place.and_then(|place| note_at(fragments, place, link));
            let may_be_note = place.is_none() || note.is_some();
            if place.is_none_or(|place| place > link)
                && is_mark(fragments, link, &label, may_be_note, note.is_some())
            {
                let shows_it = |id: &NodeId| fragments.label(*id).as_ref() == Some(&label);
                let outer = fragments.inline_around(link).take_while(shows_it).last();
                let outer = outer.unwrap_or(link);
                if let Some(note) = note {
                    labels.entry(note).or_insert_with(|| label.clone());
                }
                self.marks.push(Mark { outer, label, note });
            }
        }
        let mut notes: Vec<(NodeId, String)> = labels.into_iter().collect();
        notes.sort_unstable();
        let ends = notes.iter().skip(1).map(|(block, _)| *block).chain([NodeId::DOCUMENT]);
        let ends: Vec<NodeId> = ends.collect();
        let apart = notes.into_iter().zip(ends);
        let apart = apart.filter(|((block, _), next)| !fragments.dom.is_within(*next, *block));
        let note = |((block, label), _)| Note { block, label, number: None, is_linked: false };
        self.notes = apart.map(note).collect();
    }

    /// Finds the backlinks of notes and hides them, unless they are the number of the note.
    fn find_ways_back(&mut self, fragments: &Fragments<'_>) {
        let dom = fragments.dom;
        for &(link, place) in &fragments.links {
            let Some(place) = place.filter(|&place| place < link) else { continue };
            let i = self.notes.partition_point(|note| note.block <= link);
            let Some(note) = i.checked_sub(1).map(|i| &mut self.notes[i]) else { continue };
            let near = self.marks.partition_point(|mark| dom.end(mark.outer) <= place);
            let is_near = |mark: &&Mark| {
                mark.outer.index() <= place.index() + NEAR || dom.is_within(mark.outer, place)
            };
            let leads_back = self.marks[near..].iter().take(2).filter(is_near);
            let mut leads_back = leads_back.filter(|mark| mark.note == Some(note.block));
            if !dom.is_within(link, note.block) || leads_back.next().is_none() {
                continue;
            }
            let around = fragments.inline_around(link);
            let outer = around.take_while(|&id| fragments.has_words_only_in_links(id)).last();
            let outer = outer.unwrap_or(link);
            let is_number = fragments.label(link).as_ref() == Some(&note.label)
                && fragments.is_silent(note.block, outer);
            let is_number = is_number && note.number.is_none();
            if is_number {
                note.number = Some(outer);
            }
            if !is_number || note.is_counted(fragments) {
                self.unshown.insert(outer);
            }
        }
    }

    /// Decides which notes Markdown can link. Labels must be unique, and lists must contain only notes.
    fn link(&mut self, fragments: &Fragments<'_>) {
        let dom = fragments.dom;
        let mut n_uses: HashMap<String, usize> = HashMap::new();
        for note in &self.notes {
            *n_uses.entry(note.label.to_lowercase()).or_default() += 1;
        }
        let mut n_items: HashMap<NodeId, usize> = HashMap::new();
        for note in &mut self.notes {
            let is_plain = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
            note.is_linked = n_uses.get(&note.label.to_lowercase()) == Some(&1)
                && note.label.chars().all(is_plain)
                && !(note.number.is_none() && note.begins_with_label(fragments));
            if note.is_linked && dom.tag(note.block) == Tag::Li {
                *n_items.entry(dom.parent(note.block).unwrap_or(NodeId::DOCUMENT)).or_default() +=
                    1;
            }
        }
        let is_whole = |(list, n): (NodeId, usize)| {
            let mut id = NodeId::new(list.index() + 1);
            let mut n_left = n;
            while id < dom.end(list) {
                if fragments.is_kept(id) && !dom.is_text(id) {
                    n_left = n_left.wrapping_sub(usize::from(dom.tag(id) == Tag::Li));
                }
                id = dom.end(id);
            }
            let is_nested = dom.ancestors(list).take(NEAR).any(|id| dom.tag(id) == Tag::Li);
            (list, dom.tag(list).is_list() && n_left == 0 && !is_nested)
        };
        let whole: HashMap<NodeId, bool> = n_items.into_iter().map(is_whole).collect();
        for note in self.notes.iter_mut().filter(|note| dom.tag(note.block) == Tag::Li) {
            let list = dom.parent(note.block).unwrap_or(NodeId::DOCUMENT);
            note.is_linked &= whole.get(&list).copied().unwrap_or(false);
        }
    }
}

impl Note {
    /// Finds the element at the start of the note that shows its number without a link. Hides it in an ordered list, where the
    /// item has its own number.
    fn find_number(&mut self, fragments: &Fragments<'_>, unshown: &mut NodeSet) {
        let Some(text) = self.first_text(fragments) else { return };
        let shows_it = |id: &NodeId| fragments.label(*id).as_ref() == Some(&self.label);
        let Some(outer) = fragments.inline_around(text).take_while(shows_it).last() else { return };
        if self.number.is_none() && !unshown.contains(outer) {
            self.number = Some(outer);
            if self.is_counted(fragments) {
                unshown.insert(outer);
            }
        }
    }

    /// Whether the note is an item of an ordered list.
    fn is_counted(&self, fragments: &Fragments<'_>) -> bool {
        fragments.dom.parent(self.block).is_some_and(|list| fragments.dom.tag(list) == Tag::Ol)
    }

    fn first_text(&self, fragments: &Fragments<'_>) -> Option<NodeId> {
        fragments.dom.subtree(self.block).take(NEAR).find(|&id| fragments.has_word(id))
    }

    /// Whether the first text of the note starts with its label.
    fn begins_with_label(&self, fragments: &Fragments<'_>) -> bool {
        let text = self.first_text(fragments).map_or("", |id| fragments.dom.text(id));
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = text.strip_prefix(self.label.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    }
}

/// Whether a text can be a mark: a number, up to four letters, a word with a number, or up to three signs.
fn is_label(label: &str) -> bool {
    let n_chars = label.chars().count();
    let has_digit = label.contains(|c: char| c.is_ascii_digit());
    let is_sign = n_chars <= 3 && !label.contains(char::is_alphanumeric);
    let is_word = label.chars().all(|c| c.is_alphanumeric() || "-_ ".contains(c));
    is_sign || is_word && (n_chars <= 4 && !label.contains(' ') || n_chars <= 12 && has_digit)
}

/// Whether a link is placed as a mark: superscript, bracketed, or a number directly after a word.
fn is_mark(
    fragments: &Fragments<'_>,
    link: NodeId,
    label: &str,
    may_be_note: bool,
    is_note: bool,
) -> bool {
    let dom = fragments.dom;
    let is_sup = |id: NodeId| dom.tag(id) == Tag::Sup;
    let shows_it = |id: &NodeId| fragments.label(*id).as_deref() == Some(label);
    let holds_it = dom.subtree(link).take(4).any(|id| is_sup(id) && shows_it(&id));
    if fragments.inline_around(link).any(is_sup) || holds_it {
        return true;
    }
    if !label.contains(char::is_alphanumeric) {
        return false;
    }
    let text = fragments.short_text(link).unwrap_or_default();
    let is_bracketed = text.starts_with('[') && text.ends_with(']');
    let is_number = label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit());
    is_bracketed && is_note || is_number && may_be_note && follows_word(fragments, link)
}

/// Whether a link directly follows a word or punctuation.
fn follows_word(fragments: &Fragments<'_>, link: NodeId) -> bool {
    let block = fragments.block(link);
    let before = (block.index()..link.index()).rev().take(NEAR).map(NodeId::new);
    let mut before = before.filter(|&id| fragments.is_kept(id)).map(|id| fragments.dom.text(id));
    let last = before.find(|text| !text.is_empty()).and_then(|text| text.chars().next_back());
    last.is_some_and(|c| c.is_alphabetic() || ".,;:!?)\"'”’»…".contains(c))
}

/// The note that starts at a target: an item, a paragraph or a box without headings that does not contain the mark.
fn note_at(fragments: &Fragments<'_>, place: NodeId, mark: NodeId) -> Option<NodeId> {
    let dom = fragments.dom;
    let mut block = fragments.block(place);
    while let Some(parent) = dom.parent(block)
        && dom.tag(parent) == Tag::Li
        && fragments.is_silent(parent, block)
    {
        block = parent;
    }
    let is_heading = |id: NodeId| layout::heading_tag(dom, id).is_some();
    let is_note = matches!(dom.tag(block), Tag::Li | Tag::P | Tag::Div | Tag::Aside)
        && fragments.is_kept(block)
        && !dom.is_within(mark, block)
        && dom.end(block).index() - block.index() <= MAX_NOTE_NODES
        && fragments.is_silent(block, place)
        && !dom.subtree(block).any(is_heading);
    is_note.then_some(block)
}
