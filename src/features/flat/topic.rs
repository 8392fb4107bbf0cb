//! Family: what a piece says that others say, too: the same text, the same begin, the same topic.

use std::collections::HashMap;

use super::super::Row;
use crate::facts::repeats::{Repeat, repeats};
use crate::flat::words::Word;

pub(super) const NAMES: &[&str] = &[
    "same_text",
    "same_text_before",
    "same_begin",
    "same_begin_before",
    "topic",
    "topic_in_prose",
    "n_topical",
    "repeated",
    "repeated_before",
];

/// So many words are a begin.
const BEGIN: usize = 4;
/// Words fall into so many bins, a power of two.
const N_BINS: usize = 1 << 12;

/// What the pieces of a page have in common.
#[derive(Debug)]
pub(super) struct Topic {
    /// How often each piece's text and begin occur, and how often before it.
    texts: Vec<[u32; 2]>,
    begins: Vec<[u32; 2]>,
    all: Vec<u16>,
    prose: Vec<u16>,
    repeats: Vec<Repeat>,
}

fn bin(word: Word) -> usize {
    (word.hash.wrapping_mul(0x9e37_79b1) >> 20) as usize & (N_BINS - 1)
}

fn digest(words: &[Word]) -> u64 {
    words.iter().fold(words.len() as u64, |all, word| {
        (all.rotate_left(9) ^ u64::from(word.hash)).wrapping_mul(0x2127_599b_f432_5c37)
    })
}

impl Topic {
    /// `pieces` are the words of each piece, and whether it is prose.
    pub fn new<'a>(pieces: impl Iterator<Item = (&'a [Word], bool)> + Clone) -> Self {
        let (mut all, mut prose) = (vec![0_u16; N_BINS], vec![0_u16; N_BINS]);
        for (words, is_prose) in pieces.clone() {
            for &word in words.iter().filter(|w| w.is_topical) {
                let bin = bin(word);
                all[bin] = all[bin].saturating_add(1);
                prose[bin] = prose[bin].saturating_add(u16::from(is_prose));
            }
        }
        let hashes = |(words, _): (&[Word], bool)| words.iter().map(|word| word.hash).collect();
        let hashes: Vec<Vec<u32>> = pieces.clone().map(hashes).collect();
        let repeats = repeats(hashes.iter().map(Vec::as_slice));
        let texts = occurrences(pieces.clone().map(|(words, _)| digest(words)));
        let begins = occurrences(pieces.map(|(words, _)| digest(&words[..words.len().min(BEGIN)])));
        Topic { texts, begins, all, prose, repeats }
    }

    /// Appends the columns of [`NAMES`].
    pub fn fill(&self, i: usize, words: &[Word], is_prose: bool, row: &mut Row<'_>) {
        row.extend(&self.texts[i].map(|n| n as f32));
        row.extend(&self.begins[i].map(|n| n as f32));
        let (mut n, mut all, mut prose) = (0.0_f32, 0, 0);
        for &word in words.iter().filter(|w| w.is_topical) {
            n += 1.0;
            let bin = bin(word);
            all += (self.all[bin] - 1).min(4);
            prose += self.prose[bin].saturating_sub(u16::from(is_prose)).min(4);
        }
        let mean = |sum: u16| if n > 0.0 { f32::from(sum) / n } else { f32::NAN };
        row.push(mean(all));
        row.push(mean(prose));
        row.push(n);
        row.push(self.repeats[i].anywhere);
        row.push(self.repeats[i].before);
    }
}

fn occurrences(keys: impl Iterator<Item = u64> + Clone) -> Vec<[u32; 2]> {
    let mut counts = HashMap::<u64, u32>::with_capacity(keys.clone().count());
    let before: Vec<u32> = keys
        .clone()
        .map(|key| {
            let n = counts.entry(key).or_default();
            *n += 1;
            *n - 1
        })
        .collect();
    keys.zip(before).map(|(key, before)| [counts.get(&key).copied().unwrap_or(0), before]).collect()
}
