//! Decides where asterisks can mark emphasis.
//!
//! A run of asterisks opens emphasis only if it is left-flanking, and closes it only if it is right-flanking (CommonMark 0.31,
//! 6.2). Elsewhere, such as within words or next to other runs, text is written without emphasis.

use crate::dom::{Span, Tag};
use crate::render::event::{Event, Flow, is_leaf};

/// The open emphasis, and the positions of its markers in the output.
#[derive(Debug, Default)]
pub(crate) struct Emphasis {
    open: Vec<Tag>,
    /// The last run of opening markers: its end, the character before it, and the number of open elements at its start.
    opening: Option<(usize, Option<char>, usize)>,
    closing_end: usize,
}

impl Emphasis {
    /// Writes the opening marker for event `i` if it can be closed again. Returns whether it did.
    pub fn open(&mut self, out: &mut String, flow: &Flow, i: usize, tag: Tag) -> bool {
        let follows_closing = self.closing_end == out.len() && !out.is_empty();
        let (before, n_outer) = match self.opening {
            Some((end, before, n_outer)) if end == out.len() => (before, n_outer),
            _ => (out.chars().next_back(), self.open.len()),
        };
        let opens =
            flow.events[i + 1..].iter().find_map(|&event| first_char(flow, event)).flatten();
        let end =
            i + flow.events[i..].iter().position(|&event| event == Event::Close(tag)).unwrap_or(0);
        // Without content there is nothing to emphasise.
        let closes = flow.events[i..end].iter().rev().find_map(|&event| last_char(flow, event));
        let Some(closes) = closes else { return false };
        let after =
            flow.events[end + 1..].iter().find_map(|&event| first_char(flow, event)).flatten();
        let is_flanking = |inner: Option<char>, outer: Option<char>| {
            let is_free = outer.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
            inner.map_or(is_free, |c| c.is_alphanumeric() || is_free && !c.is_whitespace())
        };
        // A run that can both open and close would close the open emphasis.
        let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_punctuation(c));
        let could_close = is_word(before) || before.is_some_and(is_punctuation) && !is_word(opens);
        if follows_closing
            || n_outer > 0 && could_close
            || !is_flanking(opens, before)
            || !is_flanking(closes, after)
        {
            return false;
        }
        self.open.push(tag);
        out.push_str(mark(tag));
        self.opening = Some((out.len(), before, n_outer));
        true
    }

    /// Writes an opening marker at the start of a line, where it is always left-flanking.
    pub fn open_always(&mut self, out: &mut String, mark: &str) {
        out.push_str(mark);
        self.opening = Some((out.len(), None, self.open.len()));
    }

    /// Whether the innermost element with a written marker has this tag.
    pub fn is_open(&self, tag: Tag) -> bool {
        self.open.last() == Some(&tag)
    }

    /// Writes the closing marker of the innermost element.
    pub fn close(&mut self, out: &mut String, tag: Tag) {
        self.open.pop();
        out.push_str(mark(tag));
        self.closing_end = out.len();
    }
}

/// Whether a character may be punctuation to CommonMark. Overestimates outside of ASCII.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && !c.is_alphanumeric()
}

fn mark(tag: Tag) -> &'static str {
    if matches!(tag, Tag::B | Tag::Strong) { "**" } else { "*" }
}

/// The first character that an event writes, ignoring emphasis; `Some(None)` at the end of a line, `None` if it writes
/// nothing.
fn first_char(flow: &Flow, event: Event) -> Option<Option<char>> {
    edge(event, |span| flow.text(span).chars().next(), Tag::A)
}

fn last_char(flow: &Flow, event: Event) -> Option<Option<char>> {
    edge(event, |span| flow.text(span).chars().next_back(), Tag::A)
}

fn edge(event: Event, char_of: impl Fn(Span) -> Option<char>, link: Tag) -> Option<Option<char>> {
    match event {
        Event::Text(span) => char_of(span).map(Some),
        Event::Open(tag, _) | Event::Close(tag) if tag == link => Some(Some('[')),
        Event::Open(Tag::Code, _) | Event::Close(Tag::Code) => Some(Some('`')),
        Event::Image(_) => Some(Some('!')),
        Event::Mark(_) => Some(Some('[')),
        Event::Formula(..) => Some(Some('$')),
        Event::Break | Event::Rule => Some(None),
        Event::Open(tag, _) | Event::Close(tag) if is_leaf(tag) => Some(None),
        _ => None,
    }
}
