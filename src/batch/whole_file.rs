//! Atomic writes: a file has its name when it is whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::codec::Encoder;
use crate::error::{Error, ErrorKind};

/// How the names of temporary files begin.
const TEMPORARY: &str = ".dehusk-";

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
