//! A question on top of the pipeline: awards that are the higher or the lower of two things, where one overtakes the other, and who is
//! on which side.

use rust_decimal::Decimal;

use super::heads::Heads;
use super::in_post;
use super::place::positions;
use super::plan::Plan;
use super::split::{first_of, items};
use super::{Item, ItemPart};
use crate::calendar::{Date, day_after};
use crate::entitlement::{Row, progress_in_paybill};
use crate::money::{Exact, Money};
use crate::scale::{Change, Selector, Uplift};
use crate::settlement::History;
use crate::workforce::{Cell, Roster};

/// Two arms of an award.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arms {
    /// At least so much: below the break-even it is more than the percentage gives.
    AtLeast(Money),
    /// At most so much: above the break-even the percentage would give more.
    AtMost(Money),
}

/// Where one arm of an award overtakes the other.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct BreakEven {
    /// Which proposal, by its index.
    pub proposal: usize,
    /// Which measure.
    pub item: Item,
    /// The award.
    pub uplift: Uplift,
    /// The two arms.
    pub arms: Arms,
    /// The annual basic pay at full time at which both give the same, unrounded.
    pub at: Exact,
    /// Those below it, those at it, and those above, as they stand when the award comes, progression of the day included.
    pub below: Heads,
    /// See `below`.
    pub exactly: Heads,
    /// See `below`.
    pub above: Heads,
}

/// Every award of basic pay with a bound, in the order written. Whoever does not fit is not counted; pricing says who that is.
pub fn break_even(roster: &Roster, plan: Plan, baseline: &History, proposals: &[&History]) -> Vec<BreakEven> {
    let mut found = Vec::new();
    for (index, history) in proposals.iter().enumerate() {
        let Some(proposal) = history.proposal() else { continue };
        let all = items(proposal);
        for (at, item) in all.iter().enumerate() {
            let ItemPart::Measure(measure) = item.part else { continue };
            let settlement = &proposal.settlements[item.settlement];
            let measure = &settlement.measures[measure];
            let Change::Uplift { uplift, payments } = &measure.change else { continue };
            if !payments.is_empty() {
                continue;
            }
            let bounds = [uplift.at_least.map(Arms::AtLeast), uplift.at_most.map(Arms::AtMost)];
            for arms in bounds.into_iter().flatten() {
                let Some(point) = overtakes(uplift, arms) else { continue };
                let mut one = BreakEven {
                    proposal: index,
                    item: *item,
                    uplift: *uplift,
                    arms,
                    at: point,
                    below: Heads::default(),
                    exactly: Heads::default(),
                    above: Heads::default(),
                };
                // As things stand with all that comes before this measure.
                let before = if at == 0 { None } else { baseline.with(first_of(proposal, &all[..at])).ok() };
                let history = before.as_ref().unwrap_or(baseline);
                let day = settlement.from.max(plan.as_at);
                for cell in roster.cells() {
                    one.count(cell, plan, history, day, &measure.selector);
                }
                found.push(one);
            }
        }
    }
    found
}

/// The pay at which a bound gives what the percentage and the flat sum do.
fn overtakes(uplift: &Uplift, arms: Arms) -> Option<Exact> {
    let (Arms::AtLeast(bound) | Arms::AtMost(bound)) = arms;
    let left = bound.exact().minus(&uplift.flat.exact());
    (uplift.percent.number() > Decimal::ZERO).then(|| left.divided_by(&uplift.percent.share())).flatten()
}

impl BreakEven {
    /// Counts the staff of a cell by where they stand on a day.
    fn count(&mut self, cell: Cell<'_>, plan: Plan, history: &History, day: Date, selector: &Selector) {
        if !in_post::days(cell, plan).contains(day) {
            return;
        }
        let positions = positions(history, cell, plan);
        let shares = in_post::heads(cell).shared_by(positions.len());
        for (position, share) in positions.into_iter().zip(shares) {
            let member = in_post::member_of(cell, position, plan);
            let Ok(career) = progress_in_paybill(history, &member, day_after(day)) else { continue };
            let Some(row) = career.rows.last().filter(|row| takes(selector, history, row)) else { continue };
            let side = match row.pay.full_time_basic.exact().cmp(&self.at) {
                std::cmp::Ordering::Less => &mut self.below,
                std::cmp::Ordering::Equal => &mut self.exactly,
                std::cmp::Ordering::Greater => &mut self.above,
            };
            *side += share;
        }
    }
}

/// Whether an award is for whoever stands as a row has it.
fn takes(selector: &Selector, history: &History, row: &Row) -> bool {
    let standing = &row.standing;
    if !selector.takes(&standing.grade, standing.area.as_ref()) {
        return false;
    }
    let spine = history.scale().grade(&standing.grade).and_then(|grade| grade.spine.as_ref());
    if !selector.spines.is_empty() && !spine.is_some_and(|spine| selector.spines.contains(spine)) {
        return false;
    }
    if selector.points.is_none() {
        return true;
    }
    let on_spine = || {
        let spine = history.tables_at(row.from).ok()?.spines.get(spine?)?;
        let (rank, ranks) = (spine.rank(standing.place.point()?)?, spine.ranks(selector.points.as_ref())?);
        Some(ranks.contains(&rank))
    };
    on_spine() == Some(true)
}
