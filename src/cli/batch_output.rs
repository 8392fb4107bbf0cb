//! The output, the filters and the reading options that the arguments of `dehusk batch` select.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use dehusk::Format;
use dehusk::batch::{Batch, DataFormat, Dedupe, Filters, Output};

use crate::cli::batch_args::{BatchArgs, BatchFormatArg, DedupeArg, FilterArgs};
use crate::cli::exit::Usage;
use crate::cli::stdout;

/// A format of `-f`: one file per page, or shards.
enum Chosen {
    Pages(Format),
    Shards(DataFormat),
}

/// The output that `-o` and `--format` select.
pub fn output(args: &BatchArgs) -> Result<Output, Usage> {
    let chosen = args.format.map(chosen).transpose()?;
    let Some(file) = file(&args.output) else { return folder(args, chosen) };
    match chosen {
        None | Some(Chosen::Pages(Format::Json)) => {}
        Some(Chosen::Pages(_)) => {
            return Err(Usage(
                "JSON Lines contain plain text; use --include markdown,html to add other formats, \
                 or -o FOLDER/ to write one file per page"
                    .to_owned(),
            ));
        }
        Some(Chosen::Shards(_)) => {
            let message = "the name of an output file tells its format; use --format with a folder";
            return Err(Usage(message.to_owned()));
        }
    }
    if args.with_metadata {
        let message = "--with-metadata needs -o FOLDER/ with --format text or markdown; records have the metadata";
        return Err(Usage(message.to_owned()));
    }
    if args.resume {
        let message = "--resume needs a folder as output: a single file is written atomically";
        return Err(Usage(message.to_owned()));
    }
    only_for_shards(args)?;
    file
}

/// The file or the writer at `path`; `None` if it is a folder.
fn file(path: &Path) -> Option<Result<Output, Usage>> {
    if let Some(lines) = lines(path) {
        return Some(Ok(lines));
    }
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let format = if name.ends_with(".csv") {
        Ok(DataFormat::Csv)
    } else if name.ends_with(".parquet") {
        parquet()
    } else {
        return None;
    };
    (!path.is_dir()).then(|| Ok(Output::Table(path.to_owned(), format?)))
}

/// The JSON Lines output at `path`; `None` if it is something else.
pub fn lines(path: &Path) -> Option<Output> {
    if path.as_os_str() == "-" {
        Some(Output::Writer(stdout::writer()))
    } else if is_json_lines(path) {
        Some(Output::JsonLines(path.to_owned()))
    } else {
        None
    }
}

fn folder(args: &BatchArgs, chosen: Option<Chosen>) -> Result<Output, Usage> {
    let path = args.output.as_path();
    if let Some(Chosen::Shards(format)) = chosen
        && (path.is_dir() || !path.exists())
    {
        return Ok(Output::DataSet(path.to_owned(), format));
    }
    let slash = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if path.exists() && !path.is_dir() || !path.exists() && !slash && path.extension().is_some() {
        return Err(Usage(format!(
            "{}: not a valid batch output; use a file ending in .jsonl, .jsonl.gz, .jsonl.zst, .csv or .parquet, \
             a folder (ending in /), or - for standard output",
            path.display()
        )));
    }
    let is_front_matter = args.with_metadata && args.json.only_schema();
    let is_json = args.json.any() && !is_front_matter || !args.fields.is_empty();
    let format = match chosen {
        Some(Chosen::Pages(format)) => format,
        None if is_json => Format::Json,
        Some(Chosen::Shards(_)) | None => Format::Text,
    };
    only_for_shards(args)?;
    if !args.fields.is_empty() && format != Format::Json {
        return Err(Usage("--fields applies to JSON only; use --format json".to_owned()));
    }
    args.json.check(format, args.with_metadata)?;
    if args.with_metadata && matches!(format, Format::Html | Format::Tei) {
        return Err(Usage(
            "--with-metadata does not apply to HTML and TEI; use --format text or markdown"
                .to_owned(),
        ));
    }
    Ok(Output::Folder(path.to_owned(), format))
}

/// Fails if an argument is given that only a data set has.
fn only_for_shards(args: &BatchArgs) -> Result<(), Usage> {
    let given = [(args.overwrite, "--overwrite"), (args.part.is_some(), "--part")];
    match given.into_iter().find(|(is_given, _)| *is_given) {
        Some((_, flag)) => Err(Usage(format!(
            "{flag} is for data sets; use -o FOLDER/ with --format jsonl, jsonl.gz, jsonl.zst, csv or parquet"
        ))),
        None => Ok(()),
    }
}

fn chosen(format: BatchFormatArg) -> Result<Chosen, Usage> {
    Ok(match format {
        BatchFormatArg::Text => Chosen::Pages(Format::Text),
        BatchFormatArg::Markdown => Chosen::Pages(Format::Markdown),
        BatchFormatArg::Html => Chosen::Pages(Format::Html),
        BatchFormatArg::Json => Chosen::Pages(Format::Json),
        BatchFormatArg::Tei => Chosen::Pages(Format::Tei),
        BatchFormatArg::Jsonl => Chosen::Shards(DataFormat::JsonLines),
        BatchFormatArg::JsonlGz => Chosen::Shards(DataFormat::JsonLinesGzip),
        BatchFormatArg::JsonlZst => Chosen::Shards(DataFormat::JsonLinesZstd),
        BatchFormatArg::Csv => Chosen::Shards(DataFormat::Csv),
        BatchFormatArg::Parquet => Chosen::Shards(parquet()?),
    })
}

/// The format Parquet, by its name: only programs with the feature know it.
fn parquet() -> Result<DataFormat, Usage> {
    let message = "this dehusk was built without Parquet; install it with --features parquet";
    "parquet".parse().map_err(|_| Usage(message.to_owned()))
}

/// Whether a path has an extension of JSON Lines, or is a pipe or a device.
fn is_json_lines(path: &Path) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_dir() && !there.is_file());
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let packed = [".gz", ".zst"].iter().find_map(|extension| name.strip_suffix(extension));
    let bare = packed.unwrap_or(&name);
    is_special || bare.ends_with(".jsonl") || bare.ends_with(".ndjson")
}

impl BatchArgs {
    /// The batch with the options for reading, shards and filters.
    pub fn apply(&self, batch: Batch) -> Batch {
        let (part, n_parts) = self.part.unwrap_or((1, 1));
        batch
            .with_json_fields(&self.html_field, &self.text_field, &self.url_field)
            .with_any_status(self.any_status)
            .with_front_matter(self.with_metadata)
            .with_fields(&self.fields)
            .with_filters(self.filters.filters())
            .with_resume(self.resume)
            .with_overwrite(self.overwrite)
            .with_part(part, n_parts)
            .with_shard_pages(self.shard_pages as usize)
    }
}

impl FilterArgs {
    fn filters(&self) -> Filters {
        let mut filters = Filters::new()
            .with_min_words(self.min_words.unwrap_or(0))
            .with_min_confidence(self.min_confidence.unwrap_or(0.0))
            .with_only_with_metadata(self.only_with_metadata);
        filters = self.target_language.iter().fold(filters, Filters::with_language);
        filters = self.page_type.iter().fold(filters, Filters::with_page_type);
        let dedupe = self.dedupe.map(|kind| match kind {
            DedupeArg::Exact => Dedupe::Exact,
            DedupeArg::Near => Dedupe::Near,
        });
        filters = dedupe.into_iter().fold(filters, Filters::with_dedupe);
        self.dedupe_window.into_iter().fold(filters, Filters::with_dedupe_window)
    }
}
