//! Separates adjacent links.

use crate::dom::{Span, Tag};
use crate::render::event::{Event, Flow, is_leaf};
use crate::text::is_word_char;

/// Inserts a space between two links that became adjacent, if their words would join. The parser does so for links that are
/// adjacent on the page, so without this, cleaning clean HTML again would change it.
pub(crate) fn part(mut flow: Flow) -> Flow {
    let n_bytes = flow.text.len();
    let space = Event::Text(Span::new(n_bytes, n_bytes + 1));
    let events = std::mem::take(&mut flow.events);
    let mut last = "";
    for (i, &event) in events.iter().enumerate() {
        match event {
            Event::Open(tag, _) if is_leaf(tag) => last = "",
            Event::Text(span) | Event::Formula(span, _) => last = &flow.text[span.range()],
            Event::Open(Tag::A, _) if i > 0 && events[i - 1] == Event::Close(Tag::A) => {
                let mut inner = events[i..].iter().skip_while(|e| matches!(e, Event::Open(..)));
                if let Some(&(Event::Text(span) | Event::Formula(span, _))) = inner.next()
                    && are_words(last, &flow.text[span.range()])
                {
                    flow.events.push(space);
                }
            }
            _ => {}
        }
        flow.events.push(event);
    }
    flow.text.push(' ');
    flow
}

/// Whether two word characters precede and two follow.
fn are_words(before: &str, after: &str) -> bool {
    let (mut before, mut after) = (before.chars().rev(), after.chars());
    let around = [before.next(), before.next(), after.next(), after.next()];
    around.into_iter().all(|c| c.is_some_and(is_word_char))
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown};

    #[test]
    fn words_of_adjacent_links_are_separated() {
        for (page, expected) in [
            (
                "<a href=b>cc</a><x></x><a href=d>ee</a>",
                "<a href=\"b\">cc</a> <a href=\"d\">ee</a>",
            ),
            ("<a href=b>cc</a><x></x><a href=d>e</a>", "<a href=\"b\">cc</a><a href=\"d\">e</a>"),
            (
                "<a href=b>caf&eacute;</a><a href=d>ee</a>",
                "<a href=\"b\">café</a> <a href=\"d\">ee</a>",
            ),
        ] {
            let (dom, kept) = all_of(page);
            let once = html::render(Context { links: true, ..Context::new(&dom, &kept) });
            assert_eq!(once, format!("<p>{expected}</p>"));
            let (dom, kept) = all_of(&once);
            let context = Context { links: true, ..Context::new(&dom, &kept) };
            assert_eq!(html::render(context), once);
            assert!(markdown::render(context).starts_with("[c"));
        }
    }
}
