//! One person's points and pay on each date, why, and what comes next.

mod posts;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::described::{self, Described, Wanted};
use super::pay_files::{self, Extract, Proposed, System};
use super::session::Text;
use super::{Answer, Failure, Session};
use crate::audit::{self, Terms, Version};
use crate::calendar::{Date, Length, Period};
use crate::diagnostic::{Diagnostic, Setting};
use crate::entitlement::{self, Career};
use crate::report::{self, AskAssumption, Assumption, Case, DueKind, DueLine, Input, ProgressView, words};
use crate::scale_file::{self, FileKind, MemberFile, UsedFields};
use crate::settlement::History;

/// One person, and how far ahead.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// A member's file, instead of flags.
    pub member: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own.
    pub scale: Option<String>,
    /// Other posts of the same person, each a member's file, which stands beside the first with the sum.
    pub posts: Vec<PathBuf>,
    /// The member, where there is no file.
    pub who: Described,
    /// Up to this day, which is not included; ten years unless given.
    pub until: Option<Date>,
    /// A claim or an offer to show beside what is agreed, shipped or your own; can be given more than once.
    pub proposal: Vec<PathBuf>,
    /// Hold the rates of this day throughout.
    pub rates_of: Option<Date>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date.
    pub without_promises: bool,
    /// Only what was known on this day.
    pub as_known: Option<Date>,
    /// Whether it says why.
    pub explain: bool,
}

/// The pay system, the member and the proposals of a question, with what is wrong with them as far as it is known.
pub(super) struct Asked {
    pub(super) system: System,
    /// The member's file, where there is one.
    text: Option<Text>,
    pub(super) member: MemberFile,
    pub(super) proposals: Vec<Proposed>,
    /// The fields that rules ask for.
    pub(super) used: UsedFields,
    pub(super) found: Vec<Diagnostic>,
}

impl Asked {
    /// Everything that was read.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &Input> {
        let member = self.text.as_ref().map(|text| &text.input);
        std::iter::once(&self.system.input).chain(member).chain(self.proposals.iter().map(|proposal| &proposal.input))
    }
}

/// Reads what a question is about; `command` is what the question is called.
pub(super) fn read(question: &Question, command: &str, session: &Session<'_>) -> Result<Asked, Failure> {
    let text = question.member.as_deref().map(|path| pay_files::read_as(session, path, FileKind::Member)).transpose()?;
    let system = match (&question.scale, &text, question.proposal.first()) {
        (Some(reference), _, _) => pay_files::system(session, reference, None)?,
        (None, Some(text), _) => pay_files::system_named_in(session, text, question.member.as_deref().unwrap_or(Path::new("")))?,
        (None, None, Some(path)) => pay_files::system_named_in(session, &pay_files::proposal_text(session, path)?, path)?,
        (None, None, None) => return Err(described::asked_for_all(None, &question.who, session)),
    };
    if text.is_none() && described::lacks(&question.who.wanted(session, &system)) {
        return Err(described::asked_for_all(Some(&system), &question.who, session));
    }
    let system = question.extract().of(system)?;
    let (member, mut found) = if let Some(text) = &text {
        scale_file::read_member(&text.source)
    } else {
        let named = (command, question.scale.as_deref());
        question.who.member(session, named, &system.loaded.value, question.until)
    };
    let Some(mut member) = member else { return Err(found.into()) };
    let proposals =
        question.proposal.iter().map(|path| pay_files::proposal(session, path, &system)).collect::<Result<Vec<_>, _>>()?;
    distinct(&proposals, &system)?;
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    found.extend(system.loaded.warnings.iter().cloned());
    member.read_names(&system.loaded.value);
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    Ok(Asked { system, text, member, proposals, used, found })
}

impl Question {
    /// How much of the pay system is asked for.
    fn extract(&self) -> Extract {
        Extract { without_promises: self.without_promises, as_known: self.as_known }
    }
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    if !question.posts.is_empty() {
        return posts::answer(question, session);
    }
    let mut asked = read(question, "progress", session)?;
    let mut found = std::mem::take(&mut asked.found);
    let Asked { system, member, proposals, .. } = &asked;
    let from = member.member.from;
    let until = question.until.or(member.until).or_else(|| Length::months(120).checked_after(from));
    let Some(until) = until.filter(|_| from < Date::MAX) else {
        let why = format!("ten years from {from} would end after {}, the last day of the calendar: how far then?", Date::MAX);
        return Err(Failure::asks([Setting::Until], why));
    };
    let held = |history: &History| question.rates_of.map_or_else(|| Ok(history.clone()), |day| hold(history, day));
    let baseline = held(&system.history)?;
    let agreed = career(&baseline, member, until, &mut found)?;
    let mut proposed: Vec<(&Proposed, History, Career)> = Vec::new();
    for proposal in proposals {
        let history = held(&proposal.history)?;
        let career = career(&history, member, until, &mut found)?;
        proposed.push((proposal, history, career));
    }
    let assumed = |career: &Career| -> Vec<Assumption> {
        let understood = words::by_sentence(member.understood.iter().cloned());
        let ahead = career.outlook.assumptions.iter().cloned().map(Assumption::from);
        career.assumptions.iter().cloned().map(Assumption::from).chain(understood).chain(ahead).collect()
    };
    let mut of_agreed = assumed(&agreed);
    of_agreed.extend(question.extract().assumptions());
    let unknown = unknown_since(&baseline, member);
    let today = question.member.is_none() && question.who.stands_today();
    of_agreed.extend(today.then_some(AskAssumption::StandsToday(from).into()));
    of_agreed.extend(unknown.map(Assumption::from));
    let of_proposed: Vec<Vec<Assumption>> = proposed.iter().map(|(_, _, career)| assumed(career)).collect();
    let mut cases = vec![Case { id: None, title: "As agreed", history: &baseline, career: &agreed, assumptions: &of_agreed }];
    cases.extend(proposed.iter().zip(&of_proposed).map(|((proposal, history, career), assumptions)| Case {
        id: Some(proposal.loaded.value.id.as_str()),
        title: &proposal.loaded.value.title,
        history,
        career,
        assumptions,
    }));
    let inputs = asked.inputs().cloned().collect();
    let view = ProgressView {
        member: &member.member,
        until,
        today: session.today,
        rates_of: question.rates_of,
        cases,
        back_pay: back_pay(question, system, member, until),
        inputs,
        explain: question.explain,
    };
    session.warn(&found);
    let mut report = report::progress(&view);
    report.headline.extend(unknown.and_then(words::next_step_unknown));
    Ok(report.into())
}

/// What falls due for earlier months because an award was agreed later than it begins, and what is taken back so.
///
/// Nothing where the rates of one day are held, or where the member's place is none of the tables that were known at the time: then
/// nobody can say what was paid.
fn back_pay(question: &Question, system: &System, member: &MemberFile, until: Date) -> Vec<DueLine> {
    let scale = &system.loaded.value;
    let asked = Period::new(member.member.from, until);
    let of_earlier = || {
        let terms = Arc::new(Terms::new(Arc::clone(scale)).ok()?);
        let records = Version::new(Arc::clone(&terms), member.member.clone()).records(asked).ok()?;
        let due = audit::due(&terms, &records, asked).ok()?;
        Some(report::due_lines(scale, "", records.last()?, &due, false))
    };
    let is_late = scale.settlements.iter().any(|settlement| settlement.agreed.is_some_and(|agreed| agreed > settlement.from));
    let lines = if is_late && question.rates_of.is_none() { of_earlier() } else { None };
    lines.into_iter().flatten().filter(|line| line.kind != DueKind::Month).collect()
}

/// What is not known of a member because nobody knows since when they are in the grade.
pub(super) fn unknown_since(history: &History, member: &MemberFile) -> Option<AskAssumption> {
    member.since_is_unknown.then(|| AskAssumption::SinceUnknown {
        counted_from: member.member.since,
        between: entitlement::next_step_between(history, &member.member),
    })
}

/// What is not said yet of a member who is described, in the order in which it is best asked; nothing where there is a file.
///
/// # Errors
///
/// What is wrong with the pay system.
pub fn wanted(question: &Question, session: &Session<'_>) -> Result<Vec<Wanted>, Failure> {
    if question.member.is_some() {
        return Ok(Vec::new());
    }
    match (&question.scale, question.proposal.first()) {
        (Some(reference), _) => Ok(question.who.wanted(session, &pay_files::system(session, reference, None)?)),
        (None, Some(_)) => Ok(Vec::new()),
        (None, None) => Ok(vec![described::system_wanted()]),
    }
}

/// The career, unless the engine finds something wrong or something wrong was found before.
pub(super) fn career(
    history: &History,
    member: &MemberFile,
    until: Date,
    found: &mut Vec<Diagnostic>,
) -> Result<Career, Failure> {
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
    history.held_at(day).map_err(|none| {
        let why = match (none.last, none.first) {
            (None, None) => String::new(),
            (None, Some(first)) => format!(": the first settlement is from {first}"),
            (Some(last), None) => format!(": what is known ends on {last}"),
            (Some(last), Some(next)) => format!(": what is known ends on {last} and begins again on {next}"),
        };
        Failure::Message(format!("nothing is in force on {day}, whose rates were to be held{why}"))
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
    member.read_names(&system.loaded.value);
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    let until = member.until.unwrap_or_else(|| Length::months(120).after(member.member.from));
    if let Err(faults) = entitlement::progress(&system.history, &member.member, until) {
        found.extend(faults.iter().map(|fault| member.labelled(fault)));
    }
    Ok(found)
}
