//! The files of tar archives, in the formats ustar, GNU and pax.
//!
//! Nothing is unpacked to disk. Links and devices are named failures.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::archived::Names;
use crate::batch::item::Item;
use crate::batch::record::Skip;
use crate::batch::stream::Stream;
use crate::limits::{Limit, Limits, LimitsHit};

/// The size of a block: headers have one, and data are padded to whole ones.
const BLOCK: u64 = 512;
/// The longest name or pax header.
const MAX_NAME: usize = 65_536;

/// Reads the files of an archive.
pub(super) struct Tar {
    stream: Stream,
    names: Names,
    max_bytes: usize,
    is_ended: bool,
}

/// A header block, with the name and the size that the blocks before it may give.
struct Header {
    kind: u8,
    name: Vec<u8>,
    size: u64,
}

/// The values of extended headers, which apply to the next file.
#[derive(Default)]
struct Extended {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Tar {
    pub fn new(stream: Stream, (path, place): (Arc<Path>, PathBuf), limits: &Limits) -> Self {
        let names = Names::new(path, place);
        Tar { stream, names, max_bytes: limits.max_bytes, is_ended: false }
    }

    /// Reads up to the next file that is a page, a failure, or something else with a page name.
    fn entry(&mut self) -> io::Result<Option<Item>> {
        let mut extended = Extended::default();
        loop {
            let at = self.stream.position();
            let (block, n_read) = self.stream.take_bytes(BLOCK, BLOCK as usize)?;
            if n_read == 0 || block.iter().all(|b| *b == 0) {
                return Ok(None);
            }
            let Some(mut header) = Header::parse(&block) else {
                let message = "expected the header of a file in a tar archive";
                self.is_ended = true;
                return Ok(Some(self.names.failed(at, message)));
            };
            if let b'L' | b'x' = header.kind {
                let (data, _) = self.data(header.size, MAX_NAME)?;
                match header.kind {
                    b'L' => extended.name = Some(until_zero(&data).to_vec()),
                    _ => extended.read(&data),
                }
                continue;
            }
            header.name = extended.name.take().unwrap_or(header.name);
            header.size = extended.size.take().unwrap_or(header.size);
            match header.kind {
                b'g' | b'K' | b'5' => {
                    self.data(header.size, 0)?;
                }
                _ => return self.file(at, &header).map(Some),
            }
        }
    }

    fn file(&mut self, at: u64, header: &Header) -> io::Result<Item> {
        let is_file = matches!(header.kind, b'0' | 0 | b'7');
        let is_page = self.names.is_page(&header.name);
        let max = if is_file && is_page { self.max_bytes } else { 0 };
        let (bytes, is_whole) = self.data(if is_file { header.size } else { 0 }, max)?;
        Ok(match (is_file, is_page) {
            _ if !is_whole => {
                self.is_ended = true;
                self.names.failed(at, "the archive is truncated: it ends in this file")
            }
            (_, false) => Item::Skipped(Skip::NoPageName),
            (false, true) => {
                let message =
                    "a link or device instead of a file; links in archives are not followed";
                self.names.failed_file(at, &header.name, message)
            }
            (true, true) => {
                let mut limits_hit = LimitsHit::new();
                limits_hit.insert_if((bytes.len() as u64) < header.size, Limit::Bytes);
                self.names.page(at, &header.name, bytes, limits_hit)
            }
        })
    }

    /// Reads data and their padding; returns the first `max` bytes, and whether all data are there.
    fn data(&mut self, size: u64, max: usize) -> io::Result<(Vec<u8>, bool)> {
        let (bytes, n_read) = self.stream.take_bytes(size, max)?;
        self.stream.take_bytes((BLOCK - size % BLOCK) % BLOCK, 0)?;
        Ok((bytes, n_read == size))
    }
}

impl Iterator for Tar {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_ended {
            return None;
        }
        let at = self.stream.position();
        let entry = self.entry();
        entry.unwrap_or_else(|error| {
            self.is_ended = true;
            Some(self.names.failed(at, &format!("broken data ({error})")))
        })
    }
}

impl Header {
    /// Parses a block; `None` if its checksum is wrong.
    fn parse(block: &[u8]) -> Option<Self> {
        let checksum = number(block.get(148..156)?)?;
        let bytes = block.iter().enumerate();
        let sum = bytes.map(|(i, b)| if (148..156).contains(&i) { 32 } else { u64::from(*b) });
        if sum.sum::<u64>() != checksum || block.len() as u64 != BLOCK {
            return None;
        }
        let name = until_zero(&block[..100]);
        let prefix = until_zero(&block[345..500]);
        let is_ustar = &block[257..263] == b"ustar\0" && !prefix.is_empty();
        let name = if is_ustar { [prefix, b"/", name].concat() } else { name.to_vec() };
        Some(Header { kind: block[156], name, size: number(&block[124..136])? })
    }
}

impl Extended {
    /// Reads the lines of a pax header: `27 path=a/b.html`.
    fn read(&mut self, mut data: &[u8]) {
        while let Some(space) = memchr::memchr(b' ', data) {
            let length = std::str::from_utf8(&data[..space]).ok().and_then(|n| n.parse().ok());
            let Some(line) = length.and_then(|n: usize| data.get(space + 1..n)) else { return };
            data = &data[space + 1 + line.len()..];
            let line = line.trim_ascii_end();
            if let Some(name) = line.strip_prefix(b"path=") {
                self.name = Some(name.to_vec());
            } else if let Some(size) = line.strip_prefix(b"size=") {
                self.size = std::str::from_utf8(size).ok().and_then(|n| n.parse().ok());
            }
        }
    }
}

/// A number in octal digits, or in base 256 if its first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        let (high, low) = field.split_at(field.len() - 8);
        let is_small = high.iter().skip(1).all(|b| *b == 0);
        return is_small.then(|| low.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
    }
    let digits = std::str::from_utf8(until_zero(field)).ok()?.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

/// Whether a file begins with a tar header.
pub(super) fn is_tar(first: &[u8]) -> bool {
    first.len() >= BLOCK as usize && Header::parse(&first[..BLOCK as usize]).is_some()
}
