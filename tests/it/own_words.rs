//! Words and days as people write them are understood, or answered with what there is; what is missing is asked for at once.
//!
//! Values: the National Joint Council's pay spine and the NHS pay scales from 1 April 2025 as published (SCP 13 £29,064, SCP 14 £29,540,
//! SCP 15 £30,024; band 5 £31,049, £33,487, £37,796; inner London supplement 20% of pay), the Home Office's example of 2007 (milestone 55
//! £19,632, London £3,000).

use std::fs;

use payspine::calendar::Date;
use payspine::cli::ask_for_the_rest;
use serde_json::Value;

use crate::{root, run_in};

fn ok(command: &str) -> String {
    let (out, err, code) = run_in(root(), command);
    assert_eq!((code, err.as_str()), (0, ""), "{command}: {out}");
    out
}

fn refused(command: &str) -> String {
    let (out, err, code) = run_in(root(), command);
    assert_eq!((code, out.as_str()), (2, ""), "{command}");
    err
}

fn json(command: &str) -> Value {
    serde_json::from_str(&ok(&format!("{command} --format json"))).expect("JSON")
}

/// The same command in a folder with files.
fn in_folder(files: &[(&str, &str)], command: &str) -> (String, String, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    run_in(folder.path(), command)
}

const NHS: &str = "progress --scale nhs-afc-england --until 2026-04-01 --field pay-step-review=met";

#[test]
fn names_are_understood_in_any_spelling() {
    let plain = ok(&format!("{NHS} --grade band-5 --area inner --point 5-top --since 2025-04-01"));
    assert!(plain.contains("you were on point 5-top: £45,355.20 a year (£37,796 basic pay)"), "{plain}");
    for (grade, area, point) in [
        ("\"Band 5\"", "\"Inner London\"", "5-top"),
        ("BAND5", "INNER", "\"5 Top\""),
        ("\"band  5\"", "innerlondon", "\"point 5-top\""),
    ] {
        let other = ok(&format!("{NHS} --grade {grade} --area {area} --point {point} --since 1/4/2025"));
        assert_eq!(other, plain, "{grade} {area} {point}");
    }
    let system = ok("scale show \"Local government, NJC pay spine\" --on \"1 Apr 2025\" --point scp14");
    assert_eq!(system, ok("scale show njc --on 2025-04-01 --point 14"));
    assert!(system.contains("£29,540") && !system.contains("£30,024"), "{system}");
}

#[test]
fn what_could_be_several_is_offered() {
    let area = refused(&format!("{NHS} --grade \"Band 5\" --area London --point 5-top --since 2025-04-01"));
    assert!(area.contains("which of them: inner (Inner London), outer (Outer London)?"), "{area}");
    let point = refused(&format!("{NHS} --grade \"Band 5\" --point 5 --since 2025-04-01"));
    assert!(point.contains("which of them: 5-entry, 5-intermediate, 5-top?"), "{point}");
    let system = refused("progress --scale \"office aa\" --grade EO --point 55 --since 2011-07-01");
    assert!(system.contains("home-office-2011 (Home Office, AA to Grade 6, 2011), home-office-2013"), "{system}");
    // The name of one is no more than the beginning of others.
    let system = refused("progress --scale \"home office\" --grade EO --point 55 --since 2006-07-01");
    assert!(system.contains("In which area?"), "{system}");
    let grade = refused("locate --scale nhs --amount 2000 --on 2025-05-31");
    assert!(grade.contains("did you mean `nhs-afc-england`?"), "{grade}");
}

#[test]
fn files_are_read_alike() {
    let member = |grade: &str, point: &str| {
        format!(
            "format = 1\nscale = \"NJC\"\ngrade = \"{grade}\"\npoint = \"{point}\"\ntarget = \"SCP 17\"\nsince = 2025-04-01\nuntil = 2026-04-01\n"
        )
    };
    let (plain, _, _) = in_folder(&[("m.toml", &member("local", "14"))], "progress m.toml --format csv");
    let (said, err, _) = in_folder(&[("m.toml", &member("Local Grade", "SCP 14"))], "progress m.toml --format csv");
    assert_eq!(said, plain, "{err}");
    assert!(said.contains("2025-04-01,local,,14,1,29540.00"), "{said}");
    // A roster with days as British spreadsheets have them.
    let roster = "id,grade,point,target,since\n1,LOCALGRADE,SCP 14,scp 17,1 April 2024\n2,local,015,17,01/04/2024\n";
    let due = "due r.csv --scale njc --from 2025-05 --to 2025-05 --as-at 1/4/2025 --format csv";
    let (out, err, code) = in_folder(&[("r.csv", roster)], due);
    assert_eq!(code, 0, "{err}");
    // A twelfth of £28,624 and of £29,093: the award of April 2025 was agreed in July.
    assert!(out.contains("1,2025-05,basic,2385.33") && out.contains("2,2025-05,basic,2424.42"), "{out}");
    let events = "id,on,field,value\n1,1 May 2025,point,SCP 15\n";
    let (out, err, _) = in_folder(&[("r.csv", roster), ("e.csv", events)], &format!("{due} --events e.csv"));
    assert!(out.contains("1,2025-05,basic,2424.42"), "{out}{err}");
}

#[test]
fn days_are_read_as_the_united_kingdom_writes_them() {
    let of =
        |day: &str| ok(&format!("progress --scale njc --grade local --point 14 --target 17 --since {day} --until 2026-04-01"));
    let plain = of("2025-04-01");
    for day in ["1/4/2025", "01/04/2025", "\"1 April 2025\"", "\"1 Apr 2025\"", "1-Apr-2025", "01.04.2025"] {
        assert_eq!(of(day), plain, "{day}");
    }
    for (day, why) in [
        ("31/6/2025", "June 2025 has no day 31: its last is the 30"),
        ("4/13/2025", "there is no month 13"),
        ("1/4/25", "the year needs four digits"),
        ("someday", "not a day: such as 2012-07-01, 1/7/2012 or 1 July 2012"),
    ] {
        let said = refused(&format!("progress --scale njc --grade local --point 14 --since {day}"));
        assert!(said.contains(why), "{said}");
    }
    // In TOML a day is written one way, and the other is answered with it.
    for (line, help) in [
        ("\"1/4/2025\"", "write the date without quotes: since = 2025-04-01"),
        ("1/4/2025", "a date is year-month-day, without quotes: since = 2025-04-01"),
        ("\"31 June 2025\"", "June 2025 has no day 31"),
    ] {
        let file = format!("format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 14\nsince = {line}\n");
        let (_, err, code) = in_folder(&[("m.toml", &file)], "progress m.toml");
        assert!(code == 2 && err.contains(help), "{line}: {err}");
    }
}

/// Half of what matters is when they came, which they do not know.
#[test]
fn without_a_first_day_the_next_step_lies_between_two_days() {
    // Two years on the point are all but over, or have just begun.
    let said = ok(&format!("{NHS} --grade \"Band 5\" --point 5-entry --on 2025-06-10"));
    let said = said.replace('\n', " ");
    assert!(said.contains("the next step lies between 11 June 2025 and 10 June 2027"), "{said}");
    // A council's step is on 1 April, after six months in the grade.
    let said =
        ok("progress --scale njc --grade local --point 14 --target 17 --on 2026-01-10 --until 2027-01-01").replace('\n', " ");
    assert!(said.contains("the next step lies between 1 April 2026 and 10 July 2026"), "{said}");
    let file = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 14\ntarget = 17\nfrom = 2026-01-10\nuntil = 2027-01-01\n";
    let (out, err, code) = in_folder(&[("m.toml", file)], "due m.toml --from 2026-02 --to 2026-03");
    assert_eq!(code, 0, "{err}");
    assert!(out.replace("\n  ", " ").contains("Since when the member is in the grade is not known"), "{out}");
    let neither = file.replace("from = 2026-01-10\n", "");
    let (_, err, _) = in_folder(&[("m.toml", &neither)], "progress m.toml");
    assert!(err.contains("a member needs `since` (in the grade since) or `from`"), "{err}");
}

#[test]
fn the_point_of_today_is_that_of_today() {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let first = |command: &str| json(command)["rows"][0]["date"].as_str().expect("a day").to_owned();
    let njc = "progress --scale njc --grade local --point 14 --target 17";
    for command in [format!("{njc} --on today --since 2020-01-01"), format!("{njc} --from=today"), njc.to_owned()] {
        // Midnight may come between the two.
        let shown: Date = first(&command).parse().expect("a day");
        assert!(shown == today || shown == today.tomorrow().expect("a day"), "{command}: {shown}");
    }
    let unsaid = ok(&format!("{njc} --until 2090-01-01")).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unsaid.contains("No day is given, so the member is taken to stand there on the day of the question"), "{unsaid}");
    // Whoever began before anything is known is led to today.
    let early = refused("progress --scale nhs-afc-england --grade band-5 --point 5-entry --since 2018-05-01");
    assert!(early.contains("the point held today") && early.contains("--on DATE|today"), "{early}");
    ok("progress --scale nhs-afc-england --grade band-5 --point 5-top --since 2018-05-01 --on 2025-06-10 --until 2026-01-01");
}

#[test]
fn everything_that_is_missing_is_asked_for_at_once() {
    let bare = refused("progress");
    for (asks, option) in [("Which pay system?", "--scale ID"), ("Which grade?", "--grade"), ("Which point?", "--point")] {
        let (_, after) = bare.split_once(asks).expect(asks);
        assert!(after.lines().nth(1).is_some_and(|help| help.ends_with(option)), "{bare}");
    }
    let nhs = refused("progress --scale nhs-afc-england --grade \"band 5\"");
    assert!(nhs.contains("one of 5-entry, 5-intermediate, 5-top: --point"), "{nhs}");
    // Ranges of the Home Office are by area, those of the NHS are not.
    assert!(nhs.contains("In which area? It may be left out"), "{nhs}");
    let ho = refused("progress --scale home-office-2006 --grade EO");
    assert!(ho.contains("In which area?\n"), "{ho}");
    let njc = refused("due --scale njc");
    assert!(njc.contains("Which SCP is the top of the member's own grade?") && njc.contains("--target POINT"), "{njc}");
    let pay = refused("progress --scale teachers-england --grade leading-practitioner --area england");
    assert!(pay.contains("Which salary a year, at full time?"), "{pay}");
}

#[test]
fn in_a_terminal_they_are_questions() {
    let answers = b"home\nNJC\nlocal\nSCP 14\n31/6/2024\n1 April 2024\n17\n".as_slice();
    let mut shown = Vec::new();
    let words = ask_for_the_rest(vec!["progress".to_owned()], Date::constant(2025, 6, 1), &mut { answers }, &mut shown).unwrap();
    assert_eq!(words, ["progress", "--scale=njc", "--grade=local", "--point=SCP 14", "--since=1 April 2024", "--target=17"]);
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("which of them: home-office, home-office-2006, home-office-2011, home-office-2013?"), "{shown}");
    assert!(shown.contains("June 2024 has no day 31"), "{shown}");
    assert!(
        shown.contains("payspine progress --scale=njc --grade=local '--point=SCP 14' '--since=1 April 2024' --target=17"),
        "{shown}"
    );
    // What may be left out can be, and nothing is asked where nothing has to be.
    let words = |words: &[&str], answers: &str| {
        let words = words.iter().map(ToString::to_string).collect();
        ask_for_the_rest(words, Date::constant(2025, 6, 1), &mut answers.as_bytes(), &mut Vec::new()).unwrap()
    };
    assert_eq!(words(&["progress", "--scale=njc", "--grade=local"], "14\n\n\n").last().unwrap(), "--point=14");
    let whole = ["progress", "--scale=njc", "--grade=local", "--point=14"];
    assert_eq!(words(&whole, "17\n"), whole);
    assert_eq!(words(&["cost"], ""), ["cost"]);
}

#[test]
fn due_takes_the_member_by_options() {
    let due = ok(
        "due --scale NJC --grade \"Local grade\" --point \"SCP 14\" --target 17 --on 1/5/2025 --since 2024-12-01 --from 2025-05 --to 2025-06 --format csv",
    );
    // A twelfth of £28,624, and of £29,093 once six months in the grade are over: the award of April 2025 was agreed in July.
    assert_eq!(due, "id,month,element,amount\nmember,2025-05,basic,2385.33\nmember,2025-06,basic,2424.42\n");
    // With a roster these options say what a name in it means.
    let roster = "id,grade,point,target,since\n1,Clerk,14,17,2024-12-01\n";
    let command = "due r.csv --scale njc --grade Clerk=local --from 2025-05 --to 2025-05 --format csv";
    let (out, err, _) = in_folder(&[("r.csv", roster)], command);
    assert!(out.contains("1,2025-05,basic,2385.33"), "{err}");
    let (_, err, code) = in_folder(&[("r.csv", roster)], &command.replace("Clerk=local", "local"));
    assert!(code == 2 && err.contains("--grade NAME=ID"), "{err}");
    let said = refused("cost tests/examples/staff.csv --grade EO --scale home-office-2011");
    assert!(said.contains("NAME=ID, such as \"Executive Officer\"=EO"), "{said}");
    for (command, what) in
        [("due", "with a roster which grade a name in it means"), ("cost", "Which grade a name in the roster means")]
    {
        let help = ok(&format!("{command} --help")).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(what), "{help}");
    }
}

#[test]
fn hours_are_a_share_of_what_is_said() {
    let who = "--scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --hours 30";
    let asked = refused(&format!("progress {who} --until 2007-07-01"));
    assert!(asked.contains("How many hours a week are full time?") && asked.contains("--full-time-hours HOURS"), "{asked}");
    // 30 of 36 hours are five sixths: £19,632 and £3,000.
    let said = ok(&format!("progress {who} --full-time-hours 36 --until 2007-07-01 --format csv"));
    assert!(
        said.contains("2006-07-01,EO,london,55,30/36,16360.00,2500.00,18860.00") || said.contains("16360.00,2500.00,18860.00"),
        "{said}"
    );
    let due = ok(&format!("due {who} --full-time-hours 36 --from 2006-07 --to 2006-07 --format csv"));
    assert!(due.contains("basic,1363.33") && due.contains("london,208.33"), "{due}");
    let file = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = 55\nsince = 2006-07-01\nhours = 30\n";
    let by = |text: &str, flag: &str| {
        in_folder(&[("m.toml", text)], format!("due m.toml --from 2006-07 --to 2006-07 --format csv {flag}").trim_end())
    };
    let (_, err, _) = by(file, "");
    assert!(err.contains("a share of how many?") && err.contains("--full-time-hours HOURS"), "{err}");
    assert_eq!(by(file, "--full-time-hours 36").0, due.replace("member,", "m,"));
    assert_eq!(by(&format!("{file}full-time-hours = 36\n"), "").0, due.replace("member,", "m,"));
    // So it is for a roster, whose hours change by events; and for an audit.
    let roster = "id,grade,area,point,since\n1,EO,london,55,2006-07-01\n";
    let events = "id,on,field,value\n1,1/8/2006,hours,30\n";
    let slips = "id,month,element,amount\n1,2006-08,basic,1363.33\n1,2006-08,london,208.33\n";
    let files = [("r.csv", roster), ("e.csv", events), ("s.csv", slips)];
    let audit = "audit r.csv --payslips s.csv --events e.csv --scale home-office-2006 --as-at 2006-07-01 --from 2006-08 --to 2006-08 --strict";
    let (_, err, code) = in_folder(&files, audit);
    assert!(code == 2 && err.contains("--full-time-hours HOURS"), "{err}");
    let (out, err, code) = in_folder(&files, &format!("{audit} --full-time-hours 36"));
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn an_amount_is_found_by_hours_a_week() {
    // 30 of 37 hours on £28,598, a twelfth.
    let found = json("locate --scale njc --amount 1932.30 --per month --hours 30 --on 1/4/2025");
    assert_eq!((found["exact"][0]["point"].as_str(), found["exact"][0]["fte"].as_str()), (Some("12"), Some("30/37")));
    // Today's rates hold at least up to today.
    let (out, err, code) = run_in(root(), "locate --scale home-office-2006 --amount 19632 --per year");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("55"), "{out}");
    assert!(refused("locate --scale home-office-2006 --amount 1363.33 --hours 30").contains("--full-time-hours HOURS"));
    let found =
        json("locate --scale home-office-2006 --amount 1363.33 --hours 30 --full-time-hours 36 --area London --on 2006-07-31");
    assert_eq!(found["exact"][0]["point"], "55");
}

#[test]
fn a_system_is_shown_with_a_proposal_by_point_and_to_its_end() {
    let now = ok("scale show njc --point 14").replace('\n', " ");
    assert!(now.contains("Nothing later is known: after 1 April 2025 its rates are held."), "{now}");
    assert!(!ok("scale show njc --on 2024-04-01").contains("Nothing later is known"));
    let proposal = "format = 1\nid = \"flat\"\ntitle = \"A flat claim\"\nscale = \"njc\"\n\n[[settlement]]\nfrom = 2026-04-01\ntitle = \"Claim\"\nstatus = \"claim\"\n\n[[settlement.measure]]\nuplift = { flat = 3000 }\n";
    let published = |annual: &str| format!("date,spine,point,annual\n2026-04-01,njc,14,{annual}\n");
    // £29,540 and £3,000.
    let (right, wrong) = (published("32540"), published("32541"));
    let files = [("p.toml", proposal), ("right.csv", right.as_str()), ("wrong.csv", wrong.as_str())];
    let (shown, err, code) = in_folder(&files, "scale show njc --proposal p.toml --on 2026-04-01 --point \"SCP 14\"");
    assert!(code == 0 && shown.contains("£32,540"), "{shown}{err}");
    let check = "scale show njc --proposal p.toml --on 1/4/2026 --check";
    assert_eq!(in_folder(&files, &format!("{check} right.csv")).2, 0);
    assert_eq!(in_folder(&files, &format!("{check} wrong.csv")).2, 1);
    let none = refused("scale show nhs-afc-england --grade \"band 5\" --point 5");
    assert!(none.contains("which of them: 5-entry, 5-intermediate, 5-top?"), "{none}");
}

#[test]
fn what_is_shipped_can_be_taken_to_build_on() {
    let shipped = fs::read_to_string(root().join("scales/njc.toml")).expect("shipped");
    assert_eq!(ok("scale export NJC"), shipped);
    let folder = tempfile::tempdir().expect("a folder");
    let (_, err, code) = run_in(folder.path(), "scale export njc --out ours.toml");
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(folder.path().join("ours.toml")).expect("written"), shipped);
    let (shown, _, _) = run_in(folder.path(), "scale show ours.toml --point 14");
    assert!(shown.contains("£29,540"), "{shown}");
    assert!(refused("scale export nhs").contains("did you mean `nhs-afc-england`?"));
}
