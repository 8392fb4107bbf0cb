//! The attributes of the tag that is being read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use html5ever::{Attribute, LocalName, QualName, ns};

use super::names::Names;
use super::reference::mended;

/// Up to so many attributes, a look at each is the fastest way to find out whether a name was there before.
const FEW: usize = 16;

/// An attribute as it stands in the page.
#[derive(Debug, Clone)]
pub struct Raw<'a> {
    /// The name, lower-case.
    pub name: Cow<'a, str>,
    /// The value, in which references still stand as they were written: [`push_value`](super::push_value) resolves them.
    pub value: &'a str,
}

/// Attributes for a token, each name once, and whether one was named twice.
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
            // The tree builder knows the namespace.
            let name: QualName = QualName::new(None, ns!(), LocalName::clone(&name));
            list.push(Attribute { name, value: mended(value) });
        }
    }
    (list, had_duplicates)
}
