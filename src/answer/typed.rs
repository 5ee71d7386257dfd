//! Values as people type them, for the arguments of a command and the fields of the page. Errors say what was expected, in a few words.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::calendar::{Date, Month, read_day};
use crate::money::{Currency, Money, Percent, amount_in, parse_decimal, written_amount};
use crate::payslip_file;

/// How many years can be priced.
pub(crate) const YEARS: RangeInclusive<u64> = 1..=50;
/// The size below which groups can be left out.
pub(crate) const SUPPRESSED: RangeInclusive<u64> = 2..=1000;
/// How many months a recovery can be spread over.
pub(crate) const INSTALMENTS: RangeInclusive<u64> = 1..=1200;

/// A day, in any of the ways in which people write one.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    read_day(text).map_err(|why| why.to_string())
}

/// A month, in any way that payslips write one.
pub(crate) fn month(text: &str) -> Result<Month, String> {
    payslip_file::read_month(text).ok_or_else(|| "not a month: year and month, such as 2012-07".to_owned())
}

/// An amount in pounds.
pub(crate) fn pounds(text: &str) -> Result<Money, String> {
    let currency = Currency::pounds();
    amount_in(text, &currency).map_err(|fault| match written_amount(text) {
        Some(_) => fault.says(text, "an amount", &currency),
        None => no_amount(),
    })
}

/// What to say of a text that is no amount.
pub(super) fn no_amount() -> String {
    "expected an amount, such as 1,508.92".to_owned()
}

/// Percentages with commas between them.
#[cfg(feature = "serve")]
pub(crate) fn percents(text: &str) -> Result<Vec<Percent>, String> {
    text.split(',').map(percent).collect()
}

/// A percentage, with its sign or without.
pub(crate) fn percent(text: &str) -> Result<Percent, String> {
    let text = text.trim();
    let number = parse_decimal(text.strip_suffix('%').unwrap_or(text).trim_end());
    let fits = |number: &Decimal| *number >= Decimal::ZERO && *number <= Decimal::ONE_HUNDRED && number.scale() <= 6;
    number.filter(fits).map(Percent::new).ok_or_else(|| "expected a percentage from 0 to 100, such as 3.25".to_owned())
}

/// A whole number within bounds.
pub(crate) fn whole<N: TryFrom<u64>>(text: &str, bounds: &RangeInclusive<u64>) -> Result<N, String> {
    let number = text.parse::<u64>().ok().filter(|number| bounds.contains(number));
    let expected = || format!("expected a whole number from {} to {}", bounds.start(), bounds.end());
    number.and_then(|number| N::try_from(number).ok()).ok_or_else(expected)
}

/// A name and what it means, as `grade="Pay band"`: the quotes may be left out.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let wrong = || "expected NAME=VALUE, such as grade=\"Pay band\"".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let (name, value) = (name.trim().trim_matches('"'), value.trim().trim_matches('"'));
    if name.is_empty() || value.is_empty() { Err(wrong()) } else { Ok((name.to_owned(), value.to_owned())) }
}

/// Hours a week.
pub(crate) fn weekly(text: &str) -> Result<Decimal, String> {
    let hours = parse_decimal(text.trim()).filter(|hours| *hours > Decimal::ZERO);
    hours.ok_or_else(|| "expected hours a week above 0, such as 22.5".to_owned())
}

/// A field of a member that rules ask for, as `rating=B`.
pub(crate) fn field(text: &str) -> Result<(String, String), String> {
    let wrong = || "a field is NAME=VALUE, such as rating=B".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    if name.is_empty() || value.is_empty() { Err(wrong()) } else { Ok((name.to_owned(), value.to_owned())) }
}
