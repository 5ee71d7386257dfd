//! Spines: uplifted, levelled, with points deleted and inserted.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Exact, Found, Money, PointId, Problem, Range, RangeKey, Selector, Settlement, SpineId, Uplift, Value, Work, raised};
use crate::scale::{BetweenMeasures, Share};

impl Work<'_> {
    /// The rise of points, of ranges by pay, and of individual salaries.
    pub(super) fn uplift(&mut self, uplift: &Uplift, selector: &Selector) {
        self.last_uplift = self.path.clone();
        let assumed = self.measure_assumed.clone();
        let mut reached = false;
        let spines: Vec<SpineId> = self.tables.spines.keys().filter(|id| selector.takes_spine(id)).cloned().collect();
        let mut problems = Vec::new();
        for id in spines {
            let columns = self.selected_columns(&id, selector);
            let conventions = &self.scale.conventions;
            let Some(spine) = self.tables.spines.get_mut(&id) else { continue };
            let Some(ranks) = spine.ranks(selector.points.as_ref()) else { continue };
            for (rank, point) in spine.points.clone().iter().enumerate().filter(|(rank, _)| ranks.contains(rank)) {
                reached = reached || columns.is_none() || columns.as_ref().is_some_and(|keys| !keys.is_empty());
                let values: Vec<&mut Value> = match &columns {
                    None => spine.columns_mut().filter_map(|column| column.get_mut(rank)).collect(),
                    Some(keys) => spine
                        .own
                        .iter_mut()
                        .filter(|(key, _)| keys.contains(key))
                        .filter_map(|(_, column)| column.get_mut(rank))
                        .collect(),
                };
                for value in values {
                    match raised(value, uplift, conventions.annual_rounding, conventions.between_measures) {
                        Ok(new) if new.published >= Money::ZERO => *value = new.because(assumed.as_ref()),
                        Ok(new) => problems.push((point.clone(), new.published.to_string())),
                        Err(_) => problems.push((point.clone(), "too large to hold".into())),
                    }
                }
            }
        }
        if let Some((point, amount)) = problems.into_iter().next() {
            self.fault(&["uplift"], Problem::OutOfBounds { what: format!("point {point}"), amount });
        }
        if selector.points.is_none() && selector.spines.is_empty() {
            reached = self.uplift_pay_ranges(uplift, selector) || reached;
            self.moves.salaries.push((*uplift, selector.clone()));
        }
        if !reached {
            self.nothing_reached(selector);
        }
    }

    /// Brings the selected points up to the value of another; those above it stay.
    pub(super) fn raise_to(&mut self, to: &PointId, selector: &Selector) {
        let Some(id) = self.spine_with(to, selector) else { return self.unknown_point(to, selector, &["raise-to"]) };
        self.last_uplift = self.path.clone();
        let assumed = self.measure_assumed.clone();
        let Some(spine) = self.tables.spines.get_mut(&id) else { return };
        let (Some(top), Some(ranks)) = (spine.rank(to), spine.ranks(selector.points.as_ref())) else {
            return self.nothing_reached(selector);
        };
        for column in spine.columns_mut() {
            let value = column[top].clone();
            for rank in &ranks {
                if let Some(standing) = column.get_mut(*rank).filter(|standing| standing.published < value.published) {
                    *standing = value.clone().because(assumed.as_ref());
                }
            }
        }
    }

    /// Puts the points of the selected spines at equal steps above the lowest.
    pub(super) fn equal_steps(&mut self, share: Share, selector: &Selector) {
        self.last_uplift = self.path.clone();
        let conventions = &self.scale.conventions;
        let assumed = self.measure_assumed.clone();
        let mut too_large = None;
        for (_, spine) in self.tables.spines.iter_mut().filter(|(id, _)| selector.takes_spine(id)) {
            for column in spine.columns_mut() {
                let Some(lowest) = column.first().cloned() else { continue };
                let Ok(step) = conventions.annual_rounding.round(&lowest.published.exact().times(&share.exact())) else {
                    too_large = Some(lowest.published);
                    continue;
                };
                let mut last = lowest;
                for value in column.iter_mut().skip(1) {
                    last = Value { published: last.published + step, carried: last.carried.plus(&step.exact()), ..last };
                    *value = last.clone().because(assumed.as_ref());
                }
            }
        }
        if let Some(lowest) = too_large {
            self.fault(&["equal-steps"], Problem::OutOfBounds { what: "a step".into(), amount: lowest.to_string() });
        }
    }

    /// Why an uplift is for nothing: a point that no spine has, points in the wrong order, or grades without a range.
    fn nothing_reached(&mut self, selector: &Selector) {
        let named: Vec<(usize, PointId)> = match &selector.points {
            None => {
                let why = "no range has these grades and areas";
                return self.fault(&["uplift"], Problem::SelectsNothing { why: why.into() });
            }
            Some(points) => points.named().map(|(index, point)| (index, point.clone())).collect(),
        };
        match named.iter().find(|(_, point)| self.spine_with(point, selector).is_none()) {
            Some((index, point)) => self.unknown_point(point, selector, &["points", &index.to_string()]),
            None => self.fault(
                &["points"],
                Problem::SelectsNothing { why: "the lower point comes first, and both lie on one spine".into() },
            ),
        }
    }

    fn uplift_pay_ranges(&mut self, uplift: &Uplift, selector: &Selector) -> bool {
        let conventions = &self.scale.conventions;
        let assumed = self.measure_assumed.clone();
        let mut reached = false;
        let mut wrong = None;
        for (key, range) in &mut self.tables.ranges {
            let Range::Pay { minimum, target, .. } = range else { continue };
            if !selector.takes(&key.0, key.1.as_ref()) {
                continue;
            }
            reached = true;
            for value in [minimum, target] {
                match raised(value, uplift, conventions.annual_rounding, conventions.between_measures) {
                    Ok(new) if new.published >= Money::ZERO => *value = new.because(assumed.as_ref()),
                    Ok(new) => wrong = Some((key.clone(), new.published.to_string())),
                    Err(_) => wrong = Some((key.clone(), "too large to hold".into())),
                }
            }
        }
        if let Some((key, amount)) = wrong {
            let what = format!("the range of {}", super::range_name(&key));
            self.fault(&["uplift"], Problem::OutOfBounds { what, amount });
        }
        reached
    }

    /// The grades and areas whose values on a spine a measure changes, each with values of its own from now on; `None`: all.
    fn selected_columns(&mut self, id: &SpineId, selector: &Selector) -> Option<Vec<RangeKey>> {
        if !selector.names_people() {
            return None;
        }
        let keys: Vec<RangeKey> = self
            .tables
            .ranges
            .keys()
            .filter(|(grade, area)| {
                let here = self.scale.grade(grade).is_some_and(|grade| grade.spine.as_ref() == Some(id));
                here && selector.takes(grade, area.as_ref())
            })
            .cloned()
            .collect();
        let spine = self.tables.spines.get_mut(id)?;
        for (grade, area) in &keys {
            let column = spine.column(grade, area.as_ref()).to_vec();
            spine.own.insert((grade.clone(), area.clone()), column);
        }
        Some(keys)
    }

    /// Points to be deleted when the measures are through, so that a later measure can still name them.
    pub(super) fn mark_deleted(&mut self, points: &[PointId], selector: &Selector) {
        for (index, point) in points.iter().enumerate() {
            let place = index.to_string();
            let deeper = ["delete-points", place.as_str()];
            let Some(id) = self.spine_with(point, selector) else {
                self.unknown_point(point, selector, &deeper);
                continue;
            };
            let deleted = self.moves.deleted.entry(id.clone()).or_default();
            deleted.insert(point.clone());
            let deleted = deleted.clone();
            let left = self.tables.spines.get(&id).and_then(|spine| spine.above(point, 1, &deleted));
            if left.as_ref() == Some(point) {
                self.fault(&deeper, Problem::NothingAbove { point: point.clone() });
                // Kept, so that what rests on it is not reported too.
                if let Some(deleted) = self.moves.deleted.get_mut(&id) {
                    deleted.remove(point);
                }
            }
        }
    }

    /// Removes the marked points; a range that began or ended on one begins or ends on the next that remains.
    pub(super) fn delete_marked(&mut self) {
        let deleted = self.moves.deleted.clone();
        for (id, gone) in &deleted {
            let Some(spine) = self.tables.spines.get_mut(id) else { continue };
            let next = |point: &PointId| if gone.contains(point) { spine.above(point, 1, gone) } else { None };
            for ((grade, _), range) in &mut self.tables.ranges {
                let here = self.scale.grade(grade).is_some_and(|grade| grade.spine.as_ref() == Some(id));
                if let (true, Range::Points { minimum, target, .. }) = (here, range) {
                    *minimum = next(minimum).unwrap_or_else(|| minimum.clone());
                    *target = next(target).unwrap_or_else(|| target.clone());
                }
            }
            let keep: Vec<bool> = spine.points.iter().map(|point| !gone.contains(point)).collect();
            for column in spine.columns_mut() {
                let mut kept = keep.iter();
                column.retain(|_| kept.next().copied().unwrap_or(true));
            }
            spine.points.retain(|point| !gone.contains(point));
        }
    }

    pub(super) fn insert(&mut self, point: &PointId, between: &(PointId, PointId), at: Decimal, selector: &Selector) {
        let Some(id) = self.spine_with(&between.0, selector) else {
            return self.unknown_point(&between.0, selector, &["insert-point", "between", "0"]);
        };
        let gone = self.moves.deleted.get(&id).map_or_else(BTreeSet::new, Clone::clone);
        let conventions = &self.scale.conventions;
        let of_measure = self.measure_assumed.clone();
        let Some(spine) = self.tables.spines.get_mut(&id) else { return };
        if spine.rank(point).is_some() {
            return self.fault(&["insert-point", "point"], Problem::PointTaken { point: point.clone() });
        }
        if spine.rank(&between.1).is_none() {
            return self.unknown_point(&between.1, selector, &["insert-point", "between", "1"]);
        }
        if spine.above(&between.0, 1, &gone).as_ref() != Some(&between.1) {
            let problem = Problem::NotNeighbours { lower: between.0.clone(), higher: between.1.clone() };
            return self.fault(&["insert-point", "between"], problem);
        }
        if let (PointId::Number(low), PointId::Number(new), PointId::Number(high)) = (&between.0, point, &between.1)
            && !(low < new && new < high)
        {
            let problem = Problem::OutOfPlace { point: point.clone(), lower: between.0.clone(), higher: between.1.clone() };
            return self.fault(&["insert-point", "point"], problem);
        }
        let (Some(low), Some(high)) = (spine.rank(&between.0), spine.rank(&between.1)) else { return };
        let place = Exact::from(at);
        let new: Option<Vec<Value>> = spine
            .columns_mut()
            .map(|column| {
                let (below, above) = (column[low].carried.clone(), column[high].carried.clone());
                let carried = below.plus(&above.minus(&below).times(&place));
                let published = conventions.annual_rounding.round(&carried).ok()?;
                let carried =
                    if conventions.between_measures == BetweenMeasures::Unrounded { carried } else { published.exact() };
                let assumed = column[low].assumed.clone().or_else(|| column[high].assumed.clone());
                Some(Value { published, carried, assumed }.because(of_measure.as_ref()))
            })
            .collect();
        let Some(new) = new else {
            let problem = Problem::OutOfBounds { what: format!("point {point}"), amount: "too large to hold".into() };
            return self.fault(&["insert-point", "at"], problem);
        };
        for (column, value) in spine.columns_mut().zip(new) {
            column.insert(high, value);
        }
        spine.points.insert(high, point.clone());
    }

    /// The spine that has this point, among those the measure selects.
    fn spine_with(&self, point: &PointId, selector: &Selector) -> Option<SpineId> {
        let mut spines = self.tables.spines.iter().filter(|(id, _)| selector.takes_spine(id));
        spines.find(|(_, spine)| spine.rank(point).is_some()).map(|(id, _)| id.clone())
    }

    pub(super) fn unknown_point(&mut self, point: &PointId, selector: &Selector, deeper: &[&str]) {
        let spines = self.tables.spines.iter().filter(|(id, _)| selector.takes_spine(id));
        let known: BTreeSet<&PointId> = spines.flat_map(|(_, spine)| &spine.points).collect();
        let known = known.into_iter().map(ToString::to_string).collect();
        self.unknown(deeper, "point", point, known);
    }

    /// No spine may fall as its points rise.
    pub(super) fn check_spines(&mut self, settlement: &Settlement) {
        let found: Vec<Found> = self
            .tables
            .spines
            .iter()
            .flat_map(|(id, spine)| {
                let stated = settlement.spines.iter().any(|(stated, _)| stated == id);
                let path = if stated { vec!["spine".into(), id.to_string()] } else { self.last_uplift.clone() };
                if spine.points.is_empty() {
                    return vec![(path, Problem::EmptySpine { spine: id.clone() })];
                }
                let of_areas = spine.own.iter().map(|((_, area), column)| (area.as_ref(), column));
                let falls = std::iter::once((None, &spine.common)).chain(of_areas).find_map(|(area, column)| {
                    let rank = column.windows(2).position(|pair| pair[1].published < pair[0].published)?;
                    Some((rank, column, area))
                });
                falls.map_or_else(Vec::new, |(rank, column, area)| {
                    let (lower, higher) = (spine.points[rank].clone(), spine.points[rank + 1].clone());
                    let mut path = path;
                    if stated {
                        let of_area = settlement
                            .spines
                            .iter()
                            .any(|(spine, fact)| spine == id && fact.areas.iter().any(|(known, _)| Some(known) == area));
                        path.extend(area.filter(|_| of_area).map(ToString::to_string));
                        path.extend(["points".into(), higher.to_string()]);
                    }
                    let problem = Problem::Falling {
                        spine: id.clone(),
                        lower,
                        lower_value: column[rank].published,
                        higher,
                        higher_value: column[rank + 1].published,
                    };
                    vec![(path, problem)]
                })
            })
            .collect();
        self.faults.extend(found);
    }
}
