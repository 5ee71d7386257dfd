//! What a change of one person's post would mean: pay before and after it, in the hand too, and what it does to what comes next.

mod deductions;

use self::deductions::Deductions;
use super::described::Described;
use super::{Answer, Failure, Session, progress};
use crate::calendar::{Date, Length, day_after, written};
use crate::diagnostic::{Diagnostic, Setting};
use crate::entitlement::Career;
use crate::money::TooLarge;
use crate::report::{self, Assumption, WhatIfSide, WhatIfView, words};
use crate::settlement::History;
use crate::statutory::LoanPlan;
use crate::workforce::{Event, FieldChange, Member, Position};

/// Whose post, and what would change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// Whose, and a claim or an offer that takes effect, too.
    pub of: progress::Question,
    /// What changes: hours, fte, annual-hours, weeks, paid-weeks, grade, area, point, salary, target, or any field that rules ask for, each with its new value.
    pub changes: Vec<(String, String)>,
    /// The day of the change; today unless given.
    pub on: Option<Date>,
    /// What the member pays into a pension: a scheme, or a rate such as 5.8%.
    pub pension: Option<String>,
    /// Whether income tax is Scotland's.
    pub scottish_tax: bool,
    /// The student loans that are repaid.
    pub student_loan: Vec<LoanPlan>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    if question.of.member.is_some() && !question.of.who.is_empty() {
        return Err(Failure::Message("the member is described by a file and beside it: one of them".into()));
    }
    let mut asked = progress::read(&question.of, "what-if", session)?;
    let mut found = std::mem::take(&mut asked.found);
    let (system, member) = (&asked.system, &asked.member);
    let proposed = match asked.proposals.as_slice() {
        [] => None,
        [one] => Some(one),
        _ => return Err(Failure::asks([Setting::Proposal], "one claim or offer at a time takes effect with a change")),
    };
    if question.changes.is_empty() && proposed.is_none() {
        let why = "what would change? Such as hours=30, weeks=39, fte=0.8, grade=EO, area=london or point=14, or a claim";
        return Err(Failure::asks([Setting::Change], why));
    }
    if let Some(key) = said_twice(&question.changes) {
        return Err(Failure::asks([Setting::Change], format!("`{key}` is said twice, and it can change to one value")));
    }
    let first = member.member.from;
    let on = question.on.unwrap_or_else(|| session.today.max(first));
    // Nobody moves to another grade on the day on which they are said to stand in theirs.
    let is_move = question.changes.iter().any(|(key, _)| key == "grade" || key == "target");
    let on = if is_move && on == first { day_after(first) } else { on };
    if on < first {
        let why = format!("the member stands there from {} on, and {} is before that", written(first), written(on));
        return Err(Failure::asks([Setting::ChangeOn], why));
    }
    let until = member.until.filter(|until| *until > on).or_else(|| Length::months(120).checked_after(on));
    let Some(until) = until else {
        return Err(Failure::asks([Setting::ChangeOn], "ten years from then would end after the last day of the calendar"));
    };
    let before = progress::career(&system.history, member, until, &mut found)?;
    let mut changed = member.clone();
    if !question.changes.is_empty() {
        changed.member = with(changed.member, on, changes(question, session, &asked, on)?);
    }
    let history = proposed.map_or(&system.history, |proposal| &proposal.history);
    let after = progress::career(history, &changed, until, &mut found)?;
    let (deductions, tables_read) = Deductions::read(question)?;
    let side = |history, career| side(history, career, on, &deductions);
    let (before_side, after_side) = (side(&system.history, &before)?, side(history, &after)?);
    let mut assumptions: Vec<Assumption> = Vec::new();
    for (career, side) in [(&before, &before_side), (&after, &after_side)] {
        assumptions.extend(career.assumptions.iter().cloned().map(Assumption::from));
        assumptions.extend(side.left.iter().flat_map(|left| left.assumptions.iter().cloned()));
    }
    assumptions.extend(words::by_sentence(member.understood.iter().cloned()));
    assumptions.extend(progress::unknown_since(&system.history, member).map(Assumption::from));
    let view = WhatIfView {
        member: &member.member,
        on,
        changes: &question.changes,
        proposal: proposed.map(|proposal| proposal.loaded.value.title.as_str()),
        before: before_side,
        after: after_side,
        assumptions,
        inputs: asked.inputs().chain(&tables_read).cloned().collect(),
        explain: question.of.explain,
    };
    session.warn(&found);
    Ok(report::what_if(&view).into())
}

/// What is said to change a second time, by the same name or another for the same.
fn said_twice(changes: &[(String, String)]) -> Option<&str> {
    fn what(key: &str) -> &str {
        match key {
            "fte" | "annual-hours" => "hours",
            "paid-weeks" => "weeks",
            "salary" => "point",
            key => key,
        }
    }
    let is_again =
        |(index, (key, _)): &(usize, &(String, String))| changes[..*index].iter().any(|(earlier, _)| what(earlier) == what(key));
    changes.iter().enumerate().find(is_again).map(|(_, (key, _))| key.as_str())
}

/// The member with changes on a day. On the first day that is asked about they stand there as changed; nothing happened to them then.
fn with(mut member: Member, on: Date, changes: Vec<FieldChange>) -> Member {
    if on > member.from {
        member.events.push(Event { on, changes });
        member.events.sort_by_key(|event| event.on);
        return member;
    }
    for change in changes {
        match change {
            FieldChange::Hours(hours) => member.hours = hours,
            FieldChange::Weeks(weeks) => member.weeks = weeks,
            FieldChange::Area(area) => member.area = Some(area),
            FieldChange::Position(position) => member.position = position,
            FieldChange::Field(name, value) => {
                let others = member.fields.iter().filter(|(known, _)| **known != name);
                let others: Vec<(String, String)> = others.map(|(name, value)| (name.clone(), value.clone())).collect();
                member.fields = others.into_iter().chain([(name, value)]).collect();
            }
            // A move to another grade is on a later day, and these say more of one.
            FieldChange::Grade(_)
            | FieldChange::Target(_)
            | FieldChange::Protect
            | FieldChange::Kind(_)
            | FieldChange::Temporary(_)
            | FieldChange::Since(_)
            | FieldChange::PointSince(_) => {}
        }
    }
    member
}

/// What can change, beside fields that rules ask for.
const KEYS: [&str; 10] = ["hours", "fte", "annual-hours", "weeks", "paid-weeks", "grade", "area", "point", "salary", "target"];

/// What changes, read as a description of the member with the new values is.
fn changes(question: &Question, session: &Session<'_>, asked: &progress::Asked, on: Date) -> Result<Vec<FieldChange>, Failure> {
    let scale = &asked.system.loaded.value;
    let now = &asked.member.member;
    let is_known = |key: &str| KEYS.contains(&key) || asked.used.contains_key(key);
    if let Some((unknown, _)) = question.changes.iter().find(|(key, _)| !is_known(key)) {
        let known = KEYS.into_iter().chain(asked.used.keys().map(String::as_str)).collect::<Vec<_>>().join(", ");
        return Err(Failure::asks(
            [Setting::Change],
            format!("no pay of this system goes by `{unknown}`; what can change is {known}"),
        ));
    }
    let said = |key: &str| question.changes.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.clone());
    let (point, salary) = match &now.position {
        Position::Point(point) => (Some(point.to_string()), None),
        Position::Salary(salary) => (None, Some(salary.to_string())),
        Position::Nowhere => (None, None),
    };
    let who = Described {
        grade: said("grade").or_else(|| Some(now.grade.to_string())),
        area: said("area").or_else(|| now.area.as_ref().map(ToString::to_string)),
        point: said("point").or_else(|| point.filter(|_| said("salary").is_none())),
        salary: said("salary").or_else(|| salary.filter(|_| said("point").is_none())),
        fte: said("fte"),
        hours: said("hours"),
        annual_hours: said("annual-hours"),
        weeks: said("weeks"),
        paid_weeks: said("paid-weeks"),
        target: said("target"),
        since: Some(on),
        field: question.changes.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())).cloned().collect(),
        ..Described::default()
    };
    let (described, mut found) = who.member(session, ("what-if", question.of.scale.as_deref()), scale, None);
    let Some(mut described) = described else { return Err(found.into()) };
    described.read_names(scale);
    found.extend(described.read_fields(&asked.used));
    if found.iter().any(Diagnostic::is_error) {
        return Err(found.into());
    }
    session.warn(&found);
    let new = described.member;
    let mut changes = Vec::new();
    for (key, _) in &question.changes {
        changes.push(match key.as_str() {
            "hours" | "fte" | "annual-hours" => FieldChange::Hours(new.hours),
            "weeks" | "paid-weeks" => FieldChange::Weeks(new.weeks),
            "grade" => FieldChange::Grade(new.grade.clone()),
            "area" => match &new.area {
                Some(area) => FieldChange::Area(area.clone()),
                None => continue,
            },
            "point" | "salary" => FieldChange::Position(new.position.clone()),
            "target" => match &new.target {
                Some(target) => FieldChange::Target(target.clone()),
                None => continue,
            },
            field => match new.fields.iter().find(|(name, _)| name.as_str() == field) {
                Some((name, value)) => FieldChange::Field(name.clone(), value.clone()),
                None => continue,
            },
        });
    }
    Ok(changes)
}

/// What holds on a day, what a month of it pays, and about what is left of that after deductions.
fn side<'a>(history: &'a History, career: &'a Career, on: Date, deductions: &Deductions) -> Result<WhatIfSide<'a>, Failure> {
    if let Some(gap) = history.gap_on(on) {
        return Err(Failure::asks([Setting::ChangeOn], format!("nothing is known {gap}, and the change is on {}", written(on))));
    }
    let row = career.rows.iter().rev().find(|row| row.from <= on);
    let row = row.filter(|_| career.outlook.left.is_none_or(|last| last >= on));
    let Some(row) = row else {
        return Err(Failure::asks([Setting::ChangeOn], format!("the member is no longer in service on {}", written(on))));
    };
    let too_large = |why: TooLarge| Failure::Message(why.to_string());
    let month = row.pay.whole_month(history.scale().conventions.monthly_rounding).map_err(too_large)?;
    let left = deductions.of(&month, &row.pay.annual_pensionable(), on)?;
    Ok(WhatIfSide { history, career, row, month, left })
}
