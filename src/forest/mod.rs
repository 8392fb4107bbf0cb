//! Boosted regression trees, as flat arrays.

mod contributions;
mod early;
mod lanes;

use std::ops::Range;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;

pub(crate) use early::{Early, sums_while_open};
use lanes::{Asked, Column, Question, Questions, leaf};

/// The sum of many small regression trees over a row of features.
///
/// Thresholds are stored as indices of the quantized scale of training, at most 256 per feature, and loaded as numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    trees: Vec<Tree>,
    /// The splits of all trees, one tree after the other.
    splits: Vec<Split>,
    /// The columns that splits refer to, each with a substitute for missing values. A column whose missing values go
    /// left in some splits and right in others occurs twice.
    columns: Vec<(usize, f32)>,
    bias: f32,
}

/// The maximum number of leaves per tree: one bit each.
const MAX_LEAVES: usize = 32;

/// A tree, evaluated without descending it (Lucchese et al., "QuickScorer", SIGIR 2015). A split that goes right clears
/// the bits of its left leaves. After all splits, in any order, the first remaining leaf is the result. No step depends
/// on an earlier one, so many rows are evaluated at a time.
#[derive(Debug, Clone)]
struct Tree {
    /// The end of its splits in [`Forest::splits`]; parents come before their children.
    end: usize,
    /// One bit per leaf.
    all: u32,
    /// The values of the leaves, from left to right.
    leaves: [f32; MAX_LEAVES],
}

#[derive(Debug, Clone, Copy, Default)]
struct Split {
    threshold: f32,
    column: u16,
    /// The number of splits in its subtree, including itself; they are contiguous.
    n_splits: u16,
    /// The leaves below its left child, and below its right child.
    left: u32,
    right: u32,
}

/// A forest in the weights file. Arrays are base64 of little-endian numbers.
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

/// Decodes base64.
pub(crate) fn unpack(text: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(text).map_err(|e| format!("an array is not base64 ({e})"))
}

/// Encodes bytes as base64.
pub(crate) fn pack(bytes: impl Iterator<Item = u8>) -> String {
    BASE64_STANDARD.encode(bytes.collect::<Vec<u8>>())
}

fn unpack_i16(text: &str) -> Result<Vec<i16>, String> {
    Ok(unpack(text)?.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect())
}

fn unpack_u16(text: &str) -> Result<Vec<u16>, String> {
    Ok(unpack(text)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
}

impl Forest {
    /// Validates and lays out a forest. `columns` are the indices of its features in a row.
    pub fn new(packed: &Packed, columns: &[usize]) -> Result<Self, String> {
        let (features, edges) = (unpack_u16(&packed.feature)?, unpack(&packed.edge)?);
        let missing = unpack(&packed.missing_left)?;
        let (left, right) = (unpack_i16(&packed.left)?, unpack_i16(&packed.right)?);
        let leaves = unpack_i16(&packed.leaves)?;
        if let Some(n) = packed.n_leaves.iter().find(|n| !(1..=MAX_LEAVES).contains(*n)) {
            return Err(format!("a tree has 1 to {MAX_LEAVES} leaves, not {n}"));
        }
        let n_leaves: usize = packed.n_leaves.iter().sum();
        let n_splits = n_leaves - packed.n_leaves.len();
        let lengths = [features.len(), edges.len(), missing.len(), left.len(), right.len()];
        if lengths != [n_splits; 5] || leaves.len() != n_leaves {
            return Err("the arrays of a forest differ in length".to_owned());
        }
        let mut forest = Forest { bias: packed.bias, ..Forest::default() };
        let mut numbers = vec![[None; 2]; columns.len()];
        let (mut split, mut leaf) = (0, 0);
        for &n in &packed.n_leaves {
            let splits = (split..split + n - 1).map(|at| {
                let feature = usize::from(features[at]);
                let (column, numbers) = columns
                    .get(feature)
                    .zip(numbers.get_mut(feature))
                    .ok_or("a split has a feature without a name")?;
                let threshold =
                    packed.edges.get(feature).and_then(|e| e.get(usize::from(edges[at])));
                let child = |child: i16| link(child, at - split, n);
                let goes_left = missing[at] != 0;
                let stand_in = if goes_left { f32::NEG_INFINITY } else { f32::INFINITY };
                let number = *numbers[usize::from(goes_left)].get_or_insert_with(|| {
                    forest.columns.push((*column, stand_in));
                    forest.columns.len() - 1
                });
                let split = Split {
                    threshold: *threshold.ok_or("a split has an edge that does not exist")?,
                    column: u16::try_from(number).map_err(|_| "too many features")?,
                    ..Split::default()
                };
                Ok((split, [child(left[at])?, child(right[at])?]))
            });
            let splits = splits.collect::<Result<Vec<_>, String>>()?;
            let leaves = leaves[leaf..leaf + n].iter().map(|&leaf| f32::from(leaf) * packed.scale);
            forest.plant(&splits, &leaves.collect::<Vec<_>>())?;
            split += n - 1;
            leaf += n;
        }
        Ok(forest)
    }

    /// The columns that splits refer to, in ascending order.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self.columns.iter().map(|&(number, _)| number).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Adds a tree. Children are indices of splits or, from `splits.len()` on, of leaves. Parents come before their
    /// children.
    fn plant(&mut self, splits: &[(Split, [usize; 2])], leaves: &[f32]) -> Result<(), String> {
        let mut tree = Tree { end: 0, all: 0, leaves: [0.0; MAX_LEAVES] };
        // Nodes to visit, each with its depth, the split above it, and whether it is the left child of that.
        let mut open = vec![(0, 0_usize, None)];
        let mut above: Vec<(usize, bool)> = Vec::new();
        while let Some((number, depth, parent)) = open.pop() {
            above.truncate(depth.saturating_sub(1));
            above.extend(parent);
            if let Some((split, [left, right])) = splits.get(number) {
                let place = self.splits.len();
                self.splits.push(*split);
                let child = |number: &usize, is_left| (*number, depth + 1, Some((place, is_left)));
                open.extend([child(right, false), child(left, true)]);
                continue;
            }
            let n = tree.all.count_ones();
            let slot = tree.leaves.get_mut(n as usize);
            *slot.ok_or_else(|| format!("a tree has more than {MAX_LEAVES} leaves"))? =
                leaves[number - splits.len()];
            tree.all |= 1 << n;
            for &(place, is_left) in &above {
                let split = &mut self.splits[place];
                *(if is_left { &mut split.left } else { &mut split.right }) |= 1 << n;
            }
        }
        let start = self.trees.last().map_or(0, |tree| tree.end);
        for split in &mut self.splits[start..] {
            split.n_splits = (split.left | split.right).count_ones().max(2) as u16 - 1;
        }
        tree.end = self.splits.len();
        self.trees.push(tree);
        Ok(())
    }

    /// Replaces `questions` by the splits of some trees to be evaluated on these columns. A split whose outcome is the same
    /// for all rows is decided here, and the splits below it that become unreachable are dropped.
    fn ask<'a>(&'a self, trees: Range<usize>, columns: &[Column], questions: &mut Questions<'a>) {
        questions.splits.clear();
        questions.trees.clear();
        let start = trees.start.checked_sub(1).map_or(0, |before| self.trees[before].end);
        let mut at = start;
        // Branch-free: always write, advance only if the split must be evaluated.
        let mut noted = [[Question::default(); MAX_LEAVES]; 2];
        for tree in &self.trees[trees] {
            let mut open = tree.all;
            let mut rest = &self.splits[at..tree.end];
            let mut n = [0; 2];
            while let Some((split, below)) = rest.split_first() {
                if open & (split.left | split.right) == 0 {
                    rest = rest.get(usize::from(split.n_splits)..).unwrap_or_default();
                    continue;
                }
                rest = below;
                let Column { place, least, most, is_missing_right } =
                    columns[usize::from(split.column)];
                let &Split { threshold, left, right, .. } = split;
                let (is_right, may_be_right) = (least > threshold, most > threshold);
                let (noted, n) = match is_missing_right {
                    false => (&mut noted[0], &mut n[0]),
                    true => (&mut noted[1], &mut n[1]),
                };
                noted[*n % MAX_LEAVES] = Question { threshold, kept: !left, place };
                *n += usize::from(!is_right & may_be_right);
                open &= !(left & mask(is_right)) & !(right & mask(!is_right & !may_be_right));
            }
            at = tree.end;
            let ends = [0, 1].map(|side| {
                questions.splits.extend_from_slice(&noted[side][..n[side]]);
                questions.splits.len()
            });
            questions.trees.push(Asked { ends, open, leaves: &tree.leaves });
        }
    }

    /// The sum of the trees of each of `n` classes; trees of the classes alternate.
    pub fn sums(&self, row: &[f32], n: usize) -> Vec<f32> {
        let mut sums = vec![self.bias; n];
        let value = |number: usize| row.get(number).copied().unwrap_or(f32::NAN);
        let columns = self.columns.iter();
        let columns: Vec<Column> =
            columns.map(|&(number, stand_in)| Column::of_one(value(number), stand_in)).collect();
        // With a single row, every split is decided here.
        let mut asked = Questions::default();
        self.ask(0..self.trees.len(), &columns, &mut asked);
        for (i, tree) in asked.trees.into_iter().enumerate() {
            sums[i % n] += leaf(tree.open, tree.leaves);
        }
        sums
    }
}

/// All bits set if true, else none.
fn mask(is: bool) -> u32 {
    u32::from(is).wrapping_neg()
}

/// The index of a child among a tree's nodes: splits first, then leaves. Children must come after their parents, so
/// that there are no cycles.
fn link(child: i16, parent: usize, n_leaves: usize) -> Result<usize, String> {
    let (number, n, offset) = match usize::try_from(child) {
        Ok(number) if number <= parent => return Err("a tree runs in a circle".to_owned()),
        Ok(number) => (number, n_leaves - 1, 0),
        Err(_) => (usize::from(child.unsigned_abs()) - 1, n_leaves, n_leaves - 1),
    };
    if number >= n {
        return Err("a split has a child that does not exist".to_owned());
    }
    Ok(offset + number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Rows;

    fn b64<const N: usize>(numbers: impl IntoIterator<Item = [u8; N]>) -> String {
        BASE64_STANDARD.encode(numbers.into_iter().flatten().collect::<Vec<u8>>())
    }

    fn rows_of<const N: usize>(values: &[[f32; N]]) -> Rows {
        let mut rows = Rows::new(values.len(), N);
        rows.fill_last(N, |i, row| row.extend(&values[i]));
        rows
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
    fn sums_are_those_of_the_trees() {
        let forest = Forest::new(&packed([1, -1]), &[2, 0]).unwrap();
        let while_open = |row: [f32; 3], stops: &[usize], open: Range<f32>| {
            let [sums] = sums_while_open([(&forest, Early { stops, open })], &rows_of(&[row]));
            sums[0]
        };
        let sum = |x: f32, y: f32| while_open([y, 0.0, x], &[], 0.0..1.0);
        assert_eq!([sum(1.0, 5.0), sum(1.0, 5.1), sum(1.5, 0.0)], [105.5, 106.0, 106.5]);
        assert_eq!([sum(f32::NAN, 0.0), sum(0.0, f32::NAN)], [106.5, 105.5]);
        let (parts, rest) =
            forest.contributions(&[5.1, 0.0, 1.0], &Early { stops: &[], open: 0.0..1.0 });
        assert_eq!((parts[0] + parts[2] + rest, parts[1]), (106.0, 0.0));
        let row = [5.0, 0.0, 1.0];
        assert_eq!(while_open(row, &[1], 100.6..200.0), 100.5);
        assert_eq!(while_open(row, &[1], 0.0..100.5), 100.5);
        assert_eq!(while_open(row, &[1, 9], 100.0..100.6), 105.5);
        assert_eq!(forest.sums(&[5.0, 0.0, 1.0], 2), [100.5, 105.0]);
    }

    #[test]
    fn malformed_forests_are_rejected() {
        let error = |packed: &Packed| Forest::new(packed, &[0, 1]).unwrap_err();
        assert!(error(&packed([0, -1])).contains("circle"));
        assert!(error(&packed([7, -1])).contains("does not exist"));
        assert!(error(&packed([1, -9])).contains("does not exist"));
        assert!(Forest::new(&packed([1, -1]), &[0]).is_err());
        assert!(error(&Packed { n_leaves: vec![3], ..packed([1, -1]) }).contains("length"));
        // Both sums are 4, the second one after overflow.
        for n_leaves in [vec![0, 4], vec![usize::MAX, 5]] {
            let error = error(&Packed { n_leaves, ..packed([1, -1]) });
            assert!(error.contains("1 to 32"), "{error}");
        }
    }

    #[test]
    fn trees_with_too_many_leaves_are_rejected() {
        let chain = |n: usize| {
            let splits: Vec<_> = (0..n)
                .map(|i| (Split::default(), [i + 1, n + i + usize::from(i + 1 < n)]))
                .collect();
            Forest::default().plant(&splits, &vec![0.0; n + 1])
        };
        assert!(chain(MAX_LEAVES - 1).is_ok());
        assert!(chain(MAX_LEAVES).unwrap_err().contains("more than 32"));
    }

    /// Evaluating random trees on many rows at a time gives the same sums as descending each tree.
    #[test]
    fn evaluation_in_lanes_equals_descending_the_trees() {
        let mut state = 1_u32;
        let mut random = |n: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % n
        };
        let mut forest =
            Forest { columns: vec![(0, f32::INFINITY), (1, 0.5)], ..Forest::default() };
        let mut trees = Vec::new();
        for _ in 0..40 {
            let n = 5;
            let splits: Vec<_> = (0..n)
                .map(|i| {
                    let (threshold, column) = (random(8) as f32, random(2) as u16);
                    let children = if i + 1 < n { [i + 1, n + i] } else { [n + i, n + i + 1] };
                    let turn = random(2) as usize;
                    let children = [children[turn], children[1 - turn]];
                    (Split { threshold, column, ..Split::default() }, children)
                })
                .collect();
            let leaves: Vec<_> = (0..=n).map(|_| random(100) as f32).collect();
            forest.plant(&splits, &leaves).unwrap();
            trees.push((splits, leaves));
        }
        let rows: Vec<[f32; 2]> = (0..50)
            .map(|i| [if i % 7 == 0 { f32::NAN } else { random(9) as f32 }, random(4) as f32])
            .collect();
        let walked = |row: &[f32; 2]| {
            let leaf_of = |(splits, leaves): &(Vec<(Split, [usize; 2])>, Vec<f32>)| {
                let mut at = 0;
                while let Some((split, children)) = splits.get(at) {
                    let value = row[usize::from(split.column)];
                    let value = if value.is_nan() { f32::INFINITY } else { value };
                    at = children[usize::from(value > split.threshold)];
                }
                leaves[at - splits.len()]
            };
            trees.iter().map(leaf_of).sum::<f32>()
        };
        let early = Early { stops: &[3, 20], open: 0.0..f32::INFINITY };
        let [sums] = sums_while_open([(&forest, early)], &rows_of(&rows));
        assert_eq!(sums, rows.iter().map(walked).collect::<Vec<_>>());
    }
}
