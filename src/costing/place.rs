//! Where a cell of the second step stands if its roster does not say: on every place of its range in turn.

use super::in_post::begins;
use super::plan::Plan;
use crate::calendar::Date;
use crate::entitlement::range_on;
use crate::money::{Exact, Money};
use crate::settlement::{History, Range};
use crate::workforce::{Cell, Position};

/// A range by pay is cut into this many parts; their ends are the places that count.
const PARTS: i64 = 100;

/// Where a member of this cell may stand: the given point or salary, or every one of the range if none is given. `Nowhere` if there is
/// no range: the engine says what is wrong.
pub(super) fn positions(history: &History, cell: Cell<'_>, plan: Plan) -> Vec<Position> {
    let positions = cell.position().map_or_else(|| places(history, cell, begins(cell, plan.as_at)), |position| vec![position]);
    if positions.is_empty() { vec![Position::Nowhere] } else { positions }
}

/// Every place in the range of a cell, lowest first; none if it has no range.
fn places(history: &History, cell: Cell<'_>, day: Date) -> Vec<Position> {
    let member = cell.member(Position::Salary(Money::ZERO), day, day);
    let Some((spine, range)) = range_on(history, &member, day) else { return Vec::new() };
    match range {
        Range::Points { minimum, target, .. } => {
            let Some(spine) = spine else { return Vec::new() };
            let (low, top) = (spine.rank(&minimum), spine.rank(&target));
            let Some((low, top)) = low.zip(top).filter(|(low, top)| low <= top) else { return Vec::new() };
            spine.points[low..=top].iter().cloned().map(Position::Point).collect()
        }
        Range::Pay { minimum, target, .. } => {
            let rounding = history.scale().conventions.annual_rounding;
            let (low, width) = (minimum.published.exact(), target.published.exact().minus(&minimum.published.exact()));
            let salary = |part: i64| {
                let share = Exact::from(part).over(100);
                rounding.round(&low.plus(&width.times(&share))).unwrap_or(minimum.published)
            };
            // Rounding never leads out of the range.
            let inside = |salary: Money| salary.clamp(minimum.published, target.published.max(minimum.published));
            (0..=PARTS).map(|part| Position::Salary(inside(salary(part)))).collect()
        }
    }
}
