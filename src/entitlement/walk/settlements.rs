//! What settlements do to a member on their date: salaries, assimilation, lump sums.

use super::{LumpSum, Walk};
use crate::entitlement::check::{MemberFault, MemberProblem, fault};
use crate::entitlement::{Place, Reason};
use crate::scale::{Change, Order};
use crate::settlement::{Document, RangeKey, Step, Tables};

impl Walk<'_> {
    pub(super) fn settlement_reason(&self, step: &Step) -> Reason {
        Reason::Settlement { title: self.history.settlement(step).title.clone(), proposed: step.document == Document::Proposal }
    }

    /// The rises of an individual salary.
    pub(super) fn revalue_salary(&mut self, step: &Step) -> Result<(), Vec<MemberFault>> {
        let Place::Salary(salary) = &self.standing.place else { return Ok(()) };
        let conventions = &self.history.scale().conventions;
        let (grade, area) = (&self.standing.grade, self.standing.area.as_ref());
        let raised = step.moves.raise_salary(grade, area, salary, conventions.annual_rounding, conventions.carry);
        self.standing.place = Place::Salary(raised.map_err(|_| vec![fault(&["salary"], MemberProblem::TooLarge)])?);
        Ok(())
    }

    pub(super) fn assimilate(&mut self, step: &Step, order: Option<Order>, reasons: &mut Vec<Reason>) {
        let Some(key) = self.key(&step.tables) else { return };
        let (from, to) = match &self.standing.place {
            Place::Point(point) => {
                let Some(spine) = self.spine_id() else { return };
                let moved = step.moves.assimilate(&step.tables, &key, spine, point);
                let names = (point.to_string(), moved.to_string());
                self.standing.place = Place::Point(moved);
                names
            }
            Place::Salary(salary) => {
                let moved = step.moves.assimilate_salary(&step.tables, &key, salary);
                let names = (salary.published.to_string(), moved.published.to_string());
                self.standing.place = Place::Salary(moved);
                names
            }
        };
        if from != to {
            reasons.push(Reason::Assimilated { from, to, order });
        }
    }

    /// Sees to it that the member stands on a point that a step leaves, and in its range.
    pub(super) fn stay(&mut self, step: &Step) {
        let (Some(key), Some(spine)) = (self.key(&step.tables), self.spine_id()) else { return };
        if let Place::Point(point) = &self.standing.place {
            self.standing.place = Place::Point(step.moves.stay(&step.tables, &key, spine, point));
        }
    }

    pub(super) fn lump_sum(&mut self, step: &Step, reasons: &mut Vec<Reason>) {
        for measure in &self.history.settlement(step).measures {
            let Change::LumpSum { amount, pro_rata, pensionable } = &measure.change else { continue };
            if measure.selector.takes(&self.standing.grade, self.standing.area.as_ref()) {
                let due = if *pro_rata { amount.exact().times(&self.standing.fte.share()) } else { amount.exact() };
                self.lump_sums.push(LumpSum { on: self.day, due, pro_rata: *pro_rata, pensionable: *pensionable });
                reasons.push(Reason::LumpSum(*amount));
            }
        }
    }

    pub(super) fn key(&self, tables: &Tables) -> Option<RangeKey> {
        tables.range(&self.standing.grade, self.standing.area.as_ref()).map(|(key, _)| key)
    }
}
