//! Batch extraction: from files, folders and glob patterns to JSON Lines or to one file per page.
//!
//! Pages are processed in parallel. The output is in input order and byte-identical for any number of threads. A page
//! that fails becomes a [`PageResult`] with an error, and the batch continues. The number of pages in memory is bounded.
//! Files are written atomically.
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

mod file;
mod name;
mod source;
mod record;
mod folder;
mod output;
mod in_order;
mod blocks;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::article::Article;
use crate::batch::file::read_input;
use crate::batch::in_order::Crew;
use crate::batch::name::shown;
use crate::batch::output::{Lines, Plan, Shape, is_closed};
use crate::batch::source::SourceEntry;
use crate::error::{Error, ErrorKind};
use crate::extractor::Extractor;
use crate::page::{self, Page};
use crate::render::Format;
use crate::render::schema::Schema;

pub use file::{WholeFile, read_page, read_page_file, write_whole};
pub use name::{input_of, legible};
pub use output::{Output, end_line};
pub use record::{Outcome, PageResult, Summary};
pub use source::Source;

/// Extracts from many pages; see the [module](self).
#[derive(Debug, Clone)]
pub struct Batch {
    extractor: Extractor,
    content_type: Option<String>,
    input: Option<page::Input>,
    shape: Shape,
    threads: Option<usize>,
    resume: bool,
    stop: Arc<AtomicBool>,
}

/// A record and its line, sent from a worker thread to the output.
struct Finished {
    record: PageResult,
    line: Option<String>,
}

impl Batch {
    /// A batch with this extractor and one thread per core.
    pub fn new(extractor: Extractor) -> Self {
        Batch {
            extractor,
            content_type: None,
            input: None,
            shape: Shape::default(),
            threads: None,
            resume: false,
            stop: Arc::default(),
        }
    }

    /// The `Content-Type` or the charset of all pages, as in [`Page::with_content_type`].
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The input type of all pages. Default: by name: text for `.txt` and `.txt.gz`, XHTML for `.xhtml` and `.xhtml.gz`,
    /// else HTML.
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

    /// A flag that stops the batch once it is set: pages in progress are finished, and a JSON Lines file is not written.
    pub fn with_stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// Extracts from all pages. `watch` is called for each page, in order, after its output is written.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the output cannot be written, and [`ErrorKind::Options`] if it would overwrite an
    /// input page. The failure of a single page is not an error but a failed [`PageResult`].
    pub fn run(
        &self,
        source: &Source,
        output: Output,
        watch: impl FnMut(&PageResult),
    ) -> Result<Summary, Error> {
        self.run_with(source, output, watch, |page| self.extractor.extract(page))
    }

    fn run_with(
        &self,
        source: &Source,
        output: Output,
        mut watch: impl FnMut(&PageResult),
        extract: impl Fn(&Page<'_>) -> Article + Sync,
    ) -> Result<Summary, Error> {
        let begin = Instant::now();
        let crew = Crew::new(self.threads)?;
        let (plan, mut lines, inputs) = output.open(source)?;
        let mut summary = Summary { links: source.links, ..Summary::default() };
        let work = |input: &&SourceEntry| self.work(input, &plan, &extract);
        let done = crew.in_order(&inputs, &self.stop, work, |finished| {
            if let Some(line) = finished.line {
                lines.line(&line)?;
            }
            summary.count(&finished.record);
            watch(&finished.record);
            Ok::<(), Error>(())
        });
        self.finish(done, summary, lines, begin)
    }

    /// Finishes the output, unless the run was stopped, and completes the summary. A broken pipe is not an error if the
    /// output is a writer.
    fn finish(
        &self,
        done: Result<(), Error>,
        mut summary: Summary,
        lines: Lines,
        begin: Instant,
    ) -> Result<Summary, Error> {
        match done {
            Err(error) if matches!(lines, Lines::Writer(_)) && is_closed(&error) => {
                summary.closed = true;
            }
            done => done?,
        }
        summary.interrupted = self.stop.load(Ordering::Relaxed);
        if !summary.interrupted && !summary.closed {
            lines.finish()?;
        }
        summary.elapsed = begin.elapsed();
        Ok(summary)
    }

    /// Processes one page. Errors and panics become a failed record.
    fn work(
        &self,
        input: &SourceEntry,
        plan: &Plan,
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
    ) -> Finished {
        let source = shown(input.path());
        let mut bytes = 0;
        let done = outlive(input.path(), || self.page(input, &source, plan, extract, &mut bytes));
        let (outcome, line) = done.unwrap_or_else(|error| {
            let line = plan.failure(&source, &error);
            (Outcome::Failed(error), line)
        });
        Finished { record: PageResult { source, bytes, outcome }, line }
    }

    fn page(
        &self,
        input: &SourceEntry,
        source: &str,
        plan: &Plan,
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
        bytes: &mut u64,
    ) -> Result<(Outcome, Option<String>), Error> {
        let (path, place) = match input {
            SourceEntry::Page { path, place, .. } => (path, place),
            SourceEntry::Lost { path, message } => return Err(SourceEntry::lost(path, message)),
        };
        if self.resume && plan.is_done(place) {
            return Ok((Outcome::Skipped, None));
        }
        let (html, cut) = read_input(path, self.extractor.limits())?;
        *bytes = html.len() as u64;
        let input = self.input.unwrap_or_else(|| input_of(path));
        let mut page = Page::html(&html).with_input(input).with_cut(cut);
        if let Some(content_type) = &self.content_type {
            page = page.with_content_type(content_type);
        }
        let article = extract(&page);
        let line = plan.write(&article, place, source, &self.shape)?;
        Ok((Outcome::done(&article), line))
    }
}

/// Runs `work` for the page at `path` and turns a panic into an error.
fn outlive<T>(path: &Path, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // Unwind safe: pages share no mutable state.
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|panic| Err(panicked(path, &*panic)))
}

fn panicked(path: &Path, panic: &(dyn Any + Send)) -> Error {
    let what = panic.downcast_ref::<&str>().copied();
    let what = what.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let message = format!("internal error, a bug in dehusk: {}", what.unwrap_or("no message"));
    Error::new(ErrorKind::Panicked, message).at(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
