//! Converts presentation MathML to TeX.
//!
//! Uses an explicit stack instead of recursion. Unknown elements are converted to their content.

use super::super::tree::{NONE, Tree};
use super::symbols::{FUNCTIONS, OVER, UNDER, WITH_LIMITS, push, push_char};
use super::tex::MAX_TEX;
use crate::dom::{AttrName, Tag};
use crate::text::collapse;

/// The maximum depth in elements. Deeper formulas are not converted: each level copies its content.
const MAX_DEPTH: usize = 64;

/// An open element and the TeX of its children.
struct Open {
    id: u32,
    parts: Vec<(Tag, String)>,
}

/// The TeX of a `math` element. `None` if it is too deep or too long.
pub(super) fn to_tex(tree: &Tree, math: u32) -> Option<String> {
    let mut open = vec![Open { id: math, parts: Vec::new() }];
    let mut next = tree.nodes[math as usize].first_child;
    let mut n_bytes = 0;
    while let Some(top) = open.last_mut() {
        if next == NONE {
            let (id, tag) = (top.id, tree.nodes[top.id as usize].tag);
            let parts = std::mem::take(&mut top.parts);
            let tex = close(tree, id, parts);
            n_bytes += tex.len();
            open.pop();
            let Some(outer) = open.last_mut() else { return (tex.len() <= MAX_TEX).then_some(tex) };
            outer.parts.push((tag, tex));
            next = tree.nodes[id as usize].next;
            // Only the first child of `semantics` counts; the others are annotations.
            if tree.nodes[outer.id as usize].tag == Tag::Semantics {
                next = NONE;
            }
        } else if tree.nodes[next as usize].tag == Tag::Text {
            next = tree.nodes[next as usize].next;
        } else {
            if open.len() > MAX_DEPTH || n_bytes > MAX_DEPTH * MAX_TEX {
                return None;
            }
            open.push(Open { id: next, parts: Vec::new() });
            next = tree.nodes[next as usize].first_child;
        }
    }
    None
}

/// The TeX of an element with converted children.
fn close(tree: &Tree, id: u32, parts: Vec<(Tag, String)>) -> String {
    let part = |n: usize| parts.get(n).map_or("", |(_, tex)| tex.as_str());
    match tree.nodes[id as usize].tag {
        Tag::Mi => identifier(tree, id),
        Tag::Mn | Tag::Mo => token(&tree.own_text(id)),
        Tag::Mtext | Tag::Ms => quoted(&tree.own_text(id)),
        Tag::Mspace => "\\ ".to_owned(),
        Tag::Mphantom => format!("\\phantom{{{}}}", joined(&parts)),
        Tag::Mfrac
            if tree.attr(id, AttrName::Linethickness).is_some_and(|t| t.starts_with('0')) =>
        {
            format!("{{{} \\atop {}}}", part(0), part(1))
        }
        Tag::Mfrac => format!("\\frac{{{}}}{{{}}}", part(0), part(1)),
        Tag::Msqrt => format!("\\sqrt{{{}}}", joined(&parts)),
        Tag::Mroot => format!("\\sqrt[{}]{{{}}}", part(1), part(0)),
        Tag::Msub => format!("{}{}", base(part(0)), script('_', part(1))),
        Tag::Msup => format!("{}{}", base(part(0)), script('^', part(1))),
        Tag::Msubsup => {
            format!("{}{}{}", base(part(0)), script('_', part(1)), script('^', part(2)))
        }
        Tag::Munder => under(part(0), part(1)),
        Tag::Mover => over(part(0), part(1)),
        Tag::Munderover if has_limits(part(0)) => {
            format!("{}{}{}", part(0), script('_', part(1)), script('^', part(2)))
        }
        Tag::Munderover => under(&over(part(0), part(2)), part(1)),
        Tag::Mmultiscripts => multiscripts(&parts),
        Tag::Mfenced => fenced(tree, id, &parts),
        Tag::Mtable => {
            let rows: Vec<&str> = parts.iter().map(|(_, row)| row.as_str()).collect();
            format!("\\begin{{matrix}} {} \\end{{matrix}}", rows.join(" \\\\ "))
        }
        tag @ (Tag::Mtr | Tag::Mlabeledtr) => {
            let cells = parts.iter().skip(usize::from(tag == Tag::Mlabeledtr));
            cells.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" & ")
        }
        _ => joined(&parts),
    }
}

fn joined(parts: &[(Tag, String)]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|(_, tex)| tex.len() + 1).sum());
    parts.iter().for_each(|(_, tex)| push(&mut out, tex));
    out
}

fn token(text: &str) -> String {
    let mut out = String::new();
    collapse(text).chars().filter(|c| *c != ' ').for_each(|c| push_char(&mut out, c));
    out
}

fn identifier(tree: &Tree, id: u32) -> String {
    let (written, variant) = (collapse(&tree.own_text(id)), tree.attr(id, AttrName::Mathvariant));
    let tex = token(&written);
    let is_one = written.chars().count() == 1;
    match variant {
        Some("bold") => format!("\\mathbf{{{tex}}}"),
        Some("double-struck") => format!("\\mathbb{{{tex}}}"),
        Some("script") => format!("\\mathcal{{{tex}}}"),
        Some("fraktur") => format!("\\mathfrak{{{tex}}}"),
        Some("normal") if is_one && written.is_ascii() => format!("\\mathrm{{{tex}}}"),
        _ if FUNCTIONS.contains(&written.as_str()) => format!("\\{written}"),
        _ if is_one || written.chars().any(|c| !c.is_ascii_alphabetic()) => tex,
        _ => format!("\\mathrm{{{tex}}}"),
    }
}

fn quoted(text: &str) -> String {
    let is_special = |c: char| "%#&_${}".contains(c);
    let mut out = String::new();
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| *c != '\\') {
        if c != ' ' || !out.ends_with(' ') {
            out.extend(is_special(c).then_some('\\'));
            out.push(c);
        }
    }
    match out.as_str() {
        "" => out,
        " " => "\\ ".to_owned(),
        _ => format!("\\text{{{out}}}"),
    }
}

/// Whether TeX is a single character or command, which needs no braces.
fn is_one(tex: &str) -> bool {
    let name = tex.strip_prefix('\\').unwrap_or(tex);
    name.chars().count() == 1
        || name.len() < tex.len() && name.chars().all(|c| c.is_ascii_alphabetic())
}

fn base(tex: &str) -> String {
    let is_plain = is_one(tex) || tex.chars().all(|c| c.is_ascii_digit()) && !tex.is_empty();
    if is_plain { tex.to_owned() } else { format!("{{{tex}}}") }
}

fn script(mark: char, tex: &str) -> String {
    match tex {
        "" => String::new(),
        "'" | "''" if mark == '^' => tex.to_owned(),
        _ if tex.chars().count() == 1 => format!("{mark}{tex}"),
        _ => format!("{mark}{{{tex}}}"),
    }
}

fn has_limits(base: &str) -> bool {
    WITH_LIMITS.contains(&base)
        || base.starts_with("\\underbrace")
        || base.starts_with("\\overbrace")
}

fn over(base: &str, sign: &str) -> String {
    match OVER.iter().find(|(known, _)| *known == sign) {
        Some((_, command)) => format!("{command}{{{base}}}"),
        None if has_limits(base) => format!("{base}{}", script('^', sign)),
        None => format!("\\overset{{{sign}}}{{{base}}}"),
    }
}

fn under(base: &str, sign: &str) -> String {
    match UNDER.iter().find(|(known, _)| *known == sign) {
        Some((_, command)) => format!("{command}{{{base}}}"),
        None if has_limits(base) => format!("{base}{}", script('_', sign)),
        None => format!("\\underset{{{sign}}}{{{base}}}"),
    }
}

/// A base with pairs of scripts after it and, after `mprescripts`, before it.
fn multiscripts(parts: &[(Tag, String)]) -> String {
    let Some(((_, first), rest)) = parts.split_first() else { return String::new() };
    let split = rest.iter().position(|(tag, _)| *tag == Tag::Mprescripts).unwrap_or(rest.len());
    let pairs = |parts: &[(Tag, String)]| -> String {
        let pair = |pair: &[(Tag, String)]| {
            let upper = pair.get(1).map_or("", |(_, tex)| tex);
            format!("{}{}", script('_', &pair[0].1), script('^', upper))
        };
        parts.chunks(2).map(pair).collect()
    };
    let before = pairs(rest.get(split + 1..).unwrap_or_default());
    let braces = if before.is_empty() { "" } else { "{}" };
    format!("{braces}{before}{}{}", base(first), pairs(&rest[..split]))
}

fn fenced(tree: &Tree, id: u32, parts: &[(Tag, String)]) -> String {
    let fence = |name, usual| {
        let fence = token(tree.attr(id, name).unwrap_or(usual));
        if fence.is_empty() { ".".to_owned() } else { fence }
    };
    let separators = tree.attr(id, AttrName::Separators).unwrap_or(",");
    let separators: Vec<char> = separators.chars().filter(|c| !c.is_whitespace()).collect();
    let mut inner = String::new();
    for (i, (_, tex)) in parts.iter().enumerate() {
        if i > 0
            && let Some(&separator) = separators.get(i - 1).or(separators.last())
        {
            push_char(&mut inner, separator);
        }
        push(&mut inner, tex);
    }
    format!("\\left{} {inner} \\right{}", fence(AttrName::Open, "("), fence(AttrName::Close, ")"))
}
