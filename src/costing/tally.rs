//! Last step: the sums that come out, by case, year, component and group.

use std::ops::Range;

use super::heads::Heads;
use super::rises::{self, Rises};
use crate::calendar::{Month, Period};
use crate::entitlement::Assumption;
use crate::money::{Exact, Money, Rounding, TooLarge};
use crate::scale::Component;

/// The place assumed for members whose place is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AssumedPoint {
    /// On the minimum.
    Low,
    /// Spread evenly over the range: each is paid the mean of its places, rounded as a month is.
    Even,
    /// On the target.
    High,
}

/// A pay year, or the part of one that is asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayYear {
    /// Its name: 2012-13.
    pub label: String,
    /// Its days.
    pub period: Period,
    /// Its months, counted from the first month of all.
    pub months: Range<usize>,
}

/// The index of the year that a month is in, counted from the first month of all.
pub(super) fn year_of(years: &[PayYear], month: usize) -> usize {
    years.partition_point(|year| year.months.end <= month)
}

/// The cost of a workforce in each case. The others are compared with the first.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Paybills {
    /// Basic pay, then payments in the order in which they are stated, then the rest.
    pub components: Vec<Component>,
    /// The years.
    pub years: Vec<PayYear>,
    /// The months.
    pub months: Vec<Month>,
    /// Even alone if everyone's place is known; otherwise low, even and high.
    pub variants: Vec<AssumedPoint>,
    /// The sums of everybody.
    pub all: Sums,
    /// For each grouping asked for: the values that make a group, and its sums.
    pub groups: Vec<Vec<(Vec<String>, Sums)>>,
    /// Who is worse off in any month, in some case and variant.
    pub losses: Vec<Loss>,
    /// By case compared, then year and all years together: how far the cost can be from that of everybody on the minimum.
    pub(super) ends: Vec<Ends>,
    /// Rises over a year: see [`Paybills::rises`].
    pub(super) rises: Vec<Rises>,
    /// Everybody's pay month by month, in what is agreed and what is compared with it.
    pub monthly: Monthly,
    /// For each case, what was assumed.
    pub assumptions: Vec<Vec<Assumption>>,
    /// The rounding of a month: its unit is the unit of all sums.
    pub rounding: Rounding,
}

/// Staff of a unit who are worse off in some month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// Which case.
    pub case: usize,
    /// Which variant, by its index.
    pub variant: usize,
    /// The first cell of the unit.
    pub cell: usize,
    /// How many they are.
    pub heads: Heads,
    /// The first such month, counted from the first of all.
    pub first: usize,
    /// How many such months.
    pub months: usize,
    /// What one of them loses in all these months, in units.
    pub lost: i128,
    /// What one of them has more or less over the whole period, in units.
    pub net: i128,
}

/// What a cost is at least and at most, where it is not known on which place staff stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ends {
    /// With everybody on the place that makes their cost least, in units.
    pub least: i128,
    /// With everybody on the place that makes it most.
    pub most: i128,
}

/// A year of a case in a variant, each by its index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InYear {
    /// Of [`Paybills::variants`].
    pub variant: usize,
    /// Of the cases priced.
    pub case: usize,
    /// Of [`Paybills::years`].
    pub year: usize,
}

/// A month of a case in a variant, each by its index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InMonth {
    /// Of [`Paybills::variants`].
    pub variant: usize,
    /// Of the cases priced.
    pub case: usize,
    /// Of [`Paybills::months`].
    pub month: usize,
}

impl InYear {
    /// Its index among the years of all cases compared (all but the first) in all variants.
    pub(super) fn among_compared(self, variants: &[AssumedPoint], years: &[PayYear]) -> usize {
        ((self.case - 1) * variants.len() + self.variant) * years.len() + self.year
    }
}

/// Neighbouring months of a case in a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct InMonths {
    pub(super) variant: usize,
    pub(super) case: usize,
    pub(super) first: usize,
    pub(super) count: usize,
}

/// Sums for some staff, in units of the monthly rounding.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Sums {
    /// How many.
    pub staff: Heads,
    /// By variant, case, year and component, then kind of on-costs.
    amounts: Vec<i128>,
    /// By variant, case, year and component: a year at the rates of the year's last day.
    annual: Vec<i128>,
    /// By variant, case and year: paid more by a pound or more over the year, and less by a pound in none of its months together.
    gainers: Vec<Heads>,
    /// By variant, case and year: paid less by a pound or more in the months that pay less.
    losers: Vec<Heads>,
    shape: Shape,
}

/// How many of each there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Shape {
    pub(super) variants: usize,
    pub(super) cases: usize,
    pub(super) years: usize,
    pub(super) components: usize,
    /// Kinds of on-costs.
    pub(super) on_costs: usize,
}

impl Sums {
    pub(super) fn new(shape: Shape) -> Sums {
        let heads = shape.variants * shape.cases * shape.years;
        let amounts = heads * (shape.components + shape.on_costs);
        Sums {
            staff: Heads::default(),
            amounts: vec![0; amounts],
            annual: vec![0; heads * shape.components],
            gainers: vec![Heads::default(); heads],
            losers: vec![Heads::default(); heads],
            shape,
        }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    fn offset(&self, at: InYear) -> usize {
        self.heads(at) * (self.shape.components + self.shape.on_costs)
    }

    /// Adds units of a component, or of a kind of on-costs after the components.
    pub(super) fn add(&mut self, at: InYear, component: usize, units: i128) {
        let index = self.offset(at) + component;
        self.amounts[index] += units;
    }

    /// Adds units of a component at annual rates.
    pub(super) fn add_annual(&mut self, at: InYear, component: usize, units: i128) {
        let index = self.heads(at) * self.shape.components + component;
        self.annual[index] += units;
    }

    fn heads(&self, at: InYear) -> usize {
        (at.variant * self.shape.cases + at.case) * self.shape.years + at.year
    }

    /// Counts staff among those who gain, or else lose, in a year.
    pub(super) fn count(&mut self, at: InYear, gains: bool, heads: Heads) {
        let index = self.heads(at);
        let count = if gains { &mut self.gainers[index] } else { &mut self.losers[index] };
        *count += heads;
    }

    pub(super) fn merge(&mut self, other: &Sums) {
        self.staff += other.staff;
        for (mine, theirs) in [(&mut self.amounts, &other.amounts), (&mut self.annual, &other.annual)] {
            mine.iter_mut().zip(theirs).for_each(|(sum, part)| *sum += part);
        }
        for (mine, theirs) in [(&mut self.gainers, &other.gainers), (&mut self.losers, &other.losers)] {
            mine.iter_mut().zip(theirs).for_each(|(sum, part)| *sum += *part);
        }
    }

    /// Units of a year by component.
    pub fn year(&self, at: InYear) -> &[i128] {
        let first = self.offset(at);
        &self.amounts[first..first + self.shape.components]
    }

    /// Units of twelve months at the annual rates of a year's last day, by component: each member's annual amount rounded once, and not
    /// month by month. What is paid once counts only if it is in a last month that is paid whole.
    pub fn annual(&self, at: InYear) -> &[i128] {
        let first = self.heads(at) * self.shape.components;
        &self.annual[first..first + self.shape.components]
    }

    /// Units of a year's on-costs by kind: National Insurance and pension. Empty if they were not asked for.
    pub fn on_costs(&self, at: InYear) -> &[i128] {
        let first = self.offset(at) + self.shape.components;
        &self.amounts[first..first + self.shape.on_costs]
    }

    /// How many are paid more over the year, by a pound or more, and do not lose.
    pub fn gainers(&self, at: InYear) -> Heads {
        self.gainers[self.heads(at)]
    }

    /// How many are paid less, by a pound or more, in those months of the year that pay less.
    pub fn losers(&self, at: InYear) -> Heads {
        self.losers[self.heads(at)]
    }
}

/// Everybody's pay, and what comes on top for the employer, by month.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Monthly {
    /// By variant, case, month and component, then kind of on-costs. Until `finish`, the difference from the month before.
    amounts: Vec<i128>,
    months: usize,
    cases: usize,
    components: usize,
    width: usize,
}

impl Monthly {
    pub(super) fn new(shape: Shape, months: usize) -> Monthly {
        let Shape { variants, cases, components, on_costs, .. } = shape;
        let width = components + on_costs;
        Monthly { amounts: vec![0; variants * cases * months * width], months, cases, components, width }
    }

    fn offset(&self, InMonth { variant, case, month }: InMonth) -> usize {
        ((variant * self.cases + case) * self.months + month) * self.width
    }

    /// Adds a component's units to each of these months.
    pub(super) fn add(&mut self, InMonths { variant, case, first, count }: InMonths, component: usize, units: i128) {
        let at = self.offset(InMonth { variant, case, month: first }) + component;
        self.amounts[at] += units;
        if first + count < self.months {
            let at = self.offset(InMonth { variant, case, month: first + count }) + component;
            self.amounts[at] -= units;
        }
    }

    pub(super) fn merge(&mut self, other: &Monthly) {
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, part)| *sum += part);
    }

    /// Turns differences between months into the sums of each.
    pub(super) fn finish(&mut self) {
        for index in 0..self.amounts.len() {
            if !(index / self.width).is_multiple_of(self.months) {
                self.amounts[index] += self.amounts[index - self.width];
            }
        }
    }

    /// Units of a month by component.
    pub fn month(&self, at: InMonth) -> &[i128] {
        let first = self.offset(at);
        &self.amounts[first..first + self.components]
    }

    /// Units of a month that come on top for the employer, by kind.
    pub fn on_costs(&self, at: InMonth) -> &[i128] {
        let first = self.offset(at);
        &self.amounts[first + self.components..first + self.width]
    }
}

/// So much a year more or less makes somebody one who gains or loses: one pound, dollar or euro, in units. Pennies of rounding so decide
/// nothing.
pub(super) fn threshold(rounding: Rounding) -> i128 {
    let (units, parts) = rounding.in_units(&Exact::whole(1)).expect("one is a small number of units");
    ((units + parts - 1) / parts).max(1)
}

impl Paybills {
    /// From so many units a year more or less on somebody gains or loses.
    pub fn threshold(&self) -> i128 {
        threshold(self.rounding)
    }

    /// The index of the variant in which places that are not known are spread evenly.
    pub fn even(&self) -> usize {
        let even = self.variants.iter().position(|variant| *variant == AssumedPoint::Even);
        even.expect("a paybill is priced spread evenly, whatever else")
    }

    /// Rises over a year in a case compared with the first: what one member of each unit has more, and the staff of the unit.
    pub fn rises(&self, at: InYear) -> impl Iterator<Item = (i128, Heads)> + Clone + '_ {
        let small = self.small_rises(at);
        small.map(|(rise, millionths)| (rise.into(), Heads::of_millionths(millionths.into())))
    }

    fn small_rises(&self, at: InYear) -> impl Iterator<Item = (i64, i64)> + Clone + '_ {
        let kind = at.among_compared(&self.variants, &self.years);
        self.rises.iter().flat_map(move |rises| rises.of(kind))
    }

    /// The ends of what a case costs more than the first in a year, or in all years together where none is given: with each of the staff whose
    /// place is not known on that which makes their cost least, or most. The even spread lies between them, and so does everybody on the
    /// minimum or the target.
    pub fn cost_ends(&self, case: usize, year: Option<usize>) -> Ends {
        let years = match year {
            Some(year) => year..year + 1,
            None => 0..self.years.len(),
        };
        let of = |case: usize| -> i128 { years.clone().flat_map(|year| self.all.year(InYear { variant: 0, case, year })).sum() };
        let low = of(case) - of(0);
        let at = (case - 1) * (self.years.len() + 1) + year.unwrap_or(self.years.len());
        let beside = self.ends[at];
        Ends { least: low + beside.least, most: low + beside.most }
    }

    /// The median of these rises: the smallest that at least half of the staff do not exceed; 0 where nobody is.
    pub fn median_rise(&self, at: InYear) -> i128 {
        rises::median(&self.small_rises(at))
    }

    /// Units as money.
    pub fn money(&self, units: i128) -> Result<Money, TooLarge> {
        self.rounding.of_units(units)
    }
}
