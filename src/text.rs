//! Words, sentences, white space, and scripts without spaces between words.

mod sentences;
mod word_hashes;

use std::borrow::Cow;

pub(crate) use sentences::{ends_sentence, is_end_between, is_sentence_end};
pub(crate) use word_hashes::for_each_word_hash;

/// Whether a character belongs to a word: letters, digits, underscore.
pub(crate) fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a character belongs to a script without spaces between words: Han, Kana, Thai, Lao, Khmer, Burmese, Tibetan.
pub(crate) fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x0F00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

/// The maximum number of bytes read from an attribute that may be read repeatedly. Prevents quadratic work.
const MAX_ATTRIBUTE: usize = 1024;

/// The first [`MAX_ATTRIBUTE`] bytes of an attribute value, cut at a character boundary.
pub(crate) fn shortened(value: &str) -> &str {
    first_bytes(value, MAX_ATTRIBUTE)
}

/// The first `max` bytes of a text, cut at a character boundary.
pub(crate) fn first_bytes(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a byte is ASCII white space as defined by [`char::is_whitespace`].
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Eight bytes in one word (SWAR), the first one lowest. Predicates return a mask: the high bit of each byte for which they
/// hold.
#[derive(Clone, Copy)]
struct Eight(u64);

impl Eight {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * Self::ONES;

    /// Loads eight bytes from `at`, padded with zeros at the end.
    fn at(bytes: &[u8], at: usize) -> Eight {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(eight) = rest.first_chunk() {
            return Eight(u64::from_le_bytes(*eight));
        }
        if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
            let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
            return Eight(first | last << (8 * (rest.len() - 4)));
        }
        Eight(rest.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)))
    }

    /// The bytes that are not ASCII.
    fn wide(self) -> u64 {
        self.0 & Self::HIGH
    }

    /// The bytes whose low seven bits are at least `byte`.
    fn reach(self, byte: u8) -> u64 {
        ((self.0 & !Self::HIGH) + Self::ONES * u64::from(0x80 - byte)) & Self::HIGH
    }

    fn within(self, first: u8, last: u8) -> u64 {
        self.reach(first) & !self.reach(last + 1)
    }

    /// The white space. All bytes must be ASCII.
    fn spaces(self) -> u64 {
        let gaps = !self.reach(b' ' + 1) & Self::HIGH;
        // Fast path: control characters are rare.
        if self.reach(b' ') == Self::HIGH {
            return gaps;
        }
        gaps & (self.reach(b' ') | self.within(b'\t', b'\r'))
    }

    /// The word characters. All bytes must be ASCII.
    fn words(self) -> u64 {
        let small = Eight(self.0 | (0x20 * Self::ONES));
        small.within(b'a', b'z') | self.within(b'0', b'9') | self.within(b'_', b'_')
    }

    fn count(which: u64) -> usize {
        ((which >> 7).wrapping_mul(Self::ONES) >> 56) as usize
    }

    /// The index of the first byte in a mask.
    fn first(which: u64) -> usize {
        which.trailing_zeros() as usize / 8
    }
}

/// The length of the leading ASCII white space, in bytes.
fn n_blank(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(|&byte| is_space(byte)) {
        return 0;
    }
    let are_spaces = |some: &&[u8; 8]| some.iter().fold(true, |are, &byte| are & is_space(byte));
    let n = 8 * bytes.as_chunks().0.iter().take_while(are_spaces).count();
    n + bytes[n..].iter().take_while(|&&byte| is_space(byte)).count()
}

/// As [`str::trim_start`].
pub(crate) fn trim_start(text: &str) -> &str {
    let rest = &text[n_blank(text.as_bytes())..];
    if rest.as_bytes().first().is_none_or(u8::is_ascii) { rest } else { rest.trim_start() }
}

/// As [`str::trim`].
pub(crate) fn trim(text: &str) -> &str {
    let text = trim_start(text);
    match text.as_bytes().last() {
        None | Some(b'!'..=b'~') => text,
        _ => text.trim_end(),
    }
}

/// Whether a text is empty or only white space.
pub(crate) fn is_blank(text: &str) -> bool {
    trim_start(text).is_empty()
}

/// The number of words, and of characters that are not white space. Two characters of a script without spaces count as one
/// word.
pub(crate) fn counts(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut n_words, mut n_visible, mut n_unspaced, mut is_in_word) = (0, 0, 0, false);
    let mut at = 0;
    while at < bytes.len() {
        let eight = Eight::at(bytes, at);
        if eight.wide() == 0 {
            let words = eight.words();
            n_words += Eight::count(words & !(words << 8 | u64::from(is_in_word) << 7));
            n_visible += (bytes.len() - at).min(8) - Eight::count(eight.spaces());
            is_in_word = words >> 63 == 1;
            at += 8;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let is_own = is_unspaced(c);
        n_unspaced += usize::from(is_own);
        let is_word = !is_own && is_word_char(c);
        n_words += usize::from(is_word && !is_in_word);
        n_visible += usize::from(!c.is_whitespace());
        is_in_word = is_word;
        at += c.len_utf8();
    }
    (n_words + usize::div_ceil(n_unspaced, 2), n_visible)
}

/// The number of words. Two characters of a script without spaces count as one.
pub(crate) fn n_words(text: &str) -> usize {
    counts(text).0
}

/// The words of a text: maximal runs of letters, digits and underscores.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word_char(c)).filter(|word| !word.is_empty())
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv_step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The 64-bit FNV-1a hash of bytes.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(FNV_BASIS, fnv_step)
}

/// The first `n_bytes` bytes of a text, cut at a character boundary.
pub(crate) fn clipped(text: &str, n_bytes: usize) -> &str {
    let mut end = text.len().min(n_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The length of the prefix, in bytes, that needs no collapsing: its only white space is single spaces between other
/// characters. The text must not begin with white space.
fn n_plain(text: &str) -> usize {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let mut at = 0;
    while at < bytes.len() {
        let eight = Eight::at(bytes, at);
        let (signs, gaps) = (!eight.reach(b' '), !eight.reach(b' ' + 1));
        let before_gap = gaps >> 8 | u64::from(byte(at + 8) <= b' ') << 63;
        let doubtful = (signs | gaps & before_gap | eight.0) & Eight::HIGH;
        if doubtful == 0 {
            at += 8;
            continue;
        }
        at += Eight::first(doubtful);
        let ends = match byte(at) {
            b' ' => is_space(byte(at + 1)),
            own if own.is_ascii() => is_space(own),
            _ => begins_with_wide_space([byte(at), byte(at + 1), byte(at + 2)]),
        };
        if ends {
            return at;
        }
        at += 1;
        // Skip bytes that cannot start non-ASCII white space, such as most letters of other scripts.
        while matches!(byte(at), 0x80..=0xC1 | 0xC3..=0xE0 | 0xE4..) {
            at += 1;
        }
    }
    bytes.len()
}

/// Whether bytes begin with non-ASCII white space.
fn begins_with_wide_space(bytes: [u8; 3]) -> bool {
    matches!(
        bytes,
        [0xC2, 0x85 | 0xA0, _]
            | [0xE1, 0x9A, 0x80]
            | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF]
            | [0xE2, 0x81, 0x9F]
            | [0xE3, 0x80, 0x80]
    )
}

/// Appends `piece` to `out` with each run of white space as one space. Adds no space at `start`, after another space or after
/// a line feed.
pub(crate) fn push_collapsed(out: &mut String, start: usize, piece: &str) {
    let mut rest = piece;
    loop {
        let words = trim_start(rest);
        if words.len() < rest.len() && out.len() > start && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        if words.is_empty() {
            return;
        }
        let (plain, after) = words.split_at(n_plain(words));
        out.push_str(plain);
        rest = after;
    }
}

/// Soft hyphen, zero-width space and byte order mark: they are invisible and split words. Joiners and direction marks are not
/// listed, since they change the rendering.
const INVISIBLE: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

/// Whether a character is an ASCII control character other than white space. HTML forbids them in text, and parsers of Markdown
/// disagree on them.
fn is_control(c: char) -> bool {
    c.is_ascii_control() && !c.is_whitespace()
}

/// A text without control characters and without the characters of [`INVISIBLE`].
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
    if text.bytes().all(is_plain) {
        return text.into();
    }
    let is_invisible = |c| is_control(c) || INVISIBLE.contains(&c);
    if text.contains(is_invisible) { text.replace(is_invisible, "").into() } else { text.into() }
}

/// A verbatim text without control characters.
pub(crate) fn without_controls(text: String) -> String {
    if text.contains(is_control) { text.replace(is_control, "") } else { text }
}

/// A text with each run of white space as one space, and none at its ends.
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
    fn text_is_clipped_at_character_boundaries() {
        assert_eq!([0, 1, 2, 3, 9].map(|n| clipped("aéb", n)), ["", "a", "a", "aé", "aéb"]);
    }

    #[test]
    fn word_at_a_time_scans_agree_with_character_scans() {
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
            assert_eq!((is_blank(text), counts(text).1), (visible == 0, visible), "{text:?}");
            let mut out = String::new();
            push_collapsed(&mut out, 0, text);
            assert_eq!(trim(text), text.trim());
            let runs: Vec<_> =
                text.split(char::is_whitespace).filter(|run| !run.is_empty()).collect();
            assert_eq!(out.trim_end(), runs.join(" "), "{text:?}");
        }
        assert_eq!(["It's a_b 8-2", "été, x", "中文字 ok"].map(|text| counts(text).0), [5, 2, 3]);
        let long = "a b ".repeat(1_000);
        assert_eq!(counts(&long), (2_000, 2_000));
    }

    #[test]
    fn every_character_is_classified_like_char_is_whitespace() {
        for c in '\0'..='\u{4000}' {
            let text = format!("a{c}b {c} long text {c}{c} of ASCII");
            let visible = text.chars().filter(|c| !c.is_whitespace()).count();
            let n_unspaced = text.chars().filter(|&c| is_unspaced(c)).count();
            let n_words =
                text.split(|c| is_unspaced(c) || !is_word_char(c)).filter(|w| !w.is_empty());
            assert_eq!(counts(&text), (n_words.count() + n_unspaced.div_ceil(2), visible), "{c:?}");
            assert_eq!(collapse(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
            assert_eq!(is_blank(&format!(" {c}")), c.is_whitespace());
        }
    }

    #[test]
    fn scripts_without_spaces() {
        assert!(['中', 'か', 'ไ', 'ម'].into_iter().all(is_unspaced));
        assert!(!['a', 'я', '한', 'ع'].into_iter().any(is_unspaced));
    }
}
