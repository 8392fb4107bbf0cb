//! The command line of dehusk.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    dehusk::cli::main(std::env::args_os()).into()
}
