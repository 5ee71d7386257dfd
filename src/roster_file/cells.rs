//! Last step: counted groups become a roster. Each distinct text of a column is read once; groups whose values turn out equal, such as
//! `1` and `1.0`, are merged.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::cell_text::{decoded, said_or};
use super::complaint::Complaint;
use super::count::RowCounts;
use super::fast::{Combinations, Count, Texts};
use super::header::Layout;
use super::row_facts::RowFacts;
use super::value::{KnownNames, Wrong};
use super::wanted::Wanted;
use crate::scale_file::ValueRemarks;
use crate::workforce::{Column, Origin, Roster, Subject, Value};

/// A roster, and the rows that are not in it.
#[derive(Clone, Debug)]
pub struct Cells {
    /// Everyone in a row without problems.
    pub roster: Roster,
    /// The problems of the others.
    pub complaints: Vec<Complaint>,
    /// The number of those rows; one may have several problems.
    pub rows_left_out: u64,
    /// Remarks on values of fields.
    pub remarks: ValueRemarks,
}

/// The most problems that are listed one by one, and values for which a near one is suggested. If the wrong column is read, such as
/// names, every value is a problem of its own.
const MOST_PROBLEMS: usize = 1_000;

/// Turns counted rows into a roster. Rows with problems are left out of it and complained of.
pub fn read_cells(counts: &RowCounts, layout: &Layout, wanted: &Wanted, known: &KnownNames<'_>) -> Cells {
    let mut columns: Vec<ValueColumn<'_>> = wanted.subjects().iter().map(|subject| ValueColumn::new(subject, known)).collect();
    let mut complaints: HashMap<(Option<usize>, String), Complaint> = HashMap::new();
    let mut rows_left_out = 0;
    // Rows without head counts are counted by their posts alone.
    let posts_at = wanted.subjects().iter().position(|subject| *subject == Subject::Posts);
    let posts_needed = layout.headcount.is_none() && posts_at.is_some_and(|at| layout.heading(at).is_some());
    let mut complain = |column: Option<usize>, (code, problem, help): Wrong, count: &Count, posts: Decimal| {
        let is_one_more = complaints.len() >= MOST_PROBLEMS && !complaints.contains_key(&(column, problem.clone()));
        let (problem, help) = if is_one_more { ("one of many other such problems".to_owned(), None) } else { (problem, help) };
        let known = complaints.entry((column, problem)).or_insert_with_key(|(_, problem)| Complaint {
            code,
            line: count.line,
            rows: 0,
            staff: Decimal::ZERO,
            cell: None,
            column: column.and_then(|column| counts.heading(column, layout, wanted)),
            problem: problem.clone(),
            help,
        });
        known.rows += count.rows;
        known.staff += Decimal::from(count.staff) * posts;
    };
    // A subject that no file has is blank everywhere.
    let counted: Vec<Option<(usize, &Texts)>> = (0..columns.len()).map(|subject| counts.column(subject)).collect();
    let may_say = |subject: &usize| counted[*subject].is_some() || columns[*subject].default.is_some();
    let said: Vec<usize> = (0..columns.len()).filter(may_say).collect();
    // In the order of lines, so that values and cells are in the order in which they come up.
    let mut roster = Roster::new(said.iter().map(|index| Column::new(columns[*index].subject.clone(), Vec::new())).collect());
    roster.reserve(counts.groups.len());
    let mut of_row: Vec<u32> = Vec::with_capacity(said.len());
    let mut wrong: Vec<(Option<usize>, Wrong)> = Vec::new();
    counts.groups.for_each_by_line(|numbers, count| {
        of_row.clear();
        let mut row = RowFacts::default();
        for index in &said {
            let (number, text) =
                counted[*index].map_or((0, &b""[..]), |(at, texts)| (numbers[at], &*texts[numbers[at] as usize]));
            match columns[*index].index(number, text) {
                Ok((value, says)) => {
                    of_row.push(value);
                    row.add(says);
                }
                Err(problem) => wrong.push((Some(*index), problem)),
            }
        }
        if wrong.is_empty() {
            wrong.extend(row.contradiction(wanted.grade_needed, posts_needed).map(|problem| (None, problem)));
        }
        if wrong.is_empty() {
            roster.push(&of_row, count.staff, Origin { line: count.line, rows: count.rows });
            return;
        }
        rows_left_out += count.rows;
        let posts = posts_at.and_then(|at| columns[at].posts(counted[at].map_or(0, |(column, _)| numbers[column])));
        for (index, problem) in wrong.drain(..) {
            complain(index, problem, &count, posts.unwrap_or(Decimal::ONE));
        }
    });
    // Columns that no file has are none.
    let has = |index: usize| {
        let column = &columns[index];
        column.values.iter().any(|value| *value != Value::Blank)
            || (counted[index].is_some() && wanted.groups.contains(column.subject))
    };
    let kept: Vec<usize> = (0..said.len()).filter(|column| has(said[*column])).collect();
    let has_synonyms = columns.iter().any(|column| column.has_synonyms);
    for (column, index) in said.iter().enumerate() {
        roster.set_values(column, std::mem::take(&mut columns[*index].values));
    }
    if has_synonyms || kept.len() < said.len() {
        roster = with_columns(&roster, &kept);
    }
    let mut complaints: Vec<Complaint> = complaints.into_values().collect();
    complaints.sort_by(|one, two| (one.line, &one.problem).cmp(&(two.line, &two.problem)));
    Cells { roster, complaints, rows_left_out, remarks: remarks(counts, wanted, known) }
}

/// Remarks on values of fields that rules ask for.
fn remarks(counts: &RowCounts, wanted: &Wanted, known: &KnownNames<'_>) -> ValueRemarks {
    let mut remarks = ValueRemarks::default();
    for (index, subject) in wanted.subjects().iter().enumerate() {
        let Subject::Field(name) = subject else { continue };
        if known.fields.contains_key(name) {
            let texts = counts.all_texts(index).map(|text| said_or(&decoded(text), None).to_owned());
            let default = known.mapping.default_of(subject).map(str::to_owned);
            for text in texts.chain(default).filter(|text| !text.is_empty() && !text.starts_with('=')) {
                remarks.note(known.fields, name, &text);
            }
        }
    }
    remarks
}

/// A roster with these columns only; cells that are then the same are one.
fn with_columns(roster: &Roster, kept: &[usize]) -> Roster {
    let mut cells = Combinations::new(kept.len());
    for cell in roster.cells() {
        let indices: Vec<u32> = kept.iter().map(|column| cell.indices()[*column]).collect();
        let Origin { line, rows } = cell.origin();
        cells.add(&indices, Count { staff: cell.headcount(), rows, line });
    }
    let mut fewer = Roster::new(kept.iter().map(|column| roster.columns()[*column].clone()).collect());
    fewer.reserve(cells.len());
    cells.for_each_by_line(|indices, count| fewer.push(indices, count.staff, Origin { line: count.line, rows: count.rows }));
    fewer
}

/// A column whose texts are being read, each once.
struct ValueColumn<'a> {
    subject: &'a Subject,
    known: &'a KnownNames<'a>,
    /// The value of a blank cell.
    default: Option<&'a str>,
    /// For each text by its number, the index of its value and what the value says; `None` if not read yet.
    read: Vec<Option<(u32, RowFacts)>>,
    /// The problems of texts that could not be read.
    wrong: HashMap<u32, Wrong>,
    values: Vec<Value>,
    numbers: HashMap<Value, u32>,
    /// True if two texts have one value, such as 1 and 1.0.
    has_synonyms: bool,
}

impl<'a> ValueColumn<'a> {
    fn new(subject: &'a Subject, known: &'a KnownNames<'a>) -> ValueColumn<'a> {
        let (read, wrong, values, numbers) = (Vec::new(), HashMap::new(), Vec::new(), HashMap::new());
        let default = known.mapping.default_of(subject);
        ValueColumn { subject, known, default, read, wrong, values, numbers, has_synonyms: false }
    }

    /// The index of a text's value among the distinct ones, and what it says.
    fn index(&mut self, number: u32, text: &[u8]) -> Result<(u32, RowFacts), Wrong> {
        match self.read.get(number as usize) {
            Some(Some(known)) => Ok(*known),
            _ => self.new_index(number, text),
        }
    }

    #[cold]
    fn new_index(&mut self, number: u32, text: &[u8]) -> Result<(u32, RowFacts), Wrong> {
        if let Some(wrong) = self.wrong.get(&number) {
            return Err(wrong.clone());
        }
        let suggests = self.wrong.len() < MOST_PROBLEMS;
        let value = match self.known.value(self.subject, &decoded(text), suggests) {
            Ok(value) => value,
            Err(wrong) => {
                if self.wrong.len() < MOST_PROBLEMS {
                    self.wrong.insert(number, wrong.clone());
                }
                return Err(wrong);
            }
        };
        let (next, says) = (
            u32::try_from(self.values.len()).expect("a few million values are held at most"),
            RowFacts::by(self.subject, &value),
        );
        let index = *self.numbers.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            next
        });
        self.has_synonyms |= index != next;
        self.read.resize(self.read.len().max(number as usize + 1), None);
        self.read[number as usize] = Some((index, says));
        Ok((index, says))
    }

    /// The full-time posts of a text.
    fn posts(&self, number: u32) -> Option<Decimal> {
        let (index, _) = (*self.read.get(number as usize)?)?;
        match self.values.get(index as usize) {
            Some(Value::Posts(posts)) => Some(*posts),
            _ => None,
        }
    }
}
