//! Days, half-open periods, months and pay years, lengths such as "18 months", and what part of a month a period is.
//!
//! Every period is half-open: it holds its first day and not its end. A month's pay is annual ÷ 12; a [`PartMonth`]
//! convention says what less than a month is worth, and is the only thing that does.

mod day;
mod month;
mod part_month;
mod weekdays;

use std::fmt;
use std::str::FromStr;

pub use self::day::{NotADay, month_named, read_day};
pub use self::month::{Month, NotAMonth};
pub use self::part_month::PartMonth;
pub use self::weekdays::{NotWeekdays, Weekdays};
/// A day of the calendar, without time or zone.
pub use jiff::civil::Date;

/// The day after. The last day that the calendar can hold stays itself.
pub fn day_after(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// The day before.
pub fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(Date::MIN)
}

/// A day as people write it: `1 July 2012`.
///
/// ```
/// use payspine::calendar::{Date, written};
/// assert_eq!(written(Date::constant(2012, 7, 1)), "1 July 2012");
/// ```
pub fn written(day: Date) -> String {
    format!("{} {} {}", day.day(), month_name(day.month()), day.year())
}

/// A day in a column of a table: `1 Jul 2012`.
pub fn written_short(day: Date) -> String {
    format!("{} {} {}", day.day(), &month_name(day.month())[..3], day.year())
}

/// The name of a month, 1 to 12.
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(month - 1).ok();
    index.and_then(|index| NAMES.get(index)).copied().expect("months have numbers from 1 to 12")
}

/// From a first day up to, and without, an end.
///
/// ```
/// use payspine::calendar::{Date, Period};
/// let april = Period::new(Date::constant(2023, 4, 15), Date::constant(2023, 5, 1));
/// assert_eq!((april.days(), april.weekdays()), (16, 10));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The first day no longer in it.
    pub end: Date,
}

impl Period {
    /// The period; empty when `end` is not after `start`.
    pub fn new(start: Date, end: Date) -> Period {
        Period { start, end: end.max(start) }
    }

    /// Whether it holds no day.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the day is in it.
    pub fn contains(self, day: Date) -> bool {
        self.start <= day && day < self.end
    }

    /// The days that both hold.
    #[must_use]
    pub fn intersection(self, other: Period) -> Period {
        Period::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// What is left of it without others, which are in the order of their days and do not overlap.
    ///
    /// ```
    /// use payspine::calendar::{Date, Period};
    /// let day = |day| Date::constant(2011, 3, day);
    /// let left = Period::new(day(1), day(31)).without([Period::new(day(10), day(20))]);
    /// assert_eq!(left, [Period::new(day(1), day(10)), Period::new(day(20), day(31))]);
    /// ```
    pub fn without(self, others: impl IntoIterator<Item = Period>) -> Vec<Period> {
        let mut rest = self;
        let mut left = Vec::new();
        for other in others {
            left.push(Period::new(rest.start, rest.end.min(other.start)));
            rest = Period::new(rest.start.max(other.end), rest.end);
        }
        left.push(rest);
        left.retain(|part| !part.is_empty());
        left
    }

    /// From its first day to the end of another period.
    #[must_use]
    pub fn to(self, other: Period) -> Period {
        Period::new(self.start, other.end)
    }

    /// How many days it holds.
    pub fn days(self) -> u32 {
        let span = self.start.until(self.end.max(self.start)).expect("two days of the calendar have days between them");
        u32::try_from(span.get_days()).expect("the later day is after the earlier")
    }

    /// Its days in order.
    pub fn each_day(self) -> impl Iterator<Item = Date> {
        self.start.series(jiff::Span::new().days(1)).take_while(move |day| *day < self.end)
    }

    /// How many of its days are Monday to Friday.
    pub fn weekdays(self) -> u32 {
        Weekdays::MONDAY_TO_FRIDAY.count_in(self)
    }
}

/// A day of every year, such as a common increment date or the start of the pay year. 29 February falls on the 28th in other years.
///
/// ```
/// use payspine::calendar::{Date, MonthDay};
/// let april: MonthDay = "04-01".parse().unwrap();
/// assert_eq!(april.first_after(Date::constant(2012, 4, 1)), Date::constant(2013, 4, 1));
/// assert_eq!(april.year_label(Date::constant(2012, 12, 31)), "2012-13");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

/// The text is not a day of the year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day of the year: month and day, such as \"04-01\"")]
pub struct NotAMonthDay(
    /// What was found.
    pub String,
);

impl MonthDay {
    /// The start of the tax year, 6 April.
    pub const TAX_YEAR: MonthDay = MonthDay { month: 4, day: 6 };

    /// That day in a year.
    pub fn in_year(self, year: i16) -> Option<Date> {
        let first = Date::new(year, self.month, 1).ok()?;
        Date::new(year, self.month, self.day.min(first.days_in_month())).ok()
    }

    /// The last such day on or before a date.
    pub fn last_by(self, day: Date) -> Date {
        let this = self.in_year(day.year()).filter(|date| *date <= day);
        this.or_else(|| self.in_year(day.year().saturating_sub(1))).unwrap_or(Date::MIN)
    }

    /// The first such day after a date.
    pub fn first_after(self, day: Date) -> Date {
        let this = self.in_year(day.year()).filter(|date| *date > day);
        this.or_else(|| self.in_year(day.year().saturating_add(1))).unwrap_or(Date::MAX)
    }

    /// The year from one such day to the next that holds a date.
    pub fn year_of(self, day: Date) -> Period {
        Period::new(self.last_by(day), self.first_after(day))
    }

    /// What the year that holds a date is called: `2012-13`, or `2012` where years start on 1 January.
    pub fn year_label(self, day: Date) -> String {
        let start = self.last_by(day).year();
        if (self.month, self.day) == (1, 1) {
            return format!("{start}");
        }
        format!("{start}-{:02}", (start + 1).rem_euclid(100))
    }

    /// As people write it: `1 July`.
    pub fn written(self) -> String {
        format!("{} {}", self.day, month_name(self.month))
    }
}

impl FromStr for MonthDay {
    type Err = NotAMonthDay;
    fn from_str(text: &str) -> Result<MonthDay, NotAMonthDay> {
        let wrong = || NotAMonthDay(text.to_owned());
        let (month, day) = text
            .split_once('-')
            .filter(|(m, d)| [m, d].iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())))
            .ok_or_else(wrong)?;
        let (month, day) = (month.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
        // 2000 was a leap year, so 29 February passes.
        Date::new(2000, month, day).map_err(|_| wrong())?;
        Ok(MonthDay { month, day })
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// A length of service or a wait: `1 year`, `18 months`, `52 weeks`, `14 days`.
///
/// An anniversary that falls on a day which its month lacks is the last day of that month: one year from 29 February 2024 is
/// 28 February 2025. Anniversaries count from the first day, never from the one before, so that day is not lost.
///
/// ```
/// use payspine::calendar::{Date, Length};
/// let year: Length = "1 year".parse().unwrap();
/// let leap = Date::constant(2024, 2, 29);
/// assert_eq!(year.after(leap), Date::constant(2025, 2, 28));
/// assert_eq!(year.times(4).after(leap), leap.checked_add(jiff::Span::new().years(4)).unwrap());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Length {
    months: u32,
    days: u32,
}

/// The text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time: a whole number and years, months, weeks or days, such as \"18 months\"")]
pub struct NotALength(
    /// What was found.
    pub String,
);

impl Length {
    /// No time.
    pub const NONE: Length = Length { months: 0, days: 0 };

    /// A number of months.
    pub const fn months(months: u32) -> Length {
        Length { months, days: 0 }
    }

    /// A number of days.
    pub const fn days(days: u32) -> Length {
        Length { months: 0, days }
    }

    /// A number of weeks.
    pub const fn weeks(weeks: u32) -> Length {
        Length { months: 0, days: weeks.saturating_mul(7) }
    }

    /// Whether this is no time.
    pub fn is_none(self) -> bool {
        self == Length::NONE
    }

    /// The whole months in it when it is counted in months or years.
    pub fn in_months(self) -> Option<u32> {
        (self.days == 0).then_some(self.months)
    }

    /// The most days it can have.
    pub fn most_days(self) -> u32 {
        self.months.saturating_mul(31).saturating_add(self.days).max(1)
    }

    /// So many times as long.
    #[must_use]
    pub fn times(self, count: u32) -> Length {
        Length { months: self.months.saturating_mul(count), days: self.days.saturating_mul(count) }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Length) -> Length {
        Length { months: self.months.saturating_add(other.months), days: self.days.saturating_add(other.days) }
    }

    /// The day so long before; the first day of the calendar when that is further away. A day that the month lacks is its last.
    ///
    /// ```
    /// use payspine::calendar::{Date, Length};
    /// assert_eq!(Length::months(12).before(Date::constant(2024, 2, 29)), Date::constant(2023, 2, 28));
    /// ```
    pub fn before(self, day: Date) -> Date {
        let months = jiff::Span::new().try_months(self.months);
        let days = jiff::Span::new().try_days(self.days);
        let moved = months.and_then(|span| day.checked_sub(span));
        moved.and_then(|date| date.checked_sub(days?)).unwrap_or(Date::MIN)
    }

    /// The day so long after; the last day of the calendar when that is further away.
    pub fn after(self, day: Date) -> Date {
        self.checked_after(day).unwrap_or(Date::MAX)
    }

    /// The day so long after; `None` beyond the last day of the calendar.
    ///
    /// ```
    /// use payspine::calendar::{Date, Length};
    /// assert_eq!(Length::months(12).checked_after(Date::constant(9998, 12, 31)), Some(Date::MAX));
    /// assert_eq!(Length::months(12).checked_after(Date::constant(9999, 1, 1)), None);
    /// ```
    pub fn checked_after(self, day: Date) -> Option<Date> {
        if self.is_none() {
            return Some(day);
        }
        let months = jiff::Span::new().try_months(self.months);
        let days = jiff::Span::new().try_days(self.days);
        let moved = months.and_then(|span| day.checked_add(span));
        moved.and_then(|date| date.checked_add(days?)).ok()
    }
}

impl FromStr for Length {
    type Err = NotALength;
    fn from_str(text: &str) -> Result<Length, NotALength> {
        let wrong = || NotALength(text.to_owned());
        let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = number.parse().ok().filter(|count| digits && *count <= 1200).ok_or_else(wrong)?;
        match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => Ok(Length { months: count * 12, days: 0 }),
            "month" => Ok(Length { months: count, days: 0 }),
            "week" => Ok(Length { months: 0, days: count * 7 }),
            "day" => Ok(Length { months: 0, days: count }),
            _ => Err(wrong()),
        }
    }
}

impl Length {
    /// What follows "every": `year`, `2 years`.
    pub fn as_a_period(self) -> String {
        let one = [Length::months(12), Length::months(1), Length::days(7), Length::days(1)];
        if one.contains(&self) { self.unit().1.to_owned() } else { self.to_string() }
    }

    /// The largest unit that it is whole of, and how many.
    fn unit(self) -> (u32, &'static str) {
        match (self.months, self.days) {
            (0, 0) => (0, "month"),
            (months, 0) if months % 12 == 0 => (months / 12, "year"),
            (months, _) if months > 0 => (months, "month"),
            (_, days) if days % 7 == 0 => (days / 7, "week"),
            (_, days) => (days, "day"),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.months > 0 && self.days > 0 {
            return write!(f, "{} and {}", Length { days: 0, ..*self }, Length { months: 0, ..*self });
        }
        let (count, unit) = self.unit();
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}
