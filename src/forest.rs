//! Boosted regression trees, as flat arrays.

use std::ops::Range;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;

/// The sum of many small trees over a row of features.
///
/// Thresholds are kept as numbers of the quantised scale they were learned on (at most 256 a feature) and laid
/// out as plain comparisons when loaded, so that a row need not be quantised first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    trees: Vec<Tree>,
    /// What the splits ask for: a column of the row, and what stands for a value that is missing there. A column that is
    /// missing to the left in one split and to the right in another is there twice.
    columns: Vec<(usize, f32)>,
    bias: f32,
}

/// No leaf lies deeper.
const MAX_DEPTH: usize = 5;
const N_LEAVES: usize = 1 << MAX_DEPTH;

/// A tree filled up to full depth, so that all rows take the same steps through it and none has to be waited for. The
/// children of split `i` are `2i + 1` and `2i + 2`; those of the last level are the leaves.
#[derive(Debug, Clone)]
struct Tree {
    splits: [Split; N_LEAVES],
    leaves: [f32; N_LEAVES],
}

#[derive(Debug, Clone, Copy, Default)]
struct Split {
    threshold: f32,
    column: u16,
}

/// So many rows walk through a tree side by side: while one waits for memory the others go on.
const LANES: usize = 16;
/// A forest asks for at most so many columns; with this length no look-up needs a check.
const MAX_COLUMNS: usize = 512;

type Lanes<const N: usize> = [[f32; MAX_COLUMNS]; N];

/// A forest as the weights file writes it; arrays are base64 of little-endian numbers.
#[derive(Debug, Deserialize)]
pub(crate) struct Packed {
    pub features: Vec<String>,
    edges: Vec<Vec<f32>>,
    n_leaves: Vec<usize>,
    feature: String,
    edge: String,
    missing_left: String,
    left: String,
    right: String,
    leaves: String,
    scale: f32,
    bias: f32,
}

/// Bytes from base64.
pub(crate) fn unpack(text: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(text).map_err(|e| format!("an array is not base64 ({e})"))
}

fn unpack_i16(text: &str) -> Result<Vec<i16>, String> {
    Ok(unpack(text)?.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect())
}

fn unpack_u16(text: &str) -> Result<Vec<u16>, String> {
    Ok(unpack(text)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
}

impl Forest {
    /// Checks and lays out a forest. `columns` are the places of its features in a row.
    pub fn new(packed: &Packed, columns: &[usize]) -> Result<Self, String> {
        let (features, edges) = (unpack_u16(&packed.feature)?, unpack(&packed.edge)?);
        let missing = unpack(&packed.missing_left)?;
        let (left, right) = (unpack_i16(&packed.left)?, unpack_i16(&packed.right)?);
        let leaves = unpack_i16(&packed.leaves)?;
        let n_splits: usize = packed.n_leaves.iter().map(|n| n.saturating_sub(1)).sum();
        let lengths = [features.len(), edges.len(), missing.len(), left.len(), right.len()];
        let n_leaves: usize = packed.n_leaves.iter().sum();
        if lengths != [n_splits; 5] || leaves.len() != n_leaves || packed.n_leaves.contains(&0) {
            return Err("the arrays of a forest differ in length".to_owned());
        }
        let mut forest = Forest { bias: packed.bias, ..Forest::default() };
        let (mut split, mut leaf) = (0, 0);
        for &n in &packed.n_leaves {
            let splits = (split..split + n - 1).map(|at| {
                let feature = usize::from(features[at]);
                let column =
                    columns.get(feature).ok_or("a split asks for a feature that is not named")?;
                let threshold =
                    packed.edges.get(feature).and_then(|e| e.get(usize::from(edges[at])));
                let child = |child: i16| link(child, at - split, n);
                let stand_in = if missing[at] == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
                let split = Split {
                    threshold: *threshold.ok_or("a split asks for an edge that does not exist")?,
                    column: own_column(&mut forest.columns, (*column, stand_in))?,
                };
                Ok((split, [child(left[at])?, child(right[at])?]))
            });
            let splits = splits.collect::<Result<Vec<_>, String>>()?;
            let leaves = leaves[leaf..leaf + n].iter().map(|&leaf| f32::from(leaf) * packed.scale);
            let tree = Tree::new(&splits, &leaves.collect::<Vec<_>>())?;
            forest.trees.push(tree);
            split += n - 1;
            leaf += n;
        }
        Ok(forest)
    }

    /// For each row the sum of the bias and all trees, or of the first of them where that is not `open` any more.
    /// It is looked at when as many trees as `stops` says are done.
    pub fn sums_while_open(&self, rows: &[&[f32]], stops: &[usize], open: Range<f32>) -> Vec<f32> {
        let mut sums = vec![self.bias; rows.len()];
        let mut which: Vec<usize> = (0..rows.len()).collect();
        let mut rest = &self.trees[..];
        for &stop in stops {
            let n_done = self.trees.len() - rest.len();
            let (next, after) = rest.split_at(stop.saturating_sub(n_done).min(rest.len()));
            self.add(next, rows, &which, &mut sums);
            which.retain(|&i| open.contains(&sums[i]));
            rest = after;
        }
        self.add(rest, rows, &which, &mut sums);
        sums
    }

    /// Adds what some trees say of some rows to the rows' sums.
    fn add(&self, trees: &[Tree], rows: &[&[f32]], which: &[usize], sums: &mut [f32]) {
        let mut lanes: Box<Lanes<LANES>> = Box::new([[0.0; MAX_COLUMNS]; LANES]);
        for group in which.chunks(LANES) {
            let mut of_lanes = [0.0; LANES];
            for ((&i, lane), sum) in group.iter().zip(&mut *lanes).zip(&mut of_lanes) {
                self.fill(rows[i], lane);
                *sum = sums[i];
            }
            for tree in trees {
                let values = tree.walk(&lanes);
                of_lanes.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            group.iter().zip(of_lanes).for_each(|(&i, sum)| sums[i] = sum);
        }
    }

    /// Lays out what the splits ask for.
    fn fill(&self, row: &[f32], lane: &mut [f32; MAX_COLUMNS]) {
        for (value, &(column, stand_in)) in lane.iter_mut().zip(&self.columns) {
            let found = row.get(column).copied().unwrap_or(f32::NAN);
            *value = if found.is_nan() { stand_in } else { found };
        }
    }

    /// The sums of the trees of each of `n` classes, which take turns.
    pub fn sums(&self, row: &[f32], n: usize) -> Vec<f32> {
        let mut lane = [[0.0; MAX_COLUMNS]];
        self.fill(row, &mut lane[0]);
        let mut sums = vec![self.bias; n];
        for (i, tree) in self.trees.iter().enumerate() {
            let [value] = tree.walk(&lane);
            sums[i % n] += value;
        }
        sums
    }
}

impl Tree {
    /// Fills a tree up to full depth. `splits` have their children's numbers: among the splits, or, from the number
    /// of splits on, the leaves. Parents come before their children.
    fn new(splits: &[(Split, [usize; 2])], leaves: &[f32]) -> Result<Self, String> {
        let mut tree = Tree { splits: [Split::default(); N_LEAVES], leaves: [0.0; N_LEAVES] };
        let mut numbers = [0; 2 * N_LEAVES];
        for place in 0..2 * N_LEAVES - 1 {
            let number = numbers[place];
            let children = [2 * place + 1, 2 * place + 2];
            match (splits.get(number), place.checked_sub(N_LEAVES - 1)) {
                (Some(_), Some(_)) => return Err(format!("a tree is deeper than {MAX_DEPTH}")),
                (None, Some(leaf)) => tree.leaves[leaf] = leaves[number - splits.len()],
                (Some((split, to)), None) => {
                    tree.splits[place] = *split;
                    children.into_iter().zip(to).for_each(|(child, &to)| numbers[child] = to);
                }
                // Both ways lead to the leaf that lies here.
                (None, None) => children.into_iter().for_each(|child| numbers[child] = number),
            }
        }
        Ok(tree)
    }

    /// What a tree says of some rows.
    fn walk<const N: usize>(&self, rows: &Lanes<N>) -> [f32; N] {
        let mut places = [0_usize; N];
        for _ in 0..MAX_DEPTH {
            for (place, row) in places.iter_mut().zip(rows) {
                let split = self.splits[*place % N_LEAVES];
                let is_right = row[usize::from(split.column) % MAX_COLUMNS] > split.threshold;
                *place = 2 * *place + 1 + usize::from(is_right);
            }
        }
        places.map(|place| self.leaves[(place + 1) % N_LEAVES])
    }
}

/// The number of a column among those that a forest asks for, which it joins if it is new.
fn own_column(columns: &mut Vec<(usize, f32)>, column: (usize, f32)) -> Result<u16, String> {
    let at = columns.iter().position(|known| *known == column).unwrap_or_else(|| {
        columns.push(column);
        columns.len() - 1
    });
    let at = u16::try_from(at).ok().filter(|&at| usize::from(at) < MAX_COLUMNS);
    at.ok_or_else(|| "too many features".to_owned())
}

/// The number of a child among a tree's nodes, splits first, then leaves. Children come after their parents, so
/// no walk is endless.
fn link(child: i16, parent: usize, n_leaves: usize) -> Result<usize, String> {
    let (number, n, offset) = match usize::try_from(child) {
        Ok(number) if number <= parent => return Err("a tree runs in a circle".to_owned()),
        Ok(number) => (number, n_leaves - 1, 0),
        Err(_) => (usize::from(child.unsigned_abs()) - 1, n_leaves, n_leaves - 1),
    };
    if number >= n {
        return Err("a split asks for a child that does not exist".to_owned());
    }
    Ok(offset + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn b64<const N: usize>(numbers: impl IntoIterator<Item = [u8; N]>) -> String {
        BASE64_STANDARD.encode(numbers.into_iter().flatten().collect::<Vec<u8>>())
    }

    /// Two trees: `x <= 1 ? (y <= 5 ? 1 : 2) : 3`, and the constant 10.
    fn packed(left: [i16; 2]) -> Packed {
        Packed {
            features: vec!["x".to_owned(), "y".to_owned()],
            edges: vec![vec![1.0], vec![4.0, 5.0]],
            n_leaves: vec![3, 1],
            feature: b64([0_u16, 1].map(u16::to_le_bytes)),
            edge: b64([[0_u8], [1]]),
            missing_left: b64([[0_u8], [1]]),
            left: b64(left.map(i16::to_le_bytes)),
            right: b64([-3_i16, -2].map(i16::to_le_bytes)),
            leaves: b64([1_i16, 2, 3, 10].map(i16::to_le_bytes)),
            scale: 0.5,
            bias: 100.0,
        }
    }

    #[test]
    fn trees_are_walked() {
        let forest = Forest::new(&packed([1, -1]), &[2, 0]).unwrap();
        let sum = |x: f32, y: f32| forest.sums_while_open(&[&[y, 0.0, x]], &[], 0.0..1.0)[0];
        assert_eq!([sum(1.0, 5.0), sum(1.0, 5.1), sum(1.5, 0.0)], [105.5, 106.0, 106.5]);
        assert_eq!([sum(f32::NAN, 0.0), sum(0.0, f32::NAN)], [106.5, 105.5]);
        let row: &[f32] = &[5.0, 0.0, 1.0];
        assert_eq!(forest.sums_while_open(&[row], &[1], 100.6..200.0), [100.5]);
        assert_eq!(forest.sums_while_open(&[row], &[1], 0.0..100.5), [100.5]);
        assert_eq!(forest.sums_while_open(&[row], &[1, 9], 100.0..100.6), [105.5]);
        assert_eq!(forest.sums(&[5.0, 0.0, 1.0], 2), [100.5, 105.0]);
    }

    #[test]
    fn what_cannot_be_walked_is_refused() {
        let error = |packed: &Packed| Forest::new(packed, &[0, 1]).unwrap_err();
        assert!(error(&packed([0, -1])).contains("circle"));
        assert!(error(&packed([7, -1])).contains("does not exist"));
        assert!(error(&packed([1, -9])).contains("does not exist"));
        assert!(Forest::new(&packed([1, -1]), &[0]).is_err());
        assert!(error(&Packed { n_leaves: vec![3], ..packed([1, -1]) }).contains("length"));
        let mut columns: Vec<(usize, f32)> = (0..MAX_COLUMNS).map(|i| (i, 0.0)).collect();
        assert_eq!(own_column(&mut columns, (511, 0.0)), Ok(511));
        assert!(own_column(&mut columns, (511, 1.0)).unwrap_err().contains("too many features"));
    }

    #[test]
    fn a_tree_that_is_too_deep_is_refused() {
        let chain = |n: usize| {
            let splits: Vec<_> = (0..n)
                .map(|i| (Split::default(), [i + 1, n + i + usize::from(i + 1 < n)]))
                .collect();
            Tree::new(&splits, &vec![0.0; n + 1])
        };
        assert!(chain(MAX_DEPTH).is_ok());
        assert!(chain(MAX_DEPTH + 1).unwrap_err().contains("deeper"));
    }
}
