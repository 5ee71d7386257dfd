//! Groups of staff: what each is paid and what it costs.

use rust_decimal::Decimal;

use super::{Area, Cell, Chart, CostView, Sheet, about_places, case_title, gain_and_lose, heads, in_what, labels, places, reference};
use crate::costing::Sums;
use crate::report::cost::figures;
use crate::report::workbook::{ChartKind, MONEY};

/// A chart shows so many groups.
const MOST_SHOWN: usize = 40;

/// A column of figures.
#[derive(Clone, Copy)]
enum Figure {
    Staff,
    Agreed(usize),
    Proposed(usize),
    Cost(usize),
    Percent(usize),
    FullYear,
    Gain(usize),
    Lose(usize),
}

pub(super) fn sheet(view: &CostView<'_>, grouping: usize, name: String) -> Sheet {
    let by = view.group_by.get(grouping).map_or(&[][..], Vec::as_slice);
    let mut sheet = Sheet::new(name, format!("By {}", by.join(", ")));
    sheet.note(format!("{} Each group's staff, months and rules are those of the whole.", in_what(view)));
    about_places(view).into_iter().for_each(|about| sheet.note(about));
    let groups = view.paybills().groups.get(grouping).map_or(&[][..], Vec::as_slice);
    let suppressed = view.suppressed(grouping);
    if !suppressed.is_empty() {
        sheet.note(format!(
            "{} of {} groups are left out (–): those of fewer than {} staff, and others from which they could be worked out.",
            suppressed.len(),
            groups.len(),
            view.suppress_below.unwrap_or_default()
        ));
    }
    sheet.blank();
    let (several, variants) = (view.proposals.len() > 1, view.paybills().variants.len());
    let figures = figures_of(view);
    let mut titles: Vec<Cell> = by.iter().map(Cell::head).collect();
    titles.extend(several.then(|| Cell::head("Proposal")));
    titles.extend((variants > 1).then(|| Cell::head("Places")));
    let first = titles.len();
    titles.extend(figures.iter().map(|figure| Cell::head_of_numbers(figure_title(view, *figure))));
    let header = sheet.head(titles);
    sheet.keys = if figures.len() > 6 { first } else { 0 };
    let mut shown: Vec<(usize, &(Vec<String>, Sums))> = groups.iter().enumerate().collect();
    shown.sort_by(|(_, one), (_, two)| one.0.cmp(&two.0));
    let mut series = Vec::new();
    for case in if view.proposals.is_empty() { 0..=0 } else { 1..=view.proposals.len() } {
        for variant in 0..variants {
            let about = |mut cells: Vec<Cell>| {
                cells.extend(several.then(|| Cell::text(case_title(view, case))));
                cells.extend(places(view, variant).map(Cell::text));
                cells
            };
            let start = sheet.rows.len();
            for (place, (key, sums)) in &shown {
                let row = sheet.rows.len();
                let mut cells = about(key.iter().map(Cell::text).collect());
                let hidden = suppressed.contains(place);
                cells.extend(figures.iter().enumerate().map(|(column, figure)| {
                    if hidden { Cell::dash() } else { cell(view, sums, (variant, case), *figure, (row, first + column)) }
                }));
                sheet.push(cells);
            }
            let end = sheet.rows.len();
            series.push((case, variant, start, end));
            if end > start && suppressed.is_empty() {
                let mut cells = about(by.iter().enumerate().map(|(place, _)| if place == 0 { Cell::text("All") } else { Cell::nothing() }).collect());
                let totals = figures.iter().enumerate().map(|(column, figure)| {
                    total(view, &sheet, (variant, case), *figure, (start, end), first + column)
                });
                cells.extend(totals);
                sheet.push(cells.into_iter().map(Cell::strong).collect());
            }
            sheet.blank();
        }
    }
    let last = view.paybills().years.len() - 1;
    let column = figures.iter().position(|figure| matches!(figure, Figure::Percent(year) if *year == last));
    if let Some(column) = column.filter(|_| !shown.is_empty() && shown.len() <= MOST_SHOWN && !by.is_empty()) {
        let column = first + column;
        let even: Vec<_> = series.iter().filter(|(_, variant, ..)| *variant == view.even()).collect();
        let categories = even.first().map_or((0, 0), |(_, _, start, end)| (*start, *end - 1));
        let named = |start: usize| if several { (start, by.len()) } else { (header, column) };
        sheet.charts.push(Chart {
            kind: ChartKind::Beside,
            title: format!("Cost in % of pay as agreed, {}, by {}", labels(view)[last], by.join(", ")),
            format: "0.0",
            sheet: sheet.name.clone(),
            categories: Area { first: (categories.0, 0), last: (categories.1, by.len() - 1) },
            series: even
                .iter()
                .map(|(_, _, start, end)| (named(*start), Area { first: (*start, column), last: (*end - 1, column) }))
                .collect(),
        });
    }
    sheet
}

fn figures_of(view: &CostView<'_>) -> Vec<Figure> {
    let years = 0..view.paybills().years.len();
    let mut figures = vec![Figure::Staff];
    if view.proposals.is_empty() {
        figures.extend(years.map(Figure::Agreed));
        figures.push(Figure::FullYear);
        return figures;
    }
    figures.extend(years.clone().flat_map(|year| {
        [Figure::Agreed(year), Figure::Proposed(year), Figure::Cost(year), Figure::Percent(year)]
    }));
    figures.push(Figure::FullYear);
    figures.extend(years.flat_map(|year| [Figure::Gain(year), Figure::Lose(year)]));
    figures
}

fn figure_title(view: &CostView<'_>, figure: Figure) -> String {
    let labels = labels(view);
    let of = |what: &str, year: usize| format!("{what} {}", labels[year]);
    match figure {
        Figure::Staff => "Staff".to_owned(),
        Figure::Agreed(year) => of("As agreed", year),
        Figure::Proposed(year) => of("Proposed", year),
        Figure::Cost(year) => of("Cost", year),
        Figure::Percent(year) => of("Cost in %", year),
        Figure::FullYear if view.proposals.is_empty() => "A full year".to_owned(),
        Figure::FullYear => "Cost of a full year".to_owned(),
        Figure::Gain(year) => of("Gain", year),
        Figure::Lose(year) => of("Lose", year),
    }
}

/// What an amount comes to, in units; nothing where it is no amount.
fn units(view: &CostView<'_>, sums: &Sums, (variant, case): (usize, usize), figure: Figure) -> Option<i128> {
    let of = |case: usize, year: usize| sums.year(variant, case, year).iter().sum::<i128>();
    let last = view.paybills().years.len() - 1;
    let rate = |case: usize| figures::exit_rate(view, sums, variant, case, last);
    match figure {
        Figure::Agreed(year) => Some(of(0, year)),
        Figure::Proposed(year) => Some(of(case, year)),
        Figure::Cost(year) => Some(of(case, year) - of(0, year)),
        Figure::FullYear if case == 0 => Some(rate(0)),
        Figure::FullYear => Some(rate(case) - rate(0)),
        Figure::Staff | Figure::Percent(_) | Figure::Gain(_) | Figure::Lose(_) => None,
    }
}

fn cell(view: &CostView<'_>, sums: &Sums, of: (usize, usize), figure: Figure, (row, column): (usize, usize)) -> Cell {
    let beside = |back: usize| reference(row, column - back);
    let (variant, case) = of;
    match figure {
        Figure::Staff => heads(sums.staff),
        Figure::Cost(_) => {
            let amount = units(view, sums, of, figure).unwrap_or_default();
            Cell::sum(format!("{}-{}", beside(1), beside(2)), view.money(amount))
        }
        Figure::Percent(year) => {
            let amount = |figure: Figure| units(view, sums, of, figure).unwrap_or_default();
            super::percent(&beside(1), &beside(3), figures::hundredths(amount(Figure::Cost(year)), amount(Figure::Agreed(year))))
        }
        Figure::Gain(year) => gain_and_lose(view, sums, variant, case, year).map_or_else(Cell::dash, |both| heads(both[0])),
        Figure::Lose(year) => gain_and_lose(view, sums, variant, case, year).map_or_else(Cell::dash, |both| heads(both[1])),
        Figure::Agreed(_) | Figure::Proposed(_) | Figure::FullYear => {
            Cell::money(view.money(units(view, sums, of, figure).unwrap_or_default()))
        }
    }
}

/// The sum of a column, in rows from the first up to but not with the last.
fn total(view: &CostView<'_>, sheet: &Sheet, of: (usize, usize), figure: Figure, (start, end): (usize, usize), column: usize) -> Cell {
    if let Figure::Percent(_) = figure {
        return cell(view, &view.paybills().all, of, figure, (end, column));
    }
    let parts: Option<Vec<Decimal>> = (start..end).map(|row| sheet.value(row, column)).collect();
    // A number that is left out has no sum either.
    let Some(parts) = parts else { return Cell::dash() };
    let sum: Decimal = parts.iter().sum();
    let formula = format!("SUM({}:{})", reference(start, column), reference(end - 1, column));
    if units(view, &view.paybills().all, of, figure).is_some() {
        return Cell::formula(formula, sum, MONEY);
    }
    let sum = sum.normalize();
    Cell::formula(formula, sum, &crate::report::workbook::with_decimals(sum.scale()))
}
