//! Parallel work with results in input order and bounded memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, ErrorKind};

/// Finished results that may wait for an earlier one, per thread. A slow page blocks the others only when this window
/// is full.
const WAITING_PER_THREAD: usize = 32;

/// A thread pool that processes lists in order.
pub(super) struct Crew {
    pool: ThreadPool,
}

impl Crew {
    /// A pool of `threads` threads, or of one per core.
    pub fn new(threads: Option<usize>) -> Result<Self, Error> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .thread_name(|n| format!("dehusk-{n}"))
            .build()
            .map_err(|error| {
                let message = format!("cannot start the threads ({error}); try fewer");
                Error::new(ErrorKind::Options, message)
            })?;
        Ok(Crew { pool })
    }

    /// Calls `work` for each item on a thread of the pool, and `take` for each result on the calling thread, in the
    /// order of the items. Returns early when `take` fails or `stop` is set.
    pub fn in_order<T: Sync, R: Send, E>(
        &self,
        items: &[T],
        stop: &AtomicBool,
        work: impl Fn(&T) -> R + Sync,
        mut take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        let window = self.pool.current_num_threads() * WAITING_PER_THREAD;
        let cancelled = AtomicBool::new(false);
        let idle = || cancelled.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed);
        let (work, idle) = (&work, &idle);
        let mut started = 0;
        let mut taken = 0;
        let mut waiting = BTreeMap::new();
        self.pool.in_place_scope_fifo(|scope| {
            let (sender, results) = mpsc::channel();
            while taken < items.len() {
                while started < items.len().min(taken + window) {
                    let (n, item, sender) = (started, &items[started], sender.clone());
                    scope.spawn_fifo(move |_| {
                        let result = (!idle()).then(|| work(item));
                        // Sending fails only if `in_order` returned early and dropped the receiver.
                        let _ = sender.send((n, result));
                    });
                    started += 1;
                }
                // `sender` is alive, so `recv` cannot fail.
                let Ok((n, result)) = results.recv() else { break };
                waiting.insert(n, result);
                while let Some(result) = waiting.remove(&taken) {
                    let Some(result) = result else { return Ok(()) };
                    take(result).inspect_err(|_| cancelled.store(true, Ordering::Relaxed))?;
                    taken += 1;
                }
                if idle() {
                    break;
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    #[test]
    fn one_slow_item_changes_no_order_and_bounds_what_waits() {
        let crew = Crew::new(Some(3)).unwrap();
        let items: Vec<usize> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let mut results = Vec::new();
        let mut begun_at_first = 0;
        let work = |&n: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            if n == 0 {
                std::thread::sleep(Duration::from_millis(50));
            }
            n
        };
        let taken: Result<(), ()> = crew.in_order(&items, &AtomicBool::new(false), work, |n| {
            if n == 0 {
                begun_at_first = begun.load(Ordering::Relaxed);
            }
            results.push(n);
            Ok(())
        });
        assert_eq!((taken, results), (Ok(()), items));
        assert!(begun_at_first <= 3 * WAITING_PER_THREAD, "{begun_at_first}");
    }

    #[test]
    fn ends_when_the_taker_fails_or_is_told_to_stop() {
        let crew = Crew::new(Some(2)).unwrap();
        let items: Vec<usize> = (0..1000).collect();
        let stop = AtomicBool::new(false);
        let failed = crew.in_order(&items, &stop, |&n| n, |n| if n == 5 { Err(n) } else { Ok(()) });
        assert_eq!(failed, Err(5));
        let mut last = 0;
        let stopped: Result<(), ()> = crew.in_order(
            &items,
            &stop,
            |&n| n,
            |n| {
                last = n;
                stop.fetch_or(n == 5, Ordering::Relaxed);
                Ok(())
            },
        );
        assert_eq!(stopped, Ok(()));
        assert!(last < 999);
    }
}
