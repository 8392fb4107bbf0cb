//! What a page says about itself.

use crate::dom::Dom;

/// A photo's or figure's caption.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Caption {
    /// The caption, without the credit.
    pub caption: String,
    /// Who made the picture, as the page writes it.
    pub credit: Option<String>,
}

/// What a page says about itself. What is not known is `None` or empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// People or bodies, one an entry, without "By".
    pub authors: Vec<String>,
    /// ISO 8601, no more precise than the page says: `2024`, `2024-01`, `2024-01-05` or a full time.
    pub published: Option<String>,
    /// As `published`.
    pub modified: Option<String>,
    /// The name of the site or the publication.
    pub site_name: Option<String>,
    /// One or two sentences about the page.
    pub description: Option<String>,
    /// A BCP 47 tag such as `en` or `pt-BR`.
    pub language: Option<String>,
    /// The canonical URL, absolute if the page's own address is known.
    pub url: Option<String>,
    /// The URL of the main picture.
    pub image: Option<String>,
    /// The section of the site, such as "Top News".
    pub section: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// The licence, as a name or a URL.
    pub license: Option<String>,
    /// The kind of page, such as `article`.
    pub page_type: Option<String>,
    /// Captions of the pictures in the content, each once.
    pub captions: Vec<Caption>,
}

/// Gathers what the page says about itself. `url` is the page's own address, if it is known.
pub(crate) fn gather(dom: &Dom, url: Option<&str>) -> Metadata {
    let _ = (dom, url);
    Metadata::default()
}
