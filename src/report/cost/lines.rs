//! Figures in cells, and lines of tables with a column for each year.

use super::{Cell, Column, ColumnKind, CostView, Table};
use crate::calendar::{Month, day_before, written_short};
use crate::costing::{AssumedPoint, Heads, PayYear};
use crate::money::with_separators;

/// A number of staff with thousands separators.
pub(super) fn number(heads: Heads) -> String {
    with_separators(&heads.number().to_string())
}

/// The same in a cell.
pub(super) fn staff(heads: Heads) -> Cell {
    Cell::number(heads.number())
}

pub(super) fn money(view: &CostView<'_>, units: i128) -> Cell {
    Cell::pence(&view.baseline.scale().currency, view.money(units))
}

/// The variants with their places and names; no names where there is only one.
pub(super) fn variants(view: &CostView<'_>) -> Vec<(usize, &'static str)> {
    let all = &view.paybills().variants;
    let name = |variant: &AssumedPoint| match variant {
        AssumedPoint::Low => " low",
        AssumedPoint::Even => " even",
        AssumedPoint::High => " high",
    };
    all.iter().enumerate().map(|(place, variant)| (place, if all.len() > 1 { name(variant) } else { "" })).collect()
}

/// A title, and a figure for each year.
pub(super) type Line = (String, Vec<Cell>);

/// What a pay year is called; of a part of one it says which.
pub(super) fn year_title(PayYear { label, period, months }: &PayYear) -> String {
    let whole =
        Month::of(period.start).period().start == period.start && Month::of(day_before(period.end)).period().end == period.end;
    match months.len() {
        12 if whole => label.clone(),
        1 if whole => format!("{label}, 1 month"),
        count if whole => format!("{label}, {count} months"),
        _ => format!("{label}, {} to {}", written_short(period.start), written_short(day_before(period.end))),
    }
}

/// Lines with a column for each year; none where there is no line.
pub(super) fn across(view: &CostView<'_>, name: &str, first: &str, lines: Vec<Line>) -> Option<Table> {
    let mut table = Table::new(name, &[(first, ColumnKind::Text)]).keyed(1);
    table.columns.extend(view.paybills().years.iter().map(|year| Column::new(year_title(year), ColumnKind::Number)));
    table.rows = lines.into_iter().map(|(title, figures)| std::iter::once(Cell::text(title)).chain(figures).collect()).collect();
    (!table.rows.is_empty()).then_some(table)
}

/// A line for each variant; one for all where they are the same.
pub(super) fn each_variant(view: &CostView<'_>, title: &str, figure: impl Fn(usize, usize) -> Cell) -> Vec<Line> {
    let years = view.paybills().years.len();
    let figures = |variant: usize| (0..years).map(|year| figure(variant, year)).collect::<Vec<Cell>>();
    let all: Vec<(&str, Vec<Cell>)> = variants(view).into_iter().map(|(variant, name)| (name, figures(variant))).collect();
    let shown = |cells: &[Cell]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
    match all.split_first() {
        Some(((_, first), others)) if others.iter().all(|(_, cells)| shown(cells) == shown(first)) => {
            vec![(title.to_owned(), first.clone())]
        }
        _ => all.into_iter().map(|(name, cells)| (format!("{title}{name}"), cells)).collect(),
    }
}
