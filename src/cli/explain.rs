//! `dehusk explain`: says for each block of a page whether it is kept, and why.

use std::fmt::Write;

use dehusk::batch::legible;
use dehusk::{ExplainedBlock, Explanation};
use terminal_size::terminal_size;

use crate::cli::args::ExplainArgs;
use crate::cli::exit::{Exit, Result};
use crate::cli::messages::Messages;
use crate::cli::page::{described, read, refusal};
use crate::cli::report;
use crate::cli::stdout::{print, print_styled};
use crate::cli::terminal::escape_controls;

/// The width of the table without a terminal, in columns.
const WIDTH: usize = 110;
/// The width of the columns before the text.
const BEFORE_TEXT: usize = 40;

/// Explains one page; the table is coloured if `colors` says so.
pub fn run(args: &ExplainArgs, colors: bool, messages: &Messages) -> Result<Exit> {
    let extractor = args.extract.extractor()?;
    let file = args.file.as_deref().filter(|path| path.as_os_str() != "-");
    let (html, limits_hit) = read(file, &args.extract.limits.limits())?;
    let page = described(&html, file, args.source_url.as_deref(), &args.extract)
        .with_limits_hit(limits_hit);
    let name = file.map_or("standard input".to_owned(), legible);
    let (article, explanation) = extractor.extract_explained(&page);
    if let Some(kind) = article.unsupported() {
        messages.error(&refusal(&name, kind));
        return Ok(Exit::Nothing);
    }
    if let Some(report) = &args.html {
        let record = article.record().with_source(name).with_evidence(true);
        report::write_page(report, &record.json(), &explanation)?;
        return Ok(Exit::Done);
    }
    if !args.json && args.why.is_none() {
        print_styled(&table(&explanation, colors))?;
        return Ok(Exit::Done);
    }
    let (shown, exit) = match &args.why {
        Some(words) => why(&explanation, words),
        None => (explanation.json() + "\n", Exit::Done),
    };
    if exit != Exit::Done {
        messages.note(&format!("{name}: no text block of the page has these words"));
    }
    print(shown.as_bytes())?;
    Ok(exit)
}

/// A line for each block: `+` if it is kept, the probability, the line of the page, the role, the step that decided, and the text.
fn table(explanation: &Explanation, colors: bool) -> String {
    let columns = terminal_size().map_or(WIDTH, |(columns, _)| columns.0.into());
    let width = columns.saturating_sub(BEFORE_TEXT).max(20);
    let mut out = format!("threshold {:.2}\n", explanation.threshold);
    for block in &explanation.blocks {
        let mark = if block.is_kept { '+' } else { '-' };
        let text = clipped(&block.text, width);
        let text = escape_controls(&text);
        let line = block.line.map_or(String::new(), |line| line.to_string());
        let ExplainedBlock { probability, step, role, .. } = block;
        let (step, role) = (step.as_str(), role.as_str());
        let row = format!("{mark} {probability:.2} {line:>6}  {role:<11}  {step:<9}  {text}");
        let _ = match (colors, block.is_kept) {
            (false, _) => writeln!(out, "{row}"),
            (true, true) => writeln!(out, "\x1b[32m{row}\x1b[0m"),
            (true, false) => writeln!(out, "\x1b[2m{row}\x1b[0m"),
        };
    }
    out
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
    let exit = if found.is_empty() { Exit::Nothing } else { Exit::Done };
    (found.join("\n"), exit)
}

fn reasons(block: &ExplainedBlock, threshold: f32) -> String {
    let done = if block.is_kept { "kept" } else { "dropped" };
    let mut out = format!("{done}: {}\n", clipped(&block.text, 90));
    let because = block.step.sentence(block.is_kept);
    let _ = writeln!(out, "  {}, because {because}", block.role);
    let _ = writeln!(out, "  probability {:.3}, threshold {threshold:.3}", block.probability);
    for (side, is_for) in [("for content", true), ("against", false)] {
        let own = block.reasons.iter().filter(|reason| (reason.weight > 0.0) == is_for);
        let shown: Vec<String> =
            own.map(|r| format!("{}: {} ({:+.2})", r.phrase, r.shown, r.weight)).collect();
        if !shown.is_empty() {
            let _ = writeln!(out, "  {side}: {}", shown.join("; "));
        }
    }
    let _ = writeln!(out, "  at {} ({})", block.path, block.selector);
    if let Some(line) = block.line {
        let bytes = block.range.as_ref().map(|r| format!(", bytes {} to {}", r.start, r.end));
        let _ = writeln!(out, "  on line {line}{}", bytes.unwrap_or_default());
    }
    out
}
