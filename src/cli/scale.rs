//! `payspine scale`: list, show, check, diff, schema.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args, Subcommand, ValueEnum};
use serde_json::json;

use super::{Failure, FormatArg, Output, When, input, print, warn};
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, nearest, render_all, suggestion};
use crate::published;
use crate::published_file;
use crate::report::{self, Grid, Listed, Other, Report, ShowView, Sort};
use crate::scale::{AreaId, GradeId};
use crate::scale_file::{self, FileKind};
use crate::settlement::History;

#[derive(Subcommand, Debug)]
pub(super) enum ScaleCommand {
    List(ListArgs),
    Show(ShowArgs),
    Check(CheckArgs),
    Diff(DiffArgs),
    Schema(SchemaArgs),
}

/// List the pay systems, proposals, statutory tables and recovery policies that come with payspine
#[derive(Args, Debug)]
pub(super) struct ListArgs {
    #[command(flatten)]
    output: Output,
}

/// Show a pay system on a day: points, ranges, progression, payments, sources; or a proposal, a table or a policy
#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// A shipped id, or the path of your own: a pay system, a proposal, a statutory table or a recovery policy
    #[arg(value_name = "ID|FILE")]
    scale: String,
    /// The day; the date of the last settlement unless given
    #[arg(long, value_name = "DATE", value_parser = super::progress::date)]
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

/// Check pay systems, proposals, members' files, statutory tables and recovery policies
///
/// Every problem is shown with its place, what was expected and the nearest right word. Of a pay system that can be read it also says
/// where pay falls below the legal minimum, which ranges take longer than five years, and which sources were last checked more than a
/// year ago. Exit code 1 when there are errors.
#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// The files, or ids of what is shipped
    #[arg(required = true, value_name = "ID|FILE")]
    files: Vec<PathBuf>,
    /// Judge the age of sources as of this day; today unless given
    #[arg(long, value_name = "DATE", value_parser = super::progress::date)]
    as_of: Option<Date>,
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
}

pub(super) fn run(command: ScaleCommand) -> Result<ExitCode, Failure> {
    match command {
        ScaleCommand::List(arguments) => list(&arguments),
        ScaleCommand::Show(arguments) => show(&arguments),
        ScaleCommand::Check(arguments) => check(&arguments),
        ScaleCommand::Diff(arguments) => diff(&arguments),
        ScaleCommand::Schema(arguments) => schema(&arguments),
    }
}

fn list(arguments: &ListArgs) -> Result<ExitCode, Failure> {
    let systems: Vec<_> = scale_file::shipped_ids().map(|id| input::system(id, None)).collect::<Result<_, _>>()?;
    let listed: Vec<Listed<'_>> = systems.iter().map(|system| Listed { scale: system.loaded.value.as_ref() }).collect();
    let mut report = report::scale_list(&listed, &others()?);
    if arguments.output.explain {
        report.blocks.push(report::sources(systems.iter().map(|system| &system.history)));
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
    Ok(others)
}

/// Shows a proposal, a statutory table or a recovery policy, shipped or of one's own; `None` for a pay system.
fn show_other(arguments: &ShowArgs) -> Result<Option<Report>, Failure> {
    let reference = arguments.scale.as_str();
    let path = Path::new(reference);
    let shipped: Vec<&str> = input::shipped_ids().collect();
    if !path.is_file() && !shipped.contains(&reference) {
        let help = match nearest(reference, shipped) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "payspine scale list shows what is shipped; a path such as ./mine.toml reads your own".to_owned(),
        };
        let is_path = reference.contains(['/', '\\']) || path.extension().is_some();
        let title = if is_path {
            format!("there is no file {reference}")
        } else {
            format!("nothing called `{reference}` is shipped, and there is no such file")
        };
        return Err(Diagnostic::new(Code::UnknownScale, title).help(help).into());
    }
    let text = input::any_text(path)?;
    let inputs = [text.input.clone()];
    let kind = scale_file::kind_of(&text.source);
    let of_a_system = [
        ("--grade", arguments.grade.is_some()),
        ("--area", arguments.area.is_some()),
        ("--check", arguments.check.is_some()),
        ("--on", arguments.on.is_some() && kind != FileKind::Statutory),
    ];
    if let (FileKind::Proposal | FileKind::Statutory | FileKind::Policy, Some((flag, _))) =
        (kind, of_a_system.iter().find(|(_, given)| *given))
    {
        return Err(Failure::Message(format!("{reference} is a {}, and {flag} means nothing for one", kind.written())));
    }
    Ok(match kind {
        FileKind::Statutory => {
            let loaded = scale_file::read_statutory(&text.source)?;
            warn(&loaded.warnings);
            let today = super::today();
            let last = loaded.value.rows.iter().map(|row| row.from).max().filter(|_| loaded.value.on(today).is_empty());
            let on = arguments.on.or(last).unwrap_or(today);
            Some(report::statutory_show(&loaded.value, on, &inputs))
        }
        FileKind::Policy => {
            let loaded = scale_file::read_policy(&text.source)?;
            warn(&loaded.warnings);
            Some(report::policy_show(&loaded.value, &inputs))
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

fn show(arguments: &ShowArgs) -> Result<ExitCode, Failure> {
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
        let help = suggestion(name, known).map(|help| format!("; {help}")).unwrap_or_default();
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
    let step = system.history.step_at(on).map_err(|early| {
        let first = early.first.map(|first| format!(": its first settlement is from {first}")).unwrap_or_default();
        Failure::Message(format!("{} has nothing in force on {on}{first}", scale.id))
    })?;
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
    let help = suggestion(name, known.iter().copied()).map(|help| format!("; {help}")).unwrap_or_default();
    Err(format!("a mapping is NAME=HEADER, and NAME one of {}{help}", known.join(", ")))
}

/// Holds a system against published values.
fn check_published(arguments: &ShowArgs, system: &input::System, path: &Path) -> Result<ExitCode, Failure> {
    arguments.output.not_over(&[path])?;
    let text = input::read(path)?;
    let values = published_file::read_published(&text.source, arguments.on, &arguments.column)?;
    let comparison = published::compare(&system.history, values);
    let inputs = [system.input.clone(), text.input];
    let report = report::published_check(system.history.scale(), &comparison, &path.display().to_string(), &inputs);
    arguments.output.write(&report, When::Never)?;
    Ok(if comparison.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is wrong with a file, whichever kind it is.
fn problems_of(path: &Path, today: Date) -> Result<(FileKind, Vec<Diagnostic>, Option<String>), Failure> {
    let text = match input::any_text(path) {
        Err(Failure::Problems(problems)) => return Ok((FileKind::Scale, problems, None)),
        other => other?,
    };
    let kind = scale_file::kind_of(&text.source);
    let problems = |failure: Failure| match failure {
        Failure::Problems(problems) => Ok(problems),
        message @ Failure::Message(_) => Err(message),
    };
    let mut note = None;
    let found = match kind {
        FileKind::Scale => scale_file::read_scale(&text.source).map_or_else(
            |problems| problems,
            |(loaded, history)| {
                let lints = scale_file::lint(&loaded, &history, today);
                note = scale_file::not_checked(&history);
                loaded.warnings.into_iter().chain(lints).collect()
            },
        ),
        FileKind::Statutory => {
            scale_file::read_statutory(&text.source).map_or_else(|problems| problems, |loaded| loaded.warnings)
        }
        FileKind::Policy => scale_file::read_policy(&text.source).map_or_else(|problems| problems, |loaded| loaded.warnings),
        FileKind::Proposal => match input::system_named_in(&text, path) {
            Err(failure) => problems(failure)?,
            Ok(base) => input::proposal(path, &base).map_or_else(problems, |proposed| Ok(proposed.loaded.warnings))?,
        },
        FileKind::Member => super::progress::check_member(&text, path).map_or_else(problems, Ok)?,
    };
    Ok((kind, found, note))
}

fn check(arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let today = arguments.as_of.unwrap_or_else(super::today);
    let mut all = Vec::new();
    let mut lines = Vec::new();
    let mut unread = Vec::new();
    for path in &arguments.files {
        let (kind, found, note) = match problems_of(path, today) {
            Ok(found) => found,
            Err(Failure::Message(message)) => {
                unread.push(message);
                continue;
            }
            Err(problems) => return Err(problems),
        };
        let errors = found.iter().filter(|problem| problem.is_error()).count();
        if errors == 0 {
            let note = note.map(|note| format!("; {note}")).unwrap_or_default();
            lines.push(format!("{}: {}, no errors{note}", path.display(), kind.written()));
        }
        all.extend(found);
    }
    let errors = all.iter().any(Diagnostic::is_error);
    if arguments.output.format == FormatArg::Table {
        let problems = if all.is_empty() {
            String::new()
        } else {
            render_all(&all, arguments.output.out.is_none() && super::coloured(&std::io::stdout()))
        };
        if arguments.output.explain {
            let codes: BTreeSet<Code> = all.iter().map(|problem| problem.code).collect();
            lines.extend(codes.into_iter().map(|code| format!("{}: {}", code.word(), code.says())));
        }
        let clean = lines.join("\n");
        arguments.output.write_text(&format!("{problems}{clean}{}", if clean.is_empty() { "" } else { "\n" }))?;
    } else {
        arguments.output.write(&problems_report(&all), When::Never)?;
    }
    if !unread.is_empty() {
        return Err(Failure::Message(unread.join("; ")));
    }
    Ok(if errors { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn problems_report(problems: &[Diagnostic]) -> Report {
    let columns = ["file", "line", "column", "severity", "code", "problem", "expected", "help"];
    let mut grid = Grid { columns: columns.map(|column| (column.to_owned(), Sort::Text)).into(), rows: Vec::new() };
    for problem in problems {
        let place = problem.labels.first();
        let (line, column) = place.map_or((0, 0), |label| label.source.line_and_column(label.span.start));
        grid.rows.push(vec![
            place.map(|label| label.source.name.clone()).unwrap_or_default(),
            line.to_string(),
            column.to_string(),
            if problem.is_error() { "error" } else { "warning" }.to_owned(),
            problem.code.word().to_owned(),
            problem.title.clone(),
            place.map(|label| label.text.clone()).unwrap_or_default(),
            problem.help.clone().unwrap_or_default(),
        ]);
    }
    let json = json!({ "problems": grid.rows.iter().map(|row| {
        let object: serde_json::Map<String, serde_json::Value> = columns.iter().zip(row).map(|(column, value)| {
            let value = if ["line", "column"].contains(column) { json!(value.parse::<u64>().unwrap_or(0)) } else { json!(value) };
            ((*column).to_owned(), value)
        }).collect();
        object
    }).collect::<Vec<_>>() });
    Report { blocks: vec![report::Block::Table(grid.clone())], grid, json }
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
        report.blocks.push(report::sources([&first, &second].into_iter()));
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
    };
    let text = serde_json::to_string_pretty(&scale_file::schema(kind)).unwrap_or_default();
    print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}
