//! `payspine solve`.

use std::path::{Path, PathBuf};

use clap::Args;
use rust_decimal::Decimal;

use super::workforce::WorkforceArgs;
use super::{Ask, Output, Save};
use crate::answer::{Amount, Question, solve};
use crate::money::parse_decimal;

/// Find the largest value of one number of a claim or an offer that a budget funds
///
/// The number is named by its keys: measure.1.uplift.percent, measure.2.lump-sum.amount, payment.london.amount, or with
/// settlement.2 before it where there are several. It is tried in steps of --to; the answer comes with its cost and with that of the next step.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine solve staff.csv --column grade=\"Pay band\" --proposal claim-2012.toml --vary measure.1.uplift.percent --budget 10,000\n",
    "  payspine solve staff.csv --column grade=\"Pay band\" --proposal claim-2012.toml --vary measure.1.uplift.at-least --to 10 --budget 12,000",
))]
pub(super) struct SolveArgs {
    #[command(flatten)]
    workforce: WorkforceArgs,
    /// The claim or offer, shipped or your own
    #[arg(long, value_name = "ID|FILE")]
    proposal: PathBuf,
    /// Which of its numbers, as measure.1.uplift.percent
    #[arg(long, value_name = "NUMBER")]
    vary: String,
    /// What it may cost in all the years together, as 1,500,000; with --on-costs, including those
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read)]
    budget: Amount,
    /// In steps of this; 0.01 unless given, or 1 for a number that is always whole, as of points
    #[arg(long, value_name = "STEP", value_parser = step)]
    to: Option<Decimal>,
    /// Write the proposal with the value found to this file
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    save_proposal: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

fn step(text: &str) -> Result<Decimal, String> {
    let fits = |number: &Decimal| *number > Decimal::ZERO && number.scale() <= 6;
    parse_decimal(text).filter(fits).ok_or_else(|| "expected a step above 0, such as 0.01 or 1".to_owned())
}

impl Ask for SolveArgs {
    fn question(&self) -> Question {
        Question::Solve(Box::new(solve::Question {
            workforce: self.workforce.asked(),
            proposal: self.proposal.clone(),
            vary: self.vary.clone(),
            budget: self.budget.clone(),
            to: self.to,
            save_proposal: self.save_proposal.clone(),
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        self.workforce.reads(std::slice::from_ref(&self.proposal))
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.workforce.saves().into_iter().chain([("--save-proposal", self.save_proposal.as_deref())]).collect()
    }
}
