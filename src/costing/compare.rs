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

/// What each run of two sides pays without payments that only a share of staff get, and that share, in millionths; the largest of several.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfAShare<'a> {
    pub(super) pay: [&'a [i64]; 2],
    pub(super) share: i128,
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
    /// Who gains and who loses: paid less by the threshold in the months of a year that pay less, or more by it over the year. What each run
    /// pays is given for both sides. Of those who gain only by a payment that a share of staff get, that share counts. `None` where a rise
    /// is beyond 63 bits.
    pub(super) fn compare(
        &self,
        priced: &mut Priced,
        to: &Destination<'_>,
        overlaps: &[Overlap],
        [before, after]: [&[i64]; 2],
        staff: Staff,
        of_a_share: Option<OfAShare<'_>>,
    ) -> Option<()> {
        let mut loss: Option<Loss> = None;
        let mut net = 0_i64;
        let mut overlaps = overlaps.iter().peekable();
        for year in 0..self.years.len() {
            let (mut over_the_year, mut fallen, mut for_sure) = (0_i64, 0_i64, 0_i64);
            while let Some(overlap) = overlaps.next_if(|overlap| overlap.year == year) {
                let rise = after[overlap.of[1]].checked_sub(before[overlap.of[0]])?;
                let of_months = rise.checked_mul(i64::try_from(overlap.months).ok()?)?;
                over_the_year = over_the_year.checked_add(of_months)?;
                if let Some(OfAShare { pay: [before, after], .. }) = of_a_share {
                    let rise = after[overlap.of[1]].checked_sub(before[overlap.of[0]])?;
                    for_sure = for_sure.checked_add(rise.checked_mul(i64::try_from(overlap.months).ok()?)?)?;
                }
                if rise < 0 {
                    fallen = fallen.checked_sub(of_months)?;
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
            let falls = fallen >= self.threshold;
            if falls || over_the_year >= self.threshold {
                let only_a_share = of_a_share.filter(|_| !falls && for_sure < self.threshold);
                let heads = only_a_share.map_or(staff.heads, |of_a_share| staff.heads.share(of_a_share.share));
                priced.all.count(at, !falls, heads);
                for (sums, group) in priced.groups.iter_mut().zip(to.groups) {
                    sums[*group].count(at, !falls, heads);
                }
            }
        }
        let loss = loss.filter(|loss| loss.lost >= i128::from(self.threshold));
        priced.losses.extend(loss.map(|loss| Loss { net: net.into(), ..loss }));
        Some(())
    }
}
