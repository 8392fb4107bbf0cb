//! Messages on standard error.

use std::io::{self, Write};

use crate::cli::terminal::escape_controls;

/// Which messages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Errors, notes and the summary.
    Normal,
    /// Also details about each page.
    Verbose,
}

impl Verbosity {
    /// The verbosity that `--quiet` and `--verbose` select.
    pub fn of(is_quiet: bool, is_verbose: bool) -> Self {
        match (is_quiet, is_verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// Prints messages on standard error, one line each, and ignores write errors. Control characters, such as escape
/// sequences and line feeds in file names, are replaced.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    verbosity: Verbosity,
    colors: bool,
}

impl Messages {
    pub fn new(verbosity: Verbosity, colors: bool) -> Self {
        Messages { verbosity, colors }
    }

    /// Prints an error, whatever the verbosity.
    pub fn error(&self, message: &str) {
        self.say("error:", "1;31", message);
    }

    /// Prints a note, unless `--quiet` is given.
    pub fn note(&self, message: &str) {
        if self.verbosity >= Verbosity::Normal {
            self.say("note:", "1;33", message);
        }
    }

    /// Prints the last line of a batch, unless `--quiet` is given.
    pub fn summary(&self, message: &str) {
        if self.verbosity >= Verbosity::Normal {
            let _ = writeln!(io::stderr(), "{}", line(message));
        }
    }

    /// Prints a detail if `--verbose` is given.
    pub fn detail(&self, message: &str) {
        if self.verbosity >= Verbosity::Verbose {
            let _ = writeln!(io::stderr(), "{}", line(message));
        }
    }

    /// Whether `--quiet` is given.
    pub fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether `--verbose` is given.
    pub fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    fn say(&self, label: &str, style: &str, message: &str) {
        let message = line(message);
        let _ = if self.colors {
            writeln!(io::stderr(), "\x1b[{style}m{label}\x1b[0m {message}")
        } else {
            writeln!(io::stderr(), "{label} {message}")
        };
    }
}

/// A message on one line, without control characters.
fn line(message: &str) -> String {
    escape_controls(message).replace('\n', "\u{fffd}")
}
