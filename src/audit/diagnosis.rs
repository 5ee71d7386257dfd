//! Which mistake, or which two, would have paid what was paid.
//!
//! Every mistake of [`Mistake`] that could begin in the first month with a difference is made in the member's facts; the same engine
//! says what those pay; and what pays the same as the payslips, to the penny in every month and element, explains them. Where no single
//! mistake does, those that come nearest are taken together with a second.

use std::sync::Arc;

use super::ledger::{Ledger, PaidLine, Slips};
use super::mistake::{Broken, Mistake};
use super::suspects::{Suspect, all};
use super::terms::Terms;
use super::version::Version;
use crate::calendar::{Date, Month, PartMonth, Period};
use crate::scale::{Change, Condition, PaymentId, Scale};

/// So many of the nearest single mistakes are taken together with a second.
const MOST_PAIRED: usize = 6;
/// So many explanations are kept.
const MOST_KEPT: usize = 6;

/// What a payroll might have had wrong about a pay system, worked out once for all its members.
#[derive(Clone, Debug)]
pub struct Suspects {
    /// Settlements that can be missed or applied twice.
    pub(super) awards: Vec<Award>,
    /// Other conventions for broken months.
    pub(super) conventions: Vec<(PartMonth, Broken, Arc<Terms>)>,
    /// Values of fields that payments ask for, and areas.
    pub(super) fields: Vec<(String, Option<String>)>,
    pub(super) areas: Vec<String>,
    pub(super) payments: Vec<PaymentId>,
    /// Payments of which one is due at a time, and the pay system in which all are.
    pub(super) groups: Vec<(Vec<PaymentId>, Arc<Terms>)>,
    /// The pay system with mark time that no rise reduces.
    pub(super) unreduced: Option<Arc<Terms>>,
    known: Vec<String>,
    scale: Arc<Scale>,
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

/// What explains a member's payslips.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnosis {
    /// What would have paid the same, the likeliest first; nothing where no single mistake and no pair does.
    pub explanations: Vec<Explanation>,
    /// How many months differ from what was due.
    pub months: usize,
}

/// A mistake, or two together, that pay what was paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// One or two, by date.
    pub mistakes: Vec<Mistake>,
}

/// Gives a pay system another convention.
type SetConvention = fn(&mut Scale, PartMonth);

impl Suspects {
    /// What can be wrong under a pay system.
    pub fn new(scale: &Scale) -> Suspects {
        let with = |change: &dyn Fn(&mut Scale)| {
            let mut scale = scale.clone();
            change(&mut scale);
            Terms::new(scale).ok().map(Arc::new)
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
            let kinds: [(Broken, PartMonth, SetConvention); 3] = [
                (Broken::ByChange, part_month.default, |scale, other| {
                    // Days off keep the convention that they had.
                    let part_month = &mut scale.conventions.part_month;
                    part_month.unpaid.get_or_insert(part_month.default);
                    part_month.strike.get_or_insert(part_month.default);
                    part_month.default = other;
                }),
                (Broken::ByUnpaidLeave, part_month.unpaid.unwrap_or(part_month.default), |scale, other| {
                    scale.conventions.part_month.unpaid = Some(other);
                }),
                (Broken::ByStrike, part_month.strike.unwrap_or(part_month.default), |scale, other| {
                    scale.conventions.part_month.strike = Some(other);
                }),
            ];
            for (of, _, set) in kinds.into_iter().filter(|(_, right, _)| *right != convention) {
                conventions.extend(with(&|scale| set(scale, convention)).map(|terms| (convention, of, terms)));
            }
        }
        let groups = groups_of(scale).into_iter().filter_map(|(group, payments)| {
            let terms = with(&|scale| {
                for (_, fact) in scale.settlements.iter_mut().flat_map(|settlement| &mut settlement.payments) {
                    fact.exclusive_group = fact.exclusive_group.take().filter(|known| *known != group);
                }
            })?;
            Some((payments, terms))
        });
        Suspects {
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
            payments: payments_of(scale),
            known: super::known_elements(scale),
            scale: Arc::new(scale.clone()),
        }
    }

    /// The pay system if a settlement had been agreed later.
    pub(super) fn agreed_late(&self, index: usize, on: Date) -> Option<Arc<Terms>> {
        let mut scale = Scale::clone(&self.scale);
        scale.settlements.get_mut(index)?.agreed = Some(on);
        Terms::new(scale).ok().map(Arc::new)
    }

    /// What explains the differences of a ledger.
    pub fn explain(&self, asked: Period, facts: &Version, paid: &[PaidLine], ledger: &Ledger) -> Diagnosis {
        let months = ledger.months_that_differ().len();
        let mut slips = Ledger::slips(asked, &self.known, paid);
        slips.leave_out(ledger.entries.iter().filter(|entry| entry.is_residue));
        let mut found: Vec<Explanation> = Vec::new();
        let (fit, near) = self.nearest(asked, facts, &slips);
        found.extend(fit.into_iter().map(|mistake| Explanation { mistakes: vec![mistake] }));
        if found.is_empty() {
            for (first, version) in near {
                let (fit, _) = self.nearest(asked, &version, &slips);
                for second in fit {
                    let swapped = |known: &Explanation| known.mistakes.contains(&first) && known.mistakes.contains(&second);
                    if !found.iter().any(swapped) {
                        found.push(Explanation { mistakes: vec![first.clone(), second] });
                    }
                }
            }
            found.sort_by_key(|explanation| {
                let ends = explanation.mistakes.iter().filter(|mistake| mistake.is_put_right()).count();
                (explanation.mistakes.iter().map(Mistake::rank).sum::<u8>(), ends)
            });
        }
        found.truncate(MOST_KEPT);
        Diagnosis { explanations: found, months }
    }

    /// The mistakes that explain everything, the likeliest first, and those that come nearest.
    fn nearest(&self, asked: Period, facts: &Version, slips: &Slips<'_>) -> (Vec<Mistake>, Vec<(Mistake, Version)>) {
        let worked_out = facts.records(asked).ok().and_then(|records| Some((facts.due_with(&records, asked)?, records)));
        let Some((due, records)) = worked_out else { return (Vec::new(), Vec::new()) };
        let differences = slips.differences(&due);
        let Some(record) = records.last().filter(|_| !differences.months.is_empty()) else { return (Vec::new(), Vec::new()) };
        let mut fit: Vec<Mistake> = Vec::new();
        let mut near: Vec<(usize, Mistake, Version)> = Vec::new();
        for Suspect { mistake, version } in all(self, asked, facts, record, &differences) {
            let same = Arc::ptr_eq(&version.terms, &facts.terms) && version.member == facts.member;
            let paid = if same { version.due_with(&records, asked) } else { version.due(asked).ok() };
            let Some(paid) = paid else { continue };
            let left = slips.differences(&paid).count;
            if left == 0 {
                if !fit.contains(&mistake) {
                    fit.push(mistake);
                }
            } else if left < differences.count {
                near.push((left, mistake, version));
            }
        }
        fit.sort_by_key(Mistake::rank);
        let named: Vec<Mistake> = fit.iter().filter(|mistake| !mistake.is_said_by(&fit)).cloned().collect();
        near.sort_by_key(|(left, mistake, _)| (*left, mistake.rank()));
        near.truncate(MOST_PAIRED);
        (named, near.into_iter().map(|(_, mistake, version)| (mistake, version)).collect())
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

/// Months in which something else was paid than a version says.
#[derive(Clone, Debug, Default)]
pub(super) struct Differences {
    /// In how many elements of how many months.
    pub(super) count: usize,
    /// The months, in order.
    pub(super) months: Vec<Month>,
    /// The first month after them that has a payslip.
    pub(super) right_from: Option<Month>,
    /// The first month without a difference that comes after the first with one: back pay can bring differences back.
    pub(super) first_right: Option<Month>,
    /// The first month after the first in which more was paid than was due: back pay may have been in it.
    pub(super) over: Option<Month>,
    /// The elements.
    pub(super) elements: Vec<String>,
}
