//! One program for all targets: `DEHUSK_FUZZ_TARGET` selects the target for libFuzzer's inputs.
#![no_main]

use std::sync::LazyLock;

#[path = "../../tests/fuzz_targets/mod.rs"]
mod fuzz_targets;
#[path = "../../tests/safety/mod.rs"]
mod safety;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("DEHUSK_FUZZ_TARGET").expect("DEHUSK_FUZZ_TARGET names a target");
    let target = fuzz_targets::TARGETS.iter().find(|(own, _)| *own == name);
    target.expect("DEHUSK_FUZZ_TARGET names one of the targets in tests/fuzz_targets").1
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
