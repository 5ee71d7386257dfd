//! What is due once and not every month: lump sums and bonuses, back pay, and what is taken back.

use super::{Case, payments_of, title};
use crate::calendar::Month;
use crate::report::text::text;
use crate::report::{Cell, ColumnKind, DueKind, DueLine, Table, Text, words};
use crate::scale::{Component, Scale};

/// What falls due for earlier months, a line for each month.
pub(super) fn late(lines: &[DueLine], scale: &Scale) -> Vec<Text> {
    let months = lines.chunk_by(|one, next| one.month == next.month);
    let line = |lines: &[DueLine]| {
        let month = lines[0].month;
        let parts = lines.iter().map(|line| {
            let what = if line.kind == DueKind::TakenBack { " taken back" } else { "" };
            text![Cell::pence(&scale.currency, line.amount), " ", words::element(scale, &line.element).to_lowercase(), what]
        });
        let agreed = scale.settlements.iter().filter(|settlement| settlement.agreed.is_some_and(|day| Month::of(day) == month));
        let agreed: Vec<String> = agreed.map(|settlement| settlement.title.clone()).collect();
        let why = if agreed.is_empty() { String::new() } else { format!(" ({} agreed)", agreed.join(", ")) };
        text![month.written(), ": "].and(Text::joined(parts, ", ")).and(why).and(".")
    };
    months.map(line).collect()
}

/// Lump sums and bonuses, by the month in which they are due.
pub(super) fn paid_once(case: &Case<'_>, name: &str) -> Option<Table> {
    let currency = &case.history.scale().currency;
    let every_month: Vec<Component> = payments_of(case).into_iter().map(|(id, _)| id).collect();
    let columns = [(name, ColumnKind::Text), ("Month", ColumnKind::Name), ("Amount", ColumnKind::Number)];
    let mut table = Table::new(name, &columns);
    for month in &case.career.months {
        let once = month
            .components
            .iter()
            .filter(|(component, amount)| !amount.is_zero() && matches!(component, Component::Payment(_) | Component::LumpSum))
            .filter(|(component, _)| !every_month.contains(component));
        for (component, amount) in once {
            let title = title(case, component, month.month.period().start);
            table.rows.push(vec![Cell::text(title), Cell::named_month(month.month), Cell::pence(currency, *amount)]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}
