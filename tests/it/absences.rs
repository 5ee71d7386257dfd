//! Sick pay, leave and statutory pay: worked examples with their ids, through the engine. Expected figures are those printed there.
//!
//! | id | printed by |
//! |---|---|
//! | E10, E14, E15 | computed from the schemes' stages and the rates of 2025/26 |
//! | E11, E12 | the rules of GOV.UK's calculators |
//! | E13 | the rule of Alabaster |
//! | E45 | Armstrong Watson; payadvice.uk |

use payspine::calendar::Period;
use payspine::entitlement::{self, AbsenceDue, Career};
use payspine::money::{Money, Percent};
use payspine::report::words::assumptions;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceFacts, AbsenceKind, Member, Position, Weekdays};

use crate::{day, system};

/// A system with one grade by salary and these rules.
pub(crate) fn with_rules(rules: &str) -> History {
    let text = format!(
        r#"
        format   = 1
        id       = "salaries"
        title    = "Salaries"
        currency = "GBP"
        [conventions]
        annual-rounding  = {{ to = 0.01, mode = "half-up", carry = "published" }}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "calendar-days"
        year-start       = "04-01"
        [grade.S]
        title = "Salaried"
        {rules}
        [[settlement]]
        from   = 2015-04-01
        status = "agreed"
        source = "made up"
        range.S = {{ minimum-pay = 1, target-pay = 100000 }}
        "#
    );
    system(&text).1
}

const NHS_SICK: &str = r#"
    [absence.sick]
    source   = "NHS terms and conditions, section 14"
    window   = "12 months"
    half-pay = "on-top"
    [[absence.sick.entitlement]]
    service = "0 months"
    full    = "1 month"
    half    = "2 months"
    [[absence.sick.entitlement]]
    service = "12 months"
    full    = "2 months"
    half    = "2 months"
"#;

pub(crate) fn salaried(salary: i64, from: &str) -> Member {
    Member { position: Position::Salary(Money::from(salary)), ..crate::member("S", None, "0", from) }
}

/// An absence from a first to a last day.
pub(crate) fn absence(kind: AbsenceKind, from: &str, to: &str) -> Absence {
    Absence::new(kind, Period::new(day(from), day(to).tomorrow().unwrap()))
}

fn career(history: &History, member: &Member, until: &str) -> Career {
    entitlement::progress(history, member, day(until)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn component(career: &Career, month: &str, id: &str) -> String {
    career.months.iter().find(|due| due.month.to_string() == month).expect("a month").component(id).to_string()
}

fn total(career: &Career, month: &str) -> String {
    career.months.iter().find(|due| due.month.to_string() == month).expect("a month").total().to_string()
}

/// The stages with their first days.
fn stages(due: &AbsenceDue) -> Vec<String> {
    due.stages.iter().map(|stage| format!("{} from {}", stage.pay.share, stage.period.start)).collect()
}

/// £2,500 a month; two months of full pay from 15 March 2025 end on 14 May.
fn e10(half_pay: &str) -> Career {
    let history = with_rules(&NHS_SICK.replace("on-top", half_pay));
    let sick = absence(AbsenceKind::Sick, "2025-03-15", "2025-05-31");
    career(&history, &Member { absences: vec![sick], ..salaried(30_000, "2023-06-01") }, "2025-07-01")
}

#[test]
fn e10a_full_pay_ends_on_14_may_and_half_pay_begins() {
    let without = e10("none");
    assert_eq!(stages(&without.away[0]), ["full from 2025-03-15", "half from 2025-05-15"]);
    assert_eq!(total(&without, "2025-05"), "1814.52");
    let paid: Money = "2500.00".parse().unwrap();
    assert_eq!((paid - total(&without, "2025-05").parse().unwrap()).to_string(), "685.48");
    assert_eq!(without.absences[0].1.to_string(), "685.48");
    for month in ["2025-03", "2025-04", "2025-06"] {
        assert_eq!(total(&without, month), "2500.00", "{month}");
    }
}

#[test]
fn e10b_statutory_sick_pay_comes_on_top_of_half_pay_and_not_above_full_pay() {
    let with = e10("on-top");
    let from_the_15th = Period::new(day("2025-05-15"), day("2025-06-01"));
    assert_eq!(with.away[0].statutory_pay(from_the_15th).unwrap().to_string(), "285.00");
    assert_eq!(component(&with, "2025-05", "statutory-sick-pay"), "285.00");
    assert_eq!(component(&with, "2025-05", "basic"), "1814.52");
    assert_eq!(total(&with, "2025-05"), "2099.52");
    // Half of the 17 days, and 12 days at 23.75: less than full pay for them.
    let half: Money = "685.48".parse().unwrap();
    let both = half + with.away[0].statutory_pay(from_the_15th).unwrap();
    assert_eq!(both.to_string(), "970.48");
    assert!(both < "1370.97".parse().unwrap());
    assert_eq!(with.away[0].earnings.unwrap().to_string(), "576.9230769");
}

/// Sickness without any pay but what the law gives.
const STATUTORY_SICK: &str = r#"
    [absence.sick]
    source = "made up"
    window = "12 months"
    [[absence.sick.entitlement]]
    service = "0 months"
    full    = "0 months"
    half    = "0 months"
"#;

fn statutory_sick(salary: i64, from: &str, to: &str, facts: AbsenceFacts) -> AbsenceDue {
    let history = with_rules(STATUTORY_SICK);
    let sick = Absence { facts, ..absence(AbsenceKind::Sick, from, to) };
    let member = Member { absences: vec![sick], ..salaried(salary, "2020-01-01") };
    let career = career(&history, &member, "2026-09-01");
    career.away.into_iter().next().expect("the absence")
}

fn earning(weekly: &str) -> AbsenceFacts {
    AbsenceFacts { earnings: Some(weekly.parse().unwrap()), ..AbsenceFacts::default() }
}

#[test]
fn e11a_two_days_of_a_three_day_week() {
    // Tuesday to Thursday are worked; three waiting days are served in the first week.
    let facts = AbsenceFacts { qualifying_days: Some(Weekdays::of([1, 2, 3])), ..AbsenceFacts::default() };
    let due = statutory_sick(20_000, "2025-06-02", "2025-06-11", facts);
    let all = Period::new(day("2025-06-01"), day("2025-07-01"));
    assert_eq!(due.statutory_pay(all).unwrap().to_string(), "79.17");
    // The days that the member works are what it is due for, unless the absence says otherwise.
    let history = with_rules(STATUTORY_SICK);
    let absences = vec![absence(AbsenceKind::Sick, "2025-06-02", "2025-06-11")];
    let member = Member { absences, working_days: Some(Weekdays::of([1, 2, 3])), ..salaried(20_000, "2020-01-01") };
    let career = career(&history, &member, "2026-09-01");
    assert_eq!(career.away[0].statutory_pay(all).unwrap().to_string(), "79.17");
    assert!(!assumptions(&career.assumptions).iter().any(|line| line.contains("Qualifying days")));
}

#[test]
fn e11b_a_week_before_april_2026_has_three_waiting_days() {
    let due = statutory_sick(30_000, "2025-06-02", "2025-06-06", AbsenceFacts::default());
    assert_eq!(due.statutory_pay(due.absence.period).unwrap().to_string(), "47.50");
}

#[test]
fn e11c_the_same_week_from_april_2026_has_none() {
    let due = statutory_sick(30_000, "2026-06-01", "2026-06-05", AbsenceFacts::default());
    assert_eq!(due.statutory_pay(due.absence.period).unwrap().to_string(), "123.25");
}

#[test]
fn e11d_from_april_2026_it_is_at_most_80_per_cent_of_earnings() {
    let week = |earnings: &str| {
        let due = statutory_sick(30_000, "2026-06-01", "2026-06-05", earning(earnings));
        due.statutory_pay(due.absence.period).unwrap().to_string()
    };
    assert_eq!(week("140.00"), "112.00");
    // The break-even.
    assert_eq!(week("154.0625"), "123.25");
    assert_eq!(week("154.00"), "123.20");
}

#[test]
fn e45_an_absence_that_runs_over_5_april_2026_keeps_the_flat_rate() {
    let running = statutory_sick(30_000, "2026-03-16", "2026-04-30", earning("140.00"));
    let week = Period::new(day("2026-04-06"), day("2026-04-11"));
    assert_eq!(running.statutory_pay(week).unwrap().to_string(), "123.25");
    let new = statutory_sick(30_000, "2026-04-06", "2026-04-10", earning("140.00"));
    assert_eq!(new.statutory_pay(week).unwrap().to_string(), "112.00");
    // Whoever earned too little before had nothing to keep.
    let low = statutory_sick(30_000, "2026-03-16", "2026-04-30", earning("100.00"));
    assert_eq!(low.statutory_pay(Period::new(day("2026-03-01"), day("2026-04-06"))).unwrap(), Money::ZERO);
    assert_eq!(low.statutory_pay(week).unwrap().to_string(), "80.00");
}

#[test]
fn statutory_sick_pay_ends_after_28_weeks_and_links_absences_eight_weeks_apart() {
    let history = with_rules(STATUTORY_SICK);
    // 28 weeks of five days from Thursday 9 January 2025, the fourth day.
    let long = absence(AbsenceKind::Sick, "2025-01-06", "2025-10-31");
    let member = Member { absences: vec![long], ..salaried(30_000, "2020-01-01") };
    let due = &career(&history, &member, "2026-09-01").away[0];
    assert!(due.statutory_pay(Period::new(day("2025-07-22"), day("2025-07-24"))).unwrap() > Money::ZERO);
    assert_eq!(due.statutory_pay(Period::new(day("2025-07-24"), day("2025-11-01"))).unwrap(), Money::ZERO);
    let second = |from: &str, to: &str| {
        let absences = vec![absence(AbsenceKind::Sick, "2025-06-02", "2025-06-06"), absence(AbsenceKind::Sick, from, to)];
        let career = career(&history, &Member { absences, ..salaried(30_000, "2020-01-01") }, "2026-09-01");
        career.away[1].statutory_pay(career.away[1].absence.period).unwrap().to_string()
    };
    // 56 days lie between Friday 6 June and Saturday 2 August; then waiting days have been served.
    assert_eq!(second("2025-08-02", "2025-08-08"), "118.75");
    assert_eq!(second("2025-08-04", "2025-08-08"), "47.50");
    // Three days are no absence that counts.
    assert_eq!(second("2025-06-11", "2025-06-13"), "0.00");
}

const STATUTORY_MATERNITY: &str = r#"
    [absence.maternity]
    source = "made up"
    [[absence.maternity.stage]]
    weeks = 52
    pay   = "nil"
"#;

/// £28,800 a year, £2,400 a month; leave from Sunday 6 April 2025, birth expected in the week of 18 May, so that the 15th week before
/// it begins on 2 February and the payments of December and January count.
fn on_leave(rules: &str, from: &str) -> Career {
    let leave = absence(AbsenceKind::Maternity, "2025-04-06", "2026-04-04");
    let facts = AbsenceFacts { expected: Some(day("2025-05-20")), ..AbsenceFacts::default() };
    let member = Member { absences: vec![Absence { facts, ..leave }], ..salaried(28_800, from) };
    career(&with_rules(rules), &member, "2026-04-05")
}

#[test]
fn e12_average_weekly_earnings_and_39_weeks() {
    let career = on_leave(STATUTORY_MATERNITY, "2020-01-01");
    let due = &career.away[0];
    assert_eq!(due.earnings.unwrap().to_string(), "553.8461538", "E12a");
    let ninety = payspine::statutory::share_of_earnings(due.earnings.unwrap(), Percent::new(90.into())).unwrap();
    assert_eq!(ninety.to_string(), "498.4615384", "E12b");
    let six = Period::new(day("2025-04-06"), day("2025-05-18"));
    let rest = Period::new(day("2025-05-18"), day("2026-04-05"));
    assert_eq!(due.statutory_pay(six).unwrap().to_string(), "2990.77", "E12b");
    let all = due.statutory_pay(six).unwrap() + due.statutory_pay(rest).unwrap();
    assert_eq!(all.to_string(), "9167.71", "E12c");
    assert_eq!(due.statutory_pay(Period::new(day("2026-01-04"), day("2026-04-05"))).unwrap(), Money::ZERO, "after 39 weeks");
    assert!(
        assumptions(&career.assumptions).iter().any(|line| line.contains("December 2024 and January 2025")),
        "{:?}",
        career.assumptions
    );
    // By months each payment is rounded up, ten of them.
    let by_month: Money = career.months.iter().map(|month| month.component("statutory-maternity-pay")).sum();
    assert!(by_month >= all && by_month < all + "0.10".parse().unwrap(), "{by_month}");
}

#[test]
fn e13_an_award_backdated_into_the_relevant_period_raises_the_first_weeks() {
    let six = Period::new(day("2025-04-06"), day("2025-05-18"));
    let later = Period::new(day("2025-05-18"), day("2025-06-15"));
    let leave = |award: &str| {
        let text = format!(
            r#"
            format = 1
            id     = "award"
            title  = "Award"
            scale  = "salaries"
            [[settlement]]
            from   = {award}
            status = "offer"
            [[settlement.measure]]
            uplift = {{ percent = 5 }}
            "#
        );
        let rules = with_rules(STATUTORY_MATERNITY);
        let base = payspine::scale_file::write_scale(rules.scale());
        let (base, _) = system(&base);
        let facts = AbsenceFacts { expected: Some(day("2025-05-20")), ..AbsenceFacts::default() };
        let leave = Absence { facts, ..absence(AbsenceKind::Maternity, "2025-04-06", "2026-04-04") };
        let member = Member { absences: vec![leave], ..salaried(28_800, "2020-01-01") };
        career(&crate::proposed(&base, &text), &member, "2026-04-05")
    };
    // An award from the end of the leave changes nothing; one backdated to December is in both payments.
    let (before, after) = (leave("2026-04-04"), leave("2024-12-01"));
    assert_eq!(before.away[0].earnings.unwrap().to_string(), "553.8461538");
    let arrears = after.away[0].statutory_pay(six).unwrap() - before.away[0].statutory_pay(six).unwrap();
    assert_eq!(arrears.to_string(), "149.54");
    assert_eq!(after.away[0].statutory_pay(later).unwrap(), before.away[0].statutory_pay(later).unwrap());
}

#[test]
fn e14_nhs_maternity_pay_is_full_then_half_and_statutory_then_statutory_pay() {
    let rules = r#"
        [absence.maternity]
        source = "NHS terms and conditions, section 15"
        [[absence.maternity.stage]]
        weeks = 8
        pay   = "full"
        [[absence.maternity.stage]]
        weeks     = 18
        pay       = "half"
        statutory = "on-top"
        [[absence.maternity.stage]]
        weeks = 13
        pay   = "nil"
        [[absence.maternity.stage]]
        weeks     = 13
        pay       = "nil"
        statutory = "none"
    "#;
    let career = on_leave(rules, "2020-01-01");
    let due = &career.away[0];
    let expected = ["full from 2025-04-06", "half from 2025-06-01", "nil from 2025-10-05", "nil from 2026-01-04"];
    assert_eq!(stages(due), expected);
    // A whole month of each stage, by the week.
    let a_week =
        |month: &str| payspine::statutory::weekly_earnings(component(&career, month, "basic").parse().unwrap(), 1).unwrap();
    let penny = |amount: Money| payspine::money::Rounding::to_the_penny().round(&amount.exact()).unwrap();
    let statutory = |from: &str, to: &str| due.statutory_pay(Period::new(day(from), day(to))).unwrap();
    assert_eq!(penny(a_week("2025-05")).to_string(), "553.85");
    assert_eq!(component(&career, "2025-05", "statutory-maternity-pay"), "0.00", "inside full pay");
    assert_eq!(penny(a_week("2025-07")).to_string(), "276.92");
    assert_eq!((penny(a_week("2025-07")) + statutory("2025-07-06", "2025-07-13")).to_string(), "464.10");
    assert_eq!(statutory("2025-11-02", "2025-11-09").to_string(), "187.18");
    assert_eq!(total(&career, "2025-11"), "802.20", "30 days at 187.18 ÷ 7");
    assert_eq!(total(&career, "2026-02"), "0.00");
}

#[test]
fn e15_civil_service_full_pay_ends_after_26_weeks() {
    let rules = r#"
        [absence.maternity]
        source = "Cabinet Office, PQ 189076"
        [[absence.maternity.stage]]
        weeks = 26
        pay   = "full"
        [[absence.maternity.stage]]
        weeks = 13
        pay   = "nil"
    "#;
    let leave = absence(AbsenceKind::Maternity, "2025-01-06", "2026-01-04");
    let facts = AbsenceFacts { expected: Some(day("2025-02-02")), ..AbsenceFacts::default() };
    let away = Member { absences: vec![Absence { facts, ..leave }], ..salaried(32_400, "2020-01-01") };
    let due = career(&with_rules(rules), &away, "2026-02-01");
    assert_eq!(stages(&due.away[0]), ["full from 2025-01-06", "nil from 2025-07-07"]);
    assert_eq!(total(&due, "2025-07"), "1191.08");
    let paid: Money = "2700.00".parse().unwrap();
    assert_eq!((paid - total(&due, "2025-07").parse().unwrap()).to_string(), "1508.92");
    assert_eq!(total(&due, "2025-06"), "2700.00");
    // As if the step down had never been made: the payroll that pays the month in full.
    let mut wrong = away.clone();
    wrong.absences[0].facts.goes_on = Some(Period::new(day("2025-07-07"), day("2026-01-05")));
    assert_eq!(total(&career(&with_rules(rules), &wrong, "2026-02-01"), "2025-07"), "2700.00");
}

#[test]
fn e42_and_e43_absence_on_full_pay_changes_no_month() {
    // 31 days of February and March 2024, a leap year; the month's parts at one rate sum to a twelfth.
    for convention in ["calendar-days", "365ths", "260ths", "days-in-year", "working-days"] {
        let text = payspine::scale_file::write_scale(with_rules(NHS_SICK).scale());
        let (_, history) = system(&text.replace("default = \"calendar-days\"", &format!("default = \"{convention}\"")));
        let absences =
            vec![absence(AbsenceKind::Sick, "2024-02-10", "2024-02-21"), absence(AbsenceKind::Sick, "2024-02-25", "2024-03-10")];
        let due = career(&history, &Member { absences, ..salaried(30_000, "2020-01-01") }, "2025-01-01");
        assert!(due.months.iter().all(|month| month.total().to_string() == "2500.00"), "{convention}: {:?}", due.months);
        // 36,500 a year by 365ths over 366 days would be 36,600.00; whole months are twelfths.
        let whole = career(&history, &salaried(36_500, "2024-01-01"), "2025-01-01");
        let sum: Money = whole.months.iter().map(|month| month.component("basic")).sum();
        assert_eq!(sum.to_string(), "36500.04", "{convention}");
    }
    let day_s: payspine::calendar::PartMonth = payspine::calendar::PartMonth::Per365;
    let a_day = Money::from(36_500)
        .exact()
        .times(&day_s.odd_days(Period::new(day("2024-03-05"), day("2024-03-06")), Weekdays::MONDAY_TO_FRIDAY));
    assert_eq!(
        payspine::money::Rounding::to_the_penny().round(&a_day.times(&366.into())).unwrap().to_string(),
        "36600.00",
        "E42"
    );
}
