//! `dehusk completions` and `dehusk man`.

use std::io;

use clap::{Command, CommandFactory};

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
    print(&page(part.unwrap_or(whole))?)?;
    Ok(Exit::Done)
}

/// The manual page of a command, with a short synopsis and with examples that are not reflowed.
fn page(mut command: Command) -> io::Result<Vec<u8>> {
    let usage = command.render_usage().to_string();
    let source = concat!("dehusk ", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command.clone()).source(source);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    page.extend(section("SYNOPSIS", usage.trim_start_matches("Usage:")).into_bytes());
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let more = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for part in more.split("\n\n") {
        let (title, lines) = part.split_once(":\n").unwrap_or(("NOTES", part));
        page.extend(section(&title.to_uppercase(), lines).into_bytes());
    }
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// A section in roff whose lines are kept.
fn section(title: &str, lines: &str) -> String {
    let mut out = format!(".SH {title}\n.nf\n");
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out += r"\&";
        out += &line.replace('\\', r"\e").replace('-', r"\-").replace('\'', r"\(aq");
        out.push('\n');
    }
    out + ".fi\n"
}
