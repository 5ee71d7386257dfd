//! The derivation behind each figure of a progression, which its cell opens.

use super::{Case, Shown};
use crate::entitlement::Row;
use crate::report::{Cell, Derivation, words};
use crate::scale::{Component, Scale};

/// How basic pay came about: the value of the point, settlement by settlement, and the member's hours.
pub(super) fn basic(case: &Case<'_>, row: &Row) -> Derivation {
    let scale = case.history.scale();
    let mut rule = words::derivation(case.history, &row.standing, row.from).join("; then ");
    if rule.is_empty() {
        rule = words::reasons(&row.reasons, scale);
    }
    let mut from = vec![("At full time, a year".to_owned(), Cell::money(&scale.currency, row.pay.full_time_basic))];
    if !row.standing.fte.is_full_time() {
        from.push(("Share of full time".to_owned(), Cell::fte(row.standing.fte)));
    }
    Derivation {
        rule: words::capitalised(&rule),
        rounding: Some(words::rounding(&scale.currency, scale.conventions.monthly_rounding)),
        source: source(row),
        from,
    }
}

/// How a payment came about: its rule.
pub(super) fn payment(case: &Case<'_>, row: &Row, component: &Component) -> Option<Derivation> {
    let scale = case.history.scale();
    let tables = case.history.tables_at(row.from).ok()?;
    let stated = tables.payment(component.payment()?)?;
    let due = row.pay.payments.iter().find(|due| due.component == *component)?;
    let rounding = scale.conventions.monthly_rounding;
    let mut from = Vec::new();
    if let Ok(full_time) = rounding.round(&due.full_time) {
        from.push(("At full time, a year".to_owned(), Cell::money(&scale.currency, full_time)));
    }
    if due.pro_rata && !row.standing.fte.is_full_time() {
        from.push(("Share of full time".to_owned(), Cell::fte(row.standing.fte)));
    }
    Some(Derivation {
        rule: words::capitalised(&words::payment(scale, &stated.stated())),
        rounding: Some(words::rounding(&scale.currency, rounding)),
        source: source(row),
        from,
    })
}

/// The sum of basic pay and payments.
pub(super) fn total(shown: &Shown, payments: &[(Component, String)], scale: &Scale) -> Derivation {
    let mut from = vec![("Basic".to_owned(), Cell::money(&scale.currency, shown.basic))];
    from.extend(
        payments
            .iter()
            .filter_map(|(component, title)| Some((title.clone(), Cell::money(&scale.currency, shown.payment(component)?)))),
    );
    Derivation { rule: "The sum of these".to_owned(), rounding: None, source: None, from }
}

fn source(row: &Row) -> Option<String> {
    row.source.as_ref().map(|source| format!("{}: {source}", row.settlement))
}
