//! Style sheets.

/// A sheet has so many declarations at least.
const MIN_DECLARATIONS: usize = 2;

/// Whether a text is nothing but rules of style: selectors or at-rules with blocks of declarations (CSS Syntax Level 3,
/// without its repair of errors).
pub(super) fn is_css(text: &str, is_cut: bool) -> bool {
    let mut sheet = Sheet { rest: text.as_bytes(), depth: 0, n_declarations: 0 };
    let is_sheet = sheet.read();
    // Where the text was cut, the last rule may look like anything.
    (is_sheet || is_cut && sheet.rest.is_empty())
        && (sheet.depth == 0 || is_cut)
        && sheet.n_declarations >= MIN_DECLARATIONS
}

struct Sheet<'a> {
    rest: &'a [u8],
    /// The number of blocks that are open.
    depth: usize,
    n_declarations: usize,
}

/// What a stretch of a sheet ends with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Semicolon,
    Open,
    Close,
    Text,
}

impl<'a> Sheet<'a> {
    /// Reads all of it. False at the first thing that no sheet has.
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

    /// Goes to the next byte that is no space and in no comment.
    fn skip_space(&mut self) -> Option<u8> {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let comment = self.rest.strip_prefix(b"/*");
            let Some(comment) = comment else { return self.rest.first().copied() };
            let end = memchr::memmem::find(comment, b"*/").map_or(comment.len(), |n| n + 2);
            self.rest = &comment[end..];
        }
    }

    /// What stands up to the next semicolon or brace that is in no quotes, parentheses, brackets or comment.
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

/// Selectors and the conditions of at-rules have no signs of programs outside of brackets, and begin with a name.
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
    // A function of a program has its parameters right before its block.
    begins && is_free && !text.ends_with(b"()")
}

/// A name, a colon and a value.
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
    fn sheets_are_known() {
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
    fn other_texts_are_not() {
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
