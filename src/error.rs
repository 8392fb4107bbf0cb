//! The error type for options, weights, reading and writing. Extraction itself cannot fail.

use std::fmt;
use std::io::{self, ErrorKind::NotFound};
use std::path::{Path, PathBuf};

/// An error: its kind, its message, and the file and record where it occurred.
///
/// [`extract`](crate::extract()) and [`Extractor::extract`](crate::Extractor::extract) never return an error: a page
/// without content gives an empty article with a status. Errors are CSS selectors or weights files that do not parse
/// and, in `batch`, files that cannot be read or written.
///
/// `Display` gives the message without the cause. [`source`](std::error::Error::source) is the I/O error that caused it, if
/// any. Print the whole chain to show both, for example with `anyhow`'s `{:#}`.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    record: Option<u64>,
    source: Option<std::io::Error>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An input could not be read.
    Reading,
    /// An output could not be written.
    Writing,
    /// The weights are malformed, or were trained for other features.
    Weights,
    /// An option is invalid, such as a CSS selector that does not parse.
    Options,
    /// A page caused a panic: a bug in dehusk, reported as the failure of this page.
    Panicked,
    /// A part of an archive is broken, or is not what the format demands.
    Archive,
}

impl ErrorKind {
    /// The name: `reading`, `writing`, `weights`, `options`, `panicked`, `archive`.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Reading => "reading",
            ErrorKind::Writing => "writing",
            ErrorKind::Weights => "weights",
            ErrorKind::Options => "options",
            ErrorKind::Panicked => "panicked",
            ErrorKind::Archive => "archive",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            path: None,
            record: None,
            source: None,
        }))
    }

    /// The same error with the path of a file.
    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    /// An I/O error at `path`.
    pub(crate) fn io(kind: ErrorKind, path: &Path, source: io::Error) -> Self {
        let message = match kind {
            ErrorKind::Writing => "cannot be written",
            _ => "cannot be read",
        };
        let is_missing = kind == ErrorKind::Reading && source.kind() == NotFound;
        let source =
            if is_missing { io::Error::new(NotFound, "no such file or folder") } else { source };
        let mut error = Error::new(kind, message).at(path);
        error.0.source = Some(source);
        error
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The message, without the path, the record number and the cause.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The message and its cause, without the path and the record number.
    #[cfg(feature = "batch")]
    pub(crate) fn message_with_cause(&self) -> String {
        match &self.0.source {
            Some(cause) => format!("{}: {cause}", self.0.message),
            None => self.0.message.clone(),
        }
    }

    /// The file where the error occurred, if any.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The number of the record in that file, from 1, if the file has several records.
    pub fn record(&self) -> Option<u64> {
        self.0.record
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(path) = &inner.path {
            write!(f, "{}: ", path.display())?;
        }
        if let Some(record) = inner.record {
            write!(f, "record {record}: ")?;
        }
        f.write_str(&inner.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|e| e as _)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::io;

    use super::*;

    #[test]
    fn the_cause_is_the_source_and_not_repeated() {
        let error =
            Error::io(ErrorKind::Writing, Path::new("a.txt"), io::Error::other("disk full"));
        assert_eq!(error.to_string(), "a.txt: cannot be written");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("disk full"));
        let error = Error::new(ErrorKind::Weights, "no weights").at(Path::new("m.json"));
        assert_eq!(error.to_string(), "m.json: no weights");
        assert!(error.source().is_none());
    }
}
