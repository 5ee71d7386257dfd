//! Absences in a progression: what each costs and its stages, the months it touches, and the days on which pay changes.

use std::collections::BTreeSet;

use super::{Case, Shown, payments_of, row_on, title};
use crate::calendar::{Date, day_before};
use crate::entitlement::{AbsenceDue, AbsenceStage, MonthDue, Row, goes_on};
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Cell, ColumnKind, Table, Text, words};
use crate::scale::{AbsenceKind, Component, PayShare, StatutoryKind};
use crate::workforce::Absence;

/// Absences that cost pay: how much, by which convention, in which stages.
pub(super) fn lines(case: &Case<'_>) -> Vec<Text> {
    let scale = case.history.scale();
    let part_month = &scale.conventions.part_month;
    let line = |(absence, lost): &(Absence, Money)| {
        let (from, to) = (absence.period.start, day_before(absence.period.end));
        let first = Text::from(Cell::long_date(from));
        let days = if from == to { first } else { first.and(" to ").and(Cell::long_date(to)) };
        let convention = match absence.kind {
            AbsenceKind::Strike => part_month.strike,
            _ => part_month.unpaid,
        };
        let how = match case.career.away.iter().find(|due| due.absence == *absence) {
            Some(due) => format!(". {}.", words::stages(due)),
            None => format!(", by {}", convention.unwrap_or(part_month.default)),
        };
        days.and(text![" (", absence.kind.word(), "): ", Cell::pence(&scale.currency, *lost), " less", how])
    };
    case.career.absences.iter().map(line).collect()
}

/// The months that absences with less than full pay touch, by component.
pub(super) fn months(case: &Case<'_>, name: String) -> Option<Table> {
    let scale = case.history.scale();
    let touched = |month: &&MonthDue| {
        let days = month.month.period();
        shown(case).any(|due| !due.absence.period.intersection(days).is_empty())
    };
    let months: Vec<&MonthDue> = case.career.months.iter().filter(touched).collect();
    if months.is_empty() {
        return None;
    }
    let columns = components(case, &months);
    let titles = columns.iter().map(|(_, title)| (title.as_str(), ColumnKind::Number));
    let titles: Vec<(&str, ColumnKind)> =
        std::iter::once(("Month", ColumnKind::Name)).chain(titles).chain([("Due", ColumnKind::Number)]).collect();
    let mut table = Table::new(name, &titles);
    let pence = |amount: Money| Cell::pence(&scale.currency, amount);
    for month in months {
        let maybe = |amount: Money| if amount.is_zero() { Cell::not_given() } else { pence(amount) };
        let mut cells = vec![Cell::named_month(month.month)];
        cells.extend(columns.iter().map(|(component, _)| maybe(month.component(component))));
        cells.push(pence(month.total()));
        table.rows.push(cells);
    }
    Some(table)
}

/// Every component that some of these months are due, with its title: basic pay, what is paid every month, statutory pay, the rest. A row of
/// them adds up to what the month is due.
fn components(case: &Case<'_>, months: &[&MonthDue]) -> Vec<(Component, String)> {
    let mut found = vec![(Component::Basic, "Basic".to_owned())];
    let by_law = StatutoryKind::ALL.map(Component::Statutory);
    let by_law = by_law.into_iter().map(|component| (title(case, &component, Date::MIN).to_owned(), component));
    let rest = months.iter().flat_map(|month| month.components.iter().map(move |(component, _)| (month, component)));
    let rest = rest.map(|(month, component)| (title(case, component, month.month.period().start).to_owned(), component.clone()));
    let every_month = payments_of(case).into_iter().map(|(component, title)| (title, component));
    for (title, component) in every_month.chain(by_law).chain(rest) {
        let is_due = months.iter().any(|month| !month.component(&component).is_zero());
        if is_due && found.iter().all(|(known, _)| *known != component) {
            found.push((component, title));
        }
    }
    found
}

/// Absences in which less than full pay is due at some time.
fn shown<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a AbsenceDue> {
    case.career.away.iter().filter(|due| due.stages.iter().any(|stage| stage.pay.share != PayShare::Full))
}

/// What holds from a day on, absence taken into account.
pub(super) struct Day<'a> {
    pub(super) from: Date,
    pub(super) row: &'a Row,
    pub(super) shown: Shown,
    pub(super) reason: String,
    pub(super) source: Option<String>,
}

/// Every day on which position or pay changes, by an absence too.
pub(super) fn days<'a>(case: &'a Case<'_>) -> Vec<Day<'a>> {
    let (scale, rows) = (case.history.scale(), &case.career.rows);
    let (Some(first), Some(last)) = (rows.first(), case.career.months.last()) else { return Vec::new() };
    let (first, until) = (first.from, last.month.period().end);
    let mut days: BTreeSet<Date> = rows.iter().map(|row| row.from).collect();
    for due in shown(case) {
        let changes = due.stages.iter().map(|stage| stage.period.start).chain([due.absence.period.end]);
        days.extend(changes.filter(|day| (first..until).contains(day)));
    }
    let day = |from: Date| {
        let row = row_on(case.career, from)?;
        let mut found = Day { from, row, shown: Shown::of(scale, row), reason: String::new(), source: row.source.clone() };
        let mut reasons: Vec<String> = Vec::new();
        reasons.extend((row.from == from).then(|| words::reasons(&row.reasons, scale)));
        match shown(case).find_map(|due| Some((due, stage_on(due, from)?))) {
            Some((due, stage)) => {
                found.shown = share(case, row, due.absence.kind, stage.pay.share);
                if stage.period.start == from || row.from == first {
                    reasons.push(format!("{}: {}", due.absence.kind.word(), words::stage(due, stage)));
                    found.source = due.sources.first().cloned().or(found.source);
                }
            }
            None => reasons.extend((row.from != from).then(|| "back from absence".to_owned())),
        }
        found.reason = reasons.join("; ");
        Some(found)
    };
    days.into_iter().filter_map(day).collect()
}

fn stage_on(due: &AbsenceDue, day: Date) -> Option<&AbsenceStage> {
    due.stages.iter().find(|stage| stage.period.contains(day))
}

/// A row's amounts on a share of pay.
fn share(case: &Case<'_>, row: &Row, kind: AbsenceKind, share: PayShare) -> Shown {
    let rounding = case.history.scale().conventions.monthly_rounding;
    let tables = case.history.tables_at(row.from).ok();
    let round = |amount: &crate::money::Exact| rounding.round(&amount.times(&share.exact()));
    let of = |amount: &crate::money::Exact| round(amount).expect("a row whose pay a year is too large to hold is refused");
    let payment = |payment: &crate::entitlement::DuePayment| {
        let counted = tables.is_some_and(|tables| goes_on(tables, &payment.component, kind));
        (payment.component.clone(), if counted { of(&payment.annual) } else { Money::ZERO })
    };
    Shown { basic: of(&row.pay.basic), payments: row.pay.payments.iter().map(payment).collect() }
}
