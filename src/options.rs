//! Options of an extraction.

use crate::error::Error;
use crate::limits::Limits;
use crate::named::named;
use crate::selector::Selector;

/// The trade-off between precision and recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Focus {
    /// Prefers dropping a paragraph to keeping boilerplate.
    Precision,
    /// Maximizes the expected F-score with β = 0.9, which weights precision slightly more than recall.
    #[default]
    Balanced,
    /// Prefers keeping boilerplate to dropping a paragraph. Keeps all that [`Focus::Balanced`] keeps.
    Recall,
}

impl Focus {
    /// All values, from the strictest to the most lenient.
    pub const ALL: &'static [Focus] = &[Focus::Precision, Focus::Balanced, Focus::Recall];

    /// The name: `precision`, `balanced`, `recall`.
    pub fn as_str(self) -> &'static str {
        match self {
            Focus::Precision => "precision",
            Focus::Balanced => "balanced",
            Focus::Recall => "recall",
        }
    }
}

named!(Focus, "focus");

/// Which parts of the content are rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    pub(crate) comments: bool,
    pub(crate) tables: bool,
    pub(crate) links: bool,
    pub(crate) images: bool,
    pub(crate) captions: bool,
    pub(crate) title: bool,
}

impl Keep {
    /// The defaults: comments and tables may be content; link URLs, images, captions and the title are left out.
    pub fn new() -> Self {
        Keep {
            comments: true,
            tables: true,
            links: false,
            images: false,
            captions: false,
            title: false,
        }
    }

    /// Whether user comments may be content.
    pub fn comments(&self) -> bool {
        self.comments
    }

    /// Whether user comments may be content. Default: yes.
    pub fn with_comments(mut self, comments: bool) -> Self {
        self.comments = comments;
        self
    }

    /// Whether tables may be content.
    pub fn tables(&self) -> bool {
        self.tables
    }

    /// Whether tables may be content. Default: yes.
    pub fn with_tables(mut self, tables: bool) -> Self {
        self.tables = tables;
        self
    }

    /// Whether Markdown and HTML contain link URLs.
    pub fn links(&self) -> bool {
        self.links
    }

    /// Whether Markdown and HTML contain link URLs. Default: no.
    pub fn with_links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Whether Markdown and HTML contain the images of the content.
    pub fn images(&self) -> bool {
        self.images
    }

    /// Whether Markdown and HTML contain the images of the content. Default: no.
    pub fn with_images(mut self, images: bool) -> Self {
        self.images = images;
        self
    }

    /// Whether the text contains the captions of pictures.
    pub fn captions(&self) -> bool {
        self.captions
    }

    /// Whether the text contains the caption and the credit of each picture, once, next to the picture. Default: no. They are
    /// always in [`Metadata::captions`](crate::Metadata::captions).
    pub fn with_captions(mut self, captions: bool) -> Self {
        self.captions = captions;
        self
    }

    /// Whether the text starts with the title.
    pub fn title(&self) -> bool {
        self.title
    }

    /// Whether the text starts with the title, as a heading of level 1. Default: no. The title is always in
    /// [`Metadata::title`](crate::Metadata::title).
    pub fn with_title(mut self, title: bool) -> Self {
        self.title = title;
        self
    }
}

impl Default for Keep {
    fn default() -> Self {
        Keep::new()
    }
}

/// The options of an [`Extractor`](crate::Extractor). They apply to all its pages.
///
/// ```
/// use dehusk::{Extractor, Focus, Keep, Options};
///
/// let options = Options::new()
///     .with_focus(Focus::Precision)
///     .with_keep(Keep::new().with_links(true))
///     .with_drop_css("aside, .promo")?;
/// let extractor = Extractor::new(options);
/// # Ok::<(), dehusk::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) focus: Focus,
    pub(crate) keep: Keep,
    pub(crate) limits: Limits,
    pub(crate) keep_css: Vec<Selector>,
    pub(crate) drop_css: Vec<Selector>,
    pub(crate) positions: bool,
}

impl Options {
    /// The default options.
    pub fn new() -> Self {
        Options::default()
    }

    /// The trade-off between precision and recall.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Sets the trade-off between precision and recall. Default: [`Focus::Balanced`].
    pub fn with_focus(mut self, focus: Focus) -> Self {
        self.focus = focus;
        self
    }

    /// The parts of the content that are rendered.
    pub fn keep(&self) -> &Keep {
        &self.keep
    }

    /// Sets which parts of the content are rendered. Default: [`Keep::new`].
    pub fn with_keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// The limits on the work per page.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Sets the limits on the work per page. Default: [`Limits::new`].
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether [`Article::blocks`](crate::Article::blocks) have their byte ranges and lines in the page.
    pub fn positions(&self) -> bool {
        self.positions
    }

    /// Sets whether [`Article::blocks`](crate::Article::blocks) have their byte ranges and lines in the page. Default: no, because
    /// it takes a second parse.
    pub fn with_positions(mut self, positions: bool) -> Self {
        self.positions = positions;
        self
    }

    /// All selectors, as written.
    pub(crate) fn selectors(&self) -> Vec<String> {
        self.keep_css.iter().chain(&self.drop_css).map(Selector::written).collect()
    }

    /// Adds CSS selectors, separated by commas: all text in matching elements is kept, regardless of the model.
    ///
    /// If kept and dropped elements are nested, the innermost match decides; an element that matches both is dropped.
    /// A selector also turns off reading the article from embedded data. Flattened text has no elements to match.
    ///
    /// # Errors
    /// [`ErrorKind::Options`](crate::ErrorKind::Options) if the selector does not parse.
    pub fn with_keep_css(mut self, css: &str) -> Result<Self, Error> {
        self.keep_css.extend(Selector::list(css)?);
        Ok(self)
    }

    /// Adds CSS selectors, separated by commas: all text in matching elements is dropped, regardless of the model.
    ///
    /// # Errors
    /// [`ErrorKind::Options`](crate::ErrorKind::Options) if the selector does not parse.
    pub fn with_drop_css(mut self, css: &str) -> Result<Self, Error> {
        self.drop_css.extend(Selector::list(css)?);
        Ok(self)
    }
}
