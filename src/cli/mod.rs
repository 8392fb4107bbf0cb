//! From arguments to an exit code. Data goes to standard output, all else to standard error.

mod exit;
mod terminal;
mod messages;
mod stdout;
mod limits;
mod args;
mod options;
mod front_matter;
mod page;
mod signals;
mod batch;
mod blocks;
mod generate;

use std::process::ExitCode;

use args::{Cli, Command};
use exit::{Exit, message};
use messages::Messages;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::read();
    let messages = Messages::new(cli.watch.verbosity(), cli.watch.colors());
    let done = match &cli.command {
        None => page::run(&cli.page, &messages),
        Some(Command::Batch(batch)) => batch::run(batch, &messages),
        Some(Command::Blocks(blocks)) => blocks::run(blocks, &messages),
        Some(Command::Completions { shell }) => generate::completions(*shell),
        Some(Command::Man { of }) => generate::manual(of.as_deref()),
    };
    let exit = done.unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit != Exit::Done {
            messages.error(&message(error.as_ref()));
        }
        exit
    });
    exit.into()
}
