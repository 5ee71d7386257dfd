//! The mistakes that payrolls make.

use crate::calendar::{Date, Month, PartMonth, day_after};
use crate::money::Fte;
use crate::scale::{AreaId, PaymentId, PointId};
use crate::workforce::AbsenceKind;

/// One mistake: what a payroll did otherwise than the facts, and from when to when.
///
/// Where `right_from` is a month, pay is right again from that month on; where it is `None` it is wrong as far as is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mistake {
    /// Paid on after the last day of service.
    LeavingMissed {
        /// The last day of service.
        last_day: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Days away that were paid as if in post.
    AbsenceMissed {
        /// Why away.
        kind: AbsenceKind,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A stage of an absence that did not begin on its day: the one before went on.
    StageMissed {
        /// Why away.
        kind: AbsenceKind,
        /// The first day of the stage.
        on: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Pay held back after an absence had ended.
    ReturnMissed {
        /// Why away.
        kind: AbsenceKind,
        /// The first day back.
        back_on: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A change of hours, area, grade or any other field that was not made, or was made late.
    ChangeMissed {
        /// The day of the change.
        on: Date,
        /// What changed: the fields.
        fields: Vec<String>,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A change that was made before its day.
    ChangeEarly {
        /// The day of the change.
        on: Date,
        /// What changed: the fields.
        fields: Vec<String>,
        /// The day on which the payroll made it.
        made_on: Date,
    },
    /// A step up that was given before its day.
    StepEarly {
        /// The point it leads to.
        to: PointId,
        /// The day on which the payroll gave it.
        on: Date,
        /// Its day.
        due: Date,
        /// The day on which it was taken back, where that is before its day.
        until: Option<Date>,
    },
    /// A step up that was not given, or was given late.
    StepMissed {
        /// The point it leads to.
        to: PointId,
        /// Its day.
        due: Date,
        /// The day on which it was given.
        given_on: Option<Date>,
    },
    /// A settlement that was not applied, or was applied late.
    AwardMissed {
        /// Its title.
        title: String,
        /// Its date.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A settlement that was applied late, with back pay for the months before.
    AwardLate {
        /// Its title.
        title: String,
        /// Its date.
        from: Date,
        /// The month in which it was applied and the back pay paid.
        in_month: Month,
    },
    /// A settlement's rises applied twice.
    AwardTwice {
        /// Its title.
        title: String,
        /// Its date.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A payment that was not paid.
    PaymentMissed {
        /// Which.
        payment: PaymentId,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Two payments of one exclusive group that were both paid.
    BothPaid {
        /// Its payments, in the order stated: the first that fits is due.
        payments: Vec<PaymentId>,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Mark time that was not paid.
    MarkTimeIgnored {
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Mark time that went on in full when a rise should have reduced it.
    MarkTimeNotReduced {
        /// The day of the rise.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Pay for other hours.
    OtherHours {
        /// The hours that were paid.
        fte: Fte,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Back pay that was not paid, or was paid more than once, when an award was agreed.
    BackPay {
        /// How often it was paid.
        times: u8,
        /// The month in which it fell due.
        in_month: Month,
    },
    /// Pay by the rates of another area.
    OtherArea {
        /// The area it was paid by.
        area: AreaId,
        /// The first day.
        from: Date,
        /// Whether only payments went by it, and basic pay did not.
        payments_only: bool,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A payment as for somebody else: by another county, with a qualification that the member does not have.
    OtherField {
        /// The field.
        field: String,
        /// The value that the payroll went by; `None` where it had none.
        value: Option<String>,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Another point than the member's.
    OtherPoint {
        /// The point that was paid.
        point: PointId,
        /// The point that was due on that day.
        due: PointId,
        /// The first day.
        from: Date,
        /// The first day on which it was right again.
        until: Option<Date>,
        /// Whether steps went on from there by rule, as far as the target; otherwise pay stayed so many points off.
        went_on: bool,
    },
    /// Broken months paid by another convention.
    OtherConvention {
        /// The convention.
        convention: PartMonth,
        /// For which sort of broken month.
        of: Broken,
    },
}

/// What breaks a month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Broken {
    /// Starting, leaving, or a change of rate.
    ByChange,
    /// Unpaid leave.
    ByUnpaidLeave,
    /// A strike.
    ByStrike,
}

impl Mistake {
    /// The day from which pay is wrong by it; of a convention there is none.
    pub fn since(&self) -> Option<Date> {
        match self {
            Mistake::LeavingMissed { last_day, .. } => Some(day_after(*last_day)),
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
            | Mistake::PaymentMissed { from, .. }
            | Mistake::BothPaid { from, .. }
            | Mistake::MarkTimeIgnored { from, .. }
            | Mistake::MarkTimeNotReduced { from, .. }
            | Mistake::OtherHours { from, .. }
            | Mistake::OtherArea { from, .. }
            | Mistake::OtherField { from, .. }
            | Mistake::OtherPoint { from, .. } => Some(*from),
            Mistake::BackPay { in_month, .. } => Some(in_month.period().start),
            Mistake::OtherConvention { .. } => None,
        }
    }

    /// How far down the list it stands of those that would have paid the same: first what somebody failed to tell the payroll, then
    /// what it does by itself every year, then what it must have got wrong for one member alone.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Mistake::LeavingMissed { .. } => 0,
            Mistake::StageMissed { .. } => 1,
            Mistake::AbsenceMissed { .. } | Mistake::ReturnMissed { .. } => 2,
            Mistake::ChangeMissed { .. } => 3,
            Mistake::StepEarly { .. } | Mistake::StepMissed { .. } => 4,
            Mistake::AwardMissed { .. } | Mistake::AwardLate { .. } | Mistake::AwardTwice { .. } | Mistake::BackPay { .. } => 5,
            Mistake::PaymentMissed { .. }
            | Mistake::BothPaid { .. }
            | Mistake::MarkTimeIgnored { .. }
            | Mistake::MarkTimeNotReduced { .. } => 6,
            Mistake::OtherHours { .. } | Mistake::OtherArea { .. } => 7,
            Mistake::OtherField { .. } => 8,
            Mistake::ChangeEarly { .. } => 9,
            Mistake::OtherPoint { .. } => 10,
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
            Mistake::ChangeEarly { .. }
            | Mistake::AwardLate { .. }
            | Mistake::BackPay { .. }
            | Mistake::OtherConvention { .. } => None,
        };
        (end, open)
    }

    /// Whether it ends by being put right.
    pub(super) fn is_put_right(&self) -> bool {
        self.without_end().0.is_some()
    }

    /// Whether another of those that pay the same says as much without being put right.
    pub(super) fn is_said_by(&self, others: &[Mistake]) -> bool {
        let (end, mut open) = self.without_end();
        let goes_on = match &mut open {
            Mistake::OtherPoint { went_on, .. } => std::mem::replace(went_on, true),
            _ => true,
        };
        let as_much = !goes_on && others.contains(&open);
        let (_, open) = self.without_end();
        as_much || (end.is_some() && others.contains(&open))
    }
}
