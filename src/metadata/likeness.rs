//! How what a page offers relates to what was chosen.

use std::cell::Cell;
use std::collections::HashSet;

use crate::metadata::candidate::{Candidate, Field};
use crate::metadata::written::Reading;
use crate::metadata::{author, dates, language, site};

/// How much of a candidate is in the value that was chosen, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    Same,
    Part,
    Other,
    Unreadable,
}

/// How a candidate, read as its field is read, relates to what was chosen.
pub fn likeness(
    c: &Candidate,
    chosen: &[String],
    base: Option<&str>,
    reading: Reading,
) -> Likeness {
    let is_chosen = |value: &str| chosen.iter().any(|known| known == value);
    let read = match c.field {
        Field::Published | Field::Modified => dates::read(c, reading),
        Field::Language => language::tag(&c.value),
        Field::Url | Field::Image => site::absolute(&c.value, base),
        Field::PageType => Some(c.value.to_lowercase()),
        _ => Some(c.value.clone()),
    };
    let Some(read) = read else { return Likeness::Unreadable };
    let is_part = || match c.field {
        Field::Title => chosen.iter().any(|title| c.value.contains(title.as_str())),
        Field::License => site::absolute(&c.value, base).is_some_and(|value| is_chosen(&value)),
        _ => false,
    };
    match read {
        read if is_chosen(&read) => Likeness::Same,
        _ if is_part() => Likeness::Part,
        _ => Likeness::Other,
    }
}

/// The authors that were chosen.
pub struct Authors<'a> {
    known: HashSet<&'a str>,
    /// Some of them in lower case, to be looked for in what is no list of names.
    lower: Vec<String>,
    /// How many more names of candidates are compared with them.
    n_left: Cell<usize>,
}

/// So many names are looked for in texts.
const MAX_SOUGHT: usize = 16;

impl<'a> Authors<'a> {
    pub fn of(field: Field, chosen: &'a [String]) -> Option<Self> {
        (field == Field::Author).then(|| Authors {
            known: chosen.iter().map(String::as_str).collect(),
            lower: chosen.iter().take(MAX_SOUGHT).map(|name| name.to_lowercase()).collect(),
            n_left: Cell::new(author::MAX_NAMES),
        })
    }

    /// How the names in a candidate relate to them.
    pub fn likeness(&self, c: &Candidate) -> Likeness {
        if self.n_left.get() == 0 {
            return Likeness::Other;
        }
        let names = author::names(&c.value, c.source, &[]);
        self.n_left.set(self.n_left.get().saturating_sub(names.len().max(1)));
        let is_known = |name: &String| self.known.contains(name.as_str());
        if !names.is_empty() && names.iter().all(is_known) {
            return Likeness::Same;
        }
        let value = c.value.to_lowercase();
        let is_part = names.iter().any(is_known) || self.lower.iter().any(|n| value.contains(n));
        if is_part { Likeness::Part } else { Likeness::Other }
    }
}
