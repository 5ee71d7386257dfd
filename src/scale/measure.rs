//! Changes of what stands.

use rust_decimal::Decimal;

use super::{AreaId, GradeId, PaymentId, PointId, Points, Share, SpineId};
use crate::calendar::Length;
use crate::money::{Exact, Money, Percent};

/// One change, for those it selects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measure {
    /// As the agreement words it.
    pub title: Option<String>,
    /// What changes.
    pub change: Change,
    /// For whom.
    pub selector: Selector,
    /// Why what it does is assumed, if it is: every value that it makes or changes is assumed from then on.
    pub assumed: Option<String>,
}

/// What a measure changes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Change {
    /// Values of points, ranges by pay and salaries rise; or, where payments are named, their amounts and bounds.
    Uplift {
        /// By how much.
        uplift: Uplift,
        /// The payments that rise; none: basic pay.
        payments: Vec<PaymentId>,
    },
    /// The selected points rise to the value of another; those above it stay.
    RaiseTo(PointId),
    /// Each point above the lowest comes to lie so much of the lowest above the one before, rounded.
    EqualSteps(Share),
    /// Points are removed; whoever stands there moves to the next that remains.
    DeletePoints(Vec<PointId>),
    /// A point is put between two neighbours.
    InsertPoint {
        /// Its name.
        point: PointId,
        /// The neighbours, lower first.
        between: (PointId, PointId),
        /// Its place between their values: 0 the lower, 1 the higher.
        at: Decimal,
    },
    /// Ranges start higher.
    RaiseMinimum {
        /// By how much, or to what.
        shift: Shift,
        /// What happens to those in the range.
        assimilation: Assimilation,
    },
    /// Ranges end lower. Nobody loses a point by it.
    LowerTarget(Shift),
    /// Minima rise until it takes at most so long from minimum to target.
    TargetWithin {
        /// The longest time.
        within: Length,
        /// What happens to those in the range.
        assimilation: Assimilation,
    },
    /// Paid once, on the settlement's date, to everyone in post; not consolidated.
    LumpSum {
        /// For full time.
        amount: Money,
        /// Whether part-timers get their share.
        pro_rata: bool,
        /// Whether it counts for the pension.
        pensionable: bool,
    },
    /// A shorter full-time week for the same pay.
    HoursPerWeek(Decimal),
}

/// rise = per cent of the old value + flat, held between at least and at most; the new value = old + rise.
///
/// ```
/// use payspine::money::{Money, Percent};
/// use payspine::scale::Uplift;
/// let higher_of = Uplift { percent: Percent::new("5".parse().unwrap()), at_least: Some(Money::from(1500)), ..Uplift::NONE };
/// assert_eq!(higher_of.apply(&Money::from(19_632).exact()), Money::from(21_132).exact());
/// assert_eq!(higher_of.apply(&Money::from(40_000).exact()), Money::from(42_000).exact());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Uplift {
    /// Per cent of the old value.
    pub percent: Percent,
    /// A sum on top of the percentage.
    pub flat: Money,
    /// The rise is at least this.
    pub at_least: Option<Money>,
    /// The rise is at most this.
    pub at_most: Option<Money>,
}

impl Uplift {
    /// No rise.
    pub const NONE: Uplift = Uplift { percent: Percent::ZERO, flat: Money::ZERO, at_least: None, at_most: None };

    /// The new value, before rounding.
    pub fn apply(&self, old: &Exact) -> Exact {
        let mut rise = old.times(&self.percent.share()).plus(&self.flat.exact());
        if let Some(floor) = self.at_least {
            rise = rise.max(floor.exact());
        }
        if let Some(cap) = self.at_most {
            rise = rise.min(cap.exact());
        }
        old.plus(&rise)
    }
}

/// Which points, ranges or members a measure is for. Everything left out selects all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selector {
    /// The spines.
    pub spines: Vec<SpineId>,
    /// The points.
    pub points: Option<Points>,
    /// The grades.
    pub grades: Vec<GradeId>,
    /// The areas.
    pub areas: Vec<AreaId>,
}

impl Selector {
    /// Whether it names grades or areas.
    pub fn names_people(&self) -> bool {
        !self.grades.is_empty() || !self.areas.is_empty()
    }

    /// Whether a spine is selected.
    pub fn takes_spine(&self, spine: &SpineId) -> bool {
        self.spines.is_empty() || self.spines.contains(spine)
    }

    /// Whether a grade in an area is selected; spine and points aside.
    pub fn takes(&self, grade: &GradeId, area: Option<&AreaId>) -> bool {
        (self.grades.is_empty() || self.grades.contains(grade))
            && (self.areas.is_empty() || area.is_some_and(|area| self.areas.contains(area)))
    }
}

/// How far the end of a range moves: in points where the range is by points, in currency where it is by pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shift {
    /// So many points, or so much pay, up for a minimum and down for a target.
    By(Decimal),
    /// To a point, or to an annual salary.
    To(PointId),
}

/// What happens to those in a range whose minimum rises.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assimilation {
    /// Whoever is below the new minimum moves up to it; the others stay. This is how those on the old minimum catch up with those
    /// ahead of them.
    ToMinimum,
    /// Everyone in the range moves up as many points as its minimum, never past the target.
    KeepSteps,
}

impl Assimilation {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Assimilation); 2] =
        [("to-minimum", Assimilation::ToMinimum), ("keep-steps", Assimilation::KeepSteps)];
}
