//! Speed of each stage and of the whole, on `samples/`, in bytes of page per second.
//!
//! `cargo bench --bench throughput -- parse` runs one group.

use std::hint::black_box;
use std::{fs, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dehusk::stages::{Flow, STAGES};
use dehusk::{Extractor, Page};

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let entries = fs::read_dir(folder).expect("the repository has samples");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "html"));
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).expect("a readable sample")).collect()
}

/// One group per stage: the earlier stages have run once, and this stage is repeated.
fn stages(criterion: &mut Criterion) {
    let (samples, extractor) = (samples(), Extractor::default());
    let mut flows: Vec<_> = samples.iter().map(|page| Flow::new(&extractor, page)).collect();
    for (name, stage) in STAGES {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(samples.iter().map(|page| page.len() as u64).sum()));
        group.bench_function("samples", |bencher| {
            bencher.iter(|| black_box(&mut flows).iter_mut().for_each(stage));
        });
        group.finish();
        // A stage that is filtered out has not run, but the next ones need its result.
        flows.iter_mut().for_each(stage);
    }
}

fn whole(criterion: &mut Criterion) {
    let (samples, extractor) = (samples(), Extractor::default());
    let mut group = criterion.benchmark_group("whole");
    group.throughput(Throughput::Bytes(samples.iter().map(|page| page.len() as u64).sum()));
    group.bench_function("samples", |bencher| {
        bencher.iter(|| {
            for page in black_box(&samples) {
                black_box(extractor.extract(&Page::html(page)).text());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, stages, whole);
criterion_main!(benches);
