//! Groups too small to publish: their figures are left out, and so are others from which they could be worked out.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::costing::Sums;

/// The groups of one grouping that are left out, by place.
///
/// Those of fewer than `least` staff first. Where only one is left out among those that make up a sum that is shown (the whole, or the
/// groups that differ in one column alone), the smallest of the others goes too, until none can be worked out by taking away.
///
/// ```
/// use payspine::report::left_out_groups;
/// let groups = [("A", 3), ("B", 40), ("C", 12)].map(|(name, staff)| (vec![name.to_owned()], staff.into()));
/// // B and C with the whole would give A away, so C goes too.
/// assert_eq!(left_out_groups(&groups, 5.into()), [0, 2].into());
/// ```
pub fn left_out_groups(groups: &[(Vec<String>, Decimal)], least: Decimal) -> BTreeSet<usize> {
    let small = |staff: Decimal| staff > Decimal::ZERO && staff < least;
    let mut out: BTreeSet<usize> = (0..groups.len()).filter(|place| small(groups[*place].1)).collect();
    let width = groups.first().map_or(0, |(key, _)| key.len());
    loop {
        let before = out.len();
        // The whole, then for each column the groups that are alike in all the others.
        for column in std::iter::once(None).chain((0..width).filter(|_| width > 1).map(Some)) {
            let mut sums: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
            for (place, (key, _)) in groups.iter().enumerate() {
                let others = key.iter().enumerate().filter(|(at, _)| column.is_some_and(|column| *at != column));
                sums.entry(others.map(|(_, value)| value.as_str()).collect()).or_default().push(place);
            }
            for members in sums.values() {
                let hidden = members.iter().filter(|place| out.contains(place)).count();
                let shown = members.iter().filter(|place| !out.contains(place) && !groups[**place].1.is_zero());
                if hidden == 1 {
                    out.extend(shown.min_by_key(|place| groups[**place].1));
                }
            }
        }
        if out.len() == before {
            return out;
        }
    }
}

/// The same of sums.
pub(super) fn of_sums(groups: &[(Vec<String>, Sums)], least: Option<u64>) -> BTreeSet<usize> {
    let Some(least) = least else { return BTreeSet::new() };
    let groups: Vec<(Vec<String>, Decimal)> = groups.iter().map(|(key, sums)| (key.clone(), sums.staff.number())).collect();
    left_out_groups(&groups, Decimal::from(least))
}
