//! Table rows: separated by tabs or bars, or aligned in columns.

use super::lines::{BAR, GAP, Line, TAB, width};
use super::rule::is_table_rule;
use crate::text::is_sentence_end;

/// The separator of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cells {
    Tabs,
    Bars,
    Columns,
}

/// The role of a line in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Head(Cells),
    Body(Cells),
    /// A rule between rows.
    Rule,
}

/// The role of each line in a table; `None` outside tables.
pub(super) fn rows(lines: &[Line<'_>]) -> Vec<Option<Row>> {
    let mut rows = vec![None; lines.len()];
    let is_near =
        |before: &Line<'_>, line: &Line<'_>| !line.is_apart && before.n_quotes == line.n_quotes;
    let has_cells = |line: &Line<'_>| line.has(TAB | BAR | GAP) || is_table_rule(line.text);
    let mut at = 0;
    for stretch in lines.chunk_by(|a, b| is_near(a, b) && has_cells(a) && has_cells(b)) {
        let found = &mut rows[at..at + stretch.len()];
        at += stretch.len();
        if !has_cells(&stretch[0]) || is_bars(stretch, found) || is_tabs(stretch, found) {
            continue;
        }
        columns(stretch, found);
    }
    rows
}

/// Marks rows with bars: equally many in each line, or a rule below the head.
fn is_bars(lines: &[Line<'_>], rows: &mut [Option<Row>]) -> bool {
    if !lines.iter().all(|line| line.has(BAR) || is_table_rule(line.text)) {
        return false;
    }
    let mut counts = lines
        .iter()
        .filter(|line| !is_table_rule(line.text))
        .map(|line| cells(line.text, Cells::Bars).count());
    let Some(first) = counts.next() else { return false };
    let is_even = counts.all(|n| n == first);
    let n_rows = lines.iter().filter(|line| !is_table_rule(line.text)).count();
    let rule = lines.iter().position(|line| is_table_rule(line.text) && line.text.contains('-'));
    let is_edged = lines.iter().all(|line| line.text.starts_with(['|', '+']));
    if first < 2 && !is_edged || !(is_even && n_rows > 1 || rule.is_some() || is_edged && first > 1)
    {
        return false;
    }
    // A rule above all rows is the upper edge; the next rule is below the head.
    let rule = rule.map(|at| {
        if at > 0 {
            at
        } else {
            lines.iter().skip(1).position(|line| is_table_rule(line.text)).map_or(0, |k| k + 1)
        }
    });
    let n_head = rule.filter(|&at| at + 1 < lines.len()).unwrap_or(0);
    for (i, line) in lines.iter().enumerate() {
        rows[i] = Some(match is_table_rule(line.text) {
            true => Row::Rule,
            false if i < n_head => Row::Head(Cells::Bars),
            false => Row::Body(Cells::Bars),
        });
    }
    true
}

/// Marks rows with tabs: two or more lines with about equally many.
fn is_tabs(lines: &[Line<'_>], rows: &mut [Option<Row>]) -> bool {
    let counts = || lines.iter().map(|line| cells(line.text, Cells::Tabs).count());
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    let is_table = lines.len() > 1
        && lines.iter().all(|line| line.has(TAB))
        && least > 1
        && (most - least <= 1 || lines.len() > 3);
    if is_table {
        rows.fill(Some(Row::Body(Cells::Tabs)));
    }
    is_table
}

/// The start and end column of a cell.
type CellRange = (u32, u32);

/// Marks rows with cells aligned at their start or end, separated by two or more spaces. Needs three rows, or two with
/// at least three cells.
fn columns(lines: &[Line<'_>], rows: &mut [Option<Row>]) {
    let mut start = 0;
    let (mut before, mut places) = (Vec::new(), Vec::new());
    for i in 0..=lines.len() {
        places.clear();
        if let Some(line) = lines.get(i) {
            place_cells(line, &mut places);
        }
        if i > start && !is_aligned(&before, &places) || places.len() < 2 {
            let n_least = if before.len() > 2 { 2 } else { 3 };
            if i >= start + n_least {
                rows[start..i].fill(Some(Row::Body(Cells::Columns)));
            }
            start = if places.len() < 2 { i + 1 } else { i };
        }
        std::mem::swap(&mut before, &mut places);
    }
}

/// Whether most cells of the shorter row start or end at the column of a cell in the other row.
fn is_aligned(a: &[CellRange], b: &[CellRange]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let n_met = few
        .iter()
        .skip(1)
        .filter(|cell| many.iter().skip(1).any(|other| cell.0 == other.0 || cell.1 == other.1))
        .count();
    few.len() > 1 && few.len() * 2 >= many.len() && n_met * 3 >= (few.len() - 1) * 2
}

/// The maximum number of cells examined per row.
const MAX_CELLS: usize = 24;

fn place_cells(line: &Line<'_>, places: &mut Vec<CellRange>) {
    if !line.has(GAP) {
        return;
    }
    let mut column = line.indent;
    let mut rest = line.text;
    loop {
        let end = gap(rest).unwrap_or(rest.len());
        let begin = column;
        column += width(&rest.as_bytes()[..end]);
        places.push((begin, column));
        let inner = rest[end..].trim_start_matches(' ');
        column += (rest.len() - end - inner.len()) as u32;
        rest = inner;
        if rest.is_empty() || places.len() == MAX_CELLS {
            return;
        }
    }
}

/// The offset of the first gap between cells: two spaces, or three after the end of a sentence.
fn gap(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find("  ")?;
        let is_wide = text[at..].starts_with("   ");
        if is_wide || !text[..at].ends_with(is_sentence_end) {
            return Some(at);
        }
        from = at + 2;
    }
}

/// The cells of a row.
pub(super) fn cells(text: &str, parted: Cells) -> impl Iterator<Item = &str> {
    let mut rest = Some(match parted {
        Cells::Bars => text.strip_prefix('|').unwrap_or(text),
        _ => text,
    });
    let is_edged = parted == Cells::Bars && text.starts_with('|');
    std::iter::from_fn(move || {
        let text = rest?;
        let end = match parted {
            Cells::Tabs => text.find('\t'),
            Cells::Bars => text.find('|'),
            Cells::Columns => gap(text),
        };
        let Some(end) = end else {
            rest = None;
            return (!is_edged || !text.trim().is_empty()).then_some(text.trim());
        };
        rest = Some(if parted == Cells::Columns {
            text[end..].trim_start_matches(' ')
        } else {
            &text[end + 1..]
        });
        Some(text[..end].trim())
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn found(text: &str) -> Vec<Vec<String>> {
        let lines = lines(text);
        let cut = |(line, row): (&Line<'_>, Option<Row>)| match row? {
            Row::Head(parted) | Row::Body(parted) => {
                Some(cells(line.text, parted).map(str::to_owned).collect())
            }
            Row::Rule => Some(Vec::new()),
        };
        lines.iter().zip(rows(&lines)).filter_map(cut).collect()
    }

    #[test]
    fn bars_tabs_and_columns_are_tables() {
        assert_eq!(found("| a | b |\n|---|---|\n| c | |"), [vec!["a", "b"], vec![], vec!["c", ""]]);
        assert_eq!(found("text\na\tb\nc\t\td"), [vec!["a", "b"], vec!["c", "", "d"]]);
        let aligned = "Name    Born  Town\nAnna    1990  Bonn\nBerta     85  Ulm";
        assert_eq!(found(aligned)[2], ["Berta", "85", "Ulm"]);
        assert_eq!(rows(&lines("a | b\n--|--\nc | d"))[0], Some(Row::Head(Cells::Bars)));
    }

    #[test]
    fn spaces_after_sentences_and_single_rows_are_not_tables() {
        assert!(
            found("It rained.  She left.\nHe stayed.  She came.\nIt snowed.  No one saw.")
                .is_empty()
        );
        assert!(found("Home | News | Sport").is_empty());
        assert!(found("a  bcd ef\nabc  d  ef\nabcd e  f").is_empty());
    }
}
