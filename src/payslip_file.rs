//! Payslips in CSV or in the sheet of a workbook: a line for each element of a month's pay.
//!
//! Bytes come in blocks of whole rows, as those of a roster do, and a block can be cut where one member's lines end, so that a payroll
//! of any length is read member by member in little memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use csv::ByteRecord;
use rust_decimal::Decimal;

use crate::audit::PaidLine;
use crate::calendar::{Date, Month, month_name};
use crate::diagnostic::Code;
use crate::money::{Money, written_amount};
use crate::roster_file::{Complaint, Cut, Layout, Wanted, cut, decoded, first_line};
use crate::scale::{folded_name, told_apart};

/// The columns of payslips. The last two are only in what this program has sorted: which line of the payslips a row was, and what is
/// wrong with its shape, which the sorted row does not show any more.
pub const COLUMNS: [&str; 6] = ["id", "month", "element", "amount", "payspine-line", "payspine-shape"];
const ID: usize = 0;
const MONTH: usize = 1;
const ELEMENT: usize = 2;
const AMOUNT: usize = 3;
const LINE: usize = 4;
const SHAPE: usize = 5;

/// The columns that are read.
pub fn wanted() -> Wanted {
    Wanted::only(&COLUMNS).mapped_by("--payslip-column")
}

/// What elements are called in a file, and the components of pay that they are.
#[derive(Clone, Debug)]
pub struct ElementNames {
    /// Names and components by what the names have in common.
    by_name: HashMap<String, Vec<(String, Arc<str>)>>,
}

impl ElementNames {
    /// Components by their ids, by their titles, and by what a mapping calls them, each a list of name and id; in any case of letters,
    /// with any blanks. What a later list calls a name holds against those before it.
    pub fn new<'a>(lists: impl IntoIterator<Item = Vec<(&'a str, &'a str)>>) -> ElementNames {
        let mut by_name: HashMap<String, Vec<(String, Arc<str>)>> = HashMap::new();
        for list in lists {
            let mut of_list: HashMap<String, Vec<(String, Arc<str>)>> = HashMap::new();
            for (name, id) in list {
                of_list.entry(folded(name)).or_default().push((name.to_owned(), id.into()));
            }
            by_name.extend(of_list);
        }
        ElementNames { by_name }
    }

    /// The component that a name means.
    ///
    /// # Errors
    ///
    /// Those that it may mean, if they are several.
    fn find(&self, name: &str) -> Result<Option<Arc<str>>, String> {
        let Some(same) = self.by_name.get(&folded(name)) else { return Ok(None) };
        let exact = || same.iter().filter(|(known, _)| known.trim() == name.trim());
        let found: Vec<(&str, &str)> = if exact().next().is_some() { exact().collect() } else { same.iter().collect::<Vec<_>>() }
            .into_iter()
            .map(|(known, id)| (id.as_ref(), known.as_str()))
            .collect();
        match found.as_slice() {
            [(first, _), rest @ ..] if rest.iter().all(|(id, _)| id == first) => Ok(Some((*first).into())),
            several => Err(told_apart(several)),
        }
    }
}

fn folded(name: &str) -> String {
    folded_name(&name.replace(['_', '-'], " "))
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
    /// Elements as the file has them.
    elements: HashMap<Box<[u8]>, Arc<str>>,
    months: HashMap<Box<[u8]>, Month>,
    /// What the lines come to that could not be read, as far as their amounts can.
    pub unread: Money,
}

impl<'n> Reader<'n> {
    /// A reader that knows these names.
    pub fn new(names: &'n ElementNames) -> Reader<'n> {
        Reader { names, elements: HashMap::new(), months: HashMap::new(), unread: Money::ZERO }
    }

    /// Reads the rows of a block; `before` lines are before it.
    pub fn read(&mut self, layout: &Layout, block: &[u8], before: u64, mut each: impl FnMut(Result<Line<'_>, Unread>)) {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(layout.separator()).from_reader(block);
        let mut row = ByteRecord::new();
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let sorted = layout
                .column(LINE)
                .and_then(|place| row.get(place))
                .and_then(|cell| std::str::from_utf8(cell).ok()?.parse().ok());
            let line = sorted.unwrap_or_else(|| before + row.position().map_or(0, |start| first_line(block, start)));
            let read = match self.line(layout, &row, line) {
                Ok(line) => Ok(line),
                Err(complaint) => {
                    let said = |column| layout.column(column).and_then(|place| row.get(place)).map(<[u8]>::trim_ascii);
                    self.unread += said(AMOUNT).and_then(amount).unwrap_or_default();
                    let month = said(MONTH).and_then(|said| month(&decoded(said)));
                    Err(Unread { complaint, id: said(ID).map(decoded).unwrap_or_default(), month })
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
        if let Some(misshapen) = Misshapen::of(layout, row) {
            return Err(Box::new(misshapen.complaint(line)));
        }
        let id = match cell(ID) {
            Some([]) if layout.column(ID).is_some() => {
                return Err(wrong(Code::BadText, ID, "nobody's id is here".into(), "every line says whose pay it is"));
            }
            Some(id) => text(id),
            None => Cow::Borrowed(""),
        };
        let said = cell(AMOUNT).unwrap_or_default();
        let amount = amount(said).ok_or_else(|| {
            let problem = format!("`{}` is not an amount", decoded(said));
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
            Some(element) => Arc::clone(element),
            None if said.is_empty() => {
                let help = "every line says what it pays: basic, or a payment";
                return Err(wrong(Code::BadText, ELEMENT, "no element is named here".into(), help));
            }
            None => {
                let name = decoded(said);
                let element = self.names.find(&name).map_err(|several| {
                    let problem = format!("`{}` names more than one payment: {several}", name.trim());
                    let help = format!("--element \"{}\"=ID says which payment it is", name.trim());
                    wrong(Code::AmbiguousName, ELEMENT, problem, &help)
                })?;
                let element = element.unwrap_or_else(|| name.trim().into());
                Arc::clone(self.elements.entry(said.into()).or_insert(element))
            }
        };
        Ok(Line { id, paid: PaidLine { month, element, amount } })
    }
}

/// What is wrong with a row before anything in it is read.
enum Misshapen {
    Header,
    Ragged { cells: usize, header: usize },
}

impl Misshapen {
    fn of(layout: &Layout, row: &ByteRecord) -> Option<Misshapen> {
        let header = layout.width();
        let said = layout.column(SHAPE).and_then(|place| row.get(place)).map(decoded);
        if let Some(misshapen) = said.as_deref().and_then(Misshapen::read) {
            Some(misshapen)
        } else if layout.is_header(row) {
            Some(Misshapen::Header)
        } else if row.len() < header || row.iter().skip(header).any(|cell| !cell.trim_ascii().is_empty()) {
            Some(Misshapen::Ragged { cells: row.len(), header })
        } else {
            None
        }
    }

    /// As the column of a sorted row has it.
    fn written(&self) -> String {
        match self {
            Misshapen::Header => "header".to_owned(),
            Misshapen::Ragged { cells, header } => format!("{cells}/{header}"),
        }
    }

    fn read(written: &str) -> Option<Misshapen> {
        if written == "header" {
            return Some(Misshapen::Header);
        }
        let (cells, header) = written.split_once('/')?;
        Some(Misshapen::Ragged { cells: cells.parse().ok()?, header: header.parse().ok()? })
    }

    fn complaint(&self, line: u64) -> Complaint {
        match self {
            Misshapen::Header => {
                let help = "files that were put together: give each on its own instead, or take the line out";
                Complaint::of_row(Code::RaggedRow, line, "this is the header again".into(), help)
            }
            Misshapen::Ragged { cells, header } => {
                let help = "an amount with thousands separators, or a name with a comma, needs quotes around it";
                let problem = format!("this row has {cells} cells, and the header {header}");
                Complaint::of_row(Code::RaggedRow, line, problem, help)
            }
        }
    }
}

/// The id of a row of payslips, as read.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(decoded(bytes)), Cow::Borrowed)
}

/// Where a block can be cut so that nobody's lines are on both sides: before the lines of its last member.
///
/// ```
/// use payspine::payslip_file::{cut_at_member, wanted};
/// use payspine::roster_file::{Cut, Layout};
/// let file = b"id,month,element,amount\n7,2007-07,basic,1\n8,2007-07,basic,2\n8,2007-08,basic,2\n";
/// let (layout, header, _) = Layout::read("slips.csv", file, &wanted(), &[]).unwrap();
/// assert_eq!(cut_at_member(&layout, &file[header..]), Cut::At(18));
/// ```
pub fn cut_at_member(layout: &Layout, block: &[u8]) -> Cut {
    let Cut::At(whole) = cut(block) else { return Cut::Nowhere };
    let Some(id) = layout.column(ID) else { return Cut::At(whole) };
    let rows = &block[..whole];
    if memchr::memchr(b'"', rows).is_some() {
        return cut_among_quotes(layout, rows, id);
    }
    let cell = |row: &'_ [u8]| row.split(|byte| *byte == layout.separator()).nth(id).unwrap_or_default().trim_ascii().to_vec();
    let (mut end, mut last) = (rows.len(), None);
    while end > 0 {
        let start = memchr::memrchr(b'\n', &rows[..end - 1]).map_or(0, |at| at + 1);
        let here = cell(&rows[start..end]);
        if *last.get_or_insert_with(|| here.clone()) != here {
            return Cut::At(end);
        }
        end = start;
    }
    Cut::Nowhere
}

fn cut_among_quotes(layout: &Layout, rows: &[u8], id: usize) -> Cut {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(layout.separator()).from_reader(rows);
    let (mut row, mut last, mut begins) = (ByteRecord::new(), None, 0);
    while reader.read_byte_record(&mut row).unwrap_or(false) {
        let here = row.get(id).unwrap_or_default().trim_ascii().to_vec();
        if last.as_ref().is_some_and(|last| *last != here) {
            begins = row.position().and_then(|start| usize::try_from(start.byte()).ok()).unwrap_or(0);
        }
        last = Some(here);
    }
    if begins == 0 { Cut::Nowhere } else { Cut::At(begins) }
}

/// An amount of up to two decimals, thousands separated or not; taken back where a minus is before or after it, or brackets around it.
fn amount(cell: &[u8]) -> Option<Money> {
    if let Some(pence) = plain_pence(cell) {
        return Money::new(Decimal::new(pence, 2));
    }
    let written = text(cell);
    let written = written.trim().replace('−', "-");
    let inside = |open: char, close: char| written.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let back = written.strip_prefix('-').or_else(|| written.strip_suffix('-')).or_else(|| inside('(', ')'));
    match back {
        Some(amount) => written_amount(amount.trim()).map(|amount| -amount),
        None => written_amount(written.trim_start_matches('+')),
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
        [one, two] => first(year(two)?, number(one).or_else(|| named(one))?),
        [day, one, two] if day.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day)) => {
            let (year, number) = (year(two)?, number(one).or_else(|| named(one))?);
            Date::new(year, number, day.parse().ok()?).ok().map(Month::of)
        }
        _ => None,
    }
}

/// A month by its name, or the first three letters of it.
fn named(text: &str) -> Option<i8> {
    let text = text.to_lowercase();
    (1..=12).find(|number| {
        let name = month_name(*number).to_lowercase();
        name == text || (text.len() == 3 && name.starts_with(&text))
    })
}

/// A month of the command line or of a file, in any of the ways in which it is written.
pub fn read_month(text: &str) -> Option<Month> {
    month(text)
}

/// The header of a file that [`sortable`] rows make up.
pub fn sorted_header() -> String {
    COLUMNS.join(",")
}

/// The rows of a block as they are sorted: the id, the line, and the row as a line of CSV under [`sorted_header`].
///
/// ```
/// use payspine::payslip_file::{sortable, sorted_header, wanted};
/// use payspine::roster_file::Layout;
/// let file = b"month,id,element,amount\n2007-07,8,basic,1,636.00\n2007-07,7,basic,1\n";
/// let (layout, header, lines) = Layout::read("slips.csv", file, &wanted(), &[]).unwrap();
/// let mut sorted = Vec::new();
/// sortable(&layout, &file[header..], lines, |id, line, text| sorted.push((id.to_vec(), line, text.to_vec())));
/// sorted.sort();
/// assert_eq!(sorted_header(), "id,month,element,amount,payspine-line,payspine-shape");
/// assert_eq!(sorted[0], (b"7".to_vec(), 3, b"7,2007-07,basic,1,3,\n".to_vec()));
/// // A row with a cell too many stays wrong.
/// assert_eq!(sorted[1], (b"8".to_vec(), 2, b"8,2007-07,basic,1,2,5/4\n".to_vec()));
/// ```
pub fn sortable(layout: &Layout, block: &[u8], before: u64, mut each: impl FnMut(&[u8], u64, &[u8])) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(layout.separator()).from_reader(block);
    let (mut row, mut sorted) = (ByteRecord::new(), ByteRecord::new());
    let (mut out, mut written) = (csv::Writer::from_writer(Vec::new()), 0);
    while reader.read_byte_record(&mut row).unwrap_or(false) {
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let line = before + row.position().map_or(0, |start| first_line(block, start));
        let cell = |column: usize| layout.column(column).and_then(|place| row.get(place)).unwrap_or_default().trim_ascii();
        sorted.clear();
        for column in [ID, MONTH, ELEMENT, AMOUNT] {
            sorted.push_field(cell(column));
        }
        sorted.push_field(line.to_string().as_bytes());
        sorted.push_field(Misshapen::of(layout, &row).map(|misshapen| misshapen.written()).unwrap_or_default().as_bytes());
        // Writing to memory cannot fail.
        let _ = out.write_byte_record(&sorted).and_then(|()| Ok(out.flush()?));
        each(cell(ID), line, &out.get_ref()[written..]);
        written = out.get_ref().len();
    }
}
