//! Interned names of elements and attributes.

use html5ever::LocalName;

use crate::dom::tag::hash;
use crate::text::fnv;

/// Bytes: up to this length `LocalName` stores a name inline, without a table.
const MAX_INLINE: usize = 7;
/// The number of cached names.
const N_SLOTS: usize = 128;

/// The maximum number of interned names that the specification does not define. Later ones are replaced by a hash: only
/// adversarial pages have more, and the global table that threads share is slow when it is large.
const MAX_UNKNOWN: usize = 1_000;

/// A direct-mapped cache of recent names, in front of the global table that threads share. A collision evicts the older
/// name and costs only time.
pub(super) struct Names {
    slots: Vec<LocalName>,
    n_unknown: usize,
}

impl Names {
    pub fn new() -> Self {
        Names { slots: vec![LocalName::default(); N_SLOTS], n_unknown: 0 }
    }

    /// Interns a lower-case name. Unknown names beyond `MAX_UNKNOWN` are replaced by a hash.
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

/// A short hash of a long name. Keeps a hyphen, which marks a custom element.
fn hashed(name: &str) -> LocalName {
    let hash = fnv(name.bytes());
    let hyphen = if name.contains('-') { "-" } else { "" };
    LocalName::from(format!("x{hyphen}{:05x}", (hash ^ hash >> 32) & 0xf_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_maximum_are_hashed() {
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
