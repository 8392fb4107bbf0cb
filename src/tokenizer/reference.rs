//! Character references.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use html5ever::tendril::StrTendril;
use memchr::memchr3;

use super::find::find;

/// The decoded value of an attribute.
pub(super) fn mended(raw: &str) -> StrTendril {
    if memchr3(b'&', b'\r', 0, raw.as_bytes()).is_none() {
        return StrTendril::from_slice(raw);
    }
    let mut value = String::with_capacity(raw.len());
    push_value(raw, &mut value);
    StrTendril::from_slice(&value)
}

/// Appends the decoded value of an attribute: references resolved, line ends as LF, NUL as U+FFFD.
pub fn push_value(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(n) = next_special(rest.as_bytes()) {
        let (before, special) = rest.split_at(n);
        out.push_str(before);
        let mut n_read = 1;
        match special.as_bytes() {
            [b'\r', b'\n', ..] => {}
            [b'\r', ..] => out.push('\n'),
            [b'&', ..] => n_read = push_reference(special, true, out),
            _ => out.push('\u{fffd}'),
        }
        rest = special.get(n_read..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The index of the first byte that needs decoding. Most values are short.
fn next_special(bytes: &[u8]) -> Option<usize> {
    match bytes.len() {
        0..=SHORT => find(bytes, *b"&\r\0"),
        _ => memchr3(b'&', b'\r', 0, bytes),
    }
}

/// The maximum length, in bytes, for which [`find`] is faster than `memchr3`.
const SHORT: usize = 48;

/// Decodes the character reference at the start of `text`, and returns the number of bytes read. If there is none,
/// appends `&` and returns 1.
pub(super) fn push_reference(text: &str, in_attribute: bool, out: &mut String) -> usize {
    let found = match text.as_bytes().get(1) {
        Some(b'#') => numeric(text, out),
        Some(byte) if byte.is_ascii_alphanumeric() => named(text, in_attribute, out),
        _ => None,
    };
    found.unwrap_or_else(|| {
        out.push('&');
        1
    })
}

/// Numeric references: `&#65;` and `&#x41;`.
fn numeric(text: &str, out: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    let (start, radix) = match bytes.get(2) {
        Some(b'x' | b'X') => (3, 16),
        _ => (2, 10),
    };
    let digits = bytes.get(start..).unwrap_or_default();
    let mut code = 0_u32;
    let mut n_digits = 0;
    while let Some(digit) = digits.get(n_digits).and_then(|&b| char::from(b).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        n_digits += 1;
    }
    if n_digits == 0 {
        return None;
    }
    let windows = code.checked_sub(0x80).and_then(|n| *C1_REPLACEMENTS.get(n as usize)?);
    let character = match code {
        0 => None,
        _ => windows.or(char::from_u32(code)),
    };
    out.push(character.unwrap_or('\u{fffd}'));
    let end = start + n_digits;
    Some(if bytes.get(end) == Some(&b';') { end + 1 } else { end })
}

/// Named references: `&amp;`, and legacy names without semicolon such as `&amp`. The longest matching name wins.
fn named(text: &str, in_attribute: bool, out: &mut String) -> Option<usize> {
    let rest = text.get(1..).unwrap_or_default();
    let common = [("amp;", '&'), ("nbsp;", '\u{a0}'), ("quot;", '"'), ("lt;", '<'), ("gt;", '>')];
    if let Some((name, character)) = common.iter().find(|(name, _)| rest.starts_with(name)) {
        out.push(*character);
        return Some(1 + name.len());
    }
    let (mut length, mut meaning) = (0, (0, 0));
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b';';
    let n_bytes = rest.bytes().take_while(is_name).count();
    // The table also contains every prefix of a name, with the value `(0, 0)`.
    for n in 1..=n_bytes {
        let Some(&found) = rest.get(..n).and_then(|name| NAMED_ENTITIES.get(name)) else { break };
        if found != (0, 0) {
            (length, meaning) = (n, found);
        }
    }
    let next = rest.as_bytes().get(length);
    let is_part = next.is_some_and(|&b| b == b'=' || b.is_ascii_alphanumeric());
    let is_closed = rest[..length].ends_with(';');
    if length == 0 || in_attribute && is_part && !is_closed {
        return None;
    }
    out.extend(char::from_u32(meaning.0));
    out.extend(char::from_u32(meaning.1).filter(|&c| c != '\0'));
    Some(1 + length)
}
