//! What a change would mean after deductions: student loans and the pension that is earned, by published examples and a second sum.

use std::collections::BTreeSet;

use payspine::money::{Exact, Money};
use payspine::net_pay::{pension_earned, student_loan};
use payspine::scale_file;
use payspine::statutory::{LoanPlan, StatutoryTable};
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{day, root, run_in};

/// 37 hours on SCP 12, in the words of a member.
const MEMBER: &str =
    "what-if --scale njc --grade local --point 12 --target 17 --hours 37 --on 2025-09-01 --since 2024-04-01 --from 2025-09-01";

fn table(id: &str) -> StatutoryTable {
    scale_file::statutory(id).expect("shipped")
}

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

fn answer(command: &str) -> String {
    let (out, err, code) = run_in(root(), &format!("{command} --today 2026-12-01"));
    assert_eq!(code, 0, "{command}: {err}");
    out
}

fn refused(command: &str) -> String {
    let (out, err, code) = run_in(root(), &format!("{command} --today 2026-12-01"));
    assert!(code == 2 && out.is_empty(), "{command}: {code} {out}");
    err
}

/// Lines break anywhere.
fn says(text: &str, sentence: &str) {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(sentence), "{sentence} is not in:\n{text}");
}

fn taken(plan: LoanPlan, on: &str, gross: &str) -> Money {
    student_loan(&table("student-loan"), plan, day(on), money(gross)).expect("a threshold").amount
}

/// A twelfth of a salary to the penny.
fn month_of(salary: i64) -> String {
    (Decimal::from(salary) / Decimal::from(12)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).to_string()
}

/// `PayFit`'s examples of 2024-25 and Brown Butler's two salaries on plan 5.
#[test]
fn loans_are_repaid_as_payrolls_publish() {
    for (plan, on, gross, amount) in [(LoanPlan::Plan1, "2024-06-30", "2500", 37), (LoanPlan::Plan2, "2024-06-30", "2500", 20)] {
        assert_eq!(taken(plan, on, gross), Money::from(amount));
    }
    for (salary, amount) in [(28_000, 22), (31_000, 45)] {
        assert_eq!(taken(LoanPlan::Plan5, "2026-05-31", &month_of(salary)), Money::from(amount), "{salary}");
    }
    // HMRC's manual, CSLM18025: £2,075 a month above the threshold of 2016-17.
    let text = "format = 1\nid = \"l\"\ntitle = \"L\"\nstatutory = \"student-loan\"\n[[row]]\nplan = \"plan-1\"\nfrom = 2016-04-06\n\
                threshold = 17495\npercent = 9\nsource = \"CSLM18025\"\n";
    let source = scale_file::source("l.toml", text.as_bytes()).expect("text");
    let of_2016 = scale_file::read_statutory(&source).expect("a table").value;
    let loan = student_loan(&of_2016, LoanPlan::Plan1, day("2016-05-31"), money("2075")).expect("a threshold");
    assert_eq!(loan.amount, Money::from(55));
}

/// Cintra's approximate table for 2025-26 is of a twelfth of a year, to the nearest pound: a month cut to the pound is that, or one less.
#[test]
fn loans_are_those_of_an_approximate_table() {
    for (plan, salary, nearest) in [
        (LoanPlan::Plan1, 28_000, 14),
        (LoanPlan::Plan1, 30_000, 29),
        (LoanPlan::Plan1, 35_000, 67),
        (LoanPlan::Plan1, 40_000, 104),
        (LoanPlan::Plan2, 30_000, 11),
        (LoanPlan::Plan2, 38_000, 71),
        (LoanPlan::Plan2, 45_000, 124),
        (LoanPlan::Plan4, 35_000, 17),
        (LoanPlan::Plan4, 38_000, 39),
        (LoanPlan::Plan4, 42_000, 69),
        (LoanPlan::Plan4, 47_000, 107),
    ] {
        let taken = taken(plan, "2025-05-31", &month_of(salary));
        assert!(taken == Money::from(nearest) || taken == Money::from(nearest - 1), "{plan:?} {salary}: {taken}");
    }
}

/// A twelfth of each threshold, cut to the penny, is the monthly one that payrolls print.
#[test]
fn monthly_thresholds_are_those_that_payrolls_print() {
    let table = table("student-loan");
    for (on, plan, month) in [
        ("2021-04-06", "plan-1", "1657.91"),
        ("2021-04-06", "plan-4", "2083.33"),
        ("2023-04-06", "plan-1", "1834.58"),
        ("2023-04-06", "plan-2", "2274.58"),
        ("2023-04-06", "plan-4", "2305.00"),
        ("2024-04-06", "plan-1", "2082.50"),
        ("2024-04-06", "plan-4", "2616.25"),
        ("2025-04-06", "plan-1", "2172.08"),
        ("2025-04-06", "plan-2", "2372.50"),
        ("2025-04-06", "plan-4", "2728.75"),
        ("2026-04-06", "plan-5", "2083.33"),
        ("2026-04-06", "postgraduate", "1750.00"),
    ] {
        let rows = table.on(day(on));
        let row = rows.iter().find(|row| row.series.as_deref() == Some(plan)).expect("in force");
        let twelfth = row.figure("threshold").expect("a threshold") / Decimal::from(12);
        let cut = twelfth.round_dp_with_strategy(2, RoundingStrategy::ToZero);
        assert_eq!(cut, month.parse::<Decimal>().expect("a number"), "{on} {plan}");
    }
}

/// West Northamptonshire's account of three years, the BMA's example, and round sums of the other schemes.
#[test]
fn a_year_earns_the_pension_that_schemes_publish() {
    let table = table("pension-accrual");
    for (scheme, pay, earned) in [
        ("lgps", "24500", "500"),
        ("lgps", "24745", "505"),
        ("lgps", "24992.45", "510.05"),
        ("nhs-england-wales", "75000", "1388.89"),
        ("teachers", "42000", "736.84"),
        ("civil-service-alpha", "60000", "1392"),
    ] {
        let found = pension_earned(&table, scheme, day("2025-09-30"), &money(pay).exact()).expect("a share");
        assert_eq!(found.annual, money(earned), "{scheme} {pay}");
    }
}

/// Whoever pays into a scheme earns of it.
#[test]
fn every_scheme_has_a_share() {
    let series = |id: &str| table(id).rows.into_iter().filter_map(|row| row.series).collect::<BTreeSet<_>>();
    assert_eq!(series("pension-member"), series("pension-accrual"));
}

proptest! {
    /// Whole pence throughout: the threshold in pence, and hundredths of a penny cut to pounds.
    #[test]
    fn loans_by_whole_pence(
        pence in 0..2_000_000_i64,
        (plan, year, percent) in select(vec![
            (LoanPlan::Plan1, 26_065, 9), (LoanPlan::Plan2, 28_470, 9), (LoanPlan::Plan4, 32_745, 9),
            (LoanPlan::Plan5, 25_000, 0), (LoanPlan::Postgraduate, 21_000, 6),
        ]),
    ) {
        let threshold = year * 100 / 12;
        let due = (pence - threshold).max(0) * percent / 10_000;
        let gross = Money::new(Decimal::new(pence, 2)).unwrap();
        let loan = student_loan(&table("student-loan"), plan, day("2025-10-31"), gross).unwrap();
        prop_assert_eq!(loan.amount, Money::from(due));
    }

    /// Whole pence, half up.
    #[test]
    fn accrual_by_whole_pence(
        pence in 0..20_000_000_i64,
        (scheme, times, over) in select(vec![
            ("lgps", 1, 49), ("nhs-england-wales", 1, 54), ("teachers", 1, 57), ("civil-service-alpha", 232, 10_000),
        ]),
    ) {
        let due = (2 * pence * times + over) / (2 * over);
        let pay = Exact::from(Decimal::new(pence, 2));
        let earned = pension_earned(&table("pension-accrual"), scheme, day("2025-10-31"), &pay).unwrap();
        prop_assert_eq!(earned.annual, Money::new(Decimal::new(due, 2)).unwrap());
    }
}

/// 37 hours to 30 on SCP 12 of 2025, in one answer. By hand: 28,598 × 30/37 = 23,187.57; a month 2,383.17 and 1,932.30; LGPS 6.5 % and
/// 5.8 %; free pay 1,048.25; 8 % above 1,048; a 49th of a year's pay.
#[test]
fn fewer_hours_before_and_after_deductions_in_one_answer() {
    let out = answer(&format!("{MEMBER} hours=30 --pension lgps"));
    says(&out, "From 1 September 2025, with 30 hours a week: £23,187.57 a year instead of £28,598, £5,410.43 less.");
    says(&out, "Pension, estimated -£154.91 -£112.07 £42.84");
    says(&out, "Income tax, estimated -£236.00 -£154.20 £81.80");
    says(&out, "National Insurance, estimated -£106.81 -£70.74 £36.07");
    says(&out, "Pension earned a year, estimated £583.63 £473.22 -£110.41");
    // 450.87 − 42.84 − 81.80 − 36.07.
    says(
        &out,
        "That is £450.87 less a month before deductions, about £290.16 less in your hand, and about £110.41 a year less of pension is earned.",
    );
    assert!(!out.contains("Student loan"), "{out}");
}

/// Plan 1 takes 9 % of 2,383.17 − 2,172.08, a postgraduate loan 6 % of what is above 1,750.
#[test]
fn student_loans_come_off_and_leave_less_to_lose() {
    let command = format!("{MEMBER} hours=30 --pension lgps --student-loan plan-1 --student-loan postgraduate");
    let out = answer(&command);
    says(&out, "Student loan, plan 1, estimated -£18.00 £0.00 £18.00");
    says(&out, "Postgraduate loan, estimated -£37.00 -£10.00 £27.00");
    says(&out, "about £245.16 less in your hand");
    says(&out, "Student loans are taken above a twelfth of the threshold, in whole pounds.");
    let json: serde_json::Value = serde_json::from_str(&answer(&format!("{command} --format json"))).expect("JSON");
    let before = &json["before"]["estimated"];
    assert_eq!(
        (&before["student_loans"]["plan-1"], &before["student_loans"]["postgraduate"]),
        (&"18.00".into(), &"37.00".into())
    );
    assert_eq!(before["pension_earned_a_year"], "583.63");
    // 2,383.17 − 154.91 − 236.00 − 106.81 − 18 − 37.
    assert_eq!(before["net"], "1830.45");
}

/// The answer fits one screen, whether or not a loan is repaid.
#[test]
fn the_whole_answer_is_at_most_forty_lines() {
    for more in ["", " --pension lgps", " --pension lgps --student-loan plan-1"] {
        let out = answer(&format!("{MEMBER} hours=30{more}"));
        assert!(out.lines().count() <= 40, "{}:\n{out}", out.lines().count());
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    }
}

/// Term-time weeks change as hours do: 28,598 × 44.2630 ÷ 52.143, less pension earned in the same share.
#[test]
fn weeks_change_as_hours_do() {
    let out = answer(&format!("{MEMBER} weeks=39 --pension lgps"));
    says(&out, "with 39 weeks a year: £24,276.2");
    says(&out, "Pension earned a year, estimated £583.63 £495.43 -£88.20");
    says(&answer(&format!("{MEMBER} annual-hours=1400")), "with 1400 hours a year");
    says(&answer(&format!("{MEMBER} paid-weeks=44")), "with 44 paid weeks a year");
}

/// A rate by itself says nothing of what is earned.
#[test]
fn a_rate_earns_no_pension_that_is_known() {
    let out = answer(&format!("{MEMBER} hours=30 --pension 5.8%"));
    assert!(out.contains("Pension, estimated") && !out.contains("earned"), "{out}");
}

/// Nobody repaid a loan of plan 5 before 6 April 2026; later years hold the last thresholds that are known.
#[test]
fn plans_hold_from_their_own_days() {
    let at = |on: &str| {
        answer(&format!("{MEMBER} hours=30 --student-loan plan-5").replace("--from 2025-09-01", &format!("--from {on}")))
    };
    says(&at("2025-09-01"), "Student loan, plan 5, estimated £0.00 £0.00 £0.00");
    // 9 % of 2,422.00 − 2,083.33, on SCP 13 from 1 April 2026.
    says(&at("2026-05-01"), "Student loan, plan 5, estimated -£30.00");
    says(
        &at("2027-05-01"),
        "After 31 March 2027 the rates of that day are held: no threshold of student loans of plan-5 is known",
    );
    // Tax of that year is known, and loans are not.
    let before = "what-if --scale njc --grade local --point 12 --target 17 --hours 37 --on 2021-04-01 --since 2020-04-01 --from 2021-04-01 \
                  hours=30 --student-loan plan-5";
    says(&refused(before), "no threshold of student loans of plan-5 is known for 2021-04-30, nor for a month before it");
}

#[test]
fn loans_that_no_payroll_collects_together_are_refused() {
    for (loans, why) in [
        ("--student-loan plan-1 --student-loan plan-2", "a payroll collects one plan at a time"),
        ("--student-loan plan-1 --student-loan plan-1", "plan-1 is said twice"),
        ("--student-loan plan-3", "plan-1, plan-2, plan-4, plan-5, postgraduate"),
    ] {
        says(&refused(&format!("{MEMBER} hours=30 {loans}")), why);
    }
}

#[test]
fn a_share_is_a_divisor_or_a_percentage() {
    for (share, code) in [("", "needs either"), ("divisor = 49\npercent = 2", "needs either"), ("divisor = 0", "0")] {
        let text = format!(
            "format = 1\nid = \"a\"\ntitle = \"A\"\nstatutory = \"pension-accrual\"\n[[row]]\nscheme = \"s\"\nfrom = 2020-04-01\n\
             source = \"s\"\n{share}\n"
        );
        let source = scale_file::source("a.toml", text.as_bytes()).expect("text");
        let found = scale_file::read_statutory(&source).expect_err("refused");
        assert!(found.iter().any(|problem| problem.title.contains(code)), "{share}: {found:?}");
    }
}
