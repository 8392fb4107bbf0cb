//! Numbers for element names: a page has few distinct names.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use html5ever::QualName;

use crate::dom::Tag;

/// The number of cached lookups.
const N_SLOTS: usize = 256;

/// The capacity of the first shelf. Each shelf has twice the capacity of the one before.
const N_FIRST: usize = 64;

/// The names of a page, numbered in order of appearance, with their [`Tag`]. Names never move in memory, so references
/// stay valid while others are added.
#[derive(Default)]
pub(super) struct Names {
    shelves: [OnceCell<Box<[OnceCell<QualName>]>>; 26],
    finder: RefCell<Finder>,
}

struct Finder {
    /// A direct-mapped cache of recent lookups.
    slots: Vec<Option<(QualName, u32, Tag)>>,
    /// The numbers of all names, for names evicted from the cache.
    numbers: HashMap<QualName, u32>,
}

impl Default for Finder {
    fn default() -> Self {
        Finder { slots: vec![None; N_SLOTS], numbers: HashMap::new() }
    }
}

impl Names {
    /// The number and the tag of a name. A new name gets the next number.
    pub fn number(&self, name: QualName) -> (u32, Tag) {
        let mut finder = self.finder.borrow_mut();
        let Finder { slots, numbers } = &mut *finder;
        let hash = name.local.get_hash().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let slot = &mut slots[hash as usize % N_SLOTS];
        if let Some((known, number, tag)) = slot
            && *known == name
        {
            return (*number, *tag);
        }
        let next = numbers.len() as u32;
        let number = *numbers.entry(name.clone()).or_insert(next);
        if number == next {
            self.put(next, name.clone());
        }
        let tag = Tag::of(&name.local);
        *slot = Some((name, number, tag));
        (number, tag)
    }

    fn put(&self, number: u32, name: QualName) {
        let (n, place) = place(number);
        if let Some(shelf) = self.shelves.get(n) {
            let room = || (0..N_FIRST << n).map(|_| OnceCell::new()).collect();
            // Each number is put once, so the cell is empty.
            shelf.get_or_init(room)[place].get_or_init(|| name);
        }
    }

    /// The name of a number.
    pub fn get(&self, number: u32) -> &QualName {
        let (n, place) = place(number);
        let name = self.shelves[n].get().and_then(|shelf| shelf[place].get());
        name.expect("the tree builder asks only for names that `number` returned")
    }
}

/// The shelf of a number, and the index there.
fn place(number: u32) -> (usize, usize) {
    let nth = number as usize / N_FIRST + 1;
    let shelf = nth.ilog2() as usize;
    (shelf, number as usize - N_FIRST * ((1 << shelf) - 1))
}

#[cfg(test)]
mod tests {
    use html5ever::{LocalName, ns};

    use super::*;

    #[test]
    fn names_keep_their_numbers() {
        let names = Names::default();
        let name = |n: u32| QualName::new(None, ns!(html), LocalName::from(format!("x-{n}")));
        for n in (0..1_000).chain(0..1_000) {
            assert_eq!(names.number(name(n)), (n, Tag::Custom));
        }
        assert!((0..1_000).all(|n| *names.get(n) == name(n)));
    }
}
