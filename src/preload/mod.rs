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
use crate::select::Selection;
use crate::text::words;
pub(crate) use document::Document;

/// A page whose content has at least so many words is not asked for data.
const POOR: u32 = 200;
/// Content in data has at least so many words.
const MIN_WORDS: usize = 40;
/// How many times the words of the content shown it has, at least.
const MIN_GAIN: usize = 3;
/// The expected F1 score of content in data is at least this.
const SURE: f32 = 0.9;
/// The expected F1 score of content shown, if it has [`MIN_WORDS`], is below this where others may take its place.
const UNSURE: f32 = 0.8;

/// What a page is about by its data, if it shows so little itself that these are worth a look. `title` is the page's
/// own.
pub(crate) fn document(html: &str, title: &str, shown: Judged<'_>) -> Option<Document> {
    let n_words: u32 = shown.kept().map(|i| shown.blocks.list[i].n_words).sum();
    if n_words >= POOR {
        return None;
    }
    let document = document::write(&source::payloads(html), title);
    (!document.html.is_empty()).then_some(document)
}

/// The blocks of a page or a document, and the choice among them.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub blocks: &'a Blocks,
    pub selection: &'a Selection,
}

/// Whether the content in the data is what the page would have shown: surely content, much more than the page shows,
/// and most of it nowhere on the page; which shows next to nothing, or surely nothing of worth, or the beginning of
/// what is declared to be the body of the article.
pub(crate) fn is_fuller(data: Judged<'_>, is_body: bool, shown: Judged<'_>) -> bool {
    let (content, content_shown) = (data.content(), shown.content());
    let (n, n_shown) = (prose::n_words(&content), prose::n_words(&content_shown));
    if n < MIN_WORDS || n < MIN_GAIN * n_shown {
        return false;
    }
    let pairs_of = |text: &str| pairs(text).collect::<BTreeSet<u64>>();
    let (own, all_shown) = (pairs_of(&content), pairs_of(&shown.all()));
    let shown_pairs = pairs_of(&content_shown);
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

    fn content(&self) -> String {
        self.kept().flat_map(|i| [self.blocks.text_of(i), "\n"]).collect()
    }

    fn all(&self) -> String {
        (0..self.blocks.list.len()).flat_map(|i| [self.blocks.text_of(i), "\n"]).collect()
    }
}

/// Digests of all two words in a row.
fn pairs(text: &str) -> impl Iterator<Item = u64> {
    let digests = || words(text).map(|word| prose::digest(&word.to_lowercase()));
    digests().zip(digests().skip(1)).map(|(a, b)| a.rotate_left(7) ^ b)
}
