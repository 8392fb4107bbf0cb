//! Explains an extraction: for each block its probability, the features that moved it, and the step that decided.

mod json;
mod phrases;
mod role;
pub(crate) mod trace;
mod values;

use std::ops::Range;

use crate::metadata::evidence::place_of;
use crate::metadata::{Decisions, Metadata};
use crate::model::Model;
use crate::scored_page::ScoredPage;
use crate::text::collapse;
pub use role::Role;
pub use trace::Step;
pub(crate) use trace::Trace;

/// The explanation of an extraction: all text blocks of the page, kept or dropped.
///
/// ```
/// use dehusk::{Extractor, Page};
///
/// let html = b"<nav><a href=/>Home</a></nav><main><h1>Rain</h1><p>It rained on Monday, and on Tuesday too.</main>";
/// let explanation = Extractor::default().explain(&Page::html(html));
/// let block = explanation.find("rained on Monday").next().unwrap();
/// assert!(block.is_kept && block.probability > 0.5);
/// assert_eq!(block.selector, "p");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Explanation {
    /// The threshold of the page: blocks of at least this probability were chosen first.
    pub threshold: f32,
    /// The blocks, in document order.
    pub blocks: Vec<ExplainedBlock>,
}

/// Why a text block was kept or dropped.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExplainedBlock {
    /// The text, with white space collapsed.
    pub text: String,
    /// The number of words.
    pub n_words: u32,
    /// Whether the block is in the article.
    pub is_kept: bool,
    /// The probability that the block is content, from 0 to 1.
    pub probability: f32,
    /// What the block is: content, a title, a byline, a caption, a comment, or boilerplate.
    pub role: Role,
    /// Whether the block shows a caption or the credit of a picture.
    pub is_caption: bool,
    /// The last step of the selection that changed the decision, else [`Step::Threshold`].
    pub step: Step,
    /// The range of its text in the bytes of the page, tags between its words included. `None` if the text does not stand in
    /// one piece, is built from embedded data, or was encoded twice. For compressed input, the bytes are the decompressed ones.
    pub range: Option<Range<usize>>,
    /// The line of the page on which it begins, from 1; `None` if it is built from embedded data.
    pub line: Option<usize>,
    /// The tags from the root to the block's element, as in `html > body > main > p`.
    pub path: String,
    /// A CSS selector of the block's element, by its tag and its id or first class.
    pub selector: String,
    /// The features that moved the probability most, the strongest first: at most [`MAX_REASONS`] in each direction.
    pub reasons: Vec<Reason>,
}

/// A feature and its contribution to the probability of a block.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// The name of the feature; `docs/ALGORITHM.md` defines it.
    pub feature: String,
    /// The feature in plain words, such as `share of its characters in links`.
    pub phrase: String,
    /// The value of the feature; NaN if it is missing.
    pub value: f32,
    /// The value for people: the name of a tag or of a kind of paragraph, `missing`, else a number of at most two decimals.
    pub shown: String,
    /// The contribution to the log-odds of content, less what is usual on the page: the mean of the means over the blocks above
    /// and below the threshold. Negative against content.
    pub weight: f32,
}

/// The maximum number of reasons in each direction.
pub const MAX_REASONS: usize = 5;
/// The maximum number of tags in a path.
const MAX_PATH: usize = 24;

impl Explanation {
    /// The blocks that contain some words, in any case and with any white space.
    pub fn find(&self, words: &str) -> impl Iterator<Item = &ExplainedBlock> {
        let words = collapse(words).to_lowercase();
        self.blocks.iter().filter(move |block| block.text.to_lowercase().contains(&words))
    }
}

/// Explains the blocks of a page from the rows and probabilities of the decision.
pub(crate) fn of(
    scored: &ScoredPage<'_>,
    described: (&Metadata, &Decisions),
    model: &Model,
    trace: &Trace,
) -> Explanation {
    let roles = role::roles(scored, described, trace);
    let names = scored.kind().feature_names();
    let names: Vec<(String, String)> =
        names.into_iter().map(|name| (phrases::phrase(&name), name)).collect();
    let captions = scored.shown_captions();
    let rows: Vec<Vec<f32>> = scored.rows.iter().collect();
    let mut sums: Vec<Vec<f32>> = rows.iter().map(|row| model.contributions(row).0).collect();
    subtract_usual(&mut sums, &rows, &scored.scores, trace.threshold());
    let blocks = scored.blocks.list.iter().enumerate().map(|(i, block)| {
        let (is_kept, step) = trace.of(i);
        let positions = scored.positions.as_ref();
        let place = positions.and_then(|positions| positions.between(block.first, block.last));
        ExplainedBlock {
            text: collapse(scored.blocks.text_of(i)),
            n_words: block.n_words,
            is_kept,
            probability: scored.scores[i],
            role: roles[i],
            is_caption: captions.get(i).copied().unwrap_or(false),
            step,
            line: place.as_ref().map(|place| place.line),
            range: place.and_then(|place| place.range),
            path: path(scored, i),
            selector: place_of(&scored.dom, block.element).unwrap_or_default(),
            reasons: reasons(&sums[i], &rows[i], &names),
        }
    });
    Explanation { threshold: trace.threshold(), blocks: blocks.collect() }
}

/// Subtracts from each contribution what is usual on the page: the mean of two means, over the blocks that reach the threshold
/// and over the others. So a reason says what tells a block from those of the other side. Contributions of features that are
/// the same for all blocks become 0. Those of a single block are unchanged.
fn subtract_usual(sums: &mut [Vec<f32>], rows: &[Vec<f32>], scores: &[f32], threshold: f32) {
    if sums.len() < 2 {
        return;
    }
    for column in 0..sums[0].len() {
        let (mut totals, mut n) = ([0.0; 2], [0.0; 2]);
        for (sums, score) in sums.iter().zip(scores) {
            let side = usize::from(*score >= threshold);
            totals[side] += sums[column];
            n[side] += 1.0;
        }
        let n_sides = n.iter().filter(|n| **n > 0.0).count() as f32;
        let usual = (totals[0] / f32::max(n[0], 1.0) + totals[1] / f32::max(n[1], 1.0)) / n_sides;
        let is_same = rows.windows(2).all(|pair| {
            let [a, b] = [0, 1].map(|i| pair[i].get(column));
            a == b || a.zip(b).is_some_and(|(a, b)| a.is_nan() && b.is_nan())
        });
        let rest = |sum: f32| if is_same { 0.0 } else { sum - usual };
        sums.iter_mut().for_each(|sums| sums[column] = rest(sums[column]));
    }
}

/// The tags from the root to a block's element.
fn path(scored: &ScoredPage<'_>, i: usize) -> String {
    let mut tags: Vec<&str> = scored
        .dom
        .path(scored.blocks.list[i].element)
        .take(MAX_PATH)
        .map(|id| scored.dom.tag(id).name())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .collect();
    tags.reverse();
    tags.join(" > ")
}

/// The reasons of a block, given the phrase and the name of each feature.
fn reasons(contributions: &[f32], row: &[f32], names: &[(String, String)]) -> Vec<Reason> {
    let mut order: Vec<usize> =
        (0..contributions.len()).filter(|&i| contributions[i] != 0.0).collect();
    order.sort_by(|&a, &b| {
        contributions[b].abs().total_cmp(&contributions[a].abs()).then(a.cmp(&b))
    });
    let mut n = [0; 2];
    order.retain(|&i| {
        let side = &mut n[usize::from(contributions[i] > 0.0)];
        *side += 1;
        *side <= MAX_REASONS
    });
    let reason = |i: usize| {
        let (phrase, feature) = names.get(i).cloned().unwrap_or_default();
        let value = row.get(i).copied().unwrap_or(f32::NAN);
        let shown = values::shown(&feature, value);
        Reason { phrase, feature, value, shown, weight: contributions[i] }
    };
    order.into_iter().map(reason).collect()
}
