//! Data on standard output.

use std::io::{self, IsTerminal, Write};

use crate::cli::exit::{Context, Result};
use crate::cli::terminal::tame;

/// Prints data, to its last byte.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = writer();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).context("standard output")
}

/// Standard output. A file or another program gets the data as they are, a terminal only what cannot drive it.
pub fn writer() -> Box<dyn Write> {
    let stdout = io::stdout();
    if stdout.is_terminal() { Box::new(Tame(stdout)) } else { Box::new(stdout) }
}

/// Passes on text as it may be shown. It comes in whole lines.
struct Tame<W>(W);

impl<W: Write> Write for Tame<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(tame(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
