//! What a settlement states outright: spines, ranges, progression, payments.

use rust_decimal::Decimal;

use super::{AreaId, Condition, CountsIn, GradeId, LeavePay, PointId, Points, Share};
use crate::calendar::{Date, Length, MonthDay};
use crate::money::{Money, Percent, Rounding};

/// The values of a spine: a formula, a table, or a formula with a table of exceptions.
///
/// A table alone, on a spine that already stands, states new values for the points it names and leaves the others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SpineFact {
    /// A formula with the first and the last point it gives.
    pub formula: Option<Formula>,
    /// Values for all areas that have none of their own.
    pub table: PointTable,
    /// Values of an area, where each has a table of its own.
    pub areas: Vec<(AreaId, PointTable)>,
    /// Whether the table takes the place of the spine that stood, points and all.
    pub replaces: bool,
    /// Whether the measures of the same settlement start from these values. If not, the values are the settlement's result.
    pub before_measures: bool,
}

/// Values of points as published, in the order written. They override a formula, and what an award makes of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PointTable {
    /// The values.
    pub points: Vec<(PointId, Money)>,
    /// The values behind published ones, from which the next award starts. Nobody publishes them: they are inferred.
    pub unrounded: Vec<(PointId, Money)>,
    /// Why values are assumed, if they are.
    pub assumed: Option<String>,
    /// Which points `assumed` is about; all of them when `None`.
    pub assumed_points: Option<Points>,
    /// Why these values, and not what the settlement's measures give, are its result. `None` if nothing departs from the measures.
    pub exception: Option<String>,
}

/// A formula for the values of a spine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// The first point.
    pub first: u16,
    /// The last point.
    pub last: u16,
    /// From one point to the next.
    pub law: Law,
}

/// How values grow from point to point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Law {
    /// value × ratio ^ (point − at), rounded once.
    Geometric {
        /// The point at which `value` holds.
        at: u16,
        /// The value there, before rounding.
        value: Decimal,
        /// From one point to the next.
        ratio: Decimal,
    },
    /// value + (point − first) × step, the step being a share of the value, rounded.
    Arithmetic {
        /// The value of the first point.
        value: Decimal,
        /// The step, as a share of it.
        step: Share,
    },
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
    /// Whether the measures of the same settlement start from these ends. If not, the ends are the settlement's result.
    pub before_measures: bool,
    /// Why these ends, and not what the settlement's measures give, are its result.
    pub exception: Option<String>,
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
    /// What happens to those who lack that time on their first common date.
    pub short_service: ShortService,
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
    Waits {
        /// How long at each point.
        waits: Vec<Length>,
        /// From when they count.
        counted_from: CountedFrom,
    },
}

/// From when waits count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CountedFrom {
    /// Each from the day the member came to the point: whoever is late once is late ever after.
    #[default]
    Point,
    /// All from the day the member came into the grade: "after two years in the band, and after five".
    Grade,
}

impl CountedFrom {
    /// By the words the files use.
    pub const WORDS: [(&'static str, CountedFrom); 2] = [("point", CountedFrom::Point), ("grade", CountedFrom::Grade)];
}

/// What happens to those who lack the qualifying time on their first common date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ShortService {
    /// They wait for the next one.
    #[default]
    NextDate,
    /// They move on the day the time is complete, and from then on with the others.
    WhenComplete,
}

impl ShortService {
    /// By the words the files use.
    pub const WORDS: [(&'static str, ShortService); 2] =
        [("next-date", ShortService::NextDate), ("when-complete", ShortService::WhenComplete)];
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
    /// What it goes by.
    pub basis: Basis,
    /// Whether it counts for the pension; `None` when nothing says.
    pub pensionable: Option<bool>,
    /// Whether it carries into later years; a bonus mostly does not.
    pub consolidated: bool,
    /// The month (1 to 12) in which it is paid, once a year; `None` for a payment of every month.
    pub paid: Option<i8>,
    /// Per cent of the staff it fits who get it; `None` for all.
    pub share: Option<Percent>,
    /// Rounding of the annual amount of a percentage, or of the rate for an hour or session; `None` leaves it exact up to the month's rounding.
    pub rounding: Option<Rounding>,
    /// What it goes on in; `None` when nothing says.
    pub counts_in: Option<Vec<CountsIn>>,
    /// How it takes care of leave itself, where it does.
    pub leave_pay: Option<LeavePay>,
    /// The group of which only one payment is due at a time: the first stated that fits (RULES 6.7).
    pub exclusive_group: Option<String>,
    /// Whether the measures of the same settlement start from these amounts. If not, the amounts are the settlement's result.
    pub before_measures: bool,
    /// Why these amounts, and not what the settlement's measures give, are its result.
    pub exception: Option<String>,
    /// Of one that ends: the first day on which it is no longer due to whoever had it, by a promise of the settlement.
    pub protect_until: Option<Date>,
    /// Why it is assumed, if it is.
    pub assumed: Option<String>,
}

/// What a payment goes by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Basis {
    /// So much a year, of which part-timers get their share.
    #[default]
    Fte,
    /// So much a year, whatever the hours.
    Flat,
    /// So much for each hour that is worked in the circumstances; a percentage is one of basic pay for an hour.
    Hour,
    /// So much for each session.
    Session,
}

impl Basis {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Basis); 4] =
        [("fte", Basis::Fte), ("flat", Basis::Flat), ("hour", Basis::Hour), ("session", Basis::Session)];

    /// The word.
    pub fn word(self) -> &'static str {
        Basis::WORDS.iter().find(|(_, basis)| *basis == self).map_or("", |(word, _)| word)
    }

    /// Whether it is paid for what was worked, and not by the year.
    pub fn is_worked(self) -> bool {
        matches!(self, Basis::Hour | Basis::Session)
    }
}

/// One rate of a payment and whom it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentTier {
    /// How much.
    pub rate: PaymentRate,
    /// The amounts behind published ones, from which the next award starts. Nobody publishes them: they are inferred.
    pub unrounded: Unrounded,
    /// Why it is assumed, if this one is.
    pub assumed: Option<String>,
    /// For whom.
    pub condition: Condition,
}

/// How much a payment is, a year at full time; of one for what is worked, for each hour or session.
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
        /// Together with basic pay at most this.
        total_at_most: Option<Money>,
    },
    /// A share of the target rate of the member's range.
    PercentOfTarget(Percent),
}

/// The amounts behind the published ones of a rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unrounded {
    /// Behind a sum.
    pub amount: Option<Money>,
    /// Behind the least.
    pub at_least: Option<Money>,
    /// Behind the most.
    pub at_most: Option<Money>,
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
