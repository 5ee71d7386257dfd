//! Spines as a settlement states them: formulas, tables, tables of areas.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Carry, Exact, Money, PointId, Points, Problem, RangeKey, Spine, SpineFact, SpineId, Value, Work, range_name};
use crate::scale::{Formula, Law, PointPart, PointTable};

/// What is said of a value of which the unrounded one behind it is stated.
const INFERRED: &str = "the unrounded values that awards start from are inferred; only rounded ones are published";

impl Work<'_> {
    /// A value as a settlement states it: paid as written, never rounded. The next award starts from it, or from the value behind it
    /// if that is stated too and awards start from unrounded values.
    pub(super) fn stated(&mut self, amount: Money, behind: Option<Money>, deeper: &[&str]) -> Value {
        let Some(behind) = behind else { return amount.into() };
        let conventions = &self.scale.conventions;
        let rounds_to = conventions.annual_rounding.round(&behind.exact());
        if conventions.carry == Carry::Published {
            self.fault(deeper, Problem::CarriesPublished { unrounded: behind });
        } else if rounds_to != Ok(amount) {
            self.fault(deeper, Problem::NotBehind { published: amount, unrounded: behind });
            return amount.into();
        }
        Value { published: amount, carried: behind.exact(), assumed: Some(INFERRED.into()) }
    }

    /// A spine as a settlement states it.
    pub(super) fn spine(&mut self, id: &SpineId, fact: &SpineFact) {
        let stands = self.tables.spines.contains_key(id) && !fact.replaces && fact.formula.is_none();
        let mut spine = if stands { self.tables.spines.remove(id).expect("the spine stands") } else { Spine::default() };
        if let Some(formula) = &fact.formula {
            match self.formula(formula, fact.table.assumed.as_deref()) {
                Ok(values) => {
                    (spine.points, spine.common) = values.into_iter().unzip();
                    assume_only(&mut spine, fact.table.assumed_points.as_ref());
                }
                Err(problem) => {
                    self.broken.insert(id.clone());
                    return self.fault(&[formula_key(formula)], problem);
                }
            }
        }
        let extends = !stands && fact.formula.is_none();
        // Each table of a new spine names its points; the first says what they are.
        let of_areas = fact.areas.iter().map(|(_, table)| table);
        if extends && let Some(first) = [&fact.table].into_iter().chain(of_areas).find(|table| !table.points.is_empty()) {
            // A point that is there twice was reported where the file was read.
            for (point, _) in &first.points {
                if !spine.points.contains(point) {
                    spine.points.push(point.clone());
                }
            }
            sort_numbered(&mut spine.points);
        }
        let assumed_of_the_rest = fact.formula.is_none();
        self.check_assumed_points(&spine.points, &fact.table, fact.formula.is_some());
        if !fact.table.points.is_empty() {
            let mut common = std::mem::take(&mut spine.common);
            let own: Vec<RangeKey> = spine.own.keys().cloned().collect();
            self.fill(&mut common, &spine.points, &fact.table, extends, assumed_of_the_rest);
            for key in own {
                let Some(mut column) = spine.own.remove(&key) else { continue };
                self.fill(&mut column, &spine.points, &fact.table, false, assumed_of_the_rest);
                spine.own.insert(key, column);
            }
            if extends && common.is_empty() {
                self.broken.insert(id.clone());
            }
            spine.common = common;
        }
        for (area, table) in &fact.areas {
            self.path.push(area.to_string());
            self.known_area(area, &[]);
            if !self.scale.has_area(area) {
                self.broken.insert(id.clone());
            }
            self.check_assumed_points(&spine.points, table, false);
            let grades: Vec<RangeKey> = (self.scale.grades.iter())
                .filter(|(_, grade)| grade.spine.as_ref() == Some(id))
                .map(|(grade, _)| (grade.clone(), Some(area.clone())))
                .collect();
            if grades.is_empty() {
                let why = format!("no grade lies on spine `{id}`, so its values in an area are for nobody");
                self.fault(&[], Problem::SelectsNothing { why });
            }
            for key in grades {
                // What the grade was paid there before; nothing where the spine is new.
                let mut column = spine.column(&key.0, key.1.as_ref()).to_vec();
                let whole = column.is_empty();
                self.fill(&mut column, &spine.points, table, whole, true);
                if column.is_empty() {
                    self.broken.insert(id.clone());
                }
                spine.own.insert(key, column);
            }
            self.path.pop();
        }
        self.tables.spines.insert(id.clone(), spine);
    }

    /// What is said to be assumed must be points of the spine, and have a value in the table unless a formula gives all of them one.
    fn check_assumed_points(&mut self, points: &[PointId], table: &PointTable, has_formula: bool) {
        let Some(selected) = &table.assumed_points else { return };
        let in_table = |point: &PointId| has_formula || table.points.iter().any(|(known, _)| known == point);
        let before = self.faults.len();
        for (index, part) in selected.0.iter().enumerate() {
            // A range may reach beyond the points of the table; a single point has to be in it.
            let known: Vec<&PointId> = match part {
                PointPart::One(_) => points.iter().filter(|point| in_table(point)).collect(),
                PointPart::Range(..) => points.iter().collect(),
            };
            if let Some(missing) = part.ends().find(|point| !known.contains(point)) {
                let known = known.into_iter().map(ToString::to_string).collect();
                self.unknown(&["assumed-points", &index.to_string()], "point", missing, known);
            }
        }
        let names_one = named(points, selected).is_some_and(|named| named.into_iter().any(in_table));
        if self.faults.len() == before && !names_one {
            let why = "no point with a value here is named".into();
            self.fault(&["assumed-points"], Problem::SelectsNothing { why });
        }
    }

    /// Puts the values of a table into a column. A column that is stated as a whole names every point once.
    fn fill(&mut self, column: &mut Vec<Value>, points: &[PointId], table: &PointTable, whole: bool, all_assumed: bool) {
        let assumed: Option<Arc<str>> = table.assumed.as_deref().map(Into::into);
        let (mut given, mut seen): (Vec<(usize, Value)>, BTreeSet<usize>) = (Vec::new(), BTreeSet::new());
        for (point, stated) in &table.points {
            let behind = table.unrounded.iter().find(|(known, _)| known == point).map(|(_, behind)| *behind);
            let name = point.to_string();
            let mut value = self.stated(*stated, behind, &["unrounded", &name]);
            let is_assumed = match &table.assumed_points {
                Some(selected) => named(points, selected).is_some_and(|named| named.contains(&point)),
                None => all_assumed,
            };
            value = value.because(assumed.as_ref().filter(|_| is_assumed));
            if let Some(rank) = points.iter().position(|known| known == point) {
                // Of a point that is there twice, which was reported where the file was read, the first value stands.
                if seen.insert(rank) {
                    given.push((rank, value));
                }
            } else {
                let known = points.iter().map(ToString::to_string).collect();
                self.unknown(&["points", &name], "point", point, known);
            }
        }
        for (point, _) in table.unrounded.iter().filter(|(point, _)| !table.points.iter().any(|(known, _)| known == point)) {
            let known = table.points.iter().map(|(known, _)| known.to_string()).collect();
            self.unknown(&["unrounded", &point.to_string()], "point", point, known);
        }
        if whole {
            if let Some(missing) = points.iter().enumerate().find(|(rank, _)| !given.iter().any(|(known, _)| known == rank)) {
                self.fault(&["points"], Problem::PointMissing { point: missing.1.clone() });
                // What rests on the column is not reported too.
                return column.clear();
            }
            given.sort_by_key(|(rank, _)| *rank);
            *column = given.into_iter().map(|(_, value)| value).collect();
        } else {
            for (rank, value) in given {
                if let Some(standing) = column.get_mut(rank) {
                    *standing = value;
                }
            }
        }
    }

    fn formula(&self, formula: &Formula, assumed: Option<&str>) -> Result<Vec<(PointId, Value)>, Problem> {
        let conventions = &self.scale.conventions;
        let too_large = || Problem::OutOfBounds { what: "a point".into(), amount: "too large to hold".into() };
        let assumed: Option<Arc<str>> = assumed.map(Into::into);
        let value = |exact: Exact| {
            let published = conventions.annual_rounding.round(&exact).map_err(|_| too_large())?;
            let carried = if conventions.carry == Carry::Unrounded { exact } else { published.exact() };
            Ok::<Value, Problem>(Value { published, carried, assumed: assumed.clone() })
        };
        let mut values = Vec::new();
        match &formula.law {
            Law::Geometric { at, value: anchor, ratio } => {
                let ratio = Exact::from(*ratio);
                // One factor more at each point, from the first on: the powers are never worked out anew.
                let exponent = i32::from(formula.first) - i32::from(*at);
                let mut exact =
                    ratio.to_the_power(exponent).map(|power| Exact::from(*anchor).times(&power)).ok_or_else(too_large)?;
                for number in formula.first..=formula.last {
                    let next = exact.times(&ratio);
                    values.push((PointId::Number(number), value(exact)?));
                    exact = next;
                }
            }
            Law::Arithmetic { value: lowest, step } => {
                let lowest = Exact::from(*lowest);
                let step = conventions.annual_rounding.round(&lowest.times(&step.exact())).map_err(|_| too_large())?.exact();
                let mut exact = lowest;
                for number in formula.first..=formula.last {
                    values.push((PointId::Number(number), value(exact.clone())?));
                    exact = exact.plus(&step);
                }
            }
        }
        Ok(values)
    }

    /// A range on a spine that states its values by area must be in one of these areas.
    pub(super) fn check_column(&mut self, key: &RangeKey, id: &SpineId, spine: &Spine) {
        if spine.column(&key.0, key.1.as_ref()).is_empty() && !spine.points.is_empty() {
            self.fault(&[], Problem::NoValues { spine: id.clone(), grade: range_name(key), by_area: key.1.is_none() });
        }
    }
}

/// Of a formula only the selected points are assumed.
fn assume_only(spine: &mut Spine, selected: Option<&Points>) {
    let Some(named) = selected.and_then(|selected| named(&spine.points, selected)) else { return };
    for (point, value) in spine.points.iter().zip(&mut spine.common) {
        value.assumed = value.assumed.take().filter(|_| named.contains(&point));
    }
}

/// The key of a formula.
fn formula_key(formula: &Formula) -> &'static str {
    match formula.law {
        Law::Geometric { .. } => "geometric",
        Law::Arithmetic { .. } => "arithmetic",
    }
}

/// The points selected, in the order of the spine; `None` when one is not there.
fn named<'a>(points: &'a [PointId], selected: &Points) -> Option<Vec<&'a PointId>> {
    let rank = |point: &PointId| points.iter().position(|known| known == point);
    selected.indices(rank)?.into_iter().map(|index| points.get(index)).collect()
}

/// Numbered points stand in the order of their numbers, whatever the order in the file; named ones as written.
fn sort_numbered(points: &mut [PointId]) {
    if points.iter().all(|point| matches!(point, PointId::Number(_))) {
        points.sort();
    }
}
