//! The output of a batch: JSON Lines, or one file per page.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::article::Article;
use crate::batch::file::{WholeFile, write_here};
use crate::batch::folder::{Folder, spare};
use crate::batch::record::PageResult;
use crate::batch::source::{Source, SourceEntry};
use crate::error::{Error, ErrorKind};
use crate::render::Format;
use crate::render::schema::Schema;

/// The output of a batch.
pub enum Output {
    /// JSON Lines in a file, written atomically, gzipped if its name ends in `.gz`.
    JsonLines(PathBuf),
    /// JSON Lines to a writer, such as standard output.
    Writer(Box<dyn Write>),
    /// One file per page in this folder, which mirrors the input tree. If it lies inside an input folder, its files are
    /// not read as pages.
    Folder(PathBuf, Format),
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Text => "txt",
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Json => "json",
    }
}

/// What the JSON objects of all pages contain.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    pub schema: Schema,
    pub formats: Vec<Format>,
    pub with_evidence: bool,
}

impl Shape {
    fn json(&self, article: &Article, source: &str) -> String {
        let record = article
            .record()
            .with_source(source)
            .with_schema(self.schema)
            .with_evidence(self.with_evidence);
        self.formats.iter().fold(record, |record, &format| record.with_format(format)).json()
    }
}

/// What a worker thread does with an article: write its file, or render its line.
#[derive(Debug)]
pub(super) enum Plan {
    Lines,
    Files(Folder, Format),
}

/// Where the JSON Lines go, in input order.
pub(super) enum Lines {
    File(WholeFile, PathBuf),
    Writer(BufWriter<Box<dyn Write>>),
    None,
}

impl Output {
    /// Opens the output. Returns the plan, the writer of lines, and the inputs to read.
    pub(super) fn open(self, source: &Source) -> Result<(Plan, Lines, Vec<&SourceEntry>), Error> {
        let all = || source.inputs.iter().collect::<Vec<_>>();
        Ok(match self {
            Output::JsonLines(path) => {
                if path.is_file() {
                    spare(&all(), [path.clone()].into_iter())?;
                }
                (Plan::Lines, Lines::File(WholeFile::create(&path)?, path), all())
            }
            Output::Writer(writer) => {
                let writer = BufWriter::with_capacity(1 << 16, writer);
                (Plan::Lines, Lines::Writer(writer), all())
            }
            Output::Folder(path, format) => {
                let inputs = source.beside(&path, extension(format))?;
                let folder = Folder::plan(&path, extension(format), &inputs)?;
                (Plan::Files(folder, format), Lines::None, inputs)
            }
        })
    }
}

impl Plan {
    /// Whether the output file of the page at `place` exists.
    pub fn is_done(&self, place: &Path) -> bool {
        matches!(self, Plan::Files(folder, _) if folder.has(place))
    }

    /// Writes the file of a page, or returns its line. An unsupported input has no file, like a page that failed.
    pub fn write(
        &self,
        article: &Article,
        place: &Path,
        source: &str,
        shape: &Shape,
    ) -> Result<Option<String>, Error> {
        let Plan::Files(folder, format) = self else {
            return Ok(Some(shape.json(article, source)));
        };
        if article.unsupported().is_some() {
            return Ok(None);
        }
        let path = folder.path(place);
        folder.make_way(&path)?;
        let mut rendered = match format {
            Format::Json => shape.json(article, source),
            format => article.render(*format),
        };
        end_line(&mut rendered);
        write_here(&path, rendered.as_bytes())?;
        Ok(None)
    }

    /// The line of a page that failed, if the output is JSON Lines.
    pub fn failure(&self, source: &str, error: &Error) -> Option<String> {
        matches!(self, Plan::Lines).then(|| PageResult::failure(source, error))
    }
}

impl Lines {
    /// Writes a line.
    pub fn line(&mut self, line: &str) -> Result<(), Error> {
        let write = |writer: &mut dyn Write| {
            writer.write_all(line.as_bytes()).and_then(|()| writer.write_all(b"\n"))
        };
        match self {
            Lines::File(file, path) => {
                write(file).map_err(|e| Error::io(ErrorKind::Writing, path, e))
            }
            // Flushed line by line, so that a reader gets each record at once and the count of written records is exact.
            Lines::Writer(writer) => write(writer).and_then(|()| writer.flush()).map_err(to_writer),
            Lines::None => Ok(()),
        }
    }

    /// Flushes the buffer and renames a file.
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Lines::File(file, _) => file.finish(),
            Lines::Writer(mut writer) => writer.flush().map_err(to_writer),
            Lines::None => Ok(()),
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
