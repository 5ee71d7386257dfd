//! What a month is due, by component; months by pay year.
//!
//! A whole month at one rate is annual ÷ 12. A month at several rates shares the twelfth among them by the days that the
//! part-month convention counts. A month that begins or ends within it is paid by the convention's day. Unpaid days and strike
//! days come off by the convention of their kind, and never more than the month pays. Each component is rounded once.

use super::walk::{LumpSum, Stage};
use crate::calendar::{Month, PartMonth, Period};
use crate::money::{Exact, Money};
use crate::settlement::History;
use crate::workforce::{Absence, AbsenceKind};

/// The component that every member has.
pub const BASIC: &str = "basic";
/// The component of sums paid once, on a settlement's date.
pub const LUMP_SUM: &str = "lump-sum";

/// What one month is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthDue {
    /// The month.
    pub month: Month,
    /// Basic pay, payments by id, lump sums: each rounded once.
    pub components: Vec<(String, Money)>,
}

impl MonthDue {
    /// The sum of its components.
    pub fn total(&self) -> Money {
        self.components.iter().map(|(_, amount)| *amount).sum()
    }

    /// One component; nothing when it is not due.
    pub fn component(&self, id: &str) -> Money {
        self.components.iter().filter(|(known, _)| known == id).map(|(_, amount)| *amount).sum()
    }
}

/// What one pay year is due, or the part of it that was asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearDue {
    /// What the year is called: 2012-13.
    pub year: String,
    /// The sum of its months.
    pub due: Money,
    /// How many months were asked about.
    pub months: usize,
    /// The same by component.
    pub components: Vec<(String, Money)>,
}

/// Each month of the period; `None` when an amount is beyond what the engine holds.
pub(super) fn months(
    history: &History,
    absences: &[Absence],
    stages: &[Stage<'_>],
    lump_sums: &[LumpSum],
    period: Period,
) -> Option<Vec<MonthDue>> {
    Month::touched_by(period)
        .map(|month| {
            let paid_month = PaidMonth { history, absences, month, paid: month.period().intersection(period) };
            let mut components = Vec::new();
            for id in component_ids(stages, paid_month.paid) {
                let annual = |stage: &Stage<'_>| match id.as_str() {
                    BASIC => stage.pay.basic.clone(),
                    id => stage
                        .pay
                        .payments
                        .iter()
                        .find(|payment| payment.id.as_str() == id)
                        .map_or_else(Exact::zero, |payment| payment.annual.clone()),
                };
                let due = paid_month.due(&segments(stages, paid_month.paid, annual));
                components.push((id, due));
            }
            for (id, amount) in once(stages, month, paid_month.paid) {
                components.push((id, amount));
            }
            components.extend(
                lump_sums
                    .iter()
                    .filter(|lump_sum| paid_month.paid.contains(lump_sum.on))
                    .map(|lump_sum| (LUMP_SUM.to_owned(), lump_sum.due.clone())),
            );
            let rounding = history.scale().conventions.monthly_rounding;
            let rounded = components.into_iter().map(|(id, amount)| rounding.round(&amount).ok().map(|amount| (id, amount)));
            Some(MonthDue { month, components: rounded.collect::<Option<Vec<_>>>()? })
        })
        .collect()
}

/// What each absence takes off, on top of the ones before it.
pub(super) fn absences(
    history: &History,
    absences: &[Absence],
    stages: &[Stage<'_>],
    lump_sums: &[LumpSum],
    period: Period,
) -> Option<Vec<(Absence, Money)>> {
    let due = |count: usize| {
        let months = months(history, absences.get(..count).unwrap_or_default(), stages, lump_sums, period)?;
        Some(months.iter().map(MonthDue::total).sum::<Money>())
    };
    let mut before = due(0)?;
    let mut lost = Vec::new();
    for (index, absence) in absences.iter().enumerate() {
        let after = due(index + 1)?;
        if absence.kind.has_rules() && !absence.period.intersection(period).is_empty() {
            lost.push((absence.clone(), before - after));
        }
        before = after;
    }
    Some(lost)
}

/// Months by pay year.
pub(super) fn years(history: &History, months: &[MonthDue]) -> Vec<YearDue> {
    let mut years: Vec<YearDue> = Vec::new();
    for month in months {
        let year = history.scale().conventions.year_start.year_label(month.month.period().start);
        if years.last().is_none_or(|last| last.year != year) {
            years.push(YearDue { year, due: Money::ZERO, months: 0, components: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        last.due += month.total();
        last.months += 1;
        for (id, amount) in &month.components {
            match last.components.iter_mut().find(|(known, _)| known == id) {
                Some((_, sum)) => *sum += *amount,
                None => last.components.push((id.clone(), *amount)),
            }
        }
    }
    years
}

/// Basic pay and every payment due at some time in the period, in the order in which they come up.
fn component_ids(stages: &[Stage<'_>], period: Period) -> Vec<String> {
    let mut ids = vec![BASIC.to_owned()];
    for (_, stage) in in_force(stages, period) {
        for payment in &stage.pay.payments {
            if !ids.iter().any(|id| id == payment.id.as_str()) {
                ids.push(payment.id.to_string());
            }
        }
    }
    ids
}

/// Payments due once, in this month, at the rate of its last paid day.
fn once(stages: &[Stage<'_>], month: Month, paid: Period) -> Vec<(String, Exact)> {
    let last = in_force(stages, paid).last();
    let due = last.map(|(_, stage)| stage.pay.once_a_year.iter().filter(|(number, _)| *number == month.number()));
    due.into_iter().flatten().map(|(_, payment)| (payment.id.to_string(), payment.annual.clone())).collect()
}

/// The stages in force in a period, each with the part of it for which it holds.
pub(super) fn in_force<'s, 'a>(
    stages: &'s [Stage<'a>],
    period: Period,
) -> impl DoubleEndedIterator<Item = (Period, &'s Stage<'a>)> {
    let parts = stages.iter().enumerate().map(move |(index, stage)| {
        let ends = stages.get(index + 1).map_or(period.end, |next| next.from);
        (Period::new(stage.from, ends.max(stage.from)).intersection(period), stage)
    });
    parts.filter(|(part, _)| !part.is_empty())
}

/// The annual rate of a component over a period; neighbours with one rate are one.
pub(super) fn segments(stages: &[Stage<'_>], period: Period, annual: impl Fn(&Stage<'_>) -> Exact) -> Vec<(Period, Exact)> {
    let mut segments: Vec<(Period, Exact)> = Vec::new();
    for (part, stage) in in_force(stages, period) {
        let rate = annual(stage);
        match segments.last_mut() {
            Some((last, same)) if *same == rate => last.end = part.end,
            _ => segments.push((part, rate)),
        }
    }
    segments
}

/// One month of a member and the days of it that are in the period.
pub(super) struct PaidMonth<'a> {
    pub(super) history: &'a History,
    pub(super) absences: &'a [Absence],
    pub(super) month: Month,
    pub(super) paid: Period,
}

impl PaidMonth<'_> {
    pub(super) fn due(&self, segments: &[(Period, Exact)]) -> Exact {
        let conventions = &self.history.scale().conventions.part_month;
        let whole = self.paid == self.month.period();
        let mut due = match segments {
            [(_, annual)] if whole => annual.over(12),
            _ => segments.iter().fold(Exact::zero(), |sum, (part, annual)| {
                let share = if whole { conventions.default.share_of_month(*part) } else { conventions.default.odd_days(*part) };
                sum.plus(&annual.times(&share))
            }),
        };
        let mut days_away = 0;
        for absence in self.absences {
            let convention: PartMonth = match absence.kind {
                AbsenceKind::Unpaid => conventions.unpaid,
                AbsenceKind::Strike => conventions.strike,
                AbsenceKind::Sick | AbsenceKind::Maternity => continue,
            }
            .unwrap_or(conventions.default);
            days_away += absence.period.intersection(self.paid).days();
            for (part, annual) in segments {
                let away = absence.period.intersection(*part);
                if !away.is_empty() {
                    due = due.minus(&annual.times(&convention.odd_days(away)));
                }
            }
        }
        if days_away == self.paid.days() || due.is_negative() { Exact::zero() } else { due }
    }
}
