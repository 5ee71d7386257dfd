//! A payment that a back-dated settlement withdraws, with and without the protection that the settlement promised.
//!
//! Shaped like the reclaim of April to October 2022 in the Probation Service, whose terms were not found: every figure is made up.

use std::sync::Arc;

use payspine::audit::{Ledger, PaidLine};
use payspine::calendar::Period;
use payspine::entitlement::{self, Reason, Record};
use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::scale::Scale;
use payspine::settlement::History;
use payspine::workforce::{Member, Worked};

use crate::what_else_is_due::{START, audited, lines, money, month, one_rate};
use crate::{day, member, run_in};

/// Claims by the session under the old scheme; a settlement agreed in October replaces them from April, and promises them up to the end
/// of October.
fn reclaim() -> (Arc<Scale>, History) {
    one_rate(
        22_000,
        &format!(
            r#"{START}
[settlement.payment.claims]
title = "Unsocial hours claims"
kind = "enhancement"
basis = "session"
amount = 96
[[settlement]]
from   = 2022-04-01
agreed = 2022-10-14
title  = "2022 award"
status = "agreed"
assumed = "every figure is made up"
[settlement.payment.claims]
withdrawn = true
protect-until = 2022-11-01
[settlement.payment.unsocial]
title = "Unsocial hours, annualised"
kind = "enhancement"
percent-of-basic = 5
"#
        ),
    )
}

/// One claim in each month from April to October.
fn staff() -> Member {
    let months = std::iter::successors(Some(month("2022-04")), |month| Some(month.next())).take(7);
    let worked = months.map(|month| Worked { month, payment: "claims".into(), number: 1.into() }).collect();
    Member { from: day("2022-04-01"), worked, ..member("A", None, "1", "2020-04-01") }
}

/// Claims from April to October as made, then the new payment with its arrears in October.
fn paid() -> Vec<PaidLine> {
    let mut paid = lines("2022-04", 8, "basic", "1833.33");
    paid.extend(lines("2022-04", 7, "claims", "96.00"));
    paid.extend(lines("2022-10", 1, "unsocial", "641.69"));
    paid.extend(lines("2022-11", 1, "unsocial", "91.67"));
    paid
}

fn held_against(scale: &Arc<Scale>) -> Ledger {
    audited(scale, staff(), Period::new(day("2022-04-01"), day("2022-12-01")), &paid()).0
}

fn agreed(ledger: &Ledger, element: &str) -> Vec<(String, Money)> {
    let entries = ledger.entries.iter().filter(|entry| entry.element.id() == element && !entry.agreed.is_zero());
    entries.map(|entry| (entry.month.to_string(), entry.agreed)).collect()
}

#[test]
fn with_the_promise_nothing_is_reclaimed() {
    let (scale, history) = reclaim();
    let ledger = held_against(&scale);
    assert_eq!((ledger.overpaid, ledger.underpaid), (Money::ZERO, Money::ZERO));
    assert_eq!(agreed(&ledger, "claims"), []);
    assert_eq!(agreed(&ledger, "unsocial"), [("2022-10".to_owned(), money("550.02"))]);
    let career = entitlement::progress(&history, &staff(), day("2022-12-01")).expect("due");
    let last = career.rows.last().expect("a row");
    assert_eq!((last.from, &last.reasons), (day("2022-11-01"), &vec![Reason::PaymentEnds("Unsocial hours claims".into())]));
    let said = "Unsocial hours claims is withdrawn, and is due up to 31 October 2022 because the settlement promised it.";
    assert!(assumptions(&career.assumptions).iter().any(|line| line == said), "{:?}", career.assumptions);
    let record = Record::of(&history, &staff(), day("2022-12-01")).expect("a record");
    assert_eq!(record.months(&history).expect("months"), career.months);
}

#[test]
fn without_it_what_the_settlement_takes_back_stands_apart_from_error() {
    let (scale, _) = reclaim();
    let ledger = held_against(&Arc::new(scale.without_promises()));
    // Six claims were right when they were paid, and the settlement takes them back; the seventh was paid after it was agreed.
    assert_eq!(agreed(&ledger, "claims"), [("2022-10".to_owned(), money("-576.00"))]);
    assert_eq!(agreed(&ledger, "unsocial"), [("2022-10".to_owned(), money("550.02"))]);
    let before: Vec<Money> =
        ledger.entries.iter().filter(|entry| entry.month < month("2022-10")).map(|entry| entry.difference).collect();
    assert!(before.iter().all(|difference| difference.is_zero()), "what was paid then was right then");
    assert_eq!((ledger.overpaid, ledger.underpaid), (money("672.00"), Money::ZERO));
}

#[test]
fn both_readings_can_be_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let (scale, _) = reclaim();
    write("scale.toml", &payspine::scale_file::write_scale(&scale));
    let mut text = "format = 1\nscale = \"./scale.toml\"\ngrade = \"A\"\npoint = 1\nsince = 2020-04-01\nfrom = 2022-04-01\nuntil = 2022-12-01\n".to_owned();
    for worked in staff().worked {
        text.push_str("[[worked]]\npayment = \"claims\"\nsessions = 1\nmonth = ");
        text.extend(["\"", &worked.month.to_string(), "\"\n"]);
    }
    write("member.toml", &text);
    let slips: Vec<String> = paid().iter().map(|line| format!("7,{},{},{}\n", line.month, line.element, line.amount)).collect();
    write("paid.csv", &format!("id,month,element,amount\n{}", slips.concat()));
    let overpaid = |flag: &str| {
        let (out, err, code) =
            run_in(folder.path(), format!("audit member.toml --payslips paid.csv --format json {flag}").trim_end());
        assert_eq!(code, 0, "{err}");
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        (json["members"][0]["overpaid"].clone(), json["assumptions"].to_string().contains("left out, as asked"))
    };
    assert_eq!(overpaid("").0, "0.00");
    assert_eq!(overpaid("--without-promises"), ("672.00".into(), true));
    let total = |flag: &str| {
        let (out, err, code) = run_in(folder.path(), format!("progress member.toml --format json {flag}").trim_end());
        assert_eq!(code, 0, "{err}");
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        json["years"][0]["components"]["claims"].clone()
    };
    assert_eq!((total(""), total("--without-promises")), ("672.00".into(), serde_json::Value::Null));
}
