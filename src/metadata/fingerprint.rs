//! Computes fingerprints that are similar for similar texts.
//!
//! The algorithm is SimHash (Charikar, *Similarity estimation techniques from rounding algorithms*, STOC 2002) over shingles of
//! three words: bit *i* is set if it is set in the hashes of more than half of the shingles.

use crate::text::for_each_word_hash;

/// The number of words in a shingle.
const SHINGLE: usize = 3;

/// Returns the fingerprint of a text; `None` if it has no words.
///
/// Words are lower-case runs of letters, digits and underscores. Each character of a script without spaces is a word. The hash of
/// a word is the 64-bit FNV-1a hash of its bytes. The hash of a shingle combines those of its words, and [`mixed`] spreads it
/// over all bits. A text of one or two words is one shingle.
pub(crate) fn fingerprint(text: &str) -> Option<u64> {
    let mut counts = Counts::default();
    let mut last: [u64; SHINGLE] = [0; SHINGLE];
    let mut n_words = 0_usize;
    for_each_word_hash(text, |word| {
        last = [last[1], last[2], word];
        n_words += 1;
        if n_words >= SHINGLE {
            counts.add(shingle(&last));
        }
    });
    if n_words == 0 {
        return None;
    }
    if n_words < SHINGLE {
        counts.add(shingle(&last[SHINGLE - n_words..]));
    }
    Some(counts.majority())
}

/// Returns the hash of consecutive words.
fn shingle(words: &[u64]) -> u64 {
    mixed(words.iter().fold(0, |hash: u64, word| hash.rotate_left(21) ^ word))
}

/// The number of hashes in which each bit is set.
#[derive(Default)]
struct Counts {
    /// The counts for the last hashes, fewer than 256. The k-th number has one byte for each bit of the k-th byte of a hash.
    bytes: [u64; 8],
    n_in_bytes: u32,
    whole: [[u32; 8]; 8],
    n: u32,
}

impl Counts {
    fn add(&mut self, hash: u64) {
        const EACH_BYTE: u64 = 0x0101_0101_0101_0101;
        for (sum, byte) in self.bytes.iter_mut().zip(hash.to_le_bytes()) {
            // The i-th byte keeps only the i-th bit, which is then moved to the lowest bit.
            let bits = (u64::from(byte) * EACH_BYTE) & 0x8040_2010_0804_0201;
            *sum += ((bits + 0x7f * EACH_BYTE) >> 7) & EACH_BYTE;
        }
        self.n_in_bytes += 1;
        if self.n_in_bytes == 255 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for (whole, bytes) in self.whole.iter_mut().zip(&mut self.bytes) {
            for (count, byte) in whole.iter_mut().zip(std::mem::take(bytes).to_le_bytes()) {
                *count += u32::from(byte);
            }
        }
        self.n += std::mem::take(&mut self.n_in_bytes);
    }

    /// Returns the bits that are set in more than half of the hashes.
    fn majority(mut self) -> u64 {
        self.flush();
        let counts = self.whole.as_flattened().iter().enumerate();
        let set = counts.filter(|&(_, count)| 2 * u64::from(*count) > u64::from(self.n));
        set.fold(0, |bits, (i, _)| bits | 1 << i)
    }
}

/// The finalizer of SplitMix64: each bit of the input affects each bit of the output.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> u32 {
        (fingerprint(a).unwrap() ^ fingerprint(b).unwrap()).count_ones()
    }

    fn numbers(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn case_and_signs_do_not_count() {
        assert_eq!(distance("It rained, on Monday.", "it RAINED on\nmonday"), 0);
        assert_eq!(fingerprint(" -- "), None);
        assert_eq!(distance("Rain", "rain!"), 0);
        assert!(distance("rain", "snow") > 8);
    }

    #[test]
    fn texts_that_are_nearly_the_same_are_near() {
        let text = numbers(0..300);
        assert!(distance(&text, &text.replace("word7 ", "other ")) <= 6);
        assert!(distance(&text, &numbers(300..600)) >= 16);
    }

    #[test]
    fn bits_are_counted_one_by_one() {
        let hashes: Vec<u64> = (0..1_000).map(mixed).collect();
        let mut counts = Counts::default();
        hashes.iter().for_each(|&hash| counts.add(hash));
        let is_set = |i: u32| hashes.iter().filter(|&hash| hash >> i & 1 == 1).count() > 500;
        assert_eq!(
            counts.majority(),
            (0..64).filter(|&i| is_set(i)).fold(0_u64, |bits, i| bits | 1 << i)
        );
    }

    #[test]
    fn characters_without_spaces_are_words() {
        assert!(distance("城里下雨", "雨下里城") > 8);
        assert_eq!(distance("城里下雨", "城 里 下 雨"), 0);
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(fingerprint("It rained on Monday"), Some(0x1c50_0110_2008_2460));
    }
}
