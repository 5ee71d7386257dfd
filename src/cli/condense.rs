//! `payspine condense`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args};

use super::question::system_and_proposals;
use super::roster::{Mapped, RosterArgs, Staff, grouped_by, wanted};
use super::{Failure, print, say, warn, write_whole};
use crate::report::words;
use crate::workforce::Cell;
use crate::{roster_file, scale_file};

/// Reduce a workforce to head counts of those who are alike: a roster without names that costs the same
///
/// Kept are the columns that the pay system, its proposals and the groups wanted can use; names, numbers and everything else go.
/// Rosters condensed apart and put together cost what the whole would.
#[derive(Args, Debug)]
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

pub(super) fn run(arguments: &CondenseArgs) -> Result<ExitCode, Failure> {
    let mut inputs: Vec<&Path> = arguments.roster.roster.iter().chain(&arguments.proposal).map(PathBuf::as_path).collect();
    inputs.extend(arguments.scale.as_deref().map(Path::new));
    inputs.extend(arguments.roster.reading.mapping.as_deref());
    let [mapping] = arguments.roster.reading.saves();
    super::apart(&[("--out", arguments.out.as_deref()), mapping], &inputs)?;
    let mapped = Mapped::read(&arguments.roster.reading)?;
    let (system, proposals) = system_and_proposals(arguments.scale.as_deref(), &arguments.proposal, &mapped)?;
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    let group_by = grouped_by(&arguments.group_by);
    let staff = Staff::read(&arguments.roster, &mapped, &system, &used, wanted(&system, &used, &group_by))?;
    staff.in_order()?;
    staff.has_columns(group_by.iter().flatten().map(String::as_str), "to group by")?;
    warn(&system.loaded.warnings);
    staff.warn();
    staff.say_understood();
    staff.say_left_out();
    let heads = staff.roster.cells().map(Cell::headcount).sum();
    let (read, cells) = (words::counted(staff.counted.files.rows(), "row"), staff.roster.cells().len() as u64);
    say(&format!("{read}, {} heads: {} written\n", words::number(heads), words::counted(cells, "row")));
    let text = roster_file::written(&staff.roster);
    match &arguments.out {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => print(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
