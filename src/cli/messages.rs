//! What is said on standard error.

use std::io::{self, Write};

use crate::cli::terminal::tame;

/// How much is said beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// What a person should know.
    Normal,
    /// What was done, page by page.
    Verbose,
}

impl Verbosity {
    /// By the flags that ask for less and for more.
    pub fn of(is_quiet: bool, is_verbose: bool) -> Self {
        match (is_quiet, is_verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// Says things on standard error, a line each. That nobody hears them is no reason to fail, and names of files in them
/// neither drive a terminal nor look like a line of their own.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    verbosity: Verbosity,
    colors: bool,
}

impl Messages {
    pub fn new(verbosity: Verbosity, colors: bool) -> Self {
        Messages { verbosity, colors }
    }

    /// What went wrong; always said.
    pub fn error(&self, message: &str) {
        self.say("error:", "1;31", message);
    }

    /// What a person should know, unless they want quiet.
    pub fn note(&self, message: &str) {
        if self.verbosity >= Verbosity::Normal {
            self.say("note:", "1;33", message);
        }
    }

    /// The last line of a long run, unless quiet is wanted.
    pub fn summary(&self, message: &str) {
        if self.verbosity >= Verbosity::Normal {
            let _ = writeln!(io::stderr(), "{}", line(message));
        }
    }

    /// What was done, if one wants to know.
    pub fn detail(&self, message: &str) {
        if self.verbosity >= Verbosity::Verbose {
            let _ = writeln!(io::stderr(), "{}", line(message));
        }
    }

    /// Whether errors only are wanted.
    pub fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether everything is wanted.
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

/// A message in one line.
fn line(message: &str) -> String {
    tame(message).replace('\n', "\u{fffd}")
}
