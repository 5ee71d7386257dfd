//! An employer's own plan held against the policy.

use std::collections::BTreeSet;

use super::RecoveryPolicy;
use super::schedule::{Debt, ExpectedPay, Limit, binding};
use crate::calendar::{Date, Length, Month};
use crate::money::Money;

/// A rule that a plan breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Rule {
    /// More than a limit leaves room for in a month.
    Limit(Limit),
    /// Before the member was told, or before the notice has run.
    Notice,
    /// Over fewer months than it arose over.
    MatchPeriod,
    /// Over a longer time than the policy allows.
    Longest,
    /// Over a longer time than the policy allows without approval.
    LongestWithoutApproval,
    /// More than is owed in all.
    Balance,
    /// From a month of which no pay is known.
    NoPay,
}

/// What a rule counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// An amount.
    Amount(Money),
    /// Months of deductions.
    Months(u32),
    /// A length of time.
    Time(Length),
    /// A day of payment.
    Day(Date),
}

/// One broken rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Breach {
    /// Which.
    pub rule: Rule,
    /// In which month; none where it is about the plan as a whole.
    pub month: Option<Month>,
    /// What the policy holds it to.
    pub limit: Held,
    /// What the plan does.
    pub taken: Held,
}

impl Breach {
    /// By how much an amount is too large.
    pub fn excess(&self) -> Option<Money> {
        match (self.limit, self.taken) {
            (Held::Amount(limit), Held::Amount(taken)) => Some(taken - limit),
            _ => None,
        }
    }
}

/// Every rule of a policy that a plan breaks: month by month in the plan's order, then those about the whole of it. A plan holds each
/// month once.
///
/// ```
/// use payspine::calendar::{Date, Month};
/// use payspine::money::Money;
/// use payspine::recovery::{Debt, ExpectedPay, Limit, Rule, check};
/// use payspine::scale_file::{policy_text, read_policy, source};
///
/// let text = policy_text("armed-forces-jsp-754").unwrap();
/// let policy = read_policy(&source("policy.toml", text.as_bytes()).unwrap()).unwrap().value;
/// let (july, december) = (Month::of(Date::constant(2025, 7, 1)), Month::of(Date::constant(2025, 12, 1)));
/// let debt = Debt { balance: Money::from(1_000), arose: vec![(july, None)], told: Date::constant(2025, 8, 20) };
/// let pay = ExpectedPay {
///     paid_on: Date::constant(2025, 12, 31),
///     gross: Money::from(2_700),
///     net: "2138.24".parse().unwrap(),
///     other_deductions: Money::ZERO,
///     annual: Money::from(32_400),
///     reduced: None,
///     last: false,
/// };
/// let broken = check(&policy, &debt, &[pay], &[(december, Money::from(500))]);
/// assert_eq!((broken.len(), broken[0].rule), (1, Rule::Limit(Limit::DaysOfGross)));
/// assert_eq!(broken[0].excess().unwrap().to_string(), "144.94");
/// ```
pub fn check(policy: &RecoveryPolicy, debt: &Debt, pays: &[ExpectedPay], plan: &[(Month, Money)]) -> Vec<Breach> {
    let mut found = Vec::new();
    let taken: Vec<(Month, Money)> = plan.iter().copied().filter(|(_, amount)| *amount > Money::ZERO).collect();
    for (month, amount) in &taken {
        let amount = *amount;
        let mut broken = |rule, limit, taken| found.push(Breach { rule, month: Some(*month), limit, taken });
        let Some(pay) = pays.iter().find(|pay| Month::of(pay.paid_on) == *month) else {
            broken(Rule::NoPay, Held::Amount(Money::ZERO), Held::Amount(amount));
            continue;
        };
        let earliest = debt.earliest(policy);
        if pay.paid_on <= debt.told || pay.paid_on < earliest {
            broken(Rule::Notice, Held::Day(earliest), Held::Day(pay.paid_on));
        }
        for (limit, room) in binding(policy, debt, pay).into_iter().filter(|(_, room)| amount > *room) {
            broken(Rule::Limit(limit), Held::Amount(room), Held::Amount(amount));
        }
    }
    let mut whole = |rule, limit, taken| found.push(Breach { rule, month: None, limit, taken });
    let total: Money = taken.iter().map(|(_, amount)| *amount).sum();
    if total > debt.balance {
        whole(Rule::Balance, Held::Amount(debt.balance), Held::Amount(total));
    }
    let months: BTreeSet<Month> = taken.iter().map(|(month, _)| *month).collect();
    let Some((first, last)) = months.first().zip(months.last()) else { return found };
    let count = u32::try_from(months.len()).expect("months of the calendar");
    let ends_with_service = pays.iter().any(|pay| pay.last && Month::of(pay.paid_on) == *last);
    if policy.match_period && count < debt.months() && !debt.is_small(policy) && !ends_with_service {
        whole(Rule::MatchPeriod, Held::Months(debt.months()), Held::Months(count));
    }
    let begins = first.period().start;
    let span = Month::touched_by(first.period().to(last.period())).count();
    let span = Length::months(u32::try_from(span).expect("months of the calendar"));
    let longer = |length: Length| last.period().start >= length.after(begins);
    for (rule, allowed) in [(Rule::Longest, policy.longest), (Rule::LongestWithoutApproval, policy.longest_without_approval)] {
        if let Some(allowed) = allowed.filter(|allowed| longer(*allowed)) {
            whole(rule, Held::Time(allowed), Held::Time(span));
        }
    }
    found
}
