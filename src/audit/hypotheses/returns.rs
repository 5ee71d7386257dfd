//! Returns from temporary promotion.

use super::{Hypothesis, MOST_MONTHS_LATE, Search};
use crate::audit::mistake::Mistake;
use crate::calendar::{Date, Month};
use crate::scale::MoveKind;
use crate::workforce::FieldChange;

impl Search<'_> {
    /// A temporary promotion that is over, and that payroll went on paying, for good or up to a month.
    pub(super) fn returns(&mut self) {
        let facts = self.facts;
        for (index, event) in facts.member.events.iter().enumerate() {
            let Some(over) = event.temporary_until().filter(|over| Month::of(*over) <= self.first) else { continue };
            let until = |day: Option<Date>| {
                let mut version = facts.clone();
                let changes = &mut version.member.events[index].changes;
                changes.retain(|change| !matches!(change, FieldChange::Temporary(_)));
                changes.push(day.map_or(FieldChange::Kind(MoveKind::Promotion), FieldChange::Temporary));
                version
            };
            let fields = vec!["grade".to_owned()];
            self.add(until(None), |right_from| Mistake::ChangeMissed { on: over, fields: fields.clone(), right_from });
            let late = std::iter::successors(Some(Month::of(over).next()), |month| Some(month.next()));
            for month in late.take_while(|month| *month <= self.last.next()).take(MOST_MONTHS_LATE) {
                let mistake = Mistake::ChangeMissed { on: over, fields: fields.clone(), right_from: Some(month) };
                self.found.push(Hypothesis { mistake, version: until(Some(month.period().start)) });
            }
        }
    }
}
