//! Boosted regression trees, as flat arrays.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;

/// The sum of many small trees over a row of features.
///
/// Thresholds are kept as numbers of the quantised scale they were learned on (at most 256 a feature) and laid
/// out as plain comparisons when loaded, so that a row need not be quantised first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    /// All splits, tree after tree.
    splits: Vec<Split>,
    leaves: Vec<f32>,
    /// For each tree the number of its first split; negative is a tree of one leaf, `!n` the leaf.
    roots: Vec<i32>,
    bias: f32,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    threshold: f32,
    column: u16,
    is_missing_left: bool,
    /// Numbers of splits, or `!n` for a leaf.
    children: [i32; 2],
}

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
        forest.leaves = leaves.iter().map(|&leaf| f32::from(leaf) * packed.scale).collect();
        let (mut split, mut leaf) = (0, 0);
        for &n in &packed.n_leaves {
            let child = |at: usize, child: i16| link(child, at - split, split, leaf, n);
            forest.roots.push(if n > 1 { split as i32 } else { !(leaf as i32) });
            for at in split..split + n - 1 {
                let feature = usize::from(features[at]);
                let column =
                    columns.get(feature).ok_or("a split asks for a feature that is not named")?;
                let threshold =
                    packed.edges.get(feature).and_then(|e| e.get(usize::from(edges[at])));
                forest.splits.push(Split {
                    threshold: *threshold.ok_or("a split asks for an edge that does not exist")?,
                    column: u16::try_from(*column).map_err(|_| "too many features")?,
                    is_missing_left: missing[at] != 0,
                    children: [child(at, left[at])?, child(at, right[at])?],
                });
            }
            split += n - 1;
            leaf += n;
        }
        Ok(forest)
    }

    /// The sum of the bias and all trees, or of the first `early` of them where that is below `hopeless`.
    pub fn sum_unless_hopeless(&self, row: &[f32], early: usize, hopeless: f32) -> f32 {
        let (first, rest) = self.roots.split_at(early.min(self.roots.len()));
        let sum = first.iter().fold(self.bias, |sum, &root| sum + self.tree(root, row));
        if sum < hopeless {
            sum
        } else {
            rest.iter().fold(sum, |sum, &root| sum + self.tree(root, row))
        }
    }

    /// The sums of the trees of each of `n` classes, which take turns.
    pub fn sums(&self, row: &[f32], n: usize) -> Vec<f32> {
        let mut sums = vec![self.bias; n];
        for (i, &root) in self.roots.iter().enumerate() {
            sums[i % n] += self.tree(root, row);
        }
        sums
    }

    fn tree(&self, root: i32, row: &[f32]) -> f32 {
        let mut at = root;
        while let Ok(i) = usize::try_from(at) {
            let split = &self.splits[i];
            let value = row[usize::from(split.column)];
            let is_left =
                if value.is_nan() { split.is_missing_left } else { value <= split.threshold };
            at = split.children[usize::from(!is_left)];
        }
        self.leaves[!at as usize]
    }
}

/// The number of a child among all splits or leaves. Children come after their parents, so no walk is endless.
fn link(
    child: i16,
    parent: usize,
    split: usize,
    leaf: usize,
    n_leaves: usize,
) -> Result<i32, String> {
    let (number, n, offset) = match usize::try_from(child) {
        Ok(number) if number <= parent => return Err("a tree runs in a circle".to_owned()),
        Ok(number) => (number, n_leaves - 1, split),
        Err(_) => (usize::from(child.unsigned_abs()) - 1, n_leaves, leaf),
    };
    if number >= n {
        return Err("a split asks for a child that does not exist".to_owned());
    }
    let number = (offset + number) as i32;
    Ok(if child < 0 { !number } else { number })
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
        let sum = |x: f32, y: f32| forest.sum_unless_hopeless(&[y, 0.0, x], 2, 0.0);
        assert_eq!([sum(1.0, 5.0), sum(1.0, 5.1), sum(1.5, 0.0)], [105.5, 106.0, 106.5]);
        assert_eq!([sum(f32::NAN, 0.0), sum(0.0, f32::NAN)], [106.5, 105.5]);
        assert_eq!(forest.sum_unless_hopeless(&[5.0, 0.0, 1.0], 1, 100.6), 100.5);
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
    }
}
