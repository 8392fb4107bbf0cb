//! Formulas that ask or run something.

/// Commands of TeX with which a formula leads somewhere, loads something, or sets attributes and styles of a page, and one that
/// makes commands of letters. From KaTeX's list of what its option `trust` allows, and MathJax's of what its extension `Safe`
/// filters; neither is needed in a formula.
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

/// Whether a formula may be handed to a program that draws formulas.
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
    fn formulas_lead_nowhere() {
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
