//! How many gain and lose, how much, and who is worse off in some month.

use std::collections::BTreeMap;

use super::{
    ByYear, Cell, CostView, Heads, Line, Of, Sheet, case_title, gain_and_lose, heads, in_what, labels, places, reference,
};
use crate::costing::InYear;
use crate::report::cost::figures::{self, Losers, Rise};

pub(super) fn sheet(view: &CostView<'_>, name: String) -> ByYear {
    let mut sheet = Sheet::new(name, "Gainers and losers");
    sheet.note(format!(
        "{} Gain: paid more over the year and less in none of its months. Lose: paid less in some month of it.",
        in_what(view)
    ));
    if let Some(least) = view.suppress_below {
        sheet.note(format!(
            "Numbers of fewer than {least} are left out (–), and so are those from which they could be worked out."
        ));
    }
    sheet.blank();
    let mut titles = vec![Cell::head("Proposal")];
    titles.extend((view.paybills().variants.len() > 1).then(|| Cell::head("Places")));
    titles.push(Cell::head("Staff and what they gain"));
    let first = titles.len();
    titles.extend(labels(view).into_iter().map(Cell::head_of_numbers));
    sheet.head(titles);
    let mut by_year = ByYear { sheet, rows: BTreeMap::new(), first };
    for variant in 0..view.paybills().variants.len() {
        for case in 1..=view.proposals.len() {
            numbers(view, &mut by_year, variant, case);
        }
    }
    for case in 1..=view.proposals.len() {
        worse_off(view, &mut by_year.sheet, case);
    }
    by_year
}

fn numbers(view: &CostView<'_>, by_year: &mut ByYear, variant: usize, case: usize) {
    let all = &view.paybills().all;
    let first = by_year.first;
    let years = 0..view.paybills().years.len();
    let found: Vec<Option<[Heads; 2]>> =
        years.clone().map(|year| gain_and_lose(view, all, InYear { variant, case, year })).collect();
    let mut add = |title: &str, figures: Vec<Cell>| {
        let mut cells = vec![Cell::text(case_title(view, case))];
        cells.extend(places(view, variant).map(Cell::text));
        cells.push(Cell::text(title));
        cells.extend(figures);
        by_year.sheet.push(cells)
    };
    let of = |kind: usize| found.iter().map(|both| both.map_or_else(Cell::dash, |both| heads(both[kind]))).collect::<Vec<_>>();
    let staff = add("Staff", years.clone().map(|_| heads(all.staff)).collect());
    let gain = add("Gain", of(0));
    let lose = add("Lose", of(1));
    let neither = found.iter().enumerate().map(|(year, both)| {
        let Some([gainers, losers]) = both else { return Cell::dash() };
        let at = |row: usize| reference(row, first + year);
        let rest = (all.staff.number() - gainers.number() - losers.number()).normalize();
        let format = crate::report::workbook::with_decimals(rest.scale());
        Cell::formula(format!("{}-{}-{}", at(staff), at(gain), at(lose)), rest, &format)
    });
    add("Neither", neither.collect());
    let share = found.iter().enumerate().map(|(year, both)| {
        let Some([gainers, _]) = both else { return Cell::dash() };
        let at = |row: usize| reference(row, first + year);
        super::percent(&at(gain), &at(staff), figures::hundredths(gainers.millionths(), all.staff.millionths()))
    });
    add("Gain, in % of staff", share.collect());
    let rises: Vec<Rise> = years.map(|year| figures::rise_of(view, InYear { variant, case, year })).collect();
    add("One gains on average", rises.iter().map(|rise| Cell::money(rise.mean)).collect());
    add("Half of them gain at least", rises.iter().map(|rise| Cell::money(view.money(rise.median))).collect());
    by_year.rows.insert((variant, Of::Cost(case), Line::Gain), gain);
    by_year.rows.insert((variant, Of::Cost(case), Line::Lose), lose);
    by_year.sheet.blank();
}

/// Those who are paid less in some month, in groups alike in grade, area and place.
fn worse_off(view: &CostView<'_>, sheet: &mut Sheet, case: usize) {
    let losses = figures::losses(view, case);
    if losses.is_empty() {
        return;
    }
    let (small, shown): (Vec<&Losers>, Vec<&Losers>) = losses.iter().partition(|loss| view.is_too_small(loss.heads));
    sheet.heading(format!("Worse off with {} in some month than as agreed", case_title(view, case)));
    if !shown.is_empty() {
        let titles = [Cell::head("Who"), Cell::head("From")];
        let numbers = ["Staff", "Months", "One loses at least", "One loses at most"].map(Cell::head_of_numbers);
        sheet.push(titles.into_iter().chain(numbers).collect());
    }
    for loss in shown {
        let day = view.paybills().months[loss.first].period().start;
        sheet.push(vec![
            Cell::text(loss.who.as_str()),
            Cell::date(day),
            heads(loss.heads),
            Cell::count(loss.months.into()),
            Cell::money(view.money(loss.least)),
            Cell::money(view.money(loss.most)),
        ]);
    }
    if !small.is_empty() {
        let least = view.suppress_below.expect("groups are left out below a number");
        sheet.note(format!("Groups of fewer than {least} that are left out here: {}.", small.len()));
    }
    sheet.blank();
}
