//! Admonitions (call-outs such as notes and warnings), recognised by the classes of documentation tools and by ARIA's role
//! `note`.
//!
//! Docutils, Sphinx, Python-Markdown and MkDocs write `admonition KIND`, Asciidoctor `admonitionblock KIND`, GitHub
//! `markdown-alert-KIND`, Docusaurus `theme-admonition-KIND`, Starlight `starlight-aside--KIND`, VitePress
//! `custom-block KIND` and MDN `notecard KIND`. GitHub's Markdown has five kinds
//! (<https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts>).

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::text::shortened;

/// The class of an admonition, per tool. It stands alone or as a prefix of the kind.
const TOOLS: &[&str] = &[
    "admonition",
    "admonitionblock",
    "custom-block",
    "markdown-alert",
    "notecard",
    "starlight-aside",
    "theme-admonition",
];

/// The kinds of the tools, each with the kind in GitHub's Markdown.
const KINDS: &[(&str, &str)] = &[
    ("attention", "IMPORTANT"),
    ("caution", "CAUTION"),
    ("danger", "CAUTION"),
    ("error", "CAUTION"),
    ("hint", "TIP"),
    ("important", "IMPORTANT"),
    ("info", "NOTE"),
    ("note", "NOTE"),
    ("seealso", "NOTE"),
    ("success", "TIP"),
    ("tip", "TIP"),
    ("warning", "WARNING"),
];

/// The Markdown kind of an admonition, or `None` if the element is not one. Unknown kinds give `NOTE`.
pub(crate) fn kind(dom: &Dom, id: NodeId) -> Option<&'static str> {
    if !matches!(dom.tag(id), Tag::Div | Tag::Aside | Tag::Section | Tag::Blockquote) {
        return None;
    }
    let class = shortened(dom.attr(id, AttrName::Class).unwrap_or(""));
    let mut names = class.split_ascii_whitespace();
    let after_tool = |name: &'_ str| {
        TOOLS
            .iter()
            .find_map(|tool| name.strip_prefix(tool))
            .map(|rest| rest.trim_start_matches('-').len())
    };
    let is_tool = names.clone().any(|name| TOOLS.contains(&name));
    let of = |name: &str| KINDS.iter().find(|(known, _)| name == *known).map(|&(_, kind)| kind);
    let named = names.find_map(|name| {
        let n_rest = after_tool(name).filter(|&n| n > 0).or(is_tool.then_some(name.len()))?;
        of(&name[name.len() - n_rest..])
    });
    let is_note =
        || dom.attr(id, AttrName::Role).is_some_and(|role| role.eq_ignore_ascii_case("note"));
    named.or_else(|| (is_tool || is_note()).then_some("NOTE"))
}
