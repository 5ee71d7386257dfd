//! Net pay by the worked examples of the research notes, and against a second computation.

use payspine::calendar::Date;
use payspine::money::{Money, Percent};
use payspine::net_pay::{
    MembersPension, MonthsPay, NetPay, NetTables, Overpaid, TaxPosition, at_the_margin, estimate, insurance_recovered,
    net_overpayment, recoverable,
};
use payspine::recovery::Basis;
use payspine::report::words::assumptions;
use payspine::scale_file;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::day;

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

fn percent(text: &str) -> Percent {
    Percent::new(text.parse().expect("a number"))
}

fn scheme(id: &str) -> MembersPension {
    MembersPension::Scheme { table: scale_file::statutory("pension-member").unwrap(), scheme: id.to_owned() }
}

fn tables(income_tax: &str, pension: Option<MembersPension>) -> NetTables {
    let table = |id: &str| scale_file::statutory(id).unwrap();
    NetTables { income_tax: table(income_tax), national_insurance: table("national-insurance"), pension }
}

/// A month that is pensionable throughout, with back pay in it.
fn month(paid_on: &str, gross: &str, arrears: &str) -> MonthsPay {
    MonthsPay { paid_on: day(paid_on), gross: money(gross), pensionable: money(gross), arrears: money(arrears) }
}

fn alpha(paid_on: &str, gross: &str, arrears: &str) -> NetPay {
    let pay = month(paid_on, gross, arrears);
    estimate(&tables("income-tax", Some(scheme("civil-service-alpha"))), &pay, TaxPosition::MonthOne).unwrap()
}

#[test]
fn e20_net_pay_of_2_700() {
    let net = alpha("2025-04-30", "2700", "0");
    assert_eq!(
        [net.pension, net.taxable, net.tax, net.national_insurance, net.net],
        ["124.20", "1527", "305.40", "132.16", "2138.24"].map(money)
    );
    assert!(
        assumptions(&net.assumptions).iter().any(|line| line.contains("1257L") && line.contains("not verified")),
        "{:?}",
        net.assumptions
    );
    assert!(net.sources.iter().any(|line| line.contains("EPN721")), "{:?}", net.sources);
}

#[test]
fn e18_back_pay_counted_in_the_band_until_august_2020_and_not_after() {
    // 49,000 a year with three months' back pay at 1,000 a year.
    let counted = alpha("2017-07-31", "4333.33", "250");
    assert_eq!((counted.pension, counted.pension_rate), (money("318.50"), Some(percent("7.35"))));
    let apart = alpha("2020-09-30", "4333.33", "250");
    assert_eq!((apart.pension, apart.pension_rate), (money("236.17"), Some(percent("5.45"))));
    // 52,000 would be in the second band of 2020/21 either way; 56,000 would not.
    assert_eq!(alpha("2020-08-31", "4666.67", "583.34").pension_rate, Some(percent("7.35")));
    assert_eq!(alpha("2020-09-30", "4666.67", "583.34").pension_rate, Some(percent("5.45")));
}

#[test]
fn e19_at_the_margin() {
    let margin = at_the_margin(money("1508.92"), percent("4.6"), percent("20"), percent("8")).unwrap();
    assert_eq!(
        [margin.pension, margin.tax, margin.national_insurance, margin.net],
        ["69.41", "287.90", "120.71", "1030.90"].map(money)
    );
}

/// The same overpayment (E15) without and with the months around it: it took the month from 4.6 % of 1,191.08 to 4.6 % of 2,700, and
/// used the free pay and the threshold that the pay due left.
#[test]
fn the_difference_of_two_months_is_what_the_member_had_in_hand() {
    let tables = tables("income-tax", Some(scheme("civil-service-alpha")));
    let (due, paid) = (month("2025-07-31", "1191.08", "0"), month("2025-07-31", "2700", "0"));
    let overpaid = net_overpayment(&tables, &due, &paid, TaxPosition::MonthOne).unwrap();
    // Due: pension 54.79, taxable 88 and tax 17.60, National Insurance 11.45.
    assert_eq!(overpaid.without.net, money("1107.24"));
    assert_eq!(overpaid.net(), money("1031.00"));
    let months = [Overpaid { due, paid }];
    let of = |basis, from: &str| recoverable(&tables, basis, &months, day(from)).unwrap()[0].amount;
    assert_eq!(of(Basis::Gross, "2025-10-31"), money("1508.92"));
    assert_eq!(of(Basis::Net, "2025-10-31"), money("1031.00"));
    // Gross in the tax year in which it arose, net from 6 April.
    assert_eq!(of(Basis::NetForEarlierYears, "2026-04-05"), money("1508.92"));
    assert_eq!(of(Basis::NetForEarlierYears, "2026-04-06"), money("1031.00"));
}

#[test]
fn e39_national_insurance_under_deducted_is_recovered_within_each_months_own() {
    let own = [money("80"), money("80")];
    assert_eq!(insurance_recovered(money("100"), &own), [money("80"), money("20")]);
    assert_eq!(insurance_recovered(money("0"), &own), [Money::ZERO, Money::ZERO]);
}

#[test]
fn e40_tiers_revised_with_hindsight_refund_41_25_a_month() {
    let pay = month("2025-06-30", "2291.67", "0");
    let of = |pension| estimate(&tables("income-tax", Some(pension)), &pay, TaxPosition::MonthOne).unwrap().pension;
    // The tiers as first published (NHS Employers, CPI of 1.7 %), superseded in July 2025.
    let first = b"format = 1\nid = \"first\"\ntitle = \"First published\"\nstatutory = \"pension-member\"\n[[row]]\nscheme = \"nhs\"\n\
        from = 2025-04-01\nbasis = \"actual\"\nbands = [{ up-to = 13259, percent = 5.2 }, { up-to = 27288, percent = 6.5 }, \
        { up-to = 33247, percent = 8.3 }, { up-to = 49913, percent = 9.8 }, { up-to = 63994, percent = 10.7 }, { percent = 12.5 }]\n\
        source = \"NHS Employers, member contributions\"\n";
    let table = scale_file::read_statutory(&scale_file::source("first.toml", first).unwrap()).unwrap().value.as_ref().clone();
    let (before, after) = (of(MembersPension::Scheme { table, scheme: "nhs".into() }), of(scheme("nhs-england-wales")));
    assert_eq!((before, after, before - after), (money("190.21"), money("148.96"), money("41.25")));
}

#[test]
fn e41_the_band_of_2024_25_is_that_of_epn700() {
    assert_eq!(alpha("2024-06-30", "2750", "0").pension, money("126.50"));
    let other = estimate(
        &tables("income-tax", Some(MembersPension::Rate(percent("5.45")))),
        &month("2024-06-30", "2750", "0"),
        TaxPosition::MonthOne,
    );
    assert_eq!(other.unwrap().pension, money("149.88"));
}

/// A salary on the very end of a band is in it, whichever way its twelfth was rounded.
#[test]
fn twelve_rounded_months_do_not_leave_a_band() {
    assert_eq!(alpha("2025-06-30", "2899.92", "0").pension_rate, Some(percent("4.6")), "34,799 a year");
    assert_eq!(alpha("2025-06-30", "2900", "0").pension_rate, Some(percent("5.45")), "34,800 a year");
}

#[test]
fn rates_are_those_of_the_day_of_payment_and_none_is_made_up() {
    let net = |tables: &NetTables, on: &str| estimate(tables, &month(on, "2700", "0"), TaxPosition::MonthOne);
    let without = tables("income-tax", None);
    let insurance = |on: &str| net(&without, on).unwrap().national_insurance;
    assert_eq!(
        (insurance("2024-01-05"), insurance("2024-01-06"), insurance("2024-04-06")),
        (money("198.24"), money("165.20"), money("132.16"))
    );
    let why = net(&without, "2027-04-06").unwrap_err().to_string();
    assert_eq!(why, "no rate of income tax is known for 2027-04-06");
    let scots = tables("income-tax-scotland", None);
    // 1,651 taxable: 235.58 at 19 %, 1,007.83 at 20 %, the rest at 21 %: 44.76, 201.57 and 85.59.
    assert_eq!(net(&scots, "2025-06-30").unwrap().tax, money("331.92"));
    // What is from memory says so.
    let said = assumptions(&net(&tables("income-tax", Some(scheme("civil-service-alpha"))), "2016-06-30").unwrap().assumptions);
    assert!(said.iter().any(|line| line.contains("from memory, not checked")), "{said:?}");
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

proptest! {
    /// Month by month, cumulative tax is that of the year so far; a year of one pay bears the tax of the year within a pound a month.
    #[test]
    fn cumulative_tax_of_a_year_is_the_tax_of_its_pay(pence in 50_000..1_200_000_i64) {
        let tables = tables("income-tax", None);
        let gross = Money::new(Decimal::new(pence, 2)).unwrap();
        let (mut pay, mut tax) = (Money::ZERO, Money::ZERO);
        for month in 1..=12_u8 {
            let number = i8::try_from(month).unwrap();
            let (year, of_year) = if number <= 9 { (2025, number + 3) } else { (2026, number - 9) };
            let this = MonthsPay { paid_on: Date::constant(year, of_year, 28), gross, pensionable: Money::ZERO, arrears: Money::ZERO };
            let net = estimate(&tables, &this, TaxPosition::Cumulative { month, pay, tax }).unwrap();
            pay += gross;
            tax += net.tax;
            prop_assert_eq!(net.net, gross - net.tax - net.national_insurance);
        }
        // The year by itself, by the table as it is printed.
        let taxable = (pay.amount() - decimal("12579")).max(Decimal::ZERO).floor();
        let band = |from: &str, to: &str| (taxable.min(decimal(to)) - decimal(from)).max(Decimal::ZERO);
        let year = band("0", "37700") * decimal("0.2") + band("37700", "125140") * decimal("0.4") + band("125140", "9999999") * decimal("0.45");
        prop_assert_eq!(tax.amount(), year.round_dp_with_strategy(2, RoundingStrategy::ToZero));
    }
}
