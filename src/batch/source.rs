//! Which pages there are: files, folders and patterns become one list.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use crate::batch::file::in_words;
use crate::error::{Error, ErrorKind};
use crate::page;

/// The names that pages have; each may have `.gz` after it.
const EXTENSIONS: [&str; 4] = ["html", "htm", "xhtml", "txt"];

/// The pages of a batch, in their order: that of the arguments and, in each folder, that of the names.
///
/// ```no_run
/// use dehusk::batch::Source;
///
/// let source = Source::find(["pages", "more/one.html", "crawl/**/*.htm"]);
/// println!("{} pages", source.len());
/// ```
#[derive(Debug, Default)]
pub struct Source {
    pub(super) inputs: Vec<Input>,
}

/// One entry of a [`Source`].
#[derive(Debug)]
pub(super) enum Input {
    /// A file, and its place in the tree of outputs.
    Page { path: PathBuf, place: PathBuf },
    /// What was asked for but cannot be read.
    Lost { path: PathBuf, message: String },
}

impl Source {
    /// Looks up files, folders and patterns. Folders are searched for `.html`, `.htm`, `.xhtml` and `.txt` files, each
    /// also with `.gz`, without following links; a file that is named is taken whatever its name; a pattern
    /// (`*`, `?`, `[ab]`, `{a,b}`, `**` for folders) stands for the files that it matches. What is not there
    /// or cannot be listed becomes a failed record when the batch runs. No page is listed twice.
    pub fn find<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        let mut finder = Finder::default();
        for argument in arguments {
            finder.argument(argument.as_ref());
        }
        finder.into_source()
    }

    /// The errors of what is not there or cannot be listed; the batch reports them, too.
    pub fn unreadable(&self) -> impl Iterator<Item = Error> {
        self.inputs.iter().filter_map(|input| match input {
            Input::Page { .. } => None,
            Input::Lost { path, message } => Some(Input::lost(path, message)),
        })
    }

    /// The number of pages, with those that will fail.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }
}

/// The path as it is shown and recorded: relative as it was given, `/` between the names, no `./` before it.
pub(super) fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            _ => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    shown
}

/// What a file is by its name: text if that ends in `.txt` or `.txt.gz`, else HTML.
pub fn input_of(path: &Path) -> page::Input {
    let name = path.as_os_str().to_string_lossy().to_ascii_lowercase();
    match name.strip_suffix(".gz").unwrap_or(&name).ends_with(".txt") {
        true => page::Input::Text,
        false => page::Input::Html,
    }
}

/// The path without the extension of a page, and without `.gz` behind that; other paths as they are.
pub(super) fn without_extension(path: &Path) -> PathBuf {
    let is = |path: &Path, wanted: &[&str]| {
        let extension = path.extension().and_then(OsStr::to_str);
        extension.is_some_and(|e| wanted.iter().any(|w| e.eq_ignore_ascii_case(w)))
    };
    let bare = if is(path, &["gz"]) { path.with_extension("") } else { path.to_owned() };
    if is(&bare, &EXTENSIONS) { bare.with_extension("") } else { path.to_owned() }
}

fn has_page_name(path: &Path) -> bool {
    without_extension(path) != path
}

#[derive(Default)]
struct Finder {
    inputs: Vec<Input>,
    seen: HashSet<PathBuf>,
    /// The deepest folder that all arguments share; the tree of outputs begins there.
    common: Option<PathBuf>,
}

impl Finder {
    fn argument(&mut self, argument: &Path) {
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
        self.inputs.push(Input::Lost { path: path.to_owned(), message });
    }

    fn file(&mut self, path: &Path) {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        match fs::canonicalize(parent.unwrap_or(Path::new("."))) {
            Ok(folder) => {
                self.root(&folder);
                self.page(path.to_owned(), folder.join(path.file_name().unwrap_or_default()));
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

    /// Lists the pages of a folder, or what matches there; the number of them.
    fn folder(&mut self, folder: &Path, matcher: Option<&GlobMatcher>) -> usize {
        // The walk begins at the true folder, so that a link given by name is followed.
        let root = match fs::canonicalize(folder) {
            Ok(root) => root,
            Err(error) => {
                self.lost(folder, in_words(error).to_string());
                return 1;
            }
        };
        self.root(&root);
        let mut n_pages = 0;
        let walk = WalkBuilder::new(&root)
            .standard_filters(false)
            .follow_links(false)
            .sort_by_file_name(Ord::cmp)
            .build();
        for entry in walk {
            match entry {
                // What is named like a page and is no file is told when it cannot be read.
                Ok(entry) if entry.file_type().is_some_and(|t| !t.is_dir() && !t.is_symlink()) => {
                    // All entries lie below `root`.
                    let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                    if matcher.map_or_else(|| has_page_name(below), |m| m.is_match(below)) {
                        n_pages += 1;
                        self.page(folder.join(below), entry.into_path());
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

    fn page(&mut self, path: PathBuf, absolute: PathBuf) {
        if self.seen.insert(absolute.clone()) {
            self.inputs.push(Input::Page { path, place: absolute });
        }
    }

    fn into_source(self) -> Source {
        let mut inputs = self.inputs;
        let common = self.common.unwrap_or_default();
        for input in &mut inputs {
            if let Input::Page { place, .. } = input {
                *place = below(place.strip_prefix(&common).unwrap_or(place));
            }
        }
        Source { inputs }
    }
}

/// A path that leads nowhere but down: its names and, of two drives that share no folder, the letters.
fn below(path: &Path) -> PathBuf {
    let name = |component: Component<'_>| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::Prefix(drive) => {
            let letters =
                drive.as_os_str().to_string_lossy().replace(|c: char| !c.is_alphanumeric(), "");
            Some(letters.into())
        }
        Component::RootDir | Component::CurDir | Component::ParentDir => None,
    };
    path.components().filter_map(name).collect()
}

impl Input {
    /// The place of a page in the tree of outputs.
    pub fn place(&self) -> Option<&Path> {
        match self {
            Input::Page { place, .. } => Some(place),
            Input::Lost { .. } => None,
        }
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        match self {
            Input::Page { path, .. } | Input::Lost { path, .. } => path,
        }
    }

    /// The error of an input that cannot be read.
    pub fn lost(path: &Path, message: &str) -> Error {
        Error::io(ErrorKind::Reading, path, std::io::Error::other(message.to_owned()))
    }
}

/// The folder that a pattern begins with and the pattern for what lies below it; `None` if it is no pattern.
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
        let place = |input: &Input| match input {
            Input::Page { place, .. } => shown(place),
            Input::Lost { message, .. } => format!("lost: {message}"),
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
        assert_eq!(places(&Source::find([at("n")])), ["lost: there is no such file or folder"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_folder_are_not_followed() {
        let folder = tree(&["a.html", "sub/b.html"]);
        std::os::unix::fs::symlink("..", folder.path().join("sub/loop")).unwrap();
        std::os::unix::fs::symlink("a.html", folder.path().join("link.html")).unwrap();
        assert_eq!(places(&Source::find([folder.path()])), ["a.html", "sub/b.html"]);
        assert_eq!(places(&Source::find([folder.path().join("link.html")])), ["link.html"]);
    }

    #[test]
    fn paths_are_shown_as_given() {
        assert_eq!(shown(Path::new("./a//b/../c.html")), "a/b/../c.html");
        assert_eq!(shown(Path::new("/a/b")), "/a/b");
        assert_eq!(without_extension(Path::new("a.b/c.d.HTML.GZ")), Path::new("a.b/c.d"));
        assert_eq!(without_extension(Path::new("a/c.tar.gz")), Path::new("a/c.tar.gz"));
        assert_eq!(below(Path::new("/../a/./b/../../c\\d")), Path::new("a/b/c\\d"));
    }
}
