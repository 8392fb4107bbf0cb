//! Names of elements by number, since a page has few of them on many elements.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use html5ever::QualName;

use crate::dom::Tag;

/// How many names are found at a look.
const N_SLOTS: usize = 256;

/// The first shelf has room for so many names, each other one for twice as many as the one before it.
const N_FIRST: usize = 64;

/// The names of a page in the order in which they came, and what they are to us. A name that is there never moves, so
/// that it can be read while others come.
#[derive(Default)]
pub(super) struct Names {
    shelves: [OnceCell<Box<[OnceCell<QualName>]>>; 26],
    finder: RefCell<Finder>,
}

struct Finder {
    /// The names that were asked for last and have this slot.
    slots: Vec<Option<(QualName, u32, Tag)>>,
    /// The numbers of all names, for those that lost their slot to another.
    numbers: HashMap<QualName, u32>,
}

impl Default for Finder {
    fn default() -> Self {
        Finder { slots: vec![None; N_SLOTS], numbers: HashMap::new() }
    }
}

impl Names {
    /// The number of a name.
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
            // A place is filled once, for each number comes once.
            shelf.get_or_init(room)[place].get_or_init(|| name);
        }
    }

    /// The name of a number.
    pub fn get(&self, number: u32) -> &QualName {
        let (n, place) = place(number);
        let name = self.shelves[n].get().and_then(|shelf| shelf[place].get());
        name.expect("the parser asks for names of elements only, and every element has one")
    }
}

/// The shelf of a number, and the place there.
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
    fn names_keep_their_numbers_however_many_there_are() {
        let names = Names::default();
        let name = |n: u32| QualName::new(None, ns!(html), LocalName::from(format!("x-{n}")));
        for n in (0..1_000).chain(0..1_000) {
            assert_eq!(names.number(name(n)), (n, Tag::Custom));
        }
        assert!((0..1_000).all(|n| *names.get(n) == name(n)));
    }
}
