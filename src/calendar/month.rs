//! A calendar month of a year.

use std::fmt;
use std::str::FromStr;

use super::{Date, Period, day_after, day_before, month_name};

/// A calendar month of a year.
///
/// ```
/// use payspine::calendar::{Date, Month};
/// let month = Month::of(Date::constant(2024, 2, 10));
/// assert_eq!(month.to_string(), "2024-02");
/// assert_eq!(month.period().days(), 29);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month that a day is in.
    pub fn of(day: Date) -> Month {
        Month { first: day.first_of_month() }
    }

    /// All its days.
    pub fn period(self) -> Period {
        Period::new(self.first, day_after(self.first.last_of_month()))
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Month {
        Month::of(day_after(self.first.last_of_month()))
    }

    /// How many months this one comes after another; below zero where it comes before.
    pub fn months_after(self, other: Month) -> i32 {
        let count = |month: Month| i32::from(month.first.year()) * 12 + i32::from(month.first.month());
        count(self) - count(other)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Month {
        Month::of(day_before(self.first))
    }

    /// As people write it: `July 2012`.
    pub fn written(self) -> String {
        format!("{} {}", month_name(self.first.month()), self.first.year())
    }

    /// 1 to 12.
    pub fn number(self) -> i8 {
        self.first.month()
    }

    /// The months that a period touches, in order.
    pub fn touched_by(period: Period) -> impl Iterator<Item = Month> {
        let mut month = Month::of(period.start);
        let mut over = period.is_empty();
        std::iter::from_fn(move || {
            if over || month.first >= period.end {
                return None;
            }
            let this = month;
            month = month.next();
            over = month == this;
            Some(this)
        })
    }
}

/// The text is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month: year and month, such as 2012-07")]
pub struct NotAMonth(
    /// What was found.
    pub String,
);

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Month, NotAMonth> {
        let day = (text.len() == 7).then(|| format!("{text}-01").parse::<Date>().ok()).flatten();
        day.map(Month::of).ok_or_else(|| NotAMonth(text.to_owned()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}
