//! Who is in post when: staff of a roster who come or leave within the days that are priced, or are not there on any of them.
//!
//! A roster without such columns is not looked at: nobody is divided or left out on their account.

use super::heads::Heads;
use super::plan::Plan;
use crate::calendar::{Date, Period, day_after};
use crate::workforce::{Cell, Column, Member, Position, Roster, Subject, Value};

/// How many come and leave within the days that are priced.
///
/// Whoever does both counts in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct ComeAndGo {
    /// Staff who come into post after the first day.
    pub come: Heads,
    /// Staff whose last day of service is before the last day.
    pub leave: Heads,
    /// Staff who are in post on none of the days.
    pub never: Heads,
}

impl ComeAndGo {
    /// Those of a roster; `None` where all its staff are in post throughout.
    ///
    /// ```
    /// use payspine::calendar::{Date, Period};
    /// use payspine::costing::{ComeAndGo, Heads, Plan};
    /// use payspine::workforce::{Column, Origin, Roster, Subject, Value};
    ///
    /// let day = |month| Date::constant(2022, month, 1);
    /// let mut roster = Roster::new(vec![Column::new(Subject::From, vec![Value::Blank, Value::Date(day(9))])]);
    /// roster.push(&[0], 5, Origin { line: 2, rows: 5 });
    /// roster.push(&[1], 3, Origin { line: 7, rows: 3 });
    /// let plan = |end| Plan { period: Period::new(day(4), end), as_at: day(4) };
    /// assert_eq!(ComeAndGo::of(&roster, plan(Date::constant(2023, 4, 1))).unwrap().come, Heads::from(3));
    /// assert_eq!(ComeAndGo::of(&roster, plan(day(9))).unwrap().never, Heads::from(3));
    /// ```
    pub fn of(roster: &Roster, plan: Plan) -> Option<ComeAndGo> {
        if !varies(roster, plan.as_at) {
            return None;
        }
        let mut found = ComeAndGo::default();
        for cell in roster.cells() {
            let heads = heads(cell);
            let days = days(cell, plan);
            if days.is_empty() {
                found.never += heads;
                continue;
            }
            if days.start > plan.period.start {
                found.come += heads;
            }
            if days.end < plan.period.end {
                found.leave += heads;
            }
        }
        (found != ComeAndGo::default()).then_some(found)
    }
}

/// The staff of a cell.
pub(super) fn heads(cell: Cell<'_>) -> Heads {
    let all = Heads::from(cell.headcount());
    cell.posts().map_or(all, |posts| all.times(posts))
}

/// Whether a roster can have staff who are not in post throughout.
pub(super) fn varies(roster: &Roster, as_at: Date) -> bool {
    let has = |subject| roster.column(&subject).is_some();
    has(Subject::From)
        || has(Subject::LastDay)
        || roster.column(&Subject::Since).is_some_and(|since| is_later(&roster.columns()[since], as_at))
}

/// Whether a column has a day after this one.
fn is_later(column: &Column, as_at: Date) -> bool {
    column.values.iter().any(|value| matches!(value, Value::Date(day) if *day > as_at))
}

/// The day on which the staff of a cell stand where the roster has them: its own, or the later one on which they come into post. Of whom
/// only a later day in the grade is known, that is when they come.
pub(super) fn begins(cell: Cell<'_>, as_at: Date) -> Date {
    let comes = cell.date(&Subject::From).or_else(|| cell.date(&Subject::Since));
    comes.map_or(as_at, |comes| comes.max(as_at))
}

/// One of a cell, standing at this place on the day on which they begin.
pub fn member_of(cell: Cell<'_>, position: Position, plan: Plan) -> Member {
    let comes = Some(begins(cell, plan.as_at)).filter(|comes| *comes > plan.as_at);
    cell.member_who_comes(position, plan.as_at, comes, plan.long_ago())
}

/// The days that are priced of the staff of a cell.
pub(super) fn days(cell: Cell<'_>, plan: Plan) -> Period {
    let begins = begins(cell, plan.as_at);
    // Who comes after their last day is complained of when they are worked out.
    let contradicts = |last: &Date| begins > plan.as_at && *last < begins;
    let last = cell.date(&Subject::LastDay).filter(|last| !contradicts(last));
    let end = last.map_or(plan.period.end, |last| day_after(last).min(plan.period.end));
    Period::new(begins.max(plan.period.start), end)
}

/// The class of each value of a column of days in post, and how many classes there are: days that make no difference to what is priced
/// are one. `None` for any other column, and where none of its days does.
pub(super) fn classes(column: &Column, plan: Plan) -> Option<(Vec<u32>, usize)> {
    let Plan { period, as_at } = plan;
    let last = crate::calendar::day_before(period.end);
    // Classes of their own: nothing said; up to the first day; after the last.
    let outside: fn(Date, Date, Date) -> Option<u32> = match column.subject {
        Subject::From => |day, as_at, last| if day > last { Some(2) } else { (day <= as_at).then_some(1) },
        Subject::LastDay => |day, _, last| (day >= last).then_some(0),
        Subject::Since if is_later(column, as_at) => |day, as_at, _| (day <= as_at).then_some(0),
        _ => return None,
    };
    let mut next = 2;
    let classes = column.values.iter().map(|value| match value {
        Value::Date(day) => outside(*day, as_at, last).unwrap_or_else(|| {
            next += 1;
            next
        }),
        _ => 0,
    });
    let classes: Vec<u32> = classes.collect();
    let differ = classes.iter().any(|class| *class != 0);
    differ.then_some(())?;
    Some((classes, usize::try_from(next).expect("values are numbered in 32 bits") + 1))
}
