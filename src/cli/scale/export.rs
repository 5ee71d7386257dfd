//! `payspine scale export`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::answer::{Question, scale};
use crate::cli::Ask;
use crate::cli::line::Line;

/// Write a shipped file as it is shipped, to build on: a pay system, a proposal, a table, a policy or a mapping
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  payspine scale export njc --out ours.toml\n  payspine scale export probation-geographical-supplements-2023"
)]
pub(in crate::cli) struct ExportArgs {
    /// The id of what is shipped; payspine scale list shows them
    #[arg(value_name = "ID")]
    id: String,
    /// Write it to this file instead, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

/// The question as a command line.
pub(in crate::cli) fn line(question: &scale::export::Question) -> Line {
    let scale::export::Question { id } = question;
    let mut line = Line::new("scale export");
    line.files([id]);
    line
}

impl Ask for ExportArgs {
    fn question(&self) -> Question {
        Question::Export(scale::export::Question { id: self.id.clone() })
    }

    fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }
}
