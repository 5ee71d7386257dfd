//! Published values in CSV: a header, then a line for each point.
//!
//! Columns are found by their names, in any order; `#` begins a comment. Amounts may carry a sign of currency and thousands
//! separators.

use std::sync::Arc;

use csv::{ByteRecord, Position, StringRecord};

use crate::calendar::{Date, NotADay, read_day};
use crate::delimited::{Fault, Rows, is_blank, separator};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, Source, suggestion};
use crate::money::{Currency, amount_in};
use crate::published::PublishedValue;

/// What a column can be called, by what it holds.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("date", &["date", "effective", "effective from", "from"]),
    ("spine", &["spine"]),
    ("grade", &["grade", "band"]),
    ("area", &["area", "zone", "region"]),
    ("point", &["point", "scp", "milestone", "step", "spine point", "spinal column point"]),
    ("annual", &["annual", "a year", "annual salary", "salary", "amount", "value", "pay"]),
];

/// A name of [`columns`] and the header of the column that holds it.
pub type Mapping = (String, String);

/// What columns can be mapped.
pub fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// Reads published values, and says how many rows the file has.
///
/// `on` is the day of lines without a date of their own; with a date column it selects the lines of that day. Amounts are in `currency`.
///
/// # Errors
///
/// Every line that cannot be read, with its place; a missing column.
///
/// ```
/// use payspine::money::Currency;
/// let csv = "SCP,Annual salary\n2,\"£24,413\"\n3,\"£24,796\"\n";
/// let source = payspine::scale_file::source("circular.csv", csv.as_bytes()).unwrap();
/// let on = "2025-04-01".parse().unwrap();
/// let (values, rows) = payspine::published_file::read_published(&source, Some(on), &[], &Currency::pounds()).unwrap();
/// assert_eq!((values[1].annual.to_string(), rows), ("24796.00".to_owned(), 2));
/// ```
pub fn read_published(
    source: &Arc<Source>,
    on: Option<Date>,
    mapping: &[Mapping],
    currency: &Currency,
) -> Result<(Vec<PublishedValue>, u64), Vec<Diagnostic>> {
    let TextTable { header, rows, problems: mut found, .. } = TextTable::read(source, "24,413")?;
    let table = Table::new(source, &header, on, mapping, currency)?;
    let mut values = Vec::new();
    for row in &rows {
        match table.value(row) {
            Ok(value) => values.extend(value),
            Err(problem) => found.push(problem),
        }
    }
    if values.is_empty() && found.is_empty() {
        let day = on.map_or_else(|| "values".to_owned(), |on| format!("line for {on}"));
        let title = format!("{} has no {day}", source.name);
        found.push(table.at(&header, "", Code::NoValues, title, "nothing to compare below"));
    }
    if found.is_empty() { Ok((values, rows.len() as u64)) } else { Err(found) }
}

/// A small table, taken apart: its header, and the rows that are like it. `#` begins a comment.
pub(crate) struct TextTable {
    pub(crate) header: StringRecord,
    pub(crate) rows: Vec<StringRecord>,
    /// What is wrong with other rows.
    pub(crate) problems: Vec<Diagnostic>,
    /// An amount as it needs quotes.
    amount: &'static str,
}

impl TextTable {
    /// Takes a text apart; messages show how such an amount is written.
    ///
    /// # Errors
    ///
    /// It breaks the rule of delimited text.
    pub(crate) fn read(source: &Arc<Source>, amount: &'static str) -> Result<TextTable, Vec<Diagnostic>> {
        let text = source.text.as_bytes();
        let (mut reader, mut row) = (Rows::new(text, separator(text)).with_comments(), ByteRecord::new());
        let mut table = TextTable { header: StringRecord::new(), rows: Vec::new(), problems: Vec::new(), amount };
        let mut has_header = false;
        loop {
            let start = match reader.read(&mut row) {
                Ok(Some(_)) if is_blank(&row) => continue,
                Ok(Some(start)) => start,
                Ok(None) => return Ok(table),
                Err(fault) => {
                    table.problems.push(broken(source, &fault));
                    return Err(table.problems);
                }
            };
            // Cells begin and end at bytes of ASCII, so those of a text are text.
            let mut row: StringRecord = row.iter().map(String::from_utf8_lossy).collect();
            let mut position = Position::new();
            position.set_byte(start.byte as u64);
            row.set_position(Some(position));
            if has_header {
                match table.misfit(source, &row) {
                    Some(problem) => table.problems.push(problem),
                    None => table.rows.push(row),
                }
            } else {
                has_header = true;
                table.header = row;
            }
        }
    }

    /// What keeps a row from being read, whatever its cells say.
    fn misfit(&self, source: &Arc<Source>, row: &StringRecord) -> Option<Diagnostic> {
        let at = |title: String, label: &str| Some(at_cell(source, row, "", Code::BadText, title, label));
        let width = self.header.len();
        let cells = row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).last().map_or(0, |(index, _)| index + 1);
        if row.iter().any(|cell| cell.contains('\0')) {
            return at("this line has a NUL byte".to_owned(), "the file is damaged, or not text");
        }
        if row.iter().eq(&self.header) {
            return at("this is the header again".to_owned(), "files that were put together?");
        }
        if cells > width {
            let problem = at(format!("this line has {cells} cells, and the header {width}"), "too many cells");
            return problem
                .map(|problem| problem.help(format!("an amount with thousands separators needs quotes: \"{}\"", self.amount)));
        }
        if row.len() < width {
            return at(format!("this line has {} cells, and the header {width}", row.len()), "too few cells");
        }
        None
    }
}

/// A cell that breaks the rule of delimited text.
fn broken(source: &Arc<Source>, fault: &Fault) -> Diagnostic {
    let title = format!("line {}, cell {}: {}", fault.line, fault.column, fault.says());
    Diagnostic::new(Code::BadText, title).at(source, fault.byte..fault.byte + 1, "this cell").help(Fault::HELP)
}

/// A problem labelled on a cell of a line of CSV, or on the line where no cell is named.
pub(crate) fn at_cell(
    source: &Arc<Source>,
    record: &StringRecord,
    cell: &str,
    code: Code,
    title: impl Into<String>,
    label: &str,
) -> Diagnostic {
    let byte = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(source.text.len());
    let start = byte.min(source.text.len());
    let line = source.text.get(start..).unwrap_or("").lines().next().unwrap_or("");
    let span = match line.find(cell).filter(|_| !cell.is_empty()) {
        Some(found) => start + found..start + found + cell.len(),
        None => start..start + line.len(),
    };
    Diagnostic::new(code, title).at(source, span, label)
}

/// Which column holds what.
struct Table<'a> {
    source: &'a Arc<Source>,
    on: Option<Date>,
    /// In the order of [`COLUMNS`].
    columns: [Option<usize>; 6],
    currency: &'a Currency,
}

impl<'a> Table<'a> {
    fn new(
        source: &'a Arc<Source>,
        header: &StringRecord,
        on: Option<Date>,
        mapping: &[Mapping],
        currency: &'a Currency,
    ) -> Result<Table<'a>, Vec<Diagnostic>> {
        let mut table = Table { source, on, columns: [None; 6], currency };
        let mut found = Vec::new();
        for (index, (name, title)) in mapping.iter().enumerate() {
            let twin = mapping[..index].iter().find(|(other, header)| other == name || header.trim() == title.trim());
            let columns = header.iter().filter(|column| column.trim() == title.trim()).count();
            let problem = match twin {
                Some((other, _)) if other == name => format!("it is said twice which column holds `{name}`"),
                Some((other, _)) => format!("`{title}` is said to hold both `{other}` and `{name}`"),
                None if columns > 1 => format!("{} has {columns} columns called `{title}`", source.name),
                None => continue,
            };
            found.push(table.at(header, "", Code::UnknownColumn, problem, "the header"));
        }
        let plain = |column: &str| column.trim().to_lowercase().replace(['_', '-'], " ");
        for (index, (name, names)) in COLUMNS.iter().enumerate() {
            let mapped = mapping.iter().find(|(known, _)| known == name).map(|(_, title)| title);
            table.columns[index] = match mapped {
                Some(title) => header.iter().position(|column| column.trim() == title.trim()),
                None => names.iter().find_map(|name| header.iter().position(|column| plain(column) == *name)),
            };
            if let Some(column) = table.columns[index] {
                let taken =
                    mapping.iter().find(|(_, title)| header.get(column).is_some_and(|heading| heading.trim() == title.trim()));
                if mapped.is_none() && taken.is_some() {
                    // Another name was given to that column.
                    table.columns[index] = None;
                    continue;
                }
                let same = |column: &&str| names.contains(&plain(column).as_str());
                if mapped.is_none() && header.iter().filter(same).count() > 1 {
                    let both: Vec<&str> = header.iter().filter(same).collect();
                    let title = format!("{} has more than one column for `{name}`: {}", source.name, both.join(", "));
                    let problem = table.at(header, "", Code::UnknownColumn, title, "the header");
                    found.push(problem.help(Help::asking(Setting::Column((*name).to_owned()), "say which it is")));
                }
                continue;
            }
            let problem = |title: String| table.at(header, "", Code::UnknownColumn, title, "the header");
            if let Some(title) = mapped {
                let help = suggestion(title, header.iter());
                found.push(problem(format!("{} has no column `{title}`", source.name)).maybe_help(help));
            } else if ["point", "annual"].contains(name) {
                let words = format!("call one of them {}, or say which it is", names.join(", "));
                let help = Help::asking(Setting::Column((*name).to_owned()), words);
                found.push(problem(format!("{} has no column `{name}`", source.name)).help(help));
            } else if *name == "date" && on.is_none() {
                let title = format!("{} has no column `date`, so the day must be said", source.name);
                found.push(problem(title).help(Help::asking(Setting::On, "say of which day they are")));
            }
        }
        if found.is_empty() { Ok(table) } else { Err(found) }
    }

    /// The value of a line; `None` for a line of another day.
    fn value(&self, record: &StringRecord) -> Result<Option<PublishedValue>, Diagnostic> {
        let cell =
            |column: Option<usize>| column.and_then(|column| record.get(column)).map(str::trim).filter(|cell| !cell.is_empty());
        let [date, spine, grade, area, point, annual] = self.columns.map(cell);
        let day = match date {
            None => self.on,
            Some(text) => Some(read_day(text).map_err(|why| {
                let title = format!("`{text}` is not a date");
                match why {
                    NotADay::NoDay => self.at(record, text, Code::BadDate, title, "expected a date such as 2012-07-01"),
                    why => self.at(record, text, Code::BadDate, title, &why.to_string()),
                }
            })?),
        };
        let day =
            day.ok_or_else(|| self.at(record, "", Code::BadDate, "this line has no date", "expected one in the date column"))?;
        if self.on.is_some_and(|on| on != day) {
            return Ok(None);
        }
        let missing = |what: &str| {
            self.at(record, "", Code::BadText, format!("this line has no {what}"), &format!("expected one in the {what} column"))
        };
        let (point, text) = (point.ok_or_else(|| missing("point"))?, annual.ok_or_else(|| missing("annual"))?);
        let annual = amount_in(text, self.currency).map_err(|fault| {
            let title = fault.says(text, "an amount", self.currency);
            self.at(record, text, Code::BadNumber, title, "expected an amount a year, such as 24,413")
        })?;
        Ok(Some(PublishedValue {
            on: day,
            spine: spine.map(str::to_owned),
            grade: grade.map(Into::into),
            area: area.map(Into::into),
            point: point.into(),
            annual,
        }))
    }

    /// A problem labelled on a cell of a line, or on the line.
    fn at(&self, record: &StringRecord, cell: &str, code: Code, title: impl Into<String>, label: &str) -> Diagnostic {
        at_cell(self.source, record, cell, code, title, label)
    }
}
