//! Rows, counted by what is alike in them.

use std::collections::HashMap;

use csv::ByteRecord;
use rustc_hash::FxBuildHasher;

use super::Complaint;
use super::header::{Layout, decoded};
use crate::diagnostic::Code;

/// Between the cells of a key. No roster has it: a row with one is refused.
pub(super) const BETWEEN: u8 = 0;
/// So many complaints are kept; the rest are counted.
const MOST_COMPLAINTS: usize = 100;
/// More than one row of anyone's staff.
const MOST_STAFF: u64 = 1_000_000_000;

/// Rows counted so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub(super) cells: HashMap<Box<[u8]>, Count, FxBuildHasher>,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be counted.
    pub bad_rows: u64,
    /// What is wrong with the first of those.
    pub complaints: Vec<Complaint>,
}

/// How many rows are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) staff: u64,
    pub(super) rows: u64,
    pub(super) line: u64,
}

/// Where a block of bytes can be cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// After this many bytes, which are whole rows.
    At(usize),
    /// Not yet: no row ends in it.
    Nowhere,
}

/// The end of the last whole row in a block that begins with a row. A line break between quotes ends no row.
///
/// ```
/// use payspine::roster_file::{Cut, cut};
/// assert_eq!(cut(b"1,EO\n2,\"A\nO\"\n3,H"), Cut::At(13));
/// assert_eq!(cut(b"1,\"E\nO"), Cut::Nowhere);
/// ```
pub fn cut(block: &[u8]) -> Cut {
    let last = |end: usize| memchr::memrchr(b'\n', &block[..end]).map_or(Cut::Nowhere, |at| Cut::At(at + 1));
    let mut open = None;
    for quote in memchr::memchr_iter(b'"', block) {
        open = if open.is_none() { Some(quote) } else { None };
    }
    // What is before a quote that is open at the end is whole.
    last(open.unwrap_or(block.len()))
}

impl Tally {
    /// Counts the rows of a block; `lines` lines are before it.
    pub fn count(&mut self, layout: &Layout, block: &[u8], lines: u64) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(layout.separator)
            .buffer_capacity(64 * 1024)
            .from_reader(block);
        let columns: Vec<Option<usize>> = layout.places.clone();
        let mut record = ByteRecord::new();
        let mut key = Vec::new();
        // Reading from memory cannot fail, and rows of any length are taken.
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let line = lines + record.position().map_or(0, |at| at.line() + breaks_before(block, at.byte()));
            if record.len() != layout.width() || record.as_slice().contains(&BETWEEN) {
                if let Some(complaint) = ragged(layout, &record, line) {
                    self.rows += 1;
                    self.complain(complaint);
                    continue;
                }
                if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                    continue;
                }
            }
            key.clear();
            for place in &columns {
                if let Some(cell) = place.and_then(|place| record.get(place)) {
                    key.extend_from_slice(cell.trim_ascii());
                }
                key.push(BETWEEN);
            }
            if key.iter().all(|byte| *byte == BETWEEN) && record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            self.rows += 1;
            if record == layout.header {
                self.complain(Complaint {
                    code: Code::RaggedRow,
                    line,
                    rows: 1,
                    column: None,
                    problem: "this is the header again".into(),
                    help: Some("files that were put together: give each on its own instead, or take the line out".into()),
                });
                continue;
            }
            let staff = match layout.headcount.and_then(|place| record.get(place)) {
                None => 1,
                Some(cell) => {
                    let Some(staff) = headcount(cell) else {
                        self.complain(not_a_headcount(layout, cell, line));
                        continue;
                    };
                    staff
                }
            };
            self.add(&key, Count { staff, rows: 1, line });
        }
    }

    fn add(&mut self, key: &[u8], count: Count) {
        match self.cells.get_mut(key) {
            Some(known) => {
                known.staff += count.staff;
                known.rows += count.rows;
                known.line = known.line.min(count.line);
            }
            None => {
                self.cells.insert(key.into(), count);
            }
        }
    }

    fn complain(&mut self, complaint: Complaint) {
        self.bad_rows += 1;
        if self.complaints.len() < MOST_COMPLAINTS {
            self.complaints.push(complaint);
        }
    }

    /// Puts two tallies of one layout's subjects together.
    #[must_use]
    pub fn and(mut self, other: Tally) -> Tally {
        if other.cells.len() > self.cells.len() {
            return other.and(self);
        }
        for (key, count) in other.cells {
            self.add(&key, count);
        }
        self.rows += other.rows;
        self.bad_rows += other.bad_rows;
        self.complaints.extend(other.complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        self.complaints.truncate(MOST_COMPLAINTS);
        self
    }
}

/// Line breaks from a place on before a row begins: blank lines, and the second half of a break of two characters.
fn breaks_before(block: &[u8], from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|from| block.get(from..)).unwrap_or_default();
    rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).map(|byte| u64::from(*byte == b'\n')).sum()
}

/// A head count: a whole number, thousands separated or not.
fn headcount(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell.trim_ascii()).ok()?;
    let amount = crate::money::written_amount(text)?.amount();
    (amount.is_integer() && !amount.is_zero())
        .then(|| u64::try_from(amount.trunc().mantissa()).ok())
        .flatten()
        .filter(|staff| *staff <= MOST_STAFF)
}

fn not_a_headcount(layout: &Layout, cell: &[u8], line: u64) -> Complaint {
    let column = layout.headcount.and_then(|place| layout.header.get(place)).map(|cell| decoded(cell).trim().to_owned());
    Complaint {
        code: Code::BadNumber,
        line,
        rows: 1,
        column,
        problem: format!("`{}` is not a head count: a whole number above 0", decoded(cell).trim()),
        help: Some("full-time equivalents go in a column `posts`".into()),
    }
}

/// A row that has more or fewer cells than the header; more are no harm where they are empty.
fn ragged(layout: &Layout, record: &ByteRecord, line: u64) -> Option<Complaint> {
    let complaint = |problem: String, help: &str| {
        Some(Complaint { code: Code::RaggedRow, line, rows: 1, column: None, problem, help: Some(help.to_owned()) })
    };
    if record.as_slice().contains(&BETWEEN) {
        return complaint("this row has a NUL byte".into(), "the file is damaged, or not text: save it as CSV again");
    }
    if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
        return None;
    }
    let cells = record.iter().enumerate().rfind(|(_, cell)| !cell.trim_ascii().is_empty()).map_or(0, |(place, _)| place + 1);
    let width = layout.width();
    if record.len() < width || cells > width {
        let help = "an amount with thousands separators, or a name with a comma, needs quotes around it";
        return complaint(format!("this row has {} cells, and the header {width}", record.len()), help);
    }
    None
}
