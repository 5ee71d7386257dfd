//! What can be asked besides the cost: that it is the sum of everyone's own timeline, where an award breaks even, and what turnover and
//! vacancies would make of it.

use serde_json::{Map, Value, json};

use super::lines::{Line, across, money, number, staff};
use super::{Block, Cell, ColumnKind, CostView, Table, Text, title};
use crate::calendar::Date;
use crate::costing::{Arms, BreakEven, Heads, InMonth};
use crate::money::{Exact, Mode, Money, Rounding};
use crate::report::text::text;
use crate::report::words;

/// The sums beside everyone's own timeline.
pub(super) fn reconciled(view: &CostView<'_>) -> Vec<Block> {
    let Some(reconciled) = view.reconciled else { return Vec::new() };
    let columns = [
        ("Case", ColumnKind::Text),
        ("Timelines", ColumnKind::Number),
        ("Paybill", ColumnKind::Number),
        ("Difference", ColumnKind::Number),
    ];
    let staff = number(view.paybills().all.staff);
    let count = crate::money::with_separators(&reconciled.timelines.to_string());
    let said =
        format!("Every member's own timeline, summed: {count} timelines, weighed by how many of the {staff} staff each is of.");
    let mut table = Table::new("Every member's timeline", &columns).captioned(said);
    for (case, (timelines, paybill)) in reconciled.sums.iter().enumerate() {
        let name = Cell::text(case_name(view, case));
        table.rows.push(vec![name, money(view, *timelines), money(view, *paybill), money(view, timelines - paybill)]);
    }
    let differences = reconciled.differences.iter().map(|(case, what, timelines, paybill)| {
        let (timelines, paybill) = (money(view, *timelines), money(view, *paybill));
        text![case_name(view, *case), ", ", what, ": ", timelines, " by timelines, ", paybill, " in the paybill"]
    });
    std::iter::once(Block::Table(table)).chain(Block::list("Differences", differences)).collect()
}

fn case_name(view: &CostView<'_>, case: usize) -> String {
    let proposal = case.checked_sub(1).and_then(|index| view.proposals.get(index));
    proposal.map_or_else(|| "As agreed".to_owned(), |(proposal, _)| proposal.title.clone())
}

/// What each case would come to with turnover and vacancies.
pub(super) fn turnover(view: &CostView<'_>) -> Option<Table> {
    let (turnover, sums) = view.turnover?;
    let pence = |amount: Money| Cell::pence(&view.baseline.scale().currency, amount);
    let years = 0..view.paybills().years.len();
    let amounts = |case: usize| -> Vec<Cell> { years.clone().map(|year| pence(sums[case][year])).collect() };
    let mut lines: Vec<Line> = vec![("As agreed".to_owned(), amounts(0))];
    for (case, (proposal, _)) in (1..).zip(&view.proposals) {
        let name = if view.proposals.len() > 1 { proposal.title.clone() } else { "Proposed".to_owned() };
        let cost = years.clone().map(|year| pence(sums[case][year] - sums[0][year])).collect();
        let of = if view.proposals.len() > 1 { format!("Cost of {}", proposal.title) } else { "Cost".to_owned() };
        lines.extend([(name, amounts(case)), (of, cost)]);
    }
    Some(across(view, "With turnover", "Paybill", lines)?.captioned(format!("If {}:", words::turnover(turnover))))
}

/// The hours that a shorter week takes away, and what they would cost to replace: by year, in units; none where the week stays as it is.
///
/// A day's share of the hours lost is (hours agreed - hours proposed) / hours proposed of that day's pay at the new rates.
fn cost_of_hours(view: &CostView<'_>, index: usize) -> Option<Vec<i128>> {
    let (_, history) = view.proposals.get(index)?;
    let shorter = |day: Date| {
        let step = history.step_at(day).ok()?;
        let (agreed, proposed) = (step.agreed.hours_per_week?, step.tables.hours_per_week?);
        (proposed < agreed).then(|| Exact::from(agreed - proposed).divided_by(&Exact::from(proposed))).flatten()
    };
    // Most proposals leave hours as they are.
    history.steps().iter().find(|(_, step)| step.agreed.hours_per_week != step.tables.hours_per_week)?;
    let mut found = false;
    let mut sums = Vec::new();
    for year in &view.paybills().years {
        let mut sum = Exact::zero();
        for place in year.months.clone() {
            let month = view.paybills().months[place];
            let pay: i128 =
                view.paybills().monthly.month(InMonth { variant: view.even(), case: index + 1, month: place }).iter().sum();
            let count = month.period().days();
            let days = month.period().start.series(jiff::Span::new().days(1)).take(count as usize);
            let lost = days.filter_map(shorter).fold(Exact::zero(), |sum, share| sum.plus(&share));
            if lost != Exact::zero() {
                found = true;
                let pay = view.money(pay).exact();
                sum = sum.plus(&pay.times(&lost).over(count));
            }
        }
        let (top, bottom) = view.paybills().rounding.in_units(&sum)?;
        sums.push(Mode::HalfUp.divide(top, bottom));
    }
    found.then_some(sums)
}

/// What a shorter week for the same pay costs in hours.
pub(super) fn hours_lost(view: &CostView<'_>, index: usize) -> Option<Table> {
    let costs = cost_of_hours(view, index)?;
    let costs = costs.into_iter().map(|units| money(view, units)).collect();
    let lines: Vec<Line> = vec![("Hours lost, to replace".to_owned(), costs)];
    Some(across(view, "Shorter week", "Shorter week", lines)?.captioned(
        "A shorter week leaves pay as it is, so it is in none of the sums above. To replace the hours lost at the new hourly rates would cost:",
    ))
}

/// Where awards break even, and who stands on which side.
pub(super) fn break_even(view: &CostView<'_>) -> Vec<Block> {
    let Some(found) = view.break_even else { return Vec::new() };
    if found.is_empty() {
        return vec![Block::text("No award here is the higher or the lower of a percentage and a sum.")];
    }
    found.iter().map(|one| Block::Text(sentence(view, one))).collect()
}

fn sentence(view: &CostView<'_>, one: &BreakEven) -> Text {
    let currency = &view.baseline.scale().currency;
    let name = title(view, view.proposals[one.proposal].0, one.item);
    // One of the three could be worked out from the others.
    let hidden = is_hidden(view, one);
    let count = |heads: Heads| if hidden { Cell::not_given() } else { staff(heads) };
    let amount = |amount: Money| Cell::money(currency, amount);
    let percent = one.uplift.percent.to_string();
    let flat = if one.uplift.flat == Money::ZERO { Text::default() } else { text![" and ", amount(one.uplift.flat)] };
    let arms = match one.arms {
        Arms::AtLeast(bound) => text![" is more than ", amount(bound)],
        Arms::AtMost(bound) => text![" is held to ", amount(bound)],
    };
    let from = text![" from ", Cell::pence(currency, at(one)), " of basic pay a year."];
    let staff = text![" Below it stand ", count(one.below), ", at it ", count(one.exactly), ", above it ", count(one.above), "."];
    text![name, ": ", percent].and(flat).and(arms).and(from).and(staff)
}

/// Whether one side is of too few to be shown, and with it the others.
fn is_hidden(view: &CostView<'_>, one: &BreakEven) -> bool {
    [one.below, one.exactly, one.above].into_iter().any(|heads| view.is_too_small(heads))
}

/// The break-even to the penny.
fn at(one: &BreakEven) -> Money {
    Rounding::to_the_penny().round(&one.at).expect("a break-even that can be held was looked for")
}

/// For programs.
pub(super) fn json(view: &CostView<'_>) -> (Option<Value>, Option<Value>, Map<String, Value>) {
    let amount = |units: i128| view.money(units).to_string();
    let reconciled = view.reconciled.map(|reconciled| {
        let cases = reconciled.sums.iter().enumerate().map(|(case, (timelines, paybill))| {
            let id = case.checked_sub(1).and_then(|index| view.proposals.get(index)).map(|(proposal, _)| proposal.id.to_string());
            json!({
                "case": id.unwrap_or_else(|| "baseline".to_owned()), "timelines": amount(*timelines), "paybill": amount(*paybill),
                "difference": amount(timelines - paybill),
            })
        });
        let cases: Vec<Value> = cases.collect();
        json!({ "timelines": reconciled.timelines, "cases": cases, "differences": reconciled.differences.len() })
    });
    let hours: Map<String, Value> = view
        .proposals
        .iter()
        .enumerate()
        .filter_map(|(index, (proposal, _))| {
            let costs = cost_of_hours(view, index)?;
            Some((proposal.id.to_string(), costs.into_iter().map(amount).collect::<Vec<String>>().into()))
        })
        .collect();
    let break_even = view.break_even.map(|found| {
        let found = found.iter().map(|one| {
            let (proposal, _) = view.proposals[one.proposal];
            let (proposal, name) = (proposal.id.to_string(), title(view, proposal, one.item));
            let hidden = is_hidden(view, one);
            let count = |heads: Heads| (!hidden).then(|| heads.number().to_string());
            json!({
                "proposal": proposal, "measure": name, "at": at(one).to_string(), "below": count(one.below), "exactly": count(one.exactly),
                "above": count(one.above),
            })
        });
        Value::from(found.collect::<Vec<Value>>())
    });
    (reconciled, break_even, hours)
}
