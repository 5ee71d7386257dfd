//! Tables of any size whose rows have less in common than those of people do.

use std::fmt::Write as _;
use std::fs;

use super::{refused, watched, within_limits};
use crate::page::server::{Part, Server};

const COST: [&str; 9] =
    ["cost", "staff.csv", "--scale", "home-office-2011", "--from", "2012-04-01", "--column", "grade=Pay band", "--column"];
const TEAM: [&str; 9] =
    ["--payslips", "payslips.csv", "--scale", "home-office-2011", "--from", "2012-04", "--to", "2013-03", "team.csv"];

/// A header and some rows below it.
fn table(header: &str, rows: u32, row: impl Fn(u32) -> String) -> String {
    let mut text = format!("{header}\n");
    for number in 0..rows {
        let _ = writeln!(text, "{}", row(number));
    }
    text
}

#[test]
fn a_roster_in_which_everybody_differs_is_refused_by_the_number_of_differences() {
    let folder = tempfile::tempdir().expect("a folder");
    let priced = |text: &str| {
        fs::write(folder.path().join("staff.csv"), text).expect("written");
        watched(folder.path(), &[&COST[..], &["point=Milestone"]].concat())
    };
    let shares = table("Pay band,Area,Milestone,FTE", 2_200_000, |row| format!("EO,National,53,0.{row:07}"));
    refused("shares", &priced(&shares), "staff.csv has more than 1,000,000 rows that differ in columns that are read");
    let names = table("Pay band,Area,Milestone", 300_000, |row| format!("Someone{row:06},National,53"));
    refused("names in the place of grades", &priced(&names), "the pay system has no grade `Someone000000`");
    let long = table("Pay band,Area,Milestone", 1_000, |row| format!("{}{row},National,53", "x".repeat(100_000)));
    refused("long names", &priced(&long), "staff.csv has more than 64 MiB of texts that differ in columns that are read");
}

/// An audit of a team of one, with these files beside the roster.
fn audited(files: &[(&str, &str)], more: &[&str]) -> super::Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let team = ("team.csv", "id,grade,area,point,since\nA2,EO,national,56,2010-07-01\n");
    let payslip = ("payslips.csv", "id,month,element,amount\nA2,2012-04,basic,1321.75\n");
    for (name, text) in [&[team, payslip][..], files].concat() {
        fs::write(folder.path().join(name), text).expect("written");
    }
    watched(folder.path(), &[&["audit"], &TEAM[..], more].concat())
}

#[test]
fn very_many_happenings_of_one_person_are_refused() {
    let day = |number: u32| {
        let first = crate::day("2012-04-02");
        first.checked_add(jiff::Span::new().days(i64::from(number % 300))).expect("a day")
    };
    let events = table("id,on,field,value", 200_000, |row| format!("A2,{},fte,0.{}", day(row), row % 9 + 1));
    refused("events", &audited(&[("events.csv", &events)], &["--events", "events.csv"]), "more than 2000 changes of one person");
    let absences = table("id,kind,from,to", 30_000, |row| format!("A2,sick,{},{}", day(row), day(row)));
    let ran = audited(&[("away.csv", &absences)], &["--absences", "away.csv"]);
    refused("absences", &ran, "more than 2000 absences of one person");
    // Fewer than that are read, and more than an audit looks through.
    let events = table("id,on,field,value", 290, |row| format!("A2,{},fte,0.{}", day(row), row % 9 + 1));
    within_limits("some events", &audited(&[("events.csv", &events)], &["--events", "events.csv"]));
    let absences = table("id,kind,from,to", 601, |row| {
        let from = crate::day("2012-04-02").checked_add(jiff::Span::new().days(i64::from(row))).expect("a day");
        format!("A2,unpaid,{from},{from}")
    });
    let ran = audited(&[("away.csv", &absences)], &["--absences", "away.csv"]);
    refused("an audit of absences", &ran, "601 absences: an audit looks through 600 of one person at most");
    let strangers = table("id,on,field,value", 300_000, |row| format!("Z{row},2012-09-17,fte,0.6"));
    refused("strangers", &audited(&[("events.csv", &strangers)], &["--events", "events.csv"]), "`Z0` is not in the roster");
}

#[test]
fn payslips_of_very_many_elements_are_audited() {
    let slips = table("id,month,element,amount", 200_000, |row| format!("A2,2012-{:02},element {row},1.00", row % 9 + 4));
    let ran = audited(&[("payslips.csv", &slips)], &["--format", "json"]);
    within_limits("elements", &ran);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let lines = |list: &serde_json::Value| -> u64 {
        list.as_array().expect("a list").iter().map(|element| element["lines"].as_u64().expect("a number")).sum()
    };
    let unknown = json.pointer("/totals/unknown_elements").unwrap_or(&json["unknown_elements"]);
    assert_eq!(lines(unknown), 200_000, "{}", ran.out.chars().take(3000).collect::<String>());
}

/// A roster of so many, each on the minimum of a grade.
fn roster(staff: u32) -> String {
    table("id,grade,area,point,since", staff, |row| format!("S{row:06},EO,national,53,2010-07-01"))
}

const MONTHS: [&str; 6] = ["--scale", "home-office-2011", "--from", "2012-04", "--to", "2013-03"];

/// A run with one file beside it.
fn with_roster(text: &str, arguments: &[&str]) -> super::Ran {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("roster.csv"), text).expect("written");
    watched(folder.path(), arguments)
}

#[test]
fn groups_without_number_are_refused_by_the_number_of_their_figures() {
    let cost = ["cost", "roster.csv", "--scale", "home-office-2011", "--from", "2012-04-01", "--group-by", "id"];
    let many = with_roster(&roster(40_000), &[&cost[..], &["--years", "50"]].concat());
    refused("groups", &many, "40,000 groups of these columns, and their figures over 50 pay years are more than 250,000");
    // As many as there may be, in the form that takes most.
    let most = with_roster(&roster(8_000), &[&cost[..], &["--years", "5", "--format", "html"]].concat());
    within_limits("as many groups as there may be", &most);
    assert_eq!(most.code, Some(0), "{}", most.err);
}

#[test]
fn a_list_that_is_too_long_for_people_is_there_for_programs() {
    let text = roster(10_000);
    let due = |format: &str| with_roster(&text, &[&["due", "roster.csv", "--format", format][..], &MONTHS].concat());
    for format in ["table", "markdown", "html", "xlsx"] {
        refused(
            format,
            &due(format),
            "the list has more than 100,000 lines, the most that is shown for people: ask for CSV or JSON",
        );
    }
    let (csv, json) = (due("csv"), due("json"));
    within_limits("csv", &csv);
    within_limits("json", &json);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let lines = json["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 120_000);
    let as_csv =
        lines.iter().map(|line| ["id", "month", "element", "amount"].map(|key| line[key].as_str().expect("a text")).join(","));
    assert!(csv.out.lines().skip(1).eq(as_csv), "the same lines in both");
}

#[test]
fn people_without_number_who_are_paid_and_not_in_the_roster_are_summed() {
    let slips = table("id,month,element,amount", 300_000, |row| format!("Z{row:06},2012-04,basic,1.00"));
    let ran = audited(&[("payslips.csv", &slips)], &["--format", "json"]);
    within_limits("strangers", &ran);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let named = json["not_in_roster"].as_array().expect("a list");
    assert_eq!((named.len(), &named[9_999]["id"]), (10_000, &"Z009999".into()), "the first by id, whichever thread read them");
    assert_eq!(json["others_not_in_roster"], serde_json::json!({ "lines": 290_000, "amount": "290000.00" }));
    let ran = audited(&[("payslips.csv", &slips)], &[]);
    assert!(ran.out.contains("and 290,000 lines of others: £290,000.00"), "{}", ran.out);
}

#[test]
fn people_without_number_who_have_no_payslip_are_summed() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("roster.csv"), roster(20_000)).expect("written");
    fs::write(folder.path().join("payslips.csv"), "id,month,element,amount\nS000007,2012-04,basic,1\n").expect("written");
    let audit = ["audit", "roster.csv", "--payslips", "payslips.csv", "--format", "json"];
    let ran = watched(folder.path(), &[&audit[..], &MONTHS].concat());
    within_limits("without payslips", &ran);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let (named, others) = (json["without_payslips"].as_array().expect("a list"), &json["others_without_payslips"]);
    assert_eq!((named.len(), others["members"].as_u64()), (100_000 / 12, Some(19_999 - 100_000 / 12)));
    let due = |months: &serde_json::Value| -> rust_decimal::Decimal {
        let months = months.as_array().expect("months").iter();
        months.map(|month| month["due"].as_str().expect("an amount").parse::<rust_decimal::Decimal>().expect("an amount")).sum()
    };
    let each = due(&named[0]["months"]);
    let others_due: rust_decimal::Decimal = others["due"].as_str().expect("an amount").parse().expect("an amount");
    assert_eq!(others_due, each * rust_decimal::Decimal::from(19_999 - 100_000 / 12));
}

#[test]
fn a_roster_in_which_nobody_can_be_placed_is_complained_of_by_problem() {
    let text = table("id,grade,area,point,since", 300_000, |row| format!("S{row:06},EO,national,{},2010-07-01", row + 1_000));
    let due = with_roster(&text, &[&["due", "roster.csv", "--skip-bad-rows"][..], &MONTHS].concat());
    within_limits("due", &due);
    assert!(due.err.contains("300,000") || due.err.contains("300000") || due.err.contains("nobody"), "{}", due.err);
}

#[test]
fn a_form_of_very_many_fields_is_refused() {
    let server = Server::start();
    let fields: Vec<Part<'_>> = vec![("scale", None, b"njc"); 5_000];
    let answer = server.post("/cost", &fields);
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("more than 1000 files and fields"), "{}", answer.text());
    assert_eq!(server.get("/").status, 200);
}
