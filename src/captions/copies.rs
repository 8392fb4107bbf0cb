//! Finds copies of captions and credits by their words.

use std::collections::BTreeMap;

use super::credit::{bare_credit, is_credit};
use super::legend::{is_bare, is_counter, rest_of};
use super::{Caption, Photo, keys};
use crate::block::Blocks;
use crate::text::collapse;

/// The maximum number of words in addition to a caption, such as a credit, in a copy of it.
const CREDIT_WORDS: usize = 12;
/// The minimum number of words of a partial match. Shorter captions must be a whole block.
const MIN_WORDS: usize = 4;
/// The maximum number of words of a credit that is searched for.
const MAX_CREDIT: usize = 10;
/// The maximum distance of a one-word credit to its caption, in blocks.
const NEAR: usize = 2;

/// Adds each block that shows all or most of a caption or credit to the copies of its photo. A caption without a credit
/// takes the credit of a copy.
pub(super) fn find(blocks: &Blocks, photos: &mut [Photo]) {
    if photos.is_empty() {
        return;
    }
    let mut is_shown = vec![false; blocks.list.len()];
    for photo in photos.iter() {
        photo.blocks.iter().chain(&photo.copies).for_each(|&i| is_shown[i] = true);
    }
    let index = Index::of(photos);
    let mut others = Vec::new();
    for (i, block) in blocks.list.iter().enumerate() {
        if block.n_words as usize > index.longest + CREDIT_WORDS {
            continue;
        }
        let own = keys(blocks.text_of(i));
        match index.caption(&own) {
            Some((k, is_whole)) => {
                let photo = &mut photos[k];
                if is_whole && own.len() > index.captions[k].len() {
                    take_credit(&mut photo.caption, blocks.text_of(i));
                }
                if !is_shown[i] {
                    is_shown[i] = true;
                    photo.copies.push(i);
                }
            }
            None if !is_shown[i] && own.len() <= MAX_CREDIT => others.push((i, own)),
            None => {}
        }
    }
    let credits = credits_of(photos);
    for (i, own) in others {
        let near = i.saturating_sub(NEAR)..(i + NEAR + 1).min(is_shown.len());
        if let Some(&k) = credits.get(&own)
            && (own.len() > 1 || is_shown[near].contains(&true))
        {
            is_shown[i] = true;
            photos[k].copies.push(i);
        }
    }
}

/// Sets a missing credit to the text before or after the caption in a copy, if that can be a credit.
fn take_credit(caption: &mut Caption, copy: &str) {
    if caption.credit.is_none()
        && let Some(rest) = rest_of(&collapse(copy), &caption.caption)
        && !is_counter(rest)
        && (is_credit(rest) || is_bare(rest))
    {
        caption.credit = Some(bare_credit(rest).to_owned());
    }
}

/// Maps the words of each credit to the first photo that has it.
fn credits_of(photos: &[Photo]) -> BTreeMap<Vec<u64>, usize> {
    let mut credits = BTreeMap::new();
    for (k, photo) in photos.iter().enumerate() {
        let own = keys(photo.caption.credit.as_deref().unwrap_or_default());
        if (1..=MAX_CREDIT).contains(&own.len()) {
            credits.entry(own).or_insert(k);
        }
    }
    credits
}

/// For each of `n` blocks, whether it shows a caption or a credit.
pub(crate) fn shown(photos: &[Photo], n: usize) -> Vec<bool> {
    let mut shown = vec![false; n];
    let all = photos.iter().flat_map(|photo| photo.blocks.iter().chain(&photo.copies));
    all.for_each(|&i| shown[i] = true);
    shown
}

/// Keeps the blocks of the first copy of each photo.
pub(crate) fn keep_first(photos: &[Photo], is_kept: &mut [bool]) {
    photos.iter().flat_map(|photo| &photo.blocks).for_each(|&i| is_kept[i] = true);
}

/// An index of captions by word runs.
struct Index {
    captions: Vec<Vec<u64>>,
    /// For each run of words, its first caption and the position in it.
    runs: BTreeMap<[u64; MIN_WORDS], (usize, usize)>,
    longest: usize,
}

impl Index {
    fn of(photos: &[Photo]) -> Self {
        let captions: Vec<_> = photos.iter().map(|photo| keys(&photo.caption.caption)).collect();
        let mut runs = BTreeMap::new();
        for (k, caption) in captions.iter().enumerate() {
            for (at, run) in caption.windows(MIN_WORDS).enumerate() {
                if let Some(run) = run.first_chunk() {
                    runs.entry(*run).or_insert((k, at));
                }
            }
        }
        let longest = captions.iter().map(Vec::len).max().unwrap_or(0);
        Index { captions, runs, longest }
    }

    /// The caption that a block shows with few other words, or of which the block is the larger part; and whether it is complete.
    fn caption(&self, own: &[u64]) -> Option<(usize, bool)> {
        if own.len() < MIN_WORDS {
            let found = self.captions.iter().position(|caption| caption == own);
            return found.filter(|_| !own.is_empty()).map(|k| (k, true));
        }
        (0..=CREDIT_WORDS.min(own.len() - MIN_WORDS)).find_map(|offset| {
            let run = own[offset..].first_chunk()?;
            let &(k, at) = self.runs.get(run)?;
            let caption = &self.captions[k];
            let same = own[offset..].iter().zip(&caption[at..]).take_while(|(a, b)| a == b).count();
            let is_whole = same == caption.len();
            let is_rest_short = own.len() - same <= CREDIT_WORDS.min(caption.len());
            let is_most = same == own.len() && 2 * same >= caption.len();
            (is_rest_short && (is_whole || is_most)).then_some((k, is_whole))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    #[test]
    fn copies_of_captions_and_credits_are_found() {
        let dom = parse(
            "<p>Men at work on the old bridge<p>It rained on the men at work.\
             <p>JANE DOE Men at work, on the old bridge.<p>Jane Doe<p>Men at work on the new bridge<p>Men at work on the…",
        );
        let blocks = segment(&dom);
        let caption = Caption {
            caption: "Men at work on the old bridge.".to_owned(),
            credit: Some("Jane Doe".to_owned()),
        };
        let photo = Photo { caption, blocks: vec![0], copies: vec![] };
        let mut photos = [photo];
        find(&blocks, &mut photos);
        assert_eq!(shown(&photos, 6), [true, false, true, true, false, true]);
    }
}
