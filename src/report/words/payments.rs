//! What payments are called, and how much they are.

use super::assumed_note;
use crate::calendar::{day_before, written};
use crate::money::Money;
use crate::scale::{Basis, CountsIn, LeavePay, PayPart, PaymentFact, PaymentId, PaymentRate, Protection, Scale};

/// What people call a payment as a settlement states it; one that is withdrawn has the title that it had.
pub(in crate::report) fn title_of<'a>(scale: &'a Scale, (id, fact): &'a (PaymentId, PaymentFact)) -> &'a str {
    if fact.tiers.is_empty() { payment_title(scale, id) } else { &fact.title }
}

/// What people call a payment that the system states somewhere.
pub(super) fn payment_title<'a>(scale: &'a Scale, id: &'a PaymentId) -> &'a str {
    stated_title(scale, id).unwrap_or(id.as_str())
}

/// The title of a payment where the system first states it.
pub(super) fn stated_title<'a>(scale: &'a Scale, id: &PaymentId) -> Option<&'a str> {
    let stated = scale.settlements.iter().flat_map(|settlement| &settlement.payments).find(|(known, _)| known == id);
    stated.map(|(_, fact)| fact.title.as_str())
}

/// How much a payment is, and for whom.
pub fn payment(scale: &Scale, fact: &PaymentFact) -> String {
    if fact.tiers.is_empty() {
        return format!("withdrawn{}", promised(fact));
    }
    let pounds = |amount: Money| scale.currency.written(amount);
    let each = match fact.basis {
        Basis::Fte | Basis::Flat => "a year",
        Basis::Hour => "an hour",
        Basis::Session => "a session",
    };
    let rate = |rate: PaymentRate| match rate {
        PaymentRate::Amount(amount) => format!("{} {each}", pounds(amount)),
        PaymentRate::PercentOfTarget(percent) => format!("{percent} of the target rate"),
        PaymentRate::PercentOfBasic { percent, at_least, at_most, total_at_most } => {
            let floor = at_least.map_or_else(String::new, |floor| format!(", at least {}", pounds(floor)));
            let cap = at_most.map_or_else(String::new, |cap| format!(", at most {}", pounds(cap)));
            let total = total_at_most.map_or_else(String::new, |total| format!(", with it at most {}", pounds(total)));
            let hour = if fact.basis == Basis::Hour { " for each hour" } else { "" };
            format!("{percent} of basic pay{hour}{floor}{cap}{total}")
        }
    };
    let tiers: Vec<String> = fact
        .tiers
        .iter()
        .map(|tier| {
            let whom = if tier.condition.is_empty() { String::new() } else { format!(" for {}", tier.condition.written()) };
            format!("{}{whom}{}", rate(tier.rate), assumed_note(tier.assumed.as_ref()))
        })
        .collect();
    let whom = if fact.condition.is_empty() { String::new() } else { format!(", for {}", fact.condition.written()) };
    let hours = if fact.basis == Basis::Flat { ", whatever the hours" } else { "" };
    let paid = fact.paid.map_or_else(String::new, |month| format!(", once a year in {}", crate::calendar::month_name(month)));
    let share = fact.share.map_or_else(String::new, |share| format!(", to {share} of staff"));
    let counts = fact.counts_in.as_deref().map_or_else(String::new, counts_in);
    let leave = match fact.leave_pay {
        Some(LeavePay::Inside) => ", leave pay inside it".to_owned(),
        Some(LeavePay::Added(percent)) => format!(", with {percent} added instead of leave pay"),
        None => String::new(),
    };
    let group = fact.exclusive_group.as_ref().map_or_else(String::new, |group| format!(", one at a time of the group {group}"));
    format!(
        "{}{whom}{hours}{paid}{share}{counts}{leave}{group}{}{}",
        tiers.join("; "),
        promised(fact),
        assumed_note(fact.assumed.as_ref())
    )
}

/// Up to when a payment that is withdrawn is promised.
fn promised(fact: &PaymentFact) -> String {
    let last = fact.protect_until.map(|until| written(day_before(until)));
    last.map_or_else(String::new, |last| format!(", promised up to {last}"))
}

/// How a loss of pay is protected.
pub fn protection(scale: &Scale, rule: &Protection) -> String {
    let parts = |parts: &[PayPart]| {
        let named: Vec<&str> = parts
            .iter()
            .map(|part| match part {
                PayPart::Basic => "basic pay",
                PayPart::Payments => "every payment",
                PayPart::Payment(id) => payment_title(scale, id),
            })
            .collect();
        if named.is_empty() { "nothing".to_owned() } else { named.join(" and ") }
    };
    let lasts = rule.lasts.map_or_else(|| "without limit".to_owned(), |lasts| format!("for {lasts}"));
    format!("a loss of {} is paid on {lasts}, reduced by later rises of {}", parts(&rule.protects), parts(&rule.reduced_by))
}

/// What a payment goes on in.
fn counts_in(counted: &[CountsIn]) -> String {
    let pay = |counts: &CountsIn| match counts {
        CountsIn::Sick => "sick pay",
        CountsIn::Maternity => "maternity pay",
        CountsIn::Leave => "leave pay",
    };
    let known: Vec<&str> = counted.iter().map(pay).collect();
    if known.is_empty() { ", in no pay during absence".to_owned() } else { format!(", in {} too", known.join(", ")) }
}
