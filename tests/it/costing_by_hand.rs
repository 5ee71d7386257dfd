//! Small costs, worked out by hand beside the figures: proposals that take away, places that are not known, posts, shares.

use std::fs;

use payspine::calendar::Period;
use payspine::costing::{InYear, Plan, paybills};
use payspine::workforce::{Column, Origin, Roster, Subject, Value as RosterValue};
use serde_json::{Value, json};

use crate::{day, payspine_in, proposed, system};

/// Porters on three points: £1,000.00, £1,083.33 and £1,250.00 a month.
fn porters(year_start: &str, more: &str) -> String {
    format!(
        r#"
format   = 1
id       = "porters"
title    = "Porters"
currency = "GBP"
[conventions]
annual-rounding  = {{ to = 1, mode = "half-up", carry = "published" }}
monthly-rounding = {{ to = 0.01, mode = "half-up" }}
part-month       = "calendar-days"
year-start       = "{year_start}"
[area]
north = "North"
south = "South"
[grade.P]
title = "Porter"
spine = "main"
[[settlement]]
from   = 2020-04-01
status = "agreed"
source = "made up"
spine.main.points = {{ 1 = 12000, 2 = 13000, 3 = 15000 }}
range.P = {{ minimum = 1, target = 3 }}
{more}"#
    )
}

fn claim(settlement: &str) -> String {
    format!(
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"scale.toml\"\n[[settlement]]\nstatus = \"claim\"\n{settlement}\n"
    )
}

/// The cost from April 2025, as JSON.
fn cost(scale: &str, claim: &str, roster: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("scale.toml", scale), ("claim.toml", claim), ("staff.csv", roster)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let arguments = ["cost", "staff.csv", "--proposal", "claim.toml", "--format", "json"];
    let from = if more.contains(&"--from") { &[][..] } else { &["--from", "2025-04-01"] };
    let (out, err, code) = payspine_in(folder.path(), &[&arguments, from, more].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

/// One figure of the claim, or of what is agreed, for each year.
fn yearly(years: &Value, path: &str) -> Vec<Value> {
    years.as_array().expect("years").iter().map(|year| year.pointer(path).unwrap_or(&Value::Null).clone()).collect()
}

fn claimed(json: &Value, what: &str) -> Vec<Value> {
    yearly(&json["years"], &format!("/proposals/claim/{what}"))
}

fn lost(who: &str, staff: u64, first_month: &str, months: u64, each: &str) -> Value {
    json!({ "who": who, "staff": staff, "first_month": first_month, "months": months, "each_loses": { "least": each, "most": each } })
}

#[test]
fn a_market_supplement_withdrawn_half_way_through_the_year_loses_everyone_their_part_of_it() {
    let supplement = |what: &str| format!("[settlement.payment.market]\ntitle = \"Market\"\nkind = \"supplement\"\n{what}\n");
    let scale = porters("04-01", &supplement("amount = 1200"));
    for end in ["amount = 0", "withdrawn = true"] {
        withdrawn(&scale, &claim(&format!("from = 2025-10-01\n{}", supplement(end))));
    }
}

fn withdrawn(scale: &str, claim: &str) {
    let json = cost(scale, claim, "grade,area,point,fte,headcount\nP,north,2,1,3\nP,north,2,0.5,2\n", &["--years", "2"]);
    // £100 a month of three and £50 of two: £400 for six months and for twelve.
    assert_eq!(claimed(&json, "cost"), ["-2400.00", "-4800.00"]);
    assert_eq!(claimed(&json, "components/market"), ["2400.00", "0.00"]);
    assert_eq!(claimed(&json, "losers"), [5, 5]);
    assert_eq!(claimed(&json, "gainers"), [0, 0]);
    let losses = json!([
        lost("P north point 2", 3, "2025-10", 18, "1800.00"),
        lost("P north point 2 FTE 0.5", 2, "2025-10", 18, "900.00"),
    ]);
    assert_eq!(json["worse_off"]["claim"], losses);
}

#[test]
fn a_lowered_target_loses_those_below_it_the_step_they_would_have_had() {
    let scale = porters("04-01", "[settlement.progression]\nstep = 1\nevery = \"1 year\"\non = \"10-01\"\n");
    let claim = claim("from = 2025-07-01\n[[settlement.measure]]\nlower-target = { by = 1 }\n");
    let json = cost(&scale, &claim, "grade,point,headcount\nP,1,1\nP,2,2\nP,3,1\n", &["--years", "2"]);
    // £166.67 a month, from October: of the two on point 2 at once, of the one on point 1 a year later. Point 3 stays where it is.
    assert_eq!(claimed(&json, "cost"), ["-2000.04", "-5000.10"]);
    assert_eq!(claimed(&json, "losers"), [2, 3]);
    assert_eq!(claimed(&json, "gainers"), [0, 0]);
    let losses = json!([lost("P point 2", 2, "2025-10", 18, "3000.06"), lost("P point 1", 1, "2026-10", 6, "1000.02")]);
    assert_eq!(json["worse_off"]["claim"], losses);
}

#[test]
fn an_allowance_cut_in_one_area_takes_more_there_than_the_award_gives() {
    let weighting = |south: u32| {
        format!(
            "[settlement.payment.weighting]\ntitle = \"Weighting\"\nkind = \"allowance\"\n\
             [[settlement.payment.weighting.tier]]\namount = {south}\nwhere = {{ area = \"south\" }}\n\
             [[settlement.payment.weighting.tier]]\namount = 1200\nwhere = {{ area = \"north\" }}\n"
        )
    };
    let award = "[[settlement.measure]]\ntitle = \"2%\"\nuplift = { percent = 2 }\n";
    let claim = claim(&format!("from = 2025-04-01\n{award}{}", weighting(1800)));
    let scale = porters("04-01", &weighting(2400));
    let json = cost(&scale, &claim, "grade,area,point,headcount\nP,south,2,4\nP,north,2,10\n", &["--group-by", "area"]);
    // £13,260 is £1,105.00 a month, £21.67 more; the south has £50.00 less with it.
    assert_eq!(claimed(&json, "cost"), ["1240.56"]);
    assert_eq!((claimed(&json, "gainers"), claimed(&json, "losers")), (vec![json!(10)], vec![json!(4)]));
    assert_eq!(json["worse_off"]["claim"], json!([lost("P south point 2", 4, "2025-04", 12, "339.96")]));
    assert_eq!(
        json["measures"]["claim"],
        json!([{ "title": "2%", "cost": ["3640.56"] }, { "title": "Weighting", "cost": ["-2400.00"] }])
    );
    let of_area = |area: &str| {
        let group = json["groups"].as_array().expect("groups").iter().find(|group| group["key"] == area).expect("a group");
        yearly(&group["years"], "/proposals/claim/cost")
    };
    assert_eq!((of_area("south"), of_area("north")), (vec![json!("-1359.84")], vec![json!("2600.40")]));
}

#[test]
fn whoever_is_paid_less_in_one_month_loses_although_the_year_brings_more() {
    let scale = porters("04-01", "[settlement.payment.market]\ntitle = \"Market\"\nkind = \"supplement\"\namount = 1200\n");
    let none = "[settlement.payment.market]\ntitle = \"Market\"\nkind = \"supplement\"\namount = 0\n";
    let bonus = "[settlement.payment.july]\ntitle = \"July\"\nkind = \"bonus\"\namount = 2400\npaid = \"07\"\n";
    let json = cost(&scale, &claim(&format!("from = 2025-04-01\n{none}{bonus}")), "grade,point\nP,1\n", &[]);
    assert_eq!(claimed(&json, "cost"), ["1200.00"]);
    assert_eq!((claimed(&json, "gainers"), claimed(&json, "losers")), (vec![json!(0)], vec![json!(1)]));
    assert_eq!(json["worse_off"]["claim"], json!([lost("P point 1", 1, "2025-04", 11, "1100.00")]));
}

#[test]
fn a_place_that_is_not_known_is_priced_at_both_ends_and_at_the_mean_of_all_rounded_as_a_month_is() {
    let claim = claim("from = 2025-04-01\n[[settlement.measure]]\nuplift = { percent = 10 }\n");
    let json = cost(&porters("04-01", ""), &claim, "grade,fte,headcount\nP,1,2\nP,0.5,3\n", &[]);
    let baseline = |variant: &str| yearly(&json["years"], &format!("{variant}/baseline/total"));
    // Two at £1,000.00 and three at £500.00; two at £1,250.00 and three at £625.00.
    assert_eq!((baseline("/low"), baseline("/high")), (vec![json!("42000.00")], vec![json!("52500.00")]));
    // £3,333.33 ÷ 3 = £1,111.11; £500.00 + £541.67 + £625.00 = £1,666.67, a third of which is £555.56.
    assert_eq!(baseline(""), ["46666.80"]);
    // £1,100.00 + £1,191.67 + £1,375.00 = £3,666.67: £1,222.22. £550.00 + £595.83 + £687.50 = £1,833.33: £611.11.
    assert_eq!(claimed(&json, "total"), ["51333.24"]);
    assert_eq!(claimed(&json, "cost"), ["4666.44"]);
    for (variant, cost) in [("low", "4200.00"), ("high", "5250.00")] {
        assert_eq!(yearly(&json["years"], &format!("/{variant}/proposals/claim/cost")), [cost], "{variant}");
        assert_eq!(yearly(&json["years"], &format!("/{variant}/proposals/claim/gainers")), [5], "{variant}");
    }
}

#[test]
fn posts_multiply_one_full_time_post_s_rounded_month_and_round_the_product() {
    let claim = claim("from = 2025-04-01\n[[settlement.measure]]\nuplift = { percent = 0 }\n");
    let baseline = |roster: &str| {
        let json = cost(&porters("04-01", ""), &claim, roster, &[]);
        (json["staff"].clone(), yearly(&json["years"], "/baseline/total"))
    };
    // £1,083.33 × 2.5 = £2,708.325.
    assert_eq!(baseline("grade,point,posts\nP,2,2.5\n"), (json!("2.5"), vec![json!("32499.96")]));
    // Three such rows, each rounded.
    assert_eq!(baseline("grade,point,posts,headcount\nP,2,2.5,2\nP,2,2.5,1\n"), (json!("7.5"), vec![json!("97499.88")]));
    // £1,083.33 × 1,250 = £1,354,162.50.
    assert_eq!(baseline("grade,point,posts\nP,2,\"1,250\"\n"), (json!(1250), vec![json!("16249950.00")]));
    // The mean of the range, £1,111.11, × 2.5 = £2,777.775.
    assert_eq!(baseline("grade,posts\nP,2.5\n"), (json!("2.5"), vec![json!("33333.36")]));
    // Beside head counts, a row without posts is of people.
    assert_eq!(baseline("grade,point,posts,headcount\nP,2,,1\n"), (json!(1), vec![json!("12999.96")]));
}

#[test]
fn a_bonus_for_a_share_of_staff_counts_at_its_share_unless_a_row_says_who_has_it() {
    let bonus = "[settlement.payment.bonus]\ntitle = \"Bonus\"\nkind = \"bonus\"\namount = 1000\npaid = \"07\"\nshare = 35\n";
    let claim = claim("from = 2025-04-01\n[[settlement.measure]]\nuplift = { percent = 0 }\n");
    let roster = "grade,point,fte,bonus\nP,1,1,\nP,1,1,\nP,1,0.5,\nP,1,1,yes\nP,1,1,no\n";
    let json = cost(&porters("04-01", bonus), &claim, roster, &[]);
    // £350.00 twice, £175.00 and £1,000.00.
    assert_eq!(yearly(&json["years"], "/baseline/components/bonus"), ["1875.00"]);
}

#[test]
fn a_claim_of_nothing_costs_nothing_in_every_year_group_and_component() {
    let claim = claim("from = 2025-07-01\n[[settlement.measure]]\nuplift = { percent = 0 }\n");
    let facts = "[settlement.payment.market]\ntitle = \"Market\"\nkind = \"supplement\"\namount = 1200\n\
                 [settlement.progression]\nstep = 1\nevery = \"1 year\"\non = \"10-01\"\n";
    let roster = "grade,area,point,fte\nP,north,1,1\nP,south,2,0.37\nP,south,,0.5\n";
    let json = cost(&porters("04-01", facts), &claim, roster, &["--years", "3", "--group-by", "area"]);
    let groups = json["groups"].as_array().expect("groups").iter().flat_map(|group| group["years"].as_array().expect("years"));
    let mut seen = 0;
    for year in json["years"].as_array().expect("years").iter().chain(groups) {
        for of in [year, &year["low"], &year["high"]] {
            let (before, after) = (&of["baseline"], &of["proposals"]["claim"]);
            assert_eq!((&before["components"], &before["total"]), (&after["components"], &after["total"]));
            assert_eq!((&after["cost"], &after["gainers"], &after["losers"]), (&json!("0.00"), &json!(0), &json!(0)));
            seen += 1;
        }
    }
    assert_eq!((seen, &json["worse_off"]["claim"]), (27, &json!([])));
}

#[test]
fn a_pay_year_that_begins_within_april_has_april_in_the_year_before() {
    let claim = claim("from = 2025-04-01\n[[settlement.measure]]\nuplift = { percent = 10 }\n");
    let json = cost(&porters("04-06", ""), &claim, "grade,point\nP,1\n", &[]);
    assert_eq!(yearly(&json["years"], "/year"), ["2024-25", "2025-26"]);
    assert_eq!(yearly(&json["years"], "/baseline/total"), ["1000.00", "11000.00"]);
    assert_eq!(claimed(&json, "cost"), ["100.00", "1100.00"]);
}

#[test]
fn whoever_is_overdue_for_a_step_by_waits_moves_alike_with_and_without_a_claim_of_nothing() {
    let waits = "[settlement.progression]\nwaits = [\"1 year\", \"1 year\"]\ncounted-from = \"point\"\non = \"anniversary\"\n";
    let claim = claim("from = 2025-07-01\n[[settlement.measure]]\nuplift = { percent = 0 }\n");
    let json = cost(&porters("04-01", waits), &claim, "grade,point,since\nP,1,2023-06-01\n", &[]);
    assert_eq!(claimed(&json, "cost"), ["0.00"]);
}

#[test]
fn a_claim_from_before_an_award_that_has_happened_takes_those_whom_the_range_then_had() {
    let award = "[[settlement]]\nfrom = 2025-10-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 2 }\n";
    let claim = claim("from = 2025-04-01\n[[settlement.measure]]\nraise-minimum = { by = 1 }\nassimilate = \"to-minimum\"\n");
    // Asked of the engine: a costing that begins after the claim is refused.
    let (base, baseline) = system(&porters("04-01", award));
    let claimed = proposed(&base, &claim);
    let column = |subject: Subject, value: RosterValue| Column::new(subject, vec![value]);
    let mut roster = Roster::new(vec![
        column(Subject::Grade, RosterValue::Text("P".into())),
        column(Subject::Point, RosterValue::Point("1".into())),
    ]);
    roster.push(&[0, 0], 1, Origin { line: 2, rows: 1 });
    let plan = Plan { period: Period::new(day("2025-12-01"), day("2026-12-01")), as_at: day("2025-12-01") };
    let paybills = paybills(&roster, plan, &[&baseline, &claimed], 1, &[], None).expect("everyone fits");
    let total = |case: usize, year: usize| {
        let units = paybills.all.year(InYear { variant: 0, case, year }).iter().sum();
        paybills.money(units).expect("a small sum").to_string()
    };
    // £12,240 is £1,020.00 a month, and £13,260 is £1,105.00: four months to March, eight from April.
    assert_eq!([total(0, 0), total(0, 1)], ["4080.00", "8160.00"]);
    assert_eq!([total(1, 0), total(1, 1)], ["4420.00", "8840.00"]);
}
