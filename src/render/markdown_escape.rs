//! Text that stays text in Markdown.

/// Where a text will stand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// Nothing stands on the line before it but the marks of containers.
    pub is_line_start: bool,
    /// In a cell of a table, where a pipe ends the cell.
    pub is_in_cell: bool,
    /// Between brackets.
    pub is_in_link: bool,
    /// Beside code that holds a dollar sign. A reader of formulas sees one from a dollar sign in the text up to that, and
    /// what comes after it in the code is markup to them.
    pub is_beside_dollar: bool,
}

/// Appends a text with a backslash before each character that could be markup where it stands. White space
/// is collapsed already. What comes after the text is not known, so its end counts as anything.
pub(crate) fn push_escaped(out: &mut String, text: &str, place: Place) {
    let is_task = place.is_line_start && (text.starts_with("[ ] ") || text.starts_with("[x] "));
    let mut escaped_at = if place.is_line_start { block_mark(text) } else { None };
    let mut previous = if place.is_line_start { None } else { out.chars().next_back() };
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if escaped_at == Some(i)
            || is_inline_mark(c, previous, next, place) && !(is_task && i == 0)
            || c == '&' && is_reference(&text[i + 1..])
        {
            out.push('\\');
            escaped_at = None;
        }
        out.push(c);
        previous = Some(c);
    }
}

/// Where a backslash keeps the begin of a line from being a heading, an item, a quote, a rule or a table.
fn block_mark(text: &str) -> Option<usize> {
    let ends_at = |i: usize| text[i..].is_empty() || text[i..].starts_with(' ');
    let first = text.chars().next()?;
    let run = text.len() - text.trim_start_matches(first).len();
    match first {
        '#' => ends_at(run).then_some(0),
        '-' | '=' | '+' => (run > 1 || ends_at(1)).then_some(0),
        '>' | '|' => Some(0),
        ':' => text[1..].starts_with('-').then_some(0),
        '0'..='9' => {
            let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let is_item = text[n_digits..].starts_with(['.', ')']) && ends_at(n_digits + 1);
            is_item.then_some(n_digits)
        }
        _ => None,
    }
}

fn is_inline_mark(c: char, previous: Option<char>, next: Option<char>, place: Place) -> bool {
    let stands_alone = previous == Some(' ') && next == Some(' ');
    match c {
        '\\' | '`' | '[' => true,
        ']' => place.is_in_link,
        '|' => place.is_in_cell,
        '$' => place.is_beside_dollar,
        '*' => !stands_alone,
        '_' => {
            !stands_alone && ![previous, next].iter().all(|c| c.is_some_and(char::is_alphanumeric))
        }
        '~' => previous == Some('~') || next.is_none_or(|next| next == '~'),
        '<' => {
            next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
        }
        _ => false,
    }
}

/// Whether what follows an ampersand makes a character reference of it, or could with more text.
fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let n = name.bytes().take(40).take_while(u8::is_ascii_alphanumeric).count();
    n == name.len() || n > 0 && name[n..].starts_with(';')
}

/// Inline code: between runs of backticks longer than any in it. Runs that touch would be one, so a space
/// keeps it from a backtick before it.
pub(crate) fn push_code(out: &mut String, code: &str, is_in_cell: bool) {
    let fence = "`".repeat(longest_backticks(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    let gap = if out.ends_with('`') { " " } else { "" };
    out.extend([gap, fence.as_str(), pad]);
    match is_in_cell {
        true => out.push_str(&code.replace('|', "\\|")),
        false => out.push_str(code),
    }
    out.extend([pad, fence.as_str()]);
}

/// The length of the longest run of backticks.
pub(crate) fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// An address in parentheses; it has no spaces, parentheses, angle brackets or backslashes by now. Of all marks only a
/// reference means something else in an address, since links bind more tightly than emphasis.
pub(crate) fn push_address(out: &mut String, address: &str) {
    out.push('(');
    for (i, c) in address.char_indices() {
        let is_mark = c == '&' && address[i..].contains(';') && is_reference(&address[i + 1..]);
        out.push_str(if is_mark { "\\" } else { "" });
        out.push(c);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        push_escaped(&mut out, text, Place { is_line_start: true, ..Place::default() });
        assert_eq!(out, expected);
    }

    #[test]
    fn what_could_be_markup_is_escaped() {
        check("# a", "\\# a");
        check("- a", "\\- a");
        check("---", "\\---");
        check("12. a", "12\\. a");
        check("1)", "1\\)");
        check("> a", "\\> a");
        check("*a* _b_ `c` [d](e)", "\\*a\\* \\_b\\_ \\`c\\` \\[d](e)");
        check("<b>a</b> &lt; &#60; \\", "\\<b>a\\</b> \\&lt; \\&#60; \\\\");
        check("~~a~~", "\\~\\~a\\~\\~");
    }

    #[test]
    fn what_could_not_stays_plain() {
        for text in [
            "#tag",
            "a - b",
            "-5",
            "1.5 km",
            "3 < 4 & 5 > 2",
            "AT&T & co",
            "snake_case",
            "2 * 3",
            "a | b",
            "~5",
            "a+b",
            "1984",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn code_is_fenced_by_more_backticks_than_it_has() {
        let mut out = String::new();
        push_code(&mut out, "a``b`", false);
        assert_eq!(out, "``` a``b` ```");
    }
}
