//! The reference workload: 20,000 made-up staff, three years, a baseline and a proposal, against totals from an implementation
//! that shares nothing with this one (plain integers, one person and one month at a time).

use std::collections::BTreeMap;

use payspine::entitlement;
use payspine::money::{Fte, Money};
use payspine::settlement::History;
use payspine::workforce::Member;

use crate::{day, member, payspine_json, proposed, root, system};

/// Who is paid alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    grade: String,
    area: String,
    county: String,
    point: String,
    fte: String,
    rating: String,
}

fn cells() -> BTreeMap<Cell, i64> {
    let mut reader = csv::Reader::from_path(root().join("tests/w1/w1-20000.csv")).expect("the roster is there");
    let mut cells = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let field = |index: usize| record[index].to_owned();
        let cell = Cell { grade: field(1), area: field(2), county: field(3), point: field(4), fte: field(5), rating: field(6) };
        *cells.entry(cell).or_insert(0) += 1;
    }
    cells
}

fn staff(cell: &Cell) -> Member {
    let fields = [("county".to_owned(), cell.county.clone()), ("rating".to_owned(), cell.rating.clone())];
    Member {
        hours: payspine::workforce::Hours::Fte(Fte::new(cell.fte.parse().expect("a number")).expect("an FTE")),
        from: day("2012-04-01"),
        fields: fields.into(),
        ..member(&cell.grade, Some(&cell.area), &cell.point, "2011-04-01")
    }
}

/// Due by year and component.
fn due(history: &History, cell: &Cell) -> BTreeMap<(String, String), Money> {
    let career = entitlement::progress(history, &staff(cell), day("2015-04-01")).expect("everyone fits");
    let mut sums = BTreeMap::new();
    for year in career.years {
        assert_eq!(year.months, 12);
        for (component, amount) in year.components {
            let name = match component.id() {
                "london" => "allowance",
                "geographical-supplement" => "supplement",
                other => other,
            };
            sums.insert((year.year.clone(), name.to_owned()), amount);
        }
    }
    sums
}

#[test]
fn each_member_s_own_timeline_sums_to_the_paybill_of_an_independent_implementation() {
    let read = |name: &str| std::fs::read_to_string(root().join("tests/w1").join(name)).expect("the file is there");
    let (base, baseline) = system(&read("w1.toml"));
    let proposal = proposed(&base, &read("w1-claim.toml"));
    let expected: serde_json::Value = serde_json::from_str(&read("w1-20000.expected.json")).expect("JSON");
    let mut totals: BTreeMap<(String, String, String, String), Money> = BTreeMap::new();
    let mut staff = 0;
    for (cell, count) in cells() {
        staff += count;
        for (case, history) in [("baseline", &baseline), ("proposal", &proposal)] {
            for ((year, component), amount) in due(history, &cell) {
                let sum = totals.entry((cell.grade.clone(), year, case.to_owned(), component)).or_default();
                *sum += Money::new(amount.amount() * rust_decimal::Decimal::from(count)).expect("within bounds");
            }
        }
    }
    assert_eq!(staff, 20_000);
    let mut compared = 0;
    for (grade, years) in expected["grades"].as_object().expect("grades") {
        for (year, cases) in years.as_object().expect("years") {
            for case in ["baseline", "proposal"] {
                for component in ["basic", "allowance", "supplement"] {
                    let ours = totals
                        .get(&(grade.clone(), year.clone(), case.to_owned(), component.to_owned()))
                        .copied()
                        .unwrap_or_default();
                    assert_eq!(
                        ours.to_string(),
                        cases[case][component].as_str().expect("money"),
                        "{grade} {year} {case} {component}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 7 * 3 * 2 * 3, "seven grades, three years, two cases, three components");
}

/// The names that the independent implementation has for components.
fn their_name(component: &str) -> &str {
    match component {
        "london" => "allowance",
        "geographical-supplement" => "supplement",
        other => other,
    }
}

/// How many figures there are.
fn leaves(value: &serde_json::Value) -> usize {
    value.as_object().map_or(1, |object| object.values().map(leaves).sum())
}

/// Compares one year of the JSON with one of theirs, and counts the figures.
fn compare_year(ours: &serde_json::Value, theirs: &serde_json::Value, of: &str) -> usize {
    let pence = |value: &serde_json::Value| {
        let amount: Money = value.as_str().unwrap_or_else(|| panic!("{of}: {value} is no text")).parse().expect("money");
        assert_eq!(amount.to_string(), value.as_str().expect("a text"), "{of}: two decimals");
        amount
    };
    let claim = &ours["proposals"]["w1-claim"];
    let components = claim["components"].as_object().expect("components");
    assert_eq!(components.len(), 3, "{of}");
    let mut compared = 0;
    for (case, ours) in [("baseline", &ours["baseline"]), ("proposal", claim)] {
        for component in components.keys() {
            assert_eq!(ours["components"][component], theirs[case][their_name(component)], "{of} {case} {component}");
            compared += 1;
        }
        assert_eq!(ours["total"], theirs[case]["total"], "{of} {case}");
        compared += 1;
    }
    for component in components.keys() {
        let cost = pence(&claim["components"][component]) - pence(&ours["baseline"]["components"][component]);
        assert_eq!(cost, pence(&theirs["cost"][their_name(component)]), "{of} cost {component}");
        compared += 1;
    }
    assert_eq!(claim["cost"], theirs["cost"]["total"], "{of}");
    compared + 1
}

#[test]
fn the_command_line_prints_every_figure_of_an_independent_implementation() {
    let text = std::fs::read_to_string(root().join("tests/w1/w1-20000.expected.json")).expect("the file is there");
    let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let json = payspine_json(&[
        "cost",
        "tests/w1/w1-20000.csv",
        "--scale",
        "tests/w1/w1.toml",
        "--proposal",
        "tests/w1/w1-claim.toml",
        "--from",
        "2012-04-01",
        "--years",
        "3",
        "--group-by",
        "grade",
    ]);
    assert_eq!(json["staff"], expected["staff"]);
    let mut compared = 1;
    for year in json["years"].as_array().expect("years") {
        let label = year["year"].as_str().expect("a year");
        compared += compare_year(year, &expected["years"][label], label);
        let claim = &year["proposals"]["w1-claim"];
        assert_eq!((&claim["gainers"], &claim["losers"]), (&expected["gainers"][label], &serde_json::json!(0)), "{label}");
        compared += 1;
    }
    for group in json["groups"].as_array().expect("groups") {
        let grade = group["key"].as_str().expect("a grade");
        for year in group["years"].as_array().expect("years") {
            let label = year["year"].as_str().expect("a year");
            compared += compare_year(year, &expected["grades"][grade][label], &format!("{grade} {label}"));
        }
    }
    assert_eq!(compared, 1 + 3 + (1 + 7) * 3 * 12, "staff; gainers by year; of all and each grade, a year has twelve sums");
    assert_eq!(compared, leaves(&expected), "none of theirs is left out");
}
