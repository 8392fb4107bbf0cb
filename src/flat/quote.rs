//! Quotations in mail and Markdown, with `>` before each line.

use super::join::ending;
use super::lines::{Line, columns_before, is_space, mark_apart, measured};
use crate::text::is_sentence_end;

/// The minimum width of prose, in columns; narrower lines may be entries of a menu.
const MIN_PROSE: u32 = 40;

/// Removes the markers of quoted lines. Runs of lines without prose are lists with arrows, and stay unchanged.
pub(super) fn strip(lines: &mut Vec<Line<'_>>) {
    let is_marked = |line: &Line<'_>| line.text.starts_with('>');
    if !lines.iter().any(is_marked) {
        return;
    }
    for run in lines.chunk_by_mut(|a, b| is_marked(a) && is_marked(b)) {
        let is_prose =
            |line: &Line<'_>| line.width > MIN_PROSE || is_sentence_end(ending(line.text));
        if is_marked(&run[0]) && run.iter().any(is_prose) {
            run.iter_mut().for_each(strip_line);
        }
    }
    // A marker without text is an empty line.
    let mut n_blank = 0;
    lines.retain_mut(|line| {
        line.n_blank += std::mem::take(&mut n_blank);
        if line.text.is_empty() {
            n_blank = line.n_blank + 1;
        }
        !line.text.is_empty()
    });
    mark_apart(lines);
}

fn strip_line(line: &mut Line<'_>) {
    let mut rest = line.text;
    let mut n_quotes = 0;
    while let Some(inner) = rest.trim_start_matches(is_space).strip_prefix('>') {
        n_quotes += 1;
        rest = inner;
    }
    // One space after the marker belongs to it.
    let whole = rest.strip_prefix(' ').unwrap_or(rest);
    *line = Line {
        n_quotes,
        whole,
        indent: columns_before(whole),
        n_blank: line.n_blank,
        begins_page: line.begins_page,
        ..measured(whole.trim_start_matches(is_space))
    };
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn quotation_markers_are_removed_from_prose() {
        let strip = |text| {
            let mut lines = lines(text);
            strip(&mut lines);
            lines.iter().map(|line| (line.text, line.n_quotes, line.n_blank)).collect::<Vec<_>>()
        };
        assert_eq!(
            strip("a\n> It rained.\n>\n> > It did."),
            [("a", 0, 0), ("It rained.", 1, 0), ("It did.", 2, 1)]
        );
        assert_eq!(strip("> Home\n> News"), [("> Home", 0, 0), ("> News", 0, 0)]);
    }
}
