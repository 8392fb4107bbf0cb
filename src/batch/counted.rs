//! Counts the bytes that a batch reads from its inputs, so that its progress is known.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A reader that adds what it reads to a counter.
pub(super) struct Counted<R> {
    pub reader: R,
    pub counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Counts a file as read, if there is a counter.
pub(super) fn count_file(counter: Option<&Arc<AtomicU64>>, path: &Path) {
    if let Some(counter) = counter {
        counter.fetch_add(n_bytes(path), Ordering::Relaxed);
    }
}

/// The size of a file; 0 if it is unknown.
pub(super) fn n_bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |there| there.len())
}
