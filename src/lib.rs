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
//! Pass the bytes of the page as they came: dehusk finds the encoding.
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
//! # Address and options
//!
//! [`extract`] uses default options. For others, make an [`Extractor`] once, and use it for all pages, from any thread.
//! A [`Page`] holds the bytes and what is known about them: the address, which makes links absolute, the `Content-Type`, and
//! the kind of [`Input`].
//!
//! ```
//! use dehusk::{Extractor, Focus, Keep, Options, Page};
//!
//! let options = Options::new()
//!     .with_focus(Focus::Precision)
//!     .with_keep(Keep::new().with_links(true).with_comments(false))
//!     .with_keep_css("main")?
//!     .with_drop_css("aside, .promo")?;
//! let extractor = Extractor::new(options);
//!
//! let html = b"<main><p>It rained on <a href=/mon>Monday</a>.</p><aside>Subscribe!</aside></main>";
//! let article = extractor.extract(&Page::html(html).with_url("https://a.example/b/"));
//! assert_eq!(article.markdown().trim(), "It rained on [Monday](https://a.example/mon).");
//! # Ok::<(), dehusk::Error>(())
//! ```
//!
//! | type | what it sets |
//! |---|---|
//! | [`Focus`] | fewer lost paragraphs, or less boilerplate |
//! | [`Keep`] | comments, tables, links, images, captions, the title |
//! | [`Options::with_keep_css`], [`Options::with_drop_css`] | CSS selectors that override the model |
//! | [`Limits`] | the size and the cost of a page; input beyond a limit is truncated |
//! | [`Extractor::with_model`] | a [`Model`] of your own |
//!
//! # The article
//!
//! An [`Article`] renders on demand as [text](Article::text), [Markdown](Article::markdown), [HTML](Article::html),
//! [JSON](Article::json) or [TEI](Article::tei). [`Article::metadata`] has title, authors and dates; [`Article::evidence`] says where they come from.
//! [`Article::blocks`], [`Article::links`] and [`Article::images`] give the content as data. [`Extractor::explain`] says for each
//! block of the page why it is kept or dropped.
//!
//! # Errors
//!
//! Extraction returns no error and does not panic. [`Article::status`] says what came out, [`Article::confidence`] how good it
//! probably is, [`Article::emptiness`] what a page without content has instead. An [`Error`] comes from a selector or a [`Model`] that does not parse and, in the module `batch`, from files.
//!
//! ```
//! use dehusk::{ErrorKind, Options, Status, Unsupported};
//!
//! assert_eq!(dehusk::extract(b"").status, Status::Empty);
//! assert_eq!(dehusk::extract(b"%PDF-1.7 ...").unsupported(), Some(Unsupported::Pdf));
//! assert_eq!(Options::new().with_drop_css("p..x").unwrap_err().kind(), ErrorKind::Options);
//! ```
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `cli`, the default | the program `dehusk`, and the module `cli`, which is the program as a function; includes `batch` |
//! | `batch` | the module `batch`: folders, archives and crawls, in parallel, into files and data sets |
//! | `parquet` | Parquet as an output of a batch; includes `batch` |
//!
//! To use the library alone, set `default-features = false`: then there are no threads and no file access, except
//! [`Model::from_file`].
//!
//! # More
//!
//! In the source tree, `docs/GUIDE.md` has recipes, `docs/RECORD.md` lists the keys of the JSON, `docs/SECURITY.md` the guarantees
//! for untrusted pages. The rest of this page is for readers of the code: `docs/ALGORITHM.md` defines every quantity and
//! `docs/ARCHITECTURE.md` maps the modules.
//!
//! # Pipeline
//!
//! [`Extractor::extract`] runs these steps, in this order:
//!
//! 1. **Input.** A [`Page`] holds the bytes and what the caller knows about them: URL, `Content-Type`, kind of input.
//!    [`Limits`] bound the work; input beyond a limit is truncated.
//! 2. **Decoding** (`decode`, `charset`, `mojibake`, `sniff`). Bytes in any encoding become text. Double-encoded text
//!    is repaired. An input that is not a page, such as a PDF, ends here with [`Status::Unsupported`].
//! 3. **Parsing** (`tokenizer`, `parse`). HTML becomes a `Dom`: an immutable tree, stored in document order.
//!    Flattened text becomes a tree too (`flat`): line shapes give paragraphs, headings, lists and tables.
//! 4. **Segmentation** (`block`, `code`). The tree is split into text blocks: runs of text that are
//!    kept or dropped as a whole.
//! 5. **Features** (`features`). Each block becomes a row of numbers: its words, its position in the tree, the densities of the
//!    elements around it, its neighbours, the page.
//! 6. **Classification** (`model`). A [`Model`], which is data, turns each row into the probability that the block is content.
//!    Captions of pictures are found here, too.
//! 7. **Metadata** (`metadata`). Title, authors, dates and more are read from the same tree into [`Metadata`]. For flattened
//!    text this is part of step 9, since it needs the likely content.
//! 8. **Embedded data** (`preload`). If the page has little content, its scripts, attributes and templates are searched for
//!    data that hold the article. If found, it is written as HTML, and steps 3 to 6 run again on that HTML.
//! 9. **Selection** (`select`, `stray`, `repair`, `coherence`, `paragraphs`). The threshold maximizes the expected
//!    F-score of the page; [`Focus`] sets its beta. Then repairs keep together what belongs together, such as a heading
//!    and its text. The user's CSS selectors (`selector`) decide last. The result is a set of nodes.
//! 10. **Rendering** (`render`). An [`Article`] is the tree, the set and the metadata. It renders on demand as
//!     [text](Article::text), [Markdown](Article::markdown), [HTML](Article::html) or [JSON](Article::json).
//!
//! Modules are declared in dependency order: a module uses only itself and modules above it. Between decoding and rendering
//! there is no I/O, no [`Error`] and no state shared between pages. The same bytes with the same [`Options`] give the same
//! article on every machine. Errors occur only at the edges: selectors or weights that do not parse, and files.
#![forbid(unsafe_code)]

mod error;
mod named;
mod date;
mod text;
mod lexicon;
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
mod titles;
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
pub use limits::{Limit, Limits, LimitsHit};
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

/// Runs the Rust examples of the guide as doctests.
#[cfg(all(doctest, feature = "batch"))]
#[doc = include_str!("../docs/GUIDE.md")]
struct Guide;
