//! Second step: rows are read and counted, those that say the same as one group.
//!
//! This is the plain path: rows one after another, each held against the header. [`super::fast`] does most rows instead, many at once,
//! and leaves to this file every row that is out of the ordinary. Property tests hold the two together.

use std::fmt::{self, Display, Formatter};

use csv::ByteRecord;

use super::cell_text::{decoded, headcount};
use super::complaint::Complaint;
use super::fast::{Batch, Count, Groups, SplitRow, Texts, batches, is_plain};
use super::header::Layout;
use super::wanted::Wanted;
use crate::delimited::{Rows, is_blank};
use crate::diagnostic::Code;

/// Complaints that are kept; the rest are only counted.
const MOST_COMPLAINTS: usize = 100;
/// The most groups, distinct texts, and bytes of texts. A workforce of a million has some tens of thousands of groups; with ids, as in
/// an audit, a million.
const MOST_DISTINCT: usize = 1_000_000;
const MOST_TEXT_BYTES: usize = 64 * 1024 * 1024;
/// The limit that a file goes beyond.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Excess {
    /// Groups.
    Rows,
    /// Distinct texts over all columns.
    Texts,
    /// Bytes of distinct texts.
    TextBytes,
}

impl Display for Excess {
    /// With the limit, as it is counted.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Excess::Rows => "1,000,000 rows that differ",
            Excess::Texts => "1,000,000 texts that differ",
            Excess::TextBytes => "64 MiB of texts that differ",
        })
    }
}

/// Rows counted so far.
#[derive(Clone, Debug, Default)]
pub struct RowCounts {
    pub(super) groups: Groups,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be counted.
    pub bad_rows: u64,
    /// What is wrong with the first of those.
    pub complaints: Vec<Complaint>,
}

impl RowCounts {
    /// Counts the rows of a block, which begins after this many lines of its file.
    pub fn count(&mut self, layout: &Layout, block: &[u8], lines: u64) {
        if self.excess().is_some() {
            return;
        }
        self.groups.begin_block(&layout.columns, &layout.alike);
        if is_plain(block) {
            self.plain_rows(layout, block, lines);
        } else {
            self.any_rows(layout, block, lines);
        }
    }

    /// Counts the rows of any block.
    fn any_rows(&mut self, layout: &Layout, block: &[u8], lines: u64) {
        let mut rows = Rows::new(block, layout.separator);
        let mut record = ByteRecord::new();
        loop {
            match rows.read(&mut record) {
                Ok(Some(start)) => self.row(layout, &record, lines + start.line),
                Ok(None) => return,
                Err(fault) => {
                    self.rows += 1;
                    self.complain(layout.broken(&fault, lines));
                    return;
                }
            }
        }
    }

    /// Counts the rows of a plain block: many at once, and on its own what cannot be counted so.
    fn plain_rows(&mut self, layout: &Layout, block: &[u8], lines: u64) {
        self.groups.begin_even(&layout.header, layout.separator);
        let mut keys = Vec::new();
        batches(block, layout.separator, layout.width(), |batch| match batch {
            Batch::Even(rows) => {
                self.rows += self.groups.add_even(&rows, layout.headcount, lines + rows.lines + 1, &mut keys);
                // At the end, because what these rows bring can change the keys.
                for (row, _) in keys.iter().enumerate().filter(|(_, key)| **key == 0) {
                    self.plain_row(layout, block, &rows.row(row), lines);
                }
            }
            Batch::Row(row) => self.plain_row(layout, block, &row, lines),
        });
    }

    /// Counts any row of a plain block, or complains of it.
    #[cold]
    fn plain_row(&mut self, layout: &Layout, block: &[u8], row: &SplitRow<'_>, lines: u64) {
        let bytes = row.bytes(block);
        if !bytes.is_empty() {
            let cells: Vec<&[u8]> = bytes.split(|byte| *byte == layout.separator).collect();
            self.row(layout, &ByteRecord::from(cells), lines + row.lines + 1);
        }
    }

    /// Counts any row, or complains of it.
    fn row(&mut self, layout: &Layout, record: &ByteRecord, line: u64) {
        if is_blank(record) {
            return;
        }
        self.rows += 1;
        if let Some(complaint) = layout.misfit(record, line) {
            self.complain(complaint);
            return;
        }
        let staff = match layout.headcount.and_then(|column| record.get(column)) {
            None => 1,
            Some(cell) => {
                let Some(staff) = headcount(cell) else {
                    self.complain(not_a_headcount(layout, cell, line));
                    return;
                };
                staff
            }
        };
        self.groups.add(record, Count { staff, rows: 1, line });
    }

    /// The number of groups so far, before values are read.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Forgets the rows, once a roster has been made of them.
    pub fn forget_rows(&mut self) {
        self.groups.forget_counts();
    }

    /// What messages call the column of one of the subjects wanted: its heading in the first file, or its name if only a later file
    /// has it.
    pub fn heading(&self, subject: usize, first: &Layout, wanted: &Wanted) -> Option<String> {
        let name = || self.has(subject).then(|| wanted.subjects()[subject].name().to_owned());
        first.heading(subject).or_else(name)
    }

    /// Whether a file has a column for one of the subjects wanted.
    pub fn has(&self, subject: usize) -> bool {
        self.column(subject).is_some()
    }

    /// The index of a subject's number in each group, and the texts that the numbers stand for; `None` if no file has the column.
    pub(super) fn column(&self, subject: usize) -> Option<(usize, &Texts)> {
        self.groups.column(subject)
    }

    /// Every text of a subject but the empty one, in no order; none if no file has the column.
    pub(super) fn all_texts(&self, subject: usize) -> impl Iterator<Item = &[u8]> {
        self.groups.all_texts(subject)
    }

    /// The limit that was passed, if one was. Rows after that were not counted.
    pub fn excess(&self) -> Option<Excess> {
        let (texts, bytes) = self.groups.texts();
        match () {
            () if self.groups.len() > MOST_DISTINCT => Some(Excess::Rows),
            () if texts > MOST_DISTINCT => Some(Excess::Texts),
            () if bytes > MOST_TEXT_BYTES => Some(Excess::TextBytes),
            () => None,
        }
    }

    fn complain(&mut self, complaint: Complaint) {
        self.bad_rows += 1;
        if self.complaints.len() < MOST_COMPLAINTS {
            self.complaints.push(complaint);
        }
    }

    /// Merges the counts of two threads; both are of the same subjects.
    #[must_use]
    pub fn and(mut self, other: RowCounts) -> RowCounts {
        if self.excess().is_some() {
            return self;
        }
        if other.excess().is_some() || other.groups.len() > self.groups.len() {
            return other.and(self);
        }
        self.groups.merge(&other.groups);
        self.rows += other.rows;
        self.bad_rows += other.bad_rows;
        self.complaints.extend(other.complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        self.complaints.truncate(MOST_COMPLAINTS);
        self
    }
}

fn not_a_headcount(layout: &Layout, cell: &[u8], line: u64) -> Complaint {
    let column = layout.headcount.and_then(|column| layout.header.get(column)).map(|cell| decoded(cell).trim().to_owned());
    let problem = format!("`{}` is not a head count: a whole number above 0", decoded(cell).trim());
    let help = "full-time equivalents go in a column `posts`";
    Complaint { column, ..Complaint::of_row(Code::BadNumber, line, problem, help) }
}
