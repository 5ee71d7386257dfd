//! Days of which a pay system says that nothing is known: refused with both ends, crossed by a progression that leaves them out.

use payspine::calendar::{Date, Month, Period, day_after, day_before};
use payspine::entitlement::{self, Assumption, MemberProblem, Record};
use payspine::money::Money;
use payspine::scale::Scale;
use payspine::scale_file::{self, FileKind};
use payspine::settlement::{Gap, History};
use payspine::workforce::Member;
use proptest::prelude::*;

use crate::random::with_somebody;
use crate::{day, member, payspine_json, run_in, system};

/// Porters with a step each April, known from 2020 to the end of 2021 and again from 1 July 2023; `first` and `last` go to the settlements.
fn porters(first: &str, last: &str) -> String {
    format!(
        "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2020-04-01\n{first}\nstatus = \"agreed\"\nsource = \"made up\"\n\
         spine.main.points = {{ 1 = 20400, 2 = 21600, 3 = 22800, 4 = 24000, 5 = 25200 }}\n\
         range.P = {{ minimum = 1, target = 5 }}\n\
         progression = {{ step = 1, every = \"1 year\", on = \"04-01\" }}\n\
         [[settlement]]\nfrom = 2023-07-01\nstatus = \"agreed\"\nsource = \"made up\"\n{last}\n"
    )
}

const TO_2021: &str = "known-until = 2021-12-31";
const TEN_PER_CENT: &str = "[[settlement.measure]]\nuplift = { percent = 10 }";

fn gap() -> Gap {
    Gap { last: day("2021-12-31"), next: Some(day("2023-07-01")) }
}

#[test]
fn a_day_in_a_gap_names_both_ends_and_the_days_beside_it_have_answers() {
    let (_, history) = system(&porters(TO_2021, TEN_PER_CENT));
    assert_eq!(history.gaps(), [gap()]);
    for on in ["2022-01-01", "2022-08-15", "2023-06-30"] {
        let none = history.tables_at(day(on)).unwrap_err();
        assert_eq!((none.last, none.first), (Some(gap().last), gap().next), "{on}");
    }
    let third = |on: &str| history.tables_at(day(on)).unwrap().annual(&"P".into(), None, &"main".into(), &"3".into()).unwrap();
    assert_eq!((third("2021-12-31"), third("2023-07-01")), (Money::from(22_800), Money::from(25_080)));
}

#[test]
fn it_is_written_and_read_again_and_is_a_key_of_the_schema() {
    let (loaded, _) = system(&porters(TO_2021, TEN_PER_CENT));
    let written = scale_file::write_scale(&loaded.value);
    assert!(written.contains("known-until = 2021-12-31"), "{written}");
    assert_eq!(*system(&written).0.value, *loaded.value);
    let schema = scale_file::schema(FileKind::Scale).to_string();
    assert!(schema.contains("\"known-until\""), "{schema}");
}

/// Steps of April 2022 and 2023 fall into the gap: the place is carried over them, and no month of it is due.
#[test]
fn a_progression_leaves_a_gap_out_and_says_where_the_rules_before_lead() {
    let (_, history) = system(&porters(TO_2021, TEN_PER_CENT));
    let career = entitlement::progress(&history, &member("P", None, "1", "2020-04-01"), day("2024-04-01")).unwrap();
    let rows: Vec<(String, String, String)> = career
        .rows
        .iter()
        .map(|row| (row.from.to_string(), row.standing.place.to_string(), row.pay.full_time_basic.to_string()))
        .collect();
    let row = |from: &str, point: &str, pay: &str| (from.to_owned(), point.to_owned(), pay.to_owned());
    let expected = [row("2020-04-01", "1", "20400.00"), row("2021-04-01", "2", "21600.00"), row("2023-07-01", "4", "26400.00")];
    assert_eq!((rows, career.gaps.clone()), (expected.to_vec(), vec![gap()]));
    // By hand: 12 months at 20,400, 9 at 21,600, none in the gap, 9 at 26,400.
    let due: Vec<(String, usize, String)> =
        career.years.iter().map(|year| (year.year.clone(), year.months, year.due.to_string())).collect();
    let year = |name: &str, months: usize, due: &str| (name.to_owned(), months, due.to_owned());
    assert_eq!(due, [year("2020-21", 12, "20400.00"), year("2021-22", 9, "16200.00"), year("2023-24", 9, "19800.00")]);
    let said = payspine::report::words::assumptions(&career.assumptions);
    let sentence = "Nothing is known from 1 January 2022 to 30 June 2023: pay of these days is left out, and the rules before are taken \
                    to have gone on, from point 2 to point 4.";
    assert!(said.iter().any(|line| line == sentence), "{said:?}");
}

#[test]
fn a_month_that_a_gap_breaks_is_due_for_its_other_days() {
    let first = "known-until = 2021-12-10";
    let text = porters(first, TEN_PER_CENT).replace("from = 2023-07-01", "from = 2021-12-22");
    let career = entitlement::progress(&system(&text).1, &member("P", None, "1", "2021-07-01"), day("2022-02-01")).unwrap();
    let december: Month = "2021-12".parse().unwrap();
    let months: Vec<(Month, Money)> = career.months.iter().map(|month| (month.month, month.total())).collect();
    assert_eq!(months.len(), 7, "December is there once");
    // 10 of 31 days at 20,400 and 10 of 31 at 22,440, each part rounded: 1,700 × 10 ÷ 31 and 1,870 × 10 ÷ 31.
    let expected: Money = "1151.62".parse().unwrap();
    assert_eq!(months.iter().find(|(month, _)| *month == december), Some(&(december, expected)));
}

#[test]
fn what_comes_next_is_not_looked_for_beyond_a_gap() {
    let (_, history) = system(&porters(TO_2021, TEN_PER_CENT));
    let career = entitlement::progress(&history, &member("P", None, "1", "2020-04-01"), day("2021-06-01")).unwrap();
    assert_eq!((career.outlook.next_step, career.outlook.reached, career.outlook.gap), (None, None, Some(gap())));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("porters.toml"), porters(TO_2021, TEN_PER_CENT)).unwrap();
    let asked = "progress --scale porters.toml --grade P --point 1 --since 2020-04-01 --to 2021-05-31";
    let (out, err, code) = run_in(folder.path(), asked);
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        code == 0 && said.contains("is not reached on what is known: nothing is known from 1 January 2022 to 30 June 2023"),
        "{out}{err}"
    );
}

/// After a last settlement that is known until a day nothing is held.
#[test]
fn nothing_is_held_after_a_last_settlement_that_is_known_until_a_day() {
    let (_, history) = system(&porters("", &format!("known-until = 2024-03-31\n{TEN_PER_CENT}")));
    let none = history.step_at(day("2024-04-01")).unwrap_err();
    assert_eq!((none.last, none.first), (Some(day("2024-03-31")), None));
    let career = entitlement::progress(&history, &member("P", None, "1", "2023-07-01"), day("2030-04-01")).unwrap();
    assert_eq!(career.months.last().unwrap().month, "2024-03".parse().unwrap());
    let held = career.assumptions.iter().any(|noted| matches!(noted.assumption, Assumption::RatesHeld { .. }));
    assert!(!held, "{:?}", career.assumptions);
}

#[test]
fn what_has_to_have_every_month_is_refused_and_what_lies_beside_the_gap_is_not() {
    let (_, history) = system(&porters(TO_2021, TEN_PER_CENT));
    let staff = member("P", None, "1", "2020-04-01");
    assert!(Record::of(&history, &staff, day("2022-01-01")).is_ok());
    let faults = Record::of(&history, &staff, day("2022-01-02")).unwrap_err();
    assert_eq!(faults[0].problem, MemberProblem::IntoGap { gap: gap() });
    assert!(entitlement::progress_in_paybill(&history, &staff, day("2022-01-01")).is_ok());
    assert!(entitlement::progress_in_paybill(&history, &staff, day("2022-01-02")).is_err());
    let within = member("P", None, "1", "2022-05-01");
    let faults = entitlement::progress(&history, &within, day("2024-01-01")).unwrap_err();
    assert_eq!(faults[0].problem, MemberProblem::NotKnown { asked: day("2022-05-01"), gap: gap() });
}

#[test]
fn a_workforce_is_refused_once_and_not_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let rows = (0..50).map(|id| format!("{id},P,1")).collect::<Vec<_>>().join("\n");
    write("porters.toml", &porters(TO_2021, TEN_PER_CENT));
    write("staff.csv", &format!("id,grade,point\n{rows}"));
    write(
        "claim.toml",
        "format = 1\nid = \"c\"\ntitle = \"C\"\nscale = \"porters.toml\"\n[[settlement]]\nfrom = 2021-04-01\nstatus = \"claim\"\n\
         [[settlement.measure]]\nuplift = { percent = 5 }\n",
    );
    let (_, err, code) = run_in(folder.path(), "cost staff.csv --proposal claim.toml");
    assert_eq!(code, 2);
    assert_eq!(err.matches("nothing is known").count(), 1, "{err}");
    assert!(err.contains("ask about days up to 2021-12-31, or from 2023-07-01 on"), "{err}");
}

/// In a range by pay from a day on, whoever stood on a point has what the point pays, and at least the new minimum.
#[test]
fn from_points_into_a_range_by_pay() {
    let (_, history) = system(&porters("", "range.P = { minimum-pay = 21000, target-pay = 30000 }"));
    let pay = |point: &str| {
        let career = entitlement::progress(&history, &member("P", None, point, "2023-05-01"), day("2024-05-01")).unwrap();
        career.rows.iter().map(|row| (row.standing.place.to_string(), row.pay.full_time_basic.to_string())).collect::<Vec<_>>()
    };
    let place = |place: &str, pay: &str| (place.to_owned(), pay.to_owned());
    assert_eq!(pay("1"), [place("1", "20400.00"), place("21000.00", "21000.00")]);
    assert_eq!(pay("4"), [place("4", "24000.00"), place("24000.00", "24000.00")]);
}

/// A scale of which nothing is known for some days before its second settlement.
fn with_gap(scale: &Scale, known_for: i32) -> Option<(History, Gap)> {
    let mut scale = scale.clone();
    let (from, next) = (scale.settlements.first()?.from, scale.settlements.get(1)?.from);
    let last = from.checked_add(jiff::Span::new().days(known_for)).ok()?;
    if day_after(last) >= next {
        return None;
    }
    scale.settlements[0].known_until = Some(last);
    Some((History::new(scale, None).ok()?, Gap { last, next: Some(next) }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// What a gap does not touch is as it is without it: rows, and months to the penny.
    #[test]
    fn a_gap_takes_its_days_away_and_nothing_else((plain, staff) in with_somebody(), known_for in 0..900i32) {
        // Mark time rests on what was lost in between.
        let staff = Member { events: Vec::new(), ..staff };
        let Some((history, gap)) = with_gap(plain.scale(), known_for) else { return Ok(()) };
        let until = Date::constant(2017, 4, 1);
        let before = entitlement::progress(&plain, &staff, until).unwrap();
        if gap.days().contains(staff.from) {
            prop_assert!(entitlement::progress(&history, &staff, until).is_err());
            return Ok(());
        }
        let after = entitlement::progress(&history, &staff, until).unwrap();
        let rows = |career: &entitlement::Career| {
            let known = career.rows.iter().filter(|row| !gap.days().contains(row.from));
            known.map(|row| (row.from, row.standing.clone(), row.pay.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&after), rows(&before));
        prop_assert_eq!(after.rows.len(), rows(&after).len());
        let months = |career: &entitlement::Career| {
            let whole = career.months.iter().filter(|month| month.month.period().intersection(gap.days()).is_empty());
            whole.map(|month| (month.month, month.components.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(months(&after), months(&before));
        let within = |month: Month| gap.days().intersection(month.period()) == month.period();
        prop_assert!(after.months.iter().all(|month| !within(month.month)));
        // What needs every month is refused only where one is touched.
        let asked = Period::new(staff.from, day_before(gap.days().start).max(day_after(staff.from)));
        prop_assert_eq!(Record::of(&history, &staff, asked.end).is_ok(), history.gap_in(asked).is_none());
        prop_assert_eq!(Record::of(&history, &staff, until).is_err(), history.gap_in(Period::new(staff.from, until)).is_some());
    }
}

/// The Home Office from 2006 to 2015: one history with the gap named, and three files that give what they always gave.
#[test]
fn an_eo_of_2006_in_one_history_to_2015() {
    let question = "progress --scale home-office --grade EO --area london --point 55 --since 2006-07-01 --to 2015-03-31";
    let json = payspine_json(&question.split(' ').collect::<Vec<_>>());
    let rows: Vec<[&str; 4]> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["date", "point", "basic", "settlement"].map(|key| row[key].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        ["2006-07-01", "55", "19632.00", "2006 pay award"],
        ["2011-03-31", "67", "23324.00", "Ranges of 2011"],
        ["2011-07-01", "70", "24045.00", "Ranges of 2011"],
        ["2012-03-31", "70", "24045.00", "Maxima of 2012"],
        ["2012-07-01", "73", "24789.00", "Maxima of 2012"],
        ["2014-03-31", "", "24789.00", "Ranges of 2014"],
    ];
    assert_eq!(rows, expected);
    assert_eq!(json["not_known"], serde_json::json!([{ "from": "2007-07-01", "to": "2011-03-30" }]));
}

/// A paybill that goes into a gap is refused as a member is, whoever asks the engine.
#[test]
fn the_engine_prices_no_workforce_across_a_gap() {
    let (_, history) = system(&porters(TO_2021, TEN_PER_CENT));
    let from = day("2021-04-01");
    let year_start = history.scale().conventions.year_start;
    let months = |until: &str| entitlement::PayMonths::of(Period::new(from, day(until)), year_start);
    let staff = member("P", None, "1", "2021-04-01");
    assert!(entitlement::full_time(&history, &staff, &months("2022-01-01")).is_ok());
    assert!(entitlement::full_time(&history, &staff, &months("2022-04-01")).is_err());
}

#[test]
fn a_change_within_a_gap_is_refused_and_no_sum_is_shown_of_its_days() {
    let folder = tempfile::tempdir().expect("a folder");
    let system = porters(TO_2021, TEN_PER_CENT);
    let member = |point: &str| {
        format!("format = 1\nscale = \"./p.toml\"\ngrade = \"P\"\npoint = {point}\nsince = 2020-04-01\nto = 2024-03-31\n")
    };
    for (name, text) in [("p.toml", system), ("a.toml", member("1")), ("b.toml", member("3"))] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let (out, err, code) = run_in(folder.path(), "what-if a.toml fte=0.5 --from 2022-08-01");
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("nothing is known from 1 January 2022 to 30 June 2023"), "{err}");
    let (out, err, code) = run_in(folder.path(), "progress a.toml --post b.toml --format json");
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let rows = json["rows"].as_array().expect("rows");
    let sums: Vec<(&str, Option<&str>)> =
        rows.iter().map(|row| (row["date"].as_str().expect("a day"), row["sum"].as_str())).collect();
    assert!(sums.contains(&("2022-01-01", None)), "{sums:?}");
    assert!(sums.iter().all(|(day, sum)| sum.is_some() != ("2022-01-01".."2023-07-01").contains(day)), "{sums:?}");
}

/// A range that is by pay from some day on, in a grade that had points before.
#[test]
fn a_salary_in_a_range_by_pay_is_no_salary_off_the_scale() {
    let member = ["--scale", "home-office", "--grade", "EO", "--area", "london", "--salary", "25000"];
    let (out, err, code) = crate::payspine(&[&["progress", "--on", "2014-06-01", "--to", "2016-06-30"][..], &member].concat());
    assert_eq!(code, 0, "{err}");
    assert!(!out.contains("off the scale") && out.contains("£25,000"), "{out}");
    let folder = tempfile::tempdir().expect("a folder");
    let claim = "format = 1\nid = \"c\"\ntitle = \"Ten\"\nscale = \"home-office\"\n[[settlement]]\nfrom = 2014-08-01\nstatus = \"claim\"\n\
                 [[settlement.measure]]\nuplift = { percent = 10 }\n";
    std::fs::write(folder.path().join("claim.toml"), claim).expect("written");
    std::fs::write(folder.path().join("staff.csv"), "grade,area,salary\nEO,london,25000\n").expect("written");
    let (out, err, code) = run_in(folder.path(), "cost staff.csv --proposal claim.toml --from 2014-08-01");
    assert_eq!(code, 0, "{err}");
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("£2,500.00 a full year at the end"), "{out}");
}
