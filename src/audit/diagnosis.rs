//! Which mistake, or which two, would have paid what was paid.
//!
//! Every mistake of [`Mistake`] that could begin in the first month with a difference is made in the member's facts; the same engine
//! says what those pay; and what pays the same as the payslips, to the penny in every month and element, explains them. Where no single
//! mistake does, those that come nearest are taken together with a second.

use std::sync::{Arc, OnceLock};

use super::ledger::{Ledger, PaidLine, Slips};
use super::mistake::{Broken, Mistake, OtherStatutory};
use super::suspects::{Suspect, all};
use super::terms::{DueMonth, Payday, Terms};
use super::version::Version;
use crate::calendar::{Date, Month, PartMonth, Period};
use crate::money::Money;
use crate::scale::{Basis, Change, Component, Condition, PaymentId, Scale};
use crate::statutory::{StatutoryPay, StatutoryRow};

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

/// What explains a member's payslips.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnosis {
    /// What would have paid the same, the likeliest first; nothing where no single mistake and no pair does.
    pub explanations: Vec<Explanation>,
    /// Where there is none: what would have paid the same in most of the months.
    pub partial: Option<Partial>,
    /// How many months differ from what was due.
    pub months: usize,
}

/// A mistake, or two together, that pay what was paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// One or two, by date.
    pub mistakes: Vec<Mistake>,
}

/// A mistake that pays what was paid in more than half of the months that differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partial {
    /// The mistake.
    pub mistake: Mistake,
    /// The months that it leaves, with what was paid in each beyond what it would have paid.
    pub left: Vec<(Month, Money)>,
}

/// Gives a pay system another convention.
type SetConvention = fn(&mut Scale, PartMonth);

impl Suspects {
    /// What can be wrong under a pay system whose months are paid on their last day.
    pub fn new(scale: &Scale) -> Suspects {
        Suspects::paid_on(scale, Payday::Last)
    }

    /// The same where they are paid on another day.
    pub fn paid_on(scale: &Scale, payday: Payday) -> Suspects {
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

    /// What explains the differences of a ledger.
    pub fn explain(&self, asked: Period, facts: &Version, paid: &[PaidLine], ledger: &Ledger) -> Diagnosis {
        let months = ledger.months_that_differ();
        let mut slips = Ledger::slips(asked, paid);
        slips.leave_out(ledger.entries.iter().filter(|entry| entry.is_residue));
        let mut found: Vec<Explanation> = Vec::new();
        let Nearest { fit, near } = self.nearest(asked, facts, &slips, true);
        found.extend(fit.into_iter().map(|mistake| Explanation { mistakes: vec![mistake] }));
        if found.is_empty() {
            for Near { mistake: first, version, .. } in &near {
                let right_terms = Arc::ptr_eq(&version.terms, &facts.terms);
                for second in self.nearest(asked, version, &slips, right_terms).fit {
                    let swapped = |known: &Explanation| known.mistakes.contains(first) && known.mistakes.contains(&second);
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
        let partial = if found.is_empty() { self.partial(asked, facts, &slips, &months, near) } else { None };
        Diagnosis { explanations: found, partial, months: months.len() }
    }

    /// The mistake that leaves the fewest months, if it explains most of them: one of those that come nearest, or one that begins after
    /// the first month.
    fn partial(
        &self,
        asked: Period,
        facts: &Version,
        slips: &Slips<'_>,
        months: &[Month],
        mut near: Vec<Near>,
    ) -> Option<Partial> {
        let first = months.first()?;
        let mut later = slips.clone();
        later.leave_out_month(*first);
        // Whatever is found to begin later goes by the facts in the first month.
        let begun_later = self.later(asked, facts, &later);
        near.extend(begun_later.into_iter().map(|(mistake, version)| Near { left: 1, months: 1, mistake, version }));
        near.retain(|near| near.months * 2 < months.len());
        let best = near.into_iter().min_by_key(|near| (near.months, near.left, near.mistake.rank()))?;
        let due = best.version.due(asked).ok()?;
        Some(Partial { mistake: best.mistake, left: slips.left(&due) })
    }

    /// What explains everything but a month that is left out.
    fn later(&self, asked: Period, facts: &Version, slips: &Slips<'_>) -> Option<(Mistake, Version)> {
        let (records, due) = facts.worked_out(asked)?;
        let differences = slips.differences(&due);
        let record = records.last().filter(|_| !differences.months.is_empty())?;
        let held = Held { asked, slips, due: &due };
        let all = all(self, &held, facts, record, &differences, true);
        let fits = |version: &Version| version.due(asked).is_ok_and(|paid| slips.differences(&paid).count == 0);
        let fit = all.into_iter().filter(|suspect| fits(&suspect.version));
        fit.min_by_key(|suspect| suspect.mistake.rank()).map(|suspect| (suspect.mistake, suspect.version))
    }

    /// The mistakes that explain everything, the likeliest first, and those that come nearest.
    fn nearest(&self, asked: Period, facts: &Version, slips: &Slips<'_>, right_terms: bool) -> Nearest {
        let Some((records, due)) = facts.worked_out(asked) else { return Nearest::default() };
        let differences = slips.differences(&due);
        let Some(record) = records.last().filter(|_| !differences.months.is_empty()) else { return Nearest::default() };
        let mut fit: Vec<Mistake> = Vec::new();
        let mut near: Vec<Near> = Vec::new();
        let held = Held { asked, slips, due: &due };
        for Suspect { mistake, version } in all(self, &held, facts, record, &differences, right_terms) {
            let same = Arc::ptr_eq(&version.terms, &facts.terms) && version.member == facts.member;
            let paid = if same { version.due_with(&records, asked) } else { version.due(asked).ok() };
            let Some(paid) = paid else { continue };
            let left = slips.differences(&paid);
            if left.count == 0 {
                if !fit.contains(&mistake) {
                    fit.push(mistake);
                }
            } else if left.count < differences.count {
                near.push(Near { left: left.count, months: left.months.len(), mistake, version });
            }
        }
        fit.sort_by_key(Mistake::rank);
        let named: Vec<Mistake> = fit.iter().filter(|mistake| !mistake.is_said_by(&fit)).cloned().collect();
        near.sort_by_key(|near| (near.left, near.mistake.rank()));
        near.truncate(MOST_PAIRED);
        Nearest { fit: named, near }
    }
}

/// What pays the same, and what comes near.
#[derive(Default)]
struct Nearest {
    fit: Vec<Mistake>,
    near: Vec<Near>,
}

/// A mistake that explains something.
struct Near {
    /// In how many elements of how many months something is left, and in how many months.
    left: usize,
    months: usize,
    mistake: Mistake,
    version: Version,
}

/// Payslips beside what was due.
pub(super) struct Held<'a> {
    pub(super) asked: Period,
    pub(super) slips: &'a Slips<'a>,
    pub(super) due: &'a [DueMonth],
}

impl Held<'_> {
    /// What was due of an element in a month, and what was paid of it; `None` without a payslip.
    pub(super) fn amounts(&self, month: Month, element: &Component) -> Option<(Money, Money)> {
        let paid = self.slips.paid(month, element)?;
        let due = self.due.iter().filter(|due| due.month == month).flat_map(|due| &due.parts);
        let due = due.filter(|part| part.element == *element).map(|part| part.due + part.agreed).sum();
        Some((due, paid))
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
    pub(super) elements: Vec<Component>,
}
