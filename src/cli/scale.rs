//! `payspine scale`: list, show, check, diff, schema.

mod check;
mod show;

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, Output, When, input, print};
use crate::calendar::Date;
use crate::report::{self, Listed, Other};
use crate::scale_file::{self, FileKind};
use crate::settlement::History;

#[derive(Subcommand, Debug)]
pub(super) enum ScaleCommand {
    List(ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Diff(DiffArgs),
    Schema(SchemaArgs),
}

/// List the pay systems, proposals, statutory tables, recovery policies and roster mappings that come with payspine
#[derive(Args, Debug)]
pub(super) struct ListArgs {
    #[command(flatten)]
    output: Output,
}

/// Say in words what the settlements of two systems or proposals change
#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    /// A shipped id, a pay system's file or a proposal's
    #[arg(value_name = "A")]
    first: String,
    /// Another
    #[arg(value_name = "B")]
    second: String,
    #[command(flatten)]
    output: Output,
}

/// Print the JSON Schema of the file format, for editors
#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// Which kind of file
    #[arg(long, value_enum, default_value_t = Kind::Scale)]
    kind: Kind,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Scale,
    Proposal,
    Member,
    Statutory,
    Policy,
    Mapping,
}

pub(super) fn run(command: ScaleCommand) -> Result<ExitCode, Failure> {
    match command {
        ScaleCommand::List(arguments) => list(&arguments),
        ScaleCommand::Show(arguments) => show::run(&arguments),
        ScaleCommand::Check(arguments) => check::run(&arguments),
        ScaleCommand::Diff(arguments) => diff(&arguments),
        ScaleCommand::Schema(arguments) => schema(&arguments),
    }
}

fn list(arguments: &ListArgs) -> Result<ExitCode, Failure> {
    let systems: Vec<_> = scale_file::shipped_ids().map(|id| input::system(id, None)).collect::<Result<_, _>>()?;
    let listed: Vec<Listed<'_>> = systems.iter().map(|system| Listed { scale: system.loaded.value.as_ref() }).collect();
    let mut report = report::scale_list(&listed, &others()?);
    if arguments.output.explain {
        report.blocks.push(report::sources(systems.iter().map(|system| &system.history), Date::MAX));
    }
    arguments.output.write(&report, When::Never)?;
    Ok(ExitCode::SUCCESS)
}

/// The shipped files beside pay systems.
fn others() -> Result<Vec<Other>, Failure> {
    let mut others = Vec::new();
    for id in scale_file::shipped_proposal_ids() {
        let path = Path::new(id);
        let base = input::system_named_in(&input::proposal_text(path)?, path)?;
        let proposed = input::proposal(path, &base)?;
        others.push(Other::proposal(&proposed.loaded.value));
    }
    others.extend(scale_file::statutory_ids().filter_map(scale_file::statutory).map(|table| Other::statutory(&table)));
    for id in scale_file::policy_ids() {
        let text = input::shipped_text(id, scale_file::policy_text(id))?;
        others.push(Other::policy(&scale_file::read_policy(&text.source)?.value));
    }
    for id in scale_file::mapping_ids() {
        let text = input::shipped_text(id, scale_file::mapping_text(id))?;
        others.push(Other::mapping(&scale_file::read_mapping(&text.source)?.value));
    }
    Ok(others)
}

/// A system, or a system with a proposal, by what a person typed.
fn history_of(reference: &str) -> Result<(String, History), Failure> {
    let path = Path::new(reference);
    let is_shipped_proposal = scale_file::shipped_proposal_text(reference).is_some();
    if is_shipped_proposal || (scale_file::shipped_text(reference).is_none() && path.is_file()) {
        let text = if is_shipped_proposal { input::proposal_text(path)? } else { input::read(path)? };
        if scale_file::kind_of(&text.source) != FileKind::Proposal {
            return system_history(reference);
        }
        let base = input::system_named_in(&text, path)?;
        let proposed = input::proposal(path, &base)?;
        return Ok((proposed.loaded.value.id.to_string(), proposed.history));
    }
    system_history(reference)
}

fn system_history(reference: &str) -> Result<(String, History), Failure> {
    let system = input::system(reference, None)?;
    Ok((system.loaded.value.id.to_string(), system.history))
}

fn diff(arguments: &DiffArgs) -> Result<ExitCode, Failure> {
    let (first_id, first) = history_of(&arguments.first)?;
    let (second_id, second) = history_of(&arguments.second)?;
    // Two versions of one file have one id; their paths tell them apart.
    let names = if first_id == second_id { (arguments.first.clone(), arguments.second.clone()) } else { (first_id, second_id) };
    let mut report = report::scale_diff((&names.0, &first), (&names.1, &second));
    if arguments.output.explain {
        report.blocks.push(report::sources([&first, &second].into_iter(), Date::MAX));
    }
    arguments.output.write(&report, When::Never)?;
    Ok(ExitCode::SUCCESS)
}

fn schema(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    let kind = match arguments.kind {
        Kind::Scale => FileKind::Scale,
        Kind::Proposal => FileKind::Proposal,
        Kind::Member => FileKind::Member,
        Kind::Statutory => FileKind::Statutory,
        Kind::Policy => FileKind::Policy,
        Kind::Mapping => FileKind::Mapping,
    };
    let text = serde_json::to_string_pretty(&scale_file::schema(kind)).unwrap_or_default();
    print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}
