//! Pricing: each size of each group once, in every case, and what that adds up to.

use std::ops::Range;

use rust_decimal::Decimal;

use super::classes::Parts;
use super::paybill::{Group, in_parallel};
use super::price::{Size, Track};
use super::tally::{Heads, Loss, PayYear, Rises, Shape, Sums, Variant};
use crate::money::{Rounding, TooLarge};
use crate::workforce::{Roster, Subject};

/// What is to be priced.
pub(super) struct Work<'a> {
    pub(super) roster: &'a Roster,
    /// For each case, who is alike and what they are due.
    pub(super) walked: &'a [(Parts, Vec<Group>)],
    pub(super) rounding: Rounding,
    /// So many cases after the first are compared with it.
    pub(super) compared: usize,
    pub(super) years: &'a [PayYear],
    pub(super) months: usize,
    pub(super) components: usize,
    pub(super) variants: &'a [Variant],
    /// For each grouping, its columns.
    pub(super) groupings: &'a [Vec<usize>],
}

/// Sums of some of the work.
pub(super) struct Priced {
    pub(super) all: Sums,
    /// For each grouping, sums by group.
    pub(super) groups: Vec<Vec<Sums>>,
    pub(super) losses: Vec<Loss>,
    /// By case compared, variant and year.
    pub(super) rises: Vec<Rises>,
}

/// Cells that are alike in everything that is asked: priced once.
struct Unit {
    cell: usize,
    headcount: u64,
    size: usize,
}

impl Work<'_> {
    /// For each grouping, the group of every cell.
    pub(super) fn group_parts(&self) -> Vec<Parts> {
        let parts = self.groupings.iter().map(|columns| {
            let mut parts = Parts::whole(self.roster.len());
            for column in columns {
                parts.refine_by_column(self.roster, *column);
            }
            parts
        });
        parts.collect()
    }

    pub(super) fn run(&self, group_parts: &[Parts]) -> Result<Priced, TooLarge> {
        let mut sizes = Parts::whole(self.roster.len());
        for subject in [Subject::Fte, Subject::Posts] {
            if let Some(column) = self.roster.column(&subject) {
                sizes.refine_by_column(self.roster, column);
            }
        }
        let mut alike = sizes.clone();
        for parts in self.walked.iter().map(|(parts, _)| parts).chain(group_parts) {
            alike.refine_by(parts);
        }
        let mut units: Vec<Unit> =
            alike.firsts().into_iter().map(|cell| Unit { cell, headcount: 0, size: sizes.of(cell) }).collect();
        for cell in self.roster.cells() {
            units[alike.of(cell.index())].headcount += cell.headcount();
        }
        let sizes: Vec<Size> = sizes
            .firsts()
            .into_iter()
            .map(|cell| Size::new(self.roster.cell(cell).fte(), self.roster.cell(cell).posts()))
            .collect();
        let done = in_parallel(&units, |units| {
            let mut grids = vec![vec![0; self.months * self.components]; self.walked.len()];
            let mut priced = self.nothing(group_parts);
            for unit in units {
                self.price(unit, &sizes[unit.size], group_parts, &mut grids, &mut priced)?;
            }
            Ok(priced)
        });
        let mut all = self.nothing(group_parts);
        for part in done {
            all.merge(part?);
        }
        all.rises.iter_mut().for_each(|rises| rises.sort_unstable());
        Ok(all)
    }

    fn nothing(&self, group_parts: &[Parts]) -> Priced {
        let cases = self.walked.len();
        let by_month = Shape {
            variants: self.variants.len(),
            cases,
            periods: self.months,
            years: self.years.len(),
            components: self.components,
        };
        let by_year = Shape { periods: self.years.len(), ..by_month };
        Priced {
            all: Sums::new(by_month),
            groups: group_parts.iter().map(|parts| vec![Sums::new(by_year); parts.count()]).collect(),
            losses: Vec::new(),
            rises: vec![Rises::new(); self.compared * self.variants.len() * self.years.len()],
        }
    }

    fn price(
        &self,
        unit: &Unit,
        size: &Size,
        group_parts: &[Parts],
        grids: &mut [Vec<i128>],
        priced: &mut Priced,
    ) -> Result<(), TooLarge> {
        let heads = Heads::of(unit.headcount, self.roster.cell(unit.cell).posts());
        let groups: Vec<usize> = group_parts.iter().map(|parts| parts.of(unit.cell)).collect();
        priced.all.staff += heads;
        for (grouping, group) in groups.iter().enumerate() {
            priced.groups[grouping][*group].staff += heads;
        }
        let known = self.walked.iter().all(|(parts, groups)| groups[parts.of(unit.cell)].tracks.len() == 1);
        for (variant, which) in self.variants.iter().enumerate() {
            if variant == 0 || !known {
                for ((parts, groups), grid) in self.walked.iter().zip(&mut *grids) {
                    self.fill(grid, &groups[parts.of(unit.cell)].tracks, *which, size).ok_or(TooLarge)?;
                }
            }
            for (case, grid) in grids.iter().enumerate() {
                self.add(priced, &groups, (variant, case), grid, size, unit.headcount).ok_or(TooLarge)?;
            }
            for case in 1..=self.compared {
                self.compare(priced, &groups, (variant, case), (&grids[0], &grids[case]), unit, heads);
            }
        }
        Ok(())
    }

    /// What one of a size is due by month and component.
    fn fill(&self, grid: &mut [i128], tracks: &[Track], variant: Variant, size: &Size) -> Option<()> {
        grid.fill(0);
        let tracks = match variant {
            Variant::Low => tracks.first().map(std::slice::from_ref),
            Variant::High => tracks.last().map(std::slice::from_ref),
            Variant::Even => Some(tracks),
        }?;
        let width = self.components;
        let mut amounts = vec![0; width];
        for run in tracks.iter().flat_map(|track| &track.runs) {
            amounts.fill(0);
            run.add_to(&mut amounts, size, self.rounding)?;
            for month in run.first..run.first + run.months {
                let cells = &mut grid[month * width..(month + 1) * width];
                cells.iter_mut().zip(&amounts).for_each(|(sum, amount)| *sum += amount);
            }
        }
        if tracks.len() > 1 {
            let places = i128::try_from(tracks.len()).ok()?;
            for sum in grid.iter_mut() {
                *sum = self.rounding.mode().divide(*sum, places);
            }
        }
        Some(())
    }

    fn add(
        &self,
        priced: &mut Priced,
        groups: &[usize],
        (variant, case): (usize, usize),
        grid: &[i128],
        size: &Size,
        headcount: u64,
    ) -> Option<()> {
        let width = self.components;
        let times = i128::from(headcount);
        let mut year_sums = vec![0; width];
        for (number, year) in self.years.iter().enumerate() {
            year_sums.fill(0);
            for month in year.months.clone() {
                for component in 0..width {
                    let units = size.times_posts(grid[month * width + component], self.rounding)?;
                    let units = units.checked_mul(times)?;
                    year_sums[component] += units;
                    priced.all.add(variant, case, month, component, units);
                }
            }
            for (grouping, group) in groups.iter().enumerate() {
                for (component, units) in year_sums.iter().enumerate() {
                    priced.groups[grouping][*group].add(variant, case, number, component, *units);
                }
            }
        }
        Some(())
    }

    /// Who gains and who loses: paid less in any month of a year, or more over it and less in none.
    fn compare(
        &self,
        priced: &mut Priced,
        groups: &[usize],
        (variant, case): (usize, usize),
        (before, after): (&[i128], &[i128]),
        unit: &Unit,
        heads: Heads,
    ) {
        let width = self.components;
        let rise = |month: usize| -> i128 {
            let cells = month * width..(month + 1) * width;
            after[cells.clone()].iter().sum::<i128>() - before[cells].iter().sum::<i128>()
        };
        let mut loss: Option<Loss> = None;
        let mut net = 0;
        for (number, year) in self.years.iter().enumerate() {
            let (over_the_year, falls) = yearly(year.months.clone(), rise, |month, lost| {
                let new = Loss { case, variant, cell: unit.cell, heads, first: month, months: 0, lost: 0, net: 0 };
                let loss = loss.get_or_insert(new);
                loss.months += 1;
                loss.lost -= lost;
            });
            net += over_the_year;
            let at = ((case - 1) * self.variants.len() + variant) * self.years.len() + number;
            priced.rises[at].push((over_the_year, heads));
            if falls || over_the_year > 0 {
                priced.all.count(variant, case, number, !falls, heads);
                for (grouping, group) in groups.iter().enumerate() {
                    priced.groups[grouping][*group].count(variant, case, number, !falls, heads);
                }
            }
        }
        priced.losses.extend(loss.map(|loss| Loss { net, ..loss }));
    }
}

/// The rise over a year, and whether any month of it falls.
fn yearly(months: Range<usize>, rise: impl Fn(usize) -> i128, mut falls: impl FnMut(usize, i128)) -> (i128, bool) {
    let (mut sum, mut any) = (0, false);
    for month in months {
        let rise = rise(month);
        sum += rise;
        if rise < 0 {
            any = true;
            falls(month, rise);
        }
    }
    (sum, any)
}

impl Priced {
    fn merge(&mut self, other: Priced) {
        self.all.merge(&other.all);
        for (mine, theirs) in self.groups.iter_mut().flatten().zip(other.groups.iter().flatten()) {
            mine.merge(theirs);
        }
        self.losses.extend(other.losses);
        for (mine, theirs) in self.rises.iter_mut().zip(other.rises) {
            mine.extend(theirs);
        }
    }
}

impl Heads {
    /// So many staff, or so many rows of posts.
    fn of(headcount: u64, posts: Option<Decimal>) -> Heads {
        Heads::from(headcount).times(posts.unwrap_or(Decimal::ONE))
    }
}
