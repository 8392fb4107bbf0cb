//! What comes out: the content of a page and its renderings.

use crate::dom::{Dom, NodeSet};
use crate::metadata::Metadata;
use crate::options::Keep;
use crate::render;
use crate::render::event::Context;

/// How an extraction went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The page has content.
    Ok,
    /// The page has content, but more input than [`Limits`](crate::Limits) allow: the end was not read.
    Truncated,
    /// Nothing on the page is content.
    Empty,
}

impl Status {
    /// The name used in JSON: `ok`, `truncated`, `empty`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Truncated => "truncated",
            Status::Empty => "empty",
        }
    }
}

/// The content of a page, with what is known about it.
#[derive(Debug, Clone)]
pub struct Article {
    /// Title, authors, dates and the like.
    pub metadata: Metadata,
    /// How the extraction went.
    pub status: Status,
    /// How sure the choice is: the expected F1 score of the text, from 0 to 1.
    pub confidence: f32,
    pub(crate) dom: Dom,
    pub(crate) kept: NodeSet,
    pub(crate) keep: Keep,
    /// The page's own address, if it is known.
    pub(crate) base_url: Option<String>,
}

impl Article {
    /// Plain text: one paragraph a line, a blank line between paragraphs, list items as `- item` on lines of
    /// their own, table rows as lines with tabs between the cells. Empty if nothing is content.
    pub fn text(&self) -> String {
        render::text::render(self.context())
    }

    /// CommonMark with tables. Links and images only where [`Keep`] asks for them.
    pub fn markdown(&self) -> String {
        render::markdown::render(self.context())
    }

    /// Clean HTML: known elements only, attributes only where they are safe and needed.
    pub fn html(&self) -> String {
        render::html::render(self.context())
    }

    /// One JSON object on one line: the metadata, `status`, `confidence` and `text`. Keys without a value are absent.
    pub fn json(&self) -> String {
        serde_json::Value::Object(render::json::object(self)).to_string()
    }

    /// Whether nothing on the page is content.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn context(&self) -> Context<'_> {
        let Keep { links, images, .. } = self.keep;
        Context { dom: &self.dom, kept: &self.kept, links, images, url: self.base_url.as_deref() }
    }
}
