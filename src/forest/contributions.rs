//! The contribution of each feature to a sum of trees: path attribution (A. Saabas, "Interpreting random forests", 2014).

use super::{Early, Forest, Split, Tree};

impl Forest {
    /// The contribution of each column to the sum of a row, and the rest that no column explains. Their total is the sum that
    /// [`sums_while_open`](super::sums_while_open) gives for the row.
    ///
    /// The value of a node is the mean of its leaves. Each split on the row's path adds the difference between the values of the
    /// child and the node to its column.
    pub fn contributions(&self, row: &[f32], early: &Early<'_>) -> (Vec<f32>, f32) {
        let mut of_column = vec![0.0; row.len()];
        let (mut rest, mut sum, mut start) = (self.bias, self.bias, 0);
        for (number, tree) in self.trees.iter().enumerate() {
            if early.stops.contains(&number) && !early.open.contains(&sum) {
                break;
            }
            rest += value(tree, tree.all);
            sum += self.descend(tree, &self.splits[start..tree.end], row, &mut of_column);
            start = tree.end;
        }
        (of_column, rest)
    }

    /// Adds the contributions of a tree, and returns the value of the row's leaf.
    fn descend(&self, tree: &Tree, splits: &[Split], row: &[f32], of_column: &mut [f32]) -> f32 {
        let (mut at, mut leaves) = (0, tree.all);
        while leaves.count_ones() > 1 {
            let Some(split) = splits.get(at) else { break };
            let (column, stand_in) = self.columns[usize::from(split.column)];
            let found = row.get(column).copied().unwrap_or(f32::NAN);
            let found = if found.is_nan() { stand_in } else { found };
            let goes_right = found > split.threshold;
            let next = if goes_right { split.right } else { split.left };
            if let Some(sum) = of_column.get_mut(column) {
                *sum += value(tree, next) - value(tree, leaves);
            }
            // The splits of the left child follow, then those of the right one.
            at += if goes_right { split.left.count_ones() as usize } else { 1 };
            leaves = next;
        }
        value(tree, leaves)
    }
}

/// The mean of some leaves.
fn value(tree: &Tree, leaves: u32) -> f32 {
    let chosen = (0..tree.leaves.len()).filter(|&i| leaves >> i & 1 == 1);
    chosen.map(|i| tree.leaves[i]).sum::<f32>() / leaves.count_ones().max(1) as f32
}
