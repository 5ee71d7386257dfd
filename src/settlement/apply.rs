//! One settlement applied to the tables that stood before it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::budget::{self, Budget, KEPT, MOST_PAYMENTS};
use super::fault::Problem;
use super::moves::{Moves, raised};
use super::tables::{Payment, Range, RangeKey, Rate, Spine, Tables, Tier, Value};
use crate::money::{Exact, Money};
use crate::scale::{
    AreaId, Basis, BetweenMeasures, Carry, Change, Condition, GradeId, Measure, Pace, PaymentFact, PaymentId, PaymentRate,
    PaymentTier, PointId, PointPart, Points, RangeBounds, RangeFact, Scale, Selector, Settlement, SpineFact, SpineId, Uplift,
};

mod payments;
mod ranges;
mod readings;
mod spines;
mod stated;

use self::readings::Readings;

/// The first key of a path that begins at the top of the document and not in the settlement.
pub(super) const FROM_THE_TOP: &str = "";

type Found = (Vec<String>, Problem);

/// Faults of one settlement that are told.
const MOST_FAULTS: usize = 500;

/// The tables after the settlement, how it moves people, and everything that is wrong with it. `budget` is what may still be worked out.
pub(super) fn apply(scale: &Scale, before: &Tables, settlement: &Settlement, budget: &mut Budget) -> (Tables, Moves, Vec<Found>) {
    let mut work = Work::new(scale, before);
    let mut fits = work.spines(settlement, budget, |fact| fact.before_measures);
    work.ranges(settlement, |fact| fact.before_measures);
    work.payments(settlement, |fact| fact.before_measures);
    fits = fits && work.measures(settlement, budget);
    let readings = Readings::of(&work.tables, settlement);
    if !fits || !work.spines(settlement, budget, |fact| !fact.before_measures) {
        return (work.tables, work.moves, work.faults);
    }
    let revalued = work.tables.spines.clone();
    work.delete_marked();
    work.ranges(settlement, |fact| !fact.before_measures);
    for (grade, progression) in &settlement.progression {
        work.path = vec!["progression".into()];
        if let Some(grade) = grade {
            work.path.push(grade.to_string());
            work.known_grade(grade, &[]);
        }
        work.known_values(&progression.requires, "requires");
        work.tables.progression.insert(grade.clone(), progression.clone());
    }
    work.payments(settlement, |fact| !fact.before_measures);
    work.place_conditions();
    work.check(settlement);
    if let Some(readings) = readings {
        work.refuse_two_readings(before, &readings, &revalued, settlement, budget);
        // Of a first settlement the two readings say more.
        if work.faults.iter().any(|(_, problem)| matches!(problem, Problem::TwoReadings { .. })) {
            work.faults.retain(|(_, problem)| *problem != Problem::NothingYet);
        }
    }
    work.keep_old_structure(before, revalued);
    // What is kept for every later day weighs more than what is worked out once.
    if !budget.spend(work.tables.size(scale).saturating_mul(KEPT)) {
        work.path = Vec::new();
        work.fault(&[], budget.spent());
    }
    (work.tables, work.moves, work.faults)
}

fn range_path(grade: &GradeId, area: Option<&AreaId>) -> Vec<String> {
    let mut path = vec!["range".into(), grade.to_string()];
    path.extend(area.map(ToString::to_string));
    path
}

/// A grade with its area, as messages name it.
fn range_name((grade, area): &RangeKey) -> String {
    area.as_ref().map_or_else(|| grade.to_string(), |area| format!("{grade} ({area})"))
}

struct Work<'a> {
    scale: &'a Scale,
    tables: Tables,
    moves: Moves,
    faults: Vec<Found>,
    /// Where in the settlement we are.
    path: Vec<String>,
    /// Spines of which the formula gave no values: reported, and nothing that rests on them is.
    broken: BTreeSet<SpineId>,
    /// The last uplift of points.
    last_uplift: Vec<String>,
    /// Why what the present measure does is assumed, if it is.
    measure_assumed: Option<Arc<str>>,
}

impl<'a> Work<'a> {
    fn new(scale: &'a Scale, before: &Tables) -> Work<'a> {
        let mut work = Work {
            scale,
            tables: before.clone(),
            moves: Moves::default(),
            faults: Vec::new(),
            path: Vec::new(),
            broken: BTreeSet::new(),
            last_uplift: vec!["measure".into()],
            measure_assumed: None,
        };
        work.tables.hours_per_week = work.tables.hours_per_week.or(scale.conventions.hours_per_week);
        work
    }

    /// States the spines that a test selects; false once there is more than is worked out.
    fn spines(&mut self, settlement: &Settlement, budget: &mut Budget, selected: impl Fn(&SpineFact) -> bool) -> bool {
        for (id, fact) in settlement.spines.iter().filter(|(_, fact)| selected(fact)) {
            self.path = vec!["spine".into(), id.to_string()];
            let fits = budget.spend(budget::stated(self.scale, &self.tables, id, fact));
            if fits {
                self.spine(id, fact);
            }
            // A formula's values may have very many digits each.
            if !fits || !budget.spend(self.tables.spines.get(id).map_or(0, Spine::size)) {
                self.fault(&[], budget.spent());
                return false;
            }
        }
        true
    }

    /// States the ranges that a test selects.
    fn ranges(&mut self, settlement: &Settlement, selected: impl Fn(&RangeFact) -> bool) {
        for fact in settlement.ranges.iter().filter(|fact| selected(fact)) {
            self.path = range_path(&fact.grade, fact.area.as_ref());
            self.range(fact);
        }
    }

    /// States the payments that a test selects.
    fn payments(&mut self, settlement: &Settlement, selected: impl Fn(&PaymentFact) -> bool) {
        for (id, fact) in settlement.payments.iter().filter(|(_, fact)| selected(fact)) {
            self.path = vec!["payment".into(), id.to_string()];
            self.payment(id, fact);
        }
    }

    /// Applies the measures in the order written. What was left unrounded between them is rounded at the end. False once there is more than
    /// is worked out.
    fn measures(&mut self, settlement: &Settlement, budget: &mut Budget) -> bool {
        for (index, measure) in settlement.measures.iter().enumerate() {
            self.path = vec!["measure".into(), index.to_string()];
            if self.nothing_stands() && !self.needs_nothing(&measure.change) {
                // One fault for all of them.
                self.fault(&[], Problem::NothingYet);
                break;
            }
            if !budget.spend(self.tables.size(self.scale)) {
                self.fault(&[], budget.spent());
                return false;
            }
            self.measure(measure);
        }
        let conventions = &self.scale.conventions;
        if conventions.carry == Carry::Published && conventions.between_measures == BetweenMeasures::Unrounded {
            self.tables.values_mut().for_each(Value::carry_published);
        }
        true
    }

    fn fault(&mut self, deeper: &[&str], problem: Problem) {
        let is_told = |(_, known): &Found| *known == problem;
        match problem {
            Problem::TooMuch { .. } if self.faults.iter().any(is_told) => return,
            Problem::TooMuch { .. } => {}
            _ if self.faults.len() >= MOST_FAULTS => return,
            _ => {}
        }
        let mut path = self.path.clone();
        path.extend(deeper.iter().map(ToString::to_string));
        self.faults.push((path, problem));
    }

    fn unknown(&mut self, deeper: &[&str], what: &'static str, name: &dyn ToString, known: Vec<String>) {
        self.fault(deeper, Problem::Unknown { what, name: name.to_string(), known });
    }

    fn known_grade(&mut self, grade: &GradeId, deeper: &[&str]) {
        if self.scale.grade(grade).is_none() && self.faults.len() < MOST_FAULTS {
            let known = self.scale.grades.iter().map(|(id, _)| id.to_string()).collect();
            self.unknown(deeper, "grade", grade, known);
        }
    }

    fn known_area(&mut self, area: &AreaId, deeper: &[&str]) {
        if !self.scale.has_area(area) && self.faults.len() < MOST_FAULTS {
            let known = self.scale.areas.iter().map(|(id, _)| id.to_string()).collect();
            self.unknown(deeper, "area", area, known);
        }
    }

    /// Grades, areas and points that a condition names must exist, and ranges of points must not be empty.
    fn known_values(&mut self, condition: &Condition, key: &str) {
        for (field, values) in condition.iter() {
            for (index, value) in values.iter().enumerate() {
                let place = index.to_string();
                match field {
                    "grade" => self.known_grade(&value.as_str().into(), &[key, field, &place]),
                    "area" => self.known_area(&value.as_str().into(), &[key, field, &place]),
                    _ => {}
                }
            }
        }
        // Of a spine without values nothing can be said.
        if self.broken.is_empty() {
            self.known_points(condition, &[key, "point"]);
        }
    }

    /// Points that a condition names must be on some spine, and the ends of a range on one.
    fn known_points(&mut self, condition: &Condition, deeper: &[&str]) {
        let on = |spine: &Spine, part: &PointPart| Points(vec![part.clone()]).indices(|point| spine.rank(point));
        for (index, part) in condition.points().0.iter().enumerate() {
            let place = index.to_string();
            let deeper: Vec<&str> = deeper.iter().copied().chain([place.as_str()]).collect();
            let missing = part.ends().find(|point| self.tables.spines.values().all(|spine| spine.rank(point).is_none()));
            if let Some(point) = missing {
                self.unknown_point(point, &Selector::default(), &deeper);
            } else if self.tables.spines.values().all(|spine| on(spine, part).is_none_or(|places| places.is_empty())) {
                let why = "the lower point comes first, and both lie on one spine";
                self.fault(&deeper, Problem::SelectsNothing { why: why.into() });
            }
        }
    }

    /// Finds the points that the ranges of conditions take on the spines as they now are.
    fn place_conditions(&mut self) {
        let spines = self.tables.spines.values().map(|spine| spine.points.as_slice());
        let gates = self.tables.progression.values_mut().map(|rule| &mut rule.requires);
        let payments = self.tables.payments.iter_mut().flat_map(|(_, payment)| {
            std::iter::once(&mut payment.fact.condition).chain(payment.tiers.iter_mut().map(|tier| &mut tier.condition))
        });
        for condition in gates.chain(payments) {
            condition.find_points_on(&spines);
        }
    }

    /// Whether the names of a selector are known; those that are not are faults.
    fn known_selector(&mut self, selector: &Selector) -> bool {
        let before = self.faults.len();
        for (index, grade) in selector.grades.iter().enumerate() {
            self.known_grade(grade, &["grades", &index.to_string()]);
        }
        for (index, area) in selector.areas.iter().enumerate() {
            self.known_area(area, &["areas", &index.to_string()]);
        }
        for (index, spine) in selector.spines.iter().enumerate() {
            if self.tables.spines.contains_key(spine) {
                continue;
            }
            let known = self.tables.spines.keys().map(ToString::to_string).collect();
            self.unknown(&["spine", &index.to_string()], "spine", spine, known);
        }
        self.faults.len() == before
    }

    /// Whether nothing has been stated that a measure could change.
    fn nothing_stands(&self) -> bool {
        self.tables.spines.is_empty() && self.tables.ranges.is_empty() && self.tables.payments.is_empty()
    }

    /// Whether a measure changes no figure that has to stand before it. A lump sum goes to whoever is in a range; where no system has any,
    /// to everybody.
    fn needs_nothing(&self, change: &Change) -> bool {
        match change {
            Change::HoursPerWeek(_) => true,
            Change::LumpSum { .. } => !self.scale.has_ranges(),
            _ => false,
        }
    }

    fn measure(&mut self, measure: &Measure) {
        if !self.known_selector(&measure.selector) {
            return;
        }
        self.measure_assumed = measure.assumed.as_deref().map(Into::into);
        match &measure.change {
            Change::Uplift { uplift, payments } if payments.is_empty() => self.uplift(uplift, &measure.selector),
            Change::Uplift { uplift, payments } => self.uplift_payments(uplift, payments, &measure.selector),
            Change::RaiseTo(point) => self.raise_to(point, &measure.selector),
            Change::EqualSteps(share) => self.equal_steps(*share, &measure.selector),
            Change::DeletePoints(points) => self.mark_deleted(points, &measure.selector),
            Change::InsertPoint { point, between, at } => self.insert(point, between, *at, &measure.selector),
            Change::RaiseMinimum { shift, assimilation } => self.raise_minima(shift, *assimilation, &measure.selector),
            Change::LowerTarget(shift) => self.lower_targets(shift, &measure.selector),
            Change::TargetWithin { within, assimilation } => self.shorten(*within, *assimilation, &measure.selector),
            Change::HoursPerWeek(hours) => self.tables.hours_per_week = Some(*hours),
            Change::LumpSum { .. } if !self.scale.has_ranges() => {}
            Change::LumpSum { .. } => {
                self.selected_ranges(&measure.selector, "lump-sum");
            }
        }
    }

    /// What must hold when a settlement is through.
    fn check(&mut self, settlement: &Settlement) {
        self.check_spines(settlement);
        self.check_ranges(settlement);
        self.work_out_waits(settlement);
    }

    /// Keeps the ranges and points as they were before this settlement, with its new values, if it changes any of them.
    fn keep_old_structure(&mut self, before: &Tables, revalued: std::collections::BTreeMap<SpineId, Spine>) {
        let changed = self.tables.ranges.iter().any(|(key, range)| {
            before.ranges.get(key).is_some_and(|old| match (old, range) {
                (Range::Points { minimum: a, target: b, .. }, Range::Points { minimum: c, target: d, .. }) => (a, b) != (c, d),
                _ => true,
            })
        });
        if changed || !self.moves.deleted.is_empty() {
            let mut ranges = self.tables.ranges.clone();
            ranges.extend(before.ranges.iter().map(|(key, range)| (key.clone(), range.clone())));
            let mut waits = before.waits.clone();
            for (key, new) in &self.tables.waits {
                waits.entry(key.clone()).or_default().extend(new.iter().map(|(point, wait)| (point.clone(), *wait)));
            }
            self.moves.before = Some(Arc::new(Tables { spines: revalued, ranges, waits, ..self.tables.clone() }));
        }
    }
}
