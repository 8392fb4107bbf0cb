//! The items of a list of inputs: pages as files, and the pages in archives one after the other.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::batch::codec::Packing;
use crate::batch::counted::{Counted, count_file};
use crate::batch::file::{in_words, no_regular_file, read_up_to};
use crate::batch::item::{Body, Held, Item};
use crate::batch::json_lines::{Fields, Lines};
use crate::batch::name::{Container, shown};
use crate::batch::source::{STANDARD_INPUT, SourceEntry};
use crate::batch::stream::{self, Stream};
use crate::batch::tar::{Tar, is_tar};
use crate::batch::warc::Records;
use crate::batch::zip::Zip;
use crate::error::{Error, ErrorKind};
use crate::limits::{Limit, Limits, LimitsHit};

/// The bytes that tell the format of a file: a tar header has 512.
const SIGNATURE: usize = 512;

/// How archives are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub fields: Arc<Fields>,
    /// Whether responses with an error status are pages.
    pub any_status: bool,
}

/// A reader of an archive.
type Reader = Box<dyn Iterator<Item = Item> + Send>;

/// The items of some inputs, in order. Only one archive is open at a time.
pub(super) struct Feed<'a, I> {
    inputs: I,
    open: Option<(Arc<Path>, Reader)>,
    reading: &'a Reading,
    limits: &'a Limits,
    /// Counts the bytes read, if someone wants to know.
    counter: Option<&'a Arc<AtomicU64>>,
}

impl<'a, I: Iterator<Item = &'a SourceEntry>> Feed<'a, I> {
    pub fn new(
        inputs: I,
        reading: &'a Reading,
        limits: &'a Limits,
        counter: Option<&'a Arc<AtomicU64>>,
    ) -> Self {
        Feed { inputs, open: None, reading, limits, counter }
    }

    /// The next item of the open archive. A panic is a failure of the archive, which ends it.
    fn next_in_archive(&mut self) -> Option<Item> {
        let (path, reader) = self.open.as_mut()?;
        // Unwind safe: the reader is dropped after a panic.
        let item = catch_unwind(AssertUnwindSafe(|| reader.next())).unwrap_or_else(|_| {
            let message = "internal error, a bug in dehusk: the reader of this archive panicked";
            let item = Item::lost(path, Error::new(ErrorKind::Panicked, message).at(path));
            *reader = Box::new(std::iter::empty());
            Some(item)
        });
        if item.is_none() {
            self.open = None;
        }
        item
    }

    /// Opens a file that may hold many pages. Returns an item if it holds one page, or cannot be read.
    fn open(&mut self, path: &Path, place: &Path, container: Container) -> Option<Item> {
        let path: Arc<Path> = path.into();
        let is_standard = path.as_os_str() == STANDARD_INPUT;
        if let Some(message) = no_regular_file(&path).filter(|_| !is_standard) {
            let error = Error::new(ErrorKind::Reading, message).at(&path);
            return Some(Item::lost(&path, error));
        }
        match self.reader(&path, place, container) {
            Ok(Opened::Reader(reader)) => {
                self.open = Some((path, reader));
                None
            }
            Ok(Opened::Page(item)) => Some(item),
            Err(error) => {
                let error = Error::io(ErrorKind::Reading, &path, in_words(error));
                Some(Item::lost(&path, error))
            }
        }
    }

    fn reader(&self, path: &Arc<Path>, place: &Path, container: Container) -> io::Result<Opened> {
        let is_standard = path.as_os_str() == STANDARD_INPUT;
        let place = place.to_owned();
        if container == Container::Zip {
            count_file(self.counter, path);
            return Ok(Opened::Reader(Box::new(Zip::open(path, place, self.limits)?)));
        }
        let reader: Box<dyn Read + Send> =
            if is_standard { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        let reader = match self.counter {
            Some(counter) => Box::new(Counted { reader, counter: Arc::clone(counter) }),
            None => reader,
        };
        let named = Packing::only_by_name(path);
        let mut stream = stream::open(reader, named, self.limits.max_unpacked_ratio)?;
        let container = match container {
            Container::Unknown => match (detect(&mut stream), is_standard) {
                // The stream of JSON Lines on standard input is known by its first byte; that of a file is a page.
                (None | Some(Container::JsonLines), false) => {
                    return Ok(Opened::Page(Item::File { path: path.to_path_buf(), place }));
                }
                (None, true) => return self.page(stream, path, place).map(Opened::Page),
                (Some(Container::Zip), true) => {
                    let message = "a zip archive has its directory at its end; save it to a file";
                    return Err(io::Error::new(io::ErrorKind::Unsupported, message));
                }
                (Some(Container::Zip), false) => {
                    return Ok(Opened::Reader(Box::new(Zip::open(path, place, self.limits)?)));
                }
                (Some(container), _) => container,
            },
            container => container,
        };
        let at = (Arc::clone(path), place);
        Ok(Opened::Reader(match container {
            Container::JsonLines => {
                let fields = Arc::clone(&self.reading.fields);
                Box::new(Lines::new(stream, at, fields, self.limits))
            }
            Container::Tar => Box::new(Tar::new(stream, at, self.limits)),
            _ => Box::new(Records::new(stream, at, self.limits, self.reading.any_status)),
        }))
    }

    /// A single page from standard input.
    fn page(&self, stream: Stream, path: &Arc<Path>, place: PathBuf) -> io::Result<Item> {
        let mut bytes = Vec::new();
        let mut limits_hit = LimitsHit::new();
        limits_hit.insert_if(read_up_to(stream, self.limits.max_bytes, &mut bytes)?, Limit::Bytes);
        Ok(Item::Held(Box::new(Held {
            path: Arc::clone(path),
            place,
            source: shown(path),
            offset: 0,
            url: None,
            content_type: None,
            input: None,
            body: Body::File(bytes, None),
            limits_hit,
        })))
    }
}

enum Opened {
    Reader(Reader),
    Page(Item),
}

/// The format of a stream by its first bytes.
fn detect(stream: &mut Stream) -> Option<Container> {
    // An error is found again by the reader.
    let first = stream.peek(SIGNATURE).unwrap_or_default();
    match first {
        _ if first.starts_with(b"WARC/") || first.starts_with(b"filedesc:/") => {
            Some(Container::Warc)
        }
        _ if first.starts_with(b"PK\x03\x04") => Some(Container::Zip),
        _ if is_tar(first) => Some(Container::Tar),
        _ if first.trim_ascii_start().starts_with(b"{") => Some(Container::JsonLines),
        _ => None,
    }
}

impl<'a, I: Iterator<Item = &'a SourceEntry>> Iterator for Feed<'a, I> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.next_in_archive() {
                return Some(item);
            }
            match self.inputs.next()? {
                SourceEntry::Lost { path, message } => {
                    return Some(Item::lost(path, SourceEntry::lost(path, message)));
                }
                SourceEntry::Page { path, place, container: None, .. } => {
                    count_file(self.counter, path);
                    return Some(Item::File { path: path.clone(), place: place.clone() });
                }
                SourceEntry::Page { path, place, container: Some(container), .. } => {
                    if let Some(item) = self.open(path, place, *container) {
                        return Some(item);
                    }
                }
            }
        }
    }
}
