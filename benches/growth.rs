//! Time per megabyte on pages of 10 KB to 5 MB, concatenated from the bodies of the samples:
//!
//! ```text
//! cargo bench --bench growth
//! ```
//!
//! A superlinear step shows as a growing figure.

use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{fs, path::Path};

use dehusk::{Extractor, Page};

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 5_000_000];
/// The minimum number of bytes to measure for each size; the fastest page counts.
const BYTES: usize = 20_000_000;

fn main() {
    let bodies = bodies();
    let extractor = Extractor::default();
    for size in SIZES {
        let pages: Vec<String> = (0..bodies.len()).map(|i| page(&bodies, i, size)).collect();
        let mut best = vec![Duration::MAX; pages.len()];
        for round in 0..(BYTES / size).max(pages.len()) {
            let i = round % pages.len();
            let start = Instant::now();
            black_box(extractor.extract(&Page::html(pages[i].as_bytes())).text());
            best[i] = best[i].min(start.elapsed());
        }
        let n_bytes: usize = pages.iter().map(String::len).sum();
        let millis = best.iter().sum::<Duration>().as_secs_f64() * 1e3;
        println!("{:>5} KB: {:.2} ms a MB", size / 1_000, millis / (n_bytes as f64 / 1e6));
    }
}

/// The content of the `body` of each sample.
fn bodies() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let entries = fs::read_dir(folder).expect("the repository has samples");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "html"));
    paths.sort();
    let pages = paths.iter().map(|path| fs::read(path).expect("a readable sample"));
    let body = |page: Vec<u8>| {
        let page = String::from_utf8(page).ok()?;
        let (_, body) = page.split_once("<body")?.1.split_once('>')?;
        Some(body.split("</body>").next()?.to_owned())
    };
    pages.filter_map(body).collect()
}

/// A page of at least this size, whose bodies start with the i-th.
fn page(bodies: &[String], i: usize, size: usize) -> String {
    let mut page = "<!doctype html><title>Growth</title><body>".to_owned();
    for body in bodies.iter().cycle().skip(i) {
        if page.len() >= size {
            break;
        }
        page.push_str(body);
    }
    page
}
