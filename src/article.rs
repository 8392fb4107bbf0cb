//! The result of an extraction: the content of a page and its renderings.

use crate::dom::{Dom, NodeId, NodeSet};
use crate::emptiness::Emptiness;
use crate::limits::{Limit, Limits, LimitsHit};
use crate::metadata::direction::Direction;
use crate::metadata::evidence::{self, Evidence};
use crate::metadata::{Decisions, Metadata, direction, fingerprint, language};
use crate::named::named;
use crate::options::{Keep, Options};
use crate::page::Input;
use crate::parse::parse;
use crate::positions::Positions;
use crate::render;
use crate::render::Format;
use crate::render::event::Context;
use crate::render::parts::{self, Block, Image, Link};
use crate::sniff::Unsupported;

/// The outcome of an extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The page has content.
    Ok,
    /// The page has content, and a [limit](crate::Limits) truncated it; [`Article::limits_hit`] names the limit.
    Truncated,
    /// The page has no content. A limit may be the reason; see [`Article::limits_hit`].
    Empty,
    /// The input is not a page; [`Article::unsupported`] says what it is.
    Unsupported,
    /// The page could not be read. Only records of a batch have this status, never an [`Article`].
    Failed,
}

impl Status {
    /// All values.
    pub const ALL: &'static [Status] =
        &[Status::Ok, Status::Truncated, Status::Empty, Status::Unsupported, Status::Failed];

    pub(crate) fn of(kept: &NodeSet, limits_hit: LimitsHit) -> Self {
        match (kept.is_empty(), limits_hit.is_empty()) {
            (true, _) => Status::Empty,
            (false, false) => Status::Truncated,
            (false, true) => Status::Ok,
        }
    }

    /// The name used in JSON: `ok`, `truncated`, `empty`, `unsupported`, `failed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Truncated => "truncated",
            Status::Empty => "empty",
            Status::Unsupported => "unsupported",
            Status::Failed => "failed",
        }
    }
}

named!(Status, "status");

/// The content and the metadata of a page.
///
/// Holds the tree of the page and the set of kept nodes. Renderings are computed on each call.
///
/// ```
/// use dehusk::{Extractor, Options, Page, Status};
///
/// let html = b"<nav>Home</nav><main><h2>Rain</h2><p>It rained on <b>Monday</b>.</p></main>";
/// let extractor = Extractor::new(Options::new().with_keep_css("main")?.with_drop_css("nav")?);
/// let article = extractor.extract(&Page::html(html));
/// assert_eq!(article.status, Status::Ok);
/// assert_eq!(article.text().trim(), "Rain\n\nIt rained on Monday.");
/// assert_eq!(article.html().trim(), "<h2>Rain</h2>\n<p>It rained on <b>Monday</b>.</p>");
///
/// let nothing = dehusk::extract(b"");
/// assert!(nothing.is_empty() && nothing.status == Status::Empty && nothing.text().is_empty());
/// # Ok::<(), dehusk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Article {
    /// Title, authors, dates and other metadata.
    pub metadata: Metadata,
    /// The outcome of the extraction.
    pub status: Status,
    /// The confidence in the selection, from 0 to 1: the expected F1 score of the text, calibrated on held-out pages. For an
    /// [empty](Status::Empty) article, the probability that the page has no content. 0 if the input is not a page.
    pub confidence: f32,
    pub(crate) unsupported: Option<Unsupported>,
    pub(crate) limits_hit: LimitsHit,
    pub(crate) dom: Dom,
    pub(crate) kept: NodeSet,
    /// The tree of the page itself, if `dom` was built from data embedded in the page.
    pub(crate) shown: Option<Dom>,
    pub(crate) keep: Keep,
    pub(crate) limits: Limits,
    /// The approximate maximum size of a rendering, in bytes.
    pub(crate) max_output: usize,
    /// The number of words in the kept nodes.
    pub(crate) n_words: usize,
    /// How the metadata were chosen.
    pub(crate) decisions: Decisions,
    /// The URL of the page, if known.
    pub(crate) base_url: Option<String>,
    /// Where the texts stand in the bytes of the page, if the options ask for it.
    pub(crate) positions: Option<Positions>,
    /// The selectors of the options that matched no element.
    pub(crate) unmatched: Vec<String>,
    /// What the page holds, if it has no content.
    pub(crate) found: Option<Emptiness>,
    /// Whether the input was read as flattened text.
    pub(crate) is_text: bool,
}

impl Article {
    /// The empty article of an input that is not a page.
    pub(crate) fn of_no_page(kind: Unsupported, limits_hit: LimitsHit, options: &Options) -> Self {
        let dom = parse("");
        Article {
            metadata: Metadata::default(),
            status: Status::Unsupported,
            confidence: 0.0,
            unsupported: Some(kind),
            limits_hit,
            kept: NodeSet::new(dom.len()),
            dom,
            shown: None,
            keep: options.keep.clone(),
            limits: options.limits.clone(),
            max_output: options.limits.max_output(0),
            n_words: 0,
            decisions: Decisions::default(),
            base_url: None,
            positions: None,
            unmatched: Vec::new(),
            found: None,
            is_text: false,
        }
    }

    /// Renders plain text: one line per paragraph, blank lines between paragraphs, list items as `- item`, table rows as
    /// lines of cells separated by tabs. Empty if the page has no content.
    pub fn text(&self) -> String {
        render::text::render(self.context())
    }

    /// Renders CommonMark with tables. Links and images appear only if [`Keep`] enables them.
    pub fn markdown(&self) -> String {
        render::markdown::render(self.context())
    }

    /// Renders sanitized HTML: known elements only, and only attributes that are safe and needed.
    pub fn html(&self) -> String {
        render::html::render(self.context())
    }

    /// The language as a BCP 47 tag: the declared language, unless the text is clearly in another one. Without a declared
    /// language, the language of the text. Computed on each call.
    pub fn language(&self) -> Option<String> {
        language::checked(self.metadata.language.as_deref(), &self.text())
    }

    /// The direction of the text: that of three quarters of its letters, else the declared one, else that of most letters.
    /// `None` if the text has no letters.
    pub fn direction(&self) -> Option<Direction> {
        self.direction_of(&self.text())
    }

    /// The number of words in the content. Two characters of a script without spaces, such as Han or Thai, count as one.
    pub fn word_count(&self) -> usize {
        self.n_words
    }

    /// The SimHash of the text over shingles of three words. Near-duplicate texts differ in few bits, for example at most
    /// three: `(a ^ b).count_ones() <= 3`. `None` if the text has no words.
    pub fn fingerprint(&self) -> Option<u64> {
        fingerprint::fingerprint(&self.text())
    }

    /// All candidates for each metadata field, the rule by which one won, and why the others lost.
    ///
    /// ```
    /// let html = b"<html lang=en><title>Rain in May | The Daily</title><h1>Rain in May</h1><p>It rained on Monday.";
    /// let article = dehusk::extract(html);
    /// let titles = article.evidence().into_iter().filter(|e| e.field == "title");
    /// let titles: Vec<_> = titles.map(|e| (e.source, e.value, e.won)).collect();
    /// assert_eq!(titles[0], ("title".into(), "Rain in May | The Daily".into(), false));
    /// assert_eq!(titles[1], ("h1".into(), "Rain in May".into(), true));
    /// ```
    pub fn evidence(&self) -> Vec<Evidence> {
        let language = self.language();
        let dom = self.shown.as_ref().unwrap_or(&self.dom);
        let url = self.base_url.as_deref();
        evidence::of(dom, &self.decisions, url, &self.metadata, language.as_deref())
    }

    /// The blocks of the content in their order, such as headings and paragraphs. With
    /// [`Options::with_positions`](crate::Options::with_positions), each has its place in the page.
    ///
    /// ```
    /// use dehusk::{BlockKind, Extractor, Options, Page};
    ///
    /// let extractor = Extractor::new(Options::new().with_keep_css("main")?);
    /// let article = extractor.extract(&Page::html(b"<main><h2>Rain</h2><p>It rained."));
    /// assert_eq!((article.blocks()[0].kind, article.blocks()[0].level), (BlockKind::Heading, Some(2)));
    /// assert_eq!(article.blocks()[1].text, "It rained.");
    /// # Ok::<(), dehusk::Error>(())
    /// ```
    pub fn blocks(&self) -> Vec<Block> {
        parts::blocks(self.context(), self.positions.as_ref())
    }

    /// The links in the content, whatever [`Keep`] says of them.
    pub fn links(&self) -> Vec<Link> {
        parts::links(self.context())
    }

    /// The images in the content, whatever [`Keep`] says of them.
    pub fn images(&self) -> Vec<Image> {
        parts::images(self.context())
    }

    /// Renders the article in the given format.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Markdown => self.markdown(),
            Format::Html => self.html(),
            Format::Json => self.json(),
            Format::Tei => self.tei(),
        }
    }

    /// The kind of an input that is not a page; `None` for a page.
    ///
    /// ```
    /// use dehusk::{Status, Unsupported};
    ///
    /// let article = dehusk::extract(b"%PDF-1.7 ...");
    /// assert_eq!((article.status, article.unsupported()), (Status::Unsupported, Some(Unsupported::Pdf)));
    /// assert!(article.is_empty() && article.confidence == 0.0);
    /// ```
    pub fn unsupported(&self) -> Option<Unsupported> {
        self.unsupported
    }

    /// The [`Limits`](crate::Limits) that the page exceeded, so that some of it was left out. This may be why an article is
    /// [empty](Status::Empty).
    pub fn limits_hit(&self) -> LimitsHit {
        self.limits_hit
    }

    /// How the input was read: [`Input::Text`] for flattened text, else [`Input::Html`].
    pub fn input(&self) -> Input {
        if self.is_text { Input::Text } else { Input::Html }
    }

    /// What the page holds instead of content. `None` if it has content, or if the input is not a page.
    ///
    /// ```
    /// use dehusk::Emptiness;
    ///
    /// let shell = dehusk::extract(b"<div id=root></div><script src=app.js></script>");
    /// assert_eq!((shell.emptiness(), shell.metadata.page_type), (Some(Emptiness::Script), None));
    /// ```
    pub fn emptiness(&self) -> Option<Emptiness> {
        self.found
    }

    /// The CSS selectors of the options, as written between their commas, that match no element of the page. Text has no
    /// elements.
    ///
    /// ```
    /// use dehusk::{Extractor, Options, Page};
    ///
    /// let options = Options::new().with_keep_css("main")?.with_drop_css("nav, .promo")?;
    /// let article = Extractor::new(options).extract(&Page::html(b"<nav>Home</nav><main>It rained.</main>"));
    /// assert_eq!(article.unmatched_selectors(), [".promo"]);
    /// # Ok::<(), dehusk::Error>(())
    /// ```
    pub fn unmatched_selectors(&self) -> &[String] {
        &self.unmatched
    }

    /// Whether the page has no content.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds [`Limit::OutputRatio`] to the cut if a rendering would be truncated.
    pub(crate) fn bounded(mut self) -> Self {
        self.limits_hit.insert_if(render::flow::is_cut(self.context()), Limit::OutputRatio);
        self.status = Status::of(&self.kept, self.limits_hit);
        self
    }

    pub(crate) fn direction_of(&self, text: &str) -> Option<Direction> {
        let is_kept = |&id: &NodeId| self.dom.is_text(id) && self.kept.contains(id);
        let first = self.dom.ids().find(is_kept)?;
        direction::of(&self.dom, first, text)
    }

    fn context(&self) -> Context<'_> {
        let Keep { links, images, .. } = self.keep;
        Context {
            dom: &self.dom,
            kept: &self.kept,
            links,
            images,
            url: self.base_url.as_deref().or(self.metadata.url.as_deref()),
            title: self.metadata.title.as_deref().filter(|_| self.keep.title),
            max_span: self.limits.max_span,
            max_bytes: self.max_output,
            origins: false,
        }
    }
}
