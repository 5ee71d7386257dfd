//! Payments: stated, ended, raised.

use super::{
    Basis, Condition, MOST_PAYMENTS, Money, Payment, PaymentFact, PaymentId, PaymentRate, PaymentTier, Problem, Rate, Selector,
    Tier, Uplift, Work, budget, raised,
};

impl Work<'_> {
    /// The rise of payments; where areas are selected, of the rates that are for these areas only.
    pub(super) fn uplift_payments(&mut self, uplift: &Uplift, payments: &[PaymentId], selector: &Selector) {
        let conventions = &self.scale.conventions;
        for (index, id) in payments.iter().enumerate() {
            let place = index.to_string();
            let Some((_, payment)) = self.tables.payments.iter_mut().find(|(known, _)| known == id) else {
                let known = self.tables.payments.iter().map(|(known, _)| known.to_string()).collect();
                self.unknown(&["payments", &place], "payment", id, known);
                continue;
            };
            let mut raises = false;
            let mut out_of_bounds = Vec::new();
            let selected = |condition: &Condition| {
                let of_area = condition.iter().find(|(field, _)| *field == "area");
                selector.areas.is_empty()
                    || of_area.is_some_and(|(_, areas)| areas.iter().all(|area| selector.areas.contains(&area.as_str().into())))
            };
            let whole = !selector.areas.is_empty() && selected(&payment.fact.condition);
            let reached = whole || payment.tiers.iter().any(|tier| selected(&tier.condition));
            let rounding = match payment.fact.basis {
                basis if basis.is_worked() => payment.fact.rounding.unwrap_or(conventions.monthly_rounding),
                _ => conventions.annual_rounding,
            };
            let is_limited = |tier: &Tier| matches!(tier.rate, Rate::PercentOfBasic { total_at_most: Some(_), .. });
            let limited = payment.tiers.iter().any(is_limited);
            let tiers = payment.tiers.iter_mut().filter(|tier| whole || selected(&tier.condition));
            for value in tiers.flat_map(|tier| tier.rate.amounts_mut()) {
                raises = true;
                match raised(value, uplift, rounding, conventions.between_measures) {
                    Ok(new) if new.published >= Money::ZERO => *value = new.because(self.measure_assumed.as_ref()),
                    Ok(new) => out_of_bounds.push(new.published.to_string()),
                    Err(_) => out_of_bounds.push("too large to hold".into()),
                }
            }
            if !raises && !selector.areas.is_empty() && !reached {
                let why = format!("payment `{id}` has no rate that is for these areas only");
                self.fault(&["areas"], Problem::SelectsNothing { why });
            } else if !raises {
                self.fault(&["payments", &place], Problem::NothingToRaise { payment: id.clone(), limited });
            }
            for amount in out_of_bounds {
                self.fault(&["uplift"], Problem::OutOfBounds { what: format!("payment `{id}`"), amount });
            }
        }
    }

    /// A rate of a payment as it comes into force.
    fn in_force(&mut self, tier: &PaymentTier, basis: Basis) -> Rate {
        let behind = tier.unrounded;
        match tier.rate {
            // Not by the year, so the rounding of annual values has no say.
            PaymentRate::Amount(amount) if basis.is_worked() => Rate::Amount(amount.into()),
            PaymentRate::Amount(amount) => Rate::Amount(self.stated(amount, behind.amount, &["unrounded", "amount"])),
            PaymentRate::PercentOfTarget(percent) => Rate::PercentOfTarget(percent),
            PaymentRate::PercentOfBasic { percent, at_least, at_most, total_at_most } => Rate::PercentOfBasic {
                percent,
                at_least: at_least.map(|amount| self.stated(amount, behind.at_least, &["unrounded", "at-least"])),
                at_most: at_most.map(|amount| self.stated(amount, behind.at_most, &["unrounded", "at-most"])),
                total_at_most: total_at_most.map(|amount| self.stated(amount, None, &[])),
            },
        }
    }

    /// A payment as a settlement states it, or its end.
    pub(super) fn payment(&mut self, id: &PaymentId, fact: &PaymentFact) {
        self.known_values(&fact.condition, "where");
        for (index, tier) in fact.tiers.iter().enumerate() {
            if fact.tiers.len() > 1 || !tier.condition.is_empty() {
                self.path.extend(["tier".into(), index.to_string()]);
                self.known_values(&tier.condition, "where");
                self.path.truncate(self.path.len() - 2);
            }
        }
        if fact.tiers.is_empty() {
            if self.tables.payment(id).is_none() {
                let known = self.tables.payments.iter().map(|(known, _)| known.to_string()).collect();
                self.unknown(&[], "payment", id, known);
            }
            match self.tables.payments.iter_mut().find(|(known, _)| known == id && fact.protect_until.is_some()) {
                Some((_, payment)) => payment.promised_until = fact.protect_until,
                None => self.tables.payments.retain(|(known, _)| known != id),
            }
            return;
        }
        let of_an_hour =
            fact.basis == Basis::Hour && fact.tiers.iter().any(|tier| matches!(tier.rate, PaymentRate::PercentOfBasic { .. }));
        let conventions = &self.scale.conventions;
        if of_an_hour && (conventions.weeks_per_year.is_none() || self.tables.hours_per_week.is_none()) {
            self.fault(&[], Problem::NoHours { payment: id.clone() });
        }
        let mut tiers = Vec::new();
        for (index, tier) in fact.tiers.iter().enumerate() {
            let many = fact.tiers.len() > 1 || !tier.condition.is_empty();
            let depth = self.path.len();
            self.path.extend(if many { vec!["tier".into(), index.to_string()] } else { Vec::new() });
            tiers.push(Tier {
                rate: self.in_force(tier, fact.basis),
                assumed: tier.assumed.clone(),
                condition: tier.condition.clone(),
            });
            self.path.truncate(depth);
        }
        let payment = Payment { fact: fact.clone(), tiers, promised_until: None };
        let standing = self.tables.payments.iter().position(|(known, _)| known == id);
        match standing {
            Some(at) => self.tables.payments[at].1 = payment,
            None if self.tables.payments.len() >= MOST_PAYMENTS => self.fault(&[], budget::too_many_payments()),
            None => self.tables.payments.push((id.clone(), payment)),
        }
    }
}
