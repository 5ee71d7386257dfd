//! What settlements do to a member on their date: salaries, assimilation, lump sums.

use super::{OneOffPayment, Reasons, Walk};
use crate::calendar::Date;
use crate::entitlement::assumption::{Assumption, PaymentAssumption};
use crate::entitlement::check::{MemberFault, MemberProblem, fault};
use crate::entitlement::{Place, Reason, Standing};
use crate::scale::{Change, Component, Order, PaymentId, SpineId};
use crate::settlement::{AppliedSettlement, Document, History, Range, RangeKey, Tables};
use crate::workforce::Position;

impl<'a> Walk<'a> {
    pub(super) fn settlement_reason(&self, step: &AppliedSettlement) -> Reason {
        Reason::Settlement { title: self.history.settlement(step).title.clone(), proposed: step.document == Document::Proposal }
    }

    /// Whether the member is on a salary of their own where the range is by points, or in a system without any: nothing says what awards do to it.
    pub(super) fn is_off_the_scale(&self, tables: &Tables) -> bool {
        if !matches!(self.standing.place, Place::Salary(_)) {
            return false;
        }
        let is_all_there_is = !self.history.scale().has_ranges() && matches!(self.member.position, Position::Salary(_));
        let range = tables.range(&self.standing.grade, self.standing.area.as_ref());
        is_all_there_is || matches!(range, Some((_, Range::Points { .. })))
    }

    /// The rises of an individual salary.
    pub(super) fn revalue_salary(&mut self, step: &AppliedSettlement) -> Result<(), Vec<MemberFault>> {
        let Place::Salary(salary) = &self.standing.place else { return Ok(()) };
        if self.is_off_the_scale(&step.tables) {
            return Ok(());
        }
        let conventions = &self.history.scale().conventions;
        let (grade, area) = (&self.standing.grade, self.standing.area.as_ref());
        let raised = step.moves.raise_salary(grade, area, salary, conventions);
        let raised = raised.map_err(|amount| vec![fault(&["salary"], MemberProblem::TooLarge(amount))])?;
        self.standing.place = Place::Salary(raised);
        Ok(())
    }

    pub(super) fn assimilate(&mut self, step: &AppliedSettlement, order: Option<Order>, reasons: &mut Reasons) {
        let Some((key, spine)) = self.range_and_spine(step) else { return };
        let moved = match &self.standing.place {
            Place::Point(point) => {
                let Some(spine) = spine else { return };
                if let Some(Range::Pay { .. }) = step.tables.ranges.get(key) {
                    return self.onto_a_salary(step, key, spine, reasons);
                }
                Place::Point(step.moves.assimilate(&step.tables, key, spine, point))
            }
            Place::Salary(salary) => Place::Salary(step.moves.assimilate_salary(&step.tables, key, salary)),
        };
        let differs = match (&self.standing.place, &moved) {
            (Place::Salary(from), Place::Salary(to)) => from.published != to.published,
            (from, to) => from != to,
        };
        let from = std::mem::replace(&mut self.standing.place, moved);
        if differs {
            reasons.push(|| Reason::Assimilated { from: from.to_string(), to: self.standing.place.to_string(), order });
        }
    }

    /// From a point into a range that is by pay from now on: at what the point pays, and at least the minimum.
    fn onto_a_salary(&mut self, step: &AppliedSettlement, key: &RangeKey, spine: &SpineId, reasons: &mut Reasons) {
        let Place::Point(point) = &self.standing.place else { return };
        let Some(pays) = step.tables.value(&self.standing.grade, self.standing.area.as_ref(), spine, point) else { return };
        let salary = step.moves.assimilate_salary(&step.tables, key, pays);
        if salary.published != pays.published {
            let (from, to) = (pays.published.to_string(), salary.published.to_string());
            reasons.push(|| Reason::Assimilated { from, to, order: None });
        }
        self.standing.place = Place::Salary(salary);
    }

    /// Sees to it that the member stands on a point that a step leaves, and in its range.
    pub(super) fn stay(&mut self, step: &AppliedSettlement) {
        let Some((key, Some(spine))) = self.range_and_spine(step) else { return };
        if let Place::Point(point) = &self.standing.place {
            self.standing.place = Place::Point(step.moves.stay(&step.tables, key, spine, point));
        }
    }

    /// Payments that were paid up to today because a settlement promised it.
    pub(super) fn promises_end(&self, reasons: &mut Reasons) {
        let (Some(tables), Some(last)) = (self.tables(), self.stages.last()) else { return };
        for (id, payment) in tables.payments.iter().filter(|(_, payment)| payment.promised_until == Some(self.day)) {
            let by_year = last
                .pay
                .payments
                .iter()
                .chain(last.pay.once_a_year.iter().map(|(_, due)| due))
                .any(|due| due.component.payment() == Some(id));
            if by_year || last.pay.worked.iter().any(|rate| rate.id == *id) {
                reasons.push(|| Reason::PaymentEnds(payment.fact.title.clone()));
            }
        }
    }

    /// Notes payments that the member had and that a settlement withdraws from a day before it was agreed: months that were paid are
    /// then due without them.
    pub(super) fn note_withdrawn(&mut self, step: &AppliedSettlement) {
        let settlement = self.history.settlement(step);
        let Some(agreed) = settlement.agreed.filter(|agreed| *agreed > settlement.from) else { return };
        let Some(last) = self.stages.last() else { return };
        let by_year = last
            .pay
            .payments
            .iter()
            .chain(last.pay.once_a_year.iter().map(|(_, due)| due))
            .filter_map(|due| due.component.payment());
        let had: Vec<&PaymentId> = by_year.chain(last.pay.worked.iter().map(|rate| &rate.id)).collect();
        let withdrawn = settlement.payments.iter().filter(|(_, fact)| fact.tiers.is_empty() && fact.protect_until.is_none());
        let ended = |id: &PaymentId| step.tables.payment(id).is_none();
        for (id, fact) in withdrawn.filter(|(id, _)| had.contains(&id) && ended(id)) {
            let title = last.step.tables.payment(id).map_or(&fact.title, |payment| &payment.fact.title);
            self.assumptions.note(|| Assumption::Payment {
                payment: id.clone(),
                title: title.clone(),
                what: PaymentAssumption::WithdrawnBackTo { from: settlement.from, agreed },
            });
        }
    }

    pub(super) fn one_off(&mut self, step: &AppliedSettlement, reasons: &mut Reasons) {
        for one_off in one_offs_of(self.history, step, &self.standing, self.day) {
            reasons.push(|| Reason::LumpSum(one_off.full_time));
            self.one_offs.push(one_off);
        }
    }

    /// The range that a step leaves the member in, by its key, and its grade's spine.
    fn range_and_spine(&self, step: &AppliedSettlement) -> Option<(&'a RangeKey, Option<&'a SpineId>)> {
        let post = self.post(&step.tables)?;
        Some((post.key?, post.spine_id))
    }
}

/// The lump sums that a settlement pays to whoever stands here on its day.
pub(in crate::entitlement) fn one_offs_of<'a>(
    history: &'a History,
    step: &'a AppliedSettlement,
    standing: &'a Standing,
    on: Date,
) -> impl Iterator<Item = OneOffPayment> + use<'a> {
    history.settlement(step).measures.iter().filter_map(move |measure| {
        let Change::LumpSum { amount, pro_rata, pensionable } = &measure.change else { return None };
        measure.selector.takes(&standing.grade, standing.area.as_ref()).then(|| OneOffPayment {
            component: Component::LumpSum,
            on,
            full_time: *amount,
            due: if *pro_rata { amount.exact().times(&standing.fte.share()) } else { amount.exact() },
            pro_rata: *pro_rata,
            pensionable: *pensionable,
        })
    })
}
