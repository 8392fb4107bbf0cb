//! Detects programs in JavaScript.

use crate::dom::Tag;

/// Words that programs of any kind and size contain: reserved words of ECMAScript 2024 (section 12.7.2) and `let`.
/// Words that are frequent in English, or that do not occur alone in scripts, are left out.
const RESERVED: [&str; 20] = [
    "await",
    "catch",
    "const",
    "delete",
    "else",
    "export",
    "false",
    "function",
    "import",
    "instanceof",
    "let",
    "null",
    "return",
    "switch",
    "throw",
    "true",
    "typeof",
    "undefined",
    "var",
    "while",
];

/// The minimum share of brackets and operators: one per this number of bytes, without spaces, strings and comments.
const BYTES_A_SIGN: usize = 8;
const MIN_SIGNS: usize = 8;
/// The minimum number of reserved words and arrows (`=>`).
const MIN_RESERVED: usize = 2;

/// Whether a text is a program. Outside strings and comments, brackets and operators are frequent and no bracket closes
/// unopened, there are reserved words, and there are no block-level HTML tags.
pub(super) fn is_javascript(text: &str) -> bool {
    let mut counts = Counts::default();
    let is_program = counts.read(text);
    is_program
        && counts.n_signs >= MIN_SIGNS
        && counts.n_signs * BYTES_A_SIGN >= counts.n_bytes
        && counts.n_reserved >= MIN_RESERVED
        && counts.n_ends > 0
}

#[derive(Default)]
struct Counts {
    n_bytes: usize,
    n_signs: usize,
    n_reserved: usize,
    /// Semicolons and closed calls (`})`).
    n_ends: usize,
}

impl Counts {
    /// Counts the signs of a text. Returns false if something does not occur in programs.
    fn read(&mut self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let (mut at, mut depth, mut last) = (0, 0_usize, b'\n');
        while let Some(&byte) = bytes.get(at) {
            let rest = &bytes[at..];
            let n = match byte {
                b'"' | b'\'' | b'`' => string_end(rest, byte),
                b'/' if rest.starts_with(b"//") => to(rest, b"\n"),
                b'/' if rest.starts_with(b"/*") => to(rest, b"*/"),
                b'/' if begins_value(last) => string_end(rest, b'/'),
                b'<' if is_element(text, at) => return false,
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => {
                    let is_of_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$');
                    let n = rest.iter().position(|b| !is_of_word(b)).unwrap_or(rest.len());
                    let word = str::from_utf8(&rest[..n]).unwrap_or_default();
                    self.n_reserved += usize::from(RESERVED.contains(&word));
                    self.n_bytes += n;
                    n
                }
                _ => {
                    self.n_bytes += usize::from(!byte.is_ascii_whitespace());
                    self.n_signs += usize::from(is_sign(byte));
                    self.n_ends += usize::from(byte == b';' || rest.starts_with(b"})"));
                    self.n_reserved += usize::from(rest.starts_with(b"=>"));
                    match byte {
                        b'(' | b'[' | b'{' => depth += 1,
                        b')' | b']' | b'}' if depth == 0 => return false,
                        b')' | b']' | b'}' => depth -= 1,
                        _ => {}
                    }
                    1
                }
            };
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
            at += n;
        }
        true
    }
}

fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b';'
            | b'='
            | b'.'
            | b'+'
            | b'!'
            | b'&'
            | b'|'
            | b'?'
            | b':'
    )
}

/// Whether a value follows this byte, so that a slash begins a regular expression.
fn begins_value(last: u8) -> bool {
    matches!(
        last,
        b'(' | b',' | b'=' | b':' | b'[' | b'!' | b'&' | b'|' | b'?' | b'{' | b'}' | b';' | b'\n'
    )
}

/// The length of the string at the start of `text`. It ends at its quote or at the line end; a template only at its
/// quote.
fn string_end(text: &[u8], quote: u8) -> usize {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, &byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' | b']' if quote == b'/' => in_class = byte == b'[',
            b'\n' if quote != b'`' => return at,
            _ if byte == quote && !in_class => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length up to and including the next `end`, or all of it.
fn to(text: &[u8], end: &[u8]) -> usize {
    memchr::memmem::find(text, end).map_or(text.len(), |n| n + end.len())
}

/// Whether the `<` at an offset begins a block-level HTML tag or a doctype.
fn is_element(text: &str, at: usize) -> bool {
    let Some(rest) = text.get(at + 1..) else { return false };
    if rest.starts_with('!') {
        return true;
    }
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let is_closed = rest[end..].starts_with(['>', ' ', '\n', '/']);
    is_closed && end <= 10 && Tag::of(&rest[..end].to_ascii_lowercase()).is_block()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_detected() {
        for program in [
            "(function(){var a=1;document.write('<p>x</p>');return a})();",
            "'use strict';\nconst a = require('a');\nmodule.exports = { a: a.b(/[\"\\/]/g), c: null };",
            "// c\nimport x from 'y';\nexport const f = (a) => { return x(a) ? `${a}<div>` : null };\n",
            "!function(e){if(e<1&&e>0)return typeof e;throw new Error(\"x\")}(window);",
        ] {
            assert!(is_javascript(program), "{program}");
        }
    }

    #[test]
    fn other_texts_are_not_programs() {
        let about = "It rained on Monday, and let us return to what we said: var x = f(); is a line of a program. ";
        for text in [
            "",
            "It rained on Monday; on Tuesday it did not. Return here while it is true!",
            &about.repeat(9),
            "var x = 1; function f() { return x; }\n<div>It rained.</div>",
            "var x = 1; return x; }",
            "a(); b(); c(); d(); e();",
            "(See p. 3); (see p. 4); [5]; {6}.",
        ] {
            assert!(!is_javascript(text), "{text}");
        }
    }
}
