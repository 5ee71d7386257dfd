//! `payspine due`.

use std::path::Path;

use clap::Args;

use super::audit::{WhoseArgs, put_whose};
use super::line::Line;
use super::member::{MemberArgs, OPTIONS, put_member};
use super::roster::NameArg;
use super::{Ask, Output, Save};
use crate::answer::{Described, Question, due};

/// List what is due to one member or to everybody in a roster, month by month and element by element
///
/// One member is described by options or by a member's file. A roster has a column `id`, and what happened to its members is beside it, as for an audit. As CSV the list is a file of payslips
/// that pay what is due.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine due --scale njc --grade local --point 12 --target 17 --since 2024-04-01 --from 2025-04 --to 2025-12\n",
    "  payspine due team.csv --scale home-office-2011 --from 2012-09 --to 2012-10 --format csv",
))]
#[command(mut_arg("roster", |arg| arg.required(false).conflicts_with_all(OPTIONS)))]
#[command(mut_arg("grade", |arg| arg.value_parser(NameArg::either).value_name("GRADE|NAME=ID").help(OF_GRADE)))]
#[command(mut_arg("area", |arg| arg.value_parser(NameArg::either).value_name("AREA|NAME=ID").help(OF_AREA)))]
pub(super) struct DueArgs {
    #[command(flatten)]
    whose: WhoseArgs,
    #[command(flatten)]
    who: MemberArgs,
    #[command(flatten)]
    output: Output,
}

const OF_GRADE: &str =
    "The member's grade where there is no file; with a roster which grade a name in it means, as \"Immigration Officer\"=IO";
const OF_AREA: &str = "The member's area where there is no file; with a roster which area a name in it means";

/// The question as a command line; its format is added where the answer is written.
pub(super) fn line(question: &due::Question) -> Line {
    let due::Question { whose, who, format: _, explain } = question;
    let mut line = Line::new("due");
    put_whose(whose, &mut line);
    if let Some(who) = who {
        put_member(who, &mut line);
    }
    line.tick("explain", *explain);
    line
}

impl DueArgs {
    /// The member by options, where no file says whose pay it is.
    fn described(&self) -> Option<Described> {
        let reading = &self.whose.roster.reading;
        let who = self.who.described(NameArg::of_member(&reading.grade), NameArg::of_member(&reading.area));
        (self.whose.roster.roster.is_empty() || !who.is_empty()).then_some(who)
    }
}

impl Ask for DueArgs {
    fn question(&self) -> Question {
        Question::Due(Box::new(due::Question {
            whose: self.whose.asked(),
            who: self.described(),
            format: self.output.format(),
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
