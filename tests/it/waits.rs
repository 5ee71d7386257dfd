//! From when waits count, and what happens to those who are short of the qualifying time.

use payspine::entitlement;
use payspine::settlement::History;
use payspine::workforce::{Event, FieldChange, Member};

use crate::{day, member, points, system};

fn porters(progression: &str, later: &str) -> History {
    let text = format!(
        "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n[grade.S]\ntitle = \"Senior porter\"\nspine = \"main\"\n\
         [promotion]\nto = \"minimum\"\n\
         [[settlement]]\nfrom = 2020-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
         spine.main.points = {{ 1 = 20000, 2 = 21000, 3 = 22000, 4 = 23000, 5 = 24000 }}\n\
         range.P = {{ minimum = 1, target = 3 }}\nrange.S = {{ minimum = 3, target = 5 }}\n\
         progression = {progression}\n{later}"
    );
    system(&text).1
}

/// The first day on each point.
fn first_days(history: &History, staff: &Member, until: &str) -> Vec<(String, String)> {
    let career = entitlement::progress(history, staff, day(until)).unwrap();
    let mut days: Vec<(String, String)> = Vec::new();
    for (on, point) in points(&career) {
        if days.last().is_none_or(|(last, _)| *last != point) {
            days.push((point, on));
        }
    }
    days.into_iter().map(|(point, on)| (on, point)).collect()
}

fn at(days: &[(&str, &str)]) -> Vec<(String, String)> {
    days.iter().map(|(on, point)| ((*on).to_owned(), (*point).to_owned())).collect()
}

fn event(on: &str, changes: Vec<FieldChange>) -> Event {
    Event { on: day(on), changes }
}

const REVIEWED: &str = "waits = [\"2 years\", \"3 years\"], on = \"anniversary\", requires = { review = \"met\" }";

/// A review a year late: from the point, everything after it is a year late; from the grade, nothing is.
#[test]
fn late_once_is_late_ever_after_only_where_waits_count_from_the_point() {
    let review = |on: &str, met: &str| event(on, vec![FieldChange::Field("review".into(), met.into())]);
    let staff = Member {
        events: vec![review("2021-01-01", "not met"), review("2023-05-10", "met")],
        ..member("P", None, "1", "2020-05-10")
    };
    let from_point = porters(&format!("{{ {REVIEWED} }}"), "");
    assert_eq!(
        first_days(&from_point, &staff, "2027-01-01"),
        at(&[("2020-05-10", "1"), ("2023-05-10", "2"), ("2026-05-10", "3")])
    );
    let from_grade = porters(&format!("{{ {REVIEWED}, counted-from = \"grade\" }}"), "");
    assert_eq!(
        first_days(&from_grade, &staff, "2027-01-01"),
        at(&[("2020-05-10", "1"), ("2023-05-10", "2"), ("2025-05-10", "3")])
    );
}

/// A promotion begins the count anew.
#[test]
fn waits_of_a_new_grade_count_from_the_promotion() {
    let history = porters(&format!("{{ {REVIEWED}, counted-from = \"grade\" }}"), "");
    let staff = Member {
        events: vec![event("2023-07-01", vec![FieldChange::Grade("S".into())])],
        ..member("P", None, "1", "2020-05-10")
    };
    let expected = [("2020-05-10", "1"), ("2022-05-10", "2"), ("2023-07-01", "3"), ("2025-07-01", "4"), ("2028-07-01", "5")];
    assert_eq!(first_days(&history, &staff, "2029-01-01"), at(&expected));
}

/// Where a range has come to start higher, its first wait is that of its new minimum.
#[test]
fn a_raised_minimum_leaves_out_the_waits_below_it() {
    let later = "[[settlement]]\nfrom = 2022-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
        [[settlement.measure]]\nraise-minimum = { to = 2 }\ngrades = [\"P\"]\n";
    let history = porters(&format!("{{ {REVIEWED}, counted-from = \"grade\" }}"), later);
    assert_eq!(
        first_days(&history, &member("P", None, "2", "2022-06-01"), "2027-01-01"),
        at(&[("2022-06-01", "2"), ("2025-06-01", "3")])
    );
}

const SHORT: &str = "step = 1, every = \"1 year\", on = \"04-01\", qualifying = \"6 months\"";

#[test]
fn the_first_increment_after_six_months_or_on_the_next_date() {
    let staff = member("P", None, "1", "2020-12-01");
    let wait = porters(&format!("{{ {SHORT} }}"), "");
    assert_eq!(first_days(&wait, &staff, "2024-01-01"), at(&[("2020-12-01", "1"), ("2022-04-01", "2"), ("2023-04-01", "3")]));
    let complete = porters(&format!("{{ {SHORT}, short-service = \"when-complete\" }}"), "");
    assert_eq!(first_days(&complete, &staff, "2024-01-01"), at(&[("2020-12-01", "1"), ("2021-06-01", "2"), ("2022-04-01", "3")]));
}

/// A point given on the way is no step: the first increment comes all the same.
#[test]
fn an_accelerated_point_does_not_cost_the_first_increment() {
    let history = porters(&format!("{{ {SHORT}, short-service = \"when-complete\" }}"), "");
    let given = event("2021-02-01", vec![FieldChange::Position(payspine::workforce::Position::Point("2".into()))]);
    let staff = Member { events: vec![given], ..member("P", None, "1", "2020-12-01") };
    assert_eq!(first_days(&history, &staff, "2024-01-01"), at(&[("2020-12-01", "1"), ("2021-02-01", "2"), ("2021-06-01", "3")]));
}

/// Promotion counts as a start; a gate that is shut on the day leaves the next common date.
#[test]
fn short_service_follows_promotion_and_the_gate() {
    let history = porters(&format!("{{ {SHORT}, short-service = \"when-complete\", requires = {{ rating = \"A\" }} }}"), "");
    let promoted = Member {
        events: vec![event("2021-01-15", vec![FieldChange::Grade("S".into())])],
        ..member("P", None, "1", "2020-05-01")
    };
    let expected = [("2020-05-01", "1"), ("2021-01-15", "3"), ("2021-07-15", "4"), ("2022-04-01", "5")];
    assert_eq!(first_days(&history, &promoted, "2023-01-01"), at(&expected));
    let rated = Member {
        fields: [("rating".to_owned(), "C".to_owned())].into(),
        events: vec![event("2021-09-01", vec![FieldChange::Field("rating".into(), "A".into())])],
        ..member("P", None, "1", "2020-12-01")
    };
    assert_eq!(first_days(&history, &rated, "2023-01-01"), at(&[("2020-12-01", "1"), ("2022-04-01", "2")]));
}
