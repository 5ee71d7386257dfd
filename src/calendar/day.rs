//! Days as people write them.

use super::{Date, month_name};

/// A text that is no day of the calendar, and why.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotADay {
    /// It does not look like a day.
    #[error("not a day: such as 2012-07-01, 1/7/2012 or 1 July 2012")]
    NoDay,
    /// The year has two digits, so that the century would be guessed.
    #[error("the year needs four digits: such as 1/7/2012")]
    ShortYear,
    /// The month is not one of twelve.
    #[error("there is no month {0}: days are written day/month/year, or year-month-day")]
    NoMonth(String),
    /// The month has fewer days.
    #[error("{month} {year} has no day {day}: its last is the {last}")]
    TooLate {
        /// The day.
        day: i16,
        /// The month.
        month: &'static str,
        /// The year.
        year: i16,
        /// The last day of that month.
        last: i8,
    },
}

/// A day in any of the ways in which it is written in the United Kingdom: 2025-04-01, 1/4/2025, 01.04.2025, 1 April 2025, 1 Apr 2025.
///
/// ```
/// use payspine::calendar::{Date, NotADay, read_day};
/// let first = Ok(Date::constant(2025, 4, 1));
/// for text in ["2025-04-01", "1/4/2025", "01/04/2025", "1-4-2025", "1 April 2025", "1st Apr 2025", "1-Apr-2025"] {
///     assert_eq!(read_day(text), first, "{text}");
/// }
/// assert_eq!(read_day("31/6/2025").unwrap_err().to_string(), "June 2025 has no day 31: its last is the 30");
/// assert_eq!(read_day("1/4/25"), Err(NotADay::ShortYear));
/// assert_eq!(read_day("4/13/2025"), Err(NotADay::NoMonth("13".to_owned())));
/// assert_eq!(read_day("Tuesday"), Err(NotADay::NoDay));
/// ```
///
/// # Errors
///
/// What is no such day.
pub fn read_day(text: &str) -> Result<Date, NotADay> {
    let parts: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || "-/.,".contains(letter)).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return Err(NotADay::NoDay) };
    let (day, month, year) = if first.len() == 4 { (third, second, first) } else { (first, second, third) };
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending));
    let day = number(ordinal.unwrap_or(day)).filter(|_| day.len() <= 4).ok_or(NotADay::NoDay)?;
    let of_year = number(year).ok_or(NotADay::NoDay)?;
    let month_number = match number(month) {
        Some(number) => i8::try_from(number).ok().filter(|number| (1..=12).contains(number)),
        None => Some(month_named(month).ok_or(NotADay::NoDay)?),
    };
    match year.len() {
        4 => {}
        2 => return Err(NotADay::ShortYear),
        _ => return Err(NotADay::NoDay),
    }
    let month = month_number.ok_or_else(|| NotADay::NoMonth((*month).to_owned()))?;
    let first_of_month = Date::new(of_year, month, 1).map_err(|_| NotADay::NoDay)?;
    let last = first_of_month.last_of_month().day();
    let fits = i8::try_from(day).ok().and_then(|day| Date::new(of_year, month, day).ok());
    fits.ok_or(NotADay::TooLate { day, month: month_name(month), year: of_year, last })
}

/// A number of digits alone.
fn number(text: &str) -> Option<i16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The number of the month that has this name, or begins with these three letters or more.
///
/// ```
/// use payspine::calendar::month_named;
/// assert_eq!((month_named("APR"), month_named("Sept"), month_named("ju")), (Some(4), Some(9), None));
/// ```
pub fn month_named(text: &str) -> Option<i8> {
    let text = text.to_lowercase();
    (1..=12).find(|number| text.len() >= 3 && month_name(*number).to_lowercase().starts_with(&text))
}
