//! Days of the week.

use std::str::FromStr;

use super::{Date, Period};

/// Days of the week, Monday first.
///
/// In a cell of a table they are words with spaces between them, or so many from Monday on.
///
/// ```
/// use payspine::calendar::Weekdays;
/// assert_eq!("saturday sunday".parse(), Ok(Weekdays::of([5, 6])));
/// assert_eq!("5".parse(), Ok(Weekdays::MONDAY_TO_FRIDAY));
/// assert!("weekends".parse::<Weekdays>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Monday to Friday: what is counted of whoever's working days are not known.
    pub const MONDAY_TO_FRIDAY: Weekdays = Weekdays([true, true, true, true, true, false, false]);

    /// By the words the files use.
    pub const WORDS: [(&'static str, i8); 7] =
        [("monday", 0), ("tuesday", 1), ("wednesday", 2), ("thursday", 3), ("friday", 4), ("saturday", 5), ("sunday", 6)];

    /// So many days from Monday on.
    ///
    /// ```
    /// use payspine::calendar::Weekdays;
    /// assert_eq!(Weekdays::first(5).count(), 5);
    /// assert!(!Weekdays::first(5).contains("2025-05-17".parse().unwrap()));
    /// ```
    pub fn first(count: u16) -> Weekdays {
        let mut days = [false; 7];
        days.iter_mut().take(count.into()).for_each(|day| *day = true);
        Weekdays(days)
    }

    /// These days, counted from Monday as 0.
    pub fn of(numbers: impl IntoIterator<Item = i8>) -> Weekdays {
        let mut days = [false; 7];
        for number in numbers {
            if let Some(day) = usize::try_from(number).ok().and_then(|number| days.get_mut(number)) {
                *day = true;
            }
        }
        Weekdays(days)
    }

    /// How many they are.
    pub fn count(self) -> u32 {
        self.0.iter().map(|day| u32::from(*day)).sum()
    }

    /// Whether a day is one of them.
    pub fn contains(self, day: Date) -> bool {
        usize::try_from(day.weekday().to_monday_zero_offset()).ok().and_then(|number| self.0.get(number)) == Some(&true)
    }

    /// How many of the days of a period are among them.
    ///
    /// ```
    /// use payspine::calendar::{Date, Period, Weekdays};
    /// let weekend = Weekdays::of([5, 6]);
    /// let july = Period::new(Date::constant(2019, 7, 6), Date::constant(2019, 8, 1));
    /// assert_eq!((weekend.count_in(july), Weekdays::MONDAY_TO_FRIDAY.count_in(july)), (8, 18));
    /// ```
    pub fn count_in(self, period: Period) -> u32 {
        let days = period.days();
        let first = period.start.weekday().to_monday_zero_offset();
        let rest = (0..days % 7).filter(|offset| {
            let number = (u32::try_from(first).expect("days of the week count from 0") + offset) % 7;
            self.0[number as usize]
        });
        days / 7 * self.count() + u32::try_from(rest.count()).expect("fewer than a week")
    }
}

/// The text is no days of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` are no days of the week")]
pub struct NotWeekdays(
    /// What was found.
    pub String,
);

impl FromStr for Weekdays {
    type Err = NotWeekdays;

    fn from_str(text: &str) -> Result<Weekdays, NotWeekdays> {
        let wrong = || NotWeekdays(text.to_owned());
        if let Ok(count) = text.parse::<u16>() {
            return if (1..=7).contains(&count) { Ok(Weekdays::first(count)) } else { Err(wrong()) };
        }
        let number = |word: &str| {
            let known = Weekdays::WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
            known.map(|(_, number)| *number).ok_or_else(wrong)
        };
        let numbers = text.split_whitespace().map(number).collect::<Result<Vec<i8>, NotWeekdays>>()?;
        if numbers.is_empty() { Err(wrong()) } else { Ok(Weekdays::of(numbers)) }
    }
}
