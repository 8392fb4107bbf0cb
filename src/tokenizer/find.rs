//! The next of a few bytes, where it is near more often than not: there a call of `memchr` costs more than the look.

/// So many bytes are looked at in one go.
const N: usize = 8;

/// Where the first of these bytes stands.
pub(super) fn find<const K: usize>(bytes: &[u8], needles: [u8; K]) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    let wanted = needles.map(repeated);
    for (n, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let hits = wanted.iter().fold(0, |hits, needle| hits | zeros(word ^ needle));
        if hits != 0 {
            return Some(n * N + hits.trailing_zeros() as usize / 8);
        }
    }
    let n = rest.iter().position(|byte| needles.contains(byte))?;
    Some(bytes.len() - rest.len() + n)
}

const fn repeated(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// The highest bit of the first byte that is zero, and of none before it.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(repeated(1)) & !word & repeated(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        let text = "a\u{1}\u{80}é<ÿ\u{0}b&c\r=\u{7f}<".repeat(3);
        for start in 0..text.len() {
            for end in start..=text.len() {
                let bytes = &text.as_bytes()[start..end];
                let expected = bytes.iter().position(|b| b"<&\r\0".contains(b));
                assert_eq!(find(bytes, *b"<&\r\0"), expected);
                assert_eq!(find(bytes, [b'=']), bytes.iter().position(|&b| b == b'='));
            }
        }
    }
}
