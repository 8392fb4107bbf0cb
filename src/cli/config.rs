//! The configuration file `dehusk.toml`: flags that a project writes once.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fmt::Write, fs};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::{Table, Value};

/// The name of the file.
const NAME: &str = "dehusk.toml";
/// Flags that select or print the configuration, or that clap adds.
const NOT_IN_FILES: &[&str] = &["config", "no-config", "print-config", "help", "version"];

/// A configuration file. Each key is a long flag. Keys outside tables apply to every command that has the flag; the table
/// `[batch]` applies to `dehusk batch`.
#[derive(Debug)]
pub struct Config {
    path: PathBuf,
    table: Table,
}

impl Config {
    /// Reads `named`, else the file in the working folder, else the file of the user. `None` if there is none.
    pub fn find(named: Option<&Path>) -> Result<Option<Self>, String> {
        if let Some(path) = named {
            return Config::read(path).map(Some);
        }
        let user =
            env::var_os("XDG_CONFIG_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
        let user = user.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".config")));
        let user = user.map(|folder| folder.join("dehusk").join(NAME));
        let mut places = [Some(PathBuf::from(NAME)), user].into_iter().flatten();
        places.find(|path| path.is_file()).map(|path| Config::read(&path)).transpose()
    }

    fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|e| format!("{shown}: cannot be read: {e}"))?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!(
                "{shown}, line {line}: {}; expected TOML, such as: links = true",
                error.message()
            )
        })?;
        Ok(Config { path: path.to_owned(), table })
    }

    /// The arguments that the file adds to those of a command. Flags of the command line take precedence, also over flags
    /// that they conflict with.
    pub fn arguments(
        &self,
        command: &Command,
        name: Option<&str>,
        given: &ArgMatches,
    ) -> Result<Vec<OsString>, String> {
        self.check(command)?;
        let own = name.and_then(|name| self.table.get(name)).and_then(Value::as_table);
        let command = name.and_then(|name| command.find_subcommand(name)).unwrap_or(command);
        let mut arguments = Vec::new();
        for arg in flags(command) {
            let flag = arg.get_long().unwrap_or_default();
            let value = own.and_then(|own| own.get(flag)).or_else(|| self.table.get(flag));
            let Some(value) = value.filter(|value| !value.is_table()) else { continue };
            let conflicts = command.get_arg_conflicts_with(arg);
            let is_given = |arg: &Arg| is_given(given, arg);
            if !is_given(arg) && !conflicts.into_iter().any(is_given) {
                arguments.extend(self.written(arg, flag, value)?);
            }
        }
        Ok(arguments)
    }

    /// Fails if a key is not a flag, or if a table is not a command.
    fn check(&self, command: &Command) -> Result<(), String> {
        let shown = self.path.display();
        for (key, value) in &self.table {
            let part = command.find_subcommand(key).filter(|part| flags(part).next().is_some());
            let (Value::Table(table), Some(part)) = (value, part) else {
                let mut all = command.get_subcommands().chain([command]);
                if value.is_table() || !all.any(|command| has_flag(command, key)) {
                    return Err(format!(
                        "{shown}: {key:?} is not a flag; expected the name of a long flag, such as links, or a table [batch]"
                    ));
                }
                continue;
            };
            if let Some(key) = table.keys().find(|key| !has_flag(part, key)) {
                let name = part.get_name();
                return Err(format!(
                    "{shown}: {key:?} in [{name}] is not a flag of dehusk {name}; see dehusk {name} --help"
                ));
            }
        }
        Ok(())
    }

    /// A flag with its value, as on the command line.
    fn written(&self, arg: &Arg, flag: &str, value: &Value) -> Result<Vec<OsString>, String> {
        let takes_value = arg.get_action().takes_values();
        let wrong =
            |expected: &str| Err(format!("{}: {flag}: expected {expected}", self.path.display()));
        let one = |value: &Value| match value {
            Value::String(text) => Some(format!("--{flag}={text}").into()),
            Value::Integer(_) | Value::Float(_) => Some(format!("--{flag}={value}").into()),
            _ => None,
        };
        match value {
            Value::Boolean(is_on) if !takes_value => {
                Ok(is_on.then(|| format!("--{flag}").into()).into_iter().collect())
            }
            _ if !takes_value => wrong("true or false"),
            Value::Array(list) if is_list(arg) => match list.iter().map(one).collect() {
                Some(arguments) => Ok(arguments),
                None => wrong("a list of strings"),
            },
            value => match one(value) {
                Some(argument) => Ok(vec![argument]),
                None if is_list(arg) => wrong("a string or a list of strings"),
                None => wrong("a string or a number"),
            },
        }
    }
}

/// The flags of a command that a file may set.
fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    let is_own = |long: &str| !NOT_IN_FILES.contains(&long);
    command.get_arguments().filter(move |arg| arg.get_long().is_some_and(is_own))
}

fn has_flag(command: &Command, key: &str) -> bool {
    flags(command).any(|arg| arg.get_long() == Some(key))
}

fn is_list(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

fn is_given(matches: &ArgMatches, arg: &Arg) -> bool {
    let id = arg.get_id().as_str();
    let is_known = matches.try_contains_id(id).is_ok();
    is_known && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// The flags of a command as a configuration file: those with a value, and the others as comments.
pub fn printed(
    command: &Command,
    name: Option<&str>,
    matches: &ArgMatches,
    config: Option<&Config>,
) -> String {
    let command = name.and_then(|name| command.find_subcommand(name)).unwrap_or(command);
    let of = name.map(|name| format!(" {name}")).unwrap_or_default();
    let from = config.map_or("no configuration file".to_owned(), |c| c.path.display().to_string());
    let mut out = format!("# The flags of dehusk{of}, from the command line and {from}\n");
    for arg in flags(command) {
        let flag = arg.get_long().unwrap_or_default();
        let _ = match is_given(matches, arg) {
            true => writeln!(out, "{flag} = {}", value(matches, arg)),
            false => writeln!(out, "# {flag} = {}", example(arg)),
        };
    }
    out
}

/// The value of a flag, in TOML.
fn value(matches: &ArgMatches, arg: &Arg) -> Value {
    let id = arg.get_id().as_str();
    if !arg.get_action().takes_values() {
        return true.into();
    }
    let raw = matches.get_raw(id).into_iter().flatten().map(|raw| raw.to_string_lossy());
    let mut values: Vec<Value> = raw.map(|raw| scalar(&raw)).collect();
    if is_list(arg) { values.into() } else { values.pop().unwrap_or_else(|| "".into()) }
}

/// The default of a flag without a value, or an empty value of its type.
fn example(arg: &Arg) -> Value {
    match arg.get_default_values().first() {
        _ if !arg.get_action().takes_values() => false.into(),
        Some(default) => scalar(&default.to_string_lossy()),
        None if is_list(arg) => Value::Array(Vec::new()),
        None => "".into(),
    }
}

fn scalar(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}
