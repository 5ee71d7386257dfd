//! What a ledger comes to, in sentences.

use super::AuditView;
use crate::audit::{Entry, Ledger};
use crate::calendar::Month;
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Cell, Text, words};

/// What the ledger comes to, in a sentence or a few.
pub(super) fn sums(view: &AuditView, ledger: &Ledger) -> Text {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let months = |pick: fn(&Entry) -> bool| {
        let mut months: Vec<Month> = ledger.differences().filter(|entry| pick(entry)).map(|entry| entry.month).collect();
        months.dedup();
        words::counted(months.len() as u64, "month")
    };
    let mut sentences: Vec<Text> = Vec::new();
    let over = ledger.overpaid > Money::ZERO;
    let under = ledger.underpaid > Money::ZERO;
    if over {
        let months = months(|entry| entry.difference > Money::ZERO);
        sentences.push(text!["Overpaid ", pence(ledger.overpaid), " in ", months, "."]);
    }
    if under {
        let months = months(|entry| entry.difference < Money::ZERO);
        sentences.push(text!["Underpaid ", pence(ledger.underpaid), " in ", months, "."]);
    }
    match ledger.net() {
        _ if ledger.entries.is_empty() => sentences.push("No payslip could be compared.".into()),
        _ if !over && !under && ledger.no_payslip.is_empty() => sentences.push("What was paid is what was due.".into()),
        _ if !over && !under => sentences.push("In the months with a payslip what was paid is what was due.".into()),
        net if over && under && net > Money::ZERO => sentences.push(text!["On balance ", pence(net), " overpaid."]),
        net if over && under && net < Money::ZERO => sentences.push(text!["On balance ", pence(-net), " underpaid."]),
        _ if over && under => sentences.push("On balance nothing is owed.".into()),
        _ => {}
    }
    Text::joined(sentences, " ")
}

/// What else is to be known of a ledger: roundings, back pay, and what is not in it.
pub(super) fn remarks(view: &AuditView, ledger: &Ledger) -> Vec<Text> {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let mut sentences: Vec<Text> = Vec::new();
    if !ledger.residue.is_zero() || ledger.entries.iter().any(|entry| entry.is_residue) {
        sentences.push(text!["Roundings, in brackets, come to ", pence(ledger.residue), " and are not counted."]);
    }
    let owed: Money = ledger.back_pay_owed.iter().map(|(_, due)| *due).sum();
    if !owed.is_zero() {
        let months: Vec<String> = ledger.back_pay_owed.iter().map(|(month, _)| month.written()).collect();
        let agreed = ", of an award agreed after the member had left, and no payslip pays it: it is owed.";
        sentences.push(text!["Back pay of ", pence(owed), " fell due in ", months.join(" and "), agreed]);
    }
    if !ledger.skipped.is_empty() {
        let months = words::counted(ledger.skipped.len() as u64, "month");
        sentences.push(format!("Lines of {months} could not be read and are left out: what differs there may be that.").into());
    }
    let without: Vec<&(Month, Money)> = ledger
        .no_payslip
        .iter()
        .filter(|(month, _)| !ledger.skipped.contains(month) && ledger.back_pay_owed.iter().all(|(owed, _)| owed != month))
        .collect();
    if !without.is_empty() {
        let due: Money = without.iter().map(|(_, due)| *due).sum();
        let months = words::counted(without.len() as u64, "month");
        let rest = " was due; it is not counted as underpaid.";
        sentences.push(text!["There is no payslip for ", months, " in which ", pence(due), rest]);
    }
    if !ledger.unknown.is_empty() {
        let sum: Money = ledger.unknown.iter().map(|line| line.amount).sum();
        sentences.push(text!["Lines that are not compared come to ", pence(sum), "."]);
    }
    let back_pay: Money = ledger.entries.iter().map(|entry| entry.agreed).sum();
    if !back_pay.is_zero() {
        let rest = " fell due when awards were agreed; it is not counted as a mistake.";
        sentences.push(text!["Back pay of ", pence(back_pay), rest]);
    }
    sentences
}
