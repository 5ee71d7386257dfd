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

const MILLION: i128 = 1_000_000;

/// What somebody has more over the months of a year, in units.
#[derive(Clone, Copy, Default)]
struct OverAYear {
    rise: i64,
    /// How much less in the months that pay less.
    fall: i64,
}

impl OverAYear {
    /// Adds months of one rise. Returns what they come to.
    fn add(&mut self, rise: i64, months: i64) -> Option<i64> {
        let of_months = rise.checked_mul(months)?;
        self.rise = self.rise.checked_add(of_months)?;
        if rise < 0 {
            self.fall = self.fall.checked_sub(of_months)?;
        }
        Some(of_months)
    }

    /// Whether they gain or lose; neither below the threshold.
    fn gains(self, threshold: i64) -> Option<bool> {
        if self.fall >= threshold { Some(false) } else { (self.rise >= threshold).then_some(true) }
    }
}

impl Work<'_> {
    /// Who gains and who loses: paid less by the threshold in the months of a year that pay less, or more by it over the year. What each run
    /// pays is given for both sides. Where a payment goes to a share of staff, those who get it and the others are told apart. `None` where a
    /// rise is beyond 63 bits.
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
            let (mut all, mut with_it, mut without_it) = (OverAYear::default(), OverAYear::default(), OverAYear::default());
            while let Some(overlap) = overlaps.next_if(|overlap| overlap.year == year) {
                let rise_of = |[before, after]: [&[i64]; 2]| after[overlap.of[1]].checked_sub(before[overlap.of[0]]);
                let months = i64::try_from(overlap.months).ok()?;
                let rise = rise_of([before, after])?;
                let of_months = all.add(rise, months)?;
                if let Some(OfAShare { pay, share }) = of_a_share {
                    let for_sure = rise_of(pay)?;
                    let in_full = (i128::from(rise) - i128::from(for_sure)) * MILLION / share.max(1);
                    with_it.add(for_sure.checked_add(i64::try_from(in_full).ok()?)?, months)?;
                    without_it.add(for_sure, months)?;
                }
                if rise < 0 {
                    let (Destination { variant, case, .. }, Staff { cell, heads }) = (*to, staff);
                    let new = Loss { case, variant, cell, heads, first: overlap.month, months: 0, lost: 0, net: 0 };
                    let loss = loss.get_or_insert(new);
                    loss.months += overlap.months;
                    loss.lost -= i128::from(of_months);
                }
            }
            net = net.checked_add(all.rise)?;
            let at = InYear { variant: to.variant, case: to.case, year };
            priced.rises.add(at.among_compared(self.variants, self.years), all.rise);
            let mut count = |of: OverAYear, heads: Heads| {
                let Some(gains) = of.gains(self.threshold) else { return };
                priced.all.count(at, gains, heads);
                for (sums, group) in priced.groups.iter_mut().zip(to.groups) {
                    sums[*group].count(at, gains, heads);
                }
            };
            match of_a_share {
                None => count(all, staff.heads),
                Some(OfAShare { share, .. }) => {
                    let getting_it = staff.heads.share(share);
                    count(with_it, getting_it);
                    count(without_it, staff.heads.less(getting_it));
                }
            }
        }
        let loss = loss.filter(|loss| loss.lost >= i128::from(self.threshold));
        priced.losses.extend(loss.map(|loss| Loss { net: net.into(), ..loss }));
        Some(())
    }
}
