//! Pricing: each size of each group once, in every case, and what that adds up to.

use std::sync::Arc;

use super::classes::Parts;
use super::on_costs::{BY_MEMBER, Charges};
use super::price::{Divisors, Months, PerHead, Rates};
use super::rises::Rises;
use super::tally::{Heads, Loss, Monthly, PayYear, Shape, Sums, Variant};
use super::threads::in_turns;
use super::tracks::{Track, Tracks};
use super::units::{Unit, Units};
use super::weigh::Weights;
use crate::money::{Rounding, TooLarge};

/// What is to be priced.
pub(super) struct Work<'a> {
    pub(super) units: &'a Units,
    /// For each case, who is alike, and the group of each part.
    pub(super) walked: &'a [(Arc<Parts>, Vec<u32>)],
    /// What groups are due.
    pub(super) tracks: &'a Tracks,
    /// What tracks are made of.
    pub(super) rates: &'a Rates,
    pub(super) rounding: Rounding,
    /// So many cases after the first are compared with it; of the others only the sums of everybody are wanted.
    pub(super) compared: usize,
    pub(super) years: &'a [PayYear],
    pub(super) components: usize,
    /// On-costs, of what is agreed and what is compared with it.
    pub(super) charges: Option<&'a Charges>,
    pub(super) variants: &'a [Variant],
}

/// Sums of some of the work.
pub(super) struct Priced {
    pub(super) all: Sums,
    pub(super) monthly: Monthly,
    /// For each grouping, sums by group.
    pub(super) groups: Vec<Vec<Sums>>,
    pub(super) losses: Vec<Loss>,
    rises: Rises,
}

/// Where sums go.
struct Place<'a> {
    variant: usize,
    case: usize,
    groups: &'a [usize],
}

impl Work<'_> {
    /// What everything adds up to, and the rises of each thread's share of the units.
    pub(super) fn run(&self, group_parts: &[Parts]) -> Result<(Priced, Vec<Rises>), TooLarge> {
        let ends: Vec<usize> = self.years.iter().map(|year| year.months.end).collect();
        let (classes, divisors) = (self.units.classes(), Divisors::new(self.rates, self.units.sizes()));
        let done = in_turns(&classes, |classes| {
            let mut months = vec![Months::new(self.components, self.charges, &ends); self.compared + 1];
            let mut other_months = Months::new(self.components, None, &[]);
            let mut priced = self.nothing(group_parts);
            let kinds = self.compared * self.variants.len() * self.years.len();
            priced.rises = Rises::new(kinds, self.units.len() / 2);
            let mut weights = Weights::new(self);
            for class in classes {
                let Some(cell) = class.first().map(Unit::cell) else { continue };
                let groups: Vec<usize> = group_parts.iter().map(|parts| parts.of(cell)).collect();
                weights.begin(cell);
                let alone = months.len()..self.walked.len();
                let alone: Vec<usize> = alone.filter(|case| self.one_track(*case, cell).is_none()).collect();
                for unit in *class {
                    let per_head = PerHead::new(self.rates, self.rounding, self.units.size(unit), &divisors);
                    weights.add(&per_head, unit.headcount).ok_or(TooLarge)?;
                    self.price(unit, &per_head, &weights, &groups, &mut months, &mut priced).ok_or(TooLarge)?;
                    for case in &alone {
                        self.price_alone(unit, &per_head, *case, &mut other_months, &mut priced).ok_or(TooLarge)?;
                    }
                }
                weights.end(&groups, &mut priced).ok_or(TooLarge)?;
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

    /// The only track of a cell in a case, unless its months have a component twice.
    pub(super) fn one_track(&self, case: usize, cell: usize) -> Option<Track<'_>> {
        let mut tracks = self.tracks_of(case, cell);
        if tracks.len() == 1 { tracks.next().filter(|track| track.simple) } else { None }
    }

    /// The tracks of a cell in a case.
    fn tracks_of(&self, case: usize, cell: usize) -> impl ExactSizeIterator<Item = Track<'_>> + DoubleEndedIterator + Clone {
        let (parts, groups) = &self.walked[case];
        self.tracks.group(groups[parts.of(cell)] as usize)
    }

    fn nothing(&self, group_parts: &[Parts]) -> Priced {
        let shape = Shape {
            variants: self.variants.len(),
            cases: self.walked.len(),
            years: self.years.len(),
            components: self.components,
            on_costs: self.charges.map_or(0, |_| BY_MEMBER.len()),
        };
        let months = self.years.last().map_or(0, |year| year.months.end);
        let of_group = Shape { cases: self.compared + 1, ..shape };
        Priced {
            all: Sums::new(shape),
            monthly: Monthly::new(of_group, months),
            groups: group_parts.iter().map(|parts| vec![Sums::new(of_group); parts.count()]).collect(),
            losses: Vec::new(),
            rises: Rises::default(),
        }
    }

    fn price(
        &self,
        unit: &Unit,
        per_head: &PerHead<'_>,
        weights: &Weights<'_>,
        groups: &[usize],
        months: &mut [Months<'_>],
        priced: &mut Priced,
    ) -> Option<()> {
        let heads = per_head.size().heads(unit.headcount);
        priced.rises.begin_unit(heads)?;
        priced.all.staff += heads;
        for (sums, group) in priced.groups.iter_mut().zip(groups) {
            sums[*group].staff += heads;
        }
        let tracks_of = |case: usize| self.tracks_of(case, unit.cell());
        let known = (0..months.len()).all(|case| tracks_of(case).len() == 1);
        for (variant, which) in self.variants.iter().enumerate() {
            for case in 0..months.len() {
                let place = Place { variant, case, groups };
                // The sums of these are taken of all at once.
                if !weights.fill_pay(case, &mut months[case]) {
                    if variant == 0 || !known {
                        Self::fill(&mut months[case], tracks_of(case), *which, per_head)?;
                    }
                    self.add(&months[case], per_head, unit.headcount, &place, priced)?;
                }
                if case > 0 {
                    self.compare(priced, &place, (&months[0], &months[case]), unit, heads)?;
                }
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
        let tracks = self.tracks_of(case, unit.cell());
        for (variant, which) in self.variants.iter().enumerate() {
            if variant == 0 || tracks.len() > 1 {
                Self::fill(months, tracks.clone(), *which, per_head)?;
            }
            let place = Place { variant, case, groups: &[] };
            self.add(months, per_head, unit.headcount, &place, priced)?;
        }
        Some(())
    }

    /// What one of a size is due.
    fn fill<'t>(
        months: &mut Months<'_>,
        mut tracks: impl ExactSizeIterator<Item = Track<'t>> + DoubleEndedIterator,
        variant: Variant,
        per_head: &PerHead<'_>,
    ) -> Option<()> {
        match variant {
            Variant::Even if tracks.len() > 1 => months.fill_with_mean(tracks, per_head),
            Variant::High => months.fill(&tracks.next_back()?, per_head),
            Variant::Low | Variant::Even => months.fill(&tracks.next()?, per_head),
        }
    }

    /// Adds what so many of a size are due, and in what is compared a year at the rates of each pay year's last month.
    fn add(
        &self,
        months: &Months<'_>,
        per_head: &PerHead<'_>,
        headcount: u64,
        place: &Place<'_>,
        priced: &mut Priced,
    ) -> Option<()> {
        let is_compared = place.case <= self.compared;
        let (mut year, mut month) = (0, 0);
        for (run, count) in months.runs.iter().enumerate() {
            // A run lies within a pay year.
            while self.years[year].months.end <= month {
                year += 1;
            }
            let here = (month, *count);
            month += count;
            for (component, units) in months.amounts(run).iter().enumerate().filter(|(_, units)| **units != 0) {
                let of_month = per_head.times_posts(*units)?.checked_mul(i128::from(headcount))?;
                let of_run = of_month.checked_mul(i128::try_from(*count).ok()?)?;
                let add = |sums: &mut Sums| sums.add(place.variant, place.case, year, component, of_run);
                add(&mut priced.all);
                if is_compared {
                    priced.monthly.add(place.variant, place.case, here, component, of_month);
                }
                priced.groups.iter_mut().zip(place.groups).for_each(|(sums, group)| add(&mut sums[*group]));
            }
        }
        for year in if is_compared { 0..self.years.len() } else { 0..0 } {
            for (component, units) in months.annual(year).iter().enumerate().filter(|(_, units)| **units != 0) {
                let units = per_head.times_posts(*units)?.checked_mul(i128::from(headcount))?;
                priced.all.add_annual(place.variant, place.case, year, component, units);
                for (sums, group) in priced.groups.iter_mut().zip(place.groups) {
                    sums[*group].add_annual(place.variant, place.case, year, component, units);
                }
            }
        }
        Some(())
    }

    /// Who gains and who loses: paid less in any month of a year, or more over it and less in none; `None` where a rise or a head count is
    /// beyond 63 bits.
    fn compare(
        &self,
        priced: &mut Priced,
        place: &Place<'_>,
        (before, after): (&Months<'_>, &Months<'_>),
        unit: &Unit,
        heads: Heads,
    ) -> Option<()> {
        let mut loss: Option<Loss> = None;
        let mut net = 0;
        let mut rises = Walk::new(before, after);
        for (number, year) in self.years.iter().enumerate() {
            let (mut over_the_year, mut falls) = (0, false);
            while let Some((month, count, rise)) = rises.next_before(year.months.end) {
                let times = i128::try_from(count).unwrap_or_default();
                over_the_year += rise * times;
                if rise < 0 {
                    falls = true;
                    let (variant, case) = (place.variant, place.case);
                    let new = Loss { case, variant, cell: unit.cell(), heads, first: month, months: 0, lost: 0, net: 0 };
                    let loss = loss.get_or_insert(new);
                    loss.months += count;
                    loss.lost -= rise * times;
                }
            }
            net += over_the_year;
            let at = ((place.case - 1) * self.variants.len() + place.variant) * self.years.len() + number;
            priced.rises.add(at, over_the_year)?;
            if falls || over_the_year > 0 {
                priced.all.count(place.variant, place.case, number, !falls, heads);
                for (sums, group) in priced.groups.iter_mut().zip(place.groups) {
                    sums[*group].count(place.variant, place.case, number, !falls, heads);
                }
            }
        }
        priced.losses.extend(loss.map(|loss| Loss { net, ..loss }));
        Some(())
    }
}

/// Through two members' months side by side.
struct Walk<'a> {
    sides: [&'a Months<'a>; 2],
    /// On each side, the run and how many months of it are left.
    at: [(usize, usize); 2],
    month: usize,
}

impl<'a> Walk<'a> {
    fn new(before: &'a Months<'a>, after: &'a Months<'a>) -> Walk<'a> {
        let first = |months: &Months<'_>| (0, months.runs.first().copied().unwrap_or(0));
        Walk { sides: [before, after], at: [first(before), first(after)], month: 0 }
    }

    /// The next months that rise alike: the first of them, how many, and by how much each; `None` from `end` on.
    fn next_before(&mut self, end: usize) -> Option<(usize, usize, i128)> {
        if self.month >= end {
            return None;
        }
        let count = self.at[0].1.min(self.at[1].1);
        let total = |side: usize| self.sides[side].pay[self.at[side].0];
        let (month, rise) = (self.month, total(1) - total(0));
        self.month += count;
        for (at, side) in self.at.iter_mut().zip(self.sides) {
            at.1 -= count;
            if at.1 == 0 {
                *at = (at.0 + 1, side.runs.get(at.0 + 1).copied().unwrap_or(usize::MAX));
            }
        }
        (count > 0).then_some((month, count, rise))
    }
}

impl Priced {
    fn merge(&mut self, other: Priced) {
        self.all.merge(&other.all);
        self.monthly.merge(&other.monthly);
        for (mine, theirs) in self.groups.iter_mut().flatten().zip(other.groups.iter().flatten()) {
            mine.merge(theirs);
        }
        self.losses.extend(other.losses);
    }
}
