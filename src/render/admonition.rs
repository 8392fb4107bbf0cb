//! Notes that stand out of the text, by the classes that tools write, and ARIA's role `note`.
//!
//! Docutils, Sphinx, Python-Markdown and MkDocs write `admonition KIND`, Asciidoctor `admonitionblock KIND`, GitHub
//! `markdown-alert-KIND`, Docusaurus `theme-admonition-KIND`, Starlight `starlight-aside--KIND`, VitePress
//! `custom-block KIND` and MDN `notecard KIND`. In Markdown there are five kinds
//! (<https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts>).

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::event::{Event, Flow};
use crate::text::shortened;

/// What tools call a note, as a class of its own or before its kind.
const TOOLS: &[&str] = &[
    "admonition",
    "admonitionblock",
    "custom-block",
    "markdown-alert",
    "notecard",
    "starlight-aside",
    "theme-admonition",
];

/// The kinds that tools write, and what they are in Markdown.
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

/// The kind of a note in Markdown's words; `None` if an element is none.
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

/// Where the text of a note that opens at an event begins: behind a title that says nothing but its kind.
pub(crate) fn text_of(flow: &Flow, open: usize, kind: &str) -> usize {
    let next = |n: usize| flow.events.get(open + n).copied();
    match [1, 2, 3, 4].map(next) {
        [
            Some(Event::Open(Tag::P, _)),
            Some(Event::Text(span)),
            Some(Event::Close(_)),
            Some(Event::Open(..)),
        ] if flow.text(span).eq_ignore_ascii_case(kind) => open + 4,
        _ => open + 1,
    }
}

/// The class that the HTML of a note has, by which it is read as one again.
pub(crate) fn class(dom: &Dom, id: NodeId) -> Option<String> {
    kind(dom, id).map(|kind| format!("markdown-alert-{}", kind.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown};

    fn check(page: &str, expected: &str) {
        let (dom, kept) = all_of(page);
        assert_eq!(markdown::render(Context::new(&dom, &kept)), expected, "{page}");
        let once = html::render(Context::new(&dom, &kept));
        let (dom, kept) = all_of(&once);
        assert_eq!(html::render(Context::new(&dom, &kept)), once, "{page}");
        assert_eq!(markdown::render(Context::new(&dom, &kept)), expected, "{once}");
    }

    #[test]
    fn conventions_of_tools() {
        for begin in [
            "<div class='admonition warning'><p class=admonition-title>Warning</p>",
            "<div class='markdown-alert markdown-alert-warning'><p>Warning",
            "<div class='theme-admonition theme-admonition-warning alert'>",
            "<aside class='starlight-aside starlight-aside--warning'>",
            "<div class='warning custom-block'>",
            "<div class='admonitionblock warning'><table><tr><td class=icon><td>",
        ] {
            check(&format!("a{begin}<p>b<p>c"), "a\n\n> [!WARNING]\n> b\n>\n> c");
        }
        check("<div role=note>a</div>b", "> [!NOTE]\n> a\n\nb");
        check(
            "<div class='admonition tip'>Oil first<ul><li>a</ul>",
            "> [!TIP]\n> Oil first\n>\n> - a",
        );
        check("<div class='admonition danger'><pre>a</pre>", "> [!CAUTION]\n>\n> ```\n> a\n> ```");
    }

    #[test]
    fn what_is_no_note() {
        check("<div class=note>a</div><div class=admonitions>b</div>", "a\n\nb");
        check("<blockquote>[!NOTE]</blockquote>", "> \\[!NOTE]");
    }
}
