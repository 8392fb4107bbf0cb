//! Names of elements by number, since a page has few of them on many elements.

use std::collections::HashMap;

use html5ever::QualName;

use crate::dom::Tag;

/// How many names are found at a look.
const N_SLOTS: usize = 256;

/// The names of a page in the order in which they came, and what they are to us.
pub(super) struct Names {
    list: Vec<(QualName, Tag)>,
    /// The number of a name that has this slot.
    slots: [u32; N_SLOTS],
    /// The numbers of all names, for those that lost their slot to another.
    numbers: HashMap<QualName, u32>,
}

impl Default for Names {
    fn default() -> Self {
        Names { list: Vec::new(), slots: [u32::MAX; N_SLOTS], numbers: HashMap::new() }
    }
}

impl Names {
    /// The number of a name.
    pub fn number(&mut self, name: QualName) -> (u32, Tag) {
        let hash = name.local.get_hash().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let slot = &mut self.slots[hash as usize % N_SLOTS];
        if let Some((known, tag)) = self.list.get(*slot as usize)
            && *known == name
        {
            return (*slot, *tag);
        }
        let tag = Tag::of(&name.local);
        *slot = *self.numbers.entry(name.clone()).or_insert_with(|| {
            self.list.push((name, tag));
            self.list.len() as u32 - 1
        });
        (*slot, tag)
    }

    /// The name of a number.
    pub fn get(&self, number: u32) -> &QualName {
        &self.list[number as usize].0
    }
}
