//! `payspine condense`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use super::line::Line;
use super::roster::{RosterArgs, put_reading};
use super::{Ask, Save};
use crate::answer::{Question, condense};

/// Reduce a workforce to head counts of those who are alike: a roster without names that costs the same
///
/// Kept are the columns that the pay system, its proposals and the groups wanted can use; names, numbers and everything else go.
/// Rosters condensed apart and put together cost what the whole would.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine condense staff.csv --column grade=\"Pay band\" --scale home-office-2011\n",
    "  payspine condense team.csv --scale home-office-2011 --out counts.csv",
))]
pub(super) struct CondenseArgs {
    #[command(flatten)]
    roster: RosterArgs,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal, or of the mapping, unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// A claim or an offer that is to be costed later; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// Columns to be grouped by later, as sex,unit; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    /// Write the result to this file instead, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

/// The question as a command line.
pub(super) fn line(question: &condense::Question) -> Line {
    let condense::Question { roster, scale, proposal, group_by } = question;
    let mut line = Line::new("condense");
    line.files(&roster.roster);
    line.each("scale", scale);
    put_reading(&roster.reading, &mut line);
    line.paths("proposal", proposal);
    line.each("group-by", group_by);
    line
}

impl Ask for CondenseArgs {
    fn question(&self) -> Question {
        Question::Condense(Box::new(condense::Question {
            roster: self.roster.asked(),
            scale: self.scale.clone(),
            proposal: self.proposal.clone(),
            group_by: self.group_by.clone(),
        }))
    }

    fn reads(&self) -> Vec<&Path> {
        let files = self.roster.roster.iter().chain(&self.proposal).map(PathBuf::as_path);
        files.chain(self.scale.as_deref().map(Path::new)).chain(self.roster.reading.mapping.as_deref()).collect()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.roster.reading.saves()
    }

    fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }
}
