//! Rosters, as arguments of several commands.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::Save;
use super::line::Line;
use crate::answer::roster::{RosterFiles, RosterReading};
use crate::answer::typed::pair;
use crate::roster_file::Mapping;

/// A roster and how it is read.
#[derive(Args, Debug)]
pub(super) struct RosterArgs {
    /// The workforce in CSV or XLSX, in one or more files; - is standard input
    #[arg(value_name = "ROSTER", required = true)]
    pub(super) roster: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// What is in a roster's file.
#[derive(Args, Clone, Debug)]
pub(super) struct ReadingArgs {
    /// Which sheet of a workbook; the only one with anything in it unless given
    #[arg(long, value_name = "NAME", help_heading = "Roster")]
    pub(super) sheet: Option<String>,
    /// Which column holds what, as grade="Pay band"; can be given more than once
    #[arg(long, value_name = "NAME=HEADING", value_parser = pair, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) column: Vec<Mapping>,
    /// Which grade a name in the roster means, as "Immigration Officer"=IO; can be given more than once
    #[arg(long, value_name = "NAME=ID", value_parser = NameArg::meaning, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) grade: Vec<NameArg>,
    /// Which area a name in the roster means; can be given more than once
    #[arg(long, value_name = "NAME=ID", value_parser = NameArg::meaning, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) area: Vec<NameArg>,
    /// What holds where the file has no such column or nothing in it, as area=national; can be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) default: Vec<(String, String)>,
    /// All of these from a file: a shipped mapping or your own
    #[arg(long, value_name = "ID|FILE", help_heading = "Roster")]
    pub(super) mapping: Option<PathBuf>,
    /// Write what --column, --grade, --area and --default say to a file for --mapping
    #[arg(long, value_name = "FILE", help_heading = "Roster")]
    pub(super) save_mapping: Option<PathBuf>,
    /// Leave out rows with something wrong, and list and count them
    #[arg(long, help_heading = "Roster")]
    pub(super) skip_bad_rows: bool,
}

/// A grade or an area as an option says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum NameArg {
    /// Which one a name in a roster means: NAME=ID.
    Means(String, String),
    /// That of the one member who is described.
    Is(String),
}

impl NameArg {
    /// With a roster.
    pub(super) fn meaning(text: &str) -> Result<NameArg, String> {
        let why = "with a file a name in it and what it means: NAME=ID, such as \"Executive Officer\"=EO";
        pair(text).map(|(name, id)| NameArg::Means(name, id)).map_err(|_| why.to_owned())
    }

    /// With a roster or without one.
    pub(super) fn either(text: &str) -> Result<NameArg, String> {
        if text.contains('=') { NameArg::meaning(text) } else { Ok(NameArg::Is(text.to_owned())) }
    }

    /// What names in a roster mean.
    fn meanings(all: &[NameArg]) -> Vec<(String, String)> {
        let pairs = all.iter().filter_map(|arg| match arg {
            NameArg::Means(name, id) => Some((name.clone(), id.clone())),
            NameArg::Is(_) => None,
        });
        pairs.collect()
    }

    /// That of the member who is described; the last holds.
    pub(super) fn of_member(all: &[NameArg]) -> Option<String> {
        all.iter().rev().find_map(|arg| match arg {
            NameArg::Is(name) => Some(name.clone()),
            NameArg::Means(..) => None,
        })
    }
}

impl RosterArgs {
    pub(super) fn asked(&self) -> RosterFiles {
        RosterFiles { roster: self.roster.clone(), reading: self.reading.asked() }
    }
}

impl ReadingArgs {
    pub(super) fn asked(&self) -> RosterReading {
        RosterReading {
            sheet: self.sheet.clone(),
            column: self.column.clone(),
            grade: NameArg::meanings(&self.grade),
            area: NameArg::meanings(&self.area),
            default: self.default.clone(),
            mapping: self.mapping.clone(),
            save_mapping: self.save_mapping.clone(),
            skip_bad_rows: self.skip_bad_rows,
        }
    }

    /// The files that are written beside the result.
    pub(super) fn saves(&self) -> Vec<Save<'_>> {
        vec![("--save-mapping", self.save_mapping.as_deref())]
    }
}

/// How a roster is read, on a command line.
pub(super) fn put_reading(reading: &RosterReading, line: &mut Line) {
    let RosterReading { sheet, column, grade, area, default, mapping, save_mapping, skip_bad_rows } = reading;
    line.pairs("column", column);
    line.pairs("grade", grade);
    line.pairs("area", area);
    line.pairs("default", default);
    line.paths("mapping", mapping);
    line.each("sheet", sheet);
    line.paths("save-mapping", save_mapping);
    line.tick("skip-bad-rows", *skip_bad_rows);
}
