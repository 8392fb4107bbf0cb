//! What comes out: the content of a page and its renderings.

use crate::dom::{Dom, NodeId, NodeSet};
use crate::limits::{Cut, Limit, Limits};
use crate::metadata::direction::Direction;
use crate::metadata::evidence::{self, Evidence};
use crate::metadata::{Decisions, Metadata, direction, fingerprint, language};
use crate::options::{Keep, Options};
use crate::parse::parse;
use crate::render;
use crate::render::Format;
use crate::render::event::Context;
use crate::render::schema::Schema;
use crate::sniff::Unsupported;

/// How an extraction went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The page has content.
    Ok,
    /// The page has content, but more of something than [`Limits`](crate::Limits) allow; [`Article::cut`] says of what.
    Truncated,
    /// Nothing on the page is content.
    Empty,
    /// It is no page but something else; [`Article::unsupported`] says what.
    Unsupported,
    /// There is no article, since the page could not be read. No [`Article`] has it, only the records of a batch.
    Failed,
}

impl Status {
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

/// The content of a page, with what is known about it.
///
/// It holds the page's tree and the choice that was made; each rendering is written when it is asked for.
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
    /// Title, authors, dates and the like.
    pub metadata: Metadata,
    /// How the extraction went.
    pub status: Status,
    /// How sure the choice is, from 0 to 1: the expected F1 score of the text; of an [empty](Status::Empty) article the
    /// probability that the page has no content; 0 if it is no page.
    pub confidence: f32,
    pub(crate) unsupported: Option<Unsupported>,
    pub(crate) cut: Cut,
    pub(crate) dom: Dom,
    pub(crate) kept: NodeSet,
    /// The page's own tree, where the content stands in its data and `dom` is that of the data.
    pub(crate) shown: Option<Dom>,
    pub(crate) keep: Keep,
    pub(crate) limits: Limits,
    /// Bytes that a rendering may have, about.
    pub(crate) max_output: usize,
    /// The words of what is kept.
    pub(crate) n_words: usize,
    /// How the metadata were chosen.
    pub(crate) decisions: Decisions,
    /// The page's own address, if it is known.
    pub(crate) base_url: Option<String>,
}

impl Article {
    /// What comes of an input that is no page.
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
        }
    }

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

    /// The language as a BCP 47 tag: the one that the page declares, unless the text is clearly in another one;
    /// that of the text if none is declared. It is looked for anew with each call.
    pub fn language(&self) -> Option<String> {
        language::checked(self.metadata.language.as_deref(), &self.text())
    }

    /// Which way the text is read: by its letters or, where these are mixed, by what the page says. `None` if
    /// there are no letters.
    pub fn direction(&self) -> Option<Direction> {
        self.direction_of(&self.text())
    }

    /// The number of words in the content; two characters of a script written without spaces count as one.
    pub fn word_count(&self) -> usize {
        self.n_words
    }

    /// The SimHash of the text over shingles of three words. Two texts are nearly the same if few bits differ,
    /// say three: `(a ^ b).count_ones()`. `None` if there are no words.
    pub fn fingerprint(&self) -> Option<u64> {
        fingerprint::fingerprint(&self.text())
    }

    /// All that the page offers for the fields of the metadata, which of it won by which rule, and why the rest lost.
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

    /// One JSON object on one line: the metadata, `confidence`, `status`, what was `truncated`, and `text`. Keys without a value are absent.
    pub fn json(&self) -> String {
        self.record().json()
    }

    /// The article in any of the formats.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Markdown => self.markdown(),
            Format::Html => self.html(),
            Format::Json => self.json(),
        }
    }

    /// The JSON object to be, to which more can be added than [`Article::json`] has.
    pub fn record(&self) -> Record<'_> {
        Record {
            article: self,
            source: None,
            formats: Vec::new(),
            schema: Schema::default(),
            with_evidence: false,
        }
    }

    /// What was given instead of a page.
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

    /// Which [`Limits`](crate::Limits) the page passed, so that something of it was cut. An article that is
    /// [empty](Status::Empty) may be so for that reason.
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Whether nothing on the page is content.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Notes whether a rendering ends before the content does.
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
        }
    }
}

/// The JSON object of an article, before it is written.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    article: &'a Article,
    source: Option<String>,
    formats: Vec<Format>,
    schema: Schema,
    with_evidence: bool,
}

impl Record<'_> {
    /// Adds `source`: the file, or the record of an archive, that the page came from.
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds a rendering under the name of its format. The text is there anyway, and JSON has no JSON in it.
    pub fn with_format(mut self, format: Format) -> Self {
        if !matches!(format, Format::Text | Format::Json) && !self.formats.contains(&format) {
            self.formats.push(format);
        }
        self
    }

    /// Writes the object under the keys of another tool; HTML is added where those have a place for it.
    pub fn with_schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        if schema == Schema::Readability { self.with_format(Format::Html) } else { self }
    }

    /// Adds `evidence` if wanted: for each field all that the page offers, under any schema.
    pub fn with_evidence(mut self, with_evidence: bool) -> Self {
        self.with_evidence = with_evidence;
        self
    }

    /// One JSON object on one line.
    pub fn json(&self) -> String {
        serde_json::Value::Object(self.to_object()).to_string()
    }

    pub(crate) fn to_object(&self) -> serde_json::Map<String, serde_json::Value> {
        let article = self.article;
        let text = article.text();
        let metadata = &article.metadata;
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
        if self.with_evidence {
            object.insert("evidence".to_owned(), render::json::evidence(&article.evidence()));
        }
        object
    }
}
