//! `payspine statement`, and `recover` by an audit: what they print, and that they say what the audit and the plan say.

use payspine::money::{Currency, Money};
use serde_json::Value;

use crate::html::tables;
use crate::{root, run_in, snapshot};

const PAID: &str = "tests/examples/overpaid.toml --payslips tests/examples/payslips.csv";
const TERMS: &str = "--policy armed-forces-jsp-754 --told 2008-06-20 --pay 1936.58 --net-pay 1480";
const TEAM: &str = "tests/examples/team.csv --payslips tests/examples/team-payslips.csv --events tests/examples/team-events.csv \
                    --absences tests/examples/team-absences.csv --scale home-office-2011 --from 2012-04 --to 2013-03";

fn answer(command: &str) -> (Value, i32) {
    let (out, err, code) = run_in(root(), &format!("{command} --format json"));
    assert!(code < 2, "{err}");
    (serde_json::from_str(&out).expect("JSON"), code)
}

fn page(command: &str) -> String {
    let (out, err, code) = run_in(root(), &format!("{command} --format html"));
    assert!(code < 2, "{err}");
    out
}

/// An amount as a page writes it.
fn written(amount: &Value) -> String {
    let amount: Money = amount.as_str().expect("money is text").parse().unwrap();
    Currency::pounds().written_to_the_penny(amount)
}

#[test]
fn in_every_format() {
    for format in ["table", "json", "csv", "markdown", "html"] {
        snapshot(&format!("statement-{format}"), &format!("statement {PAID} {TERMS} --format {format}"));
    }
    snapshot("statement-underpaid", &format!("statement {TEAM} --id A3 {TERMS} --format markdown"));
    snapshot("recover-audit", &format!("recover {PAID} {TERMS}"));
    snapshot("help-statement", "statement --help");
}

#[test]
fn a_page_says_what_the_audit_says() {
    let (audit, _) = answer(&format!("audit {PAID}"));
    let page = page(&format!("statement {PAID} {TERMS}"));
    let tables = tables(&page);
    let (_, rows) = tables.iter().find(|(head, _)| head.last().is_some_and(|last| last == "Balance")).expect("a ledger");
    let shown: Vec<&Vec<String>> = rows.iter().filter(|row| !row[4].is_empty()).collect();
    let member = &audit["members"][0];
    let differ: Vec<&Value> = member["months"].as_array().unwrap().iter().filter(|month| month["difference"] != "0.00").collect();
    assert_eq!((shown.len(), differ.len()), (11, 11));
    for (row, month) in shown.iter().zip(differ) {
        let figures = ["due", "paid", "difference", "balance"].map(|key| written(&month[key]));
        assert_eq!((row[0].as_str(), &row[2..]), (month["month"].as_str().unwrap(), &figures[..]));
    }
    assert!(page.contains(&written(&member["overpaid"])));
    assert!(page.contains(member["explanation"].as_str().unwrap()));
    for input in audit["inputs"].as_array().unwrap() {
        assert!(page.contains(input["sha256"].as_str().unwrap()));
    }
}

#[test]
fn a_page_says_what_the_plan_says() {
    let (by_audit, code) = answer(&format!("recover {PAID} {TERMS}"));
    let tables = tables(&page(&format!("statement {PAID} {TERMS}")));
    let (_, rows) = tables.iter().find(|(head, _)| head.contains(&"Taken".to_owned())).expect("a schedule");
    let instalments = by_audit["schedule"]["instalments"].as_array().unwrap();
    assert_eq!((code, rows.len(), instalments.len()), (0, 3, 3));
    for (row, one) in rows.iter().zip(instalments) {
        assert_eq!(row[1..5], ["net", "taken", "net_left", "owed"].map(|key| written(&one[key])));
    }
    // The same balance stated gives the same instalments.
    let stated = format!("recover --balance 572.99 --gross --overpaid-from 2007-07 --overpaid-until 2008-05 {TERMS}");
    assert_eq!(answer(&stated).0["schedule"], by_audit["schedule"]);
    let arose: Vec<&str> =
        by_audit["debt"]["arose"].as_array().unwrap().iter().map(|one| one["amount"].as_str().unwrap()).collect();
    assert_eq!(arose, ["52.09"; 11]);
    let (statement, _) = answer(&format!("statement {PAID} {TERMS}"));
    assert_eq!(statement["recovery"]["schedule"], by_audit["schedule"]);
    assert_eq!((&statement["owed_by"], &statement["balance"]), (&Value::from("member"), &Value::from("572.99")));
}

/// RULES.md E36: 120.00 under in April and 45.50 over in each of three months is 16.50 over on balance, and that is what is recovered.
#[test]
fn e36_what_is_owed_is_the_balance() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let porters = std::fs::read_to_string(root().join("tests/errors/base/porters.toml")).unwrap();
    write("porters.toml", &porters.replace("minimum = 2,", "minimum = 1,"));
    write("member.toml", "format = 1\nscale = \"porters.toml\"\ngrade = \"P\"\npoint = 1\nsince = 2024-04-01\n");
    write(
        "slips.csv",
        "month,element,amount\n2024-04,basic,1880.00\n2024-05,basic,2045.50\n2024-06,basic,2045.50\n2024-07,basic,2045.50\n",
    );
    let policy = "format = 1\nid = \"p\"\ntitle = \"P\"\nassumed = true\n[recovery]\nmatch-period = true\n";
    write("policy.toml", policy);
    let command = "recover member.toml --payslips slips.csv --to 2024-07 --policy policy.toml --told 2024-08-01 --pay 2000 --net-pay 1600 \
                   --format json";
    let (out, err, code) = run_in(folder.path(), command);
    assert_eq!(code, 0, "{err}");
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(plan["debt"]["balance"], "16.50");
    let arose: Vec<&str> = plan["debt"]["arose"].as_array().unwrap().iter().map(|one| one["amount"].as_str().unwrap()).collect();
    assert_eq!(arose, ["0.00", "0.00", "16.50"]);
    let taken: Vec<&str> =
        plan["schedule"]["instalments"].as_array().unwrap().iter().map(|one| one["taken"].as_str().unwrap()).collect();
    assert_eq!(taken, ["5.50"; 3]);
}

#[test]
fn one_of_a_roster_is_audited_alone() {
    let (all, _) = answer(&format!("audit {TEAM}"));
    for member in all["members"].as_array().unwrap() {
        let id = member["id"].as_str().unwrap();
        let (alone, _) = answer(&format!("audit {TEAM} --id {id}"));
        let alone = alone["members"].as_array().unwrap();
        assert_eq!(alone.len(), 1);
        for key in ["id", "overpaid", "underpaid", "net", "explanation"] {
            assert_eq!(alone[0][key], member[key], "{id} {key}");
        }
    }
    // Whoever was paid what was due has a statement that says so.
    let (right, code) = answer(&format!("statement {TEAM} --id A1"));
    assert_eq!((code, &right["owed_by"], &right["recovery"]), (0, &Value::Null, &Value::Null));
}

#[test]
fn an_underpayment_is_owed_and_not_planned() {
    let (owed, code) = answer(&format!("statement {TEAM} --id A3 {TERMS}"));
    assert_eq!((code, &owed["owed_by"], &owed["balance"]), (0, &Value::from("employer"), &Value::from("-586.53")));
    assert_eq!(owed["recovery"], Value::Null);
    let (_, err, code) = run_in(root(), &format!("recover {TEAM} --id A3 {TERMS}"));
    assert_eq!(code, 2);
    assert!(
        err.contains("nothing was overpaid on balance, and nothing is to be recovered; £586.53 is owed to the member"),
        "{err}"
    );
}

#[test]
fn what_cannot_be_is_refused() {
    for (command, says) in [
        (format!("statement {TEAM}"), "whose? A roster is about many people: say who: --id"),
        (format!("statement {TEAM} --id A33"), "the roster has nobody of the id `A33`"),
        (format!("statement {PAID} --told 2008-06-20"), "--policy <ID|FILE>"),
        (format!("statement {PAID} --policy armed-forces-jsp-754"), "--told <DATE>"),
        (format!("recover {PAID} {TERMS} --balance 5"), "cannot be used with"),
        (format!("recover {PAID} {TERMS} --net"), "cannot be used with"),
        (format!("recover {TERMS}"), "--balance <AMOUNT>"),
        (format!("recover {TERMS} --balance 5 --overpaid-from 2008-05 --id A3"), "--payslips <FILE>"),
        (
            format!("recover {PAID} {}", TERMS.replace("2008-06-20", "2008-04-20")),
            "it arose up to 2008-05, after the member was told on 2008-04-20",
        ),
        (
            format!("recover {PAID} {}", TERMS.replace("armed-forces-jsp-754", "tests/examples/policy.toml")),
            "the net sum cannot be estimated",
        ),
    ] {
        let (out, err, code) = run_in(root(), &command);
        assert_eq!((out.as_str(), code), ("", 2), "{command}: {err}");
        assert!(err.contains(says), "{command}: {err}");
    }
}
