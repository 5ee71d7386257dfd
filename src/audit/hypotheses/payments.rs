//! Mistakes in payments: not paid, as for somebody else, two of one group, mark time.

use std::sync::Arc;

use super::{Hypothesis, Search};
use rust_decimal::Decimal;

use crate::audit::mistake::{Mistake, PaidHours};
use crate::audit::version::{Edit, Version};
use crate::calendar::{Date, Month};
use crate::entitlement::pay_on;
use crate::money::Fte;
use crate::scale::Component;
use crate::workforce::{FieldChange, Hours};

/// Of so many lines of hours worked in the month another number is tried.
const MOST_WORKED: usize = 20;

impl Search<'_> {
    /// Payments that were not paid, or as for somebody else.
    pub(super) fn payments(&mut self) {
        let wrong_terms = self.wrong_terms;
        let mut froms = self.days_like(self.first.period().start);
        froms.extend(self.record.places.iter().map(|placed| placed.from).filter(|from| self.first.period().contains(*from)));
        froms.sort_unstable();
        froms.dedup();
        let froms_first = froms[0];
        for from in froms {
            let standing = self.record.place_on(from).map(|placed| placed.standing.clone());
            let with = |edit: Edit| {
                let mut version = self.facts.clone();
                version.edits.push(edit);
                version
            };
            let of_payments = |element: &Component| *element != Component::Basic;
            let by_law = self.elements.iter().filter(|element| matches!(element, Component::Statutory(_))).cloned();
            let stated = wrong_terms.payments.iter().map(Component::from).filter(|payment| self.elements.contains(payment));
            for component in stated.chain(by_law).collect::<Vec<Component>>() {
                // Which of its days it is makes no difference to a month without the payment.
                if from != froms_first {
                    continue;
                }
                let from = self.due_from(from, &component);
                let version = with(Edit::Without { from, component: component.clone() });
                self.add(version, |right_from| Mistake::PaymentMissed { component: component.clone(), from, right_from });
            }
            let own_area = standing.as_ref().and_then(|standing| standing.area.clone());
            for area in wrong_terms.areas.iter().filter(|area| own_area.as_ref().is_some_and(|own| own.as_str() != area.as_str()))
            {
                for payments_only in [false, true] {
                    let version = with(Edit::Field { from, name: "area".into(), value: Some(area.clone()), payments_only });
                    let area = area.as_str();
                    self.add(version, |right_from| Mistake::OtherArea { area: area.into(), from, payments_only, right_from });
                }
            }
            if !self.elements.iter().any(of_payments) {
                continue;
            }
            for (field, value) in &wrong_terms.fields {
                let own = standing.as_ref().and_then(|standing| standing.fields.get(field));
                if own != value.as_ref() {
                    let version = with(Edit::Field { from, name: field.clone(), value: value.clone(), payments_only: true });
                    let (field, value) = (field.clone(), value.clone());
                    let mistake =
                        move |right_from| Mistake::OtherField { field: field.clone(), value: value.clone(), from, right_from };
                    self.add(version, mistake);
                }
            }
        }
    }

    /// The first day of the first month, from one on, on which a payment is due; the one itself where it is on none.
    fn due_from(&self, begins: Date, component: &Component) -> Date {
        let history = self.facts.terms.now();
        let settled = history.steps().iter().map(|(from, _)| from);
        let changes = self.record.places.iter().map(|placed| placed.from).chain(settled);
        let mut days: Vec<Date> = changes.filter(|day| self.first.period().contains(*day) && *day > begins).collect();
        days.push(begins);
        days.sort_unstable();
        let is_due = |day: &Date| {
            let pay = self.record.place_on(*day).and_then(|placed| pay_on(history, *day, &placed.standing));
            pay.is_some_and(|(pay, _)| pay.payments.iter().any(|due| due.component == *component))
        };
        days.into_iter().find(is_due).unwrap_or(begins)
    }

    /// Payments of one exclusive group that were paid together.
    pub(super) fn groups(&mut self) {
        let wrong_terms = self.wrong_terms;
        let from = self.first.period().start.max(self.record.paid.start);
        for (payments, terms) in &wrong_terms.groups {
            let differs = payments.iter().any(|payment| self.elements.contains(&payment.into()));
            if differs && self.right_terms {
                let from = payments.iter().map(|payment| self.due_from(from, &payment.into())).max().unwrap_or(from);
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                self.add_from_now(version, |right_from| Mistake::BothPaid { payments: payments.clone(), from, right_from });
            }
        }
    }

    /// Mark time that was not paid, or not reduced.
    pub(super) fn mark_time(&mut self) {
        if !self.elements.contains(&Component::MarkTime) {
            return;
        }
        // A rise by an award that was agreed later is of the award's day.
        let awards = self.wrong_terms.awards.iter().filter(|award| award.begins.iter().any(|day| Month::of(*day) == self.first));
        let awards = awards.map(|award| award.from);
        let begins = self.record.places.iter().map(|placed| placed.from).filter(|from| self.first.period().contains(*from));
        let begins = begins.chain(awards).min();
        let from = begins.unwrap_or(self.first.period().start).max(self.record.paid.start);
        let mut version = self.facts.clone();
        version.edits.push(Edit::Without { from, component: Component::MarkTime });
        self.add(version, |right_from| Mistake::MarkTimeIgnored { from, right_from });
        if let Some(terms) = self.wrong_terms.unreduced.as_ref().filter(|_| self.right_terms) {
            let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
            self.add_from_now(version, |right_from| Mistake::MarkTimeNotReduced { from, right_from });
        }
    }

    /// Awards that did not reach one element: an allowance that was not uplifted, hours at the rate of before.
    pub(super) fn not_raised(&mut self) {
        let [element] = self.elements else { return };
        let (wrong_terms, right_terms) = (self.wrong_terms, self.right_terms);
        let worked = self.facts.member.worked.iter().any(|worked| Some(&worked.payment) == element.payment());
        for award in wrong_terms.awards.iter().filter(move |_| right_terms) {
            let begins = award.begins.iter().any(|day| Month::of(*day) == self.first);
            // Hours are paid in some months only, so the rate may be found out long after.
            if !(begins || (worked && Month::of(award.from) < self.first)) {
                continue;
            }
            let Some(terms) = &award.missed else { continue };
            let other = Version { terms: Arc::clone(terms), ..self.facts.clone() };
            let version = self.with_element(element.clone(), other);
            let (title, from) = (award.title.clone(), award.from);
            let element = element.clone();
            let mistake = |right_from| Mistake::NotRaised { element: element.clone(), title: title.clone(), from, right_from };
            self.add(version, mistake);
        }
    }

    /// The facts with one element paid as in another version from the first month on.
    fn with_element(&self, element: Component, other: Version) -> Version {
        let mut version = self.facts.clone();
        version.elements.push((self.first, element, Arc::new(other)));
        version
    }

    /// Payments in full to somebody part-time, by their share twice, or by the share though they are flat.
    pub(super) fn payment_hours(&mut self) {
        let (wrong_terms, elements) = (self.wrong_terms, self.elements);
        let begins = self.first.period().start.max(self.record.paid.start);
        let part_time = self.record.places.iter().any(|placed| !placed.standing.fte.is_full_time());
        for payment in wrong_terms.payments.iter().filter(|payment| part_time && elements.contains(&(*payment).into())) {
            let from = self.due_from(begins, &payment.into());
            let hours = |change: fn(Fte) -> Option<Fte>| {
                let mut other = self.facts.clone();
                let member = &mut other.member;
                let first = self.record.places.first().map(|first| first.standing.fte);
                if let Some(fte) = first {
                    // The share has weeks in it.
                    member.hours = Hours::Fte(change(fte)?);
                    member.weeks = None;
                }
                for event in &mut member.events {
                    let here = self.record.place_on(event.on).map(|placed| placed.standing.fte);
                    for of_hours in &mut event.changes {
                        if let (FieldChange::Hours(_) | FieldChange::Weeks(_), Some(fte)) = (&of_hours, here) {
                            *of_hours = FieldChange::Hours(Hours::Fte(change(fte)?));
                        }
                    }
                }
                Some(other)
            };
            let others = [(PaidHours::FullTime, hours(|_| Some(Fte::FULL_TIME))), (PaidHours::Twice, hours(Fte::twice))];
            let mut others: Vec<_> = others.into_iter().filter_map(|(paid, other)| Some((paid, other?))).collect();
            let by_share = wrong_terms.by_share.iter().find(|(known, _)| known == payment);
            if let Some((_, terms)) = by_share.filter(|_| self.right_terms) {
                others.push((PaidHours::ByShare, Version { terms: Arc::clone(terms), ..self.facts.clone() }));
            }
            for (paid, other) in others {
                let version = self.with_element(payment.into(), other);
                let payment = payment.clone();
                self.add(version, |right_from| Mistake::PaymentHours { payment: payment.clone(), paid, from, right_from });
            }
        }
    }

    /// Payments that are not due, on top of those that are.
    pub(super) fn paid_as_well(&mut self) {
        let (wrong_terms, elements) = (self.wrong_terms, self.elements);
        let from = self.first.period().start.max(self.record.paid.start);
        let Some(standing) = self.record.place_on(from).map(|placed| placed.standing.clone()) else { return };
        for payment in wrong_terms.payments.iter().filter(|payment| elements.contains(&(*payment).into())) {
            let amounts = self.compared.amounts(self.first, &payment.into());
            if amounts.is_none_or(|(due, paid)| !due.is_zero() || paid.is_zero()) {
                continue;
            }
            // As if it were in no group with what is due.
            let alone = wrong_terms.groups.iter().find(|(payments, _)| payments.contains(payment) && self.right_terms);
            let areas = wrong_terms.areas.iter().filter(|_| standing.area.is_some()).map(|area| ("area", Some(area.clone())));
            let fields = wrong_terms.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
            for (name, value) in areas.chain(fields).collect::<Vec<_>>() {
                let mut other = self.facts.clone();
                other.edits.push(Edit::Field { from, name: name.to_owned(), value: value.clone(), payments_only: false });
                if let Some((_, terms)) = alone {
                    other.terms = Arc::clone(terms);
                }
                let version = self.with_element(payment.into(), other);
                let (payment, field) = (payment.clone(), name.to_owned());
                let mistake = |right_from| {
                    let (payment, field, value) = (payment.clone(), field.clone(), value.clone());
                    Mistake::PaidAsWell { payment, field, value, from, right_from }
                };
                self.add(version, mistake);
            }
        }
    }

    /// Hours or sessions that were paid in another number than worked: as many as pay the same.
    pub(super) fn numbers(&mut self) {
        let here = self
            .facts
            .member
            .worked
            .iter()
            .filter(|worked| worked.month == self.first && self.elements.contains(&(&worked.payment).into()));
        for worked in here.take(MOST_WORKED).cloned().collect::<Vec<_>>() {
            let Some((due, paid)) = self.compared.amounts(self.first, &(&worked.payment).into()) else { continue };
            let ratio = paid.amount().checked_div(due.amount()).and_then(|ratio| ratio.checked_mul(worked.number));
            let mut tried = Vec::new();
            for number in ratio.into_iter().flat_map(|exact| (0..=2).map(move |places| exact.round_dp(places).normalize())) {
                if number < Decimal::ZERO || tried.contains(&number) {
                    continue;
                }
                tried.push(number);
                let mut version = self.facts.clone();
                if let Some(same) = version.member.worked.iter_mut().find(|other| **other == worked) {
                    same.number = number;
                }
                let (payment, month, worked) = (worked.payment.clone(), self.first, worked.number);
                self.found.push(Hypothesis { mistake: Mistake::OtherNumber { payment, month, paid: number, worked }, version });
            }
        }
    }
}
