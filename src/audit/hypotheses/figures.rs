//! Mistakes that the amounts themselves give away: other hours, a month paid twice or with another.

use rust_decimal::Decimal;

use super::{Hypothesis, Search};
use crate::audit::mistake::Mistake;
use crate::audit::version::{Edit, MonthPaid};
use crate::calendar::{Date, Month, day_before};
use crate::entitlement::shares_otherwise;
use crate::money::{Exact, Fte, Mode, Rounding};
use crate::scale::Component;
use crate::workforce::{Event, FieldChange, Hours};

/// So many months are asked for the hours that they were paid for.
const MOST_ASKED: usize = 2;

impl Search<'_> {
    /// Other hours: full time, usual shares of it, and those that the payslips themselves come to.
    pub(super) fn hours(&mut self) {
        let shares = (1..=20).map(|twentieths| Decimal::new(twentieths * 5, 2)).filter_map(|share| Fte::new(share).ok());
        let mut tried: Vec<Fte> = shares.collect();
        let of_weeks = shares_otherwise(self.facts.terms.now(), &self.facts.member, day_before(self.first.period().end));
        for fte in of_weeks.into_iter().chain(self.months.iter().take(MOST_ASKED).flat_map(|month| self.paid_for(*month))) {
            if !tried.contains(&fte) {
                tried.push(fte);
            }
        }
        let is_of_hours = |change: &FieldChange| matches!(change, FieldChange::Hours(_) | FieldChange::Weeks(_));
        let mut froms = self.days_like(self.first.period().start);
        let start = froms[0];
        let changes = self.facts.member.events.iter().filter(|event| event.changes.iter().any(is_of_hours));
        froms.extend(changes.map(|event| event.on).filter(|on| Month::of(*on) == self.first && *on > start));
        for fte in tried {
            for from in froms.clone() {
                let mut version = self.facts.clone();
                let member = &mut version.member;
                // The share has weeks in it.
                let changes = [FieldChange::Hours(Hours::Fte(fte)), FieldChange::Weeks(None)];
                if from <= member.from {
                    member.hours = Hours::Fte(fte);
                    member.weeks = None;
                } else if let Some(event) = member.events.iter_mut().find(|event| event.on == from) {
                    event.changes.retain(|change| !is_of_hours(change));
                    event.changes.extend(changes);
                } else {
                    member.events.push(Event { on: from, changes: changes.to_vec() });
                    member.events.sort_by_key(|event| event.on);
                }
                self.add(version, |right_from| Mistake::OtherHours { fte, from, right_from });
            }
        }
    }

    /// The hours that basic pay of a month comes to: as a share of two to four decimals, or by the week.
    fn paid_for(&self, month: Month) -> Vec<Fte> {
        let last = day_before(month.period().end);
        let Some(fte) = self.record.place_on(last).map(|placed| placed.standing.fte.share()) else { return Vec::new() };
        let Some((due, paid)) = self.compared.amounts(month, &Component::Basic) else { return Vec::new() };
        let Some(share) = paid.exact().times(&fte).divided_by(&due.exact()) else { return Vec::new() };
        let places = |exact: &Exact, places: u32| {
            Some(Rounding::new(Decimal::new(1, places), Mode::HalfUp)?.round(exact).ok()?.amount().normalize())
        };
        let mut found: Vec<Fte> = (2..=4).filter_map(|decimals| Fte::new(places(&share, decimals)?).ok()).collect();
        if let Some(full_time) = self.full_time_hours(last) {
            let hours = share.times(&Exact::from(full_time));
            found.extend((0..=2).filter_map(|decimals| Fte::of_hours(places(&hours, decimals)?, full_time)));
        }
        found
    }

    fn full_time_hours(&self, day: Date) -> Option<Decimal> {
        self.facts.terms.now().tables_at(day).ok()?.hours_per_week
    }

    /// What is due of a month paid twice, or together with the month before or after.
    pub(super) fn months_otherwise(&mut self) {
        let one = if let [element] = self.elements { Some(element.clone()) } else { None };
        let all = if self.elements.len() > 1 { Some(None) } else { None };
        for element in one.map(Some).into_iter().chain(all) {
            let before = self.first.before();
            let tried = [
                (self.first, MonthPaid::Twice),
                (self.first, MonthPaid::Late),
                // The month before has no payslip, or the next has none.
                (before, MonthPaid::Late),
                (self.first.next(), MonthPaid::Early),
            ];
            for (of, paid) in tried {
                let mut version = self.facts.clone();
                version.edits.push(Edit::Month { of, element: element.clone(), paid });
                let mistake = Mistake::MonthOtherwise { of, element: element.clone(), paid };
                self.found.push(Hypothesis { mistake, version });
            }
        }
    }
}
