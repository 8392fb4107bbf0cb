//! The arguments of `dehusk batch`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{ExtractArgs, JsonArgs};

pub const BATCH_EXAMPLES: &str = "\
Examples:
  dehusk batch pages/ -o articles.jsonl               one line per page; .jsonl.gz and .jsonl.zst are compressed
  dehusk batch a/ b/ 'c/**/*.html' -o -               several inputs to standard output
  dehusk batch pages/ -o texts/                       texts/x/y.txt for pages/x/y.html
  dehusk batch pages/ -o texts/ --resume              resume an interrupted run
  dehusk batch pages/ -o content/ -f md --with-metadata --schema hugo   Markdown with front matter for Hugo
  dehusk batch pages/ -o out.jsonl --include markdown text and Markdown in each record
  dehusk batch crawl.warc.gz -o articles.csv          a crawl to a table
  dehusk batch crawl/ -o data/ -f jsonl.zst           a data set of shards; the same command resumes it
  dehusk batch crawl/ -o data/ -f jsonl.zst --part 3/8  the third of eight machines
  dehusk batch pages/ -o out.jsonl --report r.html    also a report for the browser
  curl -s URL/x.warc.gz | dehusk batch - -o -         a crawl from standard input

Exit codes:
  0  all pages were read; some may be empty
  1  no page was found, or some inputs are not web pages; the others were written
  2  usage error
  3  some inputs could not be read, or the output could not be written; the others were written
  130  interrupted by Ctrl-C or SIGHUP
  143  interrupted by SIGTERM";

/// The arguments of `dehusk batch`.
#[derive(Debug, Args)]
pub struct BatchArgs {
    /// Files, folders and quoted glob patterns; ** matches any number of folders; - is standard input
    #[arg(required_unless_present = "from_file", value_name = "IN")]
    pub inputs: Vec<PathBuf>,
    /// A file ending in .jsonl, .jsonl.gz, .jsonl.zst, .csv or .parquet, a folder, or - for JSON Lines on standard output
    #[arg(short, long, required = true, value_name = "OUT", help_heading = "Output")]
    pub output: PathBuf,
    /// Format of the files in an output folder [default: json with --schema, --include, --fields or --with-evidence,
    /// else text]; jsonl, csv and parquet give a data set of shards
    #[arg(short, long, value_enum, help_heading = "Output")]
    pub format: Option<BatchFormatArg>,
    /// Read symbolic links to files in folders; by default they are only counted
    #[arg(long, help_heading = "Input")]
    pub follow_links: bool,
    /// Read the paths of more inputs from this file, one per line; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub from_file: Option<PathBuf>,
    /// The paths in --from-file end with a zero byte, as `find -print0` writes them
    #[arg(short = '0', long, requires = "from_file", help_heading = "Input")]
    pub null: bool,
    /// Field of JSON Lines with the HTML of a page
    #[arg(long, value_name = "NAME", default_value = "html", help_heading = "Input")]
    pub html_field: String,
    /// Field of JSON Lines with the text of a page, read if there is no HTML
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Input")]
    pub text_field: String,
    /// Field of JSON Lines with the URL of a page
    #[arg(long, value_name = "NAME", default_value = "url", help_heading = "Input")]
    pub url_field: String,
    /// URLs of pages that are files: a template such as 'https://{path}', or a file with lines of path, tab and URL
    #[arg(long, value_name = "SOURCE", help_heading = "Input")]
    pub url_from: Option<String>,
    /// Also read responses of crawls whose HTTP status is not 200 to 299
    #[arg(long, help_heading = "Input")]
    pub any_status: bool,
    /// Skip pages whose file already exists in the output folder; a data set is always resumed
    #[arg(long, help_heading = "Output")]
    pub resume: bool,
    /// Write all shards of a data set again, also those that are there
    #[arg(long, conflicts_with = "resume", help_heading = "Output")]
    pub overwrite: bool,
    /// Write only every N-th shard of a data set, starting with the I-th, so that N machines share the folder
    #[arg(long, value_name = "I/N", value_parser = part, help_heading = "Output")]
    pub part: Option<(u32, u32)>,
    /// Pages in a shard, if they are files of their own; an archive is one shard
    #[arg(long, value_name = "N", default_value = "10000", help_heading = "Output")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub shard_pages: u32,
    /// Also write a report for the browser to this file, and reports on the slowest and the least confident pages beside it
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Add the metadata as YAML front matter to text or Markdown, one file per page
    #[arg(long, help_heading = "Output")]
    pub with_metadata: bool,
    /// Keys of the records to write, such as url,title,text [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Output")]
    pub fields: Vec<String>,
    /// Number of threads [default: one per core]
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// How progress is shown on standard error: a bar on a terminal, or one JSON object per second
    #[arg(long, value_enum, value_name = "FORM", default_value = "bar", help_heading = "Messages")]
    pub progress: ProgressArg,
    #[command(flatten)]
    pub filters: FilterArgs,
    #[command(flatten)]
    pub json: JsonArgs,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// Which articles are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Write only articles in these languages, such as en,de
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub target_language: Vec<String>,
    /// Write only articles of at least this many words
    #[arg(long, value_name = "N")]
    pub min_words: Option<usize>,
    /// Write only articles of at least this confidence, from 0 to 1
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,
    /// Write only articles of these page types, such as article,forum
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub page_type: Vec<String>,
    /// Write only articles with title, date and URL
    #[arg(long)]
    pub only_with_metadata: bool,
    /// Drop articles whose text an earlier one has: the same text, or also nearly the same
    #[arg(long, value_enum, value_name = "KIND")]
    pub dedupe: Option<DedupeArg>,
    /// Number of written articles that --dedupe remembers [default: 1000000]
    #[arg(long, value_name = "N", requires = "dedupe")]
    pub dedupe_window: Option<usize>,
}

/// The formats of output folders by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BatchFormatArg {
    /// Plain text, one file per page
    #[value(alias = "txt")]
    Text,
    /// CommonMark with tables, one file per page
    #[value(alias = "md")]
    Markdown,
    /// Clean HTML, one file per page
    Html,
    /// Text and metadata as JSON, one file per page
    Json,
    /// Text and metadata as XML of the Text Encoding Initiative, one file per page
    #[value(alias = "xmltei")]
    Tei,
    /// A data set: shards of JSON Lines
    Jsonl,
    /// A data set: shards of JSON Lines, compressed with gzip
    #[value(name = "jsonl.gz")]
    JsonlGz,
    /// A data set: shards of JSON Lines, compressed with zstd
    #[value(name = "jsonl.zst")]
    JsonlZst,
    /// A data set: shards of comma-separated values
    Csv,
    /// A data set: shards of Parquet
    Parquet,
}

/// [`Dedupe`](dehusk::batch::Dedupe) by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DedupeArg {
    /// The same text
    Exact,
    /// The same text, or fingerprints that differ in at most 3 of 64 bits
    Near,
}

/// The forms of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressArg {
    /// A progress bar, if standard error is a terminal
    Bar,
    /// One JSON object per second, and one at the end
    Json,
}

fn part(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    parts
        .filter(|&(i, n): &(u32, u32)| 1 <= i && i <= n)
        .ok_or_else(|| "not a part; expected I/N with I from 1 to N, such as 3/8".to_owned())
}

fn probability(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    number.ok_or_else(|| "not a probability; expected a number from 0 to 1, such as 0.5".to_owned())
}
