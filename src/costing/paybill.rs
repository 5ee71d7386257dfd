//! From a roster and some cases to their paybills.

use std::num::NonZero;
use std::thread;

use super::classes::{Parts, alike};
use super::place::places;
use super::price::Track;
use super::tally::{PayYear, Paybills, Variant};
use super::work::{Priced, Work};
use crate::calendar::{Date, Month, Period};
use crate::entitlement::{self, MemberFault};
use crate::money::{Money, Rounding};
use crate::settlement::History;
use crate::workforce::{Position, Roster};

/// Which days are asked about, and when the roster was drawn up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The days that are priced.
    pub period: Period,
    /// The day on which staff stand where the roster has them.
    pub as_at: Date,
}

/// Cells that do not fit the pay system, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit {
    /// Which cells.
    pub cells: Vec<usize>,
    /// What is wrong, with the field.
    pub fault: MemberFault,
}

/// Why a roster cannot be priced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unpriced {
    /// Cells that do not fit, each problem once.
    Misfits(Vec<Misfit>),
    /// A sum is beyond what the engine holds.
    TooLarge,
}

/// Months of members who are treated alike, one track for each place in the range where theirs is not known.
pub(super) struct Group {
    pub(super) tracks: Vec<Track>,
}

/// Prices a roster in every case; the first case is what the first `compared` others are compared with.
///
/// # Errors
///
/// Every cell that does not fit; or that a sum is too large to hold.
pub fn paybills(
    roster: &Roster,
    plan: Plan,
    cases: &[&History],
    compared: usize,
    groupings: &[Vec<usize>],
) -> Result<Paybills, Unpriced> {
    let Some(first) = cases.first() else { return Err(Unpriced::Misfits(Vec::new())) };
    let rounding = first.scale().conventions.monthly_rounding;
    let mut components = vec![entitlement::BASIC.to_owned()];
    let mut walked: Vec<(Parts, Vec<Group>)> = Vec::new();
    let mut assumptions = Vec::new();
    let mut misfits: Vec<Misfit> = Vec::new();
    for history in cases {
        let parts = alike(roster, history);
        match walk(roster, plan, history, &parts, rounding) {
            Ok(found) => {
                let numbers: Vec<usize> =
                    found.components.iter().map(|name| super::price::component(&mut components, name)).collect();
                let mut groups = found.groups;
                groups.iter_mut().flat_map(|group| &mut group.tracks).for_each(|track| track.renumber(&numbers));
                assumptions.push(found.assumptions);
                walked.push((parts, groups));
            }
            Err(found) => {
                for (part, fault) in found {
                    let cells: Vec<usize> = (0..roster.len()).filter(|cell| parts.of(*cell) == part).collect();
                    if !misfits.iter().any(|known| known.fault == fault && known.cells.first() == cells.first()) {
                        misfits.push(Misfit { cells, fault });
                    }
                }
            }
        }
    }
    if !misfits.is_empty() {
        return Err(Unpriced::Misfits(misfits));
    }
    let months: Vec<Month> = Month::touched_by(plan.period).collect();
    let years = years(first, plan.period, &months);
    let unknown = roster.cells().any(|cell| cell.position().is_none());
    let variants = if unknown { vec![Variant::Low, Variant::Even, Variant::High] } else { vec![Variant::Even] };
    let work = Work {
        roster,
        walked: &walked,
        rounding,
        compared,
        years: &years,
        months: months.len(),
        components: components.len(),
        variants: &variants,
        groupings,
    };
    let group_parts = work.group_parts();
    let Priced { all, groups: sums, losses, rises } = work.run(&group_parts).map_err(|_| Unpriced::TooLarge)?;
    let named = groupings.iter().zip(&group_parts).zip(sums).map(|((columns, parts), sums)| {
        let keys = parts.firsts().into_iter().map(|cell| {
            let value = |column: &usize| roster.cell(cell).at(*column).to_string();
            columns.iter().map(value).collect::<Vec<String>>()
        });
        keys.zip(sums).collect()
    });
    Ok(Paybills { groups: named.collect(), components, years, months, variants, all, losses, rises, assumptions, rounding })
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

struct Walked {
    components: Vec<String>,
    groups: Vec<Group>,
    assumptions: Vec<String>,
}

/// Takes one member of each part through the engine, on as many threads as there are.
fn walk(
    roster: &Roster,
    plan: Plan,
    history: &History,
    parts: &Parts,
    rounding: Rounding,
) -> Result<Walked, Vec<(usize, MemberFault)>> {
    let firsts = parts.firsts();
    let done = in_parallel(&firsts, |firsts| {
        let mut walked = Walked { components: Vec::new(), groups: Vec::new(), assumptions: Vec::new() };
        let mut faults = Vec::new();
        for cell in firsts {
            match group(roster, plan, history, *cell, rounding, &mut walked) {
                Ok(group) => walked.groups.push(group),
                Err(found) => faults.extend(found.into_iter().map(|fault| (parts.of(*cell), fault))),
            }
        }
        (walked, faults)
    });
    let mut all = Walked { components: Vec::new(), groups: Vec::new(), assumptions: Vec::new() };
    let mut faults = Vec::new();
    for (mut walked, found) in done {
        let numbers: Vec<usize> =
            walked.components.iter().map(|name| super::price::component(&mut all.components, name)).collect();
        walked.groups.iter_mut().flat_map(|group| &mut group.tracks).for_each(|track| track.renumber(&numbers));
        all.groups.append(&mut walked.groups);
        for line in walked.assumptions {
            note(&mut all.assumptions, line);
        }
        faults.extend(found);
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

fn note(lines: &mut Vec<String>, line: String) {
    if !lines.contains(&line) {
        lines.push(line);
    }
}

/// The months of those who are like a cell.
fn group(
    roster: &Roster,
    plan: Plan,
    history: &History,
    cell: usize,
    rounding: Rounding,
    walked: &mut Walked,
) -> Result<Group, Vec<MemberFault>> {
    let cell = roster.cell(cell);
    let positions = match cell.position() {
        Some(position) => vec![position],
        None => places(history, cell, plan.as_at),
    };
    // A cell without a range is given to the engine as it is, which says what is wrong.
    let positions = if positions.is_empty() { vec![Position::Salary(Money::ZERO)] } else { positions };
    let long_ago = plan.as_at.checked_sub(jiff::Span::new().years(1)).unwrap_or(plan.as_at);
    let mut tracks = Vec::with_capacity(positions.len());
    for position in positions {
        let member = cell.member(position, plan.as_at, long_ago);
        let months = entitlement::full_time(history, &member, plan.period)?;
        for line in &months.assumptions {
            if !walked.assumptions.contains(line) {
                walked.assumptions.push(line.clone());
            }
        }
        tracks.push(Track::new(&months, rounding, &mut walked.components));
    }
    Ok(Group { tracks })
}

/// Splits work among threads; results are in the order of the parts.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, 16);
    let size = items.len().div_ceil(threads).max(64);
    thread::scope(|scope| {
        let running: Vec<_> = items.chunks(size).map(|part| scope.spawn(|| work(part))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
