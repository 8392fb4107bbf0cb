//! The progress of a batch on standard error: a bar, or JSON.

use std::io::{self, Write};
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
        Progress { bar, told, begin, n_pages: 0, n_extracted: 0, n_failed: 0, n_bytes: 0 }
    }

    /// Counts a result; `tell` prints messages about it.
    pub fn count(&mut self, record: &PageResult, tell: Option<impl FnOnce()>) {
        self.n_pages += 1;
        self.n_bytes += record.bytes;
        self.n_extracted += u64::from(matches!(record.outcome, Outcome::Done { .. }));
        if matches!(record.outcome, Outcome::Failed(_) | Outcome::Unsupported(_)) {
            self.n_failed += 1;
            self.bar.set_message(format!(", {} failed", self.n_failed));
        }
        self.bar.inc(1);
        if let Some(tell) = tell {
            self.bar.suspend(tell);
        }
        if self.told.is_some_and(|told| told.elapsed() >= INTERVAL) {
            self.told = Some(Instant::now());
            self.write(false);
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

/// A progress bar. The number of pages in archives is unknown, so the bar then shows the rate alone.
fn bar(source: &Source) -> ProgressBar {
    let (bar, template) = if source.has_archives() {
        let template = "{spinner} {human_pos} pages, {per_sec}{msg}, {elapsed}";
        (ProgressBar::no_length(), template)
    } else {
        let template =
            "{bar:30} {human_pos}/{human_len} pages, {per_sec}{msg}, {elapsed}, {eta} left";
        (ProgressBar::new(source.len() as u64), template)
    };
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or(ProgressStyle::default_bar()))
}
