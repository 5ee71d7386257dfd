//! A question on top of the pipeline: the paybill if staff leave and are replaced, and posts stand empty. Both are assumptions.

use super::in_post;
use super::paybill::paybills;
use super::plan::Plan;
use super::tally::{AssumedPoint, InYear, Paybills};
use super::unpriced::Unpriced;
use crate::calendar::{Date, Period};
use crate::money::{Exact, Money, Percent};
use crate::settlement::History;
use crate::workforce::{Cell, Column, Origin, Roster, Subject, Value};

/// What is assumed of those who come and go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turnover {
    /// So many of every hundred leave at the turn of each pay year.
    pub leavers: Percent,
    /// Whether others take their place, on the minimum of the same grade, area and hours.
    pub replaced: bool,
    /// So many of every hundred posts stand empty throughout.
    pub vacancy: Percent,
}

/// What each case comes to, by pay year: for every case its years.
///
/// Of those in post on the roster's day, and of those whom it has coming later, a share is left in each later pay year; whoever has come
/// since to take their place began on the minimum at the turn of some pay year and has moved on from there under the same rules. Each sum is rounded once.
///
/// # Errors
///
/// Cells that do not fit; sums too large to hold.
pub fn turnover(
    roster: &Roster,
    plan: Plan,
    cases: &[&History],
    in_post: &Paybills,
    turnover: Turnover,
) -> Result<Vec<Vec<Money>>, Unpriced> {
    let one = Exact::from(1);
    let stay = one.minus(&turnover.leavers.share());
    let filled = one.minus(&turnover.vacancy.share());
    let even = in_post.even();
    let total = |paybills: &Paybills, variant: usize, case: usize, year: usize| -> Result<Exact, Unpriced> {
        let units = paybills.all.year(InYear { variant, case, year }).iter().sum();
        paybills.money(units).map(Money::exact).map_err(Unpriced::TooLarge)
    };
    let mut sums: Vec<Vec<Exact>> = vec![Vec::new(); cases.len()];
    let mut staying = one.clone();
    for year in 0..in_post.years.len() {
        for (case, sums) in sums.iter_mut().enumerate() {
            sums.push(total(in_post, even, case, year)?.times(&staying));
        }
        staying = staying.times(&stay);
    }
    for (came, year) in in_post.years.iter().enumerate().skip(1) {
        let coming = coming(roster, plan, year.period);
        if coming.is_empty() {
            continue;
        }
        // Of those who come later some leave from then on, and none before.
        let coming = paybills(&coming, plan, cases, 0, &[], None)?;
        let (mut since_then, mut since_the_start) = (one.clone(), (0..came).fold(one.clone(), |share, _| share.times(&stay)));
        for year in came..in_post.years.len() {
            for (case, sums) in sums.iter_mut().enumerate() {
                let more = total(&coming, coming.even(), case, year)?.times(&since_then.minus(&since_the_start));
                sums[year] = sums[year].plus(&more);
            }
            (since_then, since_the_start) = (since_then.times(&stay), since_the_start.times(&stay));
        }
    }
    if turnover.replaced {
        for (joined, year) in in_post.years.iter().enumerate().skip(1) {
            let day = year.period.start;
            let since = Plan { period: Period::new(day, plan.period.end), as_at: day };
            let starters = starters(roster, plan, day);
            if starters.is_empty() {
                continue;
            }
            let starters = paybills(&starters, since, cases, 0, &[], None)?;
            // Without a place of their own, everyone's lowest is the minimum.
            let low = starters.variants.iter().position(|variant| *variant == AssumedPoint::Low);
            let low = low.unwrap_or_else(|| starters.even());
            let mut share = turnover.leavers.share();
            for year in joined..in_post.years.len() {
                for (case, sums) in sums.iter_mut().enumerate() {
                    sums[year] = sums[year].plus(&total(&starters, low, case, year - joined)?.times(&share));
                }
                share = share.times(&stay);
            }
        }
    }
    let rounded = |sum: Exact| in_post.rounding.round(&sum.times(&filled)).map_err(Unpriced::TooLarge);
    sums.into_iter().map(|years| years.into_iter().map(rounded).collect()).collect()
}

/// Those who come into post within some of the days.
fn coming(roster: &Roster, plan: Plan, within: Period) -> Roster {
    if !in_post::varies(roster, plan.as_at) {
        return Roster::default();
    }
    let comes = |cell: &Cell<'_>| {
        let days = in_post::days(*cell, plan);
        !days.is_empty() && within.contains(days.start)
    };
    let others = roster.cells().filter(|cell| !comes(cell)).map(Cell::index);
    roster.without(&others.collect())
}

/// The same posts with people who begin on a day, wherever the range begins; only those that somebody is in before it and on it.
fn starters(roster: &Roster, plan: Plan, day: Date) -> Roster {
    let of_the_post = |subject: &Subject| {
        !matches!(
            subject,
            Subject::Point | Subject::Salary | Subject::Since | Subject::PointSince | Subject::Protected | Subject::From
        )
    };
    let varies = in_post::varies(roster, plan.as_at);
    let is_filled = |cell: &Cell<'_>| {
        let days = in_post::days(*cell, plan);
        days.start < day && days.contains(day)
    };
    let kept: Vec<usize> = (0..roster.columns().len()).filter(|at| of_the_post(&roster.columns()[*at].subject)).collect();
    let columns = kept.iter().map(|at| roster.columns()[*at].clone());
    let since = Column::new(Subject::Since, vec![Value::Date(day)]);
    let mut starters = Roster::new(columns.chain([since]).collect());
    for cell in roster.cells().filter(|cell| !varies || is_filled(cell)) {
        let indices: Vec<u32> = kept.iter().map(|at| cell.indices()[*at]).chain([0]).collect();
        let Origin { line, rows } = cell.origin();
        starters.push(&indices, cell.headcount(), Origin { line, rows });
    }
    starters
}
