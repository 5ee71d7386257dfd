//! Pay for annual leave: the average of what was due for hours and sessions worked.
//!
//! Leave takes nothing off, and what varies is paid for it as if at work (NHS terms and conditions handbook, 13.9; RULES 6.9): each
//! payment that counts in leave pay adds its average day in a window before, for each day of leave on which it is in force. A payment
//! whose terms say nothing adds nothing; neither does one that contains leave pay, or to which a percentage is added instead.

use super::assumption::{Assumption, Assumptions, OneAbsenceAssumption, PaymentAssumption};
use super::month::in_force;
use super::pay::WorkedRate;
use super::walk::Stage;
use crate::calendar::{Month, Period};
use crate::money::{Exact, Money};
use crate::scale::{AbsenceKind, CountsIn, LeavePayRule, PaymentId};
use crate::settlement::History;
use crate::workforce::{Absence, Member};

/// What was due for the hours or sessions of a month.
pub(super) struct Earned<'m> {
    pub(super) payment: &'m PaymentId,
    pub(super) month: Month,
    /// Rounded, as it was paid.
    pub(super) due: Money,
}

/// What the leave in a month adds to a payment.
pub(super) struct ForLeave {
    pub(super) rate: WorkedRate,
    pub(super) month: Month,
    pub(super) due: Exact,
}

/// A member's leave, with what is known of their pay.
pub(super) struct Leave<'a> {
    pub(super) history: &'a History,
    pub(super) member: &'a Member,
    pub(super) stages: &'a [Stage<'a>],
    /// The days of which pay is known.
    pub(super) period: Period,
    pub(super) earned: &'a [Earned<'a>],
}

impl Leave<'_> {
    /// What all leave in the period adds, month by month.
    pub(super) fn due(&self, assumptions: &mut Assumptions) -> Vec<ForLeave> {
        let Some(rule) = &self.history.scale().absence.annual_leave else { return Vec::new() };
        let leave = self.member.absences.iter().filter(|absence| absence.kind == AbsenceKind::Leave);
        leave.flat_map(|absence| self.of(rule, absence, assumptions)).collect()
    }

    fn of(&self, rule: &LeavePayRule, absence: &Absence, assumptions: &mut Assumptions) -> Vec<ForLeave> {
        let leave = absence.period.intersection(self.period);
        let mut rates: Vec<&WorkedRate> = Vec::new();
        for (_, stage) in in_force(self.stages, leave) {
            let due = stage.pay.worked.iter().filter(|rate| self.counts(stage, rate, assumptions));
            for rate in due.collect::<Vec<_>>() {
                if !rates.iter().any(|known| known.id == rate.id) {
                    rates.push(rate);
                }
            }
        }
        if rates.is_empty() {
            return Vec::new();
        }
        let days = rule.average_by.days(self.member.counted_days());
        let begins = Month::of(absence.period.start).period().start;
        let whole = Period::new(Month::of(rule.average_over.before(begins)).period().start, begins);
        let window = whole.intersection(self.period);
        let away = self.member.absences.iter().map(|absence| days.count_in(absence.period.intersection(window)));
        let worked = days.count_in(window).checked_sub(away.sum()).expect("no two absences share a day");
        let noted = |what| Assumption::Absence { kind: absence.kind, from: absence.period.start, what };
        if worked == 0 {
            assumptions.note(|| noted(OneAbsenceAssumption::NoAverage));
            return Vec::new();
        }
        assumptions.note(|| noted(OneAbsenceAssumption::Average { days: worked, window }));
        if whole.start < window.start {
            assumptions.note(|| noted(OneAbsenceAssumption::AverageCut { known_from: window.start }));
        }
        let average = |id: &PaymentId| {
            let inside = |earned: &&Earned<'_>| earned.payment == id && !earned.month.period().intersection(window).is_empty();
            self.earned.iter().filter(inside).map(|earned| earned.due).sum::<Money>().exact().over(worked)
        };
        let mut found = Vec::new();
        for rate in rates {
            let a_day = average(&rate.id);
            for month in Month::touched_by(leave) {
                let here = leave.intersection(month.period());
                let in_force =
                    in_force(self.stages, here).filter(|(_, stage)| stage.pay.worked.iter().any(|one| one.id == rate.id));
                let count: u32 = in_force.map(|(part, _)| days.count_in(part)).sum();
                if count > 0 {
                    found.push(ForLeave { rate: rate.clone(), month, due: a_day.times(&Exact::from(i64::from(count))) });
                }
            }
        }
        found
    }

    /// Whether a payment counts in leave pay. Where the terms of one that the member worked for say nothing, that is noted.
    fn counts(&self, stage: &Stage<'_>, rate: &WorkedRate, assumptions: &mut Assumptions) -> bool {
        let Some(payment) = stage.step.tables.payment(&rate.id) else { return false };
        if let Some(counted) = &payment.fact.counts_in {
            return counted.contains(&CountsIn::Leave);
        }
        if payment.fact.leave_pay.is_none() && self.earned.iter().any(|earned| *earned.payment == rate.id) {
            assumptions.note(|| Assumption::Payment {
                payment: rate.id.clone(),
                title: payment.fact.title.clone(),
                what: PaymentAssumption::NotInLeavePay,
            });
        }
        false
    }
}
