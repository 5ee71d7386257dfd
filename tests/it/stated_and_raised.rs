//! Values that a settlement states and that its measures change: which comes first, what is refused, and what is never rounded.

use payspine::money::Money;
use payspine::scale::PaymentRate;
use payspine::scale_file;
use payspine::settlement::{History, Rate};
use proptest::prelude::*;

use crate::{day, payspine_in, system};

/// Three points, a range by pay and an allowance; then a settlement of 2025 with more. `conventions` are added to those of the system.
fn porters(carry: &str, conventions: &str, second: &str) -> String {
    format!(
        r#"
        format   = 1
        id       = "porters"
        title    = "Porters"
        currency = "GBP"
        [conventions]
        annual-rounding  = {{ to = 1, mode = "half-up", carry = "{carry}" }}
        {conventions}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "calendar-days"
        year-start       = "04-01"
        [area]
        east = "East"
        west = "West"
        [grade.P]
        title = "Porter"
        spine = "main"
        [grade.M]
        title = "Manager"
        [[settlement]]
        from   = 2024-04-01
        status = "agreed"
        source = "made up"
        spine.main.points = {{ 1 = 23656, 2 = 24027, 3 = 24404 }}
        range.P = {{ minimum = 1, target = 3 }}
        range.M = {{ minimum-pay = 30000, target-pay = 36000 }}
        payment.london = {{ amount = 1000 }}
        [[settlement]]
        from   = 2025-04-01
        status = "agreed"
        source = "made up"
        {second}
        "#
    )
}

const RISE: &str = "[[settlement.measure]]\nuplift = { percent = 3.2 }\n";

fn published(second: &str) -> String {
    porters("published", "", second)
}

/// The first point, the ends of the range by pay and the allowance from April 2025.
fn values(text: &str) -> Vec<String> {
    values_of(&system(text).1)
}

fn values_of(history: &History) -> Vec<String> {
    let tables = history.tables_at(day("2025-04-01")).unwrap();
    let first = tables.annual(&"P".into(), None, &"main".into(), &"1".into()).unwrap();
    let payspine::settlement::Range::Pay { minimum, target, .. } = tables.range(&"M".into(), None).unwrap().1 else {
        panic!("a range by pay")
    };
    let Rate::Amount(london) = &tables.payment(&"london".into()).unwrap().tiers[0].rate else { panic!("an amount") };
    [first, minimum.published, target.published, london.published].map(|money| money.to_string()).to_vec()
}

/// What a system is refused with: the codes and titles of all problems.
fn refusals(text: &str) -> Vec<String> {
    let source = scale_file::source("test.toml", text.as_bytes()).unwrap();
    let problems = scale_file::read_scale(&source).expect_err("the system is refused");
    problems.iter().map(|problem| format!("{}: {}", problem.code.word(), problem.title)).collect()
}

#[test]
fn a_stated_point_that_a_measure_raises_is_refused_with_both_values() {
    let stated = format!("spine.main.points = {{ 1 = 24027 }}\n{RISE}");
    assert_eq!(
        refusals(&published(&stated)),
        ["two-readings: point 1 on spine `main` has two readings: 24027.00 if what is stated is the result, 24796.00 if this \
             settlement's measures start from it"]
    );
    let first = format!("spine.main = {{ before-measures = true, points = {{ 1 = 24027 }} }}\n{RISE}");
    assert_eq!(values(&published(&first))[0], "24796.00");
    let result = format!("spine.main = {{ exception = \"the minimum wage\", points = {{ 1 = 24027 }} }}\n{RISE}");
    assert_eq!(values(&published(&result))[0], "24027.00");
}

#[test]
fn a_new_table_that_a_measure_raises_is_refused_with_both_values() {
    let table =
        |key: &str| format!("spine.main = {{ {key} replace = true, points = {{ 1 = 24000, 2 = 25000, 3 = 26000 }} }}\n{RISE}");
    let problem = &refusals(&published(&table("")))[0];
    assert!(problem.contains("24000.00 if what is stated is the result, 24768.00 if"), "{problem}");
    assert!(problem.ends_with("and so have 2 more values here"), "{problem}");
    assert_eq!(values(&published(&table("before-measures = true,")))[0], "24768.00");
    assert_eq!(values(&published(&table("exception = \"as agreed\",")))[0], "24000.00");
}

#[test]
fn a_formula_that_a_measure_raises_is_refused_with_both_values() {
    let formula = |key: &str| {
        format!("spine.main = {{ {key} first = 1, last = 3, arithmetic = {{ value = 24000, step = \"1/30\" }} }}\n{RISE}")
    };
    let problem = &refusals(&published(&formula("")))[0];
    assert!(problem.contains("24000.00 if what is stated is the result, 24768.00 if"), "{problem}");
    assert_eq!(values(&published(&formula("before-measures = true,")))[0], "24768.00");
}

#[test]
fn ranges_and_payments_that_a_measure_raises_are_refused_likewise() {
    let range = |keys: &str| format!("range.M = {{ minimum-pay = 31000, target-pay = 37000 {keys} }}\n{RISE}");
    let problem = &refusals(&published(&range("")))[0];
    assert!(problem.contains("31000.00 to 37000.00 if what is stated is the result, 31992.00 to 38184.00 if"), "{problem}");
    assert_eq!(values(&published(&range(", before-measures = true")))[1..3], ["31992.00", "38184.00"]);
    assert_eq!(values(&published(&range(", exception = \"as agreed\"")))[1..3], ["31000.00", "37000.00"]);
    let payment = |keys: &str| {
        format!(
            "payment.london = {{ amount = 1100 {keys} }}\n[[settlement.measure]]\nuplift = {{ percent = 10 }}\npayments = [\"london\"]\n"
        )
    };
    // 1,000 + 10% is what is stated, so nothing is left open.
    assert_eq!(values(&published(&payment("")))[3], "1100.00");
    let other = |keys: &str| payment(keys).replace("1100", "1200");
    let problem = &refusals(&published(&other("")))[0];
    assert!(
        problem.contains("payment `london` has two readings: 1200.00 if what is stated is the result, 1320.00 if"),
        "{problem}"
    );
    assert_eq!(values(&published(&other(", before-measures = true")))[3], "1320.00");
    assert_eq!(values(&published(&other(", exception = \"as agreed\"")))[3], "1200.00");
}

#[test]
fn what_measures_lead_to_may_be_stated_beside_them() {
    // 23,656 + 3.2% is 24,413, 30,000 and 36,000 become 30,960 and 37,152: nothing is left open.
    let both = format!("spine.main.points = {{ 1 = 24413 }}\nrange.M = {{ minimum-pay = 30960, target-pay = 37152 }}\n{RISE}");
    assert_eq!(values(&published(&both))[..3], ["24413.00", "30960.00", "37152.00"]);
    // A measure for other points changes nothing that is stated.
    let apart = format!("spine.main.points = {{ 1 = 24000 }}\n{RISE}points = \"2..3\"\n");
    assert_eq!(values(&published(&apart))[0], "24000.00");
}

#[test]
fn values_by_area_are_read_in_one_way_only_too() {
    let table = |key: &str| format!("spine.main = {{ {key} east.points = {{ 1 = 24027 }} }}\n{RISE}");
    let text = published(&table("")).replace("range.P = { minimum", "range.P.east = { minimum");
    let problem = &refusals(&text)[0];
    assert!(problem.contains("24027.00 if what is stated is the result, 24796.00 if"), "{problem}");
    let text = published(&table("before-measures = true,")).replace("range.P = { minimum", "range.P.east = { minimum");
    let (_, history) = system(&text);
    let tables = history.tables_at(day("2025-04-01")).unwrap();
    let east = tables.annual(&"P".into(), Some(&"east".into()), &"main".into(), &"1".into()).unwrap();
    assert_eq!(east.to_string(), "24796.00");
}

#[test]
fn between_two_measures_values_are_rounded_unless_the_file_says_otherwise() {
    let two = "spine.main.points = { 1 = 23656 }\n[[settlement.measure]]\nuplift = { percent = 0.5 }\n[[settlement.measure]]\nuplift = { percent = 1.5 }\n";
    let two = two.split_once('\n').unwrap().1;
    let of = |conventions: &str| {
        let text = porters("published", conventions, two).replace("23656, 2 = 24027, 3 = 24404", "27900, 2 = 28000, 3 = 28100");
        values(&text)[0].clone()
    };
    // 27,900 × 1.005 = 28,039.50, and that × 1.015 = 28,460.09; 28,040 × 1.015 = 28,460.60.
    assert_eq!(of(""), "28461.00");
    assert_eq!(of("between-measures = \"rounded\""), "28461.00");
    assert_eq!(of("between-measures = \"unrounded\""), "28460.00");
}

#[test]
fn the_next_settlement_starts_from_the_published_value_all_the_same() {
    let two = "[[settlement.measure]]\nuplift = { percent = 0.5 }\n[[settlement.measure]]\nuplift = { percent = 1.5 }\n\
               [[settlement]]\nfrom = 2026-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 10 }\n";
    let text = porters("published", "between-measures = \"unrounded\"", two)
        .replace("23656, 2 = 24027, 3 = 24404", "27900, 2 = 28000, 3 = 28100");
    let (_, history) = system(&text);
    let first = history.tables_at(day("2026-04-01")).unwrap().annual(&"P".into(), None, &"main".into(), &"1".into());
    // 28,460 × 1.1; from 28,460.09 it would be 31,306.10 and round to the same, so the allowance of a salary below tells them apart.
    assert_eq!(first.unwrap().to_string(), "31306.00");
    let ranges = |on: &str| match history.tables_at(day(on)).unwrap().range(&"M".into(), None).unwrap().1 {
        payspine::settlement::Range::Pay { minimum, .. } => minimum.carried == minimum.published.exact(),
        payspine::settlement::Range::Points { .. } => unreachable!("a range by pay"),
    };
    assert!(ranges("2025-04-01") && ranges("2026-04-01"));
}

#[test]
fn how_measures_round_between_each_other_is_said_with_every_figure() {
    let folder = tempfile::tempdir().unwrap();
    let two = "[[settlement.measure]]\nuplift = { percent = 0.5 }\n[[settlement.measure]]\nuplift = { percent = 1.5 }\n";
    for (key, says) in
        [("", "each result rounded before the next"), ("between-measures = \"unrounded\"", "rounded once, after the last")]
    {
        std::fs::write(folder.path().join("porters.toml"), porters("published", key, two)).unwrap();
        let arguments = ["scale", "show", "porters.toml", "--on", "2025-04-01", "--explain"];
        let (out, err, code) = payspine_in(folder.path(), &arguments);
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 0 && out.contains(says), "{out}\n{err}");
    }
}

#[test]
fn an_amount_that_is_stated_is_never_rounded_as_annual_values_are() {
    // Awards of the National Health Service start from unrounded values and are rounded to the pound; £955.50 is neither.
    let payments = "payment.parking = { amount = 955.50 }\npayment.shift = { percent-of-basic = 1, at-least = 955.50, at-most = 1000.25 }\n\
                    [[settlement.payment.tiered.tier]]\namount = 12.34\nspine.main.points = { 1 = 23656.49 }";
    let payments =
        format!("spine.main.points = {{ 1 = 23656.49 }}\n{}", payments.replace("\nspine.main.points = { 1 = 23656.49 }", ""));
    for carry in ["published", "unrounded"] {
        let (_, history) = system(&porters(carry, "", &payments));
        let tables = history.tables_at(day("2025-04-01")).unwrap();
        let first = tables.annual(&"P".into(), None, &"main".into(), &"1".into()).unwrap();
        assert_eq!(first.to_string(), "23656.49", "{carry}");
        let rate = |id: &str| tables.payment(&id.into()).unwrap().tiers[0].rate.stated();
        let money = |text: &str| Money::new(text.parse().unwrap()).unwrap();
        assert_eq!(rate("parking"), PaymentRate::Amount(money("955.50")), "{carry}");
        assert_eq!(rate("tiered"), PaymentRate::Amount(money("12.34")), "{carry}");
        let PaymentRate::PercentOfBasic { at_least, at_most, .. } = rate("shift") else { panic!("a percentage") };
        assert_eq!((at_least, at_most), (Some(money("955.50")), Some(money("1000.25"))), "{carry}");
    }
}

#[test]
fn a_payment_of_955_50_costs_twelve_months_of_79_63() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nurse.csv"), "grade,area,point\nband-5,elsewhere,5-entry\n").unwrap();
    let claim = "format = 1\nid = \"parking\"\ntitle = \"Parking\"\nscale = \"nhs-afc-england\"\n[[settlement]]\nfrom = 2025-04-01\n\
                 status = \"claim\"\ntitle = \"Parking paid\"\n[settlement.payment.parking]\ntitle = \"Parking\"\namount = 955.50\n";
    std::fs::write(folder.path().join("parking.toml"), claim).unwrap();
    let command = ["cost", "nurse.csv", "--proposal", "parking.toml", "--from", "2025-04-01", "--format", "json"];
    let (out, err, code) = payspine_in(folder.path(), &command);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("\"955.56\"") && !out.contains("956.04"), "{out}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is stated and raised: the file is refused with two values, and each of the two keys gives one of them.
    #[test]
    fn each_key_gives_the_reading_that_the_refusal_names(stated in 15_000..40_000i64, hundredths in 1..2_000i64) {
        let rise = format!("[[settlement.measure]]\nuplift = {{ percent = {}.{:02} }}\n", hundredths / 100, hundredths % 100);
        let table = |key: &str| format!("spine.main = {{ {key} replace = true, points = {{ 1 = {stated}, 2 = 99000, 3 = 99000 }} }}\n{rise}");
        let first = values(&published(&table("before-measures = true,")))[0].clone();
        let result = values(&published(&table("exception = \"as agreed\",")))[0].clone();
        prop_assert_eq!(&result, &format!("{stated}.00"));
        // In whole pounds, half up, by integers alone.
        let by_hand = (stated * (10_000 + hundredths) + 5_000) / 10_000;
        prop_assert_eq!(&first, &format!("{by_hand}.00"));
        let old = (23_656 * (10_000 + hundredths) + 5_000) / 10_000;
        if by_hand != stated && old != stated {
            let problem = refusals(&published(&table("")))[0].clone();
            let said = format!("{result} if what is stated is the result, {first} if this settlement's measures start from it");
            prop_assert!(problem.contains(&said), "{}", problem);
        }
    }
}

#[test]
fn what_is_stated_apart_from_a_measure_is_shown_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let facts = "range.M = { minimum-pay = 31000, target-pay = 37000, exception = \"the range stays\" }\n\
                 payment.london = { title = \"London\", amount = 1200, exception = \"as in the other city\" }\n\
                 spine.main = { exception = \"the minimum wage\", points = { 1 = 24027 } }\n";
    let both = format!("{facts}{RISE}[[settlement.measure]]\nuplift = {{ percent = 10 }}\npayments = [\"london\"]\n");
    std::fs::write(folder.path().join("porters.toml"), published(&both)).unwrap();
    for format in ["table", "markdown", "json"] {
        let arguments = ["scale", "show", "porters.toml", "--on", "2025-04-01", "--format", format];
        let (out, err, code) = payspine_in(folder.path(), &arguments);
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(code, 0, "{err}");
        for reason in ["the range stays", "as in the other city", "the minimum wage"] {
            assert!(out.contains(reason), "{format}: no `{reason}` in {out}");
        }
    }
}
