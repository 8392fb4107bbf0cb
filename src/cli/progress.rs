//! The progress of a batch on standard error: a bar, or JSON.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dehusk::batch::{Outcome, PageResult, Source};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::cli::batch_args::ProgressArg;
use crate::cli::messages::Messages;

/// The time between two objects of JSON.
const INTERVAL: Duration = Duration::from_secs(1);

/// Counts results and shows them.
pub struct Progress {
    bar: ProgressBar,
    /// Whether the bar shows the bytes read, because the number of pages is unknown.
    is_in_bytes: bool,
    n_read: Arc<AtomicU64>,
    /// When the last object was written; `None` if none is wanted.
    told: Option<Instant>,
    begin: Instant,
    n_pages: u64,
    n_extracted: u64,
    n_failed: u64,
    n_bytes: u64,
}

impl Progress {
    pub fn new(form: ProgressArg, source: &Source, messages: &Messages) -> Self {
        let bar = match form {
            ProgressArg::Bar if !messages.is_quiet() => bar(source),
            _ => ProgressBar::hidden(),
        };
        let begin = Instant::now();
        let told = (form == ProgressArg::Json).then_some(begin);
        let (is_in_bytes, n_read) = (source.has_archives(), Arc::default());
        Progress {
            bar,
            is_in_bytes,
            n_read,
            told,
            begin,
            n_pages: 0,
            n_extracted: 0,
            n_failed: 0,
            n_bytes: 0,
        }
    }

    /// Counts a result; `tell` prints messages about it.
    pub fn count(&mut self, record: &PageResult, tell: Option<impl FnOnce()>) {
        self.n_pages += 1;
        self.n_bytes += record.bytes;
        self.n_extracted += u64::from(matches!(record.outcome, Outcome::Done { .. }));
        if matches!(record.outcome, Outcome::Failed(_) | Outcome::Unsupported(_)) {
            self.n_failed += 1;
        }
        self.step();
        if let Some(tell) = tell {
            self.bar.suspend(tell);
        }
        if self.told.is_some_and(|told| told.elapsed() >= INTERVAL) {
            self.told = Some(Instant::now());
            self.write(false);
        }
    }

    /// The counter of the bytes that the batch reads, if the bar shows them.
    pub fn counter(&self) -> Option<Arc<AtomicU64>> {
        (self.is_in_bytes && !self.bar.is_hidden()).then(|| Arc::clone(&self.n_read))
    }

    fn step(&self) {
        let failed = match self.n_failed {
            0 => String::new(),
            n => format!(", {n} failed"),
        };
        if self.is_in_bytes {
            let rate = self.n_pages as f64 / self.begin.elapsed().as_secs_f64().max(0.001);
            self.bar.set_message(format!("{} pages, {rate:.0}/s{failed}", self.n_pages));
            self.bar.set_position(self.n_read.load(Ordering::Relaxed));
        } else {
            self.bar.set_message(failed);
            self.bar.inc(1);
        }
    }

    /// Clears the bar, or writes the last object.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        if self.told.is_some() {
            self.write(true);
        }
    }

    fn write(&self, is_done: bool) {
        let seconds = self.begin.elapsed().as_secs_f64();
        let object = json!({
            "pages": self.n_pages, "with_record": self.n_extracted, "failed": self.n_failed, "bytes": self.n_bytes,
            "seconds": (seconds * 1000.0).round() / 1000.0, "done": is_done,
        });
        // Progress that nobody can read stops no run.
        let _ = writeln!(io::stderr(), "{object}");
    }
}

/// A progress bar. The number of pages in archives is unknown, so the bar then shows the bytes read, before decompression.
fn bar(source: &Source) -> ProgressBar {
    let (bar, template) = if source.has_archives() {
        let template = "{bar:30} {msg}, {bytes}/{total_bytes}, {elapsed}, {eta} left";
        (ProgressBar::new(source.n_bytes()), template)
    } else {
        let template =
            "{bar:30} {human_pos}/{human_len} pages, {per_sec}{msg}, {elapsed}, {eta} left";
        (ProgressBar::new(source.len() as u64), template)
    };
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or(ProgressStyle::default_bar()))
}
