//! Reading pages from files, plain or compressed, and writing files atomically.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::codec::{Decoder, Encoder, Packing};
use crate::error::{Error, ErrorKind};
use crate::limits::{Cut, Limit, Limits};

/// How the names of temporary files begin.
const TEMPORARY: &str = ".dehusk-";

/// Bytes that a compressed page may unpack to whatever its ratio: a small page of repeated characters is harmless.
const MIN_UNPACKED: usize = 1_000_000;

/// Reads a page from the file at `path`, as [`read_page`] does. A file whose name ends in `.br` is decompressed with brotli.
///
/// # Errors
/// [`ErrorKind::Reading`] if the file cannot be opened or read, or is broken compressed data.
pub fn read_page_file(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Cut), Error> {
    let named = Packing::of_name(path).filter(|packing| *packing == Packing::Brotli);
    File::open(path)
        .and_then(|file| read_packed(file, named, limits))
        .map_err(|error| Error::io(ErrorKind::Reading, path, in_words(error)))
}

/// Reads a page of a batch, as [`read_page_file`] does, but opens regular files only.
pub(super) fn read_input(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Cut), Error> {
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
pub fn read_page(reader: impl Read, limits: &Limits) -> io::Result<(Vec<u8>, Cut)> {
    read_packed(reader, None, limits)
}

/// The same as [`read_page`], for data that are known to be compressed in one format.
pub(super) fn read_packed(
    reader: impl Read,
    named: Option<Packing>,
    limits: &Limits,
) -> io::Result<(Vec<u8>, Cut)> {
    let mut page = Vec::new();
    let is_cut = read_up_to(reader, limits.max_bytes, &mut page)?;
    if let Some(packing) = named.or_else(|| Packing::of_bytes(&page)) {
        return unpack(packing, &page, is_cut, limits);
    }
    let mut cut = Cut::new();
    cut.insert_if(is_cut, Limit::Bytes);
    Ok((page, cut))
}

/// Decompresses data. `is_part` says that `packed` was truncated.
fn unpack(
    packing: Packing,
    packed: &[u8],
    is_part: bool,
    limits: &Limits,
) -> io::Result<(Vec<u8>, Cut)> {
    let mut page = Vec::new();
    let mut cut = Cut::new();
    let (max_bytes, limit) = most_unpacked(packed.len(), limits);
    match unpack_members(packing, packed, max_bytes, &mut page) {
        Ok(is_cut) => cut.insert_if(is_cut, limit),
        Err(error) if is_part && error.kind() == io::ErrorKind::UnexpectedEof => {
            cut.insert(Limit::Bytes);
        }
        Err(error) => {
            let packing = packing.as_str();
            let message = format!(
                "broken {packing} data ({error}); fetch the page again, or decompress its intact part"
            );
            return Err(io::Error::new(error.kind(), message));
        }
    }
    Ok((page, cut))
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

/// An atomic write: the data go to a temporary file in the same folder, and [`finish`](Self::finish) renames it. If
/// dropped before, the temporary file is removed and an older file stays unchanged. A name ending in `.gz` or `.zst` is
/// compressed.
///
/// An existing device or named pipe is written to directly.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    temporary: Option<PathBuf>,
    writer: Encoder,
    is_synced: bool,
}

impl WholeFile {
    /// Starts writing the file at `path`. If that is a symbolic link, its target is replaced.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the folder of `path` does not exist or is not writable.
    pub fn create(path: &Path) -> Result<Self, Error> {
        // The symbolic link stays; its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(there) if !there.is_file() && !there.is_dir() => {
                let file = OpenOptions::new().write(true).open(&target);
                let file = file.map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
                WholeFile::new(path, target, file, None)
            }
            there => WholeFile::beside(path, target, there.ok()),
        }
    }

    /// Starts writing the file at exactly `path`: a symbolic link, device or pipe there is replaced, not written to.
    pub(super) fn create_here(path: &Path) -> Result<Self, Error> {
        WholeFile::beside(path, path.to_owned(), fs::symlink_metadata(path).ok())
    }

    /// Starts the file at exactly `path`, with `label` in its temporary name, and so that it is on the disk before it has its
    /// name: a machine that loses power leaves no empty file under it.
    pub(super) fn create_labelled(path: &Path, label: &str) -> Result<Self, Error> {
        let there = fs::symlink_metadata(path).ok();
        let mut file = WholeFile::beside_labelled(path, path.to_owned(), there, label)?;
        file.is_synced = true;
        Ok(file)
    }

    /// Starts a temporary file beside `target`, which it will replace.
    fn beside(path: &Path, target: PathBuf, there: Option<Metadata>) -> Result<Self, Error> {
        WholeFile::beside_labelled(path, target, there, "")
    }

    fn beside_labelled(
        path: &Path,
        target: PathBuf,
        there: Option<Metadata>,
        label: &str,
    ) -> Result<Self, Error> {
        let failed = |error| Error::io(ErrorKind::Writing, path, no_place(error));
        if there.as_ref().is_some_and(Metadata::is_dir) {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let (file, temporary) = create_beside(&target, label).map_err(failed)?;
        if let Some(there) = there.filter(Metadata::is_file) {
            // Best effort: some file systems have no permissions.
            let _ = file.set_permissions(there.permissions());
        }
        WholeFile::new(path, target, file, Some(temporary))
    }

    fn new(
        path: &Path,
        target: PathBuf,
        file: File,
        temporary: Option<PathBuf>,
    ) -> Result<Self, Error> {
        let writer = Encoder::new(path, file);
        let writer = writer.map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
        Ok(WholeFile { path: target, temporary, writer, is_synced: false })
    }

    /// Writes the remaining bytes and renames the file.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), Error> {
        let written = self.writer.finish().and_then(|()| match self.is_synced {
            true => self.writer.file().sync_all(),
            false => Ok(()),
        });
        let named = written.and_then(|()| match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.path),
            None => Ok(()),
        });
        named.map_err(|error| Error::io(ErrorKind::Writing, &self.path, error))?;
        self.temporary = None;
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // A failure is ignored: the name marks the file as temporary.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Writes a file atomically.
///
/// # Errors
/// [`ErrorKind::Writing`], as for [`WholeFile`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    end_with(WholeFile::create(path)?, path, bytes)
}

/// Writes a file atomically at exactly `path`, as [`WholeFile::create_here`] does.
pub(super) fn write_here(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    end_with(WholeFile::create_here(path)?, path, bytes)
}

fn end_with(mut file: WholeFile, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    file.write_all(bytes).map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
    file.finish()
}

/// Removes the temporary files with a label that killed runs left in a folder.
pub(super) fn remove_temporary(folder: &Path, label: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&format!("{TEMPORARY}{label}")) && name.ends_with(".part") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn no_place(error: io::Error) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "the folder of this file does not exist; create it first",
        io::ErrorKind::PermissionDenied => "permission denied; make its folder writable",
        io::ErrorKind::IsADirectory => "this is a folder; give a file name",
        _ => return error,
    };
    io::Error::new(error.kind(), message)
}

/// A new temporary file in the folder of `target`. Its name is short: a name derived from `target` could be too long.
fn create_beside(target: &Path, label: &str) -> io::Result<(File, PathBuf)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    loop {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            target.with_file_name(format!("{TEMPORARY}{label}{}-{n}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            // A killed run with the same process id left this file.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            opened => return opened.map(|file| (file, path)),
        }
    }
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
            let (page, cut) = read_page(bytes, limits).unwrap();
            (page.len(), cut.iter().map(Limit::as_str).collect::<Vec<_>>())
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
        let (n_bytes, cut) = read(&stored, &Limits::new().with_max_bytes(300));
        assert!((200..=300).contains(&n_bytes) && cut == ["bytes"], "{n_bytes} {cut:?}");
    }

    #[test]
    fn an_unfinished_file_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        write_whole(&path, b"old").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        write_whole(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(link.is_symlink());
        write_here(&link, b"own").unwrap();
        assert_eq!(
            (fs::read(&file).unwrap(), fs::read(&link).unwrap()),
            (b"new"[..].into(), b"own"[..].into())
        );
        assert!(!link.is_symlink());
        write_whole(Path::new("/dev/null"), b"new").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
