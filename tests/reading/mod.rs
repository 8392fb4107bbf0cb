//! What a reader of Markdown sees.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text that pulldown-cmark reads, with the labels of notes in brackets.
pub fn seen(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut seen = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => seen.push_str(&text),
            Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label)) => {
                seen.extend(["[", &label, "] "]);
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            _ => seen.push(' '),
        }
    }
    seen
}
