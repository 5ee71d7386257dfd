//! Since when a mistake is one, and which of those that pay the same comes first.

use super::Mistake;
use crate::calendar::{Date, Month, day_after};

impl Mistake {
    /// The day from which pay is wrong by it; of a convention there is none.
    pub fn since(&self) -> Option<Date> {
        match self {
            Mistake::LeavingMissed { last_day, .. } => Some(day_after(*last_day)),
            Mistake::AbsenceOther { period, treated, .. } => {
                Some(if period.start == treated.start { period.end.min(treated.end) } else { period.start.min(treated.start) })
            }
            Mistake::WholeMonth { from } => Some(Month::of(*from).period().start),
            Mistake::ReturnMissed { back_on: from, .. }
            | Mistake::AbsenceMissed { from, .. }
            | Mistake::StageMissed { on: from, .. }
            | Mistake::ChangeMissed { on: from, .. }
            | Mistake::ChangeEarly { made_on: from, .. }
            | Mistake::StepEarly { on: from, .. }
            | Mistake::StepMissed { due: from, .. }
            | Mistake::AwardMissed { from, .. }
            | Mistake::AwardLate { from, .. }
            | Mistake::AwardTwice { from, .. }
            | Mistake::NotRaised { from, .. }
            | Mistake::StatutoryOther { from, .. }
            | Mistake::PaymentMissed { from, .. }
            | Mistake::PaymentHours { from, .. }
            | Mistake::PaidAsWell { from, .. }
            | Mistake::BothPaid { from, .. }
            | Mistake::MarkTimeIgnored { from, .. }
            | Mistake::MarkTimeNotReduced { from, .. }
            | Mistake::OtherHours { from, .. }
            | Mistake::OtherArea { from, .. }
            | Mistake::OtherField { from, .. }
            | Mistake::OtherPoint { from, .. } => Some(*from),
            Mistake::BackPay { in_month: month, .. }
            | Mistake::AwardEarly { in_month: month, .. }
            | Mistake::OtherNumber { month, .. }
            | Mistake::MonthOtherwise { of: month, .. } => Some(month.period().start),
            Mistake::MadeGood { mistake, .. } => mistake.since(),
            Mistake::OtherConvention { .. } => None,
        }
    }

    /// How far down the list it stands of those that would have paid the same: first what somebody failed to tell the payroll, then
    /// what it does by itself every year, then what it must have got wrong for one member alone.
    pub(in crate::audit) fn rank(&self) -> u8 {
        match self {
            Mistake::LeavingMissed { .. } => 0,
            Mistake::StageMissed { .. } => 1,
            Mistake::AbsenceMissed { .. } | Mistake::ReturnMissed { .. } => 2,
            Mistake::ChangeMissed { .. } | Mistake::WholeMonth { .. } => 3,
            Mistake::StepEarly { .. } | Mistake::StepMissed { .. } => 4,
            Mistake::AwardMissed { .. }
            | Mistake::AwardLate { .. }
            | Mistake::AwardEarly { .. }
            | Mistake::AwardTwice { .. }
            | Mistake::BackPay { .. } => 5,
            Mistake::PaymentMissed { .. }
            | Mistake::NotRaised { .. }
            | Mistake::PaymentHours { .. }
            | Mistake::OtherNumber { .. }
            | Mistake::StatutoryOther { .. }
            | Mistake::BothPaid { .. }
            | Mistake::MarkTimeIgnored { .. }
            | Mistake::MarkTimeNotReduced { .. } => 6,
            Mistake::OtherHours { .. } | Mistake::OtherArea { .. } => 7,
            Mistake::OtherField { .. } => 8,
            Mistake::ChangeEarly { .. }
            | Mistake::AbsenceOther { .. }
            | Mistake::MonthOtherwise { .. }
            | Mistake::PaidAsWell { .. } => 9,
            Mistake::OtherPoint { .. } => 10,
            Mistake::MadeGood { mistake, .. } => mistake.rank(),
            Mistake::OtherConvention { .. } => 11,
        }
    }

    /// When it was put right, and the mistake without that.
    fn without_end(&self) -> (Option<Month>, Mistake) {
        let mut open = self.clone();
        let end = match &mut open {
            Mistake::LeavingMissed { right_from, .. }
            | Mistake::AbsenceMissed { right_from, .. }
            | Mistake::StageMissed { right_from, .. }
            | Mistake::ReturnMissed { right_from, .. }
            | Mistake::ChangeMissed { right_from, .. }
            | Mistake::AwardMissed { right_from, .. }
            | Mistake::AwardTwice { right_from, .. }
            | Mistake::NotRaised { right_from, .. }
            | Mistake::PaymentHours { right_from, .. }
            | Mistake::PaidAsWell { right_from, .. }
            | Mistake::PaymentMissed { right_from, .. }
            | Mistake::BothPaid { right_from, .. }
            | Mistake::MarkTimeIgnored { right_from, .. }
            | Mistake::MarkTimeNotReduced { right_from, .. }
            | Mistake::OtherHours { right_from, .. }
            | Mistake::OtherArea { right_from, .. }
            | Mistake::OtherField { right_from, .. } => right_from.take(),
            Mistake::OtherPoint { until, .. }
            | Mistake::StepEarly { until, .. }
            | Mistake::StepMissed { given_on: until, .. } => until.take().map(Month::of),
            Mistake::MadeGood { mistake, in_month, .. } => {
                let (_, open) = mistake.without_end();
                return (Some(*in_month), open);
            }
            Mistake::ChangeEarly { .. }
            | Mistake::WholeMonth { .. }
            | Mistake::AbsenceOther { .. }
            | Mistake::StatutoryOther { .. }
            | Mistake::OtherNumber { .. }
            | Mistake::MonthOtherwise { .. }
            | Mistake::AwardEarly { .. }
            | Mistake::AwardLate { .. }
            | Mistake::BackPay { .. }
            | Mistake::OtherConvention { .. } => None,
        };
        (end, open)
    }

    /// Whether it ends by being put right.
    pub(in crate::audit) fn is_put_right(&self) -> bool {
        self.without_end().0.is_some()
    }

    /// Whether another of those that pay the same says as much without being put right.
    pub(in crate::audit) fn is_said_by(&self, others: &[Mistake]) -> bool {
        if let Mistake::MadeGood { mistake, in_month, .. } = self {
            let of_month = |other: &Mistake| match other {
                Mistake::MadeGood { mistake, in_month: month, .. } if month == in_month => Some((**mistake).clone()),
                _ => None,
            };
            return mistake.is_said_by(&others.iter().filter_map(of_month).collect::<Vec<_>>());
        }
        let (end, mut open) = self.without_end();
        let goes_on = match &mut open {
            Mistake::OtherPoint { went_on, .. } => std::mem::replace(went_on, true),
            _ => true,
        };
        let as_much = !goes_on && others.contains(&open);
        let (_, open) = self.without_end();
        if let Mistake::PaidAsWell { field, value, .. } = self
            && others.iter().any(|other| other.is_as_of(field, value.as_deref()))
        {
            // What was not due was all that differed, so the one says no more than the other.
            return true;
        }
        if others.iter().any(|other| self.begins_before(other) || self.is_of_change(other)) {
            return true;
        }
        as_much || (end.is_some() && others.contains(&open))
    }

    /// Whether another is the same from a later day on: before that day it made no difference.
    fn begins_before(&self, other: &Mistake) -> bool {
        let mut moved = self.clone();
        match (&mut moved, other) {
            (Mistake::OtherArea { from, .. }, Mistake::OtherArea { from: later, .. })
            | (Mistake::OtherField { from, .. }, Mistake::OtherField { from: later, .. })
            | (Mistake::OtherHours { from, .. }, Mistake::OtherHours { from: later, .. })
            | (Mistake::PaidAsWell { from, .. }, Mistake::PaidAsWell { from: later, .. })
                if *from < *later =>
            {
                *from = *later;
                moved == *other
            }
            _ => false,
        }
    }

    /// Whether other hours are those before or after a change that was made late or early.
    fn is_of_change(&self, other: &Mistake) -> bool {
        let Mistake::OtherHours { from, right_from, .. } = self else { return false };
        let of_hours = |fields: &[String]| {
            fields.iter().any(|field| ["fte", "hours", "annual-hours", "weeks", "paid-weeks"].contains(&field.as_str()))
        };
        match other {
            Mistake::ChangeMissed { on, fields, right_from: end } => on == from && right_from == end && of_hours(fields),
            Mistake::ChangeEarly { made_on, fields, .. } => made_on == from && right_from.is_none() && of_hours(fields),
            _ => false,
        }
    }

    /// Whether it is pay as of another value of a field.
    fn is_as_of(&self, name: &str, wanted: Option<&str>) -> bool {
        match self {
            Mistake::OtherArea { area, .. } => name == "area" && wanted == Some(area.as_str()),
            Mistake::OtherField { field, value, .. } => name == field && wanted == value.as_deref(),
            _ => false,
        }
    }
}
