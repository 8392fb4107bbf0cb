//! The inputs of a batch: files, folders and glob patterns become one list of pages.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use crate::batch::counted::n_bytes;
use crate::batch::file::in_words;
use crate::batch::name::{
    Container, below, container_of, has_page_name, is_crawl, is_nameless, is_of_page,
};
use crate::error::{Error, ErrorKind};

/// The argument that stands for standard input.
pub(super) const STANDARD_INPUT: &str = "-";

/// The pages of a batch, in the order of the arguments and, within a folder, sorted by name.
///
/// ```no_run
/// use dehusk::batch::Source;
///
/// let source = Source::find(["pages", "more/one.html", "crawl/**/*.htm"]);
/// println!("{} pages", source.len());
/// ```
#[derive(Debug, Default)]
pub struct Source {
    pub(super) inputs: Vec<SourceEntry>,
    /// The number of symbolic links in folders that were not followed.
    pub(super) links: u64,
    nameless: Vec<PathBuf>,
    /// The folders searched, and whether each was searched for a pattern.
    roots: Vec<(PathBuf, bool)>,
    /// The deepest folder that all arguments share: the root of the output tree.
    common: PathBuf,
}

/// One entry of a [`Source`].
#[derive(Debug)]
pub(super) enum SourceEntry {
    /// A file, its place in the output tree, whether it was found in a folder, and its format if it may hold many pages.
    Page { path: PathBuf, place: PathBuf, is_found: bool, container: Option<Container> },
    /// An argument that cannot be read.
    Lost { path: PathBuf, message: String },
}

impl Source {
    /// Finds the pages for files, folders and glob patterns. A folder is searched recursively for pages (`.html`, `.htm`,
    /// `.xhtml` and `.txt`) and crawls (`.warc`, `.wet` and `.arc`), each optionally with `.gz`, `.zst` or `.br`; symbolic
    /// links are not followed. A file argument is taken whatever its extension: also JSON Lines (`.jsonl`, `.ndjson`), `.tar`
    /// and `.zip`. `-` is standard input. A pattern may contain `*`, `?`, `[ab]`, `{a,b}`, and `**` for folders. An argument
    /// that does not exist or cannot be listed becomes a failed record. No file is listed twice.
    pub fn find<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        Finder::default().find(arguments)
    }

    /// The same as [`find`](Self::find), but follows symbolic links to files in folders. Links to folders are not followed.
    pub fn find_following<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        Finder { follows: true, ..Finder::default() }.find(arguments)
    }

    /// The number of symbolic links in folders that were not followed.
    pub fn links(&self) -> u64 {
        self.links
    }

    /// The files in folders that are skipped because their name is only an extension, such as `.html`.
    pub fn nameless(&self) -> impl Iterator<Item = &Path> {
        self.nameless.iter().map(PathBuf::as_path)
    }

    /// The inputs, without the files found in the output folder if that lies inside a searched folder: they are outputs of
    /// an earlier run.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] if the output files would lie beside the pages and have a page extension, so that the next
    /// run would read them as pages.
    pub(super) fn beside(
        &self,
        output: &Path,
        extension: &str,
    ) -> Result<Vec<&SourceEntry>, Error> {
        let Ok(output) = fs::canonicalize(output) else { return Ok(self.inputs.iter().collect()) };
        let is_searched = |(_, is_pattern): &(PathBuf, bool)| !is_pattern;
        if output == self.common && is_of_page(extension) && self.roots.iter().any(is_searched) {
            let message = "the next run would read its files as pages; choose another output";
            return Err(Error::new(ErrorKind::Options, message).at(&output));
        }
        let is_inside = |root: &PathBuf| output.starts_with(root) && output != *root;
        let leaves_out = self.roots.iter().any(|(root, _)| is_inside(root))
            && !self.roots.iter().any(|(root, _)| root.starts_with(&output));
        let is_kept = |input: &&SourceEntry| match input {
            SourceEntry::Page { place, is_found: true, .. } if leaves_out => {
                !self.common.join(place).starts_with(&output)
            }
            _ => true,
        };
        Ok(self.inputs.iter().filter(is_kept).collect())
    }

    /// The errors of arguments that do not exist or cannot be listed. The batch reports them, too.
    pub fn unreadable(&self) -> impl Iterator<Item = Error> {
        self.inputs.iter().filter_map(|input| match input {
            SourceEntry::Page { .. } => None,
            SourceEntry::Lost { path, message } => Some(SourceEntry::lost(path, message)),
        })
    }

    /// Whether an input may hold many pages, so that [`len`](Self::len) is not the number of pages.
    pub fn has_archives(&self) -> bool {
        self.inputs
            .iter()
            .any(|input| matches!(input, SourceEntry::Page { container: Some(_), .. }))
    }

    /// The size of all files, in bytes. Reads the metadata of each.
    pub fn n_bytes(&self) -> u64 {
        self.inputs.iter().map(SourceEntry::n_bytes).sum()
    }

    /// The number of files, including those that will fail.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }
}

#[derive(Default)]
struct Finder {
    inputs: Vec<SourceEntry>,
    seen: HashSet<PathBuf>,
    /// Whether symbolic links to files in folders are followed.
    follows: bool,
    links: u64,
    nameless: Vec<PathBuf>,
    roots: Vec<(PathBuf, bool)>,
    /// The deepest folder that all arguments share: the root of the output tree.
    common: Option<PathBuf>,
}

impl Finder {
    fn find<P: AsRef<Path>>(mut self, arguments: impl IntoIterator<Item = P>) -> Source {
        for argument in arguments {
            self.argument(argument.as_ref());
        }
        self.into_source()
    }

    fn argument(&mut self, argument: &Path) {
        if argument.as_os_str() == STANDARD_INPUT {
            self.page(argument.to_owned(), argument.to_owned(), false);
            return;
        }
        match fs::metadata(argument) {
            Ok(there) if there.is_dir() => {
                self.folder(argument, None);
            }
            Ok(_) => self.file(argument),
            Err(error) => match pattern(argument) {
                Some((base, matcher)) => self.pattern(argument, &base, &matcher),
                None => self.lost(argument, in_words(error).to_string()),
            },
        }
    }

    fn lost(&mut self, path: &Path, message: String) {
        self.inputs.push(SourceEntry::Lost { path: path.to_owned(), message });
    }

    fn file(&mut self, path: &Path) {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        match fs::canonicalize(parent.unwrap_or(Path::new("."))) {
            Ok(folder) => {
                self.root(&folder);
                let absolute = folder.join(path.file_name().unwrap_or_default());
                self.page(path.to_owned(), absolute, false);
            }
            Err(error) => self.lost(path, in_words(error).to_string()),
        }
    }

    fn pattern(&mut self, argument: &Path, base: &Path, matcher: &GlobMatcher) {
        let n_matches = if base.is_dir() { self.folder(base, Some(matcher)) } else { 0 };
        if n_matches == 0 {
            self.lost(argument, "no file matches this pattern".to_owned());
        }
    }

    /// Adds the pages of a folder, or the files that match; returns their number.
    fn folder(&mut self, folder: &Path, matcher: Option<&GlobMatcher>) -> usize {
        // The walk starts at the canonical path, so that a link given as an argument is followed.
        let root = match fs::canonicalize(folder) {
            Ok(root) => root,
            Err(error) => {
                self.lost(folder, in_words(error).to_string());
                return 1;
            }
        };
        self.root(&root);
        self.roots.push((root.clone(), matcher.is_some()));
        let mut n_pages = 0;
        let walk = WalkBuilder::new(&root)
            .standard_filters(false)
            .follow_links(false)
            .sort_by_file_name(Ord::cmp)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|t| !t.is_dir()) => {
                    let is_link = entry.path_is_symlink();
                    // All entries lie below `root`.
                    let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                    let is_page = matcher.map_or_else(
                        || has_page_name(below) || is_crawl(below),
                        |m| m.is_match(below),
                    );
                    let leads_to_folder = is_link && entry.path().is_dir();
                    if is_link && (is_page && !self.follows || leads_to_folder) {
                        self.links += 1;
                    } else if is_page {
                        // A pipe or device with a page name fails when it is read.
                        n_pages += 1;
                        self.page(folder.join(below), entry.into_path(), true);
                    } else if matcher.is_none() && is_nameless(below) {
                        self.nameless.push(folder.join(below));
                    }
                }
                Ok(_) => {}
                Err(error) => self.lost(folder, format!("cannot be searched: {error}")),
            }
        }
        n_pages
    }

    fn root(&mut self, root: &Path) {
        let common = self.common.get_or_insert_with(|| root.to_owned());
        while !root.starts_with(&*common) && common.pop() {}
    }

    fn page(&mut self, path: PathBuf, absolute: PathBuf, is_found: bool) {
        if self.seen.insert(absolute.clone()) {
            let container = container_of(&path);
            self.inputs.push(SourceEntry::Page { path, place: absolute, is_found, container });
        }
    }

    fn into_source(self) -> Source {
        let Finder { mut inputs, links, nameless, roots, .. } = self;
        let common = self.common.unwrap_or_default();
        for input in &mut inputs {
            if let SourceEntry::Page { place, .. } = input {
                *place = below(place.strip_prefix(&common).unwrap_or(place));
            }
        }
        Source { inputs, links, nameless, roots, common }
    }
}

impl SourceEntry {
    /// The place of a page in the output tree.
    pub fn place(&self) -> Option<&Path> {
        match self {
            SourceEntry::Page { place, .. } => Some(place),
            SourceEntry::Lost { .. } => None,
        }
    }

    /// The path as given.
    pub fn path(&self) -> &Path {
        match self {
            SourceEntry::Page { path, .. } | SourceEntry::Lost { path, .. } => path,
        }
    }

    /// The size of the file; 0 if it is unknown.
    pub fn n_bytes(&self) -> u64 {
        match self {
            SourceEntry::Page { path, .. } => n_bytes(path),
            SourceEntry::Lost { .. } => 0,
        }
    }

    /// The error of an input that cannot be read.
    pub fn lost(path: &Path, message: &str) -> Error {
        Error::new(ErrorKind::Reading, message).at(path)
    }
}

/// The folder that a glob pattern starts with, and the pattern below it; `None` if the argument is not a pattern.
fn pattern(argument: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let argument = argument.to_str()?;
    let special = argument.find(['*', '?', '[', '{'])?;
    let slash = argument[..special].rfind('/');
    let (base, rest) = match slash {
        Some(0) => ("/", &argument[1..]),
        Some(slash) => (&argument[..slash], &argument[slash + 1..]),
        None => (".", argument),
    };
    let glob = GlobBuilder::new(rest).literal_separator(true).build().ok()?;
    Some((PathBuf::from(base), glob.compile_matcher()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::name::shown;

    fn tree(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "<p>x").unwrap();
        }
        folder
    }

    fn places(source: &Source) -> Vec<String> {
        let place = |input: &SourceEntry| match input {
            SourceEntry::Page { place, .. } => shown(place),
            SourceEntry::Lost { message, .. } => format!("lost: {message}"),
        };
        source.inputs.iter().map(place).collect()
    }

    #[test]
    fn folders_are_listed_by_name_and_only_their_pages() {
        let folder =
            tree(&["b.HTM", "a/z.html.gz", "a-b.xhtml", "a/.h.html", "c.TXT.gz", "d.gz", "e.text"]);
        let source = Source::find([folder.path()]);
        assert_eq!(places(&source), ["a/.h.html", "a/z.html.gz", "a-b.xhtml", "b.HTM", "c.TXT.gz"]);
    }

    #[test]
    fn the_tree_begins_at_the_deepest_common_folder_and_nothing_is_listed_twice() {
        let folder = tree(&["x/y/one.html", "x/y/page.php", "x/z/two.html"]);
        let at = |name: &str| folder.path().join(name);
        let source = Source::find([at("x/z"), at("x/y/page.php"), at("x/y/*.html"), at("x")]);
        assert_eq!(places(&source), ["z/two.html", "y/page.php", "y/one.html"]);
        assert_eq!(places(&Source::find([at("x/**/o*.html")])), ["y/one.html"]);
        for nothing in ["x/*.html", "n/*.html"] {
            let source = Source::find([at(nothing)]);
            assert_eq!(places(&source), ["lost: no file matches this pattern"]);
            assert_eq!(source.unreadable().count(), 1);
        }
        assert_eq!(places(&Source::find([at("n")])), ["lost: no such file or folder"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_folder_are_not_followed() {
        let folder = tree(&["a.html", "sub/b.html"]);
        std::os::unix::fs::symlink("..", folder.path().join("sub/loop")).unwrap();
        std::os::unix::fs::symlink("a.html", folder.path().join("link.html")).unwrap();
        assert_eq!(places(&Source::find([folder.path()])), ["a.html", "sub/b.html"]);
        assert_eq!(places(&Source::find([folder.path().join("link.html")])), ["link.html"]);
        assert_eq!(Source::find([folder.path()]).links(), 2);
        let following = Source::find_following([folder.path()]);
        assert_eq!(places(&following), ["a.html", "link.html", "sub/b.html"]);
        assert_eq!(following.links(), 1);
    }
}
