//! Reads the files beside a roster (payslips, what changed, who was away) and collects what is wrong with their rows.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{Paid, Whose};
use crate::answer::roster::{Block, FilesRead, Mapped, Reading, after_any_row, in_blocks, once};
use crate::answer::{Failure, Opened, Session};
use crate::diagnostic::{Code, Diagnostic};
use crate::events_file::{self, ABSENCE_COLUMNS, EVENT_COLUMNS, Happenings, Row, WORKED_COLUMNS};
use crate::payslip_file;
use crate::report::{Assumption, Input, LeftOut, ReadAssumption, words};
use crate::roster_file::{Complaint, KnownNames, Layout, Lines, Mapping, Wanted};
use crate::scale::{Component, Scale};
use rust_decimal::Decimal;

/// So many problems are shown.
pub(super) const MOST_SHOWN: usize = 100;

/// Reads the payslips in blocks, by as many threads as there are.
pub(super) fn blocks_of<T: Send>(
    session: &Session<'_>,
    question: &Paid,
    mapped: &Mapped,
    open: &dyn Fn(usize, &Path) -> io::Result<Opened>,
    cut: fn(&Layout, &[u8]) -> usize,
    start: impl Fn() -> T + Sync,
    take_in: impl Fn(&mut T, &Block) -> u64 + Sync,
) -> Result<(Vec<T>, FilesRead), Failure> {
    let wanted = payslip_file::wanted();
    let mapping: Vec<Mapping> = question.payslip_column.iter().chain(&mapped.mapping.payslip_columns).cloned().collect();
    let sheet = question.payslip_sheet.as_deref();
    let reading = Reading { paths: &question.payslips, sheet, wanted: &wanted, mapping: &mapping, cut, open };
    let (taken, files) = in_blocks(session, &reading, start, take_in)?;
    has_columns(&files.layout, &["month", "element", "amount"], &payslip_file::COLUMNS[..4])?;
    Ok((taken, files))
}

/// Refuses a file that lacks a column.
pub(in crate::answer) fn has_columns(layout: &Layout, needed: &[&str], columns: &[&str]) -> Result<(), Failure> {
    let missing = needed.iter().filter(|name| {
        let place = columns.iter().position(|column| column == *name);
        place.is_none_or(|place| layout.column(place).is_none())
    });
    let problems: Vec<Diagnostic> = missing
        .map(|name| {
            let title = format!("{} has no column `{name}`; it has {}", layout.name, layout.headings().join(", "));
            Diagnostic::new(Code::UnknownColumn, title).help(format!("the columns are {}", columns.join(", ")))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Rows of one file of events, absences or hours worked, which are held until all are there.
const MOST_ROWS: usize = 500_000;
/// Complaints that are kept, each with its line; the rows of further ones are counted.
const MOST_KEPT: usize = 1_000;

/// Keeps a complaint, or counts its rows with those of the same problem.
pub(in crate::answer) fn keep(complaints: &mut Vec<Complaint>, more: Complaint) {
    if complaints.len() < MOST_KEPT {
        return complaints.push(more);
    }
    let same = complaints.iter().position(|known| known.problem == more.problem);
    match same.or((complaints.len() > MOST_KEPT).then_some(MOST_KEPT)) {
        Some(at) => complaints[at].rows += more.rows,
        None => complaints.push(Complaint { problem: "other such problems".to_owned(), help: None, ..more }),
    }
}

/// Puts the complaints of two threads together: whichever took up which rows, the first by line are kept.
pub(in crate::answer) fn keep_first(complaints: &mut Vec<Complaint>, others: Vec<Complaint>) {
    let mut all = std::mem::take(complaints);
    all.extend(others);
    all.sort_by_key(|complaint| complaint.line);
    for complaint in all {
        keep(complaints, complaint);
    }
}

/// Refuses rows with something wrong unless they are to be left out.
pub(in crate::answer) fn refuse(complaints: &[Complaint], files: &FilesRead, question: &Whose) -> Result<(), Failure> {
    if complaints.is_empty() || question.roster.reading.skip_bad_rows {
        return Ok(());
    }
    let mut sorted: Vec<&Complaint> = complaints.iter().collect();
    sorted.sort_by_key(|complaint| complaint.line);
    let problems = sorted.iter().take(MOST_SHOWN).map(|complaint| complaint.diagnostic(&files.lines)).collect();
    let rows = complaints.iter().map(|complaint| complaint.rows).sum();
    Err(Failure::Rows { problems, more: complaints.len().saturating_sub(MOST_SHOWN) as u64, rows, skipped: false })
}

/// Names of lines that are read as back pay, and of what.
pub(super) fn of_back_pay(scale: &Scale, names: BTreeMap<String, Component>) -> Vec<Assumption> {
    let read = names.into_iter().map(|(name, component)| {
        let of = words::element(scale, &component).to_owned();
        ReadAssumption::BackPay { name, of }.into()
    });
    read.collect()
}

/// What was left out, with how many rows.
pub(in crate::answer) fn left_out(complaints: &[Complaint]) -> Vec<LeftOut> {
    // By line: threads come to them in any order.
    let mut sorted: Vec<&Complaint> = complaints.iter().collect();
    sorted.sort_by_key(|complaint| complaint.line);
    let mut list: Vec<LeftOut> = Vec::new();
    for complaint in sorted {
        match list.iter_mut().find(|known| known.problem == complaint.problem) {
            Some(known) => known.rows += complaint.rows,
            None => list.push(LeftOut { problem: complaint.problem.clone(), rows: complaint.rows, staff: Decimal::ZERO }),
        }
    }
    list
}

/// The files beside a roster that say what happened to its members.
#[derive(Default)]
pub(in crate::answer) struct Beside {
    pub(in crate::answer) inputs: Vec<Input>,
    /// The lines of the changes.
    pub(in crate::answer) event_lines: Lines,
    /// What is wrong with rows that were left out, as asked.
    pub(in crate::answer) complaints: Vec<Complaint>,
    pub(in crate::answer) warnings: Vec<Diagnostic>,
}

/// What happened to members of a roster, and the files that say so.
pub(in crate::answer) fn happenings(
    session: &Session<'_>,
    question: &Whose,
    known: &KnownNames<'_>,
) -> Result<(Happenings, Beside), Failure> {
    let (mut happened, mut beside) = (Happenings::default(), Beside::default());
    if let Some(path) = &question.events {
        beside.event_lines = each_row(session, question, path, EVENT_COLUMNS, &mut beside, |row| happened.event(row, known))?;
    }
    if let Some(path) = &question.absences {
        each_row(session, question, path, ABSENCE_COLUMNS, &mut beside, |row| happened.absence(row))?;
    }
    if let Some(path) = &question.worked {
        each_row(session, question, path, WORKED_COLUMNS, &mut beside, |row| happened.worked(row, known))?;
    }
    Ok((happened, beside))
}

/// Takes in the rows of a file in order, and refuses it with all that is wrong. Returns its lines.
fn each_row(
    session: &Session<'_>,
    question: &Whose,
    path: &Path,
    columns: [&str; 4],
    beside: &mut Beside,
    mut take_in: impl FnMut(&Row) -> Result<(), Box<Complaint>>,
) -> Result<Lines, Failure> {
    let paths = [path.to_owned()];
    let wanted = Wanted::only(&columns);
    let reading = Reading { paths: &paths, sheet: None, wanted: &wanted, mapping: &[], cut: after_any_row, open: &once(session) };
    let (shares, files) = in_blocks(session, &reading, Vec::new, |rows: &mut Vec<Result<Row, Box<Complaint>>>, block| {
        let read = events_file::rows(&block.layout, &block.bytes, block.lines);
        let count = read.len() as u64;
        if rows.len() <= MOST_ROWS {
            rows.extend(read);
        }
        count
    })?;
    if shares.iter().map(Vec::len).sum::<usize>() > MOST_ROWS {
        let title = format!("{} has more than 500,000 rows, the most that is read of what happened", files.layout.name);
        return Err(Diagnostic::new(Code::TooLarge, title).help("ask about fewer people or fewer years at once").into());
    }
    has_columns(&files.layout, &columns, &columns)?;
    let mut complaints = files.complaints.clone();
    let mut rows: Vec<Row> = Vec::new();
    for row in shares.into_iter().flatten() {
        match row {
            Ok(row) => rows.push(row),
            Err(complaint) => keep(&mut complaints, *complaint),
        }
    }
    rows.sort_by_key(|(line, _)| *line);
    rows.iter().filter_map(|row| take_in(row).err()).for_each(|complaint| keep(&mut complaints, *complaint));
    refuse(&complaints, &files, question)?;
    beside.warnings.extend(files.warnings());
    beside.complaints.extend(complaints);
    beside.inputs.extend(files.inputs);
    Ok(files.lines)
}
