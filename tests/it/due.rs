//! What is due to everybody in a roster, as a list that is itself a file of payslips.

use std::fmt::Write as _;
use std::path::PathBuf;

use payspine::entitlement;
use payspine::money::Money;
use payspine::scale::Component;

use crate::{day, member, payspine, payspine_json, shipped};

const TEAM: [&str; 11] = [
    "tests/examples/team.csv",
    "--events",
    "tests/examples/team-events.csv",
    "--absences",
    "tests/examples/team-absences.csv",
    "--scale",
    "home-office-2011",
    "--from",
    "2012-04",
    "--to",
    "2013-03",
];

fn kept(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn done(arguments: &[&str]) -> String {
    let (out, err, code) = payspine(arguments);
    assert_eq!(code, 0, "{arguments:?}: {err}");
    out
}

#[test]
fn an_audit_of_payslips_that_pay_the_list_finds_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for explain in [&[][..], &["--explain"][..]] {
        let list = done(&[&["due"][..], &TEAM, &["--format", "csv"], explain].concat());
        let payslips = kept(&folder, "payslips.csv", &list);
        let payslips = ["--payslips", payslips.to_str().expect("UTF-8"), "--strict"];
        assert!(done(&[&["audit"][..], &TEAM, &payslips].concat()).contains("Everybody was paid what was due."));
        let totals = payspine_json(&[&["audit"][..], &TEAM, &payslips].concat())["totals"].clone();
        assert_eq!((totals["overpaid"].as_str(), totals["underpaid"].as_str()), (Some("0.00"), Some("0.00")));
        let sum: Money = list.lines().skip(1).map(|line| line.split(',').nth(3).unwrap().parse::<Money>().unwrap()).sum();
        assert_eq!(totals["due"], sum.to_string());
        let listed = payspine_json(&[&["due"][..], &TEAM].concat());
        assert_eq!((listed["total"].clone(), listed["members"].as_u64()), (totals["due"].clone(), Some(6)));
    }
}

#[test]
fn one_members_list_pays_what_is_due_to_them() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in ["tests/examples/overpaid.toml", "tests/examples/member.toml"] {
        let months = ["--from", "2007-04", "--to", "2008-03"];
        let list = done(&[&["due", file, "--format", "csv"][..], &months].concat());
        let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).expect("a name");
        assert!(list.lines().skip(1).all(|line| line.starts_with(&format!("{stem},"))), "{list}");
        let payslips = kept(&folder, "payslips.csv", &list);
        let audited = payslips.to_str().expect("UTF-8");
        let arguments = [&["audit", file, "--payslips", audited, "--strict"][..], &months].concat();
        assert_eq!(payspine_json(&arguments)["totals"]["overpaid"], "0.00");
    }
}

/// Hours, leave, sickness, a weekend pattern and back pay come out the same as the audit has them.
#[test]
fn whatever_is_due_is_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let roster = "id,grade,area,point,fte,since,service-since,working-days\n\
                  N1,band-5,inner,5-entry,1,2024-01-09,2019-01-09,\n\
                  N2,band-5,outer,5-top,0.4,2020-01-09,2019-01-09,saturday sunday\n";
    let absences =
        "id,kind,from,to\nN1,sick,2025-05-12,2025-05-30\nN2,leave,2025-07-05,2025-07-13\nN2,strike,2025-06-07,2025-06-07\n";
    let (roster, absences) = (kept(&folder, "roster.csv", roster), kept(&folder, "absences.csv", absences));
    let asked = [
        roster.to_str().unwrap(),
        "--absences",
        absences.to_str().unwrap(),
        "--scale",
        "nhs-afc-england",
        "--from",
        "2025-04",
        "--to",
        "2026-03",
    ];
    let list = done(&[&["due"][..], &asked, &["--format", "csv"]].concat());
    let payslips = kept(&folder, "payslips.csv", &list);
    done(&[&["audit"][..], &asked, &["--strict", "--payslips", payslips.to_str().unwrap()]].concat());
}

/// More rows than one block holds, on as many threads as there are: in the order of the roster, and each as for one member.
#[test]
fn a_long_roster_stays_in_order() {
    const STAFF: usize = 9_000;
    let folder = tempfile::tempdir().expect("a folder");
    let points: Vec<usize> = (0..STAFF).map(|number| 55 + number * 7 % 12).collect();
    let mut text = "id,grade,area,point,since,note\n".to_owned();
    for (number, point) in points.iter().enumerate() {
        writeln!(text, "M{number:05},EO,london,{point},2006-07-01,nothing is read of this note at all").expect("text");
    }
    let roster = kept(&folder, "roster.csv", &text);
    let list = done(&[
        "due",
        roster.to_str().unwrap(),
        "--scale",
        "home-office-2006",
        "--from",
        "2006-12",
        "--to",
        "2006-12",
        "--format",
        "csv",
    ]);
    let history = shipped("home-office-2006");
    let of_point = |point: usize| {
        let member = member("EO", Some("london"), &point.to_string(), "2006-07-01");
        let career = entitlement::progress(&history, &member, day("2007-01-01")).expect("fits");
        career.months[5].components.clone()
    };
    let by_point: Vec<Vec<(Component, Money)>> = (55..67).map(of_point).collect();
    let mut expected = "id,month,element,amount\n".to_owned();
    for (number, point) in points.iter().enumerate() {
        for (element, amount) in &by_point[point - 55] {
            writeln!(expected, "M{number:05},2006-12,{element},{amount}").expect("text");
        }
    }
    assert!(list == expected, "the list is another");
    // Somebody who is in it twice, far apart, is found; so is nobody.
    let twice = kept(&folder, "twice.csv", &format!("{text}M00003,EO,london,60,2006-07-01,again\n"));
    let (out, err, code) =
        payspine(&["due", twice.to_str().unwrap(), "--scale", "home-office-2006", "--from", "2006-12", "--to", "2006-12"]);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(
        err.contains("error[duplicate-id]") && err.contains(":9002: ") && err.contains("`M00003` is in the roster twice"),
        "{err}"
    );
}

#[test]
fn a_row_with_something_wrong_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let roster =
        kept(&folder, "roster.csv", "id,grade,area,point,since\nA,EO,london,55,2006-07-01\nB,EO,london,999,2006-07-01\n");
    let asked = [
        "due",
        roster.to_str().unwrap(),
        "--scale",
        "home-office-2006",
        "--from",
        "2006-12",
        "--to",
        "2006-12",
        "--format",
        "csv",
    ];
    let (out, err, code) = payspine(&asked);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("not on the spine") || err.contains("above the range"), "{err}");
    let rest = done(&[&asked[..], &["--skip-bad-rows"]].concat());
    assert!(rest.lines().skip(1).all(|line| line.starts_with("A,")) && rest.lines().count() > 1, "{rest}");
    assert!(done(&[&asked[..], &["--skip-bad-rows", "--id", "A"]].concat()) == rest);
}

/// Half up to the penny, by whole numbers alone: `pence * numerator / denominator`.
fn half_up(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

fn pence(text: &str) -> i128 {
    let (pounds, pence) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| text.replace(['£', ','], "").parse::<i128>().expect("digits");
    digits(pounds) * 100 + digits(pence)
}

#[test]
fn a_figure_opens_the_rates_and_days_that_it_adds_up_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "format = 1\nscale = \"nhs-afc-england\"\ngrade = \"band-5\"\npoint = \"5-entry\"\nsince = 2024-03-11\nto = 2024-12-31\n\
                [[event]]\non = 2024-06-08\nfte = 0.8\n[[event]]\non = 2024-06-22\nfte = 0.6\n";
    let member = kept(&folder, "member.toml", text);
    let page = done(&["due", member.to_str().expect("UTF-8"), "--format", "html"]);
    let mut opened = 0;
    for figure in page.split("<details class=\"why\">").skip(1) {
        let figure = figure.split("</details>").next().expect("an end");
        let amount = figure.split("<summary>").nth(1).and_then(|text| text.split("</summary>").next()).expect("an amount");
        if figure.contains("earlier months") {
            continue;
        }
        let parts = figure.split("A year").skip(1).filter(|part| part.starts_with([',', ':']));
        let part = |part: &str| {
            let annual = part.split('£').nth(1).expect("an amount").split('<').next().expect("an end").trim();
            match part.strip_prefix(", for ") {
                // Of the month's days.
                Some(days) => {
                    let (count, rest) = days.split_once(" day").expect("days");
                    let month = rest.split(' ').nth(3).expect("the month");
                    let of = if ["June", "September", "November", "April"].contains(&month) { 30 } else { 31 };
                    (pence(annual) * count.parse::<i128>().expect("a number"), of)
                }
                None => (pence(annual), 1),
            }
        };
        let parts: Vec<(i128, i128)> = parts.map(part).collect();
        let (sum, days) = (parts.iter().map(|(share, _)| share).sum::<i128>(), parts[0].1);
        assert_eq!(half_up(sum, 12 * days), pence(amount), "{figure}");
        opened += 1;
    }
    // Ten months of basic pay.
    assert_eq!(opened, 10, "{page}");
}
