//! Hash tables of token weights: the model of the first stage.

/// Weights of tokens; a missing token has weight 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Open addressing. The capacity is a power of two, more than twice the number of entries. An empty slot has weight
    /// NaN.
    slots: Vec<(u32, f32)>,
    /// A filter on bits 16 to 31 of a token: most tokens are missing, and are rejected here.
    filter: Vec<u64>,
    bias: f32,
    inner: Inner,
}

/// Inner weights of the same tokens, trained only on blocks within the article. They separate its paragraphs from
/// boilerplate between them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inner {
    /// A weight per slot; empty if there are no inner weights.
    weights: Vec<f32>,
    /// The score of a block without tokens.
    pub bias: f32,
}

impl Inner {
    /// The inner weight of a slot's token.
    pub fn weight(&self, slot: usize) -> f32 {
        self.weights.get(slot).copied().unwrap_or(0.0)
    }
}

impl Table {
    pub fn new(entries: &[(u32, f32)], bias: f32) -> Self {
        let capacity = (entries.len() * 2 + 1).next_power_of_two();
        let mut table = Table {
            slots: vec![(0, f32::NAN); capacity],
            filter: vec![0; 1 << 10],
            bias,
            inner: Inner::default(),
        };
        for &(key, weight) in entries {
            table.filter[key as usize >> 22] |= 1 << (key >> 16 & 63);
            let mut i = key as usize & (capacity - 1);
            while !table.slots[i].1.is_nan() && table.slots[i].0 != key {
                i = (i + 1) & (capacity - 1);
            }
            table.slots[i] = (key, weight);
        }
        table
    }

    /// Adds inner weights. Tokens that are not in the table are ignored.
    pub fn with_inner(mut self, entries: &[(u32, f32)], bias: f32) -> Self {
        let mut weights = vec![0.0; self.slots.len()];
        for &(key, weight) in entries {
            if let Some((slot, _)) = self.find(key) {
                weights[slot] = weight;
            }
        }
        self.inner = Inner { weights, bias };
        self
    }

    /// The inner weights.
    pub fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The number of slots, including empty ones.
    pub fn n_slots(&self) -> usize {
        self.slots.len()
    }

    /// The score of a block without tokens.
    pub fn bias(&self) -> f32 {
        self.bias
    }

    /// Whether a token may be in the table; false positives are possible.
    pub fn may_have(&self, key: u32) -> bool {
        self.filter.get(key as usize >> 22).is_some_and(|bits| bits >> (key >> 16 & 63) & 1 == 1)
    }

    /// The slot and the weight of a token, or `None` if it is missing.
    pub fn find(&self, key: u32) -> Option<(usize, f32)> {
        if !self.may_have(key) {
            return None;
        }
        let mask = self.slots.len().checked_sub(1)?;
        let mut i = key as usize & mask;
        loop {
            let (k, weight) = self.slots[i];
            if weight.is_nan() {
                return None;
            }
            if k == key {
                return Some((i, weight));
            }
            i = (i + 1) & mask;
        }
    }

    pub fn weight(&self, key: u32) -> f32 {
        self.find(key).map_or(0.0, |(_, weight)| weight)
    }
}

/// The two tables of the first stage.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    /// Weights of element names.
    pub names: Table,
    /// Weights of words.
    pub words: Table,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_can_have_inner_weights() {
        let table = Table::new(&[(7, 1.0), (8, 2.0)], 0.5);
        let slot = |table: &Table, key| table.find(key).map(|(slot, _)| slot).unwrap();
        assert_eq!(table.inner().weight(slot(&table, 7)), 0.0);
        let table = table.with_inner(&[(8, -1.0), (9, 4.0)], 0.25);
        assert_eq!([7, 8].map(|key| table.inner().weight(slot(&table, key))), [0.0, -1.0]);
        assert_eq!((table.inner().bias, table.weight(8), table.find(9)), (0.25, 2.0, None));
    }
}
