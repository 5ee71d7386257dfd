//! Payments for each hour or session worked: what a month's hours come to.
//!
//! A month's hours are paid at the rate of the last of its days on which the payment is due, whatever the member's own hours, and are
//! rounded once.

use super::Assumptions;
use super::month::in_force;
use super::walk::{LumpSum, Stage};
use crate::calendar::{Month, Period, day_before};
use crate::money::Exact;
use crate::scale::PaymentId;
use crate::settlement::History;
use crate::workforce::Member;

/// What the hours and sessions worked in the months of a period come to; `None` where an amount is beyond what the engine holds.
pub(super) fn due(
    history: &History,
    member: &Member,
    stages: &[Stage<'_>],
    period: Period,
    assumptions: &mut Assumptions,
) -> Option<Vec<LumpSum>> {
    let mut found = Vec::new();
    for month in Month::touched_by(period) {
        let paid = month.period().intersection(period);
        let mut sums: Vec<(&PaymentId, Exact)> = Vec::new();
        for worked in member.worked.iter().filter(|worked| worked.month == month) {
            let number = Exact::from(worked.number);
            match sums.iter_mut().find(|(id, _)| *id == &worked.payment) {
                Some((_, sum)) => *sum = sum.plus(&number),
                None => sums.push((&worked.payment, number)),
            }
        }
        for (id, number) in sums {
            let rate =
                in_force(stages, paid).filter_map(|(_, stage)| stage.pay.worked.iter().find(|rate| rate.id == *id)).next_back();
            let Some(rate) = rate else {
                assumptions.note(format!("{id}: it is not due in {}, so what was worked then is not counted.", month.written()));
                continue;
            };
            let due = rate.each.times(&number);
            let full_time = history.scale().conventions.monthly_rounding.round(&due).ok()?;
            let (component, on) = (id.to_string(), day_before(paid.end));
            found.push(LumpSum { component, on, full_time, due, pro_rata: false, pensionable: rate.pensionable });
        }
    }
    Some(found)
}
