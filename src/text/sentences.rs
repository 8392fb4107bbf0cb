//! Where sentences end.

use super::is_word_char;

/// Whether a character ends a sentence.
pub(crate) fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।' | '｡')
}

/// Whether a character between two others ends a sentence: a full stop before a letter or a digit does not ("3.14", "example.com"),
/// and of several marks in a row the first one does.
pub(crate) fn is_end_between(previous: char, c: char, next: Option<char>) -> bool {
    is_sentence_end(c)
        && !is_sentence_end(previous)
        && (c != '.' || next.is_none_or(|next| !is_word_char(next)))
}

/// Whether a text ends a sentence, behind it at most quotation marks and brackets.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let is_closing = |c: char| c.is_whitespace() || "\"'”“’»«」』)）".contains(c);
    text.trim_end_matches(is_closing).ends_with(is_sentence_end)
}
