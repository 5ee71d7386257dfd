//! Recovery schedules: the worked examples of the research notes, a second computation in pence, and what holds for any policy.

use payspine::calendar::{Date, Length, Month};
use payspine::money::{Money, Percent};
use payspine::recovery::{
    Circumstances, Debt, ExpectedPay, Held, Jurisdiction, Limit, OddInstalment, Outcome, Pause, Raised, RecoveryPolicy, Rule,
    Schedule, check, cut_offs, flags, limits, schedule,
};
use payspine::scale_file;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::day;

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

fn policy(terms: &str) -> RecoveryPolicy {
    let text = format!("format = 1\nid = \"ours\"\ntitle = \"Ours\"\nassumed = true\n[recovery]\n{terms}\n");
    let source = scale_file::source("policy.toml", text.as_bytes()).unwrap();
    scale_file::read_policy(&source).unwrap_or_else(|found| panic!("{found:?}")).value.as_ref().clone()
}

fn shipped(id: &str) -> RecoveryPolicy {
    let source = scale_file::source(id, scale_file::policy_text(id).unwrap().as_bytes()).unwrap();
    scale_file::read_policy(&source).unwrap().value.as_ref().clone()
}

/// A debt that arose over so many months up to July 2025, told on 1 August.
fn debt(balance: &str, months: i8) -> Debt {
    let first = Month::of(Date::constant(2025, 8 - months.min(7), 1));
    let first = if months > 7 { Month::of(Date::constant(2024, 20 - months, 1)) } else { first };
    let arose = Month::touched_by(first.period().to(Month::of(Date::constant(2025, 7, 1)).period()));
    let debt = Debt { balance: money(balance), arose: arose.map(|month| (month, None)).collect(), told: day("2025-08-01") };
    assert_eq!(debt.arose.len(), usize::try_from(months).unwrap());
    debt
}

/// So many months alike from August 2025, paid on the 28th.
fn months(count: usize, net: &str) -> Vec<ExpectedPay> {
    let from = Month::of(Date::constant(2025, 8, 1));
    let pay = |month: Month| ExpectedPay {
        paid_on: Length::NONE.after(month.period().start.with().day(28).build().unwrap()),
        gross: Money::from(2_700),
        net: money(net),
        other_deductions: Money::ZERO,
        annual: Money::from(32_400),
        reduced: None,
        last: false,
    };
    std::iter::successors(Some(from), |month| Some(month.next())).take(count).map(pay).collect()
}

fn taken(plan: &Schedule) -> Vec<String> {
    plan.instalments.iter().map(|instalment| instalment.taken.to_string()).collect()
}

/// So many of one instalment, then others.
fn equal(count: usize, amount: &str, rest: &[&str]) -> Vec<String> {
    std::iter::repeat_n(amount, count).chain(rest.iter().copied()).map(str::to_owned).collect()
}

#[test]
fn e21_a_share_of_net_pay_and_a_floor() {
    let policy = policy("share-of-net = 10\nleast-net = 1800");
    let plan = schedule(&policy, &debt("1508.92", 1), &months(24, "2138.24"), None);
    assert_eq!(taken(&plan), equal(7, "213.82", &["12.18"]));
    assert_eq!((plan.outcome, plan.instalments[0].bound), (Outcome::Complete, Limit::ShareOfNet));
    assert_eq!(plan.instalments[0].limits[1], (Limit::LeastNet, money("338.24")));
    // The odd instalment first: the same instalments, the other way round.
    let first = RecoveryPolicy { odd_instalment: OddInstalment::First, ..policy };
    let plan = schedule(&first, &debt("1508.92", 1), &months(24, "2138.24"), None);
    assert_eq!(taken(&plan), [vec!["12.18".to_owned()], equal(7, "213.82", &[])].concat());
    assert_eq!((plan.instalments[0].bound, plan.instalments[7].left), (Limit::Odd, Money::ZERO));
}

#[test]
fn e22_over_as_many_months_as_it_arose_over() {
    let policy = policy("match-period = true");
    let plan = |balance: &str| taken(&schedule(&policy, &debt(balance, 9), &months(24, "2138.24"), None));
    assert_eq!(plan("2403.00"), equal(9, "267.00", &[]));
    assert_eq!(plan("2403.05"), equal(8, "267.01", &["266.97"]));
}

#[test]
fn e23_four_days_gross_and_half_of_net() {
    let policy = shipped("armed-forces-jsp-754");
    let plan = schedule(&policy, &debt("1508.92", 1), &months(24, "2138.24"), None);
    assert_eq!(plan.instalments[0].limits[..2], [(Limit::ShareOfNet, money("1069.12")), (Limit::DaysOfGross, money("355.06"))]);
    assert_eq!(taken(&plan), equal(4, "355.06", &["88.68"]));
    // Two months' notice from 1 August.
    assert_eq!(plan.instalments[0].pay.paid_on, day("2025-10-28"));
}

#[test]
fn e24_all_deductions_together_leave_three_fifths() {
    let policy = policy("protected-share = 60");
    let pay = ExpectedPay { other_deductions: money("486"), ..months(1, "1620")[0] };
    assert_eq!(limits(&policy, &pay)[0], (Limit::ProtectedShare, money("162.00")));
}

#[test]
fn e33_how_far_back_a_claim_of_15_april_2025_reaches() {
    let claim = day("2025-04-15");
    let england = cut_offs(claim, Jurisdiction::EnglandAndWales);
    assert_eq!((england.limitation, england.tribunal), (day("2019-04-15"), Some(day("2023-04-15"))));
    assert_eq!(cut_offs(claim, Jurisdiction::Scotland).limitation, day("2020-04-15"));
    let month = |text: &str| (text.parse::<Month>().unwrap(), Some(Money::from(100)));
    let debt = Debt {
        balance: money("400"),
        arose: ["2019-03", "2019-04", "2020-03", "2024-01"].map(month).to_vec(),
        told: day("2025-01-01"),
    };
    let old = |jurisdiction| {
        let known = Circumstances { jurisdiction, claimed: Some(claim), ..Circumstances::default() };
        let found = flags(&debt, None, &known);
        found.iter().find_map(|flag| match &flag.raised {
            Raised::Old { months, amount, .. } => Some((months.len(), *amount)),
            _ => None,
        })
    };
    assert_eq!(old(Jurisdiction::EnglandAndWales), Some((1, Some(Money::from(100)))));
    assert_eq!(old(Jurisdiction::Scotland), Some((3, Some(Money::from(300)))));
}

#[test]
fn e38_seventeen_thousand_over_28_years() {
    let plan = schedule(&policy("share-of-net = 50"), &debt("17000", 1), &months(400, "2138.24"), Some(336));
    assert_eq!((plan.instalments[0].taken, plan.instalments.len()), (money("50.60"), 336));
    assert_eq!(plan.instalments.last().unwrap().taken, money("49.00"));
}

#[test]
fn e38b_a_plan_that_cannot_end_in_time_fails_with_its_shortfall() {
    let policy = policy("share-of-net = 10\nlongest = \"12 months\"");
    let plan = schedule(&policy, &debt("17000", 1), &months(1200, "2138.24"), None);
    let Outcome::Short(short) = plan.outcome else { panic!("{:?}", plan.outcome) };
    assert_eq!((short.left, plan.instalments.len()), (money("14434.16"), 12));
    assert_eq!(short.months_needed, Some(80));
    // 66.26 % of net pay a month would do, and 66.25 % would not.
    assert_eq!(short.would_fit, [(Limit::ShareOfNet, "66.26".parse().unwrap())]);
    assert!(money("1416.79").amount() * Decimal::from(12) >= Decimal::from(17_000));
    assert!(money("1416.58").amount() * Decimal::from(12) < Decimal::from(17_000));
}

#[test]
fn e44_final_pay_bears_what_it_can_and_the_rest_is_invoiced() {
    let last = ExpectedPay { last: true, ..months(1, "900")[0] };
    let all = policy("share-of-net = 10\nfrom-final-pay = true");
    let plan = schedule(&all, &debt("1508.92", 1), &[last], None);
    assert_eq!((taken(&plan), plan.outcome), (vec!["900.00".to_owned()], Outcome::Invoice(money("608.92"))));
    // Where notice runs past the final pay, all of it is invoiced.
    let slow = policy("notice = \"3 months\"\nfrom-final-pay = true");
    let plan = schedule(&slow, &debt("1508.92", 1), &[last], None);
    assert_eq!((plan.instalments.len(), plan.outcome), (0, Outcome::Invoice(money("1508.92"))));
    // Without the rule the policy's limits hold for final pay too.
    let plan = schedule(&policy("share-of-net = 10"), &debt("1508.92", 1), &[last], None);
    assert_eq!((taken(&plan), plan.outcome), (vec!["90.00".to_owned()], Outcome::Invoice(money("1418.92"))));
}

#[test]
fn recovery_pauses_and_goes_on() {
    let policy = policy("share-of-net = 10\npause-on = [\"half-pay\", \"nil-pay\"]\nlongest = \"8 months\"");
    let mut pays = months(24, "2138.24");
    (pays[1].reduced, pays[2].reduced) = (Some(Pause::HalfPay), Some(Pause::StatutoryPay));
    let plan = schedule(&policy, &debt("800", 1), &pays, None);
    assert_eq!(taken(&plan), ["213.82", "0.00", "213.82", "213.82", "158.54"]);
    assert_eq!(plan.instalments[1].bound, Limit::Paused(Pause::HalfPay));
}

#[test]
fn a_small_sum_comes_off_the_next_pay_and_a_late_one_is_not_pursued() {
    let council = shipped("lincolnshire-county-council");
    let plan = schedule(&council, &debt("49.99", 1), &months(3, "2138.24"), None);
    assert_eq!((taken(&plan), plan.instalments[0].pay.paid_on), (vec!["49.99".to_owned()], day("2025-08-28")));
    // With notice that a larger sum would have to be given.
    let slow = policy("de-minimis = 50\nnotice = \"3 months\"");
    assert_eq!(schedule(&slow, &debt("49.99", 1), &months(9, "2138.24"), None).instalments[0].pay.paid_on, day("2025-08-28"));
    assert_eq!(schedule(&slow, &debt("50.00", 1), &months(9, "2138.24"), None).instalments[0].pay.paid_on, day("2025-11-28"));
    // Found more than a year late: the council leaves it.
    let late = |told: &str| Debt { told: day(told), ..debt("49.99", 1) };
    assert_eq!(schedule(&council, &late("2026-08-01"), &months(30, "2138.24"), None).outcome, Outcome::NotPursued);
    assert_eq!(schedule(&council, &late("2026-07-31"), &months(30, "2138.24"), None).outcome, Outcome::Complete);
}

#[test]
fn without_approval_only_so_long() {
    let council = shipped("lincolnshire-county-council");
    let plan = |over| schedule(&council, &debt("900", 1), &months(24, "2138.24"), Some(over));
    assert_eq!((taken(&plan(3)), plan(3).needs_approval), (equal(3, "300.00", &[]), false));
    assert_eq!((taken(&plan(4)), plan(4).needs_approval), (equal(4, "225.00", &[]), true));
}

#[test]
fn an_employers_plan_is_held_to_each_rule() {
    let policy = policy(
        "share-of-net = 10\nleast-net = 1800\nmatch-period = true\nlongest = \"4 months\"\nlongest-without-approval = \"2 months\"\n\
         notice = \"1 month\"\npause-on = [\"half-pay\"]",
    );
    let mut pays = months(12, "2138.24");
    pays[2].reduced = Some(Pause::HalfPay);
    let at = |text: &str| text.parse::<Month>().unwrap();
    let plan = [("2025-08", "100"), ("2025-09", "400"), ("2025-10", "50"), ("2026-01", "500"), ("2030-01", "1")];
    let plan = plan.map(|(month, amount)| (at(month), money(amount)));
    let broken = check(&policy, &debt("1000", 7), &pays, &plan);
    let said: Vec<(Rule, Option<Month>, Option<Money>)> =
        broken.iter().map(|breach| (breach.rule, breach.month, breach.excess())).collect();
    assert_eq!(
        said,
        [
            (Rule::Notice, Some(at("2025-08")), None),
            (Rule::Limit(Limit::ShareOfNet), Some(at("2025-09")), Some(money("186.18"))),
            (Rule::Limit(Limit::LeastNet), Some(at("2025-09")), Some(money("61.76"))),
            (Rule::Limit(Limit::Paused(Pause::HalfPay)), Some(at("2025-10")), Some(money("50"))),
            (Rule::Limit(Limit::ShareOfNet), Some(at("2026-01")), Some(money("286.18"))),
            (Rule::Limit(Limit::LeastNet), Some(at("2026-01")), Some(money("161.76"))),
            (Rule::NoPay, Some(at("2030-01")), Some(money("1"))),
            (Rule::Balance, None, Some(money("51"))),
            (Rule::MatchPeriod, None, None),
            (Rule::Longest, None, None),
            (Rule::LongestWithoutApproval, None, None),
        ]
    );
    let (longest, arose) = (broken.iter().find(|breach| breach.rule == Rule::Longest).unwrap(), &broken[8]);
    assert_eq!((longest.limit, longest.taken), (Held::Time(Length::months(4)), Held::Time(Length::months(54))));
    assert_eq!((arose.limit, arose.taken), (Held::Months(7), Held::Months(5)));
}

/// A policy with any of the limits, in whole per cent and pounds.
fn any_policy() -> impl Strategy<Value = RecoveryPolicy> {
    let percent = || prop::option::of((1..100_i64).prop_map(|percent| Percent::new(Decimal::from(percent))));
    let limits = (percent(), percent(), percent(), prop::option::of(1..20_i64), prop::option::of(0..2_500_i64));
    let times = (prop::option::of(1..40_u32), prop::option::of(1..30_u32), any::<bool>(), any::<bool>(), any::<bool>());
    (limits, times).prop_map(|((net, gross, protected, days, least), (longest, notice, match_period, first, from_final_pay))| {
        RecoveryPolicy {
            share_of_net: net,
            share_of_gross: gross,
            protected_share: protected,
            days_of_gross: days.map(Decimal::from),
            least_net: least.map(Money::from),
            longest: longest.map(Length::months),
            notice: notice.map(Length::months),
            match_period,
            odd_instalment: if first { OddInstalment::First } else { OddInstalment::Last },
            from_final_pay,
            pause_on: vec![Pause::HalfPay],
            ..policy("match-period = false")
        }
    })
}

fn any_pays() -> impl Strategy<Value = Vec<ExpectedPay>> {
    let one = (0..300_000_i64, 0..90_000_i64, 0..10_u8);
    (prop::collection::vec(one, 1..60), prop::option::of(0..60_usize)).prop_map(|(kinds, last)| {
        let mut pays = months(kinds.len(), "0");
        for (index, (pay, (net, other, reduced))) in pays.iter_mut().zip(kinds).enumerate() {
            pay.net = Money::new(Decimal::new(net, 2)).unwrap();
            pay.other_deductions = Money::new(Decimal::new(other, 2)).unwrap();
            pay.reduced = (reduced == 0).then_some(Pause::HalfPay);
            pay.last = last == Some(index);
        }
        pays
    })
}

/// The least room that the limits leave in a month, in pence: the formula of the notes (5A) in whole numbers.
fn room_in_pence(policy: &RecoveryPolicy, pay: &ExpectedPay) -> i128 {
    let pence = |amount: Money| {
        (amount.amount() * Decimal::ONE_HUNDRED).mantissa() / 10_i128.pow((amount.amount() * Decimal::ONE_HUNDRED).scale())
    };
    let whole = |number: Decimal| number.trunc().mantissa();
    let (net, gross, other) = (pence(pay.net), pence(pay.gross), pence(pay.other_deductions));
    if pay.last && policy.from_final_pay {
        return (net - other).max(0);
    }
    if pay.reduced.is_some() {
        return 0;
    }
    let mut room = net - other;
    let mut hold = |limit: i128| room = room.min(limit);
    policy.share_of_net.into_iter().for_each(|share| hold(net * whole(share.number()) / 100));
    policy.share_of_gross.into_iter().for_each(|share| hold(gross * whole(share.number()) / 100));
    policy.days_of_gross.into_iter().for_each(|days| hold(pence(pay.annual) * whole(days) / 365));
    policy.least_net.into_iter().for_each(|least| hold(net - pence(least)));
    policy.protected_share.into_iter().for_each(|kept| hold(net * (100 - whole(kept.number())) / 100 - other));
    room.max(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn instalments_keep_to_every_limit_and_sum_to_the_balance(
        policy in any_policy(), pays in any_pays(), pence in 1..2_000_000_i64, over in prop::option::of(1..30_u32), arose in 1..12_i8,
    ) {
        let debt = debt(&Decimal::new(pence, 2).to_string(), arose);
        let plan = schedule(&policy, &debt, &pays, over);
        let total: Money = plan.instalments.iter().map(|instalment| instalment.taken).sum();
        let left = plan.instalments.last().map_or(debt.balance, |last| last.left);
        prop_assert_eq!(total + left, debt.balance);
        match &plan.outcome {
            Outcome::Complete => prop_assert_eq!(left, Money::ZERO),
            Outcome::Invoice(rest) => prop_assert_eq!(*rest, left),
            Outcome::Short(short) => prop_assert_eq!(short.left, left),
            Outcome::NotPursued => prop_assert!(false, "the policy has no such rule"),
        }
        let months = if policy.match_period { u32::try_from(debt.arose.len()).unwrap() } else { 1 }.max(over.unwrap_or(1));
        let equal = (i128::from(pence) + i128::from(months) - 1) / i128::from(months);
        let mut owed = i128::from(pence);
        for instalment in &plan.instalments {
            let taken = instalment.taken.amount() * Decimal::ONE_HUNDRED;
            prop_assert!(taken.is_integer() && taken >= Decimal::ZERO);
            let taken = taken.trunc().mantissa();
            let finally = instalment.pay.last && policy.from_final_pay;
            let room = room_in_pence(&policy, &instalment.pay);
            let most = room.min(owed).min(if finally { i128::MAX } else { equal });
            prop_assert!(taken <= most, "{} of {}", taken, most);
            if policy.odd_instalment == OddInstalment::Last {
                prop_assert_eq!(taken, most, "the algorithm of the notes");
            }
            owed -= taken;
            prop_assert!(instalment.pay.paid_on > debt.told);
            prop_assert!(policy.notice.is_none_or(|notice| instalment.pay.paid_on >= notice.after(debt.told)));
        }
        if let Some(longest) = policy.longest {
            prop_assert!(plan.instalments.len() <= usize::try_from(longest.in_months().unwrap()).unwrap());
        }
        // A plan by the policy breaks none of its rules.
        if plan.outcome == Outcome::Complete && !pays.iter().any(|pay| pay.last) {
            let own: Vec<(Month, Money)> = plan.instalments.iter().map(|one| (Month::of(one.pay.paid_on), one.taken)).collect();
            let broken = check(&policy, &debt, &pays, &own);
            // Rounding up can end an equal plan of pennies a month early.
            prop_assert!(broken.iter().all(|breach| breach.rule == Rule::MatchPeriod && pence < 1_000), "{:?}", broken);
        }
    }

    /// What would make a plan fit does, and a step less does not.
    #[test]
    fn the_values_that_would_fit_are_the_nearest(policy in any_policy(), pays in any_pays(), pence in 1..2_000_000_i64) {
        let debt = debt(&Decimal::new(pence, 2).to_string(), 3);
        let Outcome::Short(short) = schedule(&policy, &debt, &pays, None).outcome else { return Ok(()) };
        for (limit, value) in short.would_fit {
            let with = |value: Decimal| {
                let mut policy = policy.clone();
                match limit {
                    Limit::ShareOfNet => policy.share_of_net = Some(Percent::new(value)),
                    Limit::ShareOfGross => policy.share_of_gross = Some(Percent::new(value)),
                    Limit::DaysOfGross => policy.days_of_gross = Some(value),
                    Limit::LeastNet => policy.least_net = Money::new(value),
                    Limit::ProtectedShare => policy.protected_share = Some(Percent::new(value)),
                    _ => unreachable!("{limit:?} has no value"),
                }
                matches!(schedule(&policy, &debt, &pays, None).outcome, Outcome::Short(_))
            };
            let step = match limit {
                Limit::DaysOfGross => Decimal::new(1, 1),
                Limit::ShareOfNet | Limit::ShareOfGross => Decimal::new(1, 2),
                _ => Decimal::new(-1, 2),
            };
            prop_assert!(!with(value), "{:?} {}", limit, value);
            prop_assert!(with(value - step), "{:?} {}", limit, value - step);
        }
    }
}
