//! Rows of a roster as people: who each is about, and the member with what happened to them.

use rust_decimal::Decimal;

use super::{Whose, asked};
use crate::answer::pay_files::System;
use crate::answer::{Failure, roster};
use crate::calendar::Weekdays;
use crate::costing::Plan;
use crate::diagnostic::{Code, Diagnostic, Setting};
use crate::entitlement::MemberFault;
use crate::events_file::Happenings;
use crate::roster_file::{Complaint, Wanted};
use crate::scale_file::{UsedFields, member_problem};
use crate::workforce::{Cell, Member, Position, Subject, Value};

/// The column that says who a row is about.
pub(in crate::answer) const ID: &str = "id";
/// The column of the days of the week on which somebody works.
const WORKING_DAYS: &str = "working-days";

/// The months that are asked about of a roster, and the day on which its staff stand there.
pub(in crate::answer) fn plan(question: &Whose) -> Result<Plan, Failure> {
    let (Some(from), Some(to)) = (question.from, question.to) else {
        return Err(Failure::asks(
            [Setting::FirstMonth, Setting::To],
            "which months? Give the first and the last that are asked about",
        ));
    };
    let asked = asked(from, to)?;
    let plan = Plan { period: asked, as_at: question.as_at.unwrap_or(asked.start) };
    if plan.as_at > asked.start {
        return Err(Failure::Message(format!(
            "the roster is of {}, and pay is asked about from {from}: where staff stood before is not known",
            plan.as_at
        )));
    }
    Ok(plan)
}

/// The columns of a roster of people.
pub(in crate::answer) fn wanted(system: &System, used: &UsedFields) -> Wanted {
    roster::wanted(system, used, &[[ID, WORKING_DAYS].map(str::to_owned).to_vec()])
}

/// What a row says in a column of these.
pub(super) fn text<'a>(cell: Cell<'a>, name: &str) -> Option<&'a str> {
    match cell.value(&Subject::Field(name.to_owned())) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    }
}

/// Who a row is about.
///
/// # Errors
///
/// Whatever makes it a row about nobody, about several, or about somebody whose working days cannot be read.
pub(in crate::answer) fn id_of(cell: Cell<'_>, needs_a_place: bool) -> Result<String, Vec<Complaint>> {
    let line = cell.origin().line;
    let text = |name| text(cell, name);
    let Some(id) = text(ID) else {
        return Err(vec![complaint(line, Some(ID), "nobody's id is here".into(), "every row says who it is about")]);
    };
    let mut complaints = Vec::new();
    if cell.headcount() != 1 || cell.posts().is_some() {
        let help = "each row is about one person: a row for each, without head counts and posts";
        complaints.push(complaint(line, None, format!("`{id}` is more than one person"), help));
    } else if cell.position().is_none() && needs_a_place {
        let help = "give the point, or the salary, on which they stood on the roster's day";
        complaints.push(complaint(line, None, format!("`{id}` has neither point nor salary"), help));
    }
    if let Some(Err(wrong)) = text(WORKING_DAYS).map(str::parse::<Weekdays>) {
        let help = "such as `saturday sunday`, or 4 for Monday to Thursday";
        complaints.push(complaint(line, Some(WORKING_DAYS), wrong.to_string(), help));
    }
    if complaints.is_empty() { Ok(id.to_owned()) } else { Err(complaints) }
}

/// The same person in a second row.
pub(in crate::answer) fn twice(line: u64, id: &str) -> Complaint {
    let twice = complaint(line, Some(ID), format!("`{id}` is in the roster twice"), "one row for each person");
    Complaint { code: Code::DuplicateId, ..twice }
}

fn complaint(line: u64, column: Option<&str>, problem: String, help: &str) -> Complaint {
    Complaint { column: column.map(str::to_owned), ..Complaint::of_row(Code::BadText, line, problem, help) }
}

/// Strangers that are told one by one.
const MOST_STRANGERS: usize = 1_000;

/// People to whom something happened and who are not in the roster. `alike` are ids of theirs, and those in the roster from which they
/// differ only in leading zeros or in the case of letters.
pub(in crate::answer) fn strangers(
    happened: &Happenings,
    is_known: impl Fn(&str) -> bool,
    alike: impl Fn(&str) -> Option<String>,
) -> Vec<Diagnostic> {
    let mut strangers = happened.ids().filter(|(id, _)| !is_known(id));
    let problem = |(id, happened): (&str, &crate::events_file::Happened)| {
        let title = format!("`{id}` is not in the roster, and line {} says what happened to them", happened.line);
        let help = match alike(id) {
            Some(known) => format!("the roster has `{known}`, which differs only in {DIFFER}"),
            None => "of the events, absences or hours worked: take the lines out, or put the member in".to_owned(),
        };
        Diagnostic::new(Code::UnknownField, title).help(help)
    };
    let mut told: Vec<Diagnostic> = strangers.by_ref().take(MOST_STRANGERS).map(problem).collect();
    let more = strangers.count();
    if more > 0 {
        told.push(Diagnostic::new(
            Code::UnknownField,
            format!("{more} more people to whom something happened are not in the roster"),
        ));
    }
    told
}

/// In what ids differ that are alike.
const DIFFER: &str = "leading zeros or in the case of letters";

/// What is said of ids of one roster that are alike.
pub(in crate::answer) fn alike_in_roster(pairs: &[(String, String)]) -> Option<Diagnostic> {
    let (one, other) = pairs.first()?;
    let title =
        format!("`{one}` and `{other}` in the roster differ only in {DIFFER}, and are taken for two people{}", more(pairs));
    Some(Diagnostic::new(Code::AlikeIds, title))
}

/// What is said of ids in the payslips that are not in the roster, where ids like them are.
pub(in crate::answer) fn alike_in_payslips(pairs: &[(String, String)]) -> Option<Diagnostic> {
    let (stranger, known) = pairs.first()?;
    let title = format!(
        "`{stranger}` in the payslips is not in the roster, where `{known}` differs from it only in {DIFFER}; they are taken for two people{}",
        more(pairs)
    );
    Some(Diagnostic::new(Code::AlikeIds, title))
}

/// What is said of ids in the payslips that are like that of the one member who is asked about.
pub(in crate::answer) fn alike_to_member(pairs: &[(String, String)]) -> Option<Diagnostic> {
    let (other, member) = pairs.first()?;
    let title = format!(
        "`{other}` in the payslips differs from `{member}` only in {DIFFER}; its lines are taken to be somebody else's{}",
        more(pairs)
    );
    Some(Diagnostic::new(Code::AlikeIds, title))
}

fn more(pairs: &[(String, String)]) -> String {
    match pairs.len() {
        0 | 1 => String::new(),
        2 => " (and 1 more such)".to_owned(),
        several => format!(" (and {} more such)", several - 1),
    }
}

/// The member of a row, with what happened to them.
pub(in crate::answer) fn member(
    cell: Cell<'_>,
    id: &str,
    (plan, full_time_hours): (Plan, Option<Decimal>),
    happened: &Happenings,
) -> Member {
    let position = cell.position().unwrap_or(Position::Nowhere);
    let mut member = cell.member(position, plan.as_at, plan.long_ago());
    member.fields.remove(ID);
    member.full_time_hours = member.full_time_hours.or(full_time_hours);
    member.working_days = member.fields.remove(WORKING_DAYS).and_then(|text| text.parse().ok());
    match happened.to(id) {
        Some(happened) => happened.on(member),
        None => member,
    }
}

/// What does not fit the pay system of a row.
pub(in crate::answer) fn misfits(cell: Cell<'_>, faults: &[MemberFault]) -> Vec<Complaint> {
    let id = cell.value(&Subject::Field(ID.to_owned())).map_or_else(String::new, ToString::to_string);
    let complaint = |fault: &MemberFault| {
        let (code, _, help) = member_problem(&fault.problem);
        let from_events = fault.path.first().is_some_and(|key| key == "event" || key == "absence");
        let place = if from_events { " (in its events or absences)" } else { "" };
        let problem = format!("{id}: {}{place}", fault.problem);
        Complaint { help, ..Complaint::of_row(code, cell.origin().line, problem, "") }
    };
    faults.iter().map(complaint).collect()
}
