//! TeX in the text of a page, rendered by a script.

use super::super::tree::{NONE, Tree};
use super::added;
use super::tex::{DELIMITERS, MAX_TEX, Tex, looks_like_tex};
use crate::dom::{Span, Tag};
use memchr::memmem;

/// Replaces each delimited formula by `math`, if the page loads a formula renderer.
pub(crate) fn mark(tree: &mut Tree, html: &str) {
    let has_formula =
        tree.text.contains('$') || tree.text.contains("\\(") || tree.text.contains("\\[");
    if !has_formula {
        return;
    }
    let Some(renderer) = Renderer::of(html) else { return };
    let mut id = tree.nodes[0].first_child;
    while id != NONE {
        let tag = tree.nodes[id as usize].tag;
        let is_verbatim =
            matches!(tag, Tag::Pre | Tag::Code | Tag::Textarea | Tag::Math | Tag::Kbd | Tag::Samp);
        if tag == Tag::Text {
            let next = tree.following(id);
            split(tree, id, renderer);
            id = next;
        } else if is_verbatim || tag.is_skipped() || tree.classes(id).any(is_ignored) {
            id = tree.after(id);
        } else {
            id = tree.following(id);
        }
    }
}

/// Whether MathJax ignores elements of this class.
fn is_ignored(class: &str) -> bool {
    matches!(class, "tex2jax_ignore" | "mathjax_ignore")
}

/// A formula renderer, and whether it is configured for single dollar signs.
#[derive(Debug, Clone, Copy)]
struct Renderer {
    takes_dollar: bool,
}

impl Renderer {
    /// Detects the renderer from the tags and bodies of the page's scripts.
    fn of(html: &str) -> Option<Renderer> {
        let (mut is_there, mut takes_dollar) = (false, false);
        let mut rest = html;
        while let Some(at) = memmem::find(rest.as_bytes(), b"<script") {
            let script = &rest[at..];
            let end = memmem::find(script.as_bytes(), b"</script").unwrap_or(script.len());
            let tag_end = script[..end].find('>').unwrap_or(end);
            let (tag, body) = (script[..tag_end].to_ascii_lowercase(), &script[tag_end..end]);
            is_there |= tag.contains("mathjax") || tag.contains("katex");
            let says = |words: &[&str]| {
                words.iter().any(|word| memmem::find(body.as_bytes(), word.as_bytes()).is_some())
            };
            // Cheapest test first: one search instead of four in nearly all scripts.
            let is_own = says(&["Math"])
                && says(&["renderMathInElement", "MathJax =", "MathJax=", "MathJax.Hub"]);
            is_there |= is_own;
            takes_dollar |= (is_own || tag.contains("mathjax")) && says(&["'$'", "\"$\""]);
            rest = &script[end..];
            rest = rest.get(1..).unwrap_or_default();
        }
        is_there.then_some(Renderer { takes_dollar })
    }
}

/// A formula in a text, and its byte range with delimiters.
struct Found {
    start: usize,
    end: usize,
    tex: Tex,
}

/// Splits a text node around its formulas.
fn split(tree: &mut Tree, id: u32, renderer: Renderer) {
    let found = find(tree.text_of(id), renderer);
    let whole = tree.nodes[id as usize].span.range();
    let Some(first) = found.first() else { return };
    tree.node(id).span = Span::new(whole.start, whole.start + first.start);
    let mut last = id;
    for (i, Found { start, end, tex }) in found.iter().enumerate() {
        let math = added(tree, tex, Span::new(whole.start + start, whole.start + end));
        tree.insert_after(last, math);
        last = math;
        let next = found.get(i + 1).map_or(whole.end, |next| whole.start + next.start);
        if whole.start + end < next {
            let text = tree.push(Tag::Text, Span::new(whole.start + end, next));
            tree.insert_after(last, text);
            last = text;
        }
    }
}

/// The formulas of a text, in order. Linear: each closing delimiter is found once.
fn find(text: &str, renderer: Renderer) -> Vec<Found> {
    let mut found = Vec::new();
    // The next closing delimiter of each kind, by byte offset.
    let mut closes: [Option<usize>; 4] = [Some(0); 4];
    let mut at = 0;
    while let Some(n) = text[at..].find(['$', '\\']) {
        let start = at + n;
        at = start + 1;
        let kind = DELIMITERS.iter().position(|(open, ..)| text[start..].starts_with(open));
        let Some(kind) = kind else {
            // An escaped dollar sign or backslash is a character.
            at +=
                usize::from(text[start..].starts_with("\\$") || text[start..].starts_with("\\\\"));
            continue;
        };
        let (open, close, is_display) = DELIMITERS[kind];
        let from = start + open.len();
        at = from;
        if closes[kind].is_some_and(|known| known < from) {
            closes[kind] =
                memmem::find(&text.as_bytes()[from..], close.as_bytes()).map(|n| from + n);
        }
        let Some(end) = closes[kind] else { continue };
        let inner = &text[from..end];
        if inner.len() > MAX_TEX
            || open == "$" && !is_dollar_formula(inner, &text[end + 1..], renderer)
        {
            continue;
        }
        if let Some(tex) = Tex::new(inner, is_display) {
            at = end + close.len();
            found.push(Found { start, end: at, tex });
        }
    }
    found
}

/// Whether the text between two dollar signs is a formula, as opposed to the text between two prices.
fn is_dollar_formula(inner: &str, after: &str, renderer: Renderer) -> bool {
    let is_tight = !inner.starts_with(char::is_whitespace) && !inner.ends_with(char::is_whitespace);
    let is_priced = after.starts_with(|c: char| c.is_ascii_digit())
        || inner.starts_with(|c: char| c.is_ascii_digit())
            && inner.contains(' ')
            && !inner.contains(['\\', '^', '_', '=']);
    let is_tex = looks_like_tex(inner) && !inner.ends_with('\\');
    is_tight
        && !is_priced
        && !inner.is_empty()
        && is_tex
        && (renderer.takes_dollar || inner.len() < 400)
}
