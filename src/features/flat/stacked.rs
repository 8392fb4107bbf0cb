//! Features from a first classification of the pieces around each piece: stacked sequential learning, as in
//! [`features::stacked`](crate::features::stacked).

use std::ops::Range;

use super::super::sequence::{first_after, last_before};
use super::super::stacked::{
    FAR, Groups, MIN_PROBABILITY, MIN_WORDS, Probabilities, Sum, held_odds, mean_without,
    page_shares, prefix_sums, terms,
};
use super::super::{Row, Rows};
use crate::flat::Piece;
use crate::flat::words::WordList;

pub(super) const NAMES: &[&str] = &[
    "stacked",
    "stacked_caption",
    "stacked_p1",
    "stacked_p2",
    "stacked_p3",
    "stacked_n1",
    "stacked_n2",
    "stacked_n3",
    "stacked_caption_p1",
    "stacked_caption_n1",
    "stacked_unit",
    "stacked_unit_before",
    "stacked_unit_after",
    "stacked_look",
    "stacked_n_look",
    "stacked_copies",
    "stacked_n_copies",
    "stacked_w5",
    "stacked_w15",
    "stacked_before",
    "stacked_after",
    "stacked_since",
    "stacked_until",
    "stacked_page",
    "stacked_open",
];

/// A text with its first classification.
struct Page<'a> {
    pieces: &'a [Piece],
    odds: Vec<f32>,
    captions: Vec<f32>,
    terms: Vec<Sum>,
    sums: Vec<Sum>,
    /// The pieces of each paragraph.
    units: Vec<Range<usize>>,
    looks: Groups,
    copies: Groups,
    content_before: Vec<usize>,
    content_after: Vec<usize>,
    page: [f32; 2],
}

/// Fills the columns of [`NAMES`], which are the last of each row.
pub(crate) fn fill(pieces: &[Piece], words: &WordList, first: &Probabilities, rows: &mut Rows) {
    let page = Page::new(pieces, words, first);
    rows.fill_last(NAMES.len(), |i, row| page.fill(i, row));
}

impl<'a> Page<'a> {
    fn new(pieces: &'a [Piece], words: &WordList, first: &Probabilities) -> Self {
        let n = first.content.len();
        let n_words = || words.pieces[..n].iter().map(|words| words.n_words);
        let odds = held_odds(&first.content);
        let terms = terms(n_words(), &odds, &first.content);
        let sums = prefix_sums(&terms);
        let is_content =
            |i: usize| first.content[i] >= MIN_PROBABILITY && words.pieces[i].n_words >= MIN_WORDS;
        let looks = (0..n).map(|i| look(&pieces[i], words, i));
        let copies = (0..n).map(|i| hash_of(words, i));
        let units = pieces[..n].chunk_by(|a, b| a.unit == b.unit).scan(0, |end, unit| {
            let start = *end;
            *end += unit.len();
            Some(start..*end)
        });
        Page {
            pieces,
            captions: held_odds(&first.captions),
            units: units.collect(),
            looks: Groups::new(&terms, looks),
            copies: Groups::new(&terms, copies),
            content_before: last_before(n, is_content),
            content_after: first_after(n, is_content),
            page: page_shares(n_words(), &odds, sums[n][2]),
            odds,
            terms,
            sums,
        }
    }

    /// Appends the columns of [`NAMES`] for the i-th piece.
    fn fill(&self, i: usize, row: &mut Row<'_>) {
        let value =
            |of: &[f32], i: Option<usize>| i.and_then(|i| of.get(i)).copied().unwrap_or(f32::NAN);
        row.push(self.odds[i]);
        row.push(value(&self.captions, Some(i)));
        let before = [1, 2, 3].map(|k| i.checked_sub(k));
        for near in before.into_iter().chain([1, 2, 3].map(|k| Some(i + k))) {
            row.push(value(&self.odds, near));
        }
        row.push(value(&self.captions, i.checked_sub(1)));
        row.push(value(&self.captions, Some(i + 1)));
        self.fill_units(i, row);
        row.extend(&self.looks.others(&self.terms, i));
        row.extend(&self.copies.others(&self.terms, i));
        for radius in [5, 15] {
            let end = (i + radius + 1).min(self.odds.len());
            row.push(self.mean(i.saturating_sub(radius)..end, Some(i)));
        }
        self.fill_content(i, row);
        row.extend(&self.page);
    }

    /// The mean log-odds of the other pieces in the same paragraph, and of the paragraphs before and after.
    fn fill_units(&self, i: usize, row: &mut Row<'_>) {
        let at = self.units.partition_point(|unit| unit.end <= i);
        let unit = |at: Option<usize>| at.and_then(|at| self.units.get(at)).cloned();
        let mean = |at| unit(at).map_or(f32::NAN, |unit| self.mean(unit, None));
        row.push(unit(Some(at)).map_or(f32::NAN, |unit| self.mean(unit, Some(i))));
        row.push(mean(at.checked_sub(1)));
        row.push(mean(Some(at + 1)));
    }

    /// The mean log-odds of a range of pieces, without one of them if given.
    fn mean(&self, range: Range<usize>, without: Option<usize>) -> f32 {
        let (start, end) = (self.sums[range.start], self.sums[range.end]);
        let sum = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
        match without {
            Some(i) => mean_without(sum, range.len(), self.terms[i]),
            None => sum[1] / sum[0],
        }
    }

    /// Fills the columns on where the content of the text is, relative to the i-th piece.
    fn fill_content(&self, i: usize, row: &mut Row<'_>) {
        let total = self.sums[self.odds.len()][2].max(1.0);
        row.push(self.sums[i][2] / total);
        row.push((total - self.sums[i + 1][2]) / total);
        for end in [self.content_before[i], self.content_after[i]] {
            let is_other = end != i && end < self.pieces.len();
            row.push(if is_other { end.abs_diff(i).min(FAR) } else { FAR } as f32);
        }
    }
}

/// A key that is equal for pieces of the same look: kind, indentation, length, beginning and ending.
fn look(piece: &Piece, words: &WordList, i: usize) -> u64 {
    let words = &words.pieces[i];
    let length = u64::from(words.n_words.checked_ilog2().unwrap_or(0));
    let flags = u64::from(words.ends_sentence) << 3 | words.begins as u64;
    u64::from(piece.indent) << 32 | (piece.kind as u64) << 16 | length << 8 | flags
}

/// A hash of all words of a piece.
fn hash_of(words: &WordList, i: usize) -> u64 {
    let start = u64::from(words.pieces[i].n_words);
    words.of(i).iter().fold(start, |hash, word| {
        (hash ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::flat::{compute, names};
    use crate::features::table::Table;
    use crate::flat;

    #[test]
    fn rows_contain_the_log_odds_of_neighbours_and_copies() {
        let flat = flat::parse("Rain falls today\n\nShare this\n\nRain falls today\n\nMenu");
        let words = flat.words();
        let mut rows = compute(&flat.pieces, &words, &Table::default());
        let first = Probabilities { content: vec![0.9, 0.5, 0.1, 0.1], captions: vec![0.5; 4] };
        fill(&flat.pieces, &words, &first, &mut rows);
        let names = names();
        let value = |i: usize, name: &str| {
            rows.iter().nth(i).unwrap()[names.iter().position(|n| n == name).unwrap()]
        };
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        assert!(near(value(0, "stacked"), 2.197) && near(value(2, "stacked_copies"), 2.197));
        assert!(near(value(1, "stacked_p1"), 2.197) && near(value(1, "stacked_n1"), -2.197));
        assert!(near(value(1, "stacked_unit_before"), 2.197) && value(1, "stacked_unit").is_nan());
        assert!(value(1, "stacked_copies").is_nan() && value(0, "stacked_p1").is_nan());
        assert_eq!([0, 3].map(|i| value(i, "stacked_n_copies")), [1.0, 0.0]);
        assert!(near(value(3, "stacked_caption"), 0.0) && value(3, "stacked_until") == FAR as f32);
    }
}
