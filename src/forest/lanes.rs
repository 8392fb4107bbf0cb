//! Branch-free evaluation of splits on several rows at a time.

use std::borrow::Cow;

use super::MAX_LEAVES;
use crate::features::lanes::{LANES, Lanes};

/// Rows to be evaluated together, in groups of [`LANES`] rows.
pub struct RowBatch<'a> {
    /// The indices of the rows.
    pub rows: Vec<usize>,
    /// For each group of rows, its columns.
    lanes: Cow<'a, [Lanes]>,
    n_columns: usize,
    extents: Extents,
}

/// The range of values of a column, as one forest sees it.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its index in a row.
    pub place: u16,
    /// The minimum value.
    pub least: f32,
    /// The maximum value.
    pub most: f32,
    /// Whether it has missing values and they go right.
    pub is_missing_right: bool,
}

impl Column {
    /// A column with the same value in all rows.
    pub fn of_one(value: f32, stand_in: f32) -> Self {
        let value = if value.is_nan() { stand_in } else { value };
        Column { place: 0, least: value, most: value, is_missing_right: false }
    }
}

/// A split to be evaluated.
#[derive(Clone, Copy, Default)]
pub struct Question {
    pub threshold: f32,
    /// The leaves that remain if the value goes right.
    pub kept: u32,
    pub place: u16,
}

/// The splits of several trees to be evaluated.
#[derive(Default)]
pub struct Questions<'a> {
    pub splits: Vec<Question>,
    pub trees: Vec<Asked<'a>>,
}

/// The splits of a tree to be evaluated.
pub struct Asked<'a> {
    /// The end of its splits whose missing values go left, and of those whose missing values go right.
    pub ends: [usize; 2],
    /// Its reachable leaves.
    pub open: u32,
    /// The values of all leaves.
    pub leaves: &'a [f32; MAX_LEAVES],
}

impl<'a> RowBatch<'a> {
    /// The first `n_rows` rows of these lanes.
    pub fn new(n_rows: usize, lanes: &'a [Lanes], n_columns: usize) -> Self {
        let extents = Extents::new(lanes, n_columns);
        RowBatch { rows: (0..n_rows).collect(), lanes: Cow::Borrowed(lanes), n_columns, extents }
    }

    /// A copy of the open rows.
    pub fn only(&self, is_open: &[bool]) -> RowBatch<'static> {
        let chosen: Vec<usize> = (0..self.rows.len()).filter(|&k| is_open[self.rows[k]]).collect();
        let n_groups = chosen.len().div_ceil(LANES);
        let mut lanes = vec![Lanes::default(); n_groups * self.n_columns];
        for (group, to) in chosen.chunks(LANES).zip(lanes.chunks_exact_mut(self.n_columns.max(1))) {
            for lane in 0..LANES {
                // Surplus lanes repeat the last row.
                let k = group[lane.min(group.len() - 1)];
                let from = &self.lanes[k / LANES * self.n_columns..][..self.n_columns];
                for (to, from) in to.iter_mut().zip(from) {
                    to.0.as_flattened_mut()[lane] = from.0.as_flattened()[k % LANES];
                }
            }
        }
        let extents = Extents::new(&lanes, self.n_columns);
        let rows = chosen.into_iter().map(|k| self.rows[k]).collect();
        RowBatch { rows, lanes: Cow::Owned(lanes), n_columns: self.n_columns, extents }
    }

    /// The columns that splits refer to, given their indices and the substitutes for missing values.
    pub fn columns(&self, asked: &[(usize, f32)]) -> Vec<Column> {
        asked.iter().map(|&(number, stand_in)| self.extents.column(number, stand_in)).collect()
    }
}

/// The range of values of each column.
struct Extents {
    least: Vec<f32>,
    most: Vec<f32>,
    has_missing: Vec<bool>,
}

impl Extents {
    fn new(lanes: &[Lanes], n_columns: usize) -> Self {
        let mut extents = Extents {
            least: Vec::with_capacity(n_columns),
            most: Vec::with_capacity(n_columns),
            has_missing: Vec::with_capacity(n_columns),
        };
        for column in 0..n_columns {
            let (mut least, mut most) = ([f32::INFINITY; 4], [f32::NEG_INFINITY; 4]);
            let mut missing = [0_u32; 4];
            for Lanes(quarters) in lanes[column.min(lanes.len())..].iter().step_by(n_columns) {
                for values in quarters {
                    // Missing values are neither less nor greater.
                    for k in 0..4 {
                        least[k] = if values[k] < least[k] { values[k] } else { least[k] };
                        most[k] = if values[k] > most[k] { values[k] } else { most[k] };
                        missing[k] |= u32::from(values[k].is_nan()).wrapping_neg();
                    }
                }
            }
            extents.least.push(least.into_iter().fold(f32::INFINITY, f32::min));
            extents.most.push(most.into_iter().fold(f32::NEG_INFINITY, f32::max));
            extents.has_missing.push(missing != [0; 4]);
        }
        extents
    }

    fn column(&self, number: usize, stand_in: f32) -> Column {
        let Some(&has_missing) = self.has_missing.get(number) else {
            return Column::of_one(f32::NAN, stand_in);
        };
        let (mut least, mut most) = (self.least[number], self.most[number]);
        if has_missing {
            least = if stand_in < least { stand_in } else { least };
            most = if stand_in > most { stand_in } else { most };
        }
        let is_missing_right = has_missing && stand_in > f32::NEG_INFINITY;
        Column { place: u16::try_from(number).unwrap_or(u16::MAX), least, most, is_missing_right }
    }
}

impl Questions<'_> {
    /// Adds the values of all trees to the sums of open rows.
    pub fn add(&self, batch: &RowBatch<'_>, is_open: &[bool], sums: &mut [f32]) {
        let groups = batch.lanes.chunks_exact(batch.n_columns.max(1));
        for (rows, lanes) in batch.rows.chunks(LANES).zip(groups) {
            if !rows.iter().any(|&row| is_open[row]) {
                continue;
            }
            let mut of_lanes = [0.0; LANES];
            let mut start = 0;
            rows.iter().zip(&mut of_lanes).for_each(|(&row, sum)| *sum = sums[row]);
            for &Asked { ends: [middle, end], open, leaves } in &self.trees {
                if start == end {
                    let same = leaf(open, leaves);
                    of_lanes.iter_mut().for_each(|sum| *sum += same);
                    continue;
                }
                let splits = [&self.splits[start..middle], &self.splits[middle..end]];
                let left = leaves_left(splits, lanes, open);
                for (sum, left) in of_lanes.iter_mut().zip(left) {
                    *sum += leaf(left, leaves);
                }
                start = end;
            }
            for (&row, sum) in rows.iter().zip(of_lanes).filter(|(row, _)| is_open[**row]) {
                sums[row] = sum;
            }
        }
    }
}

/// The leaves that remain in each lane after all splits: those whose missing values go left, and those whose missing values
/// go right. A separate function with loops without branches, so that the compiler vectorizes it to four lanes per instruction.
#[inline(never)]
fn leaves_left(splits: [&[Question]; 2], lanes: &[Lanes], open: u32) -> [u32; LANES] {
    let mut left = [open; LANES];
    for split in splits[0] {
        let Some(values) = lanes.get(usize::from(split.place)) else { continue };
        for (left, &value) in left.iter_mut().zip(values.0.as_flattened()) {
            // A missing value is not greater.
            let is_right = u32::from(value > split.threshold).wrapping_neg();
            *left &= !is_right | split.kept;
        }
    }
    for split in splits[1] {
        let Some(values) = lanes.get(usize::from(split.place)) else { continue };
        for (left, &value) in left.iter_mut().zip(values.0.as_flattened()) {
            let is_left = u32::from(value <= split.threshold).wrapping_neg();
            *left &= is_left | split.kept;
        }
    }
    left
}

/// The value of the first remaining leaf. At least one remains; setting the last bit tells the compiler so.
pub fn leaf(left: u32, leaves: &[f32; MAX_LEAVES]) -> f32 {
    leaves[(left | 1 << (MAX_LEAVES - 1)).trailing_zeros() as usize % MAX_LEAVES]
}
