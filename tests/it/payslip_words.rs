//! What is said of payslips with sums among their lines, with lines left out, without a header; of paydays; of events on the wrong day.

use crate::{payspine, payspine_json, root, run_in};

const MEMBER: &str = "tests/examples/overpaid.toml";

/// Payslips of these lines.
fn payslip_file(lines: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.csv");
    std::fs::write(&path, format!("id,month,element,amount\n{lines}")).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

#[test]
fn sums_among_the_lines_are_not_counted_twice() {
    let (_folder, path) = payslip_file(
        "1,2006-07,basic,1636.00\n1,2006-07,london,250.00\n1,2006-07,Gross Pay,1886.00\n1,2006-08,basic,1636.00\n1,2006-08,london,250.00\n1,2006-08,Gross Pay,1900.00\n",
    );
    let command = ["audit", MEMBER, "--payslips", &path, "--to", "2006-08"];
    let (out, _, _) = payspine(&command);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("Gross Pay: 2 lines, £3,786.00; 1 of them not the sum of the month's other lines"), "{out}");
    let totals = &payspine_json(&command)["totals"];
    assert_eq!((&totals["paid"], &totals["overpaid"]), (&"3772.00".into(), &"0.00".into()));
}

#[test]
fn a_month_whose_line_was_left_out_is_said_to_be_that() {
    let (_folder, path) = payslip_file("1,2006-07,basic,1636.00\n1,2006-07,london,250.00\n1,2006-08,basic,lots\n");
    let (out, _, code) = payspine(&["audit", MEMBER, "--payslips", &path, "--to", "2006-08", "--skip-bad-rows"]);
    assert_eq!(code, 0);
    assert!(out.contains("2006-08: £1,886.00 was due, and its lines were left out"), "{out}");
    assert!(!out.contains("There is no payslip"), "{out}");
}

#[test]
fn payslips_without_a_header_or_with_a_column_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.csv");
    let refused = |text: &str, wanted: &[&str]| {
        std::fs::write(&path, text).unwrap();
        let (_, err, code) = payspine(&["audit", MEMBER, "--payslips", path.to_str().unwrap()]);
        assert_eq!(code, 2);
        for wanted in wanted {
            assert!(err.contains(wanted), "{wanted}:\n{err}");
        }
    };
    refused("", &["slips.csv is empty: it begins with a header", "such as id,month,element,amount"]);
    refused("id,month,element,amount,amount\n1,2006-07,basic,1,1\n", &["say which it is: --payslip-column amount="]);
}

#[test]
fn an_event_on_the_wrong_day_is_named_by_its_own_line() {
    let folder = tempfile::tempdir().unwrap();
    let events = folder.path().join("events.csv");
    std::fs::write(&events, "id,on,field,value\nA2,2011-09-17,fte,0.6\n").unwrap();
    let command = format!(
        "audit tests/examples/team.csv --payslips tests/examples/team-payslips.csv --events {} --scale home-office-2011 --from 2012-04 \
         --to 2013-03",
        events.display()
    );
    let (_, err, code) = run_in(root(), &command);
    assert_eq!(code, 2);
    assert!(err.contains("events.csv:2: A2: "), "{err}");
}

/// An award that is agreed on the 20th reaches the payday of the 25th, and not that of the 15th.
#[test]
fn back_pay_falls_due_on_the_first_payday_after_it_was_agreed() {
    let folder = tempfile::tempdir().unwrap();
    let scale = crate::round_trip::SYSTEM;
    std::fs::write(folder.path().join("wardens.toml"), scale).unwrap();
    std::fs::write(folder.path().join("roster.csv"), "id,grade,area,point,since,rating\n1,W,national,14,2013-07-01,B\n").unwrap();
    std::fs::write(folder.path().join("slips.csv"), "id,month,element,amount\n1,2017-08,basic,1\n1,2017-09,basic,1\n").unwrap();
    let back_pay = |payday: &str| {
        let command = format!(
            "audit roster.csv --payslips slips.csv --scale wardens.toml --from 2017-04 --to 2017-09 --payday {payday} --every-month --format json"
        );
        let (out, err, _) = run_in(folder.path(), &command);
        let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        let months = json["members"][0]["months"].as_array().unwrap().clone();
        let with = months.iter().filter(|entry| entry["agreed"] != "0.00");
        with.map(|entry| entry["month"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
    };
    assert_eq!(back_pay("15"), ["2017-09"]);
    assert_eq!(back_pay("25"), ["2017-08"]);
    assert_eq!(back_pay("last"), ["2017-08"]);
}

/// What was paid before an award was agreed is found by what was known then.
#[test]
fn locate_goes_by_what_was_known_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wardens.toml"), crate::round_trip::SYSTEM).unwrap();
    let show = |on: &str| {
        let command = format!("scale show wardens.toml --on {on} --grade W --format csv");
        run_in(folder.path(), &command)
            .0
            .lines()
            .find(|line| line.contains("main,14,"))
            .unwrap()
            .split(',')
            .nth(2)
            .unwrap()
            .to_owned()
    };
    let before = show("2017-03-31");
    let command = format!("locate --scale wardens.toml --amount {before} --on 2017-05-31 --per year --grade W --format json");
    let (out, err, code) = run_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["as_known_then"]["without"], serde_json::json!(["Award of 2017"]));
    assert_eq!(json["as_known_then"]["exact"][0]["point"], "14", "{out}");
}
