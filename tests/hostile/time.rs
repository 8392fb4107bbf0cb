//! CPU time of a thread.

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The CPU time of this thread; wall time if the system does not report it.
pub fn time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let said = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = said.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
