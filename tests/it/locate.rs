//! `payspine locate`: what a member is due is found again, what nothing pays is not, and what it prints.

use payspine::entitlement;
use payspine::locate::{Found, Per, Sought, locate, usual_hours};
use payspine::money::Money;
use payspine::scale_file;
use payspine::settlement::Range;
use proptest::prelude::*;
use serde_json::Value;

use crate::random::with_somebody;
use crate::{day, root, run_in, shipped, snapshot, system};

const PAYSLIP: &str = "locate --scale home-office-2006 --amount 1738.67 --on 2007-07-31";

fn answer(command: &str) -> (Value, i32) {
    let (out, err, code) = run_in(root(), &format!("{command} --format json"));
    assert!(code < 2, "{err}");
    (serde_json::from_str(&out).expect("JSON"), code)
}

fn sought(amount: Money, per: Option<Per>) -> Sought {
    Sought { amount, per, fte: None, within: None, grade: None, area: None, fields: [].into() }
}

#[test]
fn in_every_format() {
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(&format!("locate-{format}"), &format!("{PAYSLIP} --within 20 --format {format}"));
    }
    snapshot("locate-part-time", "locate --scale nhs-afc-england --amount 1939.44 --on 2025-03-31 --per month");
    snapshot("locate-nothing", "locate --scale njc --amount 1.01 --on 2025-05-31");
    snapshot("help-locate", "locate --help");
}

#[test]
fn hours_and_fields_that_are_given_hold() {
    // 0.6 of £20,864 and £1,800 of the allowance, a twelfth each.
    let (found, code) = answer("locate --scale home-office-2006 --amount 1193.20 --on 2008-07-31 --fte 0.6 --area london");
    let places: Vec<&str> = found["exact"].as_array().unwrap().iter().map(|one| one["point"].as_str().unwrap()).collect();
    assert_eq!((code, places), (0, vec!["61"]));
    assert_eq!(found["exact"][0]["payments"][0], "london");
    assert_eq!(found["part_time"], Value::Array(Vec::new()));
    // An hour at the penny; £2 an hour would be every point.
    let (hour, _) = answer("locate --scale njc --amount 13.47 --on 2025-05-31 --per hour");
    assert_eq!((hour["exact"][0]["point"].as_str(), &hour["near"]), (Some("6"), &Value::Array(Vec::new())));
    let (near, _) = answer("locate --scale njc --amount 13.48 --on 2025-05-31 --per hour --within 0.05");
    assert_eq!(near["near"][0]["difference"], "0.01");
}

#[test]
fn near_ones_come_the_nearest_first() {
    let located = locate(
        &shipped("home-office-2006"),
        day("2007-07-31"),
        &Sought { within: Some(Money::from(60)), ..sought("1738.67".parse().unwrap(), Some(Per::Month)) },
    );
    let near = located.unwrap().near;
    assert!(near.len() > 2);
    assert!(near.windows(2).all(|pair| pair[0].difference.amount().abs() <= pair[1].difference.amount().abs()));
}

#[test]
fn a_range_by_pay_holds_every_salary_in_it() {
    let text = scale_file::shipped_text("home-office-2006").unwrap();
    let text = text.replace("[grade.EO]", "[grade.SCS]\ntitle = \"Senior Civil Service\"\n\n[grade.EO]").replace(
        "[settlement.range.EO]",
        "[settlement.range.SCS]\nlondon = { minimum-pay = 54000, target-pay = 72000 }\n\n[settlement.range.EO]",
    );
    let (_, history) = system(&text);
    let at = |amount: &str| locate(&history, day("2006-08-01"), &sought(amount.parse().unwrap(), Some(Per::Month))).unwrap();
    let ends = |amount: &str| at(amount).inside.iter().map(|inside| (inside.ends.0, inside.ends.1)).collect::<Vec<_>>();
    assert_eq!(ends("5000.01"), [(Money::from(4_500), Money::from(6_000))]);
    assert_eq!((ends("4500"), ends("6000.01")), (vec![], vec![]));
    assert_eq!(at("4500").exact[0].place.to_string(), "54000.00");
}

#[test]
fn what_cannot_be_looked_for_is_refused() {
    for (command, says) in [
        ("locate --scale njc --amount 13.47 --on 1990-05-31", "njc has nothing in force on 1990-05-31: its first settlement is"),
        ("locate --scale njc --amount x --on 2025-05-31", "expected an amount"),
        ("locate --scale njc --amount 1 --on 2025-05-31 --fte 1.2", "an FTE is above 0 and not above 1"),
        ("locate --scale njc --amount 1 --on 2025-05-31 --fte half", "expected a share of full time"),
        ("locate --scale njc --amount 1 --on 2025-05-31 --per fortnight", "possible values: year, month, week, hour"),
        ("locate --scale ncj --amount 1 --on 2025-05-31", "did you mean `njc`?"),
    ] {
        let (out, err, code) = run_in(root(), command);
        assert_eq!((out.as_str(), code), ("", 2), "{command}: {err}");
        assert!(err.contains(says), "{command}: {err}");
    }
}

#[test]
fn usual_hours_are_each_there_once() {
    for full_time in ["35", "37", "37.5", "40", "18.5"] {
        let hours = usual_hours(full_time.parse().ok());
        assert!(hours.windows(2).all(|pair| pair[0].share() > pair[1].share()), "{full_time}");
        assert!(hours.iter().all(|fte| !fte.is_full_time()));
    }
    assert_eq!(usual_hours(None).len(), 11);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// What `progress` says a whole month is due is found, with and without payments, at the place where the member stands.
    #[test]
    fn what_a_member_is_due_is_located((history, member) in with_somebody()) {
        let career = entitlement::progress(&history, &member, day("2012-04-01")).unwrap();
        for month in &career.months {
            let period = month.month.period();
            let before = career.rows.iter().rposition(|row| row.from <= period.start);
            let Some(row) = before.map(|index| &career.rows[index]) else { continue };
            let changes = career.rows.iter().any(|row| row.from > period.start && row.from < period.end);
            let once = month.components.len() != row.pay.payments.len() + 1;
            let tables = history.tables_at(period.start).unwrap();
            let Some((_, Range::Points { minimum, target, .. })) = tables.range(&row.standing.grade, row.standing.area.as_ref()) else { continue };
            let here = row.standing.place.point().unwrap();
            if changes || once || row.pay.mark_time.is_some() || here < minimum || here > target {
                continue;
            }
            for (amount, payments) in [(month.component("basic"), 0), (month.total(), row.pay.payments.len())] {
                let sought = Sought { fte: Some(row.standing.fte), fields: row.standing.fields.clone(), ..sought(amount, Some(Per::Month)) };
                let located = locate(&history, period.start, &sought).unwrap();
                let is_theirs = |found: &Found| {
                    found.grade == row.standing.grade && found.place == row.standing.place && found.payments.len() == payments
                        && (found.area.is_none() || found.area == row.standing.area) && found.pays == amount
                };
                prop_assert!(located.exact.iter().any(is_theirs), "{amount} of {}: {:?}", month.month, located.exact);
            }
        }
    }
}
