//! `payspine scale check`.

use std::path::PathBuf;

use clap::Args;

use crate::answer::typed::date;
use crate::answer::{Question, scale};
use crate::calendar::Date;
use crate::cli::line::Line;
use crate::cli::{Ask, Output};

/// Check pay systems, proposals, members' files, statutory tables, recovery policies and roster mappings
///
/// Every problem is shown with its place, what was expected and the nearest right word. Of a pay system that can be read it also says
/// where pay falls below the legal minimum, which ranges take longer than five years, and which sources were last checked more than a
/// year ago. Exit code 1 when there are errors.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine scale check claim-2012.toml member.toml\n  payspine scale check slips.toml")]
pub(in crate::cli) struct CheckArgs {
    /// The files, or ids of what is shipped
    #[arg(required = true, value_name = "ID|FILE")]
    files: Vec<PathBuf>,
    /// Judge the age of sources as of this day; today unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line; its format is added where the answer is written.
pub(in crate::cli) fn line(question: &scale::check::Question) -> Line {
    let scale::check::Question { files, as_of, format: _, explain } = question;
    let mut line = Line::new("scale check");
    line.files(files);
    line.each("as-of", as_of);
    line.tick("explain", *explain);
    line
}

impl Ask for CheckArgs {
    fn question(&self) -> Question {
        Question::Check(scale::check::Question {
            files: self.files.clone(),
            as_of: self.as_of,
            format: self.output.format(),
            explain: self.output.explain,
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }
}
