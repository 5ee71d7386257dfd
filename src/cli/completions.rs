//! `payspine completions`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure, print};

/// Print completions for a shell
///
/// For example: payspine completions bash > ~/.local/share/bash-completion/completions/payspine
#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArgs) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "payspine", &mut script);
    print(script.as_slice())?;
    Ok(ExitCode::SUCCESS)
}
