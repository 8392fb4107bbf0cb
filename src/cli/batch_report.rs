//! The report on a batch: its counts, and the pages to look at first. The memory does not grow with the number of pages.

use std::fs;
use std::path::{Path, PathBuf};

use dehusk::Extractor;
use dehusk::batch::{Counts, Outcome, PageResult, Summary};
use serde_json::{Value, json};

use crate::cli::batch_args::BatchArgs;
use crate::cli::exit::{Context, Result, message};
use crate::cli::page::{described, read};
use crate::cli::report;

/// The number of pages in a list.
const N_LISTED: usize = 20;
/// The number of bars for the confidence.
const N_BARS: usize = 20;

/// A page in a list.
#[derive(Debug, Clone)]
struct Listed {
    /// The smaller, the earlier in the list.
    rank: f64,
    source: String,
    is_file: bool,
    milliseconds: f64,
    confidence: Option<f32>,
    page_type: Option<String>,
    /// Why it failed.
    message: Option<String>,
}

/// The first pages by rank.
#[derive(Debug, Default)]
struct First(Vec<Listed>);

impl First {
    fn add(&mut self, page: Listed) {
        let at = self.0.partition_point(|other| other.rank <= page.rank);
        if at < N_LISTED {
            self.0.insert(at, page);
            self.0.truncate(N_LISTED);
        }
    }
}

/// Collects what the report shows.
#[derive(Debug, Default)]
pub struct BatchReport {
    confidence: [u64; N_BARS],
    types: Counts,
    slowest: First,
    doubtful: First,
    failed: First,
}

impl BatchReport {
    /// Counts a page.
    pub fn count(&mut self, record: &PageResult) {
        let confidence = match record.outcome {
            Outcome::Done { confidence, .. } => Some(confidence),
            _ => None,
        };
        let message = match &record.outcome {
            Outcome::Failed(error) => Some(message(error)),
            Outcome::Unsupported(kind) => Some(format!("not a web page: {kind}")),
            _ => None,
        };
        let page = Listed {
            rank: 0.0,
            source: record.source.clone(),
            is_file: record.offset.is_none(),
            milliseconds: record.elapsed.as_secs_f64() * 1e3,
            confidence,
            page_type: record.page_type.clone(),
            message,
        };
        if let Some(confidence) = confidence {
            let bar = (confidence * N_BARS as f32) as usize;
            self.confidence[bar.min(N_BARS - 1)] += 1;
            let page_type = page.page_type.clone().unwrap_or_else(|| "unknown".to_owned());
            *self.types.entry(page_type).or_default() += 1;
            self.doubtful.add(Listed { rank: confidence.into(), ..page.clone() });
        }
        if page.message.is_some() {
            self.failed.add(page.clone());
        }
        self.slowest.add(Listed { rank: -page.milliseconds, ..page });
    }

    /// Writes the report, and beside it a report on each listed page that is a file.
    pub fn write(&self, path: &Path, args: &BatchArgs, summary: &Summary) -> Result<()> {
        let extractor = args.extract.extractor()?;
        let folder = pages_folder(path);
        let mut written = Vec::new();
        let mut list = |pages: &First| -> Result<Vec<Value>> {
            let rows = pages.0.iter().map(|page| {
                let link = written.iter().position(|source| *source == page.source);
                let link = match link {
                    Some(i) => Some(i),
                    None if page.is_file && page.message.is_none() => {
                        let name = folder.join(format!("{}.html", written.len()));
                        write_page(&extractor, args, page, &name)?.then(|| {
                            written.push(page.source.clone());
                            written.len() - 1
                        })
                    }
                    None => None,
                };
                let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
                let link = link.zip(folder).map(|(i, folder)| json!([folder, format!("{i}.html")]));
                Ok(json!({
                    "source": page.source, "milliseconds": page.milliseconds, "type": page.page_type,
                    "confidence": page.confidence, "message": page.message, "report": link,
                }))
            });
            rows.collect()
        };
        let lists = json!({
            "doubtful": list(&self.doubtful)?,
            "slowest": list(&self.slowest)?,
            "failed": list(&self.failed)?,
        });
        let counts = json!({
            "pages": summary.pages, "extracted": summary.extracted, "truncated": summary.truncated,
            "empty": summary.empty, "unsupported": summary.unsupported, "failed": summary.failed,
            "skipped": summary.skipped, "filtered": summary.filtered.values().sum::<u64>(),
        });
        let data = json!({
            "summary": summary.to_string(), "counts": counts, "failures": summary.failures,
            "filters": summary.filtered, "confidence": self.confidence, "types": self.types, "lists": lists,
        });
        report::write_batch(path, &data)
    }
}

/// The folder of the reports on pages: `report-pages` for `report.html`.
fn pages_folder(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push("-pages");
    path.with_file_name(name)
}

/// Writes the report on a page. Returns whether it can still be read.
fn write_page(extractor: &Extractor, args: &BatchArgs, page: &Listed, path: &Path) -> Result<bool> {
    let file = Path::new(&page.source);
    let Ok((html, limits_hit)) = read(Some(file), &args.extract.limits.limits()) else {
        return Ok(false);
    };
    let described = described(&html, Some(file), None, &args.extract).with_limits_hit(limits_hit);
    let (article, explanation) = extractor.extract_explained(&described);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let record = article.record().with_source(page.source.clone()).with_evidence(true);
    report::write_page(path, &record.json(), &explanation)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_the_first_pages_in_order() {
        let mut first = First::default();
        for n in 0..50_u32 {
            first.add(Listed {
                rank: f64::from(n * 7 % 50),
                source: String::new(),
                is_file: true,
                milliseconds: 0.0,
                confidence: None,
                page_type: None,
                message: None,
            });
        }
        let ranks: Vec<f64> = first.0.iter().map(|page| page.rank).collect();
        assert_eq!(ranks, (0..20).map(f64::from).collect::<Vec<_>>());
    }
}
