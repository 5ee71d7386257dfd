//! Pay files within the limit on their size that once took minutes or gigabytes.

use std::fmt::Write as _;
use std::fs;

use super::{Ran, watched, within_limits};

const HEAD: &str = "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n[conventions]\n\
    annual-rounding = { to = 1, mode = \"half-up\", carry = \"published\" }\nmonthly-rounding = { to = 0.01, mode = \"half-up\" }\n\
    part-month = \"calendar-days\"\nyear-start = \"04-01\"\n";
const GRADE: &str = "[grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n";
const RANGE: &str = "range.P = { minimum = 1, target = 2 }\n";

/// Some texts, one for each number, after each other.
fn each(numbers: std::ops::Range<u32>, separator: &str, text: impl Fn(u32) -> String) -> String {
    numbers.map(text).collect::<Vec<_>>().join(separator)
}

fn points(count: u32) -> String {
    format!("spine.main.points = {{ {} }}\n", each(0..count, ", ", |below| format!("{} = {}", below + 1, 20_001 + below)))
}

fn settlement(from: &str, body: &str) -> String {
    format!("[[settlement]]\nfrom = {from}\nstatus = \"agreed\"\nsource = \"A\"\n{body}")
}

/// Settlements on one day after another, after the first of January 1950.
fn settlements(count: u32, body: &str) -> String {
    let mut day = crate::day("1950-01-01");
    let mut text = String::new();
    for _ in 0..count {
        day = payspine::calendar::day_after(day);
        let _ = write!(text, "{}", settlement(&day.to_string(), body));
    }
    text
}

/// What `scale check` says of a file.
fn checked(text: &str) -> Ran {
    assert!(text.len() <= payspine::scale_file::LARGEST_FILE, "{} bytes", text.len());
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("system.toml"), text).expect("written");
    watched(folder.path(), &["scale", "check", "system.toml"])
}

/// A file of which `scale check` says this.
#[track_caller]
fn problem(what: &str, text: &str, says: &str) {
    let ran = checked(text);
    within_limits(what, &ran);
    assert_eq!(ran.code, Some(1), "{what}: {}{}", ran.out, ran.err);
    assert!(ran.out.contains(says), "{what}: expected `{says}` in:\n{}", ran.out.chars().take(2000).collect::<String>());
}

#[test]
fn a_table_or_list_beyond_the_limit_is_named() {
    let system = |settlements: &str| format!("{HEAD}{GRADE}{settlements}");
    let first = |body: &str| settlement("2024-04-01", &format!("{body}{RANGE}"));
    problem(
        "60,000 points",
        &system(&first(&points(60_000))),
        "[too-large]: `points` has 60000 entries; the most that is read is 2000",
    );
    let many = format!("{}{}", settlement("1950-01-01", &format!("{}{RANGE}", points(3_000))), settlements(7_000, ""));
    problem("7,000 settlements", &system(&many), "`settlement` has 7001 entries; the most that is read is 2000");
    let measures = each(0..30_000, ",", |_| "{uplift={percent=0.01}}".into());
    let raised = format!("{}{}", first(&points(50)), settlement("2025-04-01", &format!("measure = [{measures}]\n")));
    problem("30,000 measures", &system(&raised), "`measure` has 30000 entries");
    let grades = each(0..12_000, "", |grade| format!("[grade.G{grade}]\ntitle = \"g\"\nspine = \"main\"\n"));
    problem("12,000 grades", &format!("{HEAD}{grades}"), "`grade` has 12000 entries");
    problem("unknown keys", &format!("{}{HEAD}", each(0..100_000, "", |key| format!("x{key}=1\n"))), "this file has 100");
    problem("a key of 900,000 letters", &format!("{HEAD}{} = 1\n", "x".repeat(900_000)), "has more than 200 characters");
    problem(
        "a title of 900,000 letters",
        &HEAD.replace("Porters", &"x".repeat(900_000)),
        "`title` has more than 10000 characters",
    );
}

#[test]
fn tables_held_for_too_many_settlements_are_refused_where_they_become_too_many() {
    let system = |points: u32, settlements: &str| {
        format!("{HEAD}{GRADE}{}{settlements}", settlement("1950-01-01", &format!("{}{RANGE}", self::points(points))))
    };
    let says = "[too-large]: up to here the tables of all settlements and measures have";
    problem("2,000 points, 1,900 settlements", &system(2_000, &settlements(1_900, "")), says);
    let measures = each(0..2_000, ",", |_| "{uplift={percent=0}}".into());
    let raised = settlement("1951-01-01", &format!("measure = [{measures}]\n"));
    problem("2,000 points, 10,000 measures", &system(2_000, &raised.repeat(5)), says);
    let payments = each(0..1_900, "", |payment| format!("payment.p{payment} = {{ title = \"P\", amount = 1 }}\n"));
    let many = "[too-large]: more than 100 payments are in force at once; the most that is worked out is 100";
    problem("1,900 payments, 1,900 settlements", &format!("{}{}", system(3, &payments), settlements(1_900, "")), many);
    let grades = each(0..2_000, "", |grade| format!("[grade.G{grade}]\ntitle = \"g\"\nspine = \"main\"\n"));
    let ranges = each(0..2_000, "", |grade| format!("range.G{grade} = {{ minimum = 1, target = 2 }}\n"));
    let first = settlement("1950-01-01", &format!("{}{ranges}", points(3)));
    problem("2,000 ranges, 1,900 settlements", &format!("{HEAD}{grades}{first}{}", settlements(1_900, "")), says);
    // Values whose digits double and double: each settlement has more than the one before.
    let unrounded = HEAD.replace("\"published\"", "\"unrounded\"");
    let rise = settlements(1_900, "measure = [{ uplift = { percent = 0.0012345 } }]\n");
    let digits = format!("{unrounded}{GRADE}{}{rise}", settlement("1950-01-01", &format!("{}{RANGE}", points(100))));
    problem("values of very many digits", &digits, says);
    let formula = |spine: u32| {
        format!("spine.s{spine} = {{ first = 1, last = 1000, geometric = {{ at = 1, value = 1, ratio = 1.0000000001 }} }}\n")
    };
    let formulas = format!("{unrounded}{GRADE}{}", settlement("1950-01-01", &each(0..1_900, "", formula)));
    problem("formulas of very many digits", &formulas, says);
}

#[test]
fn very_many_problems_are_told_in_reasonable_time() {
    problem("commas", &format!("a = [{}", ",".repeat(1_000_000)), "[toml-syntax]");
    problem("equals signs", &"= = =\n".repeat(170_000), "[toml-syntax]");
    problem("quotes", &"\"\n".repeat(500_000), "[toml-syntax]");
    problem("brackets", &format!("a = {}", "[".repeat(1_000_000)), "[toml-syntax]");
    problem("braces", &format!("a = {}", "{a=".repeat(300_000)), "[toml-syntax]");
    problem("dotted keys", &format!("a{} = 1\n", ".a".repeat(500_000)), "[toml-syntax]");
    problem("a key twice", &"x = 1\n".repeat(170_000), "[duplicate-id]");
    let grades =
        |letter: &str| each(0..1_900, "", |grade| format!("[grade.{letter}{grade:099}]\ntitle = \"g\"\nspine = \"main\"\n"));
    let ranges = each(0..1_900, "", |grade| format!("range.H{grade:099} = {{ minimum = 1, target = 2 }}\n"));
    let unknown = format!("{HEAD}{}{}", grades("G"), settlement("2024-04-01", &format!("{}{ranges}", points(50))));
    problem("unknown grades with long names", &unknown, "[unknown-grade]");
    let one_line = each(1..1_900, ", ", |point| format!("{point} = \"x\""));
    let first = settlement("2024-04-01", &format!("spine.main.points = {{ {one_line} }}\n{RANGE}"));
    problem("problems on one line", &format!("{HEAD}{GRADE}{first}"), "[wrong-type]");
}

#[test]
fn a_career_of_ninety_years_with_two_thousand_events_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut day = crate::day("2021-04-01");
    let mut text = String::from(
        "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 5\nsince = 2021-04-01\nfrom = 2021-04-01\nuntil = 2111-04-01\ntarget = 20\n",
    );
    for index in 0..1_900 {
        day = payspine::calendar::day_after(day);
        let _ = write!(text, "[[event]]\non = {day}\nfte = 0.{}\n", index % 9 + 1);
    }
    fs::write(folder.path().join("member.toml"), text).expect("written");
    for command in ["progress", "due"] {
        let ran = watched(folder.path(), &[command, "member.toml"]);
        within_limits(command, &ran);
        assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
    }
}
