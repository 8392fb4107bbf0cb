//! What stands at the begin of a line of Markdown.

/// A quote, or an item of a list: what stands at the begin of each of its lines.
pub(crate) struct Container {
    /// What stands there on the first line, if nothing is written yet.
    pub marker: Option<String>,
    pub prefix: String,
}

/// An open list: the number of its next item, if items have one, and the character that marks them.
pub(crate) struct List {
    pub number: Option<u32>,
    pub marker: char,
}

impl List {
    /// The mark of the next item. CommonMark allows nine digits.
    pub fn next_marker(&mut self) -> String {
        match &mut self.number {
            None => format!("{} ", self.marker),
            Some(n) => {
                *n = (*n + 1).min(1_000_000_000);
                format!("{}{} ", *n - 1, self.marker)
            }
        }
    }
}
