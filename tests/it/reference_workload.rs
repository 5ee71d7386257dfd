//! The reference workload: 20,000 made-up staff, three years, a baseline and a proposal, against totals from an implementation
//! that shares nothing with this one (plain integers, one person and one month at a time).

use std::collections::BTreeMap;

use payspine::entitlement;
use payspine::money::{Fte, Money};
use payspine::settlement::History;
use payspine::workforce::Member;

use crate::{day, member, proposed, root, system};

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
        fte: Fte::new(cell.fte.parse().expect("a number")).expect("an FTE"),
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
            let name = match component.as_str() {
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
