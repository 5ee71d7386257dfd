//! How members move: common dates and anniversaries, waits, qualifying time, gates, promotion, moves between areas, proposals.

use payspine::entitlement::{self, Career};
use payspine::report::words::assumptions;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, Event, FieldChange, Hours, Member, Position};

use crate::{day, member, points, proposed, system};

/// A made-up system with one spine of nine points from £20,000 by £1,000, and this progression for grade A (1 to 5).
fn clerks(progression: &str, rest: &str) -> String {
    let points: Vec<String> = (1..=9).map(|point| format!("{point} = {}", 19_000 + point * 1_000)).collect();
    format!(
        r#"
        format     = 1
        id         = "clerks"
        title      = "Clerks"
        currency   = "GBP"
        point-word = "SCP"
        {rest}
        [conventions]
        annual-rounding  = {{ to = 1, mode = "half-up", carry = "published" }}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "calendar-days"
        year-start       = "04-01"
        [area]
        town    = "Town"
        country = "Country"
        [grade.A]
        title = "Clerk"
        spine = "main"
        [grade.B]
        title = "Senior clerk"
        spine = "main"
        [[settlement]]
        from        = 2010-04-01
        status      = "agreed"
        source      = "made up"
        spine.main.points = {{ {} }}
        range.A.country = {{ minimum = 1, target = 5 }}
        range.A.town    = {{ minimum = 2, target = 6 }}
        range.B         = {{ minimum = 5, target = 9 }}
        [settlement.progression]
        {progression}
        "#,
        points.join(", ")
    )
}

fn clerk(since: &str) -> Member {
    member("A", Some("country"), "1", since)
}

fn career(history: &History, member: &Member, until: &str) -> Career {
    entitlement::progress(history, member, day(until)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The days on which the point changed, with the new point.
fn steps(history: &History, member: &Member, until: &str) -> Vec<(String, String)> {
    let all = points(&career(history, member, until));
    all.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].clone()).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(date, point)| ((*date).to_owned(), (*point).to_owned())).collect()
}

#[test]
fn a_common_date_moves_whoever_came_before_it() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")).1;
    assert_eq!(
        steps(&history, &clerk("2011-03-31"), "2013-04-02"),
        pairs(&[("2011-04-01", "2"), ("2012-04-01", "3"), ("2013-04-01", "4")])
    );
    assert_eq!(steps(&history, &clerk("2011-04-01"), "2013-04-02"), pairs(&[("2012-04-01", "2"), ("2013-04-01", "3")]));
}

#[test]
fn qualifying_time_holds_a_starter_until_the_next_common_date() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"\nqualifying = \"6 months\"", "")).1;
    assert_eq!(steps(&history, &clerk("2010-10-01"), "2012-04-02"), pairs(&[("2011-04-01", "2"), ("2012-04-01", "3")]));
    assert_eq!(steps(&history, &clerk("2010-10-02"), "2012-04-02"), pairs(&[("2012-04-01", "2")]));
}

#[test]
fn steps_of_two_years_count_a_part_of_a_first_year_as_one() {
    let history = system(&clerks("step = 1\nevery = \"2 years\"\non = \"04-01\"", "")).1;
    assert_eq!(steps(&history, &clerk("2010-10-01"), "2015-01-01"), pairs(&[("2012-04-01", "2"), ("2014-04-01", "3")]));
}

#[test]
fn an_anniversary_is_each_member_s_own_and_29_february_falls_on_the_28th() {
    let history = system(&clerks("step = 2\nevery = \"1 year\"\non = \"anniversary\"", "")).1;
    assert_eq!(steps(&history, &clerk("2012-02-29"), "2017-01-01"), pairs(&[("2013-02-28", "3"), ("2014-02-28", "5")]));
    let yearly = system(&clerks("step = 1\nevery = \"1 year\"\non = \"anniversary\"", "")).1;
    assert_eq!(steps(&yearly, &clerk("2012-02-29"), "2017-01-01").last().unwrap(), &("2016-02-29".to_owned(), "5".to_owned()));
}

#[test]
fn unequal_waits_belong_to_points() {
    let waits = "waits = [\"1 year\", \"2 years\", \"52 weeks\", \"18 months\"]\non = \"anniversary\"";
    let history =
        system(&clerks(&format!("step = 1\nevery = \"1 year\"\non = \"04-01\"\n[settlement.progression.A]\n{waits}"), "")).1;
    let expected = [("2012-01-10", "2"), ("2014-01-10", "3"), ("2015-01-09", "4"), ("2016-07-09", "5")];
    assert_eq!(steps(&history, &clerk("2011-01-10"), "2020-01-01"), pairs(&expected));
    // On the third point since 2013: 52 weeks from then.
    let later = Member {
        position: Position::Point("3".into()),
        from: day("2013-06-01"),
        point_since: Some(day("2013-01-01")),
        ..clerk("2011-01-10")
    };
    assert_eq!(steps(&history, &later, "2014-06-01"), pairs(&[("2013-12-31", "4")]));
    assert!(assumptions(&career(&history, &later, "2014-06-01").assumptions).iter().all(|line| !line.contains("point-since")));
    let unsaid = Member { point_since: None, ..later };
    assert!(assumptions(&career(&history, &unsaid, "2014-06-01").assumptions).iter().any(|line| line.contains("point-since")));
}

#[test]
fn a_gate_holds_who_does_not_meet_it_and_says_so() {
    let rule = "step = 1\nevery = \"1 year\"\non = \"04-01\"\nrequires = { rating = [\"A\", \"B\"], trained = \"yes\" }";
    let history = system(&clerks(rule, "")).1;
    let rated = |rating: &str| Member {
        fields: [("rating".into(), rating.into()), ("trained".into(), "yes".into())].into(),
        ..clerk("2010-05-01")
    };
    assert_eq!(steps(&history, &rated("B"), "2011-05-01").len(), 1);
    let held = career(&history, &rated("C"), "2011-05-01");
    let scale = history.scale();
    assert_eq!(payspine::report::words::reasons(&held.rows.last().unwrap().reasons, scale), "no step: rating is C, not A or B");
    let unknown = career(&history, &clerk("2010-05-01"), "2011-05-01");
    assert_eq!(points(&unknown).last().unwrap().1, "2", "a field that nobody gave is taken as met");
    for line in ["rating is not given, so it is taken as A or B", "trained is not given, so it is taken as yes"] {
        assert!(assumptions(&unknown.assumptions).iter().any(|assumed| assumed.contains(line)), "{line}");
    }
}

#[test]
fn who_waits_at_a_shut_gate_moves_as_soon_as_it_opens_on_waits_of_their_own() {
    let rule = "step = 1\nevery = \"1 year\"\non = \"04-01\"\n[settlement.progression.A]\n\
                waits = [\"1 year\", \"1 year\", \"1 year\", \"1 year\"]\non = \"anniversary\"\nrequires = { passed = \"yes\" }";
    let history = system(&clerks(rule, "")).1;
    let passes = Event { on: day("2012-03-01"), changes: vec![FieldChange::Field("passed".into(), "yes".into())] };
    let member = Member { fields: [("passed".into(), "no".into())].into(), events: vec![passes], ..clerk("2010-05-01") };
    assert_eq!(steps(&history, &member, "2013-04-01"), pairs(&[("2012-03-01", "2"), ("2013-03-01", "3")]));
}

fn promoted(on: &str, point: Option<&str>) -> Member {
    let mut changes = vec![FieldChange::Grade("B".into())];
    changes.extend(point.map(|point| FieldChange::Position(Position::Point(point.into()))));
    Member { position: Position::Point("4".into()), events: vec![Event { on: day(on), changes }], ..clerk("2011-04-01") }
}

#[test]
fn a_promotion_leads_where_the_rule_or_the_event_says() {
    let rule = "step = 1\nevery = \"1 year\"\non = \"04-01\"";
    let first = |rest: &str, point: Option<&str>| {
        let history = system(&clerks(rule, rest)).1;
        let career = entitlement::progress(&history, &promoted("2011-10-01", point), day("2011-11-01"));
        career.map(|career| points(&career).last().unwrap().1.clone())
    };
    assert_eq!(first("promotion = { to = \"minimum\" }", None).unwrap(), "5");
    // Above 23,000: 24,000, point 5; and one more.
    assert_eq!(first("promotion = { to = \"nearest-above\", plus-points = 1 }", None).unwrap(), "6");
    // 23,000 and 10 % is 25,300; the nearest point above is 7, 26,000.
    assert_eq!(first("promotion = { to = \"nearest-above\", plus-percent = 10 }", None).unwrap(), "7");
    assert_eq!(first("", Some("8")).unwrap(), "8");
    let faults = first("", None).unwrap_err();
    assert_eq!(faults[0].path, ["event", "0", "grade"]);
    assert!(faults[0].problem.to_string().contains("does not say where a promotion to B leads"));
}

#[test]
fn the_time_in_the_grade_starts_again_with_a_promotion() {
    let rule = "step = 1\nevery = \"1 year\"\non = \"04-01\"\nqualifying = \"12 months\"";
    let history = system(&clerks(rule, "promotion = { to = \"minimum\" }")).1;
    assert_eq!(steps(&history, &promoted("2011-10-01", None), "2013-05-01"), pairs(&[("2011-10-01", "5"), ("2013-04-01", "6")]));
}

#[test]
fn a_move_to_another_area_keeps_the_point_and_says_that_no_rule_was_stated() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")).1;
    let moves = |area: &str| vec![Event { on: day("2011-01-01"), changes: vec![FieldChange::Area(area.into())] }];
    let to_town = Member { events: moves("town"), ..clerk("2010-05-01") };
    let there = career(&history, &to_town, "2011-02-01");
    assert_eq!(points(&there).last().unwrap().1, "2", "the minimum in town is higher");
    assert!(assumptions(&there.assumptions).iter().any(|line| line.contains("Move from country to town")));
    // From the target in town to the country, where it is above the target: kept, and no step.
    let back = Member {
        position: Position::Point("6".into()),
        area: Some("town".into()),
        events: moves("country"),
        ..clerk("2010-05-01")
    };
    assert_eq!(points(&career(&history, &back, "2013-05-01")).last().unwrap().1, "6");
}

#[test]
fn who_stands_above_the_target_must_be_said_to_be_protected() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")).1;
    let above = Member { position: Position::Point("7".into()), ..clerk("2010-05-01") };
    assert!(entitlement::progress(&history, &above, day("2012-05-01")).is_err());
    let protected = Member { protected: true, ..above };
    let career = career(&history, &protected, "2012-05-01");
    assert_eq!(points(&career), pairs(&[("2010-05-01", "7")]), "nobody above the target moves");
    assert!(career.outlook.from_the_start);
}

#[test]
fn a_proposal_takes_hold_of_whoever_is_looked_at_on_its_day() {
    let (base, baseline) = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", ""));
    let claim = proposed(
        &base,
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"clerks\"\n[[settlement]]\nfrom = 2012-04-01\nstatus = \"claim\"\n\
         [[settlement.measure]]\nraise-minimum = { by = 2 }\ngrades = [\"A\"]\n[[settlement.measure]]\nlump-sum = { amount = 100 }",
    );
    let today = Member { from: day("2012-04-01"), ..clerk("2012-01-01") };
    assert_eq!(points(&career(&baseline, &today, "2012-05-01")).last().unwrap().1, "1");
    let claimed = career(&claim, &today, "2012-05-01");
    assert_eq!(points(&claimed).last().unwrap().1, "3");
    assert_eq!(claimed.months[0].component("lump-sum").to_string(), "100.00");
    // Looked at later, the minimum holds and the lump sum has been paid.
    let later = Member { from: day("2012-06-01"), ..today };
    let claimed = career(&claim, &later, "2012-07-01");
    assert_eq!((points(&claimed).last().unwrap().1.as_str(), claimed.months[0].component("lump-sum").is_zero()), ("3", true));
}

#[test]
fn held_rates_stay_while_people_move() {
    let award = "[[settlement]]\nfrom = 2012-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 10 }";
    let history = system(&format!("{}\n{award}", clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", ""))).1;
    let basic = |history: &History| -> Vec<String> {
        career(history, &clerk("2011-01-01"), "2013-05-01").rows.iter().map(|row| row.pay.full_time_basic.digits()).collect()
    };
    assert_eq!(basic(&history), ["20000", "21000", "24200", "25300"]);
    assert_eq!(basic(&history.held_at(day("2011-01-01")).unwrap()), ["20000", "21000", "22000", "23000"]);
    assert_eq!(basic(&history.held_at(day("2012-04-01")).unwrap()), ["22000", "23100", "24200", "25300"]);
    assert!(history.held_at(day("2010-03-31")).is_err());
}

#[test]
fn sick_days_change_no_point_and_are_said_not_to_be_computed() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")).1;
    let period = payspine::calendar::Period::new(day("2010-06-01"), day("2010-09-01"));
    let sick = Absence::new(AbsenceKind::Sick, period);
    let with = career(&history, &Member { absences: vec![sick], ..clerk("2010-05-01") }, "2012-05-01");
    let without = career(&history, &clerk("2010-05-01"), "2012-05-01");
    assert_eq!((points(&with), &with.months), (points(&without), &without.months));
    assert!(
        assumptions(&with.assumptions).iter().any(|line| line.contains("Absence from 1 June 2010 (sick)")),
        "{:?}",
        with.assumptions
    );
}

#[test]
fn hours_a_week_count_against_the_full_time_hours_in_force() {
    let shorter = "[[settlement]]\nfrom = 2011-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nhours-per-week = 35";
    let clerks = clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "");
    let stated = clerks.replace("part-month ", "hours-per-week = 37\n        part-month ");
    let history = system(&format!("{stated}\n{shorter}")).1;
    let part_time = Member { hours: Hours::Weekly("18.5".parse().unwrap()), ..clerk("2010-05-01") };
    let fte: Vec<String> =
        career(&history, &part_time, "2011-05-01").rows.iter().map(|row| row.standing.fte.to_string()).collect();
    assert_eq!(fte, ["18.5/37", "18.5/35"]);
    let too_many = Member { hours: Hours::Weekly("36".parse().unwrap()), ..clerk("2010-05-01") };
    let faults = entitlement::progress(&history, &too_many, day("2011-05-01")).unwrap_err();
    assert!(faults[0].problem.to_string().contains("up to the full time of 35"), "{faults:?}");
    let unstated = system(&clerks).1;
    let faults = entitlement::progress(&unstated, &part_time, day("2011-05-01")).unwrap_err();
    assert!(faults[0].problem.to_string().contains("states no full-time hours"), "{faults:?}");
}

#[test]
fn a_point_inserted_between_waits_needs_one_of_its_own() {
    let waits = "step = 1\nevery = \"1 year\"\non = \"04-01\"\n[settlement.progression.A]\n\
                 waits = [\"1 year\", \"1 year\", \"1 year\", \"1 year\"]\non = \"anniversary\"";
    let insert = "[[settlement]]\nfrom = 2012-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
                  [[settlement.measure]]\ninsert-point = { point = \"2a\", between = [2, 3], at = 0.5 }\n";
    let read = |text: &str| {
        let source = payspine::scale_file::source("test.toml", text.as_bytes()).unwrap();
        payspine::scale_file::read_scale(&source)
    };
    let problems = read(&format!("{}\n{insert}", clerks(waits, ""))).unwrap_err();
    assert!(problems.iter().any(|problem| problem.title.contains("none is stated for point 2a")), "{problems:?}");
    // The town's range starts at 2 and would need waits of its own; so only the country here.
    let only_country = clerks(waits, "").replace("range.A.town    = { minimum = 2, target = 6 }", "");
    let anew = "progression.A.on = \"anniversary\"\n\
                progression.A.waits = [\"1 year\", \"2 years\", \"6 months\", \"1 year\", \"1 year\"]\n[[settlement.measure]]";
    let stated = format!("{only_country}\n{}", insert.replace("[[settlement.measure]]", anew));
    let (_, history) = read(&stated).unwrap_or_else(|problems| panic!("{}", payspine::diagnostic::render_all(&problems, false)));
    let expected = [("2012-05-01", "2"), ("2014-05-01", "2a"), ("2014-11-01", "3"), ("2015-11-01", "4"), ("2016-11-01", "5")];
    assert_eq!(steps(&history, &clerk("2011-05-01"), "2020-01-01"), pairs(&expected));
}

#[test]
fn the_outlook_gives_the_target_as_it_is_on_the_day_it_is_reached() {
    let award = "[[settlement]]\nfrom = 2018-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 50 }";
    let history = system(&format!("{}\n{award}", clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", ""))).1;
    let outlook = career(&history, &clerk("2011-01-01"), "2020-01-01").outlook;
    assert_eq!((outlook.reached, outlook.target.unwrap().1.digits()), (Some(day("2014-04-01")), "24000".to_owned()));
}

#[test]
fn what_an_absence_costs_is_shown() {
    let history = system(&clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")).1;
    let off = |from: &str, to: &str| Absence::new(AbsenceKind::Unpaid, payspine::calendar::Period::new(day(from), day(to)));
    let absences = vec![off("2010-06-07", "2010-06-10"), off("2010-09-01", "2010-10-01")];
    let lost: Vec<String> = career(&history, &Member { absences, ..clerk("2010-05-01") }, "2011-03-01")
        .absences
        .iter()
        .map(|(_, lost)| lost.to_string())
        .collect();
    // 20,000 ÷ 12 × 3 ÷ 30, and a whole month.
    assert_eq!(lost, ["166.67", "1666.67"]);
}

#[test]
fn on_one_date_the_agreed_award_comes_before_the_claim() {
    let award = "[[settlement]]\nfrom = 2012-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 10 }";
    let (base, _) = system(&format!("{}\n{award}", clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")));
    let claim = proposed(
        &base,
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"clerks\"\n[[settlement]]\nfrom = 2012-04-01\nstatus = \"claim\"\n\
         [[settlement.measure]]\nuplift = { flat = 1000 }",
    );
    let tables = claim.tables_at(day("2012-04-01")).unwrap();
    let minimum = tables.annual(&"A".into(), Some(&"country".into()), &"main".into(), &"1".into()).unwrap();
    assert_eq!(minimum.digits(), "23000", "20,000 and 10 %, then £1,000; not the other way round, 23,100");
}

/// A settlement of 1 April 2012, a progression date, on top of the made-up system.
fn clerks_2012(rest: &str, measures: &str) -> History {
    let award = format!(
        "[[settlement]]\nfrom = 2012-04-01\nstatus = \"agreed\"\nsource = \"made up\"\norder = \"progression-first\"\n{measures}"
    );
    system(&format!("{}\n{award}", clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", rest))).1
}

#[test]
fn an_event_on_the_day_that_minima_rise_comes_first_and_is_no_reason_to_refuse() {
    let history = clerks_2012("", "[[settlement.measure]]\nraise-minimum = { by = 3 }\ngrades = [\"A\"]");
    let half = payspine::money::Fte::new("0.5".parse().unwrap()).unwrap();
    let fewer = Event { on: day("2012-04-01"), changes: vec![FieldChange::Hours(Hours::Fte(half))] };
    let member = Member { events: vec![fewer], ..clerk("2011-05-01") };
    let last = career(&history, &member, "2012-05-01").rows.pop().unwrap();
    assert_eq!((last.standing.place.point().unwrap().to_string(), last.standing.fte), ("4".to_owned(), half));
    // A move on that day: the minimum in town was 2, and is 5.
    let moves = Event { on: day("2012-04-01"), changes: vec![FieldChange::Area("town".into())] };
    let member = Member { events: vec![moves], ..clerk("2011-05-01") };
    assert_eq!(points(&career(&history, &member, "2012-05-01")).last().unwrap().1, "5");
}

#[test]
fn a_promotion_on_the_day_of_an_award_is_by_the_pay_before_it_and_rises_with_it_once() {
    let rule = "promotion = { to = \"nearest-above\" }";
    let history = clerks_2012(rule, "[[settlement.measure]]\nuplift = { percent = 20 }");
    let promoted = Event { on: day("2012-04-01"), changes: vec![FieldChange::Grade("B".into())] };
    let member = Member { position: Position::Point("5".into()), events: vec![promoted], ..clerk("2011-05-01") };
    // £24,000 leads to point 6, £25,000, which the award makes £30,000; nobody steps on the day of a promotion.
    let last = career(&history, &member, "2012-05-01").rows.pop().unwrap();
    assert_eq!(
        (last.standing.place.point().unwrap().to_string(), last.pay.full_time_basic.digits()),
        ("6".to_owned(), "30000".to_owned())
    );
}

#[test]
fn a_promotion_into_a_range_by_pay_rises_with_the_award_of_its_day_once() {
    let by_pay = |text: String| {
        text.replace("range.B         = { minimum = 5, target = 9 }", "range.B = { minimum-pay = 30000, target-pay = 40000 }")
    };
    let award = "[[settlement]]\nfrom = 2012-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n[[settlement.measure]]\nuplift = { percent = 10 }";
    let clerks = clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "promotion = { to = \"minimum\" }");
    let history = system(&format!("{}\n{award}", by_pay(clerks))).1;
    let promoted = Event { on: day("2012-04-01"), changes: vec![FieldChange::Grade("B".into())] };
    let last = career(&history, &Member { events: vec![promoted], ..clerk("2011-05-01") }, "2012-05-01").rows.pop().unwrap();
    assert_eq!(last.pay.full_time_basic.digits(), "33000", "the minimum of £30,000 and 10 %, not 10 % twice");
}

#[test]
fn a_lump_sum_goes_by_the_hours_of_its_day() {
    let clerks = clerks("step = 1\nevery = \"1 year\"\non = \"04-01\"", "")
        .replace("part-month ", "hours-per-week = 37\n        part-month ");
    let (base, _) = system(&clerks);
    let claim = proposed(
        &base,
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"clerks\"\n[[settlement]]\nfrom = 2012-04-01\nstatus = \"claim\"\n\
         [[settlement.measure]]\nlump-sum = { amount = 100 }",
    );
    let half = Member { hours: Hours::Weekly("18.5".parse().unwrap()), from: day("2012-04-01"), ..clerk("2011-05-01") };
    assert_eq!(career(&claim, &half, "2012-05-01").months[0].component("lump-sum").to_string(), "50.00");
    let fewer = Event { on: day("2012-04-01"), changes: vec![FieldChange::Hours(Hours::Weekly("9.25".parse().unwrap()))] };
    let earlier = Member { events: vec![fewer], from: day("2012-03-01"), ..half };
    assert_eq!(career(&claim, &earlier, "2012-05-01").months[1].component("lump-sum").to_string(), "25.00");
}
