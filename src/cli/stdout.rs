//! Data on standard output.

use std::io::{self, Write};

use crate::cli::exit::{Context, Result};

/// Prints data, to its last byte.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).context("standard output")
}
