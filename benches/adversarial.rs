//! Time and memory on adversarial pages of 1, 2, 4, 8 and 16 MB:
//!
//! ```text
//! cargo bench --bench adversarial -- PART_OF_NAME
//! ```
//!
//! The bench converts each page from bytes to text, Markdown, HTML and JSON, and prints a line for each family. For each size,
//! the line has the seconds, the peak memory per byte of page (without the page itself), and the size of the largest format
//! per byte of page. The line ends with the largest factors of time and memory for a doubled size, and the limits reached by
//! the largest page. The time is the minimum of two rounds. A factor above 2 indicates a superlinear step, or noise in a short
//! time. Without a selection, the bench measures every tenth family of the product of parents, attributes, children and options.

use std::fmt::Write as _;
use std::time::Duration;

use allocation_counter::measure;
use dehusk::{Article, Limit, Limits, Page};

#[path = "../tests/hostile/mod.rs"]
mod hostile;
#[path = "../tests/hostile/showing.rs"]
mod showing;
#[path = "../tests/hostile/time.rs"]
mod time;

use time::time;

const SIZES: [usize; 5] = [1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000];
const ROUNDS: usize = 2;
/// Without a selection, every n-th family of the product is measured.
const SAMPLE: usize = 10;
/// Shorter times are too noisy.
const MEASURABLE: f64 = 0.02;
/// If a page takes longer, the larger pages of its family are skipped.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() {
    // Cargo adds `--bench`.
    let part = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_default();
    // Weights are loaded with the first page.
    dehusk::extract(b"<p>x");
    println!("{:<28} seconds (bytes, bytes of output a byte) at 1, 2, 4, 8 and 16 MB", "family");
    let step = if part.is_empty() { SAMPLE } else { 1 };
    let families = hostile::sampled([1, step]);
    for family in families.filter(|family| family.name.contains(&part)) {
        println!("{:<28} {}", family.name, line(&family));
    }
}

/// The cost of each size of a family.
fn line(family: &hostile::Family) -> String {
    let extractor = family.extractor(showing::options(Limits::new()));
    let (mut line, mut costs) = (String::new(), Vec::<(f64, f64)>::new());
    let mut limits_hit = String::new();
    for size in SIZES {
        let bytes = family.page(size);
        let page = Page::html(&bytes).with_input(family.input);
        let (mut least, mut peak, mut n_written) = (Duration::MAX, 0, 0);
        for _ in 0..ROUNDS {
            let start = time();
            let used = measure(|| (n_written, limits_hit) = formats(&extractor.extract(&page)));
            (least, peak) = (least.min(time() - start), used.bytes_max);
        }
        let (seconds, memory) = (least.as_secs_f64(), peak as f64);
        let [memory_a_byte, output_a_byte] =
            [memory, n_written as f64].map(|n| n / bytes.len() as f64);
        let _ = write!(line, "{seconds:6.3} ({memory_a_byte:4.1}, {output_a_byte:4.1}) ");
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
    let _ = write!(line, " x{:.2} x{:.2} {limits_hit}", worst(|c| c.0), worst(|c| c.1));
    line
}

/// Renders an article in all formats; returns the size of the largest, and the limits reached.
fn formats(article: &Article) -> (usize, String) {
    let n_written = hostile::write(article);
    let names: Vec<_> = article.limits_hit().iter().map(Limit::as_str).collect();
    (n_written, format!("{} {}", article.status.as_str(), names.join(" ")))
}
