//! Speed on flattened text: a folder of `.txt` and `.txt.gz`, or the text samples, in one thread:
//!
//! ```text
//! cargo bench --bench text [-- FOLDER]
//! ```
//!
//! Prints bytes of text per second, from bytes to the article's text and metadata. Reading and decompressing the files is excluded.

// Some functions are used only by benches of pages.
#[allow(dead_code)]
mod folder;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use dehusk::{Extractor, Input, Page};

/// The number of rounds over all texts; the fastest counts.
const ROUNDS: usize = 3;

fn main() {
    // Cargo adds `--bench`.
    let argument = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let folder = argument.unwrap_or_else(|| "samples".to_owned());
    let paths = folder::files(Path::new(&folder), &[".txt", ".txt.gz"]);
    let texts: Vec<_> = paths.iter().map(|path| folder::read(path)).collect();
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
