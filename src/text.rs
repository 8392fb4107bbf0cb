//! Words, sentences and white space; scripts that are written without spaces.

/// Whether a character belongs to a word: letters, digits, underscore.
pub(crate) fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a character belongs to a script written without spaces between words: Han, Kana, Thai, Lao,
/// Khmer, Burmese, Tibetan.
pub(crate) fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x0F00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

/// White space of ASCII, as [`char::is_whitespace`] has it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// So many bytes are counted at a time that their number fits a byte, since then many are counted at once.
const STRETCH: usize = 255;

/// How many bytes of ASCII, but for the first, begin a word.
fn n_begun(bytes: &[u8]) -> usize {
    let pairs = bytes.chunks(STRETCH).zip(bytes.get(1..).unwrap_or_default().chunks(STRETCH));
    let begun = |(before, at): (&[u8], &[u8])| {
        let begins = before
            .iter()
            .zip(at)
            .map(|(&before, &at)| u8::from(is_word_byte(at)) & !u8::from(is_word_byte(before)));
        usize::from(begins.sum::<u8>())
    };
    pairs.map(begun).sum()
}

fn n_spaces(bytes: &[u8]) -> usize {
    let spaces = |bytes: &[u8]| bytes.iter().map(|&byte| u8::from(is_space(byte))).sum::<u8>();
    bytes.chunks(STRETCH).map(|bytes| usize::from(spaces(bytes))).sum()
}

/// As [`str::trim`].
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|&byte| !is_space(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|&byte| !is_space(byte)).map_or(start, |last| last + 1);
    match (bytes.get(start), bytes.get(end.saturating_sub(1))) {
        (None, _) => "",
        (Some(first), Some(last)) if first.is_ascii() && last.is_ascii() => &text[start..end],
        _ => text.trim(),
    }
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    let first = text.bytes().position(|byte| !is_space(byte));
    let rest = first.and_then(|at| text.get(at..)).unwrap_or_default();
    rest.as_bytes().first().is_none_or(|byte| !byte.is_ascii())
        && rest.chars().all(char::is_whitespace)
}

/// How many characters are not white space.
pub(crate) fn n_visible(text: &str) -> usize {
    if text.is_ascii() {
        return text.len() - n_spaces(text.as_bytes());
    }
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// How many words a text has, where two characters of a script without spaces count as one.
pub(crate) fn n_words(text: &str) -> usize {
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let first = bytes.first().is_some_and(|&byte| is_word_byte(byte));
        return usize::from(first) + n_begun(bytes);
    }
    let (mut n_words, mut n_unspaced, mut is_in_word) = (0, 0, false);
    for c in text.chars() {
        let is_word = if c.is_ascii() {
            is_word_byte(c as u8)
        } else if is_unspaced(c) {
            n_unspaced += 1;
            false
        } else {
            is_word_char(c)
        };
        n_words += usize::from(is_word && !is_in_word);
        is_in_word = is_word;
    }
    n_words + usize::div_ceil(n_unspaced, 2)
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

/// How many bytes at a time are seen to be plain.
const AT_ONCE: usize = 16;

/// How many bytes after one that is no white space are of ASCII, with no white space but spaces between other
/// characters; some such bytes at the end are not counted.
fn n_plain(bytes: &[u8]) -> usize {
    let mut n = 0;
    while let Some((some, next)) = bytes.get(n..).and_then(|rest| {
        Some((rest.first_chunk::<AT_ONCE>()?, rest.get(1..)?.first_chunk::<AT_ONCE>()?))
    }) {
        let is_other = |byte: u8| u8::from(byte < b' ') | u8::from(!byte.is_ascii());
        let is_any = some.iter().zip(next).fold(0, |is_any, (&byte, &next)| {
            let is_space = u8::from(byte == b' ');
            is_any | is_other(byte) | is_space & (u8::from(next == b' ') | is_other(next))
        });
        if is_any != 0 {
            break;
        }
        n += AT_ONCE;
    }
    n
}

/// Appends `piece` to `out` with every run of white space as one space. `out` never begins with a space, nor
/// has two in a row, nor a space after a line break.
pub(crate) fn push_collapsed(out: &mut String, start: usize, piece: &str) {
    let bytes = piece.as_bytes();
    // What stands from `from` to `at` ends in no white space, and has none but single spaces.
    let (mut from, mut at, mut look_at) = (0, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        let n_bytes = if byte.is_ascii() {
            if !is_space(byte) {
                at += 1;
                if look_at <= at {
                    at += n_plain(&bytes[at..]);
                    look_at = at + AT_ONCE;
                }
                continue;
            }
            let next = bytes.get(at + 1);
            if byte == b' ' && from < at && next.is_some_and(|&b| b.is_ascii() && !is_space(b)) {
                at += 2;
                continue;
            }
            1
        } else {
            let c = piece.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            if !c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            c.len_utf8()
        };
        out.push_str(&piece[from..at]);
        if out.len() > start && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        at += n_bytes;
        from = at;
    }
    out.push_str(&piece[from..]);
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
    fn a_glance_says_what_a_look_at_each_character_says() {
        for text in [
            "",
            " ",
            "\u{b} \u{a0}\n",
            "\u{a0}x",
            "It's  a_b\u{b}\t82.",
            "a \u{2009} é",
            "中文字 ok\u{3000}",
        ] {
            let visible = text.chars().filter(|c| !c.is_whitespace()).count();
            assert_eq!((is_blank(text), n_visible(text)), (visible == 0, visible), "{text:?}");
            let mut out = String::new();
            push_collapsed(&mut out, 0, text);
            assert_eq!(trim(text), text.trim());
            let runs: Vec<_> =
                text.split(char::is_whitespace).filter(|run| !run.is_empty()).collect();
            assert_eq!(out.trim_end(), runs.join(" "), "{text:?}");
        }
        assert_eq!(["It's a_b 8-2", "été, x", "中文字 ok"].map(n_words), [5, 2, 3]);
        let long = "a b ".repeat(1_000);
        assert_eq!((n_words(&long), n_visible(&long)), (2_000, 2_000));
    }

    #[test]
    fn scripts_without_spaces() {
        assert!(['中', 'か', 'ไ', 'ម'].into_iter().all(is_unspaced));
        assert!(!['a', 'я', '한', 'ع'].into_iter().any(is_unspaced));
    }
}
