//! What a month is due, by component; months by pay year.
//!
//! A whole month at one rate is annual ÷ 12. A month at several rates shares the twelfth among them by the days that the
//! part-month convention counts. A month that begins or ends within it is paid by the convention's day. Unpaid days and strike
//! days come off by the convention of their kind, and never more than the month pays. Days of sickness and leave pay a share of the
//! rate, as days at another rate would. Each component is rounded once.

use super::away::{AbsenceDue, Away, goes_on, split};
use super::mark_time;
use super::walk::{OneOffPayment, PayHistory, Stage};
use crate::calendar::{Month, PartMonth, Period, Weekdays};
use crate::money::{Exact, Money, TooLarge};
use crate::scale::{Component, PayShare, WithStatutory};
use crate::settlement::History;
use crate::workforce::{Absence, AbsenceKind, Member};

/// What one month is due.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MonthDue {
    /// The month.
    pub month: Month,
    /// What it is made of, each component once: its amounts are rounded one by one, such as those of two lump sums in one month.
    pub components: Vec<(Component, Money)>,
}

impl MonthDue {
    /// The sum of its components.
    pub fn total(&self) -> Money {
        self.components.iter().map(|(_, amount)| *amount).sum()
    }

    /// One component; nothing when it is not due.
    pub fn component(&self, which: impl Into<Component>) -> Money {
        let which = which.into();
        self.components.iter().filter(|(known, _)| *known == which).map(|(_, amount)| *amount).sum()
    }
}

/// Adds an amount to that of the same component, or as a new one at the end.
fn add(components: &mut Vec<(Component, Money)>, component: Component, amount: Money) {
    match components.iter_mut().find(|(known, _)| *known == component) {
        Some((_, sum)) => *sum += amount,
        None => components.push((component, amount)),
    }
}

/// What one pay year is due, or the part of it that was asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct YearDue {
    /// What the year is called: 2012-13.
    pub year: String,
    /// The sum of its months.
    pub due: Money,
    /// How many months were asked about.
    pub months: usize,
    /// The same by component.
    pub components: Vec<(Component, Money)>,
}

/// Each month of the period.
///
/// # Errors
///
/// An amount beyond what the engine holds.
pub(super) fn months(
    history: &History,
    away: &Away<'_>,
    PayHistory { stages, one_offs }: PayHistory<'_>,
    period: Period,
) -> Result<Vec<MonthDue>, TooLarge> {
    let mut at = 0;
    let mut last: Option<(usize, Vec<(Component, Money)>)> = None;
    Month::touched_by(period)
        .map(|month| {
            let paid = month.period().intersection(period);
            let paid_month = PaidMonth { history, working: away.working, absences: away.unpaid, month, paid };
            while stages.get(at + 1).is_some_and(|next| next.from <= paid_month.paid.start) {
                at += 1;
            }
            // A whole month on one stage is due what the one before it on the same was.
            let plain = paid_month.is_plain(away, &stages[at.min(stages.len())..], one_offs);
            if let Some((_, components)) = last.as_ref().filter(|(stage, _)| plain && *stage == at) {
                return Ok(MonthDue { month, components: components.clone() });
            }
            let rounding = history.scale().conventions.monthly_rounding;
            let mut components = Vec::new();
            let mut exact = Vec::new();
            for component in components_of(stages, paid_month.paid) {
                let rates = before_absences(stages, paid_month.paid, &component);
                let several = rates.len() > 1;
                let due = paid_month.due(&shared(rates, away, stages, &component, PayShare::exact));
                components.push((component, rounding.round(&due)?));
                exact.push((due, several));
            }
            if let Some(rule) = &history.scale().protection {
                mark_time::to_the_penny(rule, rounding, &mut components, &exact)?;
            }
            for (component, amount) in paid_month.statutory(away, stages, &components)? {
                add(&mut components, component, amount);
            }
            let one_offs = one_offs.iter().filter(|one_off| paid_month.paid.contains(one_off.on));
            let one_offs = one_offs.map(|one_off| (one_off.component.clone(), one_off.due.clone()));
            for (component, amount) in once(stages, month, paid_month.paid).into_iter().chain(one_offs) {
                add(&mut components, component, rounding.round(&amount)?);
            }
            last = plain.then(|| (at, components.clone()));
            Ok(MonthDue { month, components })
        })
        .collect()
}

/// The yearly rates of each component of some days of a month, with what absences on reduced pay leave of them.
pub(super) fn rates(away: &Away<'_>, stages: &[Stage<'_>], paid: Period) -> Vec<(Component, Vec<(Period, Exact)>)> {
    let rates =
        |component: &Component| shared(before_absences(stages, paid, component), away, stages, component, PayShare::exact);
    components_of(stages, paid).into_iter().map(|component| (component.clone(), rates(&component))).collect()
}

fn before_absences(stages: &[Stage<'_>], paid: Period, component: &Component) -> Vec<(Period, Exact)> {
    let mut rates = segments(stages, paid, |stage| annual(stage, component));
    if *component == Component::MarkTime {
        mark_time::from_where_it_begins(&mut rates);
    }
    rates
}

/// Each month of the days of which something is known; one that a gap breaks is due for its other days alone.
///
/// # Errors
///
/// As [`months`].
pub(super) fn known_months(
    history: &History,
    away: &Away<'_>,
    pay: PayHistory<'_>,
    known: &[Period],
) -> Result<Vec<MonthDue>, TooLarge> {
    let mut all: Vec<MonthDue> = Vec::new();
    for month in known.iter().map(|days| months(history, away, pay, *days)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten()
    {
        match all.last_mut().filter(|last| last.month == month.month) {
            Some(last) => month.components.into_iter().for_each(|(which, amount)| add(&mut last.components, which, amount)),
            None => all.push(month),
        }
    }
    Ok(all)
}

/// A component by the year; zero in a stage that does not pay it.
fn annual(stage: &Stage<'_>, component: &Component) -> Exact {
    let found = match component {
        Component::Basic => Some(&stage.pay.basic),
        Component::MarkTime => stage.pay.mark_time.as_ref(),
        _ => stage.pay.payments.iter().find(|payment| payment.component == *component).map(|payment| &payment.annual),
    };
    found.cloned().unwrap_or_else(Exact::zero)
}

/// What each absence takes off on days of which something is known, on top of the ones before it; `found` are those that are worked
/// out.
pub(super) fn absences(
    history: &History,
    member: &Member,
    found: &[AbsenceDue],
    pay: PayHistory<'_>,
    known: &[Period],
) -> Result<Vec<(Absence, Money)>, TooLarge> {
    let mut lost = Vec::new();
    for (index, absence) in member.absences.iter().enumerate() {
        if !history.scale().absence.cover(absence.kind) {
            continue;
        }
        let touched = |days: &Period| {
            let here = absence.period.intersection(*days);
            let touched = (!here.is_empty()).then(|| Month::touched_by(here).map(Month::period))?;
            let touched = touched.reduce(|first, last| Period::new(first.start, last.end)).expect("days are in some month");
            Some(touched.intersection(*days))
        };
        let whole: Vec<Period> = known.iter().filter_map(touched).collect();
        if whole.is_empty() {
            continue;
        }
        let due = |count: usize| -> Result<Money, TooLarge> {
            let away = Away::first(member, count, found);
            Ok(known_months(history, &away, pay, &whole)?.iter().map(MonthDue::total).sum())
        };
        lost.push((absence.clone(), due(index)? - due(index + 1)?));
    }
    Ok(lost)
}

/// Months by pay year.
pub(super) fn years(history: &History, months: &[MonthDue]) -> Vec<YearDue> {
    let mut years: Vec<YearDue> = Vec::new();
    for month in months {
        let year = history.scale().conventions.year_start.year_label(month.month.period().start);
        if years.last().is_none_or(|last| last.year != year) {
            years.push(YearDue { year, due: Money::ZERO, months: 0, components: Vec::new() });
        }
        let last = years.last_mut().expect("the year of the month is there by now");
        last.due += month.total();
        last.months += 1;
        for (component, amount) in &month.components {
            add(&mut last.components, component.clone(), *amount);
        }
    }
    years
}

/// Basic pay and every payment due at some time in the period, in the order in which they come up.
fn components_of(stages: &[Stage<'_>], period: Period) -> Vec<Component> {
    let mut found = vec![Component::Basic];
    for (_, stage) in in_force(stages, period) {
        for payment in &stage.pay.payments {
            if !found.contains(&payment.component) {
                found.push(payment.component.clone());
            }
        }
    }
    found
}

/// Payments due once, in this month, at the rate of its last paid day.
fn once(stages: &[Stage<'_>], month: Month, paid: Period) -> Vec<(Component, Exact)> {
    let last = in_force(stages, paid).last();
    let due = last.map(|(_, stage)| stage.pay.once_a_year.iter().filter(|(number, _)| *number == month.number()));
    due.into_iter().flatten().map(|(_, payment)| (payment.component.clone(), payment.annual.clone())).collect()
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

/// A component's rates with what absences leave of it; the function says what is due on a share of pay.
fn shared(
    segments: Vec<(Period, Exact)>,
    away: &Away<'_>,
    stages: &[Stage<'_>],
    component: &Component,
    share_due: impl Fn(PayShare) -> Exact,
) -> Vec<(Period, Exact)> {
    if away.due.is_empty() {
        return segments;
    }
    let mut found: Vec<(Period, Exact)> = Vec::new();
    for (part, rate) in segments {
        for (days, share) in split(&away.due, part) {
            let Some((kind, share)) = share else {
                found.push((days, rate.clone()));
                continue;
            };
            for (days, stage) in in_force(stages, days) {
                let counted = *component == Component::Basic || counts(stage, component, kind);
                found.push((days, if counted { rate.times(&share_due(share)) } else { Exact::zero() }));
            }
        }
    }
    found.dedup_by(|next, last| {
        let same = last.1 == next.1;
        if same {
            last.0.end = next.0.end;
        }
        same
    });
    found
}

/// Whether what is paid beside basic pay goes on in an absence.
fn counts(stage: &Stage<'_>, component: &Component, kind: AbsenceKind) -> bool {
    goes_on(&stage.step.tables, component, kind)
}

/// One month of a member and the days of it that are in the period.
pub(super) struct PaidMonth<'a> {
    pub(super) history: &'a History,
    pub(super) working: Weekdays,
    pub(super) absences: &'a [Absence],
    pub(super) month: Month,
    pub(super) paid: Period,
}

impl PaidMonth<'_> {
    /// Whether it is paid whole, at the first of these stages alone, without an absence and with nothing paid once in it.
    fn is_plain(&self, away: &Away<'_>, stages: &[Stage<'_>], one_offs: &[OneOffPayment]) -> bool {
        let touches = |period: Period| !period.intersection(self.paid).is_empty();
        let [stage, ..] = stages else { return false };
        self.paid == self.month.period()
            && stage.from <= self.paid.start
            && stages.get(1).is_none_or(|next| next.from >= self.paid.end)
            && stage.pay.once_a_year.iter().all(|(number, _)| *number != self.month.number())
            && !one_offs.iter().any(|one_off| self.paid.contains(one_off.on))
            && !away.unpaid.iter().any(|absence| touches(absence.period))
            && !away.due.iter().any(|due| touches(due.absence.period))
    }

    pub(super) fn due(&self, segments: &[(Period, Exact)]) -> Exact {
        let conventions = &self.history.scale().conventions.part_month;
        let whole = self.paid == self.month.period();
        let mut due = match segments {
            [(_, annual)] if whole => annual.over(12),
            _ => segments.iter().fold(Exact::zero(), |sum, (part, annual)| sum.plus(&annual.times(&self.share(*part)))),
        };
        let mut days_away = 0;
        for absence in self.absences {
            let convention: PartMonth = match absence.kind {
                AbsenceKind::Unpaid | AbsenceKind::CareerBreak => conventions.unpaid,
                AbsenceKind::Strike => conventions.strike,
                _ => continue,
            }
            .unwrap_or(conventions.default);
            days_away += absence.period.intersection(self.paid).days();
            for (part, annual) in segments {
                let away = absence.period.intersection(*part);
                if !away.is_empty() {
                    due = due.minus(&annual.times(&convention.odd_days(away, self.working)));
                }
            }
        }
        if days_away == self.paid.days() || due.is_negative() { Exact::zero() } else { due }
    }

    /// What some of its paid days are worth, as a share of the annual amount.
    fn share(&self, days: Period) -> Exact {
        let default = self.history.scale().conventions.part_month.default;
        let whole = self.paid == self.month.period();
        if whole { default.share_of_month(days, self.working) } else { default.odd_days(days, self.working) }
    }

    /// Statutory pay that is due beside what the contract gives, by absence. On top, it stops where both come to the full pay of the
    /// stage's days in the month; inside, only what exceeds the contract's share of them shows.
    fn statutory(
        &self,
        away: &Away<'_>,
        stages: &[Stage<'_>],
        components: &[(Component, Money)],
    ) -> Result<Vec<(Component, Money)>, TooLarge> {
        let rounding = self.history.scale().conventions.monthly_rounding;
        let mut found: Vec<(Component, Money)> = Vec::new();
        let mut capped = false;
        for absence in &away.due {
            let Some(component) = absence.component() else { continue };
            for stage in absence.stages.iter().filter(|stage| stage.pay.may_show_statutory()) {
                let days = stage.period.intersection(self.paid);
                let law = if days.is_empty() { Money::ZERO } else { absence.statutory_pay(days)? };
                if law.is_zero() {
                    continue;
                }
                let full = self.full_pay(stages, days, absence.absence.kind);
                let contract = full.times(&stage.pay.share.exact());
                let due = match stage.pay.statutory {
                    WithStatutory::Nothing => Money::ZERO,
                    WithStatutory::Alone => law,
                    WithStatutory::Inside => (law - rounding.round(&contract)?).max(Money::ZERO),
                    WithStatutory::OnTop => {
                        let room = rounding.round(&full.minus(&contract))?;
                        capped |= room < law;
                        law.min(room)
                    }
                };
                add(&mut found, component.clone(), due);
            }
        }
        if let (true, Some((_, last))) = (capped, found.last_mut()) {
            // Parts rounded one by one may come to a penny more than the whole.
            let mut whole = Money::ZERO;
            for (component, _) in components {
                let rates = segments(stages, self.paid, |stage| annual(stage, component));
                whole += rounding.round(&self.due(&shared(rates, away, stages, component, |_| Exact::from(1))))?;
            }
            let contract: Money = components.iter().map(|(_, amount)| *amount).sum();
            *last = (*last).min((whole - contract).max(Money::ZERO));
        }
        Ok(found)
    }

    /// The pay of some days on full pay in an absence of a kind.
    fn full_pay(&self, stages: &[Stage<'_>], days: Period, kind: AbsenceKind) -> Exact {
        in_force(stages, days).fold(Exact::zero(), |sum, (part, stage)| {
            let payments = stage.pay.payments.iter().filter(|payment| counts(stage, &payment.component, kind));
            let annual = payments.fold(stage.pay.basic.clone(), |sum, payment| sum.plus(&payment.annual));
            sum.plus(&annual.times(&self.share(part)))
        })
    }
}
