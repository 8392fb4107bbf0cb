//! Where a byline or a date begins in the line of a title.

use crate::metadata::months;
use crate::metadata::names::{BY, VERBS, has};
use crate::metadata::published::says_published;

/// What stands in a line before its byline or date; `None` if it has none, or little before it.
pub(super) fn before_byline(text: &str) -> Option<&str> {
    let mut before = 0;
    for (n_words, word) in text.split_inclusive(' ').enumerate() {
        let at = before;
        before += word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let next = text[before..].split(' ').next().unwrap_or_default();
        let is_end = bare.starts_with(char::is_uppercase) && ends_title(bare, next)
            || has(BY, bare) && next.starts_with(char::is_uppercase)
            || bare.len() < 3 && bare.bytes().all(|b| b.is_ascii_digit()) && is_month(next);
        if n_words >= MIN_CUT_WORDS && is_end && !bare.is_empty() {
            let signs =
                |c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | '•' | '·' | '/');
            return Some(text[..at].trim_end_matches(signs));
        }
    }
    None
}

/// Titles before a byline in the same line have so many words.
const MIN_CUT_WORDS: usize = 2;

/// Whether a word in capitals begins a byline or a date.
fn ends_title(word: &str, next: &str) -> bool {
    let lower = word.to_lowercase();
    let is_name = next.starts_with(char::is_uppercase);
    let is_day = next.starts_with(|c: char| c.is_ascii_digit())
        && next.ends_with(|c: char| !c.is_ascii_alphabetic());
    has(BY, &lower) && is_name
        || is_day && is_month(&lower)
        || has(VERBS, &lower) && says_published(&lower)
}

fn is_month(word: &str) -> bool {
    months::number(word.to_lowercase().trim_end_matches(['.', ','])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_where_its_byline_begins() {
        let title = Some("Rain falls by the river");
        for end in [
            "By Ann Lee",
            "| May 5, 2024",
            "5 May 2024",
            "Posted on May 5",
            "Von Anna Lehmann",
            "– by Ann Lee",
        ] {
            assert_eq!(before_byline(&format!("Rain falls by the river {end}")), title, "{end}");
        }
        assert_eq!(before_byline("Rain falls by the river in May and later"), None);
        assert_eq!(before_byline("By Ann Lee"), None);
    }
}
