//! Rosters: how they are named on the command line, read, and complained of.

mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::{ArgAction, Args};

pub(super) use self::read::Counted;
use super::input::System;
use super::{Failure, say};
use crate::costing::{Misfit, Unpriced};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::roster_file::{Complaint, KnownNames, Mapping, Wanted, read_cells};
use crate::scale_file::{UsedFields, member_problem};
use crate::workforce::{Roster, Subject};

/// So many problems of a roster are shown.
const MOST_SHOWN: usize = 100;

/// How a roster is read.
#[derive(Args, Debug)]
pub(super) struct RosterArgs {
    /// The workforce in CSV, in one or more files; - is standard input
    #[arg(value_name = "ROSTER", required = true)]
    pub(super) roster: Vec<PathBuf>,
    /// Which column holds what, as grade="Pay band"; can be given more than once
    #[arg(long, value_name = "NAME=HEADING", value_parser = pair, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) column: Vec<Mapping>,
    /// Which grade a name in the roster means, as "Immigration Officer"=IO; can be given more than once
    #[arg(long, value_name = "NAME=ID", value_parser = pair, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) grade: Vec<(String, String)>,
    /// Which area a name in the roster means; can be given more than once
    #[arg(long, value_name = "NAME=ID", value_parser = pair, action = ArgAction::Append, help_heading = "Roster")]
    pub(super) area: Vec<(String, String)>,
    /// Leave out rows with something wrong, and list and count them
    #[arg(long, help_heading = "Roster")]
    pub(super) skip_bad_rows: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let wrong = || "expected NAME=VALUE, such as grade=\"Pay band\"".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let (name, value) = (name.trim().trim_matches('"'), value.trim().trim_matches('"'));
    if name.is_empty() || value.is_empty() { Err(wrong()) } else { Ok((name.to_owned(), value.to_owned())) }
}

/// Groupings as they are given: columns with commas between them.
pub(super) fn grouped_by(given: &[String]) -> Vec<Vec<String>> {
    given.iter().map(|columns| columns.split(',').map(|column| column.trim().to_owned()).collect()).collect()
}

/// A roster and what was found wrong with it.
pub(super) struct Staff {
    pub(super) roster: Roster,
    pub(super) counted: Counted,
    wanted: Wanted,
    complaints: Vec<Complaint>,
}

impl Staff {
    pub(super) fn read(
        arguments: &RosterArgs,
        system: &System,
        used: &UsedFields,
        group_by: &[Vec<String>],
    ) -> Result<Staff, Failure> {
        let wanted = Wanted::new(used.keys().map(String::as_str).chain(group_by.iter().flatten().map(String::as_str)));
        let counted = read::count(&arguments.roster, &wanted, &arguments.column)?;
        let known = KnownNames { scale: &system.loaded.value, grades: &arguments.grade, areas: &arguments.area, fields: used };
        known_ids(&known)?;
        let (roster, mut complaints) = read_cells(&counted.tally, &counted.layout, &wanted, &known);
        complaints.extend(counted.tally.complaints.iter().cloned());
        complaints.sort_by_key(|complaint| complaint.line);
        let staff = Staff { roster, counted, wanted, complaints };
        if !staff.complaints.is_empty() && !arguments.skip_bad_rows {
            return Err(staff.refused(&staff.complaints));
        }
        staff.not_empty()?;
        Ok(staff)
    }

    pub(super) fn not_empty(&self) -> Result<(), Failure> {
        if !self.roster.is_empty() {
            return Ok(());
        }
        let name = &self.counted.layout.name;
        if self.complaints.is_empty() {
            return Err(Diagnostic::new(Code::NotCsv, format!("{name} has a header and no rows")).into());
        }
        Err(self.refused(&self.complaints))
    }

    /// Problems as they are shown: the first hundred, and how many more there are.
    fn refused(&self, complaints: &[Complaint]) -> Failure {
        let mut problems: Vec<Diagnostic> =
            complaints.iter().take(MOST_SHOWN).map(|complaint| complaint.diagnostic(&self.counted.lines)).collect();
        let rows: u64 = complaints.iter().map(|complaint| complaint.rows).sum();
        let unsaid = self.unsaid();
        if complaints.len() > MOST_SHOWN || unsaid > 0 {
            let more = complaints.len().saturating_sub(MOST_SHOWN) as u64 + unsaid;
            problems.push(Diagnostic::new(Code::RaggedRow, format!("{more} more problems are not shown")));
        }
        if let Some(last) = problems.last_mut().filter(|last| last.help.is_none()) {
            last.help = Some(format!("--skip-bad-rows leaves such rows out and counts them; there are {}", rows + unsaid));
        }
        Failure::Problems(problems)
    }

    /// Rows with something wrong whose problems were counted and not kept.
    fn unsaid(&self) -> u64 {
        self.counted.tally.bad_rows.saturating_sub(self.counted.tally.complaints.len() as u64)
    }

    /// The columns of each grouping.
    pub(super) fn groupings(&self, group_by: &[Vec<String>]) -> Result<Vec<Vec<usize>>, Failure> {
        let column = |name: &String| {
            self.roster.column(&Subject::named(name)).ok_or_else(|| {
                let title = format!("{} has no column `{name}` to group by, or nothing in it", self.counted.layout.name);
                let help = suggestion(name, self.counted.layout.headings().iter().map(String::as_str).collect::<Vec<_>>());
                Failure::from(Diagnostic::new(Code::UnknownColumn, title).maybe_help(help))
            })
        };
        group_by.iter().map(|names| names.iter().map(column).collect()).collect()
    }

    /// Cells that the pay system has no pay for.
    pub(super) fn leave_out(&mut self, misfits: &[Misfit]) {
        let complaints = self.misfits(misfits);
        self.complaints.extend(complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        let cells: BTreeSet<usize> = misfits.iter().flat_map(|misfit| misfit.cells.iter().copied()).collect();
        self.roster = self.roster.without(&cells);
    }

    fn misfits(&self, misfits: &[Misfit]) -> Vec<Complaint> {
        let complaints = misfits.iter().filter_map(|misfit| {
            let first = misfit.cells.iter().map(|cell| self.roster.cell(*cell)).min_by_key(|cell| cell.line())?;
            let (code, _, help) = member_problem(&misfit.fault.problem);
            let column = misfit.fault.path.first().and_then(|field| {
                // Of two days that do not fit the roster has the day in the grade.
                let subject = if field == "from" { Subject::Since } else { Subject::named(field) };
                self.wanted.subjects().iter().position(|known| *known == subject)
            });
            Some(Complaint {
                code,
                line: first.line(),
                rows: misfit.cells.iter().map(|cell| self.roster.cell(*cell).headcount()).sum(),
                column: column.and_then(|column| self.counted.layout.heading(column)),
                problem: misfit.fault.problem.to_string(),
                help,
            })
        });
        complaints.collect()
    }

    pub(super) fn unpriced(&self, unpriced: Unpriced) -> Failure {
        match unpriced {
            Unpriced::Misfits(misfits) => {
                let mut complaints = self.misfits(&misfits);
                complaints.sort_by_key(|complaint| complaint.line);
                self.refused(&complaints)
            }
            Unpriced::TooLarge => Failure::Message("a sum is too large to hold: 1,000,000,000,000,000 is the most".into()),
        }
    }

    /// Says on standard error what was left out.
    pub(super) fn say_left_out(&self) {
        for (problem, rows) in self.left_out() {
            say(&format!("left out, {rows} row{}: {problem}\n", if rows == 1 { "" } else { "s" }));
        }
    }

    /// What was left out, with how many rows.
    pub(super) fn left_out(&self) -> Vec<(String, u64)> {
        let mut by_problem: BTreeMap<&str, u64> = BTreeMap::new();
        for complaint in &self.complaints {
            *by_problem.entry(&complaint.problem).or_default() += complaint.rows;
        }
        let listed = by_problem.into_iter().map(|(problem, rows)| (problem.to_owned(), rows));
        let unsaid = self.unsaid();
        listed.chain((unsaid > 0).then(|| ("other such problems".to_owned(), unsaid))).collect()
    }
}

/// Names given on the command line must lead to grades and areas that there are.
fn known_ids(known: &KnownNames<'_>) -> Result<(), Failure> {
    let grades: Vec<&str> = known.scale.grades.iter().map(|(id, _)| id.as_str()).collect();
    let areas: Vec<&str> = known.scale.areas.iter().map(|(id, _)| id.as_str()).collect();
    let mut problems = Vec::new();
    for (what, code, pairs, ids) in
        [("grade", Code::UnknownGrade, known.grades, grades), ("area", Code::UnknownArea, known.areas, areas)]
    {
        for (name, id) in pairs.iter().filter(|(_, id)| !ids.contains(&id.as_str())) {
            let title = format!("--{what} \"{name}\"={id}: the pay system has no {what} `{id}`");
            problems.push(Diagnostic::new(code, title).maybe_help(suggestion(id, ids.clone())));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
