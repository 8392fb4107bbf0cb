//! Where captions and credits stand again, told by their words.

use std::collections::{BTreeMap, BTreeSet};

use super::credit::{bare_credit, is_credit};
use super::legend::{is_bare, is_counter, rest_of};
use super::{Photo, keys};
use crate::block::Blocks;
use crate::text::collapse;

/// Words that a caption may have beside it, such as a credit, and still be the caption.
const CREDIT_WORDS: usize = 12;
/// A caption or a part of one with fewer words is found only if it is the whole block.
const MIN_WORDS: usize = 4;
/// Credits of more words are not looked for.
const MAX_CREDIT: usize = 10;
/// A credit of one word is found only within so many blocks of its caption.
const NEAR: usize = 2;

/// Marks every block that shows a caption or a credit of these photos, whole or in part.
fn mark(blocks: &Blocks, photos: &[Photo]) -> Vec<bool> {
    let mut is_copy = vec![false; blocks.list.len()];
    if photos.is_empty() {
        return is_copy;
    }
    for photo in photos {
        photo.blocks.iter().chain(&photo.copies).for_each(|&i| is_copy[i] = true);
    }
    let index = Index::of(photos);
    let mut credits = Vec::new();
    for (i, block) in blocks.list.iter().enumerate() {
        if is_copy[i] || block.n_words as usize > index.longest + CREDIT_WORDS {
            continue;
        }
        let own = keys(blocks.text_of(i));
        is_copy[i] = index.has_caption(&own);
        if !is_copy[i] && index.credits.contains(&own) {
            credits.push((i, own.len()));
        }
    }
    for (i, n_words) in credits {
        let near = i.saturating_sub(NEAR)..(i + NEAR + 1).min(is_copy.len());
        is_copy[i] = n_words > 1 || is_copy[near].contains(&true);
    }
    is_copy
}

/// Drops every block that shows a caption or a credit of these photos.
pub(crate) fn drop_all(blocks: &Blocks, photos: &[Photo], is_kept: &mut [bool]) {
    for (kept, is_of_photo) in is_kept.iter_mut().zip(mark(blocks, photos)) {
        *kept &= !is_of_photo;
    }
}

/// Keeps the blocks of the first copy of each photo.
pub(crate) fn keep_first(photos: &[Photo], is_kept: &mut [bool]) {
    photos.iter().flat_map(|photo| &photo.blocks).for_each(|&i| is_kept[i] = true);
}

/// Captions by runs of their words.
struct Index {
    captions: Vec<Vec<u64>>,
    /// For each run of words the caption and the place where it first stands.
    runs: BTreeMap<[u64; MIN_WORDS], (usize, usize)>,
    credits: BTreeSet<Vec<u64>>,
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
        let credits = photos.iter().filter_map(|photo| photo.caption.credit.as_deref());
        let credits = credits.map(keys);
        let credits = credits.filter(|own| (1..=MAX_CREDIT).contains(&own.len())).collect();
        let longest = captions.iter().map(Vec::len).max().unwrap_or(0);
        Index { captions, runs, credits, longest }
    }

    /// Whether a block's words are a caption with little beside it, or most of a caption.
    fn has_caption(&self, own: &[u64]) -> bool {
        self.caption(own).is_some()
    }

    /// The caption that a block's words are, with little beside it, or of which they are most; whether it is whole.
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

/// Completes captions without a credit from copies elsewhere that have one.
pub(super) fn complete(blocks: &Blocks, photos: &mut [Photo]) {
    if photos.iter().all(|photo| photo.caption.credit.is_some()) {
        return;
    }
    let index = Index::of(photos);
    for (i, block) in blocks.list.iter().enumerate() {
        if block.n_words as usize > index.longest + CREDIT_WORDS {
            continue;
        }
        let text = blocks.text_of(i);
        let own = keys(text);
        let Some((k, true)) = index.caption(&own) else { continue };
        let photo = &mut photos[k];
        if photo.caption.credit.is_none()
            && own.len() > index.captions[k].len()
            && let Some(rest) = rest_of(&collapse(text), &photo.caption.caption)
            && !is_counter(rest)
            && (is_credit(rest) || is_bare(rest))
        {
            photo.caption.credit = Some(bare_credit(rest).to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::captions::Caption;
    use crate::parse::parse;

    #[test]
    fn captions_and_credits_are_found_again() {
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
        assert_eq!(mark(&blocks, &[photo]), [true, false, true, true, false, true]);
    }
}
