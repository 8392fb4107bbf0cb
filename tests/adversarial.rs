//! Adversarial pages finish on a small stack, and their memory and allocations grow at most linearly with their size.
//!
//! This test does not detect repeated reading, because it allocates nothing; the bench `adversarial` does.

use std::thread;

use allocation_counter::{AllocationInfo, measure};
use dehusk::{Limits, Options, Page};

mod hostile;

const SMALL: usize = 20_000;
/// Twice the maximum cost factor for a page of twice the size: the cost may grow by 2.5.
const FACTOR: u64 = 5;
/// The step budget of the tree builder. It is small, so that pages with an expensive tree exhaust it.
const STEPS: usize = 500_000;
/// The stack size of the thread; the default is 2 MB.
const STACK: usize = 256 * 1024;

/// The cost of a page, from its bytes to all formats, and the size of its largest format.
fn cost(family: &hostile::Family, size: usize) -> (AllocationInfo, u64) {
    let bytes = family.page(size);
    let limits = Limits::new().with_max_steps(STEPS);
    let extractor = family.extractor(Options::new().with_limits(limits));
    let mut n_written = 0;
    let used = measure(|| {
        let article = extractor.extract(&Page::html(&bytes).with_input(family.input));
        n_written = hostile::write(&article) as u64;
    });
    (used, n_written)
}

/// Reports costs that grow too fast. A page may gain content between two sizes, so a second
/// doubling must confirm the growth.
fn problems(family: &hostile::Family) -> Vec<String> {
    let small = grown(family, SMALL);
    if small.is_empty() { small } else { grown(family, 2 * SMALL) }
}

fn grown(family: &hostile::Family, size: usize) -> Vec<String> {
    let ((once, n_once), (twice, n_twice)) = (cost(family, size), cost(family, 2 * size));
    let figures = [
        ("bytes at a time", once.bytes_max, twice.bytes_max, 20_000),
        ("bytes", once.bytes_total, twice.bytes_total, 20_000),
        ("allocations", once.count_total, twice.count_total, 20_000),
        ("bytes of output", n_once, n_twice, 2 * size as u64),
    ];
    let too_much =
        figures.into_iter().filter(|&(_, once, twice, slack)| 2 * twice > FACTOR * once + slack);
    too_much
        .map(|(what, once, twice, _)| format!("{}: {once} {what}, then {twice}", family.name))
        .collect()
}

#[test]
fn no_page_is_dearer_than_its_size() {
    let check = || {
        // Weights are loaded with the first page.
        dehusk::extract(b"<p>x");
        hostile::sampled([1, 1]).flat_map(|family| problems(&family)).collect::<Vec<_>>()
    };
    let problems = thread::Builder::new().stack_size(STACK).spawn(check).unwrap().join().unwrap();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn there_are_families_of_all_kinds() {
    let mut names: Vec<_> = hostile::sampled([1, 1]).map(|family| family.name).collect();
    let n_families = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() == n_families && n_families > 600, "{n_families}");
    for family in hostile::sampled([1, 1]) {
        let n_bytes = family.page(10_000).len();
        assert!((5_000..40_000).contains(&n_bytes), "{}: {n_bytes}", family.name);
    }
}
