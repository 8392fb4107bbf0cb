//! Duplicates among the articles of a run, in bounded memory.
//!
//! The fingerprint of a text is its SimHash. Two texts whose fingerprints differ in at most [`MAX_DISTANCE`] of 64 bits are near
//! duplicates (Manku, Jain and Das Sarma, *Detecting near-duplicates for web crawling*, WWW 2007, use the same numbers). Of the
//! four quarters of such fingerprints, one is equal: only the texts with an equal quarter are compared.

use std::collections::{HashMap, VecDeque};

use crate::article::Article;
use crate::metadata::fingerprint::fingerprint;
use crate::named::named;
use crate::text::fnv;

/// The bits in which the fingerprints of near duplicates may differ.
const MAX_DISTANCE: u32 = 3;
/// The number of articles that are remembered by default.
const WINDOW: usize = 1_000_000;
/// The values of a quarter of a fingerprint.
const N_QUARTERS: usize = 1 << 16;

/// Which duplicates are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dedupe {
    /// Articles with the same text.
    Exact,
    /// Also articles with nearly the same text: their fingerprints differ in at most 3 of 64 bits.
    Near,
}

impl Dedupe {
    /// All kinds.
    pub const ALL: &'static [Dedupe] = &[Dedupe::Exact, Dedupe::Near];

    /// The name: `exact`, `near`.
    pub fn as_str(self) -> &'static str {
        match self {
            Dedupe::Exact => "exact",
            Dedupe::Near => "near",
        }
    }
}

named!(Dedupe, "kind of duplicate");

/// What is remembered of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Print {
    /// The hash of the text.
    pub text: u64,
    /// The SimHash of the text.
    pub fingerprint: u64,
}

impl Print {
    /// `None` if the article has no words: pages without text are no duplicates of each other.
    pub fn of(article: &Article) -> Option<Self> {
        let text = article.text();
        Some(Print { text: fnv(text.bytes()), fingerprint: fingerprint(&text)? })
    }

    pub fn to_bytes(self) -> [u8; 16] {
        (u128::from(self.text) << 64 | u128::from(self.fingerprint)).to_be_bytes()
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let both = u128::from_be_bytes(bytes);
        Print { text: (both >> 64) as u64, fingerprint: both as u64 }
    }

    fn quarters(self) -> [usize; 4] {
        [0, 16, 32, 48].map(|shift| (self.fingerprint >> shift) as usize % N_QUARTERS)
    }
}

/// The last articles that were kept.
pub(super) struct Seen {
    window: usize,
    kept: VecDeque<Print>,
    /// The number of articles that are no longer remembered.
    n_gone: u64,
    texts: HashMap<u64, u32>,
    /// For each quarter of the fingerprint and each of its values, the numbers of the articles; empty for exact duplicates.
    quarters: Vec<VecDeque<u64>>,
}

/// How an article relates to earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    New,
    Same,
    Near,
}

impl Seen {
    pub fn new(dedupe: Dedupe, window: Option<usize>) -> Self {
        let n_quarters = if dedupe == Dedupe::Near { 4 * N_QUARTERS } else { 0 };
        Seen {
            window: window.unwrap_or(WINDOW).max(1),
            kept: VecDeque::new(),
            n_gone: 0,
            texts: HashMap::new(),
            quarters: vec![VecDeque::new(); n_quarters],
        }
    }

    /// Compares an article to the earlier ones.
    pub fn compare(&self, print: Print) -> Likeness {
        if self.texts.contains_key(&print.text) {
            return Likeness::Same;
        }
        let is_near = |number: &u64| {
            let other = self.kept[(number - self.n_gone) as usize];
            (other.fingerprint ^ print.fingerprint).count_ones() <= MAX_DISTANCE
        };
        let mut lists = self.lists(print).map(|at| &self.quarters[at]);
        if lists.any(|list| list.iter().any(is_near)) { Likeness::Near } else { Likeness::New }
    }

    /// Remembers an article that is kept.
    pub fn add(&mut self, print: Print) {
        if self.kept.len() == self.window {
            self.forget_first();
        }
        let number = self.n_gone + self.kept.len() as u64;
        for at in self.lists(print) {
            self.quarters[at].push_back(number);
        }
        *self.texts.entry(print.text).or_default() += 1;
        self.kept.push_back(print);
    }

    fn forget_first(&mut self) {
        let Some(first) = self.kept.pop_front() else { return };
        for at in self.lists(first) {
            // The first article is the first one of each of its lists.
            self.quarters[at].pop_front();
        }
        self.n_gone += 1;
        if let Some(n) = self.texts.get_mut(&first.text) {
            *n -= 1;
            if *n == 0 {
                self.texts.remove(&first.text);
            }
        }
    }

    /// The lists that an article is in.
    fn lists(&self, print: Print) -> impl Iterator<Item = usize> + use<> {
        let n = if self.quarters.is_empty() { 0 } else { 4 };
        print.quarters().into_iter().enumerate().take(n).map(|(i, value)| i * N_QUARTERS + value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: u64, fingerprint: u64) -> Print {
        Print { text, fingerprint }
    }

    #[test]
    fn near_is_at_most_three_bits() {
        let mut near = Seen::new(Dedupe::Near, None);
        near.add(print(1, 0));
        for (fingerprint, likeness) in [
            (0, Likeness::Near),
            (1 << 63 | 1 << 20 | 1, Likeness::Near),
            (0b1111, Likeness::New),
            (1 << 63 | 1 << 40 | 1 << 20 | 1, Likeness::New),
        ] {
            assert_eq!(near.compare(print(2, fingerprint)), likeness, "{fingerprint:b}");
        }
        assert_eq!(near.compare(print(1, u64::MAX)), Likeness::Same);
        let mut exact = Seen::new(Dedupe::Exact, None);
        exact.add(print(1, 0));
        assert_eq!(exact.compare(print(2, 0)), Likeness::New);
        assert_eq!(exact.compare(print(1, 0)), Likeness::Same);
    }

    #[test]
    fn the_first_are_forgotten() {
        let mut seen = Seen::new(Dedupe::Near, Some(2));
        for n in 0..100_u64 {
            let new = print(n, n << 32 | n << 8 | n);
            assert_eq!(seen.compare(print(n, u64::MAX)), Likeness::New);
            seen.add(new);
            assert_eq!(seen.compare(new), Likeness::Same);
            assert!(seen.kept.len() <= 2 && seen.texts.len() <= 2);
        }
        assert_eq!(seen.quarters.iter().map(VecDeque::len).sum::<usize>(), 8);
        assert_eq!(Print::from_bytes(print(3, 4).to_bytes()), print(3, 4));
    }
}
