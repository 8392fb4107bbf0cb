//! Bytes to text.
//!
//! What a page and its sender declare is often wrong, for stored pages are re-encoded and their declarations
//! are left as they were. Bytes that read as UTF-8 are therefore UTF-8 whatever is declared, and another
//! declaration holds as long as the bytes agree with it.

mod detect;
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
use unicode::{Form, is_nearly_utf_8};

/// A page as text.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text, with line feeds as line ends. Empty if there is [none](NoText).
    pub text: Cow<'a, str>,
    /// The encoding that the page was read in, by its name in the WHATWG Encoding standard, or `UTF-32LE`, `UTF-32BE`.
    pub encoding: &'static str,
    /// Why there is no text.
    pub no_text: Option<NoText>,
}

/// Why bytes have no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoText {
    /// They have more control characters than a text.
    Binary,
    /// They are text in EBCDIC, which no browser reads.
    Ebcdic,
}

/// How much of a page is searched for its declaration. The standard asks for 1024 bytes; pages with long
/// scripts before it are common, and the search is only made for pages that are not UTF-8.
const PRESCAN_BYTES: usize = 65_536;

/// Text of a page in any encoding; `declared` is the value of its `Content-Type` header or a bare label.
///
/// Never fails: what cannot be read becomes U+FFFD, except for a character that the end of the bytes cuts in
/// two, which is left out; what is no text at all, such as a picture, has none. Text that was encoded twice is repaired.
/// Line ends become line feeds, as the HTML standard has it ("normalize newlines"): no later step sees which there were.
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
    let declared = declared.and_then(charset::of_content_type).and_then(|l| meaning(l.as_bytes()));
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

/// So many bytes tell whether this is a text.
const BINARY_SAMPLE_BYTES: usize = 1445;

/// A text may have so many bytes that texts do not have, however short it is.
const MAX_DATA_BYTES: usize = 3;

/// Whether more than one byte in 32 is one that texts do not have: a "binary data byte" of the MIME Sniffing standard,
/// which calls a resource binary at the first, looking at as many. Damaged pages have some, and some begin with zeros.
/// In UTF-8 only zeros count, for a printer's backspaces are control characters, too. What begins with a tag is a page.
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

/// A page in one of the encodings that it may be in.
struct Reading<'a> {
    decoded: Decoded<'a>,
    n_broken: usize,
    n_beyond_ascii: usize,
}

impl Reading<'_> {
    /// Whether so few characters are broken that the encoding is right and the page damaged. In a page read
    /// in a wrong encoding that has invalid sequences at all, far more than one in twenty is one.
    fn is_sound(&self) -> bool {
        self.n_broken * 20 <= self.n_beyond_ascii
    }
}

fn read<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Reading<'a> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Reading { decoded: whole(encoding.name(), text), n_broken: 0, n_beyond_ascii: 0 };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // There is no maximum only for lengths that no slice can have; with the maximum one call reads all.
    let max_len = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
    let mut text = String::with_capacity(max_len);
    // Not told that this is the end, the decoder waits for the rest of a character that is cut there.
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    let n_broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let n_beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    let decoded = whole(encoding.name(), Cow::Owned(text));
    Reading { decoded, n_broken, n_beyond_ascii }
}

/// The encoding that a label names, where a page can be in it: one that was found by reading bytes as ASCII
/// is not UTF-16, which was recognized before if it was there.
fn meaning(label: &[u8]) -> Option<&'static Encoding> {
    // Steps 8 to 10 of the prescan for what a `meta` element says, and REPLACEMENT stands for encodings that
    // no browser reads.
    let encoding = Encoding::for_label(label)?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else if encoding == X_USER_DEFINED {
        Some(WINDOWS_1252)
    } else {
        Some(encoding).filter(|&encoding| encoding != REPLACEMENT)
    }
}

/// Whether there are escape sequences of ISO-2022-JP, the one encoding of pages whose bytes are ASCII.
fn is_escaped(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\x1b$").is_some() && bytes.is_ascii()
}
