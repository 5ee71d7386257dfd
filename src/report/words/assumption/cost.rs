//! What the price of a roster takes for granted.

use crate::calendar::written;
use crate::costing::{Heads, Turnover};
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
