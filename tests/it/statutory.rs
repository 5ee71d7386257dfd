//! Statutory tables and recovery policies: worked examples from outside, and that nothing from memory passes as published.

use payspine::calendar::Date;
use payspine::money::Money;
use payspine::scale_file;
use payspine::statutory::{StatutoryRow, StatutoryTable};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{day, payspine, payspine_json};

fn table(id: &str) -> StatutoryTable {
    scale_file::statutory(id).unwrap_or_else(|| panic!("{id} is shipped"))
}

fn row<'a>(table: &'a StatutoryTable, series: Option<&str>, on: &str) -> &'a StatutoryRow {
    let rows = table.on(day(on));
    rows.into_iter().find(|row| row.series.as_deref() == series).expect("in force")
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn pence(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// The rate of the band that an amount is in.
fn of_band(row: &StatutoryRow, amount: i64) -> Decimal {
    row.bands.iter().find(|band| band.up_to.is_none_or(|up_to| Money::from(amount) <= up_to)).expect("a band").rate
}

/// The least a year to the penny for 37 hours a week at the National Living Wage, by 365/7 weeks (worked examples E25).
#[test]
fn the_living_wage_sets_these_floors_for_37_hours_a_week() {
    let wage = table("minimum-wage");
    for (on, floor) in
        [("2023-04-01", "20103.16"), ("2024-04-01", "22071.03"), ("2025-04-01", "23556.58"), ("2026-04-01", "24521.23")]
    {
        let adults = row(&wage, None, on).bands.last().unwrap().rate;
        let year = adults * number("37") * number("365") / number("7");
        assert_eq!(year.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero), number(floor), "{on}");
    }
    // The age from which it is due: 25 to March 2021, 23 to March 2024, 21 since.
    let age = |on: &str| row(&wage, None, on).bands.last().unwrap().from_age;
    assert_eq!((age("2021-03-31"), age("2021-04-01"), age("2024-04-01")), (Some(25), Some(23), Some(21)));
}

/// An employer's National Insurance on 30,000 a year (E28d).
#[test]
fn an_employer_pays_this_on_30_000() {
    let insurance = table("national-insurance");
    for (on, due) in [("2024-06-30", "2884.20"), ("2025-06-30", "3750.00")] {
        let row = row(&insurance, None, on);
        let above = number("30000") - row.figure("secondary-threshold.year").unwrap();
        assert_eq!(above * row.figure("employer").unwrap() / number("100"), number(due), "{on}");
    }
    // Three periods in 2022/23, by the day of payment.
    let employee = |on: &str| row(&insurance, None, on).figure("employee").unwrap();
    assert_eq!(
        (employee("2022-11-05"), employee("2022-11-06"), employee("2024-01-06")),
        (number("13.25"), number("12"), number("10"))
    );
}

/// Net pay of 2,700 in the first month of 2025/26: alpha pension, code 1257L, category A (E20).
#[test]
fn net_pay_of_2_700_is_2_138_24() {
    let on = "2025-04-30";
    let gross = number("2700");
    let (pensions, taxes, insurance) = (table("pension-member"), table("income-tax"), table("national-insurance"));
    let pension = gross * of_band(row(&pensions, Some("civil-service-alpha"), on), 32_400) / number("100");
    assert_eq!(pension, number("124.20"));
    let tax = row(&taxes, None, on);
    // The free pay of code 1257L in a month; taxable pay is rounded down to the pound.
    assert_eq!(tax.figure("personal-allowance"), Some(number("12570")));
    let taxable = (gross - pension - number("1048.25")).floor();
    let due = taxable * tax.bands[0].rate / number("100");
    assert_eq!(due, number("305.40"));
    let row = row(&insurance, None, on);
    let contribution = (gross - row.figure("primary-threshold.month").unwrap()) * row.figure("employee").unwrap() / number("100");
    assert_eq!(contribution, number("132.16"));
    assert_eq!(gross - pension - due - contribution, number("2138.24"));
}

/// E40: the tiers of 2025/26 as revised in July 2025; E41: the band of 2024/25 by EPN700.
#[test]
fn pension_bands_are_those_of_the_scheme() {
    let pensions = table("pension-member");
    let month = |series: &str, on: &str, year: i64| {
        pence(Decimal::from(year) / number("12") * of_band(row(&pensions, Some(series), on), year) / number("100"))
    };
    assert_eq!(month("nhs-england-wales", "2025-04-01", 27_500), number("148.96"));
    assert_eq!(month("civil-service-alpha", "2024-04-01", 33_000), number("126.50"));
}

/// 39 weeks of maternity pay wholly in 2025/26, after two months at 2,400 (E12).
#[test]
fn thirty_nine_weeks_of_maternity_pay() {
    let pay = table("parental-pay");
    let row = row(&pay, None, "2025-06-01");
    let cut = |amount: Decimal| amount.round_dp_with_strategy(7, RoundingStrategy::ToZero);
    let earnings = cut(number("4800") / number("2") * number("12") / number("52"));
    assert_eq!(earnings, number("553.8461538"));
    let share = cut(earnings * row.figure("percent-of-earnings").unwrap() / number("100"));
    let first = (share * row.figure("first-weeks").unwrap()).round_dp_with_strategy(2, RoundingStrategy::AwayFromZero);
    assert_eq!(first, number("2990.77"));
    let weekly = row.figure("weekly").unwrap().min(share);
    assert_eq!(first + weekly * row.figure("weeks").unwrap(), number("9167.71"));
}

/// From April 2026 no more than 80 % of average weekly earnings, from the first day (E11b to E11d).
#[test]
fn sick_pay_before_and_after_april_2026() {
    let pay = table("sick-pay");
    let (before, after) = (row(&pay, None, "2026-04-05"), row(&pay, None, "2026-04-06"));
    assert_eq!(
        before.figure("weekly").unwrap() / number("5") * (number("5") - before.figure("waiting-days").unwrap()),
        number("47.50")
    );
    assert_eq!((after.figure("weekly"), after.figure("waiting-days")), (Some(number("123.25")), Some(number("0"))));
    let share = after.figure("percent-of-earnings").unwrap() / number("100");
    assert_eq!(after.figure("weekly").unwrap().min(number("140") * share), number("112.00"));
    assert_eq!(after.figure("weekly").unwrap() / share, number("154.0625"));
    assert_eq!((before.figure("lower-earnings-limit"), after.figure("lower-earnings-limit")), (Some(number("125")), None));
}

/// The levy of IRIS's example, a pay bill of 3,000,200 (E29).
#[test]
fn the_apprenticeship_levy_of_a_published_example() {
    let levy = table("apprenticeship-levy");
    let row = row(&levy, None, "2025-04-06");
    let due = number("3000200") * row.figure("percent").unwrap() / number("100") - row.figure("allowance").unwrap();
    assert_eq!(due, number("1.00"));
}

/// From 18,000 in April 2011 to 18,900 in April 2021, against RPI (E31).
#[test]
fn real_pay_fell_by_18_26_per_cent() {
    let prices = table("inflation");
    let index = |on: &str| row(&prices, Some("rpi-index"), on).figure("value").unwrap();
    let change = (number("18900") / number("18000")) / (index("2021-04-01") / index("2011-04-01")) - number("1");
    assert_eq!((change * number("100")).round_dp(2), number("-18.26"));
    // The rates of one month are not in force in the next.
    assert!(
        prices
            .on(day("2021-05-01"))
            .iter()
            .all(|row| row.series.as_deref() == Some("cpi-year") || row.series.as_deref() == Some("rpi-year"))
    );
}

/// Scotland: the first band of 2025/26, and the allowance of the whole United Kingdom.
#[test]
fn scottish_bands_lie_above_the_same_allowance() {
    let (scotland, rest) = (table("income-tax-scotland"), table("income-tax"));
    for year in 2016..=2026 {
        let on = format!("{year}-04-06");
        let of = |table| row(table, None, &on).figure("personal-allowance");
        assert_eq!(of(&scotland), of(&rest), "{on}");
    }
    let first = row(&scotland, None, "2025-04-06").bands[0];
    assert_eq!((first.up_to, first.rate), (Some(Money::from(2827)), number("19")));
}

/// A row without a source is assumed, and says why; a row from memory says that it is.
#[test]
fn every_row_has_a_source_or_is_assumed() {
    for id in scale_file::statutory_ids() {
        let text = scale_file::statutory_text(id).unwrap();
        let source = scale_file::source(id, text.as_bytes()).unwrap();
        let loaded = scale_file::read_statutory(&source).unwrap();
        assert!(loaded.warnings.is_empty(), "{id}");
        assert_eq!((loaded.value.id.as_str(), loaded.value.verified.is_some()), (id, true));
        for row in &loaded.value.rows {
            assert!(row.source.is_some() || row.assumed.is_some(), "{id} {}", row.from);
            assert!(!row.source.as_deref().unwrap_or_default().contains("memory"), "{id} {}", row.from);
        }
    }
    let shown = payspine_json(&["scale", "show", "national-insurance", "--on", "2017-05-01"]);
    assert!(shown["rows"][0]["assumed"].as_str().unwrap().contains("memory"));
}

#[test]
fn a_day_without_a_row_says_so() {
    let (out, _, code) = payspine(&["scale", "show", "parental-pay", "--on", "2010-01-01"]);
    assert_eq!(code, 0);
    assert!(out.contains("Nothing is in force on that day."), "{out}");
    assert!(out.contains("The table: stated from 5 April 2015, to 3 April 2027."), "{out}");
    let (out, _, _) = payspine(&["scale", "show", "pension-member", "--on", "2026-05-01"]);
    assert!(out.contains("civil-service-alpha: stated from 1 April 2015, to 31 March 2026."), "{out}");
    assert!(table("minimum-wage").on(Date::constant(2027, 4, 1)).is_empty(), "the rates of 2027 are not known");
}

/// No share of pay is built in: what a policy leaves out does not limit.
#[test]
fn policies_hold_what_they_state_and_nothing_else() {
    let read = |id: &str| {
        let source = scale_file::source(id, scale_file::policy_text(id).unwrap().as_bytes()).unwrap();
        scale_file::read_policy(&source).unwrap().value
    };
    let forces = read("armed-forces-jsp-754");
    assert_eq!(forces.share_of_net.map(|share| share.to_string()), Some("50%".to_owned()));
    assert_eq!((forces.days_of_gross, forces.share_of_gross, forces.basis), (Some(Decimal::from(4)), None, None));
    let council = read("lincolnshire-county-council");
    assert_eq!((council.de_minimis, council.share_of_net, council.from_final_pay), (Some(Money::from(50)), None, true));
    let terms = payspine_json(&["scale", "show", "lincolnshire-county-council"]);
    assert_eq!(terms["terms"][0], "Over 3 months at most without approval.");
}
