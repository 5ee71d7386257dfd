//! What a budget funds, as people and programs read it.

use rust_decimal::Decimal;
use serde_json::json;

use super::cost::LeftOut;
use super::text::text;
use super::{
    Assumed, Assumption, Block, Cell, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Table, Value, members, words,
};
use crate::costing::{Paybills, Solved, Trial};
use crate::money::{Money, with_separators};
use crate::scale::{Proposal, Scale};

/// What the answer is made from.
#[derive(Debug)]
pub struct SolveView<'a> {
    /// The pay system.
    pub system: &'a Scale,
    /// The proposal.
    pub proposal: &'a Proposal,
    /// The number that was varied.
    pub path: &'a str,
    /// As it is written in the proposal.
    pub written: Decimal,
    /// In steps of this.
    pub step: Decimal,
    /// What it may cost, in units.
    pub budget: i128,
    /// The answer.
    pub solved: &'a Solved,
    /// What everybody costs under what is agreed.
    pub paybills: &'a Paybills,
    /// Whether costs are with on-costs.
    pub with_on_costs: bool,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What reading the roster assumed.
    pub assumed: Vec<Assumption>,
    /// How many rows the roster has.
    pub rows: u64,
    /// Files.
    pub inputs: Vec<Input>,
}

/// The answer with its proof: what the value costs, and the next.
pub fn solve(view: &SolveView<'_>) -> Report {
    let money = |units: i128| view.paybills.money(units).expect("a paybill with a sum that is too large to hold is refused");
    let pence = |amount: Money| Cell::pence(&view.system.currency, amount);
    let amount = |units: i128| pence(money(units));
    // With the decimals of the step: 4.00 after 3.99.
    let value = |steps: i64| {
        let mut value = Decimal::from(steps) * view.step;
        value.rescale(view.step.scale());
        value
    };
    let number = |steps: i64| Cell::new(Value::Plain(value(steps)));
    let years = &view.paybills.years;
    let over = match years.as_slice() {
        [] => String::new(),
        [one] => format!(" in {}", one.label),
        [first, .., last] => format!(" over {} to {}", first.label, last.label),
    };
    let with = if view.with_on_costs { ", on-costs included" } else { "" };
    let budget = || amount(view.budget);
    let found = match view.solved.best {
        Some((steps, cost)) if view.solved.next.is_none() => {
            let any = text![budget(), &over, " funds any value of ", view.path, with, ": from ", number(steps)];
            any.and(text![" on it costs ", amount(cost), ", and no more."])
        }
        Some((steps, cost)) => {
            let most = text![view.path, " = ", number(steps), " is the most that ", budget(), &over, " funds", with];
            most.and(text![": it costs ", amount(cost), ", and ", amount(view.budget - cost), " is left."])
        }
        None => text![budget(), &over, " funds no value of ", view.path, with, "."],
    };
    let too_much = |cost: i128| text![" costs ", amount(cost), ": ", amount(cost - view.budget), " too much."];
    let said_next = match &view.solved.next {
        Some((steps, Trial::Costs(cost))) if view.solved.best.is_none() => {
            Some(text!["Even ", number(*steps)].and(too_much(*cost)))
        }
        Some((steps, Trial::Costs(cost))) => Some(text!["The next, ", number(*steps), ","].and(too_much(*cost))),
        Some((steps, Trial::Refused(why))) if view.solved.best.is_none() => Some(text![number(*steps), " cannot be: ", why, "."]),
        Some((steps, Trial::Refused(why))) => Some(text!["The next, ", number(*steps), ", cannot be: ", why, "."]),
        None => None,
    };
    let columns = [("Value", ColumnKind::Number), ("Cost", ColumnKind::Number), ("Left", ColumnKind::Number)];
    let mut table = Table::new("What is funded", &columns);
    let mut row = |steps: i64, cost: i128| {
        let from = [("Budget", view.budget), ("Cost", cost)].map(|(title, units)| (title.to_owned(), amount(units)));
        let rule = "The budget less the cost".to_owned();
        let left = Derivation { rule, from: from.into(), ..Derivation::default() };
        table.rows.push(vec![number(steps), amount(cost), amount(view.budget - cost).because(left)]);
    };
    if let Some((steps, cost)) = view.solved.best {
        row(steps, cost);
    }
    if let Some((steps, Trial::Costs(cost))) = &view.solved.next {
        row(*steps, *cost);
    }
    let mut answer = Section::new(Role::Answer);
    if !table.rows.is_empty() {
        answer = answer.with(table.clone());
    }
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    let left_out = Section::list(Role::LeftOut, "Left out", left_out);
    let sections: Vec<Section> = [answer.and(how(view))].into_iter().chain(left_out).collect();
    let next = view.solved.next.as_ref().map(|(steps, trial)| match trial {
        Trial::Costs(cost) => {
            json!({ "value": value(*steps).to_string(), "cost": money(*cost).to_string(), "over": money(cost - view.budget).to_string() })
        }
        Trial::Refused(why) => json!({ "value": value(*steps).to_string(), "refused": why }),
    });
    let json = members(json!({
        "proposal": view.proposal.id.as_str(),
        "vary": view.path,
        "budget": money(view.budget).to_string(),
        "on_costs": view.with_on_costs,
        "best": view.solved.best.map(|(steps, cost)| json!({
            "value": value(steps).to_string(), "cost": money(cost).to_string(), "left": money(view.budget - cost).to_string(),
        })),
        "next": next,
        "trials": view.solved.trials,
        "left_out": view.left_out.iter().map(|out| json!({ "problem": out.problem, "rows": out.rows })).collect::<Vec<_>>(),
    }));
    Report {
        title: format!("{}: what {} funds", view.proposal.title, budget()),
        headline: std::iter::once(found).chain(said_next).collect(),
        sections,
        rests_on: RestsOn { assumed: Assumed::all(&view.assumed), inputs: view.inputs.clone(), ..RestsOn::default() },
        table,
        json,
        ..Report::default()
    }
}

/// How it was found, and of whom.
fn how(view: &SolveView<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let tried = if view.solved.trials == 1 {
        "1 value was tried".to_owned()
    } else {
        format!("{} values were tried", view.solved.trials)
    };
    let (rows, staff) = (words::counted(view.rows, "row"), with_separators(&view.paybills.all.staff.number().to_string()));
    blocks.push(Block::text(format!("{rows}, {staff} staff. It is written as {} in the proposal; {tried}.", view.written)));
    if view.paybills.variants.len() > 1 {
        blocks.push(Block::text("Rows with neither point nor salary are spread evenly over their ranges."));
    }
    blocks
}
