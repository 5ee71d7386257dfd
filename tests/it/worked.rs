//! Payments for hours and sessions worked, and annualised ones in their place.

use std::sync::Arc;

use payspine::audit::{Ledger, PaidLine, Terms, Version};
use payspine::calendar::Period;
use payspine::entitlement::{self, Record};
use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::scale::Scale;
use payspine::settlement::History;
use payspine::workforce::{Event, FieldChange, Hours, Member, Worked};

use crate::what_else_is_due::{START, lines, money, month, one_rate};
use crate::{day, member, run_in};

/// Unsocial hours at the rates of the Probation Service before 2022 (RULES 6.8): 30% on weekday nights, 50% at weekends, for the hours
/// worked. The pay is made up.
fn unsocial(rest: &str) -> (Arc<Scale>, History) {
    one_rate(
        22_000,
        &format!(
            r#"{START}
[settlement.payment.unsocial-night]
title = "Unsocial hours, weekday nights"
kind = "enhancement"
basis = "hour"
percent-of-basic = 30
[settlement.payment.unsocial-weekend]
title = "Unsocial hours, weekends"
kind = "enhancement"
basis = "hour"
percent-of-basic = 50
rounding = {{ to = 0.01, mode = "half-up" }}
[settlement.payment.standby]
title = "Standby"
kind = "allowance"
basis = "session"
amount = 12.35
{rest}
"#
        ),
    )
}

fn worked(month_of: &str, payment: &str, number: &str) -> Worked {
    Worked { month: month(month_of), payment: payment.into(), number: number.parse().expect("a number") }
}

fn staff(worked: Vec<Worked>) -> Member {
    Member { worked, ..member("A", None, "1", "2020-04-01") }
}

#[test]
fn hours_are_paid_at_their_share_of_basic_pay_for_an_hour() {
    let (_, history) = unsocial("");
    let hours = vec![
        worked("2020-04", "unsocial-night", "12.5"),
        worked("2020-05", "unsocial-weekend", "7"),
        worked("2020-05", "unsocial-weekend", "0.5"),
        worked("2020-05", "standby", "3"),
    ];
    let career = entitlement::progress(&history, &staff(hours.clone()), day("2020-07-01")).expect("due");
    // 22,000 / 52.143 / 37 = 11.40315…: 30% of it for 12.5 hours; 50% of it is 5.70 to the penny, for 7.5 hours.
    assert_eq!(career.months[0].component("unsocial-night"), money("42.76"));
    assert_eq!(career.months[1].component("unsocial-weekend"), money("42.75"));
    assert_eq!(career.months[1].component("standby"), money("37.05"));
    assert_eq!(career.months[2].total(), money("1833.33"));
    let part_time =
        Member { hours: Hours::Fte(payspine::money::Fte::new("0.5".parse().expect("half")).expect("half")), ..staff(hours) };
    let half = entitlement::progress(&history, &part_time, day("2020-07-01")).expect("due");
    assert_eq!(half.months[1].component("unsocial-weekend"), money("42.75"), "hours are hours, whoever works them");
    let record = Record::of(&history, &part_time, day("2020-07-01")).expect("a record");
    assert_eq!(record.months(&history).expect("months"), half.months);
}

#[test]
fn a_rise_within_the_month_counts_for_all_its_hours_and_amounts_keep_their_pennies() {
    let (_, history) = unsocial(
        r#"[[settlement]]
from = 2020-05-15
status = "agreed"
source = "made up"
[[settlement.measure]]
uplift = { percent = 10 }
[[settlement.measure]]
uplift = { percent = 10 }
payments = ["standby"]
"#,
    );
    let hours = vec![worked("2020-05", "unsocial-weekend", "10"), worked("2020-05", "standby", "1")];
    let career = entitlement::progress(&history, &staff(hours), day("2020-06-01")).expect("due");
    // Half of 24,200 / 52.143 / 37 is 6.27; 12.35 and 10% are 13.585.
    assert_eq!(career.months[1].component("unsocial-weekend"), money("62.70"));
    assert_eq!(career.months[1].component("standby"), money("13.59"));
}

#[test]
fn hours_of_a_payment_that_is_not_due_are_said_and_none_given_is_too() {
    let (_, history) = unsocial("");
    let career = entitlement::progress(&history, &staff(vec![]), day("2020-06-01")).expect("due");
    let said = |text: &str| assumptions(&career.assumptions).iter().any(|line| line == text);
    assert!(said("Standby: paid for each session worked, and none is given, so none is counted."));
    let (_, history) =
        unsocial("[[settlement]]\nfrom = 2020-05-01\nstatus = \"agreed\"\nsource = \"x\"\npayment.standby.withdrawn = true");
    let career =
        entitlement::progress(&history, &staff(vec![worked("2020-06", "standby", "1")]), day("2020-07-01")).expect("due");
    let said = |text: &str| assumptions(&career.assumptions).iter().any(|line| line == text);
    assert!(said("standby: it is not due in June 2020, so what was worked then is not counted."), "{:?}", career.assumptions);
}

/// E35: seven months of claims paid 96.00 each under the old scheme; due for them 7 × 22,000 × 5% / 12 = 641.67, net −30.33. The figures
/// are made up. They are printed for the sum rounded once: that is what a file says that does not round months to the penny. With months
/// of pennies 7 × 91.67 = 641.69 is due.
#[test]
fn hours_outside_service_and_hours_given_twice_are_said() {
    let (_, history) = unsocial("");
    let hours = ["2020-03", "2020-05", "2020-05", "2020-07"].map(|month| worked(month, "unsocial-weekend", "7.5"));
    let leaver = Member { last_day: Some(day("2020-06-15")), ..staff(hours.to_vec()) };
    let career = entitlement::progress(&history, &leaver, day("2020-08-01")).expect("due");
    for said in [
        "unsocial-weekend: 7.5 in March 2020 is before the member's first day here, and is not counted.",
        "unsocial-weekend: 7.5 in May 2020 is given twice, and both are counted.",
        "unsocial-weekend: 7.5 in July 2020 is after the last day of service, and is not counted.",
    ] {
        assert!(assumptions(&career.assumptions).iter().any(|line| line == said), "{said}: {:?}", career.assumptions);
    }
}

#[test]
fn e35_an_annualised_payment_in_the_place_of_claims() {
    let annualised = r#"
[settlement.payment.unsocial]
title = "Unsocial hours, annualised"
kind = "enhancement"
percent-of-basic = 5
"#;
    let of = |rounding: &str| {
        let start = START.replace("monthly-rounding = { to = 0.01,", &format!("monthly-rounding = {{ to = {rounding},"));
        let (scale, _) = one_rate(22_000, &format!("{start}{annualised}"));
        let terms = Arc::new(Terms::new(Arc::clone(&scale)).expect("terms"));
        let asked = Period::new(day("2022-04-01"), day("2022-11-01"));
        let staff = Member { from: day("2022-04-01"), ..member("A", None, "1", "2020-04-01") };
        let due = Version::new(terms, staff).due(asked).expect("due");
        let paid: Vec<PaidLine> = lines("2022-04", 7, "unsocial", "96.00");
        let ledger = Ledger::new(asked, &scale, &due, &paid);
        let of_unsocial = ledger.entries.iter().filter(|entry| entry.element.id() == "unsocial");
        let sums = of_unsocial.fold((Money::ZERO, Money::ZERO), |sums, entry| (sums.0 + entry.due, sums.1 + entry.paid));
        (sums.0, sums.1, sums.0 - sums.1)
    };
    let penny = |amount: Money| payspine::money::Rounding::to_the_penny().round(&amount.exact()).expect("an amount");
    let (due, paid, net) = of("0.0001");
    assert_eq!((penny(due), paid, penny(net)), (money("641.67"), money("672.00"), money("-30.33")));
    let (due, paid, net) = of("0.01");
    assert_eq!((due, paid, net), (money("641.69"), money("672.00"), money("-30.31")));
}

#[test]
fn a_payroll_gives_hours_beside_the_roster() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let (scale, _) = unsocial("");
    write("scale.toml", &payspine::scale_file::write_scale(&scale));
    write("staff.csv", "id,grade,point\n7,A,1\n8,A,1\n");
    write("worked.csv", "id,month,payment,hours\n7,2020-05,standby,3\n7,2020-04,unsocial-weekend,7.5\n");
    write(
        "paid.csv",
        "id,month,element,amount\n7,2020-04,basic,1833.33\n7,2020-04,unsocial-weekend,42.75\n7,2020-05,basic,1833.33\n7,2020-05,standby,37.05\n8,2020-04,basic,1833.33\n8,2020-05,basic,1833.33\n",
    );
    let audit =
        "audit staff.csv --payslips paid.csv --worked worked.csv --scale ./scale.toml --from 2020-04 --to 2020-05 --strict";
    let (out, err, code) = run_in(folder.path(), audit);
    assert_eq!(code, 0, "{out}{err}");
    write("worked.csv", "id,month,payment,hours\n7,2020-05,stand-by,3\n7,May,standby,x\n7,2020-05,standby,x\n");
    let (_, err, code) = run_in(folder.path(), audit);
    assert_eq!(code, 2);
    for said in [
        "no payment `stand-by` goes by hours or sessions worked",
        "did you mean `standby`",
        "`May` is not a month",
        "`x` is no number of hours",
    ] {
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn hours_reduce_no_mark_time_and_are_not_protected() {
    let (_, history) = unsocial("");
    let mut staff = staff(vec![worked("2020-05", "standby", "1")]);
    staff.events.push(Event { on: day("2020-05-01"), changes: vec![FieldChange::Protect] });
    let faults = entitlement::progress(&history, &staff, day("2020-06-01")).expect_err("no rule");
    assert_eq!(faults[0].path, ["event", "0", "protect"]);
}
