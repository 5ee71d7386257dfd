//! What settlements, rules and reasons say, in sentences.

mod absence;
mod ahead;
mod assumption;
mod component;
mod derivation;
mod hours;
mod mistakes;
mod moves;
mod payments;

use rust_decimal::Decimal;

pub use self::absence::{absence_rules, stage, stages};
pub(super) use self::ahead::{ahead, first_step, for_hours, step_after};
pub(super) use self::assumption::turnover;
pub use self::assumption::{assumption, assumptions, by_sentence, next_step_unknown};
pub(super) use self::component::component;
pub use self::component::element;
pub use self::derivation::{derivation, payments_due};
pub(super) use self::hours::hours_and_weeks;
pub use self::mistakes::{counted, explained, kind, mistake, number};
pub use self::moves::moves;
use self::payments::payment_title;
pub(super) use self::payments::title_of;
pub use self::payments::{payment, protection};

use crate::calendar::written;
use crate::entitlement::Reason;
use crate::money::{Currency, Mode, Money, Rounding};
use crate::scale::{
    Assimilation, BetweenMeasures, Carry, Change, CountedFrom, Law, Measure, Pace, PointTable, Progression, RangeBounds,
    RangeFact, Scale, Selector, Settlement, Shift, ShortService, SpineFact, Uplift, When,
};

/// Why something changed on a day.
pub fn reason(reason: &Reason, scale: &Scale) -> String {
    match reason {
        Reason::Start => "as given".to_owned(),
        Reason::Settlement { title, proposed: true } => format!("{title} (proposed)"),
        Reason::Settlement { title, proposed: false } => title.clone(),
        Reason::Step { reaches_target: true, .. } => "step up, to the target rate".to_owned(),
        Reason::Step { .. } => "step up".to_owned(),
        Reason::NoStep { needs } => format!("no step: {needs}"),
        Reason::Assimilated { from, to, order: None } => format!("moved up from {from} to {to} with the range"),
        Reason::Assimilated { from, to, order: Some(order) } => {
            format!("moved up from {from} to {to} with the range ({})", order.written())
        }
        Reason::OtherOrder { taken, leads_to } => {
            format!(
                "{}, as the settlement does not say; the other order leads to {} {leads_to}",
                taken.written(),
                scale.point_word
            )
        }
        Reason::LumpSum(amount) => format!("lump sum of {} at full time", scale.currency.written(*amount)),
        Reason::MarkTime(lost) => format!("mark time for a loss of {} at full time", scale.currency.written(*lost)),
        Reason::PaymentEnds(title) => format!("{title} ends"),
        Reason::MarkTimeEnds => "mark time ends".to_owned(),
        Reason::LongerService { leave } => format!("longer service: {leave} weeks of leave a year are paid"),
        Reason::Changed { field, to } => format!("{} becomes {to}", if field == "fte" { "FTE" } else { field }),
        Reason::Moved { kind, from, to } => moves::moved(*kind, from, to),
        Reason::TemporarilyPromoted { from, to, until } => moves::temporarily_promoted(from, to, *until),
        Reason::Returned { from, to } => moves::returned(from, to),
    }
}

/// Several reasons in a line.
pub fn reasons(reasons: &[Reason], scale: &Scale) -> String {
    reasons.iter().map(|one| reason(one, scale)).collect::<Vec<_>>().join("; ")
}

/// What a settlement changes, a line for each change.
pub fn settlement(scale: &Scale, settlement: &Settlement) -> Vec<String> {
    let mut lines: Vec<String> = settlement.measures.iter().map(|one| measure(scale, one)).collect();
    lines.extend(settlement.spines.iter().map(|(id, fact)| spine(scale, id.as_str(), fact)));
    lines.extend(settlement.ranges.iter().map(|fact| range(scale, fact)));
    for (grade, rule) in &settlement.progression {
        let whom = grade.as_ref().map_or("All grades".to_owned(), ToString::to_string);
        lines.push(format!("{whom}: {}.", progression(scale, rule)));
    }
    lines.extend(settlement.payments.iter().map(|stated| format!("{}: {}.", title_of(scale, stated), payment(scale, &stated.1))));
    if let Some(order) = settlement.order {
        lines.push(format!("On the day: {}.", order.written()));
    }
    if let Some(last) = settlement.known_until {
        lines.push(format!(
            "Known to be in force up to {}; after that nothing is known until the next settlement.",
            written(last)
        ));
    }
    lines
}

/// A measure, with its title where it has one.
pub fn measure(scale: &Scale, measure: &Measure) -> String {
    let what = change(scale, measure);
    let what = format!("{what}{}", assumed_note(measure.assumed.as_ref()));
    match &measure.title {
        Some(title) => format!("{title}: {what}."),
        None => format!("{}.", capitalised(&what)),
    }
}

fn change(scale: &Scale, measure: &Measure) -> String {
    let point = &scale.point_word;
    let pounds = |amount: Money| scale.currency.written(amount);
    let whom = selected(scale, &measure.selector);
    match &measure.change {
        Change::Uplift { uplift, payments } if payments.is_empty() => {
            let spine = of_spines(&measure.selector);
            let what = if measure.selector.points.is_some() {
                format!("{}{spine}", selected_points(scale, &measure.selector))
            } else {
                format!("every {point}{spine}")
            };
            let rounding = rounding(&scale.currency, scale.conventions.annual_rounding);
            format!("{what}{whom} rises by {}, rounded {rounding}", rise(scale.currency, uplift))
        }
        Change::Uplift { uplift, payments } => {
            let titles: Vec<&str> = payments.iter().map(|id| payment_title(scale, id)).collect();
            format!("{}{whom} rises by {}", titles.join(", "), rise(scale.currency, uplift))
        }
        Change::RaiseTo(to) => {
            let what = if measure.selector.points.is_some() {
                selected_points(scale, &measure.selector)
            } else {
                format!("every lower {point}")
            };
            format!("{what} rises to the value of {to}")
        }
        Change::EqualSteps(share) => format!(
            "the {point}s{} lie {share} of the lowest apart, {}",
            of_spines(&measure.selector),
            rounding(&scale.currency, scale.conventions.annual_rounding)
        ),
        Change::DeletePoints(points) => {
            let points: Vec<String> = points.iter().map(ToString::to_string).collect();
            format!("{point} {} goes; whoever stands there moves to the next that remains", points.join(", "))
        }
        Change::InsertPoint { point: new, between: (low, high), at } => {
            format!("{point} {new} is put between {low} and {high}, {at} of the way")
        }
        Change::RaiseMinimum { shift, assimilation } => {
            format!("ranges{whom} start {}; {}", shifted(scale, shift, "higher"), assimilated(*assimilation))
        }
        Change::LowerTarget(shift) => format!("ranges{whom} end {}; nobody moves down", shifted(scale, shift, "lower")),
        Change::TargetWithin { within, assimilation } => {
            format!("minima{whom} rise until minimum to target takes at most {within}; {}", assimilated(*assimilation))
        }
        Change::LumpSum { amount, pro_rata, pensionable } => format!(
            "{} once{whom}, {}{}, not consolidated",
            pounds(*amount),
            if *pro_rata { "by FTE" } else { "whatever the hours" },
            if *pensionable { ", pensionable" } else { "" }
        ),
        Change::HoursPerWeek(hours) => format!("the full-time week becomes {hours} hours for the same pay"),
    }
}

fn assimilated(assimilation: Assimilation) -> &'static str {
    match assimilation {
        Assimilation::ToMinimum => "whoever is below the new minimum moves up to it",
        Assimilation::KeepSteps => "everyone in the range moves up with it",
    }
}

fn shifted(scale: &Scale, shift: &Shift, way: &str) -> String {
    match shift {
        // Where no grade has points, it is pay.
        Shift::By(by) if scale.grades.iter().all(|(_, grade)| grade.spine.is_none()) => {
            let amount = Money::new(*by).map_or_else(|| by.to_string(), |by| scale.currency.written(by));
            format!("{amount} {way}")
        }
        Shift::By(by) => format!("{by} {}{} {way}", scale.point_word, if *by == Decimal::ONE { "" } else { "s" }),
        Shift::To(to) => format!("at {to}"),
    }
}

fn selected(scale: &Scale, selector: &Selector) -> String {
    let mut out = String::new();
    if !selector.grades.is_empty() {
        let grades: Vec<&str> = selector.grades.iter().map(crate::scale::GradeId::as_str).collect();
        out = format!(" of {}", grades.join(", "));
    }
    if !selector.areas.is_empty() {
        let areas: Vec<&str> = selector.areas.iter().map(|area| scale.area_title(area)).collect();
        out = format!("{out} in {}", areas.join(", "));
    }
    out
}

fn of_spines(selector: &Selector) -> String {
    match selector.spines.as_slice() {
        [] => String::new(),
        [first, .., last] if selector.spines.len() > 3 => format!(" of {first} to {last}"),
        spines => format!(" of {}", spines.iter().map(crate::scale::SpineId::as_str).collect::<Vec<_>>().join(", ")),
    }
}

fn selected_points(scale: &Scale, selector: &Selector) -> String {
    let points = selector.points.as_ref().map_or_else(String::new, ToString::to_string);
    format!("each {} of {points}", scale.point_word)
}

/// "5% or £1,500, whichever is higher" and the like.
fn rise(currency: Currency, uplift: &Uplift) -> String {
    let percent = (!uplift.percent.number().is_zero()).then(|| uplift.percent.to_string());
    let flat = (!uplift.flat.is_zero()).then(|| currency.written(uplift.flat));
    let main = match (percent, flat) {
        (Some(percent), Some(flat)) => format!("{percent} and {flat}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "nothing".to_owned(),
    };
    match (uplift.at_least.map(|floor| currency.written(floor)), uplift.at_most.map(|cap| currency.written(cap))) {
        (None, None) => main,
        (Some(floor), None) if main == "nothing" => floor,
        (Some(floor), None) => format!("{main} or {floor}, whichever is higher"),
        (None, Some(cap)) => format!("{main}, at most {cap}"),
        (Some(floor), Some(cap)) => format!("{main}, at least {floor} and at most {cap}"),
    }
}

/// How amounts are rounded: "half up to £1".
pub fn rounding(currency: &Currency, rounding: Rounding) -> String {
    let mode = match rounding.mode() {
        Mode::HalfUp => "half up",
        Mode::HalfDown => "half down",
        Mode::HalfEven => "half to even",
        Mode::Up => "up",
        Mode::Down => "down",
    };
    let unit = Money::new(rounding.to()).expect("what is rounded to is an amount");
    format!("{mode} to {}", currency.written(unit))
}

/// How the system rounds and counts parts of a month.
pub fn conventions(scale: &Scale) -> String {
    let conventions = &scale.conventions;
    let carried = match (conventions.carry, conventions.between_measures) {
        (Carry::Unrounded, _) => "unrounded",
        (Carry::Published, BetweenMeasures::Rounded) => "as published",
        (Carry::Published, BetweenMeasures::Unrounded) => "as published, unrounded between the measures of a settlement",
    };
    let hours = conventions.hours_per_week.map_or_else(String::new, |hours| format!(", {hours} hours a week"));
    let moves = moves::order_of_moves(scale).map_or_else(String::new, |moves| format!(", {moves}"));
    format!(
        "annual values {} and carried {carried}, months {}, part months by {}{hours}{moves}",
        rounding(&scale.currency, conventions.annual_rounding),
        rounding(&scale.currency, conventions.monthly_rounding),
        conventions.part_month.default
    )
}

fn assumed_note(assumed: Option<&String>) -> &'static str {
    if assumed.is_some() { " (assumed)" } else { "" }
}

fn spine(scale: &Scale, id: &str, fact: &SpineFact) -> String {
    let mut parts = Vec::new();
    if let Some(formula) = &fact.formula {
        let ends = format!("{} {} to {}", scale.point_word, formula.first, formula.last);
        let law = match &formula.law {
            Law::Geometric { at, value, ratio } => format!("{value} × {ratio}^({} − {at})", scale.point_word),
            Law::Arithmetic { value, step } => format!("from {value} in steps of {step} of it"),
        };
        let exceptions = fact.table.points.len();
        let exceptions = if exceptions == 0 { String::new() } else { format!(", with {exceptions} values as published") };
        parts.push(format!("{ends}, {law}{exceptions}{}", assumed_note(fact.table.assumed.as_ref())));
    } else if !fact.table.points.is_empty() {
        parts.push(table(scale, &fact.table));
    }
    parts.extend(fact.areas.iter().map(|(area, values)| format!("in {}, {}", scale.area_title(area), table(scale, values))));
    format!("Spine {id}: {}.", parts.join("; "))
}

/// The values of a table, in short.
fn table(scale: &Scale, table: &PointTable) -> String {
    let pounds = |amount: Money| scale.currency.written(amount);
    let point = &scale.point_word;
    let values = match table.points.as_slice() {
        [] => String::new(),
        [(only, value)] => format!("{point} {only} is {}", pounds(*value)),
        [(first, low), .., (last, high)] => {
            format!("{} values, {point} {first} ({}) to {last} ({})", table.points.len(), pounds(*low), pounds(*high))
        }
    };
    let note = match (&table.assumed, &table.assumed_points) {
        (None, _) => String::new(),
        (Some(_), None) => " (assumed)".to_owned(),
        (Some(_), Some(points)) => format!(" ({points} assumed)"),
    };
    let exception = table.exception.as_ref().map_or_else(String::new, |why| format!(", an exception to the rule: {why}"));
    format!("{values}{note}{exception}")
}

fn range(scale: &Scale, fact: &RangeFact) -> String {
    let area = fact.area.as_ref().map_or_else(String::new, |area| format!(" ({area})"));
    let note = assumed_note(fact.assumed.as_ref());
    match &fact.bounds {
        RangeBounds::Points { minimum, target } => {
            format!("{}{area}: {} {minimum} to {target}{note}.", fact.grade, scale.point_word)
        }
        RangeBounds::Pay { minimum, target } => {
            format!("{}{area}: {} to {}{note}.", fact.grade, scale.currency.written(*minimum), scale.currency.written(*target))
        }
    }
}

/// How members move up.
pub fn progression(scale: &Scale, rule: &Progression) -> String {
    let pace = match &rule.pace {
        Pace::Step { points, every } => {
            let every = every.as_a_period();
            format!("{points} {}{} every {every}", scale.point_word, if *points == 1 { "" } else { "s" })
        }
        Pace::Waits { waits, counted_from } => {
            let waits: Vec<String> = waits.iter().map(ToString::to_string).collect();
            let counted = match counted_from {
                CountedFrom::Point => "",
                CountedFrom::Grade => ", counted from the day in the grade",
            };
            format!("one {} after {}{counted}", scale.point_word, waits.join(", then "))
        }
    };
    let on = match rule.on {
        When::CommonDate(date) => format!("on {}", date.written()),
        When::Anniversary => "on each member's own date".to_owned(),
    };
    let short_service = match rule.short_service {
        ShortService::NextDate => "",
        ShortService::WhenComplete => ", or on the day it is complete for whoever lacks it on the first",
    };
    let qualifying = if rule.qualifying.is_none() { String::new() } else { format!(", after {} in the grade", rule.qualifying) };
    let requires = if rule.requires.is_empty() { String::new() } else { format!(", for {}", rule.requires.written()) };
    format!("{pace}, {on}{qualifying}{short_service}{requires}{}", assumed_note(rule.assumed.as_ref()))
}

/// With a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
