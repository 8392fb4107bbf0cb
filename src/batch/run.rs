//! A run: items to articles to rows, in parallel and in order.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::article::Article;
use crate::batch::Batch;
use crate::batch::dedupe::{Likeness, Print, Seen};
use crate::batch::facts::Facts;
use crate::batch::feed::Feed;
use crate::batch::file::read_input;
use crate::batch::in_order::Crew;
use crate::batch::item::{Held, Item, Opened};
use crate::batch::name::{input_of, shown};
use crate::batch::output::{Output, Plan, Row, Sink, is_closed};
use crate::batch::record::{Filter, Outcome, PageResult, Summary};
use crate::batch::source::{Source, SourceEntry};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::page::Page;

/// A page that is to be read, with its names.
pub(super) struct Begun {
    /// The file, or the archive.
    pub path: PathBuf,
    pub source: String,
    pub offset: Option<u64>,
    pub place: PathBuf,
    pub unread: Unread,
}

/// A page that is to be read.
pub(super) enum Unread {
    File,
    Held(Box<Held>),
}

/// The result of a page, sent from a worker thread to the output.
pub(super) struct Finished {
    pub record: PageResult,
    pub row: Option<Row>,
    /// What tells duplicates of this article.
    pub print: Option<Print>,
}

impl Begun {
    /// Names an item. An item without a page is a result.
    pub fn new(item: Item) -> Result<Self, PageResult> {
        let ended = |source, offset, outcome| PageResult::new(source, offset, 0, outcome);
        match item {
            Item::File { path, place } => {
                let source = shown(&path);
                Ok(Begun { path, source, offset: None, place, unread: Unread::File })
            }
            Item::Held(mut held) => Ok(Begun {
                path: held.path.to_path_buf(),
                source: std::mem::take(&mut held.source),
                offset: Some(held.offset),
                place: std::mem::take(&mut held.place),
                unread: Unread::Held(held),
            }),
            Item::Skipped(skip) => Err(ended(String::new(), None, Outcome::PassedOver(skip))),
            Item::Failed { source, offset, error } => {
                Err(ended(source, offset, Outcome::Failed(error)))
            }
        }
    }
}

impl Unread {
    /// Reads and decompresses the page.
    pub fn read(self, path: &Path, limits: &Limits) -> Result<Opened, Error> {
        match self {
            Unread::Held(held) => held.open(limits),
            Unread::File => {
                let (bytes, limits_hit) = read_input(path, limits)?;
                let input = Some(input_of(path));
                Ok(Opened { bytes, limits_hit, url: None, content_type: None, input })
            }
        }
    }
}

impl Batch {
    /// Extracts from all pages. `watch` is called for each page, in order, after its output is written.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the output cannot be written, and [`ErrorKind::Options`] if it would overwrite an
    /// input page, or if its folder is a file. The failure of a single page is not an error but a failed [`PageResult`].
    pub fn run(
        &self,
        source: &Source,
        output: Output,
        watch: impl FnMut(&PageResult),
    ) -> Result<Summary, Error> {
        self.run_with(source, output, watch, |page| self.extractor.extract(page))
    }

    pub(super) fn run_with(
        &self,
        source: &Source,
        output: Output,
        mut watch: impl FnMut(&PageResult),
        extract: impl Fn(&Page<'_>) -> Article + Sync,
    ) -> Result<Summary, Error> {
        let output = match output {
            Output::DataSet(folder, format) => {
                return self.run_shards(source, (folder, format), &mut watch, &extract);
            }
            output => output,
        };
        let begin = Instant::now();
        let crew = Crew::new(self.threads)?;
        let facts = if matches!(output, Output::Table(..)) { self.facts() } else { Facts::new() };
        let (plan, mut sink, inputs) = output.open(source, &self.shape, &facts)?;
        let mut seen = self.seen();
        if seen.is_some() && matches!(plan, Plan::Files(..)) {
            let message = "duplicates are found in rows only; expected JSON Lines, CSV or Parquet";
            return Err(Error::new(ErrorKind::Options, message));
        }
        let mut summary = Summary { links: source.links, ..Summary::default() };
        let done = self.pass(&crew, inputs.into_iter(), &plan, &extract, |mut finished| {
            finished.compare(&mut seen);
            if let Some(row) = finished.row {
                sink.row(row)?;
            }
            summary.count(&finished.record);
            if finished.record.is_page() {
                watch(&finished.record);
            }
            Ok::<(), Error>(())
        });
        self.finish(done, summary, sink, begin)
    }

    /// The memory of duplicates, if they are to be dropped.
    pub(super) fn seen(&self) -> Option<Seen> {
        self.filters.dedupe.map(|dedupe| Seen::new(dedupe, self.filters.window))
    }

    /// Processes some inputs; `take` gets the results in input order.
    pub(super) fn pass<'s>(
        &'s self,
        crew: &Crew,
        inputs: impl Iterator<Item = &'s SourceEntry> + Send,
        plan: &Plan,
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
        take: impl FnMut(Finished) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let feed = Feed::new(inputs, &self.reading, self.extractor.limits(), self.counter.as_ref());
        let work = |item| self.work(item, plan, extract);
        crew.in_order(feed, Item::n_bytes, &self.stop, work, take)
    }

    /// Finishes the output, unless the run was stopped, and completes the summary. A broken pipe is not an error if the
    /// output is a writer.
    pub(super) fn finish(
        &self,
        done: Result<(), Error>,
        mut summary: Summary,
        sink: Sink,
        begin: Instant,
    ) -> Result<Summary, Error> {
        match done {
            Err(error) if matches!(sink, Sink::Writer(_)) && is_closed(&error) => {
                summary.closed = true;
            }
            done => done?,
        }
        summary.interrupted = self.stop.load(Ordering::Relaxed);
        if !summary.interrupted && !summary.closed {
            sink.finish()?;
        }
        summary.elapsed = begin.elapsed();
        Ok(summary)
    }

    /// Processes one item. Errors and panics become a failed record.
    fn work(
        &self,
        item: Item,
        plan: &Plan,
        extract: &(impl Fn(&Page<'_>) -> Article + Sync),
    ) -> Finished {
        let begun = match Begun::new(item) {
            Ok(begun) => begun,
            Err(record) => {
                let row = match &record.outcome {
                    Outcome::Failed(error) => plan.failure(&record.source, error),
                    _ => None,
                };
                return Finished { record, row, print: None };
            }
        };
        let Begun { path, source, offset, place, unread } = begun;
        let begin = Instant::now();
        let (mut bytes, mut page_type, mut unmatched_selectors) = (0, None, Box::default());
        let done = outlive(&path, || {
            if self.resume && plan.is_done(&place) {
                return Ok((Outcome::Skipped, None, None));
            }
            let mut opened = unread.read(&path, self.extractor.limits())?;
            bytes = opened.bytes.len() as u64;
            if let (None, Some(addresses)) = (&opened.url, &self.addresses) {
                opened.url = addresses.of(&source, &place);
            }
            let article = self.article(opened, extract);
            page_type.clone_from(&article.metadata.page_type);
            unmatched_selectors = article.unmatched_selectors().into();
            if let Some(filter) = self.dropped(&article) {
                return Ok((Outcome::Filtered(filter), None, None));
            }
            let row = plan.write(&article, &place, &source, &self.shape)?;
            let print = self.filters.dedupe.and_then(|_| Print::of(&article));
            Ok((Outcome::done(&article), row, print))
        });
        let (outcome, row, print) = done.unwrap_or_else(|error| {
            let row = plan.failure(&source, &error);
            (Outcome::Failed(error), row, None)
        });
        let elapsed = begin.elapsed();
        let mut record = PageResult::new(source, offset, bytes, outcome);
        (record.page_type, record.unmatched_selectors) = (page_type, unmatched_selectors);
        record.elapsed = elapsed;
        Finished { record, row, print }
    }

    /// The filter that drops an article. An input that is no page is reported, not filtered.
    fn dropped(&self, article: &Article) -> Option<Filter> {
        if article.unsupported().is_some() { None } else { self.filters.check(article) }
    }

    /// Extracts the article. A page with an address of its own has it as its URL, whatever the page says: the address is
    /// what its records are joined by.
    fn article(&self, opened: Opened, extract: &impl Fn(&Page<'_>) -> Article) -> Article {
        let Opened { bytes, limits_hit, url, content_type, input } = opened;
        let input = self.input.or(input).unwrap_or_default();
        let mut page = Page::html(&bytes).with_input(input).with_limits_hit(limits_hit);
        if let Some(content_type) = self.content_type.as_ref().or(content_type.as_ref()) {
            page = page.with_content_type(content_type);
        }
        if let Some(url) = &url {
            page = page.with_url(url);
        }
        let mut article = extract(&page);
        if url.is_some() && article.unsupported().is_none() {
            article.metadata.url = url;
        }
        article
    }
}

impl Finished {
    /// Compares an article to earlier ones: a duplicate is dropped, another one is remembered and returned.
    pub fn compare(&mut self, seen: &mut Option<Seen>) -> Option<Print> {
        let (Some(seen), Some(print)) = (seen, self.print) else { return None };
        let filter = match seen.compare(print) {
            Likeness::New => {
                seen.add(print);
                return Some(print);
            }
            Likeness::Same => Filter::Duplicate,
            Likeness::Near => Filter::NearDuplicate,
        };
        self.record.outcome = Outcome::Filtered(filter);
        self.row = None;
        None
    }
}

/// Runs `work` for the page at `path` and turns a panic into an error.
pub(super) fn outlive<T>(path: &Path, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
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
