//! Recognises bylines, and finds the beginning of a byline in the line of a title.

use crate::lexicon::LEXICON;
use crate::metadata::author::is_only_lead;
use crate::metadata::byline::byline_in;
use crate::metadata::months;
use crate::metadata::published::says_published;

/// The maximum number of words of a byline that begins with a lower-case letter.
const MAX_SMALL_WORDS: usize = 6;

/// Returns the byline of a line, recognised by its first words or by the name after its date. `None` for a sentence.
pub(super) fn byline(text: &str) -> Option<&str> {
    let is_lead = |lead: &str| LEXICON.author_leads.has(&lead.trim().to_lowercase());
    let is_glued = |text: &str| {
        text.strip_prefix("By").is_some_and(|name| name.starts_with(char::is_uppercase))
    };
    let own = || text.split_once('：').filter(|(lead, _)| is_lead(lead)).map(|_| text);
    let text = byline_in(text).or_else(own).or_else(|| Some(text).filter(|text| is_glued(text)))?;
    let n_words = text.split(' ').count();
    let last = text.rsplit([' ', '.']).find(|word| !word.is_empty()).unwrap_or_default();
    let is_sentence = text.ends_with('.') && n_words > 2 && last.chars().count() > 3
        || text.starts_with(char::is_lowercase) && n_words > MAX_SMALL_WORDS;
    (!is_sentence || is_only_lead(text)).then_some(text)
}

/// Inserts a bar where a word that is not a name follows a name without a space: `Ann LeePublished May 5`.
pub(super) fn unglued(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before.is_lowercase() && c.is_uppercase() {
            let tail = text[at..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let lower = tail.to_lowercase();
            if is_month(tail) || says_published(tail) || LEXICON.author_ends.has(&lower) {
                out.push_str(" | ");
            }
        }
        out.push(c);
        before = c;
    }
    out
}

/// Returns the part of a line before its byline or date. `None` if there is neither, or if too few words precede it.
pub(super) fn before_byline(text: &str) -> Option<&str> {
    let mut before = 0;
    for (n_words, word) in text.split_inclusive(' ').enumerate() {
        let at = before;
        before += word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let may_end = |word: &str| !word.starts_with(char::is_lowercase);
        if n_words < MIN_CUT_WORDS || !may_end(bare) && !may_end(&text[before..]) {
            continue;
        }
        let next = text[before..].split(' ').next().unwrap_or_default();
        let is_end = bare.starts_with(char::is_uppercase) && ends_title(bare, next)
            || LEXICON.author_leads.has(bare) && next.starts_with(char::is_uppercase)
            || bare.len() < 3 && bare.bytes().all(|b| b.is_ascii_digit()) && is_month(next);
        if is_end && !bare.is_empty() {
            let signs =
                |c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | '•' | '·' | '/');
            return Some(text[..at].trim_end_matches(signs));
        }
    }
    None
}

/// The minimum number of words of a title before a byline in the same line.
const MIN_CUT_WORDS: usize = 2;

/// Whether a capitalised word begins a byline or a date.
fn ends_title(word: &str, next: &str) -> bool {
    let is_name = next.starts_with(char::is_uppercase);
    let lower = word.to_lowercase();
    let is_day = next.starts_with(|c: char| c.is_ascii_digit())
        && next.ends_with(|c: char| !c.is_ascii_alphabetic());
    is_name && LEXICON.author_leads.has(&lower)
        || is_day && is_month(&lower)
        || says_published(&lower) && LEXICON.author_verbs.has(&lower)
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

    #[test]
    fn bylines_are_no_sentences() {
        for line in [
            "By Ann Lee",
            "ByAnn Lee",
            "作者：王小明",
            "5.1.2024 - Ann Lee",
            "By Ann Lee Jr.",
            "von Anna",
        ] {
            assert!(byline(line).is_some(), "{line}");
        }
        for line in
            ["by the river and the bridge in town", "Von Wasserstoff nachgewiesen.", "Rain falls"]
        {
            assert_eq!(byline(line), None, "{line}");
        }
        assert_eq!(unglued("By Ann LeePublished: May 5"), "By Ann Lee | Published: May 5");
        assert_eq!(unglued("By Ann McLeeMay 5"), "By Ann McLee | May 5");
    }
}
