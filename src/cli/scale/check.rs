//! `payspine scale check`: every problem of a file, and what is worth weighing in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::calendar::Date;
use crate::cli::roster::unknown_ids;
use crate::cli::{Failure, FormatArg, Output, When, coloured, input, progress, today};
use crate::diagnostic::{Code, Diagnostic, Source, render_all};
use crate::report::{self, Grid, Report, Sort};
use crate::scale_file::{self, FileKind};

/// Check pay systems, proposals, members' files, statutory tables, recovery policies and roster mappings
///
/// Every problem is shown with its place, what was expected and the nearest right word. Of a pay system that can be read it also says
/// where pay falls below the legal minimum, which ranges take longer than five years, and which sources were last checked more than a
/// year ago. Exit code 1 when there are errors.
#[derive(Args, Debug)]
pub(in crate::cli) struct CheckArgs {
    /// The files, or ids of what is shipped
    #[arg(required = true, value_name = "ID|FILE")]
    files: Vec<PathBuf>,
    /// Judge the age of sources as of this day; today unless given
    #[arg(long, value_name = "DATE", value_parser = progress::date)]
    as_of: Option<Date>,
    #[command(flatten)]
    output: Output,
}

/// What is wrong with a file, whichever kind it is.
fn problems_of(path: &Path, today: Date) -> Result<(FileKind, Vec<Diagnostic>, Option<String>), Failure> {
    input::exists(path.to_str().unwrap_or(""))?;
    let text = match input::any_text(path) {
        Err(Failure::Problems(problems)) => return Ok((FileKind::Scale, problems, None)),
        other => other?,
    };
    let kind = scale_file::kind_of(&text.source);
    let problems = |failure: Failure| match failure {
        Failure::Problems(problems) => Ok(problems),
        other => Err(other),
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
        FileKind::Mapping => mapping_problems(&text.source, path).map_or_else(problems, Ok)?,
        FileKind::Proposal => match input::system_named_in(&text, path) {
            Err(failure) => problems(failure)?,
            Ok(base) => input::proposal(path, &base).map_or_else(problems, |proposed| Ok(proposed.loaded.warnings))?,
        },
        FileKind::Member => progress::check_member(&text, path).map_or_else(problems, Ok)?,
    };
    Ok((kind, found, note))
}

/// What is wrong with a mapping, by itself and against the pay system that it names.
fn mapping_problems(source: &Arc<Source>, path: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let loaded = scale_file::read_mapping(source)?;
    let system = input::system(&loaded.value.scale, input::folder_of(path))?;
    let unknown = unknown_ids(&loaded.value, &system.loaded.value, Some(&loaded.document));
    Ok(loaded.warnings.into_iter().chain(unknown).collect())
}

pub(super) fn run(arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let today = arguments.as_of.unwrap_or_else(today);
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
            let note = note.map_or_else(String::new, |note| format!("; {note}"));
            lines.push(format!("{}: {}, no errors{note}", path.display(), kind.written()));
        }
        all.extend(found);
    }
    let errors = all.iter().any(Diagnostic::is_error);
    if arguments.output.format() == FormatArg::Table {
        let problems = if all.is_empty() {
            String::new()
        } else {
            render_all(&all, arguments.output.out.is_none() && coloured(&std::io::stdout()))
        };
        if arguments.output.explain {
            let codes: BTreeSet<Code> = all.iter().map(|problem| problem.code).collect();
            lines.extend(codes.into_iter().map(|code| format!("{}: {}", code.word(), code.says())));
        }
        let clean = lines.join("\n");
        let end = if clean.is_empty() { "" } else { "\n" };
        arguments.output.write_bytes(format!("{problems}{clean}{end}").as_bytes())?;
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
    let mut grid = Grid { columns: columns.map(|column| (column.to_owned(), Sort::Text)).into(), ..Grid::default() };
    for problem in problems {
        let place = problem.labels.first();
        let (line, column) = place.map_or((0, 0), |label| label.source.line_and_column(label.span.start));
        grid.rows.push(vec![
            place.map_or_else(String::new, |label| label.source.name.clone()),
            line.to_string(),
            column.to_string(),
            if problem.is_error() { "error" } else { "warning" }.to_owned(),
            problem.code.word().to_owned(),
            problem.title.clone(),
            place.map_or_else(String::new, |label| label.text.clone()),
            problem.help.clone().unwrap_or_else(String::new),
        ]);
    }
    let json = json!({ "problems": grid.rows.iter().map(|row| {
        let object: serde_json::Map<String, serde_json::Value> = columns.iter().zip(row).map(|(column, value)| {
            let value = if ["line", "column"].contains(column) { json!(value.parse::<u64>().ok()) } else { json!(value) };
            ((*column).to_owned(), value)
        }).collect();
        object
    }).collect::<Vec<_>>() });
    Report { blocks: vec![report::Block::Table(grid.clone())], grid, json, ..Report::default() }
}
