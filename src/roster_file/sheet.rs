//! Before the first step, for workbooks: a sheet as rows of CSV, one line per row, so that line numbers are the sheet's own.
//!
//! Cells come one after another as the sheet has them. Rows before the header that have a single cell, or begin with #, are notes. What a
//! cell cannot say is complained of where its column is read, and the row is left out; other columns may hold what they like.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::complaint::Complaint;
use super::header::{Layout, Mapping};
use super::sheet_cell::Said;
use super::wanted::Wanted;
use super::workbook::Area;
use crate::diagnostic::{Code, Diagnostic};

/// A sheet has so many rows and columns at most.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// Bytes of text in one row, and in all rows together. A cell may refer to a long text that others share, so a small file can say much.
const MOST_OF_A_ROW: usize = 1024 * 1024;
const MOST_OF_A_SHEET: usize = 512 * 1024 * 1024;
/// Rows with one cell that may stand before the header, and bytes of text in them. In a sheet with more, the first is the header.
const MOST_NOTES: usize = 10_000;
const MOST_OF_NOTES: usize = 8 * 1024 * 1024;
/// Complaints that are kept apart; the cells of all others are counted together.
const MOST_COMPLAINTS: usize = 1_000;

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
    merged: Vec<Area>,
    /// Merged cells below the header that leave cells of columns blank that are read, by their first cell.
    harmful: HashMap<(u32, u32), Area>,
    /// Rows before this one are in merged cells.
    left_out: u32,
    layout: Option<Layout>,
    current: Row<'a>,
    /// Rows with a single cell before the header, and the bytes of their texts.
    single: Vec<Row<'a>>,
    single_bytes: usize,
    /// Bytes of text in the current row, and in the rows before it.
    row_bytes: usize,
    sheet_bytes: usize,
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
    pub fn new(name: &'a str, wanted: &'a Wanted, mapping: &'a [Mapping], before: u64, merged: Vec<Area>) -> Rows<'a> {
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
            single_bytes: 0,
            row_bytes: 0,
            sheet_bytes: 0,
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
    /// The header that the cell ends is none, the cell is before the last one or where no sheet has any, or the row or the sheet has too
    /// much text.
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
            self.row_bytes += said.as_ref().map_or_else(|wrong| wrong.looks.len(), |text| text.len());
            self.current.cells.push((column, said));
        }
        if self.row_bytes > MOST_OF_A_ROW {
            return Err(vec![self.too_much(&format!("MiB of text in row {}", u64::from(row) + 1), MOST_OF_A_ROW)]);
        }
        if self.sheet_bytes + self.row_bytes > MOST_OF_A_SHEET {
            return Err(vec![self.too_much("MiB of text in its cells", MOST_OF_A_SHEET)]);
        }
        Ok(())
    }

    fn too_much(&self, what: &str, limit: usize) -> Diagnostic {
        let title = format!("{} has more than {} {what}, the most that is read", self.name, limit / 1024 / 1024);
        Diagnostic::new(Code::TooLarge, title).help("save the sheet as CSV, which may be of any size")
    }

    /// Ends the sheet; gives its layout, the lines that it has, and what is wrong with cells of it.
    ///
    /// # Errors
    ///
    /// No header, or one that [`Layout::read`] would refuse.
    pub fn end(&mut self) -> Result<SheetRead, Vec<Diagnostic>> {
        self.end_row(self.current.number + 1)?;
        if self.layout.is_none() {
            self.one_column()?;
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

    /// Every row so far has one cell: so has the header, which is the first of them.
    fn one_column(&mut self) -> Result<(), Vec<Diagnostic>> {
        let mut rows = std::mem::take(&mut self.single).into_iter();
        if let Some(header) = rows.next() {
            self.header(&header)?;
        }
        rows.for_each(|row| self.row(&row));
        Ok(())
    }

    /// The row is whole, and another begins.
    fn end_row(&mut self, next: u32) -> Result<(), Vec<Diagnostic>> {
        let bytes = std::mem::take(&mut self.row_bytes);
        self.sheet_bytes += bytes;
        let row = std::mem::replace(&mut self.current, Row { number: next, cells: Vec::new() });
        let first = row.cells.first().and_then(|(_, said)| said.as_deref().ok()).unwrap_or_default();
        match row.cells.len() {
            0 => {}
            _ if self.layout.is_some() => self.row(&row),
            _ if first.starts_with('#') => {}
            1 => {
                self.single.push(row);
                self.single_bytes += bytes;
                if self.single.len() > MOST_NOTES || self.single_bytes > MOST_OF_NOTES {
                    self.one_column()?;
                }
            }
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
        let read: Vec<u32> = (0..=last).filter(|column| layout.reads(*column as usize)).collect();
        let harmful = |merged: &&Area| {
            let rows = merged.start.0 != merged.end.0;
            let from = merged.start.1 + u32::from(!rows);
            let next = read.get(read.partition_point(|column| *column < from));
            merged.end.0 > row.number && next.is_some_and(|column| *column <= merged.end.1)
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
                let cells = address((row.number, *column));
                self.complain(row.number, 1, *column, cells, (wrong.code, &wrong.problem, wrong.help));
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
        for merged in begin.collect::<Vec<Area>>() {
            self.refused += u64::from((merged.end.0 + 1).saturating_sub(self.left_out.max(from)));
            self.left_out = self.left_out.max(merged.end.0 + 1);
            let cells = format!("{}:{}", address(merged.start), address(merged.end));
            let rows = u64::from(merged.end.0 - from) + 1;
            let problem = "merged cells, of which only the first has a value";
            let wrong = (Code::BadText, problem, "unmerge them, and fill the value into each row");
            self.complain(from, rows, merged.start.1, cells, wrong);
        }
    }

    fn complain(&mut self, row: u32, rows: u64, column: u32, cells: String, (code, problem, help): (Code, &str, &str)) {
        let next = self.complaints.len();
        let others = ("a cell that cannot be read", "save the sheet as CSV to see them all");
        let is_new = next >= MOST_COMPLAINTS && !self.known.contains_key(&(column, problem.to_owned()));
        let (problem, help) = if is_new { others } else { (problem, help) };
        let index = *self.known.entry((column, problem.to_owned())).or_insert(next);
        if index == next {
            let titles = self.layout.as_ref().map_or_else(Vec::new, Layout::headings);
            self.complaints.push(Complaint {
                code,
                line: self.before + u64::from(row) + 1,
                rows: 0,
                staff: Decimal::ZERO,
                cell: Some(cells),
                column: titles.get(column as usize).filter(|title| !title.is_empty()).cloned(),
                problem: problem.to_owned(),
                help: Some(help.into()),
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
