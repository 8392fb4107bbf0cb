//! Rows stored column by column, in groups of [`LANES`] rows, as the forests read them.

use super::Row;

/// The number of rows in a group.
pub(crate) const LANES: usize = 16;

/// One column of a group of rows, aligned for SIMD in quarters of four rows.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(16))]
pub(crate) struct Lanes(pub [[f32; 4]; LANES / 4]);

/// The features of all blocks of a page: one row per block, one column per feature. A missing value is NaN, such as the
/// fourth ancestor of a block with three.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// For each group of rows, its columns.
    lanes: Vec<Lanes>,
    n_rows: usize,
    n_columns: usize,
}

impl Rows {
    /// Rows whose values are all 0.
    pub fn new(n_rows: usize, n_columns: usize) -> Self {
        let lanes = vec![Lanes::default(); n_rows.div_ceil(LANES) * n_columns];
        Rows { lanes, n_rows, n_columns }
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// For each group of rows, its columns. Surplus lanes of the last group repeat the last row.
    pub fn lanes(&self) -> &[Lanes] {
        &self.lanes
    }

    /// Writes the last `n` columns of each row.
    pub fn fill_last(&mut self, n: usize, mut fill: impl FnMut(usize, &mut Row<'_>)) {
        let (n, n_rows) = (n.min(self.n_columns), self.n_rows);
        // The rows of a group are written one after the other, then transposed: a column at a time is slow to write.
        let mut written = vec![0.0; LANES * n];
        for (g, lanes) in self.lanes.chunks_exact_mut(self.n_columns.max(1)).enumerate() {
            let start = g * LANES;
            let n_own = LANES.min(n_rows - start);
            for i in 0..n_own {
                let mut row = Row::new(&mut written[i * n..(i + 1) * n]);
                fill(start + i, &mut row);
                debug_assert_eq!(row.n, n, "names and columns differ");
            }
            for i in n_own..LANES {
                written.copy_within((n_own - 1) * n..n_own * n, i * n);
            }
            let (_, last) = lanes.split_at_mut(lanes.len() - n);
            for quarter in 0..LANES / 4 {
                let four = &written[4 * quarter * n..];
                lay_four(std::array::from_fn(|i| &four[i * n..(i + 1) * n]), last, quarter);
            }
        }
    }

    /// The weighted mean of all rows in some columns; NaN in the others. Missing values are ignored; NaN if all are missing.
    pub fn mean(&self, weights: &[f32], columns: &[usize]) -> Vec<f32> {
        let (mut sums, mut of_weights) =
            (vec![0.0_f32; columns.len()], vec![0.0_f32; columns.len()]);
        let mut row = vec![0.0_f32; columns.len()];
        let groups = self.lanes.chunks_exact(self.n_columns.max(1));
        for (lanes, weights) in groups.zip(weights.chunks(LANES)) {
            for (k, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                for (value, &column) in row.iter_mut().zip(columns) {
                    *value = lanes[column].0.as_flattened()[k];
                }
                for ((sum, of_weights), &value) in sums.iter_mut().zip(&mut of_weights).zip(&row) {
                    *sum += if value.is_nan() { 0.0 } else { weight * value };
                    *of_weights += if value.is_nan() { 0.0 } else { weight };
                }
            }
        }
        let mut means = vec![f32::NAN; self.n_columns];
        for ((&column, sum), weight) in columns.iter().zip(sums).zip(of_weights) {
            means[column] = sum / weight;
        }
        means
    }

    /// The rows, in block order.
    pub fn iter(&self) -> impl Iterator<Item = Vec<f32>> {
        (0..self.n_rows).map(|i| {
            let lanes = &self.lanes[i / LANES * self.n_columns..][..self.n_columns];
            lanes.iter().map(|lanes| lanes.0.as_flattened()[i % LANES]).collect()
        })
    }
}

/// Transposes four rows into one quarter of the lanes of each column.
fn lay_four(rows: [&[f32]; 4], lanes: &mut [Lanes], quarter: usize) {
    let [a, b, c, d] = rows.map(|row| row.as_chunks::<4>());
    let (fours, rest) = lanes.as_chunks_mut::<4>();
    for ((((four, a), b), c), d) in fours.iter_mut().zip(a.0).zip(b.0).zip(c.0).zip(d.0) {
        for (k, lanes) in four.iter_mut().enumerate() {
            lanes.0[quarter] = [a[k], b[k], c[k], d[k]];
        }
    }
    for (k, lanes) in rest.iter_mut().enumerate() {
        lanes.0[quarter] = [a.1[k], b.1[k], c.1[k], d.1[k]];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: usize) -> Rows {
        let mut rows = Rows::new(n, 5);
        rows.fill_last(5, |i, row| (0..5).for_each(|k| row.push((10 * i + k) as f32)));
        rows
    }

    #[test]
    fn rows_are_read_as_written() {
        for n in [0, 1, 15, 16, 17, 40] {
            let mut rows = rows(n);
            rows.fill_last(2, |i, row| row.extend(&[i as f32, f32::NAN]));
            assert_eq!(rows.iter().count(), n);
            for (i, row) in rows.iter().enumerate() {
                let own = [0, 1, 2].map(|k| (10 * i + k) as f32);
                assert!(row[..3] == own && row[3] == i as f32 && row[4].is_nan());
            }
            if let Some(last) = rows.lanes().chunks_exact(5).last() {
                let surplus = last.iter().map(|lanes| &lanes.0.as_flattened()[(n - 1) % LANES..]);
                assert!(surplus.into_iter().all(|s| s.iter().all(|x| x.total_cmp(&s[0]).is_eq())));
            }
        }
    }

    #[test]
    fn means_are_weighted_and_ignore_missing_values() {
        let mut rows = rows(20);
        rows.fill_last(1, |i, row| row.push(if i == 19 { f32::NAN } else { 1.0 }));
        let mut weights = vec![0.0; 20];
        (weights[1], weights[19]) = (1.0, 3.0);
        let mean = rows.mean(&weights, &[0, 1, 3, 4]);
        assert_eq!([mean[0], mean[1], mean[3], mean[4]], [145.0, 146.0, 148.0, 1.0]);
        assert!(mean[2].is_nan() && rows.mean(&[0.0; 20], &[0])[0].is_nan());
    }
}
