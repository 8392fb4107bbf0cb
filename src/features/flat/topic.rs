//! Family: what a piece shares with other pieces: its text, its first words, its topic.

use std::collections::HashMap;

use super::super::Row;
use super::super::topic::WordBins;
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

/// The number of words of a beginning.
const BEGIN: usize = 4;

/// Texts, beginnings and topical words of a page.
#[derive(Debug)]
pub(super) struct Topic {
    /// For each piece, the number of pieces with the same text, and of those before it; likewise for beginnings.
    texts: Vec<[u32; 2]>,
    begins: Vec<[u32; 2]>,
    all: WordBins,
    prose: WordBins,
    repeats: Vec<Repeat>,
}

fn digest(words: &[Word]) -> u64 {
    words.iter().fold(words.len() as u64, |all, word| {
        (all.rotate_left(9) ^ u64::from(word.hash)).wrapping_mul(0x2127_599b_f432_5c37)
    })
}

impl Topic {
    /// `pieces` yields the words of each piece, and whether it is prose.
    pub fn new<'a>(pieces: impl Iterator<Item = (&'a [Word], bool)> + Clone) -> Self {
        let (mut all, mut prose) = (WordBins::new(), WordBins::new());
        for (words, is_prose) in pieces.clone() {
            for &word in words.iter().filter(|w| w.is_topical) {
                all.add(word.hash);
                if is_prose {
                    prose.add(word.hash);
                }
            }
        }
        let hashes = |(words, _): (&'a [Word], bool)| words.iter().map(|word| word.hash);
        let repeats = repeats(pieces.clone().map(hashes));
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
            all += self.all.others(word.hash, 1);
            prose += self.prose.others(word.hash, u16::from(is_prose));
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
