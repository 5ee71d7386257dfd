//! Sick pay by service: full pay, then half pay, less what was paid in the window before.
//!
//! An entitlement in months is counted in the calendar from the first day of the absence, to a number of days: two months from 15
//! March are 61. Days of sick pay in the window, on full or half pay, are taken off that, from full pay first. The window is counted
//! back from the first day, or from each day, as the system says; a ceiling in a longer window is held in the same way.

use super::push;
use crate::calendar::{Date, Length, Period, day_after};
use crate::entitlement::away::AbsenceStage;
use crate::scale::{PayShare, SickRule, StagePay, WindowFrom};

/// The stages of an absence, and whether longer service would give more. Its paid days join those before it.
pub(super) fn stages(rule: &SickRule, service: Date, paid: &mut Vec<Period>, absence: Period) -> (Vec<AbsenceStage>, bool) {
    let start = absence.start;
    let reached = rule.entitlements.iter().rposition(|entitlement| entitlement.service.after(service) <= start);
    let service_matters = reached.is_none_or(|reached| reached + 1 < rule.entitlements.len());
    let (full, half) = reached
        .and_then(|reached| rule.entitlements.get(reached))
        .map_or((Length::NONE, Length::NONE), |entitlement| (entitlement.full, entitlement.half));
    let days = |length: Length| Period::new(start, length.after(start)).days();
    let (full, both) = (days(full), days(full.plus(half)));
    let half_pay = StagePay { share: PayShare::HALF, statutory: rule.half_pay };
    let mut stages = Vec::new();
    let mut day = start;
    while day < absence.end {
        let base = match rule.window_from {
            WindowFrom::FirstDay => start,
            WindowFrom::Rolling => day,
        };
        let used = |window: Length| {
            let window = Period::new(window.before(base), day);
            paid.iter().map(|days| days.intersection(window).days()).sum::<u32>()
        };
        let used_up = used(rule.window);
        let room = rule.ceiling.map_or(u32::MAX, |ceiling| days(ceiling.paid).saturating_sub(used(ceiling.window)));
        let (pay, left) = match (full.saturating_sub(used_up), both.saturating_sub(used_up)) {
            (_, 0) => (rule.after, 0),
            _ if room == 0 => (rule.after, 0),
            (0, left) => (half_pay, left.min(room)),
            (left, _) => (StagePay::FULL, left.min(room)),
        };
        // Days drop out of a rolling window one by one.
        let end = match (rule.window_from, left) {
            (WindowFrom::Rolling, _) => day_after(day),
            (WindowFrom::FirstDay, 0) => absence.end,
            (WindowFrom::FirstDay, left) => Length::days(left).after(day),
        };
        let part = Period::new(day, end.min(absence.end));
        if left > 0 {
            match paid.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => paid.push(part),
            }
        }
        push(&mut stages, pay, part);
        day = part.end;
    }
    (stages, service_matters)
}
