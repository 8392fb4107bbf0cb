//! Byte offsets of a page, given offsets in its decoded text.

use encoding_rs::Encoding;

use super::{UTF_8, decode_once, unicode};
use crate::mojibake;

/// Bytes that one byte more can decode to: a few characters.
const MAX_STEP: usize = 64;

/// The byte offsets in the page of ascending offsets in the text that [`decode`](super::decode) returns. `None` if text that
/// was encoded twice is repaired: the bytes of a repaired text are not those of its characters.
pub(crate) fn byte_offsets(
    bytes: &[u8],
    declared: Option<&str>,
    mut wanted: Vec<usize>,
) -> Option<Vec<usize>> {
    let decoded = decode_once(bytes, declared);
    let text = &*decoded.text;
    let (_, rest) = unicode::form(bytes);
    if matches!(mojibake::repaired(text.into()), std::borrow::Cow::Owned(_)) {
        return None;
    }
    undo_line_feeds(text, &mut wanted);
    let n_mark = bytes.len() - rest.len();
    if decoded.encoding == UTF_8.name() && text.as_bytes() == rest {
        wanted.iter_mut().for_each(|at| *at += n_mark);
        return Some(wanted);
    }
    let mut offsets = match Encoding::for_label(decoded.encoding.as_bytes()) {
        Some(encoding) => decoded_offsets(encoding, rest, &wanted),
        None => wide_offsets(text, &wanted),
    };
    offsets.iter_mut().for_each(|at| *at += n_mark);
    Some(offsets)
}

/// Offsets in a text, given ascending offsets in the text with LF as line ends.
fn undo_line_feeds(text: &str, wanted: &mut [usize]) {
    let mut pairs = memchr::memmem::find_iter(text.as_bytes(), b"\r\n").peekable();
    let mut n_pairs = 0;
    for at in wanted {
        while pairs.next_if(|&pair| pair < *at + n_pairs).is_some() {
            n_pairs += 1;
        }
        *at += n_pairs;
    }
}

/// Decodes byte by byte. An offset within what one byte adds is before that byte.
fn decoded_offsets(encoding: &'static Encoding, bytes: &[u8], wanted: &[usize]) -> Vec<usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut wanted = wanted.iter().peekable();
    let mut offsets = Vec::with_capacity(wanted.len());
    let (mut buffer, mut n_written) = ([0; MAX_STEP], 0);
    while wanted.next_if(|at| **at == 0).is_some() {
        offsets.push(0);
    }
    for (i, byte) in bytes.chunks(1).enumerate() {
        let (_, _, n, _) = decoder.decode_to_utf8(byte, &mut buffer, false);
        n_written += n;
        while let Some(&at) = wanted.next_if(|at| **at <= n_written) {
            offsets.push(i + usize::from(at == n_written));
        }
    }
    offsets.extend(wanted.map(|_| bytes.len()));
    offsets
}

/// Offsets in UTF-32, whose characters have four bytes.
fn wide_offsets(text: &str, wanted: &[usize]) -> Vec<usize> {
    let (mut at, mut n_chars) = (0, 0);
    let offset = |&wanted: &usize| {
        n_chars += text.get(at..wanted).map_or(0, |text| text.chars().count());
        at = wanted.max(at);
        4 * n_chars
    };
    wanted.iter().map(offset).collect()
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    /// Checks each offset of a page: the bytes before it decode to the text before it.
    fn check(encoding: &str, bytes: &[u8]) {
        let text = decode(bytes, Some(encoding)).text.into_owned();
        let wanted: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let offsets = byte_offsets(bytes, Some(encoding), wanted.clone()).unwrap();
        assert!(offsets.is_sorted() && offsets.len() == wanted.len(), "{encoding}");
        for (&at, &offset) in wanted.iter().zip(&offsets) {
            let before = decode(&bytes[..offset], Some(encoding)).text.into_owned();
            let before = if before.ends_with(['\n', '\r']) { text[..at].into() } else { before };
            assert_eq!(before, text[..at], "{encoding} {at}");
        }
    }

    #[test]
    fn offsets_are_those_of_the_bytes() {
        let page = "<html><body><p>Das Wetter\r\nist sch\u{f6}n,\rund <b>\u{fc}bermorgen</b> auch</p> und so weiter";
        let japanese = "<html><body><p>\u{65e5}\u{672c}\u{8a9e}\u{306e}<b>\u{6587}\u{7ae0}</b>\u{3067}\u{3059}</p>abc";
        for (label, text) in [("utf-8", page), ("windows-1252", page), ("utf-8", japanese)] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            check(label, &encoding.encode(text).0);
        }
        for label in ["shift_jis", "euc-jp", "gbk", "gb18030", "big5"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = encoding.encode(japanese).0;
            let text = decode(&bytes, Some(label)).text.into_owned();
            let at = text.find("abc").unwrap();
            let offsets = byte_offsets(&bytes, Some(label), vec![at]).unwrap();
            assert!(bytes[offsets[0]..] == *b"abc", "{label}");
        }
        let units = [0xFEFF].into_iter().chain(page.encode_utf16());
        check("utf-16", &units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        check(
            "utf-32",
            &page.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>(),
        );
        check("utf-8", &["\u{feff}", page].concat().into_bytes());
    }

    #[test]
    fn a_repaired_text_has_no_offsets() {
        let twice = "<p>caf\u{c3}\u{a9} fran\u{c3}\u{a7}ais \u{e2}\u{20ac}\u{2122} d\u{c3}\u{a9}j\u{c3}\u{a0} \u{c3}\u{a9}t\u{c3}\u{a9}".repeat(5);
        assert_ne!(decode(twice.as_bytes(), None).text, twice);
        assert_eq!(byte_offsets(twice.as_bytes(), None, vec![3]), None);
    }
}
