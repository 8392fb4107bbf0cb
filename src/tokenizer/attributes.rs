//! The attributes of the current tag.

use std::borrow::Cow;
use std::collections::BTreeSet;

use html5ever::{Attribute, LocalName, QualName, ns};

use super::names::Names;
use super::reference::mended;

/// Up to this number of attributes, a linear search for duplicates is faster than a set.
const FEW: usize = 16;

/// An attribute as written in the page.
#[derive(Debug, Clone)]
pub struct Raw<'a> {
    /// The name in lower case.
    pub name: Cow<'a, str>,
    /// The value with its character references; [`push_value`](super::push_value) decodes them.
    pub value: &'a str,
}

/// Converts the attributes of a tag for its token, without duplicates. Also returns whether there were duplicates.
pub(super) fn made(raw: &[Raw<'_>], names: &mut Names) -> (Vec<Attribute>, bool) {
    let mut list: Vec<Attribute> = Vec::with_capacity(raw.len().min(FEW));
    let mut seen = BTreeSet::new();
    let mut had_duplicates = false;
    for Raw { name, value } in raw {
        let name = names.get(name);
        if list.len() == FEW && seen.is_empty() {
            seen.extend(list.iter().map(|attribute| attribute.name.local.clone()));
        }
        let is_there = if list.len() < FEW {
            list.iter().any(|attribute| attribute.name.local == name)
        } else {
            !seen.insert(name.clone())
        };
        had_duplicates |= is_there;
        if !is_there {
            // The tree builder sets the namespace.
            let name: QualName = QualName::new(None, ns!(), LocalName::clone(&name));
            list.push(Attribute { name, value: mended(value) });
        }
    }
    (list, had_duplicates)
}
