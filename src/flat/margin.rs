//! Detects hard-wrapped lines and their wrap column.

use super::lines::Line;
use crate::text::is_unspaced;

/// For each line, the column at which the surrounding lines are wrapped; `None` if they are not.
///
/// A wrapped line ends shortly before the widest, because its next word did not fit. A text is wrapped if most of its
/// long lines are full in this sense and few are wider. If the whole text is not, each run of lines without a gap is
/// tested, such as a letter quoted on a page.
pub(super) fn wraps(lines: &[Line<'_>]) -> Vec<Option<u32>> {
    if let Some(column) = column(lines) {
        return vec![Some(column); lines.len()];
    }
    let mut wraps = Vec::with_capacity(lines.len());
    for stretch in lines.chunk_by(|_, line| line.n_blank == 0) {
        let column = if stretch.len() > MIN_WRAPPED as usize { column(stretch) } else { None };
        wraps.resize(wraps.len() + stretch.len(), column);
    }
    wraps
}

fn column(lines: &[Line<'_>]) -> Option<u32> {
    let mut n_of_width = [0u32; MAX_WRAP as usize + 2];
    for line in lines {
        n_of_width[(line.width + line.indent).min(MAX_WRAP + 1) as usize] += 1;
    }
    // One line in fifty may be wider, such as a URL or a table.
    let mut n_wider = (lines.len() / 50) as u32;
    let widest = (0..=MAX_WRAP + 1).rev().find(|&width| {
        let n = n_of_width[width as usize];
        let is_met = n > n_wider;
        n_wider = n_wider.saturating_sub(n);
        is_met
    })?;
    if !(MIN_WRAP..=MAX_WRAP).contains(&widest) {
        return None;
    }
    let (mut n_full, mut n_long) = (0, 0);
    for pair in lines.windows(2) {
        if !pair[1].is_apart && (pair[0].width + pair[0].indent) * 5 > widest * 3 {
            n_long += 1;
            n_full += u32::from(is_full(&pair[0], &pair[1], widest));
        }
    }
    (n_long >= MIN_WRAPPED && n_full * 3 > n_long * 2).then_some(widest)
}

/// Whether the first word of the next line did not fit on this line.
pub(super) fn is_full(line: &Line<'_>, next: &Line<'_>, column: u32) -> bool {
    line.indent + line.width + 1 + first_word_width(next.text) > column.saturating_sub(SLACK)
}

/// The minimum and maximum wrap column.
const MIN_WRAP: u32 = 30;
const MAX_WRAP: u32 = 140;
/// The minimum number of long lines that establish a wrap column.
const MIN_WRAPPED: u32 = 3;
/// The tolerance in columns: a line may be wrapped this much earlier.
const SLACK: u32 = 2;
/// The maximum width of a word; longer ones are clipped.
const MAX_WORD: usize = 60;

/// The width of the first word of a line; in scripts without spaces, of its first character.
fn first_word_width(text: &str) -> u32 {
    match text.chars().next() {
        Some(c) if is_unspaced(c) => 2,
        _ => text.chars().take_while(|c| !c.is_whitespace()).take(MAX_WORD).count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn wrap(text: &str) -> Option<u32> {
        wraps(&lines(text))[0]
    }

    const PROSE: &str = "It rained on Monday and on Tuesday too until the river stood at the bridge\n\
                         and the streets were under water, so that people went home by boat, slowly\n\
                         and with care. The mayor spoke of the worst flood in a hundred years or so,\n\
                         and of the help that came from all sides.\n";

    #[test]
    fn wrapped_lines_are_detected_and_unwrapped_ones_are_not() {
        assert!(wrap(PROSE).is_some_and(|column| (70..80).contains(&column)));
        let joined = PROSE.replace('\n', " ");
        assert_eq!(wrap(&format!("{joined}\n{joined}\n\n{joined}")), None);
        assert_eq!(wrap("Home\nNews\nSport\nWeather\nAbout us"), None);
        let letter = format!("{joined}\n\n{joined}\n\n{PROSE}\n\n{joined}");
        let wraps = wraps(&lines(&letter));
        assert!(wraps[0].is_none() && wraps[2].is_some() && wraps[6].is_none());
    }
}
