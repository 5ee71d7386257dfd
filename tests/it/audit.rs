//! Paid against due: worked examples, what is counted and what is only listed, one member and a whole payroll.

use std::sync::Arc;

use payspine::audit::{DueMonth, DuePart, Element, Ledger, Mistake, PaidLine, Terms, Version, WrongTerms, due};
use payspine::calendar::{Month, Period};
use payspine::money::Money;
use payspine::scale::{Component, Scale};
use payspine::workforce::{Absence, AbsenceFacts, AbsenceKind, Member, Position};

use crate::absences::{absence, salaried, with_rules};
use crate::{day, payspine, payspine_json, root, run_in, system};

/// A system of one point with what differs between tests.
fn porters(conventions: &str, settlements: &str) -> Scale {
    let text = format!(
        "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n{conventions}\n\
         part-month = \"calendar-days\"\nyear-start = \"04-01\"\n[grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n{settlements}"
    );
    Scale::clone(&system(&text).0.value)
}

const TO_THE_PENNY: &str = "monthly-rounding = { to = 0.01, mode = \"half-up\" }";

fn settlement(from: &str, rest: &str) -> String {
    format!(
        "[[settlement]]\nfrom = {from}\ntitle = \"Award of {from}\"\nstatus = \"agreed\"\nsource = \"made up for a test\"\n{rest}\n"
    )
}

fn porter(since: &str) -> Member {
    Member::new("P".into(), None, Position::Point("1".into()), day(since))
}

fn months(from: &str, until: &str) -> Period {
    Period::new(day(from), day(until))
}

fn month(text: &str) -> Month {
    Month::of(day(&format!("{text}-01")))
}

fn line(of: &str, element: &str, amount: &str) -> PaidLine {
    PaidLine { month: month(of), element: Element::named(element, &Component::OWN), amount: pounds(amount) }
}

fn pounds(text: &str) -> Money {
    text.parse().unwrap()
}

fn due_to(scale: &Scale, member: Member, asked: Period) -> Vec<DueMonth> {
    Version::new(Arc::new(Terms::new(scale.clone()).unwrap()), member).due(asked).unwrap()
}

fn agreed(months: &[DueMonth]) -> Money {
    months.iter().flat_map(|month| &month.parts).map(|part| part.agreed).sum()
}

/// RULES.md E16: 4 % from April, agreed after a leaver with a 20 % allowance has gone on 15 August. 448.39 is what the sum comes to
/// before months are rounded.
#[test]
fn e16_back_pay_of_a_leaver() {
    let awards = settlement(
        "2021-04-01",
        "spine.main.points = { 1 = 25000 }\nrange.P = { minimum = 1, target = 1 }\n\
         payment.shift = { title = \"Shift\", kind = \"allowance\", percent-of-basic = 20 }",
    ) + &settlement("2022-04-01", "agreed = 2022-10-03\n[[settlement.measure]]\nuplift = { percent = 4 }");
    let leaver = Member { last_day: Some(day("2022-08-15")), ..porter("2021-04-01") };
    let asked = months("2022-04-01", "2023-01-01");
    let back_pay = |rounding: &str| {
        let scale = porters(rounding, &awards);
        let due = due_to(&scale, Member { from: asked.start, ..leaver.clone() }, asked);
        let paid_on: Vec<String> = due
            .iter()
            .filter(|month| month.parts.iter().any(|part| !part.agreed.is_zero()))
            .map(|month| month.month.to_string())
            .collect();
        assert_eq!(paid_on, ["2022-10"]);
        agreed(&due)
    };
    assert_eq!(back_pay("monthly-rounding = { to = 0.0001, mode = \"half-up\" }"), pounds("448.3871"));
    assert_eq!(back_pay(TO_THE_PENNY), pounds("448.40"));
}

/// RULES.md E17, published in EPN195: 1,000 for a year, 1,500 for a year, and 23,700 instead of 22,000 for four months.
#[test]
fn e17_arrears_over_three_years() {
    let stated = |from: &str, old: u32| {
        settlement(from, &format!("spine.main.points = {{ 1 = {old} }}\nrange.P = {{ minimum = 1, target = 1 }}"))
    };
    let late = |from: &str, value: u32| settlement(from, &format!("agreed = 2012-08-01\nspine.main.points = {{ 1 = {value} }}"));
    let awards =
        stated("2009-04-01", 20_000) + &late("2010-04-01", 21_000) + &late("2011-04-01", 21_500) + &late("2012-04-01", 21_700);
    let scale = porters("monthly-rounding = { to = 0.0001, mode = \"half-up\" }", &awards);
    let asked = months("2010-04-01", "2013-04-01");
    let due = due_to(&scale, Member { from: asked.start, ..porter("2009-04-01") }, asked);
    // Twelve months of a rounded ten-thousandth of a pound miss four of them.
    let to_the_penny = |amount: Money| Money::new(amount.amount().round_dp(2)).unwrap();
    assert_eq!(to_the_penny(agreed(&due)), pounds("3066.67"));
}

/// RULES.md E36: 120.00 under in April and 45.50 over in each of three months is 16.50 over on balance.
#[test]
fn e36_underpayments_are_set_against_overpayments() {
    let scale = porters(
        TO_THE_PENNY,
        &settlement("2024-04-01", "spine.main.points = { 1 = 24000 }\nrange.P = { minimum = 1, target = 1 }"),
    );
    let asked = months("2024-04-01", "2024-08-01");
    let paid = [
        line("2024-04", "basic", "1880.00"),
        line("2024-05", "basic", "2045.50"),
        line("2024-06", "basic", "2045.50"),
        line("2024-07", "basic", "2045.50"),
    ];
    let ledger = Ledger::new(asked, &scale, &due_to(&scale, porter("2024-04-01"), asked), &paid);
    assert_eq!((ledger.overpaid, ledger.underpaid, ledger.net()), (pounds("136.50"), pounds("120"), pounds("16.50")));
    let balances: Vec<String> = ledger.entries.iter().map(|entry| entry.balance.to_string()).collect();
    assert_eq!(balances, ["-120.00", "-74.50", "-29.00", "16.50"]);
}

/// RULES.md E08 and E09: what twelve rounded months miss of a year is no over- or underpayment, whether or not it is made good at the end.
#[test]
fn e08_e09_roundings_are_named_and_not_counted() {
    let year = months("2024-04-01", "2025-04-01");
    for (annual, month, last, residue) in [(28_759, "2396.58", "2396.62", "0.04"), (500, "41.67", "41.63", "-0.04")] {
        let facts = format!("spine.main.points = {{ 1 = {annual} }}\nrange.P = {{ minimum = 1, target = 1 }}");
        let scale = porters(TO_THE_PENNY, &settlement("2024-04-01", &facts));
        let due = due_to(&scale, porter("2024-04-01"), year);
        let paid = |last: &str| -> Vec<PaidLine> {
            let months: Vec<Month> = Month::touched_by(year).collect();
            let amount = |index: usize| if index == 11 { last } else { month };
            months.iter().enumerate().map(|(index, of)| line(&of.to_string(), "basic", amount(index))).collect()
        };
        let plain = Ledger::new(year, &scale, &due, &paid(month));
        assert_eq!((plain.overpaid, plain.underpaid, plain.residue), Default::default());
        let made_good = Ledger::new(year, &scale, &due, &paid(last));
        assert_eq!((made_good.overpaid, made_good.underpaid), Default::default());
        let wanted = residue.strip_prefix('-').map_or_else(|| pounds(residue), |digits| -pounds(digits));
        assert_eq!(made_good.residue, wanted);
    }
}

#[test]
fn nothing_is_lost() {
    let scale = porters(
        TO_THE_PENNY,
        &settlement("2024-04-01", "spine.main.points = { 1 = 24000 }\nrange.P = { minimum = 1, target = 1 }"),
    );
    let asked = months("2024-04-01", "2024-07-01");
    let paid = [
        line("2024-03", "basic", "1900.00"),
        line("2024-04", "basic", "2000.00"),
        line("2024-04", "overtime", "55.20"),
        line("2024-05", "overtime", "10.00"),
        line("2024-05", "basic", "2000.00"),
    ];
    let ledger = Ledger::new(asked, &scale, &due_to(&scale, porter("2024-04-01"), asked), &paid);
    assert_eq!((ledger.overpaid, ledger.underpaid), Default::default());
    assert_eq!(ledger.no_payslip, [(month("2024-06"), pounds("2000"))]);
    let listed = |list: &[payspine::audit::Uncounted]| -> Vec<(String, u64, String)> {
        list.iter().map(|line| (line.element.to_string(), line.lines, line.amount.to_string())).collect()
    };
    assert_eq!(listed(&ledger.unknown), [("overtime".to_owned(), 2, "65.20".to_owned())]);
    assert_eq!(listed(&ledger.outside), [("basic".to_owned(), 1, "1900.00".to_owned())]);
    let counted: Money = ledger.entries.iter().map(|entry| entry.paid).sum();
    let all: Money = paid.iter().map(|line| line.amount).sum();
    assert_eq!(counted + pounds("65.20") + pounds("1900"), all);
}

/// What is due is what `progress` says, month by month.
#[test]
fn what_is_due_is_what_progress_says() {
    let out = payspine_json(&["progress", "tests/examples/overpaid.toml"]);
    let audit = payspine_json(&["audit", "tests/examples/overpaid.toml", "--payslips", "tests/examples/payslips.csv"]);
    let due: Vec<(String, String, String)> = audit["members"][0]["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            (text("month"), text("element"), text("due"))
        })
        .collect();
    let mut wanted = Vec::new();
    for month in out["months"].as_array().unwrap() {
        for (element, amount) in month["components"].as_object().unwrap() {
            wanted.push((month["month"].as_str().unwrap().to_owned(), element.clone(), amount.as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(due, wanted);
    let explained = audit["members"][0]["explanation"].as_str().unwrap();
    assert!(explained.contains("milestone 61 a year early, from 1 July 2007"), "{explained}");
    assert!(explained.contains("all 11 months"), "{explained}");
}

const TEAM: &str = "audit tests/examples/team.csv --payslips tests/examples/team-payslips.csv --events tests/examples/team-events.csv \
                    --absences tests/examples/team-absences.csv --scale home-office-2011 --from 2012-04 --to 2013-03";

/// The same payslips in any order come to the same.
#[test]
fn payslips_in_any_order_come_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("tests/examples/team-payslips.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    lines[1..].sort_by_key(|line| line.split(',').nth(1).map(str::to_owned));
    let path = folder.path().join("by-month.csv");
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    let of = |command: &str| {
        let (out, err, code) = run_in(root(), &format!("{command} --format json"));
        assert_eq!(code, 0, "{err}");
        let mut json: serde_json::Value = serde_json::from_str(&out).unwrap();
        json["inputs"].take();
        (json, err)
    };
    let (grouped, quiet) = of(TEAM);
    let (scattered, said) = of(&TEAM.replace("tests/examples/team-payslips.csv", path.to_str().unwrap()));
    assert_eq!(grouped, scattered);
    assert!(quiet.is_empty(), "{quiet}");
    assert!(said.contains("sorted on disk"), "{said}");
}

#[test]
fn strict_says_by_its_exit_that_something_differs() {
    let (_, _, code) = run_in(root(), &format!("{TEAM} --strict"));
    assert_eq!(code, 1);
    let (_, _, code) = run_in(root(), TEAM);
    assert_eq!(code, 0);
}

/// Rows that cannot be read stop everything, or are listed with their money.
#[test]
fn bad_lines_are_refused_or_listed_with_their_money() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.csv");
    let rows = "id,month,element,amount\n40017,2006-07,basic,1636.00\n40017,2006-13,basic,\"1,636.00\"\n40017,2006-09,basic,lots\n40017,2006-10,,1.00\n";
    std::fs::write(&path, rows).unwrap();
    let command = ["audit", "tests/examples/overpaid.toml", "--payslips", path.to_str().unwrap()];
    let (out, err, code) = payspine(&command);
    assert_eq!((out.as_str(), code), ("", 2));
    for wanted in [
        "slips.csv:3: column `month`: `2006-13` is not a month",
        "slips.csv:4: column `amount`: `lots`",
        "slips.csv:5: column `element`",
    ] {
        assert!(err.contains(wanted), "{wanted}:\n{err}");
    }
    let json = payspine_json(&[&command[..], &["--skip-bad-rows"]].concat());
    assert_eq!(json["left_out"].as_array().unwrap().len(), 3);
    assert_eq!(json["left_out_amount"], "1637.00");
}

/// The days of months as people write them, and amounts as payrolls do.
#[test]
fn months_and_amounts_as_payrolls_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.csv");
    let rows = "Payroll number;Pay period;Pay element;Value\n1;31/07/2006;Basic Pay;£1,636.00\n1;Aug 2006;BASIC;1636\n1;2006-09-30;basic pay;1,700.00\n\
                1;2006-09;basic;(64.00)\n1;10/2006;basic;1636.0\n";
    std::fs::write(&path, rows).unwrap();
    let json = payspine_json(&["audit", "tests/examples/overpaid.toml", "--payslips", path.to_str().unwrap(), "--to", "2006-10"]);
    let basic: Vec<&str> = json["members"][0]["months"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["element"] == "basic")
        .map(|entry| entry["difference"].as_str().unwrap())
        .collect();
    assert_eq!(basic, ["0.00"; 4]);
}

/// A naive ledger: sums of what was paid less sums of what was due, by month and element.
#[test]
fn the_net_is_what_was_paid_less_what_was_due() {
    let scale = porters(
        TO_THE_PENNY,
        &settlement("2024-04-01", "spine.main.points = { 1 = 24000 }\nrange.P = { minimum = 1, target = 1 }"),
    );
    let terms = Terms::new(scale.clone()).unwrap();
    let asked = months("2024-04-01", "2025-04-01");
    let version = Version::new(Arc::new(terms.clone()), porter("2024-04-01"));
    let months = due(&terms, &version.records(asked).unwrap(), asked).unwrap();
    let paid: Vec<PaidLine> =
        (4..=12).map(|number| line(&format!("2024-{number:02}"), "basic", &format!("{}.37", 1900 + number * 20))).collect();
    let ledger = Ledger::new(asked, &scale, &months, &paid);
    let with_payslip = |month: &&DueMonth| paid.iter().any(|line| line.month == month.month);
    let parts = |month: &DueMonth| month.parts.iter().map(|part: &DuePart| part.due).sum::<Money>();
    let due: Money = months.iter().filter(with_payslip).map(parts).sum();
    assert_eq!(ledger.net(), paid.iter().map(|line| line.amount).sum::<Money>() - due);
}

/// RULES.md E15: full pay ends on 6 July 2025, and July was paid in full.
#[test]
fn e15_full_pay_that_went_on() {
    let rules = "[absence.maternity]\nsource = \"Cabinet Office, PQ 189076\"\n\
                 [[absence.maternity.stage]]\nweeks = 26\npay = \"full\"\n[[absence.maternity.stage]]\nweeks = 13\npay = \"nil\"\n";
    let scale = with_rules(rules).scale().clone();
    let facts = AbsenceFacts { expected: Some(day("2025-02-02")), ..AbsenceFacts::default() };
    let leave = Absence { facts, ..absence(AbsenceKind::Maternity, "2025-01-06", "2026-01-04") };
    let member = Member { absences: vec![leave], ..salaried(32_400, "2020-01-01") };
    let facts = Version::new(Arc::new(Terms::new(scale.clone()).unwrap()), member);
    let asked = months("2025-04-01", "2025-08-01");
    let paid: Vec<PaidLine> = (4..=7).map(|number| line(&format!("2025-{number:02}"), "basic", "2700.00")).collect();
    let ledger = Ledger::new(asked, &scale, &facts.due(asked).unwrap(), &paid);
    assert_eq!(ledger.net(), pounds("1508.92"));
    let diagnosis = WrongTerms::new(&scale).explain(asked, &facts, &paid, &ledger);
    let stage = Mistake::StageMissed { kind: AbsenceKind::Maternity, on: day("2025-07-07"), right_from: None };
    assert_eq!(diagnosis.explanations[0].mistakes, [stage]);
}

/// A workbook of payslips, its months as days of payment and its amounts as numbers.
#[test]
fn payslips_in_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (column, heading) in ["id", "month", "element", "amount"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), heading).unwrap();
    }
    for (row, (month, amount)) in [(7, 1636.0), (8, 1700.5)].into_iter().enumerate() {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write(row, 0, 40_017).unwrap();
        sheet.write_with_format(row, 1, rust_xlsxwriter::ExcelDateTime::from_ymd(2006, month, 31).unwrap(), &date).unwrap();
        sheet.write(row, 2, "Basic pay").unwrap();
        sheet.write(row, 3, amount).unwrap();
    }
    workbook.save(&path).unwrap();
    let json = payspine_json(&["audit", "tests/examples/overpaid.toml", "--payslips", path.to_str().unwrap(), "--to", "2006-08"]);
    let basic: Vec<&str> = json["members"][0]["months"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["element"] == "basic")
        .map(|entry| entry["difference"].as_str().unwrap())
        .collect();
    assert_eq!(basic, ["0.00", "64.50"]);
}
