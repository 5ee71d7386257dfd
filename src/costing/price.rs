//! One member's months in whole units of money: the engine's fractions, multiplied by hours in integers.
//!
//! Exactly what the engine's own rounding gives; where 127 bits are not enough, the engine's fractions are used.

use rust_decimal::Decimal;

use crate::entitlement::{FullTime, Part};
use crate::money::{Exact, Fte, Rounding};

/// A member's months at full time, ready to be multiplied.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub(super) runs: Vec<PricedRun>,
}

/// Months that are due the same.
#[derive(Clone, Debug)]
pub(super) struct PricedRun {
    /// The first of them, counted from the first month of the period.
    pub(super) first: usize,
    pub(super) months: usize,
    parts: Vec<PricedPart>,
}

#[derive(Clone, Debug)]
struct PricedPart {
    component: usize,
    /// In units: what goes by hours at full time and what does not, as fractions; `None` beyond 127 bits.
    units: Option<(Fraction, Fraction)>,
    part: Part,
}

type Fraction = (i128, i128);

/// How many of what a track gives a cell holds.
#[derive(Clone, Debug)]
pub(super) struct Size {
    fte: Fte,
    /// The share of full time as a fraction.
    share: Fraction,
    posts: Option<Fraction>,
}

impl Size {
    pub(super) fn new(fte: Fte, posts: Option<Decimal>) -> Size {
        // Six decimals and hours of a week are far within 127 bits.
        let share = fte.share().lowest_terms().unwrap_or((1, 1));
        Size { fte, share, posts: posts.and_then(|posts| Exact::from(posts).lowest_terms()) }
    }

    /// So many posts of one month.
    pub(super) fn times_posts(&self, units: i128, rounding: Rounding) -> Option<i128> {
        match self.posts {
            None => Some(units),
            Some((top, bottom)) => Some(rounding.mode().divide(units.checked_mul(top)?, bottom)),
        }
    }
}

impl Track {
    /// Prepares the months of a member; `components` collects the names.
    pub(super) fn new(months: &FullTime, rounding: Rounding, components: &mut Vec<String>) -> Track {
        let mut first = 0;
        let runs = months.runs.iter().map(|run| {
            let parts = run.parts.iter().map(|part| PricedPart {
                component: component(components, &part.component),
                units: rounding.in_units(&part.by_hours).zip(rounding.in_units(&part.whatever_the_hours)),
                part: part.clone(),
            });
            let months = run.months as usize;
            let run = PricedRun { first, months, parts: parts.collect() };
            first += months;
            run
        });
        Track { runs: runs.collect() }
    }

    /// Renumbers components.
    pub(super) fn renumber(&mut self, numbers: &[usize]) {
        for part in self.runs.iter_mut().flat_map(|run| &mut run.parts) {
            part.component = numbers[part.component];
        }
    }
}

impl PricedRun {
    /// What one member of this size is due in each of the months, added by component; `None` when it is beyond what is held.
    pub(super) fn add_to(&self, amounts: &mut [i128], size: &Size, rounding: Rounding) -> Option<()> {
        for part in &self.parts {
            amounts[part.component] += part.amount(size, rounding)?;
        }
        Some(())
    }
}

impl PricedPart {
    fn amount(&self, size: &Size, rounding: Rounding) -> Option<i128> {
        let fast = || {
            let ((top, bottom), (flat_top, flat_bottom)) = self.units?;
            let (share_top, share_bottom) = size.share;
            let (top, bottom) = (top.checked_mul(share_top)?, bottom.checked_mul(share_bottom)?);
            if flat_top == 0 {
                return Some(rounding.mode().divide(top, bottom));
            }
            let both = top.checked_mul(flat_bottom)?.checked_add(flat_top.checked_mul(bottom)?)?;
            Some(rounding.mode().divide(both, bottom.checked_mul(flat_bottom)?))
        };
        fast().or_else(|| {
            let due = self.part.by_hours.times(&size.fte.share()).plus(&self.part.whatever_the_hours);
            let (units, one) = rounding.in_units(&rounding.round(&due).ok()?.exact())?;
            (one == 1).then_some(units)
        })
    }
}

/// The number of a component, new or known.
pub(super) fn component(components: &mut Vec<String>, name: &str) -> usize {
    components.iter().position(|known| known == name).unwrap_or_else(|| {
        components.push(name.to_owned());
        components.len() - 1
    })
}
