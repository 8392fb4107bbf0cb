//! Reading pages from files, plain or compressed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::batch::codec::{Decoder, Packing};
use crate::error::{Error, ErrorKind};
use crate::limits::{Limit, Limits, LimitsHit};

/// Bytes that a compressed page may unpack to whatever its ratio: a small page of repeated characters is harmless.
const MIN_UNPACKED: usize = 1_000_000;

/// Reads a page from the file at `path`, as [`read_page`] does. A file whose name ends in `.br` is decompressed with brotli.
///
/// # Errors
/// [`ErrorKind::Reading`] if the file cannot be opened or read, or is broken compressed data.
pub fn read_page_file(path: &Path, limits: &Limits) -> Result<(Vec<u8>, LimitsHit), Error> {
    let named = Packing::only_by_name(path);
    File::open(path)
        .and_then(|file| read_packed(file, named, limits))
        .map_err(|error| Error::io(ErrorKind::Reading, path, in_words(error)))
}

/// Reads a page of a batch, as [`read_page_file`] does, but opens regular files only.
pub(super) fn read_input(path: &Path, limits: &Limits) -> Result<(Vec<u8>, LimitsHit), Error> {
    match no_regular_file(path) {
        Some(message) => Err(Error::new(ErrorKind::Reading, message).at(path)),
        None => read_page_file(path, limits),
    }
}

/// Why a file is not opened: a pipe could block forever, and a device has no end.
pub(super) fn no_regular_file(path: &Path) -> Option<&'static str> {
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    is_special.then_some("not a regular file; `dehusk` reads a pipe from standard input")
}

/// Reads a page and decompresses it if its first bytes are those of gzip or zstd. Returns the page and the limits on bytes
/// that truncated it. The limits also apply to decompression bombs.
///
/// # Errors
/// Errors of the reader, and broken compressed data.
pub fn read_page(reader: impl Read, limits: &Limits) -> io::Result<(Vec<u8>, LimitsHit)> {
    read_packed(reader, None, limits)
}

/// The same as [`read_page`], for data that are known to be compressed in one format.
pub(super) fn read_packed(
    reader: impl Read,
    named: Option<Packing>,
    limits: &Limits,
) -> io::Result<(Vec<u8>, LimitsHit)> {
    let mut page = Vec::new();
    let is_cut = read_up_to(reader, limits.max_bytes, &mut page)?;
    if let Some(packing) = named.or_else(|| Packing::of_bytes(&page)) {
        return unpack(packing, &page, is_cut, limits);
    }
    let mut limits_hit = LimitsHit::new();
    limits_hit.insert_if(is_cut, Limit::Bytes);
    Ok((page, limits_hit))
}

/// Decompresses data. `is_part` says that `packed` was truncated.
fn unpack(
    packing: Packing,
    packed: &[u8],
    is_part: bool,
    limits: &Limits,
) -> io::Result<(Vec<u8>, LimitsHit)> {
    let mut page = Vec::new();
    let mut limits_hit = LimitsHit::new();
    let (max_bytes, limit) = most_unpacked(packed.len(), limits);
    match unpack_members(packing, packed, max_bytes, &mut page) {
        Ok(is_cut) => limits_hit.insert_if(is_cut, limit),
        Err(error) if is_part && error.kind() == io::ErrorKind::UnexpectedEof => {
            limits_hit.insert(Limit::Bytes);
        }
        Err(error) => {
            let packing = packing.as_str();
            let message = format!(
                "broken {packing} data ({error}); fetch the page again, or decompress its intact part"
            );
            return Err(io::Error::new(error.kind(), message));
        }
    }
    Ok((page, limits_hit))
}

/// The bytes to which `n_packed` compressed bytes may decompress, and the limit that says so.
pub(super) fn most_unpacked(n_packed: usize, limits: &Limits) -> (usize, Limit) {
    let by_ratio = n_packed.saturating_mul(limits.max_unpacked_ratio).max(MIN_UNPACKED);
    [
        (limits.max_bytes, Limit::Bytes),
        (limits.max_unpacked_bytes, Limit::UnpackedBytes),
        (by_ratio, Limit::UnpackedRatio),
    ]
    .into_iter()
    .min_by_key(|&(n, _)| n)
    .unwrap_or((limits.max_bytes, Limit::Bytes))
}

/// Decompresses all members, up to `max_bytes`; returns whether there are more bytes. Trailing bytes that are not a
/// member are ignored, as `gzip -d` does: zeros are padding, other bytes are transfer garbage.
fn unpack_members(
    packing: Packing,
    mut packed: &[u8],
    max_bytes: usize,
    into: &mut Vec<u8>,
) -> io::Result<bool> {
    loop {
        let mut member = Decoder::new(packing, packed, &[])?;
        if read_up_to(&mut member, max_bytes, into)? {
            return Ok(true);
        }
        packed = member.into_inner();
        if Packing::of_bytes(packed) != Some(packing) {
            return Ok(false);
        }
    }
}

/// Reads until `into` has `max_bytes`; returns whether there are more bytes.
pub(super) fn read_up_to(
    reader: impl Read,
    max_bytes: usize,
    into: &mut Vec<u8>,
) -> io::Result<bool> {
    let n_left = max_bytes.saturating_sub(into.len());
    reader.take((n_left as u64).saturating_add(1)).read_to_end(into)?;
    let is_cut = into.len() > max_bytes;
    into.truncate(max_bytes);
    Ok(is_cut)
}

/// Replaces the message of common errors by one that says what to do.
pub(super) fn in_words(error: io::Error) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder",
        io::ErrorKind::PermissionDenied => "permission denied; make the file readable",
        io::ErrorKind::IsADirectory => {
            "this is a folder, not a page; `dehusk batch` reads all pages of a folder"
        }
        _ => return error,
    };
    io::Error::new(error.kind(), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::codec::{pack, stored};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        pack(Packing::Gzip, bytes)
    }

    #[test]
    fn gzip_is_known_by_its_first_bytes() {
        let read = |bytes: &[u8]| read_page(bytes, &Limits::new()).map(|(page, _)| page);
        assert_eq!(read(b"<p>plain").unwrap(), b"<p>plain");
        assert_eq!(read(b"<").unwrap(), b"<");
        let members = [gzip(b"<p>one "), gzip(b"two")].concat();
        assert_eq!(read(&members).unwrap(), b"<p>one two");
        for end in 2..members.len() {
            // Data may also end after the first member, and one byte after it is not a member.
            let behind = end.checked_sub(gzip(b"<p>one ").len());
            let is_whole = matches!(behind, Some(0 | 1));
            assert_eq!(read(&members[..end]).is_ok(), is_whole, "{end}");
        }
        for tail in [&[0; 512][..], b"garbage", b"\0\0\x1f\x8b", b"\x1f"] {
            assert_eq!(read(&[&members, tail].concat()).unwrap(), b"<p>one two", "{tail:?}");
        }
        let error = read(&members[..20]).unwrap_err();
        assert!(error.to_string().contains("broken gzip data"));
    }

    #[test]
    fn what_is_read_is_bounded_and_says_so() {
        let ten = Limits::new().with_max_bytes(10);
        let read = |bytes: &[u8], limits: &Limits| {
            let (page, limits_hit) = read_page(bytes, limits).unwrap();
            (page.len(), limits_hit.iter().map(Limit::as_str).collect::<Vec<_>>())
        };
        assert_eq!(read(b"0123456789", &ten), (10, vec![]));
        assert_eq!(read(b"0123456789a", &ten), (10, vec!["bytes"]));
        let bomb = gzip(&[b'x'; 5_000_000]);
        assert_eq!(read(&bomb, &Limits::new()), (1_000_000, vec!["unpacked_ratio"]));
        let limits = Limits::new().with_max_unpacked_ratio(2_000);
        assert_eq!(read(&bomb, &limits), (5_000_000, vec![]));
        assert_eq!(read(&bomb, &limits.clone().with_max_bytes(20_000)), (20_000, vec!["bytes"]));
        let limits = limits.with_max_unpacked_bytes(70);
        assert_eq!(read(&bomb, &limits), (70, vec!["unpacked_bytes"]));
        // The limit also applies to the compressed bytes: of a file that exceeds it, the first bytes are decompressed.
        let stored = stored(&[b'x'; 300]);
        let (n_bytes, limits_hit) = read(&stored, &Limits::new().with_max_bytes(300));
        assert!(
            (200..=300).contains(&n_bytes) && limits_hit == ["bytes"],
            "{n_bytes} {limits_hit:?}"
        );
    }
}
