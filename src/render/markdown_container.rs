//! What stands at the begin of a line of Markdown.

use crate::dom::{Dom, NodeId};
use crate::render::event::label;
use crate::render::numbering::Numbering;

/// A quote, or an item of a list: what stands at the begin of each of its lines.
pub(crate) struct Container {
    /// What stands there on the first line, if nothing is written yet.
    pub marker: Option<String>,
    pub prefix: String,
}

impl Container {
    /// One that writes this at its begin, and spaces below.
    pub fn new(marker: &str) -> Self {
        Container { prefix: " ".repeat(marker.len()), marker: Some(marker.to_owned()) }
    }

    /// Whether its further lines are indented only, as those of an item are.
    pub fn is_item(&self) -> bool {
        self.prefix.trim().is_empty() && self.marker.as_ref().is_none_or(|m| !m.trim().is_empty())
    }

    pub fn quote() -> Self {
        Container { prefix: "> ".to_owned(), marker: Some("> ".to_owned()) }
    }

    /// A note with this label; its further lines are indented as code is.
    pub fn note(label: &str) -> Self {
        Container { prefix: " ".repeat(4), marker: Some(format!("[^{}]: ", note_label(label))) }
    }
}

/// Writes the mark of a note.
pub(crate) fn push_mark(out: &mut String, mark: &str) {
    if out.ends_with('!') {
        out.insert(out.len() - 1, '\\');
    }
    out.extend(["[^", &note_label(label(mark)), "]"]);
}

/// The definitions that are open.
#[derive(Default)]
pub(crate) struct Definitions {
    /// Whether a term came before in the innermost definition list.
    pub has_term: bool,
    is_indented: Vec<bool>,
}

impl Definitions {
    /// Opens a definition; says whether it is indented. Deeper in another it would be code, and without a term before it, it
    /// could be read as a part of a list there.
    pub fn open(&mut self) -> bool {
        let is_indented = self.has_term && !self.is_indented.contains(&true);
        self.is_indented.push(is_indented);
        is_indented
    }

    /// Closes a definition; says whether it was indented.
    pub fn close(&mut self) -> bool {
        self.is_indented.pop().unwrap_or(false)
    }
}

/// The label of a note as Markdown has it, without spaces.
fn note_label(label: &str) -> String {
    label.replace(' ', "-")
}

/// An open list: the numbers of its items, if they have any, and the character that marks them.
pub(crate) struct List {
    pub numbering: Option<Numbering>,
    pub marker: char,
    pub is_begun: bool,
}

impl List {
    /// The mark of the next item, and whether its number follows from the one before it. A reader of Markdown counts on by
    /// itself, so that a number that does not follow begins another list, which another character marks.
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
