//! `dehusk batch`: extracts from many pages.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::panic;
use std::path::PathBuf;

use dehusk::batch::{Batch, Outcome, Output, PageResult, Source, Summary, paths_of};

use crate::cli::batch_args::BatchArgs;
use crate::cli::batch_output::output;
use crate::cli::batch_report::BatchReport;
use crate::cli::exit::{Context, Exit, Result, message};
use crate::cli::messages::Messages;
use crate::cli::page::refusal;
use crate::cli::progress::Progress;
use crate::cli::signals::Stop;

/// Extracts from all pages, reports failures and prints a summary.
pub fn run(args: &BatchArgs, messages: &Messages) -> Result<Exit> {
    let output = output(args)?;
    let is_data_set = matches!(output, Output::DataSet(..));
    let stop = Stop::on_signal();
    let batch = configured(args)?.with_stop(stop.flag.clone());
    let source = find(args)?;
    for path in source.nameless() {
        let name = path.display();
        messages.note(&format!(
            "{name}: skipped, because its name is only an extension; to read it, name it on the command line"
        ));
    }
    if source.unreadable().count() == source.len() {
        source.unreadable().for_each(|error| messages.error(&message(&error)));
        let exit = no_page(source.links(), messages);
        return Ok(if source.is_empty() { exit } else { Exit::Failed });
    }
    quiet_panics(messages);
    let mut progress = Progress::new(args.progress, &source, messages);
    let mut report = args.report.as_deref().map(|path| (path, BatchReport::default()));
    let batch = progress.counter().into_iter().fold(batch, Batch::with_counter);
    let mut unmatched = Unmatched::default();
    let summary = batch.run(&source, output, |record| {
        if let Some((_, report)) = &mut report {
            report.count(record);
        }
        unmatched.count(record);
        let tells = record_needs_telling(record, messages);
        progress.count(record, tells.then_some(|| tell(record, messages)));
    });
    progress.finish();
    let summary = summary?;
    if let Some((path, report)) = &report {
        report.write(path, args, &summary)?;
    }
    let is_done = !summary.interrupted && !summary.closed;
    if is_done && summary.pages + summary.shards_there == 0 {
        if summary.passed_over.is_empty() {
            return Ok(no_page(summary.links, messages));
        }
        messages.summary(&summary.to_string());
        messages.error("no page found: the archives have other records only");
        return Ok(Exit::Nothing);
    }
    messages.summary(&summary.to_string());
    unmatched.tell(messages);
    if summary.interrupted {
        let next = match is_data_set {
            true => "the same command writes the missing shards",
            false => "a folder can be resumed with --resume; a single file was not written",
        };
        messages.note(&format!("interrupted; {next}"));
    }
    Ok(exit(&summary, &stop))
}

/// The selectors that match no element, by the number of pages.
#[derive(Default)]
struct Unmatched {
    n_pages: u64,
    selectors: BTreeMap<String, u64>,
}

impl Unmatched {
    fn count(&mut self, record: &PageResult) {
        if matches!(record.outcome, Outcome::Done { .. } | Outcome::Filtered(_)) {
            self.n_pages += 1;
            for selector in &record.unmatched_selectors {
                *self.selectors.entry(selector.clone()).or_default() += 1;
            }
        }
    }

    /// Notes the selectors that match nothing on any page.
    fn tell(&self, messages: &Messages) {
        for (selector, _) in self.selectors.iter().filter(|(_, n)| **n == self.n_pages) {
            let n_pages = self.n_pages;
            messages.note(&format!(
                "the selector {selector:?} matches no element on any of {n_pages} pages"
            ));
        }
    }
}

/// The batch with the options of the arguments.
fn configured(args: &BatchArgs) -> Result<Batch> {
    let mut batch = Batch::new(args.extract.extractor_for(args.json.with_blocks)?)
        .with_schema(args.json.schema())
        .with_evidence(args.json.with_evidence)
        .with_blocks(args.json.with_blocks);
    batch = args.apply(batch);
    if let Some(source) = &args.url_from {
        batch = batch.with_url_from(source)?;
    }
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
    Ok(batch)
}

/// The inputs that the arguments stand for.
fn find(args: &BatchArgs) -> Result<Source> {
    let mut inputs = args.inputs.clone();
    if let Some(list) = &args.from_file {
        inputs.extend(listed(list, args.null)?);
    }
    Ok(if args.follow_links { Source::find_following(inputs) } else { Source::find(inputs) })
}

/// The paths in a list.
fn listed(list: &PathBuf, is_null: bool) -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    let read = match list.as_os_str() == "-" {
        true => io::stdin().read_to_end(&mut bytes),
        false => File::open(list).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.with_context(|| format!("{}: cannot be read as a list of paths", list.display()))?;
    Ok(paths_of(&bytes, is_null))
}

fn no_page(links: u64, messages: &Messages) -> Exit {
    let mut said = "no page found; pages end in .html, .htm, .xhtml or .txt, and crawls in .warc, .wet or .arc, \
                    optionally with .gz, .zst or .br"
        .to_owned();
    if links > 0 {
        said += &format!("; links not followed: {links}; use --follow-links for links to files");
    }
    messages.error(&said);
    Exit::Nothing
}

/// The exit code of a run. A closed output pipe counts as success.
pub fn exit(summary: &Summary, stop: &Stop) -> Exit {
    match summary {
        summary if summary.interrupted => stop.exit(),
        summary if summary.closed => Exit::Done,
        summary if summary.failed > 0 => Exit::Failed,
        summary if summary.unsupported > 0 => Exit::Nothing,
        _ => Exit::Done,
    }
}

/// Silences the panic hook unless `-v` is given: the batch reports the message of a panic as the failure of its page.
pub fn quiet_panics(messages: &Messages) {
    if !messages.is_verbose() {
        panic::set_hook(Box::new(|_| {}));
    }
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
        Outcome::Filtered(filter) => {
            messages.detail(&format!("{source}: dropped by the filter {}", filter.as_str()));
        }
        _ => messages.detail(&format!("{source}: skipped, its output file exists")),
    }
}
