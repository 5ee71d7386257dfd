//! What less than a month is worth.
//!
//! Four ways of paying a broken month give four answers for one case: £60,000 from Saturday 15 April 2023 is 2,307.69,
//! 2,500.00, 2,630.14 or 2,666.67. So the convention is stated in the pay file and never guessed.
//!
//! A daily rate is for odd days only. A month in which the whole month is paid at several rates is shared among them by the
//! days that the convention counts, and so comes to exactly a twelfth where the rates are equal; 365 days at 1/365 in a
//! year of 366 would pay more than the salary.
//!
//! A 260th a weekday charges whoever works at weekends, or the same hours on fewer days, for days that are not theirs (RULES 2.3). So
//! the conventions by weekdays count the working days of a member whose days are known: 260 is five days in each of 52 weeks, and
//! with two days a week it is 104. A day of somebody on 0.4 of full time who works two days of the usual length is so a 260th of the
//! full-time rate. Teachers' days at work are 195, five days in each of 39 weeks: a 195th is for days of absence that are such days, and
//! not for those of a school's holidays.

use std::fmt;

use crate::calendar::{Date, Month, MonthDay, Period, Weekdays};
use crate::money::Exact;

/// How a part of a month is paid, as a share of the annual amount.
///
/// ```
/// use payspine::calendar::{Date, Month, PartMonth, Period, Weekdays};
/// use payspine::money::{Mode, Money, Rounding};
/// let to_the_penny = Rounding::new("0.01".parse().unwrap(), Mode::HalfUp).unwrap();
/// let start = Period::new(Date::constant(2023, 4, 15), Date::constant(2023, 5, 1));
/// let annual = Money::from(60_000).exact();
/// let pay = |convention: PartMonth| to_the_penny.round(&annual.times(&convention.odd_days(start, Weekdays::MONDAY_TO_FRIDAY))).unwrap().to_string();
/// assert_eq!(pay(PartMonth::Per260), "2307.69");
/// assert_eq!(pay(PartMonth::WorkingDays), "2500.00");
/// assert_eq!(pay(PartMonth::Per365), "2630.14");
/// assert_eq!(pay(PartMonth::CalendarDays), "2666.67");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum PartMonth {
    /// Annual ÷ 12 × calendar days ÷ days in the month.
    CalendarDays,
    /// Annual ÷ 12 × working days ÷ working days in the month.
    WorkingDays,
    /// Annual ÷ 365 a calendar day, in every year (Apportionment Act 1870, section 2; Hartley v King Edward VI College
    /// \[2017\] UKSC 39).
    Per365,
    /// Annual ÷ the days of the calendar year, 365 or 366, a calendar day.
    DaysInYear,
    /// Annual ÷ 260 a weekday, in every year; of a member who works so many days a week, ÷ (52 × so many) a working day.
    Per260,
    /// Annual ÷ the working days of the calendar year a working day.
    WeekdaysInYear,
    /// Annual ÷ 12 × days ÷ 30, every month of thirty days: its last day is the thirtieth.
    Per30,
    /// Annual ÷ 195 a working day, in every year, as teachers' days at work are counted; of a member who works so many days a week,
    /// ÷ (39 × so many).
    Per195,
}

impl PartMonth {
    /// The conventions by the words the files use.
    pub const WORDS: [(&'static str, PartMonth); 8] = [
        ("calendar-days", PartMonth::CalendarDays),
        ("working-days", PartMonth::WorkingDays),
        ("365ths", PartMonth::Per365),
        ("days-in-year", PartMonth::DaysInYear),
        ("260ths", PartMonth::Per260),
        ("weekdays-in-year", PartMonth::WeekdaysInYear),
        ("30ths", PartMonth::Per30),
        ("195ths", PartMonth::Per195),
    ];

    /// The share of the annual amount that a period within one month is worth when the rest of the month is not paid.
    ///
    /// A period that holds every day of the month is a twelfth under every convention. A period that runs into a second
    /// month counts only up to the end of the first. Conventions that count working days count these, Monday to Friday of whoever's
    /// own are not known.
    pub fn odd_days(self, period: Period, working: Weekdays) -> Exact {
        let month = Month::of(period.start).period();
        let part = period.intersection(month);
        if part == month {
            return Exact::from(1).over(12);
        }
        let counted = |period| self.counted(period, working);
        // Whoever begins on the 31st begins on the thirtieth of thirty days.
        let begins_last = self == PartMonth::Per30 && part.start.day() == 31;
        let days = Exact::from(i64::from(if begins_last { 1 } else { counted(part) }));
        match self {
            PartMonth::CalendarDays | PartMonth::WorkingDays => days.over(counted(month).max(1)).over(12),
            PartMonth::Per365 => days.over(365),
            PartMonth::Per260 => days.over(52 * working.count().max(1)),
            PartMonth::Per195 => days.over(39 * working.count().max(1)),
            PartMonth::Per30 => days.over(30).over(12),
            PartMonth::DaysInYear | PartMonth::WeekdaysInYear => days.over(counted(calendar_year(part.start)).max(1)),
        }
    }

    /// The share of the annual amount that a period is worth as one part of a month paid throughout: the parts of the month add
    /// up to a twelfth.
    pub fn share_of_month(self, period: Period, working: Weekdays) -> Exact {
        let month = Month::of(period.start).period();
        let days = self.counted(period.intersection(month), working);
        Exact::from(i64::from(days)).over(self.counted(month, working).max(1)).over(12)
    }

    /// The days of a period that this convention counts.
    fn counted(self, period: Period, working: Weekdays) -> u32 {
        match self {
            PartMonth::CalendarDays | PartMonth::Per365 | PartMonth::DaysInYear => period.days(),
            PartMonth::WorkingDays | PartMonth::Per260 | PartMonth::WeekdaysInYear | PartMonth::Per195 => {
                working.count_in(period)
            }
            PartMonth::Per30 => of_thirty(period),
        }
    }
}

/// The days of a period within a month that has thirty: whatever its last day is, it is the thirtieth. So from 16 January there are 15,
/// and up to 15 February 15.
fn of_thirty(period: Period) -> u32 {
    let month = Month::of(period.start).period();
    let days_before = |day: Date| if day >= month.end { 30 } else { u32::from(day.day().unsigned_abs() - 1).min(30) };
    if period.is_empty() { 0 } else { days_before(period.end) - days_before(period.start) }
}

fn calendar_year(day: Date) -> Period {
    "01-01".parse::<MonthDay>().map_or(Period::new(day, day), |new_year| new_year.year_of(day))
}

impl fmt::Display for PartMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = PartMonth::WORDS.iter().find(|(_, convention)| convention == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}
