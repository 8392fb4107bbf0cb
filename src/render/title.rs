//! Writes the title before the text.

use std::ops::Range;

use crate::dom::{NodeId, Tag};
use crate::render::event::{Event, Flow, is_leaf};
use crate::text::collapse;

/// The number of leaf blocks that are searched for the title.
const MAX_LEAVES: usize = 3;

/// Inserts the title as a heading of level 1 at the start, unless the flow is empty. Removes one of the first leaf blocks if
/// it is a heading with the same words.
pub(crate) fn put_first(flow: &mut Flow, title: &str) {
    let title = collapse(title);
    if flow.events.is_empty() || title.is_empty() {
        return;
    }
    if let Some(range) = same_heading(flow, &title) {
        flow.events.drain(range);
    }
    let span = flow.push_label(&title);
    let heading =
        [Event::Open(Tag::H1, NodeId::DOCUMENT), Event::Text(span), Event::Close(Tag::H1)];
    flow.events.splice(0..0, heading);
}

/// The events of an early heading, outside of all containers, with the words of the title.
fn same_heading(flow: &Flow, title: &str) -> Option<Range<usize>> {
    let mut open = None;
    let mut n_leaves = 0;
    let mut text = String::new();
    for (i, &event) in flow.events.iter().enumerate() {
        match event {
            Event::Open(tag, _) if is_leaf(tag) => {
                open = Some(i).filter(|_| tag.heading_level().is_some());
                text.clear();
            }
            Event::Close(tag) if is_leaf(tag) => {
                if let Some(open) = open.filter(|_| words(&text) == words(title)) {
                    return Some(open..i + 1);
                }
                n_leaves += 1;
            }
            Event::Text(span) | Event::Formula(span, _) => text.push_str(flow.text(span)),
            Event::Break => text.push(' '),
            Event::Open(tag, _) if tag.is_block() => return None,
            _ => {}
        }
        if n_leaves == MAX_LEAVES {
            return None;
        }
    }
    None
}

/// The letters and digits of a text in lower case, for comparison.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown, text};

    #[test]
    fn the_title_is_written_first_and_once() {
        for (page, rest) in [
            ("<p>one", "one"),
            ("<h2>A <i>title</i></h2><p>one", "one"),
            ("<p>one<h1>A Title!</h1><p>two", "one\n\ntwo"),
            ("<ul><li><h2>A title</h2></ul>", "- ## A title"),
        ] {
            let (dom, kept) = all_of(page);
            let context = Context { title: Some(" A  title"), ..Context::new(&dom, &kept) };
            assert_eq!(markdown::render(context), format!("# A title\n\n{rest}"));
            assert!(text::render(context).starts_with("A title\n\n"));
            assert!(html::render(context).starts_with("<h1>A title</h1>\n"));
        }
        let (dom, kept) = all_of("<p></p>");
        let context = Context { title: Some("A title"), ..Context::new(&dom, &kept) };
        assert_eq!(markdown::render(context), "");
    }
}
