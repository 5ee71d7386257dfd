//! A member's progression for programs. Keys are added, never renamed.

use serde_json::{Map, Value, json};

use super::{Case, ProgressView, Shown};
use crate::entitlement::AbsenceDue;
use crate::money::Money;
use crate::report::words;
use crate::scale::Component;

pub(super) fn json(view: &ProgressView<'_>) -> Map<String, Value> {
    let Some((baseline, proposals)) = view.cases.split_first() else { return Map::new() };
    let scale = baseline.history.scale();
    let mut out = Map::new();
    out.insert("scale".into(), json!(scale.id.as_str()));
    out.insert("currency".into(), json!(scale.currency.code()));
    out.insert("from".into(), json!(view.member.from.to_string()));
    out.insert("until".into(), json!(view.until.to_string()));
    out.insert("rates_of".into(), json!(view.rates_of.map(|day| day.to_string())));
    out.extend(case_json(baseline, view));
    if !proposals.is_empty() {
        let proposals: Map<String, Value> = proposals
            .iter()
            .map(|case| {
                let mut value = Map::new();
                value.insert("title".into(), json!(case.title));
                value.extend(case_json(case, view));
                (case.id.expect("a proposal has an id").to_owned(), Value::Object(value))
            })
            .collect();
        out.insert("proposals".into(), Value::Object(proposals));
    }
    out
}

fn case_json(case: &Case<'_>, view: &ProgressView<'_>) -> Map<String, Value> {
    let scale = case.history.scale();
    let rows: Vec<Value> = case
        .career
        .rows
        .iter()
        .map(|row| {
            let shown = Shown::of(scale, row);
            let payments: Map<String, Value> =
                shown.payments.iter().map(|(component, amount)| (component.to_string(), json!(amount.to_string()))).collect();
            let mut value = json!({
                "date": row.from.to_string(),
                "grade": row.standing.grade.as_str(),
                "area": row.standing.area.as_ref().map(ToString::to_string),
                "point": row.standing.place.point().map(ToString::to_string),
                "fte": row.standing.fte.to_string(),
                "full_time_basic": row.pay.full_time_basic.to_string(),
                "basic": shown.basic.to_string(),
                "payments": payments,
                "total": shown.total().to_string(),
                "reason": words::reasons(&row.reasons, scale),
                "settlement": row.settlement,
                "source": row.source,
            });
            if let (true, Some(object)) = (view.explain, value.as_object_mut()) {
                object.insert("derivation".into(), json!(words::derivation(case.history, &row.standing, row.from)));
            }
            value
        })
        .collect();
    let by_component = |components: &[(Component, Money)]| -> Map<String, Value> {
        components.iter().map(|(component, amount)| (component.to_string(), json!(amount.to_string()))).collect()
    };
    let years: Vec<Value> = case
        .career
        .years
        .iter()
        .map(|year| json!({ "year": year.year, "due": year.due.to_string(), "months": year.months, "components": by_component(&year.components) }))
        .collect();
    let months: Vec<Value> = case
        .career
        .months
        .iter()
        .map(|month| json!({ "month": month.month.to_string(), "due": month.total().to_string(), "components": by_component(&month.components) }))
        .collect();
    let outlook = &case.career.outlook;
    let next = outlook.next_step.as_ref();
    let target = outlook.target.as_ref();
    let mut out = Map::new();
    out.insert("rows".into(), json!(rows));
    let not_known = case.career.gaps.iter().map(|gap| {
        let last = gap.next.map(|next| crate::calendar::day_before(next).to_string());
        json!({ "from": gap.days().start.to_string(), "to": last })
    });
    out.insert("not_known".into(), not_known.collect());
    out.insert("years".into(), json!(years));
    out.insert("months".into(), json!(months));
    let absences = case.career.absences.iter().map(|(absence, lost)| {
        let (from, to) = (absence.period.start.to_string(), crate::calendar::day_before(absence.period.end).to_string());
        let mut value = json!({ "kind": absence.kind.word(), "from": from, "to": to, "lost": lost.to_string() });
        let due = case.career.away.iter().find(|due| due.absence == *absence);
        if let (Some(due), Some(object)) = (due, value.as_object_mut()) {
            object.extend(stages_json(due));
        }
        value
    });
    out.insert("absences".into(), absences.collect());
    out.insert(
        "outlook".into(),
        json!({
            "target_point": target.and_then(|(place, _)| place.point().map(ToString::to_string)),
            "target_annual": target.map(|(_, annual)| annual.to_string()),
            "target_reached": outlook.reached.map(|day| day.to_string()),
            "next_step": next.map(|(on, point, annual)| json!({ "date": on.to_string(), "point": point.to_string(), "annual": annual.to_string() })),
            "sentence": words::ahead(case.career, scale, words::first_step(scale, case.career, crate::calendar::day_before(view.until)), view.member.from).to_string(),
        }),
    );
    out
}

/// The stages of an absence, the earnings that statutory pay rests on, and where the rules come from.
fn stages_json(due: &AbsenceDue) -> Map<String, Value> {
    let stages = due.stages.iter().map(|stage| {
        json!({
            "from": stage.period.start.to_string(),
            "to": crate::calendar::day_before(stage.period.end).to_string(),
            "share": stage.pay.share.to_string(),
            "pay": words::stage(due, stage),
        })
    });
    let mut out = Map::new();
    out.insert("stages".into(), stages.collect());
    out.insert("sentence".into(), json!(words::stages(due)));
    out.insert("weekly_earnings".into(), json!(due.earnings.map(|earnings| earnings.to_string())));
    out.insert("sources".into(), json!(due.sources));
    out
}
