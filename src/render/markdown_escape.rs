//! Escapes text so that different Markdown parsers read it as text.
//!
//! A backslash escapes a character, with two exceptions. Python-Markdown does not support a backslash before `<`, so `<` becomes
//! `&lt;`. GitHub's autolinks include all characters up to a space, backslashes too: see [`autolink`].

use crate::render::markdown_autolink as autolink;

/// The context of a text in the output.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextContext {
    /// Only markers of containers precede it on its line.
    pub is_line_start: bool,
    /// In a heading, where a number or a dash begins no list.
    pub is_in_heading: bool,
    /// In a table cell, where a pipe ends the cell.
    pub is_in_cell: bool,
    /// In the text of a link.
    pub is_in_link: bool,
    /// In the alternative text of an image in a link. There marked removes backslashes before brackets.
    pub is_in_linked_image: bool,
    /// Directly after a footnote reference, which a bracket, a parenthesis or a colon would change.
    pub is_after_mark: bool,
    /// After a number that starts the line: a full stop or a parenthesis would make it an item.
    pub is_after_number: bool,
    /// The end of the last output that is not text.
    pub text_start: usize,
    /// In a leaf where a dollar sign could start or end a formula.
    pub is_beside_dollar: bool,
    /// Which of [`PAIRED`] occur in code. Parsers with formulas, superscripts and the like could pair a sign in the text
    /// with one in code, and parse the rest of the code as markup.
    pub signs_in_code: [bool; PAIRED.len()],
}

/// Delimiters that extensions of Markdown pair: formulas, deletions, subscripts, superscripts, highlights and insertions.
pub(crate) const PAIRED: [&str; 5] = ["$", "~", "^", "==", "++"];

/// Appends a text and escapes each character that could be markup in its context. White space must be collapsed. The text
/// that follows is unknown, so the end of the text counts as any character. Returns the new [`TextContext::text_start`].
pub(crate) fn push_escaped(out: &mut String, text: &str, place: TextContext) -> usize {
    let mut text_start = place.text_start;
    let is_begin = place.is_line_start && !place.is_in_link;
    let is_task = is_begin && (text.starts_with("[ ] ") || text.starts_with("[x] "));
    let mut escaped_at = if place.is_line_start {
        block_mark(text, place)
    } else if place.is_after_number && out.ends_with(|c: char| c.is_ascii_digit()) {
        is_item_mark(text).then_some(0)
    } else {
        None
    };
    let mut previous = if place.is_line_start { None } else { out.chars().next_back() };
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let follows_mark = place.is_after_mark && i == 0;
        let is_escaped = escaped_at == Some(i)
            || follows_mark && matches!(c, '(' | ':')
            || is_inline_mark(c, previous, next, place) && !(is_task && i == 0)
            || is_paired(&text[i..], c, previous, place)
            || c == '&' && is_reference(&text[i + 1..])
            || c == '<' && is_email(&text[i + 1..])
            || c == '{' && (previous.is_none() || !is_closed(&text[i + 1..]));
        if is_escaped {
            text_start = autolink::break_up(out, text_start);
            escaped_at = None;
        }
        match c {
            '<' if is_escaped => out.push_str("&lt;"),
            // After a reference, pulldown-cmark reads a bracket with a backslash as part of a label.
            '[' if place.is_in_linked_image || follows_mark => out.push_str("&#91;"),
            ']' if place.is_in_linked_image => out.push_str("&#93;"),
            _ if is_escaped => out.extend(['\\', c]),
            _ => out.push(c),
        }
        previous = Some(c);
    }
    text_start
}

/// The position to escape so that the start of a line is no heading, item, quote, rule or table.
fn block_mark(text: &str, place: TextContext) -> Option<usize> {
    let ends_at = |i: usize| is_end(&text[i..]);
    let first = text.chars().next()?;
    let run = text.len() - text.trim_start_matches(first).len();
    match first {
        '-' | '+' | '0'..='9' if place.is_in_heading => None,
        '#' => ends_at(run).then_some(0),
        '-' if text[1..].starts_with(['|', ':']) => Some(0),
        '-' | '=' | '+' => (run > 1 || ends_at(1)).then_some(0),
        '>' | '|' => Some(0),
        ':' => text[1..].starts_with('-').then_some(0),
        '0'..='9' => {
            let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
            is_item_mark(&text[n_digits..]).then_some(n_digits)
        }
        _ => None,
    }
}

/// Whether the text after a number makes it the start of an item.
fn is_item_mark(text: &str) -> bool {
    text.strip_prefix(['.', ')']).is_some_and(is_end)
}

/// Whether the text after a mark makes it a mark: none, or a space.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

fn is_inline_mark(c: char, previous: Option<char>, next: Option<char>, place: TextContext) -> bool {
    let stands_alone = previous == Some(' ') && next == Some(' ');
    let is_double = previous == Some(c) || next.is_none_or(|next| next == c);
    match c {
        '\\' | '`' | '[' => true,
        ']' => place.is_in_link,
        // In a link, marked removes backslashes before brackets and parses the result again.
        '(' => place.is_in_link && previous == Some(']'),
        '|' => place.is_in_cell,
        '$' => place.is_beside_dollar,
        '*' => !stands_alone,
        '_' => {
            !stands_alone && ![previous, next].iter().all(|c| c.is_some_and(char::is_alphanumeric))
        }
        '~' => is_double,
        '<' => {
            next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
        }
        _ => false,
    }
}

/// Whether a sign could pair with one in code. A double sign before a space, as in `C++`, opens nothing.
fn is_paired(rest: &str, c: char, previous: Option<char>, place: TextContext) -> bool {
    let is_in_code = |sign: &str| {
        let is_alone = previous != Some(c) && !rest.starts_with(sign) && rest.len() > 1;
        let is_before_space = rest.strip_prefix(sign).or(rest.strip_prefix(c));
        let ends = sign.len() > 1 && is_before_space.is_some_and(|rest| rest.starts_with(' '));
        sign.starts_with(c) && !is_alone && !ends
    };
    PAIRED.iter().zip(place.signs_in_code).any(|(sign, is_in)| is_in && is_in_code(sign))
}

/// Whether an opening brace, before `rest`, needs no escape. It must be closed before another opens, before the end of the
/// text, and hold no `=` or `:`: Python-Markdown and others apply attributes in braces to the element before.
fn is_closed(rest: &str) -> bool {
    let mut bytes = rest.bytes().enumerate();
    let end = bytes.find(|(_, b)| matches!(b, b'}' | b'=' | b'{' | b':'));
    end.is_some_and(|(i, b)| b == b'}' && i + 1 < rest.len())
}

/// Whether `rest` makes the ampersand before it a character reference, or could with more text.
fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let n = name.bytes().take(40).take_while(u8::is_ascii_alphanumeric).count();
    n == name.len() || n > 0 && name[n..].starts_with(';')
}

/// Whether `rest` makes the angle bracket before it an autolink of an e-mail address, or could with more text.
fn is_email(rest: &str) -> bool {
    let is_local = |b: &u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(b);
    let n = rest.bytes().take_while(is_local).count();
    n == rest.len() || n > 0 && rest[n..].starts_with('@')
}

/// Appends inline code, delimited by more backticks than any run in it. Adds a space after a preceding backtick, which would
/// join the delimiter. In a cell, code with a backslash before a bar is written as text, since parsers differ on whether
/// that bar ends the cell.
pub(crate) fn push_code(out: &mut String, code: &str, is_in_cell: bool) {
    if is_in_cell && code.contains("\\|") {
        let text_start = out.len();
        // It may be in a link.
        let place =
            TextContext { is_in_cell, is_in_link: true, text_start, ..TextContext::default() };
        push_escaped(out, code, TextContext { signs_in_code: [true; PAIRED.len()], ..place });
        return;
    }
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

/// The length of the longest run of backticks; 0 if there is none.
pub(crate) fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Appends a URL in parentheses. It must be percent-encoded already: no spaces, parentheses, angle brackets or backslashes.
///
/// Escapes the ampersands of character references; other markup has no effect in a URL. Before the first `/` or `?` the
/// ampersand is percent-encoded, because a reference there could form a scheme: some parsers resolve references twice, and
/// browsers also resolve numeric references without a semicolon.
pub(crate) fn push_address(out: &mut String, address: &str) {
    out.push('(');
    for (i, c) in address.char_indices() {
        let is_mark = c == '&' && is_address_reference(&address[i + 1..]);
        let is_begin = is_mark && !address[..i].contains(['/', '?']);
        match c {
            _ if is_begin => out.push_str("%26"),
            _ if is_mark => out.push_str("&amp;"),
            // A parser with formulas could pair it with a dollar sign in the text.
            '$' => out.push_str("%24"),
            _ => out.push(c),
        }
    }
    out.push(')');
}

fn is_address_reference(rest: &str) -> bool {
    let n = rest.bytes().take(40).take_while(u8::is_ascii_alphanumeric).count();
    rest.starts_with('#') || n > 0 && rest[n..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        push_escaped(&mut out, text, TextContext { is_line_start: true, ..TextContext::default() });
        assert_eq!(out, expected);
    }

    #[test]
    fn possible_markup_is_escaped() {
        check("# a", "\\# a");
        check("- a", "\\- a");
        check("---", "\\---");
        check("12. a", "12\\. a");
        check("1)", "1\\)");
        check("> a", "\\> a");
        check("*a* _b_ `c` [d](e)", "\\*a\\* \\_b\\_ \\`c\\` \\[d](e)");
        check("<b>a</b> &lt; &#60; \\", "&lt;b>a&lt;/b> \\&lt; \\&#60; \\\\");
        check("<5@b> <%/c@d>> <5 <- <", "&lt;5@b> &lt;%/c@d>> <5 <- &lt;");
        check("a {b=c} {", "a \\{b=c} \\{");
        check("-|-", "\\-|-");
        check("{a} {b}", "\\{a} \\{b}");
    }

    #[test]
    fn a_heading_begins_no_list() {
        for (text, expected) in
            [("1. a", "1. a"), ("- a", "- a"), ("# a", "\\# a"), ("*a*", "\\*a\\*")]
        {
            let mut out = "## ".to_owned();
            let place =
                TextContext { is_line_start: true, is_in_heading: true, ..TextContext::default() };
            push_escaped(&mut out, text, place);
            assert_eq!(out, format!("## {expected}"));
        }
    }

    #[test]
    fn autolinks_are_broken_before_escapes() {
        check("http://a.example/ <b>", "http://a.example/ &lt;b>");
        check("http://a.example/<b>", "http\\://a.example/&lt;b>");
        check("www.a.example/\\<b>http://b\\", "www\\.a.example/\\\\&lt;b>http\\://b\\\\");
        check("https://a.example/x_y", "https://a.example/x_y");
    }

    #[test]
    fn character_references_in_urls_are_escaped() {
        let mut out = String::new();
        push_address(&mut out, "x?&colon;&#106a&b=c&d");
        assert_eq!(out, "(x?&amp;colon;&amp;#106a&b=c&d)");
        out.clear();
        push_address(&mut out, "x&colon;&#106a&b=c&d");
        assert_eq!(out, "(x%26colon;%26#106a&b=c&d)");
        check("~~a~~", "\\~\\~a\\~\\~");
    }

    #[test]
    fn other_text_is_not_escaped() {
        for text in [
            "#tag",
            "a - b",
            "-5",
            "1.5 km",
            "3 < 4 & 5 > 2",
            "AT&T & co",
            "the set {1, 2} of",
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
    fn code_has_longer_delimiters_than_its_backticks() {
        let mut out = String::new();
        push_code(&mut out, "a``b`", false);
        assert_eq!(out, "``` a``b` ```");
    }
}
