//! Mistakes in sentences.

use super::{element, payment_title};
use crate::audit::{Diagnosis, Mistake, MonthPaid, OtherStatutory, PaidHours, PartMonthCause, Partial};
use crate::calendar::{Date, Length, Month, day_before, written};
use crate::money::Money;
use crate::scale::Scale;

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
        Mistake::OtherConvention { .. } => "Another convention for broken months",
    }
}

/// A mistake as a clause with its day.
pub fn mistake(scale: &Scale, mistake: &Mistake) -> String {
    match mistake {
        Mistake::LeavingMissed { .. }
        | Mistake::AbsenceMissed { .. }
        | Mistake::StageMissed { .. }
        | Mistake::ReturnMissed { .. }
        | Mistake::AbsenceOther { .. }
        | Mistake::StatutoryOther { .. }
        | Mistake::WholeMonth { .. } => of_absence(mistake),
        Mistake::ChangeMissed { .. }
        | Mistake::ChangeEarly { .. }
        | Mistake::StepEarly { .. }
        | Mistake::StepMissed { .. }
        | Mistake::OtherPoint { .. }
        | Mistake::OtherHours { .. }
        | Mistake::OtherConvention { .. }
        | Mistake::OtherArea { .. }
        | Mistake::OtherField { .. } => of_place(scale, mistake),
        Mistake::AwardMissed { .. }
        | Mistake::AwardLate { .. }
        | Mistake::AwardTwice { .. }
        | Mistake::AwardEarly { .. }
        | Mistake::NotRaised { .. }
        | Mistake::BackPay { .. } => of_award(scale, mistake),
        Mistake::PaymentMissed { .. }
        | Mistake::BothPaid { .. }
        | Mistake::MarkTimeIgnored { .. }
        | Mistake::MarkTimeNotReduced { .. }
        | Mistake::PaymentHours { .. }
        | Mistake::PaidAsWell { .. }
        | Mistake::OtherNumber { .. }
        | Mistake::MonthOtherwise { .. } => of_payment(scale, mistake),
    }
}

/// From when on it was put right.
fn put_right(right_from: Option<Month>) -> String {
    right_from.map_or_else(String::new, |month| format!(", put right from {}", month.written()))
}

fn listed(fields: &[String]) -> String {
    fields.join(" and ").replace("fte", "FTE")
}

/// Mistakes in beginning, absences and leaving.
fn of_absence(mistake: &Mistake) -> String {
    match mistake {
        Mistake::LeavingMissed { last_day, right_from } => {
            format!("Payroll went on paying after the last day of service, {}{}", written(*last_day), put_right(*right_from))
        }
        Mistake::AbsenceMissed { kind, from, right_from } => {
            format!("Payroll did not act on the absence ({}) from {}{}", kind.word(), written(*from), put_right(*right_from))
        }
        Mistake::StageMissed { kind, on, right_from } => {
            let stage = format!("the next stage of pay of the absence ({}) on {}", kind.word(), written(*on));
            format!("Payroll did not go on to {stage}{}", put_right(*right_from))
        }
        Mistake::ReturnMissed { kind, back_on, right_from } => {
            format!(
                "Payroll did not act on the return from absence ({}) on {}{}",
                kind.word(),
                written(*back_on),
                put_right(*right_from)
            )
        }
        Mistake::AbsenceOther { kind, period, treated } => {
            let (first, last) = (written(period.start), written(day_before(period.end)));
            let absence = format!("the absence ({}) of {first} to {last}", kind.word());
            if period.start == treated.start {
                format!("Payroll had {absence} end on {}", written(day_before(treated.end)))
            } else {
                format!("Payroll had {absence} begin on {}", written(treated.start))
            }
        }
        Mistake::StatutoryOther { kind, from, otherwise } => {
            let absence = format!("statutory pay for the absence ({}) from {}", kind.word(), written(*from));
            match otherwise {
                OtherStatutory::WaitingDays(0) => format!("Payroll took no waiting days off {absence}"),
                OtherStatutory::WaitingDays(days) => format!("Payroll took {days} waiting days off {absence}"),
                OtherStatutory::QualifyingDays(days) => {
                    format!("Payroll went by {} a week for {absence}", counted((*days).into(), "qualifying day"))
                }
                OtherStatutory::RateBefore(changed) => format!("Payroll paid {absence} at the rate before {}", written(*changed)),
                OtherStatutory::OnTop => format!("Payroll paid {absence} on top of full pay"),
            }
        }
        Mistake::WholeMonth { from } => format!("Payroll paid the whole month to somebody who began on {}", written(*from)),
        _ => String::new(),
    }
}

/// Mistakes in where somebody stands and for how many hours.
fn of_place(scale: &Scale, mistake: &Mistake) -> String {
    let point = &scale.point_word;
    match mistake {
        Mistake::ChangeMissed { on, fields, right_from: None } => {
            format!("Payroll did not make the change of {} of {}", listed(fields), written(*on))
        }
        Mistake::ChangeMissed { on, fields, right_from: Some(month) } => {
            format!("Payroll made the change of {} of {} late, from {}", listed(fields), written(*on), month.written())
        }
        Mistake::ChangeEarly { on, fields, made_on } if Month::of(*made_on) == Month::of(*on) => {
            let (day, first) = (written(*on), written(*made_on));
            format!("Payroll made the change of {} of {day} from the first of its month, {first}", listed(fields))
        }
        Mistake::ChangeEarly { on, fields, made_on } => {
            format!("Payroll made the change of {} of {} early, from {}", listed(fields), written(*on), written(*made_on))
        }
        Mistake::StepEarly { to, on, due, until } => {
            let back = until.map_or_else(String::new, |until| format!(", and took it back from {}", written(until)));
            format!(
                "Payroll moved to {point} {to} {}, from {} and not from {}{back}",
                how_early(*on, *due),
                written(*on),
                written(*due)
            )
        }
        Mistake::StepMissed { to, due, given_on: None } => {
            format!("Payroll missed the step up to {point} {to} of {}", written(*due))
        }
        Mistake::StepMissed { to, due, given_on: Some(given) } => {
            format!("Payroll gave the step up to {point} {to} of {} late, from {}", written(*due), written(*given))
        }
        Mistake::OtherHours { fte, from, right_from } if fte.is_full_time() => {
            format!("Payroll paid full time from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::OtherHours { fte, from, right_from } => {
            format!("Payroll paid for FTE {fte} from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::OtherArea { area, from, payments_only, right_from } => {
            let what = if *payments_only { "payments" } else { "pay" };
            let title = scale.areas.iter().find(|(id, _)| id == area).map_or(area.as_str(), |(_, title)| title.as_str());
            format!("Payroll went by the {what} of another area, {title}, from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::OtherField { field, value: Some(value), from, right_from } => {
            format!("Payroll had {field} as {value} from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::OtherField { field, value: None, from, right_from } => {
            format!("Payroll had no {field} from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::OtherPoint { point: paid, due, from, until, went_on } => {
            let until = until.map_or_else(String::new, |until| format!(" up to {}", written(day_before(until))));
            let on = if *went_on { ", and went on from there" } else { "" };
            format!("Payroll paid {point} {paid} from {}{until}, where {due} was due{on}", written(*from))
        }
        Mistake::OtherConvention { convention, of } => {
            let of = match of {
                PartMonthCause::ByChange => "broken months",
                PartMonthCause::ByUnpaidLeave => "unpaid days",
                PartMonthCause::ByStrike => "strike days",
            };
            format!("Payroll counted {of} by {convention}")
        }
        _ => String::new(),
    }
}

/// Mistakes in awards.
fn of_award(scale: &Scale, mistake: &Mistake) -> String {
    match mistake {
        Mistake::AwardMissed { title, from, right_from } => {
            format!("Payroll did not apply {title} of {}{}", written(*from), put_right(*right_from))
        }
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
        _ => String::new(),
    }
}

/// Mistakes in payments.
fn of_payment(scale: &Scale, mistake: &Mistake) -> String {
    match mistake {
        Mistake::PaymentMissed { component, from, right_from } => {
            format!("Payroll did not pay {} from {}{}", element(scale, component), written(*from), put_right(*right_from))
        }
        Mistake::PaymentHours { payment, paid, from, right_from } => {
            let how = match paid {
                PaidHours::FullTime => "in full, and not by the hours,",
                PaidHours::Twice => "by the hours twice over",
                PaidHours::ByShare => "by the hours, which it does not go by,",
            };
            format!("Payroll paid {} {how} from {}{}", payment_title(scale, payment), written(*from), put_right(*right_from))
        }
        Mistake::PaidAsWell { payment, field, value, from, right_from } => {
            let payment = payment_title(scale, payment);
            let as_of = match value {
                Some(value) => format!("{field} {value}"),
                None => format!("no {field}"),
            };
            let from = written(*from);
            format!("Payroll paid {payment} on top, as with {as_of}, which is not due, from {from}{}", put_right(*right_from))
        }
        Mistake::OtherNumber { payment, month, paid, worked } => {
            let payment = payment_title(scale, payment);
            format!("Payroll paid {payment} for {paid} in {}, where {worked} were worked", month.written())
        }
        Mistake::MonthOtherwise { of, element: only, paid } => {
            let what = only.as_ref().map_or("the pay", |only| element(scale, only));
            let month = of.written();
            match paid {
                MonthPaid::Twice => format!("Payroll paid {what} of {month} twice"),
                MonthPaid::Late => format!("Payroll paid {what} of {month} a month late, with {}", of.next().written()),
                MonthPaid::Early => format!("Payroll paid {what} of {month} a month early, with {}", of.before().written()),
            }
        }
        Mistake::BothPaid { payments, from, right_from } => {
            let named: Vec<&str> = payments.iter().map(|payment| payment_title(scale, payment)).collect();
            let named = named.join(" and ");
            format!(
                "Payroll paid {named} together, of which one is due at a time, from {}{}",
                written(*from),
                put_right(*right_from)
            )
        }
        Mistake::MarkTimeIgnored { from, right_from } => {
            format!("Payroll paid no mark time from {}{}", written(*from), put_right(*right_from))
        }
        Mistake::MarkTimeNotReduced { from, right_from } => {
            format!("Payroll did not reduce mark time by the rise of {}{}", written(*from), put_right(*right_from))
        }
        _ => String::new(),
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
