//! `dehusk completions` and `dehusk man`.

use crate::cli::args::{Cli, Shell};
use crate::cli::exit::{Exit, Result};
use crate::cli::stdout::print;

/// Prints the completion script for a shell.
pub fn completions(shell: Shell) -> Result<Exit> {
    print(&Cli::completions(shell))?;
    Ok(Exit::Done)
}

/// Prints the manual page of the program or of a subcommand.
pub fn manual(of: Option<&str>) -> Result<Exit> {
    print(&Cli::manual(of)?)?;
    Ok(Exit::Done)
}
