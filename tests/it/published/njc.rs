//! The NJC spine, 2021 to 2025: every published point, the rule of 2019 behind them, hourly rates, and the six-month rule.

use payspine::entitlement;
use payspine::money::{Exact, Mode, Money, Rounding};
use payspine::report::words::assumptions;
use rust_decimal::Decimal;

use super::{compare, counted, exceptions};
use crate::{day, member, payspine_json, points, shipped};

#[test]
fn every_published_point_is_reproduced() {
    let history = shipped("njc");
    let counts = compare(&history, "njc.csv", |history, line| {
        history.tables_at(line.date).unwrap().annual(&"local".into(), None, &"njc".into(), &line.text("scp").into())
    });
    let expected =
        [("2021-04-01", 43, 32), ("2022-04-01", 43, 0), ("2023-04-01", 42, 0), ("2024-04-01", 42, 42), ("2025-04-01", 42, 19)];
    assert_eq!(counted(&counts), expected);
    assert_eq!(exceptions(&history), 0);
    // Point 1 is gone from April 2023 on, and the table has no point that was not published.
    for (date, lines, _) in expected {
        assert_eq!(history.tables_at(day(date)).unwrap().spines[&"njc".into()].points.len(), lines, "{date}");
    }
}

fn half_up() -> Rounding {
    Rounding::new(Decimal::ONE, Mode::HalfUp).unwrap()
}

fn uplifted(value: Money, percent: &str) -> Money {
    let factor = Exact::from(percent.parse::<Decimal>().unwrap()).over(100).plus(&Exact::from(1));
    half_up().round(&value.exact().times(&factor)).unwrap()
}

/// The spine of April 2019: £9.00 an hour for 365/7 weeks of 37 hours at point 1, and 2% steps carried unrounded to point 22.
/// 2.75% in 2020, 1.75% in 2021 (2.75% at point 1), £1,925, £1,925, £1,290 and 3.2% lead from it to every value found since.
#[test]
fn the_rule_of_2019_leads_to_every_value_found() {
    let hourly: Money = "9.00".parse().unwrap();
    let mut exact = hourly.exact().times(&Exact::ratio(365, 7).unwrap()).times(&Exact::from(37));
    let published = super::table("njc.csv");
    let found = |date: &str, point: u16| {
        let line = published.iter().find(|line| line.date == day(date) && line.text("scp") == point.to_string());
        line.filter(|line| line.text("trust") == "found").map(|line| line.money("annual"))
    };
    let mut checked = 0;
    let mut check = |date: &str, point: u16, value: Money| {
        if let Some(published) = found(date, point) {
            assert_eq!(value, published, "SCP {point} on {date}");
            checked += 1;
        }
    };
    for point in 1..=22u16 {
        let of_2019 = half_up().round(&exact).unwrap();
        let of_2020 = uplifted(of_2019, "2.75");
        if point == 1 {
            // As PACT HR prints it for 2019, and a copy of Leeds City Council's table for 2020.
            assert_eq!((of_2019, of_2020), (Money::from(17_364), Money::from(17_842)));
        }
        let of_2021 = uplifted(of_2020, if point == 1 { "2.75" } else { "1.75" });
        check("2021-04-01", point, of_2021);
        let of_2024 = of_2021 + Money::from(1925 + 1925 + 1290);
        check("2024-04-01", point, of_2024);
        check("2025-04-01", point, uplifted(of_2024, "3.2"));
        exact = exact.times(&Exact::ratio(102, 100).unwrap());
    }
    println!("{checked} values found for points 1 to 22 follow from £9.00 an hour");
    assert!(checked >= 45, "{checked}");
}

/// Annual ÷ 52.143 ÷ 37, half up to the penny, as the published hourly rates are.
#[test]
fn hourly_rates_are_as_published() {
    let shown = payspine_json(&["scale", "show", "njc", "--on", "2025-04-01"]);
    let rate = |point: &str| {
        let points = shown["points"].as_array().unwrap();
        points.iter().find(|shown| shown["point"] == point).unwrap()["hourly"].as_str().unwrap().to_owned()
    };
    assert_eq!((rate("6"), rate("5")), ("13.47".to_owned(), "13.26".to_owned()), "25,989 and 25,583 a year");
    let text = include_str!("../../../scales/njc.toml");
    let of_2019 = text.replacen("\n1  = 18333\n", "\n1  = 17364\n", 1);
    assert_ne!(of_2019, text);
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), of_2019).unwrap();
    let shown = payspine_json(&["scale", "show", file.path().to_str().unwrap(), "--on", "2021-04-01"]);
    assert_eq!((shown["points"][0]["annual"].as_str(), shown["points"][0]["hourly"].as_str()), (Some("17364.00"), Some("9.00")));
}

/// Increments fall on 1 April. Whoever started between October and March has the first one after six months.
#[test]
fn starters_from_october_to_march_wait_six_months() {
    let history = shipped("njc");
    let days = |since: &str| {
        let career = entitlement::progress(&history, &member("local", None, "12", since), day("2025-04-02")).unwrap();
        let steps = points(&career);
        let mut moved: Vec<(String, String)> = Vec::new();
        for (date, point) in steps {
            if moved.last().is_none_or(|(_, last)| *last != point) {
                moved.push((date, point));
            }
        }
        moved.into_iter().skip(1).map(|(date, _)| date).collect::<Vec<_>>()
    };
    // Six months are complete on 1 April itself.
    assert_eq!(days("2022-10-01"), ["2023-04-01", "2024-04-01", "2025-04-01"]);
    assert_eq!(days("2022-09-15"), ["2023-04-01", "2024-04-01", "2025-04-01"]);
    assert_eq!(days("2022-10-02"), ["2023-04-02", "2024-04-01", "2025-04-01"]);
    assert_eq!(days("2022-12-05"), ["2023-06-05", "2024-04-01", "2025-04-01"]);
    assert_eq!(days("2023-03-31"), ["2023-09-30", "2024-04-01", "2025-04-01"]);
    // On 1 April itself nobody has been in the grade before it: the next one is theirs.
    assert_eq!(days("2023-04-01"), ["2024-04-01", "2025-04-01"]);
}

/// Grades are local: a member's own target ends their steps, and a member without one is told that the spine was taken to its end.
#[test]
fn a_local_grade_ends_at_the_member_s_own_target() {
    let history = shipped("njc");
    let officer = payspine::workforce::Member { target: Some("14".into()), ..member("local", None, "12", "2022-04-01") };
    let career = entitlement::progress(&history, &officer, day("2026-04-02")).unwrap();
    assert_eq!(points(&career).last().unwrap().1, "14");
    assert_eq!(career.outlook.reached, Some(day("2024-04-01")));
    assert!(!assumptions(&career.assumptions).iter().any(|line| line.starts_with("Grade local")), "{:?}", career.assumptions);
    let whole = entitlement::progress(&history, &member("local", None, "12", "2022-04-01"), day("2026-04-02")).unwrap();
    assert!(assumptions(&whole.assumptions).iter().any(|line| line.starts_with("Grade local: employers set their own grades")));
    // A target below the point or beyond the spine is refused.
    for target in ["11", "44"] {
        let wrong = payspine::workforce::Member { target: Some(target.into()), ..officer.clone() };
        assert!(entitlement::progress(&history, &wrong, day("2026-04-02")).is_err(), "{target}");
    }
    // Point 1 goes in 2023: a grade that was SCP 1 alone is SCP 2 from then on.
    let lowest = payspine::workforce::Member { target: Some("1".into()), ..member("local", None, "1", "2021-04-01") };
    let career = entitlement::progress(&history, &lowest, day("2025-04-02")).unwrap();
    assert_eq!(points(&career).last().unwrap().1, "2");
}

/// A regrading: another point, and another top of the grade.
#[test]
fn a_regrading_gives_a_new_target() {
    use payspine::workforce::{Event, FieldChange, Member, Position};
    let history = shipped("njc");
    let changes = vec![FieldChange::Target("21".into()), FieldChange::Position(Position::Point("19".into()))];
    let officer = Member {
        target: Some("14".into()),
        events: vec![Event { on: day("2024-06-01"), changes }],
        ..member("local", None, "12", "2022-04-01")
    };
    let career = entitlement::progress(&history, &officer, day("2026-04-02")).unwrap();
    let on = |date: &str| points(&career).into_iter().rfind(|(from, _)| from.as_str() <= date).unwrap().1;
    assert_eq!(
        (on("2024-05-31"), on("2024-06-01"), on("2025-04-01"), on("2026-04-01")),
        ("14".into(), "19".into(), "20".into(), "21".into())
    );
    assert_eq!(career.outlook.reached, Some(day("2026-04-01")));
    // Without it the new point is above the old grade.
    let slip = Member {
        events: vec![Event { on: day("2024-06-01"), changes: vec![FieldChange::Position(Position::Point("19".into()))] }],
        ..officer
    };
    assert!(entitlement::progress(&history, &slip, day("2026-04-02")).is_err());
}

/// Someone already past that first step is not moved by it again.
#[test]
fn the_six_month_step_is_taken_once() {
    let history = shipped("njc");
    let staff = payspine::workforce::Member {
        from: day("2023-05-01"),
        point_since: Some(day("2023-04-01")),
        ..member("local", None, "12", "2022-12-05")
    };
    let career = entitlement::progress(&history, &staff, day("2024-04-02")).unwrap();
    let steps = points(&career);
    assert_eq!(steps.last().unwrap(), &("2024-04-01".to_owned(), "13".to_owned()));
    assert_eq!(steps.len(), 2, "{steps:?}");
}
