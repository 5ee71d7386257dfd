//! What pay costs an employer on top, against worked examples: National Insurance, pension, levy, a pay remit.

use serde_json::Value;

use crate::{payspine_in, root};

/// One salary on one point, from April 2020.
fn system(salary: u32) -> String {
    format!(
        r#"
format = 1
id = "flat"
title = "One rate"
currency = "GBP"
[conventions]
annual-rounding = {{ to = 1, mode = "half-up", carry = "published" }}
monthly-rounding = {{ to = 0.01, mode = "half-up" }}
part-month = "calendar-days"
year-start = "04-01"
[grade.A]
title = "A"
spine = "s"
[[settlement]]
from = 2020-04-01
status = "agreed"
title = "Rates"
source = "made up"
[settlement.spine.s]
points = {{ 1 = {salary} }}
[settlement.range.A]
minimum = 1
target = 1
"#
    )
}

fn claim(from: &str, flat: u32) -> String {
    format!(
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"./system.toml\"\n[[settlement]]\nfrom = {from}\nstatus = \"claim\"\n\
         title = \"Claim\"\norder = \"progression-first\"\n[[settlement.measure]]\nuplift = {{ flat = {flat} }}\n"
    )
}

/// The first year of a costing of so many staff on that salary.
fn costed(salary: u32, (from, flat): (&str, u32), roster: &str, options: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("system.toml", &system(salary));
    write("claim.toml", &claim(from, flat));
    write("staff.csv", roster);
    let command = [&["cost", "staff.csv", "--proposal", "claim.toml", "--format", "json"], options].concat();
    let (out, err, code) = payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str::<Value>(&out).expect("JSON")["years"][0].clone()
}

const THOUSAND: &str = "grade,point,headcount\nA,1,1000\n";

/// A rise of £1,200 for a thousand staff in the levy, so that a month is whole pounds; the examples are per £1,000.
fn cost_of_a_thousand_pounds(from: &str, pension: &str) -> String {
    let year = costed(30_000, (from, 1_200), THOUSAND, &["--on-costs", "--pension", pension]);
    let cost: rust_decimal::Decimal = year["proposals"]["claim"]["cost_with_on_costs"].as_str().unwrap().parse().unwrap();
    assert_eq!(year["proposals"]["claim"]["cost"], "1200000.00");
    (cost / rust_decimal::Decimal::from(1_200)).round_dp(2).to_string()
}

/// E28a: 15% National Insurance, 28.97% to the civil service scheme, 0.5% levy.
#[test]
fn e28a_a_thousand_pounds_in_the_civil_service_cost_1444_70() {
    assert_eq!(cost_of_a_thousand_pounds("2025-04-01", "civil-service"), "1444.70");
}

/// E28b: 13.8%, the second band of 27.1%, 0.5%.
#[test]
fn e28b_in_2023_the_second_band_costs_1414() {
    assert_eq!(cost_of_a_thousand_pounds("2023-04-01", "civil-service"), "1414.00");
}

/// E28c: 15%, 21.1% on average in local government, 0.5%.
#[test]
fn e28c_at_a_rate_of_one_s_own_it_costs_1366() {
    assert_eq!(cost_of_a_thousand_pounds("2025-04-01", "21.1%"), "1366.00");
}

/// E28d through the paybill: £30,000 a year is £2,500 a month, with the monthly thresholds of £758 and £417.
#[test]
fn e28d_national_insurance_goes_by_the_month() {
    let one = "grade,point\nA,1\n";
    let of = |from: &str| {
        let year = costed(30_000, (from, 0), one, &["--on-costs"]);
        year["baseline"]["on_costs"]["national_insurance"].as_str().unwrap().to_owned()
    };
    // (2,500 - 758) × 13.8% = 240.40 a month; on the annual thresholds it would be 2,884.20.
    assert_eq!(of("2024-04-01"), "2884.80");
    // (2,500 - 417) × 15% = 312.45 a month; on the annual thresholds 3,750.00.
    assert_eq!(of("2025-04-01"), "3749.40");
}

/// In 2022/23 the employer's rate was 15.05% to 5 November, then 13.8%: seven months and five, by the day of payment.
#[test]
fn a_rate_that_changes_within_the_year_is_that_of_the_day_of_payment() {
    let year = costed(30_000, ("2022-04-01", 0), "grade,point\nA,1\n", &["--on-costs"]);
    // (2,500 - 758) × 15.05% = 262.171 → 262.17, and × 13.8% = 240.396 → 240.40.
    assert_eq!(year["baseline"]["on_costs"]["national_insurance"], "3037.19");
}

/// E29: a pay bill of £3,000,200 owes £1.00. 1,000 staff on £3,000 and one on £200 a year do it by the month too.
#[test]
fn e29_the_levy_on_a_pay_bill_of_3_000_200() {
    let pence = payspine::money::Rounding::new("0.01".parse().unwrap(), payspine::money::Mode::HalfUp).unwrap();
    let levy = |pay: i128| payspine::costing::levied(pay, 12, ("0.5".parse().unwrap(), 15_000.into()), pence);
    assert_eq!((levy(300_020_000), levy(300_000_000), levy(299_999_900)), (100, 0, 0));
    let year = costed(30_000, ("2025-04-01", 24), "grade,point,headcount\nA,1,100\n", &["--on-costs"]);
    // 100 × 30,024 = 3,002,400: 0.5% is 15,012.
    assert_eq!(year["proposals"]["claim"]["on_costs"]["apprenticeship_levy"], "12.00");
    assert_eq!(year["baseline"]["on_costs"]["apprenticeship_levy"], "0.00");
}

/// E30: £1,150 each for 1,000 on a pay bill of £35.0m is 3.29%, 0.04 points over a remit of 3.25%, which allows £1,137,500.
#[test]
fn e30_a_flat_sum_against_a_remit() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("system.toml", &system(35_000));
    write("claim.toml", &claim("2025-04-01", 1_150));
    write("staff.csv", THOUSAND);
    let command = ["cost", "staff.csv", "--proposal", "claim.toml", "--remit", "3.25"];
    let (out, err, code) = payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    let figure = |line: &str| {
        let found = out.lines().find(|text| text.starts_with(line)).unwrap_or_else(|| panic!("no line {line} in\n{out}"));
        found.split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!(figure("IRC in %, pay alone"), "3.29");
    assert_eq!(figure("Over (under) the remit"), "0.04");
    // Twelve months of 2,916.67 are 35,000.04, so the remit allows £1.30 more than of 35.0m.
    assert_eq!(figure("A remit allows"), "£1,137,501.30");
    assert!(out.contains("A full year at the rates of the last day costs £1,150,000.00, of an"), "{out}");
}

/// The joint unions' claim of 2023 on a head count by county: head count × rate.
#[test]
fn geographical_supplements_are_head_count_times_rate() {
    let folder = tempfile::tempdir().expect("a folder");
    let rates = [("Kent", 4_045), ("Surrey", 4_045), ("Oxfordshire", 1_910), ("Norfolk", 955), ("Merseyside", 0)];
    let rows = rates.iter().enumerate().map(|(place, (county, _))| format!("{county},{}", 37 + 13 * place));
    let rows: Vec<String> = std::iter::once("county,headcount".to_owned()).chain(rows).collect();
    std::fs::write(folder.path().join("counties.csv"), rows.join("\n")).expect("written");
    let claim = "probation-geographical-supplements-2023";
    let command = ["cost", "counties.csv", "--proposal", claim, "--group-by", "county", "--format", "json"];
    let (out, err, code) = payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    let groups = answer["groups"].as_array().unwrap();
    assert_eq!(groups.len(), rates.len());
    for (place, (county, rate)) in rates.iter().enumerate() {
        let group = groups.iter().find(|group| group["key"] == *county).unwrap();
        let proposal = &group["years"][0]["proposals"][claim];
        let heads = 37 + 13 * place;
        assert_eq!(proposal["full_year_effect"], format!("{}.00", heads * rate), "{county}");
        // As it is paid, a month of £4,045 is £337.08, of £1,910 £159.17, of £955 £79.58.
        let month = match rate {
            4_045 => 33_708,
            1_910 => 15_917,
            955 => 7_958,
            _ => 0,
        };
        let year = heads * month * 12;
        assert_eq!(proposal["cost"], format!("{}.{:02}", year / 100, year % 100), "{county}");
    }
}

/// Of pay that is not known to the file, thresholds and allowances are taken to be used up.
#[test]
fn payments_alone_are_charged_in_full() {
    let command = "cost tests/examples/counties.csv --proposal probation-geographical-supplements-2023 --on-costs --format json";
    let (out, err, code) = crate::run_in(root(), command);
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    let on_costs = &answer["years"][0]["proposals"]["probation-geographical-supplements-2023"]["on_costs"];
    // A month of 337.08, 159.17 or 79.58 at 13.8%: 46.52, 21.97 and 10.98 for 120, 65 and 30.
    assert_eq!(on_costs["national_insurance"], "88078.20");
    // 638,196.60 at 0.5%.
    assert_eq!(on_costs["apprenticeship_levy"], "3190.98");
}

#[test]
fn on_costs_are_refused_where_they_cannot_be_known() {
    let refused = |options: &[&str]| {
        let command = [&["cost", "tests/examples/staff.csv", "--column", "grade=Pay band"], options].concat();
        let (out, err, code) = payspine_in(root(), &command);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        err
    };
    let early = refused(&["--proposal", "tests/examples/claim-2012.toml", "--on-costs"]);
    assert!(early.contains("no rate of National Insurance is known for 2012-04-30"), "{early}");
    let scheme = refused(&["--proposal", "tests/examples/claim-2012.toml", "--on-costs", "--pension", "civil-servants"]);
    assert!(scheme.contains("did you mean `civil-service`?"), "{scheme}");
}

/// A levy that begins within a month is known on the day of payment, which is the day that the remit's baseline asks for, too.
#[test]
fn a_levy_that_begins_within_the_first_month_counts_for_the_remit() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("system.toml", &system(35_000));
    write("claim.toml", &claim("2025-04-01", 1_150));
    write("staff.csv", THOUSAND);
    write(
        "levy.toml",
        "format = 1\nid = \"levy\"\ntitle = \"Levy\"\nstatutory = \"apprenticeship-levy\"\nnote = \"made up\"\nverified = 2026-11-21\n\
         [[row]]\nfrom = 2025-04-02\npercent = 0.5\nallowance = 15000\nsource = \"made up\"\n",
    );
    let command = ["cost", "staff.csv", "--proposal", "claim.toml", "--remit", "3.25", "--on-costs", "levy.toml"];
    let (out, err, code) = payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("IRC in %, with on-costs"), "{out}");
}
