//! The errors and warnings of a pay file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use crate::answer::roster::unknown_ids;
use crate::answer::{Answer, Body, Failure, Format, Session, pay_files, progress};
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::report::{Cell, Column, ColumnKind, Input, Report, RestsOn, Role, Section, Table, words};
use crate::scale_file::{self, FileKind};

/// Pay files to be checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The files, or ids of what is shipped.
    pub files: Vec<PathBuf>,
    /// Judge the age of sources as of this day; today unless given.
    pub as_of: Option<Date>,
    /// In which format the result is wanted.
    pub format: Format,
    /// Whether it says why.
    pub explain: bool,
}

/// A file that was checked.
struct Checked {
    kind: FileKind,
    problems: Vec<Diagnostic>,
    /// What was not checked, if something was not.
    note: Option<String>,
    /// None of a file that is no text.
    input: Option<Input>,
}

/// What is wrong with a file, whichever kind it is.
fn checked(session: &Session<'_>, path: &Path, today: Date) -> Result<Checked, Failure> {
    pay_files::exists(session, path.to_str().unwrap_or(""))?;
    let text = match pay_files::any_text(session, path) {
        Err(Failure::Problems(problems)) => return Ok(Checked { kind: FileKind::Scale, problems, note: None, input: None }),
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
        FileKind::Mapping => mapping_problems(session, &text.source, path).map_or_else(problems, Ok)?,
        FileKind::Proposal => match pay_files::system_named_in(session, &text, path) {
            Err(failure) => problems(failure)?,
            Ok(base) => {
                pay_files::proposal(session, path, &base).map_or_else(problems, |proposed| Ok(proposed.loaded.warnings))?
            }
        },
        FileKind::Member => progress::check_member(session, &text, path).map_or_else(problems, Ok)?,
    };
    Ok(Checked { kind, problems: found, note, input: Some(text.input) })
}

/// What is wrong with a mapping, by itself and against the pay system that it names.
fn mapping_problems(session: &Session<'_>, source: &Arc<Source>, path: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let loaded = scale_file::read_mapping(source)?;
    let system = pay_files::system(session, &loaded.value.scale, session.files.folder_of(path))?;
    let unknown = unknown_ids(&loaded.value, &system.loaded.value, Some(&loaded.document));
    Ok(loaded.warnings.into_iter().chain(unknown).collect())
}

pub(in crate::answer) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let today = question.as_of.unwrap_or(session.today);
    let mut all = Vec::new();
    let mut lines = Vec::new();
    let mut unread = Vec::new();
    let mut inputs = Vec::new();
    for path in &question.files {
        let Checked { kind, problems: found, note, input } = match checked(session, path, today) {
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
        inputs.extend(input);
    }
    let errors = all.iter().any(Diagnostic::is_error);
    let unread = (!unread.is_empty()).then(|| Failure::Message(unread.join("; ")));
    let body = if question.format == Format::Table {
        if question.explain {
            let codes: BTreeSet<Code> = all.iter().map(|problem| problem.code).collect();
            lines.extend(codes.into_iter().map(|code| format!("{}: {}", code.word(), code.says())));
        }
        Body::Problems { problems: all, lines, unread }
    } else if let Some(unread) = unread {
        return Err(unread);
    } else {
        Body::Report(Box::new(problems_report(&all, inputs)))
    };
    Ok(Answer::of(body).finding(errors))
}

fn problems_report(problems: &[Diagnostic], inputs: Vec<Input>) -> Report {
    let columns = ["file", "line", "column", "severity", "code", "problem", "expected", "help"];
    let mut table = Table { name: "Problems".to_owned(), ..Table::default() };
    table.columns = columns.iter().map(|title| Column::new(*title, ColumnKind::Text)).collect();
    let mut objects = Vec::new();
    for problem in problems {
        let label = problem.labels.first();
        let (line, column) = label.map_or((0, 0), |label| label.source.line_and_column(label.span.start));
        let file = label.map_or("", |label| label.source.name.as_str());
        let severity = if problem.is_error() { "error" } else { "warning" };
        let expected = label.map_or("", |label| label.text.as_str());
        let help = problem.help.as_ref().map_or_else(String::new, ToString::to_string);
        objects.push(json!({
            "file": file, "line": line, "column": column, "severity": severity, "code": problem.code.word(),
            "problem": problem.title, "expected": expected, "help": help,
        }));
        table.rows.push(vec![
            Cell::text(file),
            Cell::number(line),
            Cell::number(column),
            Cell::text(severity),
            Cell::text(problem.code.word()),
            Cell::text(&problem.title),
            Cell::text(expected),
            Cell::text(help),
        ]);
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count() as u64;
    let warnings = problems.len() as u64 - errors;
    let found = format!("{} and {}.", words::counted(errors, "error"), words::counted(warnings, "warning"));
    Report {
        title: "What is wrong with pay files".to_owned(),
        headline: vec![found.into()],
        sections: vec![Section::new(Role::Answer).with(table.clone())],
        table,
        json: [("problems".to_owned(), objects.into())].into_iter().collect(),
        rests_on: RestsOn { inputs, ..RestsOn::default() },
        ..Report::default()
    }
}
