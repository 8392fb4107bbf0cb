//! `dehusk batch`: extracts from many pages.

use std::ffi::OsStr;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use dehusk::Format;
use dehusk::batch::{Batch, Outcome, Output, PageResult, Source, Summary};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::BatchArgs;
use crate::cli::exit::{Exit, Result, Usage, message};
use crate::cli::messages::Messages;
use crate::cli::page::refusal;
use crate::cli::signals::stop_on_signal;
use crate::cli::stdout;

/// Extracts from all pages, reports failures and prints a summary.
pub fn run(args: &BatchArgs, messages: &Messages) -> Result<Exit> {
    let output = output(args)?;
    let mut batch = Batch::new(args.extract.extractor()?)
        .with_schema(args.json.schema())
        .with_evidence(args.json.with_evidence)
        .with_resume(args.resume)
        .with_stop(stop_on_signal());
    batch = args.json.formats().fold(batch, |batch, format| batch.with_format(format));
    if let Some(threads) = args.threads {
        batch = batch.with_threads(threads.into());
    }
    if let Some(input) = args.extract.input() {
        batch = batch.with_input(input);
    }
    if let Some(charset) = &args.extract.charset {
        batch = batch.with_content_type(charset);
    }
    let source = find(&args.inputs, args.follow_links);
    for path in source.nameless() {
        let name = path.display();
        messages.note(&format!(
            "{name}: skipped, because its name is only an extension; to read it, name it on the command line"
        ));
    }
    if source.unreadable().count() == source.len() {
        source.unreadable().for_each(|error| messages.error(&message(&error)));
        return Ok(no_page(source.links(), messages));
    }
    quiet_panics(messages);
    let bar = progress_bar(source.len(), messages);
    let summary = batch.run(&source, output, |record| {
        bar.inc(1);
        if record_needs_telling(record, messages) {
            bar.suspend(|| tell(record, messages));
        }
    });
    bar.finish_and_clear();
    let summary = summary?;
    if summary.pages == 0 && !summary.interrupted && !summary.closed {
        return Ok(no_page(summary.links, messages));
    }
    messages.summary(&summary.to_string());
    if summary.interrupted {
        let next = "a folder can be resumed with --resume; a JSON Lines file was not written";
        messages.note(&format!("interrupted; {next}"));
    }
    Ok(exit(&summary))
}

/// The pages that the arguments stand for.
fn find(inputs: &[PathBuf], follow_links: bool) -> Source {
    if follow_links { Source::find_following(inputs) } else { Source::find(inputs) }
}

fn no_page(links: u64, messages: &Messages) -> Exit {
    let mut said =
        "no page found; pages end in .html, .htm, .xhtml or .txt, optionally with .gz".to_owned();
    if links > 0 {
        said += &format!("; links not followed: {links}; use --follow-links for links to files");
    }
    messages.error(&said);
    Exit::Incomplete
}

/// The exit code of a run. A closed output pipe counts as success.
pub fn exit(summary: &Summary) -> Exit {
    match summary {
        summary if summary.interrupted => Exit::Interrupted,
        summary if summary.closed => Exit::Done,
        summary if summary.failed + summary.unsupported > 0 => Exit::Incomplete,
        _ => Exit::Done,
    }
}

/// Silences the panic hook unless `-v` is given: the batch reports the message of a panic as the failure of its page.
pub fn quiet_panics(messages: &Messages) {
    if !messages.is_verbose() {
        panic::set_hook(Box::new(|_| {}));
    }
}

/// The output that `-o` and `--format` select.
fn output(args: &BatchArgs) -> Result<Output, Usage> {
    let lines = lines(&args.output);
    let format = args.format.map(Format::from);
    match (lines, format) {
        (Some(_), Some(format)) if format != Format::Json => Err(Usage(
            "JSON Lines contain plain text; use --include markdown,html to add other formats, \
             or -o FOLDER/ to write one file per page"
                .to_owned(),
        )),
        (Some(_), _) if args.resume => Err(Usage(
            "--resume needs a folder as output: a JSON Lines file is written atomically".to_owned(),
        )),
        (Some(lines), _) => Ok(lines),
        (None, format) => folder(args, format),
    }
}

/// The JSON Lines output at `path`; `None` if it is a folder.
pub fn lines(path: &Path) -> Option<Output> {
    if path.as_os_str() == "-" {
        Some(Output::Writer(stdout::writer()))
    } else if is_json_lines(path) {
        Some(Output::JsonLines(path.to_owned()))
    } else {
        None
    }
}

fn folder(args: &BatchArgs, format: Option<Format>) -> Result<Output, Usage> {
    let path = args.output.as_path();
    let slash = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if path.exists() && !path.is_dir() || !path.exists() && !slash && path.extension().is_some() {
        return Err(Usage(format!(
            "{}: not a valid batch output; use a file ending in .jsonl or .jsonl.gz, \
             a folder (ending in /), or - for standard output",
            path.display()
        )));
    }
    let format = match format {
        None if args.json.any() => Format::Json,
        None => Format::Text,
        Some(format) => format,
    };
    if args.json.any() && format != Format::Json {
        return Err(Usage(
            "--schema, --include and --with-evidence apply to JSON only; use --format json"
                .to_owned(),
        ));
    }
    Ok(Output::Folder(path.to_owned(), format))
}

/// Whether a path has an extension of JSON Lines, or is a pipe or a device.
fn is_json_lines(path: &Path) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_dir() && !there.is_file());
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    is_special || bare.ends_with(".jsonl") || bare.ends_with(".ndjson")
}

/// A progress bar on standard error; hidden with `--quiet` and outside of a terminal.
fn progress_bar(pages: usize, messages: &Messages) -> ProgressBar {
    if messages.is_quiet() {
        return ProgressBar::hidden();
    }
    let template = "{bar:30} {human_pos}/{human_len} pages, {elapsed}, {eta} left";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(pages as u64).with_style(style.unwrap_or(ProgressStyle::default_bar()))
}

fn record_needs_telling(record: &PageResult, messages: &Messages) -> bool {
    messages.is_verbose() || matches!(record.outcome, Outcome::Failed(_) | Outcome::Unsupported(_))
}

fn tell(record: &PageResult, messages: &Messages) {
    let source = &record.source;
    match &record.outcome {
        Outcome::Failed(error) => messages.error(&message(error)),
        Outcome::Unsupported(kind) => messages.error(&refusal(source, *kind)),
        Outcome::Done { status, confidence } => {
            let status = status.as_str();
            messages.detail(&format!("{source}: {status}, confidence {confidence:.2}"));
        }
        _ => messages.detail(&format!("{source}: skipped, its output file exists")),
    }
}
