//! Every figure that a shipped system states must matter: changed by a unit, some result changes.

use std::fmt::Write;

use payspine::calendar::{Date, Length};
use payspine::entitlement;
use payspine::money::{Money, Percent};
use payspine::scale::{Change, Law, Pace, PaymentRate, PointId, RangeBounds, Scale, Settlement, Uplift};
use payspine::scale_file;
use payspine::settlement::{History, Range};
use payspine::workforce::{Hours, Member, Position};
use rust_decimal::Decimal;

use crate::{day, member};

/// Everything that can be asked of a system: each grade in each area from its minimum and from just below its target, with every
/// bonus and a rating that passes, over ten years; and the value of every point.
///
/// Values and payments alone are quick to work out; most figures show there.
fn results(scale: &Scale, careers: bool) -> Option<String> {
    let history = History::new(scale.clone(), None).ok()?;
    let mut out = String::new();
    let start = scale.settlements[0].from;
    let until = start.checked_add(jiff::Span::new().years(10)).unwrap();
    for (from, step) in history.steps().iter() {
        writeln!(out, "{from} {:?}", step.tables.payments).unwrap();
        for ((grade, area), range) in &step.tables.ranges {
            let Range::Points { minimum, target, .. } = range else {
                writeln!(out, "{grade} {area:?} {range:?}").unwrap();
                continue;
            };
            let spine = &step.tables.spines[scale.grade(grade)?.spine.as_ref()?];
            let (low, high) = (spine.rank(minimum)?, spine.rank(target)?);
            for point in &spine.points[low..=high] {
                let staff = Member {
                    area: area.clone(),
                    position: Position::Point(point.clone()),
                    hours: Hours::FULL_TIME,
                    since: from,
                    from,
                    fields: [("rating", "B"), ("appraisal-bonus", "yes")]
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .into(),
                    ..member(grade.as_str(), None, "1", "2000-01-01")
                };
                let value = step.tables.annual(grade, area.as_ref(), scale.grade(grade)?.spine.as_ref()?, point);
                writeln!(out, "{grade} {area:?} {point}: {value:?}").unwrap();
                // New in the grade, and four years in it.
                for years in [0, 4].into_iter().filter(|_| careers) {
                    let since = from.checked_sub(jiff::Span::new().years(years)).unwrap();
                    let career = entitlement::progress(&history, &Member { since, ..staff.clone() }, until).ok()?;
                    writeln!(out, "{:?} {:?}", crate::points(&career), career.years).unwrap();
                }
            }
        }
    }
    Some(out)
}

/// A system with one figure changed, for each of its figures, with what it is called.
struct Changed<'a> {
    scale: &'a Scale,
    /// The settlement that is being changed.
    index: usize,
    found: Vec<(String, Scale)>,
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
        self.found.push((name, changed));
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

fn perturbed(scale: &Scale) -> Vec<(String, Scale)> {
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

#[test]
fn every_figure_of_every_shipped_system_changes_some_result() {
    let mut figures = 0;
    for id in scale_file::shipped_ids() {
        let scale = scale_file::shipped(id).expect("a shipped system");
        let as_shipped = [results(&scale, false), results(&scale, true)];
        assert!(as_shipped.iter().all(Option::is_some), "{id}");
        for (name, changed) in perturbed(&scale) {
            figures += 1;
            let alive = results(&changed, false) != as_shipped[0] || results(&changed, true) != as_shipped[1];
            assert!(alive, "{id}: nothing depends on {name}: a dead figure");
        }
    }
    assert!(figures >= 400, "{figures} figures were tried");
}

/// A day long after every settlement, so that the test above looks at all of them.
#[test]
fn every_shipped_system_answers_on_every_day_from_its_first_settlement() {
    for id in scale_file::shipped_ids() {
        let history = crate::shipped(id);
        let mut date: Date = history.steps().first().expect("a settlement");
        while date < day("2027-01-01") {
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
