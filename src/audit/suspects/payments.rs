//! Mistakes in payments: not paid, as for somebody else, two of one group, mark time.

use std::sync::Arc;

use super::Search;
use crate::audit::mistake::Mistake;
use crate::audit::version::{Edit, Version};
use crate::entitlement::MARK_TIME;

impl Search<'_> {
    /// Payments that were not paid, or as for somebody else.
    pub(super) fn payments(&mut self) {
        let suspects = self.suspects;
        let mut froms = self.days_like(self.first.period().start);
        froms.extend(self.record.places.iter().map(|placed| placed.from).filter(|from| self.first.period().contains(*from)));
        froms.sort_unstable();
        froms.dedup();
        for from in froms {
            let standing = self.record.place_on(from).map(|placed| placed.standing.clone());
            let with = |edit: Edit| {
                let mut version = self.facts.clone();
                version.edits.push(edit);
                version
            };
            let of_payments = |element: &String| element != crate::entitlement::BASIC;
            for payment in
                suspects.payments.iter().filter(|payment| self.elements.iter().any(|element| element == payment.as_str()))
            {
                let version = with(Edit::Without { from, payment: payment.clone() });
                self.add(version, |right_from| Mistake::PaymentMissed { payment: payment.clone(), from, right_from });
            }
            let own_area = standing.as_ref().and_then(|standing| standing.area.clone());
            for area in suspects.areas.iter().filter(|area| own_area.as_ref().is_some_and(|own| own.as_str() != area.as_str())) {
                for payments_only in [false, true] {
                    let version = with(Edit::Field { from, name: "area".into(), value: Some(area.clone()), payments_only });
                    let area = area.as_str();
                    self.add(version, |right_from| Mistake::OtherArea { area: area.into(), from, payments_only, right_from });
                }
            }
            if !self.elements.iter().any(of_payments) {
                continue;
            }
            for (field, value) in &suspects.fields {
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

    /// Payments of one exclusive group that were paid together.
    pub(super) fn groups(&mut self) {
        let suspects = self.suspects;
        let from = self.first.period().start.max(self.record.paid.start);
        for (payments, terms) in &suspects.groups {
            let differs = self.elements.iter().any(|element| payments.iter().any(|payment| payment.as_str() == element));
            if differs && self.right_terms() {
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                self.add_from_now(version, |right_from| Mistake::BothPaid { payments: payments.clone(), from, right_from });
            }
        }
    }

    /// Mark time that was not paid, or not reduced.
    pub(super) fn mark_time(&mut self) {
        if self.elements.iter().all(|element| element != MARK_TIME) {
            return;
        }
        let begins = self.record.places.iter().map(|placed| placed.from).find(|from| self.first.period().contains(*from));
        let from = begins.unwrap_or(self.first.period().start).max(self.record.paid.start);
        let mut version = self.facts.clone();
        version.edits.push(Edit::Without { from, payment: MARK_TIME.into() });
        self.add(version, |right_from| Mistake::MarkTimeIgnored { from, right_from });
        if let Some(terms) = self.suspects.unreduced.as_ref().filter(|_| self.right_terms()) {
            let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
            self.add_from_now(version, |right_from| Mistake::MarkTimeNotReduced { from, right_from });
        }
    }
}
