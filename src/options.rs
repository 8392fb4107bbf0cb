//! What a caller can ask for.

use crate::error::Error;
use crate::limits::Limits;
use crate::selector::Selector;

/// How careful the choice of content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Focus {
    /// Rather lose a paragraph than keep boilerplate.
    Precision,
    /// The best expected F score, with precision a little ahead (β = 0.9).
    #[default]
    Balanced,
    /// Rather keep boilerplate than lose a paragraph. Keeps all that [`Focus::Balanced`] keeps.
    Recall,
}

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
    /// The defaults: comments and tables where they are content; link addresses, images, captions and the title left out.
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

    /// Whether readers' comments may be content at all. Default: yes.
    pub fn with_comments(mut self, comments: bool) -> Self {
        self.comments = comments;
        self
    }

    /// Whether tables may be content. Default: yes.
    pub fn with_tables(mut self, tables: bool) -> Self {
        self.tables = tables;
        self
    }

    /// Whether Markdown and HTML carry the addresses of links. Default: no.
    pub fn with_links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Whether Markdown and HTML carry images that stand in the content. Default: no.
    pub fn with_images(mut self, images: bool) -> Self {
        self.images = images;
        self
    }

    /// Whether the text has the caption and the credit of each picture, once, at the picture. Default: no, they are only in
    /// [`Metadata::captions`](crate::Metadata::captions).
    pub fn with_captions(mut self, captions: bool) -> Self {
        self.captions = captions;
        self
    }

    /// Whether the title stands before the text, once, as a heading of the first level. Default: no, it is only in
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

/// What an [`Extractor`](crate::Extractor) does; the same for every page it is given.
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
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub(crate) focus: Focus,
    pub(crate) keep: Keep,
    pub(crate) limits: Limits,
    pub(crate) keep_css: Vec<Selector>,
    pub(crate) drop_css: Vec<Selector>,
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Options::default()
    }

    /// How careful the choice of content is. Default: [`Focus::Balanced`].
    pub fn with_focus(mut self, focus: Focus) -> Self {
        self.focus = focus;
        self
    }

    /// Which parts of the content are rendered.
    pub fn with_keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// Bounds on the work that one page may cause.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds a CSS selector: all text of the elements it matches is kept, whatever the model says.
    /// Where kept and dropped elements lie in each other, the inner one decides.
    ///
    /// # Errors
    /// [`ErrorKind::Options`](crate::ErrorKind::Options) if the selector does not parse.
    pub fn with_keep_css(mut self, css: &str) -> Result<Self, Error> {
        self.keep_css.extend(Selector::list(css)?);
        Ok(self)
    }

    /// Adds a CSS selector: all text of the elements it matches is dropped, whatever the model says.
    ///
    /// # Errors
    /// [`ErrorKind::Options`](crate::ErrorKind::Options) if the selector does not parse.
    pub fn with_drop_css(mut self, css: &str) -> Result<Self, Error> {
        self.drop_css.extend(Selector::list(css)?);
        Ok(self)
    }
}
