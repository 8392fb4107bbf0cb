//! Hashed tokens: the names on the elements around a block, and the words in it.
//!
//! A token is a 32-bit hash: FNV-1a of its bytes, mixed with its [`TokenOrigin`]. The first stage of the model has weights
//! for some tokens (see [`super::first_stage`]).

use crate::dom::tag::hash as name_hash;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::text::{is_unspaced, is_word_char};

/// The kind of place where a token occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum TokenOrigin {
    /// On the block's element.
    Element = 1,
    /// On its parent.
    Parent,
    /// On its grandparent.
    Grandparent,
    /// On the block's element or any ancestor.
    Path,
    /// A whole class name on any of these.
    PathClass,
    /// On an inline element around the block's first text.
    Inline,
    /// A word of the block.
    Word,
    /// Two consecutive words.
    Pair,
    /// The first word.
    First,
    /// The last of the words read.
    Last,
    /// The number of words, as a binary logarithm.
    Length,
    /// All words of a short block, in order.
    Whole,
    /// A word of a short block.
    ShortWord,
    /// A word of the page's title.
    Title,
    /// Two consecutive words of the title.
    TitlePair,
}

/// A 32-bit FNV-1a hash.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(FNV_OFFSET, fnv)
}

const FNV_OFFSET: u32 = 0x811c_9dc5;
const FNV_FACTOR: u32 = 0x0100_0193;

fn fnv(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(FNV_FACTOR)
}

/// The hash of a token in a place.
pub(crate) fn placed(place: TokenOrigin, token: u32) -> u32 {
    let mixed = (token ^ (place as u32).wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    mixed ^ mixed >> 15
}

/// The names on the elements of a page. Many elements have equal names, so their sets are shared, with rare duplicates.
#[derive(Debug, Default)]
pub(crate) struct Names {
    tokens: Vec<u32>,
    sets: Vec<Set>,
    /// The index of each node's set; set 0 is empty.
    set_of: Vec<u32>,
}

/// The names on an element.
#[derive(Debug, Clone, Copy, Default)]
struct Set {
    /// The start of its tokens, their end and the start of its classes, and the end of these.
    span: [u32; 3],
    signature: u32,
}

/// The number of cached sets.
const N_KNOWN: usize = 256;

/// The class of an element without other names; empty if it has none at all. `None` for an element with other names.
fn only_class(dom: &Dom, id: NodeId) -> Option<&str> {
    let mut class = "";
    for (name, value) in dom.attrs_of_names(id, is_name) {
        match name {
            AttrName::Class => class = value,
            _ => return None,
        }
    }
    Some(class)
}

/// Whether values of this attribute are names.
fn is_name(name: AttrName) -> bool {
    use AttrName::*;
    matches!(name, Class | Id | Role | Itemprop | DataTestid | DataComponent)
}

/// The maximum number of tokens and of class names read per element.
const MAX_TOKENS: usize = 12;
const MAX_CLASSES: usize = 4;

impl Names {
    /// Reads the names of the given elements.
    pub fn new(dom: &Dom, elements: &[NodeId]) -> Self {
        let mut names =
            Names { tokens: Vec::new(), sets: vec![Set::default()], set_of: vec![0; dom.len()] };
        let mut known: [Option<(Tag, &str, u32)>; N_KNOWN] = [None; N_KNOWN];
        for &id in elements {
            let Some(class) = only_class(dom, id) else {
                names.set_of[id.index()] = names.read(dom, id);
                continue;
            };
            let tag = dom.tag(id);
            let at = name_hash(class.as_bytes()) as usize + tag as usize;
            let place = &mut known[at % N_KNOWN];
            names.set_of[id.index()] = match *place {
                Some((known_tag, known_class, set)) if (known_tag, known_class) == (tag, class) => {
                    set
                }
                _ => {
                    let set = names.read(dom, id);
                    *place = Some((tag, class, set));
                    set
                }
            };
        }
        names
    }

    /// The number of sets of names.
    pub fn n_sets(&self) -> usize {
        self.sets.len()
    }

    /// The index of an element's set of names.
    pub fn set_of(&self, id: NodeId) -> usize {
        self.set_of[id.index()] as usize
    }

    /// An element's tag and the words of its class, id, role and similar attributes: at most 13 in total, without
    /// duplicates.
    pub fn tokens(&self, id: NodeId) -> &[u32] {
        let [start, end, _] = self.sets[self.set_of(id)].span;
        &self.tokens[start as usize..end as usize]
    }

    /// The first four class names of an element, unsplit.
    pub fn classes(&self, id: NodeId) -> &[u32] {
        let [_, start, end] = self.sets[self.set_of(id)].span;
        &self.tokens[start as usize..end as usize]
    }

    /// A hash of an element's tag and its first class name without digits.
    pub fn signature(&self, id: NodeId) -> u32 {
        self.sets[self.set_of(id)].signature
    }

    fn read(&mut self, dom: &Dom, id: NodeId) -> u32 {
        let start = self.tokens.len();
        let tag = dom.tag(id);
        self.tokens.push(hash(b"<".iter().copied().chain(tag.name().bytes())));
        let mut class = "";
        for (name, value) in dom.attrs_of_names(id, is_name) {
            split(value, |token| {
                let own = &self.tokens[start..];
                let has_room = own.len() <= MAX_TOKENS;
                if has_room && !own.contains(&token) {
                    self.tokens.push(token);
                }
                has_room
            });
            class = if name == AttrName::Class { value } else { class };
        }
        let end = self.tokens.len();
        let mut signature = FNV_OFFSET ^ tag as u32;
        for (i, name) in class.split_ascii_whitespace().take(MAX_CLASSES).enumerate() {
            self.tokens.push(hash(name.bytes()));
            if i == 0 {
                let letters = name.bytes().filter(|byte| !byte.is_ascii_digit());
                signature = letters.fold(signature, fnv);
            }
        }
        let span = [start, end, self.tokens.len()].map(|n| n as u32);
        self.sets.push(Set { span, signature });
        self.sets.len() as u32 - 1
    }
}

/// The bytes of words in attributes, in lower case; 0 for all others.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() {
            folded[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

/// Splits an attribute's value at every byte that is not a letter or digit, and between lower and upper case, until
/// `push` returns false. Words of 1 or of more than 24 bytes, and numbers, are skipped.
fn split(value: &str, mut push: impl FnMut(u32) -> bool) {
    let mut rest = value.as_bytes();
    while !rest.is_empty() {
        let (mut state, mut len, mut is_digits, mut previous) = (FNV_OFFSET, 0, true, b' ');
        for &byte in rest {
            let folded = FOLDED[usize::from(byte)];
            if folded == 0 || folded != byte && previous.is_ascii_lowercase() {
                break;
            }
            state = fnv(state, folded);
            is_digits &= byte.is_ascii_digit();
            len += 1;
            previous = byte;
        }
        if (2..25).contains(&len) && !is_digits && !push(state) {
            return;
        }
        // An upper-case letter that ends a word begins the next.
        let is_cut = len > 0 && rest.get(len).is_some_and(u8::is_ascii_uppercase);
        rest = rest.get(len + usize::from(!is_cut)..).unwrap_or_default();
    }
}

/// The maximum number of words read per block.
const MAX_WORDS: usize = 40;
/// The maximum number of words of a block with whole-text tokens.
const SHORT: usize = 12;

/// ASCII bytes of words in lower case, digits as `0`; 0 for all other bytes.
const WORD_BYTES: [u8; 256] = {
    let mut counted = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        counted[byte] = match byte as u8 {
            b'0'..=b'9' => b'0',
            letter @ (b'a'..=b'z' | b'A'..=b'Z' | b'_') => letter.to_ascii_lowercase(),
            _ => 0,
        };
        byte += 1;
    }
    counted
};

/// Appends the hashed words of a text, at most 40. Words are folded to lower case and digits to `0`; each character of
/// a script without spaces is a word.
pub(crate) fn word_hashes(text: &str, out: &mut Vec<u32>) {
    for_each_word(text, |word, _| out.push(word));
}

/// The minimum length of a topical word, in letters.
const MIN_TOPICAL: u32 = 5;

/// Calls `push` with the first 40 words of a text as hashes, and whether each may be topical: it is long enough, or a
/// character of a script without spaces.
pub(super) fn for_each_word(text: &str, mut push: impl FnMut(u32, bool)) {
    let (mut state, mut n_letters, mut n_words) = (FNV_OFFSET, 0, 0);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let counted = WORD_BYTES[usize::from(byte)];
        at += 1;
        if counted != 0 {
            (state, n_letters) = (fnv(state, counted), n_letters + 1);
            continue;
        }
        let mut c = ' ';
        if !byte.is_ascii() {
            c = text[at - 1..].chars().next().unwrap_or(c);
            at += c.len_utf8() - 1;
        }
        let is_unspaced = is_unspaced(c);
        if c != ' ' && is_word_char(c) && !is_unspaced {
            let feed = |state: u32, c: char| (state ^ u32::from(c)).wrapping_mul(FNV_FACTOR);
            state =
                if c.is_numeric() { feed(state, '0') } else { c.to_lowercase().fold(state, feed) };
            n_letters += 1;
            continue;
        }
        if n_letters > 0 {
            push(state, n_letters >= MIN_TOPICAL);
            (state, n_letters, n_words) = (FNV_OFFSET, 0, n_words + 1);
        }
        if is_unspaced && n_words < MAX_WORDS {
            push((FNV_OFFSET ^ u32::from(c)).wrapping_mul(FNV_FACTOR), true);
            n_words += 1;
        }
        if n_words >= MAX_WORDS {
            return;
        }
    }
    if n_letters > 0 {
        push(state, n_letters >= MIN_TOPICAL);
    }
}

/// Calls `push` with a token for each word, then for each two consecutive words. The origins are those of words and of pairs.
pub(crate) fn words_and_pairs(
    words: &[u32],
    [word_origin, pair_origin]: [TokenOrigin; 2],
    mut push: impl FnMut(u32),
) {
    for &word in words {
        push(placed(word_origin, word));
    }
    for pair in words.windows(2) {
        push(placed(pair_origin, pair[0].rotate_left(7) ^ pair[1]));
    }
}

/// An upper bound of the number of word tokens of a block.
pub(crate) const MAX_WORD_TOKENS: usize = 128;
const _: () = assert!(2 * MAX_WORDS + SHORT + 4 < MAX_WORD_TOKENS);

/// Calls `push` with every word token of a block.
pub(crate) fn word_tokens(words: &[u32], n_words: u32, mut push: impl FnMut(u32)) {
    words_and_pairs(words, [TokenOrigin::Word, TokenOrigin::Pair], &mut push);
    if let (Some(&first), Some(&last)) = (words.first(), words.last()) {
        push(placed(TokenOrigin::First, first));
        push(placed(TokenOrigin::Last, last));
    }
    push(placed(TokenOrigin::Length, (n_words + 1).ilog2().min(6)));
    if words.len() <= SHORT {
        push(placed(
            TokenOrigin::Whole,
            words.iter().fold(0, |all, &word| all.rotate_left(5).wrapping_mul(31) ^ word),
        ));
        for &word in words {
            push(placed(TokenOrigin::ShortWord, word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn attribute_values_are_split_into_words() {
        let mut tokens = Vec::new();
        split("articleBody main-content_x 123 h2 über -ABcD--aÉ", |token| {
            tokens.push(token);
            true
        });
        let expected = ["article", "body", "main", "content", "h2", "über", "abc", "aÉ"];
        let expected = expected.map(|word| hash(word.bytes()));
        assert_eq!(tokens, expected);
    }

    #[test]
    fn names_of_an_element_are_read() {
        let dom = parse("<div id=theId class='a-b Cc dd ee ff' style=x>");
        let div = NodeId::new(4);
        let names = Names::new(&dom, &[div]);
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
        assert_eq!(a.len(), 6);
        let mut many = Vec::new();
        word_hashes(&"Éa_É ".repeat(50), &mut many);
        assert_eq!(many, [many[0]; MAX_WORDS]);
    }
}
