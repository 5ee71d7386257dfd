//! Fifth step: two cases side by side, for one of each unit: by how much each month differs, who gains and who loses.

use super::heads::Heads;
use super::tally::{InYear, Loss, PayYear, year_of};
use super::work::{Destination, Priced, Work};

/// Staff who are alike: the first cell of theirs, and how many they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staff {
    pub(super) cell: usize,
    pub(super) heads: Heads,
}

/// Months of one pay year in which neither side changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overlap {
    month: usize,
    months: usize,
    year: usize,
    /// The run that they are in on each side.
    of: [usize; 2],
}

/// Puts two sides' runs together: each has a number and so many months, and lies within a pay year.
pub(super) fn align(
    [mut before, mut after]: [impl Iterator<Item = (usize, usize)>; 2],
    years: &[PayYear],
    overlaps: &mut Vec<Overlap>,
) {
    overlaps.clear();
    let mut month = 0;
    let (mut left, mut right) = (before.next(), after.next());
    while let (Some((one, of_one)), Some((other, of_other))) = (left, right) {
        let months = of_one.min(of_other);
        overlaps.push(Overlap { month, months, year: year_of(years, month), of: [one, other] });
        month += months;
        left = if of_one == months { before.next() } else { Some((one, of_one - months)) };
        right = if of_other == months { after.next() } else { Some((other, of_other - months)) };
    }
}

impl Work<'_> {
    /// Who gains and who loses: paid less in any month of a year, or more over it and less in none. What each run pays is given for both
    /// sides. `None` where a rise is beyond 63 bits.
    pub(super) fn compare(
        &self,
        priced: &mut Priced,
        to: &Destination<'_>,
        overlaps: &[Overlap],
        [before, after]: [&[i64]; 2],
        staff: Staff,
    ) -> Option<()> {
        let mut loss: Option<Loss> = None;
        let mut net = 0_i64;
        let mut overlaps = overlaps.iter().peekable();
        for year in 0..self.years.len() {
            let (mut over_the_year, mut falls) = (0_i64, false);
            while let Some(overlap) = overlaps.next_if(|overlap| overlap.year == year) {
                let rise = after[overlap.of[1]].checked_sub(before[overlap.of[0]])?;
                let of_months = rise.checked_mul(i64::try_from(overlap.months).ok()?)?;
                over_the_year = over_the_year.checked_add(of_months)?;
                if rise < 0 {
                    falls = true;
                    let (Destination { variant, case, .. }, Staff { cell, heads }) = (*to, staff);
                    let new = Loss { case, variant, cell, heads, first: overlap.month, months: 0, lost: 0, net: 0 };
                    let loss = loss.get_or_insert(new);
                    loss.months += overlap.months;
                    loss.lost -= i128::from(of_months);
                }
            }
            net = net.checked_add(over_the_year)?;
            let at = InYear { variant: to.variant, case: to.case, year };
            priced.rises.add(at.among_compared(self.variants, self.years), over_the_year);
            if falls || over_the_year > 0 {
                priced.all.count(at, !falls, staff.heads);
                for (sums, group) in priced.groups.iter_mut().zip(to.groups) {
                    sums[*group].count(at, !falls, staff.heads);
                }
            }
        }
        priced.losses.extend(loss.map(|loss| Loss { net: net.into(), ..loss }));
        Some(())
    }
}
