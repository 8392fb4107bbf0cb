//! Instruction counts, measured by callgrind. They do not depend on the load:
//!
//! ```text
//! cargo bench --bench instructions                        # ordinary pages, and a part of the adversarial families
//! cargo bench --bench instructions -- ordinary            # only ordinary pages
//! cargo bench --bench instructions -- PART_OF_NAME        # only adversarial families of this name
//! DEHUSK_UPDATE=1 cargo bench --bench instructions -- ordinary    # records the count of ordinary pages
//! ```
//!
//! Needs Valgrind (`apt install valgrind`).
//!
//! **Ordinary pages:** [`ordinary`] extracts the text and all metadata of 100 pages made from the samples. The bench fails if
//! the count grows by more than 2% over the recorded one.
//!
//! **Adversarial pages** of 50 and 200 KB: the bench converts each page from bytes to text, Markdown, HTML and JSON. A line has the
//! millions of instructions and the factor between the sizes. The bench fails if a family exceeds
//! [`MAX_FACTOR`] or [`MAX_COUNT`]. The limits are small, so that pages of both sizes reach them.
//! Without a selection, the bench measures a part of the families ([`SAMPLES`]).

use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::{env, fs, thread};

use dehusk::{Extractor, Limits, Page};

mod ordinary;

#[path = "../tests/hostile/mod.rs"]
mod hostile;
#[path = "../tests/hostile/showing.rs"]
mod showing;

const SIZES: [usize; 2] = [50_000, 200_000];
/// The maximum factor for a page of four times the size, with a margin of a quarter for sorting and searching.
const MAX_FACTOR: f64 = 5.0;
/// The maximum millions of instructions for the larger page. It detects slow families whose pages of both sizes reach a limit.
const MAX_COUNT: f64 = 1_200.0;
/// Without a selection, every third listed family is measured, and every 60th of the product of parents, attributes, children
/// and options. `-- e` selects nearly all.
const SAMPLES: [usize; 2] = [3, 60];
/// The environment variable with the family for the process under callgrind.
const FAMILY: &str = "DEHUSK_FAMILY";

fn main() -> ExitCode {
    if let Ok(name) = env::var(FAMILY) {
        extract(&name);
        return ExitCode::SUCCESS;
    }
    // Cargo adds `--bench`.
    let part = env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_default();
    let is_within = !(part.is_empty() || part == ordinary::NAME) || ordinary::check();
    if !is_within || part == ordinary::NAME {
        return if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let samples = if part.is_empty() { SAMPLES } else { [1, 1] };
    let names = hostile::sampled(samples).map(|family| family.name);
    let names: Vec<String> = names.filter(|name| name.contains(&part)).collect();
    let todo = Mutex::new(names.iter());
    let problems = Mutex::new(Vec::new());
    let next = || todo.lock().expect("no thread panics").next();
    println!("{:<28} millions of instructions at 50 and 200 KB", "family");
    thread::scope(|scope| {
        for n in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (next, problems) = (&next, &problems);
            scope.spawn(move || {
                while let Some(name) = next() {
                    let [small, large] = count(name, n);
                    let factor = large / small;
                    println!("{name:<28} {small:9.1} {large:9.1}  x{factor:.2}");
                    if factor > MAX_FACTOR || large > MAX_COUNT {
                        problems.lock().expect("no thread panics").push(name.clone());
                    }
                }
            });
        }
    });
    let problems = problems.into_inner().expect("no thread panics");
    if problems.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("too dear: {}", problems.join("; "));
    ExitCode::FAILURE
}

/// Extracts a family's pages, or the ordinary pages.
fn extract(name: &str) {
    if name == ordinary::NAME {
        return ordinary::extract();
    }
    let family =
        hostile::sampled([1, 1]).find(|family| family.name == name).expect("it is a family");
    let limits = Limits::new().with_max_steps(1_000_000).with_max_nodes(20_000);
    let limits = limits.with_max_depth(128).with_max_blocks(2_000);
    let extractor = family.extractor(showing::options(limits));
    // Weights are loaded with the first page.
    extractor.extract(&Page::html(b"<p>x"));
    for size in SIZES {
        let bytes = family.page(size);
        counted(&extractor, &Page::html(&bytes).with_input(family.input));
    }
}

/// The measured function.
#[inline(never)]
fn counted(extractor: &Extractor, page: &Page<'_>) {
    hostile::write(&extractor.extract(page));
}

/// Millions of instructions for each size. `n_thread` gives each thread separate files.
fn count(name: &str, n_thread: usize) -> [f64; 2] {
    dumps(name, n_thread, "instructions::counted")
}

/// Millions of instructions of the first `N` calls of a function, in a process that extracts the pages of this name.
fn dumps<const N: usize>(name: &str, n_thread: usize, function: &str) -> [f64; N] {
    let folder = env::temp_dir().join(format!("dehusk-{}-{n_thread}", std::process::id()));
    fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
    let out = folder.join("count");
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--toggle-collect={function}"))
        .arg(format!("--dump-after={function}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe().expect("a program knows where it is"))
        .env(FAMILY, name)
        .output()
        .expect("Valgrind is there; apt install valgrind");
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{name}: {errors}");
    let counts = std::array::from_fn(|n| {
        let dump = out.with_extension((n + 1).to_string());
        let dump = fs::read_to_string(dump).unwrap_or_default();
        let total = dump.lines().find_map(|line| line.strip_prefix("totals: "));
        let total: f64 = total.and_then(|total| total.trim().parse().ok()).unwrap_or_default();
        assert!(total > 0.0, "{name}: callgrind did not count: {errors}");
        total / 1e6
    });
    let _ = fs::remove_dir_all(&folder);
    counts
}
