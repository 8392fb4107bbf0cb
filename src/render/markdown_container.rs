//! Prefixes of lines in Markdown: markers of quotes, list items, notes and definitions.

use crate::dom::{Dom, NodeId};
use crate::render::event::label;
use crate::render::numbering::Numbering;

/// A container, such as a quote or a list item, that prefixes each of its lines.
pub(crate) struct Container {
    /// The prefix of the first line, until it is written.
    pub marker: Option<String>,
    pub prefix: String,
}

impl Container {
    /// A container with a marker on its first line and an indentation of the same width below.
    pub fn new(marker: &str) -> Self {
        Container { prefix: " ".repeat(marker.len()), marker: Some(marker.to_owned()) }
    }

    /// Whether the container is a list item: its further lines have only an indentation.
    pub fn is_item(&self) -> bool {
        self.prefix.trim().is_empty() && self.marker.as_ref().is_none_or(|m| !m.trim().is_empty())
    }

    pub fn quote() -> Self {
        Container { prefix: "> ".to_owned(), marker: Some("> ".to_owned()) }
    }

    /// A footnote definition. Its further lines are indented by four spaces.
    pub fn note(label: &str) -> Self {
        Container { prefix: " ".repeat(4), marker: Some(format!("[^{}]: ", note_label(label))) }
    }
}

/// Writes a footnote reference. Escapes a `!` before it, which would make it an image.
pub(crate) fn push_mark(out: &mut String, mark: &str) {
    if out.ends_with('!') {
        out.insert(out.len() - 1, '\\');
    }
    out.extend(["[^", &note_label(label(mark)), "]"]);
}

/// The open definitions of definition lists.
#[derive(Default)]
pub(crate) struct Definitions {
    /// Whether the innermost definition list has a term so far.
    pub has_term: bool,
    is_indented: Vec<bool>,
}

impl Definitions {
    /// Opens a definition. Returns whether it is indented: not in another definition, where it would become code, and not without
    /// a term, where it could become part of a list.
    pub fn open(&mut self) -> bool {
        let is_indented = self.has_term && !self.is_indented.contains(&true);
        self.is_indented.push(is_indented);
        is_indented
    }

    /// Closes a definition. Returns whether it was indented.
    pub fn close(&mut self) -> bool {
        self.is_indented.pop().unwrap_or(false)
    }
}

/// The label of a footnote in Markdown: spaces become hyphens.
fn note_label(label: &str) -> String {
    label.replace(' ', "-")
}

/// An open list: its numbering, if ordered, and the character of its markers.
pub(crate) struct List {
    pub numbering: Option<Numbering>,
    pub marker: char,
    pub is_begun: bool,
}

impl List {
    /// The marker of the next item, and whether its number follows the previous one. Markdown renderers count by themselves, so
    /// a number out of sequence starts a new list, with another marker character.
    pub fn next_marker(&mut self, dom: &Dom, item: NodeId) -> (String, bool) {
        let is_begun = std::mem::replace(&mut self.is_begun, true);
        let Some(numbering) = &mut self.numbering else {
            return (format!("{} ", self.marker), true);
        };
        let (number, follows) = numbering.count(dom, item);
        if is_begun && !follows {
            self.marker = if self.marker == '.' { ')' } else { '.' };
        }
        (format!("{number}{} ", self.marker), follows)
    }
}
