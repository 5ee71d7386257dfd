//! Every figure that a shipped system states must matter: changed by a unit, some result changes.

mod terms;

use std::collections::HashMap;
use std::fmt::Write;

use payspine::calendar::{Date, Length};
use payspine::entitlement;
use payspine::money::{Money, Percent};
use payspine::scale::{Change, Law, Pace, PaymentRate, PointId, RangeBounds, Scale, Settlement, Uplift};
use payspine::scale_file;
use payspine::settlement::{History, Range};
use payspine::workforce::{Member, Position};
use rust_decimal::Decimal;

use crate::day;

/// The value of every point and the rates of all payments, from each settlement on. Most figures show there.
fn values(scale: &Scale) -> Option<String> {
    let history = History::new(scale.clone(), None).ok()?;
    let mut out = String::new();
    for (from, step) in history.steps().iter() {
        writeln!(out, "{from} {:?}", step.tables.payments).unwrap();
        for ((grade, area), range) in &step.tables.ranges {
            let Range::Points { minimum, target, .. } = range else {
                writeln!(out, "{grade} {area:?} {range:?}").unwrap();
                continue;
            };
            let id = scale.grade(grade)?.spine.as_ref()?;
            let spine = &step.tables.spines[id];
            for point in &spine.points[spine.rank(minimum)?..=spine.rank(target)?] {
                let value = step.tables.annual(grade, area.as_ref(), id, point);
                writeln!(out, "{grade} {area:?} {point}: {value:?}").unwrap();
            }
        }
    }
    Some(out)
}

/// What is due over ten years in each grade and area from each point, with every bonus and a rating that passes, new in the grade and
/// four years in it.
fn careers(scale: &Scale) -> Option<String> {
    let history = History::new(scale.clone(), None).ok()?;
    let mut out = String::new();
    let until = scale.settlements[0].from.checked_add(jiff::Span::new().years(10)).unwrap();
    for (from, step) in history.steps().iter() {
        for ((grade, area), range) in &step.tables.ranges {
            let Range::Points { minimum, target, .. } = range else { continue };
            let spine = &step.tables.spines[scale.grade(grade)?.spine.as_ref()?];
            for point in &spine.points[spine.rank(minimum)?..=spine.rank(target)?] {
                for years in [0, 4] {
                    let since = from.checked_sub(jiff::Span::new().years(years)).unwrap();
                    let staff = Member::new(grade.clone(), area.clone(), Position::Point(point.clone()), since);
                    let staff = Member { from, ..staff.field("rating", "B").field("appraisal-bonus", "yes") };
                    let career = entitlement::progress(&history, &staff, until).ok()?;
                    let places = career.rows.iter().map(|row| (row.from, row.standing.place.to_string()));
                    writeln!(out, "{:?} {:?}", places.collect::<Vec<_>>(), career.years).unwrap();
                }
            }
        }
    }
    Some(out)
}

/// A system with one figure changed, and where that should show: any of these results is another then.
struct Figure {
    name: String,
    changed: Scale,
    shows_in: Vec<fn(&Scale) -> Option<String>>,
}

/// A system with one figure changed, for each of its figures, with what it is called.
struct Changed<'a> {
    scale: &'a Scale,
    /// The settlement that is being changed.
    index: usize,
    found: Vec<Figure>,
}

fn up(amount: Money) -> Money {
    amount + Money::from(1)
}

impl Changed<'_> {
    fn with(&mut self, name: &str, change: impl Fn(&mut Settlement)) {
        let mut changed = self.scale.clone();
        let settlement = &mut changed.settlements[self.index];
        let name = format!("{name} of {}", settlement.from);
        change(settlement);
        self.found.push(Figure { name, changed, shows_in: vec![values, careers] });
    }

    fn spines(&mut self) {
        for (spine, (id, fact)) in self.scale.settlements[self.index].spines.iter().enumerate() {
            if fact.formula.is_some() {
                self.with(&format!("the value of the formula of {id}"), |settlement| {
                    match &mut settlement.spines[spine].1.formula.as_mut().unwrap().law {
                        Law::Geometric { value, .. } | Law::Arithmetic { value, .. } => *value += Decimal::ONE,
                    }
                });
                self.with(&format!("the growth of {id}"), |settlement| {
                    match &mut settlement.spines[spine].1.formula.as_mut().unwrap().law {
                        Law::Geometric { ratio, .. } => *ratio += Decimal::new(1, 4),
                        Law::Arithmetic { step, .. } => step.whole += 1,
                    }
                });
            }
            for area in std::iter::once(None).chain((0..fact.areas.len()).map(Some)) {
                let table = area.map_or(&fact.table, |area| &fact.areas[area].1);
                let of_area = area.map(|area| format!(" in {}", fact.areas[area].0)).unwrap_or_default();
                for (place, (point, _)) in table.points.iter().enumerate() {
                    self.with(&format!("point {point} of {id}{of_area}"), |settlement| {
                        let fact = &mut settlement.spines[spine].1;
                        let table = area.map_or(&mut fact.table, |area| &mut fact.areas[area].1);
                        let (point, value) = &mut table.points[place];
                        *value = up(*value);
                        // What lies behind goes with it.
                        let point = point.clone();
                        for (_, behind) in table.unrounded.iter_mut().filter(|(known, _)| *known == point) {
                            *behind = up(*behind);
                        }
                    });
                }
            }
        }
    }

    fn measures(&mut self) {
        for (place, measure) in self.scale.settlements[self.index].measures.iter().enumerate() {
            let Change::Uplift { uplift, .. } = &measure.change else {
                self.with(&format!("measure {place}"), |settlement| {
                    settlement.measures.remove(place);
                });
                continue;
            };
            let mut with_uplift = |what: &str, change: fn(&mut Uplift)| {
                self.with(&format!("the {what} of measure {place}"), |settlement| {
                    if let Change::Uplift { uplift, .. } = &mut settlement.measures[place].change {
                        change(uplift);
                    }
                });
            };
            if !uplift.percent.number().is_zero() {
                with_uplift("per cent", |uplift| uplift.percent = Percent::new(uplift.percent.number() + Decimal::ONE));
            }
            if !uplift.flat.is_zero() {
                with_uplift("sum", |uplift| uplift.flat = up(uplift.flat));
            }
            if uplift.at_least.is_some() {
                // "£1,400 or 4%, whichever is higher" says £1,400 also where 4% is always more; twice that would not be.
                with_uplift("least", |uplift| uplift.at_least = uplift.at_least.map(|least| least + least));
            }
        }
    }

    fn ranges(&mut self) {
        for (place, range) in self.scale.settlements[self.index].ranges.iter().enumerate() {
            // The one point of a range without steps is one figure, and it shows in the range itself.
            if matches!(&range.bounds, RangeBounds::Points { minimum: PointId::Name(low), target: PointId::Name(high) } if low == high)
            {
                continue;
            }
            for target in [false, true] {
                let which = if target { "target" } else { "minimum" };
                self.with(&format!("the {which} of {} {:?}", range.grade, range.area), |settlement| {
                    match &mut settlement.ranges[place].bounds {
                        RangeBounds::Pay { minimum, target: top } => {
                            let end = if target { top } else { minimum };
                            *end = up(*end);
                        }
                        RangeBounds::Points { minimum, target: top } => {
                            let (end, other) = if target { (top, minimum) } else { (minimum, top) };
                            // The other way at the top, where the spine may end.
                            *end = match end {
                                PointId::Number(number) => PointId::Number(if target { *number - 1 } else { *number + 1 }),
                                PointId::Name(_) => other.clone(),
                            };
                        }
                    }
                });
            }
        }
    }

    fn rules(&mut self) {
        let settlement = &self.scale.settlements[self.index];
        for (place, (id, fact)) in settlement.payments.iter().enumerate() {
            for tier in 0..fact.tiers.len() {
                self.with(&format!("rate {tier} of {id}"), |settlement| {
                    match &mut settlement.payments[place].1.tiers[tier].rate {
                        PaymentRate::Amount(amount) => *amount = up(*amount),
                        PaymentRate::PercentOfTarget(percent) | PaymentRate::PercentOfBasic { percent, .. } => {
                            *percent = Percent::new(percent.number() + Decimal::ONE);
                        }
                    }
                });
            }
        }
        for (place, (grade, rule)) in settlement.progression.iter().enumerate() {
            let waits = match &rule.pace {
                Pace::Step { .. } => 1,
                Pace::Waits { waits, .. } => waits.len(),
            };
            for wait in 0..waits {
                self.with(&format!("step {wait} of {grade:?}"), |settlement| match &mut settlement.progression[place].1.pace {
                    Pace::Step { points, .. } => *points += 1,
                    Pace::Waits { waits, .. } => waits[wait] = waits[wait].plus(Length::months(12)),
                });
            }
        }
    }
}

fn perturbed(scale: &Scale) -> Vec<Figure> {
    let mut changed = Changed { scale, index: 0, found: Vec::new() };
    for index in 0..scale.settlements.len() {
        changed.index = index;
        changed.with("the date", |settlement| settlement.from = settlement.from.tomorrow().unwrap());
        changed.spines();
        changed.measures();
        changed.ranges();
        changed.rules();
    }
    changed.found
}

/// Figures on which nothing rests, and why they are stated all the same.
const DEAD: &[(&str, &str, &str)] = &[
    ("home-office", "what awards carry", NO_AWARD),
    ("home-office", "rounding between measures", NO_AWARD),
    ("home-office", "the weeks of stage 2 of maternity pay", LAST),
    ("home-office", "statutory pay of stage 2 of maternity pay", OVER),
    ("home-office", "the month of appraisal-bonus of 2006-07-01", ONE_YEAR),
    ("home-office-2006", "what awards carry", NO_AWARD),
    ("home-office-2006", "rounding between measures", NO_AWARD),
    ("home-office-2006", "the weeks of stage 2 of maternity pay", LAST),
    ("home-office-2006", "statutory pay of stage 2 of maternity pay", OVER),
    ("home-office-2011", "what awards carry", NO_AWARD),
    ("home-office-2011", "rounding between measures", NO_AWARD),
    ("home-office-2011", "the weeks of stage 2 of maternity pay", LAST),
    ("home-office-2011", "statutory pay of stage 2 of maternity pay", OVER),
    ("home-office-2013", "what awards carry", NO_AWARD),
    ("home-office-2013", "rounding between measures", NO_AWARD),
    ("home-office-2013", "the weeks of stage 2 of maternity pay", LAST),
    ("home-office-2013", "statutory pay of stage 2 of maternity pay", OVER),
    ("nhs-afc-england", "the weeks of stage 3 of maternity pay", LAST),
    ("nhs-afc-england", "statutory pay of stage 3 of maternity pay", OVER),
    ("nhs-afc-england", "the window of leave pay", NOT_WORKED),
    ("nhs-afc-england", "the days of leave pay", NOT_WORKED),
    ("njc", "what awards carry", ONCE),
    ("njc", "rounding between measures", ONE_MEASURE),
    ("njc", "the weeks of stage 2 of maternity pay", LAST),
    ("probation", "the unit of annual rounding", STATED),
    ("probation", "the mode of annual rounding", STATED),
    ("probation", "what awards carry", STATED),
    ("probation", "rounding between measures", STATED),
    ("probation", "the hours of a week", NO_HOUR),
    ("probation", "the weeks of a year", NO_HOUR),
    ("teachers-england", "rounding between measures", ONE_MEASURE),
    ("us-gs", "what awards carry", ONCE),
    ("us-gs", "rounding between measures", ALIKE),
    ("worked.toml", "the weeks of stage 1 of maternity pay", LAST),
    ("worked.toml", "the weeks of stage 0 of adoption pay", LAST),
    ("worked.toml", "the weeks of stage 0 of shared parental pay", LAST),
    ("worked.toml", "the window of leave pay", TAKEN_CARE),
    ("worked.toml", "the days of leave pay", TAKEN_CARE),
];
const NO_AWARD: &str = "its settlements state everything, and no award follows";
const ONE_YEAR: &str = "it is known for one year, and in the month after it falls into the same pay year";
const LAST: &str = "after the last stage pay goes on as in it: statutory pay alone, as long as the law gives it";
const OVER: &str = "it begins when the weeks are over for which the law gives anything";
const NOT_WORKED: &str = "none of its payments is for hours or sessions yet";
const ONCE: &str = "only one award by percentage has come to each value, so no fraction has met a second";
const ONE_MEASURE: &str = "no two measures of one settlement change one value";
const STATED: &str = "its payments are stated, and nothing is worked out of them";
const NO_HOUR: &str = "no basic pay is known, so there is no rate for an hour or a week";
const ALIKE: &str = "the two measures of 2025 come to the same either way";
const TAKEN_CARE: &str = "its payments for hours and sessions take care of leave themselves";

/// Names the figures on which nothing rests.
fn dead(id: &str, scale: &Scale, figures: Vec<Figure>) -> Vec<String> {
    let mut as_it_is: HashMap<usize, Option<String>> = HashMap::new();
    let mut dead = Vec::new();
    for Figure { name, changed, shows_in } in figures {
        let is_alive = shows_in.into_iter().any(|results| {
            let as_it_is = as_it_is.entry(results as usize).or_insert_with(|| results(scale));
            assert!(as_it_is.is_some(), "{id}: no results for {name}");
            results(&changed) != *as_it_is
        });
        if !is_alive {
            dead.push(name);
        }
    }
    dead
}

#[test]
fn every_figure_of_every_shipped_system_changes_some_result() {
    let mut figures = 0;
    for id in scale_file::shipped_ids() {
        let scale = scale_file::shipped(id).expect("a shipped system");
        let perturbed = perturbed(&scale);
        figures += perturbed.len();
        let dead = dead(id, &scale, perturbed);
        assert!(dead.is_empty(), "{id}: nothing depends on {dead:#?}");
    }
    assert!(figures >= 400, "{figures} figures were tried");
}

#[test]
fn every_figure_of_rules_and_conventions_changes_some_result_or_is_named() {
    let worked = std::fs::read_to_string(crate::root().join("tests/examples/worked.toml")).expect("UTF-8");
    let example = ("worked.toml", Scale::clone(&crate::system(&worked).0.value));
    let shipped = scale_file::shipped_ids().map(|id| (id, scale_file::shipped(id).expect("a shipped system")));
    let (mut figures, mut found) = (0, Vec::new());
    for (id, scale) in shipped.chain([example]) {
        let perturbed = terms::perturbed(&scale);
        figures += perturbed.len();
        found.extend(dead(id, &scale, perturbed).into_iter().map(|name| (id, name)));
    }
    let found: Vec<(&str, &str)> = found.iter().map(|(id, name)| (*id, name.as_str())).collect();
    let named: Vec<(&str, &str)> = DEAD.iter().map(|(id, name, _)| (*id, *name)).collect();
    assert_eq!(found, named, "figures on which nothing rests, and those that are named");
    assert!(figures >= 150, "{figures} figures were tried");
}

/// A day long after every settlement, so that the test above looks at all of them. Days of which a file says that nothing is known are
/// refused.
#[test]
fn every_shipped_system_answers_on_every_day_from_its_first_settlement() {
    for id in scale_file::shipped_ids() {
        let history = crate::shipped(id);
        let mut date: Date = history.steps().first().expect("a settlement");
        while date < day("2027-01-01") {
            if history.gap_on(date).is_some() {
                assert!(history.tables_at(date).is_err(), "{id} on {date}");
                date = payspine::calendar::day_after(date);
                continue;
            }
            let tables = history.tables_at(date).expect("in force");
            for ((grade, area), range) in &tables.ranges {
                let Range::Points { minimum, target, .. } = range else { continue };
                let spine = history.scale().grade(grade).and_then(|grade| grade.spine.as_ref()).expect("a spine");
                for point in [minimum, target] {
                    assert!(tables.annual(grade, area.as_ref(), spine, point).is_some(), "{id} {grade} {point} on {date}");
                }
            }
            date = payspine::calendar::day_after(date);
        }
        assert!(history.tables_at(payspine::calendar::day_before(history.steps().first().unwrap())).is_err());
    }
}
