//! `Many`: the records of many pages, in order, by threads of our own.

use std::collections::BTreeMap;
use std::mem;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyDict, PyIterator};
use serde_json::{Map, Value};

use crate::convert;
use crate::extractor::{About, Extractor, Inner, RawAbout};
use crate::outlive::{DehuskError, OptionsError, Panicked, to_python};

/// Pages that may be under way or wait for an earlier one, for each thread.
const WINDOW_PER_THREAD: u64 = 16;
/// How often a waiting thread looks whether it was interrupted.
const PATIENCE: Duration = Duration::from_millis(50);

struct Job {
    n: u64,
    html: PyBackedBytes,
    about: About,
}

struct Done {
    n: u64,
    record: Result<Map<String, Value>, Panicked>,
    /// Comes back so that it is let go where the interpreter is at hand.
    _html: PyBackedBytes,
}

/// An iterator over the records of pages. It reads ahead of what was taken, but only by its window.
#[pyclass(module = "dehusk._dehusk")]
pub struct Many {
    source: Option<Py<PyIterator>>,
    /// What the source raised; it is raised again after the records of the pages before it.
    failure: Option<PyErr>,
    jobs: Option<Sender<Job>>,
    results: Option<Mutex<Receiver<Done>>>,
    is_cancelled: Arc<AtomicBool>,
    waiting: BTreeMap<u64, Done>,
    started: u64,
    taken: u64,
    n_threads: u64,
    process: u32,
}

#[pymethods]
impl Many {
    #[new]
    fn new(
        extractor: &Extractor,
        pages: &Bound<'_, PyIterator>,
        threads: Option<u16>,
    ) -> PyResult<Self> {
        let n_threads = match threads {
            Some(0) => {
                let message =
                    "threads: 0 threads do nothing; expected 1 or more, or None for all cores";
                return Err(OptionsError::new_err(message));
            }
            Some(threads) => threads.into(),
            None => thread::available_parallelism().map_or(1, usize::from),
        };
        let (jobs, todo) = mpsc::channel();
        let (done, results) = mpsc::channel();
        let (todo, is_cancelled) = (Arc::new(Mutex::new(todo)), Arc::new(AtomicBool::new(false)));
        for n in 0..n_threads {
            let (todo, done, inner) = (Arc::clone(&todo), done.clone(), extractor.inner());
            let is_cancelled = Arc::clone(&is_cancelled);
            thread::Builder::new()
                .name(format!("dehusk-{n}"))
                .spawn(move || work(&inner, &todo, &done, &is_cancelled))
                .map_err(|error| {
                    DehuskError::new_err(format!("a thread cannot be started ({error}); try fewer"))
                })?;
        }
        Ok(Many {
            source: Some(pages.clone().unbind()),
            failure: None,
            jobs: Some(jobs),
            results: Some(Mutex::new(results)),
            is_cancelled,
            waiting: BTreeMap::new(),
            started: 0,
            taken: 0,
            n_threads: n_threads as u64,
            process: process::id(),
        })
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        if self.process != process::id() {
            let message = "these articles are extracted by threads of the process that forked this one; \
                           call extract_many after the fork";
            return Err(DehuskError::new_err(message));
        }
        loop {
            self.read_ahead(py)?;
            if let Some(done) = self.waiting.remove(&self.taken) {
                self.taken += 1;
                let record = done.record.map_err(to_python)?;
                return convert::dict(py, &record).map(Some);
            }
            if self.taken == self.started {
                return self.failure.take().map_or(Ok(None), Err);
            }
            self.wait(py)?;
        }
    }
}

impl Many {
    /// Gives the threads work: enough to be busy, and up to the window while there is nothing to be taken.
    fn read_ahead(&mut self, py: Python<'_>) -> PyResult<()> {
        while self.source.is_some()
            && self.started < self.taken + self.n_threads * WINDOW_PER_THREAD
        {
            self.collect();
            let n_under_way = self.started - self.taken - self.waiting.len() as u64;
            if n_under_way >= 2 * self.n_threads && self.waiting.contains_key(&self.taken) {
                break;
            }
            match self.next_page(py) {
                Ok(Some((html, about))) => {
                    let job = Job { n: self.started, html, about };
                    let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
                    if !sent {
                        return Err(threads_ended());
                    }
                    self.started += 1;
                }
                Ok(None) => self.source = None,
                Err(error) if error.is_instance_of::<PyException>(py) => {
                    (self.source, self.failure) = (None, Some(error));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn next_page(&self, py: Python<'_>) -> PyResult<Option<(PyBackedBytes, About)>> {
        let Some(source) = &self.source else { return Ok(None) };
        let Some(page) = source.bind(py).clone().next() else { return Ok(None) };
        let (html, about): (PyBackedBytes, RawAbout) = page?.extract()?;
        Ok(Some((html, About::new(about)?)))
    }

    /// Takes over what is done.
    fn collect(&mut self) {
        if let Some(results) = &mut self.results {
            let results = results.get_mut().unwrap_or_else(PoisonError::into_inner);
            self.waiting.extend(results.try_iter().map(|done| (done.n, done)));
        }
    }

    /// Waits for something to be done, or for a signal.
    fn wait(&mut self, py: Python<'_>) -> PyResult<()> {
        let Some(results) = &mut self.results else { return Ok(()) };
        let results = &*results;
        let received = py.detach(|| {
            results.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(PATIENCE)
        });
        match received {
            Ok(done) => drop(self.waiting.insert(done.n, done)),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(threads_ended());
            }
        }
        Ok(())
    }
}

fn threads_ended() -> PyErr {
    DehuskError::new_err("the threads have ended; this is a bug of dehusk")
}

impl Drop for Many {
    fn drop(&mut self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        if self.process != process::id() {
            // A thread that was not forked may have held the locks of these.
            mem::forget((self.jobs.take(), self.results.take()));
        }
    }
}

fn work(
    inner: &Inner,
    todo: &Mutex<Receiver<Job>>,
    done: &Sender<Done>,
    is_cancelled: &AtomicBool,
) {
    loop {
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { n, html, about }) = job else { break };
        if is_cancelled.load(Ordering::Relaxed) {
            break;
        }
        let record = inner.record(&html, about);
        if done.send(Done { n, record, _html: html }).is_err() {
            break;
        }
    }
}
