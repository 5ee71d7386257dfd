//! What the fifth step leaves: how much more one of each unit has over each year, and the median of that. Eight bytes per unit, case and
//! year, since there are many.

use super::heads::Heads;

/// The rises of units over the first case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Rises {
    /// The staff of each unit, in millionths.
    heads: Vec<i64>,
    /// By case compared, variant and year: the rise of one member of each unit.
    by: Vec<Vec<i64>>,
}

impl Rises {
    /// `kinds` is the number of cases compared × variants × years; `units` is about the number of units.
    pub(super) fn new(kinds: usize, units: usize) -> Rises {
        Rises { heads: Vec::with_capacity(units), by: (0..kinds).map(|_| Vec::with_capacity(units)).collect() }
    }

    /// Begins a unit; `None` if its staff are beyond 63 bits.
    pub(super) fn begin_unit(&mut self, heads: Heads) -> Option<()> {
        self.heads.push(i64::try_from(heads.millionths()).ok()?);
        Some(())
    }

    /// Adds the rise of one member of the unit.
    pub(super) fn add(&mut self, kind: usize, rise: i64) {
        self.by[kind].push(rise);
    }

    /// The rise of one member of each unit, with the unit's staff in millionths.
    pub(super) fn of(&self, kind: usize) -> impl Iterator<Item = (i64, i64)> + Clone + '_ {
        let rises = self.by.get(kind).map_or(&[][..], Vec::as_slice);
        rises.iter().copied().zip(self.heads.iter().copied())
    }
}

/// The median rise: the smallest that at least half of the staff do not exceed. Each rise comes with its staff in millionths. 0 without
/// staff. Found by counting into buckets, since there are too many rises to sort.
pub(super) fn median(rises: &(impl Iterator<Item = (i64, i64)> + Clone)) -> i128 {
    const BUCKETS: usize = 1 << 10;
    let (mut least, mut most, mut staff) = (i64::MAX, i64::MIN, 0);
    for (rise, millionths) in rises.clone() {
        (least, most) = (least.min(rise), most.max(rise));
        staff += i128::from(millionths);
    }
    let mut below = 0;
    while least < most {
        // Narrowed down to as many at a time as there are buckets.
        let bits = u64::BITS - most.abs_diff(least).leading_zeros();
        let shift = bits.saturating_sub(BUCKETS.trailing_zeros());
        let mut buckets = [0_i128; BUCKETS];
        for (rise, millionths) in rises.clone().filter(|(rise, _)| (least..=most).contains(rise)) {
            let bucket = usize::try_from(rise.abs_diff(least) >> shift).unwrap_or(BUCKETS);
            buckets[bucket.min(BUCKETS - 1)] += i128::from(millionths);
        }
        let half = buckets.iter().position(|staff_here| {
            let reached = 2 * (below + staff_here) >= staff;
            below += if reached { 0 } else { *staff_here };
            reached
        });
        let half = half.expect("at the latest the last of them is half of the staff or more");
        let start = least.saturating_add_unsigned((half as u64) << shift);
        (least, most) = (start, most.min(start.saturating_add_unsigned((1 << shift) - 1)));
    }
    if staff == 0 { 0 } else { least.into() }
}
