//! What the price of a roster takes for granted.

use crate::calendar::{Period, day_before, written};
use crate::costing::{ComeAndGo, Heads, HeldRates, Turnover};
use crate::money::{Percent, with_separators};
use crate::report::assumption::CostAssumption;

pub(super) fn assumption(assumption: &CostAssumption) -> String {
    let count = |staff: &Heads| with_separators(&staff.number().to_string());
    match assumption {
        CostAssumption::OnTop { proposal, agreed, from } => {
            format!("{proposal}: {agreed}, agreed from {}, comes on top of what is proposed before it.", written(*from))
        }
        CostAssumption::NoRanges { system } => {
            format!("{system} has no ranges, so basic pay is not counted: the sums are of payments alone.")
        }
        CostAssumption::Turnover(assumed) => format!("Turnover, in its own table alone: {}.", turnover(*assumed)),
        CostAssumption::FullTime { staff } => {
            format!("{} staff have nothing in the column `fte`: they are taken to be full time.", count(staff))
        }
        CostAssumption::NoSince => {
            "The roster has no `since`: everyone is taken to have been in the grade for a year on its day.".to_owned()
        }
        CostAssumption::LeaveHeld { staff, day } => format!(
            "{} staff in term-time work earn more leave by longer service within these months: their paid weeks are held at those of {}.",
            count(staff),
            written(*day)
        ),
        CostAssumption::SinceAYear { staff } => format!(
            "{} staff have no `since`: they are taken to have been in the grade for a year on the roster's day.",
            count(staff)
        ),
        CostAssumption::ComeAndGo { staff, days } => come_and_go(*staff, *days),
        CostAssumption::Ends => {
            "Rows with neither point nor salary: low has them on the minimum, high on the target, and even pays each the mean of all \
             places in the range, rounded as a month is."
                .to_owned()
        }
        CostAssumption::Spread => "Rows with neither point nor salary are spread evenly over their ranges.".to_owned(),
        CostAssumption::OnCostsOfPayments => {
            "On-costs: each month is paid on its last day, category A. Basic pay is not known and is taken to be above the threshold of \
             National Insurance, and the rest of the pay bill above the levy's allowance, so payments are charged in full."
                .to_owned()
        }
        CostAssumption::OnCosts => {
            "On-costs: each month is paid on its last day, category A, by the monthly threshold; nobody has another employment here."
                .to_owned()
        }
        CostAssumption::LevyAllowance => {
            "Apprenticeship levy: one allowance, for this workforce alone; pay before the first day counts for nothing.".to_owned()
        }
        CostAssumption::StatutoryHeld(HeldRates { table, series, after }) => {
            let series = series.as_ref().map_or_else(String::new, |series| format!(", {series}"));
            let after = written(*after);
            format!("{table}{series}: no rates are known after {after}, and those of that day are held.")
        }
        CostAssumption::Row { table, from, why } => format!("{table} from {}: {why}.", written(*from)),
        CostAssumption::NoPension => {
            "On-costs: no pension scheme was named, so pension contributions are not counted.".to_owned()
        }
        CostAssumption::Pensionable { payments } => format!(
            "{}: the file does not say whether it is pensionable; a bonus is taken not to be, anything else is.",
            payments.join(", ")
        ),
    }
}

/// Who is not in post throughout.
fn come_and_go(ComeAndGo { come, leave, never, .. }: ComeAndGo, days: Period) -> String {
    let count = |staff: Heads| with_separators(&staff.number().to_string());
    let comes = (!come.is_none())
        .then(|| format!("{} staff come into post after {}, new to their grade", count(come), written(days.start)));
    let leaves = (!leave.is_none()).then(|| format!("{} staff leave before {}", count(leave), written(day_before(days.end))));
    let both: Vec<String> = comes.into_iter().chain(leaves).collect();
    let priced = "each is priced for their own days, and counts among the staff";
    let partly = (!both.is_empty()).then(|| format!("{}: {priced}.", both.join(", and ")));
    let not_there = (!never.is_none()).then(|| {
        let days = format!("from {} to {}", written(days.start), written(day_before(days.end)));
        format!("{} staff of the roster are in post on no day {days}: they cost nothing and are not counted.", count(never))
    });
    partly.into_iter().chain(not_there).collect::<Vec<_>>().join(" ")
}

/// Turnover and vacancies in words.
pub(in crate::report) fn turnover(turnover: Turnover) -> String {
    let leave = (turnover.leavers != Percent::ZERO).then(|| {
        let then = if turnover.replaced {
            "were replaced by others on the minimum, who moved on from there"
        } else {
            "were not replaced"
        };
        format!("{} of those in post left at the turn of each pay year and {then}", turnover.leavers)
    });
    let empty = (turnover.vacancy != Percent::ZERO).then(|| format!("{} of posts stood empty throughout", turnover.vacancy));
    let both: Vec<String> = leave.into_iter().chain(empty).collect();
    if both.is_empty() { "nobody left and no post stood empty".to_owned() } else { both.join(", and ") }
}
