//! The lists of a progression that are printed where everything is asked for: values by the awards that made them, and months in which
//! something changed.

use super::{Case, Shown};
use crate::calendar::{Date, Period, written};
use crate::entitlement::{Reason, Row};
use crate::report::words;

/// A line for each row. An award is told where it first matters: later rows say only what is new.
pub(super) fn explained(case: &Case<'_>) -> Vec<String> {
    let scale = case.history.scale();
    let mut lines = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for row in &case.career.rows {
        let mut parts = vec![new_among(words::derivation(case.history, &row.standing, row.from), &mut told).join("; then ")];
        parts.extend(new_among(words::payments_due(case.history, &row.pay, row.from), &mut told));
        let rule = case.history.tables_at(row.from).ok().and_then(|tables| tables.progression_of(&row.standing.grade));
        let stepped = row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. }));
        let rule = rule.filter(|_| stepped).map(|rule| format!("Rule: {}", words::progression(scale, rule)));
        parts.extend(new_among(rule.into_iter().collect(), &mut told));
        parts.retain(|part| !part.is_empty());
        let how = if parts.is_empty() { String::new() } else { format!(" {}.", words::capitalised(&parts.join(". "))) };
        lines.push(format!("{}: {}.{how}", written(row.from), words::reasons(&row.reasons, scale)));
    }
    lines
}

/// What was not told before.
fn new_among(lines: Vec<String>, told: &mut Vec<String>) -> Vec<String> {
    let new: Vec<String> = lines.into_iter().filter(|line| !told.contains(line)).collect();
    told.extend(new.iter().cloned());
    new
}

/// A line for each month in which pay changed on a day other than the first: the days of each part, and what the month is due.
pub(super) fn broken_months(case: &Case<'_>) -> Vec<String> {
    let scale = case.history.scale();
    let rows = &case.career.rows;
    let ends = rows.iter().skip(1).map(|row| row.from).chain([Date::MAX]);
    let spans: Vec<(&Row, Period)> = rows.iter().zip(ends).map(|(row, end)| (row, Period::new(row.from, end))).collect();
    let months = case.career.months.iter().filter_map(|month| {
        let whole = month.month.period();
        let parts: Vec<String> = spans
            .iter()
            .filter(|(_, span)| !span.intersection(whole).is_empty())
            .map(|(row, span)| {
                let days = span.intersection(whole).days();
                let pay = scale.currency.written(Shown::of(scale, row).total());
                let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
                format!("{days} at {pay} a year")
            })
            .collect();
        let convention = scale.conventions.part_month.default;
        let due = scale.currency.written_to_the_penny(month.total());
        (parts.len() > 1).then(|| format!("{}: {}, by {convention}: {due}.", month.month.written(), parts.join(" + ")))
    });
    months.collect()
}
