//! Rules of absence as files state them: the shipped ones, payments that go on or stop, what is said where a file is silent.

use payspine::calendar::Period;
use payspine::entitlement::{self, Career};
use payspine::report::words::assumptions;
use payspine::scale_file;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceFacts, AbsenceKind, Member};

use crate::absences::{absence, salaried, with_rules};
use crate::{day, member, payspine, payspine_json, shipped, system};

fn career(history: &History, member: &Member, until: &str) -> Career {
    entitlement::progress(history, member, day(until)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn stages(career: &Career) -> Vec<String> {
    let stages = career.away.iter().flat_map(|due| &due.stages);
    stages.map(|stage| format!("{} from {}", stage.pay.share, stage.period.start)).collect()
}

fn says(career: &Career, what: &str) -> bool {
    assumptions(&career.assumptions).iter().any(|line| line.contains(what))
}

#[test]
fn shipped_rules_are_written_and_read_again() {
    for id in scale_file::shipped_ids() {
        let scale = scale_file::shipped(id).unwrap();
        let (again, _) = system(&scale_file::write_scale(&scale));
        assert_eq!(again.value.absence, scale.absence, "{id}");
    }
}

/// Section 14: one month and two in the first year, two and two in the second, up to six and six.
#[test]
fn nhs_sick_pay_goes_by_service() {
    let half_from = |service: &str| {
        let sick = absence(AbsenceKind::Sick, "2025-06-01", "2026-03-31");
        let nurse = Member {
            from: day("2025-05-01"),
            service_since: Some(day(service)),
            absences: vec![sick],
            ..member("band-5", Some("elsewhere"), "5-entry", "2025-05-01")
        };
        let career = career(&shipped("nhs-afc-england"), &nurse, "2026-04-01");
        assert!(says(&career, "Rule of sick pay: that the 12 months"), "{:?}", career.assumptions);
        assert!(!says(&career, "Service for sick pay is counted"), "{:?}", career.assumptions);
        stages(&career)[1..].join(", ")
    };
    assert_eq!(half_from("2025-05-01"), "half from 2025-07-01, nil from 2025-09-01");
    assert_eq!(half_from("2024-06-01"), "half from 2025-08-01, nil from 2025-10-01");
    assert_eq!(half_from("2023-06-01"), "half from 2025-10-01, nil from 2026-02-01");
    assert_eq!(half_from("2022-06-01"), "half from 2025-11-01");
    assert_eq!(half_from("2020-06-01"), "half from 2025-12-01");
}

#[test]
fn service_is_counted_from_the_grade_where_nothing_is_said_and_that_is_told_where_it_matters() {
    let sick = absence(AbsenceKind::Sick, "2025-06-01", "2025-06-10");
    let told = |since: &str| {
        let officer = Member {
            since: day(since),
            absences: vec![sick.clone()],
            target: Some("15".into()),
            ..member("local", None, "12", "2025-01-01")
        };
        says(&career(&shipped("njc"), &officer, "2026-04-01"), "Service for sick pay is counted from")
    };
    assert!(told("2024-05-01"));
    assert!(!told("2020-05-01"), "the longest entitlement is reached");
}

#[test]
fn njc_maternity_is_from_memory_and_says_so() {
    let facts = AbsenceFacts { expected: Some(day("2025-07-15")), ..AbsenceFacts::default() };
    let leave = Absence { facts, ..absence(AbsenceKind::Maternity, "2025-06-02", "2026-05-31") };
    let officer = Member { absences: vec![leave], target: Some("12".into()), ..member("local", None, "12", "2023-05-01") };
    let career = career(&shipped("njc"), &officer, "2026-04-01");
    assert_eq!(stages(&career), ["9/10 from 2025-06-02", "half from 2025-07-14", "nil from 2025-10-06"]);
    assert!(says(&career, "from memory"), "{:?}", career.assumptions);
    // 9/10 of pay is more than 90% of earnings before the award: nothing statutory shows beside it in June.
    let june = career.months.iter().find(|month| month.month.to_string() == "2025-06").unwrap();
    assert!(june.component("statutory-maternity-pay").is_zero());
}

#[test]
fn a_ceiling_holds_sick_pay_of_four_years() {
    let officer = |from: &str, to: &str| absence(AbsenceKind::Sick, from, to);
    let absences =
        vec![officer("2016-01-01", "2016-06-29"), officer("2017-07-01", "2017-12-27"), officer("2019-01-01", "2019-01-31")];
    let eo = Member { absences, ..member("EO", None, "53", "2013-07-01") };
    let career = career(&shipped("home-office-2013"), &eo, "2019-06-01");
    // 181 and 180 days were paid; the ceiling of twelve months is 365.
    let expected = ["full from 2016-01-01", "full from 2017-07-01", "full from 2019-01-01", "nil from 2019-01-05"];
    assert_eq!(stages(&career), expected);
}

#[test]
fn payments_go_on_as_the_file_says_and_all_but_enhancements_where_it_is_silent() {
    let base = with_rules(
        "[absence.sick]\nassumed = \"made up\"\nwindow = \"12 months\"\n[[absence.sick.entitlement]]\nservice = \"0 months\"\nfull = \"1 month\"\nhalf = \"1 month\"\n",
    );
    let payments = r#"
        [settlement.payment.told]
        amount    = 1200
        counts-in = ["sick"]
        [settlement.payment.silent]
        amount = 1200
        [settlement.payment.never]
        amount    = 1200
        counts-in = "none"
        [settlement.payment.maternity]
        amount    = 1200
        counts-in = ["maternity", "leave"]
        [settlement.payment.nights]
        kind   = "enhancement"
        amount = 1200
    "#;
    let (loaded, history) = system(&(scale_file::write_scale(base.scale()) + payments));
    let (again, _) = system(&scale_file::write_scale(&loaded.value));
    assert_eq!(again.value, loaded.value);
    let absences = vec![absence(AbsenceKind::Sick, "2025-06-01", "2025-07-31")];
    let career = career(&history, &Member { absences, ..salaried(30_000, "2020-01-01") }, "2025-09-01");
    let due = |month: &str, id: &str| {
        let month = career.months.iter().find(|due| due.month.to_string() == month).unwrap();
        month.component(id).to_string()
    };
    for (id, full, half) in [
        ("told", "100.00", "50.00"),
        ("silent", "100.00", "50.00"),
        ("never", "0.00", "0.00"),
        ("maternity", "0.00", "0.00"),
        ("nights", "0.00", "0.00"),
    ] {
        assert_eq!((due("2025-06", id).as_str(), due("2025-07", id).as_str()), (full, half), "{id}");
        assert_eq!(due("2025-08", id), "100.00", "{id}");
    }
    assert!(says(&career, "silent: the file does not say whether it counts in sick pay, so it is taken to."));
    assert!(says(&career, "nights: the file does not say whether it counts in sick pay, so it is taken not to."));
    assert!(!says(&career, "told:") && !says(&career, "never:"), "{:?}", career.assumptions);
}

#[test]
fn earnings_below_the_limit_give_no_statutory_maternity_pay() {
    let history =
        with_rules("[absence.maternity]\nsource = \"made up\"\n[[absence.maternity.stage]]\nweeks = 52\npay = \"nil\"\n");
    let statutory = |earnings: &str| {
        let facts = AbsenceFacts {
            // The 15th week before it ends on 12 April 2025.
            expected: Some(day("2025-07-22")),
            earnings: Some(earnings.parse().unwrap()),
            ..AbsenceFacts::default()
        };
        let leave = Absence { facts, ..absence(AbsenceKind::Maternity, "2025-06-02", "2026-03-31") };
        let career = career(&history, &Member { absences: vec![leave], ..salaried(30_000, "2020-01-01") }, "2026-04-01");
        let week = Period::new(day("2025-09-07"), day("2025-09-14"));
        (career.away[0].statutory_pay(week).unwrap().to_string(), says(&career, "below the lower earnings limit"))
    };
    assert_eq!(statutory("124.99"), ("0.00".to_owned(), true));
    assert_eq!(statutory("125"), ("112.50".to_owned(), false));
    assert_eq!(statutory("400"), ("187.18".to_owned(), false));
}

#[test]
fn stages_are_rows_of_the_csv_and_part_of_the_json() {
    let (csv, _, code) = payspine(&["progress", "tests/examples/off-sick.toml", "--format", "csv"]);
    assert_eq!(code, 0);
    let half =
        "2025-05-22,band-5,inner,5-intermediate,1,16743.50,3348.70,20092.20,sick: half pay with statutory sick pay on top,";
    let back = "2025-06-16,band-5,inner,5-intermediate,1,33487.00,6697.40,40184.40,back from absence,";
    for line in [half, back] {
        assert!(csv.lines().any(|known| known.starts_with(line)), "{line}\n{csv}");
    }
    let json = payspine_json(&["progress", "tests/examples/off-sick.toml"]);
    let sick = &json["absences"][1];
    assert_eq!(sick["sentence"], "Full pay to 21 May 2025, half pay with statutory sick pay on top from 22 May 2025");
    assert_eq!(sick["stages"][1]["share"], "half");
    assert_eq!(sick["stages"][1]["from"], "2025-05-22");
    assert!(sick["weekly_earnings"].as_str().is_some_and(|earnings| earnings.starts_with("738.9")), "{sick}");
    let may = json["months"].as_array().unwrap().iter().find(|month| month["month"] == "2025-05").unwrap();
    assert_eq!(may["components"]["statutory-sick-pay"], "166.25");
}
