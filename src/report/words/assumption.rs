//! Assumptions in sentences.

mod cost;
mod pay;

use std::collections::HashSet;

pub(in crate::report) use self::cost::turnover;

use crate::calendar::{Date, written};
use crate::money::Currency;
use crate::net_pay::{self, PaidBasis};
use crate::report::assumption::{AskAssumption, Assumption, PlanAssumption, ReadAssumption, Stated};
use crate::report::text::{Text, text};
use crate::scale_file::Understood;

/// An assumption as a sentence.
pub fn assumption(assumption: &Assumption) -> String {
    match assumption {
        Assumption::Pay(noted) => pay::assumption(&noted.assumption),
        Assumption::NetPay(assumption) => net_pay(assumption),
        Assumption::Value(Understood { field, value, known, is: true }) => {
            format!("{field}: \"{value}\" is taken as \"{known}\".")
        }
        Assumption::Value(Understood { field, value, known, is: false }) => {
            format!("{field}: \"{value}\" is taken as not \"{known}\".")
        }
        Assumption::Reading(reading) => of_reading(reading),
        Assumption::Asked(asked) => of_asked(*asked),
        Assumption::Plan(plan) => of_plan(plan),
        Assumption::Cost(cost) => cost::assumption(cost),
        Assumption::Stated(Stated { of: Some(of), why }) => format!("{of}: {why}."),
        Assumption::Stated(Stated { of: None, why }) => format!("{why}."),
    }
}

/// Assumptions as sentences, each once, in their order.
pub fn assumptions<'a, A: Clone + Into<Assumption> + 'a>(list: impl IntoIterator<Item = &'a A>) -> Vec<String> {
    let mut known = HashSet::new();
    let lines = list.into_iter().map(|one| assumption(&one.clone().into()));
    lines.filter(|line| known.insert(line.clone())).collect()
}

/// Assumptions in the order of their sentences, each once.
pub fn by_sentence<A: Into<Assumption>>(list: impl IntoIterator<Item = A>) -> Vec<Assumption> {
    let mut list: Vec<(String, Assumption)> = list.into_iter().map(Into::into).map(|one| (assumption(&one), one)).collect();
    list.sort_by(|one, other| one.0.cmp(&other.0));
    list.dedup_by(|one, other| one.0 == other.0);
    list.into_iter().map(|(_, one)| one).collect()
}

/// What an estimate of net pay takes for granted.
fn net_pay(assumption: &net_pay::Assumption) -> String {
    use net_pay::Assumption;
    match assumption {
        Assumption::Row { table, series, from, why } => {
            let series = series.as_ref().map_or_else(String::new, |series| format!(", {series}"));
            format!("{table}{series}, from {}: {}.", written(*from), why.trim_end_matches('.'))
        }
        Assumption::NoPension => "No pension contribution comes off.".to_owned(),
        Assumption::BandByPay => {
            "Pension: the band is taken by the pay as it is; the scheme took it by the pay of full time.".to_owned()
        }
        Assumption::TaxCode { code, basis, free } => {
            let basis = match basis {
                PaidBasis::MonthOne => "on month 1 basis".to_owned(),
                PaidBasis::Cumulative(month) => format!("cumulative to month {month}"),
            };
            let free = Currency::pounds().written(*free);
            format!(
                "Tax code {code}L {basis}: {free} a month free of tax, taxable pay down to the pound, tax down to the penny (not verified)."
            )
        }
        Assumption::AllowanceKept { above } => {
            let above = Currency::pounds().written(*above);
            format!("The allowance is not reduced, though pay is above {above} a year at this rate.")
        }
        Assumption::CategoryA => "National Insurance is of category A, half a penny down (not verified).".to_owned(),
        Assumption::NoOtherDeductions => {
            "An estimate of net pay knows of no student loan, union subscription or other deduction.".to_owned()
        }
        Assumption::NoneButStudentLoans => "No union subscription, other loan or other deduction is counted.".to_owned(),
        Assumption::StudentLoan => "Student loans are taken above a twelfth of the threshold, in whole pounds.".to_owned(),
        Assumption::PensionEarned => "Pension earned is the main section's, to the penny, before prices raise it.".to_owned(),
    }
}

/// How files were read.
fn of_reading(reading: &ReadAssumption) -> String {
    match reading {
        ReadAssumption::Mapping { title, why } => format!("{title}: {why}."),
        ReadAssumption::Default { column, value } => format!("Where the roster has no `{column}`: {value}."),
        ReadAssumption::BackPay { name, of } => format!("Lines called `{name}` are read as {of} for earlier months."),
        ReadAssumption::Warned(title) => title.clone(),
    }
}

/// What was asked for.
fn of_asked(asked: AskAssumption) -> String {
    match asked {
        AskAssumption::AsKnown(on) => format!("What was agreed after {} is left out, as asked.", written(on)),
        AskAssumption::WithoutPromises => "What settlements promise on withdrawing a payment is left out, as asked.".to_owned(),
        AskAssumption::PaidOnLastDay => "Each month is taken to be paid on its last day, by which back pay falls due.".to_owned(),
        AskAssumption::StandsToday(day) => {
            format!("No day is given, so the member is taken to stand there on the day of the question, {}.", written(day))
        }
        AskAssumption::SinceUnknown { counted_from, between } => since_unknown(counted_from, between),
        AskAssumption::PaidOn(day) => format!("Each month is paid on day {day} of it, by which back pay falls due, as asked."),
    }
}

/// What of it belongs at the head of an answer: between which days the next step lies.
pub fn next_step_unknown(asked: AskAssumption) -> Option<Text> {
    match asked {
        AskAssumption::SinceUnknown { counted_from, between: Some((earliest, latest)) } if earliest < latest => {
            Some(text![since_unknown(counted_from, Some((earliest, latest)))])
        }
        _ => None,
    }
}

/// What is not known without the day since which a member is in the grade.
fn since_unknown(counted_from: Date, between: Option<(Date, Date)>) -> String {
    let unknown = "Since when the member is in the grade is not known";
    let counted = written(counted_from);
    match between {
        None => format!("{unknown}, so it is counted from {counted}."),
        Some((earliest, latest)) if earliest == latest => {
            format!("{unknown}; the next step is on {} all the same.", written(latest))
        }
        Some((earliest, latest)) => {
            let (earliest, latest) = (written(earliest), written(latest));
            format!(
                "{unknown}: the next step lies between {earliest} and {latest}, and is shown at its latest, counted from {counted}."
            )
        }
    }
}

/// What a plan of recovery takes for granted.
fn of_plan(plan: &PlanAssumption) -> String {
    match plan {
        PlanAssumption::Policy { why } => format!("The policy: {}.", why.trim_end_matches('.')),
        PlanAssumption::SalaryOfTwelveMonths => "The salary of a year is taken as twelve months of pay.".to_owned(),
        PlanAssumption::SetOff { underpaid } => {
            let underpaid = Currency::pounds().written_to_the_penny(*underpaid);
            format!("What was underpaid, {underpaid}, is set against the oldest overpayments.")
        }
        PlanAssumption::NetAsItStands => {
            "The policy recovers a gross sum, and the balance is net: it is recovered as it stands.".to_owned()
        }
        PlanAssumption::EqualShares { months } => format!("The balance arose in equal shares over {months} months."),
        PlanAssumption::DueAsComing => "In the months of the overpayment the pay of coming months was due.".to_owned(),
        PlanAssumption::FinalMonthAsOthers => "The final month's pay is as that of other months.".to_owned(),
        PlanAssumption::PaidOnLastDay => "Pay is paid on the last day of the month.".to_owned(),
        PlanAssumption::RatesHeld { after, why } => format!("After {} the rates of that day are held: {why}.", written(*after)),
        PlanAssumption::GrossUnderNetLimits => {
            "A gross instalment is held to limits on net pay as it stands; it lowers net pay by less.".to_owned()
        }
    }
}
