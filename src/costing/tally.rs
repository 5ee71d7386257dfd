//! Sums of paybills, and who gains and loses.

use std::ops::Range;

use super::heads::Heads;
use super::rises::{self, Rises};
use crate::calendar::{Month, Period};
use crate::money::{Money, Rounding, TooLarge};
use crate::scale::Component;

/// Where those stand whose place is not known.
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
    /// What it is called: 2012-13.
    pub label: String,
    /// Its days.
    pub period: Period,
    /// Its months, counted from the first month of all.
    pub months: Range<usize>,
}

/// The place of the year that a month is in, counted from the first month of all.
pub(super) fn year_of(years: &[PayYear], month: usize) -> usize {
    years.partition_point(|year| year.months.end <= month)
}

/// What a workforce costs in some cases; the first is the one that the others are compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Paybills {
    /// Basic pay, then payments in the order in which they are stated, then the rest.
    pub components: Vec<Component>,
    /// The years.
    pub years: Vec<PayYear>,
    /// The months.
    pub months: Vec<Month>,
    /// Even alone where everyone's place is known; otherwise low, even and high.
    pub variants: Vec<AssumedPoint>,
    /// Everybody.
    pub all: Sums,
    /// For each grouping asked for: the values that make a group, and its sums.
    pub groups: Vec<Vec<(Vec<String>, Sums)>>,
    /// Who is worse off in any month, in some case and variant.
    pub losses: Vec<Loss>,
    /// Rises over a year: see [`Paybills::rises`].
    pub(super) rises: Vec<Rises>,
    /// Everybody's pay month by month, in what is agreed and what is compared with it.
    pub monthly: Monthly,
    /// What was assumed in each case.
    pub assumptions: Vec<Vec<String>>,
    /// What sums are counted in.
    pub rounding: Rounding,
}

/// Those of a cell who are worse off in some month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// Which case.
    pub case: usize,
    /// Which variant, by its place.
    pub variant: usize,
    /// A cell of the roster that they are like.
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

/// A year of a case in a variant, each by its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct InYear {
    pub(super) variant: usize,
    pub(super) case: usize,
    pub(super) year: usize,
}

impl InYear {
    /// Its place among all years of all cases compared, the first of which is held against none, in all variants.
    pub(super) fn among_compared(self, variants: &[AssumedPoint], years: &[PayYear]) -> usize {
        ((self.case - 1) * variants.len() + self.variant) * years.len() + self.year
    }
}

/// Months of a case in a variant: so many from the first on.
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
    /// By variant, case, year and component; then what comes on top for the employer, by kind.
    amounts: Vec<i128>,
    /// By variant, case, year and component: a year at the rates of the year's last month.
    annual: Vec<i128>,
    /// By variant, case and year: paid more over the year and less in none of its months.
    gainers: Vec<Heads>,
    /// By variant, case and year: paid less in a month.
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

    fn place(&self, at: InYear) -> usize {
        self.heads(at) * (self.shape.components + self.shape.on_costs)
    }

    /// Adds units of a component, or of a kind of on-costs after the components.
    pub(super) fn add(&mut self, at: InYear, component: usize, units: i128) {
        let place = self.place(at) + component;
        self.amounts[place] += units;
    }

    /// Adds units of a component at annual rates.
    pub(super) fn add_annual(&mut self, at: InYear, component: usize, units: i128) {
        let place = self.heads(at) * self.shape.components + component;
        self.annual[place] += units;
    }

    fn heads(&self, at: InYear) -> usize {
        (at.variant * self.shape.cases + at.case) * self.shape.years + at.year
    }

    /// Counts staff among those who gain, or else lose, in a year.
    pub(super) fn count(&mut self, at: InYear, gains: bool, heads: Heads) {
        let place = self.heads(at);
        let count = if gains { &mut self.gainers[place] } else { &mut self.losers[place] };
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
    pub fn year(&self, variant: usize, case: usize, year: usize) -> &[i128] {
        let at = self.place(InYear { variant, case, year });
        &self.amounts[at..at + self.shape.components]
    }

    /// Units of twelve months at the annual rates of a year's last month, by component: each member's annual amount rounded once, and
    /// not month by month. What is paid once counts as in that month.
    pub fn annual(&self, variant: usize, case: usize, year: usize) -> &[i128] {
        let at = self.heads(InYear { variant, case, year }) * self.shape.components;
        &self.annual[at..at + self.shape.components]
    }

    /// Units of a year that come on top for the employer: National Insurance and pension; nothing where they were not asked for.
    pub fn on_costs(&self, variant: usize, case: usize, year: usize) -> &[i128] {
        let at = self.place(InYear { variant, case, year }) + self.shape.components;
        &self.amounts[at..at + self.shape.on_costs]
    }

    /// How many are paid more over the year and less in none of its months.
    pub fn gainers(&self, variant: usize, case: usize, year: usize) -> Heads {
        self.gainers[self.heads(InYear { variant, case, year })]
    }

    /// How many are paid less in some month of the year.
    pub fn losers(&self, variant: usize, case: usize, year: usize) -> Heads {
        self.losers[self.heads(InYear { variant, case, year })]
    }
}

/// Everybody's pay, and what comes on top for the employer, by month.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Monthly {
    /// By variant, case, month and component, then kind of on-costs; while sums are gathered, what a month has more than the one before it.
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

    fn place(&self, variant: usize, case: usize, month: usize) -> usize {
        ((variant * self.cases + case) * self.months + month) * self.width
    }

    /// Adds a component's units to each of so many months from this one on.
    pub(super) fn add(&mut self, InMonths { variant, case, first, count }: InMonths, component: usize, units: i128) {
        let at = self.place(variant, case, first) + component;
        self.amounts[at] += units;
        if first + count < self.months {
            let at = self.place(variant, case, first + count) + component;
            self.amounts[at] -= units;
        }
    }

    pub(super) fn merge(&mut self, other: &Monthly) {
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, part)| *sum += part);
    }

    /// Turns what was gathered into sums of months.
    pub(super) fn finish(&mut self) {
        for place in 0..self.amounts.len() {
            if !(place / self.width).is_multiple_of(self.months) {
                self.amounts[place] += self.amounts[place - self.width];
            }
        }
    }

    /// Units of a month by component.
    pub fn month(&self, variant: usize, case: usize, month: usize) -> &[i128] {
        let at = self.place(variant, case, month);
        &self.amounts[at..at + self.components]
    }

    /// Units of a month that come on top for the employer, by kind.
    pub fn on_costs(&self, variant: usize, case: usize, month: usize) -> &[i128] {
        let at = self.place(variant, case, month);
        &self.amounts[at + self.components..at + self.width]
    }
}

impl Paybills {
    /// The place of the variant in which places that are not known are spread evenly.
    pub fn even(&self) -> usize {
        let even = self.variants.iter().position(|variant| *variant == AssumedPoint::Even);
        even.expect("a paybill is priced spread evenly, whatever else")
    }

    /// What one has more over a year in a case compared than in the first, with how many do.
    pub fn rises(&self, variant: usize, case: usize, year: usize) -> impl Iterator<Item = (i128, Heads)> + Clone + '_ {
        let small = self.small_rises(InYear { variant, case, year });
        small.map(|(rise, millionths)| (rise.into(), Heads::of_millionths(millionths.into())))
    }

    fn small_rises(&self, at: InYear) -> impl Iterator<Item = (i64, i64)> + Clone + '_ {
        let kind = at.among_compared(&self.variants, &self.years);
        self.rises.iter().flat_map(move |rises| rises.of(kind))
    }

    /// The median of these rises: the smallest that at least half of the staff do not exceed; 0 where nobody is.
    pub fn median_rise(&self, variant: usize, case: usize, year: usize) -> i128 {
        rises::median(&self.small_rises(InYear { variant, case, year }))
    }

    /// Units as money.
    pub fn money(&self, units: i128) -> Result<Money, TooLarge> {
        self.rounding.of_units(units)
    }
}
