//! Two converters from HTML to plain text. They keep menus and all other text.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use html5ever::ParseOpts;
use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{Html, HtmlTreeSink, Node};

/// The converters skip the text of these elements.
const SILENT: &[&str] = &["head", "script", "style", "template", "iframe", "textarea", "video"];
/// These elements do not begin a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "button", "cite", "em", "font", "i", "img", "input", "label", "picture",
    "small", "source", "span", "strong", "sub", "sup", "time", "u",
];

fn parsed(html: &str) -> Html {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    html5ever::parse_document(HtmlTreeSink::new(Html::new_document()), options).one(html)
}

fn is_silent(node: NodeRef<'_, Node>) -> bool {
    node.ancestors().any(|a| a.value().as_element().is_some_and(|e| SILENT.contains(&e.name())))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes each block on a line, with blank lines between blocks, `- ` before items and spaces between cells.
pub fn lines(html: &str) -> String {
    let page = parsed(html);
    let mut lines: Vec<String> = vec![String::new()];
    let mut is_item = false;
    for edge in page.tree.root().traverse() {
        let (is_open, node) = match edge {
            Edge::Open(node) => (true, node),
            Edge::Close(node) => (false, node),
        };
        let line = lines.last_mut().expect("there is a line");
        match node.value() {
            Node::Text(text) if is_open && !is_silent(node) => {
                if is_item && !text.trim().is_empty() {
                    is_item = false;
                    line.insert_str(0, "- ");
                }
                line.push_str(&text.replace(['\n', '\t'], " "));
            }
            Node::Element(element) if element.name() == "br" => {
                line.push_str(if is_open { "\n" } else { "" });
            }
            Node::Element(element) if element.name() == "td" => line.push(' '),
            Node::Element(element) if !INLINE.contains(&element.name()) => {
                if element.name() == "li" {
                    is_item = is_open;
                }
                lines.push(String::new());
            }
            _ => {}
        }
    }
    let clean = |block: &String| block.lines().map(squeezed).collect::<Vec<_>>().join("\n");
    let blocks = lines.iter().map(clean).filter(|block| !block.trim().is_empty());
    blocks.map(|block| block.trim().to_owned()).collect::<Vec<_>>().join("\n\n")
}

/// Writes each text node on a line.
pub fn nodes(html: &str) -> String {
    let page = parsed(html);
    let texts = page.tree.root().descendants().filter_map(|node| {
        let text = squeezed(node.value().as_text()?);
        (!text.is_empty() && !is_silent(node)).then_some(text)
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn text_is_what_converters_make_of_it() {
    let html = "<title>x</title><body><ul><li><a>One</a><li>Two</ul><p>It <b>rained</b>,<br><br>and\n<i>rained</i>.</p>\
                <script>x</script><noscript><p>Hidden</p></noscript><table><tr><td>a<td>b</table>";
    assert_eq!(lines(html), "- One\n\n- Two\n\nIt rained,\n\nand rained.\n\nHidden\n\na b");
    assert_eq!(nodes(html), "One\nTwo\nIt\nrained\n,\nand\nrained\n.\nHidden\na\nb");
}
