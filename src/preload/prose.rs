//! Classifies texts in data: prose and HTML are for readers; URLs, code, names and labels are not.

use crate::text::{fnv, is_sentence_end, is_unspaced, n_words};

/// The minimum number of words of prose. Shorter texts are names and labels.
const MIN_WORDS: usize = 12;

/// Whether a text is prose: it has sentences, and fewer signs, digits and long words than code, keys and URLs have.
pub(crate) fn is_prose(text: &str) -> bool {
    if text.len() < 2 * MIN_WORDS - 1
        || !text.contains(is_sentence_end)
        || n_words(text) < MIN_WORDS
    {
        return false;
    }
    let (mut n_letters, mut n_spaces, mut n_signs, mut n_unspaced) = (0, 1, 0, 0);
    for c in text.chars() {
        n_letters += usize::from(c.is_alphabetic());
        n_spaces += usize::from(c.is_whitespace());
        n_signs += usize::from(matches!(c, '{' | '}' | '=' | ';' | '<' | '>' | '|' | '\\'));
        n_unspaced += usize::from(is_unspaced(c));
    }
    let n_chars = text.chars().count() + 1 - n_spaces;
    5 * n_letters >= 3 * n_chars
        && 50 * n_signs <= n_chars
        && n_chars <= 14 * (n_spaces + n_unspaced)
}

/// Whether a text is HTML.
pub(crate) fn is_markup(text: &str) -> bool {
    let is_closed = !text.contains("<!--") || text.contains("-->");
    is_closed
        && (text.contains("</") || text.contains("<br") || text.contains("<p>"))
        && !["<svg", "<style", "<script", "<!DOCTYPE", "<iframe"]
            .iter()
            .any(|tag| text.starts_with(tag))
}

/// Whether HTML has elements that separate paragraphs.
pub(crate) fn has_blocks(html: &str) -> bool {
    ["<p", "<br", "<div", "<li", "<td", "<pre"].iter().any(|tag| html.contains(tag))
}

/// Whether texts are items of a list for readers, such as ingredients: most contain white space and no `//`.
pub(crate) fn are_items(texts: &[&str]) -> bool {
    let is_item = |text: &&&str| text.contains(char::is_whitespace) && !text.contains("//");
    texts.len() > 1 && 2 * texts.iter().filter(is_item).count() > texts.len()
}

/// The FNV-1a hash of a text.
pub(crate) fn digest(text: &str) -> u64 {
    fnv(text.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_urls_and_labels_are_not_prose() {
        assert!(is_prose(
            "It rained on Monday, and on Tuesday too, until the river stood at the bridge."
        ));
        assert!(is_prose(
            "星期一下了雨，星期二也下了雨，一直下到河水漫到了桥边，谁也没有见过这样大的雨。"
        ));
        for no in [
            "Add to basket.",
            "https://example.org/a/b/c-d-e-f-g-h-i-j-k-l-m-n-o-p.html",
            ".a { color: red; } .b { color: red; } .c { color: red; } .d { color: red; }",
            "M0 0L10.5 10.5 20 30 40 50 60 70 80 90.2 10 20 30 40 50 60",
        ] {
            assert!(!is_prose(no), "{no}");
        }
    }

    #[test]
    fn items_have_more_than_one_word() {
        assert!(are_items(&["2 eggs", "a cup of milk", "salt"]));
        assert!(!are_items(&["en", "de", "pt BR"]) && !are_items(&["https://a b", "//c d"]));
    }
}
