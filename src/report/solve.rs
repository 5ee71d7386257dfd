//! What a budget funds, as people and programs read it.

use rust_decimal::Decimal;
use serde_json::json;

use super::cost::LeftOut;
use super::{Assumption, Block, ColumnKind, Grid, Input, Report, words};
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
    let written = |amount: Money| view.system.currency.written_to_the_penny(amount);
    // With the decimals of the step: 4.00 after 3.99.
    let value = |steps: i64| {
        let mut value = Decimal::from(steps) * view.step;
        value.rescale(view.step.scale());
        value
    };
    let years = &view.paybills.years;
    let over = match years.as_slice() {
        [] => String::new(),
        [one] => format!(" in {}", one.label),
        [first, .., last] => format!(" over {} to {}", first.label, last.label),
    };
    let with = if view.with_on_costs { ", on-costs included" } else { "" };
    let budget = written(money(view.budget));
    let found = match view.solved.best {
        Some((steps, cost)) if view.solved.next.is_none() => format!(
            "{budget}{over} funds any value of {}{with}: from {} on it costs {}, and no more.",
            view.path,
            value(steps),
            written(money(cost))
        ),
        Some((steps, cost)) => format!(
            "{} = {} is the most that {budget}{over} funds{with}: it costs {}, and {} is left.",
            view.path,
            value(steps),
            written(money(cost)),
            written(money(view.budget - cost))
        ),
        None => format!("{budget}{over} funds no value of {}{with}.", view.path),
    };
    let next = match &view.solved.next {
        Some((steps, Trial::Costs(cost))) if view.solved.best.is_none() => Some(format!(
            "Even {} costs {}: {} too much.",
            value(*steps),
            written(money(*cost)),
            written(money(cost - view.budget))
        )),
        Some((steps, Trial::Costs(cost))) => Some(format!(
            "The next, {}, costs {}: {} too much.",
            value(*steps),
            written(money(*cost)),
            written(money(cost - view.budget))
        )),
        Some((steps, Trial::Refused(why))) if view.solved.best.is_none() => Some(format!("{} cannot be: {why}.", value(*steps))),
        Some((steps, Trial::Refused(why))) => Some(format!("The next, {}, cannot be: {why}.", value(*steps))),
        None => None,
    };
    let mut table = Grid::new(&[("Value", ColumnKind::Number), ("Cost", ColumnKind::Number), ("Left", ColumnKind::Number)]);
    let mut row = |steps: i64, cost: i128| {
        table.rows.push(vec![value(steps).to_string(), written(money(cost)), written(money(view.budget - cost))]);
    };
    if let Some((steps, cost)) = view.solved.best {
        row(steps, cost);
    }
    if let Some((steps, Trial::Costs(cost))) = &view.solved.next {
        row(*steps, *cost);
    }
    let mut blocks = vec![Block::Heading(format!("{}: what {budget} funds", view.proposal.title)), Block::Text(found)];
    blocks.extend(next.map(Block::Text));
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table.clone()));
    }
    blocks.extend(how(view));
    let next = view.solved.next.as_ref().map(|(steps, trial)| match trial {
        Trial::Costs(cost) => {
            json!({ "value": value(*steps).to_string(), "cost": money(*cost).to_string(), "over": money(cost - view.budget).to_string() })
        }
        Trial::Refused(why) => json!({ "value": value(*steps).to_string(), "refused": why }),
    });
    let json = json!({
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
        "assumptions": words::assumptions(&view.assumed),
        "inputs": view.inputs,
    });
    Report { blocks, grid: table, json, ..Report::default() }
}

/// How it was found, of whom, and on what assumptions.
fn how(view: &SolveView<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let tried = if view.solved.trials == 1 {
        "1 value was tried".to_owned()
    } else {
        format!("{} values were tried", view.solved.trials)
    };
    let (rows, staff) = (words::counted(view.rows, "row"), with_separators(&view.paybills.all.staff.number().to_string()));
    blocks.push(Block::Text(format!("{rows}, {staff} staff. It is written as {} in the proposal; {tried}.", view.written)));
    if view.paybills.variants.len() > 1 {
        blocks.push(Block::Text("Rows with neither point nor salary are spread evenly over their ranges.".to_owned()));
    }
    if !view.left_out.is_empty() {
        let items = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
        blocks.push(Block::List { title: "Left out".into(), items: items.collect() });
    }
    if !view.assumed.is_empty() {
        blocks.push(Block::List { title: "Assumed".into(), items: words::assumptions(&view.assumed) });
    }
    blocks
}
