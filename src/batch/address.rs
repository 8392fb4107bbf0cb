//! Addresses of pages that are files, and lists of paths.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::batch::name::{shown, without_extension};
use crate::error::{Error, ErrorKind};
use crate::text::fnv;

/// In a template: the path in the tree of the inputs.
const PATH: &str = "{path}";
/// In a template: the same path without the extension of a page.
const STEM: &str = "{stem}";

/// Where the address of a file comes from.
#[derive(Debug, Clone)]
pub(super) enum Addresses {
    Template(String),
    /// The addresses by path, as given or in the tree of the inputs.
    List {
        path: PathBuf,
        /// The digest of the list.
        digest: u64,
        by_path: HashMap<String, String>,
    },
}

impl Addresses {
    /// A template with `{path}` or `{stem}`, or else the path of a list: lines of path, tab and URL.
    ///
    /// # Errors
    /// [`ErrorKind::Reading`] if the list cannot be read, and [`ErrorKind::Options`] if a line has no tab.
    pub fn new(source: &str) -> Result<Self, Error> {
        if source.contains(PATH) || source.contains(STEM) {
            return Ok(Addresses::Template(source.to_owned()));
        }
        let path = PathBuf::from(source);
        let list = fs::read_to_string(&path);
        let list = list.map_err(|error| Error::io(ErrorKind::Reading, &path, error))?;
        let mut by_path = HashMap::new();
        for (number, line) in (1..).zip(list.lines()).filter(|(_, line)| !line.is_empty()) {
            let Some((name, url)) = line.split_once('\t') else {
                let message = format!("line {number}: expected a path, a tab and a URL");
                return Err(Error::new(ErrorKind::Options, message).at(&path));
            };
            by_path.insert(shown(Path::new(name)), url.trim().to_owned());
        }
        Ok(Addresses::List { path, digest: fnv(list.bytes()), by_path })
    }

    /// The template, or the name and the digest of the list.
    pub fn described(&self) -> String {
        match self {
            Addresses::Template(template) => template.clone(),
            Addresses::List { path, digest, .. } => {
                format!("{}, digest {digest:016x}", shown(path))
            }
        }
    }

    /// The address of the page with this source, at this place in the tree.
    pub fn of(&self, source: &str, place: &Path) -> Option<String> {
        match self {
            Addresses::Template(template) => {
                let url = template.replace(PATH, &shown(place));
                Some(url.replace(STEM, &shown(&without_extension(place))))
            }
            Addresses::List { by_path, .. } => {
                by_path.get(source).or_else(|| by_path.get(&shown(place))).cloned()
            }
        }
    }
}

/// The paths of a list: one per line, or each ended by a zero byte. Empty ones are left out.
pub fn paths_of(list: &[u8], is_null: bool) -> Vec<PathBuf> {
    let end = if is_null { 0 } else { b'\n' };
    let paths = list.split(|byte| *byte == end);
    let paths =
        paths.map(|path| if is_null { path } else { path.strip_suffix(b"\r").unwrap_or(path) });
    paths.filter(|path| !path.is_empty()).map(as_path).collect()
}

/// A name as a path. Names are bytes on Unix, and text elsewhere.
pub(super) fn as_path(name: &[u8]) -> PathBuf {
    #[cfg(unix)]
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(name);
    #[cfg(not(unix))]
    let name = &*String::from_utf8_lossy(name);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_lists_give_addresses() {
        let place = Path::new("a.example/b.html.gz");
        let of = |source: &str| Addresses::new(source).unwrap().of("x/a.example/b.html.gz", place);
        assert_eq!(of("https://{stem}").as_deref(), Some("https://a.example/b"));
        assert_eq!(of("https://{path}?x").as_deref(), Some("https://a.example/b.html.gz?x"));
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("urls.tsv");
        fs::write(&list, "./x/a.example/b.html.gz\thttps://b.example/\n\nc\td\n").unwrap();
        assert_eq!(of(list.to_str().unwrap()).as_deref(), Some("https://b.example/"));
        fs::write(&list, "a.html\n").unwrap();
        let error = Addresses::new(list.to_str().unwrap()).unwrap_err().to_string();
        assert!(error.ends_with("urls.tsv: line 1: expected a path, a tab and a URL"), "{error}");
    }

    #[test]
    fn lists_have_lines_or_zeros() {
        let paths = |list: &[u8], is_null| {
            paths_of(list, is_null).iter().map(|path| shown(path)).collect::<Vec<_>>()
        };
        assert_eq!(paths(b"a b\r\n\nc", false), ["a b", "c"]);
        assert_eq!(paths(b"a\nb\0c\0", true), ["a\nb", "c"]);
    }
}
