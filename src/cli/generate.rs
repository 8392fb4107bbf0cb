//! `dehusk completions` and `dehusk man`.

use clap::CommandFactory;

use crate::cli::args::{Cli, Shell};
use crate::cli::exit::{Exit, Result};
use crate::cli::stdout::print;

/// Prints the completion script for a shell.
pub fn completions(shell: Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dehusk", &mut script);
    print(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page of the program or of a subcommand.
pub fn manual(of: Option<&str>) -> Result<Exit> {
    let mut whole = Cli::command();
    whole.build();
    let part = of.and_then(|name| whole.find_subcommand(name)).cloned();
    let mut page = Vec::new();
    clap_mangen::Man::new(part.unwrap_or(whole)).render(&mut page)?;
    print(&page)?;
    Ok(Exit::Done)
}
