//! The result of an extraction: the content of a page and its renderings.

use serde::Serialize;

use crate::dom::{Dom, NodeId, NodeSet};
use crate::limits::{Cut, Limit, Limits};
use crate::metadata::direction::Direction;
use crate::metadata::evidence::{self, Evidence};
use crate::metadata::{Decisions, Metadata, direction, fingerprint, language};
use crate::named::named;
use crate::options::{Keep, Options};
use crate::parse::parse;
use crate::positions::Positions;
use crate::render;
use crate::render::Format;
use crate::render::event::Context;
use crate::render::parts::{self, Block, Image, Link};
use crate::render::schema::Schema;
use crate::sniff::Unsupported;

/// The outcome of an extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The page has content.
    Ok,
    /// The page has content, and a [limit](crate::Limits) truncated it; [`Article::cut`] names the limit.
    Truncated,
    /// The page has no content. A limit may be the reason; see [`Article::cut`].
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

    pub(crate) fn of(kept: &NodeSet, cut: Cut) -> Self {
        match (kept.is_empty(), cut.is_empty()) {
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
    pub(crate) cut: Cut,
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
}

impl Article {
    /// The empty article of an input that is not a page.
    pub(crate) fn of_no_page(kind: Unsupported, cut: Cut, options: &Options) -> Self {
        let dom = parse("");
        Article {
            metadata: Metadata::default(),
            status: Status::Unsupported,
            confidence: 0.0,
            unsupported: Some(kind),
            cut,
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

    /// Renders one JSON object on one line: the metadata, `confidence`, `status`, the passed limits as `truncated`, and `text`.
    /// Keys without a value are omitted.
    pub fn json(&self) -> String {
        self.record().json()
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
        }
    }

    /// Starts a JSON object to which more fields can be added than [`Article::json`] has.
    pub fn record(&self) -> Record<'_> {
        Record {
            article: self,
            source: None,
            formats: Vec::new(),
            schema: Schema::default(),
            with_evidence: false,
            with_blocks: false,
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
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Whether the page has no content.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds [`Limit::OutputRatio`] to the cut if a rendering would be truncated.
    pub(crate) fn bounded(mut self) -> Self {
        self.cut.insert_if(render::flow::is_cut(self.context()), Limit::OutputRatio);
        self.status = Status::of(&self.kept, self.cut);
        self
    }

    fn direction_of(&self, text: &str) -> Option<Direction> {
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
            url: self.base_url.as_deref(),
            title: self.metadata.title.as_deref().filter(|_| self.keep.title),
            max_span: self.limits.max_span,
            max_bytes: self.max_output,
            origins: false,
        }
    }
}

/// Builder of the JSON object of an article, which it serializes to.
///
/// ```
/// let article = dehusk::extract(b"<title>Rain in May</title><h1>Rain in May</h1><p>It rained on Monday.");
/// let record = serde_json::to_value(article.record().with_source("a.html"))?;
/// assert_eq!((&record["source"], &record["title"]), (&"a.html".into(), &"Rain in May".into()));
/// assert_eq!(serde_json::to_value(&article.metadata)?["title"], record["title"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[serde(into = "serde_json::Map<String, serde_json::Value>")]
pub struct Record<'a> {
    article: &'a Article,
    source: Option<String>,
    formats: Vec<Format>,
    schema: Schema,
    with_evidence: bool,
    with_blocks: bool,
}

impl Record<'_> {
    /// Adds `source`: the file or the archive record of the page.
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds a rendering under the name of its format. [`Format::Text`] and [`Format::Json`] add nothing: the text is always
    /// present, and JSON is not nested.
    pub fn with_format(mut self, format: Format) -> Self {
        if !matches!(format, Format::Text | Format::Json) && !self.formats.contains(&format) {
            self.formats.push(format);
        }
        self
    }

    /// Renames the keys to those of another tool. [`Schema::Readability`] also adds the HTML.
    pub fn with_schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        if schema == Schema::Readability { self.with_format(Format::Html) } else { self }
    }

    /// Whether to add `evidence`: all candidates for each metadata field, under any schema. Default: no.
    pub fn with_evidence(mut self, with_evidence: bool) -> Self {
        self.with_evidence = with_evidence;
        self
    }

    /// Whether to add `blocks`: for each block its kind, its level and its text, the range of the latter in the bytes of `text`
    /// (`text_range`) and, with [`Options::with_positions`](crate::Options::with_positions), in the bytes of the page (`range`),
    /// and its `line`. Default: no.
    pub fn with_blocks(mut self, with_blocks: bool) -> Self {
        self.with_blocks = with_blocks;
        self
    }

    /// Renders the object as JSON on one line.
    pub fn json(&self) -> String {
        serde_json::Value::Object(self.to_object()).to_string()
    }

    pub(crate) fn to_object(&self) -> serde_json::Map<String, serde_json::Value> {
        let article = self.article;
        let text = article.text();
        let metadata = &article.metadata;
        let blocks = self.with_blocks.then(|| render::json::blocks(&article.blocks(), &text));
        let object = render::json::object(render::json::Fields {
            metadata,
            source: self.source.as_deref(),
            language: language::checked(metadata.language.as_deref(), &text),
            direction: article.direction_of(&text).map(Direction::as_str),
            word_count: article.word_count(),
            fingerprint: fingerprint::fingerprint(&text),
            confidence: article.confidence,
            status: article.status.as_str(),
            kind: article.unsupported.map(Unsupported::as_str),
            cut: article.cut,
            text,
            renderings: self
                .formats
                .iter()
                .map(|&format| (format, article.render(format)))
                .collect(),
        });
        let mut object = render::schema::rename(object, self.schema);
        object.extend(blocks.map(|blocks| ("blocks".to_owned(), blocks)));
        if self.with_evidence {
            object.insert("evidence".to_owned(), render::json::evidence(&article.evidence()));
        }
        object
    }
}

impl From<Record<'_>> for serde_json::Map<String, serde_json::Value> {
    fn from(record: Record<'_>) -> Self {
        record.to_object()
    }
}
