//! Rosters: how they are named on the command line, read, and complained of.

mod hours;
mod mapping;
mod preview;
mod read;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rust_decimal::Decimal;

pub(super) use self::mapping::{Mapped, unknown_ids};
pub use self::preview::{Preview, preview};
pub(super) use self::read::{Block, Counted, FilesRead, Reading, after_any_row, in_blocks, once};
use super::pay_files::System;
use super::{Failure, Session};
use crate::costing::{ComeAndGo, MOST_FIGURES, Misfit, Plan, Unpriced};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, shown, suggestion};
use crate::entitlement::MemberProblem;
use crate::money::with_separators;
use crate::report::words::{self, counted};
use crate::report::{Assumption, CostAssumption, LeftOut};
use crate::roster_file::{Cells, Complaint, KnownNames, Mapping, Wanted, read_cells};
use crate::scale_file::{UsedFields, member_problem};
use crate::workforce::{Roster, Subject};

/// Bytes of rows that are read at a time.
const BLOCK: usize = 256 * 1024;

/// So many problems of a roster are shown.
const MOST_SHOWN: usize = 100;

/// A roster and how it is read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RosterFiles {
    /// The workforce in CSV or XLSX, in one or more files; - is standard input.
    pub roster: Vec<PathBuf>,
    /// How they are read.
    pub reading: RosterReading,
}

/// What is in a roster's file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RosterReading {
    /// Which sheet of a workbook; the only one with anything in it unless given.
    pub sheet: Option<String>,
    /// Which column holds what, as grade="Pay band"; can be given more than once.
    pub column: Vec<Mapping>,
    /// Which grade a name in the roster means, as "Immigration Officer"=IO; can be given more than once.
    pub grade: Vec<(String, String)>,
    /// Which area a name in the roster means; can be given more than once.
    pub area: Vec<(String, String)>,
    /// What holds where the file has no such column or nothing in it, as area=national; can be given more than once.
    pub default: Vec<(String, String)>,
    /// All of these from a file: a shipped mapping or your own.
    pub mapping: Option<PathBuf>,
    /// Where to keep these names and defaults, to be used again as a mapping.
    pub save_mapping: Option<PathBuf>,
    /// Leave out rows with something wrong, and list and count them.
    pub skip_bad_rows: bool,
}

/// Groupings as they are given: columns with commas between them.
pub(super) fn grouped_by(given: &[String]) -> Vec<Vec<String>> {
    given.iter().map(|columns| columns.split(',').map(|column| column.trim().to_owned()).collect()).collect()
}

/// The columns that a pay system and groups ask for.
pub(super) fn wanted(system: &System, used: &UsedFields, group_by: &[Vec<String>]) -> Wanted {
    let fields = used.keys().chain(group_by.iter().flatten());
    Wanted::new(system.loaded.value.has_ranges(), fields.map(String::as_str))
}

/// A roster and what was found wrong with it.
#[derive(Clone)]
pub(super) struct Staff {
    pub(super) roster: Roster,
    pub(super) counted: Counted,
    wanted: Wanted,
    skip_bad_rows: bool,
    complaints: Vec<Complaint>,
    /// Rows with something wrong.
    rows_left_out: u64,
    /// What reading it assumed.
    pub(super) assumed: Vec<Assumption>,
    /// What is worth saying of its values of fields.
    understood: Vec<Assumption>,
    warnings: Vec<Diagnostic>,
}

impl Staff {
    /// Reads what is wanted of rosters.
    pub(super) fn read(
        session: &Session<'_>,
        question: &RosterFiles,
        mapped: &Mapped,
        system: &System,
        used: &UsedFields,
        wanted: Wanted,
    ) -> Result<Staff, Failure> {
        mapped.fits(session, system)?;
        let mapping = &mapped.mapping;
        let known = KnownNames { scale: &system.loaded.value, mapping, fields: used };
        known.check_defaults(&wanted)?;
        let mut counted = read::count(session, question, &wanted, &mapping.columns)?;
        let Cells { roster, mut complaints, rows_left_out, remarks } =
            read_cells(&counted.counts, &counted.files.layout, &wanted, &known);
        counted.counts.forget_rows();
        let rows_left_out = rows_left_out + counted.counts.bad_rows + counted.files.bad_rows;
        complaints.extend(counted.counts.complaints.iter().chain(&counted.files.complaints).cloned());
        complaints.sort_by_key(|complaint| complaint.line);
        let mut assumed = mapped.assumed();
        assumed.extend(counted.files.notes());
        let (understood, warnings) = (words::by_sentence(remarks.understood()), remarks.warnings(used));
        assumed.extend(understood.iter().cloned());
        let skip_bad_rows = question.reading.skip_bad_rows;
        let staff = Staff { roster, counted, wanted, skip_bad_rows, complaints, rows_left_out, assumed, understood, warnings };
        staff.not_empty()?;
        if let (Some(path), Some(first), true) =
            (&question.reading.save_mapping, question.roster.first(), staff.in_order().is_ok())
        {
            mapped.save(session, path, first, system)?;
        }
        Ok(staff)
    }

    /// Says on standard error what values of fields were taken as, where the result has no place for it.
    pub(super) fn say_understood(&self, session: &Session<'_>) {
        for line in words::assumptions(&self.understood) {
            session.say(line);
        }
    }

    /// Warns of values of fields that no rule names.
    pub(super) fn warn(&self, session: &Session<'_>) {
        session.warn(&self.warnings);
        session.warn(&self.counted.files.warnings());
    }

    /// Refuses rows with something wrong unless they are to be left out.
    pub(super) fn in_order(&self) -> Result<(), Failure> {
        let fine = self.complaints.is_empty() || self.skip_bad_rows;
        if fine { Ok(()) } else { Err(self.refused(&self.complaints, self.rows_left_out)) }
    }

    pub(super) fn not_empty(&self) -> Result<(), Failure> {
        if !self.roster.is_empty() {
            return Ok(());
        }
        let name = &self.counted.files.layout.name;
        if self.complaints.is_empty() {
            return Err(Diagnostic::new(Code::NotCsv, format!("{name} has a header and no rows")).into());
        }
        Err(self.refused(&self.complaints, self.rows_left_out))
    }

    /// Problems as they are shown: the first hundred, and how many more there are.
    pub(super) fn refused(&self, complaints: &[Complaint], rows: u64) -> Failure {
        let shown = complaints.iter().take(MOST_SHOWN).map(|complaint| complaint.diagnostic(&self.counted.files.lines));
        let more = complaints.len().saturating_sub(MOST_SHOWN) as u64 + self.unsaid();
        Failure::Rows { problems: shown.collect(), more, rows, skipped: self.skip_bad_rows }
    }

    /// Rows with something wrong whose problems were counted and not kept.
    fn unsaid(&self) -> u64 {
        self.counted.counts.bad_rows.saturating_sub(self.counted.counts.complaints.len() as u64)
    }

    /// The columns of each grouping.
    pub(super) fn groupings(&self, group_by: &[Vec<String>]) -> Result<Vec<Vec<usize>>, Failure> {
        let column = |name: &String| self.roster.column(&Subject::named(name)).ok_or_else(|| self.no_column(name, "to group by"));
        group_by.iter().map(|names| names.iter().map(column).collect()).collect()
    }

    /// Refuses columns that no file has; says what they are for.
    pub(super) fn has_columns<'n>(&self, names: impl IntoIterator<Item = &'n str>, what_for: &str) -> Result<(), Failure> {
        let place = |name: &str| self.wanted.subjects().iter().position(|subject| *subject == Subject::named(name));
        let missing = |name: &&str| place(name).is_none_or(|place| !self.counted.counts.has(place));
        names.into_iter().find(missing).map_or(Ok(()), |name| Err(self.no_column(name, what_for)))
    }

    fn no_column(&self, name: &str, what_for: &str) -> Failure {
        let title = format!("{} has no column `{name}` {what_for}", self.counted.files.layout.name);
        let layout = &self.counted.files.layout;
        let subjects = self.wanted.subjects().iter().enumerate();
        let read_as =
            subjects.filter(|(index, _)| layout.heading(*index).as_deref() == Some(name)).map(|(_, subject)| subject.name());
        let help = match read_as.into_iter().next() {
            Some(subject) => Some(format!("it is read as `{subject}`, and is called so here")),
            None => suggestion(name, layout.headings().iter().map(String::as_str).collect::<Vec<_>>()),
        };
        Diagnostic::new(Code::UnknownColumn, title).maybe_help(help).into()
    }

    /// What was assumed of the staff in pricing them.
    pub(super) fn assumed_of(&self, plan: Plan) -> Vec<Assumption> {
        let come_and_go = ComeAndGo::of(&self.roster, plan).map(|staff| CostAssumption::ComeAndGo { staff, days: plan.period });
        self.assumed.iter().cloned().chain(come_and_go.map(Assumption::from)).collect()
    }

    /// Cells that the pay system has no pay for.
    pub(super) fn leave_out(&mut self, misfits: &[Misfit]) {
        let complaints = self.misfits(misfits);
        self.complaints.extend(complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        self.rows_left_out += self.rows_of(misfits);
        self.roster = self.roster.without(&cells_of(misfits));
    }

    /// In how many rows those are that do not fit.
    fn rows_of(&self, misfits: &[Misfit]) -> u64 {
        cells_of(misfits).into_iter().map(|cell| self.roster.cell(cell).origin().rows).sum()
    }

    fn misfits(&self, misfits: &[Misfit]) -> Vec<Complaint> {
        let complaints = misfits.iter().filter_map(|misfit| {
            let first = misfit.cells.iter().map(|cell| self.roster.cell(*cell)).min_by_key(|cell| cell.origin().line)?;
            let (code, _, help) = member_problem(&misfit.fault.problem);
            let help = of_all(&misfit.fault.problem).or(help);
            let column = misfit.fault.path.first().and_then(|field| {
                // Of two days that do not fit the roster has the day in the grade.
                let subject = if field == "from" { Subject::Since } else { Subject::named(field) };
                self.wanted.subjects().iter().position(|known| *known == subject)
            });
            Some(Complaint {
                code,
                line: first.origin().line,
                staff: misfit
                    .cells
                    .iter()
                    .map(|cell| self.roster.cell(*cell))
                    .map(|cell| Decimal::from(cell.headcount()) * cell.posts().unwrap_or(Decimal::ONE))
                    .sum(),
                rows: misfit.cells.iter().map(|cell| self.roster.cell(*cell).origin().rows).sum(),
                cell: None,
                column: column.and_then(|column| self.counted.counts.heading(column, &self.counted.files.layout, &self.wanted)),
                problem: misfit.fault.problem.to_string(),
                help,
            })
        });
        complaints.collect()
    }

    /// Prices the roster; where bad rows are left out, without those that the pay system has no pay for.
    pub(super) fn priced<T>(&mut self, ask: impl Fn(&Roster) -> Result<T, Unpriced>) -> Result<T, Failure> {
        let priced = match ask(&self.roster) {
            Err(Unpriced::Misfits(misfits)) => {
                self.leave_out(&misfits);
                self.in_order()?;
                self.not_empty()?;
                ask(&self.roster)
            }
            other => other,
        };
        self.in_order()?;
        priced.map_err(|unpriced| self.unpriced(unpriced))
    }

    pub(super) fn unpriced(&self, unpriced: Unpriced) -> Failure {
        match unpriced {
            Unpriced::Misfits(misfits) => {
                let mut complaints = self.misfits(&misfits);
                complaints.sort_by_key(|complaint| complaint.line);
                self.refused(&complaints, self.rows_of(&misfits))
            }
            Unpriced::NoBasicPay(title) => Failure::Message(format!(
                "the pay system has no ranges, so nobody's basic pay is known, and `{title}` needs it: only payments of an amount can be priced"
            )),
            Unpriced::NotSaid { title, column } => {
                let column = column.name();
                let why = format!("`{title}` is for some {column}s alone, and a row of the roster has no {column}");
                Failure::asks([Setting::Defaults], why)
            }
            Unpriced::NoRate(missing) => Failure::Message(format!("{missing}; payspine scale show says which days are covered")),
            Unpriced::TooManyGroups { groups, years } => Failure::Message(format!(
                "the roster makes {} of these columns, and their figures over {} are more than {}, the most that are shown of groups: \
                 group by columns with fewer values, or ask about fewer years or proposals at once",
                counted(groups as u64, "group"),
                counted(years as u64, "pay year"),
                with_separators(&MOST_FIGURES.to_string()),
            )),
            Unpriced::TooLarge(sum) => Failure::Message(format!("a sum of the paybill: {sum}")),
        }
    }

    /// Says on standard error what was left out.
    pub(super) fn say_left_out(&self, session: &Session<'_>) {
        for left_out in self.left_out() {
            session.say(format!("left out, {}: {}", left_out.counted(), shown(left_out.problem.clone())));
        }
    }

    /// What was left out, with how many rows.
    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        let mut by_problem: BTreeMap<&str, (u64, Decimal)> = BTreeMap::new();
        for complaint in &self.complaints {
            let sum = by_problem.entry(&complaint.problem).or_default();
            sum.0 += complaint.rows;
            sum.1 += complaint.staff;
        }
        let listed = by_problem.into_iter().map(|(problem, sums)| (problem.to_owned(), sums));
        let unsaid = self.unsaid();
        let others = (unsaid > 0).then(|| ("other such problems".to_owned(), (unsaid, Decimal::ZERO)));
        listed.chain(others).map(|(problem, (rows, staff))| LeftOut { problem, rows, staff: staff.normalize() }).collect()
    }
}

/// What to do about a problem that all of a roster have, where that is something else than for one member.
fn of_all(problem: &MemberProblem) -> Option<Help> {
    match problem {
        MemberProblem::NoFullTime { .. } => {
            Some(Help::asking(Setting::Defaults, "such as full-time-hours=37, or in a column `full-time-hours`"))
        }
        _ => None,
    }
}

/// The cells of all of these, each once.
fn cells_of(misfits: &[Misfit]) -> BTreeSet<usize> {
    misfits.iter().flat_map(|misfit| misfit.cells.iter().copied()).collect()
}
