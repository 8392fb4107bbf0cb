//! Pages that are made to be dear end, on a small stack, and cost no more than their size in memory and allocations.
//!
//! What a count of allocations does not see, such as looking over and over at what is there, the bench `adversarial` shows.

use std::thread;

use allocation_counter::{AllocationInfo, measure};
use dehusk::{Extractor, Limits, Options, Page};

mod hostile;

const SMALL: usize = 20_000;
/// What a page of twice the size may cost at most.
const FACTOR: u64 = 5;
/// The budget of the tree builder, small enough that a page that is dear to it uses it up.
const STEPS: usize = 500_000;
/// A thread's stack; the default is two megabytes.
const STACK: usize = 256 * 1024;

/// What a page costs, from its bytes to all formats.
fn cost(family: &hostile::Family, size: usize, extractor: &Extractor) -> AllocationInfo {
    let bytes = family.page(size);
    measure(|| {
        let article = extractor.extract(&Page::html(&bytes).with_input(family.input));
        hostile::write(&article);
    })
}

/// Says what grows more than it may.
fn problems(family: &hostile::Family, extractor: &Extractor) -> Vec<String> {
    let (once, twice) = (cost(family, SMALL, extractor), cost(family, 2 * SMALL, extractor));
    let grown = [
        ("bytes at a time", once.bytes_max, twice.bytes_max),
        ("bytes", once.bytes_total, twice.bytes_total),
        ("allocations", once.count_total, twice.count_total),
    ];
    let too_much = grown.into_iter().filter(|&(_, once, twice)| 2 * twice > FACTOR * once + 20_000);
    too_much
        .map(|(what, once, twice)| format!("{}: {once} {what}, then {twice}", family.name))
        .collect()
}

#[test]
fn no_page_is_dearer_than_its_size() {
    let check = || {
        let limits = Limits::new().with_max_steps(STEPS);
        let extractor = Extractor::new(Options::new().with_limits(limits));
        extractor.extract(&Page::html(b"<p>x"));
        hostile::families().flat_map(|family| problems(&family, &extractor)).collect::<Vec<_>>()
    };
    let problems = thread::Builder::new().stack_size(STACK).spawn(check).unwrap().join().unwrap();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn there_are_families_of_all_kinds() {
    let mut names: Vec<_> = hostile::families().map(|family| family.name).collect();
    let n_families = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() == n_families && n_families > 30, "{n_families}");
    for family in hostile::families() {
        let n_bytes = family.page(10_000).len();
        assert!((5_000..40_000).contains(&n_bytes), "{}: {n_bytes}", family.name);
    }
}
