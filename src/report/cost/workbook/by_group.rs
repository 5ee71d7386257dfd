//! Groups of staff: what each is paid and what it costs, year by year.

use rust_decimal::Decimal;

use super::{
    Area, Cell, Chart, CostView, Sheet, about_places, case_title, gain_and_lose, heads, in_what, labels, places, reference,
};
use crate::costing::{InYear, Sums};
use crate::report::cost::figures;
use crate::report::workbook::{ChartKind, MONEY, with_decimals};

/// A chart shows so many groups.
const MOST_SHOWN: usize = 40;

/// A column of figures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Staff,
    Agreed,
    Proposed,
    Cost,
    Percent,
    FullYear,
    Gain,
    Lose,
}

const PAID: [Figure; 3] = [Figure::Staff, Figure::Agreed, Figure::FullYear];
const COMPARED: [Figure; 8] = [
    Figure::Staff,
    Figure::Agreed,
    Figure::Proposed,
    Figure::Cost,
    Figure::Percent,
    Figure::FullYear,
    Figure::Gain,
    Figure::Lose,
];

pub(super) fn sheet(view: &CostView<'_>, grouping: usize, name: String) -> Sheet {
    let by = view.group_by.get(grouping).map_or(&[][..], Vec::as_slice);
    let groups = view.paybills().groups.get(grouping).map_or(&[][..], Vec::as_slice);
    let suppressed = view.suppressed(grouping);
    let mut sheet = Sheet::new(name, title(view, by));
    sheet.note(format!("{} The staff of each group are priced as they are in the whole.", in_what(view)));
    if let Some(about) = about_places(view) {
        sheet.note(about);
    }
    if !suppressed.is_empty() {
        sheet.note(format!(
            "{} of {} groups are left out (–): those of fewer than {} staff, and others from which they could be worked out.",
            suppressed.len(),
            groups.len(),
            view.suppress_below.expect("groups are left out below a number")
        ));
    }
    sheet.blank();
    let figures: &[Figure] = if view.proposals.is_empty() { &PAID } else { &COMPARED };
    let about = |mut cells: Vec<Cell>, at: InYear| {
        cells.push(Cell::text(labels(view)[at.year].as_str()));
        cells.extend((view.proposals.len() > 1).then(|| Cell::text(case_title(view, at.case))));
        cells.extend(places(view, at.variant).map(Cell::text));
        cells
    };
    let mut titles: Vec<Cell> = by.iter().map(Cell::head).collect();
    titles.push(Cell::head("Year"));
    titles.extend((view.proposals.len() > 1).then(|| Cell::head("Proposal")));
    titles.extend((view.paybills().variants.len() > 1).then(|| Cell::head("Places")));
    let first = titles.len();
    titles.extend(figures.iter().map(|figure| Cell::head_of_numbers(figure_title(view, *figure))));
    let header = sheet.head(titles);
    let mut shown: Vec<(usize, &(Vec<String>, Sums))> = groups.iter().enumerate().collect();
    shown.sort_by(|(_, one), (_, two)| one.0.cmp(&two.0));
    let mut of_chart = Vec::new();
    for at in blocks(view) {
        let start = sheet.rows.len();
        for (place, (key, sums)) in &shown {
            let row = sheet.rows.len();
            let hidden = suppressed.contains(place);
            let cells = figures.iter().enumerate().map(|(column, figure)| match figure {
                _ if hidden => Cell::dash(),
                figure => cell(view, sums, at, *figure, (row, first + column)),
            });
            let cells: Vec<Cell> = about(key.iter().map(Cell::text).collect(), at).into_iter().chain(cells).collect();
            sheet.push(cells);
        }
        let rows = (start, sheet.rows.len());
        if at.variant == view.even() && at.year + 1 == view.paybills().years.len() {
            of_chart.push(rows);
        }
        if rows.1 > start && suppressed.is_empty() {
            let all = by.iter().enumerate().map(|(place, _)| if place == 0 { Cell::text("All") } else { Cell::nothing() });
            let mut cells = about(all.collect(), at);
            let totals = figures.iter().enumerate();
            cells.extend(totals.map(|(column, figure)| total(view, &sheet, at, *figure, rows, first + column)));
            sheet.push(cells.into_iter().map(Cell::strong).collect());
        }
        sheet.blank();
    }
    let column = figures.iter().position(|figure| *figure == Figure::Percent).map(|column| first + column);
    let column = column.filter(|_| !by.is_empty() && (1..=MOST_SHOWN).contains(&shown.len()));
    if let Some(chart) = column.and_then(|column| chart(view, by, &sheet.name, (header, column), &of_chart)) {
        sheet.draw(chart);
    }
    sheet
}

fn title(view: &CostView<'_>, by: &[String]) -> String {
    format!("The {} by {}", if view.proposals.is_empty() { "paybill" } else { "cost" }, by.join(", "))
}

/// Each proposal, variant and year in turn.
fn blocks(view: &CostView<'_>) -> Vec<InYear> {
    let cases = if view.proposals.is_empty() { 0..=0 } else { 1..=view.proposals.len() };
    let (variants, years) = (view.paybills().variants.len(), view.paybills().years.len());
    let mut blocks = Vec::new();
    for case in cases {
        for variant in 0..variants {
            blocks.extend((0..years).map(|year| InYear { variant, case, year }));
        }
    }
    blocks
}

/// The rise of each group in the last year, a series for each proposal.
fn chart(
    view: &CostView<'_>,
    by: &[String],
    sheet: &str,
    (header, column): (usize, usize),
    blocks: &[(usize, usize)],
) -> Option<Chart> {
    let (start, end) = *blocks.first()?;
    let year = labels(view).pop()?;
    let named = |start: usize| if view.proposals.len() > 1 { (start, by.len() + 1) } else { (header, column) };
    let values = |(start, end): &(usize, usize)| (named(*start), Area { first: (*start, column), last: (*end - 1, column) });
    Some(Chart {
        kind: ChartKind::Beside,
        title: format!("Rise by {} in {year}: cost in % of pay as agreed", by.join(", ")),
        format: "0.0",
        sheet: sheet.to_owned(),
        categories: Area { first: (start, 0), last: (end - 1, by.len() - 1) },
        series: blocks.iter().map(values).collect(),
        below_nought: false,
    })
}

fn figure_title(view: &CostView<'_>, figure: Figure) -> &'static str {
    match figure {
        Figure::Staff => "Staff",
        Figure::Agreed => "As agreed",
        Figure::Proposed => "Proposed",
        Figure::Cost => "Cost",
        Figure::Percent => "Cost in %",
        Figure::FullYear if view.proposals.is_empty() => "Full year",
        Figure::FullYear => "Cost of a full year",
        Figure::Gain => "Gain",
        Figure::Lose => "Lose",
    }
}

/// What an amount comes to, in units; nothing where it is no amount.
fn units(view: &CostView<'_>, sums: &Sums, at: InYear, figure: Figure) -> Option<i128> {
    let of = |case: usize| sums.year(InYear { variant: at.variant, case, year: at.year }).iter().sum::<i128>();
    let rate = |case: usize| figures::exit_rate(view, sums, InYear { case, ..at });
    match figure {
        Figure::Agreed => Some(of(0)),
        Figure::Proposed => Some(of(at.case)),
        Figure::Cost => Some(of(at.case) - of(0)),
        Figure::FullYear if at.case == 0 => Some(rate(0)),
        Figure::FullYear => Some(rate(at.case) - rate(0)),
        Figure::Staff | Figure::Percent | Figure::Gain | Figure::Lose => None,
    }
}

fn cell(view: &CostView<'_>, sums: &Sums, at: InYear, figure: Figure, (row, column): (usize, usize)) -> Cell {
    let beside = |back: usize| reference(row, column - back);
    let amount = |figure: Figure| units(view, sums, at, figure).expect("these figures are amounts");
    let of_two = |kind: usize| gain_and_lose(view, sums, at).map_or_else(Cell::dash, |both| heads(both[kind]));
    match figure {
        Figure::Staff => heads(sums.staff),
        Figure::Cost => Cell::sum(format!("{}-{}", beside(1), beside(2)), view.money(amount(figure))),
        Figure::Percent => {
            super::percent(&beside(1), &beside(3), figures::hundredths(amount(Figure::Cost), amount(Figure::Agreed)))
        }
        Figure::Gain => of_two(0),
        Figure::Lose => of_two(1),
        Figure::Agreed | Figure::Proposed | Figure::FullYear => Cell::money(view.money(amount(figure))),
    }
}

/// The sum of a column, in rows from the first up to but not with the last.
fn total(view: &CostView<'_>, sheet: &Sheet, at: InYear, figure: Figure, (start, end): (usize, usize), column: usize) -> Cell {
    if figure == Figure::Percent {
        return cell(view, &view.paybills().all, at, figure, (end, column));
    }
    let parts: Option<Vec<Decimal>> = (start..end).map(|row| sheet.value(row, column)).collect();
    // A number that is left out has no sum either.
    let Some(parts) = parts else { return Cell::dash() };
    let sum: Decimal = parts.iter().sum();
    let formula = format!("SUM({}:{})", reference(start, column), reference(end - 1, column));
    if units(view, &view.paybills().all, at, figure).is_some() {
        return Cell::formula(formula, sum, MONEY);
    }
    let sum = sum.normalize();
    Cell::formula(formula, sum, &with_decimals(sum.scale()))
}
