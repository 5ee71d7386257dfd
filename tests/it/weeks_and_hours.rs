//! Working patterns in people's words: weeks of term-time work, hours of a year, exact shares of full time, salaries off the scale, two
//! posts at once.
//!
//! | id | figures from |
//! |---|---|
//! | E02b to E02d | Lancashire County Council, Understanding your pay: 22.5 of 37 hours, 38 weeks with 35 days of leave |
//! | E71, E74 | computed from the stated rules: a 195th of a teacher's salary, a month of thirty days |
//! | E72 | the formula of the Green Book's model, Part 4.12, on the National Joint Council's £24,796 |

use std::fs;

use payspine::calendar::{Date, PartMonth, Period, Weekdays};
use payspine::entitlement;
use payspine::money::{Fte, Mode, Money, Rounding};
use payspine::scale_file;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, Hours, Member, Position, Weeks};
use rust_decimal::Decimal;

use crate::{day, root, run_in, system};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// The answer to a command line beside these files, with every run of blanks as one.
fn answer(files: &[(&str, &str)], command: &str) -> String {
    let (out, err, code) = run_in(folder(files).path(), command);
    assert_eq!(code, 0, "{command}: {err}");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said instead of an answer.
fn refused(files: &[(&str, &str)], command: &str) -> String {
    let (out, err, code) = run_in(folder(files).path(), command);
    assert_eq!((code, out.as_str()), (2, ""), "{command}");
    err.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(text: &str, sentence: &str) {
    assert!(text.contains(sentence), "{sentence} is not in:\n{text}");
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

const NJC: &str = "--scale njc --grade local --target 17";

/// What a month is due of the National Joint Council's SCP 3, £24,796 from April 2025, as CSV.
fn month_of_scp_3(pattern: &str) -> String {
    answer(&[], &format!("due {NJC} --point 3 --since 2025-04-01 {pattern} --from 2026-02 --to 2026-02 --format csv"))
}

#[test]
fn e72_39_weeks_are_paid_with_leave_by_service() {
    for (pattern, expected) in [
        ("--weeks 39 --service-since 2024-04-01", "1754.06"),
        ("--weeks 39 --service-since 2015-04-01", "1777.28"),
        ("--weeks 39 --hours 25 --service-since 2024-04-01", "1185.18"),
        ("--weeks 39 --hours 25 --service-since 2015-04-01", "1200.86"),
        // The same as a share of full time.
        ("--weeks 39 --fte 25/37 --service-since 2024-04-01", "1185.18"),
        ("--fte 39/45.943", "1754.06"),
    ] {
        says(&month_of_scp_3(pattern), &format!("basic,{expected}"));
    }
    let said = answer(&[], &format!("progress {NJC} --point 3 --since 2025-04-01 --weeks 39 --to 2026-03-31"));
    says(&said, "local, 39 weeks a year");
    says(&said, "you were on SCP 3: £21,048.78 a year (for 39 weeks a year; full time £24,796 basic)");
    says(&said, "39 weeks at work are 44.2630 paid weeks of 52.143: 39 + 39 × 6.2 ÷ (52.143 − 6.2)");
    // Service that is not given is counted from the day in the grade, and both are said.
    says(&said, "Service with the employer is not given, and is counted from 1 April 2025");
    says(&said, "after 5 years there are 44.8488 paid weeks");
    says(&said, "that leave is the national least, 23 days and 26 after five years' service, and 8 bank holidays");
}

#[test]
fn the_share_changes_on_the_fifth_anniversary() {
    let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 3\ntarget = 3\nsince = 2024-09-01\nfrom = 2025-04-01\n\
                  to = 2026-03-31\nweeks = 39\nservice-since = 2020-09-16\n";
    let said = answer(&[("m.toml", member)], "progress m.toml --explain");
    says(&said, "16 Sep 2025 39/45.343 3 £21,327.31 longer service: 6.8 weeks of leave a year are paid");
    says(&said, "September 2025: 15 days at £21,048.78 a year + 15 days at £21,327.31 a year");
    // 24,796 × 39 ÷ 12 × 15/30 at each share.
    let due = answer(&[("m.toml", member)], "due m.toml --from 2025-08 --to 2025-10 --format csv");
    for line in ["m,2025-08,basic,1754.06", "m,2025-09,basic,1765.67", "m,2025-10,basic,1777.28"] {
        says(&due, line);
    }
    // A payroll that passes the anniversary over.
    let slips = "id,month,element,amount\nm,2025-08,basic,1754.06\nm,2025-09,basic,1754.06\nm,2025-10,basic,1754.06\n";
    let audited = answer(&[("m.toml", member), ("s.csv", slips)], "audit m.toml --payslips s.csv --from 2025-08 --to 2025-10");
    says(&audited, "for FTE 39/45.943");
}

/// A system whose one grade is paid by salary.
fn salaries(part_month: &str, rule: &str) -> String {
    format!(
        "format = 1\nid = \"s\"\ntitle = \"S\"\ncurrency = \"GBP\"\n[conventions]\n\
         annual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = {part_month}\nhours-per-week = 37\n\
         weeks-per-year = 52.143\nyear-start = \"04-01\"\n{rule}[grade.S]\ntitle = \"Salaried\"\n[[settlement]]\n\
         from = 2015-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nrange.S = {{ minimum-pay = 1, target-pay = 100000 }}\n"
    )
}

/// Paid weeks rounded to two decimals, as the council prints them: 43.89, and a month of £1,023.72 at 22.5 of 37 hours.
#[test]
fn e02_a_council_rounds_paid_weeks() {
    let rule = "\n[conventions.term-time]\nleave = [{ service = \"0 years\", weeks = 7 }]\n\
                rounding = { to = 0.01, mode = \"half-up\" }\nsource = \"Lancashire County Council\"\n";
    let staff = || {
        Member::new("S".into(), None, Position::Salary(Money::from(24_000)), day("2024-04-01"))
            .hours(Hours::Weekly(number("22.5")))
            .weeks(Weeks::AtWork(number("38")))
    };
    let first_month = |history: &History, member: &Member| {
        entitlement::progress(history, member, day("2024-05-01")).expect("the member fits").months[0]
            .component("basic")
            .to_string()
    };
    let (loaded, rounded) = system(&salaries("\"calendar-days\"", rule));
    assert_eq!(first_month(&rounded, &staff()), "1023.72");
    let conventions = &loaded.value.conventions;
    let (known, year) = (conventions.term_time.as_ref().unwrap(), conventions.weeks_per_year.as_ref().unwrap());
    let weeks = known.paid(number("38"), number("7"), year).unwrap().weeks;
    assert_eq!(weeks, payspine::money::Exact::from(number("43.89")));
    // As the contract states them the result is the same.
    let (_, silent) = system(&salaries("\"calendar-days\"", ""));
    let paid = Member { weeks: Some(Weeks::Paid(number("43.89"))), ..staff() };
    assert_eq!(first_month(&silent, &paid), "1023.72");
    // A system without the rule asks.
    let asked = entitlement::progress(&silent, &staff(), day("2024-05-01")).unwrap_err();
    assert_eq!(
        asked[0].problem.to_string(),
        "how many weeks of the year are paid for 38 weeks at work? The pay system states no rule"
    );
}

#[test]
fn weeks_that_cannot_be_are_refused_in_a_sentence() {
    let asked =
        |pattern: &str, since: &str| refused(&[], &format!("progress {NJC} --point 3 --since {since} --to 2026-03-31 {pattern}"));
    for (pattern, why) in [
        ("--weeks 46", "46 weeks a year are not above 0 and up to 52.143 less 6.2 of leave"),
        ("--paid-weeks 53", "53 weeks a year are not above 0 and up to 52.143"),
        ("--weeks 39 --annual-hours 1400", "hours of a year are those of all its weeks"),
        ("--weeks some", "`weeks` cannot be `some`"),
        ("--fte 38/37", "`38/37` is not a share of full time"),
        ("--fte 1/0", "`1/0` is not a share of full time"),
        ("--annual-hours 2000", "2000 hours a year are not above 0 and up to the full time of 37 × 52.143"),
        ("--weeks 39.1234567 --hours 25.12345678", "have more digits than are held"),
    ] {
        says(&asked(pattern, "2025-04-01"), why);
    }
    says(&asked("--weeks 39", "2022-04-01"), "The pay system states no rule before 1 April 2023");
    says(&asked("--weeks 39", "2022-04-01"), "paid-weeks = 44.263");
    let home_office = "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --to 2007-06-30";
    says(&refused(&[], &format!("{home_office} --weeks 39")), "how many weeks of the year are paid for 39 weeks at work?");
    says(&refused(&[], &format!("{home_office} --paid-weeks 44")), "the pay system states no weeks of a year");
}

#[test]
fn a_fraction_is_exact_wherever_a_share_is_read() {
    // 22.2 of 37 is 0.6; 39 of 52.143 has no end: 24,796 × 39 ÷ 52.143 ÷ 12 = 1,545.50.
    says(&month_of_scp_3("--fte 22.2/37"), "basic,1239.80");
    says(&month_of_scp_3("--fte 39/52.143"), "basic,1545.50");
    let member = |fte: &str| {
        format!(
            "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 3\ntarget = 3\nsince = 2025-04-01\nfte = {fte}\n[[event]]\n\
             on = 2026-01-01\nfte = \"39/52.143\"\n"
        )
    };
    let due = answer(&[("m.toml", &member("\"22.2/37\""))], "due m.toml --from 2025-12 --to 2026-01 --format csv");
    says(&due, "m,2025-12,basic,1239.80");
    says(&due, "m,2026-01,basic,1545.50");
    let roster = "id,grade,point,target,since,fte\nm,local,3,3,2025-04-01,22.2/37\n";
    let events = "id,on,field,value\nm,2026-01-01,fte,39/52.143\n";
    let of_roster = answer(
        &[("r.csv", roster), ("e.csv", events)],
        "due r.csv --scale njc --events e.csv --from 2025-12 --to 2026-01 --as-at 2025-04-01 --format csv",
    );
    assert_eq!(of_roster, due);
    let wrong = refused(&[("r.csv", &roster.replace("22.2/37", "37/22.2"))], "due r.csv --scale njc --from 2025-12 --to 2025-12");
    says(&wrong, "`37/22.2` is not an FTE");
    assert_eq!("0.60".parse::<Fte>(), Fte::new(number("0.6")));
    for text in ["", "/", "1/", "/2", "1/2/3", "-1/2", "1/-2", "0/37", "1e2/200", "1.0000001/2", "2000000/2000001"] {
        assert!(text.parse::<Fte>().is_err(), "{text}");
    }
}

#[test]
fn hours_and_weeks_of_a_roster_are_read_as_those_of_a_member() {
    let roster = "id,Grade,point,target,since,Weekly hours,weeks,service-since\n\
                  a,local,3,3,2025-04-01,25,39,2024-04-01\nb,local,3,3,2025-04-01,25,39,2015-04-01\n\
                  c,local,3,3,2025-04-01,37,39,2024-04-01\nd,local,3,3,2025-04-01,22.2,all year,\ne,local,3,3,2025-04-01,,,\n";
    let due = answer(&[("r.csv", roster)], "due r.csv --scale njc --from 2026-02 --to 2026-02 --as-at 2025-04-01 --format csv");
    let expected = [("a", "1185.18"), ("b", "1200.86"), ("c", "1754.06"), ("d", "1239.80"), ("e", "2066.33")];
    for (id, month) in expected {
        says(&due, &format!("{id},2026-02,basic,{month}"));
    }
    // A year of these, after the award of April: twelve times the sum of the months.
    let cost = answer(&[("r.csv", roster)], "cost r.csv --scale njc --from 2026-04-01 --as-at 2026-04-01 --format json");
    let sum: Money = expected.iter().map(|(_, month)| month.parse::<Money>().unwrap()).sum();
    let year = Money::new(sum.amount() * Decimal::from(12)).unwrap();
    says(&cost, &format!("\"{year}\""));
    // Leave that longer service earns within the months is not followed, and that is said.
    let later = roster.replace("2024-04-01\nb", "2021-09-01\nb");
    let cost = answer(&[("r.csv", &later)], "cost r.csv --scale njc --from 2026-04-01 --as-at 2026-04-01");
    says(&cost, "1 staff in term-time work earn more leave by longer service within these months");
    // A share of full time says the same as hours, and is the one that is read.
    let both = "id,grade,point,target,since,fte,hours\na,local,3,3,2025-04-01,0.6,37\n";
    let due = answer(&[("r.csv", both)], "due r.csv --scale njc --from 2026-02 --to 2026-02 --as-at 2025-04-01 --format csv");
    says(&due, "a,2026-02,basic,1239.80");
    let named = "due r.csv --scale njc --from 2026-02 --to 2026-02 --column hours=hours";
    says(&refused(&[("r.csv", both)], named), "this row has both an FTE and hours");
    for (hours, why) in
        [("0", "`0` are no hours a week"), ("40", "40 hours a week are not above 0 and up to the full time of 37")]
    {
        let roster = roster.replace(",25,39,2024", &format!(",{hours},39,2024"));
        says(&refused(&[("r.csv", &roster)], "cost r.csv --scale njc --from 2026-04-01"), why);
        let kept = answer(&[("r.csv", &roster)], "cost r.csv --scale njc --from 2026-04-01 --skip-bad-rows");
        says(&kept, "4 staff");
    }
    let posts = "grade,point,target,posts,hours\nlocal,3,3,2,25\n";
    let why = refused(&[("r.csv", posts)], "cost r.csv --scale njc --from 2026-04-01");
    says(&why, "this row has full-time posts and hours or weeks");
}

#[test]
fn where_a_system_states_no_hours_they_are_asked_for() {
    let home_office = "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --to 2007-06-30";
    says(&refused(&[], &format!("{home_office} --hours 18.5")), "How many hours a week are full time?");
    // Half of £19,632 and of the London allowance of £3,000.
    let said = answer(&[], &format!("{home_office} --hours 18.5 --full-time-hours 37"));
    says(&said, "£11,316 a year (£9,816 basic pay for 18.5 hours a week; full time £19,632 basic)");
    let roster = "id,grade,area,point,since,hours\n1,EO,london,55,2006-07-01,18.5\n";
    let cost = "cost r.csv --scale home-office-2006 --from 2006-07-01";
    let why = refused(&[("r.csv", roster)], cost);
    says(&why, "18.5 hours a week are a share of how many?");
    says(&why, "full-time-hours=37, or in a column `full-time-hours`: --default NAME=VALUE");
    let stated = roster.replace("hours\n1", "hours,full-time-hours\n1").replace("18.5\n", "18.5,37\n");
    let priced = answer(&[("r.csv", &stated)], &format!("{cost} --format csv"));
    assert_eq!(answer(&[("r.csv", roster)], &format!("{cost} --default full-time-hours=37 --format csv")), priced);
    assert_eq!(
        answer(&[("r.csv", &roster.replace("hours", "fte").replace("18.5", "0.5"))], &format!("{cost} --format csv")),
        priced
    );
    let due = "due r.csv --scale home-office-2006 --from 2006-07 --to 2006-07 --format csv";
    says(&refused(&[("r.csv", roster)], due), "--full-time-hours HOURS");
    says(&answer(&[("r.csv", roster)], &format!("{due} --full-time-hours 37")), "1,2006-07,basic,818.00");
    says(&answer(&[("r.csv", &stated)], due), "1,2006-07,basic,818.00");
}

#[test]
fn annual_hours_are_a_share_of_the_year() {
    // 24,796 × 1,400 ÷ (37 × 52.143) ÷ 12.
    says(&month_of_scp_3("--annual-hours 1400"), "basic,1499.45");
    let said = answer(&[], &format!("progress {NJC} --point 3 --since 2025-04-01 --annual-hours 1400 --to 2026-03-31"));
    says(&said, "(for 1400 hours a year; full time £24,796 basic)");
    says(&said, "1400 hours a year are taken to have paid leave in them: they are a share of 37 × 52.143.");
    says(&month_of_scp_3("--annual-hours 1929.291"), "basic,2066.33");
    let roster = "id,grade,point,target,since,annual-hours\na,local,3,3,2025-04-01,1400\n";
    let due = answer(&[("r.csv", roster)], "due r.csv --scale njc --from 2026-02 --to 2026-02 --as-at 2025-04-01 --format csv");
    says(&due, "a,2026-02,basic,1499.45");
}

#[test]
fn weeks_change_by_events_and_what_if() {
    let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 3\ntarget = 3\nsince = 2025-04-01\nweeks = 39\n\
                  [[event]]\non = 2025-09-01\nweeks = 41\n[[event]]\non = 2025-11-01\nweeks = \"all-year\"\n";
    let due = answer(&[("m.toml", member)], "due m.toml --from 2025-08 --to 2025-11 --format csv");
    // 24,796 × 41 ÷ 45.943 ÷ 12 = 1,844.02.
    for line in ["2025-08,basic,1754.06", "2025-09,basic,1844.02", "2025-11,basic,2066.33"] {
        says(&due, line);
    }
    let roster = "id,grade,point,target,since,weeks\nm,local,3,3,2025-04-01,39\n";
    let events = "id,on,field,value\nm,2025-09-01,weeks,41\nm,2025-11-01,weeks,all year\n";
    let of_roster = answer(
        &[("r.csv", roster), ("e.csv", events)],
        "due r.csv --scale njc --events e.csv --from 2025-08 --to 2025-11 --as-at 2025-04-01 --format csv",
    );
    assert_eq!(of_roster, due);
    let now = format!("what-if {NJC} --point 3 --since 2025-04-01 --on 2025-09-01 --from 2026-01-01");
    says(
        &answer(&[], &format!("{now} weeks=39")),
        "From 1 January 2026, with 39 weeks a year: £21,048.78 a year instead of £24,796",
    );
    says(&answer(&[], &format!("{now} --weeks 39 weeks=all-year")), "with all the year: £24,796 a year instead of £21,048.78");
    says(&refused(&[], &format!("{now} weeks=39 paid-weeks=44")), "is said twice");
}

#[test]
fn a_salary_off_the_scale_stays() {
    let said = answer(&[], &format!("progress {NJC} --salary 27500 --since 2024-04-01 --to 2027-03-31"));
    says(&said, "£27,500 a year. Your salary is off the scale: it has no next step, and stays until another is stated.");
    says(&said, "1 Apr 2024 £27,500 as given");
    says(&said, "1 Apr 2025 £27,500 2025 award");
    says(&said, "A salary off the scale in local, which has points: the pay system has no rule for what awards do to it");
    let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\nsalary = 27500\ntarget = 17\nsince = 2024-04-01\nfte = 0.5\n\
                  to = 2026-03-31\n[[event]]\non = 2025-09-01\nsalary = 28350\n[[event]]\non = 2026-01-01\npoint = 14\n";
    let due = answer(&[("m.toml", member)], "due m.toml --from 2025-08 --to 2026-01 --format csv");
    // Half of a twelfth of £27,500, £28,350 and £29,540.
    for line in ["2025-08,basic,1145.83", "2025-09,basic,1181.25", "2026-01,basic,1230.83"] {
        says(&due, line);
    }
    // A salary that a point pays is that point's, which awards and steps move.
    let of_point = refused(&[], &format!("progress {NJC} --salary 24796 --since 2025-04-01"));
    says(&of_point, "a salary of 24796.00 is that of point 3 on 2025-04-01");
    says(&of_point, "say where they stand by a point: 3");
    // In a costing it is a column too many.
    let roster = "grade,salary,target\nlocal,27500,17\n";
    says(&refused(&[("r.csv", roster)], "cost r.csv --scale njc --from 2025-04-01"), "so the member needs a point");
}

#[test]
fn two_posts_stand_side_by_side_with_their_sum() {
    let posts = "tests/examples/term-time.toml tests/examples/lunchtime.toml";
    let (out, err, code) = run_in(root(), &format!("due {posts} --from 2025-08 --to 2025-09 --format csv"));
    assert_eq!(code, 0, "{err}");
    // 25 of 37 hours in 39 weeks on £25,185, after five years' service from September; 5 hours in 38 weeks on £24,413.
    for line in [
        "term-time,2025-08,basic,1203.77",
        "term-time,2025-09,basic,1219.70",
        "lunchtime,2025-08,basic,227.39",
        "lunchtime,2025-09,basic,230.40",
    ] {
        says(&out, line);
    }
    let (out, _, _) = run_in(root(), &format!("due {posts} --from 2025-08 --to 2025-09"));
    says(&out.split_whitespace().collect::<Vec<_>>().join(" "), "August 2025 £1,203.77 £227.39 £1,431.16");
    says(&out, "£2,881.26 is due to one person in 2 posts");
    let asked = "progress tests/examples/term-time.toml --post tests/examples/lunchtime.toml --format json";
    let (out, err, code) = run_in(root(), asked);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["rows"][0]["sum"], "17173.95");
    assert_eq!(json["rows"][0]["posts"]["term-time"], "14445.26");
    assert_eq!(json["rows"][0]["posts"]["lunchtime"], "2728.69");
    assert_eq!(json["rows"][1]["date"], "2025-09-01");
    for row in json["rows"].as_array().expect("rows") {
        let amount = |value: &serde_json::Value| value.as_str().expect("an amount").parse::<Money>().unwrap();
        let sum: Money = row["posts"].as_object().expect("posts").values().map(amount).sum();
        assert_eq!(amount(&row["sum"]), sum);
    }
    // Posts of two systems have one sum where their currency is one; what is due is listed by one system.
    let other = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = 55\nsince = 2006-07-01\n";
    let file = fs::read_to_string(root().join("tests/examples/lunchtime.toml")).expect("a file");
    let files = [("a.toml", file.as_str()), ("b.toml", other)];
    says(&refused(&files, "due a.toml b.toml"), "one post is in the pay system njc and another in home-office-2006");
    says(&refused(&files, "progress a.toml --post b.toml --proposal c.toml"), "--post");
}

/// A post that ends is no part of the sum afterwards.
#[test]
fn the_sum_is_of_posts_that_are_held() {
    let first = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 3\ntarget = 3\nsince = 2025-04-01\nto = 2026-03-31\n";
    let second = format!("{first}fte = 0.5\nlast-day = 2025-10-31\n");
    let said = answer(&[("a.toml", first), ("b.toml", &second)], "progress a.toml --post b.toml --format csv");
    assert_eq!(said, "date,a,b,sum 2025-04-01,24796.00,12398.00,37194.00 2025-11-01,24796.00,,24796.00");
}

#[test]
fn e71_a_teachers_day_is_a_195th() {
    let salary = Money::from(32_916);
    let to_the_penny = Rounding::new(number("0.01"), Mode::HalfUp).unwrap();
    let day_off = Period::new(day("2024-03-05"), day("2024-03-06"));
    let worth = |convention: PartMonth| {
        let share = convention.odd_days(day_off, Weekdays::MONDAY_TO_FRIDAY);
        to_the_penny.round(&salary.exact().times(&share)).unwrap().to_string()
    };
    assert_eq!(
        (worth(PartMonth::Per195), worth(PartMonth::Per365), worth(PartMonth::Per260)),
        ("168.80".into(), "90.18".into(), "126.60".into())
    );
    // On strike for the day: a twelfth, 2,743.00, less a 195th.
    let (_, history) = system(&salaries("{ default = \"calendar-days\", strike = \"195ths\" }", ""));
    let teacher = Member::new("S".into(), None, Position::Salary(salary), day("2024-03-01"))
        .absence(Absence::new(AbsenceKind::Strike, day_off));
    let months = entitlement::progress(&history, &teacher, day("2024-04-01")).expect("the member fits").months;
    assert_eq!(months[0].component("basic").to_string(), "2574.20");
}

#[test]
fn e74_a_month_of_thirty_days() {
    let rounding = Rounding::new(number("0.01"), Mode::HalfUp).unwrap();
    let paid = |from: &str, until: &str, convention: PartMonth| {
        let share = convention.odd_days(Period::new(day(from), day(until)), Weekdays::MONDAY_TO_FRIDAY);
        rounding.round(&Money::from(24_000).exact().times(&share)).unwrap().to_string()
    };
    assert_eq!(paid("2025-01-16", "2025-02-01", PartMonth::Per30), "1000.00");
    assert_eq!(paid("2025-01-16", "2025-02-01", PartMonth::CalendarDays), "1032.26");
    // 31 days and 28 are months of thirty.
    for (from, until, expected) in [
        ("2025-01-01", "2025-02-01", "2000.00"),
        ("2025-01-01", "2025-01-31", "2000.00"),
        ("2025-01-31", "2025-02-01", "66.67"),
        ("2025-02-15", "2025-03-01", "1066.67"),
        ("2025-02-01", "2025-02-15", "933.33"),
        ("2025-02-01", "2025-03-01", "2000.00"),
        ("2025-04-16", "2025-05-01", "1000.00"),
    ] {
        assert_eq!(paid(from, until, PartMonth::Per30), expected, "{from} to {until}");
    }
    // Two parts of a month that is paid throughout come to a twelfth wherever they part.
    for month in ["2025-01-01", "2025-02-01", "2024-02-01", "2025-04-01"] {
        let whole = payspine::calendar::Month::of(day(month)).period();
        let mut part = whole.start.tomorrow().unwrap();
        while part < whole.end {
            let share = |period| PartMonth::Per30.share_of_month(period, Weekdays::MONDAY_TO_FRIDAY);
            let both = share(Period::new(whole.start, part)).plus(&share(Period::new(part, whole.end)));
            assert_eq!(both, payspine::money::Exact::from(1).over(12), "{part}");
            part = part.tomorrow().unwrap();
        }
    }
}

/// A naive second sum: a month of SCP 3 for random hours, weeks at work and service, in whole numbers.
#[test]
fn months_of_term_time_work_are_those_of_a_naive_sum() {
    let history = History::new(scale_file::shipped("njc").unwrap(), None).unwrap();
    let mut seed = 42_u64;
    let mut dice = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for _ in 0..400 {
        // Hours in hundredths up to 37, weeks in tenths up to 45, service from nothing to ten years before January 2026.
        let (hours, weeks) = (1 + dice(3_700), 1 + dice(450));
        let started =
            Date::constant(2015, 6, 1).checked_add(jiff::Span::new().days(i64::try_from(dice(3_500)).unwrap())).unwrap();
        let since = Date::constant(2025, 4, 1).max(started);
        let member = Member::new("local".into(), None, Position::Point("3".into()), since)
            .hours(Hours::Weekly(Decimal::new(i64::try_from(hours).unwrap(), 2)))
            .weeks(Weeks::AtWork(Decimal::new(i64::try_from(weeks).unwrap(), 1)));
        let member = Member { service_since: Some(started), target: Some("3".into()), ..member };
        let months = entitlement::progress(&history, &member, day("2026-05-01")).expect("the member fits").months;
        for month in months.iter().filter(|month| month.month.period().start >= since) {
            let first = month.month.period().start;
            let days = i128::from(month.month.period().days());
            // Five years on: the day of the same name, 28 February for the 29th in other years.
            let fifth = started.checked_add(jiff::Span::new().years(5)).unwrap();
            let before = (0..days)
                .filter(|later| first.checked_add(jiff::Span::new().days(i64::try_from(*later).unwrap())).unwrap() < fifth);
            let before = i128::try_from(before.count()).unwrap();
            // 24,796 × hours/3,700 × weeks/10 ÷ (52.143 − leave) ÷ 12, of the days before and after.
            let (young, old) = (45_943_i128, 45_343_i128);
            let top = 24_796 * i128::from(hours) * i128::from(weeks) * 100 * (before * old + (days - before) * young);
            let bottom = 3_700 * 12 * young * old * days;
            // In pence, halves up.
            let pence = (2 * top * 100 + bottom) / (2 * bottom);
            let due = month.component("basic").amount() * Decimal::from(100);
            assert_eq!(due, Decimal::from(pence), "{hours} hours, {weeks} weeks, since {started}, {}", month.month);
        }
    }
}
