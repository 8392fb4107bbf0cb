//! The result of one page, and the summary of a batch.

use std::fmt;
use std::time::Duration;

use serde_json::json;

use crate::article::{Article, Status};
use crate::error::Error;
use crate::sniff::Unsupported;

/// The result of one page of a batch.
#[derive(Debug)]
#[non_exhaustive]
pub struct PageResult {
    /// The path as given, with `/` as separator.
    pub source: String,
    /// The bytes read, after decompression.
    pub bytes: u64,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome of one page of a batch.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The page was read and its article, which may be empty, was written.
    Done {
        /// The article's status.
        status: Status,
        /// The article's confidence.
        confidence: f32,
    },
    /// The input is not a web page but of this kind.
    Unsupported(Unsupported),
    /// The page was read and its blocks were written.
    Blocks,
    /// The page was skipped because its output file exists.
    Skipped,
    /// There is no article because of this error.
    Failed(Error),
}

impl PageResult {
    /// The JSON object of a page that failed. Other pages have the JSON object of their article.
    pub(super) fn failure(source: &str, error: &Error) -> String {
        json!({ "source": source, "status": Status::Failed.as_str(), "error": error.message_with_cause() })
            .to_string()
    }
}

impl Outcome {
    pub(super) fn done(article: &Article) -> Self {
        match article.unsupported() {
            Some(kind) => Outcome::Unsupported(kind),
            None => Outcome::Done { status: article.status, confidence: article.confidence },
        }
    }
}

/// The summary of a batch. Its `Display` is the last line that `dehusk batch` prints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// All inputs processed: extracted, empty, unsupported, skipped and failed.
    pub pages: u64,
    /// Pages with an article.
    pub extracted: u64,
    /// Extracted pages that a limit truncated.
    pub truncated: u64,
    /// Pages without content.
    pub empty: u64,
    /// Inputs that are not web pages.
    pub unsupported: u64,
    /// Symbolic links in folders that were not followed.
    pub links: u64,
    /// Pages skipped because their output file exists.
    pub skipped: u64,
    /// Pages without an article; the record of each has the error.
    pub failed: u64,
    /// The bytes read, after decompression.
    pub bytes: u64,
    /// The duration of the batch.
    pub elapsed: Duration,
    /// Whether the batch was stopped before its end.
    pub interrupted: bool,
    /// Whether the reader closed the output early. Exactly [`pages`](Self::pages) records were written before that.
    pub closed: bool,
}

impl Summary {
    pub(super) fn count(&mut self, record: &PageResult) {
        self.pages += 1;
        self.bytes += record.bytes;
        let is_truncated =
            matches!(record.outcome, Outcome::Done { status: Status::Truncated, .. });
        self.truncated += u64::from(is_truncated);
        match record.outcome {
            Outcome::Done { status: Status::Empty, .. } => self.empty += 1,
            Outcome::Done { .. } | Outcome::Blocks => self.extracted += 1,
            Outcome::Unsupported(_) => self.unsupported += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Failed(_) => self.failed += 1,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { pages, extracted, truncated, empty, skipped, failed, .. } = self;
        let Summary { unsupported, links, .. } = self;
        let noun = if *pages == 1 { "page" } else { "pages" };
        write!(f, "{pages} {noun}: {extracted} extracted")?;
        if *truncated > 0 {
            write!(f, " ({truncated} truncated)")?;
        }
        write!(f, ", {empty} empty, {failed} failed")?;
        let not_followed = if *links == 1 { "link not followed" } else { "links not followed" };
        let more = [(unsupported, "unsupported"), (skipped, "skipped"), (links, not_followed)];
        for (n, what) in more.into_iter().filter(|(n, _)| **n > 0) {
            write!(f, ", {n} {what}")?;
        }
        let seconds = self.elapsed.as_secs_f64();
        let megabytes = self.bytes as f64 / 1e6;
        write!(f, "; {megabytes:.1} MB in {seconds:.1} s")?;
        // A speed measured over a shorter time is meaningless.
        if seconds >= 0.05 {
            write!(f, ", {:.0} pages/s", (pages - skipped) as f64 / seconds)?;
        }
        if self.closed {
            write!(f, "; the output was closed after {pages} records")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_one_line() {
        let mut summary = Summary { elapsed: Duration::from_secs(2), ..Summary::default() };
        let done = |status| Outcome::Done { status, confidence: 1.0 };
        for outcome in [done(Status::Ok), done(Status::Truncated), done(Status::Empty)] {
            summary.count(&PageResult { source: String::new(), bytes: 1_000_000, outcome });
        }
        assert_eq!(
            summary.to_string(),
            "3 pages: 2 extracted (1 truncated), 1 empty, 0 failed; 3.0 MB in 2.0 s, 2 pages/s"
        );
        summary.count(&PageResult { source: String::new(), bytes: 0, outcome: Outcome::Skipped });
        assert!(summary.to_string().contains("0 failed, 1 skipped;"));
        let outcome = Outcome::Unsupported(Unsupported::Pdf);
        summary.count(&PageResult { source: String::new(), bytes: 0, outcome });
        (summary.links, summary.closed) = (2, true);
        let said = summary.to_string();
        assert!(
            said.contains("0 failed, 1 unsupported, 1 skipped, 2 links not followed;"),
            "{said}"
        );
        assert!(said.ends_with("; the output was closed after 5 records"), "{said}");
    }
}
