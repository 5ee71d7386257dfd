//! `payspine completions`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure, print_with};

/// Print completions for a shell
///
/// For example: payspine completions bash > ~/.local/share/bash-completion/completions/payspine
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine completions bash\n  payspine completions zsh")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArgs) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "payspine", &mut script);
    print_with(|out| out.write_all(&script)).map(|()| ExitCode::SUCCESS)
}
