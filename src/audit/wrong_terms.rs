//! Pay systems with one thing wrong in each: what a payroll may have wrong for all its members. Hypotheses are made of these.

use std::sync::{Arc, OnceLock};

use super::mistake::{OtherStatutory, PartMonthCause};
use super::terms::{Payday, Terms};
use crate::calendar::{Date, PartMonth};
use crate::scale::{Basis, Change, Condition, PaymentId, Scale};
use crate::statutory::{StatutoryPay, StatutoryRow};

/// A pay system with one thing wrong in each copy, worked out once for all members.
#[derive(Clone, Debug)]
pub struct WrongTerms {
    /// Settlements that can be missed or applied twice.
    pub(super) awards: Vec<Award>,
    /// Other conventions for part months.
    pub(super) conventions: Vec<(PartMonth, PartMonthCause, Arc<Terms>)>,
    /// Values of fields that payments ask for, and areas.
    pub(super) fields: Vec<(String, Option<String>)>,
    pub(super) areas: Vec<String>,
    pub(super) payments: Vec<PaymentId>,
    /// Payments of which one is due at a time, and the pay system in which all are.
    pub(super) groups: Vec<(Vec<PaymentId>, Arc<Terms>)>,
    /// The pay system with mark time that no rise reduces.
    pub(super) unreduced: Option<Arc<Terms>>,
    /// Flat payments, and the pay system in which each goes by hours.
    pub(super) by_share: Vec<(PaymentId, Arc<Terms>)>,
    /// Other terms of statutory sick pay, worked out when the first absence comes up.
    statutory: OnceLock<Vec<(OtherStatutory, Arc<Terms>)>>,
    scale: Arc<Scale>,
    payday: Payday,
}

/// A settlement and what the pay system is with a mistake in it.
#[derive(Clone, Debug)]
pub(super) struct Award {
    pub(super) title: String,
    pub(super) from: Date,
    /// Its place among the settlements.
    pub(super) index: usize,
    /// The days on which its pay begins: its date, and the day on which it was agreed.
    pub(super) begins: Vec<Date>,
    pub(super) missed: Option<Arc<Terms>>,
    pub(super) twice: Option<Arc<Terms>>,
}

/// Gives a pay system another convention.
type SetConvention = fn(&mut Scale, PartMonth);

impl WrongTerms {
    /// For a pay system whose months are paid on their last day.
    pub fn new(scale: &Scale) -> WrongTerms {
        WrongTerms::paid_on(scale, Payday::Last)
    }

    /// For one whose months are paid on another day.
    pub fn paid_on(scale: &Scale, payday: Payday) -> WrongTerms {
        let with = |change: &dyn Fn(&mut Scale)| {
            let mut scale = scale.clone();
            change(&mut scale);
            Terms::new(scale).ok().map(|terms| Arc::new(terms.paid_on(payday)))
        };
        let awards = scale.settlements.iter().enumerate().skip(1).map(|(index, settlement)| {
            let rises = settlement.measures.iter().filter(|measure| matches!(measure.change, Change::Uplift { .. }));
            let again: Vec<_> = rises.cloned().collect();
            let twice = |scale: &mut Scale| scale.settlements[index].measures.extend(again.iter().cloned());
            Award {
                title: settlement.title.clone(),
                from: settlement.from,
                index,
                begins: std::iter::once(settlement.from).chain(settlement.agreed).collect(),
                missed: with(&|scale| drop(scale.settlements.remove(index))),
                twice: if again.is_empty() { None } else { with(&twice) },
            }
        });
        let part_month = scale.conventions.part_month;
        let mut conventions = Vec::new();
        for (_, convention) in PartMonth::WORDS {
            let kinds: [(PartMonthCause, PartMonth, SetConvention); 3] = [
                (PartMonthCause::ByChange, part_month.default, |scale, other| {
                    // Days off keep the convention that they had.
                    let part_month = &mut scale.conventions.part_month;
                    part_month.unpaid.get_or_insert(part_month.default);
                    part_month.strike.get_or_insert(part_month.default);
                    part_month.default = other;
                }),
                (PartMonthCause::ByUnpaidLeave, part_month.unpaid.unwrap_or(part_month.default), |scale, other| {
                    scale.conventions.part_month.unpaid = Some(other);
                }),
                (PartMonthCause::ByStrike, part_month.strike.unwrap_or(part_month.default), |scale, other| {
                    scale.conventions.part_month.strike = Some(other);
                }),
            ];
            for (of, _, set) in kinds.into_iter().filter(|(_, right, _)| *right != convention) {
                conventions.extend(with(&|scale| set(scale, convention)).map(|terms| (convention, of, terms)));
            }
        }
        let payments = payments_of(scale);
        let by_share = payments.iter().filter_map(|payment| {
            let mut facts = scale.settlements.iter().flat_map(|settlement| &settlement.payments);
            let is_flat = facts.any(|(id, fact)| id == payment && fact.basis == Basis::Flat);
            let by_share = |scale: &mut Scale| {
                let facts = scale.settlements.iter_mut().flat_map(|settlement| &mut settlement.payments);
                facts.filter(|(id, _)| id == payment).for_each(|(_, fact)| fact.basis = Basis::Fte);
            };
            is_flat.then(|| with(&by_share)).flatten().map(|terms| (payment.clone(), terms))
        });
        let by_share = by_share.collect();
        let groups = groups_of(scale).into_iter().filter_map(|(group, payments)| {
            let terms = with(&|scale| {
                for (_, fact) in scale.settlements.iter_mut().flat_map(|settlement| &mut settlement.payments) {
                    fact.exclusive_group = fact.exclusive_group.take().filter(|known| *known != group);
                }
            })?;
            Some((payments, terms))
        });
        WrongTerms {
            groups: groups.collect(),
            unreduced: scale.protection.as_ref().and_then(|_| {
                with(&|scale| {
                    if let Some(rule) = &mut scale.protection {
                        rule.reduced_by.clear();
                    }
                })
            }),
            awards: awards.collect(),
            conventions,
            fields: fields_of(scale),
            areas: scale.areas.iter().map(|(id, _)| id.to_string()).collect(),
            payments,
            by_share,
            statutory: OnceLock::new(),
            scale: Arc::new(scale.clone()),
            payday,
        }
    }

    /// The pay system if a settlement had been agreed on another day.
    pub(super) fn agreed_on(&self, index: usize, on: Date) -> Option<Arc<Terms>> {
        let mut scale = Scale::clone(&self.scale);
        scale.settlements.get_mut(index)?.agreed = Some(on);
        Terms::new(scale).ok().map(|terms| Arc::new(terms.paid_on(self.payday)))
    }

    /// The pay system with other waiting days, or with an older rate, of statutory sick pay.
    pub(super) fn statutory(&self) -> &[(OtherStatutory, Arc<Terms>)] {
        self.statutory.get_or_init(|| {
            let Some(known) = &self.scale.absence.statutory else { return Vec::new() };
            let with = |otherwise: OtherStatutory, change: &dyn Fn(&mut Vec<StatutoryRow>)| {
                let mut statutory = StatutoryPay::clone(known);
                change(&mut statutory.sick.rows);
                let mut scale = Scale::clone(&self.scale);
                scale.absence.statutory = Some(Arc::new(statutory));
                Terms::new(scale).ok().map(|terms| (otherwise, Arc::new(terms.paid_on(self.payday))))
            };
            let waiting = [0, 3].into_iter().filter_map(|days| {
                with(OtherStatutory::WaitingDays(days), &|rows| {
                    let figures = rows.iter_mut().flat_map(|row| &mut row.figures);
                    figures.filter(|(name, _)| name == "waiting-days").for_each(|(_, number)| *number = days.into());
                })
            });
            let first = self.scale.settlements.first().expect("a pay system has a settlement").from;
            let changes = (1..known.sick.rows.len()).filter(|index| known.sick.rows[*index].from > first);
            let rates = changes.filter_map(|index| {
                with(OtherStatutory::RateBefore(known.sick.rows[index].from), &|rows| {
                    let until = rows.remove(index).until;
                    rows[index - 1].until = until;
                })
            });
            waiting.chain(rates).collect()
        })
    }
}

/// The values that conditions of payments ask of fields, and having none.
fn fields_of(scale: &Scale) -> Vec<(String, Option<String>)> {
    let mut fields: Vec<(String, Option<String>)> = Vec::new();
    let payments = scale.settlements.iter().flat_map(|settlement| &settlement.payments);
    let conditions = payments
        .flat_map(|(_, payment)| std::iter::once(&payment.condition).chain(payment.tiers.iter().map(|tier| &tier.condition)));
    for (field, values) in conditions.flat_map(Condition::iter).filter(|(field, _)| !["grade", "area", "point"].contains(field)) {
        for value in values.iter().cloned().map(Some).chain([None]) {
            let one = (field.to_owned(), value);
            if !fields.contains(&one) {
                fields.push(one);
            }
        }
    }
    fields
}

/// Exclusive groups with their payments, in the order stated.
fn groups_of(scale: &Scale) -> Vec<(String, Vec<PaymentId>)> {
    let mut groups: Vec<(String, Vec<PaymentId>)> = Vec::new();
    for (id, fact) in scale.settlements.iter().flat_map(|settlement| &settlement.payments) {
        let Some(group) = &fact.exclusive_group else { continue };
        match groups.iter_mut().find(|(known, _)| known == group) {
            Some((_, payments)) if payments.contains(id) => {}
            Some((_, payments)) => payments.push(id.clone()),
            None => groups.push((group.clone(), vec![id.clone()])),
        }
    }
    groups.retain(|(_, payments)| payments.len() > 1);
    groups
}

fn payments_of(scale: &Scale) -> Vec<PaymentId> {
    let mut payments: Vec<PaymentId> = Vec::new();
    for (id, _) in scale.settlements.iter().flat_map(|settlement| &settlement.payments) {
        if !payments.contains(id) {
            payments.push(id.clone());
        }
    }
    payments
}
