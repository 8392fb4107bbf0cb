//! File signatures: those of the WHATWG MIME Sniffing standard, sections 6 and 7, and those that format specifications
//! define for archives, compressed data and executables.

use super::Unsupported;
use crate::decode::is_data;

/// Bytes searched for a binary data byte.
const SAMPLE_BYTES: usize = 1445;
/// A shorter signature of printable characters needs a binary data byte after it.
const CLEAR_BYTES: usize = 7;

/// The byte offset of a signature, the signature, and the type.
const SIGNATURES: &[(usize, &[u8], Unsupported)] = &[
    (0, b"%PDF-", Unsupported::Pdf),
    (0, b"%!PS-Adobe-", Unsupported::PostScript),
    (0, b"\0\0\x01\0", Unsupported::Image),
    (0, b"\0\0\x02\0", Unsupported::Image),
    (0, b"BM", Unsupported::Image),
    (0, b"GIF87a", Unsupported::Image),
    (0, b"GIF89a", Unsupported::Image),
    (8, b"WEBPVP", Unsupported::Image),
    (0, b"\x89PNG\r\n\x1A\n", Unsupported::Image),
    (0, b"\xFF\xD8\xFF", Unsupported::Image),
    (0, b"II*\0", Unsupported::Image),
    (0, b"MM\0*", Unsupported::Image),
    (0, b"\0\0\0\x0CJXL \r\n\x87\n", Unsupported::Image),
    (4, b"ftypavif", Unsupported::Image),
    (4, b"ftypheic", Unsupported::Image),
    (4, b"ftypmif1", Unsupported::Image),
    (8, b"AIFF", Unsupported::Audio),
    (0, b"ID3", Unsupported::Audio),
    (0, b"OggS\0", Unsupported::Audio),
    (0, b"MThd\0\0\0\x06", Unsupported::Audio),
    (8, b"WAVE", Unsupported::Audio),
    (0, b"fLaC", Unsupported::Audio),
    (8, b"AVI ", Unsupported::Video),
    (4, b"ftyp", Unsupported::Video),
    (0, b"\x1A\x45\xDF\xA3", Unsupported::Video),
    (34, b"LP", Unsupported::Font),
    (0, b"\0\x01\0\0", Unsupported::Font),
    (0, b"OTTO", Unsupported::Font),
    (0, b"ttcf", Unsupported::Font),
    (0, b"wOFF", Unsupported::Font),
    (0, b"wOF2", Unsupported::Font),
    (0, b"PK\x03\x04", Unsupported::Zip),
    (0, b"PK\x05\x06", Unsupported::Zip),
    (0, b"\x1F\x8B\x08", Unsupported::Gzip),
    (0, b"\x28\xB5\x2F\xFD", Unsupported::Zstd),
    (0, b"\xFD7zXZ\0", Unsupported::Xz),
    (0, b"BZh", Unsupported::Bzip2),
    (0, b"7z\xBC\xAF\x27\x1C", Unsupported::Archive),
    (0, b"Rar!\x1A\x07", Unsupported::Archive),
    (257, b"ustar", Unsupported::Archive),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Unsupported::Office),
    (0, b"{\\rtf1\\", Unsupported::Office),
    (0, b"\x7FELF", Unsupported::Executable),
    (0, b"MZ", Unsupported::Executable),
    (0, b"\0asm", Unsupported::Executable),
    (0, b"\xCA\xFE\xBA\xBE", Unsupported::Executable),
    (0, b"SQLite format 3\0", Unsupported::Binary),
];

/// The type of bytes by their signature.
pub(super) fn of(bytes: &[u8]) -> Option<Unsupported> {
    let has_data = || bytes.iter().take(SAMPLE_BYTES).any(|&b| is_data(b));
    let found = |&&(at, pattern, kind): &&(usize, &[u8], Unsupported)| {
        let stands = bytes.get(at..).is_some_and(|rest| rest.starts_with(pattern));
        stands && is_container(bytes, pattern) && (is_clear(pattern, kind) || has_data())
    };
    SIGNATURES.iter().find(found).map(|(_, _, kind)| *kind)
}

/// Whether no text begins with this signature by chance.
fn is_clear(pattern: &[u8], kind: Unsupported) -> bool {
    let is_text = pattern.iter().all(|&b| matches!(b, b' '..=b'~'));
    !is_text || pattern.len() >= CLEAR_BYTES || kind == Unsupported::Pdf
}

/// Whether the bytes around a signature are right too, for signatures that need it.
fn is_container(bytes: &[u8], pattern: &[u8]) -> bool {
    match pattern {
        b"WEBPVP" | b"WAVE" | b"AVI " => bytes.starts_with(b"RIFF"),
        b"AIFF" => bytes.starts_with(b"FORM"),
        // The size of the first box.
        _ if pattern.starts_with(b"ftyp") => bytes.starts_with(&[0, 0]),
        // Embedded OpenType: the version comes after two sizes.
        b"LP" => matches!(bytes.get(8..12), Some([0, 0..=2, 1 | 2, 0])),
        // The magic number of the first block, after the compression level.
        b"BZh" => bytes.get(4..10).is_some_and(|b| b == b"1AY&SY"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_detected_by_signature() {
        let with = |begin: &[u8]| [begin, b"\x01\x02 rest"].concat();
        for (bytes, kind) in [
            (b"%PDF-1.7\n1 0 obj".to_vec(), Unsupported::Pdf),
            (with(b"GIF89a"), Unsupported::Image),
            (with(b"BM"), Unsupported::Image),
            (with(b"RIFF\x10\0\0\0WEBPVP8 "), Unsupported::Image),
            (with(b"\0\0\0\x18ftypavif"), Unsupported::Image),
            (with(b"\0\0\0\x18ftypisom"), Unsupported::Video),
            (with(b"RIFF\x10\0\0\0WAVEfmt "), Unsupported::Audio),
            (with(b"wOF2"), Unsupported::Font),
            (b"{\\rtf1\\ansi It rained.}".to_vec(), Unsupported::Office),
            (with(b"PK\x03\x04"), Unsupported::Zip),
            (with(b"BZh91AY&SY"), Unsupported::Bzip2),
            (with(b"MZ\x90\0"), Unsupported::Executable),
            ([&[b'a'; 257][..], b"ustar\0"].concat(), Unsupported::Archive),
        ] {
            assert_eq!(of(&bytes), Some(kind));
        }
    }

    #[test]
    fn a_text_that_begins_like_a_signature_is_not_binary() {
        for text in [
            "BMW builds cars in Munich.",
            "GIF89a is a format of images.",
            "ID3 tags say what is sung.",
            "MZ is how programs begin.",
            "BZh91AY",
            "OTTO",
            "RIFFraff at the WAVE",
            "the ftyp box",
            "",
            "%PD",
        ] {
            assert_eq!(of(text.as_bytes()), None, "{text}");
        }
    }
}
