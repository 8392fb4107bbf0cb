//! The names of files in tar and zip archives, in messages and in the output tree.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::batch::address::as_path;
use crate::batch::codec::Packing;
use crate::batch::item::{Body, Held, Item};
use crate::batch::name::{below, has_page_name, input_of, shown, without_extension};
use crate::error::{Error, ErrorKind};
use crate::limits::LimitsHit;
use crate::text::fnv;

/// The files of one archive.
pub(super) struct Names {
    path: Arc<Path>,
    place: PathBuf,
    /// Hashes of the names that were seen, in lower case and without the extension of pages.
    seen: HashSet<u64>,
}

impl Names {
    pub fn new(path: Arc<Path>, place: PathBuf) -> Self {
        Names { path, place, seen: HashSet::new() }
    }

    pub fn is_page(&self, name: &[u8]) -> bool {
        has_page_name(&as_path(name))
    }

    /// The page of a file. A name that leaves the archive, such as `../a.html`, is a failure.
    pub fn page(&mut self, at: u64, name: &[u8], bytes: Vec<u8>, limits_hit: LimitsHit) -> Item {
        let inner = as_path(name);
        let is_inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !inner.components().all(is_inside) {
            let message =
                "the name leaves the archive; expected one without `..` and a leading `/`";
            return self.failed_file(at, name, message);
        }
        let mut place = self.place.join(below(&inner)).into_os_string();
        let bare = without_extension(&inner).to_string_lossy().to_lowercase();
        if !self.seen.insert(fnv(bare.bytes())) {
            // The output of an earlier file has this name. The position tells them apart.
            place.push(format!("~{at}"));
        }
        let packing = Packing::only_by_name(&inner);
        Item::Held(Box::new(Held {
            path: Arc::clone(&self.path),
            place: place.into(),
            source: self.source(&inner),
            offset: at,
            url: None,
            content_type: None,
            input: Some(input_of(&inner)),
            body: Body::File(bytes, packing),
            limits_hit,
        }))
    }

    /// The failure of a part of the archive.
    pub fn failed(&self, at: u64, message: &str) -> Item {
        Item::failed(&self.path, at, message)
    }

    /// The failure of a file.
    pub fn failed_file(&self, at: u64, name: &[u8], message: &str) -> Item {
        let source = self.source(&as_path(name));
        let error = Error::new(ErrorKind::Archive, message).at(Path::new(&source));
        Item::Failed { source, offset: Some(at), error }
    }

    fn source(&self, inner: &Path) -> String {
        format!("{}#{}", shown(&self.path), shown(inner))
    }
}
