//! Renders the kept nodes of a tree as text, Markdown, HTML or JSON.
//!
//! [`flow::flow`] walks the kept nodes once and emits a flat sequence of events in normal form: containers, leaf blocks and
//! inline content, properly nested. The renderers write these events.

pub(crate) mod email;
pub(crate) mod address;
pub(crate) mod picture;
pub(crate) mod attributes;
pub(crate) mod event;
pub(crate) mod fragments;
pub(crate) mod icons;
pub(crate) mod layout;
pub(crate) mod lists;
pub(crate) mod admonition;
pub(crate) mod quote;
pub(crate) mod neighbours;
pub(crate) mod numbering;
pub(crate) mod signs;
pub(crate) mod notes;
pub(crate) mod markdown_table;
pub(crate) mod budget;
pub(crate) mod containers;
pub(crate) mod title;
pub(crate) mod verbatim;
mod readings;
pub(crate) mod origins;
pub(crate) mod flow;
mod script_chars;
pub(crate) mod scripts;
pub(crate) mod text;
pub(crate) mod tex;
pub(crate) mod markdown_autolink;
pub(crate) mod markdown_container;
pub(crate) mod markdown_emphasis;
pub(crate) mod markdown_escape;
pub(crate) mod markdown_formula;
pub(crate) mod markdown;
#[cfg(test)]
mod markdown_samples;
#[cfg(test)]
mod notes_samples;
pub(crate) mod html;
pub(crate) mod parts;
pub(crate) mod json;
pub(crate) mod schema;
pub(crate) mod front_matter;

use crate::code::Code;
use crate::dom::{Dom, NodeId, NodeSet, Step};
use crate::named::named;

/// An output format of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// CommonMark with tables.
    Markdown,
    /// Clean HTML.
    Html,
    /// One JSON object.
    Json,
    /// An XML document of the Text Encoding Initiative (TEI P5).
    Tei,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] =
        &[Format::Text, Format::Markdown, Format::Html, Format::Json, Format::Tei];

    /// The name on the command line and in JSON: `text`, `markdown`, `html`, `json`, `tei`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
            Format::Tei => "tei",
        }
    }
}

named!(Format, "format");

/// Walks the kept nodes. `kept` must contain every kept leaf and all its ancestors.
pub(crate) fn steps<'a>(
    dom: &'a Dom,
    kept: &'a NodeSet,
    code: &'a Code,
) -> impl Iterator<Item = Step> + 'a {
    let is_shown = |id| kept.contains(id) && !dom.tag(id).is_skipped() && !code.is_left_out(id);
    dom.walk(NodeId::DOCUMENT, is_shown).filter(|step| match step {
        Step::Text(id) => kept.contains(*id),
        _ => true,
    })
}

/// Parses a snippet and keeps all of it.
#[cfg(test)]
pub(crate) fn all_of(html: &str) -> (Dom, NodeSet) {
    let dom = crate::parse::parse(html);
    let mut kept = NodeSet::new(dom.len());
    dom.ids().for_each(|id| {
        kept.insert(id);
    });
    (dom, kept)
}

/// Generates tag soup for property tests: tags in any order, some with attributes, among words and punctuation.
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "most of it is lists of words")]
pub(crate) fn soup() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let tag = prop::sample::select(vec![
        "p",
        "p",
        "div",
        "h2",
        "ul",
        "ol",
        "li",
        "li",
        "blockquote",
        "pre",
        "code",
        "b",
        "strong",
        "i",
        "em",
        "a",
        "table",
        "tr",
        "tr",
        "td",
        "td",
        "th",
        "thead",
        "caption",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "br",
        "hr",
        "img",
        "sup",
        "q",
        "s",
        "tt",
        "span",
        "section",
        "x-y",
        "button",
        "form",
        "select",
        "ruby",
        "rt",
        "rp",
        "center",
        "template",
        "summary",
        "input",
        "sup",
        "a",
    ]);
    let attr = prop::sample::select(vec![
        "",
        "",
        "",
        " href=a",
        " href='b c(d)'",
        " href=javascript:x",
        " src=i.png",
        " src=data:x alt='a &lt;b> ]'",
        " dir=rtl",
        " lang=de",
        " start=7",
        " colspan=3",
        " class=language-c",
        " onclick=x",
        " data-src='//c/d'",
        " id=n",
        " id=m",
        " href='#n'",
        " href='#m' id=n",
        " role=heading aria-level=3",
        " type=checkbox",
        " reversed value=4",
        " type=a value=2",
        " aria-label=k",
    ]);
    let text = prop::sample::select(vec![
        "x",
        "yy",
        " ",
        "\n",
        " z ",
        "&lt;b&gt;",
        "&amp;amp;",
        "&nbsp;",
        "  ",
        "*",
        "_",
        "`",
        "[u](v)",
        "# ",
        "- ",
        "1. ",
        "> ",
        "\\",
        "|",
        "~~",
        "&#13;",
        "&#9;",
        "<!-- c -->",
        "!",
        "ä",
        "。",
        "(",
        "===",
        "---",
        ":-|-:",
        "+",
        "<script>k</script>",
        "1",
        "[1]",
        "<sup><a href='#n'>1</a></sup>",
        "<li id=n>",
        "<p id=m>",
        "↩",
    ]);
    let piece = prop_oneof![
        4 => (tag.clone(), attr).prop_map(|(tag, attr)| format!("<{tag}{attr}>")),
        3 => tag.prop_map(|tag| format!("</{tag}>")),
        5 => text.prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..100).prop_map(|pieces| pieces.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Context;

    /// The output is a small multiple of the input at any nesting depth. The depth is moderate, since html5ever takes
    /// quadratic time.
    #[test]
    fn output_size_is_bounded_for_deep_nesting() {
        for open in [
            "<div>",
            "<b>",
            "<blockquote>",
            "<ul><li>",
            "<table><tr><td>x<td>",
            "<h1><div>",
            "<dl><dd>",
            "<x-y>w ",
        ] {
            let html = open.repeat(500) + "end";
            let (dom, kept) = all_of(&html);
            let context = Context { links: true, images: true, ..Context::new(&dom, &kept) };
            for out in [text::render(context), markdown::render(context), html::render(context)] {
                assert!(out.contains("end"));
                assert!(out.len() < 100 * html.len(), "{open}");
            }
        }
    }
}
