//! Detects the encoding of bytes by content.

use std::cell::LazyCell;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GBK, ISO_2022_JP, SHIFT_JIS};

/// Bytes examined, from the first non-ASCII byte on.
const DETECT_BYTES: usize = 1_000_000;

/// Multi-byte encodings, which the detector rules out at the first broken character.
const SEVERAL_BYTES: [&Encoding; 5] = [GBK, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];

/// The minimum number of valid characters per broken one, in an undeclared encoding.
const MIN_WHOLE: usize = 10;
/// The same in a declared encoding.
const MIN_WHOLE_BELIEVED: usize = 4;

/// The minimum number of non-ASCII bytes that identify an encoding.
const MIN_SOUND_BYTES: usize = 16;
/// The approximate maximum number of parts of a text, so that a few broken characters affect few parts.
const MAX_STRETCHES: usize = 48;

/// Detects the encoding of bytes; `believed` are the declared encodings.
///
/// The detector rules out an encoding at the first broken character. The text is therefore split into parts at bytes
/// that are character boundaries in every encoding, and each part is detected separately. A multi-byte encoding wins if
/// few characters are broken in it and most parts, up to their first broken character, are detected as that encoding.
pub(super) fn detect(bytes: &[u8], believed: &[&Encoding]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let end = bytes.len().min(start.saturating_add(DETECT_BYTES));
    let guessed = guess(&bytes[..end]);
    if guessed == ISO_2022_JP {
        return guessed;
    }
    let sample = &bytes[start..end];
    let stretches = LazyCell::new(|| stretches(sample));
    let tries = SEVERAL_BYTES.into_iter().filter(|e| *e != guessed).filter_map(|encoding| {
        let is_believed = believed.contains(&encoding);
        let min_whole = if is_believed { MIN_WHOLE_BELIEVED } else { MIN_WHOLE };
        let broken = broken(sample, encoding, min_whole)?;
        let is_preferred = wins(sample, &stretches, &broken, encoding).unwrap_or_else(|| {
            // The rest of a broken word may be invalid in an encoding in which it was valid before.
            !SEVERAL_BYTES.contains(&guessed) && guess(&without(sample, &broken)) == encoding
        });
        is_preferred.then_some((broken.len(), encoding))
    });
    tries.min_by_key(|(n_broken, _)| *n_broken).map_or(guessed, |(_, encoding)| encoding)
}

/// A part of a text between character boundaries of all encodings, and its detected encoding.
struct Stretch {
    place: Range<usize>,
    guessed: &'static Encoding,
}

fn stretches(bytes: &[u8]) -> Vec<Stretch> {
    // No encoding uses these bytes within a character.
    let ends_run = |&byte: &u8| byte < 0x40 && !byte.is_ascii_digit();
    let n_bytes = MIN_SOUND_BYTES.max(n_beyond_ascii(bytes) / MAX_STRETCHES);
    let (mut stretches, mut start, mut n) = (Vec::new(), 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        n += usize::from(!byte.is_ascii());
        let end = at + 1;
        if end == bytes.len() || n > n_bytes && ends_run(byte) {
            let guessed = guess(bytes.get(start..end).unwrap_or_default());
            stretches.push(Stretch { place: start..end, guessed });
            (start, n) = (end, 0);
        }
    }
    stretches
}

/// Whether most of a text is detected as an encoding. Each part counts up to its first broken character. `None` if the
/// parts are too short.
fn wins(
    bytes: &[u8],
    stretches: &[Stretch],
    broken: &[Range<usize>],
    encoding: &'static Encoding,
) -> Option<bool> {
    let (mut n_all, mut n_won) = (0, 0);
    let mut broken = broken.iter().peekable();
    for Stretch { place, guessed } in stretches {
        while broken.next_if(|b| b.start < place.start).is_some() {}
        let end = broken.peek().map_or(place.end, |b| b.start.min(place.end));
        let whole = bytes.get(place.start..end).unwrap_or_default();
        let n = n_beyond_ascii(whole);
        if n >= MIN_SOUND_BYTES {
            let guessed = if end < place.end { guess(whole) } else { *guessed };
            n_all += n;
            n_won += if guessed == encoding { n } else { 0 };
        }
    }
    (n_all > 0).then_some(2 * n_won > n_all)
}

pub(super) fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // Without `last`: a truncated last character would rule out its encoding.
    detector.feed(bytes, false);
    detector.guess(None, Utf8Detection::Deny)
}

fn n_beyond_ascii(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !byte.is_ascii()).count()
}

/// The byte ranges that are invalid in an encoding. `None` if there are none, or too many for the number of valid
/// characters.
fn broken(
    bytes: &[u8],
    encoding: &'static Encoding,
    min_whole: usize,
) -> Option<Vec<Range<usize>>> {
    let max_broken = bytes.len() / 2 / min_whole;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut broken, mut at, mut n_whole) = (Vec::new(), 0, 0);
    let mut text = [0; 4096];
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, n_read, n_written) =
            decoder.decode_to_utf8_without_replacement(rest, &mut text, false);
        at += n_read;
        n_whole += n_characters(&text[..n_written]);
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(n_bytes, n_after) => {
                let end = at.saturating_sub(n_after.into());
                broken.push(end.saturating_sub(n_bytes.into())..end);
                if broken.len() > max_broken {
                    return None;
                }
            }
        }
    }
    (!broken.is_empty() && broken.len() * min_whole <= n_whole).then_some(broken)
}

/// Bytes without these ranges.
fn without(bytes: &[u8], places: &[Range<usize>]) -> Vec<u8> {
    let (mut rest, mut from) = (Vec::with_capacity(bytes.len()), 0);
    for place in places {
        rest.extend_from_slice(bytes.get(from..place.start).unwrap_or_default());
        from = place.end.max(from);
    }
    rest.extend_from_slice(bytes.get(from..).unwrap_or_default());
    rest
}

/// The number of multi-byte characters in the original encoding: all non-ASCII ones except half-width Katakana.
fn n_characters(text: &[u8]) -> usize {
    let text = str::from_utf8(text).unwrap_or_default();
    text.chars().filter(|c| !c.is_ascii() && !('\u{FF61}'..='\u{FF9F}').contains(c)).count()
}
