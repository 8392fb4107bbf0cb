//! `dehusk [FILE]`: extracts from one page.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use dehusk::batch::{end_line, input_of, legible, read_page, read_page_file, write_whole};
use dehusk::{Article, Emptiness, Format, Limits, LimitsHit, Page, Unsupported};
use serde_json::{Map, Value};

use crate::cli::args::{Cli, ExtractArgs, PageArgs, Property};
use crate::cli::exit::{Context, Exit, Result, Usage};
use crate::cli::limits::told;
use crate::cli::messages::Messages;
use crate::cli::stdout::print;

/// Reads a page, extracts its article and writes it in the requested format.
pub fn run(args: &PageArgs, messages: &Messages) -> Result<Exit> {
    let format = format(args)?;
    let extractor = args.extract.extractor_for(args.json.with_blocks)?;
    let is_stdin = args.file.as_deref().is_none_or(is_dash);
    if args.file.is_none() && io::stdin().is_terminal() {
        let _ = write!(io::stderr(), "{}", Cli::short_help());
        return Ok(Exit::Usage);
    }
    let file = args.file.as_deref().filter(|_| !is_stdin);
    if let (Some(file), Some(output)) = (file, &args.output) {
        spare(file, output)?;
    }
    let begin = Instant::now();
    let (html, limits_hit) = read(file, &args.extract.limits.limits())?;
    let page = described(&html, file, args.source_url.as_deref(), &args.extract)
        .with_limits_hit(limits_hit);
    let article = extractor.extract(&page);
    let name = file.map_or("standard input".to_owned(), legible);
    tell(messages, &name, &html, &article, begin);
    if let Some(path) = &args.extract.model
        && extractor.model(article.input()).is_builtin()
    {
        let (model, input) = (legible(path), article.input());
        messages.note(&format!("{name}: read as {input}, but the weights in {model} are for other input; they were not used"));
    }
    if let Some(property) = args.property {
        return print_property(args, &article, property, &name, messages);
    }
    write(args.output.as_deref(), render(args, &article, format, file))?;
    Ok(if article.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Fails if the output would overwrite the input.
fn spare(file: &Path, output: &Path) -> Result<(), Usage> {
    let place = |path: &Path| fs::canonicalize(path).ok();
    // A device or pipe is written to, not replaced.
    if place(file).is_some_and(|file| Some(file) == place(output)) && output.is_file() {
        let shown = output.display();
        let message =
            format!("{shown}: this output would overwrite the input page; choose another output");
        return Err(Usage(message));
    }
    Ok(())
}

/// The error message for an input that is not a web page.
pub fn refusal(name: &str, kind: Unsupported) -> String {
    let more = match kind {
        Unsupported::Gzip => " inside gzip data",
        Unsupported::Pdf => "; convert it first: pdftotext FILE - | dehusk --input text",
        _ => "",
    };
    format!("{name}: not a web page: this is {kind}{more}")
}

fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The output format. Fails if the arguments contradict each other.
fn format(args: &PageArgs) -> Result<Format, Usage> {
    if let Some(more) = args.more.first() {
        let message = format!(
            "only one page at a time, but {more:?} is a second; use: dehusk batch IN... -o OUT"
        );
        return Err(Usage(message));
    }
    let format = match args.format {
        None if args.json.any() && !(args.with_metadata && args.json.only_schema()) => Format::Json,
        None => Format::Text,
        Some(format) => format.into(),
    };
    args.json.check(format, args.with_metadata)?;
    if args.with_metadata && matches!(format, Format::Html | Format::Tei) {
        let message =
            "--with-metadata does not apply to HTML and TEI; use --format text, markdown or json";
        return Err(Usage(message.to_owned()));
    }
    Ok(format)
}

/// A page with what the arguments say about it.
pub fn described<'a>(
    html: &'a [u8],
    file: Option<&Path>,
    url: Option<&str>,
    extract: &ExtractArgs,
) -> Page<'a> {
    let input = extract.input().unwrap_or_else(|| file.map(input_of).unwrap_or_default());
    let mut page = Page::html(html).with_input(input);
    if let Some(url) = url {
        page = page.with_url(url);
    }
    if let Some(charset) = &extract.charset {
        page = page.with_content_type(charset);
    }
    page
}

/// Reads a page from a file, or from standard input without one.
pub fn read(file: Option<&Path>, limits: &Limits) -> Result<(Vec<u8>, LimitsHit)> {
    match file {
        Some(file) => Ok(read_page_file(file, limits)?),
        None => read_page(io::stdin().lock(), limits).context("standard input"),
    }
}

/// Prints the errors, notes and details about the page.
fn tell(messages: &Messages, name: &str, html: &[u8], article: &Article, begin: Instant) {
    if let Some(kind) = article.unsupported() {
        messages.error(&refusal(name, kind));
    } else if article.is_empty() {
        messages.note(&format!("{name}: no content found{}", reason(article)));
    }
    for selector in article.unmatched_selectors() {
        messages.note(&format!("{name}: the selector {selector:?} matches no element"));
    }
    if !article.limits_hit().is_empty() {
        messages.note(&format!("{name}: {}", told(article.limits_hit())));
    }
    messages.detail(&format!(
        "{name}: {}, confidence {:.2}, {} bytes in {:.1} ms",
        article.status.as_str(),
        article.confidence,
        html.len(),
        begin.elapsed().as_secs_f64() * 1e3
    ));
}

/// Why an article is empty.
fn reason(article: &Article) -> &'static str {
    match article.emptiness() {
        Some(Emptiness::NoText) => ": the page has no text",
        Some(Emptiness::Script) => {
            ": the page is built by scripts; save it from a browser, after it has loaded"
        }
        Some(Emptiness::Boilerplate) => {
            ": the page has only boilerplate, such as menus; `dehusk explain` lists its text"
        }
        _ => "",
    }
}

fn render(args: &PageArgs, article: &Article, format: Format, file: Option<&Path>) -> String {
    if format == Format::Json {
        let mut record =
            article.record().with_schema(args.json.schema()).with_evidence(args.json.with_evidence);
        record = record.with_blocks(args.json.with_blocks);
        if let Some(file) = file {
            record = record.with_source(legible(file));
        }
        return args
            .json
            .formats()
            .fold(record, |record, format| record.with_format(format))
            .json();
    }
    let content = article.render(format);
    if args.with_metadata {
        return article.record().with_schema(args.json.schema()).front_matter() + &content;
    }
    content
}

fn object(article: &Article) -> Map<String, Value> {
    match serde_json::from_str(&article.json()) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn print_property(
    args: &PageArgs,
    article: &Article,
    property: Property,
    name: &str,
    messages: &Messages,
) -> Result<Exit> {
    let key = property.key();
    let line = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match object(article).get(&key) {
        None => {
            messages.note(&format!("{name}: the page has no {key}"));
            Ok(Exit::Nothing)
        }
        Some(value) => {
            let lines = match value {
                Value::Array(list) => list.iter().map(line).collect::<Vec<_>>().join("\n"),
                value => line(value),
            };
            write(args.output.as_deref(), lines)?;
            Ok(Exit::Done)
        }
    }
}

/// Writes to the file, or to standard output without one. The output ends with one line feed.
fn write(output: Option<&Path>, mut rendered: String) -> Result<()> {
    end_line(&mut rendered);
    match output.filter(|path| !is_dash(path)) {
        Some(path) => write_whole(path, rendered.as_bytes())?,
        None => print(rendered.as_bytes())?,
    }
    Ok(())
}
