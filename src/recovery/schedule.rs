//! Instalments under a policy, and what would make them fit where they do not.
//!
//! Each month takes the least of what is left, the equal instalment and what the policy's limits leave room for. Limits are cut to the
//! penny downwards and equal instalments go up to it, so the odd instalment is the smaller one and the instalments sum to the balance.
//! A plan that cannot end in the longest time allowed fails with what is left; it is never stretched in silence.

use rust_decimal::Decimal;

use super::{OddInstalment, Pause, RecoveryPolicy};
use crate::calendar::{Date, Month, day_before};
use crate::money::{Exact, Mode, Money, Percent, Rounding};

/// What is to be recovered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Debt {
    /// The whole sum, above zero: gross or net, as the policy recovers it.
    pub balance: Money,
    /// The months in which it arose, each once and oldest first, with what arose in each where that is known.
    pub arose: Vec<(Month, Option<Money>)>,
    /// The day on which the member was told.
    pub told: Date,
}

/// The pay of a coming month, before recovery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExpectedPay {
    /// The day of payment.
    pub paid_on: Date,
    /// Before deductions.
    pub gross: Money,
    /// After tax, National Insurance and pension.
    pub net: Money,
    /// Other attachments of the month, such as an attachment of earnings; they come before the recovery.
    pub other_deductions: Money,
    /// The salary of a year, of which a day is a 365th.
    pub annual: Money,
    /// Whether it is less than full pay.
    pub reduced: Option<Pause>,
    /// Whether it is the final pay: nothing follows.
    pub last: bool,
}

/// What an instalment can be held to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Limit {
    /// A share of net pay.
    ShareOfNet,
    /// A share of gross pay.
    ShareOfGross,
    /// Days of gross pay.
    DaysOfGross,
    /// The least net pay that is left.
    LeastNet,
    /// The share of net pay that all deductions leave.
    ProtectedShare,
    /// There is no more net pay.
    NetPay,
    /// Nothing is taken from such pay.
    Paused(Pause),
    /// The equal instalment: over the months it arose over, or those asked for.
    Equal,
    /// The first instalment, where it is the odd one.
    Odd,
    /// No more was left to recover.
    Balance,
}

/// What is taken from one month's pay.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Instalment {
    /// From this pay.
    pub pay: ExpectedPay,
    /// So much.
    pub taken: Money,
    /// What held it there.
    pub bound: Limit,
    /// Each limit of the policy in this month.
    pub limits: Vec<(Limit, Money)>,
    /// What is left to recover after it.
    pub left: Money,
}

/// A plan by the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Schedule {
    /// From the first month in which the policy lets anything be taken; months at nothing are pauses.
    pub instalments: Vec<Instalment>,
    /// How it ends.
    pub outcome: Outcome,
    /// Whether it takes longer than the policy allows without approval.
    pub needs_approval: bool,
}

/// How a plan ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// With everything recovered.
    Complete,
    /// With the final pay, and so much to be invoiced.
    Invoice(Money),
    /// The time allowed ends first.
    Short(Shortfall),
    /// The policy does not pursue so small and late a sum.
    NotPursued,
}

/// What is not recovered in the time allowed, and what would make it fit.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Shortfall {
    /// What is left.
    pub left: Money,
    /// How many months the other limits would need; `None` where no number of the months known is enough.
    pub months_needed: Option<usize>,
    /// Each limit that held instalments down, with the value nearest to its own at which the plan would fit: per cent, days, or an
    /// amount of net pay.
    pub would_fit: Vec<(Limit, Decimal)>,
}

impl Debt {
    /// The equal instalment over so many months, up to the penny.
    fn equal(&self, months: u32) -> Money {
        let equal = Rounding::to_pence(Mode::Up).round(&self.balance.exact().over(months));
        equal.expect("a balance over a whole number is no larger than the balance")
    }

    /// How many months it arose over.
    pub fn months(&self) -> u32 {
        u32::try_from(self.arose.len()).expect("months of the calendar")
    }

    /// Whether the policy takes it from the next pay.
    pub(super) fn is_small(&self, policy: &RecoveryPolicy) -> bool {
        policy.de_minimis.is_some_and(|least| self.balance < least)
    }

    fn is_not_pursued(&self, policy: &RecoveryPolicy) -> bool {
        let last = self.arose.last().map(|(month, _)| day_before(month.period().end));
        let late = last.zip(policy.not_pursued_after).is_some_and(|(last, length)| length.after(last) < self.told);
        late && self.is_small(policy)
    }

    /// The first day on which pay can bear an instalment.
    pub(super) fn earliest(&self, policy: &RecoveryPolicy) -> Date {
        let notice = policy.notice.filter(|_| !self.is_small(policy));
        notice.map_or(self.told, |notice| notice.after(self.told))
    }
}

/// What each limit of a policy leaves room for in a month, never below zero. A limit that the policy does not state is not there;
/// that no more than the net pay can be taken always is.
///
/// ```
/// use payspine::money::Money;
/// use payspine::recovery::{ExpectedPay, Limit, limits};
/// use payspine::scale_file::{policy_text, read_policy, source};
///
/// let text = policy_text("armed-forces-jsp-754").unwrap();
/// let policy = read_policy(&source("policy.toml", text.as_bytes()).unwrap()).unwrap().value;
/// let pay = ExpectedPay {
///     paid_on: "2025-10-31".parse().unwrap(),
///     gross: Money::from(2_700),
///     net: "2138.24".parse().unwrap(),
///     other_deductions: Money::ZERO,
///     annual: Money::from(32_400),
///     reduced: None,
///     last: false,
/// };
/// let limits = limits(&policy, &pay);
/// assert_eq!(limits[0], (Limit::ShareOfNet, "1069.12".parse().unwrap()));
/// assert_eq!(limits[1], (Limit::DaysOfGross, "355.06".parse().unwrap()));
/// ```
pub fn limits(policy: &RecoveryPolicy, pay: &ExpectedPay) -> Vec<(Limit, Money)> {
    let down = Rounding::to_pence(Mode::Down);
    // A limit beyond the largest amount limits nothing.
    let share = |of: Money, share: Percent| down.round(&of.exact().times(&share.share())).ok();
    let days = |days: Decimal| down.round(&pay.annual.exact().times(&Exact::from(days)).over(365)).ok();
    let unprotected = |kept: Percent| share(pay.net, Percent::new(Decimal::ONE_HUNDRED - kept.number()));
    let paused = pay.reduced.filter(|reduced| policy.pause_on.contains(reduced));
    let all = [
        paused.map(|pause| (Limit::Paused(pause), Money::ZERO)),
        policy.share_of_net.and_then(|most| Some((Limit::ShareOfNet, share(pay.net, most)?))),
        policy.share_of_gross.and_then(|most| Some((Limit::ShareOfGross, share(pay.gross, most)?))),
        policy.days_of_gross.and_then(|most| Some((Limit::DaysOfGross, days(most)?))),
        policy.least_net.map(|least| (Limit::LeastNet, pay.net - least)),
        policy.protected_share.and_then(|kept| Some((Limit::ProtectedShare, unprotected(kept)? - pay.other_deductions))),
        Some((Limit::NetPay, pay.net - pay.other_deductions)),
    ];
    all.into_iter().flatten().map(|(limit, room)| (limit, room.max(Money::ZERO))).collect()
}

/// Those limits that bind a debt in a month: of a small sum only the pay itself and a pause, of final pay where the policy says so only
/// the pay itself.
pub(super) fn binding(policy: &RecoveryPolicy, debt: &Debt, pay: &ExpectedPay) -> Vec<(Limit, Money)> {
    let mut limits = limits(policy, pay);
    let finally = pay.last && policy.from_final_pay;
    if finally || debt.is_small(policy) {
        limits.retain(|(limit, _)| *limit == Limit::NetPay || (!finally && matches!(limit, Limit::Paused(_))));
    }
    limits
}

/// The instalments of a debt under a policy, from the pay that is expected. `over` asks for equal instalments over so many months,
/// where the policy does not ask for more. The longest time counts from the month of the first deduction that the policy lets be made,
/// pauses included.
///
/// ```
/// use payspine::calendar::{Date, Month};
/// use payspine::money::Money;
/// use payspine::recovery::{Debt, ExpectedPay, Outcome, schedule};
/// use payspine::scale_file::{policy_text, read_policy, source};
///
/// let text = policy_text("armed-forces-jsp-754").unwrap();
/// let policy = read_policy(&source("policy.toml", text.as_bytes()).unwrap()).unwrap().value;
/// let july = Month::of(Date::constant(2025, 7, 1));
/// let debt = Debt { balance: "1508.92".parse().unwrap(), arose: vec![(july, None)], told: Date::constant(2025, 8, 20) };
/// let pay = |month| ExpectedPay {
///     paid_on: Date::constant(2025, month, 28),
///     gross: Money::from(2_700),
///     net: "2138.24".parse().unwrap(),
///     other_deductions: Money::ZERO,
///     annual: Money::from(32_400),
///     reduced: None,
///     last: false,
/// };
/// let plan = schedule(&policy, &debt, &[8, 9, 10, 11, 12].map(pay), None);
/// // Two months' notice: the first is in October, and the three months that are known are too few.
/// assert_eq!(plan.instalments.len(), 3);
/// assert!(matches!(plan.outcome, Outcome::Short(short) if short.left.to_string() == "443.74"));
/// ```
pub fn schedule(policy: &RecoveryPolicy, debt: &Debt, pays: &[ExpectedPay], over: Option<u32>) -> Schedule {
    if debt.is_not_pursued(policy) {
        return Schedule { instalments: Vec::new(), outcome: Outcome::NotPursued, needs_approval: false };
    }
    let run = |policy: &RecoveryPolicy| instalments(policy, debt, pays, over);
    let instalments = run(policy);
    let left = instalments.last().map_or(debt.balance, |last| last.left);
    let outcome = if left.is_zero() {
        Outcome::Complete
    } else if instalments.last().map_or_else(|| pays.last(), |last| Some(&last.pay)).is_some_and(|pay| pay.last) {
        Outcome::Invoice(left)
    } else {
        let ends = |instalments: &[Instalment]| instalments.last().is_some_and(|last| last.left.is_zero());
        let unlimited = run(&RecoveryPolicy { longest: None, ..policy.clone() });
        let months_needed = ends(&unlimited).then_some(unlimited.len());
        let mut held: Vec<Limit> = instalments.iter().map(|instalment| instalment.bound).collect();
        held.sort();
        held.dedup();
        let would_fit =
            held.into_iter().filter_map(|limit| Some((limit, value_that_fits(policy, limit, |policy| ends(&run(policy)))?)));
        Outcome::Short(Shortfall { left, months_needed, would_fit: would_fit.collect() })
    };
    let allowed = policy.longest_without_approval;
    let begins = instalments.first().map(|first| first.pay.paid_on.first_of_month());
    let ends = instalments.last().map(|last| last.pay.paid_on);
    let long = begins.zip(ends).zip(allowed).is_some_and(|((begins, ends), allowed)| ends >= allowed.after(begins));
    Schedule { instalments, outcome, needs_approval: long }
}

/// The instalments as far as the time allowed goes.
fn instalments(policy: &RecoveryPolicy, debt: &Debt, pays: &[ExpectedPay], over: Option<u32>) -> Vec<Instalment> {
    let earliest = debt.earliest(policy);
    let arose_over = if policy.match_period { debt.months() } else { 1 };
    let equal = debt.equal(over.map_or(arose_over, |over| over.max(arose_over)).max(1));
    let able = pays.iter().filter(|pay| pay.paid_on > debt.told && pay.paid_on >= earliest);
    let mut found: Vec<Instalment> = Vec::new();
    let mut left = debt.balance;
    for pay in able {
        let first = found.first().map_or(pay.paid_on, |first| first.pay.paid_on).first_of_month();
        if left.is_zero() || policy.longest.is_some_and(|longest| pay.paid_on >= longest.after(first)) {
            break;
        }
        let limits = binding(policy, debt, pay);
        let all_at_once = debt.is_small(policy) || (pay.last && policy.from_final_pay);
        let wanted = if all_at_once { left } else { equal.min(left) };
        let least = limits.iter().min_by_key(|(_, room)| *room).copied();
        let (bound, taken) = match least.filter(|(_, room)| *room < wanted) {
            Some(least) => least,
            None if wanted == left => (Limit::Balance, left),
            None => (Limit::Equal, wanted),
        };
        left = left - taken;
        found.push(Instalment { pay: *pay, taken, bound, limits, left });
        if pay.last {
            break;
        }
    }
    if !left.is_zero() && policy.longest.is_none() && !found.last().is_some_and(|last| last.pay.last) {
        // Months at the end that bring nothing say nothing.
        let worth = found.iter().rposition(|instalment| !instalment.taken.is_zero()).map_or(1, |place| place + 1);
        found.truncate(worth);
    }
    if policy.odd_instalment == OddInstalment::First && left.is_zero() {
        odd_first(&mut found, equal, debt.balance);
    }
    found
}

/// Moves what the last instalment lacks from the first ones to it.
fn odd_first(instalments: &mut [Instalment], equal: Money, balance: Money) {
    let Some((last, earlier)) = instalments.split_last_mut() else { return };
    if earlier.is_empty() || last.pay.last {
        return;
    }
    let room = last.limits.iter().min_by_key(|(_, room)| *room).copied();
    let (bound, most) = room.filter(|(_, room)| *room < equal).unwrap_or((Limit::Equal, equal));
    let mut lacking = (most - last.taken).max(Money::ZERO);
    if lacking.is_zero() {
        return;
    }
    (last.taken, last.bound) = (last.taken + lacking, bound);
    for instalment in earlier {
        let moved = lacking.min(instalment.taken);
        if !moved.is_zero() {
            (instalment.taken, instalment.bound) = (instalment.taken - moved, Limit::Odd);
            lacking = lacking - moved;
        }
    }
    let mut left = balance;
    for instalment in instalments {
        left = left - instalment.taken;
        instalment.left = left;
    }
}

/// The value of a limit nearest to the policy's own at which a plan fits: in hundredths of a per cent, tenths of a day, or pence.
fn value_that_fits(policy: &RecoveryPolicy, limit: Limit, fits: impl Fn(&RecoveryPolicy) -> bool) -> Option<Decimal> {
    // How far the value can move, which way, and how small its steps are.
    let (own, end, step) = match limit {
        Limit::ShareOfNet => (policy.share_of_net?.number(), Decimal::ONE_HUNDRED, Decimal::new(1, 2)),
        Limit::ShareOfGross => (policy.share_of_gross?.number(), Decimal::ONE_HUNDRED, Decimal::new(1, 2)),
        Limit::DaysOfGross => (policy.days_of_gross?, Decimal::from(365), Decimal::new(1, 1)),
        Limit::LeastNet => (policy.least_net?.amount(), Decimal::ZERO, Decimal::new(-1, 2)),
        Limit::ProtectedShare => (policy.protected_share?.number(), Decimal::ZERO, Decimal::new(-1, 2)),
        _ => return None,
    };
    let with = |value: Decimal| {
        let mut changed = policy.clone();
        match limit {
            Limit::ShareOfNet => changed.share_of_net = Some(Percent::new(value)),
            Limit::ShareOfGross => changed.share_of_gross = Some(Percent::new(value)),
            Limit::DaysOfGross => changed.days_of_gross = Some(value),
            Limit::LeastNet => changed.least_net = Money::new(value),
            _ => changed.protected_share = Some(Percent::new(value)),
        }
        changed
    };
    let steps = i64::try_from(((end - own) / step).floor()).ok().filter(|steps| *steps > 0)?;
    let value = |steps: i64| own + Decimal::from(steps) * step;
    // A looser limit never takes less, so the first step that fits is found by halving.
    let (mut short, mut enough) = (0, steps);
    if !fits(&with(value(enough))) {
        return None;
    }
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        if fits(&with(value(middle))) {
            enough = middle;
        } else {
            short = middle;
        }
    }
    Some(value(enough).normalize())
}
