//! Stores attributes in the tree directly, bypassing the tree builder where it does not read them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::Sink;
use super::tree::{Tree, is_data};
use crate::dom::{AttrName, Span};
use crate::limits::{Limit, LimitsHit};
use crate::tokenizer::{Raw, Syntax, TokenFilter, push_value};

/// The maximum number of attributes per formatting element without a name that we know: duplicates are found by linear
/// search.
const MANY: usize = 16;

/// The attributes that the tree and the tree builder need.
///
/// The attributes of an element go into the tree as soon as its tag is read, and its token has none. A formatting
/// element can be reopened much later, so its token has one attribute without a name, which encodes their place in the
/// tree.
pub(super) struct OfDom<'a> {
    sink: &'a Sink,
    formatting: RefCell<Formatting>,
    limits_hit: Cell<LimitsHit>,
    syntax: Syntax,
}

/// The place of the current tag's attributes.
pub(super) struct Taken {
    tag: LocalName,
    pub place: Span,
}

impl Taken {
    /// Whether an element belongs to the tag. Elements that the tree builder implies have another name.
    pub fn is_for(&self, name: &QualName) -> bool {
        name.local == self.tag
            || name.ns != ns!(html) && name.local.eq_ignore_ascii_case(&self.tag)
            || name.local == local_name!("img") && self.tag == local_name!("image")
    }
}

/// Interned attribute lists of formatting elements. The tree builder reopens them in the next paragraph, at most three
/// with equal attributes; equal lists share one place in the tree.
#[derive(Default)]
struct Formatting {
    /// The place of a list by its hash.
    places: HashMap<u64, Span>,
    /// Reusable buffer for a value.
    value: String,
}

impl<'a> OfDom<'a> {
    pub fn new(sink: &'a Sink, syntax: Syntax) -> Self {
        OfDom { sink, formatting: RefCell::default(), limits_hit: Cell::default(), syntax }
    }

    /// The limits that tags exceeded.
    pub fn into_limits_hit(self) -> LimitsHit {
        self.limits_hit.get()
    }
}

impl TokenFilter for OfDom<'_> {
    fn take(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> Option<Vec<Attribute>> {
        if attributes.is_empty() {
            return Some(Vec::new());
        }
        let mut tree = self.sink.tree.borrow_mut();
        self.sink.n_tokens.set(0);
        if is_read(tag) {
            None
        } else if is_formatting(tag) {
            let place = self.formatting.borrow_mut().take(&mut tree, attributes)?;
            Some(vec![stand_in(place)])
        } else {
            let place = take(&mut tree, attributes)?;
            tree.taken = Some(Taken { tag: tag.clone(), place });
            Some(Vec::new())
        }
    }

    fn comments(&self) -> bool {
        false
    }

    fn syntax(&self) -> Syntax {
        self.syntax
    }

    fn passed(&self, limit: Limit) {
        let mut limits_hit = self.limits_hit.get();
        limits_hit.insert(limit);
        self.limits_hit.set(limits_hit);
    }

    fn raw_text(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> bool {
        let is_data = |a: &Raw<'_>| a.name == "type" && is_data(a.value);
        match *tag {
            local_name!("style") => false,
            local_name!("script") => attributes.iter().any(is_data),
            _ => true,
        }
    }
}

/// Adds the attributes that later steps read to the tree, each name once. `None` if the tree builder reads one of them.
fn take(tree: &mut Tree, attributes: &[Raw<'_>]) -> Option<Span> {
    let (n_attrs, n_bytes) = (tree.attrs.len(), tree.values.len());
    let mut seen = 0_u128;
    for Raw { name, value } in attributes {
        match AttrName::of(name) {
            Some(name) if seen & bit(name) == 0 => {
                seen |= bit(name);
                tree.push_raw(name, value);
            }
            None if is_asked(name) => {
                tree.attrs.truncate(n_attrs);
                tree.values.truncate(n_bytes);
                return None;
            }
            _ => {}
        }
    }
    Some(Span::new(n_attrs, tree.attrs.len()))
}

impl Formatting {
    /// [`take`] for a formatting element. Lists that differ in an unread attribute get different places.
    fn take(&mut self, tree: &mut Tree, attributes: &[Raw<'_>]) -> Option<Span> {
        let n_bytes = tree.values.len();
        let span = take(tree, attributes)?;
        let sum = self.sum(tree, span, attributes);
        let known = sum.map(|sum| {
            let n_known = self.places.len();
            *self.places.entry(sum).or_insert(match span.len {
                0 => Span { start: n_known as u32, len: 0 },
                _ => span,
            })
        });
        // Detects hash collisions.
        let known = known.filter(|known| are_alike(tree, *known, span));
        if known != Some(span) {
            tree.attrs.truncate(span.start as usize);
            tree.values.truncate(n_bytes);
        }
        known
    }

    /// An order-independent hash of all attributes. `None` if more than `MANY` of them are unread.
    fn sum(&mut self, tree: &Tree, span: Span, attributes: &[Raw<'_>]) -> Option<u64> {
        let mut sum = 0_u64;
        for (name, value) in &tree.attrs[span.range()] {
            sum = sum.wrapping_add(digest(name.name(), &tree.values[value.range()]));
        }
        let mut others: Vec<&str> = Vec::new();
        for Raw { name, value } in attributes.iter().filter(|a| AttrName::of(&a.name).is_none()) {
            if others.contains(&&**name) {
                continue;
            }
            if others.len() == MANY {
                return None;
            }
            others.push(name);
            self.value.clear();
            push_value(value, &mut self.value);
            sum = sum.wrapping_add(digest(name, &self.value));
        }
        Some(sum)
    }
}

/// Whether two places have the same attributes in any order.
fn are_alike(tree: &Tree, a: Span, b: Span) -> bool {
    if a == b || a.len != b.len || a.len == 0 {
        return a.len == b.len;
    }
    let attrs = |span: Span| {
        let attrs = tree.attrs[span.range()].iter();
        attrs.map(|(name, value)| (*name, &tree.values[value.range()]))
    };
    attrs(a).all(|attr| attrs(b).any(|other| other == attr))
}

/// Decodes the place that [`stand_in`] encodes; `None` for other attributes.
pub(super) fn place(attributes: &[Attribute]) -> Option<Span> {
    let [Attribute { name, value }] = attributes else { return None };
    if !name.local.is_empty() {
        return None;
    }
    let number = |digits: &[u8]| digits.iter().fold(0, |n, &digit| n << 7 | u32::from(digit));
    let (start, len) = value.as_bytes().split_at_checked(N_DIGITS)?;
    let len = number(len);
    // The start of an empty list only distinguishes it from others.
    Some(if len == 0 { Span::default() } else { Span { start: number(start), len } })
}

/// 7-bit digits per number. With one more for the length, the string is stored inline.
const N_DIGITS: usize = 5;

fn stand_in(Span { start, len }: Span) -> Attribute {
    let digit = |n: usize| (start >> (7 * (N_DIGITS - 1 - n))) as u8 & 0x7f;
    let digits = [digit(0), digit(1), digit(2), digit(3), digit(4), len as u8 & 0x7f];
    let value = StrTendril::from_slice(str::from_utf8(&digits).unwrap_or_default());
    Attribute { name: QualName::new(None, ns!(), LocalName::default()), value }
}

const fn bit(name: AttrName) -> u128 {
    1 << name as u64
}

const _: () = assert!(AttrName::ALL.len() <= 128);

/// A 64-bit hash of a name and a value.
fn digest(name: &str, value: &str) -> u64 {
    // Combines both halves of the product, so that each input bit affects each bit of the hash.
    let step = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        product as u64 ^ (product >> 64) as u64
    };
    let of = |hash: u64, text: &str| {
        let (chunks, rest) = text.as_bytes().as_chunks();
        let hash = chunks.iter().fold(hash, |hash, chunk| step(hash, u64::from_le_bytes(*chunk)));
        let rest = rest.iter().fold(1, |word, &byte| word << 8 | u64::from(byte));
        step(hash.wrapping_add(1), rest)
    };
    of(of(0, name), value)
}

/// Whether the tree builder reads the attributes of this element or copies them to another.
fn is_read(tag: &LocalName) -> bool {
    matches!(*tag, local_name!("html") | local_name!("body") | local_name!("input"))
}

/// Whether the tree builder reads or renames this attribute on elements of SVG, MathML or `template`.
fn is_asked(name: &str) -> bool {
    matches!(
        name,
        "color"
            | "encoding"
            | "face"
            | "shadowrootmode"
            | "size"
            | "xlink:href"
            | "xlink:role"
            | "xlink:title"
            | "xlink:type"
            | "xml:lang"
    )
}

/// Whether an element of this name is a formatting element, which the tree builder reopens.
pub(super) fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}
