//! The groups counted so far: a dictionary for each column, and a count for each combination of the numbers that these give.

use std::sync::Arc;

use csv::ByteRecord;

use super::alike::AlikeValues;
use super::combinations::Combinations;
use super::counts::Count;
use super::dictionary::{Dictionary, Texts};
use super::lookups::{Lookup, Lookups};
use super::split::{EvenRows, SplitRow};
use crate::roster_file::cell_text::headcount;

/// Rows of one or more files, counted by the texts in the columns that are read.
#[derive(Clone, Debug, Default)]
pub(in crate::roster_file) struct Groups {
    /// The wanted columns that files have had so far.
    columns: Vec<GroupColumn>,
    /// For each of these, its index in the present file.
    in_file: Vec<Option<usize>>,
    /// Columns of the present file that are looked up together.
    lookups: Lookups,
    /// One number per column, and how many rows have them.
    combinations: Combinations,
    /// The numbers of one row.
    numbers: Vec<u32>,
}

/// A column by which rows are told apart.
#[derive(Clone, Debug)]
struct GroupColumn {
    /// The index of its subject among those wanted.
    subject: usize,
    texts: Dictionary,
}

impl Groups {
    /// Goes on to rows of a file that has the subjects wanted in these columns; of each subject, which values are alike.
    pub(in crate::roster_file) fn begin_block(&mut self, columns: &[Option<usize>], alike: &[Option<Arc<AlikeValues>>]) {
        for (subject, _) in columns.iter().enumerate().filter(|(_, column)| column.is_some()) {
            self.has_column(subject, alike[subject].as_ref());
        }
        self.in_file = self.columns.iter().map(|column| columns[column.subject]).collect();
    }

    /// Makes ready for [`Groups::add_even`] on rows of this header.
    pub(in crate::roster_file) fn begin_even(&mut self, header: &ByteRecord, separator: u8) {
        self.lookups.begin(&self.in_file, (header.len(), separator));
        for (column, in_file) in self.columns.iter_mut().zip(&self.in_file) {
            let heading = in_file.and_then(|index| header.get(index)).unwrap_or_default();
            if column.texts.set_heading(heading.trim_ascii()) {
                self.lookups.put_away();
            }
        }
    }

    /// Adds rows by their keys, column by column, with the head counts in a column of the file, if it has one. Returns how many were
    /// added. The key of a row is 0 if it was not: it may be blank or a header, have no head count, or a text for which keys have no
    /// room yet.
    pub(in crate::roster_file) fn add_even(
        &mut self,
        rows: &EvenRows<'_>,
        headcounts: Option<usize>,
        first_line: u64,
        keys: &mut Vec<u64>,
    ) -> u64 {
        keys.clear();
        keys.resize(rows.count, 0);
        let Groups { columns, lookups, combinations, .. } = self;
        lookups.weigh((0..columns.len()).map(|column| combinations.weight(column)));
        let mut others = Vec::new();
        for lookup in &mut lookups.list {
            let mut done = 0;
            loop {
                done += lookup.at_hand.add_to(rows, done, (lookup.first, lookup.columns.len()), &mut keys[done..]);
                let Some(key) = keys.get_mut(done) else { break };
                match learn(lookup, columns, combinations, &rows.row(done), rows.block) {
                    Some(stands_for) => *key |= stands_for,
                    None => others.push(done),
                }
                done += 1;
            }
        }
        for row in others {
            keys[row] = 0;
        }
        let Some(column) = headcounts else { return combinations.add_rows(keys, first_line) };
        let mut added = 0;
        for ((row, key), line) in keys.iter_mut().enumerate().zip(first_line..).filter(|((_, key), _)| **key != 0) {
            let (start, end) = rows.cell(row, column);
            match headcount(&rows.block[start..end]) {
                Some(staff) => {
                    added += 1;
                    combinations.add_row(*key, staff, line);
                }
                None => *key = 0,
            }
        }
        added
    }

    /// Adds one row.
    pub(in crate::roster_file) fn add(&mut self, row: &ByteRecord, count: Count) {
        self.numbers.clear();
        for (column, in_file) in self.columns.iter_mut().zip(&self.in_file) {
            let cell = in_file.and_then(|index| row.get(index)).unwrap_or_default();
            self.numbers.push(column.texts.number(cell.trim_ascii()));
        }
        self.combinations.add(&self.numbers, count);
    }

    /// Makes room for a column.
    fn has_column(&mut self, subject: usize, alike: Option<&Arc<AlikeValues>>) {
        if self.columns.iter().any(|column| column.subject == subject) {
            return;
        }
        self.columns.push(GroupColumn { subject, texts: Dictionary::new(alike.cloned()) });
        // Rows counted before have nothing in it.
        let before = std::mem::replace(&mut self.combinations, Combinations::new(self.columns.len()));
        before.for_each(|numbers, count| {
            self.combinations.add(&[numbers, &[0]].concat(), count);
        });
    }

    /// Adds the groups of another thread, which counted by the same subjects.
    pub(in crate::roster_file) fn merge(&mut self, other: &Groups) {
        other.columns.iter().for_each(|column| self.has_column(column.subject, column.texts.alike()));
        // For each column here, its index there, and the number here of each number there.
        let here = self.columns.iter_mut().map(|column| {
            let index = other.columns.iter().position(|other| other.subject == column.subject)?;
            let texts = other.columns[index].texts.texts().iter();
            Some((index, texts.map(|text| column.texts.number(text)).collect()))
        });
        let here: Vec<Option<(usize, Vec<u32>)>> = here.collect();
        let mut numbers = vec![0; here.len()];
        other.combinations.for_each(|theirs, count| {
            for (number, here) in numbers.iter_mut().zip(&here) {
                *number = here.as_ref().map_or(0, |(index, known)| known[theirs[*index] as usize]);
            }
            self.combinations.add(&numbers, count);
        });
    }

    /// Forgets the counts; the texts stay.
    pub(in crate::roster_file) fn forget_counts(&mut self) {
        self.combinations = Combinations::default();
    }

    /// The number of groups.
    pub(in crate::roster_file) fn len(&self) -> usize {
        self.combinations.len()
    }

    /// The number of distinct texts over all columns, and their bytes.
    pub(in crate::roster_file) fn texts(&self) -> (usize, usize) {
        let sizes = self.columns.iter().map(|column| column.texts.size());
        sizes.fold((0, 0), |(texts, bytes), (more, more_bytes)| (texts + more, bytes + more_bytes))
    }

    /// Every group with its count, by first line.
    pub(in crate::roster_file) fn for_each_by_line(&self, each: impl FnMut(&[u32], Count)) {
        self.combinations.for_each_by_line(each);
    }

    /// The index of a subject's number in each group, and the texts that the numbers stand for; `None` if no file has the column.
    pub(in crate::roster_file) fn column(&self, subject: usize) -> Option<(usize, &Texts)> {
        let index = self.columns.iter().position(|column| column.subject == subject)?;
        Some((index, self.columns[index].texts.texts()))
    }

    /// Every text of a subject but the empty one, in no order; none if no file has the column.
    pub(in crate::roster_file) fn all_texts(&self, subject: usize) -> impl Iterator<Item = &[u8]> {
        self.columns.iter().filter(move |column| column.subject == subject).flat_map(|column| column.texts.all_texts())
    }
}

/// The key bits of the cells of neighbours in a row, kept at hand for the rows to come. `None` if a cell equals its heading, as in a
/// repeated header, or if keys have no room for its number.
#[cold]
fn learn(
    lookup: &mut Lookup,
    columns: &mut [GroupColumn],
    combinations: &mut Combinations,
    row: &SplitRow<'_>,
    block: &[u8],
) -> Option<u64> {
    let mut stands_for = 0;
    for (index, column) in (lookup.first..).zip(&lookup.columns) {
        let (start, end) = row.cell(index);
        let number = columns[*column].texts.number_of_cell(&block[start..end])?;
        if !combinations.fits(*column, number) {
            return None;
        }
        stands_for |= u64::from(number) * combinations.weight(*column);
    }
    let ((start, _), (_, end)) = (row.cell(lookup.first), row.cell(lookup.first + lookup.columns.len() - 1));
    lookup.at_hand.insert(&block[start..end], stands_for);
    Some(stands_for)
}
