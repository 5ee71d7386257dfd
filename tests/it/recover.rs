//! `payspine recover` from end to end: what it prints, how it ends, and what it refuses.

use serde_json::Value;

use crate::{root, run_in, snapshot};

const DEBT: &str = "recover --balance 1508.92 --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --pension alpha";
const OURS: &str = "--policy tests/examples/policy.toml";

/// The answer and the exit code.
fn answer(command: &str) -> (Value, i32) {
    let (out, err, code) = run_in(root(), &format!("{command} --format json"));
    assert!(code < 2, "{err}");
    (serde_json::from_str(&out).expect("JSON"), code)
}

fn taken(answer: &Value) -> Vec<&str> {
    answer["schedule"]["instalments"].as_array().unwrap().iter().map(|one| one["taken"].as_str().unwrap()).collect()
}

#[test]
fn in_every_format() {
    let pays = "--pay-file tests/examples/months.csv --queried --leaver 2026-05-15 --claim-date 2031-09-01";
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(&format!("recover-{format}"), &format!("{DEBT} {OURS} --gross --due 1191.08 {pays} --format {format}"));
    }
    snapshot("recover-explain", &format!("{DEBT} --policy armed-forces-jsp-754 --explain"));
    snapshot("recover-short", &format!("{} {OURS} --net", DEBT.replace("1508.92", "17000")));
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(
            &format!("recover-plan-{format}"),
            &format!("{DEBT} {OURS} --net --plan tests/examples/plan.csv --format {format}"),
        );
    }
    snapshot("help-recover", "recover --help");
}

#[test]
fn e21_and_e23_from_the_command_line() {
    let (ours, code) = answer(&format!("{DEBT} {OURS} --net"));
    assert_eq!(code, 0);
    assert_eq!(taken(&ours), [["213.82"; 7].to_vec(), vec!["12.18"]].concat());
    assert_eq!(ours["schedule"]["instalments"][0]["net_is_estimate"], true);
    let (forces, _) = answer(&format!("{DEBT} --policy armed-forces-jsp-754"));
    assert_eq!(taken(&forces), ["355.06", "355.06", "355.06", "355.06", "88.68"]);
    // As printed, the net pay is no estimate and no table is named among the inputs.
    let (printed, _) = answer(&format!("{DEBT} {OURS} --net --net-pay 2138.24"));
    assert_eq!(taken(&printed), taken(&ours));
    assert_eq!((printed["inputs"].as_array().unwrap().len(), &printed["estimates"]), (1, &Value::Array(Vec::new())));
}

#[test]
fn e24_with_an_attachment_already() {
    let policy =
        "format = 1\nid = \"dea\"\ntitle = \"Direct Earnings Attachment\"\nassumed = true\n[recovery]\nprotected-share = 60\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("dea.toml"), policy).unwrap();
    let command = "recover --policy dea.toml --balance 500 --overpaid-from 2025-07 --told 2025-08-20 --pay 2000 --net-pay 1620 \
                   --other-deductions 486 --format csv";
    let (out, err, code) = run_in(folder.path(), command);
    assert_eq!(code, 0, "{err}");
    assert!(out.lines().nth(1).unwrap().ends_with("162.00,972.00,338.00,protected-share"), "{out}");
}

#[test]
fn e38b_fails_and_e44_ends_with_an_invoice() {
    let (short, code) = answer(&format!("{} {OURS} --net", DEBT.replace("1508.92", "17000")));
    assert_eq!((code, short["schedule"]["left"].as_str()), (1, Some("14434.16")));
    assert_eq!(short["schedule"]["would_fit"]["months"], 80);
    let leaver = "recover --policy lincolnshire-county-council --balance 1508.92 --overpaid-from 2025-07 --told 2025-09-01 --pay 1000 \
                  --net-pay 900 --leaver 2025-09-15";
    let (last, code) = answer(leaver);
    assert_eq!((code, taken(&last)), (0, vec!["900.00"]));
    assert_eq!((last["schedule"]["outcome"].as_str(), last["schedule"]["left"].as_str()), (Some("invoice"), Some("608.92")));
}

#[test]
fn a_gross_balance_is_recovered_net_where_the_policy_says_so() {
    // A month of this tax year is recovered gross, one of the year before net.
    let this_year = answer(&format!("{DEBT} {OURS} --gross --due 1191.08")).0;
    assert_eq!(this_year["debt"]["balance"], "1508.92");
    let command = format!("{DEBT} {OURS} --gross --due 1191.08")
        .replace("2025-08-20", "2026-05-20")
        .replace("--pension alpha", "--pension 4.6%");
    let before = answer(&command).0;
    assert_eq!(before["debt"]["balance"], "1031.00");
    assert_eq!(before["debt"]["parts"][0]["without"]["net"], "1107.24");
}

#[test]
fn a_plan_that_keeps_to_the_policy_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = folder.path().join("plan.csv");
    std::fs::write(&plan, "Month;Amount\n2025-09;213.82\n2025-10;213.82\n").unwrap();
    let (kept, code) = answer(&format!("{DEBT} {OURS} --net --plan {}", plan.display()));
    assert_eq!((code, kept["plan"]["breaks"].as_array().unwrap().len()), (0, 0));
}

#[test]
fn facts_that_cannot_be_are_refused() {
    for (more, says) in [
        ("--overpaid-until 2025-06", "the last month in which it arose, 2025-06, is before the first, 2025-07: --overpaid-until"),
        (
            "--overpaid-until 2025-09",
            "after the member was told on 2025-08-20: what is still to be paid can be put right: --told",
        ),
        ("--leaver 2025-07-31", "the last day of service is before the month in which the member was told"),
        ("--net-pay 2700.01", "net pay of £2700.01 in 2025-08 is more than the gross pay of £2700.00"),
        ("--gross --net", "cannot be used with"),
        ("--pay-day 32", "32 is not in 1..=31"),
    ] {
        let (out, err, code) = run_in(root(), &format!("{DEBT} {OURS} {more}"));
        assert_eq!((out.as_str(), code), ("", 2), "{more}: {err}");
        assert!(err.contains(says), "{more}: {err}");
    }
    let (_, err, code) = run_in(root(), format!("{DEBT} {OURS}").replace("1508.92", "0").as_str());
    assert!(code == 2 && err.contains("nothing is to be recovered"), "{err}");
    // No rate of a day to come is made up.
    let (_, err, code) = run_in(root(), &format!("{DEBT} {OURS}").replace("2025-08-20", "2028-01-20"));
    assert!(code == 2 && err.contains("give it: --net-pay"), "{err}");
}
