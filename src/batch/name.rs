//! File names: the extensions of pages, and names as text.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::page;

/// The extensions of pages; each may be followed by `.gz`.
const EXTENSIONS: [&str; 4] = ["html", "htm", "xhtml", "txt"];

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

/// The input type of a file by its name: text for `.txt`, XHTML for `.xhtml`, else HTML. A final `.gz` is ignored.
pub fn input_of(path: &Path) -> page::Input {
    let name = path.as_os_str().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name {
        name if name.ends_with(".txt") => page::Input::Text,
        name if name.ends_with(".xhtml") => page::Input::Xhtml,
        _ => page::Input::Html,
    }
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|e| wanted.iter().any(|w| e.eq_ignore_ascii_case(w)))
}

/// The path without a page extension and its `.gz`; other paths unchanged.
pub(super) fn without_extension(path: &Path) -> PathBuf {
    let bare = if has_extension(path, &["gz"]) { path.with_extension("") } else { path.to_owned() };
    if has_extension(&bare, &EXTENSIONS) { bare.with_extension("") } else { path.to_owned() }
}

/// Whether a file has a page extension.
pub(super) fn has_page_name(path: &Path) -> bool {
    without_extension(path) != path
}

/// Whether a name is only a page extension, such as `.html`.
pub(super) fn is_nameless(path: &Path) -> bool {
    let bare = if has_extension(path, &["gz"]) { path.with_extension("") } else { path.to_owned() };
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
        for name in [".html", "a/.HTM", ".txt.gz"] {
            assert!(is_nameless(Path::new(name)) && !has_page_name(Path::new(name)), "{name}");
        }
        assert!(!is_nameless(Path::new("..html")) && !is_nameless(Path::new(".h.html")));
    }
}
