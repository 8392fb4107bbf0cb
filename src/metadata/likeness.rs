//! Compares candidates with the chosen values.

use std::cell::Cell;
use std::collections::HashSet;

use crate::metadata::candidate::{Candidate, Field};
use crate::metadata::title::plain;
use crate::metadata::written::Reading;
use crate::metadata::{author, dates, language, license, site};

/// The relation of a candidate to the chosen value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Same,
    /// The candidate contains the value and more.
    More,
    /// The candidate is a date that is less precise than the value.
    Less,
    Other,
    Unreadable,
}

/// Returns the relation of a candidate to the chosen values. The candidate is read in the way of its field.
pub fn likeness(
    c: &Candidate,
    chosen: &[String],
    base: Option<&str>,
    reading: Option<Reading>,
) -> Likeness {
    let read = match c.field {
        Field::Published | Field::Modified => reading.and_then(|reading| dates::read(c, reading)),
        Field::Language => language::tag(&c.value),
        Field::Url | Field::Image => site::absolute(&c.value, base),
        Field::PageType => Some(c.value.to_lowercase()),
        Field::License => license::read(c, base),
        Field::Title => Some(plain(&c.value)).filter(|title| !title.is_empty()),
        _ => Some(c.value.clone()),
    };
    let Some(read) = read else { return Likeness::Unreadable };
    let is_date = matches!(c.field, Field::Published | Field::Modified);
    let is_title = c.field == Field::Title;
    if chosen.iter().any(|value| if is_title { plain(value) == read } else { *value == read }) {
        Likeness::Same
    } else if is_title && chosen.iter().any(|title| c.value.contains(title.as_str())) {
        Likeness::More
    } else if is_date && chosen.iter().any(|date| date.starts_with(&read)) {
        Likeness::Less
    } else {
        Likeness::Other
    }
}

/// The chosen authors.
pub struct Authors<'a> {
    known: HashSet<&'a str>,
    /// Some of the authors in lower case, which are searched for in texts that are not lists of names.
    lower: Vec<String>,
    /// The number of names of candidates that are still compared with the authors.
    n_left: Cell<usize>,
}

/// The maximum number of authors that are searched for in texts.
const MAX_SOUGHT: usize = 16;

impl<'a> Authors<'a> {
    pub fn of(chosen: &'a [String]) -> Self {
        Authors {
            known: chosen.iter().map(String::as_str).collect(),
            lower: chosen.iter().take(MAX_SOUGHT).map(|name| name.to_lowercase()).collect(),
            n_left: Cell::new(author::MAX_NAMES),
        }
    }

    /// Returns the relation of the names in a candidate to the authors.
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
        let has_more =
            names.iter().any(is_known) || self.lower.iter().any(|name| value.contains(name));
        if has_more { Likeness::More } else { Likeness::Other }
    }
}
