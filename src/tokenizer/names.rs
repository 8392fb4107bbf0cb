//! Names of elements and attributes, interned.

use html5ever::LocalName;

use super::Need;
use crate::dom::tag::hash;

/// Names up to this length are interned without a look at any table.
const MAX_INLINE: usize = 7;
/// How many names are remembered.
const N_SLOTS: usize = 256;

/// The names that a page used last, so that a table that threads share is asked once for each of them. Names
/// that meet in one slot push each other out, which costs time only.
pub(super) struct Names {
    slots: Vec<Slot>,
}

#[derive(Clone, Default)]
struct Slot {
    name: LocalName,
    is_needed: bool,
}

impl Names {
    pub fn new() -> Self {
        Names { slots: vec![Slot::default(); N_SLOTS] }
    }

    /// The name of an element, lower-case.
    pub fn element(&mut self, name: &str, need: &impl Need) -> LocalName {
        if name.len() <= MAX_INLINE {
            return LocalName::from(name);
        }
        self.slot(name, need).map(|slot| slot.name.clone()).unwrap_or_default()
    }

    /// The name of an attribute, lower-case, if it is needed.
    pub fn attribute(&mut self, name: &str, need: &impl Need) -> Option<LocalName> {
        self.slot(name, need).filter(|slot| slot.is_needed).map(|slot| slot.name.clone())
    }

    fn slot(&mut self, name: &str, need: &impl Need) -> Option<&Slot> {
        let slot = self.slots.get_mut(hash(name.as_bytes()) as usize % N_SLOTS)?;
        if *slot.name != *name {
            *slot = Slot { name: LocalName::from(name), is_needed: need.attribute(name) };
        }
        Some(slot)
    }
}
