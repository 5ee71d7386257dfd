//! What other programs make of a workbook, and what it is besides its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx};
use payspine::calendar::Date;
use payspine::money::{Currency, Money};
use payspine::report::{Beside, Block, Cell, Column, ColumnKind, Report, Role, Section, Table, Value as Held};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::{Case, Rows, cases, figure, number, percent, read, text};
use crate::{payspine_in, root, run_in};

/// The parts of a workbook's archive.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let part = |at: usize| {
        let mut file = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("read");
        (file.name().expect("a name").into_owned(), bytes)
    };
    (0..zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive").len()).map(part).collect()
}

/// The workbook without what its formulas come to, so that whatever they show was computed by who opened it; and how many there are.
fn without_values(bytes: &[u8]) -> (Vec<u8>, usize) {
    let mut formulas = 0;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mut bytes) in parts(bytes) {
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let mut rest = text.as_str();
            let mut kept = String::new();
            while let Some(at) = rest.find("</f><v>") {
                let end = rest[at..].find("</v>").expect("a value ends") + at;
                kept.push_str(&rest[..at + "</f>".len()]);
                rest = &rest[end + "</v>".len()..];
                formulas += 1;
            }
            kept.push_str(rest);
            bytes = kept.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&bytes).expect("written");
    }
    (out.finish().expect("an archive").into_inner(), formulas)
}

/// Opens workbooks in `LibreOffice`, and saves them as it has them.
fn recalculated(books: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("out")).expect("a folder");
    for (name, bytes) in books {
        std::fs::write(path(name), bytes).expect("written");
    }
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", path("profile").display()))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(path("out"))
        .args(books.iter().map(|(name, _)| path(name)))
        .stdin(Stdio::null())
        .output();
    let done = match done {
        Ok(done) => done,
        Err(error) => panic!(
            "LibreOffice (soffice) is needed to recalculate workbooks, and it cannot be run: {error}. \
             tests/run, the command in the README's section Development, installs it and runs every test."
        ),
    };
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let read = |(name, _): &(String, Vec<u8>)| std::fs::read(path("out").join(name)).unwrap_or_else(|_| panic!("{name}: {said}"));
    books.iter().map(read).collect()
}

/// Sums of binary numbers are apart from those of pence by less than this; figures are apart by a penny or more.
fn alike(one: Decimal, two: Decimal) -> bool {
    (one - two).abs() < Decimal::new(1, 6)
}

#[test]
fn libreoffice_computes_the_figures_of_the_engine() {
    let ours: Vec<Vec<u8>> = cases().iter().map(Case::workbook).collect();
    let bare = ours.iter().enumerate().map(|(at, bytes)| {
        let (bare, formulas) = without_values(bytes);
        assert!(formulas > 10, "{formulas} formulas");
        (format!("{at}.xlsx"), bare)
    });
    let bare: Vec<(String, Vec<u8>)> = bare.collect();
    // Nobody could have copied them.
    let of_bare = read(&bare[0].1);
    assert!(of_bare["Summary"].values().filter_map(number).all(|value| value.is_zero()));
    let theirs = recalculated(&bare);
    for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        let (ours, theirs) = (read(ours), read(theirs));
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (name, cells) in &ours {
            for (place, data) in cells {
                let Some(engine) = number(data) else { continue };
                let computed = theirs[name].get(place).and_then(number);
                assert!(
                    computed.is_some_and(|computed| alike(computed, engine)),
                    "case {at}, {name} {place:?}: {computed:?} is not {engine}"
                );
            }
        }
    }
}

/// A member beside two proposals.
const TWO_PROPOSALS: &str = "progress --scale home-office-2011 --grade EO --area london --point 61 --since 2011-07-01 --until 2015-07-01 \
     --proposal tests/examples/claim-2012.toml --proposal tests/examples/offer-2012.toml";

/// Commands that give a report, other than cost.
const COMMANDS: [&str; 16] = [
    "progress tests/examples/off-sick.toml --explain",
    TWO_PROPOSALS,
    "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --until 2010-07-01 --proposal tests/examples/claim.toml",
    "solve tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --budget 10000 --vary measure.1.uplift.percent",
    "data-request --scale nhs-afc-england",
    "recover --balance 1508.92 --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --policy armed-forces-jsp-754 --explain",
    "audit tests/examples/overpaid.toml --payslips tests/examples/payslips.csv",
    "statement tests/examples/overpaid.toml --payslips tests/examples/payslips.csv",
    "locate --scale home-office-2006 --amount 1738.67 --on 2007-07-31",
    "scale list",
    "scale show nhs-afc-england --explain",
    "scale show minimum-wage",
    "scale show us-gs",
    "scale diff home-office-2006 home-office-2011",
    "scale diff tests/examples/claim-2012.toml tests/examples/offer-2012.toml --roster tests/examples/staff.csv --column grade=\"Pay band\"",
    "scale check tests/examples/slips.toml",
];

/// The bytes of a command's workbook.
fn of_command(folder: &Path, command: &str) -> Vec<u8> {
    let out = folder.join("any.xlsx");
    let (said, err, _) = run_in(root(), &format!("{command} --out {}", out.display()));
    assert_eq!(said, "", "{command}: {err}");
    std::fs::read(&out).unwrap_or_else(|_| panic!("{command}: {err}"))
}

#[test]
fn every_command_writes_a_workbook_that_libreoffice_opens_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let books: Vec<(String, Vec<u8>)> =
        COMMANDS.iter().enumerate().map(|(at, command)| (format!("{at}.xlsx"), of_command(folder.path(), command))).collect();
    for ((_, ours), (theirs, command)) in books.iter().zip(recalculated(&books).iter().zip(COMMANDS)) {
        let (ours, theirs) = (read(ours), read(theirs));
        assert!(
            ours.len() >= 2 && ours["Inputs"].values().any(|data| text(data).is_some_and(|text| text.starts_with("payspine ")))
        );
        assert!(
            ours.values().flat_map(BTreeMap::values).filter(|data| number(data).is_some()).count() > 0
                || ["scale check", "scale list"].iter().any(|known| command.contains(known))
                || command.contains("data-request"),
            "{command}"
        );
        for (name, cells) in &ours {
            for (place, data) in cells.iter().filter(|(_, data)| !matches!(data, Data::Empty)) {
                let other = theirs[name].get(place);
                match number(data) {
                    Some(value) => {
                        assert!(other.and_then(number).is_some_and(|other| alike(other, value)), "{command}: {name} {place:?}");
                    }
                    None => assert_eq!(other.map(ToString::to_string), Some(data.to_string()), "{command}: {name} {place:?}"),
                }
            }
        }
    }
}

/// An amount with its point and its difference is three numbers, and each sheet says what it holds.
#[test]
fn every_amount_of_a_progression_beside_two_proposals_is_a_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheets = read(&of_command(folder.path(), TWO_PROPOSALS));
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    let all = "As agreed|Assumed|Claim 2012|Due by pay year|Inputs|Offer 2012|Paid once Offer 2012|Report|Side by side|Sources";
    assert_eq!(names, all.split('|').collect::<Vec<_>>());
    let mut amounts = 0;
    for (name, cells) in &sheets {
        assert!(cells.get(&(0, 0)).and_then(text).is_some_and(|title| !title.is_empty()), "{name} has no title");
        if ["Report", "Assumed", "Sources", "Inputs"].contains(&name.as_str()) {
            continue;
        }
        for ((row, column), data) in cells.iter().filter(|((row, _), _)| *row > 0) {
            amounts += usize::from(number(data).is_some());
            // A reason is a sentence; an amount that is text begins with its sign.
            let is_amount = |text: &str| text.trim_start_matches(['+', '-', '(']).starts_with('£');
            assert!(text(data).is_none_or(|text| !is_amount(text)), "{name}, row {row}, column {column}: {data}");
        }
    }
    let heads: Vec<&str> = (0..10).filter_map(|column| text(sheets["Side by side"].get(&(1, column))?)).collect();
    assert_eq!(
        heads,
        [
            "From",
            "Agreed",
            "Agreed: milestone",
            "Claim 2012",
            "Claim 2012: milestone",
            "Claim 2012: difference",
            "Offer 2012",
            "Offer 2012: milestone",
            "Offer 2012: difference"
        ]
    );
    assert!(amounts > 60, "{amounts}");
    let made: Vec<&str> = sheets["Inputs"].values().filter_map(text).collect();
    for file in ["home-office-2011", "claim-2012.toml", "offer-2012.toml"] {
        assert!(made.iter().any(|one| one.ends_with(file)), "{file} is not among {made:?}");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    for case in cases().into_iter().take(3) {
        let first = case.workbook();
        // Past the second in which a clock would have been read.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert!(first == case.workbook(), "{}", case.command);
    }
}

/// Names of grades, areas, units, proposals and measures that begin as formulas do.
#[test]
fn text_stays_text() {
    let bytes = cases()[2].workbook();
    let words: BTreeSet<String> =
        read(&bytes).values().flat_map(BTreeMap::values).filter_map(|data| text(data).map(str::to_owned)).collect();
    for word in ["+1+1", "+2", "-3", "@x", "=Claim", "-1+2% or £700", "+Weighting", "@Gardener"] {
        assert!(words.contains(word), "{word} is not there as text");
    }
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut formulas = 0;
    for name in book.sheet_names() {
        for (_, _, formula) in book.worksheet_formula(&name).expect("formulas").used_cells() {
            let bare = formula.replace("'By year'!", "").replace("'Gainers and losers'!", "");
            let known = bare.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 2);
            assert!(known.clone().all(|word| ["SUM", "ROUND"].contains(&word)), "{formula}");
            formulas += 1;
        }
    }
    assert!(formulas > 100);
}

/// Whatever a table says: what it is made of comes back, and sheets have names that Excel takes.
#[test]
fn any_table_is_a_sheet() {
    let nasty = "=cmd|'/c calc'!A1";
    let columns = [("What", ColumnKind::Name), ("Words", ColumnKind::Text), ("Amount", ColumnKind::Number)];
    let pounds = Currency::pounds();
    let amount = |text: &str| text.parse::<Money>().expect("an amount");
    let percent = Cell::new(Held::Percent { number: "4.48".parse().unwrap(), sign: true });
    let words = |text: &str| Cell::text(text);
    let day = Cell::date(Date::constant(2012, 7, 1));
    let long = "long ".repeat(9_000);
    let table = Table {
        name: "'Quoted'".to_owned(),
        columns: columns.map(|(title, kind)| Column::new(title, kind).beside(&["point"])).to_vec(),
        rows: vec![
            vec![words(nasty), words("@SUM(1)"), Cell::pence(&pounds, amount("-1234.50"))],
            vec![day, words("1 July 2012"), Cell::number("-0.04".parse::<Decimal>().unwrap()).in_brackets()],
            vec![words("007"), words("bell\u{7} & <tag> _x0041_"), percent],
            vec![words("a\nb"), words(&long), Cell::number("12345678901234567.89".parse::<Decimal>().unwrap())],
            vec![words("2026-02-30"), Cell::nothing(), Cell::not_given()],
            vec![
                Cell::nothing(),
                words("+1"),
                Cell::money(&pounds, amount("18851")).with(Beside::Before(Held::Point("51".into()))),
            ],
        ],
        keys: 1,
        ..Table::default()
    };
    let list = |title: &str| Block::List { title: title.to_owned(), items: vec![nasty.into()] };
    let long = "History [of] a/very\\long:title? with *all* that a sheet cannot have";
    let again = Table { name: "report:".to_owned(), ..table.clone() };
    let section = Section::new(Role::Answer).with(table).with(again);
    let lists = [long, long, "history", "", "inputs"].map(list);
    let report = Report { title: "=Heading".to_owned(), sections: vec![section.and(lists)], ..Report::default() };
    let bytes = report.workbook(&["payspine".to_owned(), "/home/me/x.csv".to_owned()]).expect("a workbook");
    assert_eq!(bytes, report.workbook(&["payspine".to_owned(), "/home/me/x.csv".to_owned()]).expect("a workbook"));
    let sheets = read(&bytes);
    let names: BTreeSet<String> = sheets.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(names.len(), 9, "{names:?}");
    for name in sheets.keys() {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
        assert!(!name.eq_ignore_ascii_case("history") && !name.starts_with('\'') && !name.is_empty(), "{name}");
    }
    let cells: Vec<&Data> = sheets["Quoted"].values().collect();
    let at = |text: &str| cells.iter().any(|data| super::text(data) == Some(text));
    for word in [
        nasty,
        "@SUM(1)",
        "007",
        "1 July 2012",
        "bell\u{fffd} & <tag> _x0041_",
        "a\nb",
        "12345678901234567.89",
        "+1",
        "2026-02-30",
    ] {
        assert!(at(word), "{word}");
    }
    let numbers: Vec<String> = cells.iter().filter_map(|data| number(data)).map(|number| number.to_string()).collect();
    assert_eq!(numbers, ["-1234.5", "-0.04", "0.0448", "18851", "51"]);
    assert!(cells.iter().any(|data| matches!(data, Data::DateTime(day) if day.as_f64().to_string() == "41091")));
    assert!(cells.iter().all(|data| text(data).is_none_or(|text| text.encode_utf16().count() <= 32_767)));
    let made = sheets["Inputs"].values().filter_map(text).collect::<Vec<_>>().join(" ");
    assert!(made.contains("payspine x.csv") && !made.contains("/home"), "{made}");
}

#[test]
fn the_pay_table_is_before_and_after() {
    let case = &cases()[0];
    let rows = Rows::of(&read(&case.workbook())["Pay table"], "Milestone");
    let mut checked = 0;
    for (grade, title, area) in [("EO", "Executive Officer", "London"), ("AO", "Administrative Officer", "National")] {
        let show = |what: &str| {
            let command =
                format!("scale show {what} --on 2012-07-01 --grade {grade} --area {} --format json", area.to_lowercase());
            let (out, err, _) = run_in(root(), &command);
            serde_json::from_str::<Value>(&out).unwrap_or_else(|_| panic!("{err}"))
        };
        for point in show("home-office-2011")["points"].as_array().unwrap() {
            let annual = figure(&point["annual"]).unwrap();
            let milestone = figure(&point["point"]);
            let is = |words: &[String]| words[0] == title && words[1] == area;
            let (_, row) = rows
                .rows
                .iter()
                .find(|(words, row)| is(words) && row.get("Milestone").and_then(number) == milestone)
                .expect("a row");
            let of = |column: &str| number(&row[column]).unwrap();
            // 5% or £1,000, whichever is higher, to the pound.
            let rise = (annual * Decimal::new(5, 2)).max(Decimal::from(1_000));
            let after = (annual + rise).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            assert_eq!((of("Before"), of("After"), of("Rise")), (annual, after, after - annual), "{grade} {milestone:?}");
            assert_eq!(Some(of("Rise in %")), percent(after - annual, annual));
            checked += 1;
        }
    }
    assert!(checked > 15, "{checked}");
}

#[test]
fn a_workbook_goes_where_other_results_go() {
    let case = &cases()[2];
    let folder = case.folder.path();
    let run = |more: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_payspine"))
            .args(["cost", "staff.csv", "--proposal", "claim.toml"])
            .args(more)
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        (done.stdout, String::from_utf8(done.stderr).expect("UTF-8"), done.status.code())
    };
    let (bytes, err, code) = run(&["--format", "xlsx"]);
    assert_eq!((&bytes[..2], err.as_str(), code), (&b"PK"[..], "", Some(0)));
    // The workbook of a pipe names no file; the rest is the same.
    assert_eq!(read(&bytes)["Summary"], {
        run(&["--out", "A.XLSX"]);
        read(&std::fs::read(folder.join("A.XLSX")).unwrap())["Summary"].clone()
    });
    payspine_in(folder, &["data-request", "--scale", "works.toml", "--out", "page.html"]);
    assert!(std::fs::read_to_string(folder.join("page.html")).unwrap().starts_with("<!DOCTYPE html>"));
    run(&["--out", "kept.xlsx", "--format", "json"]);
    assert!(std::fs::read_to_string(folder.join("kept.xlsx")).unwrap().starts_with('{'));
    for (out, why) in [("nowhere/R.xlsx", "there is no such folder"), (".", "it is a folder"), ("staff.csv", "would overwrite")] {
        let (bytes, err, code) = run(&["--format", "xlsx", "--out", out]);
        assert!(bytes.is_empty() && code == Some(2) && err.contains(why), "{err}");
    }
    let (_, err, code) =
        payspine_in(folder, &["cost", "staff.csv", "--proposal", "claim.toml", "--from", "2020-01-01", "--out", "never.xlsx"]);
    assert!(code == 2 && !err.is_empty() && !folder.join("never.xlsx").exists());
}

/// What print and screen need is on every sheet with a table.
#[test]
fn sheets_are_set_up_for_paper_and_screen() {
    for (name, bytes) in parts(&cases()[0].workbook()) {
        let text = String::from_utf8_lossy(&bytes);
        if name.starts_with("xl/worksheets/sheet") {
            for wanted in
                ["orientation=\"landscape\"", "paperSize=\"9\"", "fitToPage=\"1\"", "<oddHeader>", "Page &amp;P of &amp;N"]
            {
                assert!(text.contains(wanted), "{name}: {wanted}");
            }
        }
        if name == "xl/workbook.xml" {
            assert!(text.matches("_xlnm.Print_Titles").count() >= 7, "{text}");
        }
    }
    let names: Vec<String> = parts(&cases()[1].workbook()).into_iter().map(|(name, _)| name).collect();
    assert!(names.iter().filter(|name| name.starts_with("xl/charts/chart")).count() >= 4, "{names:?}");
}
