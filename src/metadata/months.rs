//! Recognises month names in many languages.

use std::cmp::Reverse;

use crate::lexicon::LEXICON;

/// The minimum length of a prefix, in characters.
const MIN_CHARS: usize = 3;

/// Returns the month of a lower-case word in any of the known languages; `None` if it is not a month. Chinese and Japanese write
/// months as numbers.
pub(crate) fn number(word: &str) -> Option<u32> {
    // Hebrew writes "in January" as one word.
    let word = word.strip_prefix('ב').unwrap_or(word);
    if let Some(&month) = LEXICON.whole_months.get(word) {
        return Some(month);
    }
    let (last, c) = word.char_indices().nth(MIN_CHARS - 1)?;
    let beginning = &word[..last + c.len_utf8()];
    let same = LEXICON.months.with_beginning(beginning);
    same.filter(|(name, _)| word.starts_with(name))
        .max_by_key(|&(name, month)| (name.len(), Reverse(month)))
        .map(|(_, month)| month)
}

/// Whether a word may occur inside a written date, such as "of".
pub(crate) fn is_filler(word: &str) -> bool {
    LEXICON.date_fillers.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found() {
        for (name, month) in LEXICON.months.all() {
            assert!(name.chars().count() < MIN_CHARS || number(name) == Some(month), "{name}");
        }
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(number("září"), Some(9));
        assert_eq!(number("června"), Some(6));
        assert_eq!(number("července"), Some(7));
        assert_eq!(number("srpna"), Some(8));
        assert_eq!(number("lipca"), Some(7));
        assert_eq!(number("summer"), None);
    }
}
