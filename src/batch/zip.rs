//! The files of zip archives.
//!
//! Nothing is unpacked to disk. Encrypted files, and files compressed in other ways than with deflate, are named failures.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::zip::ZipArchive;

use crate::batch::archived::Names;
use crate::batch::file::{most_unpacked, read_up_to};
use crate::batch::item::Item;
use crate::batch::record::Skip;
use crate::limits::{Limits, LimitsHit};

/// Reads the files of an archive, in the order of its directory.
pub(super) struct Zip {
    archive: ZipArchive<BufReader<File>>,
    names: Names,
    limits: Limits,
    next: usize,
}

impl Zip {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// Errors of the file, and [`io::ErrorKind::InvalidData`] if it is not a zip archive.
    pub fn open(path: &Arc<Path>, place: PathBuf, limits: &Limits) -> io::Result<Self> {
        let archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|error| {
            let message = format!("expected a whole zip archive ({error})");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        let names = Names::new(Arc::clone(path), place);
        Ok(Zip { archive, names, limits: limits.clone(), next: 0 })
    }

    fn entry(&mut self, n: usize) -> Option<Item> {
        let name = self.archive.name_for_index(n).and_then(Result::ok);
        let name = name.map(|name| name.as_bytes().to_vec());
        let mut file = match self.archive.by_index(n) {
            Ok(file) => file,
            Err(error) => {
                let message = format!("cannot be read from the zip archive ({error})");
                return Some(self.names.failed_file(0, &name.unwrap_or_default(), &message));
            }
        };
        let (at, name) = (file.header_start(), file.name_raw().to_vec());
        if file.is_dir() {
            return None;
        }
        if !self.names.is_page(&name) {
            return Some(Item::Skipped(Skip::NoPageName));
        }
        if file.is_symlink() {
            let message = "a link instead of a file; links in archives are not followed";
            return Some(self.names.failed_file(at, &name, message));
        }
        let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
        let (max_bytes, limit) = most_unpacked(packed, &self.limits);
        let mut bytes = Vec::new();
        let read = read_up_to(&mut file, max_bytes, &mut bytes);
        drop(file);
        Some(match read {
            Ok(is_cut) => {
                let mut limits_hit = LimitsHit::new();
                limits_hit.insert_if(is_cut, limit);
                self.names.page(at, &name, bytes, limits_hit)
            }
            Err(error) => {
                let message = format!("broken data in the zip archive ({error})");
                self.names.failed_file(at, &name, &message)
            }
        })
    }
}

impl Iterator for Zip {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.next < self.archive.len() {
            self.next += 1;
            if let Some(item) = self.entry(self.next - 1) {
                return Some(item);
            }
        }
        None
    }
}
