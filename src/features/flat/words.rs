//! Family: the words and characters of a piece.

use super::super::Row;
use crate::flat::words::{Begin, Words};

pub(super) const NAMES: &[&str] = &[
    "n_words",
    "n_chars",
    "word_length",
    "capital_share",
    "number_share",
    "all_capitals_share",
    "small_share",
    "begins_capital",
    "begins_small",
    "begins_number",
    "begins_mark",
    "n_sentence_ends",
    "ends_sentence",
    "ends_open",
    "n_commas",
    "n_separators",
    "n_marks",
    "n_brackets",
    "n_quotes",
    "has_address",
    "has_copyright",
    "has_price",
    "has_year",
];

/// Appends the columns of [`NAMES`].
pub(super) fn fill(words: &Words, row: &mut Row<'_>) {
    let read = words.n_read.max(1) as f32;
    row.push(words.n_words as f32);
    row.push(words.n_chars as f32);
    row.push(words.n_letters as f32 / read);
    let shares = [words.n_capital, words.n_number, words.n_all_capitals, words.n_small];
    row.extend(&shares.map(|n| n as f32 / read));
    for begin in [Begin::Capital, Begin::Small, Begin::Number, Begin::Mark] {
        row.flag(words.begins == begin);
    }
    row.push(words.n_sentence_ends as f32);
    row.flag(words.ends_sentence);
    row.flag(words.ends_open);
    let marks =
        [words.n_commas, words.n_separators, words.n_marks, words.n_brackets, words.n_quotes];
    row.extend(&marks.map(|n| n as f32));
    for is in [words.has_address, words.has_copyright, words.has_price, words.has_year] {
        row.flag(is);
    }
}
