//! The audit of everybody in a roster, in one pass over the payslips.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::facts::{self, blocks_of, happenings, sorted_blocks};
use super::rows::{self, ID};
use super::sorted::sorted;
use super::{Audit, PaidArgs, WhoseArgs, view};
use crate::audit::{Audited, PaidLine, Totals, Uncounted};
use crate::calendar::Period;
use crate::cli::Failure;
use crate::cli::input::System;
use crate::cli::roster::{Block, FilesRead, Mapped, Staff};
use crate::costing::Plan;
use crate::diagnostic::nearest;
use crate::entitlement::{self, MemberFault};
use crate::events_file::Happenings;
use crate::money::Money;
use crate::payslip_file::{ElementNames, Reader, cut_at_member};
use crate::report::{self, AuditView, Input, Stranger};
use crate::roster_file::{Complaint, KnownNames};
use crate::scale_file;
use crate::workforce::Member;

/// Everybody, and what happened to them.
pub(super) struct People {
    staff: Staff,
    /// The row of the roster by id.
    by_id: HashMap<String, usize>,
    happened: Happenings,
    inputs: Vec<Input>,
    asked: Period,
    plan: Plan,
}

/// What one thread has audited.
#[derive(Default)]
struct Share {
    totals: Totals,
    /// Those with something to show, and which row of the roster they are.
    members: Vec<(usize, Audited)>,
    /// Rows that do not fit the pay system.
    faults: Vec<(usize, Vec<MemberFault>)>,
    complaints: Vec<Complaint>,
    /// What the rows of those come to.
    unread: Money,
    /// Whoever is not in the roster.
    strangers: BTreeMap<String, Uncounted>,
    assumptions: BTreeSet<String>,
}

impl People {
    pub(super) fn read(arguments: &WhoseArgs, mapped: &Mapped, system: &System) -> Result<People, Failure> {
        let plan = rows::plan(arguments)?;
        let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
        let staff = Staff::read(&arguments.roster, mapped, system, &used, rows::wanted(system, &used))?;
        staff.in_order()?;
        staff.has_columns(&[vec![ID.to_owned()]])?;
        let known = KnownNames { scale: &system.loaded.value, mapping: &mapped.mapping, fields: &used };
        let (happened, inputs) = happenings(arguments, &known)?;
        let mut people = People { staff, by_id: HashMap::new(), happened, inputs, asked: plan.period, plan };
        people.index(system.loaded.value.has_ranges())?;
        Ok(people)
    }

    /// Finds everybody by id; whoever is in the roster twice, or nobody, is refused.
    fn index(&mut self, needs_a_place: bool) -> Result<(), Failure> {
        let mut complaints = Vec::new();
        for cell in self.staff.roster.cells() {
            complaints.extend(rows::id_of(cell, needs_a_place).err().into_iter().flatten());
            if let Some(id) = rows::text(cell, ID)
                && self.by_id.insert(id.to_owned(), cell.index()).is_some()
            {
                complaints.push(rows::twice(cell.origin().line, id));
            }
        }
        let strangers = rows::strangers(&self.happened, |id| self.by_id.contains_key(id));
        if complaints.is_empty() && !strangers.is_empty() {
            return Err(strangers.into());
        }
        if complaints.is_empty() { Ok(()) } else { Err(self.staff.refused(&complaints, complaints.len() as u64)) }
    }

    /// The member of a row, with what happened to them.
    fn member(&self, id: &str, row: usize) -> Member {
        rows::member(self.staff.roster.cell(row), id, self.plan, &self.happened)
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
        every_month: bool,
        mapped: &Mapped,
        system: &System,
    ) -> Result<AuditView, Failure> {
        let audit = Audit::new(system, self.asked)?;
        let names = audit.names(arguments, mapped)?;
        let only = self.only(arguments.whose.id.as_deref())?;
        let (seen, scattered) = (Vec::new(), AtomicBool::new(false));
        let mut pass = Pass { people: &self, audit: &audit, names: &names, every_month, only, seen, scattered };
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
        let mut all = Share::default();
        for share in shares {
            all.merge(share);
        }
        // Whoever has no payslip at all.
        let mut missing = Vec::new();
        let asked_about = |row: &usize| only.is_none_or(|only| only == *row);
        for (id, row) in self.by_id.iter().filter(|(_, row)| asked_about(row) && !seen[**row].load(Ordering::Relaxed)) {
            match audit.of(id, self.member(id, *row), &[]) {
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
        self.refuse(&mut all, &files, &arguments.whose)?;
        all.members.sort_by_key(|(row, _)| *row);
        let mut view = view(&audit, only.is_some());
        if let Some((id, row)) = arguments.whose.id.as_deref().zip(only) {
            let member = self.member(id, row);
            let career = entitlement::progress(audit.terms.now(), &member, self.asked.end);
            // Whatever does not fit was refused with the audit.
            view.stood = career.map(|career| report::stood(audit.terms.now(), &career, self.asked)).unwrap_or_default();
        }
        view.without_payslips = missing.into_iter().map(|(_, audited)| (audited.id, audited.ledger.no_payslip)).collect();
        view.members = all.members.into_iter().map(|(_, audited)| audited).collect();
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
        Ok(view)
    }

    /// Refuses rows and members with something wrong unless they are to be left out.
    fn refuse(&self, all: &mut Share, files: &FilesRead, arguments: &WhoseArgs) -> Result<(), Failure> {
        all.complaints.extend(files.complaints.iter().cloned());
        facts::refuse(&all.complaints, files, arguments)?;
        all.faults.sort_by_key(|(row, _)| *row);
        let complaints: Vec<Complaint> =
            all.faults.iter().flat_map(|(row, faults)| rows::misfits(self.staff.roster.cell(*row), faults)).collect();
        if !complaints.is_empty() && !arguments.roster.reading.skip_bad_rows {
            return Err(self.staff.refused(&complaints, all.faults.len() as u64));
        }
        all.complaints.extend(complaints);
        Ok(())
    }
}

/// One pass over the payslips.
struct Pass<'a> {
    people: &'a People,
    audit: &'a Audit<'a>,
    names: &'a ElementNames,
    /// Whether months without a difference are shown.
    every_month: bool,
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
        let mut complaints = Vec::new();
        reader.read(&block.layout, &block.bytes, block.lines, |row| match row {
            Err(complaint) => complaints.push(*complaint),
            Ok(row) => {
                if row.id != id {
                    self.member(share, &id, &lines);
                    lines.clear();
                    id = row.id.into_owned();
                }
                lines.push(row.paid);
            }
        });
        self.member(share, &id, &lines);
        share.unread += reader.unread;
        share.complaints.extend(complaints);
    }

    fn member(&self, share: &mut Share, id: &str, lines: &[PaidLine]) {
        let row = self.people.by_id.get(id).copied();
        if lines.is_empty() || (self.only.is_some() && row != self.only) {
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
        match self.audit.of(id, self.people.member(id, row), lines) {
            Ok((mut audited, assumptions)) => {
                share.totals.take_in(&audited, lines.len() as u64);
                if !self.every_month && self.only.is_none() {
                    audited.ledger.entries.retain(|entry| !entry.difference.is_zero());
                    audited.ledger.entries.shrink_to_fit();
                }
                for line in assumptions.iter().filter(|line| !share.assumptions.contains(*line)).collect::<Vec<_>>() {
                    share.assumptions.insert(line.clone());
                }
                let ledger = &audited.ledger;
                if self.only.is_some() || ledger.differences().next().is_some() || !ledger.no_payslip.is_empty() {
                    share.members.push((row, audited));
                }
            }
            Err(faults) => share.faults.push((row, faults)),
        }
    }
}

impl Share {
    fn merge(&mut self, other: Share) {
        self.totals.merge(&other.totals);
        self.members.extend(other.members);
        self.faults.extend(other.faults);
        self.complaints.extend(other.complaints);
        self.unread += other.unread;
        for (id, more) in other.strangers {
            let known = self.strangers.entry(id).or_insert_with(|| Uncounted { lines: 0, amount: Money::ZERO, ..more.clone() });
            known.lines += more.lines;
            known.amount += more.amount;
        }
        self.assumptions.extend(other.assumptions);
    }
}
