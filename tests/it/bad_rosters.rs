//! Rosters that no total should be made from: each gets exit code 2, nothing on standard output, and the place of what is wrong.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::{payspine_in, root};

const SCALE: [&str; 4] = ["--scale", "home-office-2011", "--from", "2012-04-01"];

/// `cost` of a roster, with what it prints, what it says, and its exit code.
fn cost(roster: &[u8], more: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("staff.csv"), roster).expect("written");
    let done = payspine_in(folder.path(), &[&["cost", "staff.csv"], &SCALE[..], more].concat());
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing is left behind");
    done
}

/// A roster that must be refused with a message that says all of this.
fn refused(roster: impl AsRef<[u8]>, says: &[&str]) {
    let (out, err, code) = cost(roster.as_ref(), &[]);
    assert_eq!((out.as_str(), code), ("", 2), "{err}");
    for part in says {
        assert!(err.contains(part), "expected `{part}` in:\n{err}");
    }
}

fn json(roster: &str, more: &[&str]) -> Value {
    let (out, err, code) = cost(roster.as_bytes(), &[more, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn values_that_cannot_be_are_shown_with_file_row_column_and_what_is_written() {
    type Case<'a> = (&'a str, &'a str, &'a [&'a str]);
    let cases: [Case<'_>; 14] = [
        ("fte", "100", &["[bad-number]", "`100` is not an FTE", "a per cent needs its sign"]),
        ("fte", "0", &["[bad-number]", "`0` is not an FTE"]),
        ("fte", "-0.5", &["[bad-number]", "`-0.5` is not an FTE"]),
        ("headcount", "-3", &["[bad-number]", "`-3` is not a head count"]),
        ("headcount", "1.5", &["[bad-number]", "`1.5` is not a head count", "`posts`"]),
        ("headcount", "0", &["[bad-number]", "`0` is not a head count"]),
        ("posts", "-2", &["[bad-number]", "`-2` is not a number of posts"]),
        ("since", "38899", &["[bad-date]", "`38899` is not a date", "serial number"]),
        ("since", "31/02/2010", &["[bad-date]", "`31/02/2010` is not a date"]),
        ("grade", "Eo1", &["[unknown-grade]", "`Eo1`", "did you mean `EO`"]),
        ("area", "Nationl", &["[unknown-area]", "`Nationl`", "did you mean `national`"]),
        ("point", "999", &["[not-on-spine]", "point 999"]),
        ("point", "74", &["[off-range]", "point 74 is above the range of EO (national)"]),
        ("point", "=B2+1", &["[bad-text]", "`=B2+1` is a formula"]),
    ];
    for (column, value, says) in cases {
        let headings = ["number", "grade", "area", "point", "fte", "headcount", "posts", "since"];
        let row = |number: u32, wrong: Option<&str>| {
            let plain = ["", "EO", "national", "60", "", "1", "", "2010-07-01"];
            let cells = headings.iter().zip(plain).map(|(heading, plain)| match wrong {
                Some(value) if *heading == column => value.to_owned(),
                _ if *heading == "number" => number.to_string(),
                _ => plain.to_owned(),
            });
            cells.collect::<Vec<_>>().join(",")
        };
        let roster = format!("{}\n{}\n{}\n{}\n", headings.join(","), row(1, None), row(2, Some(value)), row(3, None));
        let place = ["staff.csv:3: ".to_owned(), format!("column `{column}`: ")];
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        refused(&roster, &[&place[..], says].concat());
    }
}

#[test]
fn a_day_in_the_grade_after_the_day_of_the_roster_names_its_column() {
    // Whoever has it alone comes into post on it; here they were in post before.
    let roster = "grade,area,point,since,from\nEO,national,60,2012-05-01,2012-01-01\n";
    refused(roster, &["[dates-out-of-order]", "staff.csv:2: column `since`: ", "2012-05-01"]);
}

#[test]
fn rows_that_are_no_rows() {
    refused("grade,area,point\nEO,national,60\nEO,national\n", &["[ragged-row]", "staff.csv:3", "2 cells", "header 3"]);
    refused("grade,area,point\nEO,national,60,61\n", &["[ragged-row]", "staff.csv:2", "4 cells", "header 3"]);
    refused("grade,area,point\n,national,60\n", &["[unknown-grade]", "staff.csv:2", "no grade"]);
    refused("grade,area,point,salary\nEO,national,60,21000\n", &["staff.csv:2", "both a point and a salary"]);
    refused("grade,area,point,posts,fte\nEO,national,60,2.5,0.5\n", &["staff.csv:2", "posts and an FTE"]);
    refused(
        b"number,grade,area,point\n1,EO,national,60\n2,EO,national,60\n3,EO,national,60\n4,EO,\0national,60\n",
        &["staff.csv:5", "NUL"],
    );
    refused("grade,area,point\nEO,national,60\ngrade,area,point\nEO,national,60\n", &["staff.csv:3", "header again"]);
}

#[test]
fn files_that_are_no_rosters() {
    refused("", &["[not-csv]", "staff.csv is empty"]);
    refused("\n\n", &["[not-csv]", "staff.csv is empty"]);
    refused("grade,area,point\n", &["[not-csv]", "staff.csv has a header and no rows"]);
    refused("grade,area,point\n\n,,\n", &["[not-csv]", "staff.csv has a header and no rows"]);
    refused("grade,area,grade,point\nEO,national,EO,60\n", &["more than one column for `grade`: grade, grade"]);
    refused("Band,area,Pay band,point\nEO,national,EO,60\n", &["more than one column for `grade`: Band, Pay band"]);
    refused("area,point\nnational,60\n", &["no column `grade`", "area, point"]);
    let utf_16: Vec<u8> = "grade,area,point\nEO,national,60\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused([&[0xff, 0xfe], utf_16.as_slice()].concat(), &["[not-csv]", "staff.csv is in UTF-16"]);
    refused(utf_16, &["[not-csv]", "staff.csv is in UTF-16"]);
    refused(b"PK\x03\x04 and more", &["[not-csv]", "staff.csv cannot be read as an XLSX workbook"]);
}

#[test]
fn a_quote_that_is_never_closed() {
    refused(
        "grade,area,point\nEO,national,60\n\"EO,national,60\nEO,national,60\n",
        &["[ragged-row]", "staff.csv:3", "never closed"],
    );
    let mut long = "grade,area,point,note\nEO,national,60,\nEO,national,61,\"".to_owned();
    let more = "EO,national,60,and so it goes on and on\n";
    long.push_str(&more.repeat(20_000_000 / more.len()));
    refused(long, &["[ragged-row]", "staff.csv:3", "never closed"]);
}

#[test]
fn a_row_is_named_by_its_line_whatever_is_before_it() {
    let plain = "grade,area,point,note\nEO,national,60,\"two\nlines\"\nEO,national,61,\nEO,nowhere,62,\nEO,nowhere,63,\n";
    refused(plain, &["staff.csv:5:", "`nowhere`", "and 1 more row"]);
    refused(format!("# notes\n# come first\n{plain}"), &["staff.csv:7:", "`nowhere`"]);
}

#[test]
fn a_row_is_named_by_its_line_in_a_file_whose_lines_end_as_spreadsheets_end_them() {
    let plain = "grade,area,point,note\nEO,national,60,\"two\nlines\"\nEO,national,61,\nEO,nowhere,62,\n";
    refused(plain.replace('\n', "\r\n"), &["staff.csv:5:", "`nowhere`"]);
}

#[test]
fn a_row_is_named_by_its_line_after_blank_ones() {
    refused("grade,area,point\n\nEO,national,60\n\n\nEO,nowhere,62\n", &["staff.csv:6:", "`nowhere`"]);
}

#[test]
fn of_two_files_the_one_with_the_bad_row_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("one.csv"), "grade,area,point\nEO,national,60\nEO,national,61\n").expect("written");
    fs::write(folder.path().join("two.csv"), "point,grade,area\n60,EO,national\n61,EO,nowhere\n").expect("written");
    let (out, err, code) = payspine_in(folder.path(), &[&["cost", "one.csv", "two.csv"], &SCALE[..]].concat());
    assert!(out.is_empty() && code == 2 && err.contains("two.csv:3: column `area`"), "{err}");
}

/// A roster with one good row and so many bad ones.
fn many(bad: usize, row: impl Fn(usize) -> String) -> String {
    let mut roster = "grade,area,point\nEO,national,60\n".to_owned();
    (0..bad).for_each(|number| writeln!(roster, "{}", row(number)).expect("into memory"));
    roster
}

#[test]
fn of_more_than_a_hundred_problems_the_first_hundred_are_shown_and_the_rest_counted() {
    let unknown = many(150, |number| format!("EO,nowhere-{number},60"));
    let ragged = many(150, |_| "EO,national".to_owned());
    let both = many(150, |number| if number < 90 { "EO,national".to_owned() } else { format!("EO,nowhere-{number},60") });
    for roster in [unknown, ragged, both] {
        let (out, err, code) = cost(roster.as_bytes(), &[]);
        assert_eq!((out.as_str(), code), ("", 2));
        let shown: Vec<&str> = err.lines().filter(|line| line.contains("staff.csv:")).collect();
        assert_eq!(shown.len(), 100, "{err}");
        assert!(shown[0].contains("staff.csv:3:") && shown[99].contains("staff.csv:102:"), "{err}");
        assert!(err.contains("50 more problems"), "{err}");
        assert!(err.contains("--skip-bad-rows leaves such rows out and counts them; there are 150"), "{err}");
    }
}

#[test]
fn rows_that_are_skipped_are_listed_and_counted_and_the_rest_costs_what_it_costs_alone() {
    let good = "grade,area,point,headcount\nEO,national,60,3\nEO,london,64,2\nAO,national,30,1\n";
    let bad = "EO,national,60,-1\nEO,nowhere,60,7\nEO,nowhere,61,1\nEO,national,999,1\nEO,national,74,1\nEO,national\n";
    let roster = format!("{good}{bad}");
    let (skipped, alone) = (json(&roster, &["--skip-bad-rows", "--group-by", "grade"]), json(good, &["--group-by", "grade"]));
    for key in ["staff", "years", "groups", "measures", "cells"] {
        assert_eq!(skipped[key], alone[key], "{key}");
    }
    assert_eq!(alone["left_out"], serde_json::json!([]));
    let left_out: Vec<(&str, u64)> = skipped["left_out"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| (entry["problem"].as_str().expect("a text"), entry["rows"].as_u64().expect("a number")))
        .collect();
    let expected = [
        ("`-1` is not a head count", 1),
        ("area `nowhere`", 2),
        ("point 74 is above", 1),
        ("point 999 is not", 1),
        ("2 cells", 1),
    ];
    assert_eq!(left_out.len(), expected.len(), "{left_out:?}");
    for (problem, rows) in expected {
        assert!(
            left_out.iter().any(|(known, count)| known.contains(problem) && *count == rows),
            "{problem} {rows}: {left_out:?}"
        );
    }
}

#[test]
fn a_row_that_is_skipped_counts_as_one_whatever_its_head_count() {
    let roster = "grade,area,point,headcount\nEO,national,60,3\nEO,nowhere,60,250\nEO,national,999,250\n";
    for entry in json(roster, &["--skip-bad-rows"])["left_out"].as_array().expect("a list") {
        assert_eq!(entry["rows"], 1, "{entry}");
    }
}

#[test]
fn of_rows_that_are_skipped_none_is_forgotten_however_many_they_are() {
    let left_out = |roster: &str| -> u64 {
        let json = json(roster, &["--skip-bad-rows"]);
        json["left_out"].as_array().expect("a list").iter().map(|entry| entry["rows"].as_u64().expect("a number")).sum()
    };
    assert_eq!(left_out(&many(150, |number| format!("EO,nowhere-{number},60"))), 150);
    assert_eq!(left_out(&many(150, |_| "EO,national".to_owned())), 150);
}

#[test]
fn who_fits_in_no_case_is_counted_once_though_the_claim_pays_them_apart() {
    let roster = "grade,area,county,rating,point,headcount\nEO,london,Greater London,A,60,1\n\
        EO,national,Devon,A,999,2\nEO,national,Kent,A,999,4\nEO,national,Kent,C,999,8\nEO,national,Norfolk,B,999,16\n\
        EO,national,Kent,A,60,32\nEO,national,Devon,A,61,64\n";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("staff.csv"), roster).expect("written");
    let [scale, claim] = ["w1.toml", "w1-claim.toml"].map(|name| root().join("tests/w1").join(name).display().to_string());
    let asked = ["cost", "staff.csv", "--scale", &scale, "--proposal", &claim, "--as-at", "2012-04-01", "--format", "json"];
    let (_, err, code) = payspine_in(folder.path(), &asked);
    assert!(code == 2 && err.contains("there are 4\n"), "{err}");
    let (out, err, code) = payspine_in(folder.path(), &[&asked[..], &["--skip-bad-rows"]].concat());
    let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{code} {err}"));
    let left_out = json["left_out"].as_array().expect("a list");
    assert_eq!((left_out.len(), &left_out[0]["rows"], &left_out[0]["staff"]), (1, &4.into(), &"30".into()), "{left_out:?}");
    assert_eq!(json["staff"], 1 + 32 + 64);
}

#[test]
fn when_every_row_is_bad_there_is_nothing_to_go_on_with() {
    for row in ["EO,nowhere,60", "EO,national,999", "EO"] {
        let (out, err, code) = cost(format!("grade,area,point\n{row}\n").as_bytes(), &["--skip-bad-rows"]);
        assert!(out.is_empty() && code == 2 && err.contains("staff.csv:2"), "{row}: {err}");
    }
}

#[test]
fn a_row_with_two_things_wrong_is_one_row() {
    let (_, err, code) = cost(b"grade,area,point,fte,protected\nEO,national,60,100,perhaps\n", &[]);
    assert!(code == 2 && err.contains("`100` is not an FTE") && err.contains("`perhaps` is neither yes nor no"), "{err}");
    assert!(err.contains("--skip-bad-rows leaves such rows out and counts them; there are 1"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_for_a_full_disk_is_an_error() {
    for format in ["json", "table", "csv"] {
        let (out, err, code) = cost(b"grade,area,point\nEO,national,60\n", &["--out", "/dev/full", "--format", format]);
        assert!(out.is_empty() && code == 2 && err.contains("cannot write /dev/full"), "{code} {err}");
    }
}

#[test]
fn a_result_does_not_overwrite_the_roster_or_the_claim() {
    let folder = tempfile::tempdir().expect("a folder");
    let roster = "grade,area,point\nEO,national,60\n";
    fs::write(folder.path().join("staff.csv"), roster).expect("written");
    for command in ["cost", "condense"] {
        let from = if command == "cost" { &SCALE[..] } else { &SCALE[..2] };
        for out in ["staff.csv", "./staff.csv"] {
            let (said, err, code) = payspine_in(folder.path(), &[&[command, "staff.csv", "--out", out], from].concat());
            assert!(said.is_empty() && code == 2 && err.contains("would overwrite what the result is computed from"), "{err}");
        }
        assert_eq!(fs::read_to_string(folder.path().join("staff.csv")).expect("there"), roster);
    }
}

/// In a file of posts, a row that does not say how many is none, and not one post.
#[test]
fn a_blank_number_of_posts_is_no_post() {
    let roster = "grade,area,posts\nEO,national,\nEO,national,5\n";
    refused(roster, &["staff.csv:2", "this row has no number of posts"]);
    assert_eq!(json(roster, &["--skip-bad-rows"])["staff"], 5);
}

#[test]
fn a_mapping_is_not_saved_over_what_is_read() {
    let roster = b"grade,area,point\nEO,national,60\n";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("staff.csv"), roster).expect("written");
    let (_, err, code) =
        payspine_in(folder.path(), &[&["cost", "staff.csv"], &SCALE[..], &["--save-mapping", "staff.csv"]].concat());
    assert!(code == 2 && err.contains("would overwrite what the result is computed from"), "{err}");
    assert_eq!(fs::read(folder.path().join("staff.csv")).expect("there"), roster);
}

#[test]
fn what_cannot_be_read_and_what_does_not_fit_are_shown_together() {
    let roster = "grade,area,point,fte\nEO,national,60,1.6\nEO,national,60,1\nEO,national,999,1\n";
    refused(roster, &["staff.csv:2: column `fte`: `1.6`", "staff.csv:4: column `point`: point 999", "2 errors", "there are 2"]);
}

#[test]
fn a_column_that_only_a_later_file_has_is_named_by_what_it_holds() {
    const LATER: &str = "grade,area,point,wte,since,from\nEO,national,60,1.6,,\nEO,national,60,1,2013-01-01,2010-01-01\n";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("first.csv"), "grade,area,point\nEO,national,60\n").expect("written");
    fs::write(folder.path().join("later.csv"), LATER).expect("written");
    let (out, err, code) = payspine_in(folder.path(), &[&["cost", "first.csv", "later.csv"], &SCALE[..]].concat());
    assert_eq!((out.as_str(), code), ("", 2), "{err}");
    assert!(err.contains("later.csv:2: column `fte`: `1.6` is not an FTE"), "{err}");
    assert!(err.contains("later.csv:3: column `since`: the day of the position must not come before"), "{err}");
}

/// What a cell holds must not run a terminal or fill it.
#[test]
fn what_a_terminal_would_take_for_a_command_is_not_passed_on() {
    let roster = "grade,area,point\nEO,national,60\n\u{1b}[2JEO,national,60\n";
    for format in ["table", "markdown"] {
        let (out, err, code) = cost(roster.as_bytes(), &["--skip-bad-rows", "--format", format]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("the pay system has no grade") && out.contains('\u{fffd}') && out.contains("2JEO"), "{out}");
        assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{out}{err}");
    }
    let (_, err, _) = cost(format!("grade,area,point\n{},national,60\n", "x".repeat(40_000)).as_bytes(), &[]);
    assert!(err.len() < 10_000 && err.contains("the pay system has no grade `xxx"), "{err}");
}

#[test]
fn a_heading_that_is_read_as_something_else_is_named_so_to_group_by() {
    let (_, err, code) =
        cost(b"Pay band,area,point\nEO,national,60\n", &["--column", "grade=Pay band", "--group-by", "Pay band"]);
    assert!(code == 2 && err.contains("no column `Pay band` to group by\n  = help: it is read as `grade`"), "{err}");
}
