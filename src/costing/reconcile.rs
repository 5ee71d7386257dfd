//! The check of the pipeline: every member's own timeline, added up one by one, has to be the paybill.

use std::collections::BTreeMap;

use super::in_post;
use super::place::positions;
use super::plan::Plan;
use super::tally::{InYear, Paybills};
use super::unpriced::Unpriced;
use crate::calendar::Date;
use crate::entitlement::{MemberFault, MemberProblem, progress_in_paybill};
use crate::money::{Money, Rounding, TooLarge};
use crate::scale::Component;
use crate::settlement::History;
use crate::threads::in_turns;
use crate::workforce::{Cell, Roster};

/// Everyone's own timeline, summed, beside the paybill.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Reconciled {
    /// How many timelines were worked out: one for each cell, and each place in the range where that is not known.
    pub timelines: usize,
    /// For each case: the sum of timelines and the paybill, in units.
    pub sums: Vec<(i128, i128)>,
    /// Years and components of a case in which the two differ: the case, what it is, the sum of timelines and the paybill.
    pub differences: Vec<(usize, String, i128, i128)>,
}

/// What one thread has summed.
#[derive(Default)]
struct Summed {
    timelines: usize,
    /// By case, year and component.
    sums: BTreeMap<(usize, String, Component), i128>,
    too_large: Option<TooLarge>,
}

/// Takes each cell through the same engine as one member alone, month by month and component by component, and compares the sums with
/// the paybill, spread evenly where places are not known.
///
/// The period must begin on the first of a month or on the roster's day: a timeline does not begin within a month that it is asked about.
///
/// # Errors
///
/// A sum is too large to hold.
pub fn reconcile(roster: &Roster, plan: Plan, cases: &[&History], paybills: &Paybills) -> Result<Reconciled, Unpriced> {
    let cells: Vec<usize> = (0..roster.len()).collect();
    let rounding = paybills.rounding;
    let done = in_turns(&cells, |cells| {
        let mut summed = Summed::default();
        for cell in cells {
            for (case, history) in cases.iter().enumerate() {
                if let Err(amount) = summed.add(case, history, roster.cell(*cell), plan, rounding) {
                    summed.too_large.get_or_insert(amount);
                }
            }
        }
        summed
    });
    let mut all = Summed::default();
    for part in done {
        all.timelines += part.timelines;
        all.too_large = all.too_large.or(part.too_large);
        for (key, units) in part.sums {
            *all.sums.entry(key).or_default() += units;
        }
    }
    if let Some(amount) = all.too_large {
        return Err(Unpriced::TooLarge(amount));
    }
    let even = paybills.even();
    let mut sums: Vec<(i128, i128)> = vec![(0, 0); cases.len()];
    let mut differences = Vec::new();
    for (case, sum) in sums.iter_mut().enumerate() {
        for (number, year) in paybills.years.iter().enumerate() {
            for (component, paybill) in
                paybills.components.iter().zip(paybills.all.year(InYear { variant: even, case, year: number }))
            {
                let key = (case, year.label.clone(), component.clone());
                let timelines = all.sums.remove(&key).unwrap_or_default();
                *sum = (sum.0 + timelines, sum.1 + paybill);
                if timelines != *paybill {
                    differences.push((case, format!("{}, {component}", year.label), timelines, *paybill));
                }
            }
        }
    }
    // What the paybill has no place for.
    for ((case, year, component), timelines) in all.sums.into_iter().filter(|(_, units)| *units != 0) {
        sums[case].0 += timelines;
        differences.push((case, format!("{year}, {component}"), timelines, 0));
    }
    Ok(Reconciled { timelines: all.timelines, sums, differences })
}

impl Summed {
    /// Adds the timelines of a cell in a case.
    fn add(&mut self, case: usize, history: &History, cell: Cell<'_>, plan: Plan, rounding: Rounding) -> Result<(), TooLarge> {
        let units = |amount: Money| {
            let (top, bottom) = rounding.in_units(&amount.exact()).expect("an amount is a number of units in 127 bits");
            top / bottom
        };
        let mut months: BTreeMap<(Date, Component), i128> = BTreeMap::new();
        if in_post::days(cell, plan).is_empty() {
            return Ok(());
        }
        let positions = positions(history, cell, plan);
        let count = i128::try_from(positions.len()).expect("a range has few places");
        self.timelines += positions.len();
        for position in positions {
            let member = in_post::member_of(cell, position, plan);
            let career = progress_in_paybill(history, &member, plan.period.end).map_err(too_large)?;
            for due in career.months.iter().filter(|due| due.month.period().end > plan.period.start) {
                for (component, amount) in &due.components {
                    *months.entry((due.month.period().start, component.clone())).or_default() += units(*amount);
                }
            }
        }
        for ((month, component), sum) in months {
            let mean = rounding.mode().divide(sum, count);
            let of_row = match cell.posts() {
                Some(posts) => rounding.mode().divide(mean * posts.mantissa(), 10_i128.pow(posts.scale())),
                None => mean,
            };
            let year = history.scale().conventions.year_start.year_label(month);
            *self.sums.entry((case, year, component)).or_default() += of_row * i128::from(cell.headcount());
        }
        Ok(())
    }
}

/// The amount because of which a member cannot be worked out whom the paybill has in it.
fn too_large(faults: Vec<MemberFault>) -> TooLarge {
    let amount = faults.into_iter().find_map(|fault| match fault.problem {
        MemberProblem::TooLarge(amount) => Some(amount),
        _ => None,
    });
    amount.expect("who is in the paybill fits the pay system")
}
