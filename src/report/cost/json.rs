//! The cost for programs.

use serde_json::{Map, Value, json};

use super::CostView;
use crate::calendar::day_before;
use crate::costing::{Heads, Sums, Variant};

pub(super) fn json(view: &CostView<'_>, assumptions: &[String]) -> Value {
    let paybills = view.paybills();
    let years: Vec<Value> = (0..paybills.years.len()).map(|year| with_ends(view, year, &paybills.all)).collect();
    let groups = view.group_by.iter().zip(&paybills.groups).flat_map(|(by, groups)| {
        groups.iter().map(move |(key, sums)| {
            let years: Vec<Value> = (0..paybills.years.len()).map(|year| with_ends(view, year, sums)).collect();
            json!({ "by": by.join(","), "key": key.join(","), "staff": heads(sums.staff), "years": years })
        })
    });
    let measures: Map<String, Value> = view
        .proposals
        .iter()
        .enumerate()
        .map(|(index, (proposal, _))| {
            let parts = view.parts(index).into_iter().map(|(title, costs)| {
                let costs: Vec<String> = costs.into_iter().map(|units| view.money(units).to_string()).collect();
                json!({ "title": title, "cost": costs })
            });
            (proposal.id.to_string(), Value::Array(parts.collect()))
        })
        .collect();
    json!({
        "scale": view.baseline.scale().id.as_str(),
        "as_at": view.as_at.to_string(),
        "staff": heads(paybills.all.staff),
        "cells": view.roster.len(),
        "years": years,
        "groups": groups.collect::<Vec<Value>>(),
        "measures": measures,
        "left_out": view.left_out.iter().map(|(what, rows)| json!({ "problem": what, "rows": rows })).collect::<Vec<Value>>(),
        "assumptions": assumptions,
        "inputs": view.inputs,
    })
}

/// A number of staff: a JSON number where it is whole.
fn heads(heads: Heads) -> Value {
    let number = heads.number();
    match u64::try_from(number) {
        Ok(whole) if number.is_integer() => Value::from(whole),
        _ => Value::from(number.to_string()),
    }
}

/// A year with the ends of what is not known.
fn with_ends(view: &CostView<'_>, year: usize, sums: &Sums) -> Value {
    let about = &view.paybills().years[year];
    let mut value = json!({
        "year": about.label,
        "from": about.period.start.to_string(),
        "to": day_before(about.period.end).to_string(),
    });
    let Some(object) = value.as_object_mut() else { return value };
    object.extend(cases(view, view.even(), year, sums));
    for (place, variant) in view.paybills().variants.iter().enumerate() {
        let name = match variant {
            Variant::Low => "low",
            Variant::High => "high",
            Variant::Even => continue,
        };
        object.insert(name.to_owned(), Value::Object(cases(view, place, year, sums)));
    }
    value
}

fn cases(view: &CostView<'_>, variant: usize, year: usize, sums: &Sums) -> Map<String, Value> {
    let paybills = view.paybills();
    let case = |case: usize| {
        let amounts = sums.year(variant, case, year);
        let components: Map<String, Value> = paybills
            .components
            .iter()
            .zip(amounts)
            .map(|(name, units)| (name.clone(), Value::from(view.money(*units).to_string())))
            .collect();
        let total: i128 = amounts.iter().sum();
        (components, total)
    };
    let (components, baseline) = case(0);
    let mut object = Map::new();
    object.insert("baseline".into(), json!({ "components": components, "total": view.money(baseline).to_string() }));
    let proposals: Map<String, Value> = view
        .proposals
        .iter()
        .enumerate()
        .map(|(index, (proposal, _))| {
            let (components, total) = case(index + 1);
            let value = json!({
                "components": components,
                "total": view.money(total).to_string(),
                "cost": view.money(total - baseline).to_string(),
                "gainers": heads(sums.gainers(variant, index + 1, year)),
                "losers": heads(sums.losers(variant, index + 1, year)),
            });
            (proposal.id.to_string(), value)
        })
        .collect();
    object.insert("proposals".into(), Value::Object(proposals));
    object
}
