//! The declarations of a `style` attribute that decide how code looks.

use std::fmt;

use crate::text::shortened;

/// The properties that say something of lines, as far as they are written in lower case, as nearly all are.
pub(crate) const PROPERTIES: [&str; 3] = ["white-space", "user-select", "display"];

/// The properties of a `style` attribute with their values, without `!important`.
pub(crate) fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.map(|(property, value)| {
        let value = value.split_once('!').map_or(value, |(value, _)| value);
        (property.trim(), value.trim())
    })
}

/// What a `style` attribute says of white space, lines and selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    /// `white-space: pre`, `pre-wrap`, `pre-line` or `break-spaces`: line feeds are line breaks.
    pub keeps_lines: bool,
    /// A `display` that puts the element on a line of its own.
    pub is_block: bool,
    /// `user-select: none`: not a part of what a reader copies.
    pub is_unselectable: bool,
    /// A `font-family` with a monospace font.
    pub is_monospace: bool,
}

impl Style {
    /// Reads the begin of a `style` attribute.
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
                p if p.to_ascii_lowercase().ends_with("user-select") => {
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

    /// What either of two styles says.
    pub fn with(self, other: Style) -> Style {
        Style {
            keeps_lines: self.keeps_lines | other.keeps_lines,
            is_block: self.is_block | other.is_block,
            is_unselectable: self.is_unselectable | other.is_unselectable,
            is_monospace: self.is_monospace | other.is_monospace,
        }
    }

    /// Whether it says anything but the font.
    pub fn has_any(self) -> bool {
        self.keeps_lines || self.is_block || self.is_unselectable
    }
}

/// Declarations that [`Style::of`] reads as the same style.
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
    fn declarations_are_read_as_browsers_do() {
        let style = Style::of("color:red; White-Space : Pre-Wrap !important; display: block");
        assert!(style.keeps_lines && style.is_block && !style.is_unselectable);
        assert!(Style::of("-webkit-user-select:none").is_unselectable);
        let font = Style::of("font-family: Menlo, monospace; display:inline");
        assert!(font.is_monospace && !font.has_any());
        assert_eq!(Style::of("white-space: nowrap; display: inline;;x"), Style::default());
        assert_eq!(Style::of(&style.to_string()), style);
    }
}
