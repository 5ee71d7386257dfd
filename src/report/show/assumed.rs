//! What is said of a pay system beside its figures: rules, what it assumes, and which of its values depart from its rules.

use std::collections::BTreeSet;

use crate::report::{Stated, words};
use crate::scale::{RangeBounds, RangeFact, SpineId};

use super::{ShowView, bounds, columns, in_order, ranges, rules};

/// What is said of a pay system beside its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemNotes {
    /// Its rules of progression, payments, promotion, protection and absence, in words.
    pub rules: Vec<String>,
    /// What is assumed, and why.
    pub assumed: Vec<Stated>,
    /// Published values that depart from their own rule.
    pub exceptions: Vec<String>,
}

/// Rules, assumptions and exceptions of a pay system on a day.
pub fn system_notes(view: &ShowView<'_>) -> SystemNotes {
    SystemNotes { rules: rules(view), assumed: assumptions(view), exceptions: exceptions(view) }
}

/// Why values shown are assumed: each reason with the points it is about.
fn assumed_values(view: &ShowView<'_>) -> Vec<Stated> {
    let mut found: Vec<(String, String, Vec<String>, bool)> = Vec::new();
    for (id, spine) in in_order(view.history.scale(), &view.step.tables) {
        for (label, keys, column) in columns(view, id, spine) {
            let Some((low, high)) = bounds(view, &view.step.tables, &keys, spine) else { continue };
            let shown = spine.points.iter().zip(column).skip(low).take(high + 1 - low);
            for (point, value) in shown {
                let Some(why) = &value.assumed else { continue };
                match found.iter_mut().find(|(known, reason, ..)| *known == label && **reason == **why) {
                    Some((.., points, _)) => points.push(point.to_string()),
                    None => found.push((label.clone(), why.to_string(), vec![point.to_string()], false)),
                }
            }
            let count = column.len();
            found.iter_mut().filter(|(known, ..)| *known == label).for_each(|(.., points, all)| *all = points.len() == count);
        }
    }
    let line = |(label, why, points, all): (String, String, Vec<String>, bool)| {
        let at = if all { String::new() } else { format!(" at {}", points.join(", ")) };
        Stated { of: Some(format!("Values of {label}{at}")), why }
    };
    found.into_iter().map(line).collect()
}

fn assumptions(view: &ShowView<'_>) -> Vec<Stated> {
    let tables = &view.step.tables;
    let stated = |of: String, why: String| Stated { of: Some(of), why };
    let mut all = Vec::new();
    for (from, step) in view.history.steps().iter() {
        let settlement = view.history.settlement(step);
        if let Some(assumed) = settlement.assumed.as_ref().filter(|_| from <= view.on) {
            all.push(stated(settlement.title.clone(), assumed.clone()));
        }
    }
    all.extend(assumed_values(view));
    all.extend(ranges(view).into_iter().filter_map(|row| {
        let area = row.area.map_or_else(String::new, |area| format!(" in {area}"));
        Some(stated(format!("Range of {}{area}", row.grade), row.assumed?))
    }));
    let of_grade =
        tables.progression.iter().filter(|(grade, _)| view.grade.is_none() || grade.is_none() || **grade == view.grade);
    all.extend(of_grade.filter_map(|(_, rule)| Some(stated("Progression".to_owned(), rule.assumed.clone()?))));
    all.extend(tables.payments.iter().flat_map(|(_, payment)| {
        let of_tiers = payment.tiers.iter().flat_map(|tier| tier.assumed.as_deref().into_iter().chain(tier.rate.assumed()));
        let all: Vec<&str> = payment.fact.assumed.as_deref().into_iter().chain(of_tiers).collect();
        let reasons: BTreeSet<&str> = all.into_iter().collect();
        reasons.into_iter().map(|why| stated(payment.fact.title.clone(), why.to_owned())).collect::<Vec<_>>()
    }));
    if view.grade.is_none() {
        let origins = view.history.scale().absence.origins().into_iter();
        all.extend(
            origins
                .filter_map(|(kind, origin)| Some(stated(format!("Rule of {}", kind.pay_in_words()), origin.assumed.clone()?))),
        );
    }
    all
}

/// Values in force on the day that a settlement stated apart from its rule, and why.
fn exceptions(view: &ShowView<'_>) -> Vec<String> {
    let scale = view.history.scale();
    let mut lines = Vec::new();
    for (_, step) in view.history.steps().iter().filter(|(from, _)| *from <= view.on) {
        let settlement = view.history.settlement(step);
        let of_grade = |id: &SpineId| {
            view.grade.as_ref().is_none_or(|grade| scale.grade(grade).is_some_and(|grade| grade.spine.as_ref() == Some(id)))
        };
        for (id, fact) in settlement.spines.iter().filter(|(id, _)| of_grade(id)) {
            let of_areas = fact.areas.iter().map(|(area, table)| (Some(area), table));
            for (area, table) in std::iter::once((None, &fact.table)).chain(of_areas) {
                let Some(why) = &table.exception else { continue };
                if area.is_some() && view.area.is_some() && area != view.area.as_ref() {
                    continue;
                }
                let area = area.map_or_else(String::new, |area| format!(" ({area})"));
                let values: Vec<String> =
                    table.points.iter().map(|(point, value)| format!("{point} {}", scale.currency.written(*value))).collect();
                lines.push(format!("{}, {id}{area}: {}; {why}.", settlement.title, values.join(", ")));
            }
        }
        let shown = |fact: &&RangeFact| {
            view.grade.as_ref().is_none_or(|grade| *grade == fact.grade)
                && (fact.area.is_none() || view.area.is_none() || fact.area == view.area)
        };
        for fact in settlement.ranges.iter().filter(shown) {
            let Some(why) = &fact.exception else { continue };
            let area = fact.area.as_ref().map_or_else(String::new, |area| format!(" ({area})"));
            let ends = match &fact.bounds {
                RangeBounds::Points { minimum, target } => format!("{minimum} to {target}"),
                RangeBounds::Pay { minimum, target } => {
                    format!("{} to {}", scale.currency.written(*minimum), scale.currency.written(*target))
                }
            };
            lines.push(format!("{}, range of {}{area}: {ends}; {why}.", settlement.title, fact.grade));
        }
        let stated = settlement.payments.iter().filter_map(|(_, fact)| Some((fact, fact.exception.as_ref()?)));
        lines.extend(stated.map(|(fact, why)| {
            let rule = words::payment(scale, fact);
            format!("{}, {}: {rule}; {why}.", settlement.title, fact.title)
        }));
    }
    lines
}
