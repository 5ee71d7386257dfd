//! Between which days the next step lies where nobody knows since when a member is in the grade.

use super::pay::Shares;
use super::walk::Walk;
use crate::calendar::{Date, Length, day_after};
use crate::settlement::History;
use crate::workforce::Member;

/// Half-years that are looked back: the longest wait of any system is far shorter.
const HALF_YEARS: u32 = 30;

/// The earliest and the latest day of the next step of a member who is in the grade since some day up to `since`. `None` where there is
/// no next step, or the member does not fit the pay system.
///
/// Waits are whole years or half-years, so the earliest step comes of a day on which one of them is all but over.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::{entitlement, scale_file, settlement::History, workforce};
///
/// let history = History::new(scale_file::shipped("nhs-afc-england").unwrap(), None).unwrap();
/// let today = Date::constant(2025, 6, 10);
/// let member = workforce::Member::new("band-5".into(), None, workforce::Position::Point("5-entry".into()), today)
///     .field("pay-step-review", "met");
/// // Two years on the point: all but over, or only begun.
/// assert_eq!(entitlement::next_step_between(&history, &member), Some((Date::constant(2025, 6, 11), Date::constant(2027, 6, 10))));
/// ```
pub fn next_step_between(history: &History, member: &Member) -> Option<(Date, Date)> {
    let next = |since: Date| {
        let member = Member { since, ..member.clone() };
        let walk = Walk::start(history, &member, Shares::OnlyIfGiven).ok()?;
        walk.outlook(day_after(member.from)).0.next_step.map(|(day, _, _)| day)
    };
    let latest = next(member.since)?;
    let earlier = (1..=HALF_YEARS).map(|count| day_after(Length::months(6 * count).before(member.since)));
    let earliest = earlier.filter_map(next).filter(|day| *day > member.from).min().filter(|day| *day < latest).unwrap_or(latest);
    Some((earliest, latest))
}
