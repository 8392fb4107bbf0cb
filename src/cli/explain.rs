//! `dehusk explain`: says for each block of a page whether it is kept, and why.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::Path;

use dehusk::batch::{legible, write_whole};
use dehusk::{ExplainedBlock, Explanation};

use crate::cli::args::ExplainArgs;
use crate::cli::exit::{Exit, Result};
use crate::cli::messages::Messages;
use crate::cli::page::{described, read, refusal};
use crate::cli::stdout::print;

/// The width of the table without a terminal, in columns.
const WIDTH: usize = 110;
/// The width of the columns before the text.
const BEFORE_TEXT: usize = 30;
/// The report, with `DATA` in the place of the data.
const REPORT: &str = include_str!("report.html");

/// Explains one page.
pub fn run(args: &ExplainArgs, messages: &Messages) -> Result<Exit> {
    let extractor = args.extract.extractor()?;
    let file = args.file.as_deref().filter(|path| path.as_os_str() != "-");
    let (html, cut) = read(file, &args.extract.limits.limits())?;
    let page = described(&html, file, args.source_url.as_deref(), &args.extract).with_cut(cut);
    let name = file.map_or("standard input".to_owned(), legible);
    let (article, explanation) = extractor.extract_explained(&page);
    if let Some(kind) = article.unsupported() {
        messages.error(&refusal(&name, kind));
        return Ok(Exit::Incomplete);
    }
    if let Some(report) = &args.html {
        let record = article.record().with_source(name).with_evidence(true);
        write_report(report, &record.json(), &explanation)?;
        return Ok(Exit::Done);
    }
    let (shown, exit) = match (&args.why, args.json) {
        (Some(words), _) => why(&explanation, words),
        (None, true) => (explanation.json() + "\n", Exit::Done),
        (None, false) => (table(&explanation), Exit::Done),
    };
    if exit != Exit::Done {
        messages.note(&format!("{name}: no text block of the page has these words"));
    }
    print(shown.as_bytes())?;
    Ok(exit)
}

/// Writes the report: one file that needs no network. The data is JSON in which no `<` can end the element around it.
fn write_report(path: &Path, record: &str, explanation: &Explanation) -> Result<()> {
    let mut data: serde_json::Value = serde_json::from_str(record)?;
    data["explanation"] = serde_json::from_str(&explanation.json())?;
    let data = data.to_string().replace('<', "\\u003c");
    write_whole(path, REPORT.replacen("DATA", &data, 1).as_bytes())?;
    Ok(())
}

/// A line for each block: `+` if it is kept, the probability, the line of the page, the step that decided, and the text.
fn table(explanation: &Explanation) -> String {
    let width = terminal_width().saturating_sub(BEFORE_TEXT).max(20);
    let mut out = format!("threshold {:.2}\n", explanation.threshold);
    for block in &explanation.blocks {
        let mark = if block.is_kept { '+' } else { '-' };
        let text = clipped(&block.text, width);
        let line = block.line.map_or(String::new(), |line| line.to_string());
        let step = block.step.as_str();
        let _ = writeln!(out, "{mark} {:.2} {line:>6}  {step:<13} {text}", block.probability);
    }
    out
}

/// The columns of the terminal, from `COLUMNS`.
fn terminal_width() -> usize {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    if io::stdout().is_terminal() { columns().unwrap_or(WIDTH) } else { WIDTH }
}

fn clipped(text: &str, n_chars: usize) -> String {
    match text.char_indices().nth(n_chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The reasons for each block with these words.
fn why(explanation: &Explanation, words: &str) -> (String, Exit) {
    let found: Vec<String> =
        explanation.find(words).map(|block| reasons(block, explanation.threshold)).collect();
    let exit = if found.is_empty() { Exit::Incomplete } else { Exit::Done };
    (found.join("\n"), exit)
}

fn reasons(block: &ExplainedBlock, threshold: f32) -> String {
    let done = if block.is_kept { "kept" } else { "dropped" };
    let mut out = format!("{done}: {}\n", clipped(&block.text, 90));
    let _ = writeln!(out, "  because {}", block.step.sentence(block.is_kept));
    let _ = writeln!(out, "  probability {:.3}, threshold {threshold:.3}", block.probability);
    for (side, is_for) in [("for content", true), ("against", false)] {
        let own = block.reasons.iter().filter(|reason| (reason.weight > 0.0) == is_for);
        let shown: Vec<String> =
            own.map(|r| format!("{} = {} ({:+.2})", r.feature, value(r.value), r.weight)).collect();
        if !shown.is_empty() {
            let _ = writeln!(out, "  {side}: {}", shown.join(", "));
        }
    }
    let _ = writeln!(out, "  at {} ({})", block.path, block.selector);
    if let Some(line) = block.line {
        let bytes = block.range.as_ref().map(|r| format!(", bytes {} to {}", r.start, r.end));
        let _ = writeln!(out, "  on line {line}{}", bytes.unwrap_or_default());
    }
    out
}

fn value(value: f32) -> String {
    if value.is_nan() {
        "missing".to_owned()
    } else {
        format!("{}", (value * 100.0).round() / 100.0)
    }
}
