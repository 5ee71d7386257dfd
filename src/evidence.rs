//! What the law and good practice say of a pay system: pay below the legal minimum, ranges that take longer than five years.
//!
//! Findings are for a person to weigh; none of them stops anything from being computed.

use std::collections::BTreeSet;

use crate::calendar::{Date, Length};
use crate::money::{Exact, Money, Rounding};
use crate::scale::{Conventions, CountedFrom, Pace, Scale, When};
use crate::settlement::{AppliedSettlement, History, Range, RangeKey, Tables};
use crate::statutory::{StatutoryKind, StatutoryTable};

/// Rates are held against the law up to this long after the last settlement: an award is mostly made within it.
const HELD: Length = Length::months(12);

/// Length of service justifies pay by itself up to this many months (Equality Act 2010, schedule 9, paragraph 10).
const FIVE_YEARS: u32 = 60;

/// The lowest pay of a day, where it is below the legal minimum.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct BelowMinimumWage {
    /// The first day on which it is.
    pub from: Date,
    /// The settlement in force, counted from 0.
    pub settlement: usize,
    /// Whose range the lowest is in.
    pub range: RangeKey,
    /// Where in the range: a point, or `None` for the minimum of a range by pay.
    pub point: Option<String>,
    /// Its pay an hour, rounded to the penny.
    pub hourly: Money,
    /// The least that the law allows, and from which age on.
    pub least: (Money, u8),
    /// How many values in ranges are below it, this one included.
    pub values: usize,
}

/// A range that takes longer than five years from minimum to target.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct LongRange {
    /// The settlement from which on, counted from 0.
    pub settlement: usize,
    /// Whose range.
    pub range: RangeKey,
    /// How long it takes, in months.
    pub months: u32,
}

/// An annual value an hour: over weeks and hours, half up to the penny, as published hourly rates are; `None` where the system does not
/// say how many weeks and hours.
pub fn hourly(conventions: &Conventions, tables: &Tables, annual: Money) -> Option<Money> {
    Rounding::to_the_penny().round(&exact_hourly(conventions, tables, annual)?).ok()
}

fn exact_hourly(conventions: &Conventions, tables: &Tables, annual: Money) -> Option<Exact> {
    let (weeks, hours) = (conventions.weeks_per_year.as_ref()?.exact(), Exact::from(tables.hours_per_week?));
    annual.exact().divided_by(&weeks)?.divided_by(&hours)
}

/// The steps of a history with the days on which rates or the law change: from each settlement on, and for a year after the last.
fn days<'a>(history: &'a History, minimum: &StatutoryTable) -> Vec<(Date, &'a AppliedSettlement)> {
    let Some(last) = history.steps().last() else { return Vec::new() };
    let until = HELD.after(last);
    let changes = history.steps().iter().map(|(from, _)| from);
    let all: BTreeSet<Date> = changes.chain(minimum.days()).filter(|day| *day <= until).collect();
    all.into_iter().filter_map(|day| Some((day, history.step_at(day).ok()?))).collect()
}

/// On which days the lowest pay in use is below the legal minimum of adults, for systems in pounds that state their hours.
///
/// A day is told once: again only when the settlement or the law changed.
///
/// ```
/// let scale = payspine::scale_file::shipped("njc").unwrap();
/// let history = payspine::settlement::History::new(scale, None).unwrap();
/// let law = payspine::scale_file::statutory("minimum-wage").unwrap();
/// let below = payspine::evidence::below_minimum_wage(&history, &law);
/// // While the award of 2026 is unsettled, point 2 stays at £12.65 an hour and the law asks for £12.71.
/// assert_eq!((below[0].from.to_string(), below[0].hourly.to_string()), ("2026-04-01".into(), "12.65".into()));
/// ```
pub fn below_minimum_wage(history: &History, minimum: &StatutoryTable) -> Vec<BelowMinimumWage> {
    let scale = history.scale();
    if scale.currency.code() != "GBP" || minimum.kind != StatutoryKind::MinimumWage {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (day, step) in days(history, minimum) {
        let adults = minimum.on(day).first().and_then(|row| row.bands.last().copied());
        let Some((least, age)) = adults.and_then(|band| Some((Money::new(band.rate)?, band.from_age?))) else { continue };
        let mut below: Vec<(Exact, RangeKey, Option<String>, Money)> = Vec::new();
        for (key, point, annual) in values(scale, &step.tables) {
            let Some(hour) = exact_hourly(&scale.conventions, &step.tables, annual) else { continue };
            if hour < least.exact() {
                below.push((hour, key, point, annual));
            }
        }
        let values = below.len();
        let lowest = below.into_iter().min_by(|a, b| a.0.cmp(&b.0));
        if let Some((_, range, point, annual)) = lowest
            && let Some(hourly) = hourly(&scale.conventions, &step.tables, annual)
        {
            found.push(BelowMinimumWage { from: day, settlement: step.index, range, point, hourly, least: (least, age), values });
        }
    }
    found
}

/// Why a system in pounds, or some of its days, cannot be held against the minimum wage; `None` where it was.
pub fn minimum_wage_not_checked(history: &History, minimum: &StatutoryTable) -> Option<&'static str> {
    let conventions = &history.scale().conventions;
    let steps = || history.steps().iter().map(|(_, step)| step);
    if history.scale().currency.code() != "GBP" || steps().all(|step| step.tables.ranges.is_empty()) {
        None
    } else if conventions.weeks_per_year.is_none() || steps().any(|step| step.tables.hours_per_week.is_none()) {
        Some("`hours-per-week` and `weeks-per-year` are not both stated")
    } else if days(history, minimum).iter().any(|(day, _)| minimum.on(*day).is_empty()) {
        Some("the table has no rates for some of its days")
    } else {
        None
    }
}

/// Every value that a range pays.
fn values(scale: &Scale, tables: &Tables) -> Vec<(RangeKey, Option<String>, Money)> {
    let mut values = Vec::new();
    for (key, range) in &tables.ranges {
        match range {
            Range::Pay { minimum, .. } => values.push((key.clone(), None, minimum.published)),
            Range::Points { minimum, target, .. } => {
                let spine = scale.grade(&key.0).and_then(|grade| tables.spines.get(grade.spine.as_ref()?));
                let Some((spine, low, high)) = spine.and_then(|spine| Some((spine, spine.rank(minimum)?, spine.rank(target)?)))
                else {
                    continue;
                };
                let column = spine.column(&key.0, key.1.as_ref());
                let paid = spine.points.iter().zip(column).take(high + 1).skip(low);
                values.extend(paid.map(|(point, value)| (key.clone(), Some(point.to_string()), value.published)));
            }
        }
    }
    values
}

/// Ranges that take longer than five years from minimum to target, for systems in pounds: each once for every time it gets longer.
pub fn long_ranges(history: &History) -> Vec<LongRange> {
    let scale = history.scale();
    let mut found: Vec<LongRange> = Vec::new();
    if scale.currency.code() != "GBP" {
        return found;
    }
    for (_, step) in history.steps().iter() {
        for key in step.tables.ranges.keys() {
            // A range within which employers set theirs says nothing of how long one takes.
            if scale.grade(&key.0).is_some_and(|grade| grade.local) {
                continue;
            }
            let Some(months) = months_to_target(scale, &step.tables, key).filter(|months| *months > FIVE_YEARS) else { continue };
            let known = found.iter().rfind(|long| long.range == *key);
            if known.is_none_or(|known| months > known.months) {
                found.push(LongRange { settlement: step.index, range: key.clone(), months });
            }
        }
    }
    found
}

/// How long a range takes from minimum to target; `None` where nobody moves up it by points or the time is not in months.
pub fn months_to_target(scale: &Scale, tables: &Tables, key: &RangeKey) -> Option<u32> {
    let Range::Points { minimum, target, .. } = tables.ranges.get(key)? else { return None };
    let spine = tables.spines.get(scale.grade(&key.0)?.spine.as_ref()?)?;
    let steps = spine.steps_between(minimum, target)?;
    let rule = tables.progression_of(&key.0)?;
    // On a common date a step comes once a year at most: thirty months are three years.
    let to_the_date = |months: u32| match rule.on {
        When::CommonDate(_) => months.div_ceil(12).checked_mul(12),
        When::Anniversary => Some(months),
    };
    match &rule.pace {
        Pace::Step { points, every } => {
            let times = u32::try_from(steps.div_ceil(usize::from(*points))).ok()?;
            to_the_date(every.in_months()?)?.checked_mul(times)
        }
        Pace::Waits { counted_from, .. } => {
            let low = spine.rank(minimum)?;
            let waits = tables.waits.get(key)?;
            let months = spine.points.get(low..low + steps)?.iter().map(|point| waits.get(point)?.in_months());
            match counted_from {
                CountedFrom::Point => months.map(|months| to_the_date(months?)).sum(),
                CountedFrom::Grade => to_the_date(months.sum::<Option<u32>>()?),
            }
        }
    }
}
