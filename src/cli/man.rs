//! `payspine man`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Failure, print_with};
use crate::diagnostic::nearest;

/// Print the man page of payspine or of one of its commands
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine man\n  payspine man scale check")]
pub(super) struct ManArgs {
    /// The command, such as cost or scale check
    #[arg(value_name = "COMMAND", num_args = 0..=2)]
    command: Vec<String>,
}

pub(super) fn run(arguments: &ManArgs) -> Result<ExitCode, Failure> {
    let mut found = Cli::command();
    found.build();
    for word in &arguments.command {
        let known: Vec<&str> = found.get_subcommands().map(clap::Command::get_name).collect();
        let Some(inner) = found.find_subcommand(word) else {
            let help = nearest(word, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Failure::Message(format!("{} has no command `{word}`{help}", found.get_name())));
        };
        found = inner.clone();
    }
    let mut page = Vec::new();
    Man::new(found).render(&mut page).map_err(|why| Failure::Message(format!("the man page cannot be written: {why}")))?;
    print_with(|out| out.write_all(&page)).map(|()| ExitCode::SUCCESS)
}
