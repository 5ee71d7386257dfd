//! A recovery report as JSON.

use serde_json::{Value, json};

use super::said::{held, limit, raised_word, rule, rule_word, says};
use super::{Estimated, RecoverView};
use crate::calendar::Month;
use crate::money::Money;
use crate::net_pay::NetPay;
use crate::recovery::{Breach, Flag, Instalment, Outcome};

pub(in crate::report) fn of(view: &RecoverView<'_>) -> Value {
    let arose = view.debt.arose.iter().map(|(month, amount)| json!({ "month": month.to_string(), "amount": text(*amount) }));
    let mut value = json!({
        "policy": { "id": view.policy.id, "title": view.policy.title, "source": view.policy.source, "assumed": view.policy.assumed },
        "debt": {
            "stated": view.stated.to_string(),
            "balance": view.debt.balance.to_string(),
            "told": view.debt.told.to_string(),
            "arose": arose.collect::<Vec<_>>(),
            "parts": view.recovered.iter().map(|month| json!({
                "month": Month::of(month.month.paid.paid_on).to_string(),
                "gross": (month.month.paid.gross - month.month.due.gross).to_string(),
                "recovered": month.amount.to_string(),
                "with": month.net.as_ref().map(|both| net(&both.with)),
                "without": month.net.as_ref().map(|both| net(&both.without)),
            })).collect::<Vec<_>>(),
        },
        "schedule": schedule(view),
        "plan": view.plan.map(|plan| json!({
            "months": plan.months.iter().map(|(month, amount)| json!({ "month": month.to_string(), "amount": amount.to_string() })).collect::<Vec<_>>(),
            "breaks": plan.breaks.iter().map(|breach| self::breach(view, breach)).collect::<Vec<_>>(),
        })),
        "flags": view.flags.iter().map(flag).collect::<Vec<_>>(),
        "estimates": view.estimates_used().map(estimate).collect::<Vec<_>>(),
    });
    if let (Value::Object(fields), Some(audit)) = (&mut value, view.audit) {
        let member = audit.members.first().map(|member| super::audit::json::member(audit, member));
        fields.insert("audit".to_owned(), json!(member));
    }
    value
}

fn text(amount: Option<Money>) -> Option<String> {
    amount.map(|amount| amount.to_string())
}

fn schedule(view: &RecoverView<'_>) -> Value {
    let schedule = view.schedule;
    let recovered: Money = schedule.instalments.iter().map(|one| one.taken).sum();
    let (outcome, left) = match &schedule.outcome {
        Outcome::Complete => ("complete", Money::ZERO),
        Outcome::Invoice(rest) => ("invoice", *rest),
        Outcome::Short(short) => ("short", short.left),
        Outcome::NotPursued => ("not-pursued", view.debt.balance),
    };
    let would_fit = match &schedule.outcome {
        Outcome::Short(short) => Some(json!({
            "months": short.months_needed,
            "limits": short.would_fit.iter().map(|(limit, value)| json!({ "limit": self::limit(*limit), "value": value.to_string() })).collect::<Vec<_>>(),
        })),
        _ => None,
    };
    json!({
        "outcome": outcome,
        "instalments": schedule.instalments.iter().map(|one| instalment(view, one)).collect::<Vec<_>>(),
        "recovered": recovered.to_string(),
        "left": left.to_string(),
        "needs_approval": schedule.needs_approval,
        "would_fit": would_fit,
    })
}

fn instalment(view: &RecoverView<'_>, one: &Instalment) -> Value {
    let pay = &one.pay;
    json!({
        "paid_on": pay.paid_on.to_string(),
        "gross": pay.gross.to_string(),
        "net": pay.net.to_string(),
        "net_is_estimate": view.estimate(Month::of(pay.paid_on)).is_some(),
        "other_deductions": pay.other_deductions.to_string(),
        "taken": one.taken.to_string(),
        "net_left": (pay.net - pay.other_deductions - one.taken).to_string(),
        "owed": one.left.to_string(),
        "held_to": limit(one.bound),
        "limits": one.limits.iter().map(|(limit, room)| json!({ "limit": self::limit(*limit), "room": room.to_string() })).collect::<Vec<_>>(),
    })
}

fn breach(view: &RecoverView<'_>, breach: &Breach) -> Value {
    json!({
        "month": breach.month.map(|month| month.to_string()),
        "rule": rule_word(breach.rule),
        "says": rule(view, breach.rule),
        "policy": held(breach.limit).plain(),
        "plan": held(breach.taken).plain(),
        "excess": text(breach.excess()),
    })
}

fn flag(flag: &Flag) -> Value {
    json!({
        "flag": raised_word(&flag.raised),
        "says": says(&flag.raised),
        "source": flag.source,
        "not_verified": flag.not_verified,
    })
}

fn net(net: &NetPay) -> Value {
    json!({
        "gross": net.gross.to_string(),
        "pension": net.pension.to_string(),
        "pension_percent": net.pension_rate.map(|rate| rate.number().to_string()),
        "taxable": net.taxable.to_string(),
        "tax": net.tax.to_string(),
        "national_insurance": net.national_insurance.to_string(),
        "net": net.net.to_string(),
    })
}

fn estimate(estimated: &Estimated) -> Value {
    let mut value = net(&estimated.net);
    if let (Value::Object(fields), Some(first)) = (&mut value, estimated.months.first()) {
        fields.insert("from".to_owned(), json!(first.to_string()));
    }
    value
}
