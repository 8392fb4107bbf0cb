//! The time saved by our tokenizer on a folder of real pages, `.html` and `.html.gz`, in one thread:
//!
//! ```text
//! cargo bench --bench parse -- FOLDER
//! ```
//!
//! Each page is parsed with our tokenizer and with html5ever's, alternately, with the same tree builder and sink.

use std::time::{Duration, Instant};

use dehusk::stages::PARSERS;

mod folder;

/// The number of rounds per page and tokenizer.
const N_ROUNDS: usize = 3;

fn main() {
    let paths = folder::pages_of_argument("parse");
    if paths.is_empty() {
        return;
    }
    let (mut sums, mut n_bytes) = ([Duration::ZERO; PARSERS.len()], 0);
    for path in &paths {
        let page = folder::read(path);
        let html = String::from_utf8_lossy(&page);
        let mut best = [Duration::MAX; PARSERS.len()];
        for _ in 0..N_ROUNDS {
            let mut sizes = [0; PARSERS.len()];
            for ((parse, best), size) in PARSERS.iter().zip(&mut best).zip(&mut sizes) {
                let start = Instant::now();
                let tree = parse(&html);
                *best = start.elapsed().min(*best);
                *size = tree.n_nodes();
            }
            assert_eq!(sizes[0], sizes[1], "{}", path.display());
        }
        sums.iter_mut().zip(best).for_each(|(sum, best)| *sum += best);
        n_bytes += html.len();
    }
    let [ours, theirs] = sums.map(|sum| sum.as_secs_f64());
    let n_pages = paths.len() as f64;
    println!("{n_pages} pages, {:.1} MB", n_bytes as f64 / 1e6);
    for (name, time) in [("ours", ours), ("html5ever's", theirs)] {
        let (millis, rate) = (1e3 * time / n_pages, n_bytes as f64 / 1e6 / time);
        println!("{name:>11}: {millis:.3} ms a page, {rate:.0} MB/s");
    }
    println!("ratio {:.3}", ours / theirs);
}
