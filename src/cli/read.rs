//! The command line and the configuration file, as arguments.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, ColorChoice, Command, CommandFactory};

use crate::cli::args::Cli;
use crate::cli::config::{self, Config};
use crate::cli::exit::Exit;
use crate::cli::stdout::print;

impl Cli {
    /// Parses the command line, with the flags of the configuration file. Prints help, the version, the configuration and usage
    /// errors; returns the exit code for these.
    pub fn read(arguments: Vec<OsString>) -> Result<Self, Exit> {
        let mut command = Cli::command().color(color_of(&arguments));
        command.build();
        let told = |error: clap::Error| {
            let _ = error.print();
            if error.use_stderr() { Exit::Usage } else { Exit::Done }
        };
        let given = tolerant(&command, &arguments).map_err(told)?;
        let (name, flags) = chosen(&given);
        let wrong = |message: String| {
            told(clap::Error::raw(ErrorKind::InvalidValue, format!("{message}\n")))
        };
        let config = find(flags).map_err(wrong)?;
        let mut arguments = arguments;
        if let Some(config) = &config {
            let added = config.arguments(&command, name, flags).map_err(wrong)?;
            let at = name.and_then(|name| arguments.iter().skip(1).position(|own| own == name));
            let at = at.map_or(1, |at| at + 2).min(arguments.len());
            arguments.splice(at..at, added);
        }
        if is_on(flags, "print_config") {
            let all = tolerant(&command, &arguments).map_err(told)?;
            return Err(print_config(&command, &all, config.as_ref()));
        }
        let mut command = command.color(color_of(&arguments));
        let matches = command.try_get_matches_from_mut(arguments);
        let matches = matches.map_err(|error| told(hinted(error, &command)))?;
        <Cli as clap::FromArgMatches>::from_arg_matches(&matches).map_err(told)
    }

    /// The short help, as text.
    pub fn short_help() -> String {
        Cli::command().render_help().to_string()
    }
}

/// The matches, whatever arguments are missing or wrong: the configuration file may give what is missing.
fn tolerant(command: &Command, arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    command.clone().ignore_errors(true).try_get_matches_from(arguments)
}

/// The error with a tip, if the unknown option is an option of a subcommand.
fn hinted(mut error: clap::Error, command: &Command) -> clap::Error {
    if let (ErrorKind::UnknownArgument, Some(ContextValue::String(argument))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
        && let Some(long) = argument.strip_prefix("--")
    {
        let has = |of: &&Command| of.get_arguments().any(|own| own.get_long() == Some(long));
        let commands: Vec<String> = command
            .get_subcommands()
            .filter(has)
            .map(|of| format!("`dehusk {}`", of.get_name()))
            .collect();
        if !commands.is_empty() {
            let tip = format!("{argument} is an option of {}", commands.join(" and "));
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        }
    }
    error
}

/// The name of the subcommand, and its matches; else all matches.
fn chosen(matches: &ArgMatches) -> (Option<&str>, &ArgMatches) {
    matches.subcommand().map_or((None, matches), |(name, matches)| (Some(name), matches))
}

/// Whether a flag is given. After an error clap sets no defaults.
fn is_on(flags: &ArgMatches, name: &str) -> bool {
    matches!(flags.try_get_one::<bool>(name), Ok(Some(true)))
}

/// The configuration file that the arguments select.
fn find(flags: &ArgMatches) -> Result<Option<Config>, String> {
    // The subcommand of clap, `help`, has no flags.
    if flags.try_contains_id("no_config").is_err() || is_on(flags, "no_config") {
        return Ok(None);
    }
    Config::find(flags.get_one::<std::path::PathBuf>("config").map(Path::new))
}

fn print_config(command: &Command, matches: &ArgMatches, config: Option<&Config>) -> Exit {
    let (name, flags) = chosen(matches);
    match print(config::printed(command, name, flags, config).as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => Exit::of(&error),
    }
}

/// The value of `--color`. It is read before clap parses the arguments, because clap colours help and errors.
fn color_of(arguments: &[OsString]) -> ColorChoice {
    use std::str::FromStr;
    let mut color = ColorChoice::Auto;
    let mut value_follows = false;
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        let value = if value_follows { Some(argument) } else { argument.strip_prefix("--color=") };
        let parsed = value.and_then(|value| ColorChoice::from_str(value).ok());
        color = parsed.unwrap_or(color);
        value_follows = argument == "--color";
    }
    color
}
