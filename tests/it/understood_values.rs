//! Values of fields in every command: understood where they can mean one thing, and told where no rule names them.

use std::fs;
use std::path::Path;

use crate::{payspine_in, system};

/// Porters who move up if their review is met, some with a rating that pays.
const SYSTEM: &str = r#"
format   = 1
id       = "porters"
title    = "Porters"
currency = "GBP"
[conventions]
annual-rounding  = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
part-month       = "calendar-days"
year-start       = "04-01"
[grade.P]
title = "Level B1"
spine = "main"
[[settlement]]
from   = 2020-04-01
status = "agreed"
source = "made up"
spine.main.points = { 1 = 12000, 2 = 13200, 3 = 15000 }
range.P = { minimum = 1, target = 3 }
progression = { step = 1, every = "1 year", on = "04-01", requires = { review = "met" } }
payment.rated = { title = "Rated", amount = 600, where = { rating = ["a", "b"] } }
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it is written");
    file("scale.toml", SYSTEM);
    let member = |review: &str, rating: &str| {
        format!(
            "format = 1\nscale = \"scale.toml\"\ngrade = \"P\"\npoint = 1\nsince = 2020-04-01\nreview = {review}\nrating = {rating}\n"
        )
    };
    file("known.toml", &member("\"met\"", "\"a\""));
    file("understood.toml", &member("true", "\"Box A\""));
    file("unknown.toml", &member("\"pending\"", "\"top\""));
    let rosters = [("known", "met,a"), ("understood", "Yes,Box A"), ("unknown", "pending,top")];
    for (name, values) in rosters {
        file(&format!("{name}.csv"), &format!("id,grade,point,since,review,rating\nm,P,1,2020-04-01,{values}\n"));
    }
    file("none.csv", "id,grade,point,since\nm,P,1,2020-04-01\n");
    for (name, review, rating) in [("known", "met", "a"), ("understood", "TRUE", "box-a"), ("unknown", "pending", "top")] {
        file(
            &format!("{name}-events.csv"),
            &format!("id,on,field,value\nm,2020-05-01,review,{review}\nm,2020-05-01,rating,{rating}\n"),
        );
    }
    file(
        "slips.csv",
        "id,month,element,amount\nm,2020-04,basic,1000.00\nm,2020-04,rated,50.00\nm,2020-05,basic,1000.00\nm,2020-05,rated,50.00\n",
    );
    file(
        "claim.toml",
        "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"scale.toml\"\n[[settlement]]\nfrom = 2021-04-01\nstatus = \"claim\"\n[[settlement.measure]]\nuplift = { percent = 3 }\n",
    );
    folder
}

/// What a command says on standard output and on standard error.
fn said(folder: &Path, command: &str) -> (String, String) {
    let words: Vec<&str> = command.split(' ').collect();
    let (out, err, code) = payspine_in(folder, &words);
    assert_ne!(code, 2, "{command}: {err}");
    (out, err)
}

/// Every command that reads values of fields; WHO is the name of its file.
const COMMANDS: [&str; 9] = [
    "progress WHO.toml --until 2022-04-01",
    "progress WHO.toml --until 2022-04-01 --proposal claim.toml",
    "due WHO.toml --id m --from 2020-04 --to 2021-06",
    "due WHO.csv --scale scale.toml --from 2020-04 --to 2021-06",
    "due none.csv --events WHO-events.csv --scale scale.toml --from 2020-04 --to 2021-06",
    "audit WHO.toml --payslips slips.csv --from 2020-04 --to 2020-05",
    "audit WHO.csv --payslips slips.csv --scale scale.toml --from 2020-04 --to 2020-05",
    "cost WHO.csv --proposal claim.toml --from 2020-04-01 --years 2",
    "solve WHO.csv --proposal claim.toml --vary measure.1.uplift.percent --budget 1000",
];

#[test]
fn a_value_that_can_mean_one_thing_is_worth_as_much_and_is_said_in_every_command() {
    let folder = folder();
    for command in COMMANDS {
        let (known, _) = said(folder.path(), &format!("{} --format csv", command.replace("WHO", "known")));
        let (understood, err) = said(folder.path(), &format!("{} --format csv", command.replace("WHO", "understood")));
        assert_eq!(understood, known, "{command}");
        assert!(!err.contains("warning"), "{command}: {err}");
        let (out, err) = said(folder.path(), &format!("{} --format markdown", command.replace("WHO", "understood")));
        let all = format!("{out}{err}");
        assert!(all.contains("is taken as \"a\"") && all.contains("is taken as \"met\""), "{command}:\n{all}");
    }
}

#[test]
fn a_value_that_no_rule_names_is_told_with_those_that_they_name_in_every_command() {
    let folder = folder();
    let more = [
        "scale check unknown.toml",
        "condense unknown.csv --scale scale.toml",
        "locate --amount 12600 --scale scale.toml --on 2020-04-01 --field rating=top --field review=pending",
        "progress --scale scale.toml --grade P --point 1 --since 2020-04-01 --field rating=top --field review=pending",
    ];
    for command in COMMANDS.into_iter().chain(more) {
        let command = command.replace("WHO", "unknown");
        let (out, err) = said(folder.path(), &command);
        // A check's warnings are its result.
        let err = if command.starts_with("scale check") { out } else { err };
        for part in [
            "warning[unknown-value]",
            "no rule on `rating` names `top`",
            "rules name a, b",
            "no rule on `review` names `pending`",
            "rules name met",
        ] {
            assert!(err.contains(part), "{command}: expected `{part}` in:\n{err}");
        }
    }
}

#[test]
fn flags_defaults_and_condensed_rosters_are_read_the_same_way() {
    let folder = folder();
    let flags = |field: &str| {
        said(folder.path(), &format!("progress --scale scale.toml --grade P --point 1 --since 2020-04-01 --until 2021-05-01 --field rating={field} --format csv")).0
    };
    assert_eq!(flags("A"), flags("a"));
    let located = |field: &str| {
        said(
            folder.path(),
            &format!("locate --amount 12600 --scale scale.toml --on 2020-04-01 --field rating={field} --format csv"),
        )
        .0
    };
    assert_eq!(located("box-A"), located("a"));
    assert!(located("A").contains("12600"), "{}", located("A"));
    let defaults = |value: &str| {
        said(
            folder.path(),
            &format!("due none.csv --scale scale.toml --from 2020-04 --to 2020-05 --default rating={value} --format csv"),
        )
    };
    assert_eq!(defaults("A").0, defaults("a").0);
    let (condensed, err) = said(folder.path(), "condense understood.csv --scale scale.toml");
    assert_eq!(condensed, "grade,point,since,rating,review,headcount\nP,1,2020-04-01,a,met,1\n");
    assert!(err.contains("rating: \"Box A\" is taken as \"a\"."), "{err}");
}

#[test]
fn no_where_only_met_is_asked_for_holds_the_step_back_and_is_said() {
    let folder = folder();
    let progress = |review: &str| {
        said(
            folder.path(),
            &format!(
                "progress --scale scale.toml --grade P --point 1 --since 2020-04-01 --until 2022-03-01 --field review={review}"
            ),
        )
    };
    let (out, err) = progress("no");
    assert!(out.contains("review is no, not met") && out.contains("review: \"no\" is taken as not \"met\"."), "{out}");
    assert_eq!(err, "");
    assert!(progress("yes").0.contains("step up"));
}

#[test]
fn names_that_differ_in_case_and_blanks_alone_are_one_unless_two_could_be_meant() {
    let folder = folder();
    let condensed = |roster: &str, scale: &str| {
        fs::write(folder.path().join("names.toml"), scale).unwrap();
        fs::write(folder.path().join("names.csv"), format!("grade,point\n{roster},1\n")).unwrap();
        payspine_in(folder.path(), &["condense", "names.csv", "--scale", "names.toml"])
    };
    fs::write(folder.path().join("one.csv"), "grade,point\nLevel\u{a0}B1,1\nlevel  b1,1\n LEVEL B1 ,1\n").unwrap();
    let (out, err, code) = payspine_in(folder.path(), &["condense", "one.csv", "--scale", "scale.toml"]);
    assert_eq!((out.as_str(), code), ("grade,point,headcount\nP,1,3\n", 0), "{err}");
    // Of two titles the one that is written so; of neither the message names both.
    let two = SYSTEM.replace("[[settlement]]", "[grade.Q]\ntitle = \"LEVEL B1\"\nspine = \"main\"\n[[settlement]]").replace(
        "range.P = { minimum = 1, target = 3 }",
        "range.P = { minimum = 1, target = 3 }\nrange.Q = { minimum = 1, target = 3 }",
    );
    system(&two);
    let (out, _, code) = condensed("LEVEL B1", &two);
    assert_eq!((out.as_str(), code), ("grade,point,headcount\nQ,1,1\n", 0));
    let (_, err, code) = condensed("level b1", &two);
    assert_eq!(code, 2);
    assert!(err.contains("`level b1` names more than one grade: P (Level B1), Q (LEVEL B1)"), "{err}");
}
