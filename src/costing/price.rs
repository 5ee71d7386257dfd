//! Third step: what one member of some hours is due at a rate, in pence or whatever a month is rounded to. Hours and rates are multiplied as
//! integers.
//!
//! The result is what the engine's own rounding gives. Beyond 127 bits the engine's fractions are used.

use std::collections::HashMap;

use rust_decimal::Decimal;
use rustc_hash::FxBuildHasher;

use super::heads::Heads;
use crate::entitlement::Part;
use crate::money::{Exact, Fte, Rounding};
use crate::threads::map_in_order;

type Fraction = (i128, i128);

/// One component of a month at full time. Many members share it.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    by_hours: Exact,
    whatever_the_hours: Exact,
    /// Both in units of money, as fractions; `None` beyond 127 bits.
    units: Option<(Fraction, Fraction)>,
    counts_for_pension: bool,
    /// At full time, in units, if it counts for the pension.
    pensionable: Option<i128>,
}

/// The distinct rates, by index.
#[derive(Default)]
pub(super) struct Rates {
    list: Vec<Rate>,
    numbers: HashMap<(Fraction, Fraction, bool), usize, FxBuildHasher>,
}

impl Rates {
    pub(super) fn number_of(&mut self, part: &Part, rounding: Rounding) -> usize {
        self.number(&part.by_hours, &part.whatever_the_hours, part.pensionable, || {
            let full_time = || whole_units(&part.by_hours.plus(&part.whatever_the_hours), rounding);
            let units = rounding.in_units(&part.by_hours).zip(rounding.in_units(&part.whatever_the_hours));
            Rate {
                by_hours: part.by_hours.clone(),
                whatever_the_hours: part.whatever_the_hours.clone(),
                units,
                counts_for_pension: part.pensionable,
                pensionable: part.pensionable.then(full_time).flatten(),
            }
        })
    }

    fn number(&mut self, by_hours: &Exact, flat: &Exact, pensionable: bool, rate: impl FnOnce() -> Rate) -> usize {
        let list = &mut self.list;
        let new = || {
            list.push(rate());
            list.len() - 1
        };
        match by_hours.at_hand().zip(flat.at_hand()) {
            Some((by_hours, flat)) => *self.numbers.entry((by_hours, flat, pensionable)).or_insert_with(new),
            None => new(),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    /// The largest sum of one rate over twelve months, for `headcount` members of a size.
    pub(super) fn most_a_year(&self, size: &Size, headcount: u64) -> Exact {
        let heads = Exact::from(Decimal::from(headcount)).times(&Exact::from(12));
        let due =
            self.list.iter().map(|rate| rate.by_hours.times(&size.fte.share()).plus(&rate.whatever_the_hours).times(&heads));
        due.max().expect("a rate was too large")
    }

    /// Merges `others` into these. Returns the new number of each of them.
    pub(super) fn take_in(&mut self, others: Rates) -> Vec<usize> {
        let numbers = others.list.into_iter().map(|rate| {
            let (by_hours, flat) = (rate.by_hours.clone(), rate.whatever_the_hours.clone());
            self.number(&by_hours, &flat, rate.counts_for_pension, || rate)
        });
        numbers.collect()
    }
}

/// What one member of a size is due at a rate, in units: for a month, and for twelve months rounded once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    month: i64,
    year: i64,
}

/// The amounts of every size at every rate, computed once because many units share them.
pub(super) struct Amounts {
    /// For each size, by rate; `None` if that is more amounts than units need, or if one is beyond 63 bits.
    known: Option<Vec<Vec<Amount>>>,
}

impl Amounts {
    /// The amounts for a number of units of these sizes.
    pub(super) fn of(rates: &Rates, sizes: &[Size], units: usize, rounding: Rounding) -> Amounts {
        let of_size = |size: &Size| -> Option<Vec<Amount>> {
            let amount = |rate: &Rate, months: u32| i64::try_from(rate.amount(months, size, rounding)?).ok();
            rates.list.iter().map(|rate| Some(Amount { month: amount(rate, 1)?, year: amount(rate, 12)? })).collect()
        };
        // A unit asks for some ten or twenty.
        let few = rates.count().saturating_mul(sizes.len()) <= units.saturating_mul(4);
        let known = few.then(|| map_in_order(sizes, of_size).into_iter().collect());
        Amounts { known: known.flatten() }
    }

    /// The amounts of the size at `index`, if they are known.
    pub(super) fn of_size(&self, index: usize) -> Option<&[Amount]> {
        self.known.as_ref().map(|known| &known[index][..])
    }
}

/// What one member of a size is due at each rate.
pub(super) struct PerHead<'a> {
    rates: &'a [Rate],
    rounding: Rounding,
    size: &'a Size,
    known: Option<&'a [Amount]>,
}

impl<'a> PerHead<'a> {
    /// For a size, with its amounts if they are known.
    pub(super) fn new(rates: &'a Rates, rounding: Rounding, size: &'a Size, known: Option<&'a [Amount]>) -> PerHead<'a> {
        PerHead { rates: &rates.list, rounding, size, known }
    }

    #[inline]
    pub(super) fn month(&self, rate: usize) -> Option<i64> {
        self.known.map_or_else(|| self.amount(rate, 1), |known| Some(known[rate].month))
    }

    #[inline]
    pub(super) fn year(&self, rate: usize) -> Option<i64> {
        self.known.map_or_else(|| self.amount(rate, 12), |known| Some(known[rate].year))
    }

    fn amount(&self, rate: usize, months: u32) -> Option<i64> {
        i64::try_from(self.rates[rate].amount(months, self.size, self.rounding)?).ok()
    }

    /// What `headcount` of the size are due at `each`.
    #[inline]
    pub(super) fn of_all(&self, each: i64, headcount: i64) -> Option<i128> {
        match self.size.posts {
            None => Some(i128::from(each) * i128::from(headcount)),
            Some(_) => self.times_posts(each.into())?.checked_mul(headcount.into()),
        }
    }

    /// What a rate is at full time, in units, if it counts for the pension.
    #[inline]
    pub(super) fn pensionable(&self, rate: usize) -> Option<i128> {
        self.rates[rate].pensionable
    }

    /// The mean over the places of a range.
    #[inline]
    pub(super) fn mean(&self, sum: i128, places: i128) -> i128 {
        self.rounding.mode().divide(sum, places)
    }

    pub(super) fn size(&self) -> &'a Size {
        self.size
    }

    /// So many posts of one month.
    pub(super) fn times_posts(&self, units: i128) -> Option<i128> {
        self.size.times_posts(units, self.rounding)
    }
}

/// Hours, and full-time posts per row.
#[derive(Clone, Debug)]
pub(super) struct Size {
    fte: Fte,
    /// The share of full time as a fraction.
    share: Fraction,
    /// How many staff a row counts as.
    each: Heads,
    posts: Option<Fraction>,
}

impl Size {
    pub(super) fn new(fte: Fte, posts: Option<Decimal>) -> Size {
        // Six decimals and hours of a week are far within 127 bits.
        let share = fte.share().small_parts().unwrap_or((1, 1));
        let each = Heads::from(1).times(posts.unwrap_or(Decimal::ONE));
        Size { fte, share, each, posts: posts.and_then(|posts| Exact::from(posts).small_parts()) }
    }

    /// How many staff so many rows are.
    pub(super) fn heads(&self, rows: u64) -> Heads {
        self.each.of_each(rows)
    }

    /// So many posts of one month.
    fn times_posts(&self, units: i128, rounding: Rounding) -> Option<i128> {
        match self.posts {
            None => Some(units),
            Some((top, bottom)) => Some(rounding.mode().divide(units.checked_mul(top)?, bottom)),
        }
    }
}

impl Rate {
    /// The amount of a number of months, rounded once.
    fn amount(&self, months: u32, size: &Size, rounding: Rounding) -> Option<i128> {
        let fast = || {
            let ((top, bottom), (flat_top, flat_bottom)) = self.units?;
            // Most go by hours alone, and are of small numbers.
            if let (0, Some((top, bottom)), Some((share, of))) = (flat_top, small((top, bottom)), small(size.share))
                && let Some(top) = share.checked_mul(months.into()).and_then(|share| top.checked_mul(share))
                && let Some(bottom) = bottom.checked_mul(of)
            {
                return Some(rounding.mode().divide_small(top, bottom).into());
            }
            let months = i128::from(months);
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
            let due = self.by_hours.times(&size.fte.share()).plus(&self.whatever_the_hours);
            whole_units(&due.times(&Exact::from(i64::from(months))), rounding)
        })
    }
}

/// A fraction that is not below zero in 64 bits, if it has room there.
fn small((top, bottom): Fraction) -> Option<(u64, u64)> {
    u64::try_from(top).ok().zip(u64::try_from(bottom).ok())
}

/// An amount rounded, in units.
fn whole_units(amount: &Exact, rounding: Rounding) -> Option<i128> {
    let (top, bottom) = rounding.in_units(&rounding.round(amount).ok()?.exact())?;
    (top % bottom == 0).then_some(top / bottom)
}
