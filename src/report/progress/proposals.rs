//! Proposals beside what is agreed: on each day on which something changes, and year by year.

use std::collections::BTreeSet;

use super::{Case, ProgressView, Shown, row_on};
use crate::calendar::{Date, Month, Period};
use crate::entitlement::{MonthDue, Row};
use crate::money::Money;
use crate::report::words::counted;
use crate::report::{Beside, Cell, Column, ColumnKind, Table, Value};

/// The columns of the proposals: one and its difference, or, of several, each with its difference below; `beside` says what else
/// stands beside their amounts.
fn proposal_columns(proposals: &[Case<'_>], beside: &[&str]) -> Vec<Column> {
    let column = |case: &Case<'_>| Column::new(case.title, ColumnKind::Number);
    match proposals {
        [only] => vec![column(only).beside(beside), Column::new("Difference", ColumnKind::Number)],
        several => several.iter().map(|case| column(case).beside(&[beside, &["difference"]].concat())).collect(),
    }
}

/// How many months of a pay year are asked about and known, and days of those that are not in full: a year less a day is not twelve
/// months.
fn months(case: &Case<'_>, year: &str, asked: &[Period]) -> Cell {
    let year_start = case.history.scale().conventions.year_start;
    let of_year = case.career.months.iter().map(|month| month.month.period());
    let of_year: Vec<Period> = of_year.filter(|month| year_start.year_label(month.start) == year).collect();
    let asked_of = |month: &Period| asked.iter().map(|days| month.intersection(*days).days()).sum::<u32>();
    let (whole, parts): (Vec<Period>, Vec<Period>) = of_year.into_iter().partition(|month| asked_of(month) == month.days());
    let (whole, days) = (whole.len(), parts.iter().map(asked_of).sum::<u32>());
    match (whole, days) {
        (whole, 0) => Cell::number(whole),
        (0, days) => Cell::text(counted(u64::from(days), "day")),
        (whole, days) => Cell::text(format!("{whole} + {}", counted(u64::from(days), "day"))),
    }
}

/// The cells of a proposal, to go with its columns.
fn proposal_cells(several: bool, amount: Cell, difference: Cell) -> Vec<Cell> {
    match difference.value {
        Value::Money { amount: more, currency, pence } if several => {
            vec![amount.with(Beside::Below(Value::Difference { amount: more, currency, pence }))]
        }
        _ => vec![amount, difference],
    }
}

/// What each case pays from each day on.
pub(super) fn side_by_side(view: &ProgressView<'_>) -> Table {
    let Some((baseline, proposals)) = view.cases.split_first() else { return Table::default() };
    let scale = baseline.history.scale();
    let several = proposals.len() > 1;
    let points = [scale.point_word.as_str()];
    let mut table = Table { name: "Side by side".to_owned(), ..Table::default() };
    table.columns.push(Column::new("From", ColumnKind::Name));
    table.columns.push(Column::new("Agreed", ColumnKind::Number).beside(&points));
    table.columns.extend(proposal_columns(proposals, &points));
    let days: BTreeSet<Date> = view.cases.iter().flat_map(|case| case.career.rows.iter().map(|row| row.from)).collect();
    for day in days {
        let cell = |row: &Row| {
            let amount = Cell::money(&scale.currency, Shown::of(scale, row).total());
            match row.standing.place.point() {
                Some(point) => amount.with(Beside::InBrackets(Value::Point(point.clone()))),
                None => amount,
            }
        };
        let Some(agreed) = row_on(baseline.career, day) else { continue };
        let mut cells = vec![Cell::date(day), cell(agreed)];
        for row in proposals.iter().filter_map(|case| row_on(case.career, day)) {
            let difference = Shown::of(scale, row).total() - Shown::of(scale, agreed).total();
            cells.extend(proposal_cells(several, cell(row), Cell::money(&scale.currency, difference)));
        }
        table.rows.push(cells);
    }
    table
}

/// How many pay years are over today, where today is asked about, and the first month after them.
pub(super) fn years_over(view: &ProgressView<'_>) -> (usize, Option<Month>) {
    let months = view.cases.first().map_or(&[][..], |baseline| &baseline.career.months);
    let first = months.first().map(|month| month.month);
    let Some((baseline, now)) = view.cases.first().zip(view.now()) else { return (0, first) };
    let is_over = |year: &[MonthDue]| year.last().is_some_and(|month| month.month.period().end <= now);
    let (mut years, mut rest) = (0, months);
    for year in &baseline.career.years {
        let (of_year, after) = rest.split_at(year.months.min(rest.len()));
        if !is_over(of_year) {
            break;
        }
        (years, rest) = (years + 1, after);
    }
    (years, rest.first().map(|month| month.month))
}

/// What each case is due in each pay year.
pub(super) fn years_table(view: &ProgressView<'_>) -> Table {
    let Some((baseline, proposals)) = view.cases.split_first() else { return Table::default() };
    let scale = baseline.history.scale();
    let several = proposals.len() > 1;
    let pence = |amount: Money| Cell::pence(&scale.currency, amount);
    let columns = [("Pay year", ColumnKind::Name), ("Months", ColumnKind::Number), ("Due", ColumnKind::Number)];
    let mut table = Table { joins_equal_rows: true, ..Table::new("Due by pay year", &columns) };
    table.columns.extend(proposal_columns(proposals, &[]));
    let asked = Period::new(view.member.from, view.member.paid_until(view.until));
    let known = asked.without(baseline.career.gaps.iter().map(|gap| gap.days()));
    for year in &baseline.career.years {
        let mut cells = vec![Cell::text(&year.year), months(baseline, &year.year, &known), pence(year.due)];
        for case in proposals {
            let same = case.career.years.iter().find(|other| other.year == year.year);
            let due = same.expect("every case is worked out for the same days").due;
            cells.extend(proposal_cells(several, pence(due), pence(due - year.due)));
        }
        table.rows.push(cells);
    }
    table
}
