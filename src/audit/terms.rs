//! A pay system as each payday knew it, and what a month is due on what was known.

use std::sync::Arc;

use crate::calendar::{Date, Month, Period, day_before};
use crate::entitlement::{MonthDue, NotPayable, Record};
use crate::money::Money;
use crate::scale::{Component, Scale, Settlement};
use crate::settlement::{Fault, History};

/// A pay system with what was agreed by when.
///
/// ```
/// use payspine::audit::Terms;
/// use payspine::{scale_file, settlement::History};
/// let scale = scale_file::shipped("home-office-2006").unwrap();
/// assert_eq!(Terms::new(scale).unwrap().known().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Terms {
    /// What was known from each day on, the last of them all that is known now.
    known: Vec<(Date, History)>,
    payday: Payday,
}

/// The day of the month on which its pay is paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Payday {
    /// The last.
    #[default]
    Last,
    /// The day of this number; the last of a shorter month.
    Day(i8),
}

impl Payday {
    /// The day on which a month is paid.
    ///
    /// ```
    /// use payspine::audit::Payday;
    /// use payspine::calendar::{Date, Month};
    /// let february = Month::of(Date::constant(2025, 2, 1));
    /// assert_eq!(Payday::Day(15).of(february), Date::constant(2025, 2, 15));
    /// assert_eq!(Payday::Day(30).of(february), Payday::Last.of(february));
    /// ```
    pub fn of(self, month: Month) -> Date {
        let last = day_before(month.period().end);
        match self {
            Payday::Last => last,
            Payday::Day(number) => Date::new(last.year(), last.month(), number).unwrap_or(last),
        }
    }
}

/// What one month is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueMonth {
    /// The month.
    pub month: Month,
    /// By element.
    pub parts: Vec<DuePart>,
    /// At how many rates the month is paid.
    pub segments: u32,
}

/// One element of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DuePart {
    /// Which.
    pub element: Component,
    /// What the month is due on what its payday knew.
    pub due: Money,
    /// Back pay for earlier months, because a settlement was agreed since the payday before.
    pub agreed: Money,
}

impl DueMonth {
    /// Everything that falls due in it.
    pub fn total(&self) -> Money {
        self.parts.iter().map(DuePart::total).sum()
    }
}

impl DuePart {
    /// What falls due of the element, for this month and for earlier ones.
    pub fn total(&self) -> Money {
        self.due + self.agreed
    }
}

impl Terms {
    /// What was known of a pay system when.
    ///
    /// # Errors
    ///
    /// What is wrong with the settlements.
    pub fn new(scale: impl Into<Arc<Scale>>) -> Result<Terms, Vec<Fault>> {
        let scale: Arc<Scale> = scale.into();
        let late = |settlement: &Settlement| settlement.agreed.filter(|agreed| *agreed > settlement.from);
        let mut days: Vec<Date> = scale.settlements.iter().filter_map(late).collect();
        days.sort_unstable();
        days.dedup();
        let mut known = Vec::new();
        // The days before the first of them, then from each of them on.
        for day in std::iter::once(Date::MIN).chain(days.iter().copied()) {
            if days.last().is_none_or(|last| day >= *last) {
                continue;
            }
            let mut then = Scale::clone(&scale);
            then.settlements.retain(|settlement| late(settlement).is_none_or(|agreed| agreed <= day));
            // What came before the first that was known is not known either way.
            if let Ok(history) = History::new(then, None) {
                known.push((day, history));
            }
        }
        // If nothing was known earlier, all that is known now holds from the first day of the calendar.
        let from = days.last().copied().filter(|_| !known.is_empty()).unwrap_or(Date::MIN);
        known.push((from, History::new(scale, None)?));
        Ok(Terms { known, payday: Payday::Last })
    }

    /// The same where months are paid on another day: an award counts from the first payday on or after the day on which it was agreed.
    #[must_use]
    pub fn paid_on(mut self, payday: Payday) -> Terms {
        self.payday = payday;
        self
    }

    /// What was known from each day on, the last of them all that is known now.
    pub fn known(&self) -> &[(Date, History)] {
        &self.known
    }

    /// All that is known now.
    pub fn now(&self) -> &History {
        &self.known[self.known.len() - 1].1
    }

    /// Which of [`Terms::known`] the payday of a month goes by.
    pub fn at(&self, month: Month) -> usize {
        let payday = self.payday.of(month);
        // Before the first that was known, that.
        self.known.partition_point(|(from, _)| *from <= payday).max(1) - 1
    }
}

/// What each month that is asked about is due, on what its payday knew, with the back pay that fell due on it: one record for each of
/// [`Terms::known`].
///
/// # Errors
///
/// A place of a record that is not in the pay system, an amount beyond what the engine holds, a statutory rate that is not known.
///
/// # Panics
///
/// There are not as many records as states of the pay system.
pub fn due(terms: &Terms, records: &[Record], asked: Period) -> Result<Vec<DueMonth>, NotPayable> {
    assert_eq!(terms.known.len(), records.len(), "a record for each of what was known");
    let by_state = terms.known.iter().zip(records).map(|((_, history), record)| record.months(history));
    let by_state: Vec<Vec<MonthDue>> = by_state.collect::<Result<_, _>>()?;
    let (last, now) = (&records[records.len() - 1], terms.now());
    let first = by_state[by_state.len() - 1].first().map(|month| month.month);
    let index = |month: Month| first.and_then(|first| usize::try_from(month.months_after(first)).ok());
    let mut before: Option<usize> = None;
    let mut months = Vec::new();
    for month in Month::touched_by(asked) {
        let state = terms.at(month);
        let mut due = DueMonth { month, parts: Vec::new(), segments: last.segments(now, month) };
        for (element, amount) in
            index(month).and_then(|index| by_state[state].get(index)).iter().flat_map(|month| &month.components)
        {
            due.add(element, *amount, Money::ZERO);
        }
        let news = before.filter(|before| *before < state);
        if let (Some(before), Some(index)) = (news, index(month)) {
            for (element, amount) in by_state[state].iter().take(index).flat_map(|month| &month.components) {
                due.add(element, Money::ZERO, *amount);
            }
            for (element, amount) in by_state[before].iter().take(index).flat_map(|month| &month.components) {
                due.add(element, Money::ZERO, -*amount);
            }
        }
        before = Some(state);
        months.push(due);
    }
    Ok(months)
}

impl DueMonth {
    pub(super) fn add(&mut self, element: &Component, due: Money, agreed: Money) {
        match self.parts.iter_mut().find(|part| part.element == *element) {
            Some(part) => {
                part.due += due;
                part.agreed += agreed;
            }
            None => self.parts.push(DuePart { element: element.clone(), due, agreed }),
        }
    }
}
