//! What steps four and five work on, and the sums that one thread's share comes to.

use super::heads::Heads;
use super::month_runs::{MemberRuns, MonthRuns};
use super::on_costs::{BY_MEMBER, Charges};
use super::partition::Partition;
use super::price::Rates;
use super::rises::Rises;
use super::shared_walks::SharedWalks;
use super::tally::{AssumedPoint, Ends, Loss, Monthly, PayYear, Shape, Sums};
use super::units::{Unit, Units};
use crate::money::{Rounding, TooLarge};

/// What steps four and five work on.
pub(super) struct Work<'a> {
    pub(super) units: &'a Units,
    /// The walks that cases share.
    pub(super) shared_walks: &'a SharedWalks<'a>,
    /// For each shared walk, the group in `month_runs` of each of its parts.
    pub(super) groups: &'a [Vec<u32>],
    /// The months of each group.
    pub(super) month_runs: &'a MonthRuns,
    /// The rates that month runs refer to.
    pub(super) rates: &'a Rates,
    pub(super) rounding: Rounding,
    /// How many cases after the first are compared with it. Of the rest only the sums of everybody are wanted.
    pub(super) compared: usize,
    pub(super) years: &'a [PayYear],
    pub(super) components: usize,
    /// On-costs, for the first case and those compared with it.
    pub(super) charges: Option<&'a Charges>,
    pub(super) variants: &'a [AssumedPoint],
    /// So many units a year more or less make somebody one who gains or loses.
    pub(super) threshold: i64,
    /// For each component the share of staff who get it, in millionths; empty where everybody gets all of them.
    pub(super) shares: &'a [Option<i128>],
}

/// Sums of some of the work.
pub(super) struct Priced {
    pub(super) all: Sums,
    pub(super) monthly: Monthly,
    /// For each grouping, sums by group.
    pub(super) groups: Vec<Vec<Sums>>,
    pub(super) losses: Vec<Loss>,
    pub(super) rises: Rises,
    /// As [`super::tally::Paybills`] has them.
    pub(super) ends: Vec<Ends>,
}

/// Which sums an amount is added to.
#[derive(Clone, Copy)]
pub(super) struct Destination<'a> {
    pub(super) variant: usize,
    pub(super) case: usize,
    pub(super) groups: &'a [usize],
}

impl Work<'_> {
    /// The largest share of staff who get any of these components, where only a share do.
    pub(super) fn share_of(&self, components: impl Iterator<Item = usize>) -> Option<i128> {
        components.filter_map(|component| self.shares.get(component).copied().flatten()).max()
    }

    /// The error of a class whose sums are too large: the largest amount in it.
    pub(super) fn too_large(&self, class: &[Unit]) -> TooLarge {
        let amounts = class.iter().map(|unit| self.rates.most_a_year(self.units.size(unit), unit.headcount));
        TooLarge::of(&amounts.max().expect("a class has a unit"))
    }

    /// How many cases there are.
    pub(super) fn cases(&self) -> usize {
        self.shared_walks.of_case.len()
    }

    /// The only list of runs of a cell in a case, unless its months have a component twice.
    pub(super) fn only_runs(&self, case: usize, cell: usize) -> Option<MemberRuns<'_>> {
        let mut month_runs = self.runs_of(case, cell);
        if month_runs.len() == 1 { month_runs.next().filter(MemberRuns::is_simple) } else { None }
    }

    /// The lists of runs of a cell in a case: one, or one for each place where theirs is not known.
    pub(super) fn runs_of(
        &self,
        case: usize,
        cell: usize,
    ) -> impl ExactSizeIterator<Item = MemberRuns<'_>> + DoubleEndedIterator + Clone {
        let shared_runs = |shared_walk: usize| {
            let part = self.shared_walks.list[shared_walk].parts.of(cell);
            self.month_runs.group(self.groups[shared_walk][part] as usize)
        };
        let (of_place, of_post) = self.shared_walks.of_case[case];
        let of_post = of_post.and_then(|shared_walk| shared_runs(shared_walk).next());
        shared_runs(of_place).map(move |of_place| MemberRuns { of_place, of_post })
    }

    /// Sums of nothing yet, with room for the groups of each grouping.
    pub(super) fn nothing(&self, group_parts: &[Partition]) -> Priced {
        let shape = Shape {
            variants: self.variants.len(),
            cases: self.cases(),
            years: self.years.len(),
            components: self.components,
            on_costs: if self.charges.is_some() { BY_MEMBER.len() } else { 0 },
        };
        let months = self.years.last().map_or(0, |year| year.months.end);
        let of_group = Shape { cases: self.compared + 1, ..shape };
        Priced {
            all: Sums::new(shape),
            monthly: Monthly::new(of_group, months),
            groups: group_parts.iter().map(|parts| vec![Sums::new(of_group); parts.count()]).collect(),
            losses: Vec::new(),
            rises: Rises::default(),
            ends: vec![Ends::default(); self.compared * (self.years.len() + 1)],
        }
    }
}

impl Priced {
    /// Begins a unit.
    pub(super) fn begin_unit(&mut self, heads: Heads, groups: &[usize]) -> Option<()> {
        self.rises.begin_unit(heads)?;
        self.all.staff += heads;
        for (sums, group) in self.groups.iter_mut().zip(groups) {
            sums[*group].staff += heads;
        }
        Some(())
    }

    /// Adds the sums of another thread. Rises are kept per thread.
    pub(super) fn merge(&mut self, other: Priced) {
        self.all.merge(&other.all);
        self.monthly.merge(&other.monthly);
        for (mine, theirs) in self.groups.iter_mut().flatten().zip(other.groups.iter().flatten()) {
            mine.merge(theirs);
        }
        self.losses.extend(other.losses);
        for (mine, theirs) in self.ends.iter_mut().zip(other.ends) {
            mine.least += theirs.least;
            mine.most += theirs.most;
        }
    }
}
