//! A workforce: who is alike, and how many.

mod cell;

use std::collections::BTreeSet;
use std::fmt;

use rust_decimal::Decimal;

pub use self::cell::Cell;
use crate::calendar::Date;
use crate::money::{Fte, Money};
use crate::scale::{AreaId, GradeId, PointId};

/// A workforce as its distinct cells: everyone in a cell is alike in every column, and counted.
///
/// Each column lists its distinct values once; a cell is a choice of one from each.
///
/// ```
/// use payspine::workforce::{Column, Origin, Roster, Subject, Value};
/// let grade = Column::new(Subject::Grade, vec![Value::Text("EO".into()), Value::Text("AO".into())]);
/// let point = Column::new(Subject::Point, vec![Value::Point("55".into())]);
/// let mut roster = Roster::new(vec![grade, point]);
/// roster.push(&[0, 0], 120, Origin { line: 2, rows: 1 });
/// roster.push(&[1, 0], 80, Origin { line: 3, rows: 1 });
/// assert_eq!(roster.staff(), 200);
/// assert_eq!(roster.cell(1).value(&Subject::Grade).unwrap().to_string(), "AO");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roster {
    columns: Vec<Column>,
    /// For each cell in turn, the index of its value in each column.
    indices: Vec<u32>,
    headcounts: Vec<u64>,
    /// Where each was read: the first line, and how many rows.
    origins: Vec<Origin>,
}

/// Where the staff of a cell stand in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The line of the first row.
    pub line: u64,
    /// How many rows there are.
    pub rows: u64,
}

/// A column of a roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// What it says.
    pub subject: Subject,
    /// Its distinct values.
    pub values: Vec<Value>,
}

/// What a column of a roster says of the staff in a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Subject {
    /// The grade.
    Grade,
    /// The area.
    Area,
    /// The point they stand on.
    Point,
    /// An annual salary at full time, in a range by pay.
    Salary,
    /// Hours as a share of full time; full time where there is no such column.
    Fte,
    /// Hours a week, where hours are not said as a share of full time.
    Hours,
    /// Hours a year with paid leave in them, likewise.
    AnnualHours,
    /// Full-time hours a week, where the pay system states none or others hold for the row.
    FullTimeHours,
    /// Weeks at work a year, of term-time work.
    Weeks,
    /// Weeks that are paid of a year, leave included.
    PaidWeeks,
    /// Full-time posts in the row, for published head counts.
    Posts,
    /// In the grade since.
    Since,
    /// On the point since.
    PointSince,
    /// With the employer since.
    ServiceSince,
    /// The day on which they come into post, where that is after the roster's day.
    From,
    /// Their last day of service, which is paid.
    LastDay,
    /// The top of the member's own grade, where employers set grades.
    Target,
    /// Whether pay above the target is protected.
    Protected,
    /// Any other field: rating, county, sex.
    Field(String),
}

impl Subject {
    /// By the words that head columns.
    pub const WORDS: [(&'static str, Subject); 18] = [
        ("grade", Subject::Grade),
        ("area", Subject::Area),
        ("point", Subject::Point),
        ("salary", Subject::Salary),
        ("fte", Subject::Fte),
        ("hours", Subject::Hours),
        ("annual-hours", Subject::AnnualHours),
        ("full-time-hours", Subject::FullTimeHours),
        ("weeks", Subject::Weeks),
        ("paid-weeks", Subject::PaidWeeks),
        ("posts", Subject::Posts),
        ("since", Subject::Since),
        ("point-since", Subject::PointSince),
        ("service-since", Subject::ServiceSince),
        ("from", Subject::From),
        ("last-day", Subject::LastDay),
        ("target", Subject::Target),
        ("protected", Subject::Protected),
    ];

    /// The subject of a column with this heading.
    pub fn named(name: &str) -> Subject {
        let known = Subject::WORDS.into_iter().find(|(word, _)| *word == name);
        known.map_or_else(|| Subject::Field(name.to_owned()), |(_, subject)| subject)
    }

    /// The heading.
    pub fn name(&self) -> &str {
        match self {
            Subject::Field(name) => name,
            known => Subject::WORDS.iter().find(|(_, subject)| subject == known).map_or("", |(word, _)| word),
        }
    }
}

/// A value in a roster.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// Nothing was given.
    Blank,
    /// A grade, an area, or the value of any other field.
    Text(String),
    /// A point.
    Point(PointId),
    /// An annual salary.
    Salary(Money),
    /// Hours as a share of full time.
    Fte(Fte),
    /// Full-time posts.
    Posts(Decimal),
    /// Hours or weeks.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

/// As it is written in a roster.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Blank => Ok(()),
            Value::Text(text) => f.pad(text),
            Value::Point(point) => point.fmt(f),
            Value::Salary(salary) => f.pad(&salary.digits()),
            Value::Fte(fte) => f.pad(&fte.to_string()),
            Value::Posts(number) | Value::Number(number) => number.fmt(f),
            Value::Date(day) => day.fmt(f),
            Value::Flag(flag) => f.pad(if *flag { "yes" } else { "no" }),
        }
    }
}

impl Column {
    /// A column with these values.
    pub fn new(subject: Subject, values: Vec<Value>) -> Column {
        Column { subject, values }
    }
}

impl Roster {
    /// A roster of these columns without any staff.
    pub fn new(columns: Vec<Column>) -> Roster {
        Roster { columns, ..Roster::default() }
    }

    /// Adds a cell: the index of its value in each column, how many it holds (rows, where it has posts), and where they stand in the
    /// file.
    pub fn push(&mut self, indices: &[u32], headcount: u64, origin: Origin) {
        debug_assert_eq!(indices.len(), self.columns.len());
        self.indices.extend_from_slice(indices);
        self.headcounts.push(headcount);
        self.origins.push(origin);
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The index of a column.
    pub fn column(&self, subject: &Subject) -> Option<usize> {
        self.columns.iter().position(|column| column.subject == *subject)
    }

    /// The grades of its staff, each with an area that some of them are in.
    pub fn grades_and_areas(&self) -> BTreeSet<(GradeId, Option<AreaId>)> {
        let columns = [Subject::Grade, Subject::Area].map(|subject| self.column(&subject));
        let [grade, area] = columns.map(|column| column.map_or(&[][..], |column| self.columns[column].values.as_slice()));
        let (grades, areas) = (grade.len().max(1), area.len().max(1));
        let mut seen = vec![false; grades * areas];
        for cell in self.cells() {
            let [at_grade, at_area] = columns.map(|column| column.map_or(0, |column| cell.indices()[column] as usize));
            seen[at_grade * areas + at_area] = true;
        }
        let word = |value: Option<&Value>| match value {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let found = seen.iter().enumerate().filter(|(_, seen)| **seen).map(|(index, _)| {
            // Of a system without ranges nobody asks for the grade.
            let grade = word(grade.get(index / areas)).unwrap_or_default();
            (grade.as_str().into(), word(area.get(index % areas)).map(|area| area.as_str().into()))
        });
        found.collect()
    }

    /// Gives a column its values, once all are known.
    pub(crate) fn set_values(&mut self, column: usize, values: Vec<Value>) {
        self.columns[column].values = values;
    }

    /// Makes room for so many more cells.
    pub(crate) fn reserve(&mut self, cells: usize) {
        self.indices.reserve_exact(cells * self.columns.len());
        self.headcounts.reserve_exact(cells);
        self.origins.reserve_exact(cells);
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.headcounts.len()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.headcounts.is_empty()
    }

    /// How many staff, rows of posts counting as one each.
    pub fn staff(&self) -> u64 {
        self.headcounts.iter().sum()
    }

    /// A cell.
    pub fn cell(&self, index: usize) -> Cell<'_> {
        Cell { roster: self, index }
    }

    /// Every cell.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'_>> {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// The roster without some cells.
    #[must_use]
    pub fn without(&self, left_out: &BTreeSet<usize>) -> Roster {
        let mut kept = Roster::new(self.columns.clone());
        for cell in self.cells().filter(|cell| !left_out.contains(&cell.index)) {
            kept.push(cell.indices(), cell.headcount(), cell.origin());
        }
        kept
    }
}
