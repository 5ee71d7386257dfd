//! The cost for programs.

use serde_json::{Map, Value, json};

use super::{CostView, checks, employer, figures, remit};
use crate::calendar::day_before;
use crate::costing::{AssumedPoint, Heads, InYear, Sums};
use crate::report::members;

pub(super) fn json(view: &CostView<'_>) -> Map<String, Value> {
    let paybills = view.paybills();
    let years: Vec<Value> = (0..paybills.years.len()).map(|year| with_ends(view, year, &paybills.all, true)).collect();
    let groups = view.group_by.iter().zip(&paybills.groups).enumerate().flat_map(|(grouping, (by, groups))| {
        let suppressed = view.suppressed(grouping);
        groups.iter().enumerate().map(move |(place, (key, sums))| {
            if suppressed.contains(&place) {
                return json!({ "by": by.join(","), "key": key.join(","), "suppressed": true });
            }
            let years: Vec<Value> = (0..paybills.years.len()).map(|year| with_ends(view, year, sums, false)).collect();
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
    let money = |units: i128| view.money(units).to_string();
    let all_years = || 0..paybills.years.len();
    let even = view.even();
    let progression = view.answer.without_progression.map(|case| {
        all_years()
            .map(|year| {
                money(
                    view.year_total(InYear { variant: even, case: 0, year })
                        - view.year_total(InYear { variant: even, case, year }),
                )
            })
            .collect::<Vec<_>>()
    });
    let other_order: Map<String, Value> = view
        .proposals
        .iter()
        .zip(&view.answer.other_order)
        .enumerate()
        .filter_map(|(index, ((proposal, _), case))| {
            let cost = |case: usize, year: usize| {
                money(
                    view.year_total(InYear { variant: even, case, year })
                        - view.year_total(InYear { variant: even, case: 0, year }),
                )
            };
            let costs = |case: usize| all_years().map(|year| cost(case, year)).collect::<Vec<_>>();
            let orders = json!({
                "progression_first": costs(index + 1),
                "assimilation_first": costs((*case)?),
            });
            Some((proposal.id.to_string(), orders))
        })
        .collect();
    let (reconciled, break_even, hours_lost) = checks::json(view);
    members(json!({
        "scale": view.baseline.scale().id.as_str(),
        "as_at": view.as_at.to_string(),
        "staff": heads(paybills.all.staff),
        "cells": view.roster.len(),
        "years": years,
        "groups": groups.collect::<Vec<Value>>(),
        "measures": measures,
        "baseline_paybill": view.remit_years.first().and_then(|years| years.first()).map(|year| money(year.pay.baseline)),
        "remit": view.proposals.iter().enumerate().map(|(index, (proposal, _))| (proposal.id.to_string(), remit::json(view, index)))
            .collect::<Map<String, Value>>(),
        "agreed_progression": progression,
        "orders": other_order,
        "agreed_orders": view.answer.agreed_other_order.map(|case| {
            let totals = |case: usize| all_years().map(|year| money(view.year_total(InYear { variant: even, case, year }))).collect::<Vec<_>>();
            json!({ "progression_first": totals(0), "assimilation_first": totals(case) })
        }),
        "worse_off": worse_off(view),
        "turnover": view.turnover.map(|(turnover, sums)| json!({
            "leavers_percent": turnover.leavers.number().to_string(),
            "replaced_at": if turnover.replaced { "minimum" } else { "nobody" },
            "vacancy_percent": turnover.vacancy.number().to_string(),
            "baseline": sums[0].iter().map(ToString::to_string).collect::<Vec<_>>(),
            "proposals": view.proposals.iter().zip(&sums[1..]).map(|((proposal, _), sums)| {
                (proposal.id.to_string(), Value::from(sums.iter().map(ToString::to_string).collect::<Vec<_>>()))
            }).collect::<Map<String, Value>>(),
        })),
        "hours_lost": hours_lost,
        "break_even": break_even,
        "reconciled": reconciled,
        "left_out": view.left_out.iter().map(|out| json!({ "problem": out.problem, "rows": out.rows, "staff": (!out.staff.is_zero()).then(|| out.staff.to_string()) })).collect::<Vec<Value>>(),
    }))
}

/// Who loses by each proposal.
fn worse_off(view: &CostView<'_>) -> Map<String, Value> {
    let months = &view.paybills().months;
    let money = |units: i128| view.money(units).to_string();
    view.proposals
        .iter()
        .enumerate()
        .map(|(index, (proposal, _))| {
            let losses = figures::losses(view, index + 1).into_iter().filter(|loss| !view.is_too_small(loss.heads)).map(|loss| {
                json!({
                    "who": loss.who,
                    "staff": heads(loss.heads),
                    "first_month": months[loss.first].to_string(),
                    "months": loss.months,
                    "each_loses": { "least": money(loss.least), "most": money(loss.most) },
                })
            });
            (proposal.id.to_string(), Value::Array(losses.collect()))
        })
        .collect()
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
fn with_ends(view: &CostView<'_>, year: usize, sums: &Sums, of_all: bool) -> Value {
    let about = &view.paybills().years[year];
    let mut value = json!({
        "year": about.label,
        "from": about.period.start.to_string(),
        "to": day_before(about.period.end).to_string(),
    });
    let Some(object) = value.as_object_mut() else { return value };
    object.extend(cases(view, view.even(), year, sums, of_all));
    for (place, variant) in view.paybills().variants.iter().enumerate() {
        let name = match variant {
            AssumedPoint::Low => "low",
            AssumedPoint::High => "high",
            AssumedPoint::Even => continue,
        };
        object.insert(name.to_owned(), Value::Object(cases(view, place, year, sums, of_all)));
    }
    value
}

/// On-costs of a year with their sum, if they were asked for.
fn on_costs(view: &CostView<'_>, at: InYear) -> Option<(Value, i128)> {
    let of_year = view.employer.as_ref()?.year(view, at);
    let kinds =
        employer::KINDS.iter().zip(of_year).map(|((_, key), units)| ((*key).to_owned(), view.money(units).to_string().into()));
    Some((Value::Object(kinds.collect()), of_year.iter().sum()))
}

fn cases(view: &CostView<'_>, variant: usize, year: usize, sums: &Sums, of_all: bool) -> Map<String, Value> {
    let paybills = view.paybills();
    let case = |case: usize| {
        let amounts = sums.year(InYear { variant, case, year });
        let components: Map<String, Value> = paybills
            .components
            .iter()
            .zip(amounts)
            .map(|(component, units)| (component.to_string(), Value::from(view.money(*units).to_string())))
            .collect();
        let total: i128 = amounts.iter().sum();
        (components, total)
    };
    let (components, baseline) = case(0);
    let mut object = Map::new();
    let mut agreed = json!({ "components": components, "total": view.money(baseline).to_string() });
    let on_costs = |case: usize| on_costs(view, InYear { variant, case, year }).filter(|_| of_all);
    if let (Some(object), Some((on_top, _))) = (agreed.as_object_mut(), on_costs(0)) {
        object.insert("on_costs".into(), on_top);
    }
    object.insert("baseline".into(), agreed);
    let proposals: Map<String, Value> = view
        .proposals
        .iter()
        .enumerate()
        .map(|(index, (proposal, _))| {
            let (components, total) = case(index + 1);
            let few =
                [sums.gainers(InYear { variant, case: index + 1, year }), sums.losers(InYear { variant, case: index + 1, year })];
            let hidden = few.into_iter().any(|heads| view.is_too_small(heads));
            let shown = |count: Heads| if hidden { Value::Null } else { heads(count) };
            let mut value = json!({
                "components": components,
                "total": view.money(total).to_string(),
                "cost": view.money(total - baseline).to_string(),
                "gainers": shown(sums.gainers(InYear { variant, case: index + 1, year })),
                "losers": shown(sums.losers(InYear { variant, case: index + 1, year })),
                "unchanged": shown(figures::unchanged(sums, InYear { variant, case: index + 1, year })),
            });
            let exit = |case: usize| figures::exit_rate(view, sums, InYear { variant, case, year });
            let full_year = view.money(exit(index + 1) - exit(0)).to_string();
            if let Some(object) = value.as_object_mut() {
                object.insert("full_year_effect".into(), full_year.into());
            }
            if let Some(object) = value.as_object_mut().filter(|_| of_all && variant == view.even()) {
                let ends = paybills.cost_ends(index + 1, Some(year));
                object.insert("cost_at_least".into(), view.money(ends.least).to_string().into());
                object.insert("cost_at_most".into(), view.money(ends.most).to_string().into());
            }
            if let Some(object) = value.as_object_mut().filter(|_| of_all) {
                let rise = figures::rise_of(view, InYear { variant, case: index + 1, year });
                let not_consolidated = |case: usize| figures::not_consolidated(view, InYear { variant, case, year });
                let more = [
                    ("median_rise", rise.median),
                    ("non_consolidated_cost", not_consolidated(index + 1) - not_consolidated(0)),
                    ("exit_rate", exit(index + 1)),
                ];
                if let (Some((on_top, after)), Some((_, before))) = (on_costs(index + 1), on_costs(0)) {
                    object.insert("on_costs".into(), on_top);
                    object.insert("cost_with_on_costs".into(), view.money(total - baseline + after - before).to_string().into());
                }
                if let Some(twelve_months) = remit::of_pay_year(view, index, &paybills.years[year].label) {
                    let percent = figures::percent(twelve_months.pay.cost, twelve_months.pay.baseline);
                    let percent = percent.map_or_else(|| "–".to_owned(), |percent| percent.to_string());
                    object.insert("irc_percent".into(), percent.into());
                }
                object.insert("mean_rise".into(), rise.mean.to_string().into());
                object.insert(
                    "mean_rise_of_gainers".into(),
                    rise.of_gainers.filter(|_| !hidden).map(|mean| mean.to_string()).into(),
                );
                object.extend(more.map(|(key, units)| (key.to_owned(), Value::from(view.money(units).to_string()))));
            }
            (proposal.id.to_string(), value)
        })
        .collect();
    object.insert("proposals".into(), Value::Object(proposals));
    object
}
