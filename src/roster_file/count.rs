//! Rows, counted by what is alike in them.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use csv::ByteRecord;

use super::alike::AlikeValues;
use super::column_groups::{ColumnGroup, ColumnGroups};
use super::combinations::Combinations;
use super::counts::Count;
use super::dictionary::{Dictionary, Texts};
use super::header::{Layout, decoded};
use super::plain::{self, Batch, EvenRows, PlainRow};
use super::{Complaint, Wanted};
use crate::delimited::{Rows, is_blank};
use crate::diagnostic::Code;

/// So many complaints are kept; the rest are counted.
const MOST_COMPLAINTS: usize = 100;
/// Distinct rows, and distinct texts with their bytes, that are held at once. A workforce of a million has some tens of thousands, and with
/// ids, as for an audit, a million.
const MOST_DISTINCT: usize = 1_000_000;
const MOST_TEXT_BYTES: usize = 64 * 1024 * 1024;
/// More than one row of anyone's staff.
const MOST_STAFF: u64 = 1_000_000_000;

/// What there is more of in the columns that are read than is held at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Excess {
    /// Rows that differ.
    Rows,
    /// Texts that differ, over all columns.
    Texts,
    /// Bytes of texts that differ.
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
    /// The columns that files have had so far of those wanted.
    columns: Vec<CountedColumn>,
    /// What is looked up together.
    column_groups: ColumnGroups,
    /// A number of each of these columns' texts.
    pub(super) cells: Combinations,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be counted.
    pub bad_rows: u64,
    /// What is wrong with the first of those.
    pub complaints: Vec<Complaint>,
}

/// A column of the files counted.
#[derive(Clone, Debug)]
struct CountedColumn {
    /// The place of its subject among those wanted.
    subject: usize,
    texts: Dictionary,
}

impl RowCounts {
    /// Counts the rows of a block; `lines` lines are before it.
    pub fn count(&mut self, layout: &Layout, block: &[u8], lines: u64) {
        if self.excess().is_some() {
            return;
        }
        for (subject, _) in layout.places.iter().enumerate().filter(|(_, place)| place.is_some()) {
            self.has_column(subject, layout.alike[subject].as_ref());
        }
        let places: Vec<Option<usize>> = self.columns.iter().map(|column| layout.places[column.subject]).collect();
        if plain::is_plain(block) {
            self.column_groups.begin(&places, (layout.width(), layout.separator));
            for (column, place) in self.columns.iter_mut().zip(&places) {
                let heading = place.and_then(|place| layout.header.get(place)).unwrap_or_default();
                if column.texts.set_heading(heading.trim_ascii()) {
                    self.column_groups.put_away();
                }
            }
            self.plain_rows(layout, &places, block, lines);
        } else {
            self.any_rows(layout, &places, block, lines);
        }
    }

    /// Counts the rows of a plain block.
    fn plain_rows(&mut self, layout: &Layout, places: &[Option<usize>], block: &[u8], lines: u64) {
        let (mut keys, mut numbers) = (Vec::new(), vec![0; places.len()]);
        plain::batches(block, layout.separator, layout.width(), |batch| match batch {
            Batch::Even(rows) => {
                self.even_rows(layout, &rows, lines, &mut keys);
                // What cannot be counted by a key, at the end: there may be other keys afterwards.
                for (row, _) in keys.iter().enumerate().filter(|(_, key)| **key == 0) {
                    self.plain_row(layout, places, block, &rows.row(row), lines, &mut numbers);
                }
            }
            Batch::Row(row) => self.plain_row(layout, places, block, &row, lines, &mut numbers),
        });
    }

    /// Counts rows by their keys, column by column. The key is 0 of those that are not counted: they may be blank or a header, have no
    /// head count, or something for which there is no room yet.
    fn even_rows(&mut self, layout: &Layout, rows: &EvenRows<'_>, lines: u64, keys: &mut Vec<u64>) {
        keys.clear();
        keys.resize(rows.count, 0);
        let RowCounts { columns, column_groups, cells, .. } = self;
        column_groups.weigh((0..columns.len()).map(|column| cells.weight(column)));
        let mut others = Vec::new();
        for group in &mut column_groups.list {
            let mut done = 0;
            loop {
                done += group.at_hand.add_to(rows, done, (group.place, group.columns.len()), &mut keys[done..]);
                let Some(key) = keys.get_mut(done) else { break };
                match learn(group, columns, cells, &rows.row(done), rows.block) {
                    Some(stands_for) => *key |= stands_for,
                    None => others.push(done),
                }
                done += 1;
            }
        }
        for row in others {
            keys[row] = 0;
        }
        let first_line = lines + rows.lines + 1;
        let Some(place) = layout.headcount else {
            self.rows += self.cells.add_rows(keys, first_line);
            return;
        };
        for ((row, key), line) in keys.iter_mut().enumerate().zip(first_line..).filter(|((_, key), _)| **key != 0) {
            let (start, end) = rows.cell(row, place);
            match headcount(&rows.block[start..end]) {
                Some(staff) => {
                    self.rows += 1;
                    self.cells.add_row(*key, staff, line);
                }
                None => *key = 0,
            }
        }
    }

    /// Counts any row of a plain block, or complains of it.
    #[cold]
    fn plain_row(
        &mut self,
        layout: &Layout,
        places: &[Option<usize>],
        block: &[u8],
        row: &PlainRow<'_>,
        lines: u64,
        numbers: &mut [u32],
    ) {
        let bytes = row.bytes(block);
        if !bytes.is_empty() {
            let cells: Vec<&[u8]> = bytes.split(|byte| *byte == layout.separator).collect();
            self.row(layout, places, &ByteRecord::from(cells), lines + row.lines + 1, numbers);
        }
    }

    /// Counts the rows of any block.
    fn any_rows(&mut self, layout: &Layout, places: &[Option<usize>], block: &[u8], lines: u64) {
        let mut rows = Rows::new(block, layout.separator);
        let (mut record, mut numbers) = (ByteRecord::new(), vec![0; places.len()]);
        loop {
            match rows.read(&mut record) {
                Ok(Some(start)) => self.row(layout, places, &record, lines + start.line, &mut numbers),
                Ok(None) => return,
                Err(fault) => {
                    self.rows += 1;
                    self.complain(layout.broken(&fault, lines));
                    return;
                }
            }
        }
    }

    /// Makes room for a column.
    fn has_column(&mut self, subject: usize, alike: Option<&Arc<AlikeValues>>) {
        if self.columns.iter().any(|column| column.subject == subject) {
            return;
        }
        self.columns.push(CountedColumn { subject, texts: Dictionary::new(alike.cloned()) });
        // In what was counted before it is empty.
        let before = std::mem::replace(&mut self.cells, Combinations::new(self.columns.len()));
        before.for_each(|numbers, count| {
            self.cells.add(&[numbers, &[0]].concat(), count);
        });
    }

    /// Counts any row, or complains of it.
    fn row(&mut self, layout: &Layout, places: &[Option<usize>], record: &ByteRecord, line: u64, numbers: &mut [u32]) {
        if is_blank(record) {
            return;
        }
        self.rows += 1;
        if let Some(complaint) = layout.misfit(record, line) {
            self.complain(complaint);
            return;
        }
        let staff = match layout.headcount.and_then(|place| record.get(place)) {
            None => 1,
            Some(cell) => {
                let Some(staff) = headcount(cell) else {
                    self.complain(not_a_headcount(layout, cell, line));
                    return;
                };
                staff
            }
        };
        for ((column, place), number) in self.columns.iter_mut().zip(places).zip(&mut *numbers) {
            let cell = place.and_then(|place| record.get(place)).unwrap_or_default();
            *number = column.texts.number(cell.trim_ascii());
        }
        self.cells.add(numbers, Count { staff, rows: 1, line });
    }

    /// Forgets the rows, once a roster has been made of them.
    pub fn forget_rows(&mut self) {
        self.cells = Combinations::default();
    }

    /// What messages call the column of one of the subjects wanted: its heading in the first file, or its name where only a later file
    /// has it.
    pub fn heading(&self, subject: usize, first: &Layout, wanted: &Wanted) -> Option<String> {
        let name = || self.has(subject).then(|| wanted.subjects()[subject].name().to_owned());
        first.heading(subject).or_else(name)
    }

    /// Whether a file has a column for one of the subjects wanted.
    pub fn has(&self, subject: usize) -> bool {
        self.column(subject).is_some()
    }

    /// The place of a subject's number in each cell, and the texts that the numbers stand for; `None` where no file has it.
    pub(super) fn column(&self, subject: usize) -> Option<(usize, &Texts)> {
        let place = self.columns.iter().position(|column| column.subject == subject)?;
        Some((place, self.columns[place].texts.texts()))
    }

    /// Every text of a subject but the empty one, in no order; none where no file has it.
    pub(super) fn all_texts(&self, subject: usize) -> impl Iterator<Item = &[u8]> {
        self.columns.iter().filter(move |column| column.subject == subject).flat_map(|column| column.texts.all_texts())
    }

    /// Of what there is more than is held at once, if there is. Rows that came after that were not counted.
    pub fn excess(&self) -> Option<Excess> {
        let sizes = self.columns.iter().map(|column| column.texts.size());
        let (texts, bytes) = sizes.fold((0, 0), |(texts, bytes), (more, more_bytes)| (texts + more, bytes + more_bytes));
        match () {
            () if self.cells.len() > MOST_DISTINCT => Some(Excess::Rows),
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

    /// Puts the counts of two threads together; both are of the same subjects.
    #[must_use]
    pub fn and(mut self, other: RowCounts) -> RowCounts {
        if self.excess().is_some() {
            return self;
        }
        if other.excess().is_some() || other.cells.len() > self.cells.len() {
            return other.and(self);
        }
        other.columns.iter().for_each(|column| self.has_column(column.subject, column.texts.alike()));
        // What the other's numbers are here.
        let here = self.columns.iter_mut().map(|column| {
            let place = other.columns.iter().position(|other| other.subject == column.subject)?;
            let texts = other.columns[place].texts.texts().iter();
            Some((place, texts.map(|text| column.texts.number(text)).collect()))
        });
        let here: Vec<Option<(usize, Vec<u32>)>> = here.collect();
        let mut numbers = vec![0; here.len()];
        other.cells.for_each(|theirs, count| {
            for (number, here) in numbers.iter_mut().zip(&here) {
                *number = here.as_ref().map_or(0, |(place, known)| known[theirs[*place] as usize]);
            }
            self.cells.add(&numbers, count);
        });
        self.rows += other.rows;
        self.bad_rows += other.bad_rows;
        self.complaints.extend(other.complaints);
        self.complaints.sort_by_key(|complaint| complaint.line);
        self.complaints.truncate(MOST_COMPLAINTS);
        self
    }
}

/// What the cells of neighbours in a row stand for in a key, which is at hand from now on; `None` where one may be that of a header, or
/// has a number for which keys have no room.
#[cold]
fn learn(
    group: &mut ColumnGroup,
    columns: &mut [CountedColumn],
    cells: &mut Combinations,
    row: &PlainRow<'_>,
    block: &[u8],
) -> Option<u64> {
    let mut stands_for = 0;
    for (place, column) in (group.place..).zip(&group.columns) {
        let (start, end) = row.cell(place);
        let number = columns[*column].texts.number_of_cell(&block[start..end])?;
        if !cells.fits(*column, number) {
            return None;
        }
        stands_for |= u64::from(number) * cells.weight(*column);
    }
    let ((start, _), (_, end)) = (row.cell(group.place), row.cell(group.place + group.columns.len() - 1));
    group.at_hand.insert(&block[start..end], stands_for);
    Some(stands_for)
}

/// A head count: a whole number, thousands separated or not.
fn headcount(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell.trim_ascii()).ok()?;
    let amount = crate::money::unsigned_amount(text)?.amount();
    (amount.is_integer() && !amount.is_zero())
        .then(|| u64::try_from(amount.trunc().mantissa()).ok())
        .flatten()
        .filter(|staff| *staff <= MOST_STAFF)
}

fn not_a_headcount(layout: &Layout, cell: &[u8], line: u64) -> Complaint {
    let column = layout.headcount.and_then(|place| layout.header.get(place)).map(|cell| decoded(cell).trim().to_owned());
    let problem = format!("`{}` is not a head count: a whole number above 0", decoded(cell).trim());
    let help = "full-time equivalents go in a column `posts`";
    Complaint { column, ..Complaint::of_row(Code::BadNumber, line, problem, help) }
}
