//! Names of elements and attributes, interned.

use html5ever::LocalName;

use crate::dom::tag::hash;
use crate::text::fnv;

/// Names up to this length are interned without a look at any table.
const MAX_INLINE: usize = 7;
/// How many names are remembered.
const N_SLOTS: usize = 128;

/// So many names that the specification does not know are interned; more are for pages that are made to be dear, since
/// the table that threads share was not made for them.
const MAX_UNKNOWN: usize = 1_000;

/// The names that a page used last, so that a table that threads share is asked once for each of them. Names
/// that meet in one slot push each other out, which costs time only.
pub(super) struct Names {
    slots: Vec<LocalName>,
    n_unknown: usize,
}

impl Names {
    pub fn new() -> Self {
        Names { slots: vec![LocalName::default(); N_SLOTS], n_unknown: 0 }
    }

    /// A name, lower-case. Where a page has too many, those that come late are called by a hash.
    pub fn get(&mut self, name: &str) -> LocalName {
        if name.len() <= MAX_INLINE {
            return LocalName::from(name);
        }
        let slot = self.slots.get_mut(hash(name.as_bytes()) as usize % N_SLOTS);
        let Some(slot) = slot else { return LocalName::from(name) };
        if **slot == *name {
            return slot.clone();
        }
        let name = LocalName::try_static(name).unwrap_or_else(|| {
            self.n_unknown += 1;
            if self.n_unknown > MAX_UNKNOWN { hashed(name) } else { LocalName::from(name) }
        });
        *slot = name.clone();
        name
    }
}

/// A short name that stands for a long one, with a hyphen where that has one.
fn hashed(name: &str) -> LocalName {
    let hash = fnv(name.bytes());
    let hyphen = if name.contains('-') { "-" } else { "" };
    LocalName::from(format!("x{hyphen}{:05x}", (hash ^ hash >> 32) & 0xf_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_come_late_are_short_and_still_themselves() {
        let mut names = Names::new();
        let name = |n: usize| format!("my-element-{n}");
        for n in 0..MAX_UNKNOWN {
            assert_eq!(*names.get(&name(n)), *name(n));
        }
        let late = names.get("my-late-element");
        assert!(late.len() == MAX_INLINE && late.starts_with("x-"));
        assert_eq!(names.get("my-late-element"), late);
        assert_ne!(names.get("my-later-element"), late);
        assert_eq!(&*names.get("blockquote"), "blockquote");
    }
}
