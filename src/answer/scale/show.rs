//! A pay system on a day, or held against published values; a proposal, a table, a policy.

use std::path::{Path, PathBuf};

use crate::answer::{Answer, Failure, Session, pay_files};
use crate::calendar::Date;
use crate::delimited::cut_off;
use crate::diagnostic::Setting;
use crate::published;
use crate::published_file;
use crate::report::{self, Input, Report, ShowView};
use crate::scale_file::{self, FileKind, NotNamed};

/// A pay file, and what of it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// A shipped id, or the path of your own: a pay system, a proposal, a statutory table or a recovery policy.
    pub scale: String,
    /// The day; the date of the last settlement unless given.
    pub on: Option<Date>,
    /// Only this grade.
    pub grade: Option<String>,
    /// Only this area.
    pub area: Option<String>,
    /// Hold the values against a CSV of published ones: date, spine, grade, area, point, annual.
    pub check: Option<PathBuf>,
    /// Which column of that file holds what, such as point="Spinal point"; can be given more than once.
    pub column: Vec<(String, String)>,
    /// Whether it says why.
    pub explain: bool,
}

/// Shows a proposal, a statutory table, a recovery policy or a roster mapping, shipped or of one's own; `None` for a pay system.
fn show_other(session: &Session<'_>, question: &Question) -> Result<Option<Report>, Failure> {
    let reference = question.scale.as_str();
    let path = Path::new(reference);
    pay_files::exists(session, reference)?;
    let text = pay_files::any_text(session, path)?;
    let inputs = [text.input.clone()];
    let kind = scale_file::kind_of(&text.source);
    let of_a_system = [
        (Setting::Grade, question.grade.is_some()),
        (Setting::Area, question.area.is_some()),
        (Setting::Check, question.check.is_some()),
        (Setting::On, question.on.is_some() && kind != FileKind::Statutory),
    ];
    if let (FileKind::Proposal | FileKind::Statutory | FileKind::Policy | FileKind::Mapping, Some((setting, _))) =
        (kind, of_a_system.into_iter().find(|(_, given)| *given))
    {
        return Err(Failure::asks([setting], format!("{reference} is a {}, and this means nothing for one", kind.written())));
    }
    Ok(match kind {
        FileKind::Statutory => {
            let loaded = scale_file::read_statutory(&text.source)?;
            session.warn(&loaded.warnings);
            let today = session.today;
            let last = loaded.value.rows.iter().map(|row| row.from).max().filter(|_| loaded.value.on(today).is_empty());
            let on = question.on.or(last).unwrap_or(today);
            Some(report::statutory_show(&loaded.value, on, &inputs))
        }
        FileKind::Policy => {
            let loaded = scale_file::read_policy(&text.source)?;
            session.warn(&loaded.warnings);
            Some(report::policy_show(&loaded.value, &inputs))
        }
        FileKind::Mapping => {
            let loaded = scale_file::read_mapping(&text.source)?;
            session.warn(&loaded.warnings);
            Some(report::mapping_show(&loaded.value, &inputs))
        }
        FileKind::Proposal => {
            let base = pay_files::system_named_in(session, &text, path)?;
            let proposed = pay_files::proposal(session, path, &base)?;
            session.warn(&proposed.loaded.warnings);
            Some(report::proposal_show(&base.loaded.value, &proposed.loaded.value, &inputs))
        }
        FileKind::Scale | FileKind::Member => None,
    })
}

pub(in crate::answer) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    if let Some(report) = show_other(session, question)? {
        return Ok(report.into());
    }
    let system = pay_files::system(session, &question.scale, None)?;
    session.warn(&system.loaded.warnings);
    if let Some(path) = &question.check {
        return check_published(session, question, &system, path);
    }
    let scale = system.history.scale();
    let not_named = |NotNamed { title, help, .. }: NotNamed| {
        let help = help.map_or_else(String::new, |help| format!("; {help}"));
        Failure::Message(format!("{}: {title}{help}", scale.id))
    };
    let grade = question.grade.as_ref().map(|text| scale_file::grade_of(scale, text)).transpose().map_err(not_named)?;
    let area = question.area.as_ref().map(|text| scale_file::area_of(scale, text)).transpose().map_err(not_named)?;
    let Some(on) = question.on.or(system.history.steps().last()) else {
        return Err(Failure::Message(format!("{} has no settlement", scale.id)));
    };
    let step = system.history.step_at(on).map_err(|early| pay_files::not_in_force(scale, &early))?;
    let view = ShowView {
        history: &system.history,
        on,
        step,
        grade,
        area,
        inputs: vec![system.input.clone()],
        explain: question.explain,
    };
    let report = report::scale_show(&view);
    let asked = view.grade.is_some() || view.area.is_some();
    if report.table.rows.is_empty() && asked {
        return Err(Failure::Message(format!("{} has no range for this grade and area on {on}", scale.id)));
    }
    Ok(report.into())
}

/// Holds a system against published values.
fn check_published(
    session: &Session<'_>,
    question: &Question,
    system: &pay_files::System,
    path: &Path,
) -> Result<Answer, Failure> {
    let text = pay_files::read(session, path)?;
    let scale = system.history.scale();
    let (values, rows) = published_file::read_published(&text.source, question.on, &question.column, &scale.currency)?;
    let comparison = published::compare(&system.history, values);
    let inputs = [system.input.clone(), Input { rows: Some(rows), ..text.input }];
    let cut_off = cut_off(&text.source.name, text.source.text.as_bytes());
    session.warn(cut_off.as_slice());
    let notes: Vec<report::Assumption> = cut_off.iter().map(Into::into).collect();
    let report = report::published_check(scale, &comparison, &path.display().to_string(), &notes, &inputs);
    Ok(Answer::from(report).finding(!comparison.agrees()))
}
