//! Boosted regression trees, as flat arrays.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;

/// The sum of many small trees over a row of features.
///
/// Thresholds are kept as numbers of the quantised scale they were learned on (at most 256 a feature) and laid
/// out as plain comparisons when loaded, so that a row need not be quantised first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    trees: Vec<Tree>,
    /// All nodes, tree after tree, each tree's root first.
    nodes: Vec<Node>,
    bias: f32,
}

#[derive(Debug, Clone, Copy)]
struct Tree {
    root: u32,
    /// So many steps lead from the root to any leaf.
    depth: u32,
}

/// A split, or a leaf: that leads to itself, so that all rows take the same number of steps through a tree and
/// none has to be waited for.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The threshold of a split, the value of a leaf.
    value: f32,
    column: u16,
    is_missing_right: bool,
    /// Where to go when the column is at most the threshold, and when it is not: numbers within the tree.
    children: [u16; 2],
}

/// So many rows walk through a tree side by side: while one waits for memory the others go on.
const LANES: usize = 8;

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
            let root = forest.nodes.len() as u32;
            for at in split..split + n - 1 {
                let feature = usize::from(features[at]);
                let column =
                    columns.get(feature).ok_or("a split asks for a feature that is not named")?;
                let threshold =
                    packed.edges.get(feature).and_then(|e| e.get(usize::from(edges[at])));
                let child = |child: i16| link(child, at - split, n);
                forest.nodes.push(Node {
                    value: *threshold.ok_or("a split asks for an edge that does not exist")?,
                    column: u16::try_from(*column).map_err(|_| "too many features")?,
                    is_missing_right: missing[at] == 0,
                    children: [child(left[at])?, child(right[at])?],
                });
            }
            for (i, &value) in leaves[leaf..leaf + n].iter().enumerate() {
                let value = f32::from(value) * packed.scale;
                let itself = (n - 1 + i) as u16;
                let children = [itself, itself];
                forest.nodes.push(Node { value, column: 0, is_missing_right: false, children });
            }
            let depth = depth(&forest.nodes[root as usize..], n - 1);
            forest.trees.push(Tree { root, depth });
            split += n - 1;
            leaf += n;
        }
        Ok(forest)
    }

    /// For each row the sum of the bias and all trees, or of the first `early` of them where that is below
    /// `hopeless`.
    pub fn sums_unless_hopeless(&self, rows: &[&[f32]], early: usize, hopeless: f32) -> Vec<f32> {
        let (first, rest) = self.trees.split_at(early.min(self.trees.len()));
        let mut sums = vec![self.bias; rows.len()];
        let mut hopeful: Vec<usize> = (0..rows.len()).collect();
        self.add(first, rows, &hopeful, &mut sums);
        hopeful.retain(|&i| sums[i] >= hopeless);
        self.add(rest, rows, &hopeful, &mut sums);
        sums
    }

    /// Adds what some trees say of some rows to the rows' sums.
    fn add(&self, trees: &[Tree], rows: &[&[f32]], which: &[usize], sums: &mut [f32]) {
        for group in which.chunks(LANES) {
            // A group that is not full goes through with its first row in the empty places.
            let at = |lane: usize| group.get(lane).copied().unwrap_or(group[0]);
            let lanes: [&[f32]; LANES] = std::array::from_fn(|lane| rows[at(lane)]);
            let mut of_lanes: [f32; LANES] = std::array::from_fn(|lane| sums[at(lane)]);
            for tree in trees {
                let values = self.walk(tree, lanes);
                of_lanes.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            group.iter().zip(of_lanes).for_each(|(&i, sum)| sums[i] = sum);
        }
    }

    /// The sums of the trees of each of `n` classes, which take turns.
    pub fn sums(&self, row: &[f32], n: usize) -> Vec<f32> {
        let mut sums = vec![self.bias; n];
        for (i, tree) in self.trees.iter().enumerate() {
            let [value] = self.walk(tree, [row]);
            sums[i % n] += value;
        }
        sums
    }

    /// What a tree says of some rows.
    fn walk<const N: usize>(&self, tree: &Tree, rows: [&[f32]; N]) -> [f32; N] {
        let nodes = &self.nodes[tree.root as usize..];
        let mut at = [0_usize; N];
        for _ in 0..tree.depth {
            for (at, row) in at.iter_mut().zip(rows) {
                let node = &nodes[*at];
                let value = row[usize::from(node.column)];
                let is_right = (value > node.value) | (value.is_nan() & node.is_missing_right);
                *at = usize::from(node.children[usize::from(is_right)]);
            }
        }
        at.map(|at| nodes[at].value)
    }
}

/// The number of steps from a tree's root to its farthest leaf. Children come after their parents.
fn depth(nodes: &[Node], n_splits: usize) -> u32 {
    let mut depths = vec![0; nodes.len()];
    for (i, node) in nodes[..n_splits].iter().enumerate() {
        for child in node.children {
            depths[usize::from(child)] = depths[i] + 1;
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

/// The number of a child among a tree's nodes, splits first, then leaves. Children come after their parents, so
/// no walk is endless.
fn link(child: i16, parent: usize, n_leaves: usize) -> Result<u16, String> {
    let (number, n, offset) = match usize::try_from(child) {
        Ok(number) if number <= parent => return Err("a tree runs in a circle".to_owned()),
        Ok(number) => (number, n_leaves - 1, 0),
        Err(_) => (usize::from(child.unsigned_abs()) - 1, n_leaves, n_leaves - 1),
    };
    if number >= n {
        return Err("a split asks for a child that does not exist".to_owned());
    }
    u16::try_from(offset + number).map_err(|_| "a tree has too many leaves".to_owned())
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
        let sum = |x: f32, y: f32| forest.sums_unless_hopeless(&[&[y, 0.0, x]], 2, 0.0)[0];
        assert_eq!([sum(1.0, 5.0), sum(1.0, 5.1), sum(1.5, 0.0)], [105.5, 106.0, 106.5]);
        assert_eq!([sum(f32::NAN, 0.0), sum(0.0, f32::NAN)], [106.5, 105.5]);
        let row: &[f32] = &[5.0, 0.0, 1.0];
        assert_eq!(forest.sums_unless_hopeless(&[row], 1, 100.6), [100.5]);
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
