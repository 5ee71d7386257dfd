//! An audit for programs.

use serde_json::{Value, json};

use super::people::{because, in_order};
use super::{AuditView, entries};
use crate::audit::{Audited, Cause, Explanation, Mistake, Partial, TotalLines, Uncounted};
use crate::calendar::{Month, day_before};
use crate::money::Money;
use crate::report::words;

pub(in crate::report) fn of(view: &AuditView) -> Value {
    let totals = &view.totals;
    let due = |months: &[(Month, Money)]| -> Vec<Value> {
        months.iter().map(|(month, due)| json!({ "month": month.to_string(), "due": due.to_string() })).collect()
    };
    let uncounted = |lines: &[Uncounted]| -> Vec<Value> {
        let line = |line: &Uncounted| json!({ "element": line.element.to_string(), "lines": line.lines, "amount": line.amount.to_string() });
        lines.iter().map(line).collect()
    };
    let sum = |sum: &TotalLines| {
        let TotalLines { lines, off } = sum;
        json!({ "element": lines.element.to_string(), "lines": lines.lines, "amount": lines.amount.to_string(), "lines_off": off })
    };
    let cause = |cause: &Cause| {
        json!({
            "mistake": because(cause),
            "members": cause.members,
            "months": cause.months,
            "overpaid": cause.overpaid.to_string(),
            "underpaid": cause.underpaid.to_string(),
        })
    };
    let without = view.without_payslips.iter().map(|(id, months)| json!({ "id": id, "months": due(months) }));
    let strangers = view.strangers.iter();
    let strangers =
        strangers.map(|stranger| json!({ "id": stranger.id, "lines": stranger.lines, "amount": stranger.amount.to_string() }));
    let left_out = view.left_out.iter().map(|left_out| json!({ "problem": left_out.problem, "rows": left_out.rows }));
    let mut all = json!({
        "scale": view.scale.id.as_str(),
        "currency": view.scale.currency.code(),
        "from": Month::of(view.asked.start).to_string(),
        "to": Month::of(day_before(view.asked.end)).to_string(),
        "members": view.members.iter().map(|audited| member(view, audited)).collect::<Vec<Value>>(),
        "totals": {
            "members": totals.members,
            "members_overpaid": totals.members_over,
            "members_underpaid": totals.members_under,
            "members_that_differ": totals.differ,
            "explained": totals.explained,
            "mistakes": in_order(view).into_iter().map(cause).collect::<Vec<Value>>(),
            "lines": totals.lines,
            "due": totals.due.to_string(),
            "paid": totals.paid.to_string(),
            "overpaid": totals.overpaid.to_string(),
            "underpaid": totals.underpaid.to_string(),
            "net": (totals.overpaid - totals.underpaid).to_string(),
            "net_overpaid": totals.net_over.to_string(),
            "net_underpaid": totals.net_under.to_string(),
            "residue": totals.residue.to_string(),
            "months_without_payslip": totals.months_without_payslip,
            "due_without_payslip": totals.due_without_payslip.to_string(),
            "unknown_elements": uncounted(&totals.unknown),
            "outside": uncounted(&totals.outside),
            "sums": totals.sums.iter().map(sum).collect::<Vec<Value>>(),
            "back_pay_owed": totals.back_pay_owed.to_string(),
            "months_with_lines_left_out": totals.months_skipped,
        },
        "without_payslips": without.collect::<Vec<Value>>(),
        "not_in_roster": strangers.collect::<Vec<Value>>(),
        "left_out": left_out.collect::<Vec<Value>>(),
        "left_out_amount": view.left_out_amount.to_string(),
        "assumptions": words::assumptions(&view.assumptions),
        "inputs": view.inputs,
    });
    if let (Some((lines, amount)), Some(all)) = (view.other_strangers, all.as_object_mut()) {
        all.insert("others_not_in_roster".into(), json!({ "lines": lines, "amount": amount.to_string() }));
    }
    if let (Some((members, due)), Some(all)) = (view.others_without_payslips, all.as_object_mut()) {
        all.insert("others_without_payslips".into(), json!({ "members": members, "due": due.to_string() }));
    }
    all
}

pub(in crate::report) fn member(view: &AuditView, audited: &Audited) -> Value {
    let ledger = &audited.ledger;
    let months = entries(view, ledger).map(|entry| {
        json!({
            "month": entry.month.to_string(),
            "element": entry.element.id(),
            "due": entry.due.to_string(),
            "agreed": entry.agreed.to_string(),
            "paid": entry.paid.to_string(),
            "difference": entry.difference.to_string(),
            "residue": entry.is_residue,
            "balance": entry.balance.to_string(),
        })
    });
    let explanation = |explanation: &Explanation| {
        let parts = explanation.mistakes.iter().map(|mistake| words::mistake(&view.scale, mistake));
        json!({
            "mistake": parts.collect::<Vec<String>>().join("; "),
            "since": explanation.mistakes.first().and_then(Mistake::since).map(|day| day.to_string()),
            "reproduces": true,
        })
    };
    let partial = |partial: &Partial| {
        let left = |(month, amount): &(Month, Money)| json!({ "month": month.to_string(), "amount": amount.to_string() });
        json!({
            "mistake": words::mistake(&view.scale, &partial.mistake),
            "since": partial.mistake.since().map(|day| day.to_string()),
            "reproduces": false,
            "months_left": partial.left.iter().map(left).collect::<Vec<Value>>(),
        })
    };
    let explanations = audited
        .diagnosis
        .iter()
        .flat_map(|diagnosis| diagnosis.explanations.iter().map(explanation).chain(diagnosis.partial.iter().map(partial)));
    let no_payslip = ledger.no_payslip.iter().map(|(month, due)| json!({ "month": month.to_string(), "due": due.to_string() }));
    let back_pay_owed =
        ledger.back_pay_owed.iter().map(|(month, due)| json!({ "month": month.to_string(), "due": due.to_string() }));
    json!({
        "id": audited.id,
        "months": months.collect::<Vec<Value>>(),
        "overpaid": ledger.overpaid.to_string(),
        "underpaid": ledger.underpaid.to_string(),
        "net": ledger.net().to_string(),
        "residue": ledger.residue.to_string(),
        "months_without_payslip": no_payslip.collect::<Vec<Value>>(),
        "back_pay_owed": back_pay_owed.collect::<Vec<Value>>(),
        "months_with_lines_left_out": ledger.skipped.iter().map(ToString::to_string).collect::<Vec<String>>(),
        "explanations": explanations.collect::<Vec<Value>>(),
        "explanation": words::explained(&view.scale, audited.diagnosis.as_ref()),
    })
}
