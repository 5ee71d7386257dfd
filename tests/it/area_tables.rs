//! Spines stated by area, in steps, with unrounded values behind published ones; and what raises some of their points.

use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::settlement::History;

use crate::{day, system};

/// A system of porters whose awards start from published or unrounded values; what follows goes into its settlements.
fn porters(carry: &str, rest: &str) -> History {
    let text = format!(
        "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"{carry}\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [area]\nnorth = \"North\"\nsouth = \"South\"\n\
         [grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n[grade.S]\ntitle = \"Senior porter\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2024-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n{rest}"
    );
    system(&text).1
}

fn values(history: &History, grade: &str, area: Option<&str>, on: &str) -> Vec<i64> {
    let tables = history.tables_at(day(on)).unwrap();
    let area = area.map(Into::into);
    let spine = &tables.spines[&"main".into()];
    let column = spine.column(&grade.into(), area.as_ref());
    column.iter().map(|value| value.published.digits().parse().expect("whole pounds")).collect()
}

const BY_AREA: &str = "spine.main.north.points = { 1 = 20000, 2 = 21000 }\nspine.main.south.points = { 1 = 22000, 2 = 23000 }\n\
    range.P = { north = { minimum = 1, target = 2 }, south = { minimum = 1, target = 2 } }\n";

#[test]
fn each_area_has_its_own_table_and_one_award_raises_all() {
    let history = porters(
        "published",
        &format!(
            "{BY_AREA}[[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = {{ percent = 10 }}\n"
        ),
    );
    assert_eq!(values(&history, "P", Some("north"), "2024-04-01"), [20_000, 21_000]);
    assert_eq!(values(&history, "P", Some("south"), "2025-04-01"), [24_200, 25_300]);
    // Both grades of the spine are paid by the area's table.
    assert_eq!(values(&history, "S", Some("north"), "2025-04-01"), [22_000, 23_100]);
    assert!(values(&history, "P", None, "2025-04-01").is_empty(), "no area, no value");
}

/// A value stated for one area after an award leaves the other points and areas, and what one grade was given alone.
#[test]
fn an_exception_in_one_area_touches_nothing_else() {
    let later = "[[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
        [[settlement.measure]]\nuplift = { percent = 10 }\n[[settlement.measure]]\nuplift = { flat = 500 }\ngrades = [\"P\"]\n\
        [settlement.spine.main.north]\nexception = \"a floor\"\npoints = { 1 = 22750 }\n";
    let history = porters("published", &format!("{BY_AREA}range.S = {{ north = {{ minimum = 1, target = 2 }} }}\n{later}"));
    assert_eq!(values(&history, "P", Some("north"), "2025-04-01"), [22_750, 23_600]);
    assert_eq!(values(&history, "S", Some("north"), "2025-04-01"), [22_750, 23_100], "its second point had no £500");
    assert_eq!(values(&history, "P", Some("south"), "2025-04-01"), [24_700, 25_800]);
}

/// A table of an area beside a common one: whoever is elsewhere has the common values.
#[test]
fn a_common_table_serves_where_an_area_has_none() {
    let history = porters(
        "published",
        "spine.main = { points = { 1 = 20000, 2 = 21000 }, south = { points = { 2 = 21900 } } }\n\
         range.P = { north = { minimum = 1, target = 2 }, south = { minimum = 1, target = 2 } }\n",
    );
    assert_eq!(values(&history, "P", Some("north"), "2024-04-01"), [20_000, 21_000]);
    assert_eq!(values(&history, "P", Some("south"), "2024-04-01"), [20_000, 21_900]);
}

/// Steps of a thirtieth of the first point, rounded: 26,975 ÷ 30 = 899.17, so 899 a step.
#[test]
fn equal_steps_are_a_rounded_share_of_the_lowest() {
    let spine = "spine.main = { first = 1, last = 4, arithmetic = { value = 26975, step = \"1/30\" } }\nrange.P = { minimum = 1, target = 4 }\n";
    let later = "[[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
        [[settlement.measure]]\nuplift = { percent = 1.7 }\n[[settlement.measure]]\nequal-steps = \"1/30\"\n";
    let history = porters("published", &format!("{spine}{later}"));
    assert_eq!(values(&history, "P", None, "2024-04-01"), [26_975, 27_874, 28_773, 29_672]);
    // As published for GS-3 in 2025.
    assert_eq!(values(&history, "P", None, "2025-04-01"), [27_434, 28_348, 29_262, 30_176]);
}

/// Of a formula some points may be assumed, and of a table; a common table stated later is for every area.
#[test]
fn what_is_assumed_is_said_point_by_point() {
    let why = |history: &History, point: &str| {
        let tables = history.tables_at(day("2024-04-01")).unwrap();
        tables.value(&"P".into(), Some(&"north".into()), &"main".into(), &point.into()).unwrap().assumed.is_some()
    };
    let formula = "spine.main = { first = 1, last = 3, arithmetic = { value = 20000, step = \"1/20\" }, assumed = \"a guess\", assumed-points = \"2..3\" }\nrange.P = { minimum = 1, target = 3 }\n";
    let history = porters("published", formula);
    assert_eq!(["1", "2", "3"].map(|point| why(&history, point)), [false, true, true]);
    let table = "spine.main = { points = { 1 = 20000, 2 = 21000, 3 = 22000 }, assumed = \"a guess\", assumed-points = [2] }\nrange.P = { minimum = 1, target = 3 }\n";
    let history = porters("published", table);
    assert_eq!(["1", "2", "3"].map(|point| why(&history, point)), [false, true, false]);
    let later =
        "[[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nspine.main.points = { 2 = 23500 }\n";
    let history = porters("published", &format!("{BY_AREA}{later}"));
    assert_eq!(values(&history, "P", Some("north"), "2025-04-01"), [20_000, 23_500]);
    assert_eq!(values(&history, "P", Some("south"), "2025-04-01"), [22_000, 23_500]);
}

#[test]
fn points_come_up_to_another_and_those_above_stay() {
    let later =
        "[[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nraise-to = 2\n";
    let spine = "spine.main.points = { 1 = 20000, 2 = 21000, 3 = 22000 }\nrange.P = { minimum = 1, target = 3 }\n";
    let history = porters("published", &format!("{spine}{later}"));
    assert_eq!(values(&history, "P", None, "2025-04-01"), [21_000, 21_000, 22_000]);
}

/// 20,000.40 and 20,000 are published alike; carried unrounded, 10 % parts them.
#[test]
fn the_value_behind_is_what_the_next_award_starts_from() {
    let spine = |behind: &str| {
        format!(
            "spine.main = {{ points = {{ 1 = 20000, 2 = 21000 }}{behind} }}\nrange.P = {{ minimum = 1, target = 2 }}\n\
             [[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
             [[settlement.measure]]\nuplift = {{ percent = 25 }}\n"
        )
    };
    let plain = porters("unrounded", &spine(""));
    let behind = porters("unrounded", &spine(", unrounded = { 1 = 20000.40 }"));
    assert_eq!(values(&plain, "P", None, "2024-04-01"), values(&behind, "P", None, "2024-04-01"));
    assert_eq!(values(&plain, "P", None, "2025-04-01"), [25_000, 26_250]);
    assert_eq!(values(&behind, "P", None, "2025-04-01"), [25_001, 26_250]);
    let why = |history: &History| {
        let tables = history.tables_at(day("2025-04-01")).unwrap();
        let value = |point: &str| tables.value(&"P".into(), None, &"main".into(), &point.into()).unwrap().assumed.is_some();
        (value("1"), value("2"))
    };
    assert_eq!((why(&plain), why(&behind)), ((false, false), (true, false)), "only what is inferred is said to be");
}

/// Bounds of one area rise and those of another stay; a limit on basic pay and the payment together is not the payment's own.
#[test]
fn an_award_can_raise_a_payment_in_one_area() {
    let text = "spine.main.points = { 1 = 20000 }\nrange.P = { minimum = 1, target = 1 }\n\
        [[settlement.payment.extra.tier]]\npercent-of-basic = 20\nat-least = 4000\nat-most = 6000\ntotal-at-most = 23000\nwhere = { area = \"north\" }\n\
        [[settlement.payment.extra.tier]]\namount = 1000\nwhere = { area = \"south\" }\nassumed = \"from a newsletter\"\n\
        [[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
        [[settlement.measure]]\nuplift = { flat = 280 }\npayments = [\"extra\"]\nareas = [\"north\"]\n";
    let history = porters("published", text);
    let due = |area: &str, on: &str| {
        let member = crate::member("P", Some(area), "1", on);
        let career = payspine::entitlement::progress(&history, &member, day("2025-12-01")).unwrap();
        let annual = career.rows[0].pay.payments[0].annual.clone();
        let rounding = history.scale().conventions.annual_rounding;
        let noted = assumptions(&career.assumptions).iter().any(|line| line.contains("newsletter"));
        (rounding.round(&annual).unwrap(), noted)
    };
    // 20 % is 4,000; with basic pay no more than 23,000.
    assert_eq!(due("north", "2024-04-01"), (Money::from(3000), false));
    assert_eq!(due("south", "2025-04-01"), (Money::from(1000), true));
    let tables = history.tables_at(day("2025-04-01")).unwrap();
    let rate = &tables.payment(&"extra".into()).unwrap().tiers[0].rate;
    let payspine::settlement::Rate::PercentOfBasic {
        at_least: Some(least), at_most: Some(most), total_at_most: Some(total), ..
    } = rate
    else {
        panic!("{rate:?}")
    };
    assert_eq!([least, most, total].map(|value| value.published), [4280, 6280, 23_000].map(Money::from));
}

/// What a measure assumes is said of the values that it made, and of no others.
#[test]
fn an_assumed_measure_marks_what_it_made() {
    let text = "spine.main.points = { 1 = 20000, 2 = 22000 }\nrange.P = { minimum = 1, target = 2 }\n\
        [[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
        [[settlement.measure]]\ninsert-point = { point = \"1a\", between = [1, 2], at = 0.5 }\nassumed = \"half way, from a newsletter\"\n";
    let history = porters("published", text);
    let tables = history.tables_at(day("2025-04-01")).unwrap();
    let why = |point: &str| tables.value(&"P".into(), None, &"main".into(), &point.into()).unwrap().assumed.clone();
    assert_eq!((why("1"), why("2")), (None, None));
    assert_eq!(why("1a").as_deref(), Some("half way, from a newsletter"));
}
