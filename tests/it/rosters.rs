//! Rosters as different programs write them, in any order: the same staff cost the same.

use std::fs;
use std::path::Path;

use csv::{QuoteStyle, Terminator};
use payspine::roster_file::{Cells, KnownNames, Layout, RowCounts, Wanted, read_cells, written};
use payspine::scale_file::UsedFields;
use payspine::workforce::RosterMapping;
use proptest::prelude::*;
use serde_json::Value;

use crate::{payspine_in, root, system};

const SCALE: &str = r#"
format   = 1
id       = "two"
title    = "Two ranges"
currency = "GBP"
[conventions]
annual-rounding  = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
part-month       = "calendar-days"
year-start       = "04-01"
[area]
national = "National"
london   = "London"
[grade.P]
title = "Porter, nights"
spine = "main"
[grade.S]
title = "Specialist"
[[settlement]]
from   = 2020-04-01
status = "agreed"
source = "made up"
spine.main.points = { 1 = 12000, 2 = 13000, 3 = 15000 }
range.P = { minimum = 1, target = 3 }
range.S = { minimum-pay = 20000, target-pay = 30000 }
"#;

const CLAIM: &str = r#"
format = 1
id     = "claim"
title  = "Claim"
scale  = "scale.toml"
[[settlement]]
from   = 2025-07-01
status = "claim"
[[settlement.measure]]
uplift = { percent = 5 }
"#;

const PLAIN: &str = "number,grade,area,point,salary,fte,headcount,since,team,note
1,P,national,2,,0.5,1,2019-07-01,£ team,
2,P,london,3,,1,1250,2018-02-03,Heathrow,plain
3,S,national,,23450,0.9,1,2024-12-31,£ team,
4,S,london,,29999.5,1,2,2017-07-01,Café,plain
5,P,london,3,,1,4,2018-02-03,Heathrow,plain
";

/// The cost by team, as JSON without what names the files.
fn costed(folder: &Path, roster: &[&str], more: &[&str]) -> Value {
    let arguments =
        ["--proposal", "claim.toml", "--from", "2025-04-01", "--years", "2", "--group-by", "team", "--format", "json"];
    let (out, err, code) = payspine_in(folder, &[&["cost"], roster, &arguments[..], more].concat());
    assert_eq!(code, 0, "{err}");
    let mut json: Value = serde_json::from_str(&out).expect("JSON");
    json.as_object_mut().expect("an object").remove("inputs");
    json
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("scale.toml"), SCALE).expect("written");
    fs::write(folder.path().join("claim.toml"), CLAIM).expect("written");
    folder
}

/// What a roster of these bytes costs.
fn of(bytes: &[u8], more: &[&str]) -> Value {
    let folder = folder();
    fs::write(folder.path().join("staff.csv"), bytes).expect("written");
    costed(folder.path(), &["staff.csv"], more)
}

/// The plain roster written anew.
fn rewritten(separator: u8, quotes: QuoteStyle, ends: Terminator) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).quote_style(quotes).terminator(ends).from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(PLAIN.as_bytes());
    reader.records().for_each(|row| writer.write_record(&row.expect("a row")).expect("into memory"));
    writer.into_inner().expect("whole")
}

#[test]
fn the_same_staff_cost_the_same_however_their_file_is_written() {
    let plain = of(PLAIN.as_bytes(), &[]);
    assert_eq!((&plain["staff"], plain["groups"].as_array().map(Vec::len)), (&Value::from(1258), Some(3)));
    let windows_1252 = |text: &str| {
        let bytes = text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("one byte"));
        bytes.collect::<Vec<u8>>()
    };
    let lines = |ends: &str| PLAIN.replace('\n', ends).into_bytes();
    let replaced = |from: &str, to: &str| {
        assert!(PLAIN.contains(from), "{from}");
        PLAIN.replace(from, to).into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("CRLF", lines("\r\n")),
        ("blank lines", lines("\n\n")),
        ("empty rows", replaced("\n3,S", "\n,,,,,,,,,\n3,S")),
        ("empty cells at the end", lines(",,\n")),
        ("byte order mark", [&[0xef, 0xbb, 0xbf], PLAIN.as_bytes()].concat()),
        (
            "byte order mark and quotes",
            [&[0xef, 0xbb, 0xbf], rewritten(b',', QuoteStyle::Always, Terminator::CRLF).as_slice()].concat(),
        ),
        ("notes first", format!("# drawn up by hand, \"so\"\n{PLAIN}").into_bytes()),
        ("quotes", rewritten(b',', QuoteStyle::Always, Terminator::Any(b'\n'))),
        ("semicolons", rewritten(b';', QuoteStyle::Necessary, Terminator::CRLF)),
        ("tabs", rewritten(b'\t', QuoteStyle::Necessary, Terminator::Any(b'\n'))),
        ("Windows-1252", windows_1252(PLAIN)),
        ("Windows-1252 and £ before salaries", windows_1252(&PLAIN.replace("23450", "£23450.00"))),
        ("line breaks in notes", replaced(",plain\n", ",\"two\nlines, \"\"quoted\"\"\r\nand a third\"\n")),
        ("thousands", PLAIN.replace("23450", "\"23,450\"").replace("1250", "\"1,250\"").into_bytes()),
        ("£ and thousands", PLAIN.replace("23450", "\"£23,450.00\"").replace("29999.5", "\"£ 29,999.50\"").into_bytes()),
        ("spaces", replaced(",P,london,3,", ", P ,\tlondon, 3 ,")),
        ("hard spaces", replaced(",P,london,3,", ",\u{a0}P\u{a0},london,3\u{a0},")),
        ("titles and capitals", PLAIN.replace(",P,", ",\"porter, NIGHTS\",").replace("london", "London").into_bytes()),
        ("British dates", PLAIN.replace("2018-02-03", "03/02/2018").replace("2019-07-01", "1/7/2019").into_bytes()),
        (
            "decimals of a spreadsheet",
            PLAIN.replace("london,3,", "london,3.0,").replace(",0.5,", ",.50,").replace(",1250,", ",1250.00,").into_bytes(),
        ),
        ("per cent", PLAIN.replace(",0.5,", ",50%,").replace(",0.9,", ",90.0 %,").into_bytes()),
        ("other headings", replaced("number,grade,area,point,salary,fte", "No.,Pay Band,AREA,SCP,Annual_Salary,WTE")),
    ];
    for (name, bytes) in cases {
        assert_eq!(of(&bytes, &[]), plain, "{name}");
    }
    // It is said, and changes nothing else.
    let mut unended = of(PLAIN.trim_end().as_bytes(), &[]);
    let said = unended["assumptions"].as_array_mut().and_then(Vec::pop).expect("what is said");
    assert!(said.as_str().is_some_and(|said| said.starts_with("staff.csv:6: the last line has no line break")), "{said}");
    assert_eq!(unended, plain, "no break at the end");
    assert_eq!(of(&replaced("grade,area", "Gang,Where"), &["--column", "grade=Gang", "--column", "area=Where"]), plain);
    assert_eq!(of(&replaced(",P,", ",Night porter,"), &["--grade", "Night porter=P"]), plain);
}

#[test]
fn a_roster_in_several_files_costs_what_it_costs_in_one() {
    let folder = folder();
    let (header, rows) = PLAIN.split_once('\n').expect("a header");
    let (first, rest) = rows.split_at(rows.find("3,S").expect("a row"));
    fs::write(folder.path().join("one.csv"), format!("{header}\n{first}")).expect("written");
    fs::write(folder.path().join("two.csv"), format!("{header}\r\n{rest}").replace(',', ";")).expect("written");
    assert_eq!(costed(folder.path(), &["one.csv", "two.csv"], &[]), of(PLAIN.as_bytes(), &[]));
}

#[test]
fn a_condensed_roster_costs_the_same_and_has_no_numbers_or_notes() {
    let folder = folder();
    fs::write(folder.path().join("staff.csv"), PLAIN).expect("written");
    let arguments = ["condense", "staff.csv", "--proposal", "claim.toml", "--group-by", "team", "--out", "cells.csv"];
    let (out, err, code) = payspine_in(folder.path(), &arguments);
    assert_eq!((out.as_str(), code), ("", 0), "{err}");
    let cells = fs::read_to_string(folder.path().join("cells.csv")).expect("written");
    assert!(cells.starts_with("grade,area,point,salary,fte,since,team,headcount\n") && !cells.contains("plain"), "{cells}");
    assert_eq!(cells.lines().count(), 5, "{cells}");
    let (cells, staff) = (costed(folder.path(), &["cells.csv"], &[]), of(PLAIN.as_bytes(), &[]));
    for (key, value) in staff.as_object().expect("an object") {
        assert_eq!(&cells[key], value, "{key}");
    }
}

/// The lines of a roster after its header, shuffled as a card player would not.
fn shuffled(text: &str) -> String {
    let (header, rows) = text.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    let mut seed = 12_345_usize;
    for place in (1..rows.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(place, (seed >> 33) % (place + 1));
    }
    format!("{header}\n{}\n", rows.join("\n"))
}

/// The JSON of the reference claim for a roster, as it is printed, up to the inputs, which come last.
fn reference(arguments: &[&str], roster: &Path) -> String {
    let words = ["--scale", "tests/w1/w1.toml", "--proposal", "tests/w1/w1-claim.toml", "--from", "2012-04-01"];
    let (program, before) = arguments.split_first().expect("a program");
    let done = std::process::Command::new(program)
        .args(before)
        .arg("cost")
        .arg(roster)
        .args(words)
        .args(["--group-by", "grade,area", "--group-by", "rating", "--format", "json"])
        .current_dir(root())
        .output()
        .expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    text.split_once("\"inputs\"").expect("inputs").0.to_owned()
}

#[test]
fn neither_the_order_of_rows_nor_the_number_of_threads_changes_a_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(root().join("tests/w1/w1-20000.csv")).expect("the file is there");
    let (_, rows) = text.split_once('\n').expect("a header");
    let long = format!("{}\n{rows}", text.trim_end());
    assert!(long.len() > 1_000_000);
    let (one, two) = (folder.path().join("one.csv"), folder.path().join("two.csv"));
    fs::write(&one, &long).expect("written");
    fs::write(&two, shuffled(&long)).expect("written");
    let program = env!("CARGO_BIN_EXE_payspine");
    let plain = reference(&[program], &one);
    if cfg!(target_os = "linux") && Path::new("/usr/bin/taskset").exists() {
        assert_eq!(reference(&["/usr/bin/taskset", "-c", "0", program], &one), plain, "on one processor");
    }
    let other = reference(&[program], &two);
    let first = plain.lines().zip(other.lines()).find(|(one, two)| one != two);
    assert!(plain == other, "shuffled: {first:?}");
}

#[test]
fn small_rosters_in_any_order_say_the_same_of_those_who_are_worse_off_and_of_what_is_assumed() {
    let folder = folder();
    let cut = CLAIM.replace("uplift = { percent = 5 }", "lower-target = { by = 1 }\ngrades = [\"P\"]");
    fs::write(folder.path().join("claim.toml"), cut).expect("written");
    let progression = "[settlement.progression]\nstep = 1\nevery = \"1 year\"\non = \"10-01\"\nrequires = { rating = [\"A\"], unit = [\"B\"] }\n";
    let payments = "[settlement.payment.one]\ntitle = \"One\"\nkind = \"allowance\"\namount = 10\nwhere = { area = \"london\" }\n\
                    [settlement.payment.two]\ntitle = \"Two\"\nkind = \"allowance\"\namount = 10\nwhere = { area = \"national\" }\n";
    fs::write(folder.path().join("scale.toml"), format!("{SCALE}{progression}{payments}")).expect("written");
    let rows = ["P,london,2,1,A,,x", "P,national,1,0.5,,B,y", "P,london,1,1,B,,x", "P,national,2,1,,,z"];
    let text = |rows: &[&str]| format!("grade,area,point,fte,rating,unit,team\n{}\n", rows.join("\n"));
    fs::write(folder.path().join("one.csv"), text(&rows)).expect("written");
    let mut turned = rows;
    turned.reverse();
    fs::write(folder.path().join("two.csv"), text(&turned)).expect("written");
    let (one, two) = (costed(folder.path(), &["one.csv"], &[]), costed(folder.path(), &["two.csv"], &[]));
    for (key, value) in one.as_object().expect("an object") {
        assert_eq!(&two[key], value, "{key}");
        assert_eq!(two[key].to_string(), value.to_string(), "{key}, as it is printed");
    }
}

/// What a roster's rows come to, and what is wrong with them.
fn counted(header: &str, block: &[u8]) -> (String, Vec<String>, u64, u64) {
    counted_together(&[(header, block)])
}

/// The same of files that are counted one after the other.
fn counted_together(files: &[(&str, &[u8])]) -> (String, Vec<String>, u64, u64) {
    let (base, _) = system(&fs::read_to_string(root().join("tests/w1/w1.toml")).expect("the file is there"));
    let used = UsedFields::new();
    let wanted = Wanted::new(false, ["county"]);
    let mapping = RosterMapping::default();
    let mut tally = RowCounts::default();
    let layouts = files.iter().map(|(header, block)| {
        let (layout, bytes, lines) = Layout::read("staff.csv", header.as_bytes(), &wanted, &[]).expect("a header");
        assert_eq!(bytes, header.len());
        let mut lines = lines;
        for part in parts(block) {
            tally.count(&layout, part, lines);
            lines += payspine::delimited::line_breaks(part);
        }
        layout
    });
    let layout = layouts.collect::<Vec<_>>().swap_remove(0);
    let known = KnownNames { scale: &base.value, mapping: &mapping, fields: &used };
    let Cells { roster, complaints, rows_left_out, .. } = read_cells(&tally, &layout, &wanted, &known);
    let complaints = tally.complaints.iter().chain(&complaints).map(|complaint| format!("{complaint:?}")).collect();
    let lines: Vec<_> = roster.cells().map(|cell| (cell.origin(), cell.indices().to_vec())).collect();
    (format!("{}{lines:?}", written(&roster)), complaints, tally.rows, rows_left_out)
}

/// A block as a file is read: in parts of whole rows, unless a quote may go on from one to the next.
fn parts(block: &[u8]) -> Vec<&[u8]> {
    let rows: Vec<&[u8]> = block.split_inclusive(|byte| *byte == b'\n').collect();
    let mut rest = block;
    let in_parts = rows.chunks(rows.len().div_ceil(9).max(1)).map(|rows| {
        let (part, after) = rest.split_at(rows.iter().map(|row| row.len()).sum());
        rest = after;
        part
    });
    if block.contains(&b'"') { vec![block] } else { in_parts.collect() }
}

#[test]
fn neighbours_are_told_apart_anew_in_a_file_with_other_rows() {
    let first = "EO;x,AO,c0\nEO;x,AO,c1\nEO;x,AO,c2\n".repeat(30);
    // The same characters, and other cells; then rows with a cell more, and without it again.
    let second = "EO;x,AO;c1\n".repeat(9);
    let third = "EO,AO,c2,z\n".repeat(90);
    let fourth = "EO,AO,c2\n".repeat(9);
    let files = [
        ("grade,area,county\n", &first),
        ("grade;area;county\n", &second),
        ("grade,area,county,other\n", &third),
        ("grade,area,county\n", &fourth),
    ];
    let quoted = files.map(|(header, rows)| {
        let separator = if header.contains(';') { ";" } else { "," };
        let cells = |row: &str| row.split(separator).map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>();
        (header, rows.lines().map(|row| cells(row).join(separator) + "\n").collect::<String>())
    });
    let plain = files.map(|(header, rows)| (header, rows.as_bytes()));
    assert_eq!(counted_together(&plain), counted_together(&quoted.each_ref().map(|(header, rows)| (*header, rows.as_bytes()))));
}

#[test]
fn a_later_file_with_more_columns_counts_as_it_does_alone() {
    let first = "grade,fte,area,county,headcount\n";
    // These are seen and not counted.
    let seen: Vec<String> = (0..500).map(|county| format!("EO,1,national,c{county},none\n")).collect();
    let seen = seen.concat();
    let second = "grade,fte,area,county,point,since,point-since,target,protected,headcount\n";
    let rows: Vec<String> =
        (0..500).map(|county| format!("EO,0.{county:03}1,national,c{},{county},2010-07-01,,,no,2\n", 499 - county)).collect();
    let rows = rows.concat();
    let quoted = rows.replace("EO,", "\"EO\",");
    let read = |rows: &str| counted_together(&[(first, seen.as_bytes()), (second, rows.as_bytes())]);
    assert_eq!(read(&rows), read(&quoted));
    assert_eq!(read(&rows).0.lines().filter(|line| line.starts_with("EO,")).count(), 500);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// A quote anywhere in a block has all of it read in general.
    #[test]
    fn rows_without_quotes_are_read_as_those_among_quotes(
        cells in proptest::collection::vec(
            prop_oneof![
                6 => "(EO|AO| EO|x|1|0\\.5|2|namely a longer county| |\t|\u{e9}|)",
                2 => Just(",".to_owned()),
                2 => Just("\n".to_owned()),
                1 => Just("\r\n".to_owned()),
                1 => Just("\r".to_owned()),
                1 => Just("grade,county,headcount\n".to_owned()),
                4 => "(EO|AO),[a-d],[1-3]\n",
            ],
            0..60,
        )
    ) {
        let header = "grade,county,headcount\n";
        let plain = cells.concat();
        let plain = if plain.is_empty() || plain.ends_with(['\n', '\r']) { plain } else { plain + "\n" };
        let (quoted, unquoted) = (format!("{plain}\"AO\",z,1\n"), format!("{plain}AO,z,1\n"));
        prop_assert_eq!(counted(header, unquoted.as_bytes()), counted(header, quoted.as_bytes()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Rows are taken together by the hundred, and their cells found by numbers that have to make room for each other.
    #[test]
    fn many_rows_without_quotes_are_read_as_those_among_quotes(
        rows in proptest::collection::vec((0..3_000_u32, 0..40_u32, 0..2_000_u32), 400..1_500),
        odd in proptest::collection::vec((0..1_500_usize, 0..7_usize), 0..4),
        ends in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let header = "id,grade,area,point,fte,since,county,headcount\n";
        let mut lines: Vec<String> = rows.iter().map(|(county, length, other)| {
            let county = format!("{county:0>width$}", width = *length as usize);
            format!("{other},EO,{},{},0.{other},20{:02}-07-01,{county},{}", other % 3, other % 90, other % 40, 1 + other % 2)
        }).collect();
        for (place, what) in odd {
            let line = ["", ",,,,,,,", "EO", "1,EO,,5,1,2010-07-01,Kent,1,9", "1,EO,,5,1,2010-07-01,Kent,none", header.trim_end(), "\t"][what];
            lines.insert(place.min(lines.len()), line.to_owned());
        }
        let plain = lines.join(ends) + ends;
        let last = "2,EO,,5,1,2010-07-01,Kent,1\n";
        let (quoted, unquoted) = (format!("{plain}{}", last.replace("Kent", "\"Kent\"")), format!("{plain}{last}"));
        prop_assert_eq!(counted(header, unquoted.as_bytes()), counted(header, quoted.as_bytes()));
    }
}
