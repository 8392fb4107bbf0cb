//! Pages from files, plain or gzipped, and files that are there only when they are whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use crate::error::{Error, ErrorKind};
use crate::limits::{Cut, Limit, Limits};

/// A gzipped page may unpack to so many bytes whatever its ratio, for a small page of nothing but spaces does no harm.
const MIN_UNPACKED: usize = 1_000_000;

/// Gzip data begin so.
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

/// Reads a page of a batch, as [`read_page_file`] does. A pipe could keep the batch waiting for ever and a device has no
/// end, so what is no file is not opened.
pub(super) fn read_input(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Cut), Error> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let message = "this is no file; `dehusk` reads a pipe from standard input";
        return Err(Error::new(ErrorKind::Reading, message).at(path));
    }
    read_page_file(path, limits)
}

/// Reads a page, unpacking it if it is gzipped, whatever its name says, and what was cut of it by the limits on
/// bytes. A small file that unpacks to an endless one does no harm.
///
/// # Errors
/// Those of the reader, and broken gzip data.
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

/// Unpacks gzip data. `is_part` says that these are only the first bytes of them.
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
                "broken gzip data ({error}); fetch it again, or unpack what is whole of it"
            );
            return Err(io::Error::new(error.kind(), message));
        }
    }
    Ok((page, cut))
}

/// Unpacks one member after the other, up to so many bytes; whether there are more. What follows the last member and is
/// none is passed over, as `gzip -d` does: zeros are padding, other bytes come of a transfer.
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

/// Reads until so many bytes are there; whether there are more.
fn read_up_to(reader: impl Read, max_bytes: usize, into: &mut Vec<u8>) -> io::Result<bool> {
    let n_left = max_bytes.saturating_sub(into.len());
    reader.take((n_left as u64).saturating_add(1)).read_to_end(into)?;
    let is_cut = into.len() > max_bytes;
    into.truncate(max_bytes);
    Ok(is_cut)
}

/// The errors that people meet, in words that say what would be right.
pub(super) fn in_words(error: io::Error) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder",
        io::ErrorKind::PermissionDenied => "permission denied; the file must be readable for you",
        io::ErrorKind::IsADirectory => {
            "this is a folder, not a page; `dehusk batch` reads all pages of a folder"
        }
        _ => return error,
    };
    io::Error::new(error.kind(), message)
}

/// A file that appears under its name only when it is finished: written beside it, then renamed. Dropped
/// unfinished, it leaves nothing behind and an older file of that name as it was. A name that ends in `.gz` is gzipped.
///
/// What is there already and is no regular file (a device, a named pipe) is written to directly.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    temporary: Option<PathBuf>,
    writer: Writer,
}

#[derive(Debug)]
enum Writer {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
}

impl WholeFile {
    /// Starts a file that will stand at `path`.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the folder of `path` is not there or may not be written to.
    pub fn create(path: &Path) -> Result<Self, Error> {
        // A link keeps pointing where it does: the file that it leads to is replaced.
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

    /// Starts a file that will stand at `path` and nowhere else: what is there, be it a link, a device or a pipe, is
    /// replaced and not written to.
    pub(super) fn create_here(path: &Path) -> Result<Self, Error> {
        WholeFile::beside(path, path.to_owned(), fs::symlink_metadata(path).ok())
    }

    /// Starts a file that will take the place of `target`.
    fn beside(path: &Path, target: PathBuf, there: Option<Metadata>) -> Result<Self, Error> {
        let failed = |error| Error::io(ErrorKind::Writing, path, no_place(error));
        if there.as_ref().is_some_and(Metadata::is_dir) {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let (file, temporary) = create_beside(&target).map_err(failed)?;
        if let Some(there) = there.filter(Metadata::is_file) {
            // Best effort: some file systems know no permissions.
            let _ = file.set_permissions(there.permissions());
        }
        Ok(WholeFile::new(path, target, file, Some(temporary)))
    }

    fn new(path: &Path, target: PathBuf, file: File, temporary: Option<PathBuf>) -> Self {
        let file = BufWriter::with_capacity(1 << 16, file);
        let writer = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
            Writer::Gzip(GzEncoder::new(file, Compression::default()))
        } else {
            Writer::Plain(file)
        };
        WholeFile { path: target, temporary, writer }
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// [`ErrorKind::Writing`] if the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), Error> {
        let written = match &mut self.writer {
            Writer::Plain(file) => file.flush(),
            Writer::Gzip(gzip) => gzip.try_finish().and_then(|()| gzip.get_mut().flush()),
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
            Writer::Plain(file) => file.write(bytes),
            Writer::Gzip(gzip) => gzip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Writer::Plain(file) => file.flush(),
            Writer::Gzip(gzip) => gzip.flush(),
        }
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing can be done about a failure here, and the name says what the rest is.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Writes a whole file at once.
///
/// # Errors
/// [`ErrorKind::Writing`], as for [`WholeFile`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    end_with(WholeFile::create(path)?, path, bytes)
}

/// Writes a whole file at once, in the place of whatever is there, as [`WholeFile::create_here`].
pub(super) fn write_here(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    end_with(WholeFile::create_here(path)?, path, bytes)
}

fn end_with(mut file: WholeFile, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    file.write_all(bytes).map_err(|error| Error::io(ErrorKind::Writing, path, error))?;
    file.finish()
}

fn no_place(error: io::Error) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "the folder for this file is not there; make it first",
        io::ErrorKind::PermissionDenied => "permission denied; its folder must be writable for you",
        io::ErrorKind::IsADirectory => "this is a folder; give the name of a file",
        _ => return error,
    };
    io::Error::new(error.kind(), message)
}

/// A new file in the folder of `target`, with a short name: one made from the target's could be too long.
fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    loop {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = target.with_file_name(format!(".dehusk-{}-{n}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            // Left behind by a killed run that had the same process id.
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
            // The end of a member is an end, too, and one byte behind it is no member.
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
        // What is packed counts, too: of a file that is too long as it is, the first bytes are unpacked.
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
