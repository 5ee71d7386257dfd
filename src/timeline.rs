//! A value in force over time.

use crate::calendar::Date;

/// Values by the day each takes effect; each holds until the next. Where two take effect on one day, the later entry holds.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::timeline::Timeline;
/// let rates: Timeline<u32> = [(Date::constant(2006, 7, 1), 19_632), (Date::constant(2007, 7, 1), 19_828)].into_iter().collect();
/// assert_eq!(*rates.at(Date::constant(2007, 6, 30)).unwrap(), 19_632);
/// let before = rates.at(Date::constant(2006, 6, 30)).unwrap_err();
/// assert_eq!(before.first, Some(Date::constant(2006, 7, 1)));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timeline<T> {
    entries: Vec<(Date, T)>,
}

/// A day was asked for on which nothing is known to be in force. Never answered with zero or with another day's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInForce {
    /// The day asked for.
    pub asked: Date,
    /// The last day before it that has an answer; `None` if nothing is known before it.
    pub last: Option<Date>,
    /// The first day after it that has an answer; `None` if nothing is known after it.
    pub first: Option<Date>,
}

impl<T> Timeline<T> {
    /// The value in force on a day.
    pub fn at(&self, day: Date) -> Result<&T, NotInForce> {
        let after = self.entries.partition_point(|(from, _)| *from <= day);
        let found = after.checked_sub(1).and_then(|index| self.entries.get(index));
        found.map(|(_, value)| value).ok_or(NotInForce { asked: day, last: None, first: self.first() })
    }

    /// What takes effect on exactly this day, in order.
    pub fn starting_on(&self, day: Date) -> impl Iterator<Item = &T> {
        self.entries.iter().filter(move |(from, _)| *from == day).map(|(_, value)| value)
    }

    /// The first day after this one on which something takes effect.
    pub fn next_change_after(&self, day: Date) -> Option<Date> {
        self.entries.iter().map(|(from, _)| *from).find(|from| *from > day)
    }

    /// The first day with an answer.
    pub fn first(&self) -> Option<Date> {
        self.entries.first().map(|(from, _)| *from)
    }

    /// The day of the last change.
    pub fn last(&self) -> Option<Date> {
        self.entries.last().map(|(from, _)| *from)
    }

    /// Each value with its day, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &T)> {
        self.entries.iter().map(|(from, value)| (*from, value))
    }
}

impl<T> FromIterator<(Date, T)> for Timeline<T> {
    fn from_iter<I: IntoIterator<Item = (Date, T)>>(entries: I) -> Timeline<T> {
        let mut entries: Vec<(Date, T)> = entries.into_iter().collect();
        entries.sort_by_key(|(from, _)| *from);
        Timeline { entries }
    }
}
