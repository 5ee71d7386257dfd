//! The first sentences of a progression: what a proposal gives, where the member stands, what comes next, and what pay falls by.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{Case, ProgressView, Shown, row_on, standing_row, target_of};
use crate::calendar::{Date, day_before};
use crate::entitlement::{Reason, Row};
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Cell, Text, words};
use crate::scale::PointId;
use crate::settlement::Range;
use crate::workforce::{Event, FieldChange, Hours};

/// Everything in it is at the member's own hours, unless it says that it is at full time.
pub(super) fn headline(view: &ProgressView<'_>, baseline: &Case<'_>) -> Vec<Text> {
    let Some((on, row)) = standing_row(view, baseline) else { return Vec::new() };
    let mut sentences = gains(view, baseline);
    let alone = view.cases.len() == 1;
    sentences.push(stands(view, baseline, on, row));
    sentences.extend(baseline.career.gaps.iter().map(|gap| text![format!("Nothing is known {gap}.")]));
    sentences.extend(alone.then(|| ahead(view, baseline, on, row)));
    sentences.extend(fall(baseline, on).filter(|_| alone));
    sentences
}

/// Where the member stands on a day, and what that pays.
fn stands(view: &ProgressView<'_>, case: &Case<'_>, on: Date, row: &Row) -> Text {
    let scale = case.history.scale();
    let shown = Shown::of(scale, row);
    let pay = |amount: Money| Cell::money(&scale.currency, amount);
    let day = Cell::long_date(on);
    let opening = match (view.today, on) {
        (today, on) if today == on => text!["Today, ", day, ", you are "],
        (today, on) if today < on => text!["On ", day, " you will be "],
        _ => text!["On ", day, " you were "],
    };
    let place = row.standing.place.point().map_or_else(
        || text!["in ", row.standing.grade.as_str()],
        |point| text!["on ", &scale.point_word, " ", Cell::point(point)],
    );
    let mut within = Vec::new();
    if !shown.payments.is_empty() {
        within.push(text![pay(shown.basic), " basic pay"]);
    }
    if !row.standing.fte.is_full_time() {
        let full_time = text!["; full time ", pay(row.pay.full_time_basic), " basic"];
        within.push(text!["for "].and(hours(view, row)).and(full_time));
    }
    let within = Text::joined(within, " ");
    let within = if within.0.is_empty() { Text::default() } else { text![" ("].and(within).and(")") };
    opening.and(place).and(text![": ", pay(shown.total()), " a year"]).and(within).and(".")
}

/// The hours of a row, as the member's file says them where it does.
fn hours(view: &ProgressView<'_>, row: &Row) -> Text {
    let member = view.member;
    let (mut hours, mut weeks) = (member.hours, member.weeks);
    let mut events: Vec<&Event> = member.events.iter().filter(|event| event.on <= row.from).collect();
    events.sort_by_key(|event| event.on);
    for change in events.into_iter().flat_map(|event| &event.changes) {
        match change {
            FieldChange::Hours(to) => hours = *to,
            FieldChange::Weeks(to) => weeks = *to,
            _ => {}
        }
    }
    let said = if matches!(hours, Hours::Fte(_)) && weeks.is_none() { None } else { words::hours_and_weeks(hours, weeks) };
    said.map_or_else(|| text![Cell::fte(row.standing.fte), " of full time"], |said| text![said])
}

/// What comes after a day: the next step, and the target.
fn ahead(view: &ProgressView<'_>, case: &Case<'_>, on: Date, row: &Row) -> Text {
    let scale = case.history.scale();
    if let Some(last) = case.career.outlook.left {
        return text!["Your last day of service is ", Cell::long_date(last), "."];
    }
    let tables = case.history.tables_at(on).ok();
    let range = tables.and_then(|tables| tables.range(&row.standing.grade, row.standing.area.as_ref()));
    let has_points = matches!(range, Some((_, Range::Points { .. })));
    if has_points && row.standing.place.point().is_none() {
        return text!["Your salary is off the scale: it has no next step, and stays until another is stated."];
    }
    if let Some(asked) = own_top_is_asked(case, row) {
        let next =
            words::step_after(scale, case.career, on).map_or_else(Text::default, |next| text!["Next: "].and(next).and(". "));
        return next.and(asked);
    }
    let against = target_of(case.history, row).map(|(_, target)| row.pay.full_time_basic.cmp(&target));
    match against {
        Some(Ordering::Equal) if next_step(case, on).is_none() => text!["That is the target, the top of your range."],
        Some(Ordering::Greater) if next_step(case, on).is_none() => {
            let (place, target) = target_of(case.history, row).expect("pay was held against it");
            let place = place.map_or_else(Text::default, |point| text![", ", &scale.point_word, " ", Cell::point(&point)]);
            let target = words::for_hours(scale, target, row.standing.fte);
            text!["That is above the target of your range"].and(place).and(text![
                " (",
                Cell::money(&scale.currency, target),
                ")."
            ])
        }
        _ => match moved_to_target(view, case) {
            Some(row) => {
                let point = row
                    .standing
                    .place
                    .point()
                    .map_or_else(Text::default, |point| text![", ", &scale.point_word, " ", Cell::point(point)]);
                let pay = Cell::money(&scale.currency, Shown::of(scale, row).basic);
                let said = text!["From ", Cell::long_date(row.from), " you stand at the target of your range"].and(point);
                said.and(text![" (", pay, "): ", words::reasons(&row.reasons, scale), "."])
            }
            None => words::ahead(case.career, scale, next_step(case, on), view.member.from),
        },
    }
}

/// That the top of the member's own grade is asked for, where employers set grades and it is not given: the top of the range is not theirs.
fn own_top_is_asked(case: &Case<'_>, row: &Row) -> Option<Text> {
    let scale = case.history.scale();
    let is_local = scale.grade(&row.standing.grade).is_some_and(|grade| grade.local);
    let asked = text!["Where your own grade ends is not given: which ", &scale.point_word, " is its top?"];
    (is_local && row.standing.target.is_none() && case.career.outlook.left.is_none()).then_some(asked)
}

/// The row with which the member came to stand at the target because they or the range were moved, and not by a step.
fn moved_to_target<'a>(view: &ProgressView<'_>, case: &Case<'a>) -> Option<&'a Row> {
    let row = case.career.rows.iter().find(|row| Some(row.from) == case.career.outlook.reached)?;
    let by_step = row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. } | Reason::Start));
    Some(row).filter(|row| row.from > view.member.from && !by_step)
}

/// The first step up after a day, in the period that is asked about or after it.
fn next_step<'a>(case: &Case<'a>, on: Date) -> Option<(Date, &'a PointId, Money)> {
    words::first_step(case.history.scale(), case.career, on)
}

/// The first step after the period, where the headline names another.
pub(super) fn after_that(view: &ProgressView<'_>, case: &Case<'_>) -> Option<Text> {
    let (last, (stands_on, _)) = (day_before(view.until), standing_row(view, case)?);
    let after = words::step_after(case.history.scale(), case.career, last)?;
    (next_step(case, stands_on)?.0 != next_step(case, last)?.0).then(|| text!["After that: "].and(after).and("."))
}

/// The first fall of yearly pay after a day, and why.
fn fall(case: &Case<'_>, on: Date) -> Option<Text> {
    let scale = case.history.scale();
    let pay = |row: &Row| Shown::of(scale, row).total();
    let pairs = case.career.rows.iter().zip(case.career.rows.iter().skip(1));
    // What happened in between nobody knows.
    let parted = |before: &Row, after: &Row| case.career.gaps.iter().any(|gap| gap.last >= before.from && gap.last < after.from);
    let falls = |before: &Row, after: &Row| pay(after) < pay(before) && !parted(before, after);
    let (before, after) = pairs.into_iter().find(|(before, after)| after.from > on && falls(before, after))?;
    let money = |amount: Money| Cell::money(&scale.currency, amount);
    let said = text!["On ", Cell::long_date(after.from), " your pay falls by ", money(pay(before) - pay(after)), " a year"];
    let why = words::reasons(&after.reasons, scale);
    Some(said.and(text![", to ", money(pay(after)), ": ", why, "."]))
}

/// What each proposal gives a year and a month from the day on which it first makes a difference, and what that comes to.
fn gains(view: &ProgressView<'_>, baseline: &Case<'_>) -> Vec<Text> {
    let proposals = view.cases.get(1..).unwrap_or_default();
    if proposals.is_empty() {
        return Vec::new();
    }
    let scale = baseline.history.scale();
    let pence = |amount: Money| Cell::pence(&scale.currency, amount);
    let mut said = Vec::new();
    let mut day_before_this = None;
    for case in proposals {
        let Some((day, more)) = first_difference(baseline, case) else {
            said.push(text![case.title, " changes nothing in your pay a year"]);
            continue;
        };
        let (verb, amount) = if more < Money::ZERO { ("takes from you ", -more) } else { ("gives you ", more) };
        let opening = if day_before_this == Some(day) { Text::default() } else { text!["From ", Cell::long_date(day), " "] };
        let direction = if more < Money::ZERO { "" } else { " more" };
        let month = scale.conventions.monthly_rounding.round(&amount.exact().over(12)).unwrap_or(amount);
        let figures = text![verb, pence(amount), " a year", direction, " (", pence(month), " a month)"];
        said.push(opening.and(text![case.title, " "]).and(figures));
        day_before_this = Some(day);
    }
    let total = |case: &Case<'_>| case.career.years.iter().map(|year| year.due).sum::<Money>();
    let whole = proposals.iter().map(|case| {
        let more = total(case) - total(baseline);
        let (word, amount) = if more < Money::ZERO { ("less", -more) } else { ("more", more) };
        if amount.is_zero() { text!["the same with ", case.title] } else { text![pence(amount), " ", word, " with ", case.title] }
    });
    let up_to = text!["Up to ", Cell::long_date(day_before(view.until)), " that comes to "];
    vec![Text::joined(said, ", ").and("."), up_to.and(Text::joined(whole, ", ")).and(".")]
}

/// The first day on which yearly pay differs, and by how much.
fn first_difference(baseline: &Case<'_>, case: &Case<'_>) -> Option<(Date, Money)> {
    let scale = baseline.history.scale();
    let days: BTreeSet<Date> = [baseline, case].iter().flat_map(|one| one.career.rows.iter().map(|row| row.from)).collect();
    days.into_iter().find_map(|day| {
        let pay = |of: &Case<'_>| row_on(of.career, day).map(|row| Shown::of(scale, row).total());
        let more = pay(case)? - pay(baseline)?;
        (!more.is_zero()).then_some((day, more))
    })
}
