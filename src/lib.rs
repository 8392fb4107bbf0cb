//! dehusk extracts the main content and the metadata of a web page: HTML in, article out.
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
//! Use dehusk for pages of many sites, to keep the article and drop menus, teasers, banners and comment forms. Use
//! something else
//!
//! - for one site whose markup you know: a CSS selector is exact, a classifier makes errors;
//! - for all text of a page, menus included: any HTML-to-text converter does that;
//! - for pages that only scripts can render: dehusk runs no scripts. It reads only data that the page embeds.
//!
//! # Pipeline
//!
//! [`Extractor::extract`] runs these steps, in this order:
//!
//! 1. **Input.** A [`Page`] holds the bytes and what the caller knows about them: URL, `Content-Type`, kind of input.
//!    [`Limits`] bound the work; input beyond a limit is truncated.
//! 2. **Decoding** ([`decode`], [`charset`], [`mojibake`], [`sniff`]). Bytes in any encoding become text. Double-encoded text
//!    is repaired. An input that is not a page, such as a PDF, ends here with [`Status::Unsupported`].
//! 3. **Parsing** ([`tokenizer`], [`parse`]). HTML becomes a [`Dom`](dom::Dom): an immutable tree, stored in document order.
//!    Flattened text becomes a tree too ([`flat`]): line shapes give paragraphs, headings, lists and tables.
//! 4. **Segmentation** ([`block`], [`code`]). The tree is split into [text blocks](block::TextBlock): runs of text that are
//!    kept or dropped as a whole.
//! 5. **Features** ([`features`]). Each block becomes a row of numbers: its words, its position in the tree, the densities of the
//!    elements around it, its neighbours, the page.
//! 6. **Classification** ([`model`]). A [`Model`], which is data, turns each row into the probability that the block is content.
//!    [Captions](captions) of pictures are found here, too.
//! 7. **Metadata** ([`metadata`]). Title, authors, dates and more are read from the same tree into [`Metadata`]. For flattened
//!    text this is part of step 9, since it needs the likely content.
//! 8. **Embedded data** ([`preload`]). If the page has little content, its scripts, attributes and templates are searched for
//!    data that hold the article. If found, it is written as HTML, and steps 3 to 6 run again on that HTML.
//! 9. **Selection** ([`select`], [`stray`], [`repair`], [`coherence`], [`paragraphs`]). The threshold maximizes the expected
//!    F-score of the page; [`Focus`] sets its beta. Then repairs keep together what belongs together, such as a heading
//!    and its text. The user's CSS selectors ([`selector`]) decide last. The result is a [set of nodes](dom::NodeSet).
//! 10. **Rendering** ([`render`]). An [`Article`] is the tree, the set and the metadata. It renders on demand as
//!     [text](Article::text), [Markdown](Article::markdown), [HTML](Article::html) or [JSON](Article::json).
//!
//! Modules are declared in dependency order: a module uses only itself and modules above it. Between decoding and rendering
//! there is no I/O, no [`Error`] and no state shared between pages. The same bytes with the same [`Options`] give the same
//! article on every machine. Errors occur only at the edges: selectors or weights that do not parse, and files.
//!
//! # Many pages
//!
//! An [`Extractor`] is reusable and can be shared between threads. The `batch` module runs one over folders of pages. It
//! needs the feature `batch`. The default feature `cli` includes it and adds the dependencies of the command line. Library
//! users can turn both off: `default-features = false`.
//!
//! In the source tree, `docs/ALGORITHM.md` defines every quantity and `docs/ARCHITECTURE.md` maps the modules.
#![forbid(unsafe_code)]
// The pipeline above links private modules; the links resolve with `--document-private-items`.
#![allow(rustdoc::private_intra_doc_links)]

mod error;
mod named;
mod date;
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
mod positions;
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
mod interstitial;
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
mod emptiness;
mod article;
mod record;
mod tei;
mod scored_page;
mod explain;
mod extractor;
#[doc(hidden)]
pub mod stages;
#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;

// So that the command line names what it uses as every other caller does.
#[cfg(feature = "cli")]
extern crate self as dehusk;

pub use article::{Article, Status};
pub use captions::Caption;
pub use date::Date;
pub use emptiness::Emptiness;
pub use error::{Error, ErrorKind};
pub use explain::{ExplainedBlock, Explanation, MAX_REASONS, Reason, Role, Step};
pub use extractor::Extractor;
pub use limits::{Cut, Limit, Limits};
pub use metadata::Metadata;
pub use metadata::direction::Direction;
pub use metadata::evidence::Evidence;
pub use model::Model;
pub use options::{Focus, Keep, Options};
pub use page::{Input, Page};
pub use record::Record;
pub use render::Format;
pub use render::parts::{Block, BlockKind, Image, Link};
pub use render::schema::Schema;
pub use sniff::Unsupported;

// These types are used by several threads at once.
const _: () = {
    const fn is_shareable<T: Send + Sync>() {}
    is_shareable::<Article>();
    is_shareable::<Error>();
    is_shareable::<Extractor>();
    is_shareable::<Model>();
    is_shareable::<Options>();
};

/// Extracts the article of an HTML page with default options.
///
/// Never fails and never panics: a page without content gives an empty article. For other options, or to pass a URL,
/// make an [`Extractor`] and reuse it for all pages.
///
/// ```
/// let page = b"<title>Rain</title><nav><a href=/>Home</a></nav><p>It rained on Monday, and on Tuesday too.</p>";
/// let article = dehusk::extract(page);
/// assert!(article.text().contains("It rained on Monday"));
/// ```
pub fn extract(html: &[u8]) -> Article {
    Extractor::default().extract(&Page::html(html))
}

/// Runs the examples of the README as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
