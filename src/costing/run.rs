//! Steps four and five in order: each class on one of the threads, unit by unit, then all sums merged.

use super::class_totals::ClassTotals;
use super::compare::{OfAShare, Overlap, Staff, align};
use super::month_runs::MemberRuns;
use super::months::Months;
use super::partition::Partition;
use super::price::{Amounts, PerHead};
use super::rises::Rises;
use super::tally::{AssumedPoint, InMonths, InYear, Sums, year_of};
use super::units::Unit;
use super::work::{Destination, Priced, Work};
use crate::money::TooLarge;
use crate::threads::in_turns;

/// Buffers reused from unit to unit.
struct Scratch<'a> {
    /// The months of one member of the unit, for the first case and those compared with it.
    months: Vec<Months<'a>>,
    overlaps: Vec<Overlap>,
}

impl Work<'_> {
    /// All sums, and the rises of each thread's share of the units.
    pub(super) fn run(&self, group_parts: &[Partition]) -> Result<(Priced, Vec<Rises>), TooLarge> {
        let ends: Vec<usize> = self.years.iter().map(|year| year.months.end).collect();
        let classes = self.units.classes();
        let amounts = Amounts::of(self.rates, self.units.sizes(), self.units.len(), self.rounding);
        let done = in_turns(&classes, |classes| {
            let months = vec![Months::new(self.components, self.charges, &ends); self.compared + 1];
            let mut scratch = Scratch { months, overlaps: Vec::new() };
            let mut other_months = Months::new(self.components, None, &[]);
            let mut priced = self.nothing(group_parts);
            let kinds = self.compared * self.variants.len() * self.years.len();
            priced.rises = Rises::new(kinds, self.units.len() / 2);
            let mut totals = ClassTotals::new(self);
            for class in classes {
                let Some(cell) = class.first().map(Unit::cell) else { continue };
                let groups: Vec<usize> = group_parts.iter().map(|parts| parts.of(cell)).collect();
                let compares = totals.begin(cell);
                let alone = self.compared + 1..self.cases();
                let alone: Vec<usize> = alone.filter(|case| !totals.has(*case)).collect();
                for unit in *class {
                    let per_head = PerHead::new(self.rates, self.rounding, self.units.size(unit), amounts.of_size(unit.size()));
                    let mut price = || {
                        totals.add(&per_head, unit.headcount)?;
                        priced.begin_unit(per_head.size().heads(unit.headcount), &groups)?;
                        if compares {
                            self.compare_weighed(unit, &per_head, &totals, &groups, &mut priced)?;
                        } else {
                            self.price(unit, &per_head, &groups, &mut scratch, &mut priced)?;
                        }
                        alone.iter().try_for_each(|case| self.price_alone(unit, &per_head, *case, &mut other_months, &mut priced))
                    };
                    price().ok_or_else(|| self.too_large(class))?;
                }
                totals.end(&groups, &mut priced).ok_or_else(|| self.too_large(class))?;
            }
            Ok(priced)
        });
        let (mut all, mut rises) = (self.nothing(group_parts), Vec::new());
        for priced in done {
            let mut priced = priced?;
            rises.push(std::mem::take(&mut priced.rises));
            all.merge(priced);
        }
        all.losses.sort_by_key(|loss| loss.cell);
        all.monthly.finish();
        Ok((all, rises))
    }

    /// Compares cases of a unit by the quick way.
    fn compare_weighed(
        &self,
        unit: &Unit,
        per_head: &PerHead<'_>,
        totals: &ClassTotals<'_>,
        groups: &[usize],
        priced: &mut Priced,
    ) -> Option<()> {
        let staff = Staff { cell: unit.cell(), heads: per_head.size().heads(unit.headcount) };
        for case in 1..=self.compared {
            let (overlaps, pay) = totals.compared(case);
            for variant in 0..self.variants.len() {
                let to = Destination { variant, case, groups };
                self.compare(priced, &to, overlaps, [pay, pay], staff, totals.of_a_share(case))?;
            }
        }
        Some(())
    }

    /// Prices and compares cases of a unit month by month: the general way.
    fn price(
        &self,
        unit: &Unit,
        per_head: &PerHead<'_>,
        groups: &[usize],
        Scratch { months, overlaps }: &mut Scratch<'_>,
        priced: &mut Priced,
    ) -> Option<()> {
        let staff = Staff { cell: unit.cell(), heads: per_head.size().heads(unit.headcount) };
        let runs_of = |case: usize| self.runs_of(case, unit.cell());
        let known = (0..months.len()).all(|case| runs_of(case).len() == 1);
        if !known {
            self.add_ends(unit, per_head, months, priced)?;
        }
        for (variant, which) in self.variants.iter().enumerate() {
            for case in 0..months.len() {
                let to = Destination { variant, case, groups };
                if variant == 0 || !known {
                    Self::fill(&mut months[case], runs_of(case), *which, per_head)?;
                }
                self.add(&months[case], per_head, unit.headcount, &to, priced)?;
                if case > 0 {
                    let sides = [&months[0], &months[case]];
                    align(sides.map(|months| months.runs.iter().copied().enumerate()), self.years, overlaps);
                    let share = self.share_of(months[0].components().chain(months[case].components()));
                    let sure = share.map(|_| sides.map(|months| months.pay_for_sure(self.shares)));
                    let of_a_share = share.zip(sure.as_ref());
                    let of_a_share = of_a_share.map(|(share, [before, after])| OfAShare { pay: [before, after], share });
                    self.compare(priced, &to, overlaps, sides.map(|months| &months.pay[..]), staff, of_a_share)?;
                }
            }
        }
        Some(())
    }

    /// Adds how far the cost of a unit whose place is not known can be from that on the lowest, each year and in all.
    fn add_ends(&self, unit: &Unit, per_head: &PerHead<'_>, months: &mut [Months<'_>], priced: &mut Priced) -> Option<()> {
        let years = self.years.len();
        let headcount = i128::from(unit.headcount);
        for case in 1..months.len() {
            let [before, after] = [0, case].map(|case| self.runs_of(case, unit.cell()));
            // Where a proposal has more or fewer places, the lowest and the highest of both are paired.
            let (count, other) = (before.len(), after.len());
            let all = before.clone().zip(after.clone()).enumerate();
            let places = all.filter(|(place, _)| count == other || *place == 0).map(|(_, lists)| lists);
            let last = before.last().zip(after.last()).filter(|_| count != other);
            let mut costs: Vec<Vec<i128>> = Vec::new();
            for (before, after) in places.chain(last) {
                let mut by_year = vec![0; years + 1];
                for (sign, case, list) in [(-1, 0, before), (1, case, after)] {
                    months[case].fill(&list, per_head)?;
                    let mut month = 0;
                    for (count, pay) in months[case].runs.iter().zip(&months[case].pay) {
                        let units = i128::from(*pay).checked_mul(i128::try_from(*count).ok()?)?;
                        let units = per_head.times_posts(units)?.checked_mul(sign * headcount)?;
                        by_year[year_of(self.years, month)] += units;
                        by_year[years] += units;
                        month += count;
                    }
                }
                costs.push(by_year);
            }
            let Some(lowest) = costs.first() else { continue };
            for (year, ends) in priced.ends[(case - 1) * (years + 1)..].iter_mut().take(years + 1).enumerate() {
                let beside = costs.iter().map(|cost| cost[year] - lowest[year]);
                ends.least += beside.clone().min().expect("there is a lowest place");
                ends.most += beside.max().expect("there is a lowest place");
            }
        }
        Some(())
    }

    fn price_alone(
        &self,
        unit: &Unit,
        per_head: &PerHead<'_>,
        case: usize,
        months: &mut Months<'_>,
        priced: &mut Priced,
    ) -> Option<()> {
        let month_runs = self.runs_of(case, unit.cell());
        for (variant, which) in self.variants.iter().enumerate() {
            if variant == 0 || month_runs.len() > 1 {
                Self::fill(months, month_runs.clone(), *which, per_head)?;
            }
            let to = Destination { variant, case, groups: &[] };
            self.add(months, per_head, unit.headcount, &to, priced)?;
        }
        Some(())
    }

    /// The months of one member of a size.
    fn fill<'t>(
        months: &mut Months<'_>,
        mut month_runs: impl ExactSizeIterator<Item = MemberRuns<'t>> + DoubleEndedIterator,
        variant: AssumedPoint,
        per_head: &PerHead<'_>,
    ) -> Option<()> {
        match variant {
            AssumedPoint::Even if month_runs.len() > 1 => months.fill_with_mean(month_runs, per_head),
            AssumedPoint::High => months.fill(&month_runs.next_back()?, per_head),
            AssumedPoint::Low | AssumedPoint::Even => months.fill(&month_runs.next()?, per_head),
        }
    }

    /// Adds `headcount` members of a size, and for cases compared a year at the rates of each pay year's last month.
    fn add(
        &self,
        months: &Months<'_>,
        per_head: &PerHead<'_>,
        headcount: u64,
        to: &Destination<'_>,
        priced: &mut Priced,
    ) -> Option<()> {
        let is_compared = to.case <= self.compared;
        let mut month = 0;
        for (run, count) in months.runs.iter().enumerate() {
            // A run lies within a pay year.
            let year = year_of(self.years, month);
            let (variant, case) = (to.variant, to.case);
            let at = InYear { variant, case, year };
            let here = InMonths { variant, case, first: month, count: *count };
            month += count;
            for (component, units) in months.amounts(run).iter().enumerate().filter(|(_, units)| **units != 0) {
                let of_month = per_head.times_posts(*units)?.checked_mul(i128::from(headcount))?;
                let of_run = of_month.checked_mul(i128::try_from(*count).ok()?)?;
                let add = |sums: &mut Sums| sums.add(at, component, of_run);
                add(&mut priced.all);
                if is_compared {
                    priced.monthly.add(here, component, of_month);
                }
                priced.groups.iter_mut().zip(to.groups).for_each(|(sums, group)| add(&mut sums[*group]));
            }
        }
        for year in if is_compared { 0..self.years.len() } else { 0..0 } {
            let at = InYear { variant: to.variant, case: to.case, year };
            for (component, units) in months.annual(year).iter().enumerate().filter(|(_, units)| **units != 0) {
                let units = per_head.times_posts(*units)?.checked_mul(i128::from(headcount))?;
                priced.all.add_annual(at, component, units);
                for (sums, group) in priced.groups.iter_mut().zip(to.groups) {
                    sums[*group].add_annual(at, component, units);
                }
            }
        }
        Some(())
    }
}
