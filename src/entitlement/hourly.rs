//! Payments for each hour or session worked: what a month's hours come to, with what they add to pay for leave.
//!
//! A month's hours are paid at the rate of the last of its days on which the payment is due, whatever the member's own hours, and are
//! rounded once, with what leave in the month adds to the payment.

use super::assumption::{Assumption, Assumptions, WorkAssumption};
use super::leave::{Earned, Leave};
use super::month::in_force;
use super::pay::WorkedRate;
use super::walk::{OneOffPayment, Stage};
use crate::calendar::{Month, Period, day_before};
use crate::money::{Exact, TooLarge};
use crate::scale::PaymentId;
use crate::settlement::History;
use crate::workforce::Member;

/// What the hours and sessions worked in the months of a period come to.
///
/// # Errors
///
/// An amount beyond what the engine holds.
pub(super) fn due(
    history: &History,
    member: &Member,
    stages: &[Stage<'_>],
    period: Period,
    assumptions: &mut Assumptions,
) -> Result<Vec<OneOffPayment>, TooLarge> {
    let rounding = history.scale().conventions.monthly_rounding;
    let mut found: Vec<(Month, WorkedRate, Exact)> = Vec::new();
    let mut earned = Vec::new();
    note_what_is_odd(member, assumptions);
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
                assumptions.note(|| Assumption::Worked { payment: id.clone(), month, what: WorkAssumption::NotDue });
                continue;
            };
            let due = rate.each.times(&number);
            earned.push(Earned { payment: id, month, due: rounding.round(&due)? });
            found.push((month, rate.clone(), due));
        }
    }
    let leave = Leave { history, member, stages, period, earned: &earned };
    for added in leave.due(assumptions) {
        match found.iter_mut().find(|(month, rate, _)| (*month, &rate.id) == (added.month, &added.rate.id)) {
            Some((.., due)) => *due = due.plus(&added.due),
            None => found.push((added.month, added.rate, added.due)),
        }
    }
    let one_off = |(month, rate, due): (Month, WorkedRate, Exact)| {
        let on = day_before(month.period().intersection(period).end);
        let full_time = rounding.round(&due)?;
        Ok(OneOffPayment { component: (&rate.id).into(), on, full_time, due, pro_rata: false, pensionable: rate.pensionable })
    };
    found.into_iter().map(one_off).collect()
}

/// Says which hours are outside the service that is known of, and which are given twice.
fn note_what_is_odd(member: &Member, assumptions: &mut Assumptions) {
    for (place, worked) in member.worked.iter().enumerate() {
        let (number, month) = (worked.number.normalize(), worked.month);
        let days = month.period();
        let what = if member.last_day.is_some_and(|last| days.start > last) {
            WorkAssumption::AfterService(number)
        } else if days.end <= member.from {
            WorkAssumption::BeforeService(number)
        } else if member.worked[..place].contains(worked) {
            WorkAssumption::GivenTwice(number)
        } else {
            continue;
        };
        assumptions.note(|| Assumption::Worked { payment: worked.payment.clone(), month, what });
    }
}
