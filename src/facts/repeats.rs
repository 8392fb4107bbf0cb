//! The share of each block's text that is repeated in other blocks of the page.
//!
//! Blocks are compared by word pairs (bigrams). A caption is thus found again even if its credit precedes it, follows
//! it, or is a block of its own.

/// The share of a block's word pairs that also occur in other blocks, 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Repeat {
    /// In any other block.
    pub anywhere: f32,
    /// In any earlier block.
    pub before: f32,
}

/// A slot of the hash table of word pairs.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: u32,
    /// The first block with the pair, or `FREE` if the slot is empty.
    first: u32,
    is_repeated: bool,
}

const FREE: u32 = u32::MAX;

/// A hash table of word pairs: open addressing, at most half full.
struct Pairs {
    slots: Vec<Slot>,
    mask: usize,
}

impl Pairs {
    fn with_room_for(n: usize) -> Self {
        let n = (2 * n + 1).next_power_of_two();
        Pairs { slots: vec![Slot { key: 0, first: FREE, is_repeated: false }; n], mask: n - 1 }
    }

    /// The slot of a pair; `None` after [`MAX_PROBES`] occupied slots, which keeps adversarial pages linear.
    fn slot(&mut self, key: u32) -> Option<&mut Slot> {
        let start = (key.wrapping_mul(0x9e37_79b1) >> 7) as usize;
        let at = (start..start + MAX_PROBES).map(|at| at & self.mask).find(|&at| {
            let slot = &self.slots[at];
            slot.first == FREE || slot.key == key
        })?;
        self.slots.get_mut(at)
    }
}

/// The maximum number of slots that are probed for a pair.
const MAX_PROBES: usize = 32;

/// The word pairs of a block; the word itself if there is only one.
fn pairs(words: impl ExactSizeIterator<Item = u32> + Clone) -> impl Iterator<Item = u32> {
    let single = words.clone().next().filter(|_| words.len() == 1);
    let pairs = words.clone().zip(words.skip(1));
    pairs.map(|(a, b)| a.rotate_left(7) ^ b.wrapping_mul(0x85eb_ca6b)).chain(single)
}

/// The repeats of all blocks, given their hashed words. Linear in the number of words.
pub(crate) fn repeats<W>(blocks: impl Iterator<Item = W> + Clone) -> Vec<Repeat>
where
    W: ExactSizeIterator<Item = u32> + Clone,
{
    let mut table = Pairs::with_room_for(blocks.clone().map(|words| words.len()).sum());
    for (words, i) in blocks.clone().zip(0..) {
        for key in pairs(words) {
            let Some(slot) = table.slot(key) else { continue };
            if slot.first == FREE {
                (slot.key, slot.first) = (key, i);
            }
            slot.is_repeated |= slot.first != i;
        }
    }
    let repeat = |(words, i): (W, u32)| {
        let (mut n, mut anywhere, mut before) = (0, 0, 0);
        for key in pairs(words) {
            n += 1;
            let Some(slot) = table.slot(key) else { continue };
            anywhere += u32::from(slot.is_repeated);
            before += u32::from(slot.first < i);
        }
        let share = |part: u32| part as f32 / n.max(1) as f32;
        Repeat { anywhere: share(anywhere), before: share(before) }
    };
    blocks.zip(0..).map(repeat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_pairs_in_other_blocks() {
        let blocks: [&[u32]; 5] = [&[1, 2, 3], &[9, 1, 2, 3], &[4, 5, 6], &[7], &[7]];
        let found = repeats(blocks.iter().map(|words| words.iter().copied()));
        let share = |anywhere, before| Repeat { anywhere, before };
        assert_eq!(found[0], share(1.0, 0.0));
        assert_eq!(found[1], share(2.0 / 3.0, 2.0 / 3.0));
        assert_eq!(found[2..], [share(0.0, 0.0), share(1.0, 0.0), share(1.0, 1.0)]);
    }
}
