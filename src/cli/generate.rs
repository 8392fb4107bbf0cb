//! `dehusk completions` and `dehusk man`.

use std::io::{self, Write};

use crate::cli::args::{Cli, Shell};
use crate::cli::exit::{Exit, Result};

/// Prints the completion script for a shell.
pub fn completions(shell: Shell) -> Result<Exit> {
    print(&Cli::completions(shell))
}

/// Prints the manual page of the program or of a subcommand.
pub fn manual(of: Option<&str>) -> Result<Exit> {
    print(&Cli::manual(of)?)
}

fn print(bytes: &[u8]) -> Result<Exit> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()?;
    Ok(Exit::Done)
}
