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

/// Says things on standard error. That nobody hears them is no reason to fail, and names of files in them drive no
/// terminal.
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
            let _ = writeln!(io::stderr(), "{}", tame(message));
        }
    }

    /// What was done, if one wants to know.
    pub fn detail(&self, message: &str) {
        if self.verbosity >= Verbosity::Verbose {
            let _ = writeln!(io::stderr(), "{}", tame(message));
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
        let message = tame(message);
        let _ = if self.colors {
            writeln!(io::stderr(), "\x1b[{style}m{label}\x1b[0m {message}")
        } else {
            writeln!(io::stderr(), "{label} {message}")
        };
    }
}
