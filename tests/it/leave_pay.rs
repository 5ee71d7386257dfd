//! Annual leave: basic pay goes on, and what varies is paid at its average where the terms say so (RULES 6.8, 6.9).

use payspine::calendar::{Date, Month, Period, Weekdays};
use payspine::entitlement::{self, Career};
use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, Member, Worked};
use proptest::prelude::*;

use crate::what_else_is_due::{START, money, month, one_rate};
use crate::{day, member};

/// Unsocial hours at £3.10 an hour with these terms, and a rule of leave pay.
fn unsocial(rule: &str, terms: &str) -> History {
    let file = format!(
        "{START}\n[settlement.payment.unsocial]\ntitle = \"Unsocial hours\"\nkind = \"enhancement\"\nbasis = \"hour\"\namount = 3.10\n{terms}"
    );
    // The rule stands before the settlements.
    one_rate(24_000, &format!("{rule}\n{file}")).1
}

const THREE_MONTHS: &str = r#"[absence.leave]
average-over = "3 months"
average-by = "working-days"
source = "RULES 6.9"
"#;
const COUNTED: &str = "counts-in = [\"leave\"]";

fn leave(from: &str, end: &str) -> Absence {
    Absence::new(AbsenceKind::Leave, Period::new(day(from), day(end)))
}

fn hours(list: &[(&str, &str)]) -> Vec<Worked> {
    let worked =
        |(of, number): &(&str, &str)| Worked { month: month(of), payment: "unsocial".into(), number: number.parse().unwrap() };
    list.iter().map(worked).collect()
}

fn career(history: &History, worked: Vec<Worked>, absences: Vec<Absence>) -> Career {
    let member = Member { worked, absences, ..member("A", None, "1", "2020-04-01") };
    entitlement::progress(history, &member, day("2021-04-01")).expect("the member fits")
}

/// April to June of 2020 have 22, 21 and 22 weekdays.
fn spring() -> Vec<Worked> {
    hours(&[("2020-04", "40"), ("2020-05", "30"), ("2020-06", "50")])
}

#[test]
fn a_fortnight_is_paid_at_the_average_of_three_months() {
    let history = unsocial(THREE_MONTHS, COUNTED);
    let found = career(&history, spring(), vec![leave("2020-07-06", "2020-07-20")]);
    // 120 hours at 3.10 are 372.00 in 65 working days; ten of them are 57.2307….
    assert_eq!(found.months[3].component("unsocial"), money("57.23"));
    assert_eq!(found.months[3].component("basic"), money("2000.00"), "basic pay goes on");
    let away = &found.away[0];
    assert_eq!((found.absences[0].1, away.stages.len()), (Money::ZERO, 1), "leave takes nothing off");
    assert_eq!(away.sources, ["Rule of leave pay: RULES 6.9"]);
    let said = "Leave from 6 July 2020: the average of what was due for 65 days at work from 1 April 2020 to 30 June 2020.";
    assert!(assumptions(&found.assumptions).iter().any(|line| line == said), "{:?}", found.assumptions);
}

#[test]
fn hours_of_the_month_and_the_average_are_rounded_together() {
    let history = unsocial(THREE_MONTHS, COUNTED);
    let mut worked = spring();
    worked.extend(hours(&[("2020-07", "0.005")]));
    // 57.23076… + 0.0155 = 57.24626…, where 57.23 + 0.02 would be 57.25.
    let found = career(&history, worked, vec![leave("2020-07-06", "2020-07-20")]);
    assert_eq!(found.months[3].components.iter().filter(|(id, _)| id.id() == "unsocial").count(), 1);
    assert_eq!(found.months[3].component("unsocial"), money("57.25"));
}

#[test]
fn nothing_is_added_where_the_terms_say_nothing() {
    for (rule, terms) in [(THREE_MONTHS, ""), (THREE_MONTHS, "counts-in = [\"sick\"]"), ("", COUNTED)] {
        let found = career(&unsocial(rule, terms), spring(), vec![leave("2020-07-06", "2020-07-20")]);
        assert_eq!(found.months[3].total(), money("2000.00"), "{rule} {terms}");
        let silent = "Unsocial hours: the file does not say whether it counts in leave pay, so nothing is added.";
        assert_eq!(assumptions(&found.assumptions).iter().any(|line| line == silent), terms.is_empty());
    }
}

#[test]
fn leave_pay_that_a_payment_has_already_is_not_counted_twice() {
    let away = || vec![leave("2020-07-06", "2020-07-20")];
    let inside = career(&unsocial(THREE_MONTHS, "leave-pay = \"inside\""), spring(), away());
    assert_eq!((inside.months[0].component("unsocial"), inside.months[3].component("unsocial")), (money("124.00"), Money::ZERO));
    // The local answer: 12.5% is added to every payment instead (RULES 6.9).
    let added = career(&unsocial(THREE_MONTHS, "leave-pay = 12.5"), spring(), away());
    assert_eq!((added.months[0].component("unsocial"), added.months[3].component("unsocial")), (money("139.50"), Money::ZERO));
}

/// RULES 6.8: an annualised payment takes the place of one for hours, of which nothing more is due, not even an average.
#[test]
fn an_annualised_payment_in_its_place_ends_the_average() {
    let rest = format!(
        "{COUNTED}\n{}",
        r#"[[settlement]]
        from = 2020-07-13
        status = "agreed"
        source = "made up"
        [settlement.payment.unsocial]
        withdrawn = true
        [settlement.payment.annualised]
        percent-of-basic = 5
        leave-pay = "inside"
        "#
    );
    let found = career(&unsocial(THREE_MONTHS, &rest), spring(), vec![leave("2020-07-06", "2020-07-20")]);
    // Five days of 372.00 ÷ 65, up to 12 July; 1,200 ÷ 12 for 19 of 31 days.
    assert_eq!(found.months[3].component("unsocial"), money("28.62"));
    assert_eq!(found.months[3].component("annualised"), money("61.29"));
    assert_eq!(found.months[4].component("annualised"), money("100.00"));
}

#[test]
fn days_away_in_the_window_are_no_days_at_work_and_what_is_not_known_is_said() {
    let history = unsocial(THREE_MONTHS, COUNTED);
    let june = Absence::new(AbsenceKind::Unpaid, Period::new(day("2020-06-01"), day("2020-07-01")));
    let worked = hours(&[("2020-04", "40"), ("2020-05", "30")]);
    let found = career(&history, worked, vec![june, leave("2020-07-06", "2020-07-07")]);
    // 217.00 in 43 working days.
    assert_eq!(found.months[3].component("unsocial"), money("5.05"));
    let early = career(&history, spring(), vec![leave("2020-05-11", "2020-05-12")]);
    // 124.00 in the 22 working days of April, and 93.00 for the hours of May.
    assert_eq!(early.months[1].component("unsocial"), money("98.64"));
    assert!(assumptions(&early.assumptions).iter().any(|line| line.contains("before 1 April 2020 is not known")));
    let first = career(&history, spring(), vec![leave("2020-04-06", "2020-04-10")]);
    assert_eq!(first.months[0].component("unsocial"), money("124.00"));
    assert!(assumptions(&first.assumptions).iter().any(|line| line.contains("before is not known, so no average")));
}

#[test]
fn fifty_two_weeks_are_the_twelve_months_before() {
    let rule = THREE_MONTHS.replace("3 months", "52 weeks").replace("working-days", "calendar-days");
    let found = career(&unsocial(&rule, COUNTED), spring(), vec![leave("2021-03-01", "2021-03-08")]);
    // Known from April 2020 on: 372.00 in 334 days, of which seven are 7.796….
    assert_eq!(found.months[11].component("unsocial"), money("7.80"));
}

/// The same day by day, in pence: hours of the three months before at 310 pence, over the days worked then.
fn naive(worked: &[u32; 11], leave: Period, weekdays: [bool; 7], by_calendar: bool) -> u64 {
    let counts = |day: Date| by_calendar || weekdays[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap()];
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let (first, april) = (number(leave.start), 2020 * 12 + 3);
    let before = |day: &Date| number(*day) < first && number(*day) >= first - 3;
    let year = Period::new(day("2020-04-01"), day("2021-04-01"));
    let days = year.each_day().filter(before).filter(|day| counts(*day)).count() as u64;
    let months = (first - 3..first).filter_map(|month| worked.get(usize::try_from(month - april).ok()?));
    let pence = months.map(|hours| u64::from(*hours) * 310).sum::<u64>();
    let away = leave.each_day().filter(|day| counts(*day)).count() as u64;
    // Half up.
    if days == 0 { 0 } else { (2 * pence * away + days) / (2 * days) }
}

proptest! {
    #[test]
    fn as_counted_day_by_day(worked in prop::array::uniform11(0..60u32), start in 30..300i64, length in 1..28i64, pattern in 1..128u8, by_calendar: bool) {
        let first = day("2020-04-01").checked_add(jiff::Span::new().days(start)).unwrap();
        let end = first.checked_add(jiff::Span::new().days(length)).unwrap().min(Month::of(first).period().end);
        let weekdays: [bool; 7] = std::array::from_fn(|number| pattern & (1 << number) != 0);
        let rule = if by_calendar { THREE_MONTHS.replace("working-days", "calendar-days") } else { THREE_MONTHS.to_owned() };
        let history = unsocial(&rule, COUNTED);
        let of = |index: usize| Month::touched_by(Period::new(day("2020-04-01"), day("2021-04-01"))).nth(index).unwrap();
        let hours = worked.iter().enumerate().map(|(index, hours)| Worked { month: of(index), payment: "unsocial".into(), number: (*hours).into() });
        let leave = Period::new(first, end);
        // None in the month of the leave, so that the average stands alone.
        let hours: Vec<Worked> = hours.filter(|hours| hours.month != Month::of(first)).collect();
        let numbers = (0..7i8).filter(|number| weekdays[usize::try_from(*number).unwrap()]);
        let member = Member {
            working_days: Some(Weekdays::of(numbers)),
            worked: hours,
            absences: vec![Absence::new(AbsenceKind::Leave, leave)],
            ..member("A", None, "1", "2020-04-01")
        };
        let career = entitlement::progress(&history, &member, day("2021-04-01")).expect("fits");
        let found = career.months.iter().find(|due| due.month == Month::of(first)).unwrap().component("unsocial");
        let expected = naive(&worked, leave, weekdays, by_calendar);
        prop_assert_eq!(found.to_string(), format!("{}.{:02}", expected / 100, expected % 100));
    }
}
