//! Statutory sick pay, qualifying day by qualifying day.
//!
//! An absence counts when it has the least number of days, working or not. Absences not more than eight weeks apart are one: waiting
//! days are served once, the most weeks are counted through, and average weekly earnings are those before the first. A day is a week
//! over the qualifying days, cut at four decimals. From 6 April 2026 there is neither a waiting day nor an earnings test, and the rate
//! is no more than 80% of earnings; who was entitled in an absence that runs over that day keeps the flat rate.

use super::Trouble;
use super::earnings::Earned;
use crate::calendar::{Date, Length, Period, day_after};
use crate::entitlement::away::sunday_by;
use crate::money::Exact;
use crate::statutory::{NoRate, SickPayTerms, StatutoryPay, sick_day};
use crate::workforce::Weekdays;

/// Absences that are one for statutory sick pay.
pub(super) struct Chain {
    first: Date,
    /// The end of the last of them that counts.
    end: Date,
    waited: u32,
    paid: u32,
    pub(super) earned: Earned,
}

impl Chain {
    pub(super) fn new(first: Date, earned: Earned) -> Chain {
        Chain { first, end: first, waited: 0, paid: 0, earned }
    }

    /// Whether an absence from this day on belongs to them.
    pub(super) fn links(&self, law: &StatutoryPay, from: Date) -> bool {
        law.sick_on(from).is_ok_and(|terms| from <= Length::weeks(terms.link_weeks).after(self.end)) && self.end > self.first
    }

    /// Whether earnings are enough for pay from the first day.
    pub(super) fn is_entitled(&self, law: &StatutoryPay) -> Result<bool, NoRate> {
        let limit = law.sick_on(self.first)?.lower_earnings_limit;
        Ok(limit.is_none_or(|limit| self.earned.weekly >= limit))
    }

    /// What each qualifying day of an absence of so many days is due, by weeks.
    pub(super) fn pay(
        &mut self,
        law: &StatutoryPay,
        spell: Period,
        whole: u32,
        qualifying: Weekdays,
    ) -> Result<Vec<(Period, Exact)>, Trouble> {
        let mut found: Vec<(Period, Exact)> = Vec::new();
        let mut day = spell.start;
        while day < spell.end {
            let terms = law.sick_on(day)?;
            let days = law.sick.at_one_rate(Period::new(day, spell.end));
            day = days.end;
            if whole < terms.least_days {
                continue;
            }
            self.end = days.end;
            let Some(daily) = self.daily(law, &terms, qualifying)? else { continue };
            for day in days.each_day().filter(|day| qualifying.contains(*day)) {
                if self.waited < terms.waiting_days {
                    self.waited += 1;
                } else if self.paid < terms.weeks * qualifying.count() {
                    self.paid += 1;
                    match found.last_mut() {
                        Some((week, same)) if week.end == day && *same == daily && sunday_by(week.start) == sunday_by(day) => {
                            week.end = day_after(day);
                        }
                        _ => found.push((Period::new(day, day_after(day)), daily.clone())),
                    }
                }
            }
        }
        Ok(found)
    }

    /// A day's pay under some terms; `None` for who earns too little.
    fn daily(&self, law: &StatutoryPay, terms: &SickPayTerms, qualifying: Weekdays) -> Result<Option<Exact>, Trouble> {
        let entitled_before = law.sick_on(self.first)?.percent_of_earnings.is_none() && self.is_entitled(law)?;
        let weekly = match (terms.percent_of_earnings, terms.lower_earnings_limit) {
            (_, Some(limit)) if self.earned.weekly < limit && !entitled_before => return Ok(None),
            (Some(percent), _) if !entitled_before => {
                terms.weekly.exact().min(self.earned.weekly.exact().times(&percent.share()))
            }
            _ => terms.weekly.exact(),
        };
        Ok(Some(sick_day(&weekly, qualifying.count())?.exact()))
    }
}
