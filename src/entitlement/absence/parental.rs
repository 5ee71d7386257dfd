//! Maternity, adoption and shared parental leave: stages of weeks, and statutory pay by the day.
//!
//! Statutory pay is six weeks at 90% of average weekly earnings and 33 at the lower of that and the standard rate; a day is a seventh
//! of a week, and the rate is that of the day (Social Security Contributions and Benefits Act 1992, sections 165 and 166). Shared
//! parental pay has no first weeks: it is the lower of the two throughout, for the weeks that are left.

use super::{Trouble, push};
use crate::calendar::{Date, Length, Period};
use crate::entitlement::assumption::{Assumption, OneAbsenceAssumption};
use crate::entitlement::away::{AbsenceStage, sunday_by};
use crate::money::{Exact, Money};
use crate::scale::{AbsenceKind, LeaveRule, StagePay};
use crate::statutory::{StatutoryPay, share_of_earnings};
use crate::workforce::Absence;

/// Weeks of statutory pay that shared parental leave has at most: 39 less the two that a mother must take.
const SHARED_WEEKS: u16 = 37;

/// The stages of leave, of which so many days were taken before.
pub(super) fn stages(rule: &LeaveRule, taken: u32, leave: Period) -> Vec<AbsenceStage> {
    let mut stages = Vec::new();
    let first =
        leave.start.checked_sub(jiff::Span::new().days(i64::from(taken))).expect("leave that was taken is within the calendar");
    let mut start = first;
    for stage in &rule.stages {
        let end = Length::weeks(stage.weeks.into()).after(start);
        push(&mut stages, stage.pay, Period::new(start, end).intersection(leave));
        start = end;
    }
    push(&mut stages, StagePay::STATUTORY, Period::new(start.max(leave.start), leave.end));
    stages
}

/// The week up to whose end earnings count, and what is assumed of it: the 15th before the week of the birth, or that of the match.
pub(super) fn qualifying_week(absence: &Absence) -> (Period, Option<Assumption>) {
    let week = |day: Date| Period::new(sunday_by(day), Length::weeks(1).after(sunday_by(day)));
    if let Some(matched) = absence.facts.matched {
        return (week(matched), None);
    }
    let (kind, from) = (absence.kind, absence.period.start);
    let of = |what| Assumption::Absence { kind, from, what };
    if kind == AbsenceKind::Adoption {
        return (week(from), Some(of(OneAbsenceAssumption::NoMatch)));
    }
    let expected = absence.facts.expected.unwrap_or(from);
    let birth = sunday_by(expected);
    let qualifying = week(Length::weeks(15).before(birth));
    (qualifying, absence.facts.expected.is_none().then_some(of(OneAbsenceAssumption::NoBirth)))
}

/// Weeks of statutory pay left to shared parental leave, and what is assumed of them; `None` for all that the law gives.
pub(super) fn weeks_left(absence: &Absence) -> (Option<u16>, Option<Assumption>) {
    match (absence.kind, absence.facts.statutory_weeks) {
        (AbsenceKind::SharedParental, None) => {
            let (kind, from, what) = (absence.kind, absence.period.start, OneAbsenceAssumption::WeeksLeft(SHARED_WEEKS));
            (Some(SHARED_WEEKS), Some(Assumption::Absence { kind, from, what }))
        }
        (_, weeks) => (weeks, None),
    }
}

/// Statutory pay a day, by days at one rate, for leave of which so many days were taken before.
pub(super) fn pay(
    law: &StatutoryPay,
    kind: AbsenceKind,
    leave: Period,
    taken: u32,
    weeks: Option<u16>,
    earnings: Money,
) -> Result<Vec<(Period, Exact)>, Trouble> {
    let first =
        leave.start.checked_sub(jiff::Span::new().days(i64::from(taken))).expect("leave that was taken is within the calendar");
    let opening = law.parental_on(leave.start)?;
    let share = share_of_earnings(earnings, opening.percent_of_earnings)?;
    let first_weeks = if kind == AbsenceKind::SharedParental { 0 } else { opening.first_weeks };
    let higher = Length::weeks(first_weeks).after(first);
    let all = weeks.map_or(opening.first_weeks + opening.weeks, u32::from);
    let end = Length::weeks(all).after(first).min(leave.end);
    let mut found = vec![(Period::new(leave.start, higher.min(end)), share.exact().over(7))];
    let mut day = higher.max(leave.start);
    while day < end {
        let terms = law.parental_on(day)?;
        let days = law.parental.at_one_rate(Period::new(day, end));
        found.push((days, terms.weekly.min(share).exact().over(7)));
        day = days.end;
    }
    found.retain(|(days, _)| !days.is_empty());
    Ok(found)
}
