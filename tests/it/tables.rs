//! No row of a table vanishes: every reader is held against a strict reader of another hand, over many damaged files.

mod damaged;
mod strict;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::payspine_in;

const HEADER: &str = "id,name,grade,area,point\n";
const SCALE: [&str; 4] = ["--scale", "home-office-2011", "--from", "2012-04-01"];
const MONTHS: [&str; 6] = ["--scale", "home-office-2011", "--from", "2012-04", "--to", "2012-06"];
/// Two quotes that are never closed: a lenient reader has six rows.
const STRAY_QUOTES: &str = "id,name,grade,area,point\n1,N1,AO,national,26\n2,N2,AO,national,27\n3,\"Ted,AO,national,28\n\
    4,N4,AO,national,29\n5,N5,AO,national,30\n6,N6,AO,national,31\n7,N7,AO,national,32\n8,N8,AO,national,33\n\
    9,\"Bo,AO,national,34\n10,N10,AO,national,35\n11,N11,AO,national,36\n12,N12,AO,national,37\n";

type Files<'a> = Vec<(&'a str, &'a [u8])>;

/// Runs a command on files in a folder of their own.
fn run(files: &[(&str, &[u8])], arguments: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    payspine_in(folder.path(), arguments)
}

fn cost(roster: &[u8], more: &[&str]) -> (String, String, i32) {
    run(&[("staff.csv", roster)], &[&["cost", "staff.csv"], &SCALE[..], more].concat())
}

fn json((out, err, code): (String, String, i32)) -> Value {
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn two_quotes_that_are_never_closed_are_refused_by_every_reader() {
    let stray = |text: &'static str| text.as_bytes();
    let roster = stray("id,grade,area,point\n1,AO,national,26\n");
    let whose = ["staff.csv", "--payslips", "slips.csv"];
    let slips = stray("id,month,element,amount\n1,2012-04,basic,1\n");
    let bad_slips = stray("id,month,element,amount,note\n1,2012-04,basic,1,\"a\n1,2012-05,basic,1,x\n1,2012-06,basic,1,\"b\n");
    let bad_events = stray("id,on,field,value\n1,2012-05-01,fte,\"0.5\n1,2012-06-01,fte,0.6\n1,2012-06-02,fte,\"0.7\n");
    let bad_absences = stray("id,kind,from,to\n1,strike,2012-05-01,\"2012-05-01\n1,strike,2012-05-02,\"2012-05-02\n");
    let bad_worked = stray("id,month,payment,hours\n1,2012-05,x,\"1\n1,2012-06,x,\"1\n");
    let good = ("staff.csv", roster);
    let cases: Vec<(Files<'_>, Vec<&str>, &str)> = vec![
        (vec![("staff.csv", stray(STRAY_QUOTES))], [&["cost", "staff.csv"], &SCALE[..]].concat(), "staff.csv:4: column `name`"),
        (
            vec![("staff.csv", stray(STRAY_QUOTES))],
            [&["cost", "staff.csv", "--skip-bad-rows"], &SCALE[..]].concat(),
            "staff.csv:4: column `name`",
        ),
        (vec![("staff.csv", stray(STRAY_QUOTES))], [&["condense", "staff.csv"], &SCALE[..2]].concat(), "staff.csv:4"),
        (vec![("staff.csv", stray(STRAY_QUOTES))], [&["due", "staff.csv"], &MONTHS[..]].concat(), "staff.csv:4"),
        (vec![good, ("slips.csv", bad_slips)], [&["audit"], &whose[..], &MONTHS].concat(), "slips.csv:2: column `note`"),
        (
            vec![good, ("slips.csv", slips), ("e.csv", bad_events)],
            [&["audit"], &whose[..], &MONTHS, &["--events", "e.csv"]].concat(),
            "e.csv:2: column `value`",
        ),
        (vec![good, ("a.csv", bad_absences)], [&["due", "staff.csv", "--absences", "a.csv"], &MONTHS[..]].concat(), "a.csv:2"),
        (vec![good, ("w.csv", bad_worked)], [&["due", "staff.csv", "--worked", "w.csv"], &MONTHS[..]].concat(), "w.csv:2"),
    ];
    for (files, arguments, place) in cases {
        let (out, err, code) = run(&files, &arguments);
        assert_eq!((out.as_str(), code), ("", 2), "{arguments:?} {err}");
        assert!(err.contains(place) && err.contains("follows it"), "{arguments:?} {err}");
    }
    let recover = "recover --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --balance 900 --policy armed-forces-jsp-754";
    let recover: Vec<&str> = recover.split(' ').collect();
    let plan = stray("month,amount,note\n2025-10,1,\"a\n2025-11,2,b\n2025-12,3,\"c\n");
    for option in ["--plan", "--pay-file"] {
        let plan = plan.to_vec();
        let plan = if option == "--plan" { plan } else { String::from_utf8(plan).unwrap().replace("amount", "pay").into_bytes() };
        let (out, err, code) = run(&[("p.csv", &plan)], &[&recover[..], &[option, "p.csv"]].concat());
        assert!(out.is_empty() && code == 2 && err.contains("line 2, cell 3") && err.contains("p.csv:2:11"), "{err}");
    }
    let circular = stray("point,annual,note\n26,1,\"a\n27,2,b\n28,3,\"c\n");
    let check = ["scale", "show", "home-office-2011", "--check", "c.csv", "--on", "2012-04-01"];
    let (out, err, code) = run(&[("c.csv", circular)], &check);
    assert!(out.is_empty() && code == 2 && err.contains("line 2, cell 3"), "{err}");
}

#[test]
fn every_cell_with_text_after_its_quote_is_named_while_lines_can_be_told() {
    let roster = format!("{HEADER}1,\"Jo\" Fox,AO,national,26\n2,x,AO,national,27\n3, \"Bo\",AO,national,28\n");
    let (_, err, code) = cost(roster.as_bytes(), &[]);
    assert_eq!(code, 2);
    for part in ["staff.csv:2: column `name`: ` Fox` follows the quote", "staff.csv:4: column `name`: a blank stands before"] {
        assert!(err.contains(part), "{err}");
    }
}

#[test]
fn a_quote_within_a_cell_is_text_however_many_rows_follow() {
    let mut roster = format!("{HEADER}0,24\" rack,AO,national,26\n");
    (1..20_000).for_each(|row| writeln!(roster, "{row},\"Smith, Ted\",AO,national,26").expect("into memory"));
    let json = json(cost(roster.as_bytes(), &["--format", "json"]));
    assert_eq!((&json["staff"], &json["inputs"][1]["rows"]), (&20_000.into(), &20_000.into()));
}

#[test]
fn a_nul_byte_is_called_one_and_text_after_a_quoted_cell_is_refused() {
    let (_, err, _) = cost(b"id,name,grade,area,point\r\n0,\"5\"\"\0\",AO,national,26\r\n1,O'N,AO,national,30\r\n", &[]);
    assert!(err.contains("staff.csv:2: this row has a NUL byte") && !err.contains("UTF-16"), "{err}");
    let (_, err, _) = cost(b"id,na\0me,grade,area,point\n0,5,AO,national,26\n", &[]);
    assert!(err.contains("staff.csv:1: this row has a NUL byte"), "{err}");
    let (_, err, code) = cost(b"id,name,grade,area,point\n0,\"x\n\"y\",AO,national,\"38\"\n1,\"5\"\"\",AO,national,26\n", &[]);
    assert!(code == 2 && err.contains("staff.csv:2: column `name`") && err.contains("`y\"` follows it"), "{err}");
}

#[test]
fn lines_may_end_as_on_an_old_macintosh_and_blank_rows_may_come_first() {
    let mut roster = HEADER.replace('\n', "\r");
    (0..30_000).for_each(|row| write!(roster, "{row},,AO,national,26\r").expect("into memory"));
    let read = json(cost(roster.as_bytes(), &["--format", "json"]));
    assert_eq!((&read["staff"], &read["inputs"][1]["rows"]), (&30_000.into(), &30_000.into()));
    let (_, err, _) = cost(roster.replace("29999,,AO", "29999,,XO").as_bytes(), &[]);
    assert!(err.contains("staff.csv:30001: "), "{err}");
    let first = format!(",,,,\n{HEADER}1,x,AO,national,26\n");
    assert_eq!(json(cost(first.as_bytes(), &["--format", "json"]))["staff"], 1);
}

#[test]
fn results_say_how_many_rows_they_read() {
    let roster = format!("{HEADER}1,x,AO,national,26\n,,,,\n2,y,AO,national,27\n3,z,AO,nowhere,27\n\n");
    let read = json(cost(roster.as_bytes(), &["--skip-bad-rows", "--format", "json"]));
    assert_eq!((&read["staff"], &read["inputs"][1]["rows"]), (&2.into(), &3.into()));
    for format in ["table", "markdown", "html"] {
        let (out, err, _) = cost(roster.as_bytes(), &["--skip-bad-rows", "--format", format]);
        assert!(out.contains("3 rows, 2 staff"), "{format} {out} {err}");
    }
    let slips = b"id,month,element,amount\n1,2012-04,basic,1\n1,2012-05,basic,1\n";
    let files: [(&str, &[u8]); 2] = [("staff.csv", roster.as_bytes()), ("slips.csv", slips)];
    let asked = [&["audit", "staff.csv", "--payslips", "slips.csv", "--skip-bad-rows"], &MONTHS[..]].concat();
    assert!(run(&files, &asked).0.contains("The roster has 3 rows, and the payslips have 2 rows."));
    let audit = json(run(&files, &[&asked[..], &["--format", "json"]].concat()));
    assert_eq!((&audit["inputs"][1]["rows"], &audit["inputs"][2]["rows"]), (&3.into(), &2.into()));
    let left_out = audit["left_out"].as_array().expect("a list");
    assert!(left_out.iter().any(|out| out["rows"] == 1 && out["problem"].as_str().unwrap().contains("nowhere")), "{left_out:?}");
    let due = [&["due", "staff.csv", "--skip-bad-rows"], &MONTHS[..]].concat();
    assert!(run(&files, &due).0.contains("is due to 2 members (3 rows read)"));
    let condense = [&["condense", "staff.csv", "--skip-bad-rows"], &SCALE[..2]].concat();
    assert!(run(&files, &condense).1.contains("3 rows, 2 heads: 2 rows written"));
}

/// What is left out of the files beside a roster is listed with the rest.
#[test]
fn events_that_are_left_out_are_listed() {
    let files: [(&str, &[u8]); 2] = [
        ("staff.csv", b"id,grade,area,point\n1,AO,national,26\n"),
        ("e.csv", b"id,on,field,value\n1,2012-05-01,fte,0.5\n1,2012-06-01,fte,x\n1,2012-06-01,fte,0.5,of it\n"),
    ];
    let due = [&["due", "staff.csv", "--events", "e.csv", "--skip-bad-rows", "--format", "json"], &MONTHS[..]].concat();
    let due = json(run(&files, &due));
    let rows: u64 = due["left_out"].as_array().expect("a list").iter().map(|out| out["rows"].as_u64().unwrap()).sum();
    assert_eq!((rows, &due["inputs"][2]["rows"]), (2, &3.into()), "{due}");
}

/// Sorted on disk, a line keeps what was wrong with it: the thousands of an amount are not all of it.
#[test]
fn a_ragged_line_of_payslips_that_are_not_grouped_is_refused() {
    let files: [(&str, &[u8]); 2] = [
        ("staff.csv", b"id,grade,area,point\n1,AO,national,26\n2,AO,national,26\n"),
        ("slips.csv", b"id,month,element,amount\n1,2012-04,basic,1\n2,2012-04,basic,1,636.00\n1,2012-05,basic,1\n"),
    ];
    let asked = [&["audit", "staff.csv", "--payslips", "slips.csv"], &MONTHS[..]].concat();
    let (out, err, code) = run(&files, &asked);
    assert!(out.is_empty() && code == 2 && err.contains("slips.csv:3: this row has 5 cells, and the header 4"), "{err}");
    let (out, err, _) = run(&files, &[&asked[..], &["--skip-bad-rows"]].concat());
    assert!(out.contains("this row has 5 cells, and the header 4: 1 row"), "{out} {err}");
}

#[test]
fn ids_come_back_from_a_list_of_what_is_due_whatever_they_begin_with() {
    let ids = ["@1", "=2", "+3", "-4", "5"];
    let rows = ids.map(|id| format!("{id},AO,national,26\n"));
    let roster = format!("id,grade,area,point\n{}", rows.concat());
    let due = [&["due", "staff.csv", "--format", "csv"], &MONTHS[..]].concat();
    let (list, err, code) = run(&[("staff.csv", roster.as_bytes())], &due);
    assert_eq!(code, 0, "{err}");
    let files = [("staff.csv", roster.as_bytes()), ("slips.csv", list.as_bytes())];
    let audit = [&["audit", "staff.csv", "--payslips", "slips.csv", "--format", "json"], &MONTHS[..]].concat();
    let audit = json(run(&files, &audit));
    let totals = &audit["totals"];
    assert_eq!((&totals["members"], &totals["overpaid"], &totals["underpaid"]), (&5.into(), &"0.00".into(), &"0.00".into()));
    assert_eq!((audit["not_in_roster"].as_array(), audit["without_payslips"].as_array()), (Some(&vec![]), Some(&vec![])));
    let condense = [&["condense", "staff.csv", "--group-by", "id"], &SCALE[..2]].concat();
    let (condensed, err, _) = run(&[("staff.csv", roster.as_bytes())], &condense);
    let again = run(&[("staff.csv", condensed.as_bytes())], &condense).0;
    assert!(ids.iter().all(|id| condensed.contains(id)) && condensed == again, "{condensed} {again} {err}");
}

#[test]
fn a_last_line_that_may_have_been_cut_is_said() {
    let roster = "id,grade,area,point\n1,AO,national,26\n2,AO,national,27";
    for (roster, is_said) in [(roster.to_owned(), true), (format!("{roster}\n"), false)] {
        let said = "staff.csv:3: the last line has no line break";
        let (out, err, code) = cost(roster.as_bytes(), &[]);
        assert_eq!((code, out.contains(said), err.contains("[cut-off]")), (0, is_said, is_said), "{out} {err}");
        let due = [&["due", "staff.csv"], &MONTHS[..]].concat();
        let (out, err, _) = run(&[("staff.csv", roster.as_bytes())], &due);
        assert_eq!((out.contains(said), err.contains("[cut-off]")), (is_said, is_said), "{out} {err}");
    }
    let check = ["scale", "show", "home-office-2011", "--check", "c.csv", "--on", "2012-04-01"];
    let (out, err, _) = run(&[("c.csv", b"point,annual\n26,1\n27,2")], &check);
    assert!(out.contains("c.csv:3: the last line") && err.contains("[cut-off]"), "{out} {err}");
}

#[test]
fn an_amount_in_another_currency_is_refused_by_both_names() {
    for sign in ['$', '€'] {
        let roster = format!("grade,area,salary\nAO,national,\"{sign}20,000\"\n");
        let (_, err, code) = cost(roster.as_bytes(), &[]);
        assert!(code == 2 && err.contains(&format!("has the sign {sign}, and the pay system is in GBP")), "{err}");
        let slips = format!("id,month,element,amount\n1,2012-04,basic,-{sign}5\n");
        let files: [(&str, &[u8]); 2] = [("staff.csv", b"id,grade,area,point\n1,AO,national,26\n"), ("s.csv", slips.as_bytes())];
        let (_, err, code) = run(&files, &[&["audit", "staff.csv", "--payslips", "s.csv"], &MONTHS[..]].concat());
        assert!(code == 2 && err.contains(&format!("has the sign {sign}")), "{err}");
        let circular = format!("point,annual\n26,{sign}20\n");
        let check = ["scale", "show", "home-office-2011", "--check", "c.csv", "--on", "2012-04-01"];
        let (_, err, code) = run(&[("c.csv", circular.as_bytes())], &check);
        assert!(code == 2 && err.contains(&format!("has the sign {sign}")), "{err}");
    }
    let pounds = "grade,area,salary\nAO,national,\"£20,000\"\n";
    assert!(!cost(pounds.as_bytes(), &[]).1.contains("sign"));
}

#[test]
fn ids_that_differ_only_in_leading_zeros_or_case_are_said() {
    let roster: &[u8] = b"id,grade,area,point\n00123,AO,national,26\nA7,AO,national,26\na7,AO,national,26\n";
    let slips: &[u8] = b"id,month,element,amount\n123,2012-04,basic,1\nA7,2012-04,basic,1\n";
    let files = [("staff.csv", roster), ("slips.csv", slips)];
    let (out, err, code) = run(&files, &[&["audit", "staff.csv", "--payslips", "slips.csv"], &MONTHS[..]].concat());
    assert_eq!(code, 0, "{err}");
    for said in ["`A7` and `a7` in the roster differ only in", "`123` in the payslips is not in the roster, where `00123`"] {
        // A table breaks its lines.
        assert!(err.contains(said), "{err}");
        assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{out}");
    }
    let events: &[u8] = b"id,on,field,value\n123,2012-05-01,fte,0.5\n";
    for command in ["due", "audit"] {
        let payslips = if command == "audit" { &["--payslips", "slips.csv"][..] } else { &[] };
        let files = [("staff.csv", roster), ("slips.csv", slips), ("e.csv", events)];
        let (_, err, code) = run(&files, &[&[command, "staff.csv", "--events", "e.csv"], &MONTHS[..], payslips].concat());
        assert!(code == 2 && err.contains("the roster has `00123`, which differs only in"), "{err}");
    }
}

/// A file is read in blocks of 256 KiB: a header that is longer is not cut at the end of one.
#[test]
fn a_header_longer_than_a_block_is_one_header() {
    let row = "AO,national,26";
    let columns = |count: usize, name: &dyn Fn(usize) -> String| {
        (0..count).fold(String::new(), |mut text, column| {
            write!(text, ",{}", name(column)).expect("a string takes text");
            text
        })
    };
    let names = |column: usize| format!("a column with a long name {column:05}");
    let header = format!("grade,area,point{}\n", columns(10_000, &names));
    assert!(header.len() > 300_000);
    let rows = format!("{header}{row}{}\n", ",".repeat(10_000));
    let (out, err, code) = cost(rows.as_bytes(), &[]);
    assert!(code == 0 && out.contains("1 row, 1 staff"), "{out}{err}");
    // Notes and empty rows before the header may be as long.
    for before in ["# a note\n".repeat(40_000), "\n".repeat(300_000), format!("#{}\n", "x".repeat(300_000))] {
        let (out, err, code) = cost(format!("{before}grade,area,point\n{row}\n").as_bytes(), &[]);
        assert!(code == 0 && out.contains("1 row, 1 staff"), "{out}{err}");
    }
    let endless = format!("grade,area,point{}\n{row}\n", columns(60_000, &names));
    let (out, err, code) = cost(endless.as_bytes(), &[]);
    assert!(code == 2 && out.is_empty() && err.contains("no header that ends within 1 MiB"), "{err}");
    let wide = format!("grade,area,point{}\n{row}\n", columns(20_000, &|_| "x".to_owned()));
    let (out, err, code) = cost(wide.as_bytes(), &[]);
    assert!(code == 2 && out.is_empty() && err.contains("has 20003 columns, and at most 16384 are read"), "{err}");
}
