//! The extension module `dehusk._dehusk`: what the Python code of the package cannot do itself. Its functions take what that
//! code has checked and converted, and return plain data: strings, numbers, lists and dicts.
#![deny(unsafe_code)]

mod convert;
mod extractor;
mod many;
mod outlive;

use std::ffi::OsString;
use std::path::PathBuf;

use dehusk::batch;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::extractor::Extractor;

/// Runs the command line and returns its exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| dehusk::cli::main(arguments))
}

/// Reads a page from a file, unpacked if it was gzipped: its bytes, the limits that cut it, and what it is by its name.
#[pyfunction]
fn read_page<'py>(
    py: Python<'py>,
    path: PathBuf,
    extractor: &Extractor,
) -> PyResult<(Bound<'py, PyBytes>, Vec<&'static str>, &'static str)> {
    let limits = extractor.limits();
    let (page, limits_hit) =
        py.detach(|| batch::read_page_file(&path, limits)).map_err(|error| os_error(&error))?;
    Ok((PyBytes::new(py, &page), convert::names(limits_hit), batch::input_of(&path).as_str()))
}

/// Unpacks a page that was gzipped: its bytes and the limits that cut it.
#[pyfunction]
fn unpack<'py>(
    py: Python<'py>,
    packed: &Bound<'py, PyBytes>,
    extractor: &Extractor,
) -> PyResult<(Bound<'py, PyBytes>, Vec<&'static str>)> {
    let (bytes, limits) = (packed.as_bytes(), extractor.limits());
    let (page, limits_hit) = py.detach(|| batch::read_page(bytes, limits))?;
    Ok((PyBytes::new(py, &page), convert::names(limits_hit)))
}

/// The names of the limits, which are the arguments of `Extractor` that bound a page.
#[pyfunction]
fn limit_names() -> Vec<String> {
    convert::limit_names().collect()
}

/// What Python calls an error of reading a file: `FileNotFoundError` and the like, with the path.
fn os_error(error: &dehusk::Error) -> PyErr {
    let source = std::error::Error::source(error);
    let code =
        source.and_then(|e| e.downcast_ref::<std::io::Error>()).and_then(|e| e.raw_os_error());
    let path = error.path().map(|path| path.as_os_str().to_owned());
    match code {
        Some(code) => PyOSError::new_err((code, error.message().to_owned(), path)),
        None => PyOSError::new_err(error.to_string()),
    }
}

/// Panics and is caught: the test that a panic is a `DehuskError`.
#[pyfunction]
fn panic_caught(py: Python<'_>, message: &str) -> PyResult<()> {
    py.detach(|| outlive::outlive(|| panic!("{message}"))).map_err(outlive::to_python)
}

/// The module.
#[pymodule]
mod _dehusk {
    #[pymodule_export]
    use super::extractor::Extractor;
    #[pymodule_export]
    use super::many::Many;
    #[pymodule_export]
    use super::{limit_names, main, panic_caught, read_page, unpack};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
