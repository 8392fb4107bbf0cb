//! Parses the declarations of a `style` attribute that decide how code is laid out.

use std::fmt;

use crate::text::shortened;

/// The properties of [`Style`] that lay out lines. Compared in lower case only: other spellings are rare.
pub(crate) const PROPERTIES: [&str; 3] = ["white-space", "user-select", "display"];

/// The property-value pairs of a `style` attribute, without `!important`.
pub(crate) fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.map(|(property, value)| {
        let value = value.split_once('!').map_or(value, |(value, _)| value);
        (property.trim(), value.trim())
    })
}

/// What a `style` attribute says about white space, lines, selection and font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    /// `white-space: pre`, `pre-wrap`, `pre-line` or `break-spaces`: line feeds are line breaks.
    pub keeps_lines: bool,
    /// A `display` value that puts the element on its own line.
    pub is_block: bool,
    /// `user-select: none`: excluded when a reader copies the text.
    pub is_unselectable: bool,
    /// A `font-family` with a monospace font.
    pub is_monospace: bool,
}

impl Style {
    /// Parses the first 1,024 bytes of a `style` attribute. The default if none of [`PROPERTIES`] occurs in it.
    pub fn of(style: &str) -> Style {
        let mut out = Style::default();
        let style = shortened(style);
        if !PROPERTIES.iter().any(|name| style.contains(name)) {
            return out;
        }
        for (property, value) in declarations(style) {
            let is = |names: &[&str]| names.iter().any(|name| value.eq_ignore_ascii_case(name));
            match property {
                p if p.eq_ignore_ascii_case("white-space") => {
                    out.keeps_lines = is(&["pre", "pre-wrap", "pre-line", "break-spaces"]);
                }
                p if p.eq_ignore_ascii_case("display") => {
                    out.is_block = is(&["block", "flex", "grid", "table-row", "list-item"]);
                }
                p if ends_with(p, "user-select") => {
                    out.is_unselectable |= is(&["none"]);
                }
                p if p.eq_ignore_ascii_case("font-family") => {
                    let value = value.to_ascii_lowercase();
                    out.is_monospace = value.contains("mono") || value.contains("courier");
                }
                _ => {}
            }
        }
        out
    }

    /// The union of two styles.
    pub fn with(self, other: Style) -> Style {
        Style {
            keeps_lines: self.keeps_lines | other.keeps_lines,
            is_block: self.is_block | other.is_block,
            is_unselectable: self.is_unselectable | other.is_unselectable,
            is_monospace: self.is_monospace | other.is_monospace,
        }
    }

    /// Whether anything but the font is set.
    pub fn has_any(self) -> bool {
        self.keeps_lines || self.is_block || self.is_unselectable
    }
}

/// Whether a property ends with a name in lower case, in any case: it may have the prefix of a browser.
fn ends_with(property: &str, name: &str) -> bool {
    let start = property.len().checked_sub(name.len());
    start.is_some_and(|start| property.as_bytes()[start..].eq_ignore_ascii_case(name.as_bytes()))
}

/// Writes declarations that [`Style::of`] parses as the same style.
impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (says, declaration) in [
            (self.keeps_lines, "white-space:pre;"),
            (self.is_block, "display:block;"),
            (self.is_unselectable, "user-select:none;"),
            (self.is_monospace, "font-family:monospace;"),
        ] {
            f.write_str(if says { declaration } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_parsed_as_in_browsers() {
        let style = Style::of("color:red; White-Space : Pre-Wrap !important; display: block");
        assert!(style.keeps_lines && style.is_block && !style.is_unselectable);
        assert!(Style::of("-webkit-user-select:none").is_unselectable);
        let font = Style::of("font-family: Menlo, monospace; display:inline");
        assert!(font.is_monospace && !font.has_any());
        assert_eq!(Style::of("white-space: nowrap; display: inline;;x"), Style::default());
        assert_eq!(Style::of(&style.to_string()), style);
    }
}
