//! TeX, normalized.

use crate::text::{collapse, visible};

/// The maximum length of a formula in bytes; longer ones are ignored.
pub(super) const MAX_TEX: usize = 10_000;

/// A formula in TeX, on one line, without delimiters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tex {
    pub tex: String,
    pub is_display: bool,
}

/// The delimiters of formulas in text, and whether they mark a display formula.
pub(super) const DELIMITERS: &[(&str, &str, bool)] =
    &[("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false)];

/// Commands that only set the size.
const STYLES: &[&str] = &["\\displaystyle", "\\textstyle", "\\scriptstyle"];

impl Tex {
    /// Normalizes a formula. `None` if it is empty or too long.
    pub fn new(written: &str, is_display: bool) -> Option<Tex> {
        if written.len() > MAX_TEX {
            return None;
        }
        let line = collapse(&without_comments(&visible(written)));
        let (mut tex, mut is_display) = (line.as_str(), is_display);
        loop {
            if let Some((inner, is_own_line)) = undelimited(tex) {
                is_display |= is_own_line;
                tex = inner;
            } else if let Some(inner) = unstyled(tex) {
                tex = inner;
            } else {
                break;
            }
        }
        (!tex.is_empty()).then(|| Tex { tex: tex.to_owned(), is_display })
    }
}

/// The content of a delimited formula, and whether it is a display formula.
pub(super) fn undelimited(tex: &str) -> Option<(&str, bool)> {
    DELIMITERS.iter().find_map(|&(open, close, is_display)| {
        let inner = tex.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.ends_with('\\') && !inner.contains(open)).then(|| (inner.trim(), is_display))
    })
}

/// A formula without a style that applies to all of it: `{\displaystyle x}` (MediaWiki) or `\displaystyle x`.
fn unstyled(tex: &str) -> Option<&str> {
    let inner = match tex.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(inner) if is_balanced(inner) => inner,
        _ => tex,
    };
    let rest = STYLES.iter().find_map(|style| inner.strip_prefix(style))?;
    (!rest.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| rest.trim())
}

/// Whether every brace has its partner.
fn is_balanced(tex: &str) -> bool {
    let (mut depth, mut is_escaped) = (0_i32, false);
    for c in tex.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' if depth == 0 => return false,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && !is_escaped
}

/// TeX without comments, which extend from `%` to the end of the line.
fn without_comments(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    for line in tex.lines() {
        let mut is_escaped = false;
        let end = line.find(|c: char| {
            let is_comment = c == '%' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_comment
        });
        out.push_str(&line[..end.unwrap_or(line.len())]);
        out.push('\n');
    }
    out
}

/// Whether a text may be TeX: it has a TeX character, or no word.
pub(super) fn looks_like_tex(text: &str) -> bool {
    let is_word = |word: &str| word.chars().count() > 2 && word.chars().all(char::is_alphabetic);
    text.contains(['\\', '^', '_', '{']) || !text.split_whitespace().any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_styles_and_comments_are_removed() {
        for (written, expected, is_display) in [
            (" {\\displaystyle s=r-{\\sqrt {r^{2}}}} ", "s=r-{\\sqrt {r^{2}}}", false),
            ("{\\displaystyle a}+{b}", "{\\displaystyle a}+{b}", false),
            ("\\[ a\n+ b \\]", "a + b", true),
            ("$x$", "x", false),
            ("$a$ and $b$", "$a$ and $b$", false),
            ("a % sum\n+ 5\\%", "a + 5\\%", false),
            ("\\displaystyle\\frac12", "\\frac12", false),
        ] {
            let expected = Tex { tex: expected.to_owned(), is_display };
            assert_eq!(Tex::new(written, false), Some(expected.clone()));
            assert_eq!(Tex::new(&expected.tex, is_display), Some(expected));
        }
        assert_eq!(Tex::new(" \\[ \\] ", false), None);
    }
}
