//! Pages from files, plain or gzipped, and files that are there only when they are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::error::{Error, ErrorKind};

/// Reads a page from the file at `path`, as [`read_page`] does.
///
/// # Errors
/// [`ErrorKind::Reading`] if the file cannot be opened or read, or is broken gzip data.
pub fn read_page_file(path: &Path, max_bytes: usize) -> Result<Vec<u8>, Error> {
    File::open(path)
        .and_then(|file| read_page(file, max_bytes))
        .map_err(|error| Error::io(ErrorKind::Reading, path, in_words(error)))
}

/// Reads a page, unpacking it if it is gzipped, whatever its name says. Stops one byte after `max_bytes`, so
/// that an extractor with that limit sees that there is more; a small file that unpacks to an endless one does no harm.
///
/// # Errors
/// Those of the reader, and broken gzip data.
pub fn read_page(mut reader: impl Read, max_bytes: usize) -> io::Result<Vec<u8>> {
    let mut magic = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut magic)?;
    let gzipped = magic == [0x1f, 0x8b];
    let whole = io::Cursor::new(magic).chain(reader);
    let limit = (max_bytes as u64).saturating_add(1);
    let mut page = Vec::new();
    if gzipped {
        MultiGzDecoder::new(whole).take(limit).read_to_end(&mut page).map_err(|error| {
            let message = format!(
                "broken gzip data ({error}); fetch it again, or unpack what is whole of it"
            );
            io::Error::new(error.kind(), message)
        })?;
    } else {
        whole.take(limit).read_to_end(&mut page)?;
    }
    Ok(page)
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
        let failed = |error| Error::io(ErrorKind::Writing, path, no_place(error));
        // A link keeps pointing where it does: the file that it leads to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (file, temporary) = match fs::metadata(&target) {
            Ok(there) if there.is_dir() => {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            Ok(there) if !there.is_file() => {
                (OpenOptions::new().write(true).open(&target).map_err(failed)?, None)
            }
            there => {
                let (file, temporary) = create_beside(&target).map_err(failed)?;
                if let Ok(there) = there {
                    // Best effort: some file systems know no permissions.
                    let _ = file.set_permissions(there.permissions());
                }
                (file, Some(temporary))
            }
        };
        let file = BufWriter::with_capacity(1 << 16, file);
        let writer = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
            Writer::Gzip(GzEncoder::new(file, Compression::default()))
        } else {
            Writer::Plain(file)
        };
        Ok(WholeFile { path: target, temporary, writer })
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
    let mut file = WholeFile::create(path)?;
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
    fn gzip_is_known_by_its_first_bytes_and_bounded() {
        assert_eq!(read_page(&b"<p>plain"[..], 100).unwrap(), b"<p>plain");
        assert_eq!(read_page(&b"<"[..], 100).unwrap(), b"<");
        let members = [gzip(b"<p>one "), gzip(b"two")].concat();
        assert_eq!(read_page(&members[..], 100).unwrap(), b"<p>one two");
        assert_eq!(read_page(&gzip(&[b'x'; 1_000_000])[..], 10).unwrap(), b"xxxxxxxxxxx");
        let error = read_page(&members[..20], 100).unwrap_err();
        assert!(error.to_string().contains("broken gzip data"));
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
        write_whole(Path::new("/dev/null"), b"new").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
