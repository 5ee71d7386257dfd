//! The audit of everybody in a roster, in one pass over the payslips.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rust_decimal::Decimal;

use super::facts::{self, Beside, blocks_of, happenings};
use super::rows::{self, ID};
use super::share::{Misfits, PaidLines, Share, Strangers, keep_new};
use super::sorted::{sorted, sorted_blocks};
use super::spool::{Spool, Spools};
use super::{Audit, Paid, Shown, Whose, view};
use crate::answer::pay_files::{self, System};
use crate::answer::roster::{Block, FilesRead, Mapped, Staff};
use crate::answer::{Failure, Session};
use crate::audit::{Audited, PaidLine};
use crate::calendar::{Month, Period};
use crate::costing::Plan;
use crate::diagnostic::{Diagnostic, nearest};
use crate::entitlement::{self, MemberFault};
use crate::events_file::Happenings;
use crate::money::Money;
use crate::payslip_file::{ElementNames, Reader, cut_at_member};
use crate::report::{self, Assumption, AuditView, RowsRead, Stranger, words};
use crate::roster_file::{Complaint, KnownNames};
use crate::scale_file;
use crate::workforce::{Member, Subject, alike_ids, counterparts};

/// Everybody, and what happened to them.
pub(super) struct People {
    staff: Staff,
    /// The row of the roster by id.
    by_id: HashMap<String, usize>,
    happened: Happenings,
    beside: Beside,
    asked: Period,
    plan: Plan,
    /// Of those whose hours a week are known.
    full_time_hours: Option<Decimal>,
}

impl People {
    pub(super) fn read(session: &Session<'_>, question: &Whose, mapped: &Mapped, system: &System) -> Result<People, Failure> {
        let plan = rows::plan(question)?;
        pay_files::known_throughout(system, &[], Period::new(plan.as_at, plan.period.end))?;
        let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
        let staff = Staff::read(session, &question.roster, mapped, system, &used, rows::wanted(system, &used))?;
        staff.in_order()?;
        staff.has_columns([ID], "to find payslips by")?;
        let known = KnownNames { scale: &system.loaded.value, mapping: &mapped.mapping, fields: &used };
        let (happened, beside) = happenings(session, question, &known)?;
        staff.warn(session);
        session.warn(&happened.remarks.warnings(&used));
        let mut people = People {
            staff,
            by_id: HashMap::new(),
            happened,
            beside,
            asked: plan.period,
            plan,
            full_time_hours: question.full_time_hours,
        };
        people.index(system.loaded.value.has_ranges())?;
        Ok(people)
    }

    /// Finds everybody by id; whoever is in the roster twice, or nobody, is refused.
    fn index(&mut self, needs_a_place: bool) -> Result<(), Failure> {
        let mut complaints = Vec::new();
        for cell in self.staff.roster.cells() {
            let wrong = rows::id_of(cell, needs_a_place).err().into_iter().flatten();
            wrong.for_each(|complaint| facts::keep(&mut complaints, complaint));
            if let Some(id) = rows::text(cell, ID)
                && self.by_id.insert(id.to_owned(), cell.index()).is_some()
            {
                facts::keep(&mut complaints, rows::twice(cell.origin().line, id));
            }
        }
        let unknown = self.happened.ids().map(|(id, _)| id).filter(|id| !self.by_id.contains_key(*id));
        let alike: HashMap<String, String> = counterparts(unknown, self.by_id.keys().map(String::as_str)).into_iter().collect();
        let strangers = rows::strangers(&self.happened, |id| self.by_id.contains_key(id), |id| alike.get(id).cloned());
        if complaints.is_empty() && !strangers.is_empty() {
            return Err(strangers.into());
        }
        if complaints.is_empty() { Ok(()) } else { Err(self.staff.refused(&complaints, complaints.len() as u64)) }
    }

    /// The member of a row, with what happened to them.
    fn member(&self, id: &str, row: usize) -> Member {
        rows::member(self.staff.roster.cell(row), id, (self.plan, self.full_time_hours), &self.happened)
    }

    /// The row of the one person who is asked about, if it is about one.
    fn only(&self, id: Option<&str>) -> Result<Option<usize>, Failure> {
        let Some(id) = id else { return Ok(None) };
        self.by_id.get(id).copied().map(Some).ok_or_else(|| {
            let ids = || self.by_id.keys().map(String::as_str);
            let alike = counterparts([id], ids()).into_iter().next().map(|(_, known)| known);
            let near = alike.or_else(|| nearest(id, ids()).map(str::to_owned));
            let help = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            Failure::Message(format!("the roster has nobody of the id `{id}`{help}"))
        })
    }

    pub(super) fn audit(
        self,
        session: &Session<'_>,
        question: &Paid,
        shown: Shown,
        mapped: &Mapped,
        system: &System,
    ) -> Result<(AuditView, Spools), Failure> {
        let audit = Audit::new(system, self.asked, question.payday)?;
        let names = audit.names(question, mapped)?;
        let only = self.only(question.whose.id.as_deref())?;
        let (seen, scattered) = (Vec::new(), AtomicBool::new(false));
        let plain = AuditView { every_month: shown.every_month, ..view(&audit, only.is_some()) };
        let mut pass = Pass { people: &self, audit: &audit, names: &names, shown, view: &plain, only, seen, scattered };
        pass.begin();
        let make = session.scratch;
        let start = || Share::new(make);
        let open = |number: usize, path: &Path| session.files.open_to_read_twice(number, path);
        let (mut shares, mut files) =
            blocks_of(session, question, mapped, &open, cut_at_member, start, |share, block| pass.block(share, block))?;
        if pass.scattered.load(Ordering::Relaxed) {
            drop(shares);
            let (lines, sorted) = sorted(session, question, mapped)?;
            files = sorted;
            pass.begin();
            (shares, _) = sorted_blocks(session, lines, start, |share, block| pass.block(share, block))?;
        }
        let seen = pass.seen;
        let (mut all, mut spools) = (start(), Vec::new());
        for mut share in shares {
            spools.push(std::mem::replace(&mut share.written, Spool::new(session.scratch)));
            all.merge(share);
        }
        let spools = Spools::new(spools)?;
        let mut without = WithoutPayslips::default();
        let asked_about = |row: &usize| only.is_none_or(|only| only == *row);
        let unseen = |(_, row): &(&String, &usize)| asked_about(row) && !seen[**row].load(Ordering::Relaxed);
        let mut missing: Vec<(&String, &usize)> = self.by_id.iter().filter(unseen).collect();
        missing.sort_by_key(|(_, row)| **row);
        for (id, row) in missing {
            match audit.of(id, self.member(id, *row), &[], &[]) {
                Ok((audited, assumptions)) if only.is_some() => {
                    all.totals.take_in(&audited, 0);
                    all.assumptions.extend(assumptions.iter().cloned());
                    all.members.push((*row, audited));
                }
                Ok((audited, _)) => without.add(audited),
                Err(faults) => self.complain(&mut all.misfits, *row, &faults),
            }
        }
        self.refuse(&mut all, &files, &question.whose)?;
        all.keep_most();
        let mut view = plain;
        let grades = self.staff.roster.grades_and_areas();
        // What happened to people may lead them anywhere.
        let mut of_sources = if self.happened.has_events() {
            entitlement::assumed_of_sources(audit.terms.now(), self.asked)
        } else {
            entitlement::assumed_of_staff(audit.terms.now(), self.asked, || &grades)
        };
        if let Some((id, row)) = question.whose.id.as_deref().zip(only) {
            let member = self.member(id, row);
            let career = entitlement::progress(audit.terms.now(), &member, self.asked.end);
            // Whoever does not fit was refused, or left out and listed.
            if let Ok(career) = career {
                view.stood = report::stood(audit.terms.now(), &career, self.asked);
                // Of one person it is known which settlements their pay rests on.
                for noted in &mut of_sources {
                    let known = career.assumptions.iter().find(|known| known.assumption == noted.assumption);
                    noted.touches_answer = known.is_none_or(|known| known.touches_answer);
                }
            }
        }
        view.without_payslips = without.first;
        view.others_without_payslips = (without.others > 0).then_some((without.others, without.due_to_others));
        view.members = all.members.into_iter().map(|(_, audited)| audited).collect();
        view.no_payslip = all.no_payslip.into_iter().map(|(_, id, months)| (id, months)).collect();
        view.totals = all.totals;
        view.left_out = self.staff.left_out();
        view.left_out.extend(facts::left_out(&self.beside.complaints));
        view.left_out.extend(facts::left_out(&all.complaints));
        view.rows = Some(RowsRead { roster: self.staff.counted.files.rows(), payslips: files.rows() });
        view.left_out_amount = all.unread;
        let Strangers { first, others } = all.strangers;
        view.strangers = first.into_iter().map(|(id, PaidLines { lines, amount })| Stranger { id, lines, amount }).collect();
        view.other_strangers = (others.lines > 0).then_some((others.lines, others.amount));
        let of_pay = of_sources.into_iter().map(Assumption::from).chain(words::by_sentence(all.assumptions));
        view.assumptions = of_pay.chain(self.staff.assumed.iter().cloned()).collect();
        view.assumptions.extend(words::by_sentence(self.happened.remarks.understood()));
        view.assumptions.extend(files.notes());
        view.assumptions.extend(facts::of_back_pay(audit.terms.now().scale(), all.back_pay));
        view.assumptions.extend(self.beside.warnings.iter().map(Assumption::from));
        let ids = || self.by_id.keys().map(String::as_str);
        let alike = [
            rows::alike_in_roster(&alike_ids(ids())),
            rows::alike_in_payslips(&counterparts(view.strangers.iter().map(|stranger| stranger.id.as_str()), ids())),
        ];
        let alike: Vec<Diagnostic> = alike.into_iter().flatten().collect();
        view.assumptions.extend(alike.iter().map(Assumption::from));
        session.warn(&alike);
        session.warn(&self.beside.warnings);
        session.warn(&files.warnings());
        let inputs = std::iter::once(&system.input).chain(&mapped.input).chain(&self.staff.counted.files.inputs);
        view.inputs = inputs.chain(&self.beside.inputs).chain(&files.inputs).cloned().collect();
        Ok((view, spools))
    }

    /// Refuses rows and members with something wrong unless they are to be left out.
    fn refuse(&self, all: &mut Share, files: &FilesRead, question: &Whose) -> Result<(), Failure> {
        all.complaints.extend(files.complaints.iter().cloned());
        facts::refuse(&all.complaints, files, question)?;
        let Misfits { mut in_roster, mut in_events, members } = std::mem::take(&mut all.misfits);
        in_roster.sort_by_key(|complaint| complaint.line);
        in_events.sort_by_key(|complaint| complaint.line);
        if members > 0 && !question.roster.reading.skip_bad_rows {
            let in_roster = in_roster.iter().map(|complaint| complaint.diagnostic(&self.staff.counted.files.lines));
            let in_events = in_events.iter().map(|complaint| complaint.diagnostic(&self.beside.event_lines));
            let mut problems: Vec<Diagnostic> = in_roster.chain(in_events).collect();
            let more = problems.len().saturating_sub(facts::MOST_SHOWN) as u64;
            problems.truncate(facts::MOST_SHOWN);
            return Err(Failure::Rows { problems, more, rows: members, skipped: false });
        }
        in_roster.into_iter().chain(in_events).for_each(|complaint| facts::keep(&mut all.complaints, complaint));
        Ok(())
    }

    /// Notes what does not fit the pay system of a row of the roster, or of the events of that member.
    fn complain(&self, misfits: &mut Misfits, row: usize, faults: &[MemberFault]) {
        let cell = self.staff.roster.cell(row);
        let id = cell.value(&Subject::Field(ID.to_owned())).map_or_else(String::new, ToString::to_string);
        let event_line = |fault: &MemberFault| {
            let index: usize = fault.path.get(1).filter(|_| fault.path[0] == "event")?.parse().ok()?;
            let happened = self.happened.to(&id)?;
            happened.line_of(happened.events.get(index)?.on)
        };
        misfits.members += 1;
        for (complaint, fault) in rows::misfits(cell, faults).into_iter().zip(faults) {
            match event_line(fault) {
                Some(line) => {
                    let problem = format!("{id}: {}", fault.problem);
                    facts::keep(&mut misfits.in_events, Complaint { line, problem, ..complaint });
                }
                None => facts::keep(&mut misfits.in_roster, complaint),
            }
        }
    }
}

/// So many months of those who have no payslip at all are listed; of the others there is a sum.
const MOST_MONTHS: usize = 100_000;

/// Whoever is in the roster and has no payslip at all.
#[derive(Default)]
struct WithoutPayslips {
    /// The first, with the months for which something was due.
    first: Vec<(String, Vec<(Month, Money)>)>,
    months: usize,
    others: u64,
    due_to_others: Money,
}

impl WithoutPayslips {
    fn add(&mut self, Audited { id, ledger, .. }: Audited) {
        // Whoever was due nothing takes room, too.
        self.months += ledger.no_payslip.len().max(1);
        if self.months <= MOST_MONTHS {
            return self.first.push((id, ledger.no_payslip));
        }
        self.others += 1;
        self.due_to_others += ledger.no_payslip.iter().map(|(_, due)| *due).sum();
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
    fn block(&self, share: &mut Share, block: &Block) -> u64 {
        if self.scattered.load(Ordering::Relaxed) {
            // All of them are read again.
            return 0;
        }
        let mut reader = Reader::new(self.names, &self.audit.system.loaded.value.currency);
        let (mut id, mut lines): (String, Vec<PaidLine>) = (String::new(), Vec::new());
        let (mut complaints, mut skipped) = (Vec::new(), Vec::new());
        let rows = reader.read(&block.layout, &block.bytes, block.lines, |row| {
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
        share.back_pay.append(&mut reader.back_pay);
        for complaint in complaints {
            facts::keep(&mut share.complaints, complaint);
        }
        rows
    }

    fn member(&self, share: &mut Share, id: &str, lines: &[PaidLine], skipped: &[Month]) {
        let row = self.people.by_id.get(id).copied();
        if (lines.is_empty() && skipped.is_empty()) || (self.only.is_some() && row != self.only) {
            return;
        }
        let Some(row) = row else {
            let amount = lines.iter().map(|line| line.amount).sum();
            return share.strangers.add(id, PaidLines { lines: lines.len() as u64, amount });
        };
        if self.seen[row].swap(true, Ordering::Relaxed) {
            self.scattered.store(true, Ordering::Relaxed);
            return;
        }
        match self.audit.of(id, self.people.member(id, row), lines, skipped) {
            Ok((audited, assumptions)) => {
                share.totals.take_in(&audited, lines.len() as u64);
                keep_new(&mut share.assumptions, &assumptions);
                self.show(share, row, audited);
            }
            Err(faults) => self.people.complain(&mut share.misfits, row, &faults),
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
