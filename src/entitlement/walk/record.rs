//! What the walk writes down: rows, when the target was reached, what was assumed.

use super::Walk;
use crate::calendar::written;
use crate::entitlement::check::{MemberFault, MemberProblem, fault};
use crate::entitlement::{Place, Reason, Row, SharedTables, pay};
use crate::scale::{Pace, PointId};
use crate::settlement::{Document, Range, Tables};

impl Walk<'_> {
    /// Waits count from the day on the point; noted where that day was not given.
    pub(super) fn note_unknown_clock(&mut self, tables: &Tables) {
        let waits = self.rule(tables).is_some_and(|rule| matches!(rule.pace, Pace::Waits(_)));
        let minimum = match tables.range(&self.standing.grade, self.standing.area.as_ref()) {
            Some((_, Range::Points { minimum, .. })) => Some(minimum),
            _ => None,
        };
        let at_minimum = self.standing.place.point() == minimum;
        if waits && self.member.point_since.is_none() && !(at_minimum && self.member.from == self.member.since) {
            self.assumptions
                .note(format!("The time on the point is counted from {}; point-since can say otherwise.", written(self.since)));
        }
    }

    pub(super) fn note_target(&mut self) {
        let Some(tables) = self.tables() else { return };
        let at_target = match (&self.standing.place, tables.range(&self.standing.grade, self.standing.area.as_ref())) {
            (Place::Point(point), Some((_, Range::Points { target, .. }))) => {
                let spine = self.spine_id().and_then(|id| tables.spines.get(id));
                spine.is_some_and(|spine| spine.rank(point) >= spine.rank(target))
            }
            (Place::Salary(salary), Some((_, Range::Pay { target, .. }))) => salary.published >= target.published,
            _ => false,
        };
        self.target_since = if at_target { self.target_since.or(Some(self.day)) } else { None };
    }

    pub(super) fn record(&mut self, reasons: Vec<Reason>) -> Result<(), Vec<MemberFault>> {
        let step = self.history.step_at(self.day).map_err(|early| {
            vec![fault(&["from"], MemberProblem::NotYetInForce { asked: self.day, first: early.first.unwrap_or(self.day) })]
        })?;
        let tables = SharedTables::clone(&step.tables);
        let settlement = self.history.settlement(step);
        let (source, title, proposed) =
            (settlement.source.clone(), settlement.title.clone(), step.document == Document::Proposal);
        let annual = pay::pay(self.history, &tables, &self.standing, &mut self.assumptions);
        let pay = annual.ok_or_else(|| {
            let place = self.standing.place.point().cloned().unwrap_or(PointId::Number(0));
            vec![fault(&["point"], MemberProblem::NotOnSpine { point: place, on: self.day, known: Vec::new() })]
        })?;
        self.note_assumed(&tables);
        self.rows.push(Row {
            from: self.day,
            standing: self.standing.clone(),
            pay,
            reasons,
            settlement: title,
            source,
            proposed,
        });
        Ok(())
    }

    pub(super) fn note_assumed(&mut self, tables: &Tables) {
        if let Some((key, range)) = tables.range(&self.standing.grade, self.standing.area.as_ref())
            && let Some(assumed) = range.assumed()
        {
            let area = key.1.map(|area| format!(" in {area}")).unwrap_or_default();
            self.assumptions.note(format!("Range of {}{area}: {assumed}.", key.0));
        }
        let spine = self.spine_id().and_then(|id| tables.spines.get(id).map(|spine| (id, spine)));
        if let Some((id, assumed)) = spine.and_then(|(id, spine)| spine.assumed.as_ref().map(|assumed| (id, assumed))) {
            self.assumptions.note(format!("Values of {id}: {assumed}."));
        }
    }
}
