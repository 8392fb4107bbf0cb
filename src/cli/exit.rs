//! Exit codes, and errors as messages.

use std::fmt;
use std::io;

pub use anyhow::{Context, Error, Result};
use dehusk::ErrorKind;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Success.
    Done,
    /// Nothing was extracted.
    Nothing,
    /// Usage error.
    Usage,
    /// An input could not be read, or an output could not be written.
    Failed,
    /// Ctrl-C or SIGHUP ended a batch.
    Interrupted,
    /// SIGTERM ended a batch.
    Terminated,
}

impl Exit {
    /// The exit code for an error.
    pub fn of(error: &Error) -> Self {
        let is_broken_pipe = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
        if error.chain().any(|e| e.downcast_ref().is_some_and(is_broken_pipe)) {
            // The reader closed the pipe: `dehusk ... | head` is a success.
            return Exit::Done;
        }
        let is_option = |e: &dehusk::Error| e.kind() == ErrorKind::Options;
        if error.is::<Usage>() || error.downcast_ref().is_some_and(is_option) {
            return Exit::Usage;
        }
        Exit::Failed
    }

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Usage => 2,
            Exit::Failed => 3,
            // 128 and the number of the signal, as shells report it.
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        }
    }
}

/// The message of an error: the error and its causes, in one line.
pub fn message(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

/// A usage error that clap does not detect: arguments that are valid alone but not together.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; for more information, try '--help'", self.0)
    }
}

impl std::error::Error for Usage {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_their_codes() {
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(Exit::of(&Error::from(pipe).context("written")), Exit::Done);
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(Exit::of(&full.into()), Exit::Failed);
        assert_eq!(Exit::of(&Usage("no".to_owned()).into()), Exit::Usage);
        let selector = dehusk::Options::new().with_keep_css("p..q").unwrap_err();
        assert_eq!(Exit::of(&selector.into()), Exit::Usage);
        let codes = [Exit::Failed, Exit::Interrupted, Exit::Terminated].map(Exit::code);
        assert_eq!(codes, [3, 130, 143]);
    }
}
