//! The mistakes that payrolls make.

mod order;

use rust_decimal::Decimal;

use super::version::MonthPaid;
use crate::calendar::{Date, Month, PartMonth, Period};
use crate::money::Fte;
use crate::scale::{AreaId, Component, PaymentId, PointId};
use crate::workforce::AbsenceKind;

/// One mistake: what a payroll did otherwise than the facts, and from when to when.
///
/// Where `right_from` is a month, pay is right again from that month on; where it is `None` it is wrong as far as is known.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
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
    /// An absence that was treated as shorter or longer than it was.
    AbsenceOther {
        /// Why away.
        kind: AbsenceKind,
        /// The days away.
        period: Period,
        /// The days that the payroll went by.
        treated: Period,
    },
    /// Statutory pay by other terms than the law's, or on top of pay that takes it in.
    StatutoryOther {
        /// Why away.
        kind: AbsenceKind,
        /// The first day away.
        from: Date,
        /// What was done otherwise.
        otherwise: OtherStatutory,
    },
    /// A first month paid whole that began within it.
    WholeMonth {
        /// The first day in post.
        from: Date,
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
    /// A settlement that was paid before it was agreed.
    AwardEarly {
        /// Its title.
        title: String,
        /// Its date.
        from: Date,
        /// The day on which it was agreed.
        agreed: Date,
        /// The month from which it was paid.
        in_month: Month,
    },
    /// A settlement that did not reach one element of pay.
    NotRaised {
        /// The element.
        element: Component,
        /// The settlement's title.
        title: String,
        /// Its date.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
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
    /// A payment, or statutory pay, that was not paid.
    PaymentMissed {
        /// Which.
        component: Component,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A payment by other hours than the member's, or than it goes by.
    PaymentHours {
        /// Which.
        payment: PaymentId,
        /// How it was paid.
        paid: PaidHours,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// A payment that was not due, paid on top of those that were: as to somebody in another area, or with another value of a field.
    PaidAsWell {
        /// Which.
        payment: PaymentId,
        /// `area`, or the field that it asks for.
        field: String,
        /// The value with which it is due.
        value: Option<String>,
        /// The first day.
        from: Date,
        /// When it was put right.
        right_from: Option<Month>,
    },
    /// Another number of hours or sessions than was worked.
    OtherNumber {
        /// The payment.
        payment: PaymentId,
        /// The month.
        month: Month,
        /// How many were paid.
        paid: Decimal,
        /// How many were worked.
        worked: Decimal,
    },
    /// What is due of a month paid twice, or in the month before or after.
    MonthOtherwise {
        /// The month.
        of: Month,
        /// The element; everything where it is `None`.
        element: Option<Component>,
        /// How it was paid.
        paid: MonthPaid,
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
    /// A mistake that was put right, and in the same month made good: what had been paid too little before was paid, or what had been paid
    /// too much was taken back.
    MadeGood {
        /// The mistake.
        mistake: Box<Mistake>,
        /// The month in which it was put right and made good.
        in_month: Month,
        /// Whether something was taken back.
        taken_back: bool,
    },
    /// Part months paid by another convention.
    OtherConvention {
        /// The convention.
        convention: PartMonth,
        /// Which part months.
        of: PartMonthCause,
    },
}

/// How a payment went by hours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaidHours {
    /// In full to somebody part-time.
    FullTime,
    /// By the share of the share.
    Twice,
    /// By the share, which it does not go by.
    ByShare,
}

/// What a payroll did otherwise with statutory pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum OtherStatutory {
    /// So many waiting days.
    WaitingDays(u32),
    /// So many qualifying days a week, from Monday on.
    QualifyingDays(u32),
    /// The rate before that of a day.
    RateBefore(Date),
    /// Paid on top of full pay.
    OnTop,
}

/// Why less than a month is due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum PartMonthCause {
    /// Starting, leaving, or a change of rate.
    ByChange,
    /// Unpaid leave.
    ByUnpaidLeave,
    /// A strike.
    ByStrike,
}

impl Mistake {
    /// What sort of mistake it is: the same of two that differ in their days and figures alone.
    pub fn kind(&self) -> std::mem::Discriminant<Mistake> {
        match self {
            Mistake::MadeGood { mistake, .. } => mistake.kind(),
            _ => std::mem::discriminant(self),
        }
    }
}
