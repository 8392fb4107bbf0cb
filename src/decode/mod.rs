//! Decodes bytes to text.
//!
//! Declared encodings are often wrong: stored pages are re-encoded but keep their declarations. Bytes that are valid
//! UTF-8 are therefore UTF-8, whatever is declared. Any other declaration holds only if the bytes are valid in that
//! encoding.

mod detect;
mod offsets;
mod unicode;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use encoding_rs::{
    Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};

use crate::charset;
use crate::mojibake;
use detect::detect;
pub(crate) use offsets::byte_offsets;
use unicode::{Form, is_nearly_utf_8};

/// A decoded page.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text, with LF as line ends. Empty if there is [none](NoText).
    pub text: Cow<'a, str>,
    /// The encoding, by its name in the WHATWG Encoding standard, or `UTF-32LE`, `UTF-32BE`.
    pub encoding: &'static str,
    /// Why there is no text, if there is none.
    pub no_text: Option<NoText>,
}

/// Why bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoText {
    /// Too many control characters.
    Binary,
    /// Text in EBCDIC, which browsers do not decode either.
    Ebcdic,
}

/// Bytes searched for a declared encoding. The standard requires 1024, but long scripts before the declaration are
/// common, and only pages that are not UTF-8 are searched.
const PRESCAN_BYTES: usize = 65_536;

/// Decodes a page. `declared` is the value of its `Content-Type` header or a bare label.
///
/// Never fails: invalid sequences become U+FFFD, a truncated last character is dropped, and data that is not text has
/// an empty text. Text that was encoded twice is repaired. Line ends become LF ("normalize newlines" of the HTML
/// standard), so later steps see only LF.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let Decoded { text, encoding, no_text } = decode_once(bytes, declared);
    Decoded { text: with_line_feeds(mojibake::repaired(text)), encoding, no_text }
}

fn decode_once<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let (form, bytes) = unicode::form(bytes);
    match form {
        Some(Form::Utf8) => return read(UTF_8, bytes).decoded,
        Some(Form::Utf16(encoding)) => return read(encoding, bytes).decoded,
        Some(Form::Utf32(end)) => return whole(end.name(), Cow::Owned(end.read(bytes))),
        None => {}
    }
    let utf_8 = str::from_utf8(bytes);
    if is_binary(bytes, utf_8.is_ok()) {
        return without_text(NoText::Binary);
    }
    if let Ok(text) = utf_8 {
        if is_escaped(bytes) && detect(bytes, &[]) == ISO_2022_JP {
            return read(ISO_2022_JP, bytes).decoded;
        }
        return whole(UTF_8.name(), Cow::Borrowed(text));
    }
    if unicode::is_ebcdic(bytes) {
        return without_text(NoText::Ebcdic);
    }
    let declared = declared.and_then(declared_meaning);
    let prescan = || charset::of_markup(&bytes[..bytes.len().min(PRESCAN_BYTES)], meaning);
    let is_declared_utf_8 = declared.or_else(prescan) == Some(UTF_8);
    if is_nearly_utf_8(bytes, is_declared_utf_8) {
        return read(UTF_8, bytes).decoded;
    }
    let mut best: Option<Reading<'a>> = None;
    let believed: Vec<_> = declared.into_iter().chain(prescan()).filter(|&e| e != UTF_8).collect();
    for &encoding in &believed {
        let reading = read(encoding, bytes);
        if reading.is_sound() {
            return reading.decoded;
        }
        best = best.filter(|best| best.n_broken <= reading.n_broken).or(Some(reading));
    }
    let detected = read(detect(bytes, &believed), bytes);
    best.filter(|best| best.n_broken <= detected.n_broken).unwrap_or(detected).decoded
}

fn whole<'a>(encoding: &'static str, text: Cow<'a, str>) -> Decoded<'a> {
    Decoded { text, encoding, no_text: None }
}

fn without_text(why: NoText) -> Decoded<'static> {
    Decoded { text: Cow::Borrowed(""), encoding: UTF_8.name(), no_text: Some(why) }
}

/// "Normalize newlines" of the Infra standard: CR LF and CR become LF.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\r', text.as_bytes()) else { return text };
    let mut mended = String::with_capacity(text.len());
    let (before, mut rest) = text.split_at(first);
    mended.push_str(before);
    while let Some(after) = rest.strip_prefix('\r') {
        mended.push('\n');
        let after = after.strip_prefix('\n').unwrap_or(after);
        let next = memchr::memchr(b'\r', after.as_bytes()).unwrap_or(after.len());
        mended.push_str(&after[..next]);
        rest = &after[next..];
    }
    Cow::Owned(mended)
}

/// Bytes sampled to detect binary data: the resource header of the MIME Sniffing standard.
const BINARY_SAMPLE_BYTES: usize = 1445;

/// The maximum number of binary data bytes in a text, however short.
const MAX_DATA_BYTES: usize = 3;

/// Whether more than one byte in 32 is a "binary data byte" of the MIME Sniffing standard. The standard calls a
/// resource binary at the first one, but damaged pages contain some, and some begin with NUL bytes. In UTF-8 only NUL
/// counts: terminal output contains backspaces, which are control characters. Data that begins with a tag is never
/// binary.
fn is_binary(bytes: &[u8], is_utf_8: bool) -> bool {
    let n_zeros = bytes.iter().take_while(|&&b| b == 0).count();
    let bytes = if n_zeros < bytes.len() { &bytes[n_zeros..] } else { bytes };
    let sample = &bytes[..bytes.len().min(BINARY_SAMPLE_BYTES)];
    let n_data = sample.iter().filter(|&&b| is_data(b) && (b == 0 || !is_utf_8)).count();
    n_data > MAX_DATA_BYTES && n_data * 32 > sample.len() && !begins_with_tag(bytes)
}

fn begins_with_tag(bytes: &[u8]) -> bool {
    match bytes.trim_ascii_start() {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'),
        _ => false,
    }
}

/// "Binary data byte" of the MIME Sniffing standard.
pub(crate) fn is_data(byte: u8) -> bool {
    matches!(byte, 0x00..=0x08 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F)
}

/// A page decoded in one candidate encoding.
struct Reading<'a> {
    decoded: Decoded<'a>,
    n_broken: usize,
    n_beyond_ascii: usize,
}

impl Reading<'_> {
    /// Whether at most one in twenty non-ASCII characters is U+FFFD: then the encoding is right and the page damaged. A
    /// wrong encoding that has invalid sequences at all yields far more.
    fn is_sound(&self) -> bool {
        self.n_broken * 20 <= self.n_beyond_ascii
    }
}

fn read<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Reading<'a> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Reading { decoded: whole(encoding.name(), text), n_broken: 0, n_beyond_ascii: 0 };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // `None` only for lengths that no slice has. With this capacity, one call decodes everything.
    let max_len = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
    let mut text = String::with_capacity(max_len);
    // Without `last`, the decoder keeps a truncated last character instead of emitting U+FFFD.
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    let n_broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let n_beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    let decoded = whole(encoding.name(), Cow::Owned(text));
    Reading { decoded, n_broken, n_beyond_ascii }
}

/// Whether a charset, or the charset of a `Content-Type`, is an encoding that can be decoded.
pub(crate) fn is_known(charset: &str) -> bool {
    declared_meaning(charset).is_some()
}

/// The encoding of a `Content-Type` value or a bare label.
fn declared_meaning(declared: &str) -> Option<&'static Encoding> {
    meaning(charset::of_content_type(declared)?.as_bytes())
}

/// The encoding for a label. A label found by reading bytes as ASCII cannot mean UTF-16, which was detected before.
fn meaning(label: &[u8]) -> Option<&'static Encoding> {
    // Steps 8 to 10 of the prescan. REPLACEMENT stands for encodings that browsers do not decode.
    let encoding = Encoding::for_label(label)?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else if encoding == X_USER_DEFINED {
        Some(WINDOWS_1252)
    } else {
        Some(encoding).filter(|&encoding| encoding != REPLACEMENT)
    }
}

/// Whether there are escape sequences of ISO-2022-JP, the only supported encoding whose bytes are all ASCII.
fn is_escaped(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\x1b$").is_some() && bytes.is_ascii()
}
