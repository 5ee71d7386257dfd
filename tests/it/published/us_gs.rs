//! The General Schedule, 2024 and 2025: 150 cells each year, waits of 1 to 3 years, locality pay with a cap, in dollars.

use payspine::entitlement;
use payspine::money::{Mode, Money, Rounding};
use payspine::workforce::{Member, Position};
use rust_decimal::Decimal;

use super::{compare, counted, exceptions};
use crate::{day, member, payspine_json, points, shipped};

#[test]
fn every_published_cell_is_reproduced() {
    let history = shipped("us-gs");
    let counts = compare(&history, "us-gs.csv", |history, line| {
        let tables = history.tables_at(line.date).unwrap();
        tables.annual(&line.text("grade").into(), None, &line.text("grade").into(), &line.text("point").into())
    });
    assert_eq!(counted(&counts), [("2024-01-01", 150, 150), ("2025-01-01", 150, 150)]);
    // Steps 5 to 10 of GS-2 in 2025.
    assert_eq!(exceptions(&history), 6);
}

#[test]
fn gs_9_takes_18_years_from_step_1_to_step_10() {
    let history = shipped("us-gs");
    let career = entitlement::progress(&history, &member("GS-9", Some("RUS"), "1", "2025-01-12"), day("2044-01-01")).unwrap();
    let years: Vec<(String, String)> = points(&career);
    let expected = [
        ("2025-01-12", "1"),
        ("2026-01-12", "2"),
        ("2027-01-12", "3"),
        ("2028-01-12", "4"),
        ("2030-01-12", "5"),
        ("2032-01-12", "6"),
        ("2034-01-12", "7"),
        ("2037-01-12", "8"),
        ("2040-01-12", "9"),
        ("2043-01-12", "10"),
    ];
    assert_eq!(years, expected.map(|(date, step)| (date.to_owned(), step.to_owned())));
    assert_eq!(career.rows[0].pay.full_time_basic, Money::from(52_205));
}

/// Base pay and locality pay together: base × (1 + per cent), to the dollar, and no more than the cap.
#[test]
fn locality_pay_is_rounded_to_the_dollar_and_capped() {
    let history = shipped("us-gs");
    let total = |grade: &str, step: &str, area: &str| {
        let staff = Member { position: Position::Point(step.into()), ..member(grade, Some(area), step, "2025-01-01") };
        let career = entitlement::progress(&history, &staff, day("2025-02-01")).unwrap();
        Rounding::new(Decimal::new(1, 2), Mode::HalfUp).unwrap().round(&career.rows[0].pay.annual_total()).unwrap()
    };
    // 52,205 × 1.1706 = 61,111.173
    assert_eq!(total("GS-9", "1", "RUS"), Money::from(61_111));
    // 162,672 × 1.4634 would be 238,054.
    assert_eq!(total("GS-15", "10", "SF"), Money::from(195_200));
    assert_eq!(total("GS-15", "1", "RUS"), Money::from(146_481));
}

/// Dollars throughout, and an hour is a year over 2,087.
#[test]
fn amounts_are_dollars_and_hours_a_2087th() {
    let shown = payspine_json(&["scale", "show", "us-gs", "--on", "2025-01-01", "--grade", "GS-9"]);
    assert_eq!((shown["currency"].as_str(), shown["points"][0]["hourly"].as_str()), (Some("USD"), Some("25.01")));
    let (out, _, _) = crate::payspine(&["scale", "show", "us-gs", "--grade", "GS-9"]);
    assert!(out.contains("$52,205") && !out.contains('£'), "{out}");
}
