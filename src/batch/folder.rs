//! Output folders: the path of the output file for each page.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::batch::name::without_extension;
use crate::batch::source::SourceEntry;
use crate::error::{Error, ErrorKind};
use crate::features::token;

/// Checks that an output folder exists or can be created: neither it nor a part of its path is a file.
pub(super) fn expect_folder(root: &Path) -> Result<(), Error> {
    // Without a slash at the end, which would hide a file.
    let root: PathBuf = root.components().collect();
    match root.ancestors().find(|part| part.exists()) {
        Some(part) if !part.is_dir() => {
            Err(Error::new(ErrorKind::Options, "this is a file; expected a folder").at(part))
        }
        _ => Ok(()),
    }
}

/// The output file for each input, in a folder that mirrors the input tree.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    extension: &'static str,
    /// Output files of pages whose short name is not unique, by place.
    renamed: HashMap<PathBuf, PathBuf>,
}

impl Folder {
    /// Plans the output files. Each page gets its own, also on case-insensitive file systems. Fails if an output file
    /// would overwrite an input page, or if the folder is a file.
    pub fn plan(
        root: &Path,
        extension: &'static str,
        inputs: &[&SourceEntry],
    ) -> Result<Self, Error> {
        expect_folder(root)?;
        let mut folder = Folder { root: root.to_owned(), extension, renamed: HashMap::new() };
        let places = || inputs.iter().filter_map(|input| input.place());
        let (mut shorts, mut longs, mut folders) = (Claims::new(), Claims::new(), Claims::new());
        for place in places() {
            shorts.add(&folder.short(place));
            longs.add(&folder.long(place));
            place.ancestors().skip(1).for_each(|above| folders.add(above));
        }
        let mut marked = Claims::new();
        for place in places() {
            let (short, long) = (folder.short(place), folder.long(place));
            let n_own = usize::from(short == long);
            if shorts.n(&short) == 1 && longs.n(&short) == n_own && folders.n(&short) == 0 {
                continue;
            }
            let is_free = |file: &PathBuf| {
                [&shorts, &longs, &folders, &marked].iter().all(|claims| claims.n(file) == 0)
            };
            let file = if longs.n(&long) == 1 && folders.n(&long) == 0 {
                long
            } else {
                (0..).map(|salt| folder.marked(place, salt)).find(is_free).unwrap_or(long)
            };
            marked.add(&file);
            folder.renamed.insert(place.to_owned(), file);
        }
        let files = places().map(|place| folder.path(place));
        if folder.root.exists() {
            spare(inputs, files)?;
        }
        Ok(folder)
    }

    /// The output file for the page at `place`: `a.txt` for `a.html`, `a.html.txt` if another page also maps to `a.txt`,
    /// and a name with a hash if the names differ only in case.
    pub fn path(&self, place: &Path) -> PathBuf {
        let file = self.renamed.get(place).cloned().unwrap_or_else(|| self.short(place));
        self.root.join(file)
    }

    /// Whether the output file of the page at `place` exists.
    pub fn has(&self, place: &Path) -> bool {
        let path = self.path(place);
        self.link_before(&path).is_none()
            && fs::symlink_metadata(path).is_ok_and(|there| there.is_file())
    }

    /// Creates the folder for an output file. Fails if a part of its path is a symbolic link.
    pub fn make_way(&self, path: &Path) -> Result<(), Error> {
        let failed = |path: &Path, error| Error::io(ErrorKind::Writing, path, error);
        if let Some(link) = self.link_before(path) {
            let message = "a symbolic link instead of a folder; remove it: links are not followed";
            return Err(Error::new(ErrorKind::Writing, message).at(link));
        }
        let Some(parent) = path.parent() else { return Ok(()) };
        fs::create_dir_all(parent).map_err(|error| failed(parent, error))
    }

    /// The first symbolic link on a path, below the root.
    fn link_before<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
        folders.into_iter().find(|folder| folder.is_symlink())
    }

    fn short(&self, place: &Path) -> PathBuf {
        self.long(&without_extension(place))
    }

    fn long(&self, place: &Path) -> PathBuf {
        self.named(place, "")
    }

    /// The long name with a hash of the place. It does not depend on the other pages.
    fn marked(&self, place: &Path, salt: u32) -> PathBuf {
        let names = place.components().map(|name| name.as_os_str().as_encoded_bytes());
        let bytes = names.flat_map(|name| name.iter().copied().chain([b'/']));
        let number = token::hash(bytes.chain(salt.to_le_bytes()));
        self.named(place, &format!("~{number:08x}"))
    }

    fn named(&self, place: &Path, mark: &str) -> PathBuf {
        let mut name = OsString::from(place);
        name.push(mark);
        name.push(".");
        name.push(self.extension);
        PathBuf::from(name)
    }
}

/// The number of pages for each output name, ignoring case. Names are stored as hashes; a hash collision is treated as
/// the same name.
struct Claims(HashMap<u64, usize>);

impl Claims {
    fn new() -> Self {
        Claims(HashMap::new())
    }

    fn add(&mut self, path: &Path) {
        *self.0.entry(key(path)).or_default() += 1;
    }

    fn n(&self, path: &Path) -> usize {
        self.0.get(&key(path)).copied().unwrap_or(0)
    }
}

fn key(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.to_string_lossy().to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// Fails if an output file is also an input page.
pub(super) fn spare(
    inputs: &[&SourceEntry],
    mut files: impl Iterator<Item = PathBuf>,
) -> Result<(), Error> {
    let pages: HashSet<PathBuf> = inputs
        .iter()
        .filter(|input| input.place().is_some())
        .filter_map(|input| fs::canonicalize(input.path()).ok())
        .collect();
    let is_page = |file: &PathBuf| fs::canonicalize(file).is_ok_and(|file| pages.contains(&file));
    let Some(file) = files.find(is_page) else { return Ok(()) };
    let message = "this output would overwrite an input page; choose another output";
    Err(Error::new(ErrorKind::Options, message).at(&file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str) -> SourceEntry {
        SourceEntry::Page {
            path: name.into(),
            place: name.into(),
            is_found: false,
            container: None,
        }
    }

    fn files(names: &[&str]) -> Vec<String> {
        let inputs: Vec<SourceEntry> = names.iter().map(|name| input(name)).collect();
        let inputs: Vec<&SourceEntry> = inputs.iter().collect();
        let folder = Folder::plan(Path::new("out"), "txt", &inputs).unwrap();
        let file = |name: &&str| folder.path(Path::new(name)).to_string_lossy().replace('\\', "/");
        names.iter().map(file).collect()
    }

    #[test]
    fn no_two_pages_share_a_file() {
        let names =
            ["a.html", "a.htm", "b.html", "b.html.html", "sub/a.html", "c.php", "a.html.gz"];
        let expected = [
            "out/a.html.txt",
            "out/a.htm.txt",
            "out/b.txt",
            "out/b.html.html.txt",
            "out/sub/a.txt",
            "out/c.php.txt",
            "out/a.html.gz.txt",
        ];
        assert_eq!(files(&names), expected);
        let names = ["d.txt/a.html", "d.html", "..html", "...html", "x/..html.gz"];
        let expected = [
            "out/d.txt/a.txt",
            "out/d.html.txt",
            "out/..html.txt",
            "out/...html.txt",
            "out/x/...txt",
        ];
        assert_eq!(files(&names), expected);
    }

    #[test]
    fn names_that_differ_in_case_alone_get_numbers_that_come_from_the_names() {
        let both = files(&["a.html", "A.html", "a.htm"]);
        assert_eq!(both[2], "out/a.htm.txt");
        let (one, other) = (&both[0], &both[1]);
        assert!(one.starts_with("out/a.html~") && other.starts_with("out/A.html~"), "{both:?}");
        assert_ne!(one.to_lowercase(), other.to_lowercase());
        assert_eq!(files(&["A.HTML", "A.html", "a.html"])[2], *one);
        let taken = format!("{}.html", one["out/".len()..].strip_suffix(".txt").unwrap());
        let all = files(&["a.html", "A.html", &taken]);
        assert!(all[0] != *one && all[2] == *one, "{all:?}");
    }

    #[cfg(unix)]
    #[test]
    fn links_in_the_folder_lead_nowhere() {
        let root = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("sub")).unwrap();
        fs::write(elsewhere.path().join("a.txt"), "theirs").unwrap();
        let folder = Folder::plan(root.path(), "txt", &[&input("sub/a.html")]).unwrap();
        let place = Path::new("sub/a.html");
        assert!(!folder.has(place));
        let error = folder.make_way(&folder.path(place)).unwrap_err();
        assert!(error.to_string().contains("sub: a symbolic link instead of"), "{error}");
        assert!(folder.make_way(&folder.path(Path::new("new/b.html"))).is_ok());
        assert!(root.path().join("new").is_dir());
    }
}
