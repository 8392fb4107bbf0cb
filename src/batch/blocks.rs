//! The text blocks of many pages and their features, for training.

use std::time::Instant;

use crate::batch::Batch;
use crate::batch::facts::Facts;
use crate::batch::feed::Feed;
use crate::batch::in_order::Crew;
use crate::batch::item::Item;
use crate::batch::output::Output;
use crate::batch::record::{Outcome, PageResult, Summary};
use crate::batch::run::{Begun, outlive};
use crate::batch::source::Source;
use crate::error::Error;
use crate::page::Page;

impl Batch {
    /// Writes the blocks of all pages as JSON Lines: first the feature names, then one object per page in input
    /// order. An object is the output of [`Extractor::block_rows`](crate::Extractor::block_rows) with `source` as
    /// its first key. `watch` is called for each page. A page that cannot be read has no line.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`](crate::ErrorKind::Writing) if the output cannot be written.
    pub fn blocks(
        &self,
        source: &Source,
        output: Output,
        with_tokens: bool,
        is_packed: bool,
        watch: impl FnMut(&PageResult),
    ) -> Result<Summary, Error> {
        let rows = |page: &Page<'_>| self.extractor.block_rows(page, with_tokens, is_packed);
        self.blocks_with(source, output, watch, rows)
    }

    fn blocks_with(
        &self,
        source: &Source,
        output: Output,
        mut watch: impl FnMut(&PageResult),
        rows: impl Fn(&Page<'_>) -> String + Sync,
    ) -> Result<Summary, Error> {
        let begin = Instant::now();
        let crew = Crew::new(self.threads)?;
        let (_, mut lines, inputs) = output.open(source, &self.shape, &Facts::new())?;
        lines.line(&self.extractor.feature_names(self.input.unwrap_or_default()))?;
        let mut summary = Summary { links: source.links, ..Summary::default() };
        let (limits, counter) = (self.extractor.limits(), self.counter.as_ref());
        let feed = Feed::new(inputs.into_iter(), &self.reading, limits, counter);
        let work = |item| self.page_blocks(item, &rows);
        let done = crew.in_order(feed, Item::n_bytes, &self.stop, work, |(record, line)| {
            if let Some(line) = line {
                lines.line(&line)?;
            }
            summary.count(&record);
            if record.is_page() {
                watch(&record);
            }
            Ok::<(), Error>(())
        });
        self.finish(done, summary, lines, begin)
    }

    fn page_blocks(
        &self,
        item: Item,
        rows: impl Fn(&Page<'_>) -> String,
    ) -> (PageResult, Option<String>) {
        let begun = match Begun::new(item) {
            Ok(begun) => begun,
            Err(record) => return (record, None),
        };
        let Begun { path, source, offset, unread, .. } = begun;
        let mut bytes = 0;
        let done = outlive(&path, || {
            let opened = unread.read(&path, self.extractor.limits())?;
            bytes = opened.bytes.len() as u64;
            let input = self.input.unwrap_or_default();
            let rows = rows(
                &Page::html(&opened.bytes).with_input(input).with_limits_hit(opened.limits_hit),
            );
            Ok(format!("{{\"source\":{},{}", serde_json::json!(source), &rows[1..]))
        });
        let (outcome, line) = match done {
            Ok(line) => (Outcome::Blocks, Some(line)),
            Err(error) => (Outcome::Failed(error), None),
        };
        (PageResult::new(source, offset, bytes, outcome), line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;
    use std::fs;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn a_line_for_the_names_and_one_for_each_page() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.html"), "<p>One.<p>Two.").unwrap();
        let file = folder.path().join("rows.jsonl");
        let source = Source::find([folder.path(), &folder.path().join("absent.html")]);
        let batch = Batch::new(Extractor::default());
        let summary =
            batch.blocks(&source, Output::JsonLines(file.clone()), true, false, |_| {}).unwrap();
        assert_eq!((summary.pages, summary.extracted, summary.failed), (2, 1, 1));
        let text = fs::read_to_string(file).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert!(lines[0]["feature_names"].is_array());
        assert!(lines[1]["source"].as_str().unwrap().ends_with("a.html"));
        assert_eq!(lines[1]["words"], serde_json::json!([1, 1]));
    }

    #[test]
    fn a_page_that_panics_is_a_named_failure_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.html", "b.html", "c.html"] {
            fs::write(folder.path().join(name), format!("<p>{name}")).unwrap();
        }
        let file = folder.path().join("rows.jsonl");
        let batch = Batch::new(Extractor::default()).with_threads(2);
        let mut failures = Vec::new();
        let watch = |record: &PageResult| {
            if let Outcome::Failed(error) = &record.outcome {
                failures.push(error.to_string());
            }
        };
        let rows = |page: &Page<'_>| {
            let rows = Extractor::default().block_rows(page, false, false);
            assert!(!rows.contains("b.html"), "no b");
            rows
        };
        let source = Source::find([folder.path()]);
        let output = Output::JsonLines(file.clone());
        let summary = batch.blocks_with(&source, output, watch, rows).unwrap();
        assert_eq!((summary.extracted, summary.failed), (2, 1));
        assert!(failures[0].ends_with("b.html: internal error, a bug in dehusk: no b"));
        assert_eq!(fs::read_to_string(file).unwrap().lines().count(), 3);
    }

    #[test]
    fn a_run_that_is_stopped_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        (0..200).for_each(|i| fs::write(folder.path().join(format!("{i}.html")), "<p>x").unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        let batch = Batch::new(Extractor::default()).with_threads(1).with_stop(Arc::clone(&stop));
        let source = Source::find([folder.path()]);
        let output = Output::JsonLines(folder.path().join("rows.jsonl"));
        let watch = |_: &PageResult| stop.store(true, Ordering::Relaxed);
        let summary = batch.blocks(&source, output, false, false, watch).unwrap();
        assert!(summary.interrupted && summary.pages < 200);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 200);
    }
}
