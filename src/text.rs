//! Words, sentences and white space; scripts that are written without spaces.

/// Whether a character belongs to a word: letters, digits, underscore.
pub(crate) fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a character belongs to a script written without spaces between words: Han, Kana, Thai, Lao,
/// Khmer, Burmese, Tibetan.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x0F00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

/// The words of a text: maximal runs of letters, digits and underscores.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word_char(c)).filter(|word| !word.is_empty())
}

/// Whether a character ends a sentence.
pub(crate) fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।' | '｡')
}

/// A text up to so many bytes, or a few fewer so that its last character is whole.
pub(crate) fn clipped(text: &str, n_bytes: usize) -> &str {
    let mut end = text.len().min(n_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Appends `piece` to `out` with every run of white space as one space. `out` never begins with a space, nor
/// has two in a row, nor a space after a line break.
pub(crate) fn push_collapsed(out: &mut String, start: usize, piece: &str) {
    let mut runs = piece.split(char::is_whitespace);
    out.push_str(runs.next().unwrap_or(""));
    for run in runs {
        if out.len() > start && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        out.push_str(run);
    }
}

/// A text with every run of white space as one space, and none at its ends.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, 0, text);
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(
            words("It's N.Korea, 82° été").collect::<Vec<_>>(),
            ["It", "s", "N", "Korea", "82", "été"]
        );
        assert_eq!(words(" -- ").count(), 0);
    }

    #[test]
    fn white_space_collapses() {
        assert_eq!(collapse("  a \n\t b\u{a0}c "), "a b c");
        let mut out = "x\n".to_owned();
        push_collapsed(&mut out, 0, "  y");
        assert_eq!(out, "x\ny");
    }

    #[test]
    fn clipping_never_cuts_a_character() {
        assert_eq!([0, 1, 2, 3, 9].map(|n| clipped("aéb", n)), ["", "a", "a", "aé", "aéb"]);
    }

    #[test]
    fn scripts_without_spaces() {
        assert!(['中', 'か', 'ไ', 'ម'].into_iter().all(is_unspaced));
        assert!(!['a', 'я', '한', 'ع'].into_iter().any(is_unspaced));
    }
}
