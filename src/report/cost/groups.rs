//! The cost of groups of staff, as tables.

use std::collections::BTreeSet;

use super::figures::full_year;
use super::lines::{money, staff, year_title};
use super::{Block, Cell, Column, ColumnKind, CostView, Table, pictures};
use crate::costing::{Heads, InYear, Sums};

/// A figure of a group, in units.
type Figure<'a> = Box<dyn Fn(&Sums) -> i128 + 'a>;

/// What each group costs, or is paid where nothing is proposed.
pub(super) fn by_group(
    view: &CostView<'_>,
    by: &[String],
    groups: &[(Vec<String>, Sums)],
    suppressed: &BTreeSet<usize>,
) -> Vec<Block> {
    let total = |sums: &Sums, case: usize, year: usize| sums.year(view.even_in(case, year)).iter().sum::<i128>();
    let mut groups: Vec<(usize, &(Vec<String>, Sums))> = groups.iter().enumerate().collect();
    groups.sort_by(|(_, one), (_, two)| one.0.cmp(&two.0));
    let mut blocks = Vec::new();
    let proposed = !view.proposals.is_empty();
    for case in if proposed { 1..=view.proposals.len() } else { 0..=0 } {
        let years = view.paybills().years.iter().enumerate();
        let mut figures: Vec<(String, Figure<'_>)> = Vec::new();
        for (year, about) in years {
            let figure = move |sums: &Sums| total(sums, case, year) - if proposed { total(sums, 0, year) } else { 0 };
            figures.push((year_title(about), Box::new(figure)));
        }
        figures.push(("Full year".to_owned(), Box::new(move |sums| full_year(view, sums, case))));
        let what = match case.checked_sub(1).and_then(|index| view.proposals.get(index)) {
            Some((proposal, _)) if view.proposals.len() > 1 => format!("Cost of {} by {}:", proposal.title, by.join(", ")),
            Some(_) => format!("Cost by {}:", by.join(", ")),
            None => format!("Paybill by {}:", by.join(", ")),
        };
        let name = what.trim_end_matches(':').to_owned();
        let mut table = Table { keys: by.len(), name, ..Table::default() }.captioned(what);
        table.columns.extend(by.iter().map(|name| Column::new(name, ColumnKind::Name)));
        table.columns.push(Column::new("Staff", ColumnKind::Number));
        table.columns.extend(figures.iter().map(|(title, _)| Column::new(title, ColumnKind::Number)));
        for (place, (key, sums)) in &groups {
            let shown = |cell: Cell| if suppressed.contains(place) { Cell::not_given() } else { cell };
            let mut row: Vec<Cell> = key.iter().map(Cell::text).collect();
            row.push(shown(staff(sums.staff)));
            row.extend(figures.iter().map(|(_, figure)| shown(money(view, figure(sums)))));
            table.rows.push(row);
        }
        blocks.push(Block::Table(table));
        blocks.extend(pictures::by_group(view, by, &groups, case));
        if case > 0 {
            blocks.extend(gain_and_lose(view, by, &groups, case, suppressed).map(Block::Table));
        }
    }
    blocks
}

/// How many of each group gain and lose, where anybody loses.
fn gain_and_lose(
    view: &CostView<'_>,
    by: &[String],
    groups: &[(usize, &(Vec<String>, Sums))],
    case: usize,
    suppressed: &BTreeSet<usize>,
) -> Option<Table> {
    let (even, years) = (view.even(), 0..view.paybills().years.len());
    if years.clone().all(|year| view.paybills().all.losers(InYear { variant: even, case, year }).is_none()) {
        return None;
    }
    let name = format!("Gain and lose by {}", by.join(", "));
    let mut table = Table { keys: by.len(), name, ..Table::default() };
    table.columns.extend(by.iter().map(|name| Column::new(name, ColumnKind::Name)));
    for year in years.clone() {
        let label = &view.paybills().years[year].label;
        table.columns.extend(["Gain", "Lose"].map(|what| Column::new(format!("{what} {label}"), ColumnKind::Number)));
    }
    for (place, (key, sums)) in groups {
        let shown = |heads: Heads| {
            let hidden = suppressed.contains(place) || view.is_too_small(heads);
            if hidden { Cell::not_given() } else { staff(heads) }
        };
        let counts = years.clone().flat_map(|year| {
            [sums.gainers(InYear { variant: even, case, year }), sums.losers(InYear { variant: even, case, year })]
        });
        table.rows.push(key.iter().map(Cell::text).chain(counts.map(shown)).collect());
    }
    Some(table)
}
