//! Family: the first stage's word scores of a piece and of its neighbours.

use std::ops::Range;

use super::super::Row;
use super::super::table::Table;
use super::super::token::word_tokens;
use super::Page;
use super::place::{Places, densest};

pub(super) const NAMES: &[&str] = &[
    "word_score",
    "word_score_unit",
    "word_score_unit_before",
    "word_score_unit_after",
    "word_score_p1",
    "word_score_n1",
    "word_score_p2",
    "word_score_n2",
    "word_score_w2",
    "word_score_w5",
    "word_score_w15",
    "word_score_before10",
    "word_score_after10",
    "word_score_decay_before",
    "word_score_decay_after",
    "page_word_score",
    "in_word_score_run",
    "from_word_score_start",
    "from_word_score_end",
    "word_score_run_share",
    "word_score_heading",
    "page_known_words",
    "inner",
    "inner_p1",
    "inner_n1",
    "inner_unit",
    "inner_heading",
];

/// The word scores of all pieces.
#[derive(Debug)]
pub(super) struct First {
    word: Vec<f32>,
    /// The scores by the inner weights of the table.
    inner: Vec<f32>,
    /// Prefix sums of piece weights and of weighted scores.
    sums: Vec<[f32; 3]>,
    /// Decaying means of the scores before and after each piece.
    before: Vec<f32>,
    after: Vec<f32>,
    run: Range<usize>,
    /// The share of tokens with a weight.
    known: f32,
}

/// The approximate half-life of a decaying mean, in words.
const HALF_LIFE: f32 = 60.0;

fn weight(n_words: u32) -> f32 {
    n_words.min(30) as f32 + 0.5
}

impl First {
    pub fn new(page: &Page<'_>, table: &Table) -> Self {
        let n = page.pieces.len();
        let mut last = vec![u32::MAX; table.n_slots()];
        let (mut n_known, mut n_tokens) = (0_usize, 0_usize);
        let mut hashes = Vec::new();
        let (mut word, mut inner) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for i in 0..n {
            hashes.clear();
            hashes.extend(page.words_of(i).iter().map(|word| word.hash));
            let mut score = (table.bias(), table.inner().bias);
            word_tokens(&hashes, page.n_words(i), |token| {
                n_tokens += 1;
                let Some((slot, weight)) = table.find(token) else { return };
                n_known += 1;
                if last[slot] != i as u32 {
                    last[slot] = i as u32;
                    score.0 += weight;
                    score.1 += table.inner().weight(slot);
                }
            });
            word.push(score.0);
            inner.push(score.1);
        }
        let mut sum = [0.0; 3];
        let mut sums = Vec::with_capacity(n + 1);
        sums.push(sum);
        for (i, (score, inner)) in word.iter().zip(&inner).enumerate() {
            let w = weight(page.n_words(i));
            sum = [sum[0] + w, sum[1] + w * score, sum[2] + w * inner];
            sums.push(sum);
        }
        let run =
            densest((0..n).map(|i| weight(page.n_words(i)) * (word[i].clamp(-3.0, 3.0) + 0.3)));
        let before = decayed(page, &word, 0..n);
        let mut after = decayed(page, &word, (0..n).rev());
        after.reverse();
        let known = n_known as f32 / n_tokens.max(1) as f32;
        First { word, inner, sums, before, after, run, known }
    }

    fn mean(&self, range: Range<usize>) -> f32 {
        self.means(range)[0]
    }

    /// The weighted mean of both scores over a range; NaN for an empty range.
    fn means(&self, range: Range<usize>) -> [f32; 2] {
        let end = range.end.min(self.word.len());
        let start = range.start.min(end);
        let ([w, score, inner], before) = (self.sums[end], self.sums[start]);
        let w = w - before[0];
        [(score - before[1]) / w, (inner - before[2]) / w]
    }

    /// Appends the columns of [`NAMES`] for the i-th piece.
    pub fn fill(&self, page: &Page<'_>, places: &Places, i: usize, row: &mut Row<'_>) {
        let n = self.word.len();
        let unit = places.unit(&page.pieces[i]);
        row.push(self.word[i]);
        let [t_unit, inner_unit] = self.means(unit.clone());
        row.push(t_unit);
        let neighbour = |j: Option<usize>| {
            j.and_then(|j| page.pieces.get(j)).map_or(f32::NAN, |p| self.mean(places.unit(p)))
        };
        row.push(neighbour(unit.start.checked_sub(1)));
        row.push(neighbour(Some(unit.end)));
        let at = |offset: isize| {
            i.checked_add_signed(offset).and_then(|j| self.word.get(j)).copied().unwrap_or(f32::NAN)
        };
        row.extend(&[-1, 1, -2, 2].map(at));
        row.extend(&[2, 5, 15].map(|r: usize| self.mean(i.saturating_sub(r)..i + r + 1)));
        row.push(self.mean(i.saturating_sub(9)..i + 1));
        row.push(self.mean(i..i + 10));
        row.push(self.before[i]);
        row.push(self.after[i]);
        row.push(self.mean(0..n));
        row.flag(self.run.contains(&i));
        row.push(i as f32 - self.run.start as f32);
        row.push(i as f32 - self.run.end as f32);
        row.push((self.sums[self.run.end][0] - self.sums[self.run.start][0]) / self.sums[n][0]);
        row.push(places.heading_before(i).map_or(f32::NAN, |h| self.word[h]));
        row.push(self.known);
        let inner =
            |j: Option<usize>| j.and_then(|j| self.inner.get(j)).copied().unwrap_or(f32::NAN);
        row.extend(&[Some(i), i.checked_sub(1), Some(i + 1)].map(inner));
        row.push(inner_unit);
        row.push(inner(places.heading_before(i)));
    }
}

/// Decaying means: for each piece, in the given order, the mean score of all earlier ones, with more weight for nearer
/// ones.
fn decayed(page: &Page<'_>, word: &[f32], order: impl Iterator<Item = usize>) -> Vec<f32> {
    let (mut sum, mut weights) = (0.0_f32, 0.0_f32);
    order
        .map(|i| {
            let mean = sum / weights;
            let w = weight(page.n_words(i));
            let kept = HALF_LIFE / (HALF_LIFE + w);
            sum = sum * kept + w * word[i].clamp(-4.0, 4.0);
            weights = weights * kept + w;
            mean
        })
        .collect()
}
