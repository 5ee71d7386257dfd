//! One member's months in whole units of money: the engine's fractions, multiplied by hours in integers.
//!
//! Exactly what the engine's own rounding gives; where 127 bits are not enough, the engine's fractions are used.

use rust_decimal::Decimal;

use crate::entitlement::{FullTime, Part};
use crate::money::{Exact, Fte, Rounding};

type Fraction = (i128, i128);

/// A member's months at full time, ready to be multiplied.
#[derive(Clone, Debug)]
pub(super) struct Track {
    runs: Vec<Run>,
}

/// Months of one pay year that are due the same.
#[derive(Clone, Debug)]
struct Run {
    months: usize,
    parts: Vec<PricedPart>,
}

#[derive(Clone, Debug)]
struct PricedPart {
    component: usize,
    /// In units: what goes by hours at full time and what does not, as fractions; `None` beyond 127 bits.
    units: Option<(Fraction, Fraction)>,
    part: Part,
}

/// The hours of those in a cell, and how many posts each row of it has.
#[derive(Clone, Debug)]
pub(super) struct Size {
    fte: Fte,
    /// The share of full time as a fraction.
    share: Fraction,
    posts: Option<Fraction>,
}

/// What one member is due, month by month: neighbours that are alike are together.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    width: usize,
    /// How many months each run has.
    pub(super) runs: Vec<usize>,
    /// For each run in turn, units by component.
    amounts: Vec<i128>,
}

impl Size {
    pub(super) fn new(fte: Fte, posts: Option<Decimal>) -> Size {
        // Six decimals and hours of a week are far within 127 bits.
        let share = fte.share().small_parts().unwrap_or((1, 1));
        Size { fte, share, posts: posts.and_then(|posts| Exact::from(posts).small_parts()) }
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
        let runs = months.runs.iter().map(|run| {
            let parts = run.parts.iter().map(|part| PricedPart {
                component: component(components, part.component.name()),
                units: rounding.in_units(&part.by_hours).zip(rounding.in_units(&part.whatever_the_hours)),
                part: part.clone(),
            });
            Run { months: run.months as usize, parts: parts.collect() }
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

impl Months {
    /// For amounts of so many components.
    pub(super) fn new(width: usize) -> Months {
        Months { width, ..Months::default() }
    }

    /// The units of a run by component.
    pub(super) fn amounts(&self, run: usize) -> &[i128] {
        &self.amounts[run * self.width..(run + 1) * self.width]
    }

    /// What one member of this size is due; `None` when it is beyond what is held.
    pub(super) fn fill(&mut self, track: &Track, size: &Size, rounding: Rounding) -> Option<()> {
        self.runs.clear();
        self.amounts.clear();
        for run in &track.runs {
            let at = self.amounts.len();
            self.amounts.resize(at + self.width, 0);
            for part in &run.parts {
                self.amounts[at + part.component] += part.amount(size, rounding)?;
            }
            self.runs.push(run.months);
        }
        Some(())
    }

    /// The mean of what members on several tracks are due, each month of a component rounded.
    pub(super) fn fill_with_mean(&mut self, tracks: &[Track], size: &Size, rounding: Rounding) -> Option<()> {
        let mut one = Months::new(self.width);
        self.runs.clear();
        self.amounts.clear();
        for track in tracks {
            one.fill(track, size, rounding)?;
            let months: usize = one.runs.iter().sum();
            self.amounts.resize(months * self.width, 0);
            self.runs.resize(months, 1);
            let mut month = 0;
            for (run, count) in one.runs.iter().enumerate() {
                for _ in 0..*count {
                    let sums = &mut self.amounts[month * self.width..(month + 1) * self.width];
                    sums.iter_mut().zip(one.amounts(run)).for_each(|(sum, amount)| *sum += amount);
                    month += 1;
                }
            }
        }
        let places = i128::try_from(tracks.len()).ok().filter(|places| *places > 0)?;
        for sum in &mut self.amounts {
            *sum = rounding.mode().divide(*sum, places);
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
            let (top, bottom) = rounding.in_units(&rounding.round(&due).ok()?.exact())?;
            (top % bottom == 0).then_some(top / bottom)
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
