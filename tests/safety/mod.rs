//! Checks that output is safe, with other parsers: HTML with scraper, Markdown with pulldown-cmark.

use pulldown_cmark::{Event, Options, Parser, Tag};
use scraper::node::Element;
use scraper::{Html, Node};

/// Allowed elements in clean HTML.
const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "strong",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements that a parser adds.
const IMPLIED: &[&str] = &["html", "head", "body", "tbody"];

const SCHEMES: &[&str] = &["http", "https", "mailto"];

/// The first forbidden node in an HTML document.
pub fn problem_of_html(html: &str) -> Option<String> {
    let page = Html::parse_document(html);
    page.tree.nodes().find_map(|node| match node.value() {
        Node::Element(element) => problem_of_element(element),
        Node::Text(_) | Node::Document | Node::Fragment => None,
        other => Some(format!("{other:?}")),
    })
}

fn problem_of_element(element: &Element) -> Option<String> {
    let name = element.name();
    let is_html = &*element.name.ns == "http://www.w3.org/1999/xhtml";
    if !is_html || !ELEMENTS.contains(&name) && !IMPLIED.contains(&name) {
        return Some(format!("<{name}>"));
    }
    let is_allowed = |attribute: &str, value: &str| match (name, attribute) {
        ("a", "href") => is_safe_address(value),
        ("img", "src") => is_safe_address(value) && !value.starts_with("mailto:"),
        ("img", "alt") => true,
        ("ol", "start") | ("li", "value") | ("td" | "th", "colspan" | "rowspan") => {
            value.parse::<u32>().is_ok()
        }
        ("ol", "reversed") => value.is_empty(),
        ("ol", "type") => ["a", "A", "i", "I"].contains(&value),
        ("code", "class") if ["math", "math display"].contains(&value) => true,
        ("code", "class") => value.starts_with("language-") && !value.contains(char::is_whitespace),
        ("blockquote", "class") => {
            let kind = value.strip_prefix("markdown-alert-").unwrap_or_default();
            ["note", "tip", "important", "warning", "caution"].contains(&kind)
        }
        (_, "dir") => ["ltr", "rtl", "auto"].contains(&value),
        (_, "lang") => value.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric()),
        _ => false,
    };
    let (attribute, value) =
        element.attrs().find(|(attribute, value)| !is_allowed(attribute, value))?;
    Some(format!("<{name} {attribute}={value:?}>"))
}

/// Whether a URL has an allowed scheme, or none, in every renderer: browsers ignore white space and control
/// characters before and in a scheme.
pub fn is_safe_address(address: &str) -> bool {
    let is_passed = |c: char| c.is_whitespace() || c.is_control();
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let bare: String = address.chars().filter(|c| !is_passed(*c)).collect();
    let begin = bare.split(['/', '?', '#']).next().unwrap_or_default();
    match begin.split_once(':') {
        // URL Standard: a scheme has only these characters. An address with others before its colon is relative.
        Some((scheme, _)) if !scheme.chars().all(is_of_scheme) => true,
        Some((scheme, _)) => SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)),
        None => true,
    }
}

/// The first forbidden event in Markdown, with any set of extensions.
pub fn problem_of_markdown(markdown: &str) -> Option<String> {
    [Options::empty(), Options::ENABLE_TABLES, Options::all()].into_iter().find_map(|options| {
        Parser::new_ext(markdown, options).find_map(|event| match event {
            // Line breaks in a table cell.
            Event::InlineHtml(html) if &*html == "<br>" => None,
            Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML {html:?}")),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if !is_safe_address(&dest_url) =>
            {
                Some(format!("address {dest_url:?}"))
            }
            _ => None,
        })
    })
}
