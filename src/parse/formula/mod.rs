//! Formulas: each becomes one element `math` whose only content is its TeX.
//!
//! Pages contain a formula in up to four forms: MathML, TeX, a drawing and an image. The TeX wins, else the MathML is
//! converted; the other forms are skipped. A drawing without a source stays as it is. The class names are those of
//! KaTeX (`katex`, katex.org/docs), MathJax 2 to 4 (`MathJax`, `MJX…`, `mjx-…`, docs.mathjax.org), MediaWiki's Math
//! extension (`mwe-math-…`), rehype-math and Pandoc (`math`), and Zhihu and Quill (`data-…`).
//!
//! The number and order of the page's own elements must not change: selectors match by index. An element added here has
//! a type of [`ADDED_FORMULA`].

mod mathml;
pub(super) mod raw;
mod symbols;
mod tex;
#[cfg(test)]
mod tests;

use super::tree::{NONE, Tree};
use crate::dom::{ADDED_FORMULA, AttrName, FORMULA, Span, Tag};
use tex::{Tex, looks_like_tex};

/// The maximum number of ancestors that are searched for the outermost element of a formula.
const MAX_AROUND: usize = 6;
/// The maximum number of nodes of a `math` element that are searched for TeX.
const MAX_NODES: usize = 4_096;

/// Attributes that contain TeX.
const TEX_ATTRS: [AttrName; 4] =
    [AttrName::DataTex, AttrName::DataLatex, AttrName::DataFormula, AttrName::DataMath];

/// Replaces each formula of a page by one `math` element.
pub(super) fn mark(tree: &mut Tree) {
    let has_attr = tree.attrs.iter().any(|(name, _)| TEX_ATTRS.contains(name));
    let mut id = tree.nodes[0].first_child;
    while id != NONE {
        let tag = tree.nodes[id as usize].tag;
        match tag {
            Tag::Text => id = tree.following(id),
            Tag::Math | Tag::Script | Tag::Img | Tag::Code => id = mark_one(tree, id, has_attr),
            _ if tag.is_skipped() => id = tree.after(id),
            _ if has_attr && !tag.is_block() || tag == Tag::MjxContainer => {
                id = mark_one(tree, id, has_attr);
            }
            Tag::Span | Tag::Div => id = mark_one(tree, id, has_attr),
            _ => id = tree.following(id),
        }
    }
}

/// Replaces an element by `math` if it is the source of a formula. Returns the next node to examine. `has_attr` says whether
/// the page has any of [`TEX_ATTRS`].
fn mark_one(tree: &mut Tree, id: u32, has_attr: bool) -> u32 {
    let Some(formula) = source(tree, id, has_attr) else {
        let is_lost = tree.nodes[id as usize].tag == Tag::Math;
        if is_lost {
            tree.node(id).tag = Tag::Template;
        }
        return if is_lost { tree.after(id) } else { tree.following(id) };
    };
    let outer = outermost(tree, id);
    let is_display = formula.is_display || says_display(tree, id, outer);
    if tree.nodes[id as usize].tag == Tag::Script {
        hide_drawings(tree, id);
    }
    let near = tree.neighbour(outer, false);
    let is_drawn =
        tree.classes(outer).any(is_drawing) && tree.nodes[outer as usize].tag != Tag::Script;
    if is_drawn && near != NONE && tree.attr(near, AttrName::Type).is_some_and(is_tex_script) {
        // The next sibling is a MathJax script with the same formula.
        tree.node(outer).tag = Tag::Template;
        return tree.after(outer);
    }
    if near != NONE && tree.classes(near).any(is_fallback) {
        tree.node(near).tag = Tag::Template;
    }
    put(tree, outer, &Tex { is_display, ..formula });
    tree.after(outer)
}

/// The formula of an element; `None` if the element is not the source of one.
fn source(tree: &Tree, id: u32, has_attr: bool) -> Option<Tex> {
    let attr = || TEX_ATTRS.iter().find_map(|&name| tree.attr(id, name));
    match tree.nodes[id as usize].tag {
        Tag::Math => of_math(tree, id),
        Tag::Script => {
            let kind = tree.attr(id, AttrName::Type).filter(|kind| is_tex_script(kind))?;
            Tex::new(&tree.own_text(id), kind.contains("display"))
        }
        Tag::Img => {
            let alt = tree.attr(id, AttrName::Alt).filter(|alt| looks_like_tex(alt))?;
            let is_tex = |class: &str| is_fallback(class) || matches!(class, "tex" | "latex");
            let is_formula =
                tree.classes(id).any(is_tex) || alt.trim_start().starts_with("{\\displaystyle");
            if is_formula { Tex::new(alt, false) } else { None }
        }
        Tag::Code => {
            let is_math = |class: &str| {
                matches!(class, "math" | "language-math" | "math-inline" | "math-display")
            };
            if tree.classes(id).any(is_math) { Tex::new(&tree.own_text(id), false) } else { None }
        }
        _ => {
            let tex = if has_attr { attr() } else { None };
            match tex.filter(|tex| looks_like_tex(tex)) {
                Some(tex) => Tex::new(tex, false),
                None => delimited(tree, id),
            }
        }
    }
}

/// The TeX of a `math` element: from an annotation, an attribute, or converted MathML.
fn of_math(tree: &Tree, math: u32) -> Option<Tex> {
    let (end, mut id) = (tree.after(math), tree.following(math));
    let is_display = tree.attr(math, AttrName::Display) == Some("block");
    for _ in 0..MAX_NODES {
        if id == end {
            break;
        }
        let encoding = tree.attr(id, AttrName::Encoding).unwrap_or("").to_ascii_lowercase();
        if tree.nodes[id as usize].tag == Tag::Annotation
            && encoding.contains("tex")
            && let Some(tex) = Tex::new(&tree.own_text(id), is_display)
        {
            return Some(tex);
        }
        id = tree.following(id);
    }
    let written = [AttrName::DataLatex, AttrName::Alttext]
        .into_iter()
        .filter_map(|name| tree.attr(math, name));
    let written =
        written.filter(|tex| looks_like_tex(tex)).find_map(|tex| Tex::new(tex, is_display));
    written.or_else(|| Tex::new(&mathml::to_tex(tree, math)?, is_display))
}

/// The formula of an element whose class marks it as one and whose content is TeX between delimiters.
fn delimited(tree: &Tree, id: u32) -> Option<Tex> {
    let is_math = |class: &str| {
        ["math", "arithmatex", "tex", "latex", "kdmath"]
            .iter()
            .any(|known| class.eq_ignore_ascii_case(known))
    };
    let child = tree.nodes[id as usize].first_child;
    let is_only_text = tree
        .nodes
        .get(child as usize)
        .is_some_and(|child| child.tag == Tag::Text && child.next == NONE);
    if !is_only_text || !tree.classes(id).any(is_math) {
        return None;
    }
    let text = tree.text_of(child).trim();
    tex::undelimited(text).and_then(|_| Tex::new(text, false))
}

/// Whether a script of this type contains TeX (MathJax 2).
pub(super) fn is_tex_script(kind: &str) -> bool {
    kind.trim_start().starts_with("math/tex")
}

/// Whether a class is that of a MediaWiki formula image.
fn is_fallback(class: &str) -> bool {
    class.starts_with("mwe-math-fallback-image")
}

/// Whether a class belongs to a drawing that MathJax 2 inserts before its script.
fn is_drawing(class: &str) -> bool {
    class.starts_with("MathJax") || class.starts_with("MJX") || class == "mjx-chtml"
}

/// Whether an element wraps all forms of one formula.
fn is_wrapper(tree: &Tree, id: u32) -> bool {
    let tag = tree.nodes[id as usize].tag;
    let is_form = |class: &str| {
        class.starts_with("katex")
            || class == "mwe-math-element"
            || is_drawing(class)
            || class == "ql-formula"
    };
    tag == Tag::MjxContainer || matches!(tag, Tag::Span | Tag::Div) && tree.classes(id).any(is_form)
}

/// The outermost wrapper of a formula's source, or the source itself.
fn outermost(tree: &Tree, id: u32) -> u32 {
    let (mut outer, mut around) = (id, tree.nodes[id as usize].parent);
    for _ in 0..MAX_AROUND {
        if around == NONE {
            break;
        }
        if is_wrapper(tree, around) {
            outer = around;
        }
        around = tree.nodes[around as usize].parent;
    }
    outer
}

/// Whether an element from the source up to `outer` marks a display formula.
fn says_display(tree: &Tree, id: u32, outer: u32) -> bool {
    let is_display = |class: &str| class.to_ascii_lowercase().contains("display");
    let mut at = id;
    for _ in 0..=MAX_AROUND {
        let is_form = tree.nodes[at as usize].tag == Tag::MjxContainer;
        if tree.classes(at).any(is_display)
            || is_form && tree.attr(at, AttrName::Display) == Some("true")
        {
            return true;
        }
        if at == outer {
            break;
        }
        at = tree.nodes[at as usize].parent;
    }
    false
}

/// Skips up to three drawings before a MathJax script.
fn hide_drawings(tree: &mut Tree, script: u32) {
    let mut near = tree.neighbour(script, true);
    for _ in 0..3 {
        if near == NONE || !tree.classes(near).any(is_drawing) {
            break;
        }
        let before = tree.neighbour(near, true);
        tree.node(near).tag = Tag::Template;
        near = before;
    }
}

/// Replaces the content of an element by a formula. A block element stays, around a new `math`.
fn put(tree: &mut Tree, outer: u32, formula: &Tex) {
    let of = tree.hide_children(outer);
    let tag = tree.nodes[outer as usize].tag;
    if tag.is_block() {
        let math = added(tree, formula, of);
        return tree.append(outer, math);
    }
    let attrs = tree.only_attr(AttrName::Type, FORMULA[usize::from(formula.is_display)]);
    let node = tree.node(outer);
    (node.tag, node.span) = (Tag::Math, attrs);
    append_text(tree, outer, formula, of);
}

/// A new `math` element, and the text of the page that it is made of.
fn added(tree: &mut Tree, formula: &Tex, of: Span) -> u32 {
    let attrs = tree.only_attr(AttrName::Type, ADDED_FORMULA[usize::from(formula.is_display)]);
    let math = tree.push(Tag::Math, attrs);
    append_text(tree, math, formula, of);
    math
}

fn append_text(tree: &mut Tree, math: u32, formula: &Tex, of: Span) {
    let span = tree.push_text(&formula.tex);
    tree.formulas.push((span, of));
    let text = tree.push(Tag::Text, span);
    tree.append(math, text);
}
