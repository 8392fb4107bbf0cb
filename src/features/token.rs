//! Hashed tokens: the names on the elements around a block, and the words in it.
//!
//! A token is known by a 32-bit number only: FNV-1a of its bytes, mixed with the kind of place it stands in.
//! The first stage of the model has a weight for some of these numbers (see [`super::first_stage`]).

use crate::block::Blocks;
use crate::dom::tag::hash as name_hash;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::text::{is_unspaced, is_word_char};

/// The kind of place that a token was seen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Place {
    /// On the block's element.
    Element = 1,
    /// On its parent.
    Parent,
    /// On its grandparent.
    Grandparent,
    /// On any element from the block's element up.
    Path,
    /// A whole class name on any of these.
    PathClass,
    /// On an inline element around the block's first text.
    Inline,
    /// A word.
    Word,
    /// Two words in a row.
    Pair,
    /// The first word.
    First,
    /// The last of the words that are read.
    Last,
    /// The number of words, on a logarithmic scale.
    Length,
    /// All words of a short block.
    Whole,
    /// A word of a short block.
    ShortWord,
}

/// FNV-1a.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(FNV_OFFSET, fnv)
}

const FNV_OFFSET: u32 = 0x811c_9dc5;

fn fnv(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// The number of a token in a place.
pub(crate) fn placed(place: Place, token: u32) -> u32 {
    let mixed = (token ^ (place as u32).wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    mixed ^ mixed >> 15
}

/// The names on the elements of a page.
#[derive(Debug, Default)]
pub(crate) struct Names {
    tokens: Vec<u32>,
    /// For each node where its tokens begin, where they end and its classes begin, and where these end.
    spans: Vec<[u32; 3]>,
}

/// So many sets of names are remembered at a time.
const N_KNOWN: usize = 256;

/// The class of an element that has no other name; empty if it has none at all.
fn only_class(dom: &Dom, id: NodeId) -> Option<&str> {
    let mut class = "";
    for (name, value) in dom.attrs(id) {
        match name {
            AttrName::Class => class = value,
            _ if is_name(name) => return None,
            _ => {}
        }
    }
    Some(class)
}

/// Whether an attribute's value names its element.
fn is_name(name: AttrName) -> bool {
    use AttrName::*;
    matches!(name, Class | Id | Role | Itemprop | DataTestid | DataComponent)
}

/// At most so many words of an element's attributes are read.
const MAX_TOKENS: usize = 12;
const MAX_CLASSES: usize = 4;

impl Names {
    /// Reads the names on those elements that are asked for.
    pub fn new(dom: &Dom, is_wanted: impl Fn(NodeId) -> bool) -> Self {
        let mut names = Names { tokens: Vec::new(), spans: vec![[0; 3]; dom.len()] };
        // Many elements of a page have the same class and no other name: these are read once, or seldom more.
        let mut known: [Option<(Tag, &str, [u32; 3])>; N_KNOWN] = [None; N_KNOWN];
        for id in dom.ids().filter(|&id| !dom.is_text(id) && is_wanted(id)) {
            let Some(class) = only_class(dom, id) else {
                names.spans[id.index()] = names.read(dom, id);
                continue;
            };
            let tag = dom.tag(id);
            let at = name_hash(class.as_bytes()) as usize + tag as usize;
            let place = &mut known[at % N_KNOWN];
            names.spans[id.index()] = match *place {
                Some((known_tag, known_class, span))
                    if (known_tag, known_class) == (tag, class) =>
                {
                    span
                }
                _ => {
                    let span = names.read(dom, id);
                    *place = Some((tag, class, span));
                    span
                }
            };
        }
        names
    }

    /// An element's tag, and the words of its class, id, role and similar attributes: at most 12, each once.
    pub fn tokens(&self, id: NodeId) -> &[u32] {
        let [start, end, _] = self.spans[id.index()];
        &self.tokens[start as usize..end as usize]
    }

    /// An element's first four class names as they stand.
    pub fn classes(&self, id: NodeId) -> &[u32] {
        let [_, start, end] = self.spans[id.index()];
        &self.tokens[start as usize..end as usize]
    }

    fn read(&mut self, dom: &Dom, id: NodeId) -> [u32; 3] {
        let start = self.tokens.len();
        self.tokens.push(hash(b"<".iter().copied().chain(dom.tag(id).name().bytes())));
        let mut class = "";
        for (name, value) in dom.attrs(id) {
            if !is_name(name) {
                continue;
            }
            split(value, |token| {
                let own = &self.tokens[start..];
                if own.len() <= MAX_TOKENS && !own.contains(&token) {
                    self.tokens.push(token);
                }
            });
            class = if name == AttrName::Class { value } else { class };
        }
        let end = self.tokens.len();
        let classes = class.split_ascii_whitespace().take(MAX_CLASSES);
        self.tokens.extend(classes.map(|class| hash(class.bytes())));
        [start, end, self.tokens.len()].map(|n| n as u32)
    }
}

/// Cuts an attribute's value at everything that is not a letter or digit, and between a small and a capital
/// letter. Words of one character, of digits only, or of 25 characters and more are left out.
fn split(value: &str, mut push: impl FnMut(u32)) {
    const EMPTY: (u32, usize, bool) = (FNV_OFFSET, 0, true);
    let (mut state, mut len, mut is_digits) = EMPTY;
    let mut previous = b' ';
    // A last byte that belongs to no word ends the last word.
    for byte in value.bytes().chain([b' ']) {
        let is_part = byte.is_ascii_alphanumeric() || byte >= 0x80;
        if !is_part || previous.is_ascii_lowercase() && byte.is_ascii_uppercase() {
            if (2..25).contains(&len) && !is_digits {
                push(state);
            }
            (state, len, is_digits) = EMPTY;
        }
        if is_part {
            state = fnv(state, byte.to_ascii_lowercase());
            (len, is_digits) = (len + 1, is_digits && byte.is_ascii_digit());
        }
        previous = byte;
    }
}

/// Only so many words of a block are read.
const MAX_WORDS: usize = 40;
/// A block of at most so many words is also known as a whole.
const SHORT: usize = 12;

/// The words of a block as numbers: lower-case, every digit as `0`, each character of a script without spaces as
/// a word of its own.
pub(crate) fn word_hashes(text: &str, out: &mut Vec<u32>) {
    out.clear();
    let mut current: Option<u32> = None;
    for c in text.chars() {
        if c.is_ascii_lowercase() {
            current =
                Some((current.unwrap_or(FNV_OFFSET) ^ u32::from(c)).wrapping_mul(0x0100_0193));
            continue;
        }
        if is_word_char(c) && !is_unspaced(c) {
            let mut state = current.unwrap_or(FNV_OFFSET);
            let mut feed = |c: char| state = (state ^ u32::from(c)).wrapping_mul(0x0100_0193);
            match c {
                c if c.is_numeric() => feed('0'),
                c => c.to_lowercase().for_each(feed),
            }
            current = Some(state);
            continue;
        }
        out.extend(current.take());
        if is_unspaced(c) {
            out.push((FNV_OFFSET ^ u32::from(c)).wrapping_mul(0x0100_0193));
        }
        if out.len() >= MAX_WORDS {
            out.truncate(MAX_WORDS);
            return;
        }
    }
    out.extend(current);
}

/// The words of every block of a page as numbers, at most 40 a block.
#[derive(Debug, Default)]
pub(crate) struct WordLists {
    words: Vec<u32>,
    ends: Vec<usize>,
}

impl WordLists {
    pub fn new(blocks: &Blocks) -> Self {
        let mut lists = WordLists::default();
        let mut words = Vec::new();
        for i in 0..blocks.list.len() {
            word_hashes(blocks.text_of(i), &mut words);
            lists.words.extend_from_slice(&words);
            lists.ends.push(lists.words.len());
        }
        lists
    }

    /// The words of the i-th block.
    pub fn of(&self, i: usize) -> &[u32] {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[i]]
    }
}

/// Calls `push` with the number of every token that the words of a block are.
pub(crate) fn word_tokens(words: &[u32], n_words: u32, mut push: impl FnMut(u32)) {
    for &word in words {
        push(placed(Place::Word, word));
    }
    for pair in words.windows(2) {
        push(placed(Place::Pair, pair[0].rotate_left(7) ^ pair[1]));
    }
    if let (Some(&first), Some(&last)) = (words.first(), words.last()) {
        push(placed(Place::First, first));
        push(placed(Place::Last, last));
    }
    push(placed(Place::Length, (n_words + 1).ilog2().min(6)));
    if words.len() <= SHORT {
        push(placed(
            Place::Whole,
            words.iter().fold(0, |all, &word| all.rotate_left(5).wrapping_mul(31) ^ word),
        ));
        for &word in words {
            push(placed(Place::ShortWord, word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn attribute_values_are_cut_into_words() {
        let mut tokens = Vec::new();
        split("articleBody main-content_x 123 h2 über", |t| tokens.push(t));
        let expected =
            ["article", "body", "main", "content", "h2", "über"].map(|w| hash(w.bytes()));
        assert_eq!(tokens, expected);
    }

    #[test]
    fn names_of_an_element() {
        let dom = parse("<div id=theId class='a-b Cc dd ee ff' style=x>");
        let names = Names::new(&dom, |id| id == NodeId::new(4));
        let div = NodeId::new(4);
        assert_eq!(
            names.tokens(div).len(),
            7,
            "div, the, id, cc, dd, ee, ff; b and a are too short"
        );
        assert_eq!(names.classes(div).len(), 4);
        assert!(
            names.tokens(NodeId::DOCUMENT).is_empty() && names.classes(NodeId::DOCUMENT).is_empty()
        );
    }

    #[test]
    fn words_are_folded() {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        word_hashes("In 2024, RAIN", &mut a);
        word_hashes("in 1999 rain!", &mut b);
        assert_eq!((a.len(), &a), (3, &b));
        word_hashes("中文 x", &mut a);
        assert_eq!(a.len(), 3);
    }
}
