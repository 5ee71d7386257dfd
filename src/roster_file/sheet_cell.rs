//! Before `sheet`: the text of one cell of a sheet, as CSV would have it, or why it says nothing that can be read.

use std::borrow::Cow;

use jiff::Span;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::workbook::{CellValue, Serial};
use crate::calendar::Date;
use crate::diagnostic::Code;

/// A spreadsheet holds so many digits of a number.
const MOST_DIGITS: usize = 15;
/// More decimals than this are written with an exponent.
const MOST_DECIMALS: usize = 20;
/// What a message shows of a text.
const MOST_SHOWN: usize = 100;

/// What a cell says, or why it says nothing that could be read.
pub type Said<'a> = Result<Cow<'a, str>, Unreadable>;

/// What is wrong with a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    pub(super) code: Code,
    /// As it looks, for a heading or a column that nothing is read from.
    pub(super) looks: String,
    pub(super) problem: String,
    pub(super) help: &'static str,
}

fn unreadable<'a>(code: Code, looks: &str, problem: String, help: &'static str) -> Said<'a> {
    Err(Unreadable { code, looks: looks.to_owned(), problem, help })
}

/// The text of a cell; of a formula it is the value that was kept with it.
pub fn said(value: CellValue<'_>, is_formula: bool) -> Said<'_> {
    match value {
        CellValue::Empty if is_formula => unreadable(
            Code::BadText,
            "",
            "a formula whose value is not in the file".into(),
            "open the workbook in a spreadsheet program, save it there, and give that",
        ),
        CellValue::Empty => Ok(Cow::Borrowed("")),
        CellValue::Text(text) => Ok(on_one_line(text)),
        CellValue::Flag(flag) => Ok(Cow::Borrowed(if flag { "yes" } else { "no" })),
        CellValue::Number(number) => number_said(&number),
        CellValue::Serial(serial) => serial_said(&serial),
        CellValue::IsoDay(text) => iso_said(&text),
        CellValue::Error(error) => {
            let help = "the formula of the cell failed: mend it, or put the value there";
            unreadable(Code::BadText, &error, format!("`{error}` is an error, and no value"), help)
        }
    }
}

/// A line break within a cell is a space: each row of a sheet is one line.
fn on_one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) { Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r'], " ")) } else { text }
}

/// A text as messages show it.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A number from its shortest text without an exponent.
fn number_said<'a>(text: &str) -> Said<'a> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return unreadable(Code::BadNumber, text, format!("`{}` is not a number", shown(text)), "put the number there");
    }
    if whole.len() > MOST_DIGITS || decimals.len() > MOST_DECIMALS {
        let problem = format!("`{}` is too large or too small a number", with_exponent(text));
        return unreadable(Code::BadNumber, text, problem, "numbers such as these need no exponent");
    }
    let significant = format!("{whole}{decimals}").trim_start_matches('0').len();
    if significant > MOST_DIGITS {
        let problem = format!("`{text}` has more than {MOST_DIGITS} digits");
        return unreadable(Code::BadNumber, text, problem, "round it in the sheet, as =ROUND(…, 2) does");
    }
    Ok(Cow::Owned(if significant == 0 { "0".to_owned() } else { text.to_owned() }))
}

/// A number such as `1e300` from its digits.
fn with_exponent(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{decimals}");
    let significant = all.trim_start_matches('0');
    // Places that the point moves to the left until one digit is before it, or to the right.
    let (left, right) = (whole.len(), all.len() - significant.len() + 1);
    let exponent = if left >= right { (left - right).to_string() } else { format!("-{}", right - left) };
    let (first, rest) = significant.split_at(significant.len().min(1));
    let rest = rest.trim_end_matches('0');
    format!("{sign}{first}{}{rest}e{exponent}", if rest.is_empty() { "" } else { "." })
}

fn not_a_day<'a>(text: &str) -> Said<'a> {
    unreadable(Code::BadDate, text, format!("`{}` is not a day", shown(text)), "a cell with a day, and no time, is read")
}

/// A day as 2012-07-01.
fn serial_said<'a>(serial: &Serial) -> Said<'a> {
    let moment = moment(&serial.days, serial.from_1904).filter(|_| !serial.duration);
    let Some((day, seconds)) = moment else { return not_a_day(&serial.days) };
    if seconds == 0 {
        return Ok(Cow::Owned(day.to_string()));
    }
    let text = format!("{day} {:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    unreadable(Code::BadDate, &text, format!("`{text}` has a time of day"), "leave the day only, as =INT(…) does")
}

/// The day that a number of days is, and the whole seconds after its midnight.
///
/// Day 1 is 1 January 1900 and day 60 the 29 February 1900 that never was, so days after it are counted from 30 December 1899.
fn moment(days: &str, from_1904: bool) -> Option<(Date, u32)> {
    let thousandths = (days.parse::<Decimal>().ok()?.checked_mul(Decimal::from(MILLISECONDS))?.round()).to_i64()?;
    let (days, seconds) = (thousandths.div_euclid(MILLISECONDS), thousandths.rem_euclid(MILLISECONDS) / 1000);
    let first = if from_1904 && days >= 0 {
        Date::constant(1904, 1, 1)
    } else if from_1904 || days < 1 || days == 60 {
        return None;
    } else if days < 60 {
        Date::constant(1899, 12, 31)
    } else {
        Date::constant(1899, 12, 30)
    };
    let day = first.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some((day, u32::try_from(seconds).ok()?))
}

/// Milliseconds of a day.
const MILLISECONDS: i64 = 86_400_000;

/// A day that a workbook has as text of its own sort.
fn iso_said<'a>(text: &str) -> Said<'a> {
    match text.split_once('T') {
        None => Ok(Cow::Owned(text.to_owned())),
        Some((date, time)) if time.bytes().all(|byte| b"0:.Z".contains(&byte)) => Ok(Cow::Owned(date.to_owned())),
        Some(_) => unreadable(Code::BadDate, text, format!("`{text}` has a time of day"), "leave the day only"),
    }
}
