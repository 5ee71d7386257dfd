//! Probation: no points, and the joint unions' claim of 2023 by county.

use std::sync::Arc;

use payspine::money::Money;
use payspine::scale_file;
use payspine::settlement::{History, Rate};

use crate::{day, shipped};

/// The three rates of the bulletin, by county.
const RATES: [(i64, &[&str]); 3] = [
    (4045, &["Berkshire", "Buckinghamshire", "Milton Keynes", "Essex", "Hertfordshire", "Kent", "Surrey"]),
    (1910, &["Bedfordshire", "Cambridgeshire", "Oxfordshire", "Suffolk", "Sussex"]),
    (955, &["Norfolk"]),
];

#[test]
fn the_claim_gives_each_county_its_rate() {
    let base = scale_file::source("probation.toml", scale_file::shipped_text("probation").unwrap().as_bytes()).unwrap();
    let (base, agreed) = scale_file::read_scale(&base).unwrap();
    let id = "probation-geographical-supplements-2023";
    let text = scale_file::source(id, scale_file::shipped_proposal_text(id).unwrap().as_bytes()).unwrap();
    let (claim, _) = scale_file::read_proposal(&text, (&base, &agreed)).unwrap();
    assert!(claim.warnings.is_empty() && base.warnings.is_empty());
    let history = History::new(Arc::clone(&base.value), Some(Arc::clone(&claim.value))).unwrap();
    let tables = history.tables_at(day("2023-04-01")).unwrap();
    let payment = tables.payment(&"geographical-supplement".into()).unwrap();
    let rate = |county: &str| {
        let fits = |tier: &&payspine::settlement::Tier| {
            tier.condition.fits(|field| (field == "county").then_some(county.into())) == Some(true)
        };
        payment.tiers.iter().find(fits).map(|tier| match &tier.rate {
            Rate::Amount(value) => value.published,
            other => panic!("{other:?}"),
        })
    };
    for (amount, counties) in RATES {
        for county in counties {
            assert_eq!(rate(county), Some(Money::from(amount)), "{county}");
        }
    }
    assert_eq!(rate("Devon"), None);
    assert!(history.tables_at(day("2023-03-31")).unwrap().payment(&"geographical-supplement".into()).is_none());
}

#[test]
fn no_pay_point_is_shipped() {
    let history = shipped("probation");
    assert!(history.steps().iter().all(|(_, step)| step.tables.spines.is_empty() && step.tables.ranges.is_empty()));
    let member = ["progress", "--scale", "probation", "--grade", "PB4", "--since", "2024-04-01"];
    let (out, err, code) = crate::payspine(&[&member[..], &["--point", "3"]].concat());
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("no range"), "{err}");
    // Without a point or a salary it is the salary that is asked for.
    let (out, err, code) = crate::payspine(&member);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("Which salary a year") && !err.contains("Which point"), "{err}");
}

/// The claim of 2023 for somebody in Kent, on a salary that is given.
#[test]
fn a_salary_that_is_given_is_answered_with_the_supplement() {
    let member = ["--scale", "probation", "--grade", "PB3", "--salary", "30000", "--since", "2022-05-01", "--area", "national"];
    let claim = ["--field", "county=Kent", "--proposal", "probation-geographical-supplements-2023"];
    let (out, err, code) = crate::payspine(&[&["progress"][..], &member, &claim].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("£4,045.00 a year more (£337.08 a month)"), "{out}");
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Basic pay in PB3 is the salary that was given: the pay system has no points"), "{out}");
    let (out, err, code) = crate::payspine(&[&["due", "--to", "2022-06"][..], &member].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("£5,000.00 is due"), "{out}");
    let (out, err, code) = crate::payspine(&[&["what-if"][..], &member[..6], &["--area", "national"], &claim].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Geographical supplement a month"), "{out}");
}
