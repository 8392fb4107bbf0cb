//! Formatted text in data: React elements, and document trees of rich-text editors.

use crate::dom::Tag;
use crate::preload::flight;
use crate::preload::literal::Value;

/// A node of formatted text, as an HTML element.
pub(crate) struct Node<'a> {
    /// Empty for a text node.
    pub tag: &'static str,
    pub class: &'a str,
    pub href: Option<&'a str>,
    /// The text of a text node.
    pub text: Option<&'a str>,
    /// The child nodes.
    pub children: Option<&'a Value>,
    /// Inner HTML.
    pub html: Option<&'a str>,
    /// All properties of a component. They may contain text.
    pub data: Option<&'a Value>,
    is_element: bool,
}

/// The node types of editors, in lower case without signs, and their HTML tags.
const NODES: &[(&str, &str)] = &[
    ("block", "p"),
    ("blockquote", "blockquote"),
    ("bulletlist", "ul"),
    ("code", "pre"),
    ("codeblock", "pre"),
    ("header", "h2"),
    ("heading", "h2"),
    ("hyperlink", "a"),
    ("leaf", ""),
    ("link", "a"),
    ("listitem", "li"),
    ("normal", "p"),
    ("numberedlist", "ol"),
    ("orderedlist", "ol"),
    ("orderedlistitem", "li"),
    ("paragraph", "p"),
    ("quote", "blockquote"),
    ("text", ""),
    ("unorderedlist", "ul"),
    ("unorderedlistitem", "li"),
    ("unstyled", "p"),
];
const TYPE_KEYS: &[&str] = &["style", "nodeType", "_type", "type", "tag", "tagName"];
const CHILD_KEYS: &[&str] = &["children", "content", "nodes"];
const TEXT_KEYS: &[&str] = &["text", "value", "data"];

/// Converts a value to a node. `None` if it is none.
pub(crate) fn node(value: &Value) -> Option<Node<'_>> {
    if let Some((kind, properties)) = flight::element(value) {
        return Some(element(kind, properties));
    }
    let Value::Object(_) = value else { return None };
    let children =
        CHILD_KEYS.iter().find_map(|key| value.get(key)).filter(|v| matches!(v, Value::List(_)));
    let text = || TEXT_KEYS.iter().find_map(|key| value.get(key)?.as_text());
    let text = if children.is_some() { None } else { text() };
    let named = TYPE_KEYS.iter().find_map(|key| tag_of(value.get(key)?.as_text()?));
    let tag = match (named, children, text) {
        (_, None, None) => return None,
        (Some(tag), ..) => tag,
        (None, None, Some(_)) => "",
        (None, ..) => return None,
    };
    let link = ["href", "url", "uri"];
    let href =
        ["attrs", "data", "attributes"].iter().filter_map(|key| value.get(key)).chain([value]);
    let href =
        href.filter(|_| tag == "a").find_map(|v| link.iter().find_map(|key| v.get(key)?.as_text()));
    Some(Node { tag, class: "", href, text, children, html: None, data: None, is_element: false })
}

/// Converts a React element. A component, which is no HTML element, becomes a link if it has a URL, else a `span`.
fn element<'a>(kind: &'a str, properties: &'a Value) -> Node<'a> {
    let href = properties.get("href").and_then(Value::as_text);
    let known = Tag::of(kind);
    let is_component = matches!(known, Tag::Unknown | Tag::Custom);
    let tag = match is_component {
        true if href.is_some() => "a",
        true => "span",
        false => known.name(),
    };
    let is_shown = is_component || !known.is_skipped();
    let html = properties.get("dangerouslySetInnerHTML").and_then(|html| html.get("__html"));
    Node {
        tag: if is_shown { tag } else { "" },
        class: properties.get("className").and_then(Value::as_text).unwrap_or_default(),
        href: href.filter(|_| tag == "a"),
        text: None,
        children: properties.get("children").filter(|_| is_shown),
        html: html.and_then(Value::as_text).filter(|_| is_shown),
        data: is_component.then_some(properties),
        is_element: true,
    }
}

/// The HTML tag of a node type.
fn tag_of(kind: &str) -> Option<&'static str> {
    if kind.len() > 24 {
        return None;
    }
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    let kind = kind.to_ascii_lowercase();
    let level = kind.strip_prefix("heading").or(kind.strip_prefix("header"));
    let level = level.and_then(|level| {
        let names = ["one", "two", "three", "four", "five", "six"];
        names.iter().position(|name| *name == level).or(level.parse::<usize>().ok()?.checked_sub(1))
    });
    if let Some(level) = level {
        return ["h1", "h2", "h3", "h4", "h5", "h6"].get(level).copied();
    }
    if let Some((_, tag)) = NODES.iter().find(|(name, _)| *name == kind) {
        return Some(tag);
    }
    let tag = Tag::of(&kind);
    let is_text = tag.is_block()
        || matches!(tag, Tag::A | Tag::B | Tag::Strong | Tag::Em | Tag::I | Tag::Span);
    (is_text && tag != Tag::Custom && tag != Tag::Document).then(|| tag.name())
}

impl Node<'_> {
    /// Whether all of the node is text for readers. A text node alone may be a label of the interface.
    pub fn is_text(&self) -> bool {
        self.is_element
            || Tag::of(self.tag).is_block() && (self.children.is_some() || self.text.is_some())
    }
}
