//! What a rendering is written from: a plain sequence of events in normal form.
//!
//! What comes out: leaf blocks (`p`, `h1` to `h6`, `pre`) that hold text, inline elements, line breaks and
//! images, in containers (lists, quotes, tables, figures). An element without content does not exist. Every
//! list holds items only, every row cells only, and no inline element begins or ends with a space, holds one
//! of its own kind or reaches over the end of its leaf. All that is true of the events is true of the HTML
//! written from them, so that parsing it gives the same events again.

use std::collections::HashSet;

use crate::dom::{Dom, NodeId, NodeSet, Span, Tag};
use crate::limits::Limits;
use crate::text::{is_blank, push_collapsed};

/// A piece of the flow. An element that the page did not write has [`NodeId::DOCUMENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Open(Tag, NodeId),
    Close(Tag),
    Text(Span),
    /// A mark in brackets that leads to the note with this label.
    Mark(Span),
    /// The label, in brackets, at the begin of a note outside of numbered lists.
    Number(Span),
    /// A formula in TeX, and whether it stands on a line of its own.
    Formula(Span, bool),
    Break,
    Image(NodeId),
    Rule,
}

/// What is rendered, and what of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub dom: &'a Dom,
    pub kept: &'a NodeSet,
    pub links: bool,
    pub images: bool,
    /// The page's own address, if it is known.
    pub url: Option<&'a str>,
    /// The title that stands before the text.
    pub title: Option<&'a str>,
    /// Columns or rows that a cell may reach over.
    pub max_span: usize,
    /// Bytes that a rendering may have, about.
    pub max_bytes: usize,
}

impl<'a> Context<'a> {
    /// All that is kept, without links and images.
    pub fn new(dom: &'a Dom, kept: &'a NodeSet) -> Self {
        let max_span = Limits::new().max_span;
        let max_bytes = usize::MAX;
        Context {
            dom,
            kept,
            links: false,
            images: false,
            url: None,
            title: None,
            max_span,
            max_bytes,
        }
    }
}

/// The events of what is kept, and the text they point into.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub events: Vec<Event>,
    pub text: String,
    /// The notes that marks lead to, in document order, with their labels.
    pub notes: Vec<(NodeId, String)>,
}

impl Flow {
    /// The label of a note that marks lead to.
    pub fn note(&self, id: NodeId) -> Option<&str> {
        let i = self.notes.binary_search_by_key(&id, |&(note, _)| note).ok()?;
        Some(&self.notes[i].1)
    }

    /// The text of an [`Event::Text`].
    pub fn text(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Which of these signs stand in code in a text, where blocks of code in tables are, too.
    pub fn signs_in_code<const N: usize>(&self, signs: [&str; N]) -> [bool; N] {
        let (mut found, mut is_in_code, mut n_tables) = ([false; N], false, 0_usize);
        for &event in &self.events {
            match event {
                Event::Text(span) if is_in_code => {
                    let holds = signs.map(|sign| self.text(span).contains(sign));
                    found.iter_mut().zip(holds).for_each(|(found, holds)| *found |= holds);
                }
                Event::Open(Tag::Table, _) => n_tables += 1,
                Event::Close(Tag::Table) => n_tables = n_tables.saturating_sub(1),
                Event::Open(Tag::Code, _) => is_in_code = true,
                Event::Open(Tag::Pre, _) => is_in_code = n_tables > 0,
                Event::Close(Tag::Code | Tag::Pre) => is_in_code = false,
                _ => {}
            }
        }
        found
    }

    /// Adds text, to the text before it if that is the last event.
    pub fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.note_text(start);
    }

    /// Makes marks text again whose notes are no containers in the flow, or stand in a table.
    pub fn unlink_lost_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let (mut found, mut n_tables) = (HashSet::new(), 0_usize);
        for event in &self.events {
            match event {
                Event::Open(Tag::Table, _) => n_tables += 1,
                Event::Close(Tag::Table) => n_tables -= 1,
                Event::Open(_, id) if n_tables == 0 => found.extend(self.note(*id)),
                _ => {}
            }
        }
        let events = self.events.iter().map(|&event| match event {
            Event::Mark(span) | Event::Number(span) if !found.contains(label(self.text(span))) => {
                Event::Text(span)
            }
            event => event,
        });
        self.events = events.collect();
    }

    /// Adds text for an event other than [`Event::Text`].
    pub fn push_label(&mut self, label: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(label);
        Span::new(start, self.text.len())
    }

    /// Adds the lines of a text verbatim, without the blank ones around it. Other blank lines are empty, and non-breaking
    /// spaces, which highlighters write for indentation, are spaces.
    pub fn push_lines(&mut self, text: &str) {
        let text = text.replace('\u{a0}', " ");
        let mut n_feeds = 0;
        for line in text.split(['\n', '\r']).skip_while(|line| is_blank(line)) {
            if !is_blank(line) {
                (0..n_feeds).for_each(|_| self.push_text("\n"));
                self.push_text(line);
                n_feeds = 0;
            }
            n_feeds += 1;
        }
    }

    /// Adds a formula, apart from one before it.
    pub fn push_formula(&mut self, tex: &str, is_display: bool) {
        if matches!(self.events.last(), Some(Event::Formula(..))) {
            self.push_text(" ");
        }
        let start = self.text.len();
        self.text.push_str(tex);
        self.events.push(Event::Formula(Span::new(start, self.text.len()), is_display));
    }

    /// Adds the words of a text with single spaces between them; says whether there is white space after the last.
    pub fn push_words(&mut self, text: &str) -> bool {
        let start = self.text.len();
        push_collapsed(&mut self.text, start, text);
        let has_space = self.text.ends_with(' ');
        self.text.truncate(self.text.len() - usize::from(has_space));
        self.note_text(start);
        has_space
    }

    /// Makes what was added to the text an event, or a part of the one before it.
    fn note_text(&mut self, start: usize) {
        match self.events.last_mut() {
            Some(Event::Text(span)) if span.range().end == start => {
                span.len += (self.text.len() - start) as u32
            }
            _ => self.events.push(Event::Text(Span::new(start, self.text.len()))),
        }
    }
}

/// The label in a mark.
pub(crate) fn label(mark: &str) -> &str {
    mark.trim_matches(['[', ']'])
}

/// Whether a tag is a list in normal form.
pub(crate) fn is_list(tag: Tag) -> bool {
    matches!(tag, Tag::Ul | Tag::Ol)
}

/// Whether a tag is a leaf block in normal form.
pub(crate) fn is_leaf(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::Pre) || tag.heading_level().is_some()
}

/// Whether a container holds nothing but its own parts.
pub(crate) fn is_strict(tag: Tag) -> bool {
    is_list(tag) || matches!(tag, Tag::Dl | Tag::Table | Tag::Thead | Tag::Tr)
}

/// The kind of an inline element: what is bold is not made bolder.
pub(crate) fn family(tag: Tag) -> Tag {
    match tag {
        Tag::B => Tag::Strong,
        Tag::I => Tag::Em,
        _ => tag,
    }
}

/// The inline element that an element other than a link is in normal form.
pub(crate) fn inline(tag: Tag) -> Option<Tag> {
    use Tag::*;
    match tag {
        B | Strong | I | Em | Code | Sub | Sup | Del | Ins | Q | Cite | Kbd | Mark | Ruby | Rt
        | Rp => Some(tag),
        S | Strike => Some(Del),
        Tt | Samp => Some(Code),
        _ => None,
    }
}

/// Whether an inline element may stand in another: code holds nothing but scripts, and nothing holds its own kind.
pub(crate) fn may_hold(outer: Tag, inner: Tag) -> bool {
    let is_open = outer != Tag::Code || matches!(inner, Tag::Sup | Tag::Sub);
    is_open && family(outer) != family(inner)
}

/// Whether a tag marks up readings of characters.
pub(crate) fn is_of_reading(tag: Tag) -> bool {
    matches!(tag, Tag::Ruby | Tag::Rt | Tag::Rp)
}
