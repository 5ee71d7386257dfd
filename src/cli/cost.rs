//! `payspine cost`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, ValueEnum};

use super::line::Line;
use super::workforce::{WorkforceArgs, put_workforce};
use super::{Ask, Output, Save};
use crate::answer::typed::{SUPPRESSED, date, percent, whole};
use crate::answer::{Question, cost};
use crate::calendar::Date;
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
    #[arg(long, value_name = "N", value_parser = |text: &str| whole::<u64>(text, &SUPPRESSED))]
    suppress_below: Option<u64>,
    /// Hold the cost against a pay remit of so many per cent; of a deal of several years one for each, as 3.25,3,3
    #[arg(long, value_name = "PERCENT,…", value_parser = percent, value_delimiter = ',', requires = "proposal", help_heading = "Employer")]
    remit: Vec<Percent>,
    /// The first of the remit's twelve months; each date of a proposal unless given
    #[arg(long, value_name = "DATE", value_parser = date, requires = "proposal", help_heading = "Employer")]
    remit_start: Option<Date>,
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
            remit: self.remit.clone(),
            remit_start: self.remit_start,
            reconcile: self.reconcile,
            break_even: self.break_even,
            format: self.output.format(),
            explain: self.output.explain,
        })
    }
}

/// The question as a command line; its format is added where the answer is written.
pub(super) fn line(question: &cost::Question) -> Line {
    let cost::Question {
        workforce,
        proposal,
        group_by,
        leavers,
        replaced_at,
        vacancy,
        suppress_below,
        remit,
        remit_start,
        reconcile,
        break_even,
        format: _,
        explain,
    } = question;
    let mut line = Line::new("cost");
    put_workforce(workforce, &mut line);
    line.paths("proposal", proposal);
    line.each("group-by", group_by);
    line.each("leavers", leavers.map(Percent::number));
    line.each("replaced-at", (*replaced_at == cost::Replaced::Nobody).then_some("nobody"));
    line.each("vacancy", vacancy.map(Percent::number));
    line.each(
        "remit",
        (!remit.is_empty()).then(|| remit.iter().map(|limit| limit.number().to_string()).collect::<Vec<_>>().join(",")),
    );
    line.each("remit-start", *remit_start);
    line.each("suppress-below", suppress_below);
    line.tick("reconcile", *reconcile);
    line.tick("break-even", *break_even);
    line.tick("explain", *explain);
    line
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
