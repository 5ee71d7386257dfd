//! What rules of absence say, and what an absence is due.

use super::capitalised;
use crate::calendar::{day_before, written};
use crate::entitlement::{AbsenceDue, AbsenceStage};
use crate::scale::{
    AbsenceKind, AbsenceRules, AverageBy, LeavePayRule, LeaveRule, PayShare, SickRule, StagePay, TimeAway, TimeAwayRule,
    WindowFrom, WithStatutory,
};

/// The rules, a line each.
pub fn absence_rules(rules: &AbsenceRules) -> Vec<String> {
    let sick = rules.sick.as_ref().map(|rule| format!("Sick pay: {}.", sick_rule(rule)));
    let kinds = [AbsenceKind::Maternity, AbsenceKind::Adoption, AbsenceKind::SharedParental];
    let leave = kinds
        .into_iter()
        .filter_map(|kind| Some(format!("{}: {}.", capitalised(kind.pay_in_words()), leave_rule(kind, rules.leave(kind)?))));
    let annual = rules.annual_leave.as_ref().map(|rule| format!("Leave pay: {}.", leave_pay(rule)));
    let away = rules.progression.as_ref().map(|rule| format!("Time away and steps: {}.", time_away(rule)));
    sick.into_iter().chain(leave).chain(annual).chain(away).collect()
}

fn time_away(rule: &TimeAwayRule) -> String {
    let of = |wanted: TimeAway, does: &str| {
        let kinds: Vec<&str> = rule.kinds.iter().filter(|(_, time)| *time == wanted).map(|(kind, _)| kind.in_words()).collect();
        (!kinds.is_empty()).then(|| format!("{} {does}", kinds.join(", ")))
    };
    let said = [of(TimeAway::Counts, "counts"), of(TimeAway::Delays, "makes the step as much later")];
    said.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn sick_rule(rule: &SickRule) -> String {
    let entitlements: Vec<String> = rule
        .entitlements
        .iter()
        .map(|entitlement| {
            let service =
                if entitlement.service.is_none() { "at first".to_owned() } else { format!("after {}", entitlement.service) };
            let half = if entitlement.half.is_none() { String::new() } else { format!(" and {} on half pay", entitlement.half) };
            format!("{service}, {} on full pay{half}", entitlement.full)
        })
        .collect();
    let from = match rule.window_from {
        WindowFrom::FirstDay => "before the first day",
        WindowFrom::Rolling => "before each day",
    };
    let ceiling = rule
        .ceiling
        .map_or_else(String::new, |ceiling| format!("; not more than {} of sick pay within {}", ceiling.paid, ceiling.window));
    let half = match rule.half_pay {
        WithStatutory::Inside => "statutory sick pay is inside half pay",
        WithStatutory::OnTop | WithStatutory::Alone => "statutory sick pay comes on top of half pay, up to full pay",
        WithStatutory::Nothing => "statutory sick pay is not due beside half pay",
    };
    let after = stage_pay(AbsenceKind::Sick, rule.after);
    format!(
        "{}; less the days of sick pay in the {} {from}{ceiling}; then {after}; {half}",
        entitlements.join("; "),
        rule.window.as_a_period()
    )
}

fn leave_pay(rule: &LeavePayRule) -> String {
    let days = match rule.average_by {
        AverageBy::WorkingDays => "working",
        AverageBy::CalendarDays => "calendar",
    };
    let over = rule.average_over.as_a_period();
    format!(
        "as at work; what is paid for hours and sessions, and counts in it, at its average by {days} day of the {over} before"
    )
}

fn leave_rule(kind: AbsenceKind, rule: &LeaveRule) -> String {
    let stages: Vec<String> = rule
        .stages
        .iter()
        .map(|stage| format!("{} week{} of {}", stage.weeks, if stage.weeks == 1 { "" } else { "s" }, stage_pay(kind, stage.pay)))
        .collect();
    stages.join(", then ")
}

/// A share of pay and how statutory pay goes with it.
fn stage_pay(kind: AbsenceKind, pay: StagePay) -> String {
    let law = format!("statutory {}", kind.pay_in_words());
    let share = match pay.share {
        PayShare::Nil if pay.statutory == WithStatutory::Nothing => return "no pay".to_owned(),
        PayShare::Nil => return format!("{law} alone"),
        PayShare::Full => return "full pay".to_owned(),
        PayShare::Part(_) => format!("{} pay", pay.share),
    };
    match pay.statutory {
        WithStatutory::Inside => format!("{share}, {law} inside it"),
        WithStatutory::Nothing => format!("{share} without {law}"),
        WithStatutory::OnTop | WithStatutory::Alone => format!("{share} with {law} on top"),
    }
}

/// What a stage of an absence is due. Where no statutory pay is due, none is named.
pub fn stage(due: &AbsenceDue, stage: &AbsenceStage) -> String {
    let nothing = due.statutory_pay(stage.period).is_ok_and(crate::money::Money::is_zero);
    match stage.pay.share {
        PayShare::Nil if nothing => "no pay".to_owned(),
        PayShare::Part(_) if nothing => format!("{} pay", stage.pay.share),
        _ => stage_pay(due.absence.kind, stage.pay),
    }
}

/// The stages of an absence with their first days: "Full pay to 14 May 2025, half pay from 15 May 2025".
pub fn stages(due: &AbsenceDue) -> String {
    let parts: Vec<String> = due
        .stages
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let pay = stage(due, part);
            match (index, due.stages.len()) {
                (0, 1) => format!("{pay} throughout"),
                (0, _) => format!("{pay} to {}", written(day_before(part.period.end))),
                _ => format!("{pay} from {}", written(part.period.start)),
            }
        })
        .collect();
    capitalised(&parts.join(", "))
}
