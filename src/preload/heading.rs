//! Which of the things in the data the page is about: the one that bears the page's title.

use crate::text::{n_words, words};

/// Longer texts are no titles.
const MAX_BYTES: usize = 400;

/// The title of a page, in a form to compare: its words in small letters, a space before and after each.
pub(crate) struct Heading(String);

impl Heading {
    pub fn new(title: &str) -> Self {
        Heading(form(title))
    }

    /// Whether a text is the title, or so much of it, or with so little more, that it means the same. One word
    /// means nothing: too many things are called so.
    pub fn is(&self, text: &str) -> bool {
        if text.len() > MAX_BYTES || n_words(text) < 2 {
            return false;
        }
        let text = form(text);
        let (short, long) =
            if text.len() < self.0.len() { (&text, &self.0) } else { (&self.0, &text) };
        5 * short.len() >= 3 * long.len() && short.len() > 1 && long.contains(short.as_str())
    }

    /// Whether HTML has the title.
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
    fn a_title_is_known_with_the_site_s_name_or_without() {
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
