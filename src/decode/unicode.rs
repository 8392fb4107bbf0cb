//! Detects UTF-8, UTF-16 and UTF-32 by byte order mark and by content; also detects EBCDIC.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::begins_with_tag;

/// A Unicode encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Utf8,
    Utf16(&'static Encoding),
    Utf32(End),
}

/// Byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Little,
    Big,
}

impl End {
    pub fn name(self) -> &'static str {
        match self {
            End::Little => "UTF-32LE",
            End::Big => "UTF-32BE",
        }
    }

    fn number(self, bytes: [u8; 4]) -> u32 {
        match self {
            End::Little => u32::from_le_bytes(bytes),
            End::Big => u32::from_be_bytes(bytes),
        }
    }

    /// Decodes UTF-32. A truncated last character is dropped.
    pub fn read(self, bytes: &[u8]) -> String {
        let (numbers, _) = bytes.as_chunks::<4>();
        let character = |&bytes: &[u8; 4]| char::from_u32(self.number(bytes));
        numbers.iter().map(|n| character(n).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

/// Bytes sampled: in UTF-16 markup, about every second byte is zero.
const SAMPLE_BYTES: usize = 4096;

fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE_BYTES)]
}

/// Detects a Unicode encoding by its byte order mark, if the bytes agree with it, or by content. Also returns the bytes
/// after the mark.
pub(super) fn form(bytes: &[u8]) -> (Option<Form>, &[u8]) {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let is_utf_8 = || is_nearly_utf_8(rest, true) || str::from_utf8(rest).is_ok();
            let unmarked = unmarked(rest);
            (unmarked.or_else(|| is_utf_8().then_some(Form::Utf8)), rest)
        }
        [0xFF, 0xFE, 0, 0, rest @ ..] if is_utf_32(rest, End::Little) => {
            (Some(Form::Utf32(End::Little)), rest)
        }
        [0, 0, 0xFE, 0xFF, rest @ ..] if is_utf_32(rest, End::Big) => {
            (Some(Form::Utf32(End::Big)), rest)
        }
        [0xFF, 0xFE, rest @ ..] => (marked_utf_16(rest, UTF_16LE), rest),
        [0xFE, 0xFF, rest @ ..] => (marked_utf_16(rest, UTF_16BE), rest),
        _ => (unmarked(bytes), bytes),
    }
}

/// UTF-16 after its mark. Zero bytes decide the byte order, even against the mark. `None` if the bytes contradict
/// UTF-16.
fn marked_utf_16(rest: &[u8], encoding: &'static Encoding) -> Option<Form> {
    // From this length on, UTF-16 text contains bytes that are invalid as UTF-8.
    let is_utf_8 = || rest.len() >= 64 && str::from_utf8(rest).is_ok();
    if !sample(rest).contains(&0) && (begins_with_tag(rest) || is_utf_8()) {
        return None;
    }
    unmarked(rest).or(Some(Form::Utf16(encoding)))
}

/// UTF-32 or UTF-16 without a mark, by the zero bytes of its markup.
fn unmarked(bytes: &[u8]) -> Option<Form> {
    let ends = [End::Little, End::Big].into_iter();
    let utf_32 = ends.map(Form::Utf32).find(|form| match form {
        Form::Utf32(end) => is_utf_32(bytes, *end) && has_ascii(bytes, *end),
        _ => false,
    });
    utf_32.or_else(|| utf_16_without_mark(bytes).map(Form::Utf16))
}

/// Whether all groups of four bytes are characters other than NUL.
fn is_utf_32(bytes: &[u8], end: End) -> bool {
    let (numbers, _) = sample(bytes).as_chunks::<4>();
    let is_character = |&bytes: &[u8; 4]| {
        let number = end.number(bytes);
        number != 0 && char::from_u32(number).is_some()
    };
    !numbers.is_empty() && numbers.iter().all(is_character)
}

/// Whether at least a quarter of the characters are ASCII, as in any markup.
fn has_ascii(bytes: &[u8], end: End) -> bool {
    let (numbers, _) = sample(bytes).as_chunks::<4>();
    numbers.iter().filter(|bytes| end.number(**bytes) < 128).count() * 4 >= numbers.len()
}

/// UTF-16 by the zero bytes of its markup. Even in Chinese pages, a quarter of the characters are ASCII.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = sample(bytes).as_chunks::<2>();
    let n_little = pairs.iter().filter(|pair| pair[0] != 0 && pair[1] == 0).count();
    let n_big = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let is_clear = |n: usize, n_other: usize| n > (pairs.len() / 4).max(1) && n / 8 >= n_other;
    if is_clear(n_little, n_big) {
        Some(UTF_16LE)
    } else {
        is_clear(n_big, n_little).then_some(UTF_16BE)
    }
}

/// Whether bytes are damaged UTF-8: valid multi-byte sequences outnumber invalid ones by more than four to one, which
/// does not happen by chance in other encodings. More than a few invalid ones are accepted only if UTF-8 is declared.
pub(super) fn is_nearly_utf_8(bytes: &[u8], is_declared: bool) -> bool {
    let (mut n_broken, mut n_whole, mut is_cut) = (0, 0, false);
    for chunk in bytes.utf8_chunks() {
        n_whole += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
        is_cut = str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
    }
    // A truncated last character is not damage.
    n_broken -= usize::from(is_cut);
    let few = (bytes.len() / 20_000).max(3);
    n_whole > 4 * n_broken && (n_broken <= few || is_declared)
}

/// Whether bytes are markup in EBCDIC: they begin with a tag, contain no ASCII space, and most are letters, digits and
/// spaces of EBCDIC.
pub(super) fn is_ebcdic(bytes: &[u8]) -> bool {
    let is_space = |b: u8| matches!(b, 0x40 | 0x05 | 0x0D | 0x15 | 0x25);
    let n_spaces = bytes.iter().take_while(|&&b| is_space(b)).count();
    let begin = sample(&bytes[n_spaces..]);
    let is_letter = |b: u8| {
        let (zone, digit) = (b >> 4, b & 0x0F);
        matches!(zone, 0x8 | 0x9 | 0xC | 0xD) && (1..=9).contains(&digit)
            || matches!(zone, 0xA | 0xE) && (2..=9).contains(&digit)
    };
    let is_tag = |b: u8| is_letter(b) || matches!(b, 0x5A | 0x6F);
    let is_common = |b: u8| is_space(b) || is_letter(b) || (0xF0..=0xF9).contains(&b);
    matches!(begin, [0x4C, next, ..] if is_tag(*next))
        && !begin.contains(&b' ')
        && begin.iter().filter(|b| is_common(**b)).count() * 5 > begin.len() * 3
}
