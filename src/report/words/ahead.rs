//! What comes next for somebody, in words: the next step, and the target.

use super::capitalised;
use crate::calendar::{Date, Length, written};
use crate::entitlement::{Career, Place, Reason, Row};
use crate::money::{Fte, Money};
use crate::report::text::text;
use crate::report::{Cell, Piece, Text};
use crate::scale::{PointId, Scale};

/// The first step up after a day, in the period that is asked about or after it, with basic pay a year for the member's hours then.
pub(in crate::report) fn first_step<'a>(scale: &Scale, career: &'a Career, on: Date) -> Option<(Date, &'a PointId, Money)> {
    let is_step = |row: &&Row| row.from > on && row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. }));
    let step = career.rows.iter().find(is_step);
    let step = step.and_then(|row| {
        Some((row.from, row.standing.place.point()?, for_hours(scale, row.pay.full_time_basic, row.standing.fte)))
    });
    step.or_else(|| {
        let after = career.outlook.next_step.as_ref().filter(|_| career.outlook.left.is_none());
        let fte = career.rows.last()?.standing.fte;
        after.map(|(on, point, annual)| (*on, point, for_hours(scale, *annual, fte)))
    })
}

/// The first step up after a day: to which point, what it pays, and when; none where no step is known.
pub(in crate::report) fn step_after(scale: &Scale, career: &Career, on: Date) -> Option<Text> {
    let (day, point, annual) = first_step(scale, career, on)?;
    let pay = Cell::money(&scale.currency, annual);
    Some(text![&scale.point_word, " ", Cell::point(point), " (", pay, ") on ", Cell::long_date(day)])
}

/// What comes next and when the target is reached, in a sentence or two. `next` is a step with basic pay a year for the member's hours;
/// the target is said for their last hours. Both are called basic pay where there are payments beside it.
pub(in crate::report) fn ahead(career: &Career, scale: &Scale, next: Option<(Date, &PointId, Money)>, since: Date) -> Text {
    let Career { outlook, rows, .. } = career;
    if let Some(last) = outlook.left {
        return text!["Your last day of service is ", Cell::long_date(last), "."];
    }
    let (Some((place, pay)), Some(last)) = (&outlook.target, rows.last()) else {
        return if scale.has_ranges() {
            "The grade has no range, so no target.".into()
        } else {
            "The pay system has no points, so no step and no target is known.".into()
        };
    };
    let pounds = |amount: Money| Cell::money(&scale.currency, amount);
    let pay = pounds(for_hours(scale, *pay, last.standing.fte));
    let basic = if last.pay.payments.is_empty() { "" } else { " basic pay" };
    let on =
        |place: &Place| place.point().map_or_else(Text::default, |point| text![", ", &scale.point_word, " ", Cell::point(point)]);
    // After the point, which stands between two commas.
    let closed = if place.point().is_some() { "," } else { "" };
    let target = text!["the target"].and(on(place)).and(text![" (", pay, basic, ")"]);
    let comes = |what: Text, day: Date| what.and(text![" on ", Cell::long_date(day)]);
    let step = next.filter(|(day, ..)| outlook.reached != Some(*day));
    let step = step.map(|(day, point, annual)| {
        let word = capitalised(&scale.point_word);
        comes(text![word, " ", Cell::point(point), " (", pounds(annual), basic, ") comes"], day)
    });
    let reached = match outlook.reached {
        Some(_) if outlook.above => text!["stands above "].and(target).and("; pay is protected"),
        Some(_) if outlook.from_the_start => text!["stands at "].and(target),
        Some(day) if step.is_some() => target.and(closed).and(text![" on ", Cell::long_date(day), after(since, day)]),
        Some(day) => comes(target.and(closed).and(" comes"), day).and(after(since, day)),
        None => {
            let gap = outlook.gap.filter(|gap| !career.gaps.contains(gap));
            let unknown = gap.map_or_else(String::new, |gap| format!(": nothing is known {gap}"));
            target.and(closed).and(" is not reached on what is known").and(unknown)
        }
    };
    match step {
        Some(step) => step.and("; ").and(reached).and("."),
        None => capitalised_text(reached).and("."),
    }
}

/// Annual pay at full time, for some hours, as it is shown.
pub(in crate::report) fn for_hours(scale: &Scale, full_time: Money, fte: Fte) -> Money {
    // A share of what can be held can be held.
    scale.conventions.monthly_rounding.round(&full_time.exact().times(&fte.share())).unwrap_or(full_time)
}

/// A text that begins with a capital.
fn capitalised_text(mut text: Text) -> Text {
    if let Some(Piece::Words(words)) = text.0.first_mut() {
        *words = capitalised(words);
    }
    text
}

/// ", six years after 1 July 2006" where it is whole years.
fn after(since: Date, on: Date) -> String {
    const NUMBERS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let years = (1..=60u32).find(|years| Length::months(years * 12).after(since) == on);
    years.map_or_else(String::new, |years| {
        let number = usize::try_from(years)
            .ok()
            .and_then(|index| NUMBERS.get(index))
            .map_or_else(|| years.to_string(), |word| (*word).to_owned());
        format!(", {number} year{} after {}", if years == 1 { "" } else { "s" }, written(since))
    })
}
