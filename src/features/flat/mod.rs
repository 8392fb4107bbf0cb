//! Features of flattened text: of lines, gaps and sentences, in the absence of tags.

mod first;
mod place;
pub(crate) mod stacked;
mod topic;
mod words;

use super::Rows;
use super::table::Table;
use super::token::word_tokens;
use crate::flat::words::{Word, WordList, Words};
use crate::flat::{Piece, UnitKind};
use first::First;
use place::Places;
use topic::Topic;

/// The number of columns.
pub(crate) const N_COLUMNS: usize = words::NAMES.len()
    + place::NAMES.len()
    + topic::NAMES.len()
    + first::NAMES.len()
    + stacked::NAMES.len();

/// The column names, in order.
pub(crate) fn names() -> Vec<String> {
    let all = [words::NAMES, place::NAMES, topic::NAMES, first::NAMES, stacked::NAMES];
    all.iter().flat_map(|names| names.iter()).map(|&name| name.to_owned()).collect()
}

/// The input of all families: the pieces, which are the blocks, and their words.
struct Page<'a> {
    pieces: &'a [Piece],
    list: &'a WordList,
    words: &'a [Words],
}

/// The minimum number of words of prose.
const MIN_PROSE_WORDS: u32 = 8;
/// The maximum share of capitalized words in prose.
const MAX_PROSE_CAPITALS: f32 = 0.6;

impl<'a> Page<'a> {
    fn new(pieces: &'a [Piece], list: &'a WordList) -> Self {
        let n = pieces.len().min(list.pieces.len());
        Page { pieces: &pieces[..n], list, words: &list.pieces[..n] }
    }

    fn n_words(&self, i: usize) -> u32 {
        self.words[i].n_words
    }

    fn kind(&self, i: usize) -> UnitKind {
        self.pieces[i].kind
    }

    fn words_of(&self, i: usize) -> &[Word] {
        self.list.of(i)
    }

    /// Whether a piece is prose: it has enough words, an end of a sentence, and not too many capitalized words.
    fn is_prose(&self, i: usize) -> bool {
        let words = &self.words[i];
        words.n_words >= MIN_PROSE_WORDS
            && words.n_sentence_ends > 0
            && words.capital_share() < MAX_PROSE_CAPITALS
    }
}

/// Computes the features of all blocks of a flattened text. Each block is one piece.
pub(crate) fn compute(pieces: &[Piece], list: &WordList, table: &Table) -> Rows {
    let page = Page::new(pieces, list);
    let n = page.pieces.len();
    let topic = Topic::new((0..n).map(|i| (page.words_of(i), page.is_prose(i))));
    let places = Places::new(&page);
    let first = First::new(&page, table);
    let mut rows = Rows::new(n, N_COLUMNS);
    rows.fill_last(N_COLUMNS, |i, row| {
        words::fill(&page.words[i], row);
        places.fill(&page, i, row);
        topic.fill(i, page.words_of(i), page.is_prose(i), row);
        first.fill(&page, &places, i, row);
        row.missing(stacked::NAMES.len());
    });
    rows
}

/// The tokens of all blocks for training: an empty list of name tokens, and the word tokens. Each token once per block.
pub(crate) fn tokens(list: &WordList) -> Vec<[Vec<u32>; 2]> {
    let of = |i: usize| {
        let hashes: Vec<u32> = list.of(i).iter().map(|word| word.hash).collect();
        let mut tokens = Vec::new();
        word_tokens(&hashes, list.pieces[i].n_words, |token| tokens.push(token));
        tokens.sort_unstable();
        tokens.dedup();
        [Vec::new(), tokens]
    };
    (0..list.pieces.len()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat;

    #[test]
    fn column_names_are_unique() {
        let mut sorted = names();
        assert_eq!(sorted.len(), N_COLUMNS);
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), N_COLUMNS);
    }

    #[test]
    fn rows_contain_the_features_of_pieces() {
        let prose = "It rained on Monday, and on Tuesday too, until evening came. The river stood at the bridge all \
                     night, and people went home by boat.";
        let flat = flat::parse(&format!("Home\nNews\n\nRain today\n\n{prose}\n\n{prose}\n\nHome"));
        let list = flat.words();
        let rows = compute(&flat.pieces, &list, &Table::default());
        let value = |i: usize, name: &str| {
            rows.iter().nth(i).unwrap()[names().iter().position(|n| n == name).unwrap()]
        };
        assert_eq!([value(0, "same_text"), value(7, "same_text_before")], [2.0, 1.0]);
        assert_eq!(
            [value(3, "unit_index"), value(4, "unit_index"), value(4, "unit_rest")],
            [0.0, 1.0, 0.0]
        );
        assert_eq!(
            [value(2, "in_dense"), value(3, "in_dense"), value(6, "in_dense")],
            [0.0, 1.0, 1.0]
        );
        assert_eq!(value(5, "n_blank"), 1.0);
        assert!(value(3, "topic") > value(2, "topic"));
        assert!(rows.iter().all(|row| row.len() == N_COLUMNS));
    }
}
