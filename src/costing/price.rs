//! One member's months in whole units of money: the engine's fractions, multiplied by hours in integers.
//!
//! Exactly what the engine's own rounding gives; where 127 bits are not enough, the engine's fractions are used.

use rust_decimal::Decimal;

use super::on_costs::{BY_MEMBER, Charges, Earned};
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
    /// At full time, in units, if it counts for the pension.
    pensionable: Option<i128>,
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
#[derive(Clone, Debug)]
pub(super) struct Months<'a> {
    components: usize,
    /// Components, then kinds of on-costs.
    width: usize,
    charges: Option<&'a Charges>,
    /// The months after which pay years end.
    ends: &'a [usize],
    /// For each of these, a year at the rates of its last month: units by component, rounded for the year and not for months.
    annual: Vec<i128>,
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
            let parts = run.parts.iter().map(|part| {
                let full_time = || whole_units(&part.by_hours.plus(&part.whatever_the_hours), rounding);
                PricedPart {
                    component: component(components, part.component.name()),
                    units: rounding.in_units(&part.by_hours).zip(rounding.in_units(&part.whatever_the_hours)),
                    part: part.clone(),
                    pensionable: part.pensionable.then(full_time).flatten(),
                }
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

impl<'a> Months<'a> {
    /// For amounts of so many components, with on-costs where they are wanted.
    pub(super) fn new(components: usize, charges: Option<&'a Charges>, ends: &'a [usize]) -> Months<'a> {
        let width = components + charges.map_or(0, |_| BY_MEMBER.len());
        Months { components, width, charges, ends, annual: Vec::new(), runs: Vec::new(), amounts: Vec::new() }
    }

    /// A year at the rates of the last month of a pay year, in units by component.
    pub(super) fn annual(&self, year: usize) -> &[i128] {
        &self.annual[year * self.components..(year + 1) * self.components]
    }

    /// What a run's months pay, without on-costs.
    pub(super) fn pay(&self, run: usize) -> i128 {
        self.amounts(run)[..self.components].iter().sum()
    }

    /// The units of a run by component, then by kind of on-costs.
    pub(super) fn amounts(&self, run: usize) -> &[i128] {
        &self.amounts[run * self.width..(run + 1) * self.width]
    }

    /// What one member of this size is due; `None` when it is beyond what is held.
    pub(super) fn fill(&mut self, track: &Track, size: &Size, rounding: Rounding) -> Option<()> {
        self.runs.clear();
        self.amounts.clear();
        self.annual.clear();
        let mut month = 0;
        for run in &track.runs {
            let at = self.amounts.len();
            self.amounts.resize(at + self.width, 0);
            let mut earned = Earned::default();
            for part in &run.parts {
                let amount = part.amount(1, size, rounding)?;
                self.amounts[at + part.component] += amount;
                if self.charges.is_some() {
                    earned.gross += amount;
                    if let Some(full_time) = part.pensionable {
                        earned.pensionable += amount;
                        earned.full_time += full_time;
                    }
                }
            }
            self.charge(at, month, run.months, earned);
            month += run.months;
            if self.ends.contains(&month) {
                let at = self.annual.len();
                self.annual.resize(at + self.components, 0);
                for part in &run.parts {
                    self.annual[at + part.component] += part.amount(12, size, rounding)?;
                }
            }
        }
        Some(())
    }

    /// Adds on-costs to the months that begin at a place, taken apart where rates change.
    fn charge(&mut self, at: usize, first: usize, count: usize, earned: Earned) {
        let Some(charges) = self.charges else {
            self.runs.push(count);
            return;
        };
        let mut done = 0;
        while done < count {
            let here = if done == 0 { at } else { self.amounts.len() };
            if done > 0 {
                self.amounts.extend_from_within(at..at + self.width);
            }
            let alike = charges.alike(first + done, count - done).max(1);
            let top = here + self.components;
            self.amounts[top..here + self.width].copy_from_slice(&charges.on(first + done, earned));
            self.runs.push(alike);
            done += alike;
        }
    }

    /// The mean of what members on several tracks are due, each month of a component rounded.
    pub(super) fn fill_with_mean(&mut self, tracks: &[Track], size: &Size, rounding: Rounding) -> Option<()> {
        let mut one = Months::new(self.components, self.charges, self.ends);
        self.annual.clear();
        self.runs.clear();
        self.amounts.clear();
        for track in tracks {
            one.fill(track, size, rounding)?;
            self.annual.resize(one.annual.len(), 0);
            self.annual.iter_mut().zip(&one.annual).for_each(|(sum, amount)| *sum += amount);
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
        for sum in self.amounts.iter_mut().chain(&mut self.annual) {
            *sum = rounding.mode().divide(*sum, places);
        }
        Some(())
    }
}

impl PricedPart {
    /// What so many months at once are due, rounded once.
    fn amount(&self, months: i128, size: &Size, rounding: Rounding) -> Option<i128> {
        let fast = || {
            let ((top, bottom), (flat_top, flat_bottom)) = self.units?;
            let (share_top, share_bottom) = (size.share.0 * months, size.share.1);
            let (top, bottom) = (top.checked_mul(share_top)?, bottom.checked_mul(share_bottom)?);
            if flat_top == 0 {
                return Some(rounding.mode().divide(top, bottom));
            }
            let flat_top = flat_top.checked_mul(months)?;
            let both = top.checked_mul(flat_bottom)?.checked_add(flat_top.checked_mul(bottom)?)?;
            Some(rounding.mode().divide(both, bottom.checked_mul(flat_bottom)?))
        };
        fast().or_else(|| {
            let due = self.part.by_hours.times(&size.fte.share()).plus(&self.part.whatever_the_hours);
            whole_units(&due.times(&Exact::from(i64::try_from(months).ok()?)), rounding)
        })
    }
}

/// An amount rounded, in units.
fn whole_units(amount: &Exact, rounding: Rounding) -> Option<i128> {
    let (top, bottom) = rounding.in_units(&rounding.round(amount).ok()?.exact())?;
    (top % bottom == 0).then_some(top / bottom)
}

/// The number of a component, new or known.
pub(super) fn component(components: &mut Vec<String>, name: &str) -> usize {
    components.iter().position(|known| known == name).unwrap_or_else(|| {
        components.push(name.to_owned());
        components.len() - 1
    })
}
