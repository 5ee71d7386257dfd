//! Hours and weeks on the way.

use rust_decimal::Decimal;

use super::events::field_name;
use super::{Reasons, Walk};
use crate::calendar::Date;
use crate::entitlement::Reason;
use crate::entitlement::check::{MemberFault, fault};
use crate::entitlement::share::WorkPattern;

impl Walk<'_> {
    /// Counts what hours and weeks come to today. `event` is today's, where there is one.
    pub(super) fn count_hours(&mut self, event: Option<usize>) -> Result<(), Vec<MemberFault>> {
        let pattern =
            WorkPattern { history: self.history, member: self.member, hours: self.hours, weeks: self.weeks, day: self.day };
        let counted = pattern.count(&mut self.assumptions).map_err(|(key, problem)| {
            let changes = |index: &usize| self.member.events[*index].changes.iter().any(|change| field_name(change) == key);
            match event.filter(changes) {
                Some(index) => vec![fault(&["event", &index.to_string(), key], problem)],
                None => vec![fault(&[key], problem)],
            }
        })?;
        self.standing.fte = counted.fte;
        self.leave = counted.leave;
        Ok(())
    }

    /// The next day on which service has earned more leave.
    pub(super) fn next_leave(&self) -> Option<Date> {
        self.weeks?;
        let pattern =
            WorkPattern { history: self.history, member: self.member, hours: self.hours, weeks: self.weeks, day: self.day };
        pattern.next_leave()
    }

    /// Says that service has earned more leave, and so more paid weeks.
    pub(super) fn note_longer_service(&self, before: Option<Decimal>, reasons: &mut Reasons) {
        if let (Some(before), Some(leave)) = (before, self.leave)
            && before != leave
        {
            reasons.push(|| Reason::LongerService { leave });
        }
    }
}
