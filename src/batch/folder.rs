//! One file a page: where each goes.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::batch::source::{Input, without_extension};
use crate::error::{Error, ErrorKind};

/// The file for each input, in a folder that keeps their tree.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    extension: &'static str,
    /// Short names that two pages would share.
    taken: HashSet<PathBuf>,
}

impl Folder {
    /// Plans the files; fails if one of them would replace a page that is to be read.
    pub fn plan(root: &Path, extension: &'static str, inputs: &[Input]) -> Result<Self, Error> {
        let root = root.to_owned();
        let mut folder = Folder { root, extension, taken: HashSet::new() };
        let mut uses: HashMap<PathBuf, bool> = HashMap::new();
        let places = || {
            inputs.iter().filter_map(|input| match input {
                Input::Page { path, place } => Some((path, place)),
                Input::Lost { .. } => None,
            })
        };
        for (_, place) in places() {
            uses.entry(folder.short(place)).and_modify(|twice| *twice = true).or_insert(false);
        }
        for (_, place) in places() {
            let (short, long) = (folder.short(place), folder.long(place));
            if uses.get(&short) == Some(&true) {
                folder.taken.insert(short);
            }
            if uses.contains_key(&long) {
                folder.taken.insert(long);
            }
        }
        folder.spare(places().map(|(path, place)| (path.as_path(), folder.path(place))))?;
        Ok(folder)
    }

    /// Fails if one of the files is one of the pages.
    fn spare<'a>(
        &self,
        pairs: impl Iterator<Item = (&'a Path, PathBuf)> + Clone,
    ) -> Result<(), Error> {
        if !self.root.exists() {
            return Ok(());
        }
        let pages: HashSet<PathBuf> =
            pairs.clone().filter_map(|(page, _)| fs::canonicalize(page).ok()).collect();
        let is_page = |file: &Path| fs::canonicalize(file).is_ok_and(|file| pages.contains(&file));
        match pairs.map(|(_, file)| file).find(|file| is_page(file)) {
            None => Ok(()),
            Some(file) => {
                let message =
                    "this output would replace a page that is read; choose another folder";
                Err(Error::io(ErrorKind::Options, &file, std::io::Error::other(message)))
            }
        }
    }

    /// The file for the page at `place`: `a.txt` for `a.html`, but `a.html.txt` where another page has a claim to `a.txt`.
    pub fn path(&self, place: &Path) -> PathBuf {
        let short = self.short(place);
        self.root.join(if self.taken.contains(&short) { self.long(place) } else { short })
    }

    fn short(&self, place: &Path) -> PathBuf {
        self.long(&without_extension(place))
    }

    fn long(&self, place: &Path) -> PathBuf {
        let mut name = OsString::from(place);
        name.push(".");
        name.push(self.extension);
        PathBuf::from(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pages_share_a_file() {
        let names = [
            "a.html",
            "a.htm",
            "b.html",
            "b.html.html",
            "sub/a.html",
            "c.php",
            "a.html.gz",
            "d.html",
        ];
        let inputs: Vec<Input> =
            names.iter().map(|n| Input::Page { path: n.into(), place: n.into() }).collect();
        let folder = Folder::plan(Path::new("out"), "txt", &inputs).unwrap();
        let files: Vec<PathBuf> = names.iter().map(|n| folder.path(Path::new(n))).collect();
        let expected = [
            "out/a.html.txt",
            "out/a.htm.txt",
            "out/b.txt",
            "out/b.html.html.txt",
            "out/sub/a.txt",
            "out/c.php.txt",
            "out/a.html.gz.txt",
            "out/d.txt",
        ];
        assert_eq!(files, expected.map(PathBuf::from));
    }
}
