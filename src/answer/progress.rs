//! One person's points and pay on each date, why, and what comes next.

use std::path::{Path, PathBuf};

use super::pay_files::{self, Proposed, System};
use super::session::Text;
use super::{Answer, Failure, Session};
use crate::calendar::{Date, Length, day_before};
use crate::diagnostic::{Diagnostic, Setting};
use crate::entitlement::{self, Career};
use crate::report::{self, AskAssumption, Assumption, Case, ProgressView, words};
use crate::scale_file::{self, FileKind, MemberFile};
use crate::settlement::History;

/// One person, and how far ahead.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// A member's file, instead of flags.
    pub member: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own.
    pub scale: Option<String>,
    /// The grade.
    pub grade: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// The point on the first day.
    pub point: Option<String>,
    /// The annual salary at full time on the first day, for a range by pay.
    pub salary: Option<String>,
    /// Hours as a share of full time.
    pub fte: Option<String>,
    /// Hours a week, instead of a share of full time.
    pub hours: Option<String>,
    /// In the grade since this day.
    pub since: Option<Date>,
    /// The day on which the member stands on the point; that since which in the grade unless given.
    pub from: Option<Date>,
    /// On the point since this day.
    pub point_since: Option<Date>,
    /// The top point of the member's own grade, where employers set grades on a national spine.
    pub target: Option<String>,
    /// Pay above the target is protected.
    pub protected: bool,
    /// A field that rules ask for, such as rating=B; can be given more than once.
    pub field: Vec<(String, String)>,
    /// Up to this day, which is not included; ten years unless given.
    pub until: Option<Date>,
    /// A claim or an offer to show beside what is agreed, shipped or your own; can be given more than once.
    pub proposal: Vec<PathBuf>,
    /// Hold the rates of this day throughout.
    pub rates_of: Option<Date>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date.
    pub without_promises: bool,
    /// Whether it says why.
    pub explain: bool,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let text = question.member.as_deref().map(|path| pay_files::read_as(session, path, FileKind::Member)).transpose()?;
    let system = match (&question.scale, &text, question.proposal.first()) {
        (Some(reference), _, _) => pay_files::system(session, reference, None)?,
        (None, Some(text), _) => pay_files::system_named_in(session, text, question.member.as_deref().unwrap_or(Path::new("")))?,
        (None, None, Some(path)) => pay_files::system_named_in(session, &pay_files::proposal_text(session, path)?, path)?,
        (None, None, None) => {
            return Err(pay_files::which_system("or in a member's file"));
        }
    };
    let system = if question.without_promises { system.without_promises()? } else { system };
    let (member, mut found) = match &text {
        Some(text) => scale_file::read_member(&text.source),
        None => described(session, question, &system),
    };
    let Some(mut member) = member else { return Err(found.into()) };
    let proposals =
        question.proposal.iter().map(|path| pay_files::proposal(session, path, &system)).collect::<Result<Vec<_>, _>>()?;
    distinct(&proposals, &system)?;
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    found.extend(system.loaded.warnings.iter().cloned());
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    let from = member.member.from;
    let until = question.until.or(member.until).or_else(|| Length::months(120).checked_after(from));
    let Some(until) = until.filter(|_| from < Date::MAX) else {
        let why = format!("ten years from {from} would end after {}, the last day of the calendar: how far then?", Date::MAX);
        return Err(Failure::asks([Setting::Until], why));
    };
    let held = |history: &History| question.rates_of.map_or_else(|| Ok(history.clone()), |day| hold(history, day));
    let baseline = held(&system.history)?;
    let agreed = career(&baseline, &member, until, &mut found)?;
    let mut proposed: Vec<(&Proposed, History, Career)> = Vec::new();
    for proposal in &proposals {
        let history = held(&proposal.history)?;
        let career = career(&history, &member, until, &mut found)?;
        proposed.push((proposal, history, career));
    }
    let asked = question.without_promises.then_some(AskAssumption::WithoutPromises);
    let assumed = |career: &Career| -> Vec<Assumption> {
        let understood = words::by_sentence(member.understood.iter().cloned());
        let ahead = career.outlook.assumptions.iter().cloned().map(Assumption::from);
        career.assumptions.iter().cloned().map(Assumption::from).chain(understood).chain(ahead).collect()
    };
    let mut of_agreed = assumed(&agreed);
    of_agreed.extend(asked.map(Assumption::from));
    let of_proposed: Vec<Vec<Assumption>> = proposed.iter().map(|(_, _, career)| assumed(career)).collect();
    let mut cases = vec![Case { id: None, title: "As agreed", history: &baseline, career: &agreed, assumptions: &of_agreed }];
    cases.extend(proposed.iter().zip(&of_proposed).map(|((proposal, history, career), assumptions)| Case {
        id: Some(proposal.loaded.value.id.as_str()),
        title: &proposal.loaded.value.title,
        history,
        career,
        assumptions,
    }));
    let inputs = std::iter::once(&system.input)
        .chain(text.as_ref().map(|text| &text.input))
        .chain(proposals.iter().map(|proposal| &proposal.input));
    let inputs = inputs.cloned().collect();
    let view =
        ProgressView { member: &member.member, until, rates_of: question.rates_of, cases, inputs, explain: question.explain };
    session.warn(&found);
    Ok(report::progress(&view).into())
}

/// The member that the question describes, read as a file is.
fn described(session: &Session<'_>, question: &Question, system: &System) -> (Option<MemberFile>, Vec<Diagnostic>) {
    let mut line = session.description("progress");
    match &question.scale {
        Some(scale) => line.text("scale", scale),
        None => line.given("scale", system.loaded.value.id.as_str()),
    }
    let texts = [
        ("grade", &question.grade),
        ("area", &question.area),
        ("point", &question.point),
        ("salary", &question.salary),
        ("fte", &question.fte),
        ("hours", &question.hours),
        ("target", &question.target),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            line.text(key, value);
        }
    }
    let last = question.until.map(day_before);
    for (key, value) in [("since", question.since), ("from", question.from), ("point-since", question.point_since), ("to", last)]
    {
        if let Some(value) = value {
            line.date(key, value);
        }
    }
    if question.protected {
        line.flag("protected");
    }
    for (name, value) in &question.field {
        line.field(name, value);
    }
    line.member()
}

/// The career, unless the engine finds something wrong or something wrong was found before.
fn career(history: &History, member: &MemberFile, until: Date, found: &mut Vec<Diagnostic>) -> Result<Career, Failure> {
    match entitlement::progress(history, &member.member, until) {
        Ok(career) if !found.iter().any(Diagnostic::is_error) => Ok(career),
        Ok(_) => Err(std::mem::take(found).into()),
        Err(faults) => {
            found.extend(faults.iter().map(|fault| member.labelled(fault)));
            Err(std::mem::take(found).into())
        }
    }
}

fn hold(history: &History, day: Date) -> Result<History, Failure> {
    history.held_at(day).map_err(|early| {
        let first = early.first.map_or_else(String::new, |first| format!(": the first settlement is from {first}"));
        Failure::Message(format!("nothing is in force on {day}, whose rates were to be held{first}"))
    })
}

/// Proposals of one id could not be told apart in the results.
pub(super) fn distinct(proposals: &[Proposed], system: &System) -> Result<(), Failure> {
    for (index, proposal) in proposals.iter().enumerate() {
        let id = &proposal.loaded.value.id;
        let twin = proposals[..index].iter().any(|earlier| earlier.loaded.value.id == *id)
            || id.as_str() == system.loaded.value.id.as_str();
        if twin {
            let title = format!("the id `{id}` is taken: results name each proposal by its id");
            let problem =
                proposal.loaded.document.labelled(crate::diagnostic::Code::DuplicateId, title, &["id"], "the second of this id");
            return Err(problem.into());
        }
    }
    Ok(())
}

/// Everything that is wrong with a member's file on the pay system that it names.
pub(super) fn check_member(session: &Session<'_>, text: &Text, path: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let (member, mut found) = scale_file::read_member(&text.source);
    let Some(mut member) = member else { return Ok(found) };
    let system = pay_files::system_named_in(session, text, path)?;
    let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    let until = member.until.unwrap_or_else(|| Length::months(120).after(member.member.from));
    if let Err(faults) = entitlement::progress(&system.history, &member.member, until) {
        found.extend(faults.iter().map(|fault| member.labelled(fault)));
    }
    Ok(found)
}
