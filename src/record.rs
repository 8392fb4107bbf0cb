//! The JSON object and the front matter of an article.

use serde::Serialize;

use crate::article::Article;
use crate::metadata::direction::Direction;
use crate::metadata::{fingerprint, language};
use crate::render;
use crate::render::Format;
use crate::render::schema::Schema;
use crate::sniff::Unsupported;

impl Article {
    /// Renders one JSON object on one line: the metadata, `confidence`, `status`, the passed limits as `truncated`, and `text`.
    /// Keys without a value are omitted.
    pub fn json(&self) -> String {
        self.record().json()
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

    /// Renders the metadata as YAML front matter, between lines of three dashes and with a blank line behind: the keys of the
    /// schema without the content and the outcome of the extraction.
    ///
    /// ```
    /// use dehusk::Schema;
    ///
    /// let article = dehusk::extract(b"<title>Rain in May</title><h1>Rain in May</h1><p>It rained on Monday.");
    /// assert_eq!(article.record().with_schema(Schema::Hugo).front_matter(), "---\ntitle: \"Rain in May\"\n---\n\n");
    /// ```
    pub fn front_matter(&self) -> String {
        render::front_matter::front_matter(&self.to_object())
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
            limits_hit: article.limits_hit,
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
