//! Text without control characters, safe for a terminal.

use std::borrow::Cow;

/// A text with `\u{fffd}` for each control character but line feed and tab. A page or a file name could otherwise set
/// the terminal's title, move its cursor or inject input.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    let drives = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(drives) { text.replace(drives, "\u{fffd}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal() {
        assert_eq!(escape_controls("a\tb\nc é 中 \u{200f}"), "a\tb\nc é 中 \u{200f}");
        assert_eq!(
            escape_controls("\u{1b}[31mred\u{7}\r\u{8}"),
            "\u{fffd}[31mred\u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(escape_controls("\u{9b}2J\u{7f}\0"), "\u{fffd}2J\u{fffd}\u{fffd}");
    }
}
