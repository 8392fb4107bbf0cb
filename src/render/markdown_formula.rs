//! Formulas in Markdown: TeX between dollar signs.

use crate::dom::Tag;
use crate::render::event::{Event, Flow, is_leaf};
use crate::render::markdown_escape::push_code;
use crate::render::tex;

/// Appends a formula between dollar signs, or as code if it contains its delimiter, an open brace or an unsafe command.
///
/// TeX is not escaped: renderers of formulas do not remove backslashes. Spaces, which do not change a formula, separate what
/// other renderers could parse as HTML, a link or attributes.
pub(crate) fn push_formula(out: &mut String, tex: &str, is_display: bool, is_in_cell: bool) {
    // In text, a bar has no name that all renderers know.
    let has_text_bar = is_in_cell && tex.contains('|') && tex.contains("\\text");
    if has_text_bar || has_delimiter(tex) || !is_balanced(tex) || !tex::is_formula(tex) {
        return push_code(out, tex, is_in_cell);
    }
    let marks = if is_display { "$$" } else { "$" };
    out.push_str(if out.ends_with('$') { " " } else { "" });
    out.push_str(marks);
    let has_attribute = has_attribute(tex);
    let (mut last, mut is_escaped) = (None, false);
    for c in tex.chars() {
        let is_markup = match last {
            Some('<') => c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'),
            Some('&') => c.is_ascii_alphabetic() || c == '#',
            Some(']') if c != '{' => matches!(c, '(' | '[' | ':'),
            Some('*' | '_' | ')' | ']') => c == '{' && has_attribute,
            _ => false,
        };
        out.push_str(if is_markup { " " } else { "" });
        match c {
            // A bar ends a cell even in a formula.
            '|' if is_in_cell && is_escaped => {
                out.pop();
                out.push_str("\\Vert ");
            }
            '|' if is_in_cell => out.push_str("\\vert "),
            _ => out.push(c),
        }
        is_escaped = c == '\\' && !is_escaped;
        last = Some(c);
    }
    if is_in_cell && last == Some('|') {
        // A dollar sign after a space does not end a formula.
        out.pop();
    }
    out.push_str(marks);
}

/// Whether a formula could contain an attribute. Python-Markdown applies attributes in braces to the element before.
fn has_attribute(tex: &str) -> bool {
    let mut parts = tex.split('=').rev().skip(1);
    parts.any(|name| name.bytes().rev().take_while(u8::is_ascii_alphabetic).count() > 1)
}

/// Whether a formula contains an unescaped dollar sign, a backtick, or a backslash at its end.
fn has_delimiter(tex: &str) -> bool {
    let mut is_escaped = false;
    let mut ends = |c: char| {
        let ends = c == '`' || c == '$' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    };
    tex.chars().any(&mut ends) || is_escaped
}

/// Whether the braces of a formula are in pairs. Parsers do not end a formula in an open brace.
fn is_balanced(tex: &str) -> bool {
    let (mut n_open, mut is_escaped) = (0_usize, false);
    for c in tex.chars() {
        match c {
            '{' if !is_escaped => n_open += 1,
            '}' if !is_escaped => match n_open.checked_sub(1) {
                Some(n) => n_open = n,
                None => return false,
            },
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    n_open == 0
}

/// Whether a dollar sign in the text of the leaf or cell that opens at event `open` could delimit a formula: there are two, or one
/// and a formula.
pub(crate) fn has_dollar_pair(flow: &Flow, open: usize) -> bool {
    let (mut n_dollars, mut n_formulas) = (0, 0);
    let is_cell = matches!(flow.events.get(open), Some(Event::Open(Tag::Td | Tag::Th, _)));
    for &event in &flow.events[open..] {
        match event {
            Event::Text(span) => n_dollars += flow.text(span).matches('$').count(),
            Event::Formula(..) => n_formulas += 1,
            Event::Close(tag) if is_cell && tag.is_cell() || !is_cell && is_leaf(tag) => break,
            _ => {}
        }
    }
    n_dollars > 1 || n_dollars > 0 && n_formulas > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tex: &str, is_in_cell: bool, expected: &str) {
        let mut out = String::new();
        push_formula(&mut out, tex, false, is_in_cell);
        assert_eq!(out, expected);
    }

    #[test]
    fn formulas_are_kept_intact() {
        check("a_1 * b_2", false, "$a_1 * b_2$");
        check("a<b", false, "$a< b$");
        check("f[x](y) &lt", false, "$f[x] (y) & lt$");
        check("|x| + \\|y\\|", true, "$\\vert x\\vert  + \\Vert y\\Vert$");
        check("x|", true, "$x\\vert$");
        check("|x|", false, "$|x|$");
        check("x\\text{ | y}", true, "`x\\text{ \\| y}`");
        check("_a_{i=1}", false, "$_a_{i=1}$");
        check("_a_{: onclick=hit()}", false, "$_a_ {: onclick=hit()}$");
        check("\\href{x}{y}", false, "`\\href{x}{y}`");
        check("\\text{$x$}", false, "`\\text{$x$}`");
        check("5\\$", false, "$5\\$$");
        check("\\sqrt{x", false, "`\\sqrt{x`");
        check("\\left\\{x", false, "$\\left\\{x$");
    }
}
