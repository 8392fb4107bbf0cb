//! Rejects formulas with unsafe commands.

/// TeX commands that link, load, or set attributes and styles of the page; and `csname`, which constructs commands. Sources:
/// the commands that KaTeX's option `trust` allows and those that MathJax's extension `Safe` filters. Formulas do not need
/// them.
const COMMANDS: &[&str] = &[
    "bbox",
    "class",
    "csname",
    "cssId",
    "data",
    "href",
    "htmlClass",
    "htmlData",
    "htmlId",
    "htmlStyle",
    "includegraphics",
    "mmlToken",
    "require",
    "style",
    "toggle",
    "unicode",
    "url",
];

/// Whether a formula has no unsafe commands, so that a renderer of formulas may process it.
pub(crate) fn is_formula(tex: &str) -> bool {
    !tex.split('\\').skip(1).any(|part| {
        let end = part.bytes().take_while(u8::is_ascii_alphabetic).count();
        COMMANDS.contains(&&part[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_commands_are_rejected() {
        for tex in
            ["\\href{javascript:hit()}{x}", "a\\url {x}", "\\let\\x\\href", "\\includegraphics{x}"]
        {
            assert!(!is_formula(tex), "{tex}");
        }
        for tex in ["\\frac{a}{b}", "\\text{href}", "\\database", "\\\\ x"] {
            assert!(is_formula(tex), "{tex}");
        }
    }
}
