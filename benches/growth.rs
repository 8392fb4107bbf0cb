//! Time per megabyte on pages of 10 KB to 16 MB, concatenated from the bodies of the samples:
//!
//! ```text
//! cargo bench --bench growth
//! ```
//!
//! A superlinear step shows as a growing figure.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dehusk::{Extractor, Page};

mod joined;

use joined::{bodies, page};

const SIZES: [usize; 5] = [10_000, 100_000, 1_000_000, 5_000_000, 16_000_000];
/// The minimum number of bytes to measure for each size; the fastest page counts.
const BYTES: usize = 20_000_000;
/// The maximum number of bytes of all pages of a size.
const MAX_BYTES: usize = 100_000_000;
/// The minimum number of rounds.
const N_ROUNDS: usize = 3;

fn main() {
    let bodies = bodies();
    let extractor = Extractor::default();
    for size in SIZES {
        let n_pages = (MAX_BYTES / size).clamp(1, bodies.len());
        let pages: Vec<String> = (0..n_pages).map(|i| page(&bodies, i, size)).collect();
        let mut best = vec![Duration::MAX; pages.len()];
        for round in 0..(BYTES / size).max(N_ROUNDS * pages.len()) {
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
