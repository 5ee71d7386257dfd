//! What the law says of a pay system: the minimum wage to the pound, five years to the month, sources a year old.

use payspine::evidence::{below_minimum_wage, long_ranges};
use payspine::scale_file::{self, lint};

use crate::{day, shipped, system};

fn porters(values: &str, rules: &str, top: u16) -> String {
    format!(
        "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\n\
         hours-per-week = 37\nweeks-per-year = \"365/7\"\nyear-start = \"04-01\"\n\
         [grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2025-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nverified = 2025-05-01\n\
         spine.main.points = {{ {values} }}\nrange.P = {{ minimum = 1, target = {top} }}\n{rules}\n"
    )
}

/// The living wage of 2025/26 is £23,556.58 a year for 37 hours (worked example E25c): £23,557 is enough and £23,556 is not.
#[test]
fn a_pound_below_the_floor_is_seen() {
    let law = scale_file::statutory("minimum-wage").unwrap();
    let found = |value: &str| {
        let (_, history) = system(&porters(&format!("1 = {value}, 2 = 30000"), "", 2));
        below_minimum_wage(&history, &law).into_iter().map(|below| below.from.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("23557"), ["2026-04-01"], "the next April comes while the award is unsettled");
    assert_eq!(found("23556"), ["2025-04-01", "2026-04-01"]);
    // The floor of 2026/27 is £24,521.22, and rates are held against the law for a year after the last settlement.
    assert!(found("24522").is_empty());
}

/// Of a worked example that passes: 23,810 a year is 12.3414 an hour (E26).
#[test]
fn the_hour_is_worked_out_from_weeks_and_hours() {
    let (_, history) = system(&porters("1 = 23810, 2 = 30000", "", 2));
    let tables = history.tables_at(day("2025-04-01")).unwrap();
    let hour = payspine::evidence::hourly(&history.scale().conventions, tables, 23_810.into()).unwrap();
    assert_eq!(hour.to_string(), "12.34");
}

#[test]
fn five_years_are_not_too_long_and_a_month_more_is() {
    let values = "1 = 24000, 2 = 25000, 3 = 26000, 4 = 27000, 5 = 28000, 6 = 29000, 7 = 30000";
    let months = |rules: &str, top: u16| {
        let (_, history) = system(&porters(values, rules, top));
        long_ranges(&history).into_iter().map(|long| long.months).collect::<Vec<_>>()
    };
    let yearly = "progression = { step = 1, every = \"1 year\", on = \"04-01\" }";
    assert!(months(yearly, 6).is_empty());
    assert_eq!(months(yearly, 7), [72]);
    let waits = |last: &str| format!("progression = {{ waits = [\"2 years\", \"{last}\"], on = \"anniversary\" }}");
    assert!(months(&waits("36 months"), 3).is_empty());
    assert_eq!(months(&waits("37 months"), 3), [61]);
    assert!(months("", 7).is_empty(), "nobody moves up it");
}

/// What could not be checked is said.
#[test]
fn a_check_that_did_not_run_says_so() {
    let said = |text: &str| scale_file::not_checked(&system(text).1).unwrap_or_default();
    let whole = porters("1 = 24000", "", 1);
    assert_eq!(said(&whole), "");
    assert!(
        said(&whole.replace("hours-per-week = 37\n", "")).contains("`hours-per-week` and `weeks-per-year` are not both stated")
    );
    assert!(said(&whole.replace("from = 2025-04-01", "from = 2027-04-01")).contains("no rates for some of its days"));
    assert_eq!(said(scale_file::shipped_text("us-gs").unwrap()), "", "not the law of the United States");
}

/// The law is that of Great Britain: 18 years in dollars are not held against it. A local grade says nothing of how long one takes.
#[test]
fn dollars_and_local_grades_are_left_alone() {
    let law = scale_file::statutory("minimum-wage").unwrap();
    assert!(long_ranges(&shipped("us-gs")).is_empty() && below_minimum_wage(&shipped("us-gs"), &law).is_empty());
    assert!(long_ranges(&shipped("njc")).is_empty());
    let long = long_ranges(&shipped("home-office-2006"));
    assert_eq!(long.iter().map(|long| long.months).collect::<Vec<_>>(), [72, 72], "six years in London and elsewhere");
}

/// With no award agreed for April 2026, the lowest points of two systems fall below the law on that day, and no earlier.
#[test]
fn shipped_systems_keep_to_the_minimum_wage_while_their_awards_run() {
    let law = scale_file::statutory("minimum-wage").unwrap();
    let found = |id: &str| {
        let below = below_minimum_wage(&shipped(id), &law);
        below.iter().map(|below| (below.from.to_string(), below.hourly.to_string(), below.values)).collect::<Vec<_>>()
    };
    assert_eq!(found("njc"), [("2026-04-01".to_owned(), "12.65".to_owned(), 1)]);
    assert_eq!(found("nhs-afc-england"), [("2026-04-01".to_owned(), "12.51".to_owned(), 3)]);
}

#[test]
fn a_source_is_stale_a_year_after_its_last_check() {
    let (loaded, history) = system(&porters("1 = 30000, 2 = 31000", "", 2));
    let stale = |today: &str| {
        let found = lint(&loaded, &history, day(today));
        found.into_iter().filter(|problem| problem.code == payspine::diagnostic::Code::StaleSource).count()
    };
    assert_eq!((stale("2026-05-01"), stale("2026-05-02")), (0, 1));
}
