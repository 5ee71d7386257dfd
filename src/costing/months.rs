//! Fourth step, the general way: the months of one member of a size, with on-costs. For cells whose place is not known it is the mean over
//! the places of the range.

use super::month_runs::MemberRuns;
use super::on_costs::{BY_MEMBER, Charges, Earned};
use super::price::PerHead;

/// What one member is due, by runs of months that are due the same.
#[derive(Clone, Debug)]
pub(super) struct Months<'a> {
    components: usize,
    /// Components, then kinds of on-costs.
    width: usize,
    charges: Option<&'a Charges>,
    /// For each pay year, the index of the month after its last.
    ends: &'a [usize],
    /// For each pay year, twelve months at the rates of its last day: units by component, rounded once a year.
    annual: Vec<i128>,
    /// The number of months of each run.
    pub(super) runs: Vec<usize>,
    /// A month's pay of each run, without on-costs.
    pub(super) pay: Vec<i64>,
    /// For each run in turn, units by component.
    amounts: Vec<i128>,
}

impl<'a> Months<'a> {
    /// For amounts of so many components, with on-costs where they are wanted.
    pub(super) fn new(components: usize, charges: Option<&'a Charges>, ends: &'a [usize]) -> Months<'a> {
        let width = components + if charges.is_some() { BY_MEMBER.len() } else { 0 };
        Months { components, width, charges, ends, annual: Vec::new(), runs: Vec::new(), pay: Vec::new(), amounts: Vec::new() }
    }

    /// A year at the rates of the last day of a pay year, in units by component.
    pub(super) fn annual(&self, year: usize) -> &[i128] {
        &self.annual[year * self.components..(year + 1) * self.components]
    }

    /// The units of a run by component, then by kind of on-costs.
    pub(super) fn amounts(&self, run: usize) -> &[i128] {
        &self.amounts[run * self.width..(run + 1) * self.width]
    }

    /// The components that are paid in any run.
    pub(super) fn components(&self) -> impl Iterator<Item = usize> + '_ {
        let paid = |component: &usize| (0..self.runs.len()).any(|run| self.amounts(run)[*component] != 0);
        (0..self.components).filter(paid)
    }

    /// A month's pay of each run without components that only a share of staff get.
    pub(super) fn pay_for_sure(&self, shares: &[Option<i128>]) -> Vec<i64> {
        let without = |run: usize| -> i128 {
            let amounts = self.amounts(run)[..self.components].iter().zip(shares);
            amounts.filter(|(_, share)| share.is_none()).map(|(amount, _)| *amount).sum()
        };
        let fits = |units: i128| i64::try_from(units).expect("a part of a month that fits, fits");
        (0..self.runs.len()).map(|run| fits(without(run))).collect()
    }

    fn clear(&mut self) {
        self.runs.clear();
        self.pay.clear();
        self.amounts.clear();
        self.annual.clear();
    }

    /// Fills in the months of one member of a size; `None` if an amount is too large.
    pub(super) fn fill(&mut self, member_runs: &MemberRuns<'_>, per_head: &PerHead<'_>) -> Option<()> {
        self.clear();
        let mut month = 0;
        for (months, [of_place, of_post]) in member_runs.runs() {
            let parts = || of_place.parts.iter().chain(of_post.parts);
            let at = self.amounts.len();
            self.amounts.resize(at + self.width, 0);
            let mut earned = Earned::default();
            for part in parts() {
                let rate = part.rate();
                let amount = i128::from(per_head.month(rate)?);
                self.amounts[at + part.component()] += amount;
                earned.gross += amount;
                if let Some(full_time) = per_head.pensionable(rate).filter(|_| self.charges.is_some()) {
                    earned.pensionable += amount;
                    earned.full_time += full_time;
                }
            }
            self.charge(at, month, months, earned)?;
            month += months;
            if self.ends.contains(&month) {
                let at = self.annual.len();
                self.annual.resize(at + self.components, 0);
                for part in of_place.closing.iter().chain(of_post.closing) {
                    self.annual[at + part.component()] += i128::from(per_head.year(part.rate())?);
                }
            }
        }
        Some(())
    }

    /// Adds on-costs to the months that begin at this index, taken apart where rates change.
    fn charge(&mut self, at: usize, first: usize, count: usize, earned: Earned) -> Option<()> {
        let pay = i64::try_from(earned.gross).ok()?;
        let Some(charges) = self.charges else {
            self.runs.push(count);
            self.pay.push(pay);
            return Some(());
        };
        let mut done = 0;
        while done < count {
            let here = if done == 0 { at } else { self.amounts.len() };
            if done > 0 {
                self.amounts.extend_from_within(at..at + self.width);
            }
            let alike = charges.alike(first + done, count - done).max(1);
            let top = here + self.components;
            self.amounts[top..here + self.width].copy_from_slice(&charges.on(first + done, earned));
            self.runs.push(alike);
            self.pay.push(pay);
            done += alike;
        }
        Some(())
    }

    /// The mean of what members on several lists of runs are due, each month of a component rounded.
    pub(super) fn fill_with_mean<'t>(
        &mut self,
        month_runs: impl ExactSizeIterator<Item = MemberRuns<'t>>,
        per_head: &PerHead<'_>,
    ) -> Option<()> {
        let mut one = Months::new(self.components, self.charges, self.ends);
        let places = i128::try_from(month_runs.len()).ok().filter(|places| *places > 0)?;
        self.clear();
        for member_runs in month_runs {
            one.fill(&member_runs, per_head)?;
            self.annual.resize(one.annual.len(), 0);
            self.annual.iter_mut().zip(&one.annual).for_each(|(sum, amount)| *sum += amount);
            let months: usize = one.runs.iter().sum();
            self.amounts.resize(months * self.width, 0);
            self.runs.resize(months, 1);
            let mut month = 0;
            for (run, count) in one.runs.iter().enumerate() {
                for _ in 0..*count {
                    let sums = &mut self.amounts[month * self.width..(month + 1) * self.width];
                    sums.iter_mut().zip(one.amounts(run)).for_each(|(sum, amount)| *sum += amount);
                    month += 1;
                }
            }
        }
        for sum in self.amounts.iter_mut().chain(&mut self.annual) {
            *sum = per_head.mean(*sum, places);
        }
        for month in self.amounts.chunks(self.width) {
            self.pay.push(i64::try_from(month[..self.components].iter().sum::<i128>()).ok()?);
        }
        Some(())
    }
}
