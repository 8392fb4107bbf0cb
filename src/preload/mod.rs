//! Content that stands only in data: what a script would have shown on a page that is a shell without it.
//!
//! Whatever in the data bears the page's title becomes an HTML document of its own, which the judge of pages judges
//! as it judged the page. It is taken in place of the page where the page has nothing comparable.

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

/// A page whose content has at least so many words is not asked for data.
const POOR: u32 = 200;
/// Content in data has at least so many words.
const MIN_WORDS: usize = 40;
/// How far below the object that bears the title content in data stands, in objects: on a page that shows fewer than
/// [`MIN_WORDS`], and on one that shows more.
const MAX_LEVELS: [usize; 2] = [3, 2];
/// How many times the words of the content shown it has, at least.
const MIN_GAIN: usize = 3;
/// The expected F1 score of content in data is at least this.
const SURE: f32 = 0.9;
/// The expected F1 score of content shown, if it has [`MIN_WORDS`], is below this where others may take its place.
const UNSURE: f32 = 0.8;

/// What a page is about by its data, if it shows so little itself that these are worth a look. `title` is the page's
/// own.
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

/// The blocks of a page or a document, and the choice among them.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub blocks: &'a Blocks,
    pub selection: &'a Selection,
}

/// Whether the data say what the page shows: most of its content stands in them. Then they can only go on with it, which
/// other things in them do not.
pub(crate) fn says_again(data: Judged<'_>, shown: Judged<'_>) -> bool {
    let (all, content) = (pairs_of(&data.all()), pairs_of(&shown.content()));
    2 * content.intersection(&all).count() > content.len()
}

/// Whether the content in the data is what the page would have shown: surely content, much more than the page shows,
/// and most of it nowhere on the page; which shows next to nothing, or surely nothing of worth, or the beginning of
/// what is declared to be the body of the article.
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

    /// The words of the content, but for blocks that repeat earlier ones: data say many things twice, as HTML and as text.
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

/// Digests of all two words in a row.
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

    /// The blocks of a page, all of which are kept, and their words.
    fn check<T>(html: &str, see: impl Fn(Judged<'_>) -> T) -> T {
        let blocks = segment(&parse(html));
        let selection = Selection { is_kept: vec![true; blocks.list.len()], expected: 0.95 };
        see(Judged { blocks: &blocks, selection: &selection })
    }

    #[test]
    fn data_say_again_what_is_shown() {
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
    fn what_data_say_twice_counts_once() {
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
