//! Facts and measures on small made-up systems, each figure worked out by hand.

use payspine::calendar::Date;
use payspine::entitlement;
use payspine::settlement::{History, Range};
use payspine::workforce::{Hours, Member, Position};

use crate::{day, member, points, system};

/// A made-up system: two grades on a spine of six points and one paid by salary; what is added goes after the first settlement.
fn porters(rounding: &str, added: &str) -> String {
    format!(
        r#"
        format   = 1
        id       = "porters"
        title    = "Porters"
        currency = "GBP"
        [conventions]
        annual-rounding  = {rounding}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "calendar-days"
        hours-per-week   = 37
        weeks-per-year   = 52.143
        year-start       = "04-01"
        [area]
        north = "North"
        south = "South"
        [grade.P]
        title = "Porter"
        spine = "main"
        [grade.H]
        title = "Head porter"
        spine = "main"
        [grade.M]
        title = "Manager"
        [[settlement]]
        from   = 2020-04-01
        status = "agreed"
        source = "made up"
        spine.main.points = {{ 1 = 20000, 2 = 20500, 3 = 21001, 4 = 22000, 5 = 23000, 6 = 25000 }}
        range.P.north = {{ minimum = 1, target = 4 }}
        range.P.south = {{ minimum = 2, target = 5 }}
        range.H = {{ minimum = 4, target = 6 }}
        range.M = {{ minimum-pay = 30000, target-pay = 36000 }}
        progression = {{ step = 1, every = "1 year", on = "04-01" }}
        payment.south = {{ amount = 1000, where = {{ area = "south" }} }}
        payment.standby = {{ percent-of-basic = 10, at-least = 2100, at-most = 2200, pro-rata = false }}
        {added}
        "#
    )
}

const TO_THE_POUND: &str = "{ to = 1, mode = \"half-up\", carry = \"published\" }";

/// A settlement of 1 April 2021 with these measures and facts.
fn with(measures: &str) -> History {
    system(&porters(TO_THE_POUND, &second(measures))).1
}

fn second(measures: &str) -> String {
    format!("[[settlement]]\nfrom = 2021-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n{measures}")
}

/// The values of the points on a day, for a grade in an area.
fn values(history: &History, on: &str, grade: &str, area: Option<&str>) -> Vec<(String, String)> {
    let tables = history.tables_at(day(on)).unwrap();
    let spine = &tables.spines[&"main".into()];
    let area = area.map(Into::into);
    let column = spine.column(&grade.into(), area.as_ref());
    spine.points.iter().zip(column).map(|(point, value)| (point.to_string(), value.published.digits())).collect()
}

fn annuals(history: &History) -> Vec<String> {
    values(history, "2021-04-01", "P", Some("north")).into_iter().map(|(_, annual)| annual).collect()
}

fn range(history: &History, grade: &str, area: Option<&str>) -> (String, String) {
    let tables = history.tables_at(day("2021-04-01")).unwrap();
    match tables.range(&grade.into(), area.map(Into::into).as_ref()).unwrap().1 {
        Range::Points { minimum, target, .. } => (minimum.to_string(), target.to_string()),
        Range::Pay { minimum, target, .. } => (minimum.published.digits(), target.published.digits()),
    }
}

/// Where a member of grade P in the north on a point since 2019 stands on 1 April 2021.
fn stands(history: &History, point: &str) -> String {
    let from = Member { from: day("2020-04-01"), ..member("P", Some("north"), point, "2019-01-01") };
    let career = entitlement::progress(history, &from, day("2021-04-02")).unwrap();
    points(&career).last().unwrap().1.clone()
}

#[test]
fn an_uplift_is_held_between_its_bounds_and_rounded_half_up() {
    let history = with("[[settlement.measure]]\nuplift = { percent = 2.5, flat = 10, at-least = 520, at-most = 600 }");
    // 20,000: 500 + 10 is held at 520. 20,500: 522.50 → 21,022.5, half up 21,023. 21,001: 535.025. 25,000: 635 is held at 600.
    assert_eq!(annuals(&history), ["20520", "21023", "21536", "22560", "23585", "25600"]);
}

#[test]
fn each_rounding_gives_its_own_table() {
    let table =
        |rounding: &str| annuals(&system(&porters(rounding, &second("[[settlement.measure]]\nuplift = { percent = 2.5 }"))).1);
    // 21,001 × 1.025 = 21,526.025; 20,500 × 1.025 = 21,012.5.
    assert_eq!(table("{ to = 1, mode = \"half-up\", carry = \"published\" }")[1..3], ["21013", "21526"]);
    assert_eq!(table("{ to = 1, mode = \"half-even\", carry = \"published\" }")[1..3], ["21012", "21526"]);
    assert_eq!(table("{ to = 1, mode = \"up\", carry = \"published\" }")[1..3], ["21013", "21527"]);
    assert_eq!(table("{ to = 1, mode = \"down\", carry = \"published\" }")[1..3], ["21012", "21526"]);
    assert_eq!(table("{ to = 3, mode = \"half-up\", carry = \"published\" }")[1..3], ["21012", "21525"]);
    assert_eq!(table("{ to = 0.01, mode = \"half-up\", carry = \"published\" }")[1..3], ["21012.5", "21526.03"]);
}

#[test]
fn the_next_award_starts_from_the_published_or_the_unrounded_value() {
    let years = "[[settlement]]\nfrom = 2021-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 1.333 }\n\
                 [[settlement]]\nfrom = 2022-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 50 }";
    let second_point = |carry: &str| {
        let rounding = format!("{{ to = 1, mode = \"half-up\", carry = \"{carry}\" }}");
        let history = system(&porters(&rounding, years)).1;
        values(&history, "2022-04-01", "P", Some("north"))[1].1.clone()
    };
    // 20,500 × 1.01333 = 20,773.265, published as 20,773; × 1.5 = 31,159.5 or 31,159.8975.
    assert_eq!((second_point("published").as_str(), second_point("unrounded").as_str()), ("31160", "31160"));
    // 21,001 × 1.01333 = 21,280.943…, published as 21,281; × 1.5 = 31,921.5 (half up 31,922) or 31,921.415.
    let third_point = |carry: &str| {
        let rounding = format!("{{ to = 1, mode = \"half-up\", carry = \"{carry}\" }}");
        values(&system(&porters(&rounding, years)).1, "2022-04-01", "P", Some("north"))[2].1.clone()
    };
    assert_eq!((third_point("published").as_str(), third_point("unrounded").as_str()), ("31922", "31921"));
}

#[test]
fn selectors_choose_points_grades_and_areas() {
    let flat = |selector: &str| with(&format!("[[settlement.measure]]\nuplift = {{ flat = 100 }}\n{selector}"));
    assert_eq!(annuals(&flat("points = \"2..4\"")), ["20000", "20600", "21101", "22100", "23000", "25000"]);
    assert_eq!(annuals(&flat("points = [1, 6]")), ["20100", "20500", "21001", "22000", "23000", "25100"]);
    assert_eq!(annuals(&flat("points = 6")), ["20000", "20500", "21001", "22000", "23000", "25100"]);
    assert_eq!(annuals(&flat("points = \"6\"")), ["20000", "20500", "21001", "22000", "23000", "25100"]);
    // A point that two grades share has a value for each once one of them has an award of its own.
    let south = flat("grades = [\"P\"]\nareas = [\"south\"]");
    let four = |grade: &str, area: Option<&str>| values(&south, "2021-04-01", grade, area)[3].1.clone();
    assert_eq!(
        (four("P", Some("south")), four("P", Some("north")), four("H", None)),
        ("22100".into(), "22000".into(), "22000".into())
    );
    // A later award for all raises both.
    let later = with(
        "[[settlement.measure]]\nuplift = { flat = 100 }\ngrades = [\"H\"]\n[[settlement.measure]]\nuplift = { percent = 10 }",
    );
    let six = |grade: &str, area| values(&later, "2021-04-01", grade, area)[5].1.clone();
    assert_eq!((six("H", None), six("P", Some("north"))), ("27610".into(), "27500".into()));
}

#[test]
fn payments_rise_by_their_amounts_and_bounds() {
    let history = with("[[settlement.measure]]\nuplift = { percent = 10 }\npayments = [\"south\", \"standby\"]");
    let due = |point: &str, area: &str| {
        let from = Member { from: day("2021-04-01"), ..member("P", Some(area), point, "2019-01-01") };
        let months = entitlement::progress(&history, &from, day("2021-05-01")).unwrap().months;
        (months[0].component("south").to_string(), months[0].component("standby").to_string())
    };
    // 1,100 ÷ 12; 10 % of 20,000 is below 2,310, of 23,000 exactly 2,300 and below it too.
    assert_eq!(due("1", "north"), ("0.00".into(), "192.50".into()));
    assert_eq!(due("5", "south"), ("91.67".into(), "192.50".into()));
    // Basic pay does not rise with them.
    assert_eq!(annuals(&history)[0], "20000");
}

#[test]
fn a_percentage_payment_is_held_between_its_bounds_and_may_ignore_hours() {
    let history = with("");
    let standby = |grade: &str, point: &str| {
        let half = payspine::money::Fte::new("0.5".parse().unwrap()).unwrap();
        let from =
            Member { hours: Hours::Fte(half), from: day("2020-04-01"), ..member(grade, Some("north"), point, "2019-01-01") };
        entitlement::progress(&history, &from, day("2020-05-01")).unwrap().months[0].component("standby").to_string()
    };
    // At least 2,100; 10 % of 21,001 = 2,100.10; at most 2,200. All whatever the hours.
    assert_eq!([standby("P", "1"), standby("P", "3"), standby("H", "6")], ["175.00", "175.01", "183.33"]);
}

#[test]
fn deleted_points_move_people_and_ranges_to_the_next_that_remains() {
    let history = with("[[settlement.measure]]\ndelete-points = [1, 2]");
    assert_eq!(values(&history, "2021-04-01", "P", Some("north"))[0].0, "3");
    assert_eq!(range(&history, "P", Some("north")), ("3".into(), "4".into()));
    assert_eq!(range(&history, "P", Some("south")), ("3".into(), "5".into()));
    // Progression first: 1 → 2, which is gone → 3.
    assert_eq!(stands(&history, "1"), "3");
    assert_eq!(stands(&history, "3"), "4");
    let other = with("order = \"assimilation-first\"\n[[settlement.measure]]\ndelete-points = [1, 2]");
    assert_eq!(stands(&other, "1"), "4", "1 → 3 with the points, then a step");
}

#[test]
fn an_inserted_point_lies_its_share_of_the_way() {
    let history = with("[[settlement.measure]]\ninsert-point = { point = \"3a\", between = [3, 4], at = 0.4 }");
    // 21,001 + 0.4 × 999 = 21,400.6.
    assert_eq!(values(&history, "2021-04-01", "P", Some("north"))[3], ("3a".into(), "21401".into()));
    assert_eq!(stands(&history, "3"), "3a", "the next step leads to it");
}

#[test]
fn raised_minima_and_lowered_targets() {
    let by = with("[[settlement.measure]]\nraise-minimum = { by = 1 }\ngrades = [\"P\", \"H\"]");
    assert_eq!(range(&by, "P", Some("north")), ("2".into(), "4".into()));
    assert_eq!(range(&by, "H", None), ("5".into(), "6".into()));
    let pay = with("[[settlement.measure]]\nraise-minimum = { by = 500 }\ngrades = [\"M\"]");
    assert_eq!(range(&pay, "M", None), ("30500".into(), "36000".into()), "a range by pay moves by pay");
    let to = with("[[settlement.measure]]\nraise-minimum = { to = 3 }\ngrades = [\"P\"]");
    assert_eq!((range(&to, "P", Some("north")).0, range(&to, "H", None).0), ("3".into(), "4".into()));
    let lower = with("[[settlement.measure]]\nlower-target = { by = 2 }\ngrades = [\"P\"]");
    assert_eq!(range(&lower, "P", Some("north")), ("1".into(), "2".into()));
    assert_eq!(stands(&lower, "4"), "4", "nobody loses a point");
    assert_eq!(stands(&lower, "3"), "4", "progression comes first, on the old range");
    let first = with("order = \"assimilation-first\"\n[[settlement.measure]]\nlower-target = { by = 2 }\ngrades = [\"P\"]");
    assert_eq!(stands(&first, "3"), "3", "nobody above the target moves");
}

#[test]
fn ranges_are_shortened_to_a_time() {
    let two_years = with("[[settlement.measure]]\ntarget-within = \"2 years\"\ngrades = [\"P\", \"H\"]");
    assert_eq!(range(&two_years, "P", Some("north")), ("2".into(), "4".into()));
    assert_eq!(range(&two_years, "H", None), ("4".into(), "6".into()), "two years already");
    let waits = "progression.P = { waits = [\"1 year\", \"2 years\", \"3 years\"], on = \"anniversary\" }\n";
    let third = "[[settlement]]\nfrom = 2021-04-02\nstatus = \"agreed\"\nsource = \"made up\"\n\
                 [[settlement.measure]]\ntarget-within = \"4 years\"\ngrades = [\"P\"]";
    let history = system(&porters(TO_THE_POUND, &format!("{}{third}", second(waits)))).1;
    let tables = history.tables_at(day("2021-04-02")).unwrap();
    let Range::Points { minimum, .. } = tables.range(&"P".into(), Some(&"north".into())).unwrap().1 else { panic!("points") };
    assert_eq!(minimum.to_string(), "3", "3 years from 3 to 4; 5 years from 2");
}

#[test]
fn a_lump_sum_is_paid_once_by_hours() {
    let history = with("[[settlement.measure]]\nlump-sum = { amount = 250 }\ngrades = [\"P\"]");
    let half = payspine::money::Fte::new("0.5".parse().unwrap()).unwrap();
    let from = Member { hours: Hours::Fte(half), from: day("2020-04-01"), ..member("P", Some("north"), "1", "2020-04-01") };
    let months = entitlement::progress(&history, &from, day("2022-04-01")).unwrap().months;
    let paid: Vec<(String, String)> = months
        .iter()
        .filter(|month| !month.component("lump-sum").is_zero())
        .map(|month| (month.month.to_string(), month.component("lump-sum").to_string()))
        .collect();
    assert_eq!(paid, [("2021-04".to_owned(), "125.00".to_owned())]);
}

#[test]
fn salaries_rise_with_their_range_and_never_stand_below_it() {
    let salaried = |history: &History, salary: i64| {
        let from = Member {
            position: Position::Salary(payspine::money::Money::from(salary)),
            from: day("2020-04-01"),
            ..member("M", None, "0", "2019-01-01")
        };
        entitlement::progress(history, &from, day("2021-05-01")).unwrap().rows.last().unwrap().pay.full_time_basic.digits()
    };
    let uplift = with("[[settlement.measure]]\nuplift = { percent = 2 }");
    assert_eq!((range(&uplift, "M", None), salaried(&uplift, 33_333)), (("30600".into(), "36720".into()), "34000".into()));
    let raised = with("[[settlement.measure]]\nraise-minimum = { to = 32000 }\ngrades = [\"M\"]");
    assert_eq!((salaried(&raised, 30_500), salaried(&raised, 33_000)), ("32000".into(), "33000".into()));
    let kept = with("[[settlement.measure]]\nraise-minimum = { by = 2000 }\nassimilate = \"keep-steps\"\ngrades = [\"M\"]");
    assert_eq!((salaried(&kept, 30_500), salaried(&kept, 35_000)), ("32500".into(), "36000".into()));
}

#[test]
fn a_fact_stated_as_an_exception_comes_after_measures() {
    let stated = "spine.main = { exception = \"as published\", points = { 6 = 26000 } }";
    let history = with(&format!("{stated}\n[[settlement.measure]]\nuplift = {{ percent = 2 }}"));
    assert_eq!(annuals(&history)[4..], ["23460", "26000"], "25,500 by the rule, 26,000 as published");
}

#[test]
fn a_table_can_replace_a_spine_and_a_payment_can_end() {
    let history = with(
        "spine.main = { replace = true, points = { 1 = 21000, 4 = 22500, 5 = 23500, 6 = 25500 } }\n\
         range.P.south = { minimum = 4, target = 5 }\npayment.south.withdrawn = true",
    );
    assert_eq!(annuals(&history), ["21000", "22500", "23500", "25500"]);
    assert!(history.tables_at(day("2021-04-01")).unwrap().payment(&"south".into()).is_none());
}

#[test]
fn a_shorter_week_raises_hourly_rates_only() {
    let history = with("[[settlement.measure]]\nhours-per-week = 35");
    assert_eq!(annuals(&history)[0], "20000");
    let hours = |on: Date| history.tables_at(on).unwrap().hours_per_week.unwrap().to_string();
    assert_eq!((hours(day("2020-04-01")), hours(day("2021-04-01"))), ("37".into(), "35".into()));
}

#[test]
fn grades_with_an_award_of_their_own_are_shown_apart() {
    let folder = tempfile::tempdir().unwrap();
    let award = second("[[settlement.measure]]\nuplift = { flat = 100 }\ngrades = [\"H\"]");
    std::fs::write(folder.path().join("porters.toml"), porters(TO_THE_POUND, &award)).unwrap();
    let show = |more: &[&str]| {
        crate::payspine_in(folder.path(), &[&["scale", "show", "./porters.toml", "--format", "csv"], more].concat()).0
    };
    let all = show(&[]);
    assert!(all.contains("\nmain,6,25000\n") && all.contains("\nmain (H),6,25100\n"), "{all}");
    assert!(show(&["--grade", "H"]).contains("\nmain,6,25100\n"));
    assert!(show(&["--grade", "P"]).contains("\nmain,4,22000\n"));
}

#[test]
fn what_is_stated_is_carried_on_unrounded_where_the_system_says_so() {
    let pence = "[[settlement]]\nfrom = 2021-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nspine.main = { points = { 6 = 27055 }, unrounded = { 6 = 27054.63 } }\n\
                 [[settlement]]\nfrom = 2022-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 5 }";
    let history = system(&porters("{ to = 1, mode = \"half-up\", carry = \"unrounded\" }", pence)).1;
    let six = |on: &str| values(&history, on, "H", None)[5].1.clone();
    // Agenda for Change 5-entry: published 27,055 in 2022, and 28,407 after 5 %, from 27,054.63 and not from 27,055 (28,408).
    assert_eq!((six("2021-04-01").as_str(), six("2022-04-01").as_str()), ("27055", "28407"));
}

#[test]
fn points_that_go_count_for_nothing_when_ranges_move_on_the_same_day() {
    let settlement = |from: &str| format!("[[settlement]]\nfrom = {from}\nstatus = \"agreed\"\nsource = \"made up\"\n");
    let delete = |point: u32| format!("[[settlement.measure]]\ndelete-points = [{point}]\n");
    let until = day("2021-11-01");
    let stands = |history: &History, point: &str| {
        let from = Member { from: day("2021-05-01"), ..member("P", Some("south"), point, "2021-05-01") };
        entitlement::progress(history, &from, until).unwrap().rows.last().unwrap().standing.place.to_string()
    };
    for gone in [3, 4] {
        for moved in ["raise-minimum = { by = 1 }", "raise-minimum = { by = 2 }", "target-within = \"1 year\""] {
            let moved =
                format!("[[settlement.measure]]\n{moved}\nassimilate = \"keep-steps\"\ngrades = [\"P\"]\nareas = [\"south\"]\n");
            let (first, then) = (settlement("2021-10-01"), settlement("2021-10-02"));
            let built = |added: String| system(&porters(TO_THE_POUND, &added)).1;
            let together = built(format!("{first}{}{moved}", delete(gone)));
            let apart = built(format!("{first}{}{then}{moved}", delete(gone)));
            let other_way_round = built(format!("{first}{moved}{}", delete(gone)));
            let minimum = |history: &History| {
                let tables = history.tables_at(until).unwrap();
                let Range::Points { minimum, .. } = tables.range(&"P".into(), Some(&"south".into())).unwrap().1 else {
                    panic!("points")
                };
                minimum.to_string()
            };
            assert_eq!(minimum(&together), minimum(&apart), "{gone} goes, {moved}");
            for point in ["2", "3", "4", "5"] {
                assert_eq!(stands(&together, point), stands(&apart, point), "{point}, {gone} goes, {moved}");
            }
            for history in [&together, &other_way_round] {
                assert_eq!(stands(history, "2"), minimum(history), "{gone} goes, {moved}");
            }
        }
    }
}
