//! Parallel work with results in input order and bounded memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, ErrorKind};

/// Finished results that may wait for an earlier one, per thread. A slow page blocks the others only when this window
/// is full.
const WAITING_PER_THREAD: usize = 32;
/// Bytes of pages in memory, in work or waiting: 32 MB. Archives are read no further until pages are done.
const MAX_BYTES: usize = 32_000_000;

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
    /// order of the items. Each thread takes its next item from the iterator itself, so that reading is shared, too. Returns
    /// early when `take` fails or `stop` is set.
    ///
    /// The items that are in work or wait are bounded in number and, by `weigh`, in bytes.
    pub fn in_order<T, R: Send, E>(
        &self,
        items: impl Iterator<Item = T> + Send,
        weigh: impl Fn(&T) -> usize + Sync,
        stop: &AtomicBool,
        work: impl Fn(T) -> R + Sync,
        mut take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        let n_threads = self.pool.current_num_threads();
        let window = Window::new(n_threads * WAITING_PER_THREAD);
        let items = Mutex::new((0, items));
        let (window, items, weigh, work) = (&window, &items, &weigh, &work);
        let run = move |sender: mpsc::Sender<(usize, usize, R)>| {
            loop {
                let mut next = lock(items);
                if !window.enter() || stop.load(Ordering::Relaxed) {
                    return;
                }
                let Some(item) = next.1.next() else { return };
                let (n, n_bytes) = (next.0, weigh(&item));
                next.0 += 1;
                window.load(n_bytes);
                drop(next);
                // Sending fails only if `in_order` returned early and dropped the receiver.
                if sender.send((n, n_bytes, work(item))).is_err() {
                    return;
                }
            }
        };
        self.pool.in_place_scope(|scope| {
            let (sender, results) = mpsc::channel();
            for _ in 0..n_threads {
                let sender = sender.clone();
                scope.spawn(move |_| run(sender));
            }
            drop(sender);
            let taken = take_in_order(results, window, &mut take);
            window.close();
            taken
        })
    }
}

/// Takes the results by their numbers.
fn take_in_order<R, E>(
    results: mpsc::Receiver<(usize, usize, R)>,
    window: &Window,
    take: &mut impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut n_taken = 0;
    for (n, n_bytes, result) in results {
        waiting.insert(n, (n_bytes, result));
        while let Some((n_bytes, result)) = waiting.remove(&n_taken) {
            take(result)?;
            n_taken += 1;
            window.leave(n_bytes);
        }
    }
    Ok(())
}

/// Bounds the items that are in work or wait to be taken.
struct Window {
    state: Mutex<State>,
    changed: Condvar,
    max_items: usize,
}

#[derive(Default)]
struct State {
    n_items: usize,
    n_bytes: usize,
    is_closed: bool,
}

impl Window {
    fn new(max_items: usize) -> Self {
        Window { state: Mutex::default(), changed: Condvar::new(), max_items }
    }

    /// Waits for room for one more item; returns whether the window is still open. One item always has room.
    fn enter(&self) -> bool {
        let is_full = |state: &mut State| {
            let has_room = state.n_items < self.max_items && state.n_bytes < MAX_BYTES;
            !state.is_closed && state.n_items > 0 && !has_room
        };
        let state = self.changed.wait_while(lock(&self.state), is_full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.n_items += 1;
        !state.is_closed
    }

    /// Counts the bytes of the item that entered.
    fn load(&self, n_bytes: usize) {
        lock(&self.state).n_bytes += n_bytes;
    }

    fn leave(&self, n_bytes: usize) {
        let mut state = lock(&self.state);
        state.n_items -= 1;
        state.n_bytes -= n_bytes;
        self.changed.notify_all();
    }

    /// Ends all waiting.
    fn close(&self) {
        lock(&self.state).is_closed = true;
        self.changed.notify_all();
    }
}

/// Locks a mutex, also after a panic of another thread: the state is valid between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        let stop = AtomicBool::new(false);
        let taken: Result<(), ()> = crew.in_order(
            items.iter(),
            |_| 1,
            &stop,
            work,
            |n| {
                if n == 0 {
                    begun_at_first = begun.load(Ordering::Relaxed);
                }
                results.push(n);
                Ok(())
            },
        );
        assert_eq!((taken, results), (Ok(()), items));
        assert!(begun_at_first <= 3 * WAITING_PER_THREAD, "{begun_at_first}");
    }

    #[test]
    fn ends_when_the_taker_fails_or_is_told_to_stop() {
        let crew = Crew::new(Some(2)).unwrap();
        let items: Vec<usize> = (0..1000).collect();
        let stop = AtomicBool::new(false);
        let take = |n| if n == 5 { Err(n) } else { Ok(()) };
        let failed = crew.in_order(items.iter(), |_| MAX_BYTES, &stop, |&n| n, take);
        assert_eq!(failed, Err(5));
        let mut last = 0;
        let stopped: Result<(), ()> = crew.in_order(
            items.iter(),
            |_| 0,
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
