//! The sheet of a workbook as rows of CSV: a line for each of its rows, so that line numbers are the sheet's own.
//!
//! Cells come one after another as the sheet has them. Rows before the header that have a single cell, or begin with #, are notes. What a
//! cell cannot say is complained of where its column is read, and the row is left out; other columns may hold what they like.

use std::borrow::Cow;
use std::collections::HashMap;

use calamine::{DataRef, Dimensions, ExcelDateTime};
use rust_decimal::Decimal;

use super::header::{Layout, Mapping};
use super::{Complaint, Wanted};
use crate::diagnostic::{Code, Diagnostic};

/// A spreadsheet holds so many digits of a number.
const MOST_DIGITS: usize = 15;
/// More decimals than this are written with an exponent.
const MOST_DECIMALS: usize = 20;

/// A sheet has so many rows and columns at most.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// What a cell says, or why it says nothing that could be read.
pub type Said<'a> = Result<Cow<'a, str>, Unreadable>;

/// What a sheet was found to be, once all of it has been read.
#[derive(Clone, Debug)]
pub struct SheetRead {
    /// Which column holds what.
    pub layout: Layout,
    /// How many lines it has.
    pub lines: u64,
    /// What is wrong with its cells.
    pub complaints: Vec<Complaint>,
    /// How many rows those are in.
    pub bad_rows: u64,
}

/// What is wrong with a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    code: Code,
    /// As it looks, for a heading or a column that nothing is read from.
    looks: String,
    problem: String,
    help: &'static str,
}

fn unreadable<'a>(code: Code, looks: &str, problem: String, help: &'static str) -> Said<'a> {
    Err(Unreadable { code, looks: looks.to_owned(), problem, help })
}

/// The text of a cell; of a formula it is the value that was kept with it.
pub fn said(value: DataRef<'_>, is_formula: bool) -> Said<'_> {
    match value {
        DataRef::Empty if is_formula => unreadable(
            Code::BadText,
            "",
            "a formula whose value is not in the file".into(),
            "open the workbook in a spreadsheet program, save it there, and give that",
        ),
        DataRef::Empty => Ok(Cow::Borrowed("")),
        DataRef::String(text) => Ok(Cow::Owned(on_one_line(&text).into_owned())),
        DataRef::SharedString(text) => Ok(on_one_line(text)),
        DataRef::Bool(flag) => Ok(Cow::Borrowed(if flag { "yes" } else { "no" })),
        DataRef::Int(number) => number_said(&number.to_string(), String::new),
        DataRef::Float(number) => number_said(&number.to_string(), || format!("{number:e}")),
        DataRef::DateTime(moment) => moment_said(moment),
        DataRef::DateTimeIso(text) => iso_said(&text),
        DataRef::DurationIso(text) => not_a_day(&text),
        DataRef::Error(error) => {
            let error = error.to_string();
            let help = "the formula of the cell failed: mend it, or put the value there";
            unreadable(Code::BadText, &error, format!("`{error}` is an error, and no value"), help)
        }
    }
}

/// A line break within a cell is a space: each row of a sheet is one line.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// A number from its shortest text without an exponent.
fn number_said<'a>(text: &str, exponent: impl FnOnce() -> String) -> Said<'a> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return unreadable(Code::BadNumber, text, format!("`{text}` is not a number"), "put the number there");
    }
    if whole.len() > MOST_DIGITS || decimals.len() > MOST_DECIMALS {
        let problem = format!("`{}` is too large or too small a number", exponent());
        return unreadable(Code::BadNumber, text, problem, "numbers such as these need no exponent");
    }
    let significant = format!("{whole}{decimals}").trim_start_matches('0').len();
    if significant > MOST_DIGITS {
        let problem = format!("`{text}` has more than {MOST_DIGITS} digits");
        return unreadable(Code::BadNumber, text, problem, "round it in the sheet, as =ROUND(…, 2) does");
    }
    Ok(Cow::Owned(if significant == 0 { "0".to_owned() } else { text.to_owned() }))
}

fn not_a_day<'a>(text: &str) -> Said<'a> {
    unreadable(Code::BadDate, text, format!("`{text}` is not a day"), "a cell with a day, and no time, is read")
}

/// A day as 2012-07-01.
fn moment_said<'a>(moment: ExcelDateTime) -> Said<'a> {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || year < 1900 {
        return not_a_day(&moment.to_string());
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return Ok(Cow::Owned(date));
    }
    let text = format!("{date} {hour:02}:{minute:02}");
    unreadable(Code::BadDate, &text, format!("`{text}` has a time of day"), "leave the day only, as =INT(…) does")
}

/// A day that a workbook has as text of its own sort.
fn iso_said<'a>(text: &str) -> Said<'a> {
    match text.split_once('T') {
        None => Ok(Cow::Owned(text.to_owned())),
        Some((date, time)) if time.bytes().all(|byte| b"0:.Z".contains(&byte)) => Ok(Cow::Owned(date.to_owned())),
        Some(_) => unreadable(Code::BadDate, text, format!("`{text}` has a time of day"), "leave the day only"),
    }
}

/// The address of a cell, both counted from 0: `C17`.
fn address((row, column): (u32, u32)) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.extend(char::from_digit((rest - 1) % 26 + 10, 36).map(|letter| letter.to_ascii_uppercase()));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().chain(u64::from(row).saturating_add(1).to_string().chars()).collect()
}

/// The cells of a row that say something, with their columns in order.
struct Row<'a> {
    /// Counted from 0.
    number: u32,
    cells: Vec<(u32, Said<'a>)>,
}

/// Rows of a sheet as they become CSV.
pub struct Rows<'a> {
    name: &'a str,
    wanted: &'a Wanted,
    mapping: &'a [Mapping],
    /// Lines of other files before.
    before: u64,
    merged: Vec<Dimensions>,
    /// Merged cells below the header that leave cells of columns blank that are read, by their first cell.
    harmful: HashMap<(u32, u32), Dimensions>,
    /// Rows before this one are in merged cells.
    left_out: u32,
    layout: Option<Layout>,
    current: Row<'a>,
    /// Rows with a single cell before the header.
    single: Vec<Row<'a>>,
    /// The first row that is not in the CSV yet.
    next: u32,
    /// CSV that waits to be taken, and its first row.
    csv: Vec<u8>,
    csv_from: u32,
    complaints: Vec<Complaint>,
    /// How many rows those are about.
    refused: u64,
    /// Where a complaint of a column and a problem is.
    known: HashMap<(u32, String), usize>,
}

impl<'a> Rows<'a> {
    /// No rows yet of the sheet that messages call this; so many lines of other files are before.
    pub fn new(name: &'a str, wanted: &'a Wanted, mapping: &'a [Mapping], before: u64, merged: Vec<Dimensions>) -> Rows<'a> {
        Rows {
            name,
            wanted,
            mapping,
            before,
            merged,
            harmful: HashMap::new(),
            left_out: 0,
            layout: None,
            current: Row { number: 0, cells: Vec::new() },
            single: Vec::new(),
            next: 0,
            csv_from: 0,
            csv: Vec::new(),
            complaints: Vec::new(),
            refused: 0,
            known: HashMap::new(),
        }
    }

    /// Adds a cell, its row and column counted from 0.
    ///
    /// # Errors
    ///
    /// The header that the cell ends is none, or the cell is before the last one or where no sheet has any.
    pub fn cell(&mut self, (row, column): (u32, u32), said: Said<'a>) -> Result<(), Vec<Diagnostic>> {
        let last = (self.current.number, self.current.cells.last().map(|(column, _)| *column));
        if (row, Some(column)) <= last || row >= MOST_ROWS || column >= MOST_COLUMNS {
            let title = format!("{} is damaged: its cell {} is out of place", self.name, address((row, column)));
            return Err(vec![Diagnostic::new(Code::NotCsv, title).help("save it again in a spreadsheet program")]);
        }
        if row != self.current.number {
            self.end_row(row)?;
        }
        if said.as_ref().map_or(true, |text| !text.trim().is_empty()) {
            self.current.cells.push((column, said));
        }
        Ok(())
    }

    /// Ends the sheet; gives its layout, the lines that it has, and what is wrong with cells of it.
    ///
    /// # Errors
    ///
    /// No header, or one that [`Layout::read`] would refuse.
    pub fn end(&mut self) -> Result<SheetRead, Vec<Diagnostic>> {
        self.end_row(self.current.number + 1)?;
        if self.layout.is_none() {
            // Every row has one cell: so has the header.
            let mut rows = std::mem::take(&mut self.single).into_iter();
            if let Some(header) = rows.next() {
                self.header(&header)?;
            }
            rows.for_each(|row| self.row(&row));
        }
        let Some(layout) = self.layout.clone() else {
            return Err(vec![self.wanted.without_header(self.name, "such as grade, area, point and fte in the first row")]);
        };
        let (lines, complaints) = (u64::from(self.next), std::mem::take(&mut self.complaints));
        Ok(SheetRead { layout, lines, complaints, bad_rows: self.refused })
    }

    /// The layout, once the header has been read.
    pub fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    /// How many bytes of CSV there are.
    pub fn waiting(&self) -> usize {
        self.csv.len()
    }

    /// Takes the CSV that waits, with the lines of the sheet that are before it.
    pub fn take(&mut self) -> (Vec<u8>, u64) {
        (std::mem::take(&mut self.csv), u64::from(std::mem::replace(&mut self.csv_from, self.next)))
    }

    /// The row is whole, and another begins.
    fn end_row(&mut self, next: u32) -> Result<(), Vec<Diagnostic>> {
        let row = std::mem::replace(&mut self.current, Row { number: next, cells: Vec::new() });
        let first = row.cells.first().and_then(|(_, said)| said.as_deref().ok()).unwrap_or_default();
        match row.cells.len() {
            0 => {}
            _ if self.layout.is_some() => self.row(&row),
            _ if first.starts_with('#') => {}
            1 => self.single.push(row),
            _ => {
                self.single.clear();
                self.header(&row)?;
            }
        }
        Ok(())
    }

    fn header(&mut self, row: &Row<'_>) -> Result<(), Vec<Diagnostic>> {
        let last = row.cells.last().map_or(0, |(column, _)| *column);
        let mut titles = vec![String::new(); last as usize + 1];
        for (column, said) in &row.cells {
            titles[*column as usize] = said.as_ref().map_or_else(|wrong| wrong.looks.clone(), |text| text.trim().to_owned());
        }
        let layout = Layout::of_cells(self.name, &titles, self.wanted, self.mapping)?;
        let harmful = |merged: &&Dimensions| {
            let rows = merged.start.0 != merged.end.0;
            let from = merged.start.1 + u32::from(!rows);
            merged.end.0 > row.number && (from..=merged.end.1.min(last)).any(|column| layout.reads(column as usize))
        };
        self.harmful = self.merged.iter().filter(harmful).map(|merged| (merged.start, *merged)).collect();
        self.layout = Some(layout);
        self.next = row.number + 1;
        self.csv_from = self.next;
        self.complain_of_merged(row, row.number + 1);
        Ok(())
    }

    /// A row below the header.
    fn row(&mut self, row: &Row<'_>) {
        self.complain_of_merged(row, row.number);
        let mut whole = row.number >= self.left_out;
        for (column, said) in &row.cells {
            let reads = self.layout.as_ref().is_some_and(|layout| layout.reads(*column as usize));
            if let Some(wrong) = said.as_ref().err().filter(|_| reads) {
                self.refused += u64::from(whole);
                whole = false;
                let place = address((row.number, *column));
                self.complain(row.number, 1, *column, place, (wrong.code, &wrong.problem, wrong.help));
            }
        }
        // A line of blank cells, and not a blank line, which would not be counted.
        let skipped = row.number.saturating_sub(self.next) + u32::from(!whole);
        self.csv.extend((0..skipped).flat_map(|_| *b",\n"));
        self.next = row.number + 1;
        if !whole {
            return;
        }
        let width = self.layout.as_ref().map_or(0, Layout::width);
        let mut at = 0;
        for (column, said) in &row.cells {
            let column = *column as usize;
            self.csv.extend((at..column).map(|_| b','));
            at = column;
            push_cell(&mut self.csv, said.as_ref().map_or_else(|wrong| wrong.looks.as_str(), AsRef::as_ref));
        }
        self.csv.extend((at + 1..width).map(|_| b','));
        self.csv.push(b'\n');
    }

    /// Complains of merged cells that begin in a row with something in them, and leaves out the rows from this one on that they cover.
    fn complain_of_merged(&mut self, row: &Row<'_>, from: u32) {
        if self.harmful.is_empty() {
            return;
        }
        let begin = row.cells.iter().filter_map(|(column, _)| self.harmful.get(&(row.number, *column)).copied());
        for merged in begin.collect::<Vec<Dimensions>>() {
            self.refused += u64::from((merged.end.0 + 1).saturating_sub(self.left_out.max(from)));
            self.left_out = self.left_out.max(merged.end.0 + 1);
            let place = format!("{}:{}", address(merged.start), address(merged.end));
            let rows = u64::from(merged.end.0 - from) + 1;
            let problem = "merged cells, of which only the first has a value";
            let wrong = (Code::BadText, problem, "unmerge them, and fill the value into each row");
            self.complain(from, rows, merged.start.1, place, wrong);
        }
    }

    fn complain(&mut self, row: u32, rows: u64, column: u32, place: String, (code, problem, help): (Code, &str, &str)) {
        let next = self.complaints.len();
        let index = *self.known.entry((column, problem.to_owned())).or_insert(next);
        if index == next {
            let titles = self.layout.as_ref().map(Layout::headings).unwrap_or_default();
            self.complaints.push(Complaint {
                code,
                line: self.before + u64::from(row) + 1,
                rows: 0,
                staff: Decimal::ZERO,
                cell: Some(place),
                column: titles.get(column as usize).filter(|title| !title.is_empty()).cloned(),
                problem: problem.to_owned(),
                help: Some(help.to_owned()),
            });
        }
        self.complaints[index].rows += rows;
    }
}

/// A cell as CSV has it.
fn push_cell(csv: &mut Vec<u8>, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) {
        csv.push(b'"');
        csv.extend(text.replace('"', "\"\"").bytes());
        csv.push(b'"');
    } else {
        csv.extend_from_slice(text.as_bytes());
    }
}
