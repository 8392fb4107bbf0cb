//! Printed pages: page numbers, and paragraphs that continue on the next page.

use super::join::ending;
use super::lines::Line;
use super::unit::{Unit, UnitKind};
use crate::text::is_sentence_end;

/// The minimum number of lines between page numbers.
const MIN_PAGE: usize = 10;

/// For each line, whether it is a page number: one next to a form feed, or one of consecutive numbers that are isolated
/// and far apart in wrapped text.
pub(super) fn page_numbers(lines: &[Line<'_>], wraps: &[Option<u32>]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let numbers: Vec<(usize, u32)> =
        (0..).zip(lines).filter_map(|(i, line)| Some((i, page_number(line.text)?))).collect();
    for (k, &(i, number)) in numbers.iter().enumerate() {
        let next = lines.get(i + 1);
        let is_at_end = lines[i].begins_page || next.is_some_and(|next| next.begins_page);
        let is_alone = lines[i].n_blank > 0 && next.is_none_or(|next| next.n_blank > 0);
        let is_next = |a: (usize, u32), b: (usize, u32)| b.1 == a.1 + 1 && b.0 - a.0 >= MIN_PAGE;
        let is_in_row = numbers.get(k + 1).is_some_and(|&b| is_next((i, number), b))
            || k > 0 && is_next(numbers[k - 1], (i, number));
        found[i] = is_at_end || is_alone && is_in_row && wraps[i.saturating_sub(1)].is_some();
    }
    found
}

/// The page number on a line of its own, with or without dashes or brackets.
fn page_number(text: &str) -> Option<u32> {
    if text.len() > 12 {
        return None;
    }
    let inner = text.trim_matches(|c: char| {
        matches!(c, '-' | '–' | '—' | '[' | ']' | '|') || c.is_whitespace()
    });
    inner
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| inner.parse().ok().filter(|&number| number < 10_000))?
}

/// Joins a paragraph across a page number. The number is moved before the paragraph.
pub(super) fn across_pages(units: &mut Vec<Unit<'_>>, lines: &[Line<'_>]) {
    if !units.iter().any(|unit| unit.kind == UnitKind::PageNumber) {
        return;
    }
    let mut kept: Vec<Unit<'_>> = Vec::with_capacity(units.len());
    for unit in units.drain(..) {
        if let [.., before, page] = &mut kept[..]
            && page.kind == UnitKind::PageNumber
            && before.kind == UnitKind::Paragraph
            && unit.kind == UnitKind::Paragraph
            && before.skipped.is_empty()
            && unit.text.starts_with(char::is_lowercase)
            && !is_sentence_end(ending(lines[before.lines.end - 1].text))
        {
            before.skipped = before.lines.end..unit.lines.start;
            before.lines.end = unit.lines.end;
            before.width = before.width.saturating_add(unit.width);
            let last = kept.len() - 1;
            kept.swap(last - 1, last);
        } else {
            kept.push(unit);
        }
    }
    *units = kept;
}

#[cfg(test)]
mod tests {
    use super::super::collect::units;
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn a_paragraph_continues_after_a_page_number() {
        let text = "The river stood at the\n\n- 12 -\n\u{c}bridge and rose.\n\n13\n\nEnd";
        let found: Vec<_> =
            units(&lines(text)).0.into_iter().map(|u| (u.kind, u.lines, u.skipped)).collect();
        assert_eq!(
            found[..2],
            [(UnitKind::PageNumber, 1..2, 0..0), (UnitKind::Paragraph, 0..3, 1..2)]
        );
        assert_eq!(found[2].0, UnitKind::Paragraph);
    }
}
