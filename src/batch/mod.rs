//! Batch extraction: from pages, folders and archives to JSON Lines, CSV or Parquet, or to one file per page.
//!
//! The inputs are files, folders, glob patterns and standard input: pages, WARC, WET and ARC, JSON Lines, tar and zip, plain or
//! compressed. Pages are processed in parallel. The output is in input order and byte-identical for any number of threads. A
//! page that fails becomes a [`PageResult`] with an error, and the batch continues. The number and the bytes of pages in memory
//! are bounded. Files are written atomically.
//!
//! ```no_run
//! use dehusk::Extractor;
//! use dehusk::batch::{Batch, Outcome, Output, Source};
//!
//! let source = Source::find(["pages"]);
//! let output = Output::JsonLines("articles.jsonl".into());
//! let summary = Batch::new(Extractor::default()).run(&source, output, |record| {
//!     if let Outcome::Failed(error) = &record.outcome {
//!         eprintln!("{error}");
//!     }
//! })?;
//! println!("{summary}");
//! # Ok::<(), dehusk::Error>(())
//! ```

mod codec;
mod counted;
mod file;
mod whole_file;
mod name;
mod address;
mod source;
mod record;
mod http;
mod peek;
mod stream;
mod item;
mod warc;
mod arc;
mod json_lines;
mod archived;
mod tar;
mod zip;
mod feed;
mod folder;
mod columns;
mod facts;
#[cfg(feature = "parquet")]
mod parquet;
mod output;
mod in_order;
mod dedupe;
mod filter;
mod run;
mod blocks;
mod shards;
mod data_set;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::batch::address::Addresses;
use crate::batch::feed::Reading;
use crate::batch::json_lines::Fields;
use crate::batch::output::Shape;
use crate::error::Error;
use crate::extractor::Extractor;
use crate::page;
use crate::render::Format;
use crate::render::schema::Schema;

pub use address::paths_of;
pub use dedupe::Dedupe;
pub use file::{read_page, read_page_file};
pub use filter::Filters;
pub use name::{input_of, legible};
pub use output::{DataFormat, Output, end_line};
pub use record::{Counts, Filter, Outcome, PageResult, Skip, Summary};
pub use source::Source;
pub use whole_file::{WholeFile, write_whole};

/// Extracts from many pages; see the [module](self).
#[derive(Debug, Clone)]
pub struct Batch {
    extractor: Extractor,
    content_type: Option<String>,
    input: Option<page::Input>,
    reading: Reading,
    addresses: Option<Addresses>,
    shape: Shape,
    filters: Filters,
    threads: Option<usize>,
    resume: bool,
    overwrite: bool,
    part: (u32, u32),
    shard_pages: usize,
    stop: Arc<AtomicBool>,
    counter: Option<Arc<AtomicU64>>,
}

/// The pages of a shard, if they are files of their own. An archive is always one shard.
const SHARD_PAGES: usize = 10_000;

impl Batch {
    /// A batch with this extractor and one thread per core.
    pub fn new(extractor: Extractor) -> Self {
        Batch {
            extractor,
            content_type: None,
            input: None,
            reading: Reading::default(),
            addresses: None,
            shape: Shape::default(),
            filters: Filters::default(),
            threads: None,
            resume: false,
            overwrite: false,
            part: (1, 1),
            shard_pages: SHARD_PAGES,
            stop: Arc::default(),
            counter: None,
        }
    }

    /// The `Content-Type` or the charset of all pages, as in [`Page::with_content_type`](crate::Page::with_content_type).
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The input type of all pages. Default: by name: text for `.txt`, XHTML for `.xhtml`, else HTML; in archives by the
    /// content type or the field.
    pub fn with_input(mut self, input: page::Input) -> Self {
        self.input = Some(input);
        self
    }

    /// Adds a format to the text in the JSON objects.
    pub fn with_format(mut self, format: Format) -> Self {
        self.shape.formats.push(format);
        self
    }

    /// The tool whose key names the JSON objects use. Default: dehusk's own.
    pub fn with_schema(mut self, schema: Schema) -> Self {
        self.shape.schema = schema;
        self
    }

    /// Whether the JSON objects contain all candidates for each metadata field. Default: no.
    pub fn with_evidence(mut self, with_evidence: bool) -> Self {
        self.shape.with_evidence = with_evidence;
        self
    }

    /// Whether the JSON objects contain the blocks of the text, as [`Record::with_blocks`](crate::Record::with_blocks) says.
    /// Default: no.
    pub fn with_blocks(mut self, with_blocks: bool) -> Self {
        self.shape.with_blocks = with_blocks;
        self
    }

    /// Whether text and Markdown in a folder begin with the metadata as YAML front matter. Default: no.
    pub fn with_front_matter(mut self, with_front_matter: bool) -> Self {
        self.shape.with_front_matter = with_front_matter;
        self
    }

    /// The fields of JSON Lines that hold the HTML, the text and the URL of a page. Default: `html`, `text` and `url`.
    pub fn with_json_fields(
        mut self,
        html: impl Into<String>,
        text: impl Into<String>,
        url: impl Into<String>,
    ) -> Self {
        let fields = Fields { html: html.into(), text: text.into(), url: url.into() };
        self.reading.fields = Arc::new(fields);
        self
    }

    /// The URLs of pages that are files: a template with `{path}`, the path in the tree of the inputs, or `{stem}`, the same
    /// without extension; or the path of a list with lines of path, tab and URL.
    ///
    /// # Errors
    /// [`ErrorKind::Reading`](crate::ErrorKind::Reading) if the list cannot be read, and
    /// [`ErrorKind::Options`](crate::ErrorKind::Options) if a line has no tab.
    pub fn with_url_from(mut self, source: &str) -> Result<Self, Error> {
        self.addresses = Some(Addresses::new(source)?);
        Ok(self)
    }

    /// Whether responses with an error status or a redirection are pages, too. Default: no.
    pub fn with_any_status(mut self, any_status: bool) -> Self {
        self.reading.any_status = any_status;
        self
    }

    /// The keys of the records, in this order, after a change of schema. Default: all.
    pub fn with_fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.shape.fields = fields.into_iter().map(Into::into).collect();
        self
    }

    /// The filters that drop articles. Default: none.
    pub fn with_filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }

    /// Whether to write all shards of a data set, also those that are there. Default: no.
    pub fn with_overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// The part of the shards of a data set that this run writes: `part` of `n_parts`, counted from 1. Several machines can
    /// share a folder. Default: all.
    pub fn with_part(mut self, part: u32, n_parts: u32) -> Self {
        self.part = (part.clamp(1, n_parts.max(1)), n_parts.max(1));
        self
    }

    /// The number of pages in a shard of a data set, if they are files of their own. An archive is always one shard.
    /// Default: 10,000.
    pub fn with_shard_pages(mut self, shard_pages: usize) -> Self {
        self.shard_pages = shard_pages.max(1);
        self
    }

    /// The number of threads. Default: one per core.
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Whether to skip pages whose output file exists, if the output is a folder. Default: no.
    pub fn with_resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// A counter to which the batch adds the bytes that it reads from its inputs, before decompression. With
    /// [`Source::n_bytes`] it tells the progress. Default: nothing is counted.
    pub fn with_counter(mut self, counter: Arc<AtomicU64>) -> Self {
        self.counter = Some(counter);
        self
    }

    /// A flag that stops the batch once it is set: pages in progress are finished, and a JSON Lines file is not written.
    pub fn with_stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::atomic::Ordering;

    use crate::article::Article;
    use crate::page::Page;

    fn pages(n: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for i in 0..n {
            let prose = "It rained on the town all day, and the people stayed at home, as they had done before.";
            let html =
                format!("<article><h1>Page</h1><p>Page {i} says: {prose}<p>{prose}</article>");
            fs::write(folder.path().join(format!("{i:02}.html")), html).unwrap();
        }
        folder
    }

    fn no_fours(page: &Page<'_>) -> Article {
        let article = Extractor::default().extract(page);
        assert!(!article.text().contains('4'), "no fours");
        article
    }

    #[test]
    fn a_page_that_panics_is_a_named_failure_and_the_rest_goes_on() {
        let folder = pages(9);
        let file = folder.path().join("out.jsonl");
        let batch = Batch::new(Extractor::default()).with_threads(2);
        let source = Source::find([folder.path()]);
        let mut failures = Vec::new();
        let watch = |record: &PageResult| match &record.outcome {
            Outcome::Failed(error) => failures.push((record.source.clone(), error.to_string())),
            outcome => assert!(matches!(outcome, Outcome::Done { .. })),
        };
        let output = Output::JsonLines(file.clone());
        let summary = batch.run_with(&source, output, watch, no_fours).unwrap();
        assert_eq!((summary.pages, summary.failed, summary.extracted), (9, 1, 8));
        let [(failed, error)] = &failures[..] else { panic!("{failures:?}") };
        assert!(failed.ends_with("/04.html"));
        assert!(error.ends_with("04.html: internal error, a bug in dehusk: no fours"), "{error}");
        let lines = fs::read_to_string(file).unwrap();
        assert!(lines.lines().nth(4).unwrap().contains(r#""status":"failed","error":"internal"#));
        assert_eq!(lines.lines().count(), 9);

        let output = Output::Folder(folder.path().join("out"), Format::Text);
        let summary = batch.run_with(&source, output, |_| {}, no_fours).unwrap();
        assert_eq!((summary.failed, summary.extracted), (1, 8));
        assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 8);
        assert!(!folder.path().join("out/04.txt").exists());
    }

    #[test]
    fn a_stopped_batch_leaves_no_file() {
        let folder = pages(200);
        let file = folder.path().join("out.jsonl");
        let stop = Arc::new(AtomicBool::new(false));
        let batch = Batch::new(Extractor::default()).with_threads(1).with_stop(Arc::clone(&stop));
        let source = Source::find([folder.path()]);
        let watch = |_: &PageResult| stop.store(true, Ordering::Relaxed);
        let summary = batch.run(&source, Output::JsonLines(file.clone()), watch).unwrap();
        assert!(summary.interrupted);
        assert!(summary.pages < 200);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 200);
    }
}
