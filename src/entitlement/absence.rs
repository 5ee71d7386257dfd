//! Working out what an absence is due: its stages of pay by the system's rule, and the statutory pay that goes with them.
//!
//! Absences are taken in the order of their days, because each rests on those before it: sick pay is less what was paid in a window
//! before, statutory sick pay links absences that are close together, and average weekly earnings are those of months in which an
//! earlier absence may have cost pay.

mod earnings;
mod parental;
mod resolve;
mod sick;
mod sick_pay;

pub(super) use self::resolve::due;
use super::away::AbsenceStage;
use crate::calendar::{Period, day_before};
use crate::money::TooLarge;
use crate::scale::StagePay;
use crate::statutory::NoRate;

/// The stages of an absence in which the stage before a day goes on for some days.
fn gone_on(stages: &[AbsenceStage], on: Period) -> Vec<AbsenceStage> {
    let Some(held) = stages.iter().find(|stage| stage.period.contains(day_before(on.start))) else { return stages.to_vec() };
    let end = stages.last().map_or(on.end, |last| last.period.end.min(on.end));
    let before = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start, stage.period.end.min(on.start))));
    let after = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start.max(end), stage.period.end)));
    let mut all: Vec<AbsenceStage> = Vec::new();
    for (pay, period) in before.chain([(held.pay, Period::new(on.start, end))]).chain(after) {
        push(&mut all, pay, period);
    }
    all
}

/// Adds days on some pay; neighbours on the same are one stage.
fn push(stages: &mut Vec<AbsenceStage>, pay: StagePay, period: Period) {
    match stages.last_mut() {
        _ if period.is_empty() => {}
        Some(last) if last.pay == pay && last.period.end == period.start => last.period.end = period.end,
        _ => stages.push(AbsenceStage { period, pay }),
    }
}

/// Why an absence cannot be worked out.
enum Trouble {
    NoRate(NoRate),
    TooLarge(TooLarge),
}

impl From<NoRate> for Trouble {
    fn from(rate: NoRate) -> Trouble {
        Trouble::NoRate(rate)
    }
}

impl From<TooLarge> for Trouble {
    fn from(amount: TooLarge) -> Trouble {
        Trouble::TooLarge(amount)
    }
}
