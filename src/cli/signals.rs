//! Signals that interrupt a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::signal::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::exit::Exit;

/// What Ctrl-C, SIGTERM and SIGHUP set.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    /// Whether a signal has arrived.
    pub flag: Arc<AtomicBool>,
    /// The number of the signal.
    signal: Arc<AtomicUsize>,
}

impl Stop {
    /// Handles the signals. A second signal ends the program at once.
    pub fn on_signal() -> Self {
        let stop = Stop::default();
        for signal in [Some(SIGINT), Some(SIGTERM), hang_up()].into_iter().flatten() {
            // Without a handler a signal kills the program, without a summary. Handlers run in the order of registration: the
            // first one reads the flag before the last one sets it.
            let code = exit(signal).code().into();
            let _ = flag::register_conditional_shutdown(signal, code, Arc::clone(&stop.flag));
            let number = signal.unsigned_abs() as usize;
            let _ = flag::register_usize(signal, Arc::clone(&stop.signal), number);
            let _ = flag::register(signal, Arc::clone(&stop.flag));
        }
        stop
    }

    /// The exit code of an interrupted run.
    pub fn exit(&self) -> Exit {
        exit(self.signal.load(Ordering::Relaxed).try_into().unwrap_or(SIGINT))
    }
}

fn exit(signal: i32) -> Exit {
    if signal == SIGTERM { Exit::Terminated } else { Exit::Interrupted }
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
