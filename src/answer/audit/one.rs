//! The audit of one member, by a member's file.

use std::collections::BTreeMap;
use std::path::Path;

use super::facts::blocks_of;
use super::rows::alike_to_member;
use super::{Audit, Paid, Whose, asked, member_text, view};
use crate::answer::described::{Described, asked_for_all, lacks};
use crate::answer::pay_files::{self, System};
use crate::answer::progress::unknown_since;
use crate::answer::roster::{Mapped, after_any_row, once};
use crate::answer::{Failure, Session};
use crate::audit::PaidLine;
use crate::calendar::{Date, Length, Month, Period, day_before};
use crate::diagnostic::{Diagnostic, Setting};
use crate::entitlement;
use crate::money::Money;
use crate::payslip_file::Reader;
use crate::report::{self, Assumption, AuditView, Input, words};
use crate::roster_file::Complaint;
use crate::scale::Component;
use crate::scale_file::{self, MemberFile};
use crate::workforce::counterparts;

/// What one thread has read: lines, with whose they are and where.
#[derive(Default)]
struct Read {
    lines: Vec<(u64, String, PaidLine)>,
    complaints: Vec<Complaint>,
    /// Of which months those are, and whose.
    skipped: Vec<(String, Month)>,
    /// What the rows of those come to.
    unread: Money,
    /// Names that were taken as back pay.
    back_pay: BTreeMap<String, Component>,
}

/// A member's file with its pay system, and the months that are asked about.
pub(in crate::answer) struct Alone {
    pub(in crate::answer) system: System,
    pub(in crate::answer) file: MemberFile,
    pub(in crate::answer) asked: Period,
    /// The file, where there is one.
    pub(in crate::answer) input: Option<Input>,
    /// What its readers are warned of.
    pub(in crate::answer) warnings: Vec<Diagnostic>,
    /// The day of the question, where the member is taken to stand there then.
    pub(in crate::answer) today: Option<Date>,
}

/// Reads a member's file.
pub(in crate::answer) fn alone(session: &Session<'_>, whose: &Whose, path: &Path) -> Result<Alone, Failure> {
    let text = member_text(session, path)?;
    let system = match &whose.scale {
        Some(reference) => pay_files::system(session, reference, None)?,
        None => pay_files::system_named_in(session, &text, path)?,
    };
    let system = whose.extract().of(system)?;
    let alone = held_against(whose, system, scale_file::read_member(&text.source))?;
    Ok(Alone { input: Some(text.input), ..alone })
}

/// The same of a member who is described, field by field.
pub(in crate::answer) fn described(session: &Session<'_>, whose: &Whose, who: &Described) -> Result<Alone, Failure> {
    let Some(reference) = &whose.scale else { return Err(asked_for_all(None, who, session)) };
    let system = pay_files::system(session, reference, None)?;
    let hours = || whose.full_time_hours.map(|hours| hours.to_string());
    let who = &Described { full_time_hours: who.full_time_hours.clone().or_else(hours), ..who.clone() };
    if lacks(&who.wanted(session, &system)) {
        return Err(asked_for_all(Some(&system), who, session));
    }
    let system = whose.extract().of(system)?;
    let member = who.member(session, ("due", Some(reference)), &system.loaded.value, None);
    let today = who.stands_today().then_some(session.today);
    Ok(Alone { today, ..held_against(whose, system, member)? })
}

/// A member with everything that the pay system finds wrong with them.
fn held_against(
    whose: &Whose,
    system: System,
    (member, mut found): (Option<MemberFile>, Vec<Diagnostic>),
) -> Result<Alone, Failure> {
    let Some(mut file) = member else { return Err(found.into()) };
    file.member.full_time_hours = file.member.full_time_hours.or(whose.full_time_hours);
    let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
    file.read_names(&system.loaded.value);
    found.extend(file.read_fields(&used));
    found.extend(file.check_worked(&system.loaded.value));
    found.extend(system.loaded.warnings.iter().cloned());
    if found.iter().any(Diagnostic::is_error) {
        return Err(found.into());
    }
    let until = file.until.unwrap_or_else(|| Length::months(12).after(file.member.from));
    let from = whose.from.unwrap_or_else(|| Month::of(file.member.from));
    let asked = asked(from, whose.to.unwrap_or_else(|| Month::of(day_before(until))))?;
    Ok(Alone { system, file, asked, input: None, warnings: found, today: None })
}

pub(super) fn audit(session: &Session<'_>, question: &Paid, path: &Path) -> Result<AuditView, Failure> {
    let whose = &question.whose;
    let Alone { system, file, asked, input, warnings, .. } = alone(session, whose, path)?;
    let audit = Audit::new(&system, asked, question.payday)?;
    let mapped = Mapped::read(session, &whose.roster.reading)?;
    let names = audit.names(question, &mapped)?;
    let (shares, files) = blocks_of(session, question, &mapped, &once(session), after_any_row, Read::default, |read, block| {
        let mut reader = Reader::new(&names, &system.loaded.value.currency);
        let mut line = block.lines;
        let rows = reader.read(&block.layout, &block.bytes, block.lines, |row| {
            line += 1;
            match row {
                Ok(row) => read.lines.push((line, row.id.into_owned(), row.paid)),
                Err(unread) => {
                    read.skipped.extend(unread.month.map(|month| (unread.id, month)));
                    read.complaints.push(*unread.complaint);
                }
            }
        });
        read.unread += reader.unread;
        read.back_pay.append(&mut reader.back_pay);
        rows
    })?;
    let mut lines: Vec<(u64, String, PaidLine)> = Vec::new();
    let (mut complaints, mut unread, mut skipped) = (files.complaints.clone(), Money::ZERO, Vec::new());
    let mut back_pay = BTreeMap::new();
    for share in shares {
        unread += share.unread;
        lines.extend(share.lines);
        complaints.extend(share.complaints);
        skipped.extend(share.skipped);
        back_pay.extend(share.back_pay);
    }
    lines.sort_by_key(|(line, ..)| *line);
    super::facts::refuse(&complaints, &files, whose)?;
    let (id, own_lines) = own(&lines, whose.id.as_deref())?;
    let others = lines.iter().map(|(_, other, _)| other.as_str()).filter(|other| *other != id);
    let alike = alike_to_member(&counterparts(others, std::iter::once(id.as_str())));
    let lines = own_lines;
    let paid: Vec<PaidLine> = lines.into_iter().map(|(_, _, paid)| paid).collect();
    let label = |faults: Vec<entitlement::MemberFault>| {
        Failure::from(faults.iter().map(|fault| file.labelled(fault)).collect::<Vec<Diagnostic>>())
    };
    let skipped: Vec<Month> = skipped.into_iter().filter(|(whose, _)| *whose == id).map(|(_, month)| month).collect();
    let (audited, _) = audit.of(&id, file.member.clone(), &paid, &skipped).map_err(label)?;
    session.warn(&warnings);
    session.warn(&files.warnings());
    session.warn(alike.as_slice());
    let mut view = view(&audit, true);
    view.totals.take_in(&audited, paid.len() as u64);
    view.members.push(audited);
    view.left_out = super::facts::left_out(&complaints);
    view.left_out_amount = unread;
    let career = entitlement::progress(audit.terms.now(), &file.member, asked.end).map_err(label)?;
    view.stood = report::stood(audit.terms.now(), &career, asked);
    view.assumptions = career.assumptions.into_iter().map(Assumption::from).collect();
    view.assumptions.extend(words::by_sentence(file.understood.iter().cloned()));
    view.assumptions.extend(unknown_since(audit.terms.now(), &file).map(Assumption::from));
    view.assumptions.extend(files.notes());
    view.assumptions.extend(super::facts::of_back_pay(&system.loaded.value, back_pay));
    view.assumptions.extend(alike.iter().map(Assumption::from));
    view.inputs = std::iter::once(&system.input).chain(&input).chain(&mapped.input).chain(&files.inputs).cloned().collect();
    Ok(view)
}

type Lines = Vec<(u64, String, PaidLine)>;

/// The lines of the one id that there is, or of the one that is named.
fn own(lines: &[(u64, String, PaidLine)], wanted: Option<&str>) -> Result<(String, Lines), Failure> {
    let mut ids: Vec<&str> = Vec::new();
    for (_, id, _) in lines {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    match (wanted, ids.as_slice()) {
        (Some(wanted), ids) if !ids.contains(&wanted) => {
            let alike = counterparts([wanted], ids.iter().copied()).into_iter().next();
            let alike = alike.map(|(_, known)| format!("did you mean `{known}`?"));
            let help = alike
                .or_else(|| crate::diagnostic::suggestion(wanted, ids.to_vec()))
                .map_or_else(String::new, |help| format!(": {help}"));
            Err(Failure::Message(format!("the payslips have nothing of the id `{wanted}`{help}")))
        }
        (Some(wanted), _) => {
            let own = lines.iter().filter(|(_, id, _)| id == wanted).cloned().collect();
            Ok((wanted.to_owned(), own))
        }
        (None, [] | [_]) => Ok((ids.first().copied().unwrap_or("").to_owned(), lines.to_vec())),
        (None, several) => Err(Failure::asks(
            [Setting::Id],
            format!(
                "the payslips are of {} people, and a member's file is about one: say whose they are, such as {}",
                several.len(),
                several[0]
            ),
        )),
    }
}
