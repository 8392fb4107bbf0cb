//! The words of class names and ids, in a hash table.

use serde::Deserialize;

/// Hints about an element, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints(u32);

impl Hints {
    pub const AUTHOR: Hints = Hints(1);
    pub const NAME: Hints = Hints(1 << 1);
    pub const ABOUT_AUTHOR: Hints = Hints(1 << 2);
    pub const DATE: Hints = Hints(1 << 3);
    pub const UPDATED: Hints = Hints(1 << 4);
    pub const CAPTION: Hints = Hints(1 << 5);
    pub const CREDIT: Hints = Hints(1 << 6);
    pub const AWAY: Hints = Hints(1 << 7);
    pub const REL_AUTHOR: Hints = Hints(1 << 8);
    pub const PROP_AUTHOR: Hints = Hints(1 << 9);
    pub const PROP_DATE: Hints = Hints(1 << 10);
    pub const INFO: Hints = Hints(1 << 11);
    pub const SECTION: Hints = Hints(1 << 12);
    pub const CRUMBS: Hints = Hints(1 << 13);
    /// A word that marks a caption only next to an image.
    pub const NOTE: Hints = Hints(1 << 14);
    /// A link or text that is certainly the page's section.
    pub const PROP_SECTION: Hints = Hints(1 << 15);
    /// A link to a keyword of the page.
    pub const PROP_TAG: Hints = Hints(1 << 16);
    /// A link to the licence of the page.
    pub const REL_LICENSE: Hints = Hints(1 << 17);
    /// A link to a Creative Commons licence, possibly not that of the page.
    pub const LICENSE: Hints = Hints(1 << 18);

    pub fn has(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn with(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

/// The words of class names and ids, by what they say about the text of their element.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packed {
    author: Vec<String>,
    name: Vec<String>,
    about_author: Vec<String>,
    date: Vec<String>,
    updated: Vec<String>,
    caption: Vec<String>,
    credit: Vec<String>,
    away: Vec<String>,
    info: Vec<String>,
    section: Vec<String>,
    crumbs: Vec<String>,
    note: Vec<String>,
}

impl Packed {
    /// The words with their hints.
    fn words(&self) -> impl Iterator<Item = (&str, Hints)> {
        let lists = [
            (&self.author, Hints::AUTHOR),
            (&self.name, Hints::NAME),
            (&self.about_author, Hints::ABOUT_AUTHOR),
            (&self.date, Hints::DATE),
            (&self.updated, Hints::UPDATED),
            (&self.caption, Hints::CAPTION),
            (&self.credit, Hints::CREDIT),
            (&self.away, Hints::AWAY),
            (&self.info, Hints::INFO),
            (&self.section, Hints::SECTION),
            (&self.crumbs, Hints::CRUMBS),
            (&self.note, Hints::NOTE),
        ];
        lists.into_iter().flat_map(|(list, hint)| list.iter().map(move |word| (&**word, hint)))
    }
}

/// The length of the longest word of a class name or id, in bytes.
pub(crate) const MAX_WORD: usize = 12;

/// Appends a letter to a packed word: five bits per letter, ignoring case. Unique for words of up to [`MAX_WORD`]
/// letters.
pub(crate) fn with_letter(word: u64, letter: u8) -> u64 {
    word << 5 | u64::from(letter & 31)
}

/// The number of slots of [`ClassWords`].
const N_PLACES: usize = 256;

/// The first slot of a packed word.
fn place(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize
}

/// The hints of packed words, in an open-addressed hash table.
#[derive(Debug, Deserialize)]
#[serde(from = "Packed")]
pub(crate) struct ClassWords([(u64, Hints); N_PLACES]);

impl From<Packed> for ClassWords {
    fn from(packed: Packed) -> Self {
        let mut places = [(0, Hints(0)); N_PLACES];
        for (word, hint) in packed.words() {
            let packed = word.bytes().fold(0, with_letter);
            let mut at = place(packed);
            while ![0, packed].contains(&places[at].0) {
                at = (at + 1) % N_PLACES;
            }
            places[at] = (packed, places[at].1.with(hint));
        }
        ClassWords(places)
    }
}

impl ClassWords {
    /// The hints of a packed word.
    pub fn hints(&self, word: u64) -> Hints {
        let mut at = place(word);
        loop {
            match self.0[at] {
                (0, _) => return Hints::default(),
                (known, hints) if known == word => return hints,
                _ => at = (at + 1) % N_PLACES,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_hints() {
        let lexicon: serde_json::Value =
            serde_json::from_slice(include_bytes!("../../models/lexicon.json")).unwrap();
        let list = || Packed::deserialize(&lexicon["class_words"]["words"]).unwrap();
        let (list, table) = (list(), ClassWords::from(list()));
        assert_eq!(list.words().map(|(word, _)| word.len()).max(), Some(MAX_WORD));
        assert!(2 * list.words().count() < N_PLACES, "so that a lookup is short, and ends");
        for (word, hint) in list.words() {
            assert!(table.hints(word.bytes().fold(0, with_letter)).has(hint), "{word}");
        }
    }
}
