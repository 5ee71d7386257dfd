//! Points as files name them: one spelling of each, ranges wherever points are named, names that differ in nothing that is seen.

use payspine::entitlement;
use payspine::money::Exact;
use payspine::scale_file::{self, write_scale};
use payspine::settlement::History;

use crate::{day, member, payspine_in, points, system};

/// A spine of five points with a progression; what is added goes after the first settlement.
fn ladder(first: &str, added: &str) -> String {
    format!(
        r#"
        format   = 1
        id       = "ladder"
        title    = "Ladder"
        currency = "GBP"
        [conventions]
        annual-rounding  = {{ to = 1, mode = "half-up", carry = "published" }}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "calendar-days"
        hours-per-week   = 37
        year-start       = "04-01"
        [grade.P]
        title = "Porter"
        spine = "main"
        [[settlement]]
        from   = 2020-04-01
        status = "agreed"
        source = "made up"
        spine.main.points = {{ 1 = 20000, 2 = 21000, 3 = 22000, 4 = 23000, 5 = 24000 }}
        range.P = {{ minimum = 1, target = 5 }}
        {first}
        {added}
        "#
    )
}

const STEPS: &str = "progression = { step = 1, every = \"1 year\", on = \"04-01\" }";

fn later(from: &str, facts: &str) -> String {
    format!("[[settlement]]\nfrom = {from}\nstatus = \"agreed\"\nsource = \"made up\"\n{facts}\n")
}

/// Whether a payment is due on a point on a day.
fn is_paid(history: &History, point: &str, on: &str) -> bool {
    let mut member = member("P", None, point, "2020-04-01");
    member.from = day(on);
    let career = entitlement::progress(history, &member, day("2027-04-01")).unwrap();
    !career.rows[0].pay.payments.is_empty()
}

#[test]
fn a_gate_takes_a_range_of_points() {
    // As the NHS froze increments on the upper points of its second spine in 2015: from 33 a member steps to 34, and from there no more.
    let gate = STEPS.replace(" }", ", requires = { point = \"2..3\" } }");
    let (_, history) = system(&ladder(&gate, ""));
    let from = |point: &str| {
        let career = entitlement::progress(&history, &member("P", None, point, "2020-04-01"), day("2025-04-01")).unwrap();
        points(&career).into_iter().map(|(_, point)| point).collect::<Vec<_>>()
    };
    assert_eq!(from("2"), ["2", "3", "4", "4", "4"]);
    assert_eq!(from("1"), ["1"; 5], "point 1 is not among 2 to 3");
}

#[test]
fn the_points_of_a_condition_are_a_point_a_range_or_a_list_of_both() {
    for (asked, paid) in [
        ("3", "3"),
        ("\"03\"", "3"),
        ("3.0", "3"),
        ("\"2..4\"", "234"),
        ("[\"1..2\", 4]", "124"),
        ("[\"1..2\", \"4..5\"]", "1245"),
        ("[1, 5]", "15"),
    ] {
        let payment = format!("payment.lead = {{ amount = 500, where = {{ point = {asked} }} }}");
        let (_, history) = system(&ladder(&payment, ""));
        for point in ["1", "2", "3", "4", "5"] {
            assert_eq!(is_paid(&history, point, "2020-04-01"), paid.contains(point), "point {point} of {asked}");
        }
    }
}

#[test]
fn a_range_follows_the_spine_through_inserted_and_deleted_points() {
    let payment = "payment.lead = { amount = 500, where = { point = \"2..4\" } }";
    let inserted = later("2021-04-01", "[[settlement.measure]]\ninsert-point = { point = \"2a\", between = [2, 3], at = 0.5 }");
    let deleted = later("2022-04-01", "[[settlement.measure]]\ndelete-points = [2]");
    let (_, history) = system(&ladder(payment, &format!("{inserted}{deleted}")));
    assert!(is_paid(&history, "2a", "2021-04-01"), "a new point lies within by its place");
    for (point, due) in [("1", false), ("2a", true), ("3", true), ("4", true), ("5", false)] {
        assert_eq!(is_paid(&history, point, "2022-04-01"), due, "point {point} after an end of the range is gone");
    }
}

#[test]
fn measures_and_assumptions_take_lists_of_ranges() {
    let raised = later("2021-04-01", "[[settlement.measure]]\nuplift = { flat = 100 }\npoints = [\"1..2\", \"4..5\"]");
    let (_, history) = system(&ladder("", &raised));
    let tables = history.tables_at(day("2021-04-01")).unwrap();
    let values: Vec<String> = tables.spines[&"main".into()].common.iter().map(|value| value.published.digits()).collect();
    assert_eq!(values, ["20100", "21100", "22000", "23100", "24100"]);
    let text = ladder("spine.main.assumed = \"a guess\"\nspine.main.assumed-points = [\"1..2\", 5]", "");
    let (_, history) = system(&text);
    let tables = history.tables_at(day("2020-04-01")).unwrap();
    let assumed: Vec<bool> = tables.spines[&"main".into()].common.iter().map(|value| value.assumed.is_some()).collect();
    assert_eq!(assumed, [true, true, false, false, true]);
}

#[test]
fn selections_of_points_are_the_same_when_they_are_written_and_read_again() {
    let gate = STEPS.replace(" }", ", requires = { point = [\"02..3\", 5] } }");
    let raised = later("2021-04-01", "[[settlement.measure]]\nuplift = { flat = 100 }\npoints = [\"1..2\", 4]");
    let (loaded, _) = system(&ladder(&gate, &raised));
    let text = write_scale(&loaded.value);
    assert!(text.contains("point = [\"2..3\", \"5\"]") && text.contains("points = [\"1..2\", 4]"), "{text}");
    assert_eq!(*system(&text).0.value, *loaded.value);
}

#[test]
fn a_point_has_one_spelling_in_every_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it is written");
    file("ladder.toml", &ladder(STEPS, ""));
    file("events.csv", "id,on,field,value\nm,2020-10-01,point,03.0\n");
    let run = |command: &str| {
        let (out, err, code) = payspine_in(folder.path(), &command.split(' ').collect::<Vec<_>>());
        assert_eq!((err.as_str(), code), ("", 0), "{command}");
        out
    };
    let due = |point: &str| {
        file("m.csv", &format!("id,grade,point\nm,P,{point}\n"));
        run("due m.csv --events events.csv --scale ladder.toml --from 2020-04 --to 2020-12 --format csv")
    };
    let alone = |point: &str| {
        let event = "[[event]]\non = 2020-10-01\npoint = \"003\"";
        file(
            "m.toml",
            &format!("format = 1\nscale = \"ladder.toml\"\ngrade = \"P\"\npoint = {point}\nsince = 2020-04-01\n{event}"),
        );
        run("due m.toml --from 2020-04 --to 2020-12 --format csv")
    };
    let flags = |point: &str| {
        run(&format!("progress --scale ladder.toml --grade P --point {point} --since 2020-04-01 --until 2022-04-01"))
    };
    for spelling in ["02", "2.0", "002.00", " 2"] {
        assert_eq!(due(spelling), due("2"), "{spelling}");
    }
    for spelling in ["\"02\"", "2.0", "\"2.0\"", "\" 2\""] {
        assert_eq!(alone(spelling), alone("2"), "{spelling}");
    }
    for spelling in ["02", "2.0"] {
        assert_eq!(flags(spelling), flags("2"), "{spelling}");
    }
    assert!(due("2").contains("1833.33"), "a month of £22,000 from October on point 3");
    assert_eq!(alone("2"), due("2"));
}

#[test]
fn two_spellings_of_a_point_in_one_table_are_refused_whatever_they_say() {
    for points in
        ["1 = 24000, 2 = 25000, 02 = 24500", "1 = 24000, 02 = 24500, 2 = 25000", "01 = 1, 2 = 2, 1 = 3, 002 = 4, \"2.0\" = 5"]
    {
        let text = ladder("", "")
            .replace("1 = 20000, 2 = 21000, 3 = 22000, 4 = 23000, 5 = 24000", points)
            .replace("target = 5", "target = 2");
        let source = scale_file::source("test.toml", text.as_bytes()).unwrap();
        let problems = scale_file::read_scale(&source).expect_err("refused");
        assert!(problems.iter().all(|problem| problem.code.word() == "duplicate-id"), "{points}: {problems:?}");
    }
}

#[test]
fn weeks_in_a_year_are_a_decimal_or_a_fraction() {
    for (text, exact) in [
        ("52", Exact::from(52)),
        ("52.143", Exact::from(52_143).over(1000)),
        ("\"52.143\"", Exact::from(52_143).over(1000)),
        ("\"365/7\"", Exact::from(365).over(7)),
        ("\"365.25/7\"", Exact::from(36_525).over(700)),
        ("\"2087/40\"", Exact::from(2087).over(40)),
        ("\"1461 / 28\"", Exact::from(1461).over(28)),
    ] {
        let text = ladder("", "").replace("hours-per-week   = 37", &format!("hours-per-week   = 37\nweeks-per-year = {text}"));
        let (loaded, _) = system(&text);
        assert_eq!(loaded.value.conventions.weeks_per_year.as_ref().unwrap().exact(), exact, "{text}");
        assert_eq!(*system(&write_scale(&loaded.value)).0.value, *loaded.value);
    }
}
