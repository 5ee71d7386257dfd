//! `payspine data-request`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args};

use super::question::system_and_proposals;
use super::roster::{Mapped, grouped_by};
use super::{Failure, Output, When, warn};
use crate::calendar::Date;
use crate::costing;
use crate::report;
use crate::settlement::History;

/// Print the smallest table that a union should ask an employer for to cost a claim: counts only, no names
#[derive(Args, Debug)]
pub(super) struct DataRequestArgs {
    /// The pay system: a shipped id, or the path of your own; that of the first proposal unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// A claim or an offer to be costed; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// From which day; that of the first proposal unless given, or of the last settlement
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    from: Option<Date>,
    /// Columns that results are to be grouped by, as sex,unit; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &DataRequestArgs) -> Result<ExitCode, Failure> {
    let (system, proposals) = system_and_proposals(arguments.scale.as_deref(), &arguments.proposal, &Mapped::default())?;
    let first = proposals.iter().filter_map(|proposal| proposal.loaded.value.settlements.first()).map(|first| first.from).min();
    let from = arguments.from.or(first).or(system.history.steps().last()).expect("a pay system has a settlement");
    let histories: Vec<&History> =
        std::iter::once(&system.history).chain(proposals.iter().map(|proposal| &proposal.history)).collect();
    let group_by: Vec<String> = grouped_by(&arguments.group_by).into_iter().flatten().collect();
    let titles: Vec<&str> = proposals.iter().map(|proposal| proposal.loaded.value.title.as_str()).collect();
    let title = if titles.is_empty() { system.loaded.value.title.clone() } else { titles.join(", ") };
    warn(&system.loaded.warnings);
    let needs = costing::needs(&histories, from, &group_by);
    arguments.output.write(&report::data_request(&title, &needs), When::Never)?;
    Ok(ExitCode::SUCCESS)
}
