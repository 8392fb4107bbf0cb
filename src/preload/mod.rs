//! Reads content from data embedded in a page, for pages that only scripts fill with content.
//!
//! The object in the data that has the page's title is written as an HTML document, which is then scored like a page. It
//! replaces the page if the page itself has no comparable content.

mod literal;
mod source;
mod flight;
mod prose;
mod whole;
mod heading;
mod table;
mod rich;
mod writer;
mod document;

use std::collections::BTreeSet;

use crate::block::Blocks;
use crate::limits::Limits;
use crate::select::Selection;
use crate::text::{n_words, words};
pub(crate) use document::Document;

/// A page whose content has at least this many words is not searched for data.
const POOR: u32 = 200;
/// The minimum number of words of content in data.
const MIN_WORDS: usize = 40;
/// The maximum depth of content below the object with the title, in objects: on a page that shows fewer than [`MIN_WORDS`]
/// words, and on other pages.
const MAX_LEVELS: [usize; 2] = [3, 2];
/// The minimum ratio of words in the data to words in the shown content.
const MIN_GAIN: usize = 3;
/// The minimum expected F1 score of content in data.
const SURE: f32 = 0.9;
/// Shown content of at least [`MIN_WORDS`] words may be replaced if its expected F1 score is below this.
const UNSURE: f32 = 0.8;

/// Searches the data of a page for its content and writes it as a document. `None` if there is none, or if the page shows enough
/// itself. `title` is the title of the page.
pub(crate) fn document(
    html: &str,
    title: &str,
    shown: Judged<'_>,
    limits: &Limits,
) -> Option<Document> {
    let n_words: u32 = shown.kept().map(|i| shown.blocks.list[i].n_words).sum();
    if n_words >= POOR {
        return None;
    }
    let max_levels = MAX_LEVELS[usize::from(n_words as usize >= MIN_WORDS)];
    let document = document::write(&source::payloads(html), title, max_levels, limits);
    (!document.html.is_empty()).then_some(document)
}

/// The blocks of a page or a document, and the selection of them.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub blocks: &'a Blocks,
    pub selection: &'a Selection,
}

/// Whether the data contain most of the shown content. Then only the object with the title continues it, not other objects in
/// the data.
pub(crate) fn says_again(data: Judged<'_>, shown: Judged<'_>) -> bool {
    let (all, content) = (pairs_of(&data.all()), pairs_of(&shown.content()));
    2 * content.intersection(&all).count() > content.len()
}

/// Whether the content in the data replaces the shown content. It must be almost certainly content, much longer, and mostly
/// not shown. The page must show next to nothing, or doubtful content, or the start of a declared article body.
pub(crate) fn is_fuller(data: Judged<'_>, is_body: bool, shown: Judged<'_>) -> bool {
    let (n, n_shown) = (data.n_words(), shown.n_words());
    if n < MIN_WORDS || n < MIN_GAIN * n_shown {
        return false;
    }
    let (own, all_shown) = (pairs_of(&data.content()), pairs_of(&shown.all()));
    let shown_pairs = pairs_of(&shown.content());
    let n_new = own.difference(&all_shown).count();
    let n_again = shown_pairs.intersection(&own).count();
    let has_none = n_shown < MIN_WORDS || shown.selection.expected < UNSURE;
    let is_continued = is_body && 5 * n_again >= 4 * shown_pairs.len();
    data.selection.expected >= SURE && 2 * n_new > own.len() && (has_none || is_continued)
}

impl Judged<'_> {
    fn kept(&self) -> impl Iterator<Item = usize> {
        self.selection.is_kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(i, _)| i)
    }

    /// The number of words of the content, without blocks that repeat earlier ones: data often hold a text as HTML and as text.
    fn n_words(&self) -> usize {
        let mut seen = BTreeSet::new();
        let mut n_words_of_new = |i| {
            let text = self.blocks.text_of(i);
            let (mut n_pairs, mut n_new) = (0, 0);
            for pair in pairs(text) {
                n_pairs += 1;
                n_new += usize::from(seen.insert(pair));
            }
            if 2 * n_new >= n_pairs { n_words(text) } else { 0 }
        };
        self.kept().map(&mut n_words_of_new).sum()
    }

    fn content(&self) -> String {
        self.kept().flat_map(|i| [self.blocks.text_of(i), "\n"]).collect()
    }

    fn all(&self) -> String {
        (0..self.blocks.list.len()).flat_map(|i| [self.blocks.text_of(i), "\n"]).collect()
    }
}

fn pairs_of(text: &str) -> BTreeSet<u64> {
    pairs(text).collect()
}

/// The hashes of all pairs of consecutive words.
fn pairs(text: &str) -> impl Iterator<Item = u64> {
    let digests = || words(text).map(|word| prose::digest(&word.to_lowercase()));
    digests().zip(digests().skip(1)).map(|(a, b)| a.rotate_left(7) ^ b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    const BRIEF: &str = "The ferry ran again on Monday, nine days after the storm broke the ramp.";

    /// Calls `see` with the blocks of a page, all of them kept.
    fn check<T>(html: &str, see: impl Fn(Judged<'_>) -> T) -> T {
        let blocks = segment(&parse(html));
        let selection = Selection {
            threshold: 0.5,
            is_kept: vec![true; blocks.list.len()],
            expected: 0.95,
            is_prose: false,
        };
        see(Judged { blocks: &blocks, selection: &selection })
    }

    #[test]
    fn data_that_contain_the_shown_text() {
        let is_again = |data: &str, shown: &str| {
            check(data, |data| check(shown, |shown| says_again(data, shown)))
        };
        let more = format!("<p>{BRIEF}<p>It carried eleven cars.<p>Ann writes of ferries.");
        assert!(is_again(&more, &format!("<p>{BRIEF}")));
        assert!(is_again(&more, &format!("<p>Read more<p>{BRIEF}")));
        assert!(!is_again(
            &more,
            "<p>You need to enable JavaScript to read this page. It carried on."
        ));
        assert!(!is_again(&more, ""));
    }

    #[test]
    fn repeated_data_count_once() {
        let n_words = |html: &str| check(html, |page| page.n_words());
        assert_eq!(n_words(&format!("<p>{BRIEF}<p>{BRIEF}<p>Four calves<p>calves")), 14 + 2 + 1);
        assert_eq!(
            n_words(&format!(
                "<p>{BRIEF}<p>{BRIEF} [It](x) carried four calves and the post, too, with ten sacks of flour for them."
            )),
            14 + 30
        );
    }
}
