//! Second step, and the whole in order: [`paybills`] takes one member of each part through the engine, then has everything priced and
//! summed.

use std::collections::{BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::in_post;
use super::month_runs::{MonthRuns, component};
use super::on_costs::{BY_MEMBER, Charges, OnCosts};
use super::partition::Partition;
use super::place::positions;
use super::plan::Plan;
use super::price::Rates;
use super::shared_walks::{SharedWalk, SharedWalks};
use super::split::not_said;
use super::tally::{AssumedPoint, InYear, PayYear, Paybills, Shape, Sums, threshold};
use super::units::Units;
use super::unpriced::{Misfit, Unpriced};
use super::work::{Priced, Work};
use crate::calendar::{Month, Period};
use crate::entitlement::{Assumption, AtFullTime, MemberFault, PayMonths};
use crate::money::{Rounding, TooLarge};
use crate::scale::Component;
use crate::settlement::History;
use crate::threads::{both, in_turns};
use crate::workforce::{Member, Position, Roster, Subject};

/// So many figures of groups are worked out at once: beyond that a result would not fit into half a gibibyte in every format.
pub const MOST_FIGURES: usize = 250_000;

/// So many letters of a group's name take the room of a figure.
const LETTERS_OF_A_FIGURE: usize = 40;

/// The letters of the names of all groups.
fn letters_of_names(roster: &Roster, groupings: &[Vec<usize>], parts: &[Partition]) -> usize {
    let length = |cell: usize, column: &usize| roster.cell(cell).at(*column).to_string().len();
    let of_groups = groupings.iter().zip(parts).flat_map(|(columns, parts)| parts.firsts().map(move |cell| (columns, cell)));
    of_groups.map(|(columns, cell)| columns.iter().map(|column| length(cell, column)).sum::<usize>()).sum()
}

/// What a year of a group has besides a figure for each component: heads, gainers, losers, the rate at the end, the total.
const FIGURES_OF_A_YEAR: usize = 5;

/// Prices a roster in every case; the first case is what the first `compared` others are compared with.
///
/// # Errors
///
/// Every cell that does not fit; that a sum is too large to hold; or that there are too many groups.
pub fn paybills(
    roster: &Roster,
    plan: Plan,
    cases: &[&History],
    compared: usize,
    groupings: &[Vec<usize>],
    on_costs: Option<&OnCosts>,
) -> Result<Paybills, Unpriced> {
    let Some(first) = cases.first() else { return Err(Unpriced::Misfits(Vec::new())) };
    if let Some((title, column)) = cases.iter().find_map(|history| not_said(roster, history)) {
        return Err(Unpriced::NotSaid { title, column });
    }
    let rounding = first.scale().conventions.monthly_rounding;
    let shared_walks = SharedWalks::of(roster, plan, cases);
    let group_parts: Vec<Partition> = groupings
        .iter()
        .map(|columns| {
            let mut parts = Partition::whole(roster.len());
            for column in columns {
                parts.refine_by_column(roster, *column);
            }
            parts
        })
        .collect();
    let units = || Units::of(roster, plan, &shared_walks.parts(), &group_parts);
    let (walked, units) = both(|| walk(roster, plan, cases, &shared_walks, rounding), units);
    let Walked { components, rates, month_runs, groups, assumptions } = walked?;
    let months: Vec<Month> = Month::touched_by(plan.period).collect();
    let years = years(first, plan.period, &months);
    let charges = on_costs.map(|on_costs| Charges::of(on_costs, &months, rounding)).transpose().map_err(Unpriced::NoRate)?;
    let unknown = first.scale().has_ranges()
        && shared_walks.list[shared_walks.of_case[0].0]
            .parts
            .firsts()
            .map(|cell| roster.cell(cell))
            .any(|cell| cell.position().is_none() && !in_post::days(cell, plan).is_empty());
    let variants =
        if unknown { vec![AssumedPoint::Low, AssumedPoint::Even, AssumedPoint::High] } else { vec![AssumedPoint::Even] };
    let groups_in_all: usize = group_parts.iter().map(Partition::count).sum();
    let on_costs_of_a_year = if charges.is_some() { BY_MEMBER.len() } else { 0 };
    let figures = FIGURES_OF_A_YEAR + components.len() + on_costs_of_a_year;
    // Long names take the room of figures, as often as these are shown.
    let letters = letters_of_names(roster, groupings, &group_parts);
    let of_a_group = years.len() * variants.len() * (compared + 1);
    let in_all = groups_in_all
        .checked_mul(figures)
        .map(|figures| figures + letters / LETTERS_OF_A_FIGURE)
        .and_then(|sum| sum.checked_mul(of_a_group));
    if in_all.is_none_or(|figures| figures > MOST_FIGURES) {
        return Err(Unpriced::TooManyGroups { groups: groups_in_all, years: years.len() });
    }
    let work = Work {
        units: &units,
        shared_walks: &shared_walks,
        groups: &groups,
        month_runs: &month_runs,
        rates: &rates,
        rounding,
        compared,
        years: &years,
        components: components.len(),
        charges: charges.as_ref(),
        variants: &variants,
        threshold: i64::try_from(threshold(rounding)).expect("one is a small number of units"),
        shares: &shares(roster, cases, &components),
    };
    let (priced, rises) = work.run(&group_parts).map_err(Unpriced::TooLarge)?;
    let Priced { all, monthly, groups: sums, losses, ends, .. } = priced;
    can_be_shown(&all, rounding).map_err(Unpriced::TooLarge)?;
    let named = groupings.iter().zip(&group_parts).zip(sums).map(|((columns, parts), sums)| {
        let keys = parts.firsts().map(|cell| {
            let value = |column: &usize| roster.cell(cell).at(*column).to_string();
            columns.iter().map(value).collect::<Vec<String>>()
        });
        let mut named: Vec<(Vec<String>, Sums)> = keys.zip(sums).collect();
        // Of a group that nobody is in on these days there is nothing to say.
        named.retain(|(_, sums)| !sums.staff.is_none());
        named.sort_by(|one, two| one.0.cmp(&two.0));
        named
    });
    Ok(Paybills {
        groups: named.collect(),
        components,
        years,
        months,
        variants,
        all,
        losses,
        ends,
        rises,
        monthly,
        assumptions,
        rounding,
    })
}

/// For each component the share of staff who get it, in millionths, where only a share do and the roster does not say who. Empty where there
/// is none.
fn shares(roster: &Roster, cases: &[&History], components: &[Component]) -> Vec<Option<i128>> {
    let tables = || cases.iter().flat_map(|history| history.steps().iter()).map(|(_, step)| &step.tables);
    let share = |component: &Component| {
        let id = component.payment()?;
        let is_known = roster.column(&Subject::Field(id.as_str().into())).is_some();
        let share = tables().filter_map(|tables| tables.payment(id)?.fact.share).max().filter(|_| !is_known)?;
        let mut share = share.number() / Decimal::ONE_HUNDRED;
        share.rescale(6);
        Some(share.mantissa())
    };
    let shares: Vec<Option<i128>> = components.iter().map(share).collect();
    if shares.iter().all(Option::is_none) { Vec::new() } else { shares }
}

/// Whether everything that results say of these sums can be held: a year with on-costs and the levy on
/// top, twelve times any month of it, and all years together.
fn can_be_shown(all: &Sums, rounding: Rounding) -> Result<(), TooLarge> {
    let Shape { variants, cases, years, .. } = all.shape();
    let most = i128::try_from(years.max(12)).expect("years of the calendar");
    for variant in 0..variants {
        for (case, year) in (0..cases).flat_map(|case| (0..years).map(move |year| (case, year))) {
            let year_with_on_costs =
                all.year(InYear { variant, case, year }).iter().chain(all.on_costs(InYear { variant, case, year }));
            let at_last_rates = all.annual(InYear { variant, case, year }).iter();
            for sum in [year_with_on_costs.sum::<i128>(), at_last_rates.sum()] {
                rounding.of_units(sum)?;
                rounding.of_units(most * sum)?;
            }
        }
    }
    Ok(())
}

/// The pay years of a period.
fn years(history: &History, period: Period, months: &[Month]) -> Vec<PayYear> {
    let year_start = history.scale().conventions.year_start;
    let mut years: Vec<PayYear> = Vec::new();
    for (index, month) in months.iter().enumerate() {
        let day = month.period().start.max(period.start);
        let label = year_start.year_label(month.period().start);
        match years.last_mut() {
            Some(year) if year.label == label => year.months.end = index + 1,
            _ => years.push(PayYear { label, period: Period::new(day, day), months: index..index + 1 }),
        }
        if let Some(year) = years.last_mut() {
            year.period.end = month.period().end.min(period.end);
        }
    }
    years
}

/// Everyone's months.
struct Walked {
    components: Vec<Component>,
    rates: Rates,
    month_runs: MonthRuns,
    /// For each shared walk the group of each of its parts.
    groups: Vec<Vec<u32>>,
    /// Of each case.
    assumptions: Vec<Vec<Assumption>>,
}

/// A shared walk by its number, while it is under way.
struct WalkUnderWay<'a> {
    number: usize,
    shared_walk: &'a SharedWalk<'a>,
    at_full_time: AtFullTime<'a>,
}

/// What one thread has walked.
#[derive(Default)]
struct Steps {
    components: Vec<Component>,
    rates: Rates,
    month_runs: MonthRuns,
    /// The index among all jobs of each whose group is in the runs of months.
    jobs: Vec<usize>,
    /// The cell looked at last and its first member: where their place is known, they are the same in every shared walk.
    member: Option<(usize, Member)>,
    /// With the shared walk.
    assumptions: Vec<(usize, Assumption)>,
    /// With the index of their job.
    faults: Vec<(usize, MemberFault)>,
}

/// Takes one member of each part of each shared walk through the engine, on as many threads as there are.
fn walk(
    roster: &Roster,
    plan: Plan,
    cases: &[&History],
    shared_walks: &SharedWalks<'_>,
    rounding: Rounding,
) -> Result<Walked, Unpriced> {
    let walk_cells =
        (0..).zip(&shared_walks.list).flat_map(|(index, shared_walk)| shared_walk.parts.firsts().map(move |cell| (index, cell)));
    let mut jobs: Vec<(usize, usize)> = walk_cells.collect();
    // Every shared walk takes another time, so each thread gets some of each.
    jobs.sort_by_key(|(shared_walk, cell)| (*cell, *shared_walk));
    let Some(first) = cases.first() else { return Err(Unpriced::Misfits(Vec::new())) };
    let months = PayMonths::of(plan.period, first.scale().conventions.year_start);
    let numbered: Vec<(usize, (usize, usize))> = jobs.iter().copied().enumerate().collect();
    let done = in_turns(&numbered, |jobs| {
        let mut steps = Steps::default();
        let walks = shared_walks.list.iter().enumerate().map(|(number, shared_walk)| WalkUnderWay {
            number,
            shared_walk,
            at_full_time: AtFullTime::new(shared_walk.history, &months, &shared_walk.scope),
        });
        let mut walks: Vec<WalkUnderWay<'_>> = walks.collect();
        for (job, (shared_walk, cell)) in jobs {
            match group(roster, plan, &mut walks[*shared_walk], *cell, rounding, &mut steps) {
                Ok(()) => {
                    steps.month_runs.end_group();
                    steps.jobs.push(*job);
                }
                Err(faults) => steps.faults.extend(faults.into_iter().map(|fault| (*job, fault))),
            }
        }
        steps
    });
    let mut components = in_order(cases, &done);
    let mut of_walks: Vec<Vec<Assumption>> = vec![Vec::new(); shared_walks.list.len()];
    let (mut month_runs, mut faults, mut rates) = (MonthRuns::default(), Vec::new(), Rates::default());
    let mut group_of = vec![0; jobs.len()];
    let mut numbers = 0..;
    for mut steps in done {
        steps.jobs.iter().zip(&mut numbers).for_each(|(job, group)| group_of[*job] = group);
        let of_components: Vec<usize> = steps.components.iter().map(|due| component(&mut components, due)).collect();
        let of_rates = rates.take_in(std::mem::take(&mut steps.rates));
        month_runs.append(steps.month_runs, &of_components, &of_rates);
        for (shared_walk, assumption) in steps.assumptions {
            of_walks[shared_walk].push(assumption);
        }
        faults.append(&mut steps.faults);
    }
    if !faults.is_empty() {
        // As they would come up one after another.
        faults.sort_by_key(|(job, _)| *job);
        let of_jobs = faults.into_iter().map(|(job, fault)| (jobs[job], fault));
        return Err(Unpriced::Misfits(misfits(roster, shared_walks, of_jobs)));
    }
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); shared_walks.list.len()];
    for (group, (shared_walk, _)) in group_of.into_iter().zip(&jobs) {
        // Those of a shared walk are in the order of its parts.
        groups[*shared_walk].push(group);
    }
    let assumptions = shared_walks.of_case.iter().map(|(first, second)| {
        let all = std::iter::once(*first).chain(*second).flat_map(|shared_walk| &of_walks[shared_walk]);
        // In an order that the order of rows does not change, and each once.
        all.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    });
    Ok(Walked { assumptions: assumptions.collect(), components, rates, month_runs, groups })
}

/// Components that anyone is due: basic pay, payments in the order in which they are stated, then lump sums.
fn in_order(cases: &[&History], done: &[Steps]) -> Vec<Component> {
    let mut components = vec![Component::Basic];
    let tables = cases.iter().flat_map(|history| history.steps().iter()).map(|(_, step)| &step.tables);
    for payment in tables.flat_map(|tables| &tables.payments).map(|(id, _)| Component::from(id)) {
        if done.iter().any(|steps| steps.components.contains(&payment)) {
            component(&mut components, &payment);
        }
    }
    components
}

/// The cells behind faults: each once with each fault, though it can have it in several shared walks.
fn misfits(
    roster: &Roster,
    shared_walks: &SharedWalks<'_>,
    faults: impl Iterator<Item = ((usize, usize), MemberFault)>,
) -> Vec<Misfit> {
    let mut misfits: Vec<Misfit> = Vec::new();
    let mut known: Vec<(MemberFault, HashSet<usize>)> = Vec::new();
    for ((shared_walk, first), fault) in faults {
        let at = known.iter().position(|(known, _)| *known == fault).unwrap_or_else(|| {
            known.push((fault.clone(), HashSet::new()));
            known.len() - 1
        });
        let SharedWalk { parts, scope, .. } = &shared_walks.list[shared_walk];
        // Those who are alike in what is the same on every place need not stand on one that cannot be.
        let is_alike = |cell: &usize| *cell == first || (scope.has_basic() && parts.of(*cell) == parts.of(first));
        let cells: Vec<usize> = (0..roster.len()).filter(is_alike).filter(|cell| known[at].1.insert(*cell)).collect();
        if !cells.is_empty() {
            misfits.push(Misfit { cells, fault });
        }
    }
    misfits
}

/// The months of those who are like a cell.
fn group(
    roster: &Roster,
    plan: Plan,
    WalkUnderWay { number, shared_walk, at_full_time }: &mut WalkUnderWay<'_>,
    cell: usize,
    rounding: Rounding,
    steps: &mut Steps,
) -> Result<(), Vec<MemberFault>> {
    let (index, cell) = (cell, roster.cell(cell));
    if in_post::days(cell, plan).is_empty() {
        steps.month_runs.add(&at_full_time.nothing(), rounding, &mut steps.components, &mut steps.rates);
        return Ok(());
    }
    let member = |position: Position| in_post::member_of(cell, position, plan);
    let mut members = match (steps.member.take(), cell.position()) {
        (Some((known, member)), Some(_)) if known == index => vec![member],
        _ => positions(shared_walk.history, cell, plan).into_iter().map(member).collect(),
    };
    if !shared_walk.scope.has_basic() {
        // The same on every place.
        members.truncate(1);
    }
    for member in &members {
        let months = at_full_time.member(member)?;
        steps.month_runs.add(&months, rounding, &mut steps.components, &mut steps.rates);
        for assumption in months.assumptions {
            let assumption = (*number, assumption);
            if !steps.assumptions.contains(&assumption) {
                steps.assumptions.push(assumption);
            }
        }
    }
    steps.member = members.into_iter().next().map(|member| (index, member));
    Ok(())
}
