//! Memory on a folder of real pages, `.html` and `.html.gz`:
//!
//! ```text
//! cargo bench --bench memory -- FOLDER
//! ```
//!
//! Prints the allocations per page, from its bytes to the article's text, and the peak memory per byte of
//! page; then the same for each stage, with the results of all stages kept. The page's own bytes
//! and data loaded before it are excluded.

use allocation_counter::measure;
use dehusk::stages::{Flow, STAGES};
use dehusk::{Extractor, Page};

mod folder;

fn main() {
    let paths = folder::pages_of_argument("memory");
    if paths.is_empty() {
        return;
    }
    let extractor = Extractor::default();
    // Weights are loaded with the first page.
    extractor.extract(&Page::html(b"<p>x"));
    let mut stages = [(0, 0, 0); STAGES.len()];
    let (mut n_allocations, mut n_bytes, mut shares, mut peaks) = (0, 0, Vec::new(), 0);
    for path in &paths {
        let page = folder::read(path);
        let used = measure(|| drop(extractor.extract(&Page::html(&page)).text()));
        n_allocations += used.count_total;
        n_bytes += page.len() as u64;
        peaks += used.bytes_max;
        let (mut flow, mut kept) = (Flow::new(&extractor, &page), 0);
        for ((_, stage), (count, max, after)) in STAGES.iter().zip(&mut stages) {
            let used = measure(|| stage(&mut flow));
            *count += used.count_total;
            *max += kept + used.bytes_max as i64;
            kept += used.bytes_current;
            *after += kept;
        }
        shares.push(used.bytes_max as f64 / page.len().max(1) as f64);
    }
    shares.sort_by(f64::total_cmp);
    let rank = |share: f64| shares[(share * (shares.len() - 1) as f64).round() as usize];
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    println!("{} pages, {:.1} MB", paths.len(), n_bytes as f64 / 1e6);
    println!("allocations a page: {:.0}", n_allocations as f64 / paths.len() as f64);
    println!(
        "most bytes at a time, a byte of page: mean {mean:.2}, median {:.2}, p99 {:.2}, most {:.2}; of all pages together {:.2}",
        rank(0.5),
        rank(0.99),
        rank(1.0),
        peaks as f64 / n_bytes as f64
    );
    for ((name, _), (count, max, after)) in STAGES.iter().zip(stages) {
        println!(
            "{name:>9} {:6.0} allocations, {:.2} bytes at most, {:.2} after",
            count as f64 / paths.len() as f64,
            max as f64 / n_bytes as f64,
            after as f64 / n_bytes as f64
        );
    }
}
