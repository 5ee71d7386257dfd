//! What is in force on one day.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::calendar::{Date, Length};
use crate::money::{Exact, Money, Percent};
use crate::scale::{
    AreaId, Condition, GradeId, PaymentFact, PaymentId, PaymentRate, PaymentTier, PointId, Points, Progression, SpineId,
    Unrounded,
};

/// A grade in an area, or a grade in all of them.
pub type RangeKey = (GradeId, Option<AreaId>);

/// A range's key whose parts may belong to someone else, so that looking up copies nothing.
trait Key {
    fn parts(&self) -> (&GradeId, Option<&AreaId>);
}

impl Key for RangeKey {
    fn parts(&self) -> (&GradeId, Option<&AreaId>) {
        (&self.0, self.1.as_ref())
    }
}

impl Key for (&GradeId, Option<&AreaId>) {
    fn parts(&self) -> (&GradeId, Option<&AreaId>) {
        *self
    }
}

impl<'a> Borrow<dyn Key + 'a> for RangeKey {
    fn borrow(&self) -> &(dyn Key + 'a) {
        self
    }
}

impl PartialEq for dyn Key + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn Key + '_ {}

impl PartialOrd for dyn Key + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for dyn Key + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

/// The entry of a grade in an area, or else of the grade in all areas.
fn in_area<'t, T>(table: &'t BTreeMap<RangeKey, T>, grade: &GradeId, area: Option<&AreaId>) -> Option<(&'t RangeKey, &'t T)> {
    let find = |area: Option<&AreaId>| table.get_key_value(&(grade, area) as &dyn Key);
    area.and_then(|area| find(Some(area))).or_else(|| find(None))
}

/// The pay tables in force from a settlement to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tables {
    /// Spines by name.
    pub spines: BTreeMap<SpineId, Spine>,
    /// Ranges by grade and area.
    pub ranges: BTreeMap<RangeKey, Range>,
    /// Progression by grade; `None` is for all that have none of their own.
    pub progression: BTreeMap<Option<GradeId>, Progression>,
    /// For progression by waits: how long from each point of a range to the next.
    pub waits: BTreeMap<RangeKey, BTreeMap<PointId, Length>>,
    /// Payments in the order in which they were first stated.
    pub payments: Vec<(PaymentId, Payment)>,
    /// Full-time hours a week.
    pub hours_per_week: Option<Decimal>,
}

/// An annual value: what is published and paid, and what the next award starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Rounded, as published.
    pub published: Money,
    /// What the next award starts from.
    pub carried: Exact,
    /// Why it is assumed, if it or what it rests on is.
    pub assumed: Option<Arc<str>>,
}

impl From<Money> for Value {
    fn from(published: Money) -> Value {
        Value { published, carried: published.exact(), assumed: None }
    }
}

impl Value {
    /// Makes the next award start from the published value.
    pub(super) fn carry_published(&mut self) {
        self.carried = self.published.exact();
    }

    /// The value, assumed for this reason too.
    #[must_use]
    pub(super) fn because(mut self, why: Option<&Arc<str>>) -> Value {
        if let Some(why) = why {
            let both = |known: &Arc<str>| {
                if known.contains(why.as_ref()) { Arc::clone(known) } else { format!("{known}; {why}").into() }
            };
            self.assumed = Some(self.assumed.as_ref().map_or_else(|| Arc::clone(why), both));
        }
        self
    }
}

/// A spine: points in order, with the values that most grades share and those of grades or areas with an award of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spine {
    /// Points, lowest first.
    pub points: Vec<PointId>,
    /// The value of each, for every grade that has no values of its own; none where every area has a table of its own.
    pub common: Vec<Value>,
    /// Values of a grade, an area or both that had an award of their own.
    pub own: BTreeMap<RangeKey, Vec<Value>>,
}

impl Spine {
    /// The place of a point, counted from the lowest.
    pub fn rank(&self, point: &PointId) -> Option<usize> {
        // Numbered points mostly follow each other without a gap.
        if let (PointId::Number(number), Some(PointId::Number(first))) = (point, self.points.first()) {
            let guess = usize::from(number.saturating_sub(*first));
            if self.points.get(guess) == Some(point) {
                return Some(guess);
            }
        }
        self.points.iter().position(|known| known == point)
    }

    /// The places of the points that a selection takes, or of all; `None` where one of them is not on the spine.
    pub fn ranks(&self, points: Option<&Points>) -> Option<BTreeSet<usize>> {
        match points {
            None => Some((0..self.points.len()).collect()),
            Some(points) => points.indices(|point| self.rank(point)),
        }
    }

    /// The values for a grade in an area.
    pub fn column(&self, grade: &GradeId, area: Option<&AreaId>) -> &[Value] {
        in_area(&self.own, grade, area).map_or(&self.common, |(_, own)| own)
    }

    /// Every set of values.
    pub fn columns(&self) -> impl Iterator<Item = &Vec<Value>> {
        std::iter::once(&self.common).chain(self.own.values()).filter(|column| !column.is_empty())
    }

    /// Every set of values.
    pub(super) fn columns_mut(&mut self) -> impl Iterator<Item = &mut Vec<Value>> {
        std::iter::once(&mut self.common).chain(self.own.values_mut()).filter(|column| !column.is_empty())
    }

    /// The places of the points that are not in `without`.
    pub(super) fn remaining(&self, without: &BTreeSet<PointId>) -> Vec<usize> {
        (0..self.points.len()).filter(|rank| !without.contains(&self.points[*rank])).collect()
    }

    /// The point so many places above another, not counting those in `without`, and not past the last.
    pub fn above(&self, point: &PointId, steps: usize, without: &BTreeSet<PointId>) -> Option<PointId> {
        let rank = self.rank(point)?;
        let higher: Vec<&PointId> = self.points[rank + 1..].iter().filter(|point| !without.contains(point)).collect();
        if steps == 0 || higher.is_empty() {
            return Some(point.clone());
        }
        higher.get(steps.min(higher.len()) - 1).map(|&point| point.clone())
    }

    /// How many points one is above another; `None` when it is below or either is not there.
    pub fn steps_between(&self, from: &PointId, to: &PointId) -> Option<usize> {
        self.rank(to)?.checked_sub(self.rank(from)?)
    }
}

/// A range in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// By points of the grade's spine.
    Points {
        /// Where people start.
        minimum: PointId,
        /// The rate for the job.
        target: PointId,
        /// Why it is assumed, if it is.
        assumed: Option<String>,
    },
    /// By salary.
    Pay {
        /// Where people start.
        minimum: Value,
        /// The rate for the job.
        target: Value,
        /// Why it is assumed, if it is.
        assumed: Option<String>,
    },
}

impl Range {
    /// The range of an employer's own grade: it ends at this point where it ended higher.
    ///
    /// A point that is gone from the spine stands for the next that remains, as it does for whoever stood there.
    #[must_use]
    pub fn ending_at(&self, spine: &Spine, own: &PointId) -> Range {
        let next = || match own {
            PointId::Number(_) => spine.points.iter().position(|point| point >= own),
            PointId::Name(_) => None,
        };
        match (self, spine.rank(own).or_else(next)) {
            (Range::Points { minimum, target, assumed }, Some(at)) if spine.rank(target).is_some_and(|top| at < top) => {
                Range::Points { minimum: minimum.clone(), target: spine.points[at].clone(), assumed: assumed.clone() }
            }
            _ => self.clone(),
        }
    }

    /// Why it is assumed, if it is.
    pub fn assumed(&self) -> Option<&str> {
        match self {
            Range::Points { assumed, .. } | Range::Pay { assumed, .. } => assumed.as_deref(),
        }
    }
}

/// A payment in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// As stated.
    pub fact: PaymentFact,
    /// Its rates as they stand now.
    pub tiers: Vec<Tier>,
    /// The first day on which it is no longer due, where it was withdrawn and is promised up to then.
    pub promised_until: Option<Date>,
}

impl Payment {
    /// The payment as a settlement would state it today, after every rise since it was stated.
    pub fn stated(&self) -> PaymentFact {
        let tiers = self.tiers.iter().map(|tier| PaymentTier {
            rate: tier.rate.stated(),
            unrounded: Unrounded::default(),
            assumed: tier.assumed.clone(),
            condition: tier.condition.clone(),
        });
        PaymentFact { tiers: tiers.collect(), protect_until: self.promised_until, ..self.fact.clone() }
    }
}

/// A rate of a payment in force and whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// How much.
    pub rate: Rate,
    /// Why it is assumed, if this one is.
    pub assumed: Option<String>,
    /// For whom.
    pub condition: Condition,
}

/// How much a payment is, a year at full time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "a system has a handful of payments")]
pub enum Rate {
    /// A sum.
    Amount(Value),
    /// A share of basic pay, held between bounds.
    PercentOfBasic {
        /// Per cent of basic pay.
        percent: Percent,
        /// At least this.
        at_least: Option<Value>,
        /// At most this.
        at_most: Option<Value>,
        /// Together with basic pay at most this.
        total_at_most: Option<Value>,
    },
    /// A share of the target rate.
    PercentOfTarget(Percent),
}

impl Rate {
    /// The annual amount at full time, before any rounding.
    pub fn annual(&self, basic: &Exact, target: impl FnOnce() -> Exact) -> Exact {
        match self {
            Rate::Amount(value) => value.published.exact(),
            Rate::PercentOfTarget(percent) => target().times(&percent.share()),
            Rate::PercentOfBasic { percent, at_least, at_most, total_at_most } => {
                let mut annual = basic.times(&percent.share());
                if let Some(floor) = at_least {
                    annual = annual.max(floor.published.exact());
                }
                if let Some(cap) = at_most {
                    annual = annual.min(cap.published.exact());
                }
                if let Some(total) = total_at_most {
                    annual = annual.min(total.published.exact().minus(basic)).max(Exact::zero());
                }
                annual
            }
        }
    }

    /// Why one of its amounts is assumed, if one is.
    pub fn assumed(&self) -> Option<&str> {
        let values = match self {
            Rate::Amount(value) => [Some(value), None, None],
            Rate::PercentOfBasic { at_least, at_most, total_at_most, .. } => {
                [at_least.as_ref(), at_most.as_ref(), total_at_most.as_ref()]
            }
            Rate::PercentOfTarget(_) => [None, None, None],
        };
        values.into_iter().flatten().find_map(|value| value.assumed.as_deref())
    }

    /// The rate as a settlement would state it today.
    pub fn stated(&self) -> PaymentRate {
        let published = |value: &Value| value.published;
        match self {
            Rate::Amount(value) => PaymentRate::Amount(value.published),
            Rate::PercentOfTarget(percent) => PaymentRate::PercentOfTarget(*percent),
            Rate::PercentOfBasic { percent, at_least, at_most, total_at_most } => PaymentRate::PercentOfBasic {
                percent: *percent,
                at_least: at_least.as_ref().map(published),
                at_most: at_most.as_ref().map(published),
                total_at_most: total_at_most.as_ref().map(published),
            },
        }
    }

    /// The amounts in it that a rise can change.
    pub(super) fn amounts(&self) -> impl Iterator<Item = &Value> {
        let (first, second) = match self {
            Rate::Amount(value) => (Some(value), None),
            Rate::PercentOfBasic { at_least, at_most, .. } => (at_least.as_ref(), at_most.as_ref()),
            Rate::PercentOfTarget(_) => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The amounts in it that a rise can change.
    pub(super) fn amounts_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let (first, second) = match self {
            Rate::Amount(value) => (Some(value), None),
            // A limit on basic pay and the payment together is not the payment's own.
            Rate::PercentOfBasic { at_least, at_most, .. } => (at_least.as_mut(), at_most.as_mut()),
            Rate::PercentOfTarget(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}

impl Tables {
    /// Every annual value: of points, ranges by pay and payments.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let of_points = self.spines.values_mut().flat_map(Spine::columns_mut).flatten();
        let of_ranges = self.ranges.values_mut().flat_map(|range| match range {
            Range::Points { .. } => [None, None],
            Range::Pay { minimum, target, .. } => [Some(minimum), Some(target)],
        });
        let of_payments = self.payments.iter_mut().flat_map(|(_, payment)| &mut payment.tiers);
        of_points.chain(of_ranges.flatten()).chain(of_payments.flat_map(|tier| tier.rate.amounts_mut()))
    }

    /// The range of a grade in an area, or the grade's range for all areas.
    pub fn range(&self, grade: &GradeId, area: Option<&AreaId>) -> Option<(&RangeKey, &Range)> {
        in_area(&self.ranges, grade, area)
    }

    /// How members of a grade progress; `None` when they do not.
    pub fn progression_of(&self, grade: &GradeId) -> Option<&Progression> {
        let own = self.progression.iter().find(|(known, _)| known.as_ref() == Some(grade));
        own.map(|(_, rule)| rule).or_else(|| self.progression.get(&None))
    }

    /// The annual value of a point for a grade in an area, with what lies behind it.
    pub fn value(&self, grade: &GradeId, area: Option<&AreaId>, spine: &SpineId, point: &PointId) -> Option<&Value> {
        let spine = self.spines.get(spine)?;
        spine.column(grade, area).get(spine.rank(point)?)
    }

    /// The annual value of a point for a grade in an area.
    pub fn annual(&self, grade: &GradeId, area: Option<&AreaId>, spine: &SpineId, point: &PointId) -> Option<Money> {
        self.value(grade, area, spine, point).map(|value| value.published)
    }

    /// The payment with this id.
    pub fn payment(&self, id: &PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|(known, _)| known == id).map(|(_, payment)| payment)
    }
}
