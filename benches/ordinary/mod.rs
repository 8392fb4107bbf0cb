//! The instructions of ordinary pages, compared with those recorded in `benches/ordinary/count.txt`.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use dehusk::{Extractor, Page};

#[path = "../joined/mod.rs"]
mod joined;

/// The name that selects these pages on the command line.
pub const NAME: &str = "ordinary";
/// The number of pages. The first has [`SMALLEST`] bytes, each other one [`STEP`] bytes more: 4 to 16 KB.
const N_PAGES: usize = 100;
const SMALLEST: usize = 4_000;
const STEP: usize = 120;
/// The maximum growth over the recorded count.
const MAX_GROWTH: f64 = 0.02;
/// The variables by which the gate sets how the bench is compiled.
const SETTINGS: [&str; 2] = ["CARGO_PROFILE_BENCH_LTO", "CARGO_PROFILE_BENCH_CODEGEN_UNITS"];

/// Extracts the pages.
pub fn extract() {
    let bodies = joined::bodies();
    let pages = (0..N_PAGES).map(|i| joined::page(&bodies, i, SMALLEST + STEP * i));
    let pages: Vec<String> = pages.collect();
    let extractor = Extractor::default();
    // Weights are loaded with the first page.
    extractor.extract(&Page::html(b"<p>x"));
    extract_all(&extractor, &pages);
}

/// The measured function.
#[inline(never)]
fn extract_all(extractor: &Extractor, pages: &[String]) {
    for page in pages {
        black_box(extractor.extract(&Page::html(page.as_bytes())).json());
    }
}

/// Counts the instructions and prints them. Returns whether they are within [`MAX_GROWTH`]. A count of another compiler or
/// of other settings is not compared.
pub fn check() -> bool {
    let [all]: [f64; 1] = super::dumps(NAME, 0, "instructions::ordinary::extract_all");
    let count = all / N_PAGES as f64;
    let build = build();
    println!("{NAME}: {count:.3} million instructions a page, {build}");
    let path = path();
    if env::var_os("DEHUSK_UPDATE").is_some() {
        fs::write(&path, format!("{count:.3} {build}\n")).expect("the record can be written");
        return true;
    }
    let record = fs::read_to_string(&path).unwrap_or_default();
    let recorded = record.trim().split_once(' ');
    let recorded = recorded.and_then(|(n, build)| Some((n.parse::<f64>().ok()?, build)));
    let Some((recorded, _)) = recorded.filter(|(_, of)| *of == build) else {
        println!("{NAME}: not compared, recorded: {}", record.trim());
        return true;
    };
    let growth = count / recorded - 1.0;
    println!("{NAME}: {:+.2}% to the recorded {recorded:.3}", 100.0 * growth);
    if growth > MAX_GROWTH {
        println!(
            "{NAME}: more than {:.0}%. If the gain is worth it, say so in the commit and record the new count:\n  {} \
             DEHUSK_UPDATE=1 cargo bench --bench instructions -- {NAME}",
            100.0 * MAX_GROWTH,
            SETTINGS.map(|name| format!("{name}={}", setting(name))).join(" ")
        );
    }
    growth <= MAX_GROWTH
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ordinary/count.txt")
}

/// What the count depends on besides the code: the compiler, its settings, and the processor.
fn build() -> String {
    let rustc = Command::new("rustc").arg("--version").output().expect("cargo found rustc");
    let rustc = String::from_utf8_lossy(&rustc.stdout).trim().to_owned();
    let [lto, units] = SETTINGS.map(setting);
    format!("{rustc}, {}, lto {lto}, codegen units {units}, {}", env::consts::ARCH, vectors())
}

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| "default".to_owned())
}

/// The vector instructions that `memchr` and the C library select at run time.
fn vectors() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        return "avx2";
    }
    "no avx2"
}
