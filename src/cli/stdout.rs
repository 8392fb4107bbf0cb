//! Data on standard output.

use std::io::{self, IsTerminal, Write};

use crate::cli::exit::{Context, Result};
use crate::cli::terminal::escape_controls;

/// Writes data to standard output and flushes it.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = writer();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).context("standard output")
}

/// Writes text with styles and flushes it. The caller has replaced the control characters that are not styles.
pub fn print_styled(text: &str) -> Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).context("standard output")
}

/// Standard output. A file or pipe receives the data unchanged; for a terminal control characters are replaced.
pub fn writer() -> Box<dyn Write> {
    let stdout = io::stdout();
    if stdout.is_terminal() { Box::new(Tame(stdout)) } else { Box::new(stdout) }
}

/// A writer that replaces control characters. Callers write whole lines, so no character is split.
struct Tame<W>(W);

impl<W: Write> Write for Tame<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(escape_controls(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
