//! The text blocks of many pages and their features, as training reads them.

use std::time::Instant;

use crate::batch::Batch;
use crate::batch::file::read_page_file;
use crate::batch::in_order::Crew;
use crate::batch::output::Output;
use crate::batch::record::{Outcome, Record, Summary};
use crate::batch::source::{Input, Source, shown};
use crate::error::Error;
use crate::page::Page;

impl Batch {
    /// Writes the blocks of all pages: a first line with the names of the features, then one JSON object a page,
    /// in the order of the input, as [`Extractor::block_rows`](crate::Extractor::block_rows) gives it with
    /// `source` before it. `watch` is called for each page; one that cannot be read has no line.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`](crate::ErrorKind::Writing) if the output cannot be written.
    pub fn blocks(
        &self,
        source: &Source,
        output: Output,
        with_tokens: bool,
        mut watch: impl FnMut(&Record),
    ) -> Result<Summary, Error> {
        let begin = Instant::now();
        let crew = Crew::new(self.threads)?;
        let (_, mut lines) = output.open(source)?;
        lines.line(&self.extractor.feature_names(self.input.unwrap_or_default()))?;
        let mut summary = Summary::default();
        let work = |input: &Input| self.page_blocks(input, with_tokens);
        crew.in_order(&source.inputs, &self.stop, work, |(record, line)| {
            if let Some(line) = line {
                lines.line(&line)?;
            }
            summary.count(&record);
            watch(&record);
            Ok::<(), Error>(())
        })?;
        self.finish(summary, lines, begin)
    }

    fn page_blocks(&self, input: &Input, with_tokens: bool) -> (Record, Option<String>) {
        let source = shown(input.path());
        let html = match input {
            Input::Page { path, .. } => read_page_file(path, self.max_bytes),
            Input::Lost { path, message } => Err(Input::lost(path, message)),
        };
        match html {
            Err(error) => (Record { source, bytes: 0, outcome: Outcome::Failed(error) }, None),
            Ok(html) => {
                let page = Page::html(&html).with_input(self.input.unwrap_or_default());
                let rows = self.extractor.block_rows(&page, with_tokens);
                let line = format!("{{\"source\":{},{}", serde_json::json!(source), &rows[1..]);
                let outcome = Outcome::Blocks;
                (Record { source, bytes: html.len() as u64, outcome }, Some(line))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;
    use std::fs;

    #[test]
    fn a_line_for_the_names_and_one_for_each_page() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.html"), "<p>One.<p>Two.").unwrap();
        let file = folder.path().join("rows.jsonl");
        let source = Source::find([folder.path(), &folder.path().join("absent.html")]);
        let batch = Batch::new(Extractor::default());
        let summary = batch.blocks(&source, Output::JsonLines(file.clone()), true, |_| {}).unwrap();
        assert_eq!((summary.pages, summary.extracted, summary.failed), (2, 1, 1));
        let text = fs::read_to_string(file).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert!(lines[0]["feature_names"].is_array());
        assert!(lines[1]["source"].as_str().unwrap().ends_with("a.html"));
        assert_eq!(lines[1]["words"], serde_json::json!([1, 1]));
    }
}
