//! `payspine scale show`: a pay system on a day, or held against published values; a proposal, a table, a policy.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args};

use crate::calendar::Date;
use crate::cli::{Failure, Output, When, input, today, warn};
use crate::delimited::cut_off;
use crate::diagnostic::suggestion;
use crate::published;
use crate::published_file;
use crate::report::{self, Input, Report, ShowView};
use crate::scale::{AreaId, GradeId};
use crate::scale_file::{self, FileKind};

/// Show a pay system on a day: points, ranges, progression, payments, sources; or a proposal, a table or a policy
#[derive(Args, Debug)]
pub(in crate::cli) struct ShowArgs {
    /// A shipped id, or the path of your own: a pay system, a proposal, a statutory table or a recovery policy
    #[arg(value_name = "ID|FILE")]
    scale: String,
    /// The day; the date of the last settlement unless given
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    on: Option<Date>,
    /// Only this grade
    #[arg(long)]
    grade: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// Hold the values against a CSV of published ones: date, spine, grade, area, point, annual
    #[arg(long, value_name = "PUBLISHED.csv", conflicts_with_all = ["grade", "area"])]
    check: Option<PathBuf>,
    /// Which column of that file holds what, such as point="Spinal point"; can be given more than once
    #[arg(long, value_name = "NAME=HEADER", value_parser = column, requires = "check", action = ArgAction::Append)]
    column: Vec<(String, String)>,
    #[command(flatten)]
    output: Output,
}

/// Shows a proposal, a statutory table, a recovery policy or a roster mapping, shipped or of one's own; `None` for a pay system.
fn show_other(arguments: &ShowArgs) -> Result<Option<Report>, Failure> {
    let reference = arguments.scale.as_str();
    let path = Path::new(reference);
    input::exists(reference)?;
    let text = input::any_text(path)?;
    let inputs = [text.input.clone()];
    let kind = scale_file::kind_of(&text.source);
    let of_a_system = [
        ("--grade", arguments.grade.is_some()),
        ("--area", arguments.area.is_some()),
        ("--check", arguments.check.is_some()),
        ("--on", arguments.on.is_some() && kind != FileKind::Statutory),
    ];
    if let (FileKind::Proposal | FileKind::Statutory | FileKind::Policy | FileKind::Mapping, Some((flag, _))) =
        (kind, of_a_system.iter().find(|(_, given)| *given))
    {
        return Err(Failure::Message(format!("{reference} is a {}, and {flag} means nothing for one", kind.written())));
    }
    Ok(match kind {
        FileKind::Statutory => {
            let loaded = scale_file::read_statutory(&text.source)?;
            warn(&loaded.warnings);
            let today = today();
            let last = loaded.value.rows.iter().map(|row| row.from).max().filter(|_| loaded.value.on(today).is_empty());
            let on = arguments.on.or(last).unwrap_or(today);
            Some(report::statutory_show(&loaded.value, on, &inputs))
        }
        FileKind::Policy => {
            let loaded = scale_file::read_policy(&text.source)?;
            warn(&loaded.warnings);
            Some(report::policy_show(&loaded.value, &inputs))
        }
        FileKind::Mapping => {
            let loaded = scale_file::read_mapping(&text.source)?;
            warn(&loaded.warnings);
            Some(report::mapping_show(&loaded.value, &inputs))
        }
        FileKind::Proposal => {
            let base = input::system_named_in(&text, path)?;
            let proposed = input::proposal(path, &base)?;
            warn(&proposed.loaded.warnings);
            Some(report::proposal_show(&base.loaded.value, &proposed.loaded.value, &inputs))
        }
        FileKind::Scale | FileKind::Member => None,
    })
}

pub(super) fn run(arguments: &ShowArgs) -> Result<ExitCode, Failure> {
    if let Some(report) = show_other(arguments)? {
        arguments.output.write(&report, When::Never)?;
        return Ok(ExitCode::SUCCESS);
    }
    let system = input::system(&arguments.scale, None)?;
    warn(&system.loaded.warnings);
    if let Some(path) = &arguments.check {
        return check_published(arguments, &system, path);
    }
    let scale = system.history.scale();
    let grade = arguments.grade.as_ref().map(|grade| GradeId::from(grade.as_str()));
    let area = arguments.area.as_ref().map(|area| AreaId::from(area.as_str()));
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        let help = suggestion(name, known).map_or_else(String::new, |help| format!("; {help}"));
        Failure::Message(format!("{} has no {what} `{name}`{help}", scale.id))
    };
    if let Some(grade) = grade.as_ref().filter(|grade| scale.grade(grade).is_none()) {
        return Err(unknown("grade", grade.as_str(), scale.grades.iter().map(|(id, _)| id.as_str()).collect()));
    }
    if let Some(area) = area.as_ref().filter(|area| !scale.has_area(area)) {
        return Err(unknown("area", area.as_str(), scale.areas.iter().map(|(id, _)| id.as_str()).collect()));
    }
    let Some(on) = arguments.on.or(system.history.steps().last()) else {
        return Err(Failure::Message(format!("{} has no settlement", scale.id)));
    };
    let step = system.history.step_at(on).map_err(|early| input::not_in_force(scale, &early))?;
    let view = ShowView {
        history: &system.history,
        on,
        step,
        grade,
        area,
        inputs: vec![system.input.clone()],
        explain: arguments.output.explain,
    };
    let report = report::scale_show(&view);
    let asked = view.grade.is_some() || view.area.is_some();
    if report.grid.rows.is_empty() && asked {
        return Err(Failure::Message(format!("{} has no range for this grade and area on {on}", scale.id)));
    }
    arguments.output.write(&report, When::Never)?;
    Ok(ExitCode::SUCCESS)
}

/// A mapping of a column.
fn column(text: &str) -> Result<(String, String), String> {
    let known: Vec<&str> = published_file::columns().collect();
    let (name, header) = text.split_once('=').ok_or("a mapping is NAME=HEADER, such as point=\"Spinal point\"")?;
    if known.contains(&name) && !header.is_empty() {
        return Ok((name.to_owned(), header.to_owned()));
    }
    let help = suggestion(name, known.iter().copied()).map_or_else(String::new, |help| format!("; {help}"));
    Err(format!("a mapping is NAME=HEADER, and NAME one of {}{help}", known.join(", ")))
}

/// Holds a system against published values.
fn check_published(arguments: &ShowArgs, system: &input::System, path: &Path) -> Result<ExitCode, Failure> {
    arguments.output.not_over(&[path])?;
    let text = input::read(path)?;
    let scale = system.history.scale();
    let (values, rows) = published_file::read_published(&text.source, arguments.on, &arguments.column, &scale.currency)?;
    let comparison = published::compare(&system.history, values);
    let inputs = [system.input.clone(), Input { rows: Some(rows), ..text.input }];
    let cut_off = cut_off(&text.source.name, text.source.text.as_bytes());
    warn(cut_off.as_slice());
    let notes: Vec<String> = cut_off.into_iter().map(|warning| warning.title).collect();
    let report = report::published_check(scale, &comparison, &path.display().to_string(), &notes, &inputs);
    arguments.output.write(&report, When::Never)?;
    Ok(if comparison.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
