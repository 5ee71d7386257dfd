//! Refuses settlements that can be read in two ways: a value is stated, and a measure of the same settlement changes it.
//!
//! The stated value may be the result, or what the measures start from. The two differ in money, so the file must say which it is.
//! It says so without a key where the stated value is what the measures make of the value that stood before.

use std::collections::BTreeMap;

use super::{
    Budget, Change, Measure, PaymentFact, PaymentId, Problem, Range, RangeBounds, RangeFact, RangeKey, Settlement, Spine,
    SpineFact, SpineId, Tables, Value, Work, range_name, range_path,
};
use crate::scale::{PointId, PointTable};

/// What a settlement with possible second readings makes of the tables before its results are stated.
pub(super) struct Readings {
    /// The tables after the measures.
    measured: Tables,
    spines: bool,
    ranges: bool,
    payments: bool,
}

impl Readings {
    /// `None` if no measure could change anything that the settlement states as a result.
    pub(super) fn of(measured: &Tables, settlement: &Settlement) -> Option<Readings> {
        let any = |test: &dyn Fn(&Measure) -> bool| settlement.measures.iter().any(test);
        let spines = settlement.spines.iter().any(|(id, fact)| {
            !fact.before_measures && any(&|measure| changes_points(measure) && measure.selector.takes_spine(id))
        });
        let ranges = settlement.ranges.iter().any(|fact| is_result(fact) && any(&changes_ranges));
        let payments = settlement.payments.iter().any(|(id, fact)| pays_result(fact) && any(&|measure| raises(measure, id)));
        (spines || ranges || payments).then(|| Readings { measured: measured.clone(), spines, ranges, payments })
    }
}

fn changes_points(measure: &Measure) -> bool {
    match &measure.change {
        Change::Uplift { payments, .. } => payments.is_empty(),
        Change::RaiseTo(_) | Change::EqualSteps(_) => true,
        _ => false,
    }
}

fn changes_ranges(measure: &Measure) -> bool {
    match &measure.change {
        Change::Uplift { payments, .. } => payments.is_empty(),
        Change::RaiseMinimum { .. } | Change::LowerTarget(_) | Change::TargetWithin { .. } => true,
        _ => false,
    }
}

fn raises(measure: &Measure, id: &PaymentId) -> bool {
    matches!(&measure.change, Change::Uplift { payments, .. } if payments.contains(id))
}

fn is_result(fact: &RangeFact) -> bool {
    !fact.before_measures && fact.exception.is_none()
}

fn pays_result(fact: &PaymentFact) -> bool {
    !fact.before_measures && fact.exception.is_none() && !fact.tiers.is_empty()
}

impl Work<'_> {
    /// Refuses what has two readings. `stated` are the spines as the settlement leaves them, before points are deleted.
    pub(super) fn refuse_two_readings(
        &mut self,
        before: &Tables,
        readings: &Readings,
        stated: &BTreeMap<SpineId, Spine>,
        settlement: &Settlement,
        budget: &mut Budget,
    ) {
        let no_spine = |_: &SpineFact| false;
        let mut found = Vec::new();
        if readings.spines
            && let Some(other) =
                self.with_facts_first(before, settlement, budget, |fact| !fact.before_measures, |_| false, |_| false)
        {
            for (id, fact) in settlement.spines.iter().filter(|(_, fact)| !fact.before_measures) {
                let (Some(stated), Some(raised)) = (stated.get(id), other.spines.get(id)) else { continue };
                let spines = SpineReadings { stated, raised, measured: readings.measured.spines.get(id) };
                found.extend(spines.of_fact(id, fact));
            }
        }
        if readings.ranges
            && let Some(other) = self.with_facts_first(before, settlement, budget, no_spine, is_result, |_| false)
        {
            for fact in settlement.ranges.iter().filter(|fact| is_result(fact)) {
                let key = (fact.grade.clone(), fact.area.clone());
                let of = |tables: &Tables| tables.ranges.get(&key).map(ends);
                let stated = stated_ends(&fact.bounds);
                let (Some(raised), measured) = (of(&other), of(&readings.measured)) else { continue };
                if raised != stated && measured.as_ref() != Some(&stated) {
                    let problem = Problem::TwoReadings {
                        what: format!("the range of {}", range_name(&key)),
                        stated: stated.join(" to "),
                        raised: raised.join(" to "),
                        more: 0,
                    };
                    found.push((range_path(&fact.grade, fact.area.as_ref()), problem));
                }
            }
        }
        if readings.payments
            && let Some(other) = self.with_facts_first(before, settlement, budget, no_spine, |_| false, pays_result)
        {
            for (id, _) in settlement.payments.iter().filter(|(_, fact)| pays_result(fact)) {
                let (Some(stated), Some(raised)) = (amounts(&self.tables, id), amounts(&other, id)) else { continue };
                let measured = amounts(&readings.measured, id);
                let differ: Vec<(&String, &String)> = stated.iter().zip(&raised).filter(|(one, other)| one != other).collect();
                if let (Some((stated_amount, raised_amount)), true) = (differ.first(), measured.as_ref() != Some(&stated)) {
                    let problem = Problem::TwoReadings {
                        what: format!("payment `{id}`"),
                        stated: (*stated_amount).clone(),
                        raised: (*raised_amount).clone(),
                        more: differ.len() - 1,
                    };
                    found.push((vec!["payment".into(), id.to_string()], problem));
                }
            }
        }
        self.faults.extend(found);
    }

    /// The tables if the measures started from the selected facts. `None` if the settlement has no such reading: a measure then finds
    /// nothing to change, or nothing that it could change in this way. Where it is too much, the budget is spent and `apply` says so.
    fn with_facts_first(
        &self,
        before: &Tables,
        settlement: &Settlement,
        budget: &mut Budget,
        spines: impl Fn(&SpineFact) -> bool,
        ranges: impl Fn(&RangeFact) -> bool,
        payments: impl Fn(&PaymentFact) -> bool,
    ) -> Option<Tables> {
        let mut other = Work::new(self.scale, before);
        other.spines(settlement, budget, |fact| fact.before_measures || spines(fact));
        other.ranges(settlement, |fact| fact.before_measures || ranges(fact));
        other.payments(settlement, |fact| fact.before_measures || payments(fact));
        other.measures(settlement, budget);
        other.faults.is_empty().then_some(other.tables)
    }
}

/// One spine as stated, with the measures applied to what is stated, and with the measures applied to what stood before.
struct SpineReadings<'a> {
    stated: &'a Spine,
    raised: &'a Spine,
    measured: Option<&'a Spine>,
}

impl SpineReadings<'_> {
    /// One problem for each table of the fact in which a value has two readings.
    fn of_fact(&self, id: &SpineId, fact: &SpineFact) -> Vec<(Vec<String>, Problem)> {
        let mut found = Vec::new();
        let path = vec!["spine".to_owned(), id.to_string()];
        let of_an_area = |key: &RangeKey| fact.areas.iter().any(|(area, _)| key.1.as_ref() == Some(area));
        let common: Vec<Option<&RangeKey>> =
            std::iter::once(None).chain(self.stated.own.keys().filter(|key| !of_an_area(key)).map(Some)).collect();
        let in_table = |point: &PointId| fact.table.points.iter().any(|(known, _)| known == point);
        if fact.formula.is_some() {
            let by_formula: Vec<&PointId> = self.stated.points.iter().filter(|point| !in_table(point)).collect();
            found.extend(self.of_points(id, &by_formula, &common).map(|(_, problem)| (path.clone(), problem)));
        }
        let mut of_table = |path: &[String], table: &PointTable, columns: &[Option<&RangeKey>]| {
            let points: Vec<&PointId> = table.points.iter().map(|(point, _)| point).collect();
            let problem = table.exception.is_none().then(|| self.of_points(id, &points, columns)).flatten();
            found.extend(problem.map(|(point, problem)| ([path, &["points".to_owned(), point]].concat(), problem)));
        };
        of_table(&path, &fact.table, &common);
        for (area, table) in &fact.areas {
            let columns: Vec<Option<&RangeKey>> =
                self.stated.own.keys().filter(|key| key.1.as_ref() == Some(area)).map(Some).collect();
            of_table(&[path.as_slice(), &[area.to_string()]].concat(), table, &columns);
        }
        found
    }

    /// The first of the points that has two readings in a column, with the problem.
    fn of_points(&self, id: &SpineId, points: &[&PointId], columns: &[Option<&RangeKey>]) -> Option<(String, Problem)> {
        let both = points.iter().filter_map(|point| {
            columns.iter().find_map(|column| {
                let (stated, raised) = (value(self.stated, *column, point)?, value(self.raised, *column, point)?);
                let measured = self.measured.and_then(|spine| value(spine, *column, point));
                let agrees = measured.is_some_and(|value| value.published == stated.published);
                (stated.published != raised.published && !agrees).then_some((*point, stated, raised))
            })
        });
        let both: Vec<(&PointId, &Value, &Value)> = both.collect();
        let (point, stated, raised) = both.first()?;
        let problem = Problem::TwoReadings {
            what: format!("point {point} on spine `{id}`"),
            stated: stated.published.to_string(),
            raised: raised.published.to_string(),
            more: both.len() - 1,
        };
        Some((point.to_string(), problem))
    }
}

/// The value of a point in the column of a grade and area, or in the common one.
fn value<'s>(spine: &'s Spine, column: Option<&RangeKey>, point: &PointId) -> Option<&'s Value> {
    let values = column.map_or(&spine.common, |key| spine.own.get(key).unwrap_or(&spine.common));
    values.get(spine.rank(point)?)
}

/// The ends of a range, as messages name them.
fn ends(range: &Range) -> [String; 2] {
    match range {
        Range::Points { minimum, target, .. } => [minimum.to_string(), target.to_string()],
        Range::Pay { minimum, target, .. } => [minimum.published.to_string(), target.published.to_string()],
    }
}

fn stated_ends(bounds: &RangeBounds) -> [String; 2] {
    match bounds {
        RangeBounds::Points { minimum, target } => [minimum.to_string(), target.to_string()],
        RangeBounds::Pay { minimum, target } => [minimum.to_string(), target.to_string()],
    }
}

/// The amounts of a payment that a measure could raise.
fn amounts(tables: &Tables, id: &PaymentId) -> Option<Vec<String>> {
    let tiers = &tables.payment(id)?.tiers;
    Some(tiers.iter().flat_map(|tier| tier.rate.amounts()).map(|value| value.published.to_string()).collect())
}
