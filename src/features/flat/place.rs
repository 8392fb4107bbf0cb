//! Family: the position of a piece in its paragraph, among its neighbours and on the page; and the densest part of the
//! page.

use std::ops::Range;

use super::super::Row;
use super::super::number::log2;
use super::Page;
use crate::flat::{Piece, UnitKind};

pub(super) const NAMES: &[&str] = &[
    "kind",
    "n_blank",
    "n_blank_after",
    "indent",
    "indent_less_common",
    "unit_index",
    "unit_rest",
    "unit_words",
    "unit_lines",
    "unit_run",
    "unit_same",
    "unit_same_before",
    "unit_before_words",
    "unit_before_kind",
    "unit_before_ends",
    "unit_after_words",
    "unit_after_kind",
    "unit_after_ends",
    "p1_words",
    "p1_ends",
    "p1_capital",
    "p2_words",
    "n1_words",
    "n1_ends",
    "n1_capital",
    "n2_words",
    "index",
    "index_from_end",
    "words_before",
    "words_after",
    "words_before_share",
    "prose_before_share",
    "prose_after_share",
    "blocks_to_prose",
    "blocks_from_prose",
    "to_first_prose",
    "to_last_prose",
    "w3_words",
    "w3_prose",
    "w10_words",
    "w10_prose",
    "w30_prose",
    "w3_capital",
    "dense_words",
    "in_dense",
    "from_dense_start",
    "from_dense_end",
    "dense_share",
    "since_heading",
    "words_since_heading",
    "to_heading",
    "page_words",
    "page_blocks",
    "page_units",
    "page_prose_share",
    "page_blank_share",
    "page_pieces_a_unit",
    "page_largest_unit",
    "page_lines_a_unit",
    "page_capital",
    "page_years",
    "page_headings",
    "page_items",
];

/// The maximum distance in pieces; longer ones are clipped.
const FAR: usize = 200;

/// The quantities that are summed over pieces.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
enum Sum {
    Words,
    Prose,
    Capital,
    Years,
    Headings,
    Items,
}
const N_SUMS: usize = 6;

/// Positions of pieces, computed in a few passes.
#[derive(Debug)]
pub(super) struct Places {
    sums: Vec<[f32; N_SUMS]>,
    /// The paragraphs of the text.
    units: Vec<Unit>,
    prose_before: Vec<usize>,
    prose_after: Vec<usize>,
    /// The first and the last piece of prose; the number of pieces if there is none.
    prose_ends: [usize; 2],
    heading_before: Vec<usize>,
    heading_after: Vec<usize>,
    dense: Range<usize>,
    common_indent: u32,
    page: Vec<f32>,
}

#[derive(Debug, Clone)]
struct Unit {
    pieces: Range<usize>,
    words: f32,
    kind: UnitKind,
    ends: bool,
    n_blank: u32,
}

/// For each index in `0..n`, the nearest marked index before it, and the nearest after it; `n` if there is none.
fn nearest(n: usize, is_marked: impl Fn(usize) -> bool) -> (Vec<usize>, Vec<usize>) {
    let mut before = vec![n; n];
    let mut after = vec![n; n];
    let mut last = n;
    for (i, before) in before.iter_mut().enumerate() {
        *before = last;
        last = if is_marked(i) { i } else { last };
    }
    last = n;
    for (i, after) in after.iter_mut().enumerate().rev() {
        *after = last;
        last = if is_marked(i) { i } else { last };
    }
    (before, after)
}

impl Places {
    pub fn new(page: &Page<'_>) -> Self {
        let n = page.pieces.len();
        let mut sum = [0.0; N_SUMS];
        let mut sums = Vec::with_capacity(n + 1);
        sums.push(sum);
        for i in 0..n {
            let words = page.n_words(i) as f32;
            let flag = |is: bool| f32::from(u8::from(is));
            let terms = [
                words,
                if page.is_prose(i) { words } else { 0.0 },
                words * page.words[i].capital_share(),
                flag(page.words[i].has_year),
                flag(page.kind(i) == UnitKind::Heading),
                flag(matches!(page.kind(i), UnitKind::Item | UnitKind::NumberedItem)),
            ];
            sum.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            sums.push(sum);
        }
        let (prose_before, prose_after) = nearest(n, |i| page.is_prose(i));
        let (heading_before, heading_after) = nearest(n, |i| page.kind(i) == UnitKind::Heading);
        let dense = densest((0..n).map(|i| {
            let words = page.n_words(i) as f32;
            if page.is_prose(i) { words } else { -(4.0 + words * 0.5) }
        }));
        let prose_ends = [(0..n).find(|&i| page.is_prose(i)), (0..n).rfind(|&i| page.is_prose(i))]
            .map(|i| i.unwrap_or(n));
        let units = units(page);
        let mut places = Places {
            sums,
            units,
            prose_before,
            prose_after,
            prose_ends,
            heading_before,
            heading_after,
            dense,
            common_indent: common_indent(page.pieces),
            page: Vec::new(),
        };
        places.page = places.page_columns(page);
        places
    }

    fn over(&self, sum: Sum, range: Range<usize>) -> f32 {
        let end = range.end.min(self.sums.len() - 1);
        let start = range.start.min(end);
        self.sums[end][sum as usize] - self.sums[start][sum as usize]
    }

    fn page_columns(&self, page: &Page<'_>) -> Vec<f32> {
        let n = page.pieces.len();
        let total = |sum| self.over(sum, 0..n);
        let words = total(Sum::Words).max(1.0);
        let n_units = self.units.len().max(1) as f32;
        let n_blank = self.units.iter().filter(|u| u.n_blank > 0).count() as f32;
        let largest = self.units.iter().map(|u| u.words).fold(0.0, f32::max);
        let n_lines: u32 = self
            .units
            .iter()
            .filter_map(|u| page.pieces.get(u.pieces.start))
            .map(|p| p.n_lines)
            .sum();
        vec![
            words,
            n as f32,
            n_units,
            total(Sum::Prose) / words,
            n_blank / n_units,
            n as f32 / n_units,
            largest / words,
            n_lines as f32 / n_units,
            total(Sum::Capital) / words,
            total(Sum::Years),
            total(Sum::Headings),
            total(Sum::Items) / n.max(1) as f32,
        ]
    }

    /// The pieces of the paragraph that contains a piece.
    pub fn unit(&self, piece: &Piece) -> Range<usize> {
        self.units.get(piece.unit as usize).map_or(0..0, |unit| unit.pieces.clone())
    }

    /// Appends the columns of [`NAMES`] for the i-th piece.
    pub fn fill(&self, page: &Page<'_>, i: usize, row: &mut Row<'_>) {
        self.fill_unit(page, i, row);
        self.fill_neighbours(page, i, row);
        self.fill_position(page, i, row);
        self.fill_density(page, i, row);
        row.extend(&self.page);
    }

    fn fill_unit(&self, page: &Page<'_>, i: usize, row: &mut Row<'_>) {
        let piece = &page.pieces[i];
        let at = piece.unit as usize;
        let none = Unit {
            pieces: 0..0,
            words: f32::NAN,
            kind: UnitKind::Paragraph,
            ends: false,
            n_blank: 0,
        };
        let own = self.units.get(at).unwrap_or(&none);
        let before = at.checked_sub(1).and_then(|u| self.units.get(u)).unwrap_or(&none);
        let after = self.units.get(at + 1).unwrap_or(&none);
        row.push(page.kind(i) as u8 as f32);
        row.push(piece.n_blank as f32);
        row.push(after.n_blank as f32);
        row.push(piece.indent as f32);
        row.push(piece.indent as f32 - self.common_indent as f32);
        row.push((i - own.pieces.start.min(i)) as f32);
        row.push(own.pieces.end.saturating_sub(i + 1) as f32);
        row.push(own.words);
        row.push(piece.n_lines as f32);
        row.push(piece.n_run as f32);
        row.push(piece.n_same as f32);
        row.push(piece.n_before as f32);
        for unit in [before, after] {
            row.push(unit.words);
            row.push(unit.kind as u8 as f32);
            row.flag(unit.ends);
        }
    }

    fn fill_neighbours(&self, page: &Page<'_>, i: usize, row: &mut Row<'_>) {
        let n = page.pieces.len();
        let words =
            |j: Option<usize>| j.filter(|&j| j < n).map_or(f32::NAN, |j| page.n_words(j) as f32);
        for (near, far) in [(i.checked_sub(1), i.checked_sub(2)), (Some(i + 1), Some(i + 2))] {
            row.push(words(near));
            match near.filter(|&j| j < n) {
                Some(j) => {
                    row.flag(page.words[j].ends_sentence);
                    row.push(page.words[j].capital_share());
                }
                None => row.missing(2),
            }
            row.push(words(far));
        }
    }

    /// The nearest heading before a piece.
    pub fn heading_before(&self, i: usize) -> Option<usize> {
        Some(self.heading_before[i]).filter(|&h| h < i)
    }

    fn fill_position(&self, page: &Page<'_>, i: usize, row: &mut Row<'_>) {
        let n = page.pieces.len();
        let before = self.over(Sum::Words, 0..i);
        let after = self.over(Sum::Words, i + 1..n);
        let words = self.over(Sum::Words, 0..n).max(1.0);
        let prose = self.over(Sum::Prose, 0..n).max(1.0);
        row.push(i as f32);
        row.push((n - 1 - i) as f32);
        row.push(before);
        row.push(after);
        row.push(before / words);
        row.push(self.over(Sum::Prose, 0..i) / prose);
        row.push(self.over(Sum::Prose, i + 1..n) / prose);
        let away = |a: usize, b: usize| a.abs_diff(b).min(FAR) as f32;
        let far = |j: usize| if j < n { away(i, j) } else { FAR as f32 };
        row.push(far(self.prose_after[i]));
        row.push(far(self.prose_before[i]));
        for end in self.prose_ends {
            row.push(if end < n { i as f32 - end as f32 } else { f32::NAN });
        }
    }

    fn fill_density(&self, page: &Page<'_>, i: usize, row: &mut Row<'_>) {
        let window = |radius: usize| i.saturating_sub(radius)..i + radius + 1;
        for radius in [3, 10] {
            let words = self.over(Sum::Words, window(radius));
            row.push(words);
            row.push(self.over(Sum::Prose, window(radius)) / words.max(1.0));
        }
        row.push(self.over(Sum::Prose, window(30)) / self.over(Sum::Words, window(30)).max(1.0));
        row.push(self.over(Sum::Capital, window(3)) / self.over(Sum::Words, window(3)).max(1.0));
        let dense = &self.dense;
        let words = self.over(Sum::Words, dense.clone());
        row.push(log2(words + 1.0));
        row.flag(dense.contains(&i));
        row.push(i as f32 - dense.start as f32);
        row.push(i as f32 - dense.end as f32);
        row.push(words / self.over(Sum::Words, 0..self.sums.len()).max(1.0));
        let n = page.pieces.len();
        match self.heading_before[i] {
            h if h < n => {
                row.push((i - h).min(FAR) as f32);
                row.push(self.over(Sum::Words, h + 1..i));
            }
            _ => row.missing(2),
        }
        row.push(match self.heading_after[i] {
            h if h < n => (h - i).min(FAR) as f32,
            _ => f32::NAN,
        });
    }
}

fn units(page: &Page<'_>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (i, piece) in page.pieces.iter().enumerate() {
        while units.len() <= piece.unit as usize {
            units.push(Unit {
                pieces: i..i,
                words: 0.0,
                kind: page.kind(i),
                ends: false,
                n_blank: piece.n_blank,
            });
        }
        let Some(unit) = units.get_mut(piece.unit as usize) else { continue };
        unit.pieces.end = i + 1;
        unit.words += page.n_words(i) as f32;
        unit.ends = page.words[i].ends_sentence;
    }
    units
}

/// The most frequent indentation, at most 32; the smaller one in a tie.
fn common_indent(pieces: &[Piece]) -> u32 {
    let mut counts = [0_u32; 33];
    for piece in pieces {
        counts[piece.indent.min(32) as usize] += 1;
    }
    (0..33).max_by_key(|&i| (counts[i], 33 - i)).unwrap_or(0) as u32
}

/// The range with the maximum sum of values (Bentley, "Programming Pearls", 1984).
pub(super) fn densest(values: impl Iterator<Item = f32>) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0_f32);
    for (i, value) in values.enumerate() {
        if sum <= 0.0 {
            (start, sum) = (i, 0.0);
        }
        sum += value;
        if sum > best_sum {
            (best, best_sum) = (start..i + 1, sum);
        }
    }
    best
}
