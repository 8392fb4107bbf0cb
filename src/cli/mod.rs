//! The `dehusk` program as a function: arguments to an exit code. Data goes to standard output, messages to standard error.
//!
//! It calls the library only through its public API, like other callers.

mod exit;
mod terminal;
mod messages;
mod stdout;
mod limits;
mod values;
mod batch_args;
mod args;
mod config;
mod read;
mod options;
mod page;
mod signals;
mod progress;
mod batch_output;
mod report;
mod batch_report;
mod batch;
mod blocks;
mod explain;
mod generate;

use std::ffi::OsString;
use std::io;

use args::{Cli, Command};
use exit::{Exit, message};
use messages::Messages;

/// Runs the program with these arguments, of which the first is the name of the program, and returns its exit code:
/// 0 done, 1 nothing extracted, 2 usage error, 3 an input failed, 130 or 143 interrupted. Never ends the process, but for a second signal during a batch.
///
/// A batch installs handlers for SIGINT, SIGTERM and SIGHUP and, like `blocks`, a panic hook: call it once in a process.
///
/// ```
/// assert_eq!(dehusk::cli::main(["dehusk", "--no-such-flag"]), 2);
/// ```
pub fn main(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    let cli = match Cli::read(arguments.into_iter().map(Into::into).collect()) {
        Ok(cli) => cli,
        Err(told) => return told.code(),
    };
    let messages = Messages::new(cli.watch.verbosity(), cli.watch.colors(&io::stderr()));
    let done = match &cli.command {
        None => page::run(&cli.page, &messages),
        Some(Command::Batch(batch)) => batch::run(batch, &messages),
        Some(Command::Explain(page)) => {
            explain::run(page, cli.watch.colors(&io::stdout()), &messages)
        }
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
    exit.code()
}
