//! `payspine cost`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, ValueEnum};

use super::workforce::WorkforceArgs;
use super::{Ask, Output, Save};
use crate::answer::workforce::percent;
use crate::answer::{Question, cost};
use crate::money::Percent;

/// Cost claims and offers against a workforce, year by year, to the penny
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine cost staff.csv --column grade=\"Pay band\" --proposal claim-2012.toml --years 3\n",
    "  payspine cost posts.csv --mapping mapping.toml --proposal claim-2012.toml --skip-bad-rows",
))]
pub(super) struct CostArgs {
    #[command(flatten)]
    workforce: WorkforceArgs,
    /// A claim or an offer, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// Sums by one or more columns of the roster, as grade,area; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    /// So many leave at the turn of each pay year, as 8%
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Assumptions")]
    leavers: Option<Percent>,
    /// Where those begin who replace them
    #[arg(long, value_enum, default_value_t = ReplacedArg::Minimum, requires = "leavers", help_heading = "Assumptions")]
    replaced_at: ReplacedArg,
    /// So many posts stand empty, as 30%
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Assumptions")]
    vacancy: Option<Percent>,
    /// Leave out groups of fewer staff, and others from which they could be worked out, as for publication
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1000))]
    suppress_below: Option<u64>,
    /// Hold the cost against a pay remit of so many per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "proposal", help_heading = "Employer")]
    remit: Option<Percent>,
    /// Check the sums against every member's own timeline; exit code 1 if they differ
    #[arg(long)]
    reconcile: bool,
    /// Of awards that are the higher of two things: the pay at which one overtakes the other, and how many stand on each side
    #[arg(long, requires = "proposal")]
    break_even: bool,
    #[command(flatten)]
    output: Output,
}

/// Who takes the place of those who leave.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum ReplacedArg {
    /// Somebody on the minimum of the range
    Minimum,
    /// Nobody
    Nobody,
}

impl From<ReplacedArg> for cost::Replaced {
    fn from(given: ReplacedArg) -> cost::Replaced {
        match given {
            ReplacedArg::Minimum => cost::Replaced::Minimum,
            ReplacedArg::Nobody => cost::Replaced::Nobody,
        }
    }
}

impl CostArgs {
    pub(super) fn asked(&self) -> Box<cost::Question> {
        Box::new(cost::Question {
            workforce: self.workforce.asked(),
            proposal: self.proposal.clone(),
            group_by: self.group_by.clone(),
            leavers: self.leavers,
            replaced_at: self.replaced_at.into(),
            vacancy: self.vacancy,
            suppress_below: self.suppress_below,
            remit: self.remit,
            reconcile: self.reconcile,
            break_even: self.break_even,
            form: self.output.form(),
            explain: self.output.explain,
        })
    }
}

impl Ask for CostArgs {
    fn question(&self) -> Question {
        Question::Cost(self.asked())
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        self.workforce.reads(&self.proposal)
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.workforce.saves()
    }
}
