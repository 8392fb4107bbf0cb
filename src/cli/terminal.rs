//! What a terminal may be shown.

use std::borrow::Cow;

/// A text without the characters that drive a terminal: a page, or the name of a file, could set its title, move its
/// cursor or type into it. They are seen as `\u{fffd}`.
pub fn tame(text: &str) -> Cow<'_, str> {
    let drives = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(drives) { text.replace(drives, "\u{fffd}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal() {
        assert_eq!(tame("a\tb\nc é 中 \u{200f}"), "a\tb\nc é 中 \u{200f}");
        assert_eq!(tame("\u{1b}[31mred\u{7}\r\u{8}"), "\u{fffd}[31mred\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(tame("\u{9b}2J\u{7f}\0"), "\u{fffd}2J\u{fffd}\u{fffd}");
    }
}
