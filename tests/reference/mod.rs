//! The text of a page in order, read with scraper instead of dehusk.

use html5ever::ParseOpts;
use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{Html, HtmlTreeSink, Node};

/// Elements that do not separate words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "output", "picture", "q", "rp", "ruby", "s", "samp",
    "script", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "time", "tt", "u",
    "var", "wbr",
];

/// Invisible characters.
const INVISIBLE: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

/// All text of a page, including scripts, with a space at the start and end of block-level elements and ruby annotations.
pub fn text(html: &str) -> String {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let sink = HtmlTreeSink::new(Html::new_document());
    let page = html5ever::parse_document(sink, options).one(html);
    let mut text = String::new();
    for edge in page.tree.root().traverse() {
        let (is_open, node) = match edge {
            ego_tree::iter::Edge::Open(node) => (true, node),
            ego_tree::iter::Edge::Close(node) => (false, node),
        };
        match node.value() {
            Node::Text(t) if is_open => text.extend(t.chars().filter(|c| !INVISIBLE.contains(c))),
            Node::Element(e) if !INLINE.contains(&e.name()) => text.push(' '),
            // A footnote reference is not part of the word before it.
            Node::Element(e) if e.name() == "sup" && node.children().any(is_link) => text.push(' '),
            _ => {}
        }
    }
    text
}

fn is_link(node: ego_tree::NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == "a")
}

/// The first of `items` that breaks the order of `all`; `None` if `items` is a subsequence.
pub fn first_not_in_order<T: PartialEq>(
    items: impl IntoIterator<Item = T>,
    all: impl IntoIterator<Item = T>,
) -> Option<T> {
    let mut all = all.into_iter();
    items.into_iter().find(|item| !all.any(|other| other == *item))
}
