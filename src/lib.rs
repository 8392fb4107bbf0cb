//! dehusk strips the husk off a web page and leaves the article.
#![forbid(unsafe_code)]

mod error;
mod text;
mod limits;
mod charset;
mod decode;
mod dom;
mod parse;
mod selector;
mod options;
mod block;
mod features;
mod model;
mod select;
mod rows;
mod metadata;
mod render;
mod article;
mod extractor;
#[doc(hidden)]
pub mod stages;
#[cfg(feature = "cli")]
pub mod batch;

pub use article::{Article, Record, Status};
pub use error::{Error, ErrorKind};
pub use extractor::{Extractor, Page};
pub use limits::Limits;
pub use metadata::{Caption, Metadata};
pub use model::Model;
pub use options::{Focus, Keep, Options};
pub use render::Format;
pub use render::schema::Schema;

/// The article of an HTML page, with default options. The ninety-per-cent call.
///
/// ```
/// let page = b"<title>Rain</title><nav><a href=/>Home</a></nav><p>It rained on Monday, and on Tuesday too.</p>";
/// let article = dehusk::extract(page);
/// assert!(article.text().contains("It rained on Monday"));
/// ```
pub fn extract(html: &[u8]) -> Article {
    Extractor::default().extract(&Page::html(html))
}
