//! The names of months.

use serde::Deserialize;

/// The beginnings of month names with the numbers of their months, sorted, so that names with the same beginning are adjacent.
#[derive(Debug, Deserialize)]
#[serde(from = "[Vec<String>; 12]")]
pub(crate) struct Months(Vec<(String, u32)>);

impl From<[Vec<String>; 12]> for Months {
    fn from(months: [Vec<String>; 12]) -> Self {
        let months = months.into_iter().zip(1..);
        let mut names: Vec<_> = months
            .flat_map(|(names, month)| names.into_iter().map(move |name| (name, month)))
            .collect();
        names.sort_unstable();
        Months(names)
    }
}

impl Months {
    /// All names that begin with a text, and the numbers of their months.
    pub fn with_beginning(&self, beginning: &str) -> impl Iterator<Item = (&str, u32)> {
        let first = self.0.partition_point(|(name, _)| &**name < beginning);
        let same = self.0[first..].iter().take_while(move |(name, _)| name.starts_with(beginning));
        same.map(|(name, month)| (&**name, *month))
    }

    /// All names.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = (&str, u32)> {
        self.with_beginning("")
    }
}
