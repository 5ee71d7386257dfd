//! `payspine scale`: list, show, export, check, diff, schema.

pub(super) mod check;
pub(super) mod diff;
pub(super) mod export;
pub(super) mod show;

use clap::{Args, Subcommand, ValueEnum};

use super::line::Line;
use super::{Ask, Output};
use crate::answer::{Question, scale};
use crate::scale_file::{self, FileKind};

#[derive(Subcommand, Debug)]
pub(super) enum ScaleCommand {
    List(ListArgs),
    Show(show::ShowArgs),
    Export(export::ExportArgs),
    Check(check::CheckArgs),
    Diff(Box<diff::DiffArgs>),
    Schema(SchemaArgs),
}

/// List the pay systems, proposals, statutory tables, recovery policies and roster mappings that come with payspine
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine scale list\n  payspine scale list --format csv")]
pub(super) struct ListArgs {
    #[command(flatten)]
    output: Output,
}

/// Print the JSON Schema of the file format, for editors
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine scale schema\n  payspine scale schema --kind member")]
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

/// The list as a command line.
pub(super) fn line(question: &scale::Listing) -> Line {
    let scale::Listing { explain } = question;
    let mut line = Line::new("scale list");
    line.tick("explain", *explain);
    line
}

impl ScaleCommand {
    /// The question that it asks, if it asks one.
    pub(super) fn asks(&self) -> Option<&dyn Ask> {
        Some(match self {
            ScaleCommand::List(arguments) => arguments,
            ScaleCommand::Show(arguments) => arguments,
            ScaleCommand::Export(arguments) => arguments,
            ScaleCommand::Check(arguments) => arguments,
            ScaleCommand::Diff(arguments) => arguments.as_ref(),
            ScaleCommand::Schema(_) => return None,
        })
    }
}

impl Ask for ListArgs {
    fn question(&self) -> Question {
        Question::List(scale::Listing { explain: self.output.explain })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }
}

impl SchemaArgs {
    /// The schema as it is printed.
    pub(super) fn written(&self) -> String {
        let kind = match self.kind {
            Kind::Scale => FileKind::Scale,
            Kind::Proposal => FileKind::Proposal,
            Kind::Member => FileKind::Member,
            Kind::Statutory => FileKind::Statutory,
            Kind::Policy => FileKind::Policy,
            Kind::Mapping => FileKind::Mapping,
        };
        let text = serde_json::to_string_pretty(&scale_file::schema(kind)).expect("a tree of values is JSON");
        format!("{text}\n")
    }
}
