//! Where a batch writes, and in which format.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::article::Article;
use crate::batch::file::{WholeFile, write_here};
use crate::batch::folder::{Folder, spare};
use crate::batch::record::Record;
use crate::batch::source::Source;
use crate::error::{Error, ErrorKind};
use crate::render::Format;
use crate::render::schema::Schema;

/// Where a batch writes.
pub enum Output {
    /// JSON Lines in a file that is there when it is whole, gzipped if its name ends in `.gz`.
    JsonLines(PathBuf),
    /// JSON Lines to a writer, such as standard output.
    Writer(Box<dyn Write>),
    /// A file for each page in this folder, in the tree that the pages stand in.
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

/// What the JSON objects of all pages hold.
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

/// What the threads do with an article: write its file, or make the line that is written in its turn.
#[derive(Debug)]
pub(super) enum Plan {
    Lines,
    Files(Folder, Format),
}

/// Where lines go, in order.
pub(super) enum Lines {
    File(WholeFile, PathBuf),
    Writer(BufWriter<Box<dyn Write>>),
    None,
}

impl Output {
    pub(super) fn open(self, source: &Source) -> Result<(Plan, Lines), Error> {
        Ok(match self {
            Output::JsonLines(path) => {
                if path.is_file() {
                    spare(&source.inputs, [path.clone()].into_iter())?;
                }
                (Plan::Lines, Lines::File(WholeFile::create(&path)?, path))
            }
            Output::Writer(writer) => {
                (Plan::Lines, Lines::Writer(BufWriter::with_capacity(1 << 16, writer)))
            }
            Output::Folder(path, format) => {
                let folder = Folder::plan(&path, extension(format), &source.inputs)?;
                (Plan::Files(folder, format), Lines::None)
            }
        })
    }
}

impl Plan {
    /// Whether the page at this place has its file already.
    pub fn is_done(&self, place: &Path) -> bool {
        matches!(self, Plan::Files(folder, _) if folder.has(place))
    }

    /// Writes the file of a page, or gives back its line.
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

    /// The line of a page without an article, if there are lines.
    pub fn failure(&self, source: &str, error: &Error) -> Option<String> {
        matches!(self, Plan::Lines).then(|| Record::failure(source, error))
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
            Lines::Writer(writer) => write(writer).map_err(to_writer),
            Lines::None => Ok(()),
        }
    }

    /// Writes what is buffered, and gives a file its name.
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Lines::File(file, _) => file.finish(),
            Lines::Writer(mut writer) => writer.flush().map_err(to_writer),
            Lines::None => Ok(()),
        }
    }
}

fn to_writer(error: io::Error) -> Error {
    Error::io(ErrorKind::Writing, Path::new("standard output"), error)
}

/// Ends a rendering with exactly one line feed, unless it is empty.
pub fn end_line(rendered: &mut String) {
    rendered.truncate(rendered.trim_end_matches('\n').len());
    if !rendered.is_empty() {
        rendered.push('\n');
    }
}
