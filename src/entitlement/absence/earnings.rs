//! Average weekly earnings: what the last two monthly payments before a day come to a week.
//!
//! The relevant period is the eight weeks up to the last payday before a sickness, or up to the end of the qualifying week. Pay on the
//! last day of each month makes two payments of it. What counts is what is due for these months as the settlements stand: an award
//! backdated into them raises the earnings (Alabaster; Statutory Maternity Pay (General) Regulations 1986, regulation 21(7)).

use super::Trouble;
use crate::calendar::{Date, Month, Period};
use crate::entitlement::assumption::{Assumption, EarningsOf, OneAbsenceAssumption};
use crate::entitlement::away::Away;
use crate::entitlement::month::{MonthDue, in_force, months};
use crate::entitlement::walk::PayHistory;
use crate::money::{Money, Rounding};
use crate::settlement::History;
use crate::statutory::weekly_earnings;
use crate::workforce::Absence;

/// Average weekly earnings, and what was assumed of them.
pub(super) struct Earned {
    pub(super) weekly: Money,
    pub(super) assumed: Option<Assumption>,
}

/// What is known of a member's pay.
pub(super) struct Earnings<'a> {
    pub(super) history: &'a History,
    pub(super) pay: PayHistory<'a>,
    pub(super) away: Away<'a>,
    /// The first day of which pay is known.
    pub(super) from: Date,
}

impl Earnings<'_> {
    /// Earnings up to a day; as given with the absence, where they are.
    pub(super) fn before(&self, absence: &Absence, by: Date) -> Result<Earned, Trouble> {
        if let Some(weekly) = absence.facts.earnings {
            return Ok(Earned { weekly, assumed: None });
        }
        let assumed = |weekly: Money, of: EarningsOf| {
            let (kind, from) = (absence.kind, absence.period.start);
            let what = OneAbsenceAssumption::Earnings { weekly: to_the_penny(weekly)?, of };
            Ok::<_, Trouble>(Assumption::Absence { kind, from, what })
        };
        let last = if by == by.last_of_month() { Month::of(by) } else { Month::of(by).before() };
        let first = last.before();
        if first.period().start < self.from {
            let day = absence.period.start.max(self.from);
            let weekly = self.on(day)?;
            return Ok(Earned { weekly, assumed: Some(assumed(weekly, EarningsOf::Day(day))?) });
        }
        let period = Period::new(first.period().start, last.period().end);
        let due = months(self.history, &self.away, self.pay, period)?;
        let weekly = weekly_earnings(due.iter().map(MonthDue::total).sum(), 2)?;
        Ok(Earned { weekly, assumed: Some(assumed(weekly, EarningsOf::Months(first, last))?) })
    }

    /// The pay of a day by the week.
    fn on(&self, day: Date) -> Result<Money, Trouble> {
        let on_the_day = in_force(self.pay.stages, Period::new(day, crate::calendar::day_after(day))).next();
        let (_, stage) = on_the_day.expect("an absence is asked about from the first day of pay on");
        let month = self.history.scale().conventions.monthly_rounding.round(&stage.pay.annual_total().over(12))?;
        Ok(weekly_earnings(month, 1)?)
    }
}

fn to_the_penny(amount: Money) -> Result<Money, Trouble> {
    Ok(Rounding::to_the_penny().round(&amount.exact())?)
}
