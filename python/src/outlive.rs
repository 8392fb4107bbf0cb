//! What goes wrong, as Python's exceptions. They are classes of `dehusk._errors`, since Rust cannot give a class two bases.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

mod imported {
    #![allow(missing_docs, reason = "the macro writes the types")]
    pyo3::import_exception!(dehusk._errors, DehuskError);
    pyo3::import_exception!(dehusk._errors, OptionsError);
}

pub use imported::{DehuskError, OptionsError};

/// What a panic said.
pub struct Panicked(String);

/// Does something; a panic is an error. PyO3 would make it a `PanicException`, which `except Exception` does not catch.
pub fn outlive<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // What a panic leaves behind is dropped with the page: nothing is shared between pages.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Panicked(message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// The exception for a panic.
pub fn to_python(Panicked(message): Panicked) -> PyErr {
    DehuskError::new_err(format!("a bug of dehusk ended this page: {message}"))
}

/// The exception for options that have no meaning.
pub fn options_error(error: &dehusk::Error) -> PyErr {
    OptionsError::new_err(error.to_string())
}
