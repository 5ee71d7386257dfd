//! Rosters in workbooks: the same staff cost the same, and what a sheet cannot say is complained of by its cell.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use sha2::Digest;

use crate::{payspine_in, root};

const COST: [&str; 8] =
    ["--scale", "home-office-2011", "--from", "2012-04-01", "--group-by", "grade", "--column", "grade=Pay band"];

/// A folder of the test's own, gone when it ends.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// `cost` on a file in a folder, with more options.
fn cost(folder: &Path, file: &str, more: &[&str]) -> (String, String, i32) {
    payspine_in(folder, &[&["cost", file], &COST[..], more].concat())
}

/// `cost` on a workbook with a sheet that this fills in.
fn cost_of(fill: impl FnOnce(&mut Worksheet), more: &[&str]) -> (String, String, i32) {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    cost_of_bytes(&workbook.save_to_buffer().expect("a workbook"), more)
}

fn cost_of_bytes(bytes: &[u8], more: &[&str]) -> (String, String, i32) {
    let folder = folder();
    fs::write(folder.path().join("staff.xlsx"), bytes).expect("written");
    cost(folder.path(), "staff.xlsx", more)
}

/// `cost` on text, which must succeed, as JSON without its inputs.
fn cost_of_csv(text: &str) -> serde_json::Value {
    let folder = folder();
    fs::write(folder.path().join("staff.csv"), text).expect("written");
    without_inputs(cost(folder.path(), "staff.csv", &["--format", "json"]))
}

fn without_inputs((out, err, code): (String, String, i32)) -> serde_json::Value {
    assert_eq!(code, 0, "{err}");
    let mut json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(json.as_object_mut().expect("an object").remove("inputs").is_some());
    json
}

/// A sheet that is refused, with what is said.
fn refused(fill: impl FnOnce(&mut Worksheet), says: &[&str]) {
    said(cost_of(fill, &[]), says);
}

fn said((out, err, code): (String, String, i32), says: &[&str]) {
    assert_eq!((out.as_str(), code), ("", 2), "{err}");
    for text in says {
        assert!(err.contains(text), "expected `{text}` in:\n{err}");
    }
    assert!(!err.contains("panicked"), "{err}");
}

/// Writes rows of text from a row on.
fn text(sheet: &mut Worksheet, from: u32, rows: &[&str]) {
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(cells.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).expect("written");
        }
    }
}

/// As [`text`], but numbers are numbers.
fn values(sheet: &mut Worksheet, from: u32, rows: &[&str]) {
    text(sheet, from, rows);
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(cells.split(',')) {
            if let Ok(number) = cell.parse::<f64>() {
                sheet.write_number(row, column, number).expect("written");
            }
        }
    }
}

/// A workbook with the text of one of its parts changed.
fn changed(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let name = file.name().expect("UTF-8").into_owned();
        let mut content = String::new();
        file.read_to_string(&mut content).expect("UTF-8");
        let content = if name == part {
            let after = change(&content);
            assert_ne!(after, content, "nothing to change in {part}:\n{content}");
            after
        } else {
            content
        };
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const HEADER: &str = "Pay band,Area,Milestone,FTE,Notes";

/// A workbook with these rows below the header, as bytes.
fn workbook(rows: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    text(sheet, 0, &[HEADER]);
    values(sheet, 1, rows);
    workbook.save_to_buffer().expect("a workbook")
}

fn staff() -> String {
    fs::read_to_string(root().join("tests/examples/staff.csv")).expect("UTF-8")
}

#[test]
fn the_same_staff_in_a_workbook_cost_the_same() {
    let staff = staff();
    let rows: Vec<&str> = staff.lines().collect();
    let expected = cost_of_csv(&staff);
    let as_values = |sheet: &mut Worksheet| values(sheet, 0, &rows);
    assert_eq!(without_inputs(cost_of(as_values, &["--format", "json"])), expected);
    let as_text = |sheet: &mut Worksheet| text(sheet, 0, &rows);
    assert_eq!(without_inputs(cost_of(as_text, &["--format", "json"])), expected);
}

#[test]
fn the_hash_is_that_of_the_workbook_whatever_its_extension() {
    let folder = folder();
    let bytes = workbook(&["EO,National,53,1"]);
    fs::write(folder.path().join("staff.csv"), &bytes).expect("written");
    let (out, err, code) = cost(folder.path(), "staff.csv", &["--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let hash = sha2::Sha256::digest(&bytes).iter().fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    let inputs = json["inputs"].as_array().expect("inputs");
    assert!(inputs.iter().any(|input| input["path"] == "staff.csv" && input["sha256"] == hash.as_str()), "{inputs:?}");
}

#[test]
fn a_workbook_comes_from_standard_input_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_payspine"))
        .args(["condense", "-", "--scale", "home-office-2011", "--column", "grade=Pay band", "--column", "point=Milestone"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(&workbook(&["EO,National,53,0.5", "EO,National,53,0.5"])).expect("written");
    let done = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8(done.stdout).expect("UTF-8"), "grade,area,point,fte,headcount\nEO,national,53,0.5,2\n");
}

#[test]
fn dates_are_days_and_serial_numbers_are_not() {
    let header = "Pay band,Area,Milestone,Since";
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let with = |sheet: &mut Worksheet, serial: f64, format: &Format| {
        text(sheet, 0, &[header]);
        values(sheet, 1, &["EO,National,53"]);
        sheet.write_number_with_format(1, 3, serial, format).expect("written");
    };
    let expected = cost_of_csv(&format!("{header}\nEO,National,53,2010-07-01\n"));
    assert_eq!(without_inputs(cost_of(|sheet| with(sheet, 40360.0, &day), &["--format", "json"])), expected);
    refused(
        |sheet| with(sheet, 40360.0, &Format::new()),
        &["staff.xlsx:2: column `Since`: `40360` is not a date", "spreadsheet's serial number: format the column as dates"],
    );
    refused(|sheet| with(sheet, 40360.375, &day), &["staff.xlsx:2: D2, column `Since`: `2010-07-01 09:00` has a time of day"]);
    refused(|sheet| with(sheet, 0.0, &day), &["[bad-date]", "is not a day"]);
    let hours = Format::new().set_num_format("[h]:mm");
    refused(|sheet| with(sheet, 1.5, &hours), &["[bad-date]", "is not a day"]);
}

#[test]
fn a_number_is_its_shortest_decimal_text() {
    let with = |number: f64| {
        move |sheet: &mut Worksheet| {
            text(sheet, 0, &["Pay band,Area,Milestone,FTE,Notes"]);
            values(sheet, 1, &["EO,National,53"]);
            sheet.write_number(1, 3, number).expect("written");
        }
    };
    let expected = cost_of_csv("Pay band,Area,Milestone,FTE\nEO,National,53,0.6\n");
    assert_eq!(without_inputs(cost_of(with(0.6), &["--format", "json"])), expected);
    refused(with(0.1 + 0.2), &["[bad-number]", "D2, column `FTE`: `0.30000000000000004` has more than 15 digits", "ROUND"]);
    refused(with(1e300), &["`1e300` is too large or too small a number"]);
    refused(with(1e-30), &["`1e-30` is too large or too small a number"]);
    refused(with(-5.0), &["staff.xlsx:2: column `FTE`: `-5` is not an FTE"]);
}

#[test]
fn what_is_not_read_may_hold_anything() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    text(sheet, 0, &[HEADER]);
    values(sheet, 1, &["EO,National,53,1,26400.000000000004", "EO,National,53,1"]);
    sheet.write_formula(2, 4, Formula::new("NA()").set_result("#N/A")).expect("written");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let expected = cost_of_csv("Pay band,Area,Milestone,FTE\nEO,National,53,1\nEO,National,53,1\n");
    assert_eq!(without_inputs(cost_of_bytes(&bytes, &["--format", "json"])), expected);
}

#[test]
fn booleans_are_yes_and_no() {
    let with = |flag: bool| {
        move |sheet: &mut Worksheet| {
            text(sheet, 0, &["Pay band,Area,Milestone,Protected"]);
            values(sheet, 1, &["EO,National,53"]);
            sheet.write_boolean(1, 3, flag).expect("written");
        }
    };
    for (flag, word) in [(true, "yes"), (false, "no")] {
        let expected = cost_of_csv(&format!("Pay band,Area,Milestone,Protected\nEO,National,53,{word}\n"));
        assert_eq!(without_inputs(cost_of(with(flag), &["--format", "json"])), expected);
    }
}

#[test]
fn of_two_sheets_one_is_named() {
    let mut workbook = Workbook::new();
    text(workbook.add_worksheet().set_name("Read me").expect("a name"), 0, &["Staff as at 1 April 2012"]);
    let staff = workbook.add_worksheet().set_name("Staff 2012").expect("a name");
    text(staff, 0, &[HEADER]);
    values(staff, 1, &["EO,National,53,1", "XO,National,53,1"]);
    workbook.add_worksheet().set_name("Blank").expect("a name");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    said(
        cost_of_bytes(&bytes, &[]),
        &["[unknown-sheet]: staff.xlsx has several sheets: Read me, Staff 2012", "say which is meant: --sheet NAME"],
    );
    said(
        cost_of_bytes(&bytes, &["--sheet", "Staff 2021"]),
        &["staff.xlsx has no sheet `Staff 2021`", "did you mean `Staff 2012`?"],
    );
    said(cost_of_bytes(&bytes, &["--sheet", "blank"]), &["the sheet `Blank` of staff.xlsx has nothing in it"]);
    said(
        cost_of_bytes(&bytes, &["--sheet", "staff 2012"]),
        &["staff.xlsx (sheet Staff 2012):3: column `Pay band`: the pay system has no grade `XO`"],
    );
    let hidden = changed(&bytes, "xl/workbook.xml", |text| text.replacen("sheetId=\"1\"", "sheetId=\"1\" state=\"hidden\"", 1));
    said(cost_of_bytes(&hidden, &[]), &["staff.xlsx has several sheets: Read me (hidden), Staff 2012"]);
    let (_, err, code) = cost_of_bytes(&bytes, &["--sheet", "Staff 2012", "--skip-bad-rows"]);
    assert_eq!(code, 0, "{err}");
    let folder = folder();
    fs::write(folder.path().join("staff.csv"), "Pay band,Area,Milestone\nEO,National,53\n").expect("written");
    said(cost(folder.path(), "staff.csv", &["--sheet", "Staff"]), &["staff.csv is no workbook, and a sheet of one is named"]);
}

#[test]
fn merged_cells_over_staff_are_complained_of() {
    let merged = |sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)| {
        text(sheet, 0, &[HEADER]);
        let rows = ["EO,National,53,1", ",National,54,1", ",National,55,1", "EO,National,56,1"];
        values(sheet, 1, &rows);
        sheet.merge_range(first.0, first.1, last.0, last.1, "EO", &Format::new()).expect("merged");
    };
    let says =
        "staff.xlsx:2: A2:A4, column `Pay band`: merged cells, of which only the first has a value (and 2 more rows like it)";
    refused(|sheet| merged(sheet, (1, 0), (3, 0)), &[says, "unmerge them, and fill the value into each row"]);
    let (out, err, code) = cost_of(|sheet| merged(sheet, (1, 0), (3, 0)), &["--skip-bad-rows", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["left_out"][0]["rows"], 3, "{json:#}");
    assert_eq!(json["staff"], 1, "{json:#}");
    // A column that nothing is read from may be merged, and so may a cell with those after it.
    let (_, err, code) = cost_of(
        |sheet| {
            text(sheet, 0, &[HEADER]);
            values(sheet, 1, &["EO,National,53,1", "EO,National,53,1"]);
            sheet.merge_range(1, 4, 2, 4, "left in May", &Format::new()).expect("merged");
        },
        &[],
    );
    assert_eq!(code, 0, "{err}");
    refused(
        |sheet| {
            text(sheet, 0, &[HEADER]);
            values(sheet, 1, &["EO,National,53,1"]);
            sheet.merge_range(1, 0, 1, 1, "EO", &Format::new()).expect("merged");
        },
        &["staff.xlsx:2: A2:B2, column `Pay band`: merged cells"],
    );
}

#[test]
fn a_formula_has_the_value_that_was_kept_with_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    text(sheet, 0, &[HEADER]);
    values(sheet, 1, &["EO,National,,1", "EO,National,54,1"]);
    sheet.write_formula(1, 2, Formula::new("C3-1").set_result("53")).expect("written");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let expected = cost_of_csv("Pay band,Area,Milestone,FTE\nEO,National,53,1\nEO,National,54,1\n");
    assert_eq!(without_inputs(cost_of_bytes(&bytes, &["--format", "json"])), expected);
    let without = changed(&bytes, SHEET, |text| text.replace("</f><v>53</v>", "</f>"));
    said(
        cost_of_bytes(&without, &[]),
        &["staff.xlsx:2: C2, column `Milestone`: a formula whose value is not in the file", "save it there"],
    );
}

#[test]
fn an_error_cell_is_complained_of_by_its_address() {
    let fill = |sheet: &mut Worksheet| {
        text(sheet, 0, &[HEADER]);
        values(sheet, 1, &["EO,National,53,1", "EO,National,,1", "EO,National,,1"]);
        for row in [2, 3] {
            sheet.write_formula(row, 2, Formula::new("VLOOKUP(1,A1:A2,2)").set_result("#N/A")).expect("written");
        }
    };
    refused(fill, &["staff.xlsx:3: C3, column `Milestone`: `#N/A` is an error, and no value (and 1 more row like it)"]);
    let (out, err, code) = cost_of(fill, &["--skip-bad-rows", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        json["left_out"],
        serde_json::json!([{ "problem": "`#N/A` is an error, and no value", "rows": 2, "staff": null }]),
        "{json:#}"
    );
}

#[test]
fn rows_keep_their_numbers_whatever_is_between_them() {
    let fill = |sheet: &mut Worksheet| {
        let title = Format::new().set_bold();
        sheet.merge_range(1, 0, 1, 4, "Staff as at 1 April 2012", &title).expect("merged");
        text(sheet, 2, &["# from the payroll,of March"]);
        text(sheet, 4, &["Pay\nband,Area,Milestone,FTE"]);
        values(sheet, 7, &["EO,National,53,1"]);
        text(sheet, 9, &["\"E\"\nO,National,53,1", "ZO,National,53,1"]);
    };
    refused(
        fill,
        &[
            "staff.xlsx:10: column `Pay band`: the pay system has no grade `\"E\" O`",
            "staff.xlsx:11: column `Pay band`: the pay system has no grade `ZO`",
        ],
    );
    let (_, err, code) = cost_of(fill, &["--skip-bad-rows"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn rows_that_are_not_like_the_header_are_refused_as_in_csv() {
    refused(
        |sheet| {
            text(sheet, 0, &["Pay band,Area,Milestone"]);
            values(sheet, 1, &["EO,National,53", "EO,National,53,1", "Pay band,Area,Milestone"]);
        },
        &["staff.xlsx:3: this row has 4 cells, and the header 3", "staff.xlsx:4: this is the header again"],
    );
    refused(|sheet| text(sheet, 0, &["Area,Milestone", "National,53"]), &["staff.xlsx has no column `Pay band`"]);
    refused(|sheet| text(sheet, 0, &["Pay band", "=A1"]), &["staff.xlsx:2: column `Pay band`: `=A1` is a formula"]);
}

#[test]
fn two_workbooks_and_a_table_are_one_roster() {
    let folder = folder();
    fs::write(folder.path().join("one.xlsx"), workbook(&["EO,National,53,1", "EO,National,54,1"])).expect("written");
    fs::write(folder.path().join("two.csv"), "Pay band,Area,Milestone\nEO,National,55\nXO,National,53\n").expect("written");
    fs::write(folder.path().join("three.xlsx"), workbook(&["EO,National,53,1", "", "YO,National,53,1"])).expect("written");
    let files = ["cost", "one.xlsx", "two.csv", "three.xlsx"];
    let (_, err, code) = payspine_in(folder.path(), &[&files[..], &COST[..]].concat());
    assert_eq!(code, 2);
    assert!(err.contains("two.csv:3: column") && err.contains("three.xlsx:4: column"), "{err}");
}

#[test]
fn an_empty_workbook_and_files_that_are_none() {
    refused(|_| {}, &["[not-csv]: staff.xlsx has no sheet with anything in it"]);
    refused(|sheet| text(sheet, 0, &[HEADER]), &["staff.xlsx has a header and no rows"]);
    refused(|sheet| text(sheet, 0, &["# a note,and more"]), &["staff.xlsx is empty: a roster begins with a header"]);
    let old = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 1024]].concat();
    said(cost_of_bytes(&old, &[]), &["staff.xlsx is a workbook of the old sort (.xls)"]);
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    said(cost_of_bytes(&[&old[..], &locked].concat(), &[]), &["staff.xlsx is locked with a password"]);
}

#[test]
fn a_workbook_too_large_to_read_is_not_read() {
    let folder = folder();
    fs::write(folder.path().join("staff.xlsx"), b"PK\x03\x04").expect("written");
    let file = fs::OpenOptions::new().write(true).open(folder.path().join("staff.xlsx")).expect("there");
    file.set_len(129 * 1024 * 1024).expect("a sparse file");
    said(
        cost(folder.path(), "staff.xlsx", &[]),
        &["[too-large]: staff.xlsx is larger than 128 MiB, the most that a workbook may have", "save the sheet as CSV"],
    );
}

#[test]
fn a_damaged_workbook_is_refused_in_a_sentence() {
    let whole = workbook(&["EO,National,53,1", "EO,National,54,1"]);
    for length in (4..whole.len()).step_by(97) {
        said(cost_of_bytes(&whole[..length], &[]), &["staff.xlsx cannot be read as an XLSX workbook"]);
    }
    let damage = [
        ("r=\"A2\"", "r=\"AAAAAAAAAAAA2\""),
        ("r=\"A2\"", "r=\"A99999999999\""),
        ("r=\"B2\"", "r=\"é2\""),
        ("<dimension ref=\"A1:E3\"/>", "<dimension ref=\"E3:A1\"/>"),
        ("</sheetData>", ""),
        ("<v>53</v>", "<w>53</w>"),
    ];
    for (from, to) in damage {
        let bytes = changed(&whole, SHEET, |text| text.replacen(from, to, 1));
        said(cost_of_bytes(&bytes, &[]), &["staff.xlsx cannot be read as an XLSX workbook"]);
    }
    let error = changed(&whole, SHEET, |text| text.replacen("><v>53</v>", " t=\"e\"><v>#SPILL!</v>", 1));
    said(cost_of_bytes(&error, &[]), &["[bad-text]: staff.xlsx has a cell with the error `#SPILL!`, which is not known here"]);
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    other.start_file("mimetype", zip::write::SimpleFileOptions::default()).expect("a part");
    other.write_all(b"application/vnd.oasis.opendocument.spreadsheet").expect("written");
    let other = other.finish().expect("an archive").into_inner();
    said(cost_of_bytes(&other, &[]), &["staff.xlsx cannot be read as an XLSX workbook"]);
    let out_of_order = changed(&whole, SHEET, |text| text.replacen("r=\"C2\"", "r=\"A2\"", 1));
    said(cost_of_bytes(&out_of_order, &[]), &["staff.xlsx is damaged: its cell A2 is out of place"]);
    for far in ["A4000000000", "XFE2"] {
        let far_away = changed(&whole, SHEET, |text| text.replacen("r=\"A2\"", &format!("r=\"{far}\""), 1));
        said(cost_of_bytes(&far_away, &[]), &[&format!("staff.xlsx is damaged: its cell {far} is out of place")]);
    }
}

#[test]
fn a_hundred_thousand_rows_are_read_in_reasonable_time() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    text(sheet, 0, &[HEADER]);
    for row in 1..=100_000 {
        sheet.write_string(row, 0, "EO").expect("written");
        sheet.write_string(row, 1, "National").expect("written");
        sheet.write_number(row, 2, f64::from(53 + row % 10)).expect("written");
        sheet.write_number(row, 3, 1.0).expect("written");
        sheet.write_string(row, 4, format!("member {row}")).expect("written");
    }
    sheet.write_string(100_000, 0, "XO").expect("written");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let started = std::time::Instant::now();
    said(cost_of_bytes(&bytes, &[]), &["staff.xlsx:100001: column `Pay band`: the pay system has no grade `XO`"]);
    let took = started.elapsed();
    println!("100,000 rows in {took:?}");
    assert!(took.as_secs() < 20, "{took:?}");
}
