//! The input of all renderers: a flat sequence of events in normal form.
//!
//! Containers (lists, quotes, tables, figures) hold leaf blocks (`p`, `h1` to `h6`, `pre`), which hold text, inline elements,
//! line breaks and images. No element is empty. Lists hold only items, and rows only cells. Inline elements neither begin
//! nor end with a space, do not contain their own kind, and end within their leaf. The HTML written from the events has the
//! same properties, so parsing it gives the same events again.

use std::collections::HashSet;

use crate::dom::{Dom, NodeId, NodeSet, Span, Tag};
use crate::limits::Limits;
use crate::text::{is_blank, push_collapsed};

/// An event of the flow. Inserted elements have the node [`NodeId::DOCUMENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Open(Tag, NodeId),
    Close(Tag),
    Text(Span),
    /// A reference to a note, in brackets: `[label]`.
    Mark(Span),
    /// The bracketed label at the start of a note outside of numbered lists.
    Number(Span),
    /// A formula in TeX, and whether it is displayed on its own line.
    Formula(Span, bool),
    Break,
    Image(NodeId),
    Rule,
}

/// The page to render, the kept nodes and the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub dom: &'a Dom,
    pub kept: &'a NodeSet,
    pub links: bool,
    pub images: bool,
    /// The URL of the page, if known.
    pub url: Option<&'a str>,
    /// The title to write before the text.
    pub title: Option<&'a str>,
    /// The maximum span of a cell, in columns or rows.
    pub max_span: usize,
    /// The approximate maximum size of a rendering, in bytes.
    pub max_bytes: usize,
    /// Whether to record which texts of the page the text comes from.
    pub origins: bool,
}

impl<'a> Context<'a> {
    /// Default settings: no links, no images, no title, no limit on the output.
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
            origins: false,
        }
    }
}

/// The events of the kept nodes, and the text that they refer to.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub events: Vec<Event>,
    pub text: String,
    /// The referenced notes and their labels, sorted by node.
    pub notes: Vec<(NodeId, String)>,
}

impl Flow {
    /// The label of a note, if something refers to it.
    pub fn note(&self, id: NodeId) -> Option<&str> {
        let i = self.notes.binary_search_by_key(&id, |&(note, _)| note).ok()?;
        Some(&self.notes[i].1)
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Which of the signs occur in inline code or in preformatted blocks in tables.
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

    /// Appends text, to the last event if that is text.
    pub fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.note_text(start);
    }

    /// Turns references into text if their note is not written or is in a table.
    pub fn unlink_lost_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let (mut found, mut n_tables) = (HashSet::new(), 0_usize);
        for event in &self.events {
            match event {
                Event::Open(Tag::Table, _) => n_tables += 1,
                Event::Close(Tag::Table) => n_tables -= 1,
                // Only these containers are written as definitions.
                Event::Open(Tag::Li | Tag::Aside, id) if n_tables == 0 => {
                    found.extend(self.note(*id));
                }
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

    /// Appends text without an event, for an event other than [`Event::Text`].
    pub fn push_label(&mut self, label: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(label);
        Span::new(start, self.text.len())
    }

    /// Appends lines verbatim. Drops blank lines at both ends, empties other blank lines, and replaces non-breaking spaces, which
    /// highlighters use for indentation.
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

    /// Appends a formula. Adds a space if the last event is a formula.
    pub fn push_formula(&mut self, tex: &str, is_display: bool) {
        if matches!(self.events.last(), Some(Event::Formula(..))) {
            self.push_text(" ");
        }
        let start = self.text.len();
        self.text.push_str(tex);
        self.events.push(Event::Formula(Span::new(start, self.text.len()), is_display));
    }

    /// Appends a text with collapsed white space. Returns whether white space follows the last word.
    pub fn push_words(&mut self, text: &str) -> bool {
        let start = self.text.len();
        push_collapsed(&mut self.text, start, text);
        let has_space = self.text.ends_with(' ');
        self.text.truncate(self.text.len() - usize::from(has_space));
        self.note_text(start);
        has_space
    }

    /// Adds an event for the text from `start` on, or extends the last event.
    fn note_text(&mut self, start: usize) {
        match self.events.last_mut() {
            Some(Event::Text(span)) if span.range().end == start => {
                span.len += (self.text.len() - start) as u32
            }
            _ => self.events.push(Event::Text(Span::new(start, self.text.len()))),
        }
    }
}

/// The label of a reference, without brackets.
pub(crate) fn label(mark: &str) -> &str {
    mark.trim_matches(['[', ']'])
}

/// Whether a tag is a list in normal form: `ul` or `ol`.
pub(crate) fn is_list(tag: Tag) -> bool {
    matches!(tag, Tag::Ul | Tag::Ol)
}

/// Whether a tag is a leaf block in normal form.
pub(crate) fn is_leaf(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::Pre) || tag.heading_level().is_some()
}

/// Whether a container may hold only certain elements, such as items or rows.
pub(crate) fn is_strict(tag: Tag) -> bool {
    is_list(tag) || matches!(tag, Tag::Dl | Tag::Table | Tag::Thead | Tag::Tr)
}

/// The kind of an inline element. `b` and `strong` are one kind, and so are `i` and `em`.
pub(crate) fn family(tag: Tag) -> Tag {
    match tag {
        Tag::B => Tag::Strong,
        Tag::I => Tag::Em,
        _ => tag,
    }
}

/// The normal form of an inline element other than a link; `None` if it is dropped.
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

/// Whether an inline element may contain another: code contains only `sup` and `sub`, and nothing contains its own kind.
pub(crate) fn may_hold(outer: Tag, inner: Tag) -> bool {
    let is_open = outer != Tag::Code || matches!(inner, Tag::Sup | Tag::Sub);
    is_open && family(outer) != family(inner)
}

/// Whether a tag is part of ruby annotations.
pub(crate) fn is_of_reading(tag: Tag) -> bool {
    matches!(tag, Tag::Ruby | Tag::Rt | Tag::Rp)
}
