//! Time and memory on pages that are made to be dear, at 1, 2, 4, 8 and 16 MB:
//!
//! ```text
//! cargo bench --bench adversarial -- PART_OF_NAME
//! ```
//!
//! Each page goes from its bytes to its text, Markdown, HTML and JSON. A line gives, at each size, seconds and the bytes
//! needed at most at a time for a byte of page, the page's own not counted; then by how much the dearest doubling
//! multiplied each, and what was cut of the largest page. A step that takes more than linear time shows as a factor
//! above 2, and so does a short time that was measured badly: the shortest of two rounds counts.

use std::fmt::Write as _;
use std::time::Duration;

use allocation_counter::measure;
use dehusk::{Article, Extractor, Limit, Limits, Page};

#[path = "../tests/hostile/mod.rs"]
mod hostile;
#[path = "../tests/hostile/showing.rs"]
mod showing;
#[path = "../tests/hostile/time.rs"]
mod time;

use time::time;

const SIZES: [usize; 5] = [1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000];
const ROUNDS: usize = 2;
/// Less is told apart from nothing badly.
const MEASURABLE: f64 = 0.02;
/// Larger pages of a family are left out after one that took so long.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() {
    // Cargo adds `--bench`.
    let part = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_default();
    let extractor = showing::extractor(Limits::new());
    // Weights are loaded with the first page.
    extractor.extract(&Page::html(b"<p>x"));
    println!("{:<28} seconds (bytes a byte) at 1, 2, 4, 8 and 16 MB", "family");
    for family in hostile::families().filter(|family| family.name.contains(&part)) {
        println!("{:<28} {}", family.name, line(&family, &extractor));
    }
}

/// What the sizes of a family cost.
fn line(family: &hostile::Family, extractor: &Extractor) -> String {
    let (mut line, mut costs) = (String::new(), Vec::<(f64, f64)>::new());
    let mut cut = String::new();
    for size in SIZES {
        let bytes = family.page(size);
        let page = Page::html(&bytes).with_input(family.input);
        let (mut least, mut peak) = (Duration::MAX, 0);
        for _ in 0..ROUNDS {
            let start = time();
            let used = measure(|| cut = formats(&extractor.extract(&page)));
            (least, peak) = (least.min(time() - start), used.bytes_max);
        }
        let (seconds, memory) = (least.as_secs_f64(), peak as f64);
        let _ = write!(line, "{seconds:6.3} ({:4.1}) ", memory / bytes.len() as f64);
        costs.push((seconds.max(MEASURABLE), memory));
        if least > PATIENCE {
            line.push_str("... ");
            break;
        }
    }
    let worst = |cost: fn(&(f64, f64)) -> f64| {
        let factors = costs.windows(2).map(|pair| cost(&pair[1]) / cost(&pair[0]));
        factors.fold(0.0, f64::max)
    };
    let _ = write!(line, " x{:.2} x{:.2} {cut}", worst(|c| c.0), worst(|c| c.1));
    line
}

/// Writes an article in all formats, and says what was cut of it.
fn formats(article: &Article) -> String {
    hostile::write(article);
    let names: Vec<_> = article.cut().iter().map(Limit::as_str).collect();
    format!("{} {}", article.status.as_str(), names.join(" "))
}
