//! Hashes of words.

use super::{FNV_BASIS, fnv_step, is_unspaced, is_word_char};

/// The ASCII word characters in lower case; 0 for all other bytes.
const WORD_BYTES: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_' {
            folded[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

/// Calls `f` with the 64-bit FNV-1a hash of each lower-case word. Each character of a script without spaces is a word.
pub(crate) fn for_each_word_hash(text: &str, mut f: impl FnMut(u64)) {
    let (mut hash, mut is_in_word, mut at) = (FNV_BASIS, false, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        let folded = WORD_BYTES[usize::from(byte)];
        if folded != 0 {
            (hash, is_in_word, at) = (fnv_step(hash, folded), true, at + 1);
            continue;
        }
        let c = if byte.is_ascii() { None } else { text[at..].chars().next() };
        at += c.map_or(1, char::len_utf8);
        let alone = c.filter(|&c| is_unspaced(c));
        let part = c.filter(|&c| alone.is_none() && is_word_char(c));
        if part.is_none() && std::mem::take(&mut is_in_word) {
            f(std::mem::replace(&mut hash, FNV_BASIS));
        }
        if let Some(c) = alone {
            f(with_char(FNV_BASIS, c));
        }
        if let Some(c) = part {
            (hash, is_in_word) = (c.to_lowercase().fold(hash, with_char), true);
        }
    }
    if is_in_word {
        f(hash);
    }
}

/// Continues FNV-1a with the bytes of a character.
fn with_char(hash: u64, c: char) -> u64 {
    c.encode_utf8(&mut [0; 4]).bytes().fold(hash, fnv_step)
}
