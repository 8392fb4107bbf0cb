//! Files of a folder: pages, `.html` and `.html.gz`, or others by the ends of their names.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The pages of the folder that the command line names, in the order of their names. None if it names none.
pub fn pages_of_argument(bench: &str) -> Vec<PathBuf> {
    // Cargo adds `--bench`.
    let Some(folder) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        println!("cargo bench --bench {bench} -- FOLDER");
        return Vec::new();
    };
    let paths = files(Path::new(&folder), &[".html", ".html.gz"]);
    if paths.is_empty() {
        println!("no .html or .html.gz in {folder}");
    }
    paths
}

/// The files of a folder whose names end so, in the order of their names.
pub fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| {
        let name = path.to_string_lossy();
        ends.iter().any(|end| name.ends_with(end))
    });
    paths.sort();
    paths
}

/// The bytes of a page, unpacked.
pub fn read(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension().is_none_or(|end| end != "gz") {
        return bytes;
    }
    let mut page = Vec::new();
    let unpacked = flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut page);
    unpacked.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    page
}
