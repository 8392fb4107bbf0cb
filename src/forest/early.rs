//! Evaluates forests on all rows of a page, and stops early where a sum is final.

use std::ops::Range;

use super::Forest;
use super::lanes::{Questions, RowBatch};
use crate::features::Rows;
use crate::features::lanes::LANES;

/// The number of groups of rows evaluated at a time: enough to amortize decisions for all of them, few enough for the cache.
const GROUPS_AT_ONCE: usize = 256 / LANES;

/// When the sum of a row is final before all trees are added: after each number of trees in `stops`, if it is not in `open`.
#[derive(Debug, Clone)]
pub(crate) struct Early<'a> {
    pub stops: &'a [usize],
    pub open: Range<f32>,
}

/// For each forest and each row, the sum of the bias and all trees.
pub(crate) fn sums_while_open<const N: usize>(
    forests: [(&Forest, Early<'_>); N],
    rows: &Rows,
) -> [Vec<f32>; N] {
    let mut sums = forests.each_ref().map(|(forest, _)| vec![forest.bias; rows.n_rows()]);
    let lanes = rows.lanes().chunks((GROUPS_AT_ONCE * rows.n_columns()).max(1));
    for (n, lanes) in lanes.enumerate() {
        let start = n * GROUPS_AT_ONCE * LANES;
        let end = rows.n_rows().min(start + GROUPS_AT_ONCE * LANES);
        let batch = RowBatch::new(end - start, lanes, rows.n_columns());
        for ((forest, early), sums) in forests.iter().zip(&mut sums) {
            forest.add_while_open(&batch, early, &mut sums[start..end]);
        }
    }
    sums
}

impl Forest {
    fn add_while_open(&self, batch: &RowBatch<'_>, early: &Early<'_>, sums: &mut [f32]) {
        let mut is_open = vec![true; sums.len()];
        let (mut rest, mut start): (Option<RowBatch<'static>>, usize) = (None, 0);
        let mut columns = batch.columns(&self.columns);
        let mut questions = Questions::default();
        for &stop in early.stops.iter().chain([&self.trees.len()]) {
            let end = stop.clamp(start, self.trees.len());
            let asked = rest.as_ref().unwrap_or(batch);
            self.ask(start..end, &columns, &mut questions);
            questions.add(asked, &is_open, sums);
            start = end;
            let mut n_open = 0;
            for (is_open, sum) in is_open.iter_mut().zip(&*sums) {
                *is_open &= early.open.contains(sum);
                n_open += usize::from(*is_open);
            }
            if n_open == 0 {
                return;
            }
            // If many rows are final, continues with a copy of the others.
            if end < self.trees.len() && n_open < asked.rows.len() * 7 / 8 {
                let others = asked.only(&is_open);
                columns = others.columns(&self.columns);
                rest = Some(others);
            }
        }
    }
}
