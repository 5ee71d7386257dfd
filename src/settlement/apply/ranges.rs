//! Ranges: stated, raised at the bottom, lowered at the top, shortened; and how long each takes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{
    Money, Pace, PointId, Problem, Range, RangeBounds, RangeFact, RangeKey, Selector, Settlement, Value, Work, range_name,
    range_path,
};
use crate::calendar::Length;
use crate::money::parse_decimal;
use crate::scale::{Assimilation, Shift};
use crate::settlement::Spine;
use crate::settlement::moves::Kept;

impl Work<'_> {
    pub(super) fn range(&mut self, fact: &RangeFact) {
        self.known_grade(&fact.grade, &[]);
        if let Some(area) = &fact.area {
            self.known_area(area, &[]);
        }
        let assumed = fact.assumed.clone();
        let range = match &fact.bounds {
            RangeBounds::Points { minimum, target } => {
                Range::Points { minimum: minimum.clone(), target: target.clone(), assumed }
            }
            RangeBounds::Pay { minimum, target } => Range::Pay { minimum: (*minimum).into(), target: (*target).into(), assumed },
        };
        self.tables.ranges.insert((fact.grade.clone(), fact.area.clone()), range);
    }

    /// The keys of the ranges a measure selects; a fault when there are none.
    pub(super) fn selected_ranges(&mut self, selector: &Selector, key: &'static str) -> Vec<RangeKey> {
        let keys: Vec<RangeKey> = self
            .tables
            .ranges
            .keys()
            .filter(|(grade, area)| {
                let spine = self.scale.grade(grade).and_then(|grade| grade.spine.as_ref());
                selector.takes(grade, area.as_ref())
                    && (selector.spines.is_empty() || spine.is_some_and(|spine| selector.takes_spine(spine)))
            })
            .cloned()
            .collect();
        if keys.is_empty() {
            self.fault(&[key], Problem::SelectsNothing { why: "no range has these grades and areas".into() });
        }
        keys
    }

    /// The ranges to shift: all by points or all by pay, because one number cannot mean both.
    fn ranges_to_shift(&mut self, shift: &Shift, selector: &Selector, key: &'static str) -> Vec<RangeKey> {
        let keys = self.selected_ranges(selector, key);
        let by_pay = |key: &&RangeKey| matches!(self.tables.ranges.get(*key), Some(Range::Pay { .. }));
        let (pay, points) = (keys.iter().find(by_pay), keys.iter().find(|key| !by_pay(key)));
        if let (Some(pay), Some(points)) = (pay, points) {
            let number = match shift {
                Shift::By(by) => by.to_string(),
                Shift::To(to) => to.to_string(),
            };
            let why = format!("it is by pay and that of {} is by points, so {number} cannot be for both", range_name(points));
            let problem = cannot(pay, &why);
            self.fault(&[key], problem);
            return Vec::new();
        }
        keys
    }

    pub(super) fn raise_minima(&mut self, shift: &Shift, assimilation: Assimilation, selector: &Selector) {
        for key in self.ranges_to_shift(shift, selector, "raise-minimum") {
            let raised = self.shifted(&key, shift, End::Minimum);
            self.set_minimum(&key, raised, assimilation, "raise-minimum");
        }
    }

    pub(super) fn lower_targets(&mut self, shift: &Shift, selector: &Selector) {
        for key in self.ranges_to_shift(shift, selector, "lower-target") {
            match self.shifted(&key, shift, End::Target) {
                Err(problem) => self.fault(&["lower-target"], problem),
                Ok(lowered) => match (self.tables.ranges.get_mut(&key), lowered) {
                    (Some(Range::Points { target, .. }), Ends::Point(point)) => *target = point,
                    (Some(Range::Pay { target, .. }), Ends::Pay(pay)) => *target = pay.into(),
                    _ => {}
                },
            }
        }
    }

    /// Raises minima until minimum to target takes at most so long.
    pub(super) fn shorten(&mut self, within: Length, assimilation: Assimilation, selector: &Selector) {
        for key in self.selected_ranges(selector, "target-within") {
            let raised = self.minimum_within(&key, within).map(Ends::Point);
            self.set_minimum(&key, raised, assimilation, "target-within");
        }
    }

    fn set_minimum(&mut self, key: &RangeKey, raised: Result<Ends, Problem>, assimilation: Assimilation, word: &'static str) {
        let raised = match raised {
            Ok(raised) => raised,
            Err(problem) => return self.fault(&[word], problem),
        };
        let kept = match (self.tables.ranges.get_mut(key), raised) {
            (Some(Range::Points { minimum, .. }), Ends::Point(point)) => {
                let from = std::mem::replace(minimum, point.clone());
                Some(Kept::Points(from, point))
            }
            (Some(Range::Pay { minimum, .. }), Ends::Pay(pay)) => {
                let rise = pay - minimum.published;
                *minimum = pay.into();
                Some(Kept::Pay(rise))
            }
            _ => None,
        };
        if let (Assimilation::KeepSteps, Some(kept)) = (assimilation, kept) {
            self.moves.kept_steps.push((key.clone(), kept));
        }
    }

    /// Where an end of a range goes. An end that is already there, or beyond, stays.
    fn shifted(&self, key: &RangeKey, shift: &Shift, end: End) -> Result<Ends, Problem> {
        match self.tables.ranges.get(key) {
            Some(Range::Points { minimum, target, .. }) => self.shifted_point(key, minimum, target, shift, end).map(Ends::Point),
            Some(Range::Pay { minimum, target, .. }) => shifted_pay(key, minimum, target, shift, end).map(Ends::Pay),
            None => Err(cannot(key, "it has no range")),
        }
    }

    fn shifted_point(
        &self,
        key: &RangeKey,
        minimum: &PointId,
        target: &PointId,
        shift: &Shift,
        end: End,
    ) -> Result<PointId, Problem> {
        let spine = self.scale.grade(&key.0).and_then(|grade| grade.spine.as_ref()).and_then(|id| self.tables.spines.get(id));
        let missing = |point: &PointId| Problem::Unknown {
            what: "point",
            name: point.to_string(),
            known: spine.map_or_else(Vec::new, |spine| spine.points.iter().map(ToString::to_string).collect()),
        };
        let spine = spine.ok_or_else(|| cannot(key, "its spine has no points"))?;
        let low = spine.rank(minimum).ok_or_else(|| missing(minimum))?;
        let high = spine.rank(target).ok_or_else(|| missing(target))?;
        let remaining = self.remaining(key, spine);
        let moved = match shift {
            Shift::To(point) => {
                let to = spine.rank(point).ok_or_else(|| missing(point))?;
                match end {
                    End::Minimum => to.max(low),
                    End::Target => to.min(high),
                }
            }
            Shift::By(by) => {
                let places = by
                    .to_usize()
                    .filter(|_| by.is_integer())
                    .ok_or_else(|| cannot(key, "a range by points moves by whole points"))?;
                let found = match end {
                    End::Minimum => {
                        remaining.iter().copied().filter(|rank| *rank > low || places == 0).nth(places.saturating_sub(1))
                    }
                    End::Target => {
                        remaining.iter().rev().copied().filter(|rank| *rank < high || places == 0).nth(places.saturating_sub(1))
                    }
                };
                match (places, end) {
                    (0, End::Minimum) => low,
                    (0, End::Target) => high,
                    _ => found.ok_or_else(|| cannot(key, "the spine ends before"))?,
                }
            }
        };
        let crosses = match end {
            End::Minimum => moved > high,
            End::Target => moved < low,
        };
        if crosses {
            let at = &spine.points[moved];
            return Err(cannot(key, &format!("point {at} is beyond the other end of the range ({minimum} to {target})")));
        }
        Ok(spine.points[moved].clone())
    }

    /// The places of the points of a range's spine that this settlement leaves, as far as it has been gone through.
    fn remaining(&self, key: &RangeKey, spine: &Spine) -> Vec<usize> {
        let id = self.scale.grade(&key.0).and_then(|grade| grade.spine.as_ref());
        id.map_or_else(Vec::new, |id| spine.remaining(self.moves.gone(id)))
    }

    /// The lowest point of a range from which the target is reached in the time given.
    fn minimum_within(&self, key: &RangeKey, within: Length) -> Result<PointId, Problem> {
        let name = range_name(key);
        let no_pace = |why: &str| Problem::NoPace { grade: name.clone(), why: why.into() };
        let Some(Range::Points { minimum, target, .. }) = self.tables.ranges.get(key) else {
            return Err(no_pace("the range is by pay, and nobody moves up it by points"));
        };
        let spine = self.scale.grade(&key.0).and_then(|grade| grade.spine.as_ref()).and_then(|id| self.tables.spines.get(id));
        let spine = spine.ok_or_else(|| no_pace("its spine has no points"))?;
        let longest = within.in_months().ok_or_else(|| no_pace("say the time in years or months"))?;
        let (Some(low), Some(high)) = (spine.rank(minimum), spine.rank(target)) else {
            return Err(no_pace("its ends are not on the spine"));
        };
        // From the minimum to the target, or to what they become where they go.
        let mut ladder = self.remaining(key, spine);
        let top = ladder.iter().copied().find(|rank| *rank >= high).unwrap_or(high);
        ladder.retain(|rank| (low..=top).contains(rank));
        let pace = self.tables.progression_of(&key.0).map(|progression| &progression.pace);
        let mut found = top;
        let mut months = 0;
        match pace {
            None => return Err(no_pace("no progression is stated for the grade")),
            Some(Pace::Step { points, every }) => {
                let every = every
                    .in_months()
                    .filter(|months| *months > 0)
                    .ok_or_else(|| no_pace("its steps are not in years or months"))?;
                let steps = usize::try_from(longest / every).unwrap_or(usize::MAX);
                let down = steps.saturating_mul(usize::from(*points));
                found = ladder.get(ladder.len().saturating_sub(1).saturating_sub(down)).copied().unwrap_or(top);
            }
            Some(Pace::Waits { .. }) => {
                let waits = self.tables.waits.get(key);
                for rank in ladder.into_iter().rev().skip(1) {
                    let wait = waits.and_then(|waits| waits.get(&spine.points[rank])).and_then(|wait| wait.in_months());
                    months += wait.ok_or_else(|| no_pace("a wait on the way is missing, or not in years or months"))?;
                    if months > longest {
                        break;
                    }
                    found = rank;
                }
            }
        }
        Ok(spine.points[found].clone())
    }

    /// Every range must lie on its spine and end no lower than it begins.
    pub(super) fn check_ranges(&mut self, settlement: &Settlement) {
        let ranges: Vec<(RangeKey, Range)> = self.tables.ranges.iter().map(|(key, range)| (key.clone(), range.clone())).collect();
        for (key, range) in ranges {
            let stated = settlement.ranges.iter().any(|fact| (&fact.grade, &fact.area) == (&key.0, &key.1));
            self.path = match settlement.spines.first() {
                _ if stated => range_path(&key.0, key.1.as_ref()),
                Some((spine, _)) => vec!["spine".into(), spine.to_string()],
                None => vec!["measure".into()],
            };
            match range {
                Range::Points { minimum, target, .. } => self.check_points(&key, &minimum, &target),
                Range::Pay { minimum, target, .. } if target.published < minimum.published => {
                    let problem = Problem::TargetBelowMinimum {
                        grade: range_name(&key),
                        minimum: minimum.published.to_string(),
                        target: target.published.to_string(),
                    };
                    self.fault(&["target-pay"], problem);
                }
                Range::Pay { .. } => {}
            }
        }
    }

    fn check_points(&mut self, key: &RangeKey, minimum: &PointId, target: &PointId) {
        let Some(grade) = self.scale.grade(&key.0) else { return };
        let Some(id) = &grade.spine else {
            return self.fault(&["minimum"], Problem::GradeWithoutSpine { grade: key.0.clone() });
        };
        if self.broken.contains(id) {
            return;
        }
        let Some(spine) = self.tables.spines.get(id) else {
            let known: Vec<String> = self.tables.spines.keys().map(ToString::to_string).collect();
            if known.is_empty() {
                return self.fault(&["minimum"], Problem::EmptySpine { spine: id.clone() });
            }
            // The slip is in the grade, outside any settlement.
            let path = vec![super::FROM_THE_TOP.into(), "grade".into(), key.0.to_string(), "spine".into()];
            return self.faults.push((path, Problem::Unknown { what: "spine", name: id.to_string(), known }));
        };
        let spine = spine.clone();
        self.check_column(key, id, &spine);
        let known = || spine.points.iter().map(ToString::to_string).collect();
        let (low, high) = (spine.rank(minimum), spine.rank(target));
        if low.is_none() {
            self.unknown(&["minimum"], "point", minimum, known());
        }
        if high.is_none() {
            self.unknown(&["target"], "point", target, known());
        }
        if let (Some(low), Some(high)) = (low, high)
            && high < low
        {
            let problem =
                Problem::TargetBelowMinimum { grade: range_name(key), minimum: minimum.to_string(), target: target.to_string() };
            self.fault(&["target"], problem);
        }
    }

    /// A point that came into a range between two statements of waits has none, and nobody could move on from it.
    fn check_waits(&mut self, key: &RangeKey) {
        let Some(Range::Points { minimum, target, .. }) = self.tables.ranges.get(key) else { return };
        let spine = self.scale.grade(&key.0).and_then(|grade| grade.spine.as_ref()).and_then(|id| self.tables.spines.get(id));
        let (Some(spine), Some(waits)) = (spine, self.tables.waits.get(key)) else { return };
        let (Some(low), Some(high)) = (spine.rank(minimum), spine.rank(target)) else { return };
        let without = spine.points.get(low..high).unwrap_or(&[]).iter().find(|point| !waits.contains_key(point));
        if let Some(point) = without.cloned() {
            self.path = vec!["measure".into()];
            self.fault(&[], Problem::NoWait { grade: range_name(key), point });
        }
    }

    /// For progression by waits: which wait belongs to which point. Waits stay with their points when a range changes later.
    pub(super) fn work_out_waits(&mut self, settlement: &Settlement) {
        let keys: Vec<RangeKey> = self.tables.ranges.keys().cloned().collect();
        for key in keys {
            let (Some(progression), Some(Range::Points { minimum, target, .. })) =
                (self.tables.progression_of(&key.0), self.tables.ranges.get(&key))
            else {
                continue;
            };
            let Pace::Waits { waits, .. } = &progression.pace else { continue };
            let own = settlement.progression.iter().any(|(grade, _)| grade.as_ref() == Some(&key.0));
            let general = settlement.progression.iter().any(|(grade, _)| grade.is_none())
                && !self.tables.progression.contains_key(&Some(key.0.clone()));
            let range_stated = settlement.ranges.iter().any(|fact| (&fact.grade, &fact.area) == (&key.0, &key.1));
            if !(own || general || range_stated) {
                self.check_waits(&key);
                continue;
            }
            let Some(spine) =
                self.scale.grade(&key.0).and_then(|grade| grade.spine.as_ref()).and_then(|id| self.tables.spines.get(id))
            else {
                continue;
            };
            let (Some(low), Some(needed)) = (spine.rank(minimum), spine.steps_between(minimum, target)) else { continue };
            if needed != waits.len() {
                let problem = Problem::WaitsDoNotFit { grade: range_name(&key), needed, given: waits.len() };
                self.path = vec!["progression".into()];
                if own {
                    self.path.push(key.0.to_string());
                }
                self.fault(&["waits"], problem);
                continue;
            }
            let by_point: BTreeMap<PointId, Length> = spine.points[low..].iter().cloned().zip(waits.iter().copied()).collect();
            self.tables.waits.insert(key, by_point);
        }
    }
}

#[derive(Clone, Copy)]
enum End {
    Minimum,
    Target,
}

enum Ends {
    Point(PointId),
    Pay(Money),
}

fn cannot(key: &RangeKey, why: &str) -> Problem {
    Problem::CannotShift { grade: range_name(key), why: why.into() }
}

fn shifted_pay(key: &RangeKey, minimum: &Value, target: &Value, shift: &Shift, end: End) -> Result<Money, Problem> {
    let (low, high) = (minimum.published, target.published);
    let pay = |amount: Decimal| Money::new(amount).ok_or_else(|| cannot(key, "the amount is too large"));
    let moved = match (shift, end) {
        (Shift::By(by), End::Minimum) => low + pay(*by)?,
        (Shift::By(by), End::Target) => high - pay(*by)?,
        (Shift::To(to), end) => {
            let to = parse_decimal(&to.to_string()).ok_or_else(|| cannot(key, &format!("`{to}` is not an amount of pay")))?;
            match end {
                End::Minimum => pay(to)?.max(low),
                End::Target => pay(to)?.min(high),
            }
        }
    };
    if moved > high || moved < low {
        return Err(cannot(key, &format!("{moved} is beyond the other end of the range ({low} to {high})")));
    }
    Ok(moved)
}
