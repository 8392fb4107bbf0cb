//! All definitions of the command line.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};
pub use clap_complete::Shell;

use crate::cli::exit::Exit;
use crate::cli::limits::LimitArgs;
use crate::cli::messages::Verbosity;

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
  dehusk page.html --with-evidence | jq .evidence     where the metadata come from
  dehusk page.html --drop '.promo, aside'             without what a CSS selector matches
  pdftotext page.pdf - | dehusk --input text          from text that has lost its markup
  dehusk batch pages/ -o articles.jsonl               all pages of a folder, a line each
  dehusk batch 'crawl/**/*.html.gz' -o out/ -f md     a Markdown file for each page

Exit codes:
  0  done
  1  nothing was extracted, or some inputs failed
  2  the arguments make no sense
  130  interrupted by Ctrl-C, SIGTERM or SIGHUP";

const BATCH_EXAMPLES: &str = "\
Examples:
  dehusk batch pages/ -o articles.jsonl               a line each, sorted by name; .gz packs it
  dehusk batch a/ b/ 'c/**/*.html' -o -               several inputs, to standard output
  dehusk batch pages/ -o texts/                       texts/x/y.txt for pages/x/y.html
  dehusk batch pages/ -o texts/ --resume              go on where a run was stopped
  dehusk batch pages/ -o out.jsonl --include markdown Markdown beside the text

Exit codes:
  0  every page was read, and has an article or is empty
  1  some pages failed, or are no pages; each is named, and the others are done
  2  the arguments make no sense
  130  interrupted by Ctrl-C, SIGTERM or SIGHUP";

/// Strips the husk off a web page and leaves the article
///
/// Reads one HTML page, or text that was made of one, in any encoding, plain or gzipped, and writes its main content without navigation,
/// advertisements, cookie banners and the rest.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, styles = STYLES, after_help = EXAMPLES, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(subcommand_value_name = "COMMAND", subcommand_help_heading = "Commands")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub page: PageArgs,
    #[command(flatten)]
    pub watch: WatchArgs,
}

/// The subcommands; none is one page.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Extract from many pages, in parallel
    ///
    /// Reads .html, .htm and .xhtml files, and .txt files as text that was made of a page, each also with .gz, and writes JSON Lines or a file for each page. The
    /// order of the output is that of the input, with names sorted, whatever the number of threads. A page that
    /// cannot be read is named and counted, and the others go on.
    #[command(after_help = BATCH_EXAMPLES)]
    Batch(BatchArgs),
    /// Write the text blocks of pages and their features, as training reads them
    ///
    /// JSON Lines: first the names of the features, then an object for each page.
    Blocks(BlocksArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in roff
    Man {
        /// The manual page of this command
        #[arg(value_parser = ["batch"], value_name = "COMMAND")]
        of: Option<String>,
    },
}

/// One page.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// The page; standard input if it is `-` or absent
    pub file: Option<PathBuf>,
    /// What follows, so that it can be answered better than by clap
    #[arg(hide = true)]
    pub more: Vec<PathBuf>,
    /// Write to this file instead of standard output; it appears when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// The form of the output [default: text]
    #[arg(short, long, value_enum, hide_default_value = true, help_heading = "Output")]
    pub format: Option<FormatArg>,
    /// Put the metadata before text or Markdown, as YAML front matter
    #[arg(long, help_heading = "Output")]
    pub with_metadata: bool,
    /// Print one field of the metadata instead of the content
    #[arg(
        short,
        long,
        value_enum,
        value_name = "FIELD",
        help_heading = "Output",
        hide_possible_values = false
    )]
    #[arg(conflicts_with_all = ["format", "with_metadata", "with_evidence", "schema", "include"])]
    pub property: Option<Property>,
    /// The address of the page, by which relative links become absolute
    #[arg(long, visible_alias = "url", value_name = "URL", help_heading = "Input")]
    pub source_url: Option<String>,
    #[command(flatten)]
    pub json: JsonArgs,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// Many pages.
#[derive(Debug, Args)]
pub struct BatchArgs {
    /// Files, folders and quoted patterns, in which ** stands for any folders
    #[arg(required = true, value_name = "IN")]
    pub inputs: Vec<PathBuf>,
    /// A file ending in .jsonl or .jsonl.gz, or a folder for a file a page, or - for JSON Lines to standard output
    #[arg(short, long, required = true, value_name = "OUT", help_heading = "Output")]
    pub output: PathBuf,
    /// The form of the files in a folder [default: text]
    #[arg(short, long, value_enum, help_heading = "Output")]
    pub format: Option<FormatArg>,
    /// Read links to files in folders; without this they are only counted
    #[arg(long, help_heading = "Input")]
    pub follow_links: bool,
    /// With a folder as output, skip pages whose file is there already
    #[arg(long, help_heading = "Output")]
    pub resume: bool,
    /// The number of threads [default: all cores]
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub json: JsonArgs,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// Blocks and features of many pages.
#[derive(Debug, Args)]
pub struct BlocksArgs {
    /// Files, folders and quoted patterns, in which ** stands for any folders
    #[arg(required = true, value_name = "IN")]
    pub inputs: Vec<PathBuf>,
    /// A file ending in .jsonl or .jsonl.gz, or - for standard output
    #[arg(short, long, default_value = "-", value_name = "OUT", help_heading = "Output")]
    pub output: PathBuf,
    /// Add the hashed tokens of the names around each block and of its words
    #[arg(long, help_heading = "Output")]
    pub tokens: bool,
    /// Write features and tokens as base64 of little-endian 32-bit numbers instead of lists
    #[arg(long)]
    pub packed: bool,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// What JSON objects hold.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct JsonArgs {
    /// Name the keys of JSON as another tool does
    #[arg(long, value_enum, value_name = "NAMES")]
    pub schema: Option<SchemaArg>,
    /// Renderings that JSON holds beside the text, such as markdown,html
    #[arg(long, value_enum, value_name = "FORMS", value_delimiter = ',')]
    pub include: Vec<IncludeArg>,
    /// Add to JSON all that the page offers for each field of the metadata, and why one value won
    #[arg(long)]
    pub with_evidence: bool,
}

/// What is content, and what is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Content")]
pub struct ExtractArgs {
    /// Rather lose a paragraph than keep boilerplate
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// Rather keep boilerplate than lose a paragraph
    #[arg(long)]
    pub recall: bool,
    /// Keep all text of the elements that this CSS selector matches; may be repeated
    #[arg(long, value_name = "CSS")]
    pub keep: Vec<String>,
    /// Drop all text of the elements that this CSS selector matches; may be repeated
    #[arg(long, value_name = "CSS")]
    pub drop: Vec<String>,
    /// Leave out readers' comments
    #[arg(long)]
    pub no_comments: bool,
    /// Leave out tables
    #[arg(long)]
    pub no_tables: bool,
    /// Keep the addresses of links, in Markdown and HTML
    #[arg(long)]
    pub links: bool,
    /// Keep images, in Markdown and HTML
    #[arg(long)]
    pub images: bool,
    /// Keep the caption and credit of each image in the text, once
    #[arg(long)]
    pub captions: bool,
    /// Put the title before the text, once, as a heading
    #[arg(long)]
    pub with_title: bool,
    /// Judge by the weights in this file instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// What the input is [default: text for names in .txt, xhtml for names in .xhtml, else html]
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Input")]
    pub input: Option<InputArg>,
    /// The encoding of the input, such as shift_jis, where it is known better than the page says
    #[arg(long, value_name = "LABEL", help_heading = "Input")]
    pub charset: Option<String>,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// What a person sees.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct WatchArgs {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub verbose: bool,
    /// Whether messages are coloured; NO_COLOR is heeded, too
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// [`Input`](dehusk::Input) by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputArg {
    /// A page as it was fetched
    Html,
    /// The same, with `<script/>` and the like empty
    Xhtml,
    /// Text that somebody made of a page, such as a WET record or a converter's output
    #[value(alias = "txt")]
    Text,
    /// Told from the bytes
    Auto,
}

/// [`Format`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Plain text, a blank line between paragraphs
    #[value(alias = "txt")]
    Text,
    /// CommonMark with tables
    #[value(alias = "md")]
    Markdown,
    /// Clean HTML
    Html,
    /// Text and metadata, one object on one line
    Json,
}

/// [`Schema`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    Trafilatura,
    Readability,
    #[value(name = "schema.org")]
    SchemaOrg,
}

/// What can stand beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IncludeArg {
    #[value(alias = "md")]
    Markdown,
    Html,
}

/// The keys of JSON that are no rendering.
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

impl Cli {
    /// The command line. Help, the version and errors are printed here, and all that is left is how the program ends.
    pub fn read(arguments: Vec<OsString>) -> Result<Self, Exit> {
        let command = Cli::command().color(color_of(&arguments));
        let matches = command.try_get_matches_from(arguments);
        matches.and_then(|m| <Cli as clap::FromArgMatches>::from_arg_matches(&m)).map_err(|told| {
            let _ = told.print();
            if told.use_stderr() { Exit::Usage } else { Exit::Done }
        })
    }

    /// The short help, as text.
    pub fn short_help() -> String {
        Cli::command().render_help().to_string()
    }

    /// The completion script for a shell.
    pub fn completions(shell: Shell) -> Vec<u8> {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "dehusk", &mut script);
        script
    }

    /// The manual page of the program or of a subcommand.
    pub fn manual(of: Option<&str>) -> io::Result<Vec<u8>> {
        let mut whole = Cli::command();
        whole.build();
        let part = of.and_then(|name| whole.find_subcommand(name)).cloned();
        let mut page = Vec::new();
        clap_mangen::Man::new(part.unwrap_or(whole)).render(&mut page)?;
        Ok(page)
    }
}

/// The value of `--color`, looked up before the rest is parsed, since help and errors have colours, too.
fn color_of(arguments: &[OsString]) -> ColorChoice {
    let mut color = ColorChoice::Auto;
    let mut value_follows = false;
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        let value = if value_follows { Some(argument) } else { argument.strip_prefix("--color=") };
        let parsed = value.and_then(|value| ColorChoice::from_str(value, false).ok());
        color = parsed.unwrap_or(color);
        value_follows = argument == "--color";
    }
    color
}

impl WatchArgs {
    pub fn verbosity(&self) -> Verbosity {
        Verbosity::of(self.quiet, self.verbose)
    }

    /// Whether messages are coloured.
    pub fn colors(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                io::stderr().is_terminal() && !no_color
            }
        }
    }
}

impl Property {
    /// The key of JSON.
    pub fn key(self) -> String {
        self.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
    }
}
