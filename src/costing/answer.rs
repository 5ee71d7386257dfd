//! A question on top of the pipeline: what a proposal costs, and what of that comes from which of its parts. Each prefix of the parts is
//! a case of its own.

use super::on_costs::OnCosts;
use super::paybill::paybills;
use super::plan::Plan;
use super::split::{Item, first_of, has_progression, items, needs_basic_pay, scale_with_order, with_order, without_progression};
use super::tally::Paybills;
use super::unpriced::Unpriced;
use crate::calendar::Period;
use crate::scale::{Order, Proposal, Scale};
use crate::settlement::History;
use crate::workforce::Roster;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The workforce.
    pub roster: &'a Roster,
    /// Which days.
    pub plan: Plan,
    /// What is agreed.
    pub baseline: &'a History,
    /// Claims and offers, each on what is agreed.
    pub proposals: &'a [&'a History],
    /// Columns to group by.
    pub groupings: &'a [Vec<usize>],
    /// What pay costs an employer on top, if that is asked.
    pub on_costs: Option<&'a OnCosts>,
}

/// What a workforce costs with each proposal, and what of that comes from what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The sums: the baseline is case 0, the proposals follow.
    pub paybills: Paybills,
    /// For each proposal: its parts in the order written, each with the case that holds it and all before it.
    pub parts: Vec<Vec<(Item, usize)>>,
    /// For each proposal that leaves open whether progression or assimilation comes first: the case with assimilation first.
    pub other_order: Vec<Option<usize>>,
    /// Where what is agreed leaves that open within the period: the case with assimilation first.
    pub agreed_other_order: Option<usize>,
    /// The case in which nobody progresses.
    pub without_progression: Option<usize>,
}

/// Prices a workforce under what is agreed and under each proposal.
///
/// # Errors
///
/// Cells that do not fit; sums too large to hold.
pub fn cost(question: &Question<'_>) -> Result<Answer, Unpriced> {
    let scale = question.baseline.scale();
    if !scale.has_ranges() {
        let parts = question.proposals.iter().filter_map(|history| history.proposal());
        let mut parts = parts.flat_map(|proposal| &proposal.settlements).chain(&scale.settlements);
        if let Some(title) = parts.find_map(needs_basic_pay) {
            return Err(Unpriced::NoBasicPay(title));
        }
    }
    let mut extra: Vec<History> = Vec::new();
    let first_extra = 1 + question.proposals.len();
    let mut parts = Vec::new();
    let mut other_order = Vec::new();
    for (index, history) in question.proposals.iter().enumerate() {
        let Some(proposal) = history.proposal() else { continue };
        let mut keep = |proposal: Proposal| {
            extra.push(history.with(proposal).ok()?);
            Some(first_extra + extra.len() - 1)
        };
        let all = items(proposal);
        let split = all.iter().enumerate().filter_map(|(at, item)| {
            // All of the parts are the proposal itself. A part that cannot stand without a later one counts with that.
            let case = if at + 1 == all.len() { Some(index + 1) } else { keep(first_of(proposal, &all[..=at])) };
            case.map(|case| (*item, case))
        });
        parts.push(split.collect());
        other_order.push(if is_open(history) { keep(with_order(proposal, Order::AssimilationFirst)) } else { None });
    }
    let mut keep_scale = |scale: Scale| {
        extra.push(History::new(scale, None).ok()?);
        Some(first_extra + extra.len() - 1)
    };
    let agreed_other_order = leaves_open(question.baseline, question.plan.period)
        .then(|| keep_scale(scale_with_order(scale, Order::AssimilationFirst)))
        .flatten();
    let without_progression = has_progression(scale).then(|| keep_scale(without_progression(scale))).flatten();
    let cases: Vec<&History> =
        std::iter::once(question.baseline).chain(question.proposals.iter().copied()).chain(&extra).collect();
    let paybills =
        paybills(question.roster, question.plan, &cases, question.proposals.len(), question.groupings, question.on_costs)?;
    Ok(Answer { paybills, parts, other_order, agreed_other_order, without_progression })
}

/// Whether a proposal moves people on a date and does not say whether before or after progression.
fn is_open(history: &History) -> bool {
    let Some(proposal) = history.proposal() else { return false };
    let steps = history.steps().iter().filter(|(_, step)| step.moves.assimilates());
    steps.map(|(_, step)| history.settlement(step)).any(|settlement| {
        settlement.order.is_none() && proposal.settlements.iter().any(|proposed| proposed.from == settlement.from)
    })
}

/// Whether what is agreed moves people on a day of a period and does not say whether before or after progression.
fn leaves_open(history: &History, period: Period) -> bool {
    let steps = history.steps().iter().filter(|(from, step)| period.contains(*from) && step.moves.assimilates());
    has_progression(history.scale())
        && steps.map(|(_, step)| history.settlement(step)).any(|settlement| settlement.order.is_none())
}
