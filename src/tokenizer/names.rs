//! Names of elements and attributes, interned.

use html5ever::LocalName;

use crate::dom::tag::hash;

/// Names up to this length are interned without a look at any table.
const MAX_INLINE: usize = 7;
/// How many names are remembered.
const N_SLOTS: usize = 128;

/// The names that a page used last, so that a table that threads share is asked once for each of them. Names
/// that meet in one slot push each other out, which costs time only.
pub(super) struct Names {
    slots: Vec<LocalName>,
}

impl Names {
    pub fn new() -> Self {
        Names { slots: vec![LocalName::default(); N_SLOTS] }
    }

    /// A name, lower-case.
    pub fn get(&mut self, name: &str) -> LocalName {
        if name.len() <= MAX_INLINE {
            return LocalName::from(name);
        }
        let slot = self.slots.get_mut(hash(name.as_bytes()) as usize % N_SLOTS);
        let Some(slot) = slot else { return LocalName::from(name) };
        if **slot != *name {
            *slot = LocalName::from(name);
        }
        slot.clone()
    }
}
