//! Limits, rules, flags and outcomes in words.

use super::{RecoverView, pence, pounds, span};
use crate::calendar::{Month, written};
use crate::money::Money;
use crate::recovery::{Flag, Held, Instalment, Limit, Outcome, Pause, Raised, Rule, Shortfall};
use crate::report::{Beside, Cell, Value};

/// The word of a limit in JSON and CSV: the key of the policy, where it has one.
pub(super) fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::ShareOfNet => "share-of-net",
        Limit::ShareOfGross => "share-of-gross",
        Limit::DaysOfGross => "days-of-gross",
        Limit::LeastNet => "least-net",
        Limit::ProtectedShare => "protected-share",
        Limit::NetPay => "net-pay",
        Limit::Paused(_) => "pause-on",
        Limit::Equal => "equal-instalment",
        Limit::Odd => "odd-instalment",
        Limit::Balance => "balance",
    }
}

/// The word of a rule.
pub(super) fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Limit(limit) => self::limit(limit),
        Rule::Notice => "notice",
        Rule::MatchPeriod => "match-period",
        Rule::Longest => "longest",
        Rule::LongestWithoutApproval => "longest-without-approval",
        Rule::Balance => "balance",
        Rule::NoPay => "no-pay-known",
    }
}

/// What an instalment is held to.
pub(super) fn term(view: &RecoverView<'_>, limit: Limit) -> String {
    let policy = view.policy;
    let percent = |share: Option<crate::money::Percent>| share.map_or_else(String::new, |share| share.to_string());
    match limit {
        Limit::ShareOfNet => format!("{} of net pay", percent(policy.share_of_net)),
        Limit::ShareOfGross => format!("{} of gross pay", percent(policy.share_of_gross)),
        Limit::DaysOfGross => {
            let days = policy.days_of_gross.map_or_else(String::new, |days| days.to_string());
            format!("{days} days' gross pay")
        }
        Limit::LeastNet => format!("{} net is left", policy.least_net.map_or_else(String::new, pounds)),
        Limit::ProtectedShare => format!("all deductions leave {} of net pay", percent(policy.protected_share)),
        Limit::NetPay => "no more net pay".to_owned(),
        Limit::Paused(Pause::HalfPay) => "pause on half pay".to_owned(),
        Limit::Paused(Pause::StatutoryPay) => "pause on statutory pay".to_owned(),
        Limit::Paused(Pause::NilPay) => "pause on no pay".to_owned(),
        Limit::Equal => "equal instalment".to_owned(),
        Limit::Odd => "odd instalment first".to_owned(),
        Limit::Balance => "the rest".to_owned(),
    }
}

/// A rule that a plan breaks.
pub(super) fn rule(view: &RecoverView<'_>, rule: Rule) -> String {
    match rule {
        Rule::Limit(limit) => term(view, limit),
        Rule::Notice => "notice to the member first".to_owned(),
        Rule::MatchPeriod => "at least as many months as it arose over".to_owned(),
        Rule::Longest if view.policy.longest_without_approval.is_none() => "the longest time".to_owned(),
        Rule::Longest => "the longest time, with approval".to_owned(),
        Rule::LongestWithoutApproval => "the longest time without approval".to_owned(),
        Rule::Balance => "more than is owed".to_owned(),
        Rule::NoPay => "no pay is known for it".to_owned(),
    }
}

/// What a rule counts.
pub(super) fn held(held: Held) -> Cell {
    match held {
        Held::Amount(amount) => pence(amount),
        Held::Months(count) => Cell::number(count).with(Beside::Behind(Value::Text(format!("month{}", plural(count as usize))))),
        Held::Time(length) => Cell::text(length.to_string()),
        Held::Day(day) => Cell::date(day),
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// How a plan by the policy ends, in a sentence or two.
pub(super) fn summary(view: &RecoverView<'_>) -> String {
    let instalments = &view.schedule.instalments;
    let recovered: Money = instalments.iter().map(|one| one.taken).sum();
    let approval = match view.policy.longest_without_approval.filter(|_| view.schedule.needs_approval) {
        Some(longest) => format!(" That is longer than {longest}, so it needs approval."),
        None => String::new(),
    };
    match &view.schedule.outcome {
        Outcome::NotPursued => "The policy does not pursue so small a sum that was found so late.".to_owned(),
        Outcome::Complete => format!("{}.{approval}", taken(instalments)),
        Outcome::Invoice(rest) => {
            format!("{}. The final pay leaves {} to be invoiced.{approval}", taken(instalments), pounds(*rest))
        }
        Outcome::Short(short) => {
            let allowed = match view.policy.longest {
                Some(longest) => format!("in {longest}, the longest the policy allows"),
                None => "from the pay that is expected".to_owned(),
            };
            format!(
                "It does not fit: {allowed}, {} is recovered and {} is left.{approval}",
                pounds(recovered),
                pounds(short.left)
            )
        }
    }
}

/// The instalments: "8 instalments from 31 October 2025 to 31 May 2026, 7 of £213.82 and 1 of £12.18".
fn taken(instalments: &[Instalment]) -> String {
    let paid: Vec<&Instalment> = instalments.iter().filter(|one| !one.taken.is_zero()).collect();
    let mut groups: Vec<(Money, usize)> = Vec::new();
    for one in &paid {
        match groups.last_mut() {
            Some((amount, count)) if *amount == one.taken => *count += 1,
            _ => groups.push((one.taken, 1)),
        }
    }
    let pauses = instalments.len() - paid.len();
    let pauses = if pauses == 0 { String::new() } else { format!(", and {pauses} month{} without", plural(pauses)) };
    let count = format!("{} instalment{} {}", paid.len(), plural(paid.len()), span(instalments));
    let groups: Vec<String> = groups.iter().map(|(amount, count)| format!("{count} of {}", pounds(*amount))).collect();
    match groups.as_slice() {
        [] if instalments.is_empty() => "No pay that is left can bear an instalment".to_owned(),
        [] => format!("Nothing can be taken {}", span(instalments)),
        [_] if paid.len() == 1 => format!("{count}, of {}{pauses}", pounds(paid[0].taken)),
        [.., last] if groups.len() <= 4 => {
            let before = groups[..groups.len() - 1].join(", ");
            let both = if before.is_empty() { last.clone() } else { format!("{before} and {last}") };
            format!("{count}: {both}{pauses}")
        }
        _ => {
            let amounts = || paid.iter().map(|one| one.taken);
            let ends = amounts().min().zip(amounts().max());
            let (least, most) = ends.expect("several amounts are taken");
            format!("{count}, between {} and {}{pauses}", pounds(least), pounds(most))
        }
    }
}

/// What would make a plan fit that does not.
pub(super) fn what_would_fit(view: &RecoverView<'_>, short: &Shortfall) -> Vec<String> {
    let mut items = Vec::new();
    match short.months_needed {
        Some(months) => items.push(format!("{months} month{} under the other limits.", plural(months))),
        None => items.push("No number of months: the other limits leave too little.".to_owned()),
    }
    let policy = view.policy;
    items.extend(short.would_fit.iter().map(|(limit, value)| {
        let amount = || pounds(Money::new(*value).expect("what would fit of net pay is an amount"));
        match limit {
            Limit::ShareOfNet => format!("{value}% of net pay a month, where the policy has {}.", term(view, *limit)),
            Limit::ShareOfGross => format!("{value}% of gross pay a month, where the policy has {}.", term(view, *limit)),
            Limit::DaysOfGross => format!("{value} days' gross pay a month, where the policy has {}.", term(view, *limit)),
            Limit::LeastNet => format!(
                "{} of net pay left each month, where the policy leaves {}.",
                amount(),
                policy.least_net.map_or_else(String::new, pounds)
            ),
            _ => format!(
                "{value}% of net pay left after all deductions, where the policy leaves {}.",
                policy.protected_share.map_or_else(String::new, |kept| kept.to_string())
            ),
        }
    }));
    if short.would_fit.is_empty() {
        items.push("No one limit by itself: more than one would have to be looser.".to_owned());
    }
    items.push("Or a part of it is not recovered.".to_owned());
    items
}

/// Something worth raising, with where it comes from.
pub(super) fn flag(flag: &Flag) -> String {
    let source = flag.source.map_or_else(String::new, |source| format!(" ({source})"));
    let doubt = flag.not_verified.map_or_else(String::new, |what| format!(" Not verified: {what}."));
    format!("{}{source}{doubt}", says(&flag.raised))
}

/// The word of what is raised.
pub(super) fn raised_word(raised: &Raised) -> &'static str {
    match raised {
        Raised::Old { .. } => "older-than-limitation",
        Raised::Tribunal(_) => "tribunal-reach",
        Raised::Leaver(_) => "leaver",
        Raised::Pensioner => "pensioner",
        Raised::Payslip => "payslip",
        Raised::Queried => "queried",
        Raised::MoreThanAMonth { .. } => "more-than-a-month",
        Raised::MinimumWage => "minimum-wage",
    }
}

/// Something worth raising, in a sentence.
pub(super) fn says(raised: &Raised) -> String {
    match raised {
        Raised::Old { cut_off, period, months, amount } => {
            let part = match amount {
                Some(amount) => format!("{} of it", pounds(*amount)),
                None => "A part of it".to_owned(),
            };
            let first = months.first().map_or_else(String::new, |month: &Month| month.written());
            let until =
                months.last().filter(|_| months.len() > 1).map_or_else(String::new, |month| format!(" to {}", month.written()));
            format!(
                "{part}, from {first}{until}, is older than {}, {period} before the claim: the period of limitation.",
                written(*cut_off)
            )
        }
        Raised::Tribunal(day) => format!("A claim to a tribunal about deductions reaches back to {}.", written(*day)),
        Raised::Leaver(day) => {
            format!("The member leaves on {}: what the final pay does not bear is invoiced and not deducted.", written(*day))
        }
        Raised::Pensioner => "The member draws a pension: a deduction from it needs consent or a statute.".to_owned(),
        Raised::Payslip => "The payslip must name the deduction and say what it is for.".to_owned(),
        Raised::Queried => {
            "The member had asked about the pay. Whoever was told that it was right and spent it in good faith may have a \
                            defence: keep the queries, the answers and what was spent."
                .to_owned()
        }
        Raised::MoreThanAMonth { month } => {
            format!("It is more than a month's pay of {}: a large sum calls for an agreed plan.", pounds(*month))
        }
        Raised::MinimumWage => "Recovering an accidental overpayment does not lower pay for the minimum wage.".to_owned(),
    }
}
