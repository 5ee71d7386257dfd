//! Every figure that a shipped system states must matter: changed by a unit, some result changes.

use std::fmt::Write;

use payspine::calendar::Date;
use payspine::entitlement;
use payspine::money::{Fte, Money, Percent};
use payspine::scale::{PaymentRate, PointId, RangeBounds, Scale};
use payspine::scale_file;
use payspine::settlement::{History, Range};
use payspine::workforce::{Member, Position};
use rust_decimal::Decimal;

use crate::{day, member};

/// Everything that can be asked of a system: each grade in each area from its minimum and from just below its target, with every
/// bonus and a rating that passes, over ten years; and the value of every point.
fn results(scale: &Scale) -> Option<String> {
    let history = History::new(scale.clone(), None).ok()?;
    let mut out = String::new();
    let start = scale.settlements[0].from;
    let until = start.checked_add(jiff::Span::new().years(10)).unwrap();
    for (from, step) in history.steps().iter() {
        for ((grade, area), range) in &step.tables.ranges {
            let Range::Points { minimum, target, .. } = range else { continue };
            let spine = &step.tables.spines[scale.grade(grade)?.spine.as_ref()?];
            let (low, high) = (spine.rank(minimum)?, spine.rank(target)?);
            for point in &spine.points[low..=high] {
                let staff = Member {
                    area: area.clone(),
                    position: Position::Point(point.clone()),
                    fte: Fte::FULL_TIME,
                    since: start,
                    from,
                    fields: [("rating", "B"), ("appraisal-bonus", "yes")]
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .into(),
                    ..member(grade.as_str(), None, "1", "2000-01-01")
                };
                let career = entitlement::progress(&history, &staff, until).ok()?;
                writeln!(out, "{grade} {area:?} {point}: {:?}", career.years).unwrap();
            }
        }
    }
    Some(out)
}

/// The system with one figure a unit higher, for each of its figures, with what it is called.
fn perturbed(scale: &Scale) -> Vec<(String, Scale)> {
    let mut found = Vec::new();
    let mut with = |name: String, change: &dyn Fn(&mut Scale)| {
        let mut changed = scale.clone();
        change(&mut changed);
        found.push((name, changed));
    };
    let up = |amount: Money| amount + Money::from(1);
    for (index, settlement) in scale.settlements.iter().enumerate() {
        let name = |what: String| format!("{} of {}", what, settlement.from);
        with(name("the date".into()), &|scale| scale.settlements[index].from = scale.settlements[index].from.tomorrow().unwrap());
        for (spine, (id, fact)) in settlement.spines.iter().enumerate() {
            if fact.formula.is_some() {
                with(name(format!("the value of the formula of {id}")), &|scale| {
                    let formula = scale.settlements[index].spines[spine].1.formula.as_mut().unwrap();
                    formula.value += Decimal::ONE;
                });
                with(name(format!("the ratio of {id}")), &|scale| {
                    let formula = scale.settlements[index].spines[spine].1.formula.as_mut().unwrap();
                    formula.ratio += Decimal::new(1, 4);
                });
            }
            for (place, (point, _)) in fact.points.iter().enumerate() {
                with(name(format!("point {point} of {id}")), &|scale| {
                    let value = &mut scale.settlements[index].spines[spine].1.points[place].1;
                    *value = up(*value);
                });
            }
        }
        for (place, range) in settlement.ranges.iter().enumerate() {
            for target in [false, true] {
                let which = if target { "target" } else { "minimum" };
                with(name(format!("the {which} of {} {:?}", range.grade, range.area)), &|scale| {
                    let bounds = &mut scale.settlements[index].ranges[place].bounds;
                    let RangeBounds::Points { minimum, target: top } = bounds else { return };
                    let end = if target { top } else { minimum };
                    // The other way at the top, where the spine may end.
                    if let PointId::Number(number) = end {
                        *number = if target { *number - 1 } else { *number + 1 };
                    }
                });
            }
        }
        for (place, (id, fact)) in settlement.payments.iter().enumerate() {
            for tier in 0..fact.tiers.len() {
                with(name(format!("rate {tier} of {id}")), &|scale| match &mut scale.settlements[index].payments[place].1.tiers
                    [tier]
                    .rate
                {
                    PaymentRate::Amount(amount) => *amount = up(*amount),
                    PaymentRate::PercentOfTarget(percent) | PaymentRate::PercentOfBasic { percent, .. } => {
                        *percent = Percent::new(percent.number() + Decimal::ONE);
                    }
                });
            }
        }
        for place in 0..settlement.progression.len() {
            with(name("the step".into()), &|scale| {
                if let payspine::scale::Pace::Step { points, .. } = &mut scale.settlements[index].progression[place].1.pace {
                    *points += 1;
                }
            });
        }
    }
    found
}

#[test]
fn every_figure_of_every_shipped_system_changes_some_result() {
    let mut figures = 0;
    for id in scale_file::shipped_ids() {
        let scale = scale_file::shipped(id).expect("a shipped system");
        let as_shipped = results(&scale);
        assert!(as_shipped.is_some(), "{id}");
        for (name, changed) in perturbed(&scale) {
            figures += 1;
            assert_ne!(results(&changed), as_shipped, "{id}: nothing depends on {name}: a dead figure");
        }
    }
    assert!(figures >= 68, "{figures} figures were tried");
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
