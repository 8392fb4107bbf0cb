//! Markdown parsed by pulldown-cmark.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text that pulldown-cmark parses, with footnote labels in brackets, and the types of admonitions such as `[!TIP]`.
pub fn seen(markdown: &str) -> (String, Vec<String>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let (mut seen, mut kinds) = (String::new(), Vec::new());
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => seen.push_str(&text),
            Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label)) => {
                seen.extend(["[", &label, "] "]);
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            Event::Start(Tag::BlockQuote(Some(kind))) => kinds.push(format!("{kind:?}")),
            _ => seen.push(' '),
        }
    }
    (seen, kinds)
}
