//! `dehusk completions` and `dehusk man`.

use std::io::{self, Write};

use crate::cli::args::Cli;
use crate::cli::exit::Exit;

/// Prints the completion script for a shell.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    print(&Cli::completions(shell))
}

/// Prints the manual page of the program or of a subcommand.
pub fn manual(of: Option<&str>) -> anyhow::Result<Exit> {
    print(&Cli::manual(of)?)
}

fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()?;
    Ok(Exit::Done)
}
