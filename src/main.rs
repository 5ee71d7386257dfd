//! The command line of payspine: the exit code, and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    payspine::cli::run(std::env::args_os())
}
