//! All definitions of the command line.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
pub use clap_complete::Shell;

use crate::cli::batch_args::{BATCH_EXAMPLES, BatchArgs};
use crate::cli::limits::LimitArgs;
use crate::cli::messages::Verbosity;
use crate::cli::values::{charset, page_url};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  curl -s https://example.org/story | dehusk          the article as plain text
  dehusk page.html -f markdown --links -o page.md     Markdown with links, into a file
  dehusk page.html -p title                           only the title
  dehusk page.html -f json | jq .authors              text and metadata as JSON
  dehusk page.html --with-evidence | jq .evidence     the candidates for each metadata field
  dehusk page.html --drop '.promo, aside'             without elements that match a CSS selector
  pdftotext page.pdf - | dehusk --input text          from plain text instead of HTML
  dehusk explain page.html                            why each text block is kept or dropped
  dehusk batch pages/ -o articles.jsonl               a folder to JSON Lines, one line per page
  dehusk batch 'crawl/**/*.html.gz' -o out/ -f md     one Markdown file per page

Exit codes:
  0  success
  1  nothing was extracted: the page has no content, or it is not a web page
  2  usage error
  3  the input could not be read, or the output could not be written";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  dehusk explain page.html                            a line for each text block
  dehusk explain page.html --why 'sign up for'        why this text is kept or dropped
  dehusk explain page.html --html report.html         a report for the browser";

/// Extracts the main content and the metadata of a web page
///
/// Reads one HTML page, or plain text that was converted from a page, in any encoding, optionally gzipped.
/// Writes the main content without navigation, advertisements, cookie banners and other boilerplate.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, styles = STYLES, after_help = EXAMPLES, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true)]
#[command(subcommand_value_name = "COMMAND", subcommand_help_heading = "Commands")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub page: PageArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub watch: WatchArgs,
}

/// The subcommands. Without a subcommand, `dehusk` reads a single page.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Extract from many pages, in parallel
    ///
    /// Reads pages (.html, .htm, .xhtml, and .txt as plain text), crawls (.warc, .wet, .arc), JSON Lines, and pages in
    /// .tar and .zip, each optionally with .gz, .zst or .br. Writes JSON Lines, CSV, Parquet, a data set of shards, or
    /// one file per page. The output has the order of the inputs, with the files of a folder sorted by name, for any
    /// number of threads. A page that cannot be read is reported and does not stop the run.
    #[command(after_help = BATCH_EXAMPLES)]
    Batch(Box<BatchArgs>),
    /// Say for each block of a page whether it is kept, and why
    ///
    /// Prints a line for each text block: `+` if it is kept, its probability, its line, its role, the step that decided, and its text.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Box<ExplainArgs>),
    /// Write the text blocks of pages and their features, for training
    ///
    /// Writes JSON Lines: first the feature names, then one object per page.
    Blocks(Box<BlocksArgs>),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in roff
    Man {
        /// Print the manual page of this subcommand
        #[arg(value_parser = ["batch", "explain", "blocks"], value_name = "COMMAND")]
        of: Option<String>,
    },
}

/// The arguments for a single page.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// The page to read; standard input if omitted or `-`
    pub file: Option<PathBuf>,
    /// Further files: collected to give a better error than clap does
    #[arg(hide = true)]
    pub more: Vec<PathBuf>,
    /// Write to this file instead of standard output; the file is written atomically
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// Output format [default: json with --schema, --include, --with-evidence or --with-blocks; else, or with --with-metadata, text]
    #[arg(short, long, value_enum, hide_default_value = true, help_heading = "Output")]
    pub format: Option<FormatArg>,
    /// Add the metadata as YAML front matter to text or Markdown
    #[arg(long, help_heading = "Output")]
    pub with_metadata: bool,
    /// Print one metadata field instead of the content
    #[arg(
        short,
        long,
        value_enum,
        value_name = "FIELD",
        help_heading = "Output",
        hide_possible_values = false
    )]
    #[arg(conflicts_with_all = ["format", "with_metadata", "with_evidence", "with_blocks", "schema", "include"])]
    pub property: Option<Property>,
    /// URL of the page, to resolve relative links
    #[arg(long, visible_alias = "url", value_name = "URL", help_heading = "Input", value_parser = page_url)]
    pub source_url: Option<String>,
    #[command(flatten)]
    pub json: JsonArgs,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// The arguments of `dehusk explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The page to read; standard input if omitted or `-`
    pub file: Option<PathBuf>,
    /// Explain only the blocks that contain these words
    #[arg(long, value_name = "WORDS", help_heading = "Output", conflicts_with_all = ["json", "html"], allow_hyphen_values = true)]
    pub why: Option<String>,
    /// Print the explanation as JSON, with all reasons
    #[arg(long, help_heading = "Output", conflicts_with = "html")]
    pub json: bool,
    /// Write an interactive report to this file: HTML that needs no network
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub html: Option<PathBuf>,
    /// URL of the page, to resolve relative links
    #[arg(long, visible_alias = "url", value_name = "URL", help_heading = "Input", value_parser = page_url)]
    pub source_url: Option<String>,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// The arguments of `dehusk blocks`.
#[derive(Debug, Args)]
pub struct BlocksArgs {
    /// Files, folders and quoted glob patterns; ** matches any number of folders
    #[arg(required = true, value_name = "IN")]
    pub inputs: Vec<PathBuf>,
    /// A file ending in .jsonl or .jsonl.gz, or - for standard output
    #[arg(short, long, default_value = "-", value_name = "OUT", help_heading = "Output")]
    pub output: PathBuf,
    /// Add the hashed tokens of each block's words and of the class names and ids around it
    #[arg(long, help_heading = "Output")]
    pub tokens: bool,
    /// Encode features and tokens as base64 of little-endian 32-bit numbers instead of lists
    #[arg(long)]
    pub packed: bool,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// What JSON objects contain.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct JsonArgs {
    /// Use the keys of another tool in JSON and front matter
    #[arg(long, value_enum, value_name = "NAMES")]
    pub schema: Option<SchemaArg>,
    /// Formats to add to the text in JSON, such as markdown,html
    #[arg(long, value_enum, value_name = "FORMS", value_delimiter = ',')]
    pub include: Vec<IncludeArg>,
    /// Add all candidates for each metadata field to JSON, and why one won
    #[arg(long)]
    pub with_evidence: bool,
    /// Add the blocks of the text to JSON, with their byte ranges and lines in the page
    #[arg(long)]
    pub with_blocks: bool,
}

/// What counts as content, and how the input is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Content")]
pub struct ExtractArgs {
    /// Favour precision: less boilerplate, but paragraphs may be lost
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// Favour recall: fewer paragraphs lost, but boilerplate may be kept
    #[arg(long)]
    pub recall: bool,
    /// Keep all text in elements that match this CSS selector; repeatable
    #[arg(long, value_name = "CSS")]
    pub keep: Vec<String>,
    /// Drop all text in elements that match this CSS selector; repeatable
    #[arg(long, value_name = "CSS")]
    pub drop: Vec<String>,
    /// Drop reader comments
    #[arg(long)]
    pub no_comments: bool,
    /// Drop tables
    #[arg(long)]
    pub no_tables: bool,
    /// Keep link URLs in Markdown and HTML
    #[arg(long)]
    pub links: bool,
    /// Keep images in Markdown and HTML
    #[arg(long)]
    pub images: bool,
    /// Keep one copy of each image's caption and credit in the text
    #[arg(long)]
    pub captions: bool,
    /// Add the title as a heading before the text, without repeating it
    #[arg(long)]
    pub with_title: bool,
    /// Use the model weights in this file instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Input type [default: text for .txt, xhtml for .xhtml, else html; html for all files in `dehusk blocks`]
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Input")]
    pub input: Option<InputArg>,
    /// Encoding of the input, such as shift_jis; takes precedence over the page's declaration
    #[arg(long, value_name = "LABEL", help_heading = "Input", value_parser = charset)]
    pub charset: Option<String>,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// The configuration file.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub struct ConfigArgs {
    /// Read flags from this file [default: dehusk.toml in the working folder, else dehusk/dehusk.toml in the folder of
    /// XDG_CONFIG_HOME, else in ~/.config]
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, global = true)]
    pub no_config: bool,
    /// Print the flags of the command line and of the configuration file as a configuration file
    #[arg(long, global = true)]
    pub print_config: bool,
}

/// Which messages are printed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct WatchArgs {
    /// Print only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more messages
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub verbose: bool,
    /// When to colour messages; NO_COLOR is respected
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// [`Input`](dehusk::Input) by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputArg {
    /// An HTML page
    Html,
    /// An XHTML page: self-closing tags such as `<script/>` are empty elements
    Xhtml,
    /// Plain text converted from a page, such as a WET record or the output of pdftotext
    #[value(alias = "txt")]
    Text,
    /// Detected from the bytes
    Auto,
}

/// [`Format`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Plain text with blank lines between paragraphs
    #[value(alias = "txt")]
    Text,
    /// CommonMark with tables
    #[value(alias = "md")]
    Markdown,
    /// Clean HTML
    Html,
    /// Text and metadata as one object on one line
    Json,
    /// Text and metadata as an XML document of the Text Encoding Initiative
    #[value(alias = "xmltei")]
    Tei,
}

/// [`Schema`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    Trafilatura,
    Readability,
    #[value(name = "schema.org")]
    SchemaOrg,
    /// For front matter
    Hugo,
    /// For front matter
    Jekyll,
    /// For front matter
    Obsidian,
}

/// The formats that `--include` can add to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IncludeArg {
    #[value(alias = "md")]
    Markdown,
    Html,
}

/// The keys of JSON that `--property` can print: all but the renderings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Property {
    Title,
    Authors,
    Published,
    Modified,
    SiteName,
    Hostname,
    Description,
    Language,
    Direction,
    Url,
    Image,
    Section,
    Categories,
    Tags,
    License,
    PageType,
    Captions,
    WordCount,
    Fingerprint,
    Status,
    Confidence,
}

impl WatchArgs {
    pub fn verbosity(&self) -> Verbosity {
        Verbosity::of(self.quiet, self.verbose)
    }

    /// Whether what a stream gets is coloured.
    pub fn colors(&self, stream: &impl IsTerminal) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                stream.is_terminal() && !no_color
            }
        }
    }
}

impl Property {
    /// The JSON key of the property.
    pub fn key(self) -> String {
        self.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
    }
}
