//! The cost as a negotiator's workbook: each figure is the engine's, and what follows from others is a formula that can be traced.

mod by_group;
mod by_measure;
mod by_year;
mod gainers;
mod pay_table;
mod summary;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{CostView, checks, figures, remit, tables};
use crate::costing::{AssumedPoint, Heads, InYear};
use crate::report::workbook::{Area, Cell, Chart, Names, Sheet, Sheets, reference, stacked};
use crate::report::{Block, RestsOn};

/// What a figure is of: a case by its number, what is agreed being 0, or what a proposal costs beside that.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Of {
    Case(usize),
    Cost(usize),
}

/// A line of figures by year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Line {
    Component(usize),
    Total,
    NotConsolidated,
    OnCosts(usize),
    WithOnCosts,
    FullYear,
    Percent,
    Gain,
    Lose,
}

/// A sheet of figures by year, and where each is.
struct ByYear {
    sheet: Sheet,
    /// By variant, what it is of and which line.
    rows: BTreeMap<(usize, Of, Line), usize>,
    /// The column of the first year.
    first: usize,
}

impl ByYear {
    /// The figures of a line as formulas that show them on another sheet; `columns` from the first year on.
    fn linked(&self, key: (usize, Of, Line), columns: usize) -> Vec<Cell> {
        let Some(row) = self.rows.get(&key) else { return vec![Cell::nothing(); columns] };
        (self.first..self.first + columns).map(|column| self.sheet.linked(*row, column)).collect()
    }
}

/// The sheets.
pub(super) fn sheets(view: &CostView<'_>, rests_on: &RestsOn) -> Sheets {
    let mut names = Names::default();
    for name in ["Summary", "Inputs"] {
        names.keep(name);
    }
    let mut name = |wanted: &str| names.legal(wanted);
    let by_year = by_year::sheet(view, name("By year"));
    let mut rest = Vec::new();
    let mut by_measure = None;
    let mut gainers = None;
    if !view.proposals.is_empty() {
        by_measure = Some(by_measure::sheet(view, name("By measure"), &by_year));
        gainers = Some(gainers::sheet(view, name("Gainers and losers")));
    }
    for (grouping, by) in view.group_by.iter().enumerate() {
        rest.push(by_group::sheet(view, grouping, name(&format!("By {}", by.join(" and ")))));
    }
    rest.extend(pay_table::sheets(view, &mut name));
    rest.extend(further(view, &mut name));
    rest.push(assumed(view, rests_on, name("Assumptions")));
    rest.push(listed(name("Sources"), "Where the figures come from", rests_on.sources.clone()));
    let after: Vec<&Sheet> = by_measure.iter().chain(gainers.iter().map(|gainers| &gainers.sheet)).chain(&rest).collect();
    let first = summary::sheet(view, &by_year, gainers.as_ref(), &after);
    let gainers = gainers.map(|gainers| gainers.sheet);
    Sheets([first, by_year.sheet].into_iter().chain(by_measure).chain(gainers).chain(rest).collect())
}

/// What a sheet's figures are in.
fn in_what(view: &CostView<'_>) -> String {
    format!("Amounts in {}.", view.baseline.scale().currency.code())
}

/// The name of a variant, where there is more than one.
fn places(view: &CostView<'_>, variant: usize) -> Option<&'static str> {
    let variants = &view.paybills().variants;
    let name = |variant: &AssumedPoint| match variant {
        AssumedPoint::Low => "low",
        AssumedPoint::Even => "even",
        AssumedPoint::High => "high",
    };
    variants.get(variant).filter(|_| variants.len() > 1).map(name)
}

/// What low, even and high are, where places are not known.
fn about_places(view: &CostView<'_>) -> Option<&'static str> {
    (view.paybills().variants.len() > 1).then_some(
        "Where a row gives neither point nor salary: low has everyone on the minimum, high on the target, even is spread over the range.",
    )
}

/// What a case is called.
fn case_title(view: &CostView<'_>, case: usize) -> String {
    let proposal = case.checked_sub(1).and_then(|index| view.proposals.get(index));
    proposal.map_or_else(|| "As agreed".to_owned(), |(proposal, _)| proposal.title.clone())
}

fn labels(view: &CostView<'_>) -> Vec<String> {
    view.paybills().years.iter().map(|year| year.label.clone()).collect()
}

/// The years as column titles, and their sum where there is more than one.
fn year_heads(view: &CostView<'_>) -> Vec<Cell> {
    let years = labels(view);
    let all = (years.len() > 1).then(|| "All years".to_owned());
    years.into_iter().chain(all).map(Cell::head_of_numbers).collect()
}

/// How many columns those are.
fn year_columns(view: &CostView<'_>) -> usize {
    let years = view.paybills().years.len();
    years + usize::from(years > 1)
}

/// Amounts of years, and their sum by formula where there is more than one. `row` and `first` say where they are written.
fn with_sum(
    view: &CostView<'_>,
    (row, first): (usize, usize),
    units: &[i128],
    cell: impl Fn(usize) -> Option<String>,
) -> Vec<Cell> {
    let years = units.iter().enumerate().map(|(year, units)| {
        let amount = view.money(*units);
        cell(year).map_or_else(|| Cell::money(amount), |formula| Cell::sum(formula, amount))
    });
    let mut cells: Vec<Cell> = years.collect();
    if units.len() > 1 {
        let (from, to) = (reference(row, first), reference(row, first + units.len() - 1));
        cells.push(Cell::sum(format!("SUM({from}:{to})"), view.money(units.iter().sum())));
    }
    cells
}

/// A share in per cent with two decimals, by formula of two cells.
fn percent(part: &str, whole: &str, hundredths: Option<i128>) -> Cell {
    let Some(number) = hundredths.and_then(|number| Decimal::try_from_i128_with_scale(number, 2).ok()) else {
        return Cell::dash();
    };
    Cell::formula(format!("ROUND(100*{part}/{whole},2)"), number, "0.00")
}

fn heads(heads: Heads) -> Cell {
    Cell::count(heads.number())
}

/// How many gain and lose; neither where one is of too few to be shown, as one could be worked out from the other.
fn gain_and_lose(view: &CostView<'_>, sums: &crate::costing::Sums, at: InYear) -> Option<[Heads; 2]> {
    let both = [sums.gainers(at), sums.losers(at)];
    (!both.into_iter().any(|heads| view.is_too_small(heads))).then_some(both)
}

/// What else was asked, and what is said of the order of things.
fn further(view: &CostView<'_>, name: &mut impl FnMut(&str) -> String) -> Option<Sheet> {
    let mut sheet = Sheet::new(name("Further figures"), "What else there is to know of it");
    let empty = sheet.rows.len();
    for (index, (proposal, _)) in view.proposals.iter().enumerate() {
        let mut own: Vec<Block> = Vec::new();
        own.extend(remit::remit(view, index).map(Block::Table));
        own.extend(tables::other_order(view, index).map(Block::Text));
        own.extend(checks::hours_lost(view, index).map(Block::Table));
        if !own.is_empty() && view.proposals.len() > 1 {
            sheet.heading(proposal.title.as_str());
        }
        stacked(&mut sheet, &own);
    }
    stacked(&mut sheet, &checks::break_even(view));
    stacked(&mut sheet, &checks::turnover(view).map(Block::Table).into_iter().collect::<Vec<_>>());
    stacked(&mut sheet, &tables::agreed_other_order(view).map(Block::Text).into_iter().collect::<Vec<_>>());
    stacked(&mut sheet, &checks::reconciled(view));
    // Tables of several shapes: none of their headers stays.
    sheet.header = None;
    (sheet.rows.len() > empty).then_some(sheet)
}

fn assumed(view: &CostView<'_>, rests_on: &RestsOn, name: String) -> Sheet {
    let all = rests_on.in_order();
    let mut sheet = listed(name, "What is assumed, left out and meant", all);
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            sheet.blank();
            sheet.heading(title);
            sheet.notes(items);
        }
    };
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    list("Left out", left_out.collect());
    list("What the words mean", figures::definitions(view));
    sheet
}

fn listed(name: String, title: &str, items: Vec<String>) -> Sheet {
    let mut sheet = Sheet::new(name, title);
    sheet.blank();
    sheet.notes(items);
    sheet
}
