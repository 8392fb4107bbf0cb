//! The fuzz targets of `fuzz/` without a fuzzer: replays saved inputs and tries random ones for a short time.

mod chance;
mod fuzz_targets;
mod safety;
#[expect(dead_code, reason = "here their bytes are wanted only")]
mod xss;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chance::Chance;
use fuzz_targets::{TARGETS, Target};

/// Larger inputs are truncated, as by the fuzzer.
const MAX_BYTES: usize = 4096;

/// The files of a folder of the package, sorted by name; none if it does not exist.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let mut paths: Vec<_> =
        entries.into_iter().flatten().map(|entry| entry.expect("it is listed").path()).collect();
    paths.sort();
    paths
}

fn inputs(folders: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = folders.iter().flat_map(|folder| files(folder));
    paths.map(|path| (path.clone(), fs::read(path).expect("it is a file"))).collect()
}

/// The initial inputs of a target: its seeds and regressions, samples, and attack vectors.
fn seeds((name, _): &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let own = [format!("fuzz/seeds/{name}"), format!("fuzz/regressions/{name}")];
    let mut seeds = inputs(&[&own[0], &own[1], "samples"]);
    seeds.extend(xss::vectors().into_iter().map(|vector| (vector.name.into(), vector.bytes)));
    seeds.iter_mut().for_each(|(_, input)| input.truncate(MAX_BYTES));
    seeds
}

/// Calls a target with an input; if it fails, saves the input as a file.
fn call((name, target): &Target, input: &[u8], origin: &Path) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        let find = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("find-{name}"));
        fs::write(&find, input).expect("the folder of the build is there");
        panic!("{name} fails with {}, which began as {}", find.display(), origin.display());
    }
}

#[test]
fn what_was_found_once_stays_mended() {
    for target in TARGETS {
        seeds(target).iter().for_each(|(path, input)| call(target, input, path));
    }
    let known: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    for folder in files("fuzz/seeds").into_iter().chain(files("fuzz/regressions")) {
        let name = folder.file_name().expect("it is listed").to_string_lossy();
        assert!(known.contains(&&*name), "{}: no such target", folder.display());
    }
}

#[test]
fn a_page_may_end_anywhere() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/news--json-ld-shell.html");
    let whole = fs::read(&sample).expect("it is a file");
    for target in TARGETS.iter().filter(|(name, _)| matches!(*name, "extract" | "tokenizer")) {
        for end in 0..=whole.len() {
            // The first byte chooses the extractor.
            let input = [&[b' ' + (end % 4) as u8], &whole[..end]].concat();
            call(target, &input, &sample);
        }
    }
}

impl Chance {
    /// A random range of bounded length.
    fn stretch(&mut self, len: usize, max: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        start..(start + self.below(max)).min(len)
    }

    /// Mutates an input in one place: removes, duplicates or splices a piece, or changes a byte.
    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let (place, len) = (self.below(input.len() + 1), input.len());
        match self.below(6) {
            0 => drop(input.drain(self.stretch(len, 32))),
            1 => {
                let piece = input[self.stretch(len, 32)].to_vec();
                input.splice(place..place, piece.repeat(1 + self.below(8)));
            }
            2 | 3 => {
                let piece = other[self.stretch(other.len(), 64)].to_vec();
                input.splice(place..place, piece);
            }
            4 => input.insert(place, self.below(256) as u8),
            _ if place < len => input[place] ^= 1 << self.below(8),
            _ => {}
        }
        input.truncate(MAX_BYTES);
    }
}

/// How long to try random inputs. For longer runs: `DEHUSK_SMOKE_SECONDS=60 cargo test --test replay`.
fn seconds() -> f64 {
    let wanted = std::env::var("DEHUSK_SMOKE_SECONDS").ok();
    wanted.map_or(2.0, |seconds| seconds.parse().expect("DEHUSK_SMOKE_SECONDS is a number"))
}

#[test]
fn nothing_new_is_found_for_a_while() {
    let a_target = Duration::from_secs_f64(seconds() / TARGETS.len() as f64);
    for target in TARGETS {
        let seeds = seeds(target);
        let (mut chance, mut n_calls, begin) = (Chance(0x9E37_79B9_7F4A_7C15), 0, Instant::now());
        while begin.elapsed() < a_target {
            let (origin, seed) = &seeds[chance.below(seeds.len())];
            let mut input = seed.clone();
            let (_, other) = &seeds[chance.below(seeds.len())];
            (0..=chance.below(8)).for_each(|_| chance.change(&mut input, other));
            call(target, &input, origin);
            n_calls += 1;
        }
        println!("{}: {n_calls} inputs", target.0);
    }
}
