//! `payspine verify`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::line::Line;
use super::{Ask, Output};
use crate::answer::{Question, verify};

/// Make a report again that somebody sent, from the roster, and say whether it agrees
///
/// A report that payspine cost wrote with --out R.html carries its command and the claim; the roster it does not carry. Exit code 1 where a
/// figure differs.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine verify report.html staff.csv\n",
    "  payspine verify report.html staff.csv --format json",
))]
pub(super) struct VerifyArgs {
    /// The report, as payspine cost wrote it with --out R.html
    #[arg(value_name = "REPORT.html")]
    file: PathBuf,
    /// The roster that it was made from; of several, in the order of the report's command
    #[arg(value_name = "ROSTER", required = true)]
    roster: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line.
pub(super) fn line(question: &verify::Question) -> Line {
    let verify::Question { file, roster } = question;
    let mut line = Line::new("verify");
    line.files([file]);
    line.files(roster);
    line
}

impl Ask for VerifyArgs {
    fn question(&self) -> Question {
        Question::Verify(verify::Question { file: self.file.clone(), roster: self.roster.clone() })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        std::iter::once(&self.file).chain(&self.roster).map(PathBuf::as_path).collect()
    }
}
