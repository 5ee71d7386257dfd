//! Mark time: protected pay, month by month.

use std::sync::Arc;

use payspine::audit::{Element, Ledger, Mistake, PaidLine, Version};
use payspine::calendar::Period;
use payspine::entitlement::{self, Career, MonthDue};
use payspine::money::{Fte, Money};
use payspine::scale::{Component, Scale};
use payspine::settlement::History;
use payspine::workforce::{Event, FieldChange, Hours, Member};
use rust_decimal::Decimal;

use crate::what_else_is_due::{START, audited, mistakes, one_rate};
use crate::{day, member};

/// The system of "Mark Time Use Case" in Oracle's UK payroll documentation, with what reduces mark time. Months 1 to 6 are May to October
/// 2023, because the second and the fifth have 30 days, so that half-way is exact.
fn use_case(rule: &str) -> (Arc<Scale>, History) {
    let rule = format!("[protection]\nprotects = [\"shift\"]\nsource = \"Oracle\"\n{rule}\n[[settlement]]");
    one_rate(
        20_000,
        &format!(
            r#"{}
[settlement.payment.shift]
title = "Shift allowance"
kind = "allowance"
amount = 4000
where = {{ shift = "yes" }}
[settlement.payment.qualification]
title = "Qualification allowance"
kind = "allowance"
amount = 3500
where = {{ qualified = "yes" }}
[[settlement]]
from   = 2023-08-01
title  = "Rise"
status = "agreed"
source = "made up"
[[settlement.measure]]
uplift = {{ flat = 1000 }}
"#,
            START.replace("[[settlement]]", &rule)
        ),
    )
}

const REDUCED: &str = r#"reduced-by = ["basic", "qualification"]"#;

fn field(name: &str, value: &str) -> FieldChange {
    FieldChange::Field(name.into(), value.into())
}

/// The shift ends half-way through month 2; the qualification comes half-way through month 5.
fn staff() -> Member {
    let events = vec![
        Event { on: day("2023-06-16"), changes: vec![field("shift", "no"), FieldChange::Protect] },
        Event { on: day("2023-09-16"), changes: vec![field("qualified", "yes")] },
    ];
    let fields = [("shift".to_owned(), "yes".to_owned()), ("qualified".to_owned(), "no".to_owned())];
    Member { fields: fields.into(), events, from: day("2023-05-01"), ..member("A", None, "1", "2023-01-01") }
}

fn career(rule: &str, staff: &Member, until: &str) -> Career {
    entitlement::progress(&use_case(rule).1, staff, day(until)).expect("due")
}

fn months(career: &Career, of: impl Fn(&MonthDue) -> Money) -> Vec<String> {
    career.months.iter().map(|month| of(month).to_string()).collect()
}

fn mark_time(career: &Career) -> Vec<String> {
    months(career, |month| month.component(Component::MarkTime))
}

#[test]
fn the_public_example_comes_out_as_printed() {
    let career = career(REDUCED, &staff(), "2023-11-01");
    assert_eq!(mark_time(&career), ["0.00", "166.67", "333.33", "250.00", "104.17", "0.00"]);
    let pay = months(&career, MonthDue::total);
    assert_eq!(pay, ["2000.00", "2000.00", "2000.00", "2000.00", "2000.00", "2041.67"]);
    // The shift allowance and the mark time in its place share its month.
    assert_eq!(career.months[1].component("shift").to_string(), "166.66");
    let row = career.rows.iter().find(|row| row.from == day("2023-06-16")).expect("a row");
    let due = row.pay.payments.iter().find(|payment| payment.component == Component::MarkTime).expect("mark time");
    assert_eq!(due.annual, Money::from(4000).exact());
}

#[test]
fn what_is_not_named_does_not_reduce_it_and_what_was_eaten_does_not_come_back() {
    let all = mark_time(&career("reduced-by = \"none\"", &staff(), "2023-11-01"));
    assert_eq!(all, ["0.00", "166.67", "333.33", "333.33", "333.33", "333.33"]);
    let by_basic = mark_time(&career(r#"reduced-by = ["basic"]"#, &staff(), "2023-11-01"));
    assert_eq!(by_basic, ["0.00", "166.67", "333.33", "250.00", "250.00", "250.00"]);
    let mut back = staff();
    back.events.push(Event { on: day("2023-11-01"), changes: vec![field("qualified", "no")] });
    assert_eq!(mark_time(&career(REDUCED, &back, "2023-12-01"))[6], "0.00");
}

#[test]
fn it_ends_with_its_time_and_the_row_says_so() {
    let career = career("reduced-by = \"none\"\nfor = \"3 months\"", &staff(), "2023-11-01");
    assert_eq!(mark_time(&career), ["0.00", "166.67", "333.33", "333.33", "166.67", "0.00"]);
    let last = career.rows.iter().find(|row| row.from == day("2023-09-16")).expect("a row");
    assert!(last.reasons.contains(&entitlement::Reason::MarkTimeEnds), "{last:?}");
}

#[test]
fn part_timers_get_their_share_and_a_change_of_hours_is_no_loss() {
    let half = Fte::new(Decimal::new(5, 1)).expect("half");
    let part_time = Member { hours: Hours::Fte(half), ..staff() };
    assert_eq!(mark_time(&career(REDUCED, &part_time, "2023-11-01"))[2], "166.67");
    let mut hours = staff();
    hours.events[0].changes[0] = FieldChange::Hours(Hours::Fte(half));
    assert!(mark_time(&career(REDUCED, &hours, "2023-11-01")).iter().all(|amount| amount == "0.00"));
}

/// What a payroll would have paid that did what `change` says.
fn paid_as(career: &Career, change: impl Fn(&Component, Money) -> Money) -> Vec<PaidLine> {
    let lines = career.months.iter().flat_map(|due| due.components.iter().map(|(id, amount)| (due.month, id, *amount)));
    lines.map(|(month, id, amount)| PaidLine { month, element: Element::Known(id.clone()), amount: change(id, amount) }).collect()
}

fn held_against(paid: &[PaidLine]) -> (Ledger, Vec<Mistake>, Version) {
    let (scale, _) = use_case(REDUCED);
    let asked = Period::new(day("2023-05-01"), day("2023-11-01"));
    let (ledger, version, _) = audited(&scale, staff(), asked, paid);
    let found = mistakes(&scale, &version, asked, paid, &ledger);
    (ledger, found, version)
}

#[test]
fn mark_time_ignored_and_not_reduced_are_found() {
    let due = career(REDUCED, &staff(), "2023-11-01");
    let (ledger, found, _) = held_against(&paid_as(&due, |_, amount| amount));
    assert!(ledger.net().is_zero() && found.is_empty());
    let ignored = paid_as(&due, |id, amount| if *id == Component::MarkTime { Money::ZERO } else { amount });
    let (ledger, found, _) = held_against(&ignored);
    assert_eq!(ledger.underpaid.to_string(), "854.17");
    assert_eq!(found[0], Mistake::MarkTimeIgnored { from: day("2023-06-16"), right_from: None });
    let unreduced = paid_as(&career("reduced-by = \"none\"", &staff(), "2023-11-01"), |_, amount| amount);
    let (ledger, found, _) = held_against(&unreduced);
    assert_eq!(ledger.overpaid.to_string(), "645.82");
    assert_eq!(found[0], Mistake::MarkTimeNotReduced { from: day("2023-08-01"), right_from: None });
}

#[test]
fn a_payment_that_a_settlement_ends_can_be_protected_too() {
    let (_, history) = one_rate(
        20_000,
        &format!(
            r#"{}
[settlement.payment.shift]
kind = "allowance"
amount = 4000
[[settlement]]
from   = 2020-07-01
status = "agreed"
source = "made up"
payment.shift.withdrawn = true
[[settlement.measure]]
uplift = {{ percent = 3 }}
"#,
            START.replace(
                "[[settlement]]",
                "[protection]\nprotects = [\"basic\", \"shift\"]\nreduced-by = [\"basic\"]\nsource = \"made up\"\n[[settlement]]"
            )
        ),
    );
    let protect = vec![Event { on: day("2020-07-01"), changes: vec![FieldChange::Protect] }];
    let staff = Member { events: protect, ..member("A", None, "1", "2020-04-01") };
    let career = entitlement::progress(&history, &staff, day("2020-09-01")).expect("due");
    // 4,000 was lost; 3% of 20,000 makes 600 of it good.
    assert_eq!(career.months[3].component(Component::MarkTime).to_string(), "283.33");
    assert_eq!(career.months[3].total().to_string(), "2000.00");
}
