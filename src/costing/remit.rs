//! A question on top of the pipeline: the increase in remuneration cost as a pay remit counts it. The twelve months from a settlement's
//! date with it, against the same months without it, for the same staff.

use super::on_costs::{OnCosts, levy};
use super::paybill::paybills;
use super::plan::Plan;
use super::split::{has_progression, without_progression};
use super::tally::{InYear, Paybills};
use super::unpriced::Unpriced;
use crate::calendar::{Date, Length, Period, day_after};
use crate::money::Percent;
use crate::scale::{Component, Proposal};
use crate::settlement::History;
use crate::workforce::Roster;

/// Twelve months of a proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RemitYear {
    /// The months.
    pub period: Period,
    /// The pay year in which they begin.
    pub pay_year: String,
    /// Pay alone, with the progression that is agreed in both.
    pub pay: RemitSums,
    /// The same with on-costs; none where they were not asked for.
    pub with_on_costs: Option<RemitSums>,
    /// Pay alone where nobody progresses; none where nobody does anyway, or where the proposal rests on progression.
    pub without_progression: Option<RemitSums>,
}

/// Sums of twelve months, in units of the monthly rounding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RemitSums {
    /// Without the award.
    pub baseline: i128,
    /// What the award adds.
    pub cost: i128,
    /// The part of that which does not go on from year to year.
    pub not_consolidated: i128,
    /// The part of it that falls into the pay year in which the months begin; the rest is carried over.
    pub in_year: i128,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct RemitQuestion<'a> {
    /// The workforce.
    pub roster: &'a Roster,
    /// When the roster was drawn up.
    pub as_at: Date,
    /// What is agreed.
    pub baseline: &'a History,
    /// A claim or an offer on top of it.
    pub proposal: &'a History,
    /// What pay costs an employer on top, if that is asked.
    pub on_costs: Option<&'a OnCosts>,
    /// The first of the twelve months, where the remit says one; that of each settlement unless given.
    pub start: Option<Date>,
}

/// The twelve months from each date of a proposal, or from the day that is asked for: with what begins in them, and without it. Awards of
/// earlier dates are in both, so each year of a deal stands on a baseline of its own. Each begins on the roster's day or later.
///
/// # Errors
///
/// As [`paybills`].
pub fn remit_years(question: &RemitQuestion<'_>) -> Result<Vec<RemitYear>, Unpriced> {
    let Some(proposal) = question.proposal.proposal() else { return Ok(Vec::new()) };
    let dates = proposal.settlements.iter().map(|settlement| settlement.from);
    let mut starts: Vec<(Date, Date)> = match question.start {
        Some(start) => vec![(start, Length::months(12).after(start))],
        None => dates.map(|from| (from, day_after(from))).collect(),
    };
    starts.dedup();
    starts.into_iter().map(|(from, until)| question.year(proposal, from, until)).collect()
}

impl RemitQuestion<'_> {
    /// Settlements before `from` are in both cases, those up to `until` in one.
    fn year(&self, proposal: &Proposal, from: Date, until: Date) -> Result<RemitYear, Unpriced> {
        let before = |day: Date| Proposal {
            settlements: proposal.settlements.iter().filter(|settlement| settlement.from < day).cloned().collect(),
            ..proposal.clone()
        };
        let (earlier, all) = (before(from), before(until));
        let on = |baseline: &History, proposal: &Proposal| {
            if proposal.settlements.is_empty() { Ok(baseline.clone()) } else { baseline.with(proposal.clone()) }
        };
        let of_the_proposal = "the first settlements of a proposal that stands, stand";
        let mut cases = [&earlier, &all].map(|proposal| on(self.baseline, proposal).expect(of_the_proposal)).to_vec();
        let scale = self.baseline.scale();
        if has_progression(scale) {
            // What a proposal does to progression means nothing where there is none.
            let still = History::new(without_progression(scale), None);
            let still = still.and_then(|still| Ok([on(&still, &earlier)?, on(&still, &all)?]));
            cases.extend(still.into_iter().flatten());
        }
        let period = Period::new(from, Length::months(12).after(from));
        let histories: Vec<&History> = cases.iter().collect();
        let plan = Plan { period, as_at: self.as_at };
        let paybills = paybills(self.roster, plan, &histories, histories.len() - 1, &[], self.on_costs)?;
        let sums = |cases: [usize; 2], on_costs: Option<&OnCosts>| sums(&paybills, &histories, cases, on_costs);
        Ok(RemitYear {
            period,
            pay_year: paybills.years.first().expect("twelve months are in some pay year").label.clone(),
            pay: sums([0, 1], None)?,
            with_on_costs: self.on_costs.map(|on_costs| sums([0, 1], Some(on_costs))).transpose()?,
            without_progression: (histories.len() > 2).then(|| sums([2, 3], None)).transpose()?,
        })
    }
}

/// One case against another.
fn sums(
    paybills: &Paybills,
    histories: &[&History],
    [without, with]: [usize; 2],
    on_costs: Option<&OnCosts>,
) -> Result<RemitSums, Unpriced> {
    let variant = paybills.even();
    let years = |case: usize| -> Result<Vec<i128>, Unpriced> {
        let levies = match on_costs {
            Some(on_costs) => levy(on_costs, paybills, variant, case).map_err(Unpriced::NoRate)?,
            None => vec![0; paybills.years.len()],
        };
        let of = |year: usize| {
            let at = InYear { variant, case, year };
            let on_top: i128 = if on_costs.is_some() { paybills.all.on_costs(at).iter().sum() } else { 0 };
            paybills.all.year(at).iter().sum::<i128>() + on_top + levies[year]
        };
        Ok((0..paybills.years.len()).map(of).collect())
    };
    let once = |case: usize| -> i128 {
        let of_year = |year: usize| paybills.components.iter().zip(paybills.all.year(InYear { variant, case, year }));
        let all = (0..paybills.years.len()).flat_map(of_year);
        all.filter(|(component, _)| !is_consolidated(histories[case], component)).map(|(_, units)| *units).sum()
    };
    let (before, after) = (years(without)?, years(with)?);
    let first = |years: &[i128]| *years.first().expect("twelve months are in some pay year");
    let in_year = first(&after) - first(&before);
    let (baseline, total): (i128, i128) = (before.iter().sum(), after.iter().sum());
    Ok(RemitSums { baseline, cost: total - baseline, not_consolidated: once(with) - once(without), in_year })
}

/// Whether what is paid of a component goes on from year to year: all but lump sums and payments that say they are not consolidated.
pub fn is_consolidated(history: &History, component: &Component) -> bool {
    let Some(payment) = component.payment() else { return *component != Component::LumpSum };
    let stated = history.steps().iter().filter_map(|(_, step)| step.tables.payment(payment)).last();
    stated.is_none_or(|stated| stated.fact.consolidated)
}

/// What rises one on top of another come to, in per cent, unrounded.
///
/// ```
/// use payspine::costing::compound;
/// use payspine::money::Percent;
/// let rises = ["3.25", "2.5", "2.0"].map(|rise| Percent::new(rise.parse().unwrap()));
/// assert_eq!(compound(&rises).unwrap().number().to_string(), "7.947875");
/// ```
pub fn compound(rises: &[Percent]) -> Option<Percent> {
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let factor = rises.iter().try_fold(rust_decimal::Decimal::ONE, |factor, rise| {
        factor.checked_mul(hundred.checked_add(rise.number())?.checked_div(hundred)?)
    })?;
    Some(Percent::new(factor.checked_sub(rust_decimal::Decimal::ONE)?.checked_mul(hundred)?.normalize()))
}
