//! Speed on a folder of real pages, `.html` and `.html.gz`, in one thread:
//!
//! ```text
//! cargo bench --bench corpus -- FOLDER
//! ```
//!
//! Prints milliseconds per page, bytes of page per second, and the share of each stage; then milliseconds per page of the
//! whole extractor, from bytes to text and metadata. Reading and decompressing the
//! files is excluded.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dehusk::stages::{Flow, STAGES};
use dehusk::{Extractor, Page};

mod folder;

fn main() {
    let paths = folder::pages_of_argument("corpus");
    if paths.is_empty() {
        return;
    }
    let extractor = Extractor::default();
    let (mut per_page, mut per_stage) = (Vec::new(), [Duration::ZERO; STAGES.len()]);
    let (mut whole, mut record) = (Vec::new(), Vec::new());
    let (mut n_bytes, mut n_utf_8) = (0, 0);
    for path in &paths {
        let page = folder::read(path);
        let mut flow = Flow::new(&extractor, &page);
        let before = per_stage;
        for ((_, stage), sum) in STAGES.iter().zip(&mut per_stage) {
            let start = Instant::now();
            stage(&mut flow);
            *sum += start.elapsed();
        }
        per_page.push(per_stage.iter().sum::<Duration>() - before.iter().sum::<Duration>());
        n_bytes += page.len();
        n_utf_8 += usize::from(flow.encoding() == "UTF-8");
        let start = Instant::now();
        let article = extractor.extract(&Page::html(&page));
        black_box((article.text(), &article.metadata));
        whole.push(start.elapsed());
        let start = Instant::now();
        black_box(article.json());
        record.push(start.elapsed());
    }
    println!("{} pages, {:.1} MB, {n_utf_8} in UTF-8", per_page.len(), n_bytes as f64 / 1e6);
    print_times("stages", &mut per_page, n_bytes);
    print_times("whole", &mut whole, n_bytes);
    print_times("record", &mut record, n_bytes);
    let total = per_page.iter().sum::<Duration>();
    for ((name, _), time) in STAGES.iter().zip(per_stage) {
        println!("{name:>9} {:5.1} %", 100.0 * time.as_secs_f64() / total.as_secs_f64());
    }
}

fn print_times(what: &str, times: &mut [Duration], n_bytes: usize) {
    times.sort();
    let total = times.iter().sum::<Duration>();
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let rank = |share: f64| millis(times[(share * (times.len() - 1) as f64).round() as usize]);
    println!(
        "{what}, ms a page: mean {:.2}, median {:.2}, p99 {:.2}, most {:.2}; {:.1} MB/s",
        millis(total) / times.len() as f64,
        rank(0.5),
        rank(0.99),
        rank(1.0),
        n_bytes as f64 / 1e6 / total.as_secs_f64()
    );
}
