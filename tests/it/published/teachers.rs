//! School teachers in England, 2022 to 2024: four areas, two stated exceptions, a point a year.

use payspine::entitlement;
use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::settlement::Range;

use super::{compare, counted, exceptions};
use crate::{day, member, points, shipped};

#[test]
fn every_published_range_and_advisory_point_is_reproduced() {
    let history = shipped("teachers-england");
    let counts = compare(&history, "teachers-england.csv", |history, line| {
        let tables = history.tables_at(line.date).unwrap();
        let (grade, area) = (line.text("grade").into(), line.text("area").into());
        if let (_, Range::Pay { minimum, target, .. }) = tables.range(&grade, Some(&area))? {
            return Some(if line.text("point") == "minimum" { minimum.published } else { target.published });
        }
        let spine = history.scale().grade(&grade)?.spine.clone()?;
        tables.annual(&grade, Some(&area), &spine, &line.text("point").into())
    });
    // The highest ends of leading practitioners in inner London in 2024 are from memory.
    assert_eq!(counted(&counts), [("2022-09-01", 40, 40), ("2023-09-01", 45, 45), ("2024-09-01", 65, 63)]);
    // Both floors for those who start: £30,000, and £31,350 in the Fringe.
    assert_eq!(exceptions(&history), 2);
}

/// Without the two floors, 6.5% on the values of 2022, rounded up, would be less.
#[test]
fn the_two_floors_are_all_that_departs_from_the_rule() {
    let mut scale = payspine::scale_file::shipped("teachers-england").unwrap();
    scale.settlements[1].spines.clear();
    let history = payspine::settlement::History::new(scale, None).unwrap();
    let start = |area: &str| {
        let tables = history.tables_at(day("2023-09-01")).unwrap();
        tables.annual(&"main".into(), Some(&area.into()), &"classroom".into(), &"M1".into())
    };
    assert_eq!(start("england"), Some(Money::from(29_820)));
    assert_eq!(start("fringe"), Some(Money::from(31_252)));
    assert_eq!((start("outer"), start("inner")), (Some(Money::from(34_514)), Some(Money::from(36_745))));
}

#[test]
fn a_teacher_in_the_fringe_goes_from_m1_to_m6_in_five_years() {
    let history = shipped("teachers-england");
    let career = entitlement::progress(&history, &member("main", Some("fringe"), "M1", "2022-09-01"), day("2028-09-01")).unwrap();
    let expected = [
        ("2022-09-01", "M1"),
        ("2023-09-01", "M2"),
        ("2024-09-01", "M3"),
        ("2025-09-01", "M4"),
        ("2026-09-01", "M5"),
        ("2027-09-01", "M6"),
    ];
    assert_eq!(points(&career), expected.map(|(date, point)| (date.to_owned(), point.to_owned())));
    let basic: Vec<Money> = career.rows.iter().map(|row| row.pay.full_time_basic).collect();
    assert_eq!(basic[..3], [29_344, 33_150, 37_141].map(Money::from));
    assert_eq!(career.rows[0].pay.full_time_basic, Money::from(29_344));
    assert!(
        !assumptions(&career.assumptions).iter().any(|line| line.starts_with("Values of")),
        "each of these points was found: {:?}",
        career.assumptions
    );
}

/// The advisory points of inner London were not found; every result that stands on one says so.
#[test]
fn an_assumed_point_is_said_to_be() {
    let history = shipped("teachers-england");
    let career = entitlement::progress(&history, &member("main", Some("inner"), "M1", "2022-09-01"), day("2024-09-01")).unwrap();
    assert!(
        assumptions(&career.assumptions).iter().any(|line| line.starts_with("Values of classroom: no table gives")),
        "{:?}",
        career.assumptions
    );
    let career = entitlement::progress(&history, &member("main", Some("inner"), "M6", "2022-09-01"), day("2024-09-01")).unwrap();
    assert!(!assumptions(&career.assumptions).iter().any(|line| line.starts_with("Values of")), "{:?}", career.assumptions);
}

#[test]
fn a_teacher_needs_an_area() {
    let history = shipped("teachers-england");
    assert!(entitlement::progress(&history, &member("main", None, "M1", "2022-09-01"), day("2024-09-01")).is_err());
}
