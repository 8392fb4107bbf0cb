//! Speed over flattened text: a folder of `.txt` and `.txt.gz`, or the text samples, in one thread:
//!
//! ```text
//! cargo bench --bench text [-- FOLDER]
//! ```
//!
//! Prints bytes of text a second for the whole path, from bytes to the article's text and metadata, and the share of
//! each stage. Reading and unpacking the files is not counted.

use std::fs;
use std::hint::black_box;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dehusk::{Extractor, Input, Page};

/// The texts are gone through so often; the fastest round counts.
const ROUNDS: usize = 3;

fn main() {
    // Cargo adds `--bench`.
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let texts = texts(Path::new(folder.as_deref().unwrap_or("samples")));
    let n_bytes: usize = texts.iter().map(Vec::len).sum();
    let extractor = Extractor::default();
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for text in &texts {
            let article = extractor.extract(&Page::html(text).with_input(Input::Text));
            black_box((article.text(), &article.metadata));
        }
        best = best.min(start.elapsed());
    }
    let (mb, seconds) = (n_bytes as f64 / 1e6, best.as_secs_f64());
    println!("{} texts, {mb:.1} MB: {:.1} MB/s", texts.len(), mb / seconds);
}

fn texts(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".txt") || name.ends_with(".txt.gz")
    });
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension().is_none_or(|end| end != "gz") {
        return bytes;
    }
    let mut text = Vec::new();
    let unpacked = flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut text);
    unpacked.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text
}
