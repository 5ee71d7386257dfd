//! How a settlement moves those in post, once, on its date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::money::{Money, Rounding, TooLarge};
use crate::scale::{AreaId, BetweenMeasures, Carry, Conventions, GradeId, PointId, Selector, SpineId, Uplift};
use crate::settlement::{Range, RangeKey, Spine, Tables, Value};

/// What a settlement does to people, beside what it does to tables.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Moves {
    /// The tables with the settlement's values but the ranges and points as they were before it, where that differs: what
    /// progression runs on when it comes first.
    pub before: Option<Arc<Tables>>,
    /// Points that went.
    pub deleted: BTreeMap<SpineId, BTreeSet<PointId>>,
    /// Ranges in which everyone kept their distance from the minimum, and how far it moved.
    pub kept_steps: Vec<(RangeKey, Kept)>,
    /// Rises of individual salaries, in order.
    pub salaries: Vec<(Uplift, Selector)>,
}

/// How far everyone in a range moved with its minimum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As far as its minimum from one point to another, not counting points that go.
    Points(PointId, PointId),
    /// So much a year.
    Pay(Money),
}

impl Moves {
    /// Whether ranges or points change, so that the order of progression and assimilation can matter.
    pub fn assimilates(&self) -> bool {
        self.before.is_some()
    }

    /// Where someone on a point of the old structure stands in the new one. Never lower.
    pub fn assimilate(&self, tables: &Tables, key: &RangeKey, spine: &SpineId, point: &PointId) -> PointId {
        let Some(old_spine) = self.before.as_ref().and_then(|before| before.spines.get(spine)) else { return point.clone() };
        let gone = self.gone(spine);
        let mut stands = point.clone();
        for (_, kept) in self.kept_steps.iter().filter(|(kept_key, _)| kept_key == key) {
            let Kept::Points(from, to) = kept else { continue };
            stands = keep_step(old_spine, tables.ranges.get(key), &stands, (from, to), gone);
        }
        self.stay(tables, key, spine, &stands)
    }

    /// Where someone on a point of the old structure must stand in the new one if they do not move with the minimum: on a point that
    /// remains, and in the range.
    pub fn stay(&self, tables: &Tables, key: &RangeKey, spine: &SpineId, point: &PointId) -> PointId {
        let (Some(before), Some(new_spine)) = (&self.before, tables.spines.get(spine)) else { return point.clone() };
        let old_spine = before.spines.get(spine).unwrap_or(new_spine);
        let gone = self.gone(spine);
        let stands = if gone.contains(point) { old_spine.above(point, 1, gone) } else { None };
        let stands = stands.unwrap_or_else(|| point.clone());
        match tables.ranges.get(key) {
            Some(Range::Points { minimum, .. }) if new_spine.rank(&stands) < new_spine.rank(minimum) => minimum.clone(),
            _ => stands,
        }
    }

    /// The points of a spine that went.
    pub(super) fn gone(&self, spine: &SpineId) -> &BTreeSet<PointId> {
        static NONE: BTreeSet<PointId> = BTreeSet::new();
        self.deleted.get(spine).unwrap_or(&NONE)
    }

    /// What an individual salary becomes: each rise that is for this member, in order.
    pub fn raise_salary(
        &self,
        grade: &GradeId,
        area: Option<&AreaId>,
        salary: &Value,
        conventions: &Conventions,
    ) -> Result<Value, TooLarge> {
        let mut value = salary.clone();
        for (uplift, _) in self.salaries.iter().filter(|(_, selector)| selector.takes(grade, area)) {
            value = raised(&value, uplift, conventions.annual_rounding, conventions.between_measures)?;
        }
        if conventions.carry == Carry::Published {
            value.carry_published();
        }
        Ok(value)
    }

    /// A salary after assimilation: moved with the minimum where steps are kept, and at least the minimum.
    pub fn assimilate_salary(&self, tables: &Tables, key: &RangeKey, salary: &Value) -> Value {
        let Some(Range::Pay { minimum, target, .. }) = tables.ranges.get(key) else { return salary.clone() };
        let mut value = salary.clone();
        for (_, kept) in self.kept_steps.iter().filter(|(kept_key, _)| kept_key == key) {
            if let (Kept::Pay(rise), true) = (kept, value.published < target.published) {
                let moved =
                    Value { published: value.published + *rise, carried: value.carried.plus(&rise.exact()), ..value.clone() };
                value = if moved.published < target.published { moved } else { target.clone() };
            }
        }
        if value.published < minimum.published { minimum.clone() } else { value }
    }
}

/// The value after a rise, from which the next measure of the settlement starts.
pub(super) fn raised(value: &Value, uplift: &Uplift, rounding: Rounding, between: BetweenMeasures) -> Result<Value, TooLarge> {
    let new = uplift.apply(&value.carried);
    let published = rounding.round(&new)?;
    let carried = match between {
        BetweenMeasures::Rounded => published.exact(),
        BetweenMeasures::Unrounded => new,
    };
    Ok(Value { published, carried, assumed: value.assumed.clone() })
}

/// As far up as the minimum, from one point to another, never past the target; whoever stands at or above it stays. Points that go count
/// for nothing: whoever stands on one moves from the next that remains.
fn keep_step(
    spine: &Spine,
    range: Option<&Range>,
    point: &PointId,
    (from, to): (&PointId, &PointId),
    gone: &BTreeSet<PointId>,
) -> PointId {
    let Some(Range::Points { target, .. }) = range else { return point.clone() };
    if spine.rank(point) >= spine.rank(target) {
        return point.clone();
    }
    let remaining = spine.remaining(gone);
    // That of a point that goes is the next one's.
    let place = |point: &PointId| spine.rank(point).map(|at| remaining.partition_point(|rank| *rank < at));
    let moved = || {
        let steps = place(to)?.checked_sub(place(from)?)?;
        let up = || remaining.get(place(point)? + steps).or(remaining.last());
        if steps == 0 { Some(point) } else { up().map(|rank| &spine.points[*rank]) }
    };
    match moved() {
        Some(moved) if spine.rank(moved) > spine.rank(target) => target.clone(),
        Some(moved) => moved.clone(),
        None => point.clone(),
    }
}
