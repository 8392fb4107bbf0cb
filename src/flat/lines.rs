//! Lines as they stand in a text: how far in, how far apart, how wide.

/// A line with something on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The line without white space at its ends.
    pub text: &'a str,
    /// Columns of white space before it; a tab goes on to the next multiple of four.
    pub indent: u32,
    /// Empty lines before it.
    pub n_blank: u32,
    /// Characters of [`text`](Self::text), at most 1000.
    pub width: u32,
}

/// Wider lines are all the same.
const MAX_WIDTH: usize = 1000;

/// The lines of a text that are not empty. Line feeds, carriage returns, form feeds and the two separators of Unicode
/// end a line.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut n_blank = 0;
    let is_end = |c| matches!(c, '\n' | '\u{c}' | '\u{b}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    for whole in text.split(is_end).flat_map(|line| {
        // A carriage return before a line feed belongs to it.
        line.strip_suffix('\r').unwrap_or(line).split('\r')
    }) {
        let text = whole.trim_matches(is_space);
        if text.is_empty() {
            n_blank += 1;
            continue;
        }
        let width = text.chars().take(MAX_WIDTH).count() as u32;
        lines.push(Line { text, indent: indent(whole), n_blank, width });
        n_blank = 0;
    }
    lines
}

/// White space, and characters that take no place.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\0')
}

fn indent(line: &str) -> u32 {
    let mut columns = 0;
    for c in line.chars() {
        columns = match c {
            '\t' => columns / 4 * 4 + 4,
            c if is_space(c) => columns + 1,
            _ => break,
        };
    }
    columns
}

/// The width at which a text was wrapped; `None` where its lines are as long as what they say.
///
/// Wrapped lines end shortly before the widest: a line ends where its next word would not have fitted any more. Where
/// most lines that another follows at once do, and few are wider, that is the width.
pub(super) fn wrap_width(lines: &[Line<'_>]) -> Option<u32> {
    let mut widths: Vec<u32> = lines.iter().map(|line| line.width + line.indent).collect();
    widths.sort_unstable();
    // One line in fifty may be wider: an address, a table.
    let width = *widths.get((widths.len() * 49 / 50).min(widths.len().checked_sub(1)?))?;
    if !(MIN_WRAP..=MAX_WRAP).contains(&width) {
        return None;
    }
    let (mut n_full, mut n_long) = (0, 0);
    for pair in lines.windows(2) {
        let own = pair[0].width + pair[0].indent;
        if pair[1].n_blank == 0 && own * 5 > width * 3 {
            n_long += 1;
            n_full += u32::from(own + 1 + first_word_width(pair[1].text) > width.saturating_sub(2));
        }
    }
    (n_long >= MIN_WRAPPED && n_full * 3 > n_long * 2).then_some(width)
}

/// Narrower and wider columns are not looked for.
const MIN_WRAP: u32 = 30;
const MAX_WRAP: u32 = 140;
/// So many long lines tell a column.
const MIN_WRAPPED: u32 = 3;

/// How wide the first word of a line is.
pub(super) fn first_word_width(text: &str) -> u32 {
    text.chars().take_while(|c| !c.is_whitespace()).take(MAX_WIDTH).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_places() {
        let found: Vec<_> = lines("\n\n  a b \r\nc\r\rd\n\t\u{feff}\n\te")
            .iter()
            .map(|l| (l.text, l.indent, l.n_blank))
            .collect();
        assert_eq!(found, [("a b", 2, 2), ("c", 0, 0), ("d", 0, 1), ("e", 4, 1)]);
    }

    #[test]
    fn a_column_is_seen_and_paragraphs_of_a_line_are_none() {
        let prose = "It rained on Monday and on Tuesday too until the river stood at the bridge\n\
                     and the streets were under water, so that people went home by boat, slowly\n\
                     and with care. The mayor spoke of the worst flood in a hundred years or so,\n\
                     and of the help that came from all sides.\n";
        assert!(wrap_width(&lines(prose)).is_some_and(|w| (70..80).contains(&w)));
        let joined = prose.replace('\n', " ");
        assert_eq!(wrap_width(&lines(&format!("{joined}\n{joined}\n\n{joined}"))), None);
        assert_eq!(wrap_width(&lines("Home\nNews\nSport\nWeather\nAbout us")), None);
    }
}
