//! What one person reads of their pay: the headline, how long the answer is, back pay, and what is taken back.

use std::fmt::Write as _;
use std::path::Path;

use payspine::calendar::{Date, Month};
use payspine::money::Money;

use crate::{payspine_in, run_in};

/// The answer to a command line, run in the workspace's root.
fn answer(command: &str) -> String {
    let (out, err, code) = run_in(crate::root(), command);
    assert_eq!(code, 0, "{command}: {err}");
    out
}

/// The words of an answer with every run of blanks as one: lines break anywhere.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(text: &str, sentence: &str) {
    assert!(words(text).contains(sentence), "{sentence} is not in:\n{text}");
}

const NURSE: &str = "progress --scale nhs-afc-england --grade band-5 --area inner --point 5-entry --since 2022-09-01";

#[test]
fn today_stands_in_the_headline_and_is_marked() {
    let at = |day: &str| answer(&format!("{NURSE} --today {day}"));
    let earlier = at("2025-06-15");
    says(&earlier, "Today, 15 June 2025, you are on point 5-intermediate: £40,184.40 a year (£33,487 basic pay).");
    says(&earlier, "The target, point 5-top (£37,796 basic pay), comes on 1 September 2026, four years after 1 September 2022.");
    assert_eq!(earlier.matches("(now)").count(), 1);
    let json: serde_json::Value =
        serde_json::from_str(&answer(&format!("{NURSE} --today 2025-06-15 --format json"))).expect("JSON");
    assert_eq!(json["rows"][4]["date"], "2025-04-01");
    says(&earlier, "1 Apr 2025 5-intermediate £33,487 £6,697.40 £40,184.40 2025 award (now)");
    says(&at("2026-12-01"), "That is the target, the top of your range.");
    // A day that is not asked about is none to speak of.
    says(&at("2022-01-01"), "On 1 September 2022 you will be on point 5-entry");
    assert!(!at("2022-01-01").contains("(now)"));
}

#[test]
fn pay_is_for_ones_own_hours() {
    let part_time = answer(&format!("{NURSE} --fte 0.6 --today 2025-06-15"));
    // 0.6 of £40,184.40, of £33,487 and of £37,796.
    says(&part_time, "£24,110.64 a year (£20,092.20 basic pay for 0.6 of full time; full time £33,487 basic).");
    says(&part_time, "The target, point 5-top (£22,677.60 basic pay), comes on");
    let by_hours = answer(
        "progress --scale njc --grade local --point 12 --target 14 --since 2025-04-01 --hours 30 --until 2027-04-01 --today 2025-06-15",
    );
    // 30/37 of £28,598.
    says(&by_hours, "£23,187.57 a year (for 30 hours a week; full time £28,598 basic).");
}

#[test]
fn an_ordinary_answer_fits_a_screen_and_the_rest_is_told_when_asked_for() {
    let short = answer(&format!("{NURSE} --today 2026-12-01"));
    assert!(short.lines().count() <= 40, "{} lines:\n{short}", short.lines().count());
    says(&short, "2027-28 to 2031-32, each 12 £45,355.20");
    says(&short, "More: Pay years before this one, 4 sources (--explain lists them).");
    let long = answer(&format!("{NURSE} --today 2026-12-01 --explain"));
    says(&long, "Sources • 2022 award: LAS UNISON");
    says(&long, "2022-23 7 £18,938.50");
    // Each award is told once for each point.
    assert_eq!(words(&long).matches("£27,055 → £28,407").count(), 1);
}

/// Hours changed twice in November 2009: 7 days at full time, 14 at 0.8, 9 at 0.6, each by the calendar days of the month.
#[test]
fn a_broken_month_shows_its_days() {
    let folder = tempfile::tempdir().expect("a folder");
    let member = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = 73\nsince = 2006-07-01\n\
                  from = 2009-10-01\nuntil = 2010-01-01\nrating = \"B\"\n[[event]]\non = 2009-11-08\nfte = 0.8\n\
                  [[event]]\non = 2009-11-22\nfte = 0.6\n";
    std::fs::write(folder.path().join("m.toml"), member).expect("written");
    let (out, err, code) = run_in(folder.path(), "progress m.toml --explain");
    assert_eq!(code, 0, "{err}");
    says(&out, "November 2009: 7 days at £26,566 a year + 14 days at £21,252.80 a year + 9 days at £15,939.60 a year");
}

#[test]
fn proposals_come_first_by_what_they_give_a_year_and_a_month() {
    let asked = "progress --scale home-office-2011 --grade EO --area london --point 61 --since 2011-07-01 --until 2014-04-01 \
                 --field rating=B --fte 0.5 --proposal tests/examples/claim-2012.toml --proposal tests/examples/offer-2012.toml";
    let out = answer(asked);
    let headline = words(&out);
    let headline = headline.split_once("0.5 FTE").expect("the title").1.trim_start_matches([' ', '─']);
    let first = "From 1 July 2012 Claim 2012 gives you £687.00 a year more (£57.25 a month), Offer 2012 gives you £226.50 a year more \
                 (£18.88 a month).";
    assert!(headline.starts_with(first), "{headline}");
    says(&out, "Up to 31 March 2014 that comes to £1,218.00 more with Claim 2012, £651.22 more with Offer 2012.");
    let json: serde_json::Value = serde_json::from_str(&answer(&format!("{asked} --format json"))).expect("JSON");
    assert_eq!(json["headline"][0], first);
}

#[test]
fn a_fall_of_pay_is_in_the_headline() {
    let folder = tempfile::tempdir().expect("a folder");
    let member = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = 73\nsince = 2006-07-01\n\
                  until = 2008-07-01\nrating = \"B\"\n[[event]]\non = 2007-01-01\nfte = 0.5\n";
    std::fs::write(folder.path().join("m.toml"), member).expect("written");
    let (out, err, code) = run_in(folder.path(), "progress m.toml");
    assert_eq!(code, 0, "{err}");
    says(&out, "On 1 January 2007 your pay falls by £13,283 a year, to £13,283: FTE becomes 0.5.");
}

/// A made-up system whose award of 2022 was agreed in September: 3 % more, and a payment withdrawn from April.
const LATE: &str = r#"
format = 1
id = "late"
title = "Late award"
currency = "GBP"
point-word = "point"
[conventions]
annual-rounding = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
part-month = "calendar-days"
hours-per-week = 37
weeks-per-year = 52.143
year-start = "04-01"
[grade.B]
title = "Band B"
spine = "p"
[[settlement]]
from = 2021-04-01
status = "agreed"
source = "2021"
[settlement.spine.p.points]
1 = 24000
2 = 25200
[settlement.range.B]
minimum = 1
target = 2
[settlement.progression]
step = 1
every = "9 years"
on = "04-01"
[settlement.payment.extra]
title = "Recruitment payment"
kind = "supplement"
amount = 1200
[[settlement]]
from = 2022-04-01
agreed = 2022-09-30
status = "agreed"
title = "Award of 2022"
source = "Circular of 2022"
[[settlement.measure]]
title = "3%"
uplift = { percent = 3 }
[settlement.payment.extra]
withdrawn = true
"#;

const LATE_MEMBER: &str =
    "format = 1\nscale = \"late.toml\"\ngrade = \"B\"\npoint = 1\nsince = 2021-04-01\nfrom = 2022-01-01\nuntil = 2023-01-01\n";

fn late() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("late.toml", LATE), ("m.toml", LATE_MEMBER)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn in_folder(folder: &Path, command: &str) -> String {
    let (out, err, code) = run_in(folder, command);
    assert_eq!(code, 0, "{command}: {err}");
    out
}

/// 3 % of £24,000 is £60 a month: five months of it fall due in September, and five months of £100 are taken back.
#[test]
fn back_pay_and_what_is_taken_back_are_apart() {
    let folder = late();
    let due: serde_json::Value = serde_json::from_str(&in_folder(folder.path(), "due m.toml --format json")).expect("JSON");
    let lines = due["lines"].as_array().expect("lines");
    let of = |kind: &str| -> Vec<String> {
        let text = |line: &serde_json::Value, key: &str| line[key].as_str().expect("text").to_owned();
        let of_kind = lines.iter().filter(|line| line["kind"] == kind);
        of_kind.map(|line| ["month", "element", "amount"].map(|key| text(line, key)).join(" ")).collect()
    };
    assert_eq!(of("back pay"), ["2022-09 basic 300.00"]);
    assert_eq!(of("taken back"), ["2022-09 extra -500.00"]);
    let shown = in_folder(folder.path(), "due m.toml");
    says(&shown, "£24,840.00 is due from January 2022 to December 2022.");
    // A row for each month, whose cells add up to its total.
    let rows = in_folder(folder.path(), "due m.toml --format markdown");
    let amount = |cell: &str| cell.trim().replace(['£', ','], "").parse::<Money>().unwrap_or(Money::ZERO);
    let rows: Vec<Vec<&str>> =
        rows.lines().filter(|row| row.contains(" 2022 |")).map(|row| row.trim_matches('|').split('|').collect()).collect();
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let (total, cells) = row[1..].split_last().expect("cells");
        assert_eq!(cells.iter().map(|cell| amount(cell)).sum::<Money>(), amount(total), "{row:?}");
    }
    let shown = in_folder(folder.path(), "progress m.toml");
    says(&shown, "September 2022: £300.00 basic pay, -£500.00 recruitment payment taken back (Award of 2022 agreed).");
}

#[test]
fn a_promise_gives_both_readings() {
    let folder = late();
    let promised = LATE.replace("withdrawn = true", "withdrawn = true\nprotect-until = 2022-11-01");
    std::fs::write(folder.path().join("late.toml"), promised).expect("written");
    let shown = in_folder(folder.path(), "due m.toml");
    // £100 a month from April to October hang on the promise.
    says(&shown, "£25,540.00 is due from January 2022 to December 2022.");
    says(&shown, "Without the promise to go on paying what was withdrawn it would be £24,840.00, £700.00 less.");
}

#[test]
fn what_was_known_on_a_day_is_all_that_is_used() {
    let folder = late();
    let before = in_folder(folder.path(), "progress m.toml --as-known 2022-09-29 --format csv");
    assert!(!before.contains("24720"), "{before}");
    assert!(in_folder(folder.path(), "progress m.toml --as-known 2022-09-30 --format csv").contains("24720"));
    let (_, err, code) = run_in(folder.path(), "progress m.toml --as-known 2020-01-01");
    assert_eq!(code, 2);
    says(&err, "nothing of the pay system was known on 1 January 2020");
}

/// £2,201.75 until October, the new £2,309.25 and seven months of the difference in November: late, and nothing is owed.
#[test]
fn lines_of_arrears_are_back_pay_of_their_element() {
    for name in [
        "Basic pay arrears",
        "Arrears of basic pay",
        "Back pay",
        "Pay award arrears",
        "Arrears of increment",
        "BASIC PAY (ARREARS)",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 12\ntarget = 12\nsince = 2015-04-01\nfrom = 2024-04-01\n\
                      until = 2025-04-01\n";
        let mut slips = String::from("month,element,amount\n");
        let first = Month::of(Date::constant(2024, 4, 1));
        for month in std::iter::successors(Some(first), |month| Some(month.next())).take(12) {
            let new = month >= Month::of(Date::constant(2024, 11, 1));
            writeln!(slips, "{month},Basic pay,{}", if new { "2309.25" } else { "2201.75" }).expect("a string takes text");
        }
        writeln!(slips, "2024-11,{name},752.50").expect("a string takes text");
        for (file, text) in [("m.toml", member), ("slips.csv", slips.as_str())] {
            std::fs::write(folder.path().join(file), text).expect("written");
        }
        let (out, err, code) = payspine_in(folder.path(), &["statement", "m.toml", "--payslips", "slips.csv"]);
        assert_eq!(code, 0, "{err}");
        says(&out, "Nothing is owed to either side.");
        says(&out, &format!("Lines called `{name}` are read as Basic pay for earlier months."));
    }
}

const WHAT_IF: &str = "what-if --scale njc --grade local --point 13 --target 17 --hours 37 --on 2025-09-01 --since 2024-04-01";

/// 30/37 of £29,064, a twelfth of each rounded to the penny; LGPS, tax and National Insurance of 2025-26 as a pay packet has them.
#[test]
fn fewer_hours_cost_so_much_a_year_a_month_and_in_the_hand() {
    let out = answer(&format!("{WHAT_IF} hours=30 --pension lgps --today 2025-09-01"));
    says(&out, "From 1 September 2025, with 30 hours a week: £23,565.41 a year instead of £29,064, £5,498.59 less.");
    says(&out, "That is £458.22 less a month before deductions, about £2");
    says(&out, "Pay a month before deductions £2,422.00 £1,963.78 -£458.22");
    let json: serde_json::Value =
        serde_json::from_str(&answer(&format!("{WHAT_IF} hours=30 --pension lgps --today 2025-09-01 --format json")))
            .expect("JSON");
    assert_eq!((json["a_month"].as_str(), json["a_year"].as_str()), (Some("-458.22"), Some("-5498.59")));
    let net = |side: &str| json[side]["estimated"]["net"].as_str().expect("a net").parse::<f64>().expect("a number");
    // About £295, by an estimate of another hand.
    assert!((net("before") - net("after") - 295.0).abs() < 1.0, "{} {}", net("before"), net("after"));
}

#[test]
fn a_change_of_area_or_later_moves_what_comes_next() {
    let out = answer(
        "what-if --scale home-office-2006 --grade EO --area london --point 61 --since 2006-07-01 --on 2006-07-01 --field rating=B \
         area=national --from 2007-01-01",
    );
    says(&out, "£20,864 a year instead of £23,864, £3,000.00 less.");
    says(&out, "Next step milestone 64 (£21,509) on 1 milestone 64 (£21,509) on 1 July 2007 July 2007");
    says(&out, "London Locational Allowance a month £250.00 £0.00 -£250.00");
}

#[test]
fn what_cannot_change_is_refused_in_a_sentence() {
    for (change, says_so) in [
        ("", "what would change?"),
        ("hours=forty", "forty"),
        ("hours=50", "50"),
        ("colour=red", "colour"),
        ("grade=nowhere", "nowhere"),
        ("point=99", "99"),
        ("hours=30 --from 2020-01-01", "before that"),
        ("hours=30 --pension alfa", "no pension scheme"),
        ("hours=30 hours=20", "said twice"),
        ("hours=", "expected a name and its new value"),
        ("tests/examples/member.toml hours=30", "by a file and beside it"),
    ] {
        let (out, err, code) = run_in(crate::root(), format!("{WHAT_IF} --today 2025-09-01 {change}").trim_end());
        assert!(code == 2 && out.is_empty() && err.contains(says_so), "{change}: {out}{err}");
    }
}

#[test]
fn a_new_value_that_no_rule_names_is_warned_of() {
    let asked =
        "what-if --scale home-office-2006 --grade EO --area london --point 61 --since 2006-07-01 --on 2006-07-01 rating=Q";
    let (_, err, code) = run_in(crate::root(), &format!("{asked} --from 2007-01-01"));
    assert_eq!(code, 0, "{err}");
    says(&err, "no rule on `rating` names `Q`");
}

/// Leave before the statutory tables begin: what the employer pays is counted, and that statutory pay is not is said.
#[test]
fn leave_before_the_statutory_tables_is_priced() {
    let folder = tempfile::tempdir().expect("a folder");
    let member = "format = 1\nscale = \"home-office-2011\"\ngrade = \"EO\"\narea = \"national\"\npoint = 56\nsince = 2010-07-01\n\
                  from = 2011-07-01\nuntil = 2013-08-01\nrating = \"B\"\n[[absence]]\nkind = \"maternity\"\nfrom = 2012-02-06\n\
                  to = 2013-01-31\nexpected = 2012-03-05\n";
    std::fs::write(folder.path().join("m.toml"), member).expect("written");
    let out = in_folder(folder.path(), "progress m.toml");
    says(&out, "statutory pay is left out, as its tables begin on 5 April 2015; what the employer pays is counted.");
}

/// Where the grade is the employer's own, the top of the national spine is nobody's target.
#[test]
fn the_top_of_a_local_grade_is_asked_for() {
    let out = answer("progress --scale njc --grade local --point 14 --since 2024-05-01 --today 2026-12-01");
    says(&out, "Where your own grade ends is not given: which SCP is its top?");
    assert!(!words(&out).contains("the target"), "{out}");
}

/// Rates that are not known yet are those of the last month that is known, and the answer says so.
#[test]
fn an_estimate_holds_the_last_rates_that_are_known() {
    let out = answer(
        "what-if --scale nhs-afc-england --grade \"Band 5\" --area elsewhere --point 5-entry --since 2025-01-01 --on 2025-01-01 \
         hours=30 --from 2027-12-01 --pension nhs-england-wales",
    );
    says(&out, "in your hand");
    says(&out, "the rates of that day are held");
}

#[test]
fn hours_of_a_list_of_staff_are_not_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let roster = "id,grade,point,target,hours,since\n1,local,12,17,15,2024-01-01\n";
    std::fs::write(folder.path().join("r.csv"), roster).expect("written");
    let (out, err, code) = run_in(folder.path(), "due r.csv --scale njc --from 2026-12 --to 2026-12");
    assert_eq!(code, 0, "{err}");
    // 15/37 of a twelfth of £28,598.
    says(&out, "£966.15");
}
