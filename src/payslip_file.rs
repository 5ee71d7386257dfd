//! Payslips in CSV or in the sheet of a workbook: a line for each element of a month's pay.
//!
//! Bytes come in blocks of whole rows, as those of a roster do, and a block can be cut where one member's lines end, so that a payroll
//! of any length is read member by member in little memory.

mod names;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use csv::ByteRecord;
use rust_decimal::Decimal;

pub use self::names::ElementNames;
use crate::audit::{Element, PaidLine};
use crate::calendar::{Date, Month, month_named};
use crate::delimited::{Rows, has_lone_return, is_blank};
use crate::diagnostic::{Code, Help, Setting};
use crate::money::{AmountFault, Currency, Money, amount_in};
use crate::roster_file::{Complaint, Layout, NamedBy, RAGGED, Wanted, decoded};
use crate::scale::Component;

/// The columns of payslips. The last two are only in what this program has sorted: which line of the payslips a row was, and why it
/// could not be taken apart there, if so.
pub const COLUMNS: [&str; 6] = ["id", "month", "element", "amount", "payspine-line", "payspine-problem"];
const ID: usize = 0;
const MONTH: usize = 1;
const ELEMENT: usize = 2;
const AMOUNT: usize = 3;
const LINE: usize = 4;
const PROBLEM: usize = 5;

/// The columns that are read.
pub fn wanted() -> Wanted {
    Wanted::only(&COLUMNS).named_by(NamedBy::PayslipColumns)
}

/// A line of a payslip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// Whose it is; empty where the file has no such column.
    pub id: Cow<'a, str>,
    /// What it pays.
    pub paid: PaidLine,
}

/// A line that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// What is wrong.
    pub complaint: Box<Complaint>,
    /// Whose it is, as far as it says.
    pub id: String,
    /// The month it is for, if that can be read.
    pub month: Option<Month>,
}

/// Reads lines, one thread's share of a file.
#[derive(Debug)]
pub struct Reader<'n> {
    names: &'n ElementNames,
    /// That of the pay system: amounts are in it.
    currency: &'n Currency,
    /// Elements as the file has them.
    elements: HashMap<Box<[u8]>, Element>,
    months: HashMap<Box<[u8]>, Month>,
    /// What the lines come to that could not be read, as far as their amounts can.
    pub unread: Money,
    /// Names that were taken as back pay of a component.
    pub back_pay: BTreeMap<String, Component>,
}

impl<'n> Reader<'n> {
    /// A reader that knows these names, of amounts in this currency.
    pub fn new(names: &'n ElementNames, currency: &'n Currency) -> Reader<'n> {
        Reader {
            names,
            currency,
            elements: HashMap::new(),
            months: HashMap::new(),
            unread: Money::ZERO,
            back_pay: BTreeMap::new(),
        }
    }

    /// Reads the rows of a block; `before` lines are before it. Returns how many rows it has; blank ones are not counted.
    pub fn read(&mut self, layout: &Layout, block: &[u8], before: u64, mut each: impl FnMut(Result<Line<'_>, Unread>)) -> u64 {
        let (mut reader, mut row) = (Rows::new(block, layout.separator()), ByteRecord::new());
        let mut rows = 0;
        loop {
            let line = match reader.read(&mut row) {
                Ok(Some(start)) => before + start.line,
                Ok(None) => return rows,
                Err(fault) => {
                    let complaint = Box::new(layout.broken(&fault, before));
                    each(Err(Unread { complaint, id: String::new(), month: None }));
                    return rows + 1;
                }
            };
            if is_blank(&row) {
                continue;
            }
            rows += 1;
            let said = |column| layout.column(column).and_then(|place| row.get(place)).map(<[u8]>::trim_ascii);
            let sorted = said(LINE).and_then(|cell| std::str::from_utf8(cell).ok()?.parse().ok());
            let read = match self.line(layout, &row, sorted.unwrap_or(line)) {
                Ok(line) => Ok(line),
                Err(complaint) => {
                    if let Some(Ok(amount)) = said(AMOUNT).map(|said| amount(said, *self.currency)) {
                        self.unread += amount;
                    }
                    let month = said(MONTH).and_then(|said| month(&decoded(said)));
                    Err(Unread { complaint, id: said(ID).map_or_else(String::new, decoded), month })
                }
            };
            each(read);
        }
    }

    fn line<'r>(&mut self, layout: &Layout, row: &'r ByteRecord, line: u64) -> Result<Line<'r>, Box<Complaint>> {
        let cell = |column: usize| layout.column(column).and_then(|place| row.get(place)).map(<[u8]>::trim_ascii);
        let wrong = |code, column: usize, problem: String, help: &str| {
            Box::new(Complaint { column: layout.heading(column), ..Complaint::of_row(code, line, problem, help) })
        };
        let problem = cell(PROBLEM).filter(|problem| !problem.is_empty());
        let sorted = problem.map(|problem| Complaint::of_row(Code::RaggedRow, line, decoded(problem), RAGGED));
        if let Some(complaint) = sorted.or_else(|| layout.misfit(row, line)) {
            return Err(Box::new(complaint));
        }
        let id = match cell(ID) {
            Some([]) if layout.column(ID).is_some() => {
                return Err(wrong(Code::BadText, ID, "nobody's id is here".into(), "every line says whose pay it is"));
            }
            Some(id) => text(id),
            None => Cow::Borrowed(""),
        };
        let said = cell(AMOUNT).unwrap_or_default();
        let amount = amount(said, *self.currency).map_err(|fault| {
            let problem = fault.says(&decoded(said), "an amount", self.currency);
            wrong(Code::BadNumber, AMOUNT, problem, "such as 1636.00, or -12.50 where it was taken back")
        })?;
        let said = cell(MONTH).unwrap_or_default();
        let month = if let Some(month) = self.months.get(said) {
            *month
        } else {
            let month = month(&decoded(said)).ok_or_else(|| {
                let problem = format!("`{}` is not a month", decoded(said));
                wrong(Code::BadDate, MONTH, problem, "such as 2007-07, July 2007 or the day of payment, 2007-07-31")
            })?;
            *self.months.entry(said.into()).or_insert(month)
        };
        let said = cell(ELEMENT).unwrap_or_default();
        let element = match self.elements.get(said) {
            Some(element) => element.clone(),
            None if said.is_empty() => {
                let help = "every line says what it pays: basic, or a payment";
                return Err(wrong(Code::BadText, ELEMENT, "no element is named here".into(), help));
            }
            None => {
                let name = decoded(said);
                let element = self.names.element(&name).map_err(|several| {
                    let problem = format!("`{}` names more than one payment: {several}", name.trim());
                    let help = Help::asking(Setting::ElementName(name.trim().to_owned()), "say which payment it is");
                    Box::new(Complaint { help: Some(help), ..*wrong(Code::AmbiguousName, ELEMENT, problem, "") })
                })?;
                let element = match (element, self.names.back_pay(&name)) {
                    (Element::Other(name), Some(component)) => {
                        self.back_pay.insert(name.to_string(), component.clone());
                        Element::Known(component)
                    }
                    (element, _) => element,
                };
                self.elements.entry(said.into()).or_insert(element).clone()
            }
        };
        Ok(Line { id, paid: PaidLine { month, element, amount } })
    }
}

/// The id of a row of payslips, as read.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(decoded(bytes)), Cow::Borrowed)
}

/// How many bytes of whole rows can be cut off so that nobody's lines are on both sides: those before the lines of their last member.
/// 0 where there is only one member.
///
/// ```
/// use payspine::payslip_file::{cut_at_member, wanted};
/// use payspine::roster_file::Layout;
/// let file = b"id,month,element,amount\n7,2007-07,basic,1\n8,2007-07,basic,2\n8,2007-08,basic,2\n";
/// let (layout, header, _) = Layout::read("slips.csv", file, &wanted(), &[]).unwrap();
/// assert_eq!(cut_at_member(&layout, &file[header..]), 18);
/// ```
pub fn cut_at_member(layout: &Layout, rows: &[u8]) -> usize {
    let Some(id) = layout.column(ID) else { return rows.len() };
    if memchr::memchr(b'"', rows).is_some() || has_lone_return(rows) {
        return cut_among_any(layout, rows, id);
    }
    let cell = |row: &'_ [u8]| row.split(|byte| *byte == layout.separator()).nth(id).unwrap_or_default().trim_ascii().to_vec();
    let (mut end, mut last) = (rows.len(), None);
    while end > 0 {
        let start = memchr::memrchr(b'\n', &rows[..end - 1]).map_or(0, |at| at + 1);
        let here = cell(&rows[start..end]);
        if *last.get_or_insert_with(|| here.clone()) != here {
            return end;
        }
        end = start;
    }
    0
}

/// The same where rows may end in any way and cells may be quoted.
fn cut_among_any(layout: &Layout, rows: &[u8], id: usize) -> usize {
    let (mut reader, mut row) = (Rows::new(rows, layout.separator()), ByteRecord::new());
    let (mut last, mut begins) = (None, 0);
    // Rows that cannot be taken apart stay together.
    while let Ok(Some(start)) = reader.read(&mut row) {
        let here = row.get(id).unwrap_or_default().trim_ascii().to_vec();
        if last.as_ref().is_some_and(|last| *last != here) {
            begins = start.byte;
        }
        last = Some(here);
    }
    begins
}

/// An amount of up to two decimals, thousands separated or not; taken back where a minus is before or after it, or brackets around it.
fn amount(cell: &[u8], currency: Currency) -> Result<Money, AmountFault> {
    if let Some(pence) = plain_pence(cell) {
        return Money::new(Decimal::new(pence, 2)).ok_or(AmountFault::Unreadable);
    }
    let written = text(cell);
    let written = written.trim().replace('−', "-");
    let inside = |open: char, close: char| written.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let back = written.strip_prefix('-').or_else(|| written.strip_suffix('-')).or_else(|| inside('(', ')'));
    match back {
        Some(amount) => amount_in(amount.trim(), &currency).map(|amount| -amount),
        None => amount_in(written.trim_start_matches('+'), &currency),
    }
}

/// The pence of plain digits, with two decimals or none.
fn plain_pence(cell: &[u8]) -> Option<i64> {
    let (sign, digits) = cell.strip_prefix(b"-").map_or((1, cell), |digits| (-1, digits));
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let (mut pence, mut decimals) = (0_i64, None);
    for (place, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => pence = pence * 10 + i64::from(byte - b'0'),
            b'.' if decimals.is_none() && place > 0 => decimals = Some(digits.len() - place - 1),
            _ => return None,
        }
    }
    match decimals {
        None => Some(sign * pence * 100),
        Some(2) => Some(sign * pence),
        Some(1) => Some(sign * pence * 10),
        Some(_) => None,
    }
}

/// A month: 2007-07, 07/2007, July 2007, Jul-07; or the day of payment: 2007-07-31, 31/07/2007.
fn month(said: &str) -> Option<Month> {
    let said = said.trim();
    let first = |year: i16, number: i8| Date::new(year, number, 1).ok().map(Month::of);
    if let Ok(day) = said.get(..10).unwrap_or_default().parse::<Date>() {
        return Some(Month::of(day));
    }
    let parts: Vec<&str> = said.split(['-', '/', ' ', '.']).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<i8>().ok().filter(|number| (1..=12).contains(number));
    let year = |text: &str| match (text.len(), text.parse::<i16>()) {
        (4, Ok(year)) => Some(year),
        (2, Ok(year)) => Some(2000 + year),
        _ => None,
    };
    match parts.as_slice() {
        [one, two] if one.len() == 4 => first(year(one)?, number(two)?),
        [one, two] => first(year(two)?, number(one).or_else(|| month_named(one))?),
        [day, one, two] if day.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day)) => {
            let (year, number) = (year(two)?, number(one).or_else(|| month_named(one))?);
            Date::new(year, number, day.parse().ok()?).ok().map(Month::of)
        }
        _ => None,
    }
}

/// A month of the command line or of a file, in any of the ways in which it is written.
pub fn read_month(text: &str) -> Option<Month> {
    month(text)
}

/// The header of a file that [`sortable`] rows make up.
pub fn sorted_header() -> String {
    COLUMNS.join(",")
}

/// The rows of a block as they are sorted: the id, the line, and the row as a line of CSV under [`sorted_header`]. Returns how many there
/// are.
///
/// ```
/// use payspine::payslip_file::{sortable, sorted_header, wanted};
/// use payspine::roster_file::Layout;
/// let file = b"month,id,element,amount\n2007-07,8,basic,1,636.00\n2007-07,7,basic,1\n";
/// let (layout, header, lines) = Layout::read("slips.csv", file, &wanted(), &[]).unwrap();
/// let mut sorted = Vec::new();
/// sortable(&layout, &file[header..], lines, |id, line, text| sorted.push((id.to_vec(), line, text.to_vec())));
/// sorted.sort();
/// assert_eq!(sorted_header(), "id,month,element,amount,payspine-line,payspine-problem");
/// assert_eq!(sorted[0], (b"7".to_vec(), 3, b"7,2007-07,basic,1,3,\n".to_vec()));
/// // A row with a cell too many stays wrong.
/// let wrong = b"8,2007-07,basic,1,2,\"this row has 5 cells, and the header 4\"\n";
/// assert_eq!(sorted[1], (b"8".to_vec(), 2, wrong.to_vec()));
/// ```
pub fn sortable(layout: &Layout, block: &[u8], before: u64, mut each: impl FnMut(&[u8], u64, &[u8])) -> u64 {
    let (mut reader, mut row, mut sorted) = (Rows::new(block, layout.separator()), ByteRecord::new(), ByteRecord::new());
    let (mut out, mut written) = (csv::Writer::from_writer(Vec::new()), 0);
    let (mut rows, mut is_broken) = (0, false);
    while !is_broken {
        let (line, problem) = match reader.read(&mut row) {
            Ok(None) => return rows,
            Ok(Some(_)) if is_blank(&row) => continue,
            Ok(Some(start)) => (before + start.line, layout.misfit(&row, before + start.line)),
            Err(fault) => {
                is_broken = true;
                (before + fault.line, Some(layout.broken(&fault, before)))
            }
        };
        rows += 1;
        let cell = |column: usize| layout.column(column).and_then(|place| row.get(place)).unwrap_or_default().trim_ascii();
        sorted.clear();
        for column in [ID, MONTH, ELEMENT, AMOUNT] {
            sorted.push_field(cell(column));
        }
        sorted.push_field(line.to_string().as_bytes());
        sorted.push_field(problem.map_or_else(String::new, |complaint| complaint.problem).as_bytes());
        let written_down = out.write_byte_record(&sorted).and_then(|()| Ok(out.flush()?));
        written_down.expect("memory takes rows of any length");
        each(cell(ID), line, &out.get_ref()[written..]);
        written = out.get_ref().len();
    }
    rows
}
