//! Word lists and tests for bylines in many languages: the words around author names, and the signs that a text is not a name.

use crate::lexicon::LEXICON;
use crate::metadata::months;
use crate::text::is_unspaced;

/// Whether the text after a name describes a role.
pub(crate) fn names_role(text: &str) -> bool {
    text.to_lowercase().split([' ', '-']).any(|word| LEXICON.author_roles.has(word))
}

/// Whether a name is that of a month: a number follows it, or it is short and no lead such as "by" precedes it. The names "Julia"
/// and "Jan" in "by Jan" also begin as months.
pub(crate) fn is_month(name: &str, text: &str, has_lead: bool) -> bool {
    let after = text.split_once(name).map_or("", |(_, after)| after);
    let dated = after.trim_start_matches([' ', '.', ',']).starts_with(|c: char| c.is_ascii_digit());
    let short = !has_lead && name.chars().count() <= 3;
    (dated || short)
        && !name.contains(' ')
        && months::number(name.to_lowercase().trim_end_matches('.')).is_some()
}

/// Whether the text after a name is a degree or an office in capitals, such as `RD`.
pub(crate) fn is_degree(piece: &str) -> bool {
    let letters = || piece.chars().filter(|c| c.is_alphabetic());
    (1..=5).contains(&letters().count())
        && letters().all(char::is_uppercase)
        && !piece.contains(' ')
}

/// Whether a text reads as a sentence: most of its words are in lower case.
pub(crate) fn is_sentence(text: &str) -> bool {
    let n_words = text.split(' ').count();
    let n_small = text.split(' ').filter(|w| w.starts_with(char::is_lowercase)).count();
    let has_capitals = text.split(' ').any(|w| w.starts_with(char::is_uppercase));
    n_words > 2 && !text.chars().any(is_unspaced) && (2 * n_small > n_words || !has_capitals)
}
