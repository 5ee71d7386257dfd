//! Moves between grades, temporary promotion and waits: named cases with the values that are right, and a plain second implementation.

mod by_hand;

use payspine::entitlement::{self, MemberProblem};
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, Event, FieldChange, Member, Position};

use crate::{day, member, payspine, points, root, run_in, system};

/// What `progress` says of a file of tests/moves.
fn progress(file: &str, more: &[&str]) -> String {
    let path = format!("tests/moves/{file}");
    let (out, err, code) = payspine(&[&["progress", &path], more].concat());
    assert_eq!(code, 0, "{err}");
    out
}

/// Day, grade, point and basic pay of each row.
fn rows(file: &str) -> Vec<[String; 4]> {
    let csv = progress(file, &["--format", "csv"]);
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a header");
    let column = |name: &str| head.iter().position(|cell| *cell == name).unwrap_or_else(|| panic!("no {name}"));
    let wanted = ["date", "grade", "point", "basic"].map(column);
    lines.map(|cells| wanted.map(|column| cells[column].to_owned())).collect()
}

fn on<'r>(rows: &'r [[String; 4]], day: &str) -> [&'r str; 3] {
    let [_, grade, point, basic] = rows.iter().rev().find(|row| row[0].as_str() <= day).expect("a row");
    [grade, point, basic]
}

#[test]
fn the_award_and_the_step_come_before_a_promotion_of_their_day_and_the_answer_says_so() {
    let award = rows("promo-award.toml");
    assert_eq!(on(&award, "2024-04-01"), ["B", "6", "24190.00"]);
    assert_eq!(on(&rows("promo-after.toml"), "2024-04-02"), ["B", "6", "24190.00"]);
    let said = progress("promo-award.toml", &["--format", "json"]);
    assert!(said.contains(
        "the award and the step first, then the move at the new rates was used; the other order leads to SCP 5, not 6"
    ));
    assert!(!progress("promo-after.toml", &[]).contains("the day of a move"));
}

#[test]
fn a_system_may_put_the_move_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let system = std::fs::read_to_string(root().join("tests/moves/council.toml")).expect("the system");
    let system = system.replace("year-start       = \"04-01\"", "year-start       = \"04-01\"\nmoves = \"first\"");
    std::fs::write(folder.path().join("council.toml"), system).expect("written");
    let member = std::fs::read_to_string(root().join("tests/moves/promo-award.toml")).expect("the member");
    std::fs::write(folder.path().join("member.toml"), member).expect("written");
    let (out, err, _) = run_in(folder.path(), "progress member.toml --format csv");
    assert!(
        out.lines().any(|line| line.starts_with("2024-04-01,B,,5,") || line.starts_with("2024-04-01,B,national,5,")),
        "{out}{err}"
    );
    assert!(out.contains("23490.00"));
}

#[test]
fn a_temporary_promotion_leads_back_to_where_the_member_would_have_been() {
    let said = rows("temp-said.toml");
    let none = rows("temp-none.toml");
    assert_eq!(on(&said, "2024-04-01"), ["band-6", "6-entry", "37338.00"]);
    assert_eq!(on(&said, "2024-11-01"), ["band-5", "5-intermediate", "32324.00"]);
    assert_eq!(on(&said, "2025-10-03")[1], "5-intermediate");
    assert_eq!(on(&said, "2025-10-04")[1], "5-top");
    for day in ["2024-11-01", "2025-04-01", "2025-10-04", "2029-05-31"] {
        assert_eq!(on(&said, day), on(&none, day), "{day}");
    }
}

#[test]
fn a_last_day_is_paid() {
    let json: serde_json::Value = serde_json::from_str(&progress("unsocial-member.toml", &["--format", "json"])).expect("JSON");
    let months = json["cases"][0]["months"].as_array().or_else(|| json["months"].as_array()).expect("months").clone();
    let ush = |month: &str| {
        let found = months.iter().find(|entry| entry["month"] == month).unwrap_or_else(|| panic!("no {month}"));
        found["components"]["ush"].as_str().map(str::to_owned)
    };
    // £25,000 and 3 %: £25,750, point 2; a step on 1 April leads to £26,780. A tenth of that, by the month.
    assert_eq!(ush("2022-10").as_deref(), Some("223.17"));
    assert_eq!(ush("2022-11").filter(|amount| amount != "0.00"), None);
}

#[test]
fn a_year_less_a_day_is_not_twelve_months() {
    let whole = "progress --scale njc --grade local --point 12 --target 12 --since 2020-04-01 --from 2024-04-01";
    let (year, ..) = run_in(root(), &format!("{whole} --to 2025-03-31"));
    assert!(year.lines().any(|line| line.starts_with("2024-25        12 ")), "{year}");
    let (less, ..) = run_in(root(), &format!("{whole} --until 2025-03-31"));
    assert!(less.lines().any(|line| line.starts_with("2024-25    11 + 30 days ")), "{less}");
    let (same, ..) = run_in(root(), &format!("{whole} --until 2025-04-01"));
    assert_eq!(year, same);
}

#[test]
fn a_career_break_that_counts_is_said() {
    let said = progress("career.toml", &["--format", "json"]);
    assert!(said.contains("does not say whether unpaid leave counts for a step; it is counted in full"), "{said}");
}

/// Three grades on a spine of twelve points, a thousand pounds apart, and these rules.
fn grades(rules: &str, progression: &str) -> History {
    let points: Vec<String> = (1..=12).map(|point| format!("{point} = {}", 19_000 + point * 1_000)).collect();
    let text = format!(
        "format = 1\nid = \"grades\"\ntitle = \"Grades\"\ncurrency = \"GBP\"\n{rules}\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [grade.C]\ntitle = \"C\"\nspine = \"main\"\n[grade.A]\ntitle = \"A\"\nspine = \"main\"\n[grade.B]\ntitle = \"B\"\nspine = \"main\"\n\
         [grade.W]\ntitle = \"W\"\nspine = \"main\"\n[grade.D]\ntitle = \"D\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2015-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nspine.main.points = {{ {} }}\n\
         range.A = {{ minimum = 1, target = 4 }}\nrange.B = {{ minimum = 3, target = 8 }}\nrange.C = {{ minimum = 7, target = 12 }}\n\
         range.W = {{ minimum = 1, target = 12 }}\nrange.D = {{ minimum = 3, target = 8 }}\nprogression = {progression}\n",
        points.join(", ")
    );
    system(&text).1
}

const YEARLY: &str = "{ step = 1, every = \"1 year\", on = \"04-01\" }";

fn at(grade: &str, point: &str) -> Member {
    member(grade, None, point, "2016-09-05")
}

fn to(grade: &str, more: Vec<FieldChange>) -> Vec<FieldChange> {
    [vec![FieldChange::Grade(grade.into())], more].concat()
}

/// The grade and the point after a move on 3 October 2016, or what is asked.
fn moved(rules: &str, staff: Member, changes: Vec<FieldChange>) -> Result<String, String> {
    let history = grades(rules, YEARLY);
    let staff = staff.event(day("2016-10-03"), changes);
    let career = entitlement::progress(&history, &staff, day("2016-10-10")).map_err(|faults| faults[0].problem.to_string())?;
    let row = career.rows.last().expect("a row");
    Ok(format!("{} {}", row.standing.grade, row.standing.place))
}

fn kind(word: &str) -> FieldChange {
    let known = payspine::scale::MoveKind::WORDS.iter().find(|(known, _)| *known == word);
    FieldChange::Kind(known.expect("a kind of move").1)
}

#[test]
fn each_sort_of_move_goes_by_its_own_rule() {
    let rules = "promotion = { to = \"nearest-above\", plus-points = 1 }\ndemotion = { to = \"nearest-not-above\" }\n\
                 redeployment = { to = \"same-step\" }";
    assert_eq!(moved(rules, at("A", "4"), to("B", vec![])).unwrap(), "B 6");
    assert_eq!(moved(rules, at("C", "7"), to("B", vec![])).unwrap(), "B 7");
    assert_eq!(moved(rules, at("C", "11"), to("B", vec![])).unwrap(), "B 8", "the top pays less");
    assert_eq!(moved(rules, at("C", "9"), to("B", vec![kind("redeployment")])).unwrap(), "B 5");
    assert_eq!(moved(rules, at("C", "9"), to("B", vec![kind("regrading")])).unwrap(), "B 5");
    assert_eq!(moved(rules, at("A", "4"), to("B", vec![kind("regrading")])).unwrap(), "B 6");
    assert_eq!(moved(rules, at("C", "9"), to("B", vec![FieldChange::Position(Position::Point("4".into()))])).unwrap(), "B 4");
    // Ranges that pay the same: so does the point.
    assert_eq!(moved(rules, at("B", "5"), to("D", vec![])).unwrap(), "D 5");
    let minimum = "demotion = { to = \"minimum\" }\npromotion = { to = \"same-step\" }";
    assert_eq!(moved(minimum, at("C", "11"), to("B", vec![])).unwrap(), "B 3");
    assert_eq!(moved(minimum, at("A", "3"), to("B", vec![])).unwrap(), "B 5");
}

#[test]
fn a_promotion_may_have_to_be_worth_so_much() {
    let rule = |rest: &str| format!("promotion = {{ to = \"minimum\", {rest} }}");
    // From £23,000: 10 % is £25,300, so £26,000; two points are £25,000.
    assert_eq!(moved(&rule("at-least-percent = 10"), at("A", "4"), to("B", vec![])).unwrap(), "B 7");
    assert_eq!(moved(&rule("at-least-points = 2"), at("A", "4"), to("B", vec![])).unwrap(), "B 6");
    assert_eq!(moved(&rule("at-least-points = 2, at-least-percent = 10"), at("A", "4"), to("B", vec![])).unwrap(), "B 7");
    assert_eq!(moved(&rule("at-least-percent = 0"), at("A", "4"), to("B", vec![])).unwrap(), "B 4");
}

#[test]
fn where_no_rule_leads_the_question_is_asked() {
    let asked = |staff: Member, changes| moved("promotion = { to = \"own-point\" }", staff, changes).unwrap_err();
    assert_eq!(asked(at("A", "4"), to("B", vec![])), "the pay system leaves open where a promotion to B leads");
    assert_eq!(asked(at("C", "9"), to("B", vec![])), "the pay system does not say where a demotion to B leads");
    assert_eq!(asked(at("C", "9"), to("B", vec![kind("regrading")])), "the pay system does not say where a regrading to B leads");
    // Grade W lies around grade B.
    assert_eq!(asked(at("B", "4"), to("W", vec![])), "is W above B or below it? One of the two ranges lies within the other");
    let up = asked(at("C", "9"), to("B", vec![kind("promotion")]));
    assert_eq!(up, "a promotion leads up, and the range of B is lower than that of C");
    let temporary = vec![FieldChange::Temporary(day("2016-12-01"))];
    assert_eq!(
        asked(at("C", "9"), to("B", temporary)),
        "a temporary promotion leads up, and the range of B is lower than that of C"
    );
}

#[test]
fn up_and_back_is_asked_unless_one_of_the_two_says_what_it_is() {
    let history = grades("promotion = { to = \"minimum\" }\ndemotion = { to = \"minimum\" }", YEARLY);
    let staff = |first: Vec<FieldChange>, second: Vec<FieldChange>| {
        at("A", "2").event(day("2017-01-09"), to("B", first)).event(day("2017-06-05"), to("A", second))
    };
    let problem =
        |staff: &Member| entitlement::progress(&history, staff, day("2018-01-01")).map_err(|faults| faults[0].problem.clone());
    assert!(matches!(problem(&staff(vec![], vec![])), Err(MemberProblem::WasItTemporary { .. })));
    assert!(problem(&staff(vec![kind("promotion")], vec![])).is_ok());
    assert!(problem(&staff(vec![], vec![kind("demotion")])).is_ok());
}

#[test]
fn two_temporary_promotions_at_a_time_are_refused_and_one_after_the_other_are_not() {
    let history = grades("promotion = { to = \"minimum\" }", YEARLY);
    let staff = |second: &str| {
        at("A", "2")
            .event(day("2017-01-09"), to("B", vec![FieldChange::Temporary(day("2017-06-05"))]))
            .event(day(second), to("C", vec![FieldChange::Temporary(day("2017-09-04"))]))
    };
    let faults = entitlement::progress(&history, &staff("2017-06-04"), day("2018-01-01")).unwrap_err();
    assert!(matches!(faults[0].problem, MemberProblem::TwoAtOnce { .. }), "{faults:?}");
    let career = entitlement::progress(&history, &staff("2017-06-05"), day("2018-01-01")).unwrap();
    let grades: Vec<String> = career.rows.iter().map(|row| format!("{} {}", row.standing.grade, row.standing.place)).collect();
    assert_eq!(grades, ["A 2", "B 3", "B 4", "C 7", "A 3"]);
}

/// The excess over a protected salary is what acting up adds, and the protection stands again afterwards.
#[test]
fn acting_up_on_protected_pay_adds_what_is_above_it_and_gives_it_back() {
    let rules = "promotion = { to = \"minimum\" }\nredeployment = { to = \"minimum\" }\n\
                 protection = { protects = [\"basic\"], reduced-by = [\"basic\"], source = \"made up\" }";
    let history = grades(rules, "{ step = 1, every = \"30 years\", on = \"anniversary\" }");
    let staff = at("C", "10")
        .event(day("2017-01-09"), to("A", vec![FieldChange::Protect]))
        .event(day("2017-03-06"), to("B", vec![FieldChange::Temporary(day("2017-06-05"))]))
        .event(
            day("2017-09-04"),
            to("C", vec![FieldChange::Temporary(day("2017-12-04")), FieldChange::Position(Position::Point("11".into()))]),
        );
    let career = entitlement::progress(&history, &staff, day("2018-02-01")).unwrap();
    let basic: Vec<String> = career.rows.iter().map(|row| row.pay.full_time_basic.to_string()).collect();
    assert_eq!(basic, ["29000.00", "20000.00", "22000.00", "20000.00", "30000.00", "20000.00"]);
    let month = |wanted: &str| {
        let found = career.months.iter().find(|month| month.month.to_string() == wanted).unwrap();
        found.total().to_string()
    };
    // £29,000 a year protected; at £30,000 only the excess comes on top.
    let months = ["2017-02", "2017-05", "2017-08", "2017-11", "2018-01"].map(month);
    assert_eq!(months, ["2416.67", "2416.67", "2416.67", "2500.00", "2416.67"]);
}

/// The commonest overpayment of all: nobody tells payroll that the temporary promotion is over.
#[test]
fn an_audit_finds_a_return_that_payroll_missed() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("council.toml", &agreed_at_once());
    write(
        "member.toml",
        "format = 1\nscale = \"council.toml\"\ngrade = \"A\"\narea = \"national\"\npoint = 4\nsince = 2022-04-01\n\
         from = 2024-05-01\nto = 2024-12-31\n[[event]]\non = 2024-06-01\ngrade = \"B\"\ntemporary = true\nto = 2024-08-31\n",
    );
    let paid = |month: u32| {
        let amount = if (6..=11).contains(&month) { "2015.83" } else { "1907.50" };
        format!("7,2024-{month:02},Basic pay,{amount}\n")
    };
    write("slips.csv", &format!("id,month,element,amount\n{}", (5..=12).map(paid).collect::<String>()));
    let (out, err, _) = run_in(folder.path(), "audit member.toml --payslips slips.csv");
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Overpaid £324.99 in 3 months."), "{out}{err}");
    assert!(
        said.contains("made the change of grade of 1 September 2024 late, from December 2024: this explains all 3 months"),
        "{out}"
    );
}

/// The council's system as if each award had been agreed on its day, so that nothing is back pay.
fn agreed_at_once() -> String {
    let system = std::fs::read_to_string(root().join("tests/moves/council.toml")).expect("the system");
    system.lines().filter(|line| !line.starts_with("agreed")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_of_changes_says_that_a_promotion_is_for_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("council.toml", &agreed_at_once());
    write("staff.csv", "id,grade,area,point,since\n7,A,national,4,2022-04-01\n");
    write("changes.csv", "id,on,field,value\n7,2024-06-01,grade,B\n7,2024-06-01,temporary-to,2024-08-31\n");
    let paid =
        |month: u32| format!("7,2024-{month:02},Basic pay,{}\n", if (6..=8).contains(&month) { "2015.83" } else { "1907.50" });
    write("slips.csv", &format!("id,month,element,amount\n{}", (5..=12).map(paid).collect::<String>()));
    let audit = "audit staff.csv --payslips slips.csv --scale council.toml --from 2024-05 --to 2024-12";
    let (out, err, code) = run_in(folder.path(), &format!("{audit} --events changes.csv"));
    assert!(code == 0 && !out.to_lowercase().contains("overpaid £"), "{out}{err}");
    let (without, ..) = run_in(folder.path(), audit);
    assert!(without.contains("£324.99"), "{without}");
}

/// Employers in local government set grades of their own: another grade is another top, and only the event knows its point.
#[test]
fn acting_up_in_an_employers_own_grade_needs_its_point() {
    let history = History::new(payspine::scale_file::shipped("njc").unwrap(), None).unwrap();
    let staff = |more: Vec<FieldChange>| {
        let up = [vec![FieldChange::Target("17".into()), FieldChange::Temporary(day("2025-06-02"))], more].concat();
        let own = Member { target: Some("12".into()), from: day("2025-01-06"), ..member("local", None, "10", "2022-12-05") };
        own.event(day("2025-02-03"), up)
    };
    let point = vec![FieldChange::Position(Position::Point("15".into()))];
    let career = entitlement::progress(&history, &staff(point), day("2025-07-01")).unwrap();
    assert_eq!(
        points(&career).iter().map(|(on, point)| format!("{on} {point}")).collect::<Vec<_>>(),
        ["2025-01-06 10", "2025-02-03 15", "2025-04-01 15", "2025-06-02 11"],
        "no step within six months in the higher grade, and one in the own meanwhile"
    );
    let faults = entitlement::progress(&history, &staff(vec![]), day("2025-07-01")).unwrap_err();
    assert!(matches!(faults[0].problem, MemberProblem::NoMoveRule { .. }), "{faults:?}");
}

#[test]
fn an_event_may_say_from_when_waits_count() {
    let history = grades("promotion = { to = \"minimum\" }", "{ step = 1, every = \"1 year\", on = \"anniversary\" }");
    let promoted = |more: Vec<FieldChange>| at("A", "2").event(day("2017-01-09"), to("B", more));
    let second = |staff: &Member| points(&entitlement::progress(&history, staff, day("2018-03-01")).unwrap()).pop().unwrap().0;
    assert_eq!(second(&promoted(vec![])), "2018-01-09");
    assert_eq!(second(&promoted(vec![FieldChange::Since(day("2016-11-21"))])), "2017-11-21");
    let late = promoted(vec![FieldChange::Since(day("2017-02-01"))]);
    assert!(entitlement::progress(&history, &late, day("2018-03-01")).is_err());
}

#[test]
fn time_away_delays_a_step_by_as_long_where_the_system_says_so() {
    let yearly = "{ waits = [\"1 year\", \"1 year\", \"1 year\"], on = \"anniversary\" }";
    let waits = |rules: &str, kind: AbsenceKind| {
        let text = grades_of_one(rules, yearly);
        let away = Absence::new(kind, payspine::calendar::Period::new(day("2017-01-10"), day("2017-02-09")));
        let staff = member("A", None, "1", "2016-09-05").absence(away);
        let career = entitlement::progress(&text, &staff, day("2018-01-01")).unwrap();
        points(&career).into_iter().find(|(_, point)| point == "2").unwrap().0
    };
    let rule = "[absence.progression]\nunpaid = \"delays\"\ncareer-break = \"counts\"\nsource = \"made up\"";
    assert_eq!(waits("", AbsenceKind::Unpaid), "2017-09-05");
    assert_eq!(waits(rule, AbsenceKind::Unpaid), "2017-10-05", "thirty days later");
    assert_eq!(waits(rule, AbsenceKind::CareerBreak), "2017-09-05");
    assert_eq!(waits(rule, AbsenceKind::Sick), "2017-09-05");
}

/// One grade of four points.
fn grades_of_one(rules: &str, progression: &str) -> History {
    let text = format!(
        "format = 1\nid = \"one\"\ntitle = \"One\"\ncurrency = \"GBP\"\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [grade.A]\ntitle = \"A\"\nspine = \"main\"\n{rules}\n\
         [[settlement]]\nfrom = 2015-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
         spine.main.points = {{ 1 = 20000, 2 = 21000, 3 = 22000, 4 = 23000 }}\n\
         range.A = {{ minimum = 1, target = 4 }}\nprogression = {progression}\n"
    );
    system(&text).1
}

#[test]
fn a_wait_from_29_february_is_said_to_end_on_the_28th() {
    let history = grades_of_one("", "{ waits = [\"2 years\", \"2 years\", \"2 years\"], on = \"anniversary\" }");
    let staff = member("A", None, "1", "2020-02-29");
    let career = entitlement::progress(&history, &staff, day("2022-06-01")).unwrap();
    assert_eq!(points(&career).pop().unwrap(), ("2022-02-28".to_owned(), "2".to_owned()));
    let said = payspine::report::words::assumptions(&career.assumptions);
    assert!(said.iter().any(|line| line.contains("A wait from 29 February 2020 is over on 28 February 2022")), "{said:?}");
    let plain = entitlement::progress(&history, &member("A", None, "1", "2020-03-01"), day("2022-06-01")).unwrap();
    assert!(!payspine::report::words::assumptions(&plain.assumptions).iter().any(|line| line.contains("A wait from")));
}

#[test]
fn a_move_from_nhs_band_1_to_band_2_pays_what_band_2_pays() {
    let history = History::new(payspine::scale_file::shipped("nhs-afc-england").unwrap(), None).unwrap();
    let staff = Member {
        events: vec![Event { on: day("2024-06-03"), changes: to("band-2", vec![]) }],
        from: day("2024-04-01"),
        ..member("band-1", Some("elsewhere"), "1-single", "2015-04-01")
    };
    let career = entitlement::progress(&history, &staff, day("2024-07-01")).unwrap();
    let pay: Vec<String> = career.rows.iter().map(|row| row.pay.full_time_basic.to_string()).collect();
    assert_eq!(pay, ["23615.00", "23615.00"], "both bands have one rate from 2023 on");
}
