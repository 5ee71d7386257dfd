//! Mistakes in sentences.

use super::{element, payment_title};
use crate::audit::{Diagnosis, Mistake, MonthPaid, OtherStatutory, PaidHours, PartMonthCause, Partial};
use crate::calendar::{Date, Length, Month, PartMonth, Period, day_before, written};
use crate::money::Money;
use crate::scale::{AbsenceKind, PointId, Scale};

/// So many of a thing: `1 month`, `11 months`, `8,000 lines`.
pub fn counted(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{} {thing}s", number(count)) }
}

/// A count with its thousands apart.
pub fn number(count: u64) -> String {
    crate::money::with_separators(&count.to_string())
}

/// What explains the differences, with how much of them it does; or that nothing does.
pub fn explained(scale: &Scale, diagnosis: Option<&Diagnosis>) -> String {
    let Some(diagnosis) = diagnosis else { return "There is nothing to explain.".to_owned() };
    let months = match diagnosis.months {
        1 => "the one month that differs".to_owned(),
        2 => "both months that differ".to_owned(),
        many => format!("all {many} months that differ"),
    };
    let said: Vec<String> = diagnosis
        .explanations
        .iter()
        .map(|explanation| {
            let parts: Vec<String> = explanation.mistakes.iter().map(|one| mistake(scale, one)).collect();
            parts.join("; and ")
        })
        .collect();
    match said.as_slice() {
        [] => {
            let none = "No single mistake that is looked for, and no two together, would have paid this.";
            let partial = diagnosis.partial.as_ref().map(|partial| format!(" {}", nearest(scale, diagnosis, partial)));
            format!("{none}{}", partial.unwrap_or_else(String::new))
        }
        [one] => format!("{one}: this explains {months}, to the penny."),
        [one, others @ ..] => {
            format!("{one}: this explains {months}, to the penny. The same would have been paid if: {}.", others.join("; or: "))
        }
    }
}

/// What comes nearest, and the months that it leaves.
fn nearest(scale: &Scale, diagnosis: &Diagnosis, partial: &Partial) -> String {
    let left = |(month, amount): &(Month, Money)| {
        let over = if *amount < Money::ZERO { "less" } else { "more" };
        let amount = scale.currency.written_to_the_penny((*amount).max(-*amount));
        format!("{}, {amount} {over}", month.written())
    };
    let several: Vec<String> = partial.left.iter().map(left).collect();
    let explained = diagnosis.months.saturating_sub(partial.left.len());
    let clause = mistake(scale, &partial.mistake);
    format!("Nearest: {clause}: this explains {explained} of {} months; left is {}.", diagnosis.months, several.join("; "))
}

/// A sort of mistake, for a list of how often each was made.
pub fn kind(mistake: &Mistake) -> &'static str {
    match mistake {
        Mistake::LeavingMissed { .. } => "Paid after the last day of service",
        Mistake::AbsenceMissed { .. } => "Absence not acted on",
        Mistake::StageMissed { .. } => "Stage of an absence not begun",
        Mistake::ReturnMissed { .. } => "Return from absence not acted on",
        Mistake::AbsenceOther { .. } => "Absence of other days",
        Mistake::StatutoryOther { .. } => "Statutory pay by other terms",
        Mistake::WholeMonth { .. } => "First month paid whole",
        Mistake::ChangeMissed { .. } => "Change not made, or made late",
        Mistake::ChangeEarly { .. } => "Change made early",
        Mistake::StepEarly { .. } => "Step up given early",
        Mistake::StepMissed { .. } => "Step up not given, or given late",
        Mistake::AwardMissed { .. } => "Award not applied",
        Mistake::AwardLate { .. } => "Award applied late",
        Mistake::AwardEarly { .. } => "Award paid before it was agreed",
        Mistake::AwardTwice { .. } => "Award applied twice",
        Mistake::NotRaised { .. } => "Award not applied to one element",
        Mistake::PaymentMissed { .. } => "Payment not paid",
        Mistake::PaymentHours { .. } => "Payment by other hours",
        Mistake::PaidAsWell { .. } => "Payment on top that is not due",
        Mistake::OtherNumber { .. } => "Other number of hours worked",
        Mistake::MonthOtherwise { .. } => "A month paid twice, or with another",
        Mistake::BothPaid { .. } => "Two payments of which one is due",
        Mistake::MarkTimeIgnored { .. } => "Mark time not paid",
        Mistake::MarkTimeNotReduced { .. } => "Mark time not reduced",
        Mistake::OtherHours { .. } => "Other hours",
        Mistake::BackPay { .. } => "Back pay not paid, or paid twice",
        Mistake::OtherArea { .. } => "Rates of another area",
        Mistake::OtherField { .. } => "A payment as for somebody else",
        Mistake::OtherPoint { .. } => "Another point",
        Mistake::MadeGood { mistake, .. } => kind(mistake),
        Mistake::OtherConvention { .. } => "Another convention for broken months",
    }
}

/// A mistake as a clause with its day.
pub fn mistake(scale: &Scale, mistake: &Mistake) -> String {
    let title = |payment| payment_title(scale, payment);
    match mistake {
        Mistake::LeavingMissed { last_day, right_from } => {
            since("went on paying after the last day of service,", *last_day, *right_from)
        }
        Mistake::AbsenceMissed { kind, from, right_from } => {
            since(&format!("did not act on the absence ({}) from", kind.word()), *from, *right_from)
        }
        Mistake::StageMissed { kind, on, right_from } => {
            since(&format!("did not go on to the next stage of pay of the absence ({}) on", kind.word()), *on, *right_from)
        }
        Mistake::ReturnMissed { kind, back_on, right_from } => {
            since(&format!("did not act on the return from absence ({}) on", kind.word()), *back_on, *right_from)
        }
        Mistake::AbsenceOther { kind, period, treated } => absence_other(*kind, *period, *treated),
        Mistake::StatutoryOther { kind, from, otherwise } => statutory_other(*kind, *from, *otherwise),
        Mistake::WholeMonth { from } => format!("Payroll paid the whole month to somebody who began on {}", written(*from)),
        Mistake::ChangeMissed { on, fields, right_from } => change_missed(*on, fields, *right_from),
        Mistake::ChangeEarly { on, fields, made_on } => change_early(*on, fields, *made_on),
        Mistake::StepEarly { to, on, due, until } => step_early(scale, to, [*on, *due], *until),
        Mistake::StepMissed { to, due, given_on } => step_missed(scale, to, *due, *given_on),
        Mistake::OtherHours { fte, from, right_from } => {
            let hours = if fte.is_full_time() { "full time".to_owned() } else { format!("for FTE {fte}") };
            since(&format!("paid {hours} from"), *from, *right_from)
        }
        Mistake::OtherArea { area, from, payments_only, right_from } => {
            let what = if *payments_only { "payments" } else { "pay" };
            let area = scale.area_title(area);
            since(&format!("went by the {what} of another area, {area}, from"), *from, *right_from)
        }
        Mistake::OtherField { field, value: Some(value), from, right_from } => {
            since(&format!("had {field} as {value} from"), *from, *right_from)
        }
        Mistake::OtherField { field, value: None, from, right_from } => {
            since(&format!("had no {field} from"), *from, *right_from)
        }
        Mistake::OtherPoint { point, due, from, until, went_on } => other_point(scale, [point, due], (*from, *until), *went_on),
        Mistake::OtherConvention { convention, of } => other_convention(*convention, *of),
        Mistake::MadeGood { mistake: wrong, in_month, taken_back } => {
            let (wrong, month) = (self::mistake(scale, wrong), in_month.written());
            if *taken_back {
                format!("{wrong}, and took back in {month} what it had paid too much")
            } else {
                format!("{wrong}, with back pay in {month}")
            }
        }
        Mistake::AwardMissed { title, from, right_from } => since(&format!("did not apply {title} of"), *from, *right_from),
        Mistake::AwardLate { title, from, in_month } => {
            format!("Payroll applied {title} of {} late, in {}, with back pay", written(*from), in_month.written())
        }
        Mistake::AwardEarly { title, from, agreed, in_month } => {
            let (from, agreed) = (written(*from), written(*agreed));
            format!("Payroll paid {title} of {from} from {}, before it was agreed on {agreed}", in_month.written())
        }
        Mistake::NotRaised { element: raised, title, from, right_from } => {
            let raised = element(scale, raised);
            format!("Payroll did not apply {title} of {} to {raised}{}", written(*from), put_right(*right_from))
        }
        Mistake::AwardTwice { title, from, right_from } => {
            format!("Payroll applied {title} of {} twice{}", written(*from), put_right(*right_from))
        }
        Mistake::BackPay { times: 0, in_month } => format!("Payroll did not pay the back pay of {}", in_month.written()),
        Mistake::BackPay { in_month, .. } => format!("Payroll paid the back pay of {} twice", in_month.written()),
        Mistake::PaymentMissed { component, from, right_from } => {
            since(&format!("did not pay {} from", element(scale, component)), *from, *right_from)
        }
        Mistake::PaymentHours { payment, paid, from, right_from } => {
            since(&format!("paid {} {} from", title(payment), by_hours(*paid)), *from, *right_from)
        }
        Mistake::PaidAsWell { payment, field, value, from, right_from } => {
            let as_of = value.as_ref().map_or_else(|| format!("no {field}"), |value| format!("{field} {value}"));
            since(&format!("paid {} on top, as with {as_of}, which is not due, from", title(payment)), *from, *right_from)
        }
        Mistake::OtherNumber { payment, month, paid, worked } => {
            format!("Payroll paid {} for {paid} in {}, where {worked} were worked", title(payment), month.written())
        }
        Mistake::MonthOtherwise { of, element: only, paid } => {
            month_otherwise(only.as_ref().map_or("the pay", |only| element(scale, only)), *of, *paid)
        }
        Mistake::BothPaid { payments, from, right_from } => {
            let named = payments.iter().map(title).collect::<Vec<_>>().join(" and ");
            since(&format!("paid {named} together, of which one is due at a time, from"), *from, *right_from)
        }
        Mistake::MarkTimeIgnored { from, right_from } => since("paid no mark time from", *from, *right_from),
        Mistake::MarkTimeNotReduced { from, right_from } => since("did not reduce mark time by the rise of", *from, *right_from),
    }
}

/// What a payroll did from a day on, up to the month in which it was put right.
fn since(what: &str, from: Date, right_from: Option<Month>) -> String {
    format!("Payroll {what} {}{}", written(from), put_right(right_from))
}

/// From when on it was put right.
fn put_right(right_from: Option<Month>) -> String {
    right_from.map_or_else(String::new, |month| format!(", put right from {}", month.written()))
}

fn listed(fields: &[String]) -> String {
    fields.join(" and ").replace("fte", "FTE")
}

fn absence_other(kind: AbsenceKind, period: Period, treated: Period) -> String {
    let (first, last) = (written(period.start), written(day_before(period.end)));
    let absence = format!("the absence ({}) of {first} to {last}", kind.word());
    if period.start == treated.start {
        format!("Payroll had {absence} end on {}", written(day_before(treated.end)))
    } else {
        format!("Payroll had {absence} begin on {}", written(treated.start))
    }
}

fn statutory_other(kind: AbsenceKind, from: Date, otherwise: OtherStatutory) -> String {
    let absence = format!("statutory pay for the absence ({}) from {}", kind.word(), written(from));
    match otherwise {
        OtherStatutory::WaitingDays(0) => format!("Payroll took no waiting days off {absence}"),
        OtherStatutory::WaitingDays(days) => format!("Payroll took {days} waiting days off {absence}"),
        OtherStatutory::QualifyingDays(days) => {
            format!("Payroll went by {} a week for {absence}", counted(days.into(), "qualifying day"))
        }
        OtherStatutory::RateBefore(changed) => format!("Payroll paid {absence} at the rate before {}", written(changed)),
        OtherStatutory::OnTop => format!("Payroll paid {absence} on top of full pay"),
    }
}

fn change_missed(on: Date, fields: &[String], right_from: Option<Month>) -> String {
    let change = format!("the change of {} of {}", listed(fields), written(on));
    match right_from {
        None => format!("Payroll did not make {change}"),
        Some(month) => format!("Payroll made {change} late, from {}", month.written()),
    }
}

fn change_early(on: Date, fields: &[String], made_on: Date) -> String {
    let change = format!("the change of {} of {}", listed(fields), written(on));
    if Month::of(made_on) == Month::of(on) {
        format!("Payroll made {change} from the first of its month, {}", written(made_on))
    } else {
        format!("Payroll made {change} early, from {}", written(made_on))
    }
}

fn step_early(scale: &Scale, to: &PointId, [on, due]: [Date; 2], until: Option<Date>) -> String {
    let back = until.map_or_else(String::new, |until| format!(", and took it back from {}", written(until)));
    let (early, on, due) = (how_early(on, due), written(on), written(due));
    format!("Payroll moved to {} {to} {early}, from {on} and not from {due}{back}", scale.point_word)
}

fn step_missed(scale: &Scale, to: &PointId, due: Date, given_on: Option<Date>) -> String {
    let step = format!("the step up to {} {to} of {}", scale.point_word, written(due));
    match given_on {
        None => format!("Payroll missed {step}"),
        Some(given) => format!("Payroll gave {step} late, from {}", written(given)),
    }
}

/// A point paid over some days, where another was due.
fn other_point(scale: &Scale, [paid, due]: [&PointId; 2], (from, until): (Date, Option<Date>), went_on: bool) -> String {
    let until = until.map_or_else(String::new, |until| format!(" up to {}", written(day_before(until))));
    let on = if went_on { ", and went on from there" } else { "" };
    format!("Payroll paid {} {paid} from {}{until}, where {due} was due{on}", scale.point_word, written(from))
}

fn other_convention(convention: PartMonth, of: PartMonthCause) -> String {
    let of = match of {
        PartMonthCause::ByChange => "broken months",
        PartMonthCause::ByUnpaidLeave => "unpaid days",
        PartMonthCause::ByStrike => "strike days",
    };
    format!("Payroll counted {of} by {convention}")
}

fn by_hours(paid: PaidHours) -> &'static str {
    match paid {
        PaidHours::FullTime => "in full, and not by the hours,",
        PaidHours::Twice => "by the hours twice over",
        PaidHours::ByShare => "by the hours, which it does not go by,",
    }
}

fn month_otherwise(what: &str, of: Month, paid: MonthPaid) -> String {
    let month = of.written();
    match paid {
        MonthPaid::Twice => format!("Payroll paid {what} of {month} twice"),
        MonthPaid::Late => format!("Payroll paid {what} of {month} a month late, with {}", of.next().written()),
        MonthPaid::Early => format!("Payroll paid {what} of {month} a month early, with {}", of.before().written()),
    }
}

/// How long before its day.
fn how_early(on: Date, due: Date) -> String {
    let months = (1..=600).find(|months| Length::months(*months).after(on) == due);
    match months {
        Some(12) => "a year early".to_owned(),
        Some(1) => "a month early".to_owned(),
        Some(months) if months % 12 == 0 => format!("{} years early", months / 12),
        Some(months) => format!("{months} months early"),
        None => "early".to_owned(),
    }
}
