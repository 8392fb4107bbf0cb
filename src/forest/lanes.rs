//! Column-major rows, and branch-free evaluation of splits on several rows at a time.

use super::MAX_LEAVES;

/// The number of rows evaluated at a time.
pub const LANES: usize = 16;

/// One column of [`LANES`] rows, aligned for SIMD in groups of four.
#[derive(Clone, Copy, Default)]
#[repr(align(16))]
struct Lanes([[f32; 4]; LANES / 4]);

/// The columns of rows, in groups of [`LANES`] rows.
#[derive(Default)]
pub struct RowBatch {
    /// The indices of the rows.
    pub rows: Vec<usize>,
    /// The columns that splits may refer to.
    pub columns: Vec<Column>,
    /// For each group of rows `n_lanes` columns: the original ones, then those with missing values filled in.
    lanes: Vec<Lanes>,
    n_lanes: usize,
}

/// A column with a substitute for its missing values.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its index among the columns laid out.
    pub place: u16,
    /// The minimum value.
    pub least: f32,
    /// The maximum value.
    pub most: f32,
}

/// A split to be evaluated.
#[derive(Clone, Copy, Default)]
pub struct Question {
    pub threshold: f32,
    /// The leaves that remain if the value is greater than the threshold.
    pub kept: u32,
    pub place: u16,
}

/// The splits of several trees to be evaluated.
pub struct Questions<'a> {
    pub splits: Vec<Question>,
    /// For each tree, the end of its splits, its reachable leaves, and the values of all leaves.
    pub trees: Vec<(usize, u32, &'a [f32; MAX_LEAVES])>,
}

impl RowBatch {
    /// Lays out the columns of the rows `which`, replacing earlier contents. `asked` are the columns that splits refer
    /// to, each with the substitute for its missing values.
    pub fn lay(&mut self, which: Vec<usize>, rows: &[&[f32]], asked: &[(usize, f32)]) {
        let n_values = rows.iter().map(|row| row.len()).min().unwrap_or(0);
        let extents = Extents::new(n_values, &which, rows);
        let mut filled = Vec::new();
        let column = |&(number, stand_in)| extents.column(number, stand_in, &mut filled);
        self.columns = asked.iter().map(column).collect();
        self.n_lanes = n_values + filled.len();
        self.rows = which;
        let groups = self.rows.chunks(LANES);
        self.lanes.clear();
        self.lanes.reserve(groups.len() * self.n_lanes);
        let mut lanes = vec![Lanes::default(); self.n_lanes];
        for group in groups {
            // Surplus lanes repeat the last row.
            let row_of = |lane: usize| &rows[group[lane.min(group.len() - 1)]][..n_values];
            let (own, more) = lanes.split_at_mut(n_values);
            for quarter in 0..LANES / 4 {
                lay_four(std::array::from_fn(|lane| row_of(4 * quarter + lane)), own, quarter);
            }
            for (lanes, &(number, stand_in)) in more.iter_mut().zip(&filled) {
                *lanes = own[number];
                for value in lanes.0.as_flattened_mut() {
                    *value = if value.is_nan() { stand_in } else { *value };
                }
            }
            self.lanes.extend_from_slice(&lanes);
        }
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

/// The range of values of each column.
struct Extents {
    least: Vec<f32>,
    most: Vec<f32>,
    /// Not 0 if a value is missing.
    missing: Vec<u32>,
}

impl Extents {
    fn new(n_values: usize, rows: &[usize], all: &[&[f32]]) -> Self {
        let mut extents = Extents {
            least: vec![f32::INFINITY; n_values],
            most: vec![f32::NEG_INFINITY; n_values],
            missing: vec![0; n_values],
        };
        // Four rows at a time; the last group repeats its last row.
        for rows in rows.chunks(4) {
            let [a, b, c, d] =
                std::array::from_fn(|i| &all[rows[i.min(rows.len() - 1)]][..n_values]);
            let known = extents.least.iter_mut().zip(&mut extents.most).zip(&mut extents.missing);
            let values = a.iter().zip(b).zip(c).zip(d);
            for (((least, most), missing), (((&a, &b), &c), &d)) in known.zip(values) {
                let mut known = (*least, *most, *missing);
                for value in [a, b, c, d] {
                    known.0 = if value < known.0 { value } else { known.0 };
                    known.1 = if value > known.1 { value } else { known.1 };
                    known.2 |= u32::from(value.is_nan());
                }
                (*least, *most, *missing) = known;
            }
        }
        extents
    }

    /// A column with its range. If missing values need a substitute, adds it to `filled`. A missing value compares as
    /// not greater than any threshold, so none is needed if it goes left.
    fn column(&self, number: usize, stand_in: f32, filled: &mut Vec<(usize, f32)>) -> Column {
        let Some(&missing) = self.missing.get(number) else {
            return Column { place: 0, least: stand_in, most: stand_in };
        };
        let (mut place, mut least, mut most) = (number, self.least[number], self.most[number]);
        if missing != 0 {
            (least, most) = (least.min(stand_in), most.max(stand_in));
            if stand_in > f32::NEG_INFINITY {
                place = self.missing.len() + filled.len();
                filled.push((number, stand_in));
            }
        }
        Column { place: u16::try_from(place).unwrap_or(u16::MAX), least, most }
    }
}

impl Questions<'_> {
    /// Adds the values of all trees to the sums of open rows.
    pub fn add(&self, laid: &RowBatch, is_open: &[bool], sums: &mut [f32]) {
        let groups = laid.lanes.chunks_exact(laid.n_lanes.max(1));
        for (rows, lanes) in laid.rows.chunks(LANES).zip(groups) {
            if !rows.iter().any(|&row| is_open[row]) {
                continue;
            }
            let mut of_lanes = [0.0; LANES];
            let mut start = 0;
            rows.iter().zip(&mut of_lanes).for_each(|(&row, sum)| *sum = sums[row]);
            for &(end, open, leaves) in &self.trees {
                if start == end {
                    let same = leaf(open, leaves);
                    of_lanes.iter_mut().for_each(|sum| *sum += same);
                    continue;
                }
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

/// The leaves that remain in each lane after all splits. A separate loop without branches, so that the compiler
/// vectorizes it to four lanes per instruction.
#[inline(never)]
fn leaves_left(splits: &[Question], lanes: &[Lanes], open: u32) -> [u32; LANES] {
    let mut left = [open; LANES];
    for split in splits {
        let Some(values) = lanes.get(usize::from(split.place)) else { continue };
        for (left, &value) in left.iter_mut().zip(values.0.as_flattened()) {
            let is_right = u32::from(value > split.threshold).wrapping_neg();
            *left &= !is_right | split.kept;
        }
    }
    left
}

/// The value of the first remaining leaf. At least one remains; setting the last bit tells the compiler so.
pub fn leaf(left: u32, leaves: &[f32; MAX_LEAVES]) -> f32 {
    leaves[(left | 1 << (MAX_LEAVES - 1)).trailing_zeros() as usize % MAX_LEAVES]
}
