//! A roster of people who come and go within the days that are priced, a claim whose first day is before them, statutory rates after the
//! last that are known, and lump sums of a system without ranges. What is right is worked out here month by month, by hand or by a sum of
//! this file's own.

use std::fmt::Write as _;

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use tempfile::TempDir;

use crate::{day, run_in};

/// One salary of £30,000 in all areas; whoever is in London has £2,400 more.
const SYSTEM: &str = r#"
format = 1
id = "flat"
title = "One rate"
currency = "GBP"
[conventions]
annual-rounding = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
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
points = { 1 = 30000, 2 = 36000 }
[settlement.range.A]
minimum = 1
target = 2
[settlement.progression]
step = 1
every = "1 year"
on = "04-01"
requires = { rating = "good" }
[settlement.payment.london]
title = "London"
kind = "allowance"
amount = 2400
where = { site = "london" }
"#;

const CLAIM: &str = "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"./s.toml\"\n[[settlement]]\nfrom = 2022-10-01\n\
                     status = \"claim\"\n[[settlement.measure]]\nuplift = { percent = 5 }\n";

/// The pay system as `s.toml`, the claim as `claim.toml`, and the roster as `r.csv`.
fn desk(roster: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("s.toml", SYSTEM), ("claim.toml", CLAIM), ("r.csv", roster)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn said(roster: &str, command: &str) -> String {
    let (out, err, code) = run_in(desk(roster).path(), command);
    assert_eq!(code, 0, "{err}");
    out
}

fn json(roster: &str, options: &str) -> Value {
    let command = format!("cost r.csv --default rating=poor {options} --format json");
    serde_json::from_str(&said(roster, &command)).expect("JSON")
}

fn refused(roster: &str, command: &str) -> String {
    let (out, err, code) = run_in(desk(roster).path(), command);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    err
}

const AGREED: &str = "--scale s.toml --from 2022-04-01";
const CLAIMED: &str = "--proposal claim.toml --from 2022-04-01";

/// A joiner in September and a leaver in December, £2,500 a month each.
const COME_AND_GO: &str = "id,grade,point,site,from,last-day\nA,A,1,york,2022-09-01,\nB,A,1,leeds,,2022-12-31\n";

#[test]
fn who_comes_and_who_leaves_are_priced_for_their_months() {
    let agreed = json(COME_AND_GO, AGREED);
    assert_eq!(agreed["years"][0]["baseline"]["total"], "40000.00", "7 and 9 months of 2,500.00");
    assert_eq!(agreed["staff"], 2);
    let assumed = agreed["assumptions"].to_string();
    assert!(assumed.contains("1 staff come into post after 1 April 2022, new to their grade, and 1 staff leave before 31 March"));

    let claimed = json(COME_AND_GO, &format!("{CLAIMED} --group-by site --vacancy 50% --reconcile --break-even"));
    let year = &claimed["years"][0]["proposals"]["claim"];
    // 125.00 a month from October: six months of the joiner, three of the leaver.
    assert_eq!((&year["cost"], &year["total"]), (&"1125.00".into(), &"41125.00".into()));
    // Only one of them is in post on the last day.
    assert_eq!((&year["full_year_effect"], &year["exit_rate"]), (&"1500.00".into(), &"31500.00".into()));
    let of_groups = claimed["groups"].as_array().unwrap().iter().map(|group| {
        let year = &group["years"][0];
        [&group["key"], &year["baseline"]["total"], &year["proposals"]["claim"]["cost"]].map(|text| text.as_str().unwrap())
    });
    assert_eq!(of_groups.collect::<Vec<_>>(), [["leeds", "22500.00", "375.00"], ["york", "17500.00", "750.00"]]);
    assert_eq!(claimed["turnover"]["proposals"]["claim"][0], "20562.50", "half of 41,125.00");
    assert_eq!(claimed["reconciled"]["differences"], 0);
}

/// Class 1 contributions of 2022-23: 15.05% up to 5 November and 13.8% after it, above £758 a month.
#[test]
fn on_costs_go_by_the_months_in_post() {
    let year = &json(COME_AND_GO, &format!("{AGREED} --on-costs"))["years"][0]["baseline"];
    // 1,742.00 above the threshold: 262.17 to October, 240.40 from November.
    let joiner = "262.17 262.17 240.40 240.40 240.40 240.40 240.40";
    let leaver = "262.17 262.17 262.17 262.17 262.17 262.17 262.17 240.40 240.40";
    let sum: Decimal = format!("{joiner} {leaver}").split(' ').map(|month| month.parse::<Decimal>().unwrap()).sum();
    assert_eq!(year["on_costs"]["national_insurance"], sum.to_string());
}

#[test]
fn parts_of_months_are_paid_by_their_days() {
    let of = |days: &str| {
        let roster = format!("grade,point,site,from,last-day\nA,1,london,{days}\n");
        let year = json(&roster, &format!("{AGREED} --reconcile"));
        assert_eq!(year["reconciled"]["differences"], 0);
        let components = &year["years"][0]["baseline"]["components"];
        [&components["basic"], &components["london"]].map(|text| text.as_str().unwrap().to_owned())
    };
    // 15 days of April's 30 and all the rest; 15 of March's 31 after eleven months; 15 days in July.
    assert_eq!(of("2022-04-16,"), ["28750.00", "2300.00"]);
    assert_eq!(of(",2023-03-15"), ["28709.68", "2296.77"]);
    assert_eq!(of("2022-07-10,2022-07-24"), ["1209.68", "96.77"]);
    // The day after the last, and the last.
    assert_eq!(of("2023-03-31,"), ["80.65", "6.45"]);
    assert_eq!(of(",2023-03-31"), ["30000.00", "2400.00"]);
}

/// Who has left on the last day of the year has no part in a full year at its rates, who came on it has.
#[test]
fn a_full_year_is_of_those_in_post_on_the_last_day() {
    // 31,500 with the claim, and 2,400 of London.
    let (there, gone) = ("33900.00", "0.00");
    for (days, whole) in [(",2023-03-30", gone), (",2023-03-31", there), ("2023-03-31,", there), ("2023-01-10,2023-03-15", gone)]
    {
        let roster = format!("grade,point,site,from,last-day\nA,1,london,{days}\n");
        assert_eq!(json(&roster, CLAIMED)["years"][0]["proposals"]["claim"]["exit_rate"], whole, "{days}");
    }
}

#[test]
fn who_is_never_in_post_costs_nothing_and_is_said() {
    let roster = "grade,point,site,from,last-day,headcount\nA,1,york,,2022-03-31,3\nA,1,york,2023-04-01,,4\nA,1,leeds,,,5\n";
    let agreed = json(roster, &format!("{AGREED} --group-by site --reconcile"));
    assert_eq!((&agreed["staff"], &agreed["years"][0]["baseline"]["total"]), (&5.into(), &"150000.00".into()));
    assert_eq!(agreed["groups"].as_array().unwrap().len(), 1, "nobody of York is there");
    assert_eq!(agreed["reconciled"]["differences"], 0);
    let why =
        "7 staff of the roster are in post on no day from 1 April 2022 to 31 March 2023: they cost nothing and are not counted.";
    assert!(agreed["assumptions"].as_array().unwrap().contains(&why.into()), "{}", agreed["assumptions"]);
    // In two years the second row is there.
    let two = json(roster, &format!("{AGREED} --years 2"));
    assert_eq!((&two["staff"], &two["years"][1]["baseline"]["total"]), (&9.into(), &"270000.00".into()));
}

/// Whoever comes is new to the grade, so that no step is due on the April after the first; a later `since` alone says when they come.
#[test]
fn who_comes_is_new_to_the_grade() {
    let years = |row: &str| {
        let roster = format!("grade,point,rating,site,since,from\nA,1,good,york,{row}\n");
        let years = json(&roster, &format!("{AGREED} --years 3 --reconcile"));
        assert_eq!(years["reconciled"]["differences"], 0);
        let totals = years["years"].as_array().unwrap().iter().map(|year| year["baseline"]["total"].as_str().unwrap().to_owned());
        totals.collect::<Vec<_>>()
    };
    let of_due = |row: &str| {
        let roster = format!("id,grade,point,rating,site,since,from\nX,A,1,good,york,{row}\n");
        said(&roster, "due r.csv --scale s.toml --from 2022-04 --to 2025-03 --format csv")
    };
    let joined = years(",2022-09-01");
    assert_eq!(joined[0], "17500.00");
    let sum: Decimal = joined.iter().map(|year| year.parse::<Decimal>().unwrap()).sum();
    let due: Decimal =
        of_due(",2022-09-01").lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<Decimal>().unwrap()).sum();
    assert_eq!(sum, due);
    assert_eq!(years("2022-09-01,"), joined);
    assert_eq!(years("2019-09-01,2022-09-01"), joined);
    let both =
        refused("grade,point,site,since,from\nA,1,york,2022-09-01,2022-01-01\n", "cost r.csv --scale s.toml --from 2022-04-01");
    assert!(both.contains("dates-out-of-order"), "{both}");
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    let command = "cost r.csv --scale s.toml --from 2022-04-01";
    let twisted = refused("grade,point,site,from,last-day\nA,1,york,2022-09-01,2022-08-01\n", command);
    assert!(twisted.contains("r.csv:2: column `last-day`: the last day of service must not come before 2022-09-01"), "{twisted}");
    let no_day = refused("grade,point,site,last-day\nA,1,york,2022-02-30\n", command);
    assert!(no_day.contains("[bad-date]") && no_day.contains("`2022-02-30` is not a date"), "{no_day}");
}

#[test]
fn columns_that_say_nothing_of_the_days_change_nothing() {
    let rows = ["A,1,york,,,", "A,1,london,,2031-03-31,0.6", "A,,leeds,2001-05-01,,0.5", "A,2,london,2022-04-01,2024-03-31,"];
    let with = format!("{}\n", rows.join("\n"));
    let without = rows.iter().fold(String::new(), |mut text, row| {
        let cells: Vec<&str> = row.split(',').collect();
        writeln!(text, "{},{},{},{}", cells[0], cells[1], cells[2], cells[5]).expect("a text");
        text
    });
    let options = "cost r.csv --proposal claim.toml --from 2022-04-01 --years 2 --group-by site --on-costs --default rating=poor";
    let [with, without] = [format!("grade,point,site,from,last-day,fte\n{with}"), format!("grade,point,site,fte\n{without}")]
        .map(|roster| said(&roster, &format!("{options} --format csv")));
    assert_eq!(with, without);
}

/// Of those who are to come nobody leaves before they have come, and nobody takes a place that ends.
#[test]
fn turnover_is_of_those_who_are_there() {
    let roster = "grade,point,site,from,last-day\nA,1,york,,\nA,1,york,2023-10-01,\nA,1,york,,2023-09-30\n";
    let of = |options: &str| {
        let turnover = json(roster, &format!("{AGREED} --years 3 {options}"))["turnover"]["baseline"].clone();
        turnover.as_array().unwrap().iter().map(|year| year.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // 60,000; 27,000 + 15,000 + 0.9 × 15,000; 0.81 × 30,000 + 0.9 × 30,000.
    assert_eq!(of("--leavers 10% --replaced-at nobody"), ["60000.00", "55500.00", "51300.00"]);
    assert_eq!(of("--leavers 10%"), ["60000.00", "60000.00", "60000.00"], "all on one point, and every place is filled again");
}

/// A place that is not known is one of the range of the day on which the member comes.
#[test]
fn who_comes_to_a_place_that_is_not_known_is_priced_low_and_high() {
    let answer = said(
        "grade,site,from\nA,york,2022-09-01\n",
        "cost r.csv --scale s.toml --from 2022-04-01 --default rating=poor --reconcile",
    );
    for line in ["As agreed low   £17,500.00", "As agreed even   £19,250.00", "As agreed high   £21,000.00"] {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(answer.lines().any(|known| words(known) == words(line)), "{line}: {answer}");
    }
}

#[test]
fn a_budget_funds_those_who_are_there() {
    let command =
        "solve r.csv --proposal claim.toml --from 2022-04-01 --vary measure.1.uplift.percent --budget 1125 --default rating=poor";
    let answer = said(COME_AND_GO, &format!("{command} --format json"));
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!((&answer["best"]["value"], &answer["best"]["cost"]), (&"5.00".into(), &"1125.00".into()));
    assert!(answer["assumptions"].to_string().contains("1 staff come into post after 1 April 2022"), "{}", answer["assumptions"]);
}

/// A month's pay of a salary by the days in post, to the penny.
fn month(salary: u32, share: Decimal, days: u32, of: u32) -> Decimal {
    let due = Decimal::from(salary) / Decimal::from(12) * share * Decimal::from(days) / Decimal::from(of);
    due.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn any_day() -> impl Strategy<Value = Option<jiff::civil::Date>> {
    proptest::option::of((0..1_200_i64).prop_map(|days| day("2021-06-01").saturating_add(jiff::Span::new().days(days))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any roster of people who come and go costs what their days come to, counted one by one.
    #[test]
    fn a_roster_costs_its_days(staff in prop::collection::vec((any_day(), any_day(), any::<bool>(), 1..4_u32), 1..12)) {
        let (first, end) = (day("2022-04-01"), day("2024-04-01"));
        let mut roster = "grade,point,site,fte,headcount,from,last-day\n".to_owned();
        let (mut sum, mut there) = (Decimal::ZERO, 0);
        for (from, last, is_part_time, count) in staff {
            let last = last.filter(|last| from.is_none_or(|from| *last >= from));
            let text = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
            let share: Decimal = if is_part_time { "0.6".parse().unwrap() } else { Decimal::ONE };
            writeln!(roster, "A,1,york,{share},{count},{},{}", text(from), text(last)).expect("a text");
            let is_paid = |day: jiff::civil::Date| from.is_none_or(|from| day >= from) && last.is_none_or(|last| day <= last);
            let mut one = Decimal::ZERO;
            let mut month_start = first;
            let mut ever = false;
            while month_start < end {
                let days = month_start.days_in_month();
                let paid = (0..days).filter(|number| is_paid(month_start.saturating_add(jiff::Span::new().days(*number)))).count();
                ever |= paid > 0;
                one += month(30_000, share, u32::try_from(paid).unwrap(), u32::try_from(days).unwrap());
                month_start = month_start.saturating_add(jiff::Span::new().months(1));
            }
            sum += one * Decimal::from(count);
            there += if ever { count } else { 0 };
        }
        let answer = json(&roster, "--scale s.toml --from 2022-04-01 --years 2 --reconcile");
        let years = answer["years"].as_array().unwrap().iter();
        let total: Decimal = years.map(|year| year["baseline"]["total"].as_str().unwrap().parse::<Decimal>().unwrap()).sum();
        prop_assert_eq!(total, sum, "{}", roster);
        prop_assert_eq!(&answer["staff"], &Value::from(there));
        prop_assert_eq!(&answer["reconciled"]["differences"], &Value::from(0));
    }
}

#[test]
fn a_claim_from_before_the_first_day_is_refused_with_what_would_be_left_out() {
    let roster = "grade,point,site\nA,1,york\n";
    let why = refused(roster, "cost r.csv --proposal claim.toml --from 2022-10-02");
    assert!(why.contains("Claim begins on 2022-10-01, and pay is asked about from 2022-10-02"), "{why}");
    assert!(
        why.contains("what it owes for 1 day before that would be left out; ask from 2022-10-01 on, with a roster of that day"),
        "{why}"
    );
    let later = refused(roster, "cost r.csv --proposal claim.toml --from 2023-10-01 --as-at 2023-01-01");
    assert!(later.contains("365 days before that") && later.contains("with a roster of that day"), "{later}");
    let solved =
        refused(roster, "solve r.csv --proposal claim.toml --from 2023-04-01 --vary measure.1.uplift.percent --budget 100");
    assert!(solved.contains("182 days before that"), "{solved}");
    let whole = json(roster, "--proposal claim.toml --from 2022-10-01");
    assert_eq!(whole["years"][0]["proposals"]["claim"]["cost"], "750.00");
}

/// The last rates of Class 1 contributions that are known are those of 2026-27: 15% above £417 a month.
#[test]
fn statutory_rates_are_held_after_the_last_that_are_known() {
    let roster = "grade,point,site\nA,1,york\n";
    let options = "--scale s.toml --from 2026-04-01 --years 3 --on-costs";
    let answer = json(roster, options);
    for year in 0..3 {
        // 12 × 15% of 2,083.00.
        assert_eq!(answer["years"][year]["baseline"]["on_costs"]["national_insurance"], "3749.40");
    }
    let assumed = answer["assumptions"].to_string();
    assert!(assumed.contains("no rates are known after 5 April 2027, and those of that day are held."), "{assumed}");
    // Nothing is held in the years that are known, and nothing is said.
    let known = json(roster, "--scale s.toml --from 2026-04-01 --on-costs --no-hold");
    assert_eq!(known["years"][0]["baseline"]["on_costs"]["national_insurance"], "3749.40");
    assert!(!known["assumptions"].to_string().contains("are held."), "{}", known["assumptions"]);
    let no_hold = refused(roster, &format!("cost r.csv --default rating=poor {options} --no-hold"));
    assert!(no_hold.contains("no rate of National Insurance is known for 2027-04-30"), "{no_hold}");
    let pension = json(roster, &format!("{options} --pension civil-service"));
    assert!(pension["assumptions"].to_string().contains("civil-service: no rates are known after 31 March 2027"));
    let solved =
        "solve r.csv --proposal claim.toml --from 2022-10-01 --years 6 --vary measure.1.uplift.percent --budget 9000 --on-costs";
    assert!(said(roster, solved).replace("\n  ", " ").contains("no rates are known after 5 April 2027"));
    assert!(refused(roster, &format!("{solved} --no-hold")).contains("is known for 2027-04-30"));
}

/// Between two rows a table knows nothing, and nothing is held.
#[test]
fn no_rate_is_held_over_a_gap() {
    let folder = desk("grade,point,site\nA,1,york\n");
    let table = "format = 1\nid = \"levy\"\ntitle = \"Levy\"\nstatutory = \"apprenticeship-levy\"\nnote = \"made up\"\nverified = 2026-11-21\n\
                 [[row]]\nfrom = 2020-04-06\nuntil = 2022-08-06\npercent = 0.5\nallowance = 0\nsource = \"made up\"\n\
                 [[row]]\nfrom = 2022-11-06\nuntil = 2023-01-06\npercent = 0.5\nallowance = 0\nsource = \"made up\"\n";
    std::fs::write(folder.path().join("levy.toml"), table).expect("written");
    let (_, err, code) = run_in(folder.path(), &format!("cost r.csv {AGREED} --on-costs levy.toml"));
    assert_eq!(code, 2);
    assert!(err.contains("no rate of the apprenticeship levy is known for 2022-08-31"), "{err}");
    let (out, err, code) =
        run_in(folder.path(), "cost r.csv --scale s.toml --from 2022-11-01 --on-costs levy.toml --format json");
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    assert!(out.contains("Levy: no rates are known after 5 January 2023, and those of that day are held."), "{out}");
    assert_eq!(answer["years"][0]["baseline"]["on_costs"]["apprenticeship_levy"], "62.50", "five months of 2,500.00 at 0.5%");
}

#[test]
fn a_lump_sum_goes_to_everybody_where_a_system_has_no_ranges() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let offer = |selector: &str| {
        format!(
            "format = 1\nid = \"lp\"\ntitle = \"One-off\"\nscale = \"probation\"\n[[settlement]]\nfrom = 2023-04-01\nstatus = \"offer\"\n\
             [[settlement.measure]]\ntitle = \"£1,500 once\"\nlump-sum = {{ amount = 1500 }}\n{selector}"
        )
    };
    write("offer.toml", &offer(""));
    write("some.toml", &offer("grades = [\"PB1\"]\n"));
    write("counties.csv", "county,headcount\nKent,120\nOxfordshire,65\nNorfolk,30\nMerseyside,210\n");
    write("grades.csv", "grade,fte,headcount\nPB1,0.5,10\nPB2,1,10\n");
    let cost = |roster: &str, offer: &str| -> Value {
        let (out, err, code) =
            run_in(folder.path(), &format!("cost {roster} --proposal {offer} --from 2023-04-01 --reconcile --format json"));
        assert_eq!(code, 0, "{err}");
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(answer["reconciled"]["differences"], 0);
        answer["years"][0]["proposals"]["lp"].clone()
    };
    let all = cost("counties.csv", "offer.toml");
    assert_eq!(
        (&all["cost"], &all["non_consolidated_cost"], &all["gainers"]),
        (&"637500.00".into(), &"637500.00".into(), &425.into())
    );
    assert_eq!(cost("grades.csv", "some.toml")["cost"], "7500.00", "ten at half time");
    let (_, err, code) = run_in(folder.path(), "cost counties.csv --proposal some.toml --from 2023-04-01");
    assert_eq!(code, 2);
    assert!(err.contains("`£1,500 once` is for some grades alone, and a row of the roster has no grade"), "{err}");
    // In a system with ranges it still has to be for somebody's.
    let base = SYSTEM.replace("[settlement.progression]", "[settlement.progression.A]");
    write("s.toml", &base.replace("[[settlement]]", "[grade.B]\ntitle = \"B\"\n[[settlement]]"));
    write("nobody.toml", &offer("grades = [\"B\"]\n").replace("\"probation\"", "\"./s.toml\""));
    write("r.csv", "grade,point,site\nA,1,york\n");
    let (_, err, code) = run_in(folder.path(), "cost r.csv --proposal nobody.toml --from 2023-04-01");
    assert_eq!(code, 2);
    assert!(err.contains("selects-nothing"), "{err}");
}

/// Whoever comes is new to the grade: a step that asks for a year in it is a year away, in a cost as in what is due.
#[test]
fn a_joiner_has_no_year_in_the_grade_behind_them() {
    let system =
        SYSTEM.replace("requires = { rating = \"good\" }", "qualifying = \"1 year\"").replace("on = \"04-01\"", "on = \"10-01\"");
    let folder = desk("id,grade,point,from\nA,A,1,2022-09-01\n");
    std::fs::write(folder.path().join("s.toml"), system).expect("written");
    // Seven months of £2,500: no step on 1 October.
    let (out, err, code) = run_in(folder.path(), "cost r.csv --scale s.toml --from 2022-04-01");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Pay comes to £17,500.00"), "{out}");
    let (out, err, code) = run_in(folder.path(), "due r.csv --scale s.toml --as-at 2022-04-01 --from 2022-09 --to 2023-03");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("£17,500.00 is due"), "{out}");
    // The day with the employer alone says as much.
    std::fs::write(folder.path().join("r.csv"), "id,grade,point,service-since\nA,A,1,2022-03-01\n").expect("written");
    for command in ["cost r.csv --scale s.toml --from 2022-04-01", "due r.csv --scale s.toml --from 2022-04 --to 2023-03"] {
        let (out, err, code) = run_in(folder.path(), command);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("£30,000.00"), "{command}: {out}");
    }
}
