//! Detects style sheets.

/// The minimum number of declarations in a style sheet.
const MIN_DECLARATIONS: usize = 2;

/// Whether a text is a style sheet: only selectors or at-rules with blocks of declarations (CSS Syntax Level 3, without
/// error recovery).
pub(super) fn is_css(text: &str, is_cut: bool) -> bool {
    let mut sheet = Sheet { rest: text.as_bytes(), depth: 0, n_declarations: 0 };
    let is_sheet = sheet.read();
    // The last rule of a truncated text may be incomplete.
    (is_sheet || is_cut && sheet.rest.is_empty())
        && (sheet.depth == 0 || is_cut)
        && sheet.n_declarations >= MIN_DECLARATIONS
}

struct Sheet<'a> {
    rest: &'a [u8],
    /// The number of open blocks.
    depth: usize,
    n_declarations: usize,
}

/// What ends a part of a style sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Semicolon,
    Open,
    Close,
    Text,
}

impl<'a> Sheet<'a> {
    /// Reads the whole text. Returns false at the first syntax error.
    fn read(&mut self) -> bool {
        while let Some(first) = self.skip_space() {
            let (stretch, end) = self.stretch();
            let is_right = match end {
                End::Open => {
                    self.depth += 1;
                    is_prelude(stretch)
                }
                End::Semicolon if first == b'@' => true,
                End::Semicolon => self.depth > 0 && self.declare(stretch),
                End::Close if self.depth == 0 => false,
                End::Close => {
                    self.depth -= 1;
                    stretch.is_empty() || self.declare(stretch)
                }
                End::Text => false,
            };
            if !is_right {
                return false;
            }
        }
        true
    }

    fn declare(&mut self, stretch: &[u8]) -> bool {
        if stretch.trim_ascii().is_empty() {
            return true;
        }
        self.n_declarations += 1;
        is_declaration(stretch)
    }

    /// Skips white space and comments, and returns the next byte.
    fn skip_space(&mut self) -> Option<u8> {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let comment = self.rest.strip_prefix(b"/*");
            let Some(comment) = comment else { return self.rest.first().copied() };
            let end = memchr::memmem::find(comment, b"*/").map_or(comment.len(), |n| n + 2);
            self.rest = &comment[end..];
        }
    }

    /// The text up to the next semicolon or brace outside quotes, parentheses, brackets and comments.
    fn stretch(&mut self) -> (&'a [u8], End) {
        let text = self.rest;
        let (mut at, mut n_open) = (0, 0_usize);
        while let Some(&byte) = text.get(at) {
            let end = match byte {
                b'\\' => {
                    at += 2;
                    continue;
                }
                b'"' | b'\'' => {
                    let rest = &text[at + 1..];
                    let end = rest.iter().position(|&b| b == byte || b == b'\n');
                    at += 1 + end.map_or(rest.len(), |n| n + 1);
                    continue;
                }
                b'/' if text[at..].starts_with(b"/*") => {
                    let rest = &text[at + 2..];
                    at += 2 + memchr::memmem::find(rest, b"*/").map_or(rest.len(), |n| n + 2);
                    continue;
                }
                b'(' | b'[' => {
                    n_open += 1;
                    None
                }
                b')' | b']' => {
                    n_open = n_open.saturating_sub(1);
                    None
                }
                b';' if n_open == 0 => Some(End::Semicolon),
                b'{' if n_open == 0 => Some(End::Open),
                b'}' => Some(End::Close),
                _ => None,
            };
            if let Some(end) = end {
                self.rest = &text[at + 1..];
                return (&text[..at], end);
            }
            at += 1;
        }
        self.rest = &[];
        (text, End::Text)
    }
}

/// Whether a text may be a selector or an at-rule: it begins like one, and has no operators outside brackets.
fn is_prelude(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let begins = text.first().is_some_and(|&b| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'@' | b'.' | b'#' | b'*' | b':' | b'[' | b'&' | b'>')
    });
    let mut n_open = 0_usize;
    let is_free = text.iter().all(|&b| {
        n_open += usize::from(matches!(b, b'[' | b'('));
        n_open -= usize::from(matches!(b, b']' | b')') && n_open > 0);
        n_open > 0 || !matches!(b, b'=' | b'<' | b'?' | b'!' | b'|')
    });
    // In a program, a function has its parameters right before its block.
    begins && is_free && !text.ends_with(b"()")
}

/// Whether a text is a name, a colon and a value.
fn is_declaration(text: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', text) else { return false };
    let name = text[..colon].trim_ascii();
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*' | b'$');
    !name.is_empty() && name.iter().all(is_of_name) && !text[colon + 1..].trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_are_detected() {
        for css in [
            "body { margin: 0; color: #fff }",
            "/* c */ @import url(x.css);\n@media (max-width: 9px) { a:hover, .b > p { top: 1px; *zoom: 1 } }",
            "@font-face{font-family:'x;y';src:url(data:font/woff;base64,AAAA)}",
            ":root{--a: 1px} p::before{content:\"}\";color:red}",
        ] {
            assert!(is_css(css, false), "{css}");
        }
        assert!(is_css("a{b:c;d:e}\nf{g:", true));
    }

    #[test]
    fn other_texts_are_not_style_sheets() {
        for text in [
            "",
            "It rained on Monday; on Tuesday: sun.",
            "function f() { a: 1; b: 2 }",
            "var x = { a: 1, b: 2 };",
            "body { margin: 0; color: red",
            "a { b }",
            "p { color: red } It rained.",
            "template {{ name }}: {{ value }};",
        ] {
            assert!(!is_css(text, false), "{text}");
        }
    }
}
