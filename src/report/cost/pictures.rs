//! The cost in pictures: by year and measure, by grade, who gets which rise, and from low to high.

use super::figures::{self, full_year};
use super::{Block, CostView};
use crate::costing::{Heads, Sums};
use crate::money::Money;
use crate::report::picture::hundredths;
use crate::report::{Kind, Picture, Unit};

/// So many groups are drawn.
const MOST_BARS: usize = 25;
/// Widths of a class of rises, in pence: 1, 2 or 5 and noughts.
const WIDTHS: [i64; 19] = [
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    50_000_000,
    100_000_000,
];
/// So many classes at most.
const CLASSES: i64 = 10;

/// The pictures of one proposal.
pub(super) fn pictures(view: &CostView<'_>, index: usize) -> Vec<Block> {
    if !view.pictures {
        return Vec::new();
    }
    let drawn = [by_measure(view, index), low_to_high(view, index), rises(view, index)];
    drawn.into_iter().flatten().map(Block::Picture).collect()
}

fn pence(view: &CostView<'_>, units: i128) -> i64 {
    hundredths(view.money(units))
}

fn money(view: &CostView<'_>) -> Unit {
    Unit::Money(view.baseline.scale().currency)
}

/// What each measure costs in each year.
fn by_measure(view: &CostView<'_>, index: usize) -> Option<Picture> {
    let columns: Vec<String> = view.paybills().years.iter().map(|year| year.label.clone()).collect();
    let parts = view.parts(index);
    let parts = parts.iter().map(|(title, costs)| (title.clone(), costs.iter().map(|cost| pence(view, *cost)).collect()));
    let parts: Vec<(String, Vec<i64>)> = parts.collect();
    let title = if parts.len() > 1 { "Cost by year, by measure" } else { "Cost by year" };
    (!parts.is_empty()).then(|| Picture { title: title.to_owned(), unit: money(view), kind: Kind::Columns { columns, parts } })
}

/// Between which ends each year's cost lies where it is not known who stands where.
fn low_to_high(view: &CostView<'_>, index: usize) -> Option<Picture> {
    if view.paybills().variants.len() != 3 {
        return None;
    }
    let even = |year: usize| view.year_total(view.even_in(index + 1, year)) - view.year_total(view.even_in(0, year));
    let years = view.paybills().years.iter().enumerate();
    let rows = years.map(|(year, about)| {
        let ends = view.paybills().cost_ends(index + 1, Some(year));
        (about.label.clone(), [ends.least, even(year), ends.most].map(|units| pence(view, units)))
    });
    let kind = Kind::Intervals(rows.collect());
    Some(Picture {
        title: "Between what each year can cost at least and at most, with places spread evenly marked".to_owned(),
        unit: money(view),
        kind,
    })
}

/// How many get which rise in the last year.
fn rises(view: &CostView<'_>, index: usize) -> Option<Picture> {
    let last = view.paybills().years.len().checked_sub(1)?;
    let rises: Vec<(i64, Heads)> =
        view.paybills().rises(view.even_in(index + 1, last)).map(|(rise, heads)| (pence(view, rise), heads)).collect();
    let (low, high) = (rises.iter().map(|(rise, _)| *rise).min()?, rises.iter().map(|(rise, _)| *rise).max()?);
    let width = *WIDTHS.iter().find(|width| (high - low) / **width < CLASSES)?;
    let first = low.div_euclid(width);
    let count = usize::try_from(high.div_euclid(width) - first + 1).ok()?;
    let mut classes = vec![Heads::default(); count];
    for (rise, heads) in rises {
        *classes.get_mut(usize::try_from(rise.div_euclid(width) - first).ok()?)? += heads;
    }
    if classes.iter().any(|heads| view.is_too_small(*heads)) {
        return None;
    }
    let currency = &view.baseline.scale().currency;
    let from = |place: i64| Money::new(rust_decimal::Decimal::new((first + place) * width, 2)).expect("a rise is an amount");
    let columns = (0..).zip(&classes).map(|(place, _)| format!("{}+", currency.written(from(place)))).collect();
    let staff = classes
        .iter()
        .map(|heads| i64::try_from(heads.millionths() / 10_000).expect("staff have hundredths in 63 bits"))
        .collect();
    let year = &view.paybills().years[last].label;
    Some(Picture {
        title: format!("How many gain how much in {year}"),
        unit: Unit::Staff,
        kind: Kind::Columns { columns, parts: vec![("Staff".to_owned(), staff)] },
    })
}

/// By how many per cent each group's pay rises over a full year.
pub(super) fn by_group(
    view: &CostView<'_>,
    by: &[String],
    groups: &[(usize, &(Vec<String>, Sums))],
    case: usize,
) -> Option<Block> {
    let last = view.paybills().years.len().checked_sub(1)?;
    if !view.pictures || case == 0 || groups.len() > MOST_BARS || groups.len() < 2 {
        return None;
    }
    let suppressed = |place: usize| {
        view.paybills()
            .groups
            .iter()
            .zip(&view.group_by)
            .enumerate()
            .any(|(grouping, (_, known))| known == by && view.suppressed(grouping).contains(&place))
    };
    let rows = groups.iter().filter(|(place, _)| !suppressed(*place)).filter_map(|(_, (key, sums))| {
        let before = figures::exit_rate(view, sums, view.even_in(0, last));
        let share = figures::hundredths(full_year(view, sums, case), before)?;
        Some((key.join(", "), i64::try_from(share).ok()?))
    });
    let title = format!("Rise by {}, in per cent of a full year's pay", by.join(", "));
    Some(Block::Picture(Picture { title, unit: Unit::PerCent, kind: Kind::Bars(rows.collect()) }))
}
