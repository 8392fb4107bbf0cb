//! The result of one page, and the summary of a batch.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use crate::article::{Article, Status};
use crate::error::Error;
use crate::sniff::Unsupported;

/// The result of one page of a batch.
#[derive(Debug)]
#[non_exhaustive]
pub struct PageResult {
    /// The path as given, with `/` as separator. For a page of an archive, `#` and the position or the name follow.
    pub source: String,
    /// The position of the page in its archive.
    pub offset: Option<u64>,
    /// The bytes read, after decompression.
    pub bytes: u64,
    /// The outcome.
    pub outcome: Outcome,
    /// The type of the page, if it is known.
    pub page_type: Option<String>,
    /// The selectors of the options that match no element of the page, as written.
    pub unmatched_selectors: Box<[String]>,
    /// The time to read the page, to extract from it and to render the article.
    pub elapsed: Duration,
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
    /// A filter dropped the article.
    Filtered(Filter),
    /// The record of an archive has no page.
    PassedOver(Skip),
    /// There is no article because of this error.
    Failed(Error),
}

/// Why a record of an archive has no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Skip {
    /// A `warcinfo` record, or the first record of an ARC file.
    Information,
    /// A `request` record.
    Request,
    /// A `metadata` record.
    Metadata,
    /// A `revisit` record: the page is the same as an earlier one.
    Revisit,
    /// A WARC record of another type.
    Unknown,
    /// A response whose status is not 200 to 299.
    HttpStatus,
    /// A response or file that is not HTML, by its content type.
    NotHtml,
    /// A file of a tar or zip archive whose name has no page extension.
    NoPageName,
}

impl Skip {
    /// The name in messages and in the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Skip::Information => "warcinfo",
            Skip::Request => "request",
            Skip::Metadata => "metadata",
            Skip::Revisit => "revisit",
            Skip::Unknown => "unknown_type",
            Skip::HttpStatus => "http_status",
            Skip::NotHtml => "not_html",
            Skip::NoPageName => "no_page_name",
        }
    }
}

/// The filter that dropped an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Filter {
    /// The language is not a wanted one.
    Language,
    /// There are too few words.
    Words,
    /// The confidence is too low.
    Confidence,
    /// The page type is not a wanted one.
    PageType,
    /// The title, the date or the address is missing.
    Metadata,
    /// An earlier page has the same text.
    Duplicate,
    /// An earlier page has nearly the same text.
    NearDuplicate,
}

impl Filter {
    /// The name in messages and in the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Filter::Language => "language",
            Filter::Words => "words",
            Filter::Confidence => "confidence",
            Filter::PageType => "page_type",
            Filter::Metadata => "metadata",
            Filter::Duplicate => "duplicate",
            Filter::NearDuplicate => "near_duplicate",
        }
    }
}

/// A number for each name.
pub type Counts = BTreeMap<String, u64>;

impl PageResult {
    /// A result without a page type that took no time.
    pub(super) fn new(source: String, offset: Option<u64>, bytes: u64, outcome: Outcome) -> Self {
        let (unmatched_selectors, elapsed) = (Box::default(), Duration::ZERO);
        PageResult { source, offset, bytes, outcome, page_type: None, unmatched_selectors, elapsed }
    }

    /// Whether this is the result of a page, not of another record of an archive.
    pub(super) fn is_page(&self) -> bool {
        !matches!(self.outcome, Outcome::PassedOver(_))
    }

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
    /// The failed pages by [`ErrorKind`](crate::ErrorKind).
    pub failures: Counts,
    /// The pages that each [`Filter`] dropped. They are among the [`pages`](Self::pages).
    pub filtered: Counts,
    /// The records of archives without a page, by [`Skip`]. They are not among the pages.
    pub passed_over: Counts,
    /// The bytes read, after decompression.
    pub bytes: u64,
    /// The shards of a data set that this run wrote.
    pub shards_written: u64,
    /// The shards of a data set that were there before.
    pub shards_there: u64,
    /// The duration of the batch.
    pub elapsed: Duration,
    /// Whether the batch was stopped before its end.
    pub interrupted: bool,
    /// Whether the reader closed the output early. Exactly [`pages`](Self::pages) records were written before that.
    pub closed: bool,
}

impl Summary {
    pub(super) fn count(&mut self, record: &PageResult) {
        if let Outcome::PassedOver(skip) = record.outcome {
            *self.passed_over.entry(skip.as_str().to_owned()).or_default() += 1;
            return;
        }
        self.pages += 1;
        self.bytes += record.bytes;
        let is_truncated =
            matches!(record.outcome, Outcome::Done { status: Status::Truncated, .. });
        self.truncated += u64::from(is_truncated);
        match &record.outcome {
            Outcome::Done { status: Status::Empty, .. } => self.empty += 1,
            Outcome::Done { .. } | Outcome::Blocks => self.extracted += 1,
            Outcome::Unsupported(_) => self.unsupported += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Filtered(filter) => {
                *self.filtered.entry(filter.as_str().to_owned()).or_default() += 1;
            }
            Outcome::PassedOver(_) => {}
            Outcome::Failed(error) => {
                self.failed += 1;
                *self.failures.entry(error.kind().as_str().to_owned()).or_default() += 1;
            }
        }
    }

    /// The counts as a JSON object, without what depends on the machine.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "pages": self.pages, "extracted": self.extracted, "truncated": self.truncated, "empty": self.empty,
            "unsupported": self.unsupported, "failed": self.failed, "bytes": self.bytes, "failures": self.failures,
            "filtered": self.filtered, "passed_over": self.passed_over,
        })
    }

    /// The counts of an object that [`to_json`](Self::to_json) gave. What is missing is 0.
    pub(super) fn from_json(object: &Value) -> Self {
        let number = |name: &str| object[name].as_u64().unwrap_or(0);
        let counts = |name: &str| -> Counts {
            let entries = object[name].as_object().into_iter().flatten();
            entries.map(|(name, n)| (name.clone(), n.as_u64().unwrap_or(0))).collect()
        };
        Summary {
            pages: number("pages"),
            extracted: number("extracted"),
            truncated: number("truncated"),
            empty: number("empty"),
            unsupported: number("unsupported"),
            failed: number("failed"),
            bytes: number("bytes"),
            failures: counts("failures"),
            filtered: counts("filtered"),
            passed_over: counts("passed_over"),
            ..Summary::default()
        }
    }

    /// Adds the counts of another part of the run.
    pub(super) fn add(&mut self, part: &Summary) {
        let numbers = [
            (&mut self.pages, part.pages),
            (&mut self.extracted, part.extracted),
            (&mut self.truncated, part.truncated),
            (&mut self.empty, part.empty),
            (&mut self.unsupported, part.unsupported),
            (&mut self.skipped, part.skipped),
            (&mut self.failed, part.failed),
            (&mut self.bytes, part.bytes),
        ];
        numbers.into_iter().for_each(|(sum, n)| *sum += n);
        let counts = [
            (&mut self.failures, &part.failures),
            (&mut self.filtered, &part.filtered),
            (&mut self.passed_over, &part.passed_over),
        ];
        for (sums, counts) in counts {
            counts.iter().for_each(|(name, n)| *sums.entry(name.clone()).or_default() += n);
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
        for (what, counts) in [("filtered", &self.filtered), ("passed over", &self.passed_over)] {
            let names: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
            if !names.is_empty() {
                write!(f, ", {} {what} ({})", counts.values().sum::<u64>(), names.join(", "))?;
            }
        }
        let (written, there) = (self.shards_written, self.shards_there);
        if written + there > 0 {
            write!(f, "; {written} shards written, {there} already there")?;
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
            summary.count(&PageResult::new(String::new(), None, 1_000_000, outcome));
        }
        assert_eq!(
            summary.to_string(),
            "3 pages: 2 extracted (1 truncated), 1 empty, 0 failed; 3.0 MB in 2.0 s, 2 pages/s"
        );
        summary.count(&PageResult::new(String::new(), None, 0, Outcome::Skipped));
        assert!(summary.to_string().contains("0 failed, 1 skipped;"));
        let outcome = Outcome::Unsupported(Unsupported::Pdf);
        summary.count(&PageResult::new(String::new(), None, 0, outcome));
        (summary.links, summary.closed) = (2, true);
        let said = summary.to_string();
        assert!(
            said.contains("0 failed, 1 unsupported, 1 skipped, 2 links not followed;"),
            "{said}"
        );
        assert!(said.ends_with("; the output was closed after 5 records"), "{said}");
    }
}
