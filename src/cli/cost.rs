//! `payspine cost`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args};

use super::input::{self, Proposed, System};
use super::roster::{self, Counted};
use super::{Failure, Output, When, warn};
use crate::calendar::{Date, Length, Period};
use crate::costing::{self, Plan, Question, Unpriced};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::report::{self, CostView};
use crate::roster_file::{Complaint, KnownNames, Mapping, Wanted, read_cells};
use crate::scale_file::{self, UsedFields, member_problem};
use crate::settlement::History;
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

/// Cost claims and offers against a workforce, year by year, to the penny
#[derive(Args, Debug)]
pub(super) struct CostArgs {
    #[command(flatten)]
    roster: RosterArgs,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// A claim or an offer, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// The first day; that of the pay year in which the first proposal begins unless given
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    from: Option<Date>,
    /// How many years
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    years: u32,
    /// The day on which staff stand where the roster has them; --from unless given
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    as_at: Option<Date>,
    /// Sums by one or more columns of the roster, as grade,area; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    #[command(flatten)]
    output: Output,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let wrong = || "expected NAME=VALUE, such as grade=\"Pay band\"".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let (name, value) = (name.trim().trim_matches('"'), value.trim().trim_matches('"'));
    if name.is_empty() || value.is_empty() { Err(wrong()) } else { Ok((name.to_owned(), value.to_owned())) }
}

pub(super) fn run(arguments: &CostArgs) -> Result<ExitCode, Failure> {
    let mut files: Vec<&Path> = arguments.roster.roster.iter().chain(&arguments.proposal).map(PathBuf::as_path).collect();
    files.extend(arguments.scale.as_deref().map(Path::new));
    arguments.output.not_over(&files)?;
    let (system, proposals) = system_and_proposals(arguments.scale.as_deref(), &arguments.proposal)?;
    let plan = plan(arguments, &system, &proposals)?;
    let group_by: Vec<Vec<String>> =
        arguments.group_by.iter().map(|columns| columns.split(',').map(|column| column.trim().to_owned()).collect()).collect();
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    let mut staff = Staff::read(&arguments.roster, &system, &used, &group_by)?;
    let groupings = staff.groupings(&group_by)?;
    let histories: Vec<&History> = proposals.iter().map(|proposal| &proposal.history).collect();
    let mut ask = |roster: &Roster| {
        costing::cost(&Question { roster, plan, baseline: &system.history, proposals: &histories, groupings: &groupings })
    };
    let answer = match ask(&staff.roster) {
        Err(Unpriced::Misfits(misfits)) if arguments.roster.skip_bad_rows => {
            staff.leave_out(&misfits);
            staff.not_empty()?;
            ask(&staff.roster)
        }
        other => other,
    };
    let answer = answer.map_err(|unpriced| staff.unpriced(unpriced))?;
    let view = CostView {
        roster: &staff.roster,
        baseline: &system.history,
        proposals: proposals.iter().map(|proposal| (proposal.loaded.value.as_ref(), &proposal.history)).collect(),
        answer: &answer,
        as_at: plan.as_at,
        group_by,
        left_out: staff.left_out(),
        inputs: std::iter::once(&system.input)
            .chain(proposals.iter().map(|proposal| &proposal.input))
            .chain(&staff.counted.inputs)
            .cloned()
            .collect(),
        explain: arguments.output.explain,
    };
    let mut found = system.loaded.warnings.clone();
    found.extend(staff.shown_left_out());
    warn(&found);
    arguments.output.write(&report::cost(&view), When::Never)?;
    Ok(ExitCode::SUCCESS)
}

/// The pay system and what is proposed on it.
pub(super) fn system_and_proposals(scale: Option<&str>, paths: &[PathBuf]) -> Result<(System, Vec<Proposed>), Failure> {
    let system = match (scale, paths.first()) {
        (Some(reference), _) => input::system(reference, None)?,
        (None, Some(path)) => input::system_named_in(&input::proposal_text(path)?, path)?,
        (None, None) => {
            let why = "which pay system? Give --scale ID, or a --proposal; payspine scale list shows those that are shipped";
            return Err(Failure::Message(why.into()));
        }
    };
    let proposals = paths.iter().map(|path| input::proposal(path, &system)).collect::<Result<Vec<_>, _>>()?;
    super::progress::distinct(&proposals, &system)?;
    Ok((system, proposals))
}

fn plan(arguments: &CostArgs, system: &System, proposals: &[Proposed]) -> Result<Plan, Failure> {
    let year_start = system.loaded.value.conventions.year_start;
    let first = proposals.iter().filter_map(|proposal| proposal.loaded.value.settlements.first()).map(|first| first.from).min();
    let from = arguments
        .from
        .or_else(|| first.map(|first| year_start.last_by(first)))
        .ok_or_else(|| Failure::Message("from which day? Give --from DATE, the first of the years to be priced".into()))?;
    let until = Length::months(12).times(arguments.years).after(from);
    let as_at = arguments.as_at.unwrap_or(from);
    if as_at > from {
        return Err(Failure::Message(format!(
            "the roster is of {as_at}, and pay is asked about from {from}: where staff stood before is not known; --from {as_at} or later"
        )));
    }
    Ok(Plan { period: Period::new(from, until), as_at })
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
        let counted = roster::count(&arguments.roster, &wanted, &arguments.column)?;
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
        let unsaid = self.counted.tally.bad_rows.saturating_sub(self.counted.tally.complaints.len() as u64);
        if complaints.len() > MOST_SHOWN || unsaid > 0 {
            let more = complaints.len().saturating_sub(MOST_SHOWN) as u64 + unsaid;
            problems.push(Diagnostic::new(Code::RaggedRow, format!("{more} more problems are not shown")));
        }
        if let Some(last) = problems.last_mut().filter(|last| last.help.is_none()) {
            last.help = Some(format!("--skip-bad-rows leaves such rows out and counts them; there are {}", rows + unsaid));
        }
        Failure::Problems(problems)
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
    pub(super) fn leave_out(&mut self, misfits: &[costing::Misfit]) {
        let complaints = self.misfits(misfits);
        self.complaints.extend(complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        let cells: BTreeSet<usize> = misfits.iter().flat_map(|misfit| misfit.cells.iter().copied()).collect();
        self.roster = self.roster.without(&cells);
    }

    fn misfits(&self, misfits: &[costing::Misfit]) -> Vec<Complaint> {
        let complaints = misfits.iter().filter_map(|misfit| {
            let first = misfit.cells.iter().map(|cell| self.roster.cell(*cell)).min_by_key(|cell| cell.line())?;
            let (code, _, help) = member_problem(&misfit.fault.problem);
            let column = misfit.fault.path.first().and_then(|field| {
                let subject = Subject::named(field);
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

    /// What was left out, with how many rows.
    pub(super) fn left_out(&self) -> Vec<(String, u64)> {
        let mut by_problem: BTreeMap<&str, u64> = BTreeMap::new();
        for complaint in &self.complaints {
            *by_problem.entry(&complaint.problem).or_default() += complaint.rows;
        }
        by_problem.into_iter().map(|(problem, rows)| (problem.to_owned(), rows)).collect()
    }

    fn shown_left_out(&self) -> Vec<Diagnostic> {
        Vec::new()
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
