//! Signals that interrupt a run.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::signal::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::exit::Exit;

/// A flag that Ctrl-C, SIGTERM and SIGHUP set. A second signal ends the program at once.
pub fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let code = Exit::Interrupted.code().into();
    for signal in [Some(SIGINT), Some(SIGTERM), hang_up()].into_iter().flatten() {
        // Without a handler a signal kills the program, without a summary. Handlers run in the order of registration: the
        // first one reads the flag before the second one sets it.
        let _ = flag::register_conditional_shutdown(signal, code, Arc::clone(&stop));
        let _ = flag::register(signal, Arc::clone(&stop));
    }
    stop
}

/// SIGHUP, unless the parent process set it to be ignored, as `nohup` does.
#[cfg(unix)]
fn hang_up() -> Option<i32> {
    use signal_hook::consts::signal::SIGHUP;
    (!is_ignored(SIGHUP)).then_some(SIGHUP)
}

#[cfg(not(unix))]
fn hang_up() -> Option<i32> {
    None
}

/// Whether a signal is ignored, according to `/proc/self/status`. False on systems without that file.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}
