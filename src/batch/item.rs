//! What the readers of archives find: pages, records without a page, and failures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::codec::Packing;
use crate::batch::file::read_packed;
use crate::batch::http::{self, Head};
use crate::batch::json_lines::{self, Fields};
use crate::batch::name::shown;
use crate::batch::record::Skip;
use crate::error::{Error, ErrorKind};
use crate::limits::{Limits, LimitsHit};
use crate::page::Input;

/// One thing that a batch finds in its inputs.
pub(super) enum Item {
    /// A file with one page. It is read by the thread that extracts.
    File { path: PathBuf, place: PathBuf },
    /// A page of an archive, in memory.
    Held(Box<Held>),
    /// A record without a page.
    Skipped(Skip),
    /// An input or a part of it that cannot be read.
    Failed { source: String, offset: Option<u64>, error: Error },
}

/// A page of an archive as it was stored. Decoding is left to the thread that extracts.
pub(super) struct Held {
    /// The archive.
    pub path: Arc<Path>,
    /// The place in the output tree.
    pub place: PathBuf,
    /// The archive and the position in it, as in the records: `a.warc.gz#123`.
    pub source: String,
    pub offset: u64,
    pub url: Option<String>,
    pub content_type: Option<String>,
    pub input: Option<Input>,
    pub body: Body,
    /// The limits that truncated the body.
    pub limits_hit: LimitsHit,
}

/// The stored form of a page.
pub(super) enum Body {
    /// A file: plain, or compressed.
    File(Vec<u8>, Option<Packing>),
    /// An HTTP response.
    Http(Vec<u8>, Head),
    /// An object of JSON Lines.
    Json(Vec<u8>, Arc<Fields>),
}

/// A page as the extractor takes it.
pub(super) struct Opened {
    pub bytes: Vec<u8>,
    pub limits_hit: LimitsHit,
    pub url: Option<String>,
    pub content_type: Option<String>,
    pub input: Option<Input>,
}

impl Item {
    /// The failure of a part of an archive.
    pub fn failed(path: &Path, offset: u64, message: &str) -> Self {
        let message = format!("at byte {offset}: {message}");
        let error = Error::new(ErrorKind::Archive, message).at(path);
        Item::Failed { source: source(path, offset), offset: Some(offset), error }
    }

    /// The failure of a whole input.
    pub fn lost(path: &Path, error: Error) -> Self {
        Item::Failed { source: shown(path), offset: None, error }
    }

    /// The bytes that the item holds.
    pub fn n_bytes(&self) -> usize {
        let Item::Held(held) = self else { return 0 };
        match &held.body {
            Body::File(bytes, _) | Body::Http(bytes, _) | Body::Json(bytes, _) => bytes.len(),
        }
    }
}

impl Held {
    /// Decodes the page.
    ///
    /// # Errors
    /// [`ErrorKind::Archive`] if the data are broken or, in JSON Lines, hold no page.
    pub fn open(self, limits: &Limits) -> Result<Opened, Error> {
        let failed = |message: String| {
            let message = format!("at byte {}: {message}", self.offset);
            Error::new(ErrorKind::Archive, message).at(&self.path)
        };
        let Held { url, content_type, input, .. } = self;
        let mut opened =
            Opened { bytes: Vec::new(), limits_hit: self.limits_hit, url, content_type, input };
        let limits_hit = match self.body {
            Body::File(bytes, packing) => {
                let read = read_packed(&bytes[..], packing, limits);
                let (bytes, limits_hit) = read.map_err(|error| failed(error.to_string()))?;
                opened.bytes = bytes;
                limits_hit
            }
            Body::Http(block, head) => {
                let (bytes, limits_hit) = http::body(&block, &head, limits).map_err(failed)?;
                opened.bytes = bytes;
                limits_hit
            }
            Body::Json(line, fields) => {
                let page = json_lines::page(&line, &fields).map_err(failed)?;
                opened.url = page.url;
                opened.input = Some(page.input);
                let (bytes, limits_hit) = http::within(page.bytes, limits);
                opened.bytes = bytes;
                limits_hit
            }
        };
        opened.limits_hit = opened.limits_hit.and(limits_hit);
        Ok(opened)
    }
}

/// The name of a part of an archive in the records.
pub(super) fn source(path: &Path, offset: u64) -> String {
    format!("{}#{offset}", shown(path))
}
