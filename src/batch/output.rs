//! The output of a batch: one file per page, or rows in JSON Lines, CSV or Parquet.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::article::Article;
use crate::batch::columns::Columns;
use crate::batch::facts::Facts;
use crate::batch::folder::{Folder, spare};
#[cfg(feature = "parquet")]
use crate::batch::parquet::Table;
use crate::batch::record::PageResult;
use crate::batch::source::{Source, SourceEntry};
use crate::batch::whole_file::{WholeFile, write_here};
use crate::error::{Error, ErrorKind};
use crate::named::named;
use crate::render::Format;
use crate::render::schema::Schema;

/// The output of a batch.
pub enum Output {
    /// JSON Lines in a file, written atomically, compressed if its name ends in `.gz` or `.zst`.
    JsonLines(PathBuf),
    /// JSON Lines to a writer, such as standard output.
    Writer(Box<dyn Write>),
    /// A table in a file, written atomically. Pages that fail have no row.
    Table(PathBuf, DataFormat),
    /// A data set in this folder: shards, a manifest and the failures. The same run again writes the shards that are missing.
    DataSet(PathBuf, DataFormat),
    /// One file per page in this folder, which mirrors the input tree. If it lies inside an input folder, its files are
    /// not read as pages.
    Folder(PathBuf, Format),
}

/// The format of a table or of the shards of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataFormat {
    /// JSON Lines.
    JsonLines,
    /// JSON Lines, compressed with gzip.
    JsonLinesGzip,
    /// JSON Lines, compressed with zstd.
    JsonLinesZstd,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// Parquet, compressed with zstd.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl DataFormat {
    /// All formats.
    pub const ALL: &'static [DataFormat] = &[
        DataFormat::JsonLines,
        DataFormat::JsonLinesGzip,
        DataFormat::JsonLinesZstd,
        DataFormat::Csv,
        #[cfg(feature = "parquet")]
        DataFormat::Parquet,
    ];

    /// The name, which is also the extension: `jsonl`, `jsonl.gz`, `jsonl.zst`, `csv`, `parquet`.
    pub fn as_str(self) -> &'static str {
        match self {
            DataFormat::JsonLines => "jsonl",
            DataFormat::JsonLinesGzip => "jsonl.gz",
            DataFormat::JsonLinesZstd => "jsonl.zst",
            DataFormat::Csv => "csv",
            #[cfg(feature = "parquet")]
            DataFormat::Parquet => "parquet",
        }
    }
}

named!(DataFormat, "data format");

fn extension(format: Format) -> &'static str {
    match format {
        Format::Text => "txt",
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Json => "json",
        Format::Tei => "xml",
    }
}

/// What the records of all pages contain.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    pub schema: Schema,
    pub formats: Vec<Format>,
    pub with_evidence: bool,
    pub with_blocks: bool,
    pub with_front_matter: bool,
    /// The keys to keep, in this order; empty for all.
    pub fields: Vec<String>,
}

/// The form of a row.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Lines,
    Csv(Columns),
    #[cfg(feature = "parquet")]
    Parquet(Columns),
}

/// A record in the form of its output.
pub(super) enum Row {
    Line(String),
    #[cfg(feature = "parquet")]
    Record(Map<String, Value>),
}

impl Shape {
    /// The form of the rows of a format.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] if the format has no place for a part of the shape.
    pub fn form(&self, format: DataFormat) -> Result<Form, Error> {
        let columns = || {
            if self.with_evidence {
                let message = "evidence has no column; expected JSON Lines for --with-evidence";
                return Err(Error::new(ErrorKind::Options, message));
            }
            if self.with_blocks {
                let message = "blocks have no column; expected JSON Lines for --with-blocks";
                return Err(Error::new(ErrorKind::Options, message));
            }
            let columns = Columns::of(self.schema, &self.formats)?;
            if self.fields.is_empty() { Ok(columns) } else { columns.select(&self.fields) }
        };
        Ok(match format {
            DataFormat::JsonLines | DataFormat::JsonLinesGzip | DataFormat::JsonLinesZstd => {
                Form::Lines
            }
            DataFormat::Csv => Form::Csv(columns()?),
            #[cfg(feature = "parquet")]
            DataFormat::Parquet => Form::Parquet(columns()?),
        })
    }

    fn record(&self, article: &Article, source: &str) -> Map<String, Value> {
        let record = article
            .record()
            .with_source(source)
            .with_schema(self.schema)
            .with_evidence(self.with_evidence)
            .with_blocks(self.with_blocks);
        let formats = self.formats.iter();
        let mut record =
            formats.fold(record, |record, &format| record.with_format(format)).to_object();
        if self.fields.is_empty() {
            return record;
        }
        self.fields.iter().filter_map(|field| record.shift_remove_entry(field)).collect()
    }

    fn front_matter(&self, article: &Article, format: Format) -> String {
        if !self.with_front_matter || !matches!(format, Format::Text | Format::Markdown) {
            return String::new();
        }
        article.record().with_schema(self.schema).front_matter()
    }

    fn json(&self, article: &Article, source: &str) -> String {
        Value::Object(self.record(article, source)).to_string()
    }

    fn row(&self, form: &Form, article: &Article, source: &str) -> Row {
        match form {
            Form::Lines => Row::Line(self.json(article, source)),
            Form::Csv(columns) => Row::Line(columns.csv(&self.record(article, source))),
            #[cfg(feature = "parquet")]
            Form::Parquet(_) => Row::Record(self.record(article, source)),
        }
    }
}

/// What a worker thread does with an article: write its file, or make its row.
#[derive(Debug)]
pub(super) enum Plan {
    /// The flag says whether pages that fail have a row, too.
    Rows(Form, bool),
    Files(Folder, Format),
}

/// Where the rows go, in input order.
pub(super) enum Sink {
    File(WholeFile, PathBuf),
    Writer(BufWriter<Box<dyn Write>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<Table<WholeFile>>),
    None,
}

impl Output {
    /// Opens an output other than a data set. Returns the plan, the sink of rows, and the inputs to read.
    pub(super) fn open<'s>(
        self,
        source: &'s Source,
        shape: &Shape,
        facts: &Facts,
    ) -> Result<(Plan, Sink, Vec<&'s SourceEntry>), Error> {
        let all = || source.inputs.iter().collect::<Vec<_>>();
        let (path, format) = match self {
            Output::JsonLines(path) => (path, DataFormat::JsonLines),
            Output::Table(path, format) | Output::DataSet(path, format) => (path, format),
            Output::Writer(writer) => {
                let writer = BufWriter::with_capacity(1 << 16, writer);
                return Ok((Plan::Rows(Form::Lines, true), Sink::Writer(writer), all()));
            }
            Output::Folder(path, format) => {
                let inputs = source.beside(&path, extension(format))?;
                let folder = Folder::plan(&path, extension(format), &inputs)?;
                return Ok((Plan::Files(folder, format), Sink::None, inputs));
            }
        };
        if path.is_file() {
            spare(&all(), [path.clone()].into_iter())?;
        }
        let form = shape.form(format)?;
        let sink = Sink::new(&form, WholeFile::create(&path)?, &path, facts)?;
        let has_failures = matches!(form, Form::Lines);
        Ok((Plan::Rows(form, has_failures), sink, all()))
    }
}

impl Plan {
    /// Whether the output file of the page at `place` exists.
    pub fn is_done(&self, place: &Path) -> bool {
        matches!(self, Plan::Files(folder, _) if folder.has(place))
    }

    /// Writes the file of a page, or returns its row. An unsupported input has no file, like a page that failed.
    pub fn write(
        &self,
        article: &Article,
        place: &Path,
        source: &str,
        shape: &Shape,
    ) -> Result<Option<Row>, Error> {
        let (folder, format) = match self {
            Plan::Rows(_, false) if article.unsupported().is_some() => return Ok(None),
            Plan::Rows(form, _) => return Ok(Some(shape.row(form, article, source))),
            Plan::Files(folder, format) => (folder, format),
        };
        if article.unsupported().is_some() {
            return Ok(None);
        }
        let path = folder.path(place);
        folder.make_way(&path)?;
        let mut rendered = match format {
            Format::Json => shape.json(article, source),
            format => shape.front_matter(article, *format) + &article.render(*format),
        };
        end_line(&mut rendered);
        write_here(&path, rendered.as_bytes())?;
        Ok(None)
    }

    /// The row of a page that failed, if the output has one.
    pub fn failure(&self, source: &str, error: &Error) -> Option<Row> {
        let line = || Row::Line(PageResult::failure(source, error));
        matches!(self, Plan::Rows(_, true)).then(line)
    }
}

impl Sink {
    /// A sink of rows of this form in a file. CSV begins with its header, Parquet has the facts as metadata.
    pub fn new(
        form: &Form,
        mut file: WholeFile,
        path: &Path,
        facts: &Facts,
    ) -> Result<Self, Error> {
        #[cfg(not(feature = "parquet"))]
        let _ = facts;
        match form {
            Form::Lines => {}
            Form::Csv(columns) => {
                let written = writeln!(file, "{}", columns.csv_header());
                written.map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
            }
            #[cfg(feature = "parquet")]
            Form::Parquet(columns) => {
                let table = Table::new(file, path.to_owned(), columns.clone(), facts)?;
                return Ok(Sink::Parquet(Box::new(table)));
            }
        }
        Ok(Sink::File(file, path.to_owned()))
    }

    /// Writes a row.
    pub fn row(&mut self, row: Row) -> Result<(), Error> {
        match (self, row) {
            #[cfg(feature = "parquet")]
            (Sink::Parquet(table), Row::Record(record)) => table.row(record),
            (sink, Row::Line(line)) => sink.line(&line),
            #[cfg(feature = "parquet")]
            _ => Ok(()),
        }
    }

    /// Writes a line.
    pub fn line(&mut self, line: &str) -> Result<(), Error> {
        let write = |writer: &mut dyn Write| {
            writer.write_all(line.as_bytes()).and_then(|()| writer.write_all(b"\n"))
        };
        match self {
            Sink::File(file, path) => {
                write(file).map_err(|e| Error::io(ErrorKind::Writing, path, e))
            }
            // Flushed line by line, so that a reader gets each record at once and the count of written records is exact.
            Sink::Writer(writer) => write(writer).and_then(|()| writer.flush()).map_err(to_writer),
            #[cfg(feature = "parquet")]
            Sink::Parquet(_) => Ok(()),
            Sink::None => Ok(()),
        }
    }

    /// Flushes the buffer and renames a file.
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Sink::File(file, _) => file.finish(),
            Sink::Writer(mut writer) => writer.flush().map_err(to_writer),
            #[cfg(feature = "parquet")]
            Sink::Parquet(table) => table.finish().and_then(WholeFile::finish),
            Sink::None => Ok(()),
        }
    }
}

/// Whether an error is a broken pipe.
pub(super) fn is_closed(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    source.is_some_and(|source: &io::Error| source.kind() == io::ErrorKind::BrokenPipe)
}

fn to_writer(error: io::Error) -> Error {
    Error::io(ErrorKind::Writing, Path::new("standard output"), error)
}

/// Makes a rendering end with exactly one line feed, unless it is empty.
pub fn end_line(rendered: &mut String) {
    rendered.truncate(rendered.trim_end_matches('\n').len());
    if !rendered.is_empty() {
        rendered.push('\n');
    }
}
