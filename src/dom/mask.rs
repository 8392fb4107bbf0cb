//! A bit set of nodes.

use super::NodeId;

/// A set of nodes of one [`Dom`](super::Dom).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NodeSet {
    bits: Vec<u64>,
}

impl NodeSet {
    /// The empty set over `n_nodes` nodes.
    pub fn new(n_nodes: usize) -> Self {
        NodeSet { bits: vec![0; n_nodes.div_ceil(64)] }
    }

    /// Adds a node; returns whether it is new.
    pub fn insert(&mut self, id: NodeId) -> bool {
        let (word, bit) = (id.index() / 64, 1u64 << (id.index() % 64));
        let is_new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        is_new
    }

    /// Whether the node is in the set.
    pub fn contains(&self, id: NodeId) -> bool {
        self.bits.get(id.index() / 64).is_some_and(|word| word >> (id.index() % 64) & 1 == 1)
    }

    /// Whether no node is in the set.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|&word| word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains_inserted_nodes() {
        let mut set = NodeSet::new(70);
        assert!(set.is_empty());
        assert!(set.insert(NodeId::new(69)));
        assert!(!set.insert(NodeId::new(69)));
        assert!(set.contains(NodeId::new(69)));
        assert!(!set.contains(NodeId::new(68)));
        assert!(!set.contains(NodeId::new(1000)));
    }
}
