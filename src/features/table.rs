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
}

impl Table {
    pub fn new(entries: &[(u32, f32)], bias: f32) -> Self {
        let capacity = (entries.len() * 2 + 1).next_power_of_two();
        let mut table =
            Table { slots: vec![(0, f32::NAN); capacity], filter: vec![0; 1 << 10], bias };
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
