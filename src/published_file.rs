//! Published values in CSV: a header, then a line for each point.
//!
//! Columns are found by their names, in any order; `#` begins a comment. Amounts may carry a sign of currency and thousands
//! separators.

use std::sync::Arc;

use csv::StringRecord;

use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Source, suggestion};
use crate::money::written_amount;
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

/// Reads published values.
///
/// `on` is the day of lines without a date of their own; with a date column it selects the lines of that day.
///
/// # Errors
///
/// Every line that cannot be read, with its place; a missing column.
///
/// ```
/// let csv = "SCP,Annual salary\n2,\"£24,413\"\n3,\"£24,796\"\n";
/// let source = payspine::scale_file::source("circular.csv", csv.as_bytes()).unwrap();
/// let on = "2025-04-01".parse().unwrap();
/// let values = payspine::published_file::read_published(&source, Some(on), &[]).unwrap();
/// assert_eq!(values[1].annual.to_string(), "24796.00");
/// ```
pub fn read_published(
    source: &Arc<Source>,
    on: Option<Date>,
    mapping: &[Mapping],
) -> Result<Vec<PublishedValue>, Vec<Diagnostic>> {
    let not_csv = |error: csv::Error| Diagnostic::new(Code::NotUtf8, format!("{} is not CSV: {error}", source.name));
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .delimiter(separator(&source.text))
        .flexible(true)
        .from_reader(source.text.as_bytes());
    let header = reader.headers().cloned().map_err(|error| vec![not_csv(error)])?;
    let table = Table::new(source, &header, on, mapping)?;
    if let Some(problem) = open_quote(source) {
        return Err(vec![problem]);
    }
    let (mut values, mut found) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record.map_err(not_csv).and_then(|record| table.value(&record)) {
            Ok(value) => values.extend(value),
            Err(problem) => found.push(problem),
        }
    }
    if values.is_empty() && found.is_empty() {
        let day = on.map_or_else(|| "values".to_owned(), |on| format!("line for {on}"));
        let title = format!("{} has no {day}", source.name);
        found.push(table.at(&header, "", Code::NoValues, title, "nothing to compare below"));
    }
    if found.is_empty() { Ok(values) } else { Err(found) }
}

/// What separates the columns of the header: a comma, or where there is none a semicolon or a tab, as some spreadsheets write.
pub(crate) fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or_default();
    let mut known = [b',', b';', b'\t'].into_iter();
    known.find(|separator| header.contains(char::from(*separator))).unwrap_or(b',')
}

/// A quote that is never closed would take the rest of the file into one cell.
pub(crate) fn open_quote(source: &Arc<Source>) -> Option<Diagnostic> {
    let quotes = source.text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.match_indices('"')).count();
    let last = source.text.rfind('"').filter(|_| quotes % 2 == 1)?;
    let problem = Diagnostic::new(Code::BadText, format!("{} has a quote that is never closed", source.name));
    Some(problem.at(source, last..last + 1, "the last quote").help("quotes come in pairs around a cell"))
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
    let byte = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
    let start = byte.min(source.text.len());
    let rest = source.text.get(start..).unwrap_or_default();
    // Empty lines and comments before the line are not it.
    let before: usize =
        rest.split_inclusive('\n').take_while(|line| line.trim().is_empty() || line.starts_with('#')).map(str::len).sum();
    let (start, rest) = (start + before, rest.get(before..).unwrap_or_default());
    let line = rest.lines().next().unwrap_or_default();
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
    places: [Option<usize>; 6],
    /// How many columns there are.
    columns: usize,
}

impl<'a> Table<'a> {
    fn new(
        source: &'a Arc<Source>,
        header: &StringRecord,
        on: Option<Date>,
        mapping: &[Mapping],
    ) -> Result<Table<'a>, Vec<Diagnostic>> {
        let mut table = Table { source, on, places: [None; 6], columns: header.len() };
        let mut found = Vec::new();
        for (index, (name, title)) in mapping.iter().enumerate() {
            let twin = mapping[..index].iter().find(|(other, header)| other == name || header.trim() == title.trim());
            let columns = header.iter().filter(|column| column.trim() == title.trim()).count();
            let problem = match twin {
                Some((other, _)) if other == name => format!("--column says twice which column holds `{name}`"),
                Some((other, _)) => format!("--column takes `{title}` for both `{other}` and `{name}`"),
                None if columns > 1 => format!("{} has {columns} columns called `{title}`", source.name),
                None => continue,
            };
            found.push(table.at(header, "", Code::UnknownColumn, problem, "the header"));
        }
        let plain = |column: &str| column.trim().to_lowercase().replace(['_', '-'], " ");
        for (index, (name, names)) in COLUMNS.iter().enumerate() {
            let mapped = mapping.iter().find(|(known, _)| known == name).map(|(_, title)| title);
            table.places[index] = match mapped {
                Some(title) => header.iter().position(|column| column.trim() == title.trim()),
                None => names.iter().find_map(|name| header.iter().position(|column| plain(column) == *name)),
            };
            if let Some(place) = table.places[index] {
                let taken =
                    mapping.iter().find(|(_, title)| header.get(place).is_some_and(|column| column.trim() == title.trim()));
                if mapped.is_none() && taken.is_some() {
                    // Another name was given to that column.
                    table.places[index] = None;
                    continue;
                }
                let same = |column: &&str| names.contains(&plain(column).as_str());
                if mapped.is_none() && header.iter().filter(same).count() > 1 {
                    let both: Vec<&str> = header.iter().filter(same).collect();
                    let title = format!("{} has more than one column for `{name}`: {}", source.name, both.join(", "));
                    let problem = table.at(header, "", Code::UnknownColumn, title, "the header");
                    found.push(problem.help(format!("say which with --column {name}=\"…\"")));
                }
                continue;
            }
            let problem = |title: String| table.at(header, "", Code::UnknownColumn, title, "the header");
            if let Some(title) = mapped {
                let help = suggestion(title, header.iter());
                found.push(problem(format!("{} has no column `{title}`", source.name)).maybe_help(help));
            } else if ["point", "annual"].contains(name) {
                let help = format!("call one of them {}, or say which with --column {name}=\"…\"", names.join(", "));
                found.push(problem(format!("{} has no column `{name}`", source.name)).help(help));
            } else if *name == "date" && on.is_none() {
                let title = format!("{} has no column `date`, so the day must be said", source.name);
                found.push(problem(title).help("add --on with a date"));
            }
        }
        if found.is_empty() { Ok(table) } else { Err(found) }
    }

    /// The value of a line; `None` for a line of another day, or an empty one.
    fn value(&self, record: &StringRecord) -> Result<Option<PublishedValue>, Diagnostic> {
        let cell =
            |place: Option<usize>| place.and_then(|place| record.get(place)).map(str::trim).filter(|cell| !cell.is_empty());
        let [date, spine, grade, area, point, annual] = self.places.map(cell);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let cells = (0..record.len()).rev().find(|place| !record[*place].trim().is_empty()).map_or(0, |last| last + 1);
        if cells > self.columns {
            let title = format!("this line has {cells} cells, and the header {}", self.columns);
            let problem = self.at(record, "", Code::BadText, title, "too many cells");
            return Err(problem.help("an amount with thousands separators needs quotes: \"24,413\""));
        }
        let day = match date {
            None => self.on,
            Some(text) => Some(text.parse::<Date>().map_err(|_| {
                self.at(record, text, Code::BadDate, format!("`{text}` is not a date"), "expected a date such as 2012-07-01")
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
        let annual = written_amount(text).ok_or_else(|| {
            self.at(
                record,
                text,
                Code::BadNumber,
                format!("`{text}` is not an amount"),
                "expected an amount a year, such as 24,413",
            )
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
