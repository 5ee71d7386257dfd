//! Amounts by month in CSV: the pay of coming months where it differs, and an employer's plan of recovery.
//!
//! A header, then a line for each month, in any order of columns; `#` begins a comment. Every column must be known: one that is
//! misspelt would be a figure left out.

use std::sync::Arc;

use csv::StringRecord;

use crate::calendar::Month;
use crate::diagnostic::{Code, Diagnostic, Source, suggestion};
use crate::money::{AmountFault, Currency, Money, amount_in};
use crate::published_file::{TextTable, at_cell};
use crate::recovery::Pause;

/// What is known of one coming month; what is left out is as in other months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthRow {
    /// Which.
    pub month: Month,
    /// Gross pay.
    pub pay: Option<Money>,
    /// Net pay, where it is known.
    pub net_pay: Option<Money>,
    /// The part of the gross pay that is pensionable.
    pub pensionable: Option<Money>,
    /// Attachments and the like.
    pub other_deductions: Option<Money>,
    /// The salary of a year.
    pub salary: Option<Money>,
    /// Whether it is less than full pay.
    pub reduced: Option<Pause>,
}

const FULL_PAY: &str = "full-pay";
const MONTHS: [&str; 7] = ["month", "pay", "net-pay", "pensionable", "other-deductions", "salary", "state"];
const PLAN: [&str; 2] = ["month", "amount"];

/// Reads the pay of coming months: `month` (as 2025-10), and any of `pay`, `net-pay`, `pensionable`, `other-deductions`, `salary` and
/// `state` (`full-pay`, `half-pay`, `statutory-pay`, `nil-pay`). Amounts are in `currency`.
///
/// # Errors
///
/// Every line that cannot be read, with its place; a column that is missing or not known; a month given twice.
///
/// ```
/// let csv = "month,pay,state\n2025-12,\"1,350\",half-pay\n2026-01,,nil-pay\n";
/// let source = payspine::scale_file::source("months.csv", csv.as_bytes()).unwrap();
/// let months = payspine::month_file::read_months(&source, &payspine::money::Currency::pounds()).unwrap();
/// assert_eq!(months[0].pay.unwrap().to_string(), "1350.00");
/// assert_eq!((months[1].pay, months[1].reduced), (None, Some(payspine::recovery::Pause::NilPay)));
/// ```
pub fn read_months(source: &Arc<Source>, currency: &Currency) -> Result<Vec<MonthRow>, Vec<Diagnostic>> {
    read(source, (&MONTHS, &["month"]), *currency, |line| {
        let row = MonthRow {
            month: line.month()?,
            pay: line.amount("pay")?,
            net_pay: line.amount("net-pay")?,
            pensionable: line.amount("pensionable")?,
            other_deductions: line.amount("other-deductions")?,
            salary: line.amount("salary")?,
            reduced: line.state()?,
        };
        Ok((row.month, row))
    })
}

/// Reads a plan: `month` (as 2025-10) and `amount`.
///
/// # Errors
///
/// As [`read_months`].
///
/// ```
/// let source = payspine::scale_file::source("plan.csv", b"month,amount\n2025-10,250.00\n2025-11,250\n").unwrap();
/// let pounds = payspine::money::Currency::pounds();
/// assert_eq!(payspine::month_file::read_plan(&source, &pounds).unwrap().len(), 2);
/// ```
pub fn read_plan(source: &Arc<Source>, currency: &Currency) -> Result<Vec<(Month, Money)>, Vec<Diagnostic>> {
    read(source, (&PLAN, &PLAN), *currency, |line| {
        let month = line.month()?;
        let amount = line.amount("amount")?.ok_or_else(|| {
            line.at("", Code::BadText, "this line has no amount".to_owned(), "expected one in the amount column")
        })?;
        Ok((month, (month, amount)))
    })
}

/// One line of a table, its columns found.
struct Line<'a> {
    source: &'a Arc<Source>,
    record: &'a StringRecord,
    /// The columns in the order of the file.
    columns: &'a [Option<&'static str>],
    currency: Currency,
}

impl Line<'_> {
    fn cell(&self, name: &str) -> &str {
        let place = self.columns.iter().position(|column| *column == Some(name));
        place.and_then(|place| self.record.get(place)).unwrap_or("").trim()
    }

    fn at(&self, cell: &str, code: Code, title: String, label: &str) -> Diagnostic {
        at_cell(self.source, self.record, cell, code, title, label)
    }

    fn month(&self) -> Result<Month, Diagnostic> {
        let text = self.cell("month");
        let title = || if text.is_empty() { "this line has no month".to_owned() } else { format!("`{text}` is not a month") };
        text.parse().map_err(|_| self.at(text, Code::BadDate, title(), "expected a month such as 2025-10"))
    }

    fn amount(&self, name: &str) -> Result<Option<Money>, Diagnostic> {
        let text = self.cell(name);
        if text.is_empty() {
            return Ok(None);
        }
        amount_in(text, &self.currency).map(Some).map_err(|fault| {
            let title = match fault {
                AmountFault::Unreadable => format!("`{text}` in the column `{name}` is not an amount"),
                other @ AmountFault::OtherCurrency(_) => other.says(text, "an amount", &self.currency),
            };
            self.at(text, Code::BadNumber, title, "expected an amount such as 1,350.00")
        })
    }

    fn state(&self) -> Result<Option<Pause>, Diagnostic> {
        let text = self.cell("state");
        if text.is_empty() || text == FULL_PAY {
            return Ok(None);
        }
        let known = Pause::WORDS.iter().find(|(word, _)| *word == text).map(|(_, pause)| *pause);
        known.map(Some).ok_or_else(|| {
            let words = [FULL_PAY].into_iter().chain(Pause::WORDS.map(|(word, _)| word));
            let problem = self.at(text, Code::BadText, format!("`{text}` is not a state of pay"), "another word is needed");
            problem.maybe_help(suggestion(text, words))
        })
    }
}

/// Reads a table of months, each once.
fn read<T>(
    source: &Arc<Source>,
    (known, needed): (&[&'static str], &[&str]),
    currency: Currency,
    each: impl Fn(&Line<'_>) -> Result<(Month, T), Diagnostic>,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let TextTable { header, rows: records, problems: mut found, .. } = TextTable::read(source, "1,350")?;
    let columns = columns(source, &header, known, needed)?;
    let (mut months, mut rows) = (Vec::new(), Vec::new());
    for record in &records {
        let line = Line { source, record, columns: &columns, currency };
        match each(&line) {
            Ok((month, _)) if months.contains(&month) => {
                found.push(line.at(line.cell("month"), Code::DuplicateId, format!("{month} is given twice"), "the second"));
            }
            Ok((month, row)) => {
                months.push(month);
                rows.push(row);
            }
            Err(problem) => found.push(problem),
        }
    }
    if rows.is_empty() && found.is_empty() {
        let title = format!("{} has no months", source.name);
        found.push(at_cell(source, &header, "", Code::NoValues, title, "nothing below"));
    }
    if found.is_empty() { Ok(rows) } else { Err(found) }
}

/// Which column is which, in the order of the file.
fn columns(
    source: &Arc<Source>,
    header: &StringRecord,
    known: &[&'static str],
    needed: &[&str],
) -> Result<Vec<Option<&'static str>>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    for title in header {
        let plain = title.trim().to_lowercase().replace([' ', '_'], "-");
        let name = known.iter().copied().find(|name| *name == plain);
        let problem = |said: String| at_cell(source, header, title, Code::UnknownColumn, said, "in the header");
        if name.is_none() && !plain.is_empty() {
            let problem = problem(format!("{} has a column `{}`, which is not known", source.name, title.trim()));
            found.push(problem.maybe_help(suggestion(&plain, known.iter().copied())));
        } else if name.is_some() && columns.contains(&name) {
            found.push(problem(format!("{} has more than one column `{plain}`", source.name)));
        }
        columns.push(name);
    }
    for name in needed.iter().filter(|name| !columns.contains(&known.iter().copied().find(|known| known == *name))) {
        let title = format!("{} has no column `{name}`", source.name);
        let problem = at_cell(source, header, "", Code::UnknownColumn, title, "the header");
        found.push(problem.help(format!("columns are {}", known.join(", "))));
    }
    if found.is_empty() { Ok(columns) } else { Err(found) }
}
