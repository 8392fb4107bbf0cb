//! The programming language of a code block.
//!
//! The conventions are public: `language-x` of the [HTML standard](https://html.spec.whatwg.org/#the-code-element) and
//! Prism, `lang-x` of Google Prettify, `highlight-source-x` of GitHub's renderer, `highlight-x` of Sphinx, `brush: x` of
//! SyntaxHighlighter, `hljs x` of highlight.js, `sourceCode x` of Pandoc, `src-x` of Org mode, `data-lang` and
//! `data-language` of Hugo, Jekyll and Gatsby.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::text::first_bytes;

/// Bytes read per attribute: an ancestor of many code blocks is read for each of them.
const MAX_BYTES: usize = 256;
/// The maximum number of ancestors whose attributes are read.
const N_AROUND: usize = 2;
/// The maximum number of nodes at the start of the code that are searched for a `code` element.
const N_INSIDE: usize = 8;

/// Names for an unknown language.
const UNKNOWN: &[&str] = &[
    "auto",
    "default",
    "no-highlight",
    "nohighlight",
    "none",
    "null",
    "undefined",
    "unknown",
    "wrapper",
];

/// Languages accepted as a class of their own, or after an ambiguous prefix: names and aliases that highlight.js, Prism
/// and Pygments share, sorted ascending.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "abap", "actionscript", "ada", "apache", "apl", "applescript", "arduino", "armasm", "asm", "asp", "aspnet",
    "assembly", "autohotkey", "awk", "bash", "basic", "bat", "batch", "bibtex", "c", "c#", "c++", "clj", "clojure",
    "cmake", "cmd", "cobol", "coffee", "coffeescript", "conf", "console", "cpp", "crystal", "cs", "csharp", "css",
    "csv", "cuda", "cypher", "d", "dart", "delphi", "diff", "django", "docker", "dockerfile", "dos", "elixir", "elm",
    "erb", "erlang", "ex", "f#", "fish", "forth", "fortran", "fs", "fsharp", "gherkin", "git", "glsl", "gml", "go",
    "golang", "gradle", "graphql", "groovy", "haml", "handlebars", "haskell", "hbs", "hcl", "hlsl", "hs", "html",
    "http", "ini", "ipython", "ipython3", "java", "javascript", "jinja", "jinja2", "jl", "js", "json", "json5",
    "jsonc", "jsp", "jsx", "julia", "kotlin", "kt", "latex", "less", "liquid", "lisp", "llvm", "lua", "makefile",
    "markdown", "mathematica", "matlab", "md", "mdx", "mermaid", "nasm", "nginx", "nim", "nix", "objc", "objective-c",
    "objectivec", "ocaml", "octave", "pascal", "patch", "perl", "php", "pl", "plaintext", "plsql", "postgresql",
    "powershell", "prolog", "properties", "proto", "protobuf", "ps1", "pug", "puppet", "py", "pycon", "python",
    "python2", "python3", "qml", "r", "racket", "raku", "rb", "reason", "regex", "rest", "rs", "rst", "ruby", "rust",
    "sas", "sass", "scala", "scheme", "scss", "sh", "shell", "shell-session", "smalltalk", "sml", "solidity",
    "sparql", "sql", "stan", "stata", "stylus", "svelte", "swift", "systemverilog", "tcl", "terraform", "tex", "text",
    "toml", "ts", "tsx", "turtle", "twig", "typescript", "vala", "vb", "vba", "vbnet", "vbscript", "verilog", "vhdl",
    "vim", "vue", "wasm", "xml", "xquery", "yaml", "yml", "zig", "zsh",
];

/// The language of a code block: that of its leading `code` element, its own, or that of a near ancestor.
pub(crate) fn of(dom: &Dom, code: NodeId) -> Option<&str> {
    let inside = dom.subtree(code).skip(1).take(N_INSIDE).find(|&id| dom.tag(id) == Tag::Code);
    let own = inside.into_iter().chain([code]).find_map(|id| named(dom, id, false));
    own.or_else(|| dom.ancestors(code).take(N_AROUND).find_map(|id| named(dom, id, true)))
}

/// The language that an element names. Classes of ancestors are ambiguous, so fewer conventions apply (`is_around`).
fn named(dom: &Dom, id: NodeId, is_around: bool) -> Option<&str> {
    let class = first_bytes(dom.attr(id, AttrName::Class).unwrap_or(""), MAX_BYTES);
    let data = [AttrName::DataLang, AttrName::DataLanguage];
    let data = data.into_iter().find_map(|name| dom.attr(id, name));
    let data = data.map(|name| first_bytes(name, MAX_BYTES));
    let name = prefixed(class, is_around)
        .or_else(|| brush(class))
        .or(data.map(str::trim).filter(|name| is_name(name)))
        .or_else(|| if is_around { None } else { beside(class) })?;
    (!UNKNOWN.iter().any(|unknown| name.eq_ignore_ascii_case(unknown))).then_some(name)
}

/// The name after a prefix in a class.
fn prefixed(class: &str, is_around: bool) -> Option<&str> {
    let names = || class.split_ascii_whitespace();
    let after = |prefix: &str, is_sure: bool| {
        let rests = names().filter_map(move |name| name.strip_prefix(prefix));
        rests.into_iter().find(|name| is_name(name) && (is_sure || is_known(name)))
    };
    after("language-", true)
        .or_else(|| after("lang-", !is_around))
        .or_else(|| after("highlight-source-", true))
        .or_else(|| after("highlight-text-", false))
        .or_else(|| after("highlight-", false))
        .or_else(|| after("src-", false))
}

/// The name after `brush:`, with or without a space.
fn brush(class: &str) -> Option<&str> {
    let at = class.match_indices("brush:").map(|(at, brush)| at + brush.len()).next()?;
    let name = class[at..].trim_start().split([' ', ';', '\t', '\n']).next()?;
    is_name(name).then_some(name)
}

/// A class that is a known name, next to the class of a highlighter.
fn beside(class: &str) -> Option<&str> {
    let mut names = class.split_ascii_whitespace();
    let is_tool = |name: &str| {
        matches!(
            name,
            "hljs" | "highlight" | "prettyprint" | "sourceCode" | "src" | "code" | "codehilite"
        )
    };
    if !names.clone().any(is_tool) {
        return None;
    }
    names.find(|name| is_known(name) && !is_tool(name))
}

fn is_known(name: &str) -> bool {
    let lower = || name.bytes().map(|byte| byte.to_ascii_lowercase());
    KNOWN.binary_search_by(|known| known.bytes().cmp(lower())).is_ok()
}

fn is_name(name: &str) -> bool {
    let is_part =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'.' | b'_');
    (1..=32).contains(&name.len()) && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: Option<&str>) {
        let dom = crate::parse::parse(html);
        let pre = dom.ids().find(|&id| dom.tag(id) == Tag::Pre).unwrap();
        assert_eq!(of(&dom, pre), expected, "{html}");
    }

    #[test]
    fn conventions_of_highlighters_are_read() {
        check("<pre class='x lang-rs'>", Some("rs"));
        check("<pre><code class='hljs language-c++'>", Some("c++"));
        check(
            "<div class='highlight-python3 notranslate'><div class=highlight><pre>",
            Some("python3"),
        );
        check("<div class='highlight highlight-source-shell'><pre>", Some("shell"));
        check("<pre class='brush: js; toolbar: false'>", Some("js"));
        check("<pre class='brush:php'>", Some("php"));
        check("<figure data-lang=go><pre>", Some("go"));
        check("<pre data-language=JavaScript><code>", Some("JavaScript"));
        check("<pre><code class='hljs json'>", Some("json"));
        check("<pre class='prettyprint lang-sql linenums'>", Some("sql"));
        check("<pre class='sourceCode r'>", Some("r"));
        check("<pre class='src src-emacs src-lisp'>", Some("lisp"));
    }

    #[test]
    fn other_names_are_not_languages() {
        assert!(KNOWN.is_sorted());
        for html in [
            "<body class=lang-en><pre>",
            "<div class=highlight-box><pre>",
            "<pre class='hljs dark'>",
            "<pre class='language-none'>",
            "<pre class='go'>",
            "<div class=language-c><div><div><pre>",
            "<pre data-lang='a b'>",
        ] {
            check(html, None);
        }
    }
}
