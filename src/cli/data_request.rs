//! `payspine data-request`.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::line::Line;
use super::{Ask, Output};
use crate::answer::typed::date;
use crate::answer::{Question, data_request};
use crate::calendar::Date;

/// Print the smallest table that a union should ask an employer for to cost a claim: counts only, no names
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine data-request --proposal claim-2012.toml --group-by sex\n",
    "  payspine data-request --scale njc --format csv",
))]
pub(super) struct DataRequestArgs {
    /// The pay system: a shipped id, or the path of your own; that of the first proposal unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// A claim or an offer to be costed; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// From which day; that of the first proposal unless given, or of the last settlement
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Columns that results are to be grouped by, as sex,unit; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line.
pub(super) fn line(question: &data_request::Question) -> Line {
    let data_request::Question { scale, proposal, from, group_by } = question;
    let mut line = Line::new("data-request");
    line.each("scale", scale);
    line.each("from", from);
    line.paths("proposal", proposal);
    line.each("group-by", group_by);
    line
}

impl Ask for DataRequestArgs {
    fn question(&self) -> Question {
        Question::DataRequest(data_request::Question {
            scale: self.scale.clone(),
            proposal: self.proposal.clone(),
            from: self.from,
            group_by: self.group_by.clone(),
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }
}
