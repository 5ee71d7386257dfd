//! The ranges of a pay system: their ends, and what those pay.

use super::ShowView;
use crate::money::Money;
use crate::report::{Beside, Cell, ColumnKind, Table, Value};
use crate::scale::PointId;
use crate::settlement::Range;

/// A range as shown.
pub(super) struct RangeRow {
    pub(super) grade: String,
    pub(super) area: Option<String>,
    pub(super) by_pay: bool,
    pub(super) minimum: Option<PointId>,
    pub(super) minimum_annual: Option<Money>,
    pub(super) target: Option<PointId>,
    pub(super) target_annual: Option<Money>,
    pub(super) assumed: Option<String>,
}

/// In the order of the file: by grade, then by area.
pub(super) fn ranges(view: &ShowView<'_>) -> Vec<RangeRow> {
    let (scale, tables) = (view.history.scale(), &view.step.tables);
    let mut rows = Vec::new();
    // In the order of the file: by grade, then by area.
    for (grade, facts) in &scale.grades {
        let areas = std::iter::once(None).chain(scale.areas.iter().map(|(id, _)| Some(id.clone())));
        for area in areas {
            let Some(range) = tables.ranges.get(&(grade.clone(), area.clone())) else { continue };
            let asked = view.grade.as_ref().is_none_or(|only| only == grade)
                && (view.area.is_none() || area.is_none() || area == view.area);
            if !asked {
                continue;
            }
            let value = |point| facts.spine.as_ref().and_then(|spine| tables.annual(grade, area.as_ref(), spine, point));
            let (by_pay, minimum, minimum_annual, target, target_annual) = match range {
                Range::Points { minimum, target, .. } => {
                    (false, Some(minimum.clone()), value(minimum), Some(target.clone()), value(target))
                }
                Range::Pay { minimum, target, .. } => (true, None, Some(minimum.published), None, Some(target.published)),
            };
            let assumed = range.assumed().map(str::to_owned);
            let area = area.map(|area| area.to_string());
            rows.push(RangeRow {
                grade: grade.to_string(),
                area,
                by_pay,
                minimum,
                minimum_annual,
                target,
                target_annual,
                assumed,
            });
        }
    }
    rows
}

pub(super) fn ranges_table(view: &ShowView<'_>) -> Table {
    let currency = &view.history.scale().currency;
    let columns = [
        ("Grade", ColumnKind::Name),
        ("Area", ColumnKind::Name),
        ("Minimum", ColumnKind::Number),
        ("Target", ColumnKind::Number),
        ("", ColumnKind::Text),
    ];
    let mut table = Table::new("Ranges", &columns);
    for column in &mut table.columns[2..4] {
        column.beside = vec![view.history.scale().point_word.clone()];
    }
    for row in ranges(view) {
        let end = |point: Option<PointId>, annual: Option<Money>| {
            let annual = Cell::or_empty(annual, |annual| Cell::money(currency, annual));
            match point {
                Some(point) => annual.with(Beside::Before(Value::Point(point))),
                None => annual,
            }
        };
        let note = if row.assumed.is_some() { "assumed" } else { "" };
        let (minimum, target) = (end(row.minimum, row.minimum_annual), end(row.target, row.target_annual));
        table.rows.push(vec![Cell::text(row.grade), Cell::or_empty(row.area, Cell::text), minimum, target, Cell::text(note)]);
    }
    if table.rows.iter().all(|row| row[1].is_empty()) {
        table.columns.remove(1);
        table.rows.iter_mut().for_each(|row| drop(row.remove(1)));
    }
    table
}
