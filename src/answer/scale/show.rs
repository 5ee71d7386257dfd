//! A pay system on a day, or held against published values; a proposal, a table, a policy.

use std::path::{Path, PathBuf};

use crate::answer::{Answer, Failure, Session, pay_files};
use crate::calendar::Date;
use crate::delimited::cut_off;
use crate::diagnostic::{Setting, suggestion};
use crate::published;
use crate::published_file;
use crate::report::{self, Input, Report, ShowView};
use crate::scale_file::{self, FileKind, NotNamed};
use crate::settlement::History;

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
    /// Only this point.
    pub point: Option<String>,
    /// With this claim or offer.
    pub proposal: Option<PathBuf>,
    /// Hold the values against a CSV of published ones: date, spine, grade, area, point, annual.
    pub check: Option<PathBuf>,
    /// Which column of that file holds what, such as point="Spinal point"; can be given more than once.
    pub column: Vec<(String, String)>,
    /// Whether it says why.
    pub explain: bool,
}

/// Shows a proposal, a statutory table, a recovery policy or a roster mapping, shipped or of one's own; `None` for a pay system.
fn show_other(session: &Session<'_>, question: &Question) -> Result<Option<Report>, Failure> {
    let given = question.scale.as_str();
    let reference = if session.files.is_there(Path::new(given)) { given } else { pay_files::shipped_id(given).unwrap_or(given) };
    let path = Path::new(reference);
    pay_files::exists(session, reference)?;
    let text = pay_files::any_text(session, path)?;
    let inputs = [text.input.clone()];
    let kind = scale_file::kind_of(&text.source);
    let of_a_system = [
        (Setting::Grade, question.grade.is_some()),
        (Setting::Area, question.area.is_some()),
        (Setting::Point, question.point.is_some()),
        (Setting::Proposal, question.proposal.is_some()),
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
    let mut inputs = vec![system.input.clone()];
    let mut history = &system.history;
    let proposed = question.proposal.as_deref().map(|path| pay_files::proposal(session, path, &system)).transpose()?;
    if let Some(proposed) = &proposed {
        session.warn(&proposed.loaded.warnings);
        inputs.push(proposed.input.clone());
        history = &proposed.history;
    }
    if let Some(path) = &question.check {
        return check_published(session, question, (history, inputs), path);
    }
    let scale = history.scale();
    let not_named = |NotNamed { title, help, .. }: NotNamed| {
        let help = help.map_or_else(String::new, |help| format!("; {help}"));
        Failure::Message(format!("{}: {title}{help}", scale.id))
    };
    let grade = question.grade.as_ref().map(|text| scale_file::grade_of(scale, text)).transpose().map_err(not_named)?;
    let area = question.area.as_ref().map(|text| scale_file::area_of(scale, text)).transpose().map_err(not_named)?;
    let point = question.point.as_ref().map(|text| scale.point_named(text));
    let Some(on) = question.on.or(history.steps().last()) else {
        return Err(Failure::Message(format!("{} has no settlement", scale.id)));
    };
    let step = history.step_at(on).map_err(|early| pay_files::not_in_force(scale, &early))?;
    let view = ShowView { history, on, step, grade, area, point, inputs, explain: question.explain };
    let report = report::scale_show(&view);
    if let Some(point) = view.point.as_ref().filter(|_| report.table.rows.is_empty()) {
        return Err(Failure::Message(no_point(&view, &point.to_string())));
    }
    let asked = view.grade.is_some() || view.area.is_some();
    if report.table.rows.is_empty() && asked {
        return Err(Failure::Message(format!("{} has no range for this grade and area on {on}", scale.id)));
    }
    Ok(report.into())
}

/// What is said of a point that is not there, with those that may be meant.
fn no_point(view: &ShowView<'_>, point: &str) -> String {
    let shown = report::scale_show(&ShowView { point: None, ..view.clone() });
    let column = shown.table.columns.iter().position(|column| column.title == "point");
    let points: Vec<String> = shown.table.rows.iter().filter_map(|row| Some(row.get(column?)?.plain())).collect();
    let names = || points.iter().map(String::as_str);
    let help =
        scale_file::offered(point, names().map(|name| (name, name))).or_else(|| suggestion(point, names().collect::<Vec<_>>()));
    let word = &view.history.scale().point_word;
    format!("there is no {word} `{point}` here on {}{}", view.on, help.map_or_else(String::new, |help| format!("; {help}")))
}

/// Holds a system, with a proposal or without, against published values.
fn check_published(
    session: &Session<'_>,
    question: &Question,
    (history, mut inputs): (&History, Vec<Input>),
    path: &Path,
) -> Result<Answer, Failure> {
    let text = pay_files::read(session, path)?;
    let scale = history.scale();
    let (values, rows) = published_file::read_published(&text.source, question.on, &question.column, &scale.currency)?;
    let comparison = published::compare(history, values);
    inputs.push(Input { rows: Some(rows), ..text.input });
    let cut_off = cut_off(&text.source.name, text.source.text.as_bytes());
    session.warn(cut_off.as_slice());
    let notes: Vec<report::Assumption> = cut_off.iter().map(Into::into).collect();
    let report = report::published_check(scale, &comparison, &path.display().to_string(), &notes, &inputs);
    Ok(Answer::from(report).finding(!comparison.agrees()))
}
