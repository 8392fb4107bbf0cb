//! Interstitials: pages that a site shows in place of the page that was asked for, such as bot checks, login walls and error
//! pages.
//!
//! A linear model of the words in the title and in the likely content gives the probability. Its weights are trained on texts
//! written for it in 21 languages, against real pages (`training/interstitials.py`).

use std::sync::LazyLock;

use crate::block::Blocks;
use crate::dom::{Dom, Tag};
use crate::features::number::logistic;
use crate::features::table::Table;
use crate::features::token::{TokenOrigin, placed, word_hashes, words_and_pairs};
use crate::model;

/// The page type of an interstitial.
pub(crate) const PAGE_TYPE: &str = "interstitial";

/// The maximum number of words read. A page with more words of likely content is not an interstitial.
const MAX_WORDS: usize = 256;

static WEIGHTS: LazyLock<Table> =
    LazyLock::new(|| model::builtin_table(include_bytes!("../models/interstitial.json")));

/// The probability that a page with these tokens is an interstitial, from 0 to 1.
pub(crate) fn probability(tokens: &[u32]) -> f32 {
    if tokens.is_empty() {
        return 0.0;
    }
    let weights = tokens.iter().filter_map(|&token| WEIGHTS.find(token));
    let sum: f32 = weights.map(|(_, weight)| weight).sum();
    logistic(WEIGHTS.bias() + sum / (tokens.len() as f32).sqrt())
}

/// The distinct tokens of a page: of its title and of its likely content, or of all blocks if `is_kept` has none. Words, pairs of words, and
/// the binary logarithm of the number of words. Sorted; empty if the content has more words than are read.
pub(crate) fn tokens(dom: &Dom, blocks: &Blocks, is_kept: &[bool]) -> Vec<u32> {
    let is_any = is_kept.contains(&true);
    let shown = || (0..blocks.list.len()).filter(|&i| !is_any || is_kept[i]);
    if is_any && shown().map(|i| blocks.list[i].n_words as usize).sum::<usize>() > MAX_WORDS {
        return Vec::new();
    }
    let mut words = Vec::new();
    for i in shown() {
        if words.len() >= MAX_WORDS {
            break;
        }
        word_hashes(blocks.text_of(i), &mut words);
    }
    let mut tokens = vec![placed(TokenOrigin::Length, (words.len() as u32 + 1).ilog2())];
    words_and_pairs(&words, [TokenOrigin::Word, TokenOrigin::Pair], |token| tokens.push(token));
    if let Some(title) = dom.ids().find(|&id| dom.tag(id) == Tag::Title) {
        words.clear();
        word_hashes(&dom.text_content(title), &mut words);
        let origins = [TokenOrigin::Title, TokenOrigin::TitlePair];
        words_and_pairs(&words, origins, |token| tokens.push(token));
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}
