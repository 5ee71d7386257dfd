//! What a settlement states, as TOML.

use super::{Toml, inline, key, list, money, point, points, rounding, text, word};
use crate::scale::{
    Condition, CountedFrom, CountsIn, Law, LeavePay, Pace, PaymentFact, PaymentRate, PaymentTier, PointTable, Progression,
    RangeBounds, RangeFact, ShortService, SpineFact, Unrounded, When,
};

/// `assumed` as the reader would have it.
fn assumed(out: &mut Toml, why: Option<&String>) {
    out.maybe("assumed", why.map(|why| text(why)));
}

fn before_measures(out: &mut Toml, flag: bool) {
    if flag {
        out.line("before-measures", "true");
    }
}

/// How what is stated and the measures of its settlement go together.
fn result(out: &mut Toml, first: bool, exception: Option<&String>) {
    before_measures(out, first);
    out.maybe("exception", exception.map(|why| text(why)));
}

pub(super) fn spine(out: &mut Toml, path: &str, fact: &SpineFact) {
    out.table(path);
    if let Some(formula) = &fact.formula {
        out.line("first", &formula.first.to_string());
        out.line("last", &formula.last.to_string());
        match &formula.law {
            Law::Geometric { at, value, ratio } => {
                out.line("geometric", &format!("{{ at = {at}, value = {value}, ratio = {ratio} }}"));
            }
            Law::Arithmetic { value, step } => {
                out.line("arithmetic", &format!("{{ value = {value}, step = \"{step}\" }}"));
            }
        }
    }
    if fact.replaces {
        out.line("replace", "true");
    }
    before_measures(out, fact.before_measures);
    point_table(out, path, &fact.table);
    for (area, table) in &fact.areas {
        let path = format!("{path}.{}", key(area.as_str()));
        out.table(&path);
        point_table(out, &path, table);
    }
}

fn point_table(out: &mut Toml, path: &str, table: &PointTable) {
    assumed(out, table.assumed.as_ref());
    out.maybe("assumed-points", table.assumed_points.as_ref().map(points));
    out.maybe("exception", table.exception.as_deref().map(text));
    for (name, values) in [("points", &table.points), ("unrounded", &table.unrounded)] {
        if !values.is_empty() {
            out.table(&format!("{path}.{name}"));
            for (id, value) in values {
                out.line(&key(&id.to_string()), &money(*value));
            }
        }
    }
}

pub(super) fn range(out: &mut Toml, fact: &RangeFact) {
    let area = fact.area.as_ref().map_or_else(String::new, |area| format!(".{}", key(area.as_str())));
    out.table(&format!("settlement.range.{}{area}", key(fact.grade.as_str())));
    match &fact.bounds {
        RangeBounds::Points { minimum, target } => {
            out.line("minimum", &point(minimum));
            out.line("target", &point(target));
        }
        RangeBounds::Pay { minimum, target } => {
            out.line("minimum-pay", &money(*minimum));
            out.line("target-pay", &money(*target));
        }
    }
    result(out, fact.before_measures, fact.exception.as_ref());
    assumed(out, fact.assumed.as_ref());
}

pub(super) fn progression(out: &mut Toml, path: &str, rule: &Progression) {
    out.table(path);
    match &rule.pace {
        Pace::Step { points, every } => {
            out.line("step", &points.to_string());
            out.line("every", &text(&every.to_string()));
        }
        Pace::Waits { waits, counted_from } => {
            out.line("waits", &list(waits.iter().map(|wait| text(&wait.to_string()))));
            out.line("counted-from", &word(&CountedFrom::WORDS, counted_from));
        }
    }
    let on = match rule.on {
        When::CommonDate(date) => date.to_string(),
        When::Anniversary => "anniversary".to_owned(),
    };
    out.line("on", &text(&on));
    if !rule.qualifying.is_none() {
        out.line("qualifying", &text(&rule.qualifying.to_string()));
    }
    if rule.short_service != ShortService::NextDate {
        out.line("short-service", &word(&ShortService::WORDS, &rule.short_service));
    }
    assumed(out, rule.assumed.as_ref());
    condition(out, "requires", &rule.requires);
}

fn condition(out: &mut Toml, name: &str, condition: &Condition) {
    if !condition.is_empty() {
        let fields: Vec<String> = condition
            .iter()
            .map(|(field, values)| format!("{} = {}", key(field), list(values.iter().map(|value| text(value)))))
            .collect();
        out.line(name, &format!("{{ {} }}", fields.join(", ")));
    }
}

pub(super) fn payment(out: &mut Toml, path: &str, fact: &PaymentFact) {
    out.table(path);
    out.line("title", &text(&fact.title));
    if fact.tiers.is_empty() {
        out.line("withdrawn", "true");
        return out.maybe("protect-until", fact.protect_until.map(|day| day.to_string()));
    }
    out.line("kind", &text(fact.kind.word()));
    out.line("basis", &text(fact.basis.word()));
    out.line("consolidated", &fact.consolidated.to_string());
    out.maybe("pensionable", fact.pensionable.map(|flag| flag.to_string()));
    out.maybe("paid", fact.paid.map(|month| text(&format!("{month:02}"))));
    out.maybe("share", fact.share.map(|share| share.number().to_string()));
    out.maybe("rounding", fact.rounding.map(rounding));
    out.maybe("counts-in", fact.counts_in.as_deref().map(counts_in));
    out.maybe("leave-pay", fact.leave_pay.map(leave_pay));
    out.maybe("exclusive-group", fact.exclusive_group.as_deref().map(text));
    result(out, fact.before_measures, fact.exception.as_ref());
    assumed(out, fact.assumed.as_ref());
    condition(out, "where", &fact.condition);
    match fact.tiers.as_slice() {
        [only] if only.condition.is_empty() && only.assumed.is_none() => rate(out, only),
        tiers => {
            for tier in tiers {
                out.item(&format!("{path}.tier"));
                rate(out, tier);
                assumed(out, tier.assumed.as_ref());
                condition(out, "where", &tier.condition);
            }
        }
    }
}

fn leave_pay(leave_pay: LeavePay) -> String {
    match leave_pay {
        LeavePay::Inside => text("inside"),
        LeavePay::Added(percent) => percent.number().to_string(),
    }
}

fn counts_in(counted: &[CountsIn]) -> String {
    if counted.is_empty() { text("none") } else { list(counted.iter().map(|one| word(&CountsIn::WORDS, one))) }
}

fn rate(out: &mut Toml, tier: &PaymentTier) {
    match tier.rate {
        PaymentRate::Amount(amount) => out.line("amount", &money(amount)),
        PaymentRate::PercentOfTarget(percent) => out.line("percent-of-target", &percent.number().to_string()),
        PaymentRate::PercentOfBasic { percent, at_least, at_most, total_at_most } => {
            out.line("percent-of-basic", &percent.number().to_string());
            out.maybe("at-least", at_least.map(money));
            out.maybe("at-most", at_most.map(money));
            out.maybe("total-at-most", total_at_most.map(money));
        }
    }
    let Unrounded { amount, at_least, at_most } = tier.unrounded;
    if tier.unrounded != Unrounded::default() {
        let amounts = [("amount", amount.map(money)), ("at-least", at_least.map(money)), ("at-most", at_most.map(money))];
        out.line("unrounded", &inline(&amounts));
    }
}
