//! The records of WARC, WET and ARC files.
//!
//! WARC is ISO 28500. A record has a version line, named fields, a blank line, a block of `Content-Length` bytes, and two line
//! ends. Damage ends no run: the reader reports it with its position and goes on at the next record that it can find.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::arc;
use crate::batch::http::Head;
use crate::batch::item::{self, Body, Held, Item};
use crate::batch::peek::BUFFER;
use crate::batch::record::Skip;
use crate::batch::stream::Stream;
use crate::limits::{Limit, Limits, LimitsHit};
use crate::page::Input;

/// The number of header lines of a record.
const MAX_FIELDS: usize = 1_000;
/// Bytes of a block beyond those of the page: the head of an HTTP response.
const MAX_HEAD: usize = 1_000_000;

/// The longest ARC header that is recognized after damage.
const MAX_ARC_HEADER: usize = 4_096;

/// What the header of a record says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub kind: Kind,
    pub url: Option<String>,
    pub content_type: Option<String>,
    pub length: u64,
}

/// The kinds of records.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An HTTP response, or a file under its own content type.
    #[default]
    Page,
    /// Text that a converter made of a page, as in WET files.
    Conversion,
    /// A kind without a page.
    Other(Skip),
}

/// Why a record cannot be read.
enum Fault {
    /// The stream is broken; only the next gzip member may be read.
    Stream(io::Error),
    /// The bytes are not as expected.
    Format(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Stream(error)
    }
}

/// Reads the records of a file.
pub(super) struct Records {
    stream: Stream,
    path: Arc<Path>,
    place: PathBuf,
    max_block: usize,
    any_status: bool,
    /// In an ARC file, the number of fields in a header.
    arc_fields: Option<usize>,
    /// The position of the record that is being read.
    at: u64,
    n_read: u64,
    is_ended: bool,
}

impl Records {
    /// Reads WARC records, or those of ARC if the file begins with an ARC header.
    pub fn new(
        mut stream: Stream,
        (path, place): (Arc<Path>, PathBuf),
        limits: &Limits,
        any_status: bool,
    ) -> Self {
        let is_arc = stream.peek(10).is_ok_and(|first| first == b"filedesc:/");
        Records {
            stream,
            path,
            place,
            max_block: limits.max_bytes.saturating_add(MAX_HEAD),
            any_status,
            arc_fields: is_arc.then_some(arc::N_FIELDS),
            at: 0,
            n_read: 0,
            is_ended: false,
        }
    }

    /// Reads the next record; `None` at the end of the file.
    fn record(&mut self) -> Result<Option<Item>, Fault> {
        loop {
            let next = self.stream.peek(1).map(|next| next.first().copied());
            // After an error, too: it is in the member that begins here.
            self.at = self.stream.place();
            match next? {
                Some(b'\r' | b'\n') => self.stream.take_bytes(1, 0)?,
                _ => break,
            };
        }
        let begin = self.stream.position();
        let line = self.stream.line(BUFFER)?;
        if line.is_empty() {
            return Ok(None);
        }
        let header = match self.arc_fields {
            Some(n_fields) => arc::header(&line, n_fields)
                .ok_or_else(|| Fault::Format("expected the header of an ARC record".to_owned()))?,
            None => self.header(&line)?,
        };
        let max = match header.kind {
            Kind::Page | Kind::Conversion => self.max_block,
            Kind::Other(Skip::Information) => BUFFER,
            Kind::Other(_) => 0,
        };
        let (block, n_read) = self.block(begin, header.length, max)?;
        if n_read < header.length {
            let expected = header.length;
            let message =
                format!("the record is truncated: expected {expected} bytes, found {n_read}");
            return Err(Fault::Format(message));
        }
        self.n_read += 1;
        if let (Some(n_fields), Kind::Other(Skip::Information)) = (self.arc_fields, header.kind) {
            self.arc_fields = Some(arc::n_fields(&block).unwrap_or(n_fields));
        }
        let mut limits_hit = LimitsHit::new();
        limits_hit.insert_if((block.len() as u64) < header.length, Limit::Bytes);
        Ok(Some(self.item(header, block, limits_hit)))
    }

    /// Reads the named fields of a WARC record.
    fn header(&mut self, version: &[u8]) -> Result<Header, Fault> {
        if !is_version(version) {
            let message = "expected a record that begins with WARC/ and a version";
            return Err(Fault::Format(message.to_owned()));
        }
        let mut header = Header { kind: Kind::Other(Skip::Unknown), ..Header::default() };
        let mut length = None;
        for _ in 0..MAX_FIELDS {
            let line = self.stream.line(BUFFER)?;
            if line.is_empty() {
                return Err(Fault::Format("the file ends in the header of a record".to_owned()));
            }
            let line = line.trim_ascii_end();
            if line.is_empty() {
                header.length = length.ok_or_else(|| {
                    Fault::Format("expected a field Content-Length with a number".to_owned())
                })?;
                return Ok(header);
            }
            let Some(colon) = memchr::memchr(b':', line) else { continue };
            let value = String::from_utf8_lossy(&line[colon + 1..]);
            let value = value.trim();
            match line[..colon].to_ascii_lowercase().as_slice() {
                b"warc-type" => header.kind = Kind::of(value),
                b"warc-target-uri" => {
                    let address = value.strip_prefix('<').and_then(|v| v.strip_suffix('>'));
                    header.url = Some(address.unwrap_or(value).to_owned());
                }
                b"content-type" => header.content_type = Some(value.to_owned()),
                b"content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        Err(Fault::Format(format!("the header has more than {MAX_FIELDS} fields")))
    }

    /// Reads the block of a record, but not into the next one: a gzip member that begins with a record is never part of the
    /// record before it.
    fn block(&mut self, begin: u64, length: u64, max: usize) -> io::Result<(Vec<u8>, u64)> {
        let mut block = Vec::new();
        let mut n_read = 0;
        while n_read < length {
            let n_whole = self.stream.until_member(begin)?;
            if n_whole == 0 && self.begins_record()? {
                break;
            }
            let n = (length - n_read).min(n_whole.max(1));
            let (bytes, n) = self.stream.take_bytes(n, max - block.len())?;
            if n == 0 {
                break;
            }
            block.extend(bytes);
            n_read += n;
        }
        Ok((block, n_read))
    }

    /// Whether the next bytes are the header of a record.
    fn begins_record(&mut self) -> io::Result<bool> {
        let Some(n_fields) = self.arc_fields else {
            return self.stream.peek(5).map(is_version);
        };
        let ahead = self.stream.peek(MAX_ARC_HEADER)?;
        let line = ahead.split_inclusive(|b| *b == b'\n').next().unwrap_or_default();
        Ok(arc::header(line, n_fields).is_some())
    }

    fn item(&self, header: Header, block: Vec<u8>, limits_hit: LimitsHit) -> Item {
        let Header { kind, url, content_type, .. } = header;
        let (body, content_type, input) = match kind {
            Kind::Other(skip) => return Item::Skipped(skip),
            Kind::Conversion => match sort(content_type.as_deref(), &block) {
                // The converter has already decoded the text.
                None => (Body::File(block, None), None, Input::Text),
                Some(input) => (Body::File(block, None), content_type, input),
            },
            Kind::Page => match Head::parse(&block) {
                Some(head) if !(self.any_status || (200..300).contains(&head.status)) => {
                    return Item::Skipped(Skip::HttpStatus);
                }
                Some(head) => match sort(head.content_type.as_deref(), &block[head.body_at..]) {
                    None => return Item::Skipped(Skip::NotHtml),
                    Some(input) => {
                        let content_type = head.content_type.clone();
                        (Body::Http(block, head), content_type, input)
                    }
                },
                None => match sort(content_type.as_deref(), &block) {
                    None => return Item::Skipped(Skip::NotHtml),
                    Some(input) => (Body::File(block, None), content_type, input),
                },
            },
        };
        let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        Item::Held(Box::new(Held {
            path: Arc::clone(&self.path),
            place: self.place.join(format!("{:08}", self.n_read)),
            source: item::source(&self.path, self.at),
            offset: self.at,
            url: url.filter(is_web),
            content_type,
            input: Some(input),
            body,
            limits_hit,
        }))
    }

    /// Searches for the next record; returns whether the file may have one.
    fn find_next(&mut self, fault: &Fault) -> io::Result<bool> {
        if matches!(fault, Fault::Stream(_)) {
            return Ok(self.stream.next_member());
        }
        loop {
            if self.begins_record()? {
                return Ok(true);
            }
            if self.stream.peek(1)?.is_empty() {
                return Ok(false);
            }
            self.stream.skip_line()?;
        }
    }
}

impl Iterator for Records {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_ended {
            return None;
        }
        let fault = match self.record() {
            Ok(item) => return item,
            Err(fault) => fault,
        };
        // An error of the search is found again when the next record is read.
        self.is_ended = matches!(self.find_next(&fault), Ok(false));
        let message = match fault {
            Fault::Stream(error) => format!("broken compressed data ({error})"),
            Fault::Format(message) => message,
        };
        Some(Item::failed(&self.path, self.at, &message))
    }
}

impl Kind {
    fn of(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "response" | "resource" => Kind::Page,
            "conversion" => Kind::Conversion,
            "revisit" => Kind::Other(Skip::Revisit),
            "request" => Kind::Other(Skip::Request),
            "metadata" => Kind::Other(Skip::Metadata),
            "warcinfo" => Kind::Other(Skip::Information),
            _ => Kind::Other(Skip::Unknown),
        }
    }
}

fn is_version(line: &[u8]) -> bool {
    line.starts_with(b"WARC/")
}

/// The input type for a content type; `None` if that is not HTML. Without a type, HTML is told by its first character.
fn sort(content_type: Option<&str>, body: &[u8]) -> Option<Input> {
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "text/html" => Some(Input::Html),
        "application/xhtml+xml" => Some(Input::Xhtml),
        "" if body.trim_ascii_start().starts_with(b"<") => Some(Input::Html),
        _ => None,
    }
}
