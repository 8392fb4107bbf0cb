//! Recognises the page's title in the data.

use crate::text::{n_words, words};

/// The maximum length of a title, in bytes.
const MAX_BYTES: usize = 400;

/// The title of a page, normalized for comparison: lower-case words, each with a space before and after it.
pub(crate) struct Heading(String);

impl Heading {
    pub fn new(title: &str) -> Self {
        Heading(form(title))
    }

    /// Whether a text matches the title: one contains the other, and the shorter has at least 60% of the length. Single words
    /// never match, since too many things have them as names.
    pub fn is(&self, text: &str) -> bool {
        if text.len() > MAX_BYTES || n_words(text) < 2 {
            return false;
        }
        let text = form(text);
        let (short, long) =
            if text.len() < self.0.len() { (&text, &self.0) } else { (&self.0, &text) };
        5 * short.len() >= 3 * long.len() && short.len() > 1 && long.contains(short.as_str())
    }

    /// Whether HTML contains the title.
    pub fn stands_in(&self, html: &str) -> bool {
        self.0.len() > 1 && form(html).contains(&self.0)
    }
}

fn form(text: &str) -> String {
    let words = words(text).flat_map(|word| [word.to_lowercase(), " ".to_owned()]);
    std::iter::once(" ".to_owned()).chain(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_matches_with_and_without_the_site_name() {
        let heading = Heading::new("The river, and its bridge");
        assert!(
            heading.is("The River and Its Bridge")
                && heading.is("The river and its bridge | Paper")
        );
        assert!(!heading.is("The river") && !heading.is("Bridge") && !heading.is(""));
        assert!(
            heading.stands_in("<h1>The river, and its bridge</h1>")
                && !heading.stands_in("<p>The river")
        );
        assert!(!Heading::new("").is("The river and its bridge"));
    }
}
