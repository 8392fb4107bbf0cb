//! dehusk strips the husk off a web page and leaves the article: HTML in, the main content and its metadata out.
//!
//! ```no_run
//! let html = std::fs::read("page.html")?;
//! let article = dehusk::extract(&html);
//! println!("{}", article.metadata.title.as_deref().unwrap_or("untitled"));
//! println!("{}", article.text());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # When to use it
//!
//! For pages of many sites, where the text that a reader came for is wanted and menus, teasers, banners and comment
//! forms are not. For one site whose markup is known a CSS selector is exact and dehusk guesses; for all text of a
//! page, menus included, any HTML-to-text tool does; and dehusk runs no scripts.
//!
//! # The flow
//!
//! A page goes in at the top and an article comes out at the bottom. Each step has its module, the modules are declared
//! in this order, and [`Extractor::extract`] reads like this list:
//!
//! 1. **The page.** A [`Page`] is bytes, and what the caller knows of them: an address, a `Content-Type`. [`Limits`] say
//!    how much of it is looked at.
//! 2. **Decoding** ([`decode`], [`charset`], [`mojibake`]). Bytes in any encoding become text; what was encoded twice is repaired.
//!    An input that is no page is named and ends here ([`sniff`]).
//! 3. **Parsing** ([`tokenizer`], [`parse`]). Text becomes a [`Dom`](dom::Dom): a flat tree in document order, which never changes again.
//!    Text that lost its tags becomes one, too ([`flat`]), by the shape of its lines.
//! 4. **Segmenting** ([`block`], [`code`]). The tree is cut into [text blocks](block::TextBlock): runs of text that are kept or dropped as
//!    a whole.
//! 5. **Features** ([`features`]). Each block becomes a row of numbers: its words, its place in the tree, the density of the
//!    elements around it, its neighbours, the page.
//! 6. **Judging** ([`model`]). A [`Model`], which is data, turns each row into the probability that the block is content.
//! 7. **Selecting** ([`select`], [`coherence`], [`paragraphs`]). The threshold is the one with the best expected F1 for this page, moved by [`Focus`];
//!    headings stay with their text; the user's CSS selectors ([`selector`]) have the last word. What is kept is a
//!    [set of nodes](dom::NodeSet).
//!    Where next to nothing is, the page's [data](preload) are looked at for what a script would have shown.
//! 8. **Metadata** ([`metadata`]). The same tree is asked for title, authors, dates and the like, which become
//!    [`Metadata`].
//! 9. **Rendering** ([`render`]). An [`Article`] is the tree, the set and the metadata; it is written as
//!    [text](Article::text), [Markdown](Article::markdown), [HTML](Article::html) or [JSON](Article::json).
//!
//! Between decoding and rendering nothing is read or written, nothing can fail, and nothing is remembered for the next
//! page. The same bytes with the same [`Options`] give the same article on every machine. Only the edges have an
//! [`Error`]: selectors and weights that do not parse, and files.
//!
//! # Beyond one page
//!
//! An [`Extractor`] is made once and shared by threads. The `batch` module runs one over folders of pages; it is there
//! with the feature `cli`, which is on by default and brings the command line's dependencies. A library user can do
//! without: `default-features = false`.
//!
//! `docs/ALGORITHM.md` in the source tree defines every quantity, and `docs/ARCHITECTURE.md` is the map.
#![forbid(unsafe_code)]
// The steps are named to whoever reads the crate; their links lead somewhere with `--document-private-items`.
#![allow(rustdoc::private_intra_doc_links)]

mod error;
mod text;
mod limits;
mod charset;
mod mojibake;
mod decode;
mod dom;
mod style;
#[doc(hidden)]
pub mod tokenizer;
mod parse;
mod flat;
mod page;
mod sniff;
mod selector;
mod options;
mod code;
mod hidden;
mod block;
mod facts;
mod features;
mod forest;
mod model;
mod captions;
mod emoji;
mod admonition;
mod select;
mod rows;
mod metadata;
mod preload;
mod repair;
mod stray;
mod copies;
mod others;
mod coherence;
mod paragraphs;
mod render;
mod article;
mod draft;
mod extractor;
#[doc(hidden)]
pub mod stages;
#[cfg(feature = "cli")]
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;

// So that the command line names what it uses as every other caller does.
#[cfg(feature = "cli")]
extern crate self as dehusk;

pub use article::{Article, Record, Status};
pub use captions::Caption;
pub use error::{Error, ErrorKind};
pub use extractor::Extractor;
pub use limits::{Cut, Limit, Limits};
pub use metadata::Metadata;
pub use metadata::direction::Direction;
pub use metadata::evidence::Evidence;
pub use model::Model;
pub use options::{Focus, Keep, Options};
pub use page::{Input, Page};
pub use render::Format;
pub use render::parts::{Block, BlockKind, Image, Link};
pub use render::schema::Schema;
pub use sniff::Unsupported;

/// The article of an HTML page, with default options. The ninety-per-cent call.
///
/// Never fails and never panics: a hopeless page gives an empty article. Who has many pages makes one [`Extractor`]
/// for all of them, since this reads the weights anew each time.
///
/// ```
/// let page = b"<title>Rain</title><nav><a href=/>Home</a></nav><p>It rained on Monday, and on Tuesday too.</p>";
/// let article = dehusk::extract(page);
/// assert!(article.text().contains("It rained on Monday"));
/// ```
pub fn extract(html: &[u8]) -> Article {
    Extractor::default().extract(&Page::html(html))
}

/// The examples of the README, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
