//! The reports for the browser: one file each, which needs no network and runs nothing of a page.

use std::path::Path;

use dehusk::Explanation;
use dehusk::batch::write_whole;
use serde_json::Value;

use crate::cli::exit::Result;

const STYLE: &str = include_str!("report/style.css");
const PAGE: &str = include_str!("report/page.html");
const BATCH: &str = include_str!("report/batch.html");
/// The start of both scripts.
const SHARED_SCRIPT: &str = include_str!("report/shared.js");
const BATCH_SCRIPT: &str = include_str!("report/batch.js");
const PAGE_SCRIPT: &str = include_str!("report/page.js");

/// Writes the report on a page, given its record as JSON.
pub fn write_page(path: &Path, record: &str, explanation: &Explanation) -> Result<()> {
    let mut data: Value = serde_json::from_str(record)?;
    data["explanation"] = serde_json::from_str(&explanation.json())?;
    Ok(write_whole(path, filled(PAGE, PAGE_SCRIPT, &data).as_bytes())?)
}

/// Writes the report on a batch.
pub fn write_batch(path: &Path, data: &Value) -> Result<()> {
    Ok(write_whole(path, filled(BATCH, BATCH_SCRIPT, data).as_bytes())?)
}

/// A report with its style, its script and its data, which is JSON in which no `<` can end the element around it.
fn filled(report: &str, script: &str, data: &Value) -> String {
    let data = data.to_string().replace('<', "\\u003c");
    // The data comes last: it may have the names of the places.
    let script = SHARED_SCRIPT.to_owned() + script;
    let parts = report.replacen("STYLE", STYLE, 1).replacen("SCRIPT", &script, 1);
    parts.replacen("DATA", &data, 1)
}
