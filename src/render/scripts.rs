//! Converts superscripts and subscripts for formats without markup for them.
//!
//! In text and Markdown they must not join the word before: 10²³ is not 1023. Each `sup` and `sub` becomes Unicode
//! characters if all exist, else `^` or `_` and the text. Ordinal suffixes stay letters, trade marks become signs, and note
//! references are bracketed.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::address;
use crate::render::event::{Event, Flow, is_leaf};
use crate::render::readings::without_elements;
use crate::render::script_chars::shown;
use crate::text::{first_bytes, is_word_char};

/// The maximum number of preceding events that are searched for the text before a script.
const MAX_LOOKBACK: usize = 16;
/// The maximum number of nodes that are read of a link around or in a script.
const MAX_LINK_NODES: usize = 32;
/// The maximum number of bytes that are read of each text in these nodes.
const MAX_LINK_BYTES: usize = 1024;
/// The maximum length of a note reference, in characters. A longer one is a remark.
const MAX_MARK_CHARS: usize = 8;

/// Replaces `sup` and `sub` by characters, and removes ruby elements. Note references within the page are events already.
pub(crate) fn written_out(flow: Flow, dom: &Dom) -> Flow {
    let flow = without_elements(flow);
    let is_script = |event: &Event| matches!(event, Event::Open(Tag::Sup | Tag::Sub, _));
    if !flow.events.iter().any(is_script) {
        return flow;
    }
    let Flow { events, text, notes } = flow;
    let mut writer = ScriptWriter { dom, out: Flow { events: Vec::new(), text, notes } };
    let mut open = Vec::new();
    for event in events {
        match event {
            Event::Open(tag @ (Tag::Sup | Tag::Sub), id) => {
                open.push((tag, id, writer.out.events.len()));
            }
            Event::Close(Tag::Sup | Tag::Sub) => {
                if let Some((tag, id, start)) = open.pop() {
                    writer.close(tag, id, start);
                }
            }
            _ => writer.out.events.push(event),
        }
    }
    writer.out
}

/// Whether a `sup` is a note reference, possibly to another page: it contains a link with a fragment, or is the whole text of
/// such a link.
fn is_note_mark(dom: &Dom, sup: NodeId) -> bool {
    let has_fragment = |to: &str| first_bytes(to, address::MAX_BYTES).contains('#');
    let leads_to_place = |&id: &NodeId| {
        dom.tag(id) == Tag::A && dom.attr(id, AttrName::Href).is_some_and(has_fragment)
    };
    let text = |id: NodeId| -> String {
        let nodes = dom.subtree(id).take(MAX_LINK_NODES);
        let chars = nodes.flat_map(|id| first_bytes(dom.text(id), MAX_LINK_BYTES).chars());
        chars.filter(|c| !c.is_whitespace()).take(64).collect()
    };
    dom.subtree(sup).take(MAX_LINK_NODES).any(|id| leads_to_place(&id))
        || dom
            .ancestors(sup)
            .take(3)
            .find(leads_to_place)
            .is_some_and(|link| text(link) == text(sup))
}

struct ScriptWriter<'a> {
    dom: &'a Dom,
    out: Flow,
}

impl ScriptWriter<'_> {
    /// Closes the script whose content is the events from `start` on.
    fn close(&mut self, tag: Tag, id: NodeId, start: usize) {
        let (mut inner, mut has_link, mut has_code, mut is_text) =
            (String::new(), false, false, true);
        for &event in &self.out.events[start..] {
            match event {
                Event::Text(span) => inner.push_str(self.out.text(span)),
                Event::Open(Tag::A, _) => has_link = true,
                Event::Open(Tag::Code, _) => has_code = true,
                Event::Open(..) | Event::Close(_) => {}
                _ => is_text = false,
            }
        }
        if !is_text || inner.is_empty() {
            return;
        }
        if tag == Tag::Sup && is_mark(&inner) && (has_link || is_note_mark(self.dom, id)) {
            self.bracket(start);
            return;
        }
        let before = self.before(start);
        match shown(tag, &inner, &before).filter(|_| !has_link && !has_code) {
            Some(shown) => {
                self.out.events.truncate(start);
                self.insert(start, &shown);
            }
            None if is_glued(&before, &inner) => self.insert(start, " "),
            None => {}
        }
    }

    /// Brackets the events from `start` on, inside of a link that contains all of them.
    fn bracket(&mut self, start: usize) {
        let events = &self.out.events[start..];
        let n_links = events.iter().filter(|event| matches!(event, Event::Open(Tag::A, _))).count();
        let is_link =
            n_links == 1 && matches!(events, [Event::Open(Tag::A, _), .., Event::Close(Tag::A)]);
        let end = self.out.events.len() - usize::from(is_link);
        self.insert(end, "]");
        self.insert(start + usize::from(is_link), "[");
    }

    fn insert(&mut self, at: usize, text: &str) {
        let mut added = Flow { text: std::mem::take(&mut self.out.text), ..Flow::default() };
        added.push_text(text);
        self.out.text = added.text;
        self.out.events.splice(at..at, added.events);
    }

    /// The last characters of the text before an event, in the same leaf.
    fn before(&self, at: usize) -> String {
        let near = self.out.events[..at].iter().rev().take(MAX_LOOKBACK);
        let is_near = |event: &&Event| match event {
            Event::Open(tag, _) | Event::Close(tag) => !is_leaf(*tag) && !tag.is_block(),
            event => matches!(event, Event::Text(_)),
        };
        let text = near.take_while(is_near).find_map(|event| match event {
            Event::Text(span) => Some(self.out.text(*span)),
            _ => None,
        });
        let mut tail: Vec<char> = text.unwrap_or("").chars().rev().take(MAX_MARK_CHARS).collect();
        tail.reverse();
        tail.into_iter().collect()
    }
}

/// Whether the text of a linked superscript can be a note reference: short, and not bracketed already.
fn is_mark(inner: &str) -> bool {
    inner.chars().count() <= MAX_MARK_CHARS
        && !inner.starts_with(['[', '('])
        && (inner.contains(|c: char| c.is_ascii_digit()) || inner.chars().count() <= 2)
}

/// Whether two adjacent texts would join to one word.
fn is_glued(before: &str, after: &str) -> bool {
    before.ends_with(is_word_char) && after.starts_with(is_word_char)
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown, text};

    fn check(page: &str, as_text: &str, as_markdown: &str) {
        let (dom, kept) = all_of(page);
        let context = Context { links: true, ..Context::new(&dom, &kept) };
        assert_eq!(text::render(context), as_text, "{page}");
        assert_eq!(markdown::render(context), as_markdown, "{page}");
    }

    #[test]
    fn scripts_do_not_change_numbers() {
        let same = |page: &str, expected: &str| check(page, expected, expected);
        same("10<sup>23</sup> molecules of H<sub>2</sub>O", "10²³ molecules of H₂O");
        same("the 1<sup>st</sup> of x<sup><i>n</i></sup>", "the 1st of xⁿ");
        check("<code>x<sup>2</sup></code>", "x²", "`x²`");
        check("10<sup><code>2</code></sup>", "10 2", "10 `2`");
    }

    #[test]
    fn note_references_are_bracketed() {
        check(
            "word.<sup><a href=/x#n1>1</a></sup> More",
            "word.[1] More",
            "word.[\\[1\\]](/x#n1) More",
        );
        check(
            "word.<a href=/x#n1><sup>1</sup></a> More",
            "word.[1] More",
            "word.[\\[1\\]](/x#n1) More",
        );
        check("word.<sup><a href=/x#n1>[1]</a></sup>", "word.[1]", "word.[\\[1\\]](/x#n1)");
        check("<a href=/x#d>4<sup>th</sup> day</a>", "4th day", "[4th day](/x#d)");
    }

    #[test]
    fn html_keeps_the_elements() {
        let page = "<p>10<sup>23</sup> and <code>x<sub>1</sub></code></p>";
        let (dom, kept) = all_of(page);
        assert_eq!(html::render(Context::new(&dom, &kept)), page);
    }
}
