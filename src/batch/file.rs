//! Reading pages from files, plain or gzipped, and writing files atomically.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use crate::error::{Error, ErrorKind};
use crate::limits::{Cut, Limit, Limits};

/// Bytes that a gzipped page may unpack to whatever its ratio: a small page of repeated characters is harmless.
const MIN_UNPACKED: usize = 1_000_000;

/// The first bytes of gzip data.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads a page from the file at `path`, as [`read_page`] does.
///
/// # Errors
/// [`ErrorKind::Reading`] if the file cannot be opened or read, or is broken gzip data.
pub fn read_page_file(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Cut), Error> {
    File::open(path)
        .and_then(|file| read_page(file, limits))
        .map_err(|error| Error::io(ErrorKind::Reading, path, in_words(error)))
}

/// Reads a page of a batch, as [`read_page_file`] does, but opens regular files only: a pipe could block forever, and
/// a device has no end.
pub(super) fn read_input(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Cut), Error> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let message = "not a regular file; `dehusk` reads a pipe from standard input";
        return Err(Error::new(ErrorKind::Reading, message).at(path));
    }
    read_page_file(path, limits)
}

/// Reads a page and decompresses it if its first bytes are those of gzip. Returns the page and the limits on bytes
/// that truncated it. The limits also apply to gzip bombs.
///
/// # Errors
/// Errors of the reader, and broken gzip data.
pub fn read_page(reader: impl Read, limits: &Limits) -> io::Result<(Vec<u8>, Cut)> {
    let mut page = Vec::new();
    let is_cut = read_up_to(reader, limits.max_bytes, &mut page)?;
    if page.starts_with(&GZIP) {
        return unpack(&page, is_cut, limits);
    }
    let mut cut = Cut::new();
    cut.insert_if(is_cut, Limit::Bytes);
    Ok((page, cut))
}

/// Decompresses gzip data. `is_part` says that `packed` was truncated.
fn unpack(packed: &[u8], is_part: bool, limits: &Limits) -> io::Result<(Vec<u8>, Cut)> {
    let by_ratio = packed.len().saturating_mul(limits.max_unpacked_ratio).max(MIN_UNPACKED);
    let (max_bytes, limit) = [
        (limits.max_bytes, Limit::Bytes),
        (limits.max_unpacked_bytes, Limit::UnpackedBytes),
        (by_ratio, Limit::UnpackedRatio),
    ]
    .into_iter()
    .min_by_key(|&(n, _)| n)
    .unwrap_or((limits.max_bytes, Limit::Bytes));
    let mut page = Vec::new();
    let mut cut = Cut::new();
    match unpack_members(packed, max_bytes, &mut page) {
        Ok(is_cut) => cut.insert_if(is_cut, limit),
        Err(error) if is_part && error.kind() == io::ErrorKind::UnexpectedEof => {
            cut.insert(Limit::Bytes);
        }
        Err(error) => {
            let message = format!(
                "broken gzip data ({error}); fetch the page again, or decompress its intact part"
            );
            return Err(io::Error::new(error.kind(), message));
        }
    }
    Ok((page, cut))
}

/// Decompresses all gzip members, up to `max_bytes`; returns whether there are more bytes. Trailing bytes that are not a
/// gzip member are ignored, as `gzip -d` does: zeros are padding, other bytes are transfer garbage.
fn unpack_members(mut packed: &[u8], max_bytes: usize, into: &mut Vec<u8>) -> io::Result<bool> {
    while packed.starts_with(&GZIP) {
        let mut member = GzDecoder::new(packed);
        if read_up_to(&mut member, max_bytes, into)? {
            return Ok(true);
        }
        packed = member.into_inner();
    }
    Ok(false)
}

/// Reads until `into` has `max_bytes`; returns whether there are more bytes.
fn read_up_to(reader: impl Read, max_bytes: usize, into: &mut Vec<u8>) -> io::Result<bool> {
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
/// dropped before, the temporary file is removed and an older file stays unchanged. A name ending in `.gz` is gzipped.
///
/// An existing device or named pipe is written to directly.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    temporary: Option<PathBuf>,
    writer: FileEncoder,
}

#[derive(Debug)]
enum FileEncoder {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
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
                Ok(WholeFile::new(path, target, file, None))
            }
            there => WholeFile::beside(path, target, there.ok()),
        }
    }

    /// Starts writing the file at exactly `path`: a symbolic link, device or pipe there is replaced, not written to.
    pub(super) fn create_here(path: &Path) -> Result<Self, Error> {
        WholeFile::beside(path, path.to_owned(), fs::symlink_metadata(path).ok())
    }

    /// Starts a temporary file beside `target`, which it will replace.
    fn beside(path: &Path, target: PathBuf, there: Option<Metadata>) -> Result<Self, Error> {
        let failed = |error| Error::io(ErrorKind::Writing, path, no_place(error));
        if there.as_ref().is_some_and(Metadata::is_dir) {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let (file, temporary) = create_beside(&target).map_err(failed)?;
        if let Some(there) = there.filter(Metadata::is_file) {
            // Best effort: some file systems have no permissions.
            let _ = file.set_permissions(there.permissions());
        }
        Ok(WholeFile::new(path, target, file, Some(temporary)))
    }

    fn new(path: &Path, target: PathBuf, file: File, temporary: Option<PathBuf>) -> Self {
        let file = BufWriter::with_capacity(1 << 16, file);
        let writer = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
            FileEncoder::Gzip(GzEncoder::new(file, Compression::default()))
        } else {
            FileEncoder::Plain(file)
        };
        WholeFile { path: target, temporary, writer }
    }

    /// Writes the remaining bytes and renames the file.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), Error> {
        let written = match &mut self.writer {
            FileEncoder::Plain(file) => file.flush(),
            FileEncoder::Gzip(gzip) => gzip.try_finish().and_then(|()| gzip.get_mut().flush()),
        };
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
        match &mut self.writer {
            FileEncoder::Plain(file) => file.write(bytes),
            FileEncoder::Gzip(gzip) => gzip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.writer {
            FileEncoder::Plain(file) => file.flush(),
            FileEncoder::Gzip(gzip) => gzip.flush(),
        }
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
fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    loop {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = target.with_file_name(format!(".dehusk-{}-{n}.part", std::process::id()));
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

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
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
        let stored = {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
            encoder.write_all(&[b'x'; 300]).unwrap();
            encoder.finish().unwrap()
        };
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
