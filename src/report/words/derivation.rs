//! How a value came about: the formula, the table and the awards behind it.

use super::{change, payment, rounding};
use crate::calendar::{Date, written};
use crate::entitlement::{Pay, Place, Standing};
use crate::money::{Exact, Mode, Money, Rounding};
use crate::scale::{
    AreaId, BetweenMeasures, Carry, Change, Formula, Law, Measure, PointId, PointPart, PointTable, Scale, Settlement, SpineFact,
    SpineId,
};
use crate::settlement::{Document, History, Spine, Tables};

/// Each payment due under the tables of a day, and its rule.
pub fn payments_due(history: &History, pay: &Pay, day: Date) -> Vec<String> {
    let Ok(tables) = history.tables_at(day) else { return Vec::new() };
    let once = pay.once_a_year.iter().map(|(_, payment)| payment);
    let due = pay.payments.iter().chain(once).filter_map(|due| tables.payment(due.component.payment()?));
    due.map(|one| format!("{}: {}", one.fact.title, payment(history.scale(), &one.stated()))).collect()
}

/// How the value of a point came to be what it is on a day: a line for each settlement that set or changed it.
pub fn derivation(history: &History, standing: &Standing, day: Date) -> Vec<String> {
    let Place::Point(point) = &standing.place else { return Vec::new() };
    let scale = history.scale();
    let Some(spine_id) = scale.grade(&standing.grade).and_then(|grade| grade.spine.as_ref()) else { return Vec::new() };
    let value = |tables: &Tables| tables.annual(&standing.grade, standing.area.as_ref(), spine_id, point);
    let mut lines = Vec::new();
    let mut before = None;
    for (from, step) in history.steps().iter().filter(|(from, _)| *from <= day) {
        let now = value(&step.tables);
        let settlement = history.settlement(step);
        if now != before
            && let Some(annual) = now
        {
            let area = standing.area.as_ref();
            let stated = settlement.spines.iter().find(|(id, _)| id == spine_id).map(|(_, fact)| fact);
            let stated = stated.filter(|fact| fact.formula.is_some() || table_with(fact, area, point).is_some());
            let how = match (stated, before) {
                (Some(fact), _) if fact.before_measures => {
                    let rules = rises(scale, settlement, standing, spine_id, &step.tables);
                    stated_then_raised(scale, fact, area, point, annual, &rules)
                }
                (Some(fact), _) => stated_value(scale, fact, area, point, annual),
                (None, Some(old)) => {
                    let rules = rises(scale, settlement, standing, spine_id, &step.tables);
                    format!("{} → {}{rules}", scale.currency.written(old), scale.currency.written(annual))
                }
                (None, None) => {
                    let rules = rises(scale, settlement, standing, spine_id, &step.tables);
                    format!("{}{rules}", scale.currency.written(annual))
                }
            };
            let when = if from > Date::MIN { format!(" from {}", written(from)) } else { String::new() };
            let proposed = if step.document == Document::Proposal { ", proposed" } else { "" };
            lines.push(format!("{} {point}: {how} ({}{when}{proposed})", scale.point_word, settlement.title));
        }
        before = now;
    }
    lines
}

/// The table of a spine's fact that states a point for an area.
fn table_with<'a>(fact: &'a SpineFact, area: Option<&AreaId>, point: &PointId) -> Option<&'a PointTable> {
    let of_area = fact.areas.iter().filter(|(known, _)| Some(known) == area).map(|(_, table)| table);
    let mut tables = of_area.chain([&fact.table]);
    tables.find(|table| table.points.iter().any(|(known, _)| known == point))
}

/// Whether a measure changes the value of a standing's point on a spine with these points.
fn touches(measure: &Measure, standing: &Standing, id: &SpineId, spine: &Spine, point: &PointId) -> bool {
    let selector = &measure.selector;
    let selected = selector.points.as_ref().is_none_or(|points| {
        points.0.iter().any(|part| match part {
            PointPart::One(one) => one == point,
            PointPart::Range(first, last) => {
                let (low, here, high) = (spine.rank(first), spine.rank(point), spine.rank(last));
                // An end that is gone since limits nothing.
                low.is_none_or(|low| here >= Some(low)) && high.is_none_or(|high| here <= Some(high))
            }
        })
    });
    let for_them = selector.takes_spine(id) && selector.takes(&standing.grade, standing.area.as_ref());
    match &measure.change {
        Change::Uplift { payments, .. } => payments.is_empty() && for_them && selected,
        Change::RaiseTo(_) => for_them && selected,
        Change::EqualSteps(_) => for_them,
        Change::InsertPoint { point: new, .. } => new == point,
        _ => false,
    }
}

/// The measures of a settlement that change the value of a point.
fn rises(scale: &Scale, settlement: &Settlement, standing: &Standing, id: &SpineId, tables: &Tables) -> String {
    let (Some(point), Some(spine)) = (standing.place.point(), tables.spines.get(id)) else { return String::new() };
    let measures = settlement.measures.iter().filter(|measure| touches(measure, standing, id, spine, point));
    let mut words: Vec<String> = measures.map(|one| change(scale, one)).collect();
    let several = words.len() > 1;
    if scale.conventions.carry == Carry::Unrounded && !words.is_empty() {
        words.push("on the unrounded value before".to_owned());
    }
    match scale.conventions.between_measures {
        BetweenMeasures::Rounded if several => words.push("each result rounded before the next".to_owned()),
        BetweenMeasures::Unrounded if several => words.push("rounded once, after the last".to_owned()),
        BetweenMeasures::Rounded | BetweenMeasures::Unrounded => {}
    }
    if words.is_empty() { String::new() } else { format!(", because {}", words.join("; ")) }
}

/// A value that is stated, and that the measures of the same settlement then raise.
fn stated_then_raised(
    scale: &Scale,
    fact: &SpineFact,
    area: Option<&AreaId>,
    point: &PointId,
    annual: Money,
    rules: &str,
) -> String {
    let stated = table_with(fact, area, point).and_then(|table| table.points.iter().find(|(known, _)| known == point));
    let start = match stated {
        Some((_, amount)) => format!("{} as stated", scale.currency.written(*amount)),
        None => "the value by the formula".to_owned(),
    };
    format!("{start} → {}{rules}", scale.currency.written(annual))
}

fn stated_value(scale: &Scale, fact: &SpineFact, area: Option<&AreaId>, point: &PointId, annual: Money) -> String {
    let published = scale.currency.written(annual);
    let table = table_with(fact, area, point);
    let is_stated = table.is_some();
    match (&fact.formula, point) {
        (Some(Formula { first, law: Law::Arithmetic { value, step }, .. }), PointId::Number(number)) if !is_stated => {
            let rounding = rounding(&scale.currency, scale.conventions.annual_rounding);
            format!("{value} + {} × ({value} × {step}, {rounding}): {published}", number - first)
        }
        (Some(Formula { law: Law::Geometric { at, value, ratio }, .. }), PointId::Number(number)) if !is_stated => {
            let exponent = i32::from(*number) - i32::from(*at);
            let power = Exact::from(*ratio).to_the_power(exponent).expect("the spine has the value of this power");
            let exact = Exact::from(*value).times(&power);
            let cut = Rounding::new(rust_decimal::Decimal::new(1, 4), Mode::Down).expect("a decimal place is above zero");
            let digits = match cut.round(&exact) {
                Ok(cut) => format!("{}{}", cut.digits(), if cut.exact() == exact { "" } else { "…" }),
                Err(too_large) => format!("{}…", too_large.amount()),
            };
            let rounding = rounding(&scale.currency, scale.conventions.annual_rounding);
            format!("{value} × {ratio}^({number} − {at}) = {digits}, {rounding}: {published}")
        }
        _ => {
            let why = table.and_then(|table| table.exception.as_ref());
            let why = why.map_or_else(String::new, |why| format!(", an exception to the rule: {why}"));
            format!("{published} as stated{why}")
        }
    }
}
