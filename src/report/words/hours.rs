//! Hours and weeks, in words.

use crate::calendar::written;
use crate::entitlement::HoursAssumption;
use crate::money::{Exact, Mode, Rounding};
use crate::workforce::{Hours, Weeks};

/// How much somebody works: "25 hours a week", "39 weeks a year", "0.6 FTE, 39 weeks a year"; `None` full time.
pub(in crate::report) fn hours_and_weeks(hours: Hours, weeks: Option<Weeks>) -> Option<String> {
    let hours = match hours {
        Hours::Fte(fte) if fte.is_full_time() => None,
        Hours::Fte(fte) => Some(format!("{fte} FTE")),
        Hours::Weekly(hours) => Some(format!("{hours} hours a week")),
        Hours::Annual(hours) => Some(format!("{hours} hours a year")),
    };
    let weeks = weeks.map(|weeks| match weeks {
        Weeks::AtWork(weeks) => format!("{weeks} weeks a year"),
        Weeks::Paid(weeks) => format!("{weeks} paid weeks a year"),
    });
    let both: Vec<String> = hours.into_iter().chain(weeks).collect();
    (!both.is_empty()).then(|| both.join(", "))
}

/// What is assumed of hours and weeks.
pub(super) fn assumed(what: &HoursAssumption) -> String {
    match what {
        HoursAssumption::PaidWeeks { at_work, paid, leave, year, rounded } => {
            let rounded = if *rounded { "" } else { ", not rounded" };
            format!(
                "{at_work} weeks at work are {} paid weeks of {year}: {at_work} + {at_work} × {leave} ÷ ({year} − {leave}), with {leave} \
                 weeks of leave and bank holidays a year{rounded}.",
                weeks(paid)
            )
        }
        HoursAssumption::Rule(why) => format!("Paid weeks of term-time work: {why}."),
        HoursAssumption::NoSource => "Paid weeks of term-time work: the file names no source for its rule.".to_owned(),
        HoursAssumption::Service { since, then, paid } => format!(
            "Service with the employer is not given, and is counted from {}: after {then} there are {} paid weeks; service-since can \
             say otherwise.",
            since.map_or_else(|| "the day in the grade".to_owned(), |since| format!("{}, the day in the grade", written(since))),
            weeks(paid)
        ),
        HoursAssumption::OfAYear { hours, full_time, year } => {
            format!("{hours} hours a year are taken to have paid leave in them: they are a share of {full_time} × {year}.")
        }
    }
}

/// Weeks to four decimals.
fn weeks(weeks: &Exact) -> String {
    let to = Rounding::new(rust_decimal::Decimal::new(1, 4), Mode::HalfUp).expect("what is rounded to is above zero");
    let mut shown = to.round(weeks).expect("a year has few weeks").amount();
    shown.rescale(4);
    shown.to_string()
}
