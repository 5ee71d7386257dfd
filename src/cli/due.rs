//! `payspine due`.

use std::path::Path;

use clap::Args;

use super::audit::{WhoseArgs, put_whose};
use super::line::Line;
use super::{Ask, Output, Save};
use crate::answer::{Question, due};

/// List what is due to one member or to everybody in a roster, month by month and element by element
///
/// One member is a member's file. A roster has a column `id`, and what happened to its members is beside it, as for an audit. As CSV the list is a file of payslips
/// that pay what is due.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine due overpaid.toml\n",
    "  payspine due team.csv --scale home-office-2011 --from 2012-09 --to 2012-10 --format csv",
))]
pub(super) struct DueArgs {
    #[command(flatten)]
    whose: WhoseArgs,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line; its form is added where the answer is written.
pub(super) fn line(question: &due::Question) -> Line {
    let due::Question { whose, form: _, explain } = question;
    let mut line = Line::new("due");
    put_whose(whose, &mut line);
    line.tick("explain", *explain);
    line
}

impl Ask for DueArgs {
    fn question(&self) -> Question {
        Question::Due(Box::new(due::Question {
            whose: self.whose.asked(),
            form: self.output.form(),
            explain: self.output.explain,
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        self.whose.reads()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.whose.roster.reading.saves()
    }
}
