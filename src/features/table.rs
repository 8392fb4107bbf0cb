//! Tables of hashed tokens with weights: what the first stage knows.

/// Weights of some tokens; all others weigh nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Open addressing; the capacity is a power of two at least twice the number of entries. The weight of an empty
    /// slot is not a number.
    slots: Vec<(u32, f32)>,
    /// A bit for every value of a token's upper half: most tokens weigh nothing and end here.
    filter: Vec<u64>,
    bias: f32,
    inner: Inner,
}

/// Second weights of the same tokens. They are fitted to the blocks inside the article only, to separate its paragraphs from the
/// boilerplate between them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inner {
    /// A weight a slot; empty without such weights.
    weights: Vec<f32>,
    /// The score of a block without tokens.
    pub bias: f32,
}

impl Inner {
    /// The weight of a slot's token.
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

    /// The table with second weights of the same tokens, in the same form as the first.
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

    /// The second weights.
    pub fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The number of slots, empty ones included.
    pub fn n_slots(&self) -> usize {
        self.slots.len()
    }

    /// The score of a block without tokens.
    pub fn bias(&self) -> f32 {
        self.bias
    }

    /// Whether a token may be in the table.
    pub fn may_have(&self, key: u32) -> bool {
        self.filter.get(key as usize >> 22).is_some_and(|bits| bits >> (key >> 16 & 63) & 1 == 1)
    }

    /// The slot and the weight of a token.
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

/// The two tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    /// Names of elements.
    pub names: Table,
    /// Words.
    pub words: Table,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_have_two_weights() {
        let table = Table::new(&[(7, 1.0), (8, 2.0)], 0.5);
        let slot = |table: &Table, key| table.find(key).map(|(slot, _)| slot).unwrap();
        assert_eq!(table.inner().weight(slot(&table, 7)), 0.0);
        let table = table.with_inner(&[(8, -1.0), (9, 4.0)], 0.25);
        assert_eq!([7, 8].map(|key| table.inner().weight(slot(&table, key))), [0.0, -1.0]);
        assert_eq!((table.inner().bias, table.weight(8), table.find(9)), (0.25, 2.0, None));
    }
}
