//! What beside a member's place decides what a month is due: payments of which one is due at a time.

use std::sync::Arc;

use payspine::audit::{Element, Ledger, Mistake, PaidLine, Terms, Version, WrongTerms};
use payspine::calendar::{Month, Period};
use payspine::entitlement::{self, Record};
use payspine::money::{Fte, Money};
use payspine::payslip_file::read_month;
use payspine::report;
use payspine::report::words::assumptions;
use payspine::scale::{Component, PaymentId, Scale};
use payspine::settlement::History;
use payspine::workforce::Member;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::{day, member, random, system};

/// A system of one grade at one rate of pay; `rest` is what else its file says.
pub(crate) fn one_rate(pay: u32, rest: &str) -> (Arc<Scale>, History) {
    let text = format!(
        r#"
format   = 1
id       = "one-rate"
title    = "One rate"
currency = "GBP"
{rest}
"#
    );
    let text = text.replace("PAY", &pay.to_string());
    let (loaded, history) = system(&text);
    (loaded.value, history)
}

/// The start of such a file's settlements, with pennies in each month.
pub(crate) const START: &str = r#"
[conventions]
annual-rounding  = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
part-month       = "calendar-days"
hours-per-week   = 37
weeks-per-year   = 52.143
year-start       = "04-01"
[grade.A]
title = "A"
spine = "main"
[[settlement]]
from   = 2020-04-01
status = "agreed"
source = "made up"
spine.main.points = { 1 = PAY }
range.A = { minimum = 1, target = 1 }
"#;

pub(crate) fn month(text: &str) -> Month {
    read_month(text).expect("a month of the test")
}

pub(crate) fn money(digits: &str) -> Money {
    Money::new(digits.parse().expect("digits")).expect("an amount")
}

/// A payslip line in each of some months from one on.
pub(crate) fn lines(first: &str, months: usize, element: &str, amount: &str) -> Vec<PaidLine> {
    let months = std::iter::successors(Some(month(first)), |month| Some(month.next())).take(months);
    months.map(|month| PaidLine { month, element: Element::Known(element.into()), amount: money(amount) }).collect()
}

/// What was paid held against what was due.
pub(crate) fn audited(scale: &Arc<Scale>, member: Member, asked: Period, paid: &[PaidLine]) -> (Ledger, Version, Arc<Terms>) {
    let terms = Arc::new(Terms::new(Arc::clone(scale)).expect("terms"));
    let version = Version::new(Arc::clone(&terms), member);
    let due = version.due(asked).expect("due");
    let ledger = Ledger::new(asked, scale, &due, paid);
    (ledger, version, terms)
}

/// The mistakes that explain it, each alone.
pub(crate) fn mistakes(scale: &Arc<Scale>, version: &Version, asked: Period, paid: &[PaidLine], ledger: &Ledger) -> Vec<Mistake> {
    let diagnosis = WrongTerms::new(scale).explain(asked, version, paid, ledger);
    diagnosis.explanations.into_iter().flat_map(|explanation| explanation.mistakes).collect()
}

fn responsibility() -> (Arc<Scale>, History) {
    one_rate(
        24_000,
        &format!(
            r#"{START}
[settlement.payment.tra]
title = "Temporary responsibility allowance"
kind = "allowance"
percent-of-basic = 5
exclusive-group = "responsibility"
[settlement.payment.duty]
title = "Duty allowance"
kind = "allowance"
amount = 500
exclusive-group = "responsibility"
"#
        ),
    )
}

/// E34: 5% and 500 both paid for the same 12 months; the first is due.
#[test]
fn e34_of_two_payments_of_one_group_the_first_is_due() {
    let (scale, _) = responsibility();
    let asked = Period::new(day("2020-04-01"), day("2021-04-01"));
    let mut paid = lines("2020-04", 12, "basic", "2000.00");
    paid.extend(lines("2020-04", 12, "tra", "100.00"));
    paid.extend(lines("2021-03", 1, "duty", "500.00"));
    let (ledger, ..) = audited(&scale, member("A", None, "1", "2020-04-01"), asked, &paid);
    let due: Money = ledger.entries.iter().filter(|entry| entry.element != Component::Basic).map(|entry| entry.due).sum();
    assert_eq!((due, ledger.overpaid, ledger.underpaid), (money("1200.00"), money("500.00"), Money::ZERO));
}

#[test]
fn what_is_left_out_of_a_group_is_said_once() {
    let (_, history) = responsibility();
    let career = entitlement::progress(&history, &member("A", None, "1", "2020-04-01"), day("2021-04-01")).expect("due");
    assert!(career.months.iter().all(|month| month.component("duty").is_zero()));
    let said: Vec<String> = assumptions(&career.assumptions).into_iter().filter(|line| line.contains("Duty allowance")).collect();
    assert_eq!(
        said,
        ["Duty allowance is not due beside Temporary responsibility allowance: of the group responsibility only the first \
          stated that fits is."]
    );
}

#[test]
fn paying_both_of_a_group_is_a_mistake_that_is_found() {
    let (scale, _) = responsibility();
    let asked = Period::new(day("2020-04-01"), day("2021-04-01"));
    let mut paid = lines("2020-04", 12, "basic", "2000.00");
    paid.extend(lines("2020-04", 12, "tra", "100.00"));
    paid.extend(lines("2020-06", 5, "duty", "41.67"));
    let (ledger, version, _) = audited(&scale, member("A", None, "1", "2020-04-01"), asked, &paid);
    let found = mistakes(&scale, &version, asked, &paid, &ledger);
    let payments: Vec<PaymentId> = vec!["tra".into(), "duty".into()];
    let wanted = Mistake::BothPaid { payments, from: day("2020-06-01"), right_from: Some(month("2020-11")) };
    assert_eq!(found, [wanted]);
    assert_eq!(
        report::words::mistake(&scale, &found[0]),
        "Payroll paid Temporary responsibility allowance and Duty allowance together, of which one is due at a time, from 1 June \
         2020, put right from November 2020"
    );
}

/// A paybill counts a payment that a share of staff get at that share, and what comes after it in its group at the rest.
#[test]
fn in_a_paybill_the_second_of_a_group_counts_at_what_the_first_leaves() {
    let (_, history) = one_rate(
        24_000,
        &format!(
            r#"{START}
[settlement.payment.first]
kind = "allowance"
amount = 1200
share = 25
exclusive-group = "one"
[settlement.payment.second]
kind = "allowance"
amount = 2400
exclusive-group = "one"
"#
        ),
    );
    let staff = member("A", None, "1", "2020-04-01");
    let career = entitlement::progress_in_paybill(&history, &staff, day("2020-05-01")).expect("due");
    let month = &career.months[0];
    assert_eq!((month.component("first"), month.component("second")), (money("25.00"), money("150.00")));
    let staff = Member { hours: payspine::workforce::Hours::Fte(Fte::new(Decimal::new(5, 1)).expect("half")), ..staff };
    let career = entitlement::progress(&history, &staff, day("2020-05-01")).expect("due");
    assert_eq!(career.months[0].component("second"), money("100.00"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A record that stands on its own is due what the member's progression is.
    #[test]
    fn a_record_is_due_what_progression_is((history, staff) in random::with_somebody()) {
        let until = day("2016-10-01");
        let career = entitlement::progress(&history, &staff, until).expect("due");
        let record = Record::of(&history, &staff, until).expect("a record");
        prop_assert_eq!(record.months(&history).expect("months"), career.months);
    }

    /// No two payments of one group are due together, to one member or in a paybill.
    #[test]
    fn no_two_of_a_group_are_due_together((history, staff) in random::with_somebody()) {
        let career = entitlement::progress(&history, &staff, day("2016-10-01")).expect("due");
        for row in &career.rows {
            let tables = history.tables_at(row.from).expect("tables");
            let due = row.pay.payments.iter().chain(row.pay.once_a_year.iter().map(|(_, payment)| payment));
            let mut groups: Vec<&String> = due.filter_map(|due| tables.payment(due.component.payment()?)?.fact.exclusive_group.as_ref()).collect();
            let all = groups.len();
            groups.sort();
            groups.dedup();
            prop_assert_eq!(groups.len(), all);
        }
    }
}
