//! A question on top of the pipeline: the paybill if staff leave and are replaced, and posts stand empty. Both are assumptions.

use super::paybill::{Plan, Unpriced, paybills};
use super::tally::{AssumedPoint, InYear, Paybills};
use crate::calendar::Period;
use crate::money::{Exact, Money, Percent};
use crate::settlement::History;
use crate::workforce::{Column, Origin, Roster, Subject, Value};

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
/// Of those in post on the roster's day a share is left in each later pay year; whoever has come since began on the minimum at the turn of
/// some pay year and has moved on from there under the same rules. Each sum is rounded once.
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
    if turnover.replaced {
        for (joined, year) in in_post.years.iter().enumerate().skip(1) {
            let day = year.period.start;
            let since = Plan { period: Period::new(day, plan.period.end), as_at: day };
            let starters = paybills(&starters(roster, day), since, cases, 0, &[], None)?;
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

/// The same posts with people who begin on a day, wherever the range begins.
fn starters(roster: &Roster, day: crate::calendar::Date) -> Roster {
    let of_the_post = |subject: &Subject| {
        !matches!(subject, Subject::Point | Subject::Salary | Subject::Since | Subject::PointSince | Subject::Protected)
    };
    let kept: Vec<usize> = (0..roster.columns().len()).filter(|at| of_the_post(&roster.columns()[*at].subject)).collect();
    let columns = kept.iter().map(|at| roster.columns()[*at].clone());
    let since = Column::new(Subject::Since, vec![Value::Date(day)]);
    let mut starters = Roster::new(columns.chain([since]).collect());
    for cell in roster.cells() {
        let indices: Vec<u32> = kept.iter().map(|at| cell.indices()[*at]).chain([0]).collect();
        let Origin { line, rows } = cell.origin();
        starters.push(&indices, cell.headcount(), Origin { line, rows });
    }
    starters
}
