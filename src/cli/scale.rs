//! `payspine scale`: list, show, check, diff, schema.

mod check;
mod diff;
mod show;

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, Output, When, input, print};
use crate::calendar::Date;
use crate::report::{self, Listed, Other};
use crate::scale_file::{self, FileKind};

#[derive(Subcommand, Debug)]
pub(super) enum ScaleCommand {
    List(ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Diff(Box<diff::DiffArgs>),
    Schema(SchemaArgs),
}

/// List the pay systems, proposals, statutory tables, recovery policies and roster mappings that come with payspine
#[derive(Args, Debug)]
pub(super) struct ListArgs {
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
        ScaleCommand::Diff(arguments) => diff::run(&arguments),
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

fn schema(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    let kind = match arguments.kind {
        Kind::Scale => FileKind::Scale,
        Kind::Proposal => FileKind::Proposal,
        Kind::Member => FileKind::Member,
        Kind::Statutory => FileKind::Statutory,
        Kind::Policy => FileKind::Policy,
        Kind::Mapping => FileKind::Mapping,
    };
    let text = serde_json::to_string_pretty(&scale_file::schema(kind)).expect("a tree of values is JSON");
    print(format!("{text}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
