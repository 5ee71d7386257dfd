//! Mistakes in sentences.

use super::payment_title;
use crate::audit::{Broken, Diagnosis, Mistake};
use crate::calendar::{Date, Length, Month, written};
use crate::entitlement::BASIC;
use crate::scale::Scale;

/// What people call an element of pay.
pub fn element(scale: &Scale, id: &str) -> String {
    let stated = scale.settlements.iter().flat_map(|settlement| &settlement.payments).find(|(known, _)| known.as_str() == id);
    match (id, stated) {
        (BASIC, _) => "Basic pay".to_owned(),
        (_, Some((known, _))) => payment_title(scale, known).to_owned(),
        (id, None) => super::capitalised(&id.replace('-', " ")),
    }
}

/// So many of a thing: `1 month`, `11 months`.
pub fn counted(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
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
        [] => "No single mistake that is looked for, and no two together, would have paid this.".to_owned(),
        [one] => format!("{one}: this explains {months}, to the penny."),
        [one, others @ ..] => {
            format!("{one}: this explains {months}, to the penny. The same would have been paid if: {}.", others.join("; or: "))
        }
    }
}

/// A mistake as a clause with its day.
pub fn mistake(scale: &Scale, mistake: &Mistake) -> String {
    let point = &scale.point_word;
    let day = |day: &Date| written(*day);
    let put_right =
        |right_from: &Option<Month>| right_from.map(|month| format!(", put right from {}", month.written())).unwrap_or_default();
    let listed = |fields: &[String]| fields.join(" and ").replace("fte", "FTE");
    match mistake {
        Mistake::LeavingMissed { last_day, right_from } => {
            format!("Payroll went on paying after the last day of service, {}{}", day(last_day), put_right(right_from))
        }
        Mistake::AbsenceMissed { kind, from, right_from } => {
            format!("Payroll did not act on the absence ({}) from {}{}", kind.word(), day(from), put_right(right_from))
        }
        Mistake::StageMissed { kind, on, right_from } => {
            let stage = format!("the next stage of pay of the absence ({}) on {}", kind.word(), day(on));
            format!("Payroll did not go on to {stage}{}", put_right(right_from))
        }
        Mistake::ReturnMissed { kind, back_on, right_from } => {
            format!(
                "Payroll did not act on the return from absence ({}) on {}{}",
                kind.word(),
                day(back_on),
                put_right(right_from)
            )
        }
        Mistake::ChangeMissed { on, fields, right_from: None } => {
            format!("Payroll did not make the change of {} of {}", listed(fields), day(on))
        }
        Mistake::ChangeMissed { on, fields, right_from: Some(month) } => {
            format!("Payroll made the change of {} of {} late, from {}", listed(fields), day(on), month.written())
        }
        Mistake::ChangeEarly { on, fields, made_on } => {
            format!("Payroll made the change of {} of {} early, from {}", listed(fields), day(on), day(made_on))
        }
        Mistake::StepEarly { to, on, due, until } => {
            let back = until.map(|until| format!(", and took it back from {}", written(until))).unwrap_or_default();
            format!("Payroll moved to {point} {to} {}, from {} and not from {}{back}", how_early(*on, *due), day(on), day(due))
        }
        Mistake::StepMissed { to, due, given_on: None } => format!("Payroll missed the step up to {point} {to} of {}", day(due)),
        Mistake::StepMissed { to, due, given_on: Some(given) } => {
            format!("Payroll gave the step up to {point} {to} of {} late, from {}", day(due), day(given))
        }
        Mistake::AwardMissed { title, from, right_from } => {
            format!("Payroll did not apply {title} of {}{}", day(from), put_right(right_from))
        }
        Mistake::AwardLate { title, from, in_month } => {
            format!("Payroll applied {title} of {} late, in {}, with back pay", day(from), in_month.written())
        }
        Mistake::AwardTwice { title, from, right_from } => {
            format!("Payroll applied {title} of {} twice{}", day(from), put_right(right_from))
        }
        Mistake::PaymentMissed { payment, from, right_from } => {
            format!("Payroll did not pay {} from {}{}", element(scale, payment.as_str()), day(from), put_right(right_from))
        }
        Mistake::BothPaid { payments, from, right_from } => {
            let named: Vec<String> = payments.iter().map(|payment| element(scale, payment.as_str())).collect();
            let named = named.join(" and ");
            format!("Payroll paid {named} together, of which one is due at a time, from {}{}", day(from), put_right(right_from))
        }
        Mistake::MarkTimeIgnored { from, right_from } => {
            format!("Payroll paid no mark time from {}{}", day(from), put_right(right_from))
        }
        Mistake::MarkTimeNotReduced { from, right_from } => {
            format!("Payroll did not reduce mark time by the rise of {}{}", day(from), put_right(right_from))
        }
        Mistake::OtherHours { fte, from, right_from } if fte.is_full_time() => {
            format!("Payroll paid full time from {}{}", day(from), put_right(right_from))
        }
        Mistake::OtherHours { fte, from, right_from } => {
            format!("Payroll paid for FTE {fte} from {}{}", day(from), put_right(right_from))
        }
        Mistake::BackPay { times: 0, in_month } => format!("Payroll did not pay the back pay of {}", in_month.written()),
        Mistake::BackPay { in_month, .. } => format!("Payroll paid the back pay of {} twice", in_month.written()),
        Mistake::OtherArea { area, from, payments_only, right_from } => {
            let what = if *payments_only { "payments" } else { "pay" };
            let title = scale.areas.iter().find(|(id, _)| id == area).map_or(area.as_str(), |(_, title)| title.as_str());
            format!("Payroll went by the {what} of another area, {title}, from {}{}", day(from), put_right(right_from))
        }
        Mistake::OtherField { field, value: Some(value), from, right_from } => {
            format!("Payroll had {field} as {value} from {}{}", day(from), put_right(right_from))
        }
        Mistake::OtherField { field, value: None, from, right_from } => {
            format!("Payroll had no {field} from {}{}", day(from), put_right(right_from))
        }
        Mistake::OtherPoint { point: paid, due, from, until, went_on } => {
            let until = until.map(|until| format!(" up to {}", written(crate::calendar::day_before(until)))).unwrap_or_default();
            let on = if *went_on { ", and went on from there" } else { "" };
            format!("Payroll paid {point} {paid} from {}{until}, where {due} was due{on}", day(from))
        }
        Mistake::OtherConvention { convention, of } => {
            let of = match of {
                Broken::ByChange => "broken months",
                Broken::ByUnpaidLeave => "unpaid days",
                Broken::ByStrike => "strike days",
            };
            format!("Payroll counted {of} by {convention}")
        }
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
