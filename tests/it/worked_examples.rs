//! Worked examples of part months, hours and rounding, from published guidance where a figure was printed, each with its id.
//!
//! | id | printed by |
//! |---|---|
//! | E01a to E01c | PaySpace, how an employee's salary is prorated in the UK |
//! | E02a, E02b | Lancashire County Council, Understanding your pay |
//! | E37 | paid as a member of Money Saving Expert wrote, and like for like computed from the stated rule |
//! | E04 to E09, E42, E43 | computed from the stated rule |

use payspine::calendar::{Date, PartMonth, Period, Weekdays};
use payspine::entitlement::{self, MonthDue};
use payspine::money::{Fte, Mode, Money, Rounding};
use payspine::workforce::{Absence, AbsenceKind, Event, FieldChange, Hours, Member, Position};

use crate::{day, system};

/// A system whose one grade is paid by salary, with a convention for part months.
fn by_salary(part_month: &str, extra: &str) -> payspine::settlement::History {
    let text = format!(
        r#"
        format   = 1
        id       = "salaries"
        title    = "Salaries"
        currency = "GBP"
        [conventions]
        annual-rounding  = {{ to = 0.01, mode = "half-up", carry = "published" }}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = {part_month}
        hours-per-week   = 37
        year-start       = "04-01"
        [grade.S]
        title = "Salaried"
        [[settlement]]
        from   = 2015-04-01
        status = "agreed"
        source = "made up"
        range.S = {{ minimum-pay = 1, target-pay = 100000 }}
        {extra}
        "#
    );
    system(&text).1
}

fn salaried(salary: i64, from: &str) -> Member {
    Member { position: Position::Salary(Money::from(salary)), ..crate::member("S", None, "0", from) }
}

fn months(history: &payspine::settlement::History, member: &Member, until: &str) -> Vec<MonthDue> {
    entitlement::progress(history, member, day(until)).expect("the member fits").months
}

/// What the first month from a day is due in basic pay.
fn first_month(part_month: &str, member: &Member) -> String {
    let until = Date::constant(2026, 1, 1);
    let career = entitlement::progress(&by_salary(part_month, ""), member, until).expect("the member fits");
    career.months[0].component("basic").to_string()
}

fn to_the_penny() -> Rounding {
    Rounding::new("0.01".parse().unwrap(), Mode::HalfUp).unwrap()
}

#[test]
fn e01_a_starter_in_mid_month_is_paid_by_four_conventions() {
    let starter = salaried(60_000, "2023-04-15");
    for (convention, expected) in
        [("260ths", "2307.69"), ("working-days", "2500.00"), ("365ths", "2630.14"), ("calendar-days", "2666.67")]
    {
        assert_eq!(first_month(&format!("\"{convention}\""), &starter), expected, "{convention}");
    }
}

#[test]
fn e02a_a_starter_on_15_january_is_paid_17_of_31_days() {
    assert_eq!(first_month("\"calendar-days\"", &salaried(24_000, "2024-01-15")), "1096.77");
}

#[test]
fn e02b_part_time_is_hours_over_full_time_hours() {
    let part_time = Member { hours: Hours::Weekly("22.5".parse().unwrap()), ..salaried(24_000, "2024-04-01") };
    assert_eq!(first_month("\"calendar-days\"", &part_time), "1216.22");
    // As a decimal it has no end; six places are near enough for this month.
    let rounded = Member { hours: Hours::Fte(Fte::new("0.608108".parse().unwrap()).unwrap()), ..salaried(24_000, "2024-04-01") };
    assert_eq!(first_month("\"calendar-days\"", &rounded), "1216.22");
}

#[test]
fn e04_five_unpaid_weekdays_cost_by_convention() {
    let february = |year: i16, first: i8| {
        let week = Period::new(Date::constant(year, 2, first), Date::constant(year, 2, first + 5));
        let absence = Absence::new(AbsenceKind::Unpaid, week);
        Member { absences: vec![absence], ..salaried(30_000, &format!("{year}-02-01")) }
    };
    // Monday 5 February 2024 to Friday 9; Monday 6 February 2023 to Friday 10.
    let cases = [
        ("E04a", "365ths", 2024, 5, "410.96"),
        ("E04b", "days-in-year", 2024, 5, "409.84"),
        ("E04c", "calendar-days", 2024, 5, "431.03"),
        ("E04d", "calendar-days", 2023, 6, "446.43"),
        ("E04e", "260ths", 2024, 5, "576.92"),
        ("E04f", "weekdays-in-year", 2024, 5, "572.52"),
    ];
    for (id, convention, year, first, expected) in cases {
        let member = february(year, first);
        let worth: PartMonth = PartMonth::WORDS.iter().find(|(word, _)| *word == convention).expect("a convention").1;
        let lost = to_the_penny()
            .round(&Money::from(30_000).exact().times(&worth.odd_days(member.absences[0].period, Weekdays::MONDAY_TO_FRIDAY)))
            .unwrap();
        assert_eq!(lost.to_string(), expected, "{id}");
        let kinds = format!("{{ default = \"calendar-days\", unpaid = \"{convention}\" }}");
        let due: Money = first_month(&kinds, &member).parse().unwrap();
        assert_eq!(due + lost, Money::from(2_500), "{id}: what is due and what is lost make the month");
    }
}

#[test]
fn e05_a_strike_day_is_a_365th_or_a_260th() {
    let absence = Absence::new(AbsenceKind::Strike, Period::new(day("2024-03-05"), day("2024-03-06")));
    let striker = Member { absences: vec![absence], ..salaried(36_500, "2024-03-01") };
    // 36,500 ÷ 12 = 3,041.666…, less 100 or 140.3846…, rounded once.
    for (convention, expected) in [("365ths", "2941.67"), ("260ths", "2901.28")] {
        let kinds = format!("{{ default = \"calendar-days\", strike = \"{convention}\" }}");
        assert_eq!(first_month(&kinds, &striker), expected, "{convention}");
    }
    let day_s_pay = |convention: PartMonth| {
        to_the_penny()
            .round(
                &Money::from(36_500)
                    .exact()
                    .times(&convention.odd_days(Period::new(day("2024-03-05"), day("2024-03-06")), Weekdays::MONDAY_TO_FRIDAY)),
            )
            .unwrap()
    };
    assert_eq!(day_s_pay(PartMonth::Per365).to_string(), "100.00");
    assert_eq!(day_s_pay(PartMonth::Per260).to_string(), "140.38");
    assert_eq!((day_s_pay(PartMonth::Per260) - day_s_pay(PartMonth::Per365)).to_string(), "40.38");
}

#[test]
fn e06_fewer_hours_from_the_16th_share_the_month_by_its_days() {
    let fewer = Event { on: day("2024-06-16"), changes: vec![FieldChange::Hours(Hours::Weekly("22.2".parse().unwrap()))] };
    let member = Member { events: vec![fewer], ..salaried(31_200, "2024-06-01") };
    let due = first_month("\"calendar-days\"", &member);
    assert_eq!(due, "2080.00");
    let paid: Money = "2600.00".parse().unwrap();
    assert_eq!((paid - due.parse().unwrap()).to_string(), "520.00");
}

/// A new salary from a day.
fn from_11_march(old: i64, new: i64) -> Member {
    let rise = Event { on: day("2024-03-11"), changes: vec![FieldChange::Position(Position::Salary(Money::from(new)))] };
    Member { events: vec![rise], ..salaried(old, "2024-03-01") }
}

#[test]
fn e07_a_promotion_on_11_march_is_rounded_once() {
    assert_eq!(first_month("\"calendar-days\"", &from_11_march(28_759, 31_403)), "2545.84");
}

#[test]
fn e07b_rounding_once_and_rounding_each_part_differ_by_a_penny() {
    assert_eq!(first_month("\"calendar-days\"", &from_11_march(25_000, 27_000)), "2196.24");
    let part = |salary: i64, from: &str, to: &str| {
        let share = PartMonth::CalendarDays.share_of_month(Period::new(day(from), day(to)), Weekdays::MONDAY_TO_FRIDAY);
        to_the_penny().round(&Money::from(salary).exact().times(&share)).unwrap()
    };
    let apart = part(25_000, "2024-03-01", "2024-03-11") + part(27_000, "2024-03-11", "2024-04-01");
    assert_eq!(apart.to_string(), "2196.23");
}

#[test]
fn e08_twelve_rounded_months_miss_the_year_by_pence() {
    let months = months(&by_salary("\"calendar-days\"", ""), &salaried(28_759, "2024-04-01"), "2025-04-01");
    assert!(months.iter().all(|month| month.component("basic").to_string() == "2396.58"));
    let year: Money = months.iter().map(MonthDue::total).sum();
    assert_eq!((year.to_string(), (Money::from(28_759) - year).to_string()), ("28758.96".into(), "0.04".into()));
}

#[test]
fn e09_a_500_pound_allowance_pays_500_04() {
    let allowance = "[settlement.payment.first-aid]\namount = 500\npro-rata = false";
    let months = months(&by_salary("\"calendar-days\"", allowance), &salaried(20_000, "2024-04-01"), "2025-04-01");
    assert!(months.iter().all(|month| month.component("first-aid").to_string() == "41.67"));
    assert_eq!(months.iter().map(|month| month.component("first-aid")).sum::<Money>().to_string(), "500.04");
}

#[test]
fn e42_a_365th_a_day_would_overpay_a_leap_year_so_whole_months_are_twelfths() {
    let days = Money::from(36_500).exact().over(365).times(&366.into());
    assert_eq!(to_the_penny().round(&days).unwrap().to_string(), "36600.00");
    let months = months(&by_salary("\"365ths\"", ""), &salaried(36_500, "2024-01-01"), "2025-01-01");
    assert_eq!(months.iter().map(MonthDue::total).sum::<Money>().to_string(), "36500.04", "twelve times 3,041.67");
}

#[test]
fn e43_parts_of_a_month_at_one_rate_sum_to_a_twelfth() {
    // Two changes of something that moves no money, on the 10th and the 22nd of a month of 29 days.
    let change = |on: &str, value: &str| Event { on: day(on), changes: vec![FieldChange::Field("rating".into(), value.into())] };
    let member = Member { events: vec![change("2024-02-10", "A"), change("2024-02-22", "B")], ..salaried(30_000, "2024-02-01") };
    for (convention, _) in PartMonth::WORDS {
        assert_eq!(first_month(&format!("\"{convention}\""), &member), "2500.00", "{convention}");
    }
}

/// RULES 2.3: by 260ths a weekend worker is paid for her own days and not for the weekdays between them.
#[test]
fn e37_a_weekend_worker_who_starts_on_a_saturday() {
    let weekend = Weekdays::of([5, 6]);
    let by_weekdays = Member { hours: Hours::Fte(Fte::new("0.4".parse().unwrap()).unwrap()), ..salaried(19_890, "2019-07-06") };
    let worker = Member { working_days: Some(weekend), ..by_weekdays.clone() };
    // 7,956 a year is 663 a month, of which 26 of 31 days were paid.
    assert_eq!(first_month("\"calendar-days\"", &worker), "556.06");
    // Eight shifts at 19,890 ÷ 260.
    assert_eq!(first_month("\"260ths\"", &worker), "612.00");
    // All the shifts of the month are the month.
    assert_eq!(first_month("\"working-days\"", &worker), "663.00");
    // 18 weekdays of 7,956 ÷ 260, where nothing is known of her days.
    assert_eq!(first_month("\"260ths\"", &by_weekdays), "550.80");
}

/// RULES 2.3: the same weekly hours on fewer days are neither charged nor paid for the day off.
#[test]
fn a_week_of_compressed_hours_costs_what_a_week_of_five_days_does() {
    let week = Absence::new(AbsenceKind::Unpaid, Period::new(day("2023-02-06"), day("2023-02-13")));
    for working in [None, Some(Weekdays::first(5)), Some(Weekdays::of([0, 1, 3, 4])), Some(Weekdays::of([5, 6]))] {
        let away = Member { working_days: working, absences: vec![week.clone()], ..salaried(31_200, "2023-02-01") };
        assert_eq!(first_month("\"260ths\"", &away), "2000.00", "{working:?}: a week is a 52nd");
    }
    // The Friday off is no working day.
    let friday = Absence::new(AbsenceKind::Strike, Period::new(day("2023-02-10"), day("2023-02-11")));
    for (working, expected) in [(None, "2480.00"), (Some(Weekdays::of([0, 1, 2, 3])), "2600.00")] {
        let away = Member { working_days: working, absences: vec![friday.clone()], ..salaried(31_200, "2023-02-01") };
        assert_eq!(first_month("\"260ths\"", &away), expected);
    }
}
