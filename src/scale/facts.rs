//! What a settlement states outright: spines, ranges, progression, payments.

use rust_decimal::Decimal;

use super::{AreaId, Condition, GradeId, PointId};
use crate::calendar::{Length, MonthDay};
use crate::money::{Money, Percent, Rounding};

/// The values of a spine: a formula, a table, or a formula with a table of exceptions.
///
/// A table alone, on a spine that already stands, states new values for the points it names and leaves the others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SpineFact {
    /// A formula with the first and the last point it gives.
    pub formula: Option<Geometric>,
    /// Values as published, in the order written. They override the formula.
    pub points: Vec<(PointId, Money)>,
    /// Whether the table takes the place of the spine that stood, points and all.
    pub replaces: bool,
    /// Why the values are assumed, if they are.
    pub assumed: Option<String>,
}

/// value × ratio ^ (point − at), rounded once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Geometric {
    /// The first point.
    pub first: u16,
    /// The last point.
    pub last: u16,
    /// The point at which `value` holds.
    pub at: u16,
    /// The value there, before rounding.
    pub value: Decimal,
    /// From one point to the next.
    pub ratio: Decimal,
}

/// The range of a grade, in one area or in all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RangeFact {
    /// The grade.
    pub grade: GradeId,
    /// The area; `None` for a grade without areas.
    pub area: Option<AreaId>,
    /// Its ends.
    pub bounds: RangeBounds,
    /// Why it is assumed, if it is.
    pub assumed: Option<String>,
}

/// The ends of a range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RangeBounds {
    /// From one point of the grade's spine to another.
    Points {
        /// Where people start.
        minimum: PointId,
        /// The rate for the job.
        target: PointId,
    },
    /// From one annual salary to another; members carry their own salary.
    Pay {
        /// Where people start.
        minimum: Money,
        /// The rate for the job.
        target: Money,
    },
}

/// How members move up their range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progression {
    /// How far and how often.
    pub pace: Pace,
    /// On which day.
    pub on: When,
    /// Least time in the grade on that day.
    pub qualifying: Length,
    /// A gate: who moves at all.
    pub requires: Condition,
    /// Why it is assumed, if it is.
    pub assumed: Option<String>,
}

/// How far and how often members move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pace {
    /// So many points each time, never past the target.
    Step {
        /// Points at a time.
        points: u16,
        /// Time between.
        every: Length,
    },
    /// One point at a time, after these waits: the first at the minimum, the next one point up.
    Waits(Vec<Length>),
}

/// The day on which members move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// The same day for all.
    CommonDate(MonthDay),
    /// Each member's own: counted from the day they came into the grade or to their point.
    Anniversary,
}

/// A payment beside basic pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentFact {
    /// What people call it.
    pub title: String,
    /// What sort of payment it is.
    pub kind: Kind,
    /// How much, for whom: the first tier that fits. None: the payment ends.
    pub tiers: Vec<PaymentTier>,
    /// Whom it is for at all.
    pub condition: Condition,
    /// Whether part-timers get their share.
    pub pro_rata: bool,
    /// Whether it counts for the pension; `None` when nothing says.
    pub pensionable: Option<bool>,
    /// Whether it carries into later years; a bonus mostly does not.
    pub consolidated: bool,
    /// The month (1 to 12) in which it is paid, once a year; `None` for a payment of every month.
    pub paid: Option<i8>,
    /// Per cent of the staff it fits who get it; `None` for all.
    pub share: Option<Percent>,
    /// Rounding of the annual amount of a percentage; `None` leaves it exact up to the month's rounding.
    pub rounding: Option<Rounding>,
    /// Why it is assumed, if it is.
    pub assumed: Option<String>,
}

/// One rate of a payment and whom it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentTier {
    /// How much.
    pub rate: PaymentRate,
    /// For whom.
    pub condition: Condition,
}

/// How much a payment is, a year at full time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaymentRate {
    /// A sum.
    Amount(Money),
    /// A share of basic pay, held between bounds.
    PercentOfBasic {
        /// Per cent of the annual basic pay at full time.
        percent: Percent,
        /// At least this.
        at_least: Option<Money>,
        /// At most this.
        at_most: Option<Money>,
    },
    /// A share of the target rate of the member's range.
    PercentOfTarget(Percent),
}

/// What sort of payment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// For a circumstance or a place.
    Allowance,
    /// By area of work.
    Supplement,
    /// For performance.
    Bonus,
    /// For when the work is done.
    Enhancement,
}

impl Kind {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Kind); 4] = [
        ("allowance", Kind::Allowance),
        ("supplement", Kind::Supplement),
        ("bonus", Kind::Bonus),
        ("enhancement", Kind::Enhancement),
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        Kind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}
