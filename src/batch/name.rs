//! File names: the extensions of pages and archives, and names as text.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::page;

/// The extensions of pages; each may be followed by one of [`PACKED`].
const EXTENSIONS: [&str; 4] = ["html", "htm", "xhtml", "txt"];
/// The extensions of compressed files.
const PACKED: [&str; 3] = ["gz", "zst", "br"];

/// The formats of files with many pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// WARC, WET or ARC.
    Warc,
    JsonLines,
    Tar,
    Zip,
    /// To be detected by the first bytes: standard input, and files whose extension tells nothing.
    Unknown,
}

/// The format of a file by its name; `None` for a page.
pub(super) fn container_of(path: &Path) -> Option<Container> {
    if has_page_name(path) {
        return None;
    }
    let bare = without_packing(path);
    let extension = bare.extension().and_then(OsStr::to_str).unwrap_or_default();
    Some(match extension.to_ascii_lowercase().as_str() {
        "warc" | "wet" | "arc" => Container::Warc,
        "jsonl" | "ndjson" => Container::JsonLines,
        "tar" | "tgz" => Container::Tar,
        "zip" => Container::Zip,
        _ => Container::Unknown,
    })
}

/// Whether a file in a folder is a crawl: WARC, WET or ARC. Other archives are read if they are named.
pub(super) fn is_crawl(path: &Path) -> bool {
    container_of(path) == Some(Container::Warc)
}

fn without_packing(path: &Path) -> PathBuf {
    if has_extension(path, &PACKED) { path.with_extension("") } else { path.to_owned() }
}

/// A file name as text, injectively: each byte that is not UTF-8 becomes U+FFFD and its hexadecimal value, and so do the
/// three bytes of a U+FFFD in the name itself.
pub fn legible(name: &Path) -> String {
    of_bytes(name.as_os_str().as_encoded_bytes())
}

fn of_bytes(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    let hide = |text: &mut String, bytes: &[u8]| {
        for byte in bytes {
            // Writing to a `String` does not fail.
            let _ = write!(text, "\u{fffd}{byte:02X}");
        }
    };
    for chunk in name.utf8_chunks() {
        let mut parts = chunk.valid().split(char::REPLACEMENT_CHARACTER);
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            hide(&mut text, "\u{fffd}".as_bytes());
            text.push_str(part);
        }
        hide(&mut text, chunk.invalid());
    }
    text
}

/// The path in messages and records: as given, with `/` as separator and without `./`.
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
                shown.push_str(&of_bytes(component.as_os_str().as_encoded_bytes()));
            }
        }
    }
    shown
}

/// The input type of a file by its name: text for `.txt`, XHTML for `.xhtml`, else HTML. A final `.gz`, `.zst` or `.br` is
/// ignored.
pub fn input_of(path: &Path) -> page::Input {
    let name = path.as_os_str().to_string_lossy().to_ascii_lowercase();
    let packed = PACKED.iter().find_map(|e| name.strip_suffix(e)?.strip_suffix('.'));
    match packed.unwrap_or(&name) {
        name if name.ends_with(".txt") => page::Input::Text,
        name if name.ends_with(".xhtml") => page::Input::Xhtml,
        _ => page::Input::Html,
    }
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|e| wanted.iter().any(|w| e.eq_ignore_ascii_case(w)))
}

/// The path without a page extension and that of its compression; other paths unchanged.
pub(super) fn without_extension(path: &Path) -> PathBuf {
    let bare = without_packing(path);
    if has_extension(&bare, &EXTENSIONS) { bare.with_extension("") } else { path.to_owned() }
}

/// Whether a file has a page extension.
pub(super) fn has_page_name(path: &Path) -> bool {
    without_extension(path) != path
}

/// Whether a name is only a page extension, such as `.html`.
pub(super) fn is_nameless(path: &Path) -> bool {
    let bare = without_packing(path);
    let name = bare.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_prefix('.'));
    name.is_some_and(|name| EXTENSIONS.iter().any(|e| name.eq_ignore_ascii_case(e)))
}

/// Whether files with this extension in an input folder are read as pages.
pub(super) fn is_of_page(extension: &str) -> bool {
    EXTENSIONS.contains(&extension)
}

/// A relative path without `..`: the names of the components, and the letter of a Windows drive.
pub(super) fn below(path: &Path) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_given() {
        assert_eq!(shown(Path::new("./a//b/../c.html")), "a/b/../c.html");
        assert_eq!(shown(Path::new("/a/b")), "/a/b");
        assert_eq!(without_extension(Path::new("a.b/c.d.HTML.GZ")), Path::new("a.b/c.d"));
        assert_eq!(without_extension(Path::new("a/c.tar.gz")), Path::new("a/c.tar.gz"));
        assert_eq!(below(Path::new("/../a/./b/../../c\\d")), Path::new("a/b/c\\d"));
    }

    #[test]
    fn no_two_names_are_shown_alike() {
        let names: [&[u8]; 6] = [
            b"a\xff",
            b"a\xfe",
            "a\u{fffd}FF".as_bytes(),
            "a\u{fffd}".as_bytes(),
            b"aFF",
            b"a\xff\xfe",
        ];
        let shown: std::collections::BTreeSet<String> = names.map(of_bytes).into();
        assert_eq!(shown.len(), names.len());
        assert_eq!(of_bytes(b"a\xff.html"), "a\u{fffd}FF.html");
        assert_eq!(of_bytes("é 中".as_bytes()), "é 中");
    }

    #[test]
    fn names_say_what_files_are() {
        assert_eq!(input_of(Path::new("a.XHTML.gz")), page::Input::Xhtml);
        assert_eq!(input_of(Path::new("a.txt.gz")), page::Input::Text);
        assert_eq!(input_of(Path::new("a.txt.html")), page::Input::Html);
        assert_eq!(input_of(Path::new("a.txt.BR")), page::Input::Text);
        for (name, container) in [
            ("CC-1.warc.wet.gz", Some(Container::Warc)),
            ("a.ARC", Some(Container::Warc)),
            ("a.ndjson.zst", Some(Container::JsonLines)),
            ("a.tar.br", Some(Container::Tar)),
            ("a.zip", Some(Container::Zip)),
            ("a.php", Some(Container::Unknown)),
            ("a.warc.html.zst", None),
        ] {
            assert_eq!(container_of(Path::new(name)), container, "{name}");
        }
        for name in [".html", "a/.HTM", ".txt.gz"] {
            assert!(is_nameless(Path::new(name)) && !has_page_name(Path::new(name)), "{name}");
        }
        assert!(!is_nameless(Path::new("..html")) && !is_nameless(Path::new(".h.html")));
    }
}
