//! The attributes of the tag that is being read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::reference::push_mended;

/// Up to so many attributes, a look at each is the fastest way to find out whether a name was there before.
const FEW: usize = 16;

/// Most tags have no more attributes that are needed.
const USUAL: usize = 3;

#[derive(Default)]
pub(super) struct Attributes<'a> {
    list: Vec<Attribute>,
    /// The names in the list once they are more than a few.
    seen: BTreeSet<LocalName>,
    /// Names and values that nobody reads, of a tag that is compared with others.
    others: Vec<(Cow<'a, str>, &'a str)>,
    /// Room for these in one.
    joined: String,
    is_compared: bool,
    had_duplicates: bool,
}

impl<'a> Attributes<'a> {
    /// Begins a tag of this name.
    pub fn begin(&mut self, name: &LocalName) {
        self.list.clear();
        self.seen.clear();
        self.others.clear();
        self.is_compared = is_formatting(name);
        self.had_duplicates = false;
    }

    /// Adds an attribute, unless there is one of that name.
    pub fn push(&mut self, name: LocalName, value: impl FnOnce() -> StrTendril) {
        if self.had(&name) {
            self.had_duplicates = true;
            return;
        }
        if self.list.capacity() == 0 {
            self.list.reserve_exact(USUAL);
        }
        // The tree builder knows the namespace.
        let name = QualName::new(None, ns!(), name);
        self.list.push(Attribute { name, value: value() });
    }

    fn had(&mut self, name: &LocalName) -> bool {
        if self.list.len() < FEW {
            return self.list.iter().any(|attribute| attribute.name.local == *name);
        }
        if self.seen.is_empty() {
            self.seen.extend(self.list.iter().map(|attribute| attribute.name.local.clone()));
        }
        !self.seen.insert(name.clone())
    }

    /// Adds an attribute that nobody reads.
    pub fn push_other(&mut self, name: Cow<'a, str>, value: &'a str) {
        if self.is_compared {
            self.others.push((name, value));
        }
    }

    /// The attributes of the tag, and whether one was named twice.
    pub fn take(&mut self) -> (Vec<Attribute>, bool) {
        if !self.others.is_empty() {
            let value = self.others_in_one();
            self.push(LocalName::default(), || value);
        }
        (std::mem::take(&mut self.list), self.had_duplicates)
    }

    /// What differs where the attributes differ that nobody reads, whatever their order. The tree builder lets no more
    /// than three formatting elements be open that are alike in all attributes.
    fn others_in_one(&mut self) -> StrTendril {
        self.others.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.others.dedup_by(|(later, _), (first, _)| later == first);
        let all = &mut self.joined;
        all.clear();
        for (name, value) in &self.others {
            all.push_str(name);
            all.push('\0');
            push_mended(value, all);
            all.push('\0');
        }
        StrTendril::from_slice(all)
    }
}

/// Whether elements of this name are reopened where they were closed out of order.
fn is_formatting(name: &LocalName) -> bool {
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
