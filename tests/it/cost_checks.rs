//! What can be asked besides the cost: reconciliation with every timeline, and the break-even of an award.

use payspine::costing::{self, Plan};
use payspine::money::Fte;
use payspine::settlement::History;
use payspine::workforce::{Column, Origin, Roster, Subject, Value};
use serde_json::Value as Json;

use crate::{day, proposed, root, run_in, system};

fn costed(command: &str) -> Json {
    let (out, err, code) = run_in(root(), &format!("{command} --format json"));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn sums_are_those_of_every_timeline() {
    let commands = [
        "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --years 3",
        "cost tests/examples/posts.csv --mapping tests/examples/mapping.toml --proposal tests/examples/claim-2012.toml --skip-bad-rows",
        "cost tests/examples/counties.csv --proposal probation-geographical-supplements-2023 --years 2",
    ];
    for command in commands {
        let answer = costed(&format!("{command} --reconcile"));
        let years = answer["years"].as_array().unwrap();
        for (case, reconciled) in answer["reconciled"]["cases"].as_array().unwrap().iter().enumerate() {
            assert_eq!(reconciled["difference"], "0.00", "{command}");
            let total = |year: &Json| -> rust_decimal::Decimal {
                let of =
                    if case == 0 { &year["baseline"] } else { year["proposals"].as_object().unwrap().values().next().unwrap() };
                of["total"].as_str().unwrap().parse().unwrap()
            };
            let sum: rust_decimal::Decimal = years.iter().map(total).sum();
            assert_eq!(reconciled["timelines"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap(), sum);
        }
        assert_eq!(answer["reconciled"]["differences"], 0);
    }
}

/// The check can fail: held against the paybill of another claim, it says in which years and components.
#[test]
fn a_paybill_that_is_not_the_sum_is_found_out() {
    let read = |name: &str| std::fs::read_to_string(root().join("tests/w1").join(name)).unwrap();
    let (base, baseline) = system(&read("w1.toml"));
    let claim = proposed(&base, &read("w1-claim.toml"));
    let other = proposed(&base, &read("w1-claim.toml").replacen("at-least = 1500", "at-least = 1600", 1));
    let column = |subject: Subject, value: Value| Column::new(subject, vec![value]);
    let mut roster = Roster::new(vec![
        column(Subject::Grade, Value::Text("EO".into())),
        column(Subject::Area, Value::Text("london".into())),
        column(Subject::Point, Value::Point("60".into())),
        column(Subject::Fte, Value::Fte("0.55".parse().ok().and_then(|fte| Fte::new(fte).ok()).unwrap())),
        column(Subject::Field("rating".into()), Value::Text("B".into())),
    ]);
    roster.push(&[0; 5], 7, Origin { line: 2, rows: 7 });
    let plan = Plan { period: payspine::calendar::Period::new(day("2012-04-01"), day("2015-04-01")), as_at: day("2012-04-01") };
    let cases: [&History; 2] = [&baseline, &claim];
    let of = |cases: &[&History]| costing::paybills(&roster, plan, cases, 1, &[], None).unwrap();
    let right = costing::reconcile(&roster, plan, &cases, &of(&cases)).unwrap();
    assert_eq!(right.differences, []);
    let wrong = costing::reconcile(&roster, plan, &cases, &of(&[&baseline, &other])).unwrap();
    assert!(wrong.differences.iter().all(|(case, _, timelines, paybill)| *case == 1 && timelines < paybill), "{wrong:?}");
    let what: Vec<&str> = wrong.differences.iter().map(|(_, what, ..)| what.as_str()).collect();
    assert_eq!(what, ["2012-13, basic", "2013-14, basic", "2014-15, basic"]);
}

/// 5% is £1,000 at £20,000. Four of the twelve stand below: the three AOs outside London on 15,386 to 17,041 and the one in London on
/// 18,098, all below; the EO on milestone 53 has stepped to 56 on the day of the award.
#[test]
fn an_award_breaks_even_where_both_arms_give_the_same() {
    let answer = costed(
        "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --break-even",
    );
    let found = answer["break_even"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    let expected = [("at", "20000.00"), ("below", "4"), ("exactly", "0"), ("above", "8")];
    for (key, value) in expected {
        assert_eq!(found[0][key], value, "{key}");
    }
}

/// A hundred on £24,000 in a range from £12,000 without steps.
fn hundred(options: &[&str]) -> Json {
    let folder = tempfile::tempdir().expect("a folder");
    let system = "format = 1\nid = \"two\"\ntitle = \"Two points\"\ncurrency = \"GBP\"\n[conventions]\n\
        annual-rounding = { to = 1, mode = \"half-up\", carry = \"published\" }\nmonthly-rounding = { to = 0.01, mode = \"half-up\" }\n\
        part-month = \"calendar-days\"\nyear-start = \"04-01\"\n[grade.A]\ntitle = \"A\"\nspine = \"s\"\n[[settlement]]\n\
        from = 2020-04-01\nstatus = \"agreed\"\ntitle = \"Rates\"\nsource = \"made up\"\n[settlement.spine.s]\n\
        points = { 1 = 12000, 2 = 24000 }\n[settlement.range.A]\nminimum = 1\ntarget = 2\n";
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("two.toml", system);
    write("staff.csv", "grade,point,unit,headcount\nA,2,north,91\nA,2,south,6\nA,2,east,3\n");
    let command = [&["cost", "staff.csv", "--scale", "two.toml", "--from", "2021-04-01", "--format", "json"], options].concat();
    let (out, err, code) = crate::payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn leavers_are_replaced_on_the_minimum_at_the_turn_of_each_year() {
    let years = |options: &[&str]| hundred(&[&["--years", "3"], options].concat())["turnover"]["baseline"].clone();
    // 90% and then 81% stay on £24,000; of the others 10, and then 19, are on £12,000.
    assert_eq!(years(&["--leavers", "10%"]), serde_json::json!(["2400000.00", "2280000.00", "2172000.00"]));
    let alone = years(&["--leavers", "10", "--replaced-at", "nobody"]);
    assert_eq!(alone, serde_json::json!(["2400000.00", "2160000.00", "1944000.00"]));
    assert_eq!(years(&["--vacancy", "30%"]), serde_json::json!(["1680000.00", "1680000.00", "1680000.00"]));
    assert_eq!(hundred(&[])["turnover"], Json::Null);
}

#[test]
fn small_groups_and_what_would_give_them_away_are_left_out() {
    let json = hundred(&["--group-by", "unit", "--suppress-below", "5"]);
    let shown: Vec<(&str, bool)> = json["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["key"].as_str().unwrap(), group["suppressed"].as_bool().unwrap_or(false)))
        .collect();
    // East has three, and the whole less north and south would give it away.
    assert_eq!(shown, [("east", true), ("north", false), ("south", true)]);
    assert!(json["groups"][0].get("years").is_none() && json["groups"][0].get("staff").is_none());
}

/// A hundred on SCP 10 of local pay: 2 of 37 hours less for the same pay, from October 2025, are 2/35 of what is paid from then on.
#[test]
fn a_shorter_week_costs_no_pay_and_the_hours_are_priced_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("staff.csv", "grade,point,headcount\nlocal,10,100\n");
    write(
        "week.toml",
        "format = 1\nid = \"week\"\ntitle = \"35 hours\"\nscale = \"njc\"\n[[settlement]]\nfrom = 2025-10-01\nstatus = \"claim\"\n\
         title = \"35 hours\"\norder = \"progression-first\"\n[[settlement.measure]]\nhours-per-week = 35\n",
    );
    let command = ["cost", "staff.csv", "--proposal", "week.toml", "--years", "2", "--format", "json"];
    let (out, err, code) = crate::payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    let json: Json = serde_json::from_str(&out).expect("JSON");
    let totals: Vec<&str> =
        json["years"].as_array().unwrap().iter().map(|year| year["baseline"]["total"].as_str().unwrap()).collect();
    assert_eq!(totals, ["2769396.00", "2814204.00"]);
    assert_eq!(json["years"][1]["proposals"]["week"]["cost"], "0.00");
    // Half of 2,769,396 and all of 2,814,204, by 2/35.
    assert_eq!(json["hours_lost"]["week"], serde_json::json!(["79125.60", "160811.66"]));
}
