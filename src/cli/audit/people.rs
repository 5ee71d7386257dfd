//! The audit of everybody in a roster, in one pass over the payslips.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::facts::{self, blocks_of, day, happenings, sorted_blocks};
use super::share::Share;
use super::sorted::sorted;
use super::spool::Spools;
use super::{Audit, PaidArgs, Shown, asked, view};
use crate::audit::{Audited, PaidLine, Uncounted};
use crate::calendar::{Month, Period};
use crate::cli::Failure;
use crate::cli::input::System;
use crate::cli::roster::{Block, FilesRead, Mapped, Staff, wanted};
use crate::costing::Plan;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::entitlement::{self, MemberFault};
use crate::events_file::{Happenings, LAST_DAY};
use crate::money::Money;
use crate::payslip_file::{ElementNames, Reader, cut_at_member};
use crate::report::{self, AuditView, Input, Stranger};
use crate::roster_file::{Complaint, KnownNames, Lines};
use crate::scale_file::{self, member_problem};
use crate::workforce::{Member, Position, Subject, Value};

/// The column that says who a row is about.
const ID: &str = "id";
/// The column of the day on which somebody comes into post within the months asked about.
const FROM: &str = "from";

/// Everybody, and what happened to them.
pub(super) struct People {
    staff: Staff,
    /// The row of the roster by id.
    by_id: HashMap<String, usize>,
    happened: Happenings,
    /// The lines of the events.
    event_lines: Lines,
    inputs: Vec<Input>,
    asked: Period,
    plan: Plan,
}

impl People {
    pub(super) fn read(arguments: &PaidArgs, mapped: &Mapped, system: &System) -> Result<People, Failure> {
        let (Some(from), Some(to)) = (arguments.from, arguments.to) else {
            let why = "which months? Give --from MONTH and --to MONTH, the first and the last that are asked about";
            return Err(Failure::Message(why.into()));
        };
        let asked = asked(from, to)?;
        let plan = Plan { period: asked, as_at: arguments.as_at.unwrap_or(asked.start) };
        if plan.as_at > asked.start {
            return Err(Failure::Message(format!(
                "the roster is of {}, and pay is asked about from {from}: where staff stood before is not known",
                plan.as_at
            )));
        }
        let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
        let own = vec![vec![ID.to_owned(), FROM.to_owned(), LAST_DAY.to_owned()]];
        let staff = Staff::read(&arguments.roster, mapped, system, &used, wanted(system, &used, &own))?;
        staff.in_order()?;
        staff.has_columns(&[vec![ID.to_owned()]])?;
        let known = KnownNames { scale: &system.loaded.value, mapping: &mapped.mapping, fields: &used };
        let (happened, inputs, event_lines) = happenings(arguments, &known)?;
        let mut people = People { staff, by_id: HashMap::new(), happened, event_lines, inputs, asked, plan };
        people.index(system.loaded.value.has_ranges())?;
        Ok(people)
    }

    /// Finds everybody by id; whoever is in the roster twice, or nobody, is refused.
    fn index(&mut self, needs_a_place: bool) -> Result<(), Failure> {
        let mut complaints = Vec::new();
        let complaint = |line: u64, column: Option<&str>, problem: String, help: &str| Complaint {
            column: column.map(str::to_owned),
            ..Complaint::of_row(Code::BadText, line, problem, help)
        };
        for cell in self.staff.roster.cells() {
            let line = cell.origin().line;
            let Some(Value::Text(id)) = cell.value(&Subject::Field(ID.to_owned())) else {
                complaints.push(complaint(line, Some(ID), "nobody's id is here".into(), "every row says who it is about"));
                continue;
            };
            if cell.headcount() != 1 || cell.posts().is_some() {
                let help = "an audit is of one person at a time: a row for each, without head counts and posts";
                complaints.push(complaint(line, None, format!("`{id}` is more than one person"), help));
            } else if cell.position().is_none() && needs_a_place {
                let help = "give the point, or the salary, on which they stood on the roster's day";
                complaints.push(complaint(line, None, format!("`{id}` has neither point nor salary"), help));
            }
            for name in [FROM, LAST_DAY] {
                if let Some(Value::Text(text)) = cell.value(&Subject::Field(name.to_owned()))
                    && day(text).is_none()
                {
                    complaints.push(complaint(line, Some(name), format!("`{text}` is not a day"), "such as 2012-07-01"));
                }
            }
            if self.by_id.insert(id.clone(), cell.index()).is_some() {
                let twice = complaint(line, Some(ID), format!("`{id}` is in the roster twice"), "one row for each person");
                complaints.push(Complaint { code: Code::DuplicateId, ..twice });
            }
        }
        let strangers = self.happened.ids().filter(|(id, _)| !self.by_id.contains_key(*id));
        let strangers: Vec<Diagnostic> = strangers
            .map(|(id, happened)| {
                let title = format!("`{id}` is not in the roster, and line {} says what happened to them", happened.line);
                Diagnostic::new(Code::UnknownField, title)
                    .help("of the events, absences or hours worked: take the lines out, or put the member in")
            })
            .collect();
        if complaints.is_empty() && !strangers.is_empty() {
            return Err(strangers.into());
        }
        if complaints.is_empty() { Ok(()) } else { Err(self.staff.refused(&complaints, complaints.len() as u64)) }
    }

    /// The member of a row, with what happened to them.
    fn member(&self, id: &str, row: usize) -> Member {
        let cell = self.staff.roster.cell(row);
        let position = cell.position().unwrap_or(Position::Nowhere);
        let mut member = cell.member(position, self.plan.as_at, self.plan.long_ago());
        let own = |member: &mut Member, name: &str| member.fields.remove(name).and_then(|text| day(&text));
        member.fields.remove(ID);
        if let Some(from) = own(&mut member, FROM).filter(|from| *from > member.from) {
            member.from = from;
            member.since = member.since.max(from);
        }
        member.last_day = own(&mut member, LAST_DAY);
        match self.happened.to(id) {
            Some(happened) => happened.on(member),
            None => member,
        }
    }

    /// The row of the one person who is asked about, if it is about one.
    fn only(&self, id: Option<&str>) -> Result<Option<usize>, Failure> {
        let Some(id) = id else { return Ok(None) };
        self.by_id.get(id).copied().map(Some).ok_or_else(|| {
            let near = nearest(id, self.by_id.keys().map(String::as_str));
            let help = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            Failure::Message(format!("the roster has nobody of the id `{id}`{help}"))
        })
    }

    pub(super) fn audit(
        self,
        arguments: &PaidArgs,
        shown: Shown,
        mapped: &Mapped,
        system: &System,
    ) -> Result<(AuditView, Spools), Failure> {
        let audit = Audit::new(system, self.asked, arguments.payday)?;
        let names = audit.names(arguments, mapped)?;
        let only = self.only(arguments.id.as_deref())?;
        let (seen, scattered) = (Vec::new(), AtomicBool::new(false));
        let plain = AuditView { every_month: shown.every_month, ..view(&audit, only.is_some()) };
        let mut pass = Pass { people: &self, audit: &audit, names: &names, shown, view: &plain, only, seen, scattered };
        pass.begin();
        let (mut shares, mut files) =
            blocks_of(arguments, mapped, cut_at_member, Share::default, |share, block| pass.block(share, block))?;
        if pass.scattered.load(Ordering::Relaxed) {
            if arguments.payslips.iter().any(|path| path == Path::new("-")) {
                let why = "the lines on standard input are not grouped by id, and it cannot be read twice: give a file";
                return Err(Failure::Message(why.into()));
            }
            let sorted = sorted(arguments, mapped)?;
            files = sorted.files;
            pass.begin();
            (shares, _) = sorted_blocks(sorted.file.path(), Share::default, |share, block| pass.block(share, block))?;
        }
        let seen = pass.seen;
        let (mut all, mut spools) = (Share::default(), Vec::new());
        for mut share in shares {
            spools.push(std::mem::take(&mut share.written));
            all.merge(share);
        }
        let spools = Spools::new(spools)?;
        // Whoever has no payslip at all.
        let mut missing = Vec::new();
        let asked_about = |row: &usize| only.is_none_or(|only| only == *row);
        for (id, row) in self.by_id.iter().filter(|(_, row)| asked_about(row) && !seen[**row].load(Ordering::Relaxed)) {
            match audit.of(id, self.member(id, *row), &[], &[]) {
                Ok((audited, assumptions)) if only.is_some() => {
                    all.totals.take_in(&audited, 0);
                    all.assumptions.extend(assumptions.iter().cloned());
                    all.members.push((*row, audited));
                }
                Ok((audited, _)) => missing.push((*row, audited)),
                Err(faults) => all.faults.push((*row, faults)),
            }
        }
        missing.sort_by_key(|(row, _)| *row);
        self.refuse(&mut all, &files, arguments)?;
        all.keep_most();
        let mut view = plain;
        if let Some((id, row)) = arguments.id.as_deref().zip(only) {
            let member = self.member(id, row);
            let career = entitlement::progress(audit.terms.now(), &member, self.asked.end);
            // Whatever does not fit was refused with the audit.
            view.stood = career.map(|career| report::stood(audit.terms.now(), &career, self.asked)).unwrap_or_default();
        }
        view.without_payslips = missing.into_iter().map(|(_, audited)| (audited.id, audited.ledger.no_payslip)).collect();
        view.members = all.members.into_iter().map(|(_, audited)| audited).collect();
        view.no_payslip = all.no_payslip.into_iter().map(|(_, id, months)| (id, months)).collect();
        view.totals = all.totals;
        view.left_out = facts::left_out(&all.complaints);
        view.left_out_amount = all.unread;
        view.strangers = all
            .strangers
            .into_iter()
            .map(|(id, uncounted)| Stranger { id, lines: uncounted.lines, amount: uncounted.amount })
            .collect();
        view.assumptions = entitlement::assumed_of_sources(audit.terms.now(), self.asked);
        view.assumptions.extend(all.assumptions.into_iter().chain(self.staff.assumed.iter().cloned()));
        view.assumptions.extend(files.twice());
        let inputs = std::iter::once(&system.input).chain(&mapped.input).chain(&self.staff.counted.files.inputs);
        view.inputs = inputs.chain(&self.inputs).chain(&files.inputs).cloned().collect();
        Ok((view, spools))
    }

    /// Refuses rows and members with something wrong unless they are to be left out.
    fn refuse(&self, all: &mut Share, files: &FilesRead, arguments: &PaidArgs) -> Result<(), Failure> {
        all.complaints.extend(files.complaints.iter().cloned());
        facts::refuse(&all.complaints, files, arguments)?;
        all.faults.sort_by_key(|(row, _)| *row);
        let complaints: Vec<(Complaint, &Lines)> =
            all.faults.iter().flat_map(|(row, faults)| self.complaints(*row, faults)).collect();
        if !complaints.is_empty() && !arguments.roster.reading.skip_bad_rows {
            let problems = complaints.iter().take(facts::MOST_SHOWN).map(|(complaint, lines)| complaint.diagnostic(lines));
            let more = complaints.len().saturating_sub(facts::MOST_SHOWN) as u64;
            return Err(Failure::Rows { problems: problems.collect(), more, rows: all.faults.len() as u64, skipped: false });
        }
        all.complaints.extend(complaints.into_iter().map(|(complaint, _)| complaint));
        Ok(())
    }

    /// What does not fit the pay system of a row of the roster, or of the events of that member, with the lines that it is numbered by.
    fn complaints(&self, row: usize, faults: &[MemberFault]) -> Vec<(Complaint, &Lines)> {
        let cell = self.staff.roster.cell(row);
        let id = cell.value(&Subject::Field(ID.to_owned())).map(ToString::to_string).unwrap_or_default();
        let event_line = |fault: &MemberFault| {
            let index: usize = fault.path.get(1).filter(|_| fault.path[0] == "event")?.parse().ok()?;
            let happened = self.happened.to(&id)?;
            happened.line_of(happened.events.get(index)?.on)
        };
        let complaint = |fault: &MemberFault| {
            let (code, _, help) = member_problem(&fault.problem);
            let of_events = event_line(fault);
            let elsewhere = of_events.is_none() && fault.path.first().is_some_and(|key| key == "event" || key == "absence");
            let place = if elsewhere { " (in its events or absences)" } else { "" };
            let problem = format!("{id}: {}{place}", fault.problem);
            let (line, lines) = match of_events {
                Some(line) => (line, &self.event_lines),
                None => (cell.origin().line, &self.staff.counted.files.lines),
            };
            (Complaint { help, ..Complaint::of_row(code, line, problem, "") }, lines)
        };
        faults.iter().map(complaint).collect()
    }
}

/// One pass over the payslips.
struct Pass<'a> {
    people: &'a People,
    audit: &'a Audit<'a>,
    names: &'a ElementNames,
    shown: Shown,
    /// What is said of nobody in particular, by which each is written.
    view: &'a AuditView,
    /// The row of the one person who is asked about.
    only: Option<usize>,
    /// Whose lines were read, by row of the roster.
    seen: Vec<AtomicBool>,
    /// Whether somebody's lines are in more than one place.
    scattered: AtomicBool,
}

impl Pass<'_> {
    /// Nobody's lines have been read.
    fn begin(&mut self) {
        self.seen = self.people.staff.roster.cells().map(|_| AtomicBool::new(false)).collect();
        self.scattered = AtomicBool::new(false);
    }

    /// Audits everybody in a block, in which nobody's lines are cut in two.
    fn block(&self, share: &mut Share, block: &Block) {
        if self.scattered.load(Ordering::Relaxed) {
            return;
        }
        let mut reader = Reader::new(self.names);
        let (mut id, mut lines): (String, Vec<PaidLine>) = (String::new(), Vec::new());
        let (mut complaints, mut skipped) = (Vec::new(), Vec::new());
        reader.read(&block.layout, &block.bytes, block.lines, |row| {
            let whose = row.as_ref().map_or_else(|unread| unread.id.as_str(), |row| &row.id);
            if whose != id && !whose.is_empty() {
                self.member(share, &id, &lines, &skipped);
                lines.clear();
                skipped.clear();
                whose.clone_into(&mut id);
            }
            match row {
                Ok(row) => lines.push(row.paid),
                Err(unread) => {
                    skipped.extend(unread.month);
                    complaints.push(*unread.complaint);
                }
            }
        });
        self.member(share, &id, &lines, &skipped);
        share.unread += reader.unread;
        share.complaints.extend(complaints);
    }

    fn member(&self, share: &mut Share, id: &str, lines: &[PaidLine], skipped: &[Month]) {
        let row = self.people.by_id.get(id).copied();
        if (lines.is_empty() && skipped.is_empty()) || (self.only.is_some() && row != self.only) {
            return;
        }
        let Some(row) = row else {
            let stranger = share.strangers.entry(id.to_owned()).or_insert_with(|| Uncounted {
                element: String::new(),
                lines: 0,
                amount: Money::ZERO,
            });
            stranger.lines += lines.len() as u64;
            stranger.amount += lines.iter().map(|line| line.amount).sum();
            return;
        };
        if self.seen[row].swap(true, Ordering::Relaxed) {
            self.scattered.store(true, Ordering::Relaxed);
            return;
        }
        match self.audit.of(id, self.people.member(id, row), lines, skipped) {
            Ok((audited, assumptions)) => {
                share.totals.take_in(&audited, lines.len() as u64);
                for line in assumptions.iter().filter(|line| !share.assumptions.contains(*line)).collect::<Vec<_>>() {
                    share.assumptions.insert(line.clone());
                }
                self.show(share, row, audited);
            }
            Err(faults) => share.faults.push((row, faults)),
        }
    }

    /// Writes what is to be said of a member, and forgets all but those who differ by most.
    fn show(&self, share: &mut Share, row: usize, mut audited: Audited) {
        let no_payslip = !audited.ledger.no_payslip.is_empty();
        if self.only.is_some() {
            share.members.push((row, audited));
        } else if let Some(parts) = self.shown.parts {
            if self.shown.every_month || audited.diagnosis.is_some() || no_payslip {
                share.written.keep(row, &parts.member(self.view, &audited));
            }
        } else {
            if no_payslip {
                let ledger = &audited.ledger;
                let months =
                    ledger.no_payslip.iter().map(|(month, _)| *month).filter(|month| !ledger.skipped.contains(month)).collect();
                share.no_payslip.push((row, audited.id.clone(), months));
            }
            if audited.diagnosis.is_some() {
                audited.ledger.entries.retain(|entry| !entry.difference.is_zero());
                share.members.push((row, audited));
            }
            share.shorten();
        }
    }
}
