//! Rows side by side, and what is asked of them.

use super::{MAX_LEAVES, Split};

/// So many rows are looked at side by side.
pub const LANES: usize = 16;

/// Values of rows, column by column, [`LANES`] rows side by side.
pub struct Laid {
    /// The numbers of the rows.
    pub rows: Vec<usize>,
    /// For each group of rows all columns.
    pub lanes: Vec<[f32; LANES]>,
    /// The least and the greatest value of each column.
    pub ranges: Vec<[f32; 2]>,
}

/// What is to be asked of rows.
pub struct Questions<'a> {
    pub splits: Vec<Split>,
    /// For each tree where its splits end, the leaves that can be reached, and what all leaves are worth.
    pub trees: Vec<(usize, u32, &'a [f32; MAX_LEAVES])>,
}

impl Laid {
    /// Lays out columns of the rows of some numbers. What stands beside a column's number stands for a value that is
    /// missing.
    pub fn new(which: Vec<usize>, rows: &[&[f32]], columns: &[(usize, f32)]) -> Self {
        let n_values = rows.iter().map(|row| row.len()).min().unwrap_or(0);
        let mut lanes = Vec::with_capacity(which.len().div_ceil(LANES) * columns.len());
        let mut extremes =
            vec![[[f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]]; columns.len()];
        for group in which.chunks(LANES) {
            // Lanes without a row of their own repeat the last.
            let rows: [&[f32]; LANES] =
                std::array::from_fn(|lane| &rows[group[lane.min(group.len() - 1)]][..n_values]);
            for (&(column, stand_in), [least, most]) in columns.iter().zip(&mut extremes) {
                let mut values = [f32::NAN; LANES];
                for (value, row) in values.iter_mut().zip(rows) {
                    *value = row.get(column).copied().unwrap_or(f32::NAN);
                }
                for ((value, least), most) in values.iter_mut().zip(least).zip(most) {
                    *value = if value.is_nan() { stand_in } else { *value };
                    *least = if *value < *least { *value } else { *least };
                    *most = if *value > *most { *value } else { *most };
                }
                lanes.push(values);
            }
        }
        let range = |[least, most]: [[f32; LANES]; 2]| {
            let least = least.into_iter().reduce(|a, b| if b < a { b } else { a });
            let most = most.into_iter().reduce(|a, b| if b > a { b } else { a });
            [least.unwrap_or_default(), most.unwrap_or_default()]
        };
        Laid { rows: which, lanes, ranges: extremes.into_iter().map(range).collect() }
    }
}

impl Questions<'_> {
    /// Adds to the sums of those rows that are open.
    pub fn add(&self, laid: &Laid, is_open: &[bool], sums: &mut [f32]) {
        let n_columns = laid.ranges.len().max(1);
        for (rows, lanes) in laid.rows.chunks(LANES).zip(laid.lanes.chunks(n_columns)) {
            if !rows.iter().any(|&row| is_open[row]) {
                continue;
            }
            let mut of_lanes = [0.0; LANES];
            let mut start = 0;
            rows.iter().zip(&mut of_lanes).for_each(|(&row, sum)| *sum = sums[row]);
            for &(end, open, leaves) in &self.trees {
                let left = leaves_left(&self.splits[start..end], lanes, open);
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

/// The leaves that splits leave to each lane: four lanes an instruction, as long as this loop stands alone and has no
/// branch.
#[inline(never)]
fn leaves_left(splits: &[Split], lanes: &[[f32; LANES]], open: u32) -> [u32; LANES] {
    let mut left = [open; LANES];
    for split in splits {
        let Some(values) = lanes.get(usize::from(split.column)) else { continue };
        for (left, &value) in left.iter_mut().zip(values) {
            let is_right = u32::from(value > split.threshold).wrapping_neg();
            *left &= !(is_right & split.left);
        }
    }
    left
}

/// What the first leaf that is left is worth.
pub fn leaf(left: u32, leaves: &[f32; MAX_LEAVES]) -> f32 {
    leaves[left.trailing_zeros() as usize % MAX_LEAVES]
}
