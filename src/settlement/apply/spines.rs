//! Spines: stated, uplifted, with points deleted and inserted.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    Exact, Found, Money, PointId, Points, Problem, Range, RangeKey, Selector, Settlement, Spine, SpineFact, SpineId, Uplift,
    Value, Work, raised,
};
use crate::scale::{Carry, Geometric};

impl Work<'_> {
    /// A spine as a settlement states it.
    pub(super) fn spine(&mut self, id: &SpineId, fact: &SpineFact) {
        let stands = self.tables.spines.contains_key(id) && !fact.replaces && fact.formula.is_none();
        let mut spine = if stands { self.tables.spines.remove(id).unwrap_or_default() } else { Spine::default() };
        if let Some(formula) = &fact.formula {
            match self.formula(formula) {
                Ok(values) => (spine.points, spine.common) = values.into_iter().unzip(),
                Err(problem) => {
                    self.broken.insert(id.clone());
                    return self.fault(&["geometric"], problem);
                }
            }
        }
        let extends = !stands && fact.formula.is_none();
        for (point, stated) in &fact.points {
            let value = self.stated(*stated);
            match spine.rank(point) {
                Some(rank) => {
                    for standing in spine.columns_mut().filter_map(|column| column.get_mut(rank)) {
                        *standing = value.clone();
                    }
                }
                None if extends => {
                    spine.points.push(point.clone());
                    spine.common.push(value);
                }
                None => {
                    let known = spine.points.iter().map(ToString::to_string).collect();
                    self.unknown(&["points", &point.to_string()], "point", point, known);
                }
            }
        }
        sort_numbered(&mut spine);
        spine.assumed = fact.assumed.clone().or(spine.assumed.filter(|_| stands));
        self.tables.spines.insert(id.clone(), spine);
    }

    fn formula(&self, formula: &Geometric) -> Result<Vec<(PointId, Value)>, Problem> {
        let conventions = &self.scale.conventions;
        let ratio = Exact::from(formula.ratio);
        let too_large = || Problem::OutOfBounds { what: "a point".into(), amount: "too large to hold".into() };
        // One factor more at each point, from the first on: the powers are never worked out anew.
        let exponent = i32::from(formula.first) - i32::from(formula.at);
        let mut exact =
            ratio.to_the_power(exponent).map(|power| Exact::from(formula.value).times(&power)).ok_or_else(too_large)?;
        let mut values = Vec::new();
        for number in formula.first..=formula.last {
            let published = conventions.annual_rounding.round(&exact).map_err(|_| too_large())?;
            let next = exact.times(&ratio);
            let carried = if conventions.carry == Carry::Unrounded { exact } else { published.exact() };
            values.push((PointId::Number(number), Value { published, carried }));
            exact = next;
        }
        Ok(values)
    }

    /// The rise of points, of ranges by pay, and of individual salaries.
    pub(super) fn uplift(&mut self, uplift: &Uplift, selector: &Selector) {
        self.last_uplift = self.path.clone();
        let mut reached = false;
        let spines: Vec<SpineId> =
            self.tables.spines.keys().filter(|id| selector.spine.as_ref().is_none_or(|spine| spine == *id)).cloned().collect();
        let mut problems = Vec::new();
        for id in spines {
            let columns = self.selected_columns(&id, selector);
            let conventions = &self.scale.conventions;
            let Some(spine) = self.tables.spines.get_mut(&id) else { continue };
            let Some(ranks) = selected_ranks(spine, selector.points.as_ref()) else { continue };
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
                    match raised(value, uplift, conventions.annual_rounding, conventions.carry) {
                        Ok(new) if new.published >= Money::ZERO => *value = new,
                        Ok(new) => problems.push((point.clone(), new.published.to_string())),
                        Err(_) => problems.push((point.clone(), "too large to hold".into())),
                    }
                }
            }
        }
        if let Some((point, amount)) = problems.into_iter().next() {
            self.fault(&["uplift"], Problem::OutOfBounds { what: format!("point {point}"), amount });
        }
        if selector.points.is_none() && selector.spine.is_none() {
            reached = self.uplift_pay_ranges(uplift, selector) || reached;
            self.moves.salaries.push((*uplift, selector.clone()));
        }
        if !reached {
            self.nothing_reached(selector);
        }
    }

    /// Why an uplift is for nothing: a point that no spine has, points in the wrong order, or grades without a range.
    fn nothing_reached(&mut self, selector: &Selector) {
        let named: Vec<PointId> = match &selector.points {
            None => {
                let why = "no range has these grades and areas";
                return self.fault(&["uplift"], Problem::SelectsNothing { why: why.into() });
            }
            Some(Points::Between(first, last)) => vec![first.clone(), last.clone()],
            Some(Points::Listed(points)) => points.clone(),
        };
        match named.iter().find(|point| self.spine_with(point, selector).is_none()) {
            Some(point) => self.unknown_point(&point.clone(), selector, &["points"]),
            None => self.fault(
                &["points"],
                Problem::SelectsNothing { why: "the lower point comes first, and both lie on one spine".into() },
            ),
        }
    }

    fn uplift_pay_ranges(&mut self, uplift: &Uplift, selector: &Selector) -> bool {
        let conventions = &self.scale.conventions;
        let mut reached = false;
        let mut wrong = None;
        for (key, range) in &mut self.tables.ranges {
            let Range::Pay { minimum, target, .. } = range else { continue };
            if !selector.takes(&key.0, key.1.as_ref()) {
                continue;
            }
            reached = true;
            for value in [minimum, target] {
                match raised(value, uplift, conventions.annual_rounding, conventions.carry) {
                    Ok(new) if new.published >= Money::ZERO => *value = new,
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
        let gone = self.moves.deleted.get(&id).cloned().unwrap_or_default();
        let conventions = &self.scale.conventions;
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
                let carried = if conventions.carry == Carry::Unrounded { carried } else { published.exact() };
                Some(Value { published, carried })
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
        let mut spines = self.tables.spines.iter().filter(|(id, _)| selector.spine.as_ref().is_none_or(|spine| spine == *id));
        spines.find(|(_, spine)| spine.rank(point).is_some()).map(|(id, _)| id.clone())
    }

    fn unknown_point(&mut self, point: &PointId, selector: &Selector, deeper: &[&str]) {
        let spines = self.tables.spines.iter().filter(|(id, _)| selector.spine.as_ref().is_none_or(|spine| spine == *id));
        let known = spines.flat_map(|(_, spine)| &spine.points).map(ToString::to_string).collect();
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
                let falls = std::iter::once(&spine.common).chain(spine.own.values()).find_map(|column| {
                    column.windows(2).position(|pair| pair[1].published < pair[0].published).map(|rank| (rank, column))
                });
                falls.map_or_else(Vec::new, |(rank, column)| {
                    let (lower, higher) = (spine.points[rank].clone(), spine.points[rank + 1].clone());
                    let mut path = path;
                    if stated {
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

/// Numbered points stand in the order of their numbers; named ones as written.
fn sort_numbered(spine: &mut Spine) {
    let numbered = spine.points.iter().all(|point| matches!(point, PointId::Number(_)));
    if numbered && spine.own.is_empty() {
        let mut pairs: Vec<(PointId, Value)> = spine.points.drain(..).zip(spine.common.drain(..)).collect();
        pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
        (spine.points, spine.common) = pairs.into_iter().unzip();
    }
}

/// The places a measure selects; `None` when the spine lacks a point that it names.
fn selected_ranks(spine: &Spine, points: Option<&Points>) -> Option<BTreeSet<usize>> {
    match points {
        None => Some((0..spine.points.len()).collect()),
        Some(Points::Between(first, last)) => Some((spine.rank(first)?..=spine.rank(last)?).collect()),
        Some(Points::Listed(points)) => points.iter().map(|point| spine.rank(point)).collect(),
    }
}
