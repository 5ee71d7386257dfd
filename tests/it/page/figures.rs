//! What the page shows and gives to keep is what the command line gives: the command under each answer is run beside it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::server::{Server, command_of, example, plain, put, query};

/// A member, as the form asks.
pub(crate) const MEMBER: &str =
    "/member?scale=home-office-2006&grade=EO&area=london&point=55&since=2006-07-01&until=2013-07-01&field.rating=B";
/// The member whose payslips are tests/examples/payslips.csv, with a recovery.
pub(crate) const OVERPAID: &str = "scale=home-office-2006&grade=EO&area=london&point=55&since=2006-07-01&field.rating=B&from=2006-07&to=2008-05\
                                   &policy=armed-forces-jsp-754&told=2008-06-15&pay=3000&net-pay=2300";

/// What a page may weigh before charts.
const LARGEST_PAGE: usize = 150 * 1024;

/// The rows of each table, cell by cell; the first row is its head.
pub(crate) fn tables(html: &str) -> Vec<Vec<Vec<String>>> {
    let inside = |text: &str, begin: &str, end: &str| -> Vec<String> {
        text.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap_or_default().to_owned()).collect()
    };
    // How a figure came about opens below it.
    let shown = |cell: String| match cell.split_once("<div class=\"why\">") {
        Some((figure, _)) => figure.to_owned(),
        None => cell,
    };
    let cell = |cell: String| plain(&format!("<{}", shown(cell))).split_whitespace().collect::<Vec<_>>().join(" ");
    let row =
        |row: String| inside(&row.replace("<td", "<th").replace("</td", "</th"), "<th", "</th").into_iter().map(cell).collect();
    inside(html, "<table", "</table")
        .into_iter()
        .map(|table| inside(&table, "<tr", "</tr").into_iter().map(row).collect())
        .collect()
}

/// The cell of a row and a column, in the first table whose head begins so.
#[track_caller]
pub(crate) fn cell<'a>(tables: &'a [Vec<Vec<String>>], table: &str, row: &str, column: &str) -> &'a str {
    let found = tables.iter().find(|rows| rows.first().and_then(|head| head.first()).is_some_and(|first| first == table));
    let rows = found.unwrap_or_else(|| panic!("no table {table}: {tables:#?}"));
    let place = rows[0].iter().position(|head| head == column).unwrap_or_else(|| panic!("no column {column}: {rows:#?}"));
    let row = rows
        .iter()
        .find(|cells| cells.first().is_some_and(|first| first == row))
        .unwrap_or_else(|| panic!("no row {row}: {rows:#?}"));
    &row[place]
}

/// An amount of JSON as a person reads it: to the penny, or without pence where there are none.
pub(crate) fn pounds(amount: &Value, pence: bool) -> String {
    let text = amount.as_str().expect("an amount");
    let (whole, rest) = text.split_once('.').expect("to the penny");
    let digits: Vec<char> = whole.chars().rev().collect();
    let thousands: Vec<String> = digits.chunks(3).map(|three| three.iter().rev().collect()).collect();
    let whole = thousands.into_iter().rev().collect::<Vec<String>>().join(",");
    if pence || rest != "00" { format!("£{whole}.{rest}") } else { format!("£{whole}") }
}

/// What the shell gives for a command line that the page shows, in a folder with the files that were dropped.
pub(crate) fn in_a_shell(folder: &Path, command: &str, format: &str) -> String {
    let format = format!(" --format {format}");
    let command = match command.split_once(" -- ") {
        Some((before, after)) => format!("{before}{format} -- {after}"),
        None => format!("{command}{format}"),
    };
    let done = Command::new("sh")
        .args(["-c", &format!("exec \"$PAYSPINE\" {command}")])
        .env("PAYSPINE", env!("CARGO_BIN_EXE_payspine"))
        .current_dir(folder)
        .output()
        .expect("a shell");
    assert!(done.status.success(), "{command}\n{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

/// Runs the command that a page shows, and sees to it that every download is what it prints; gives it as JSON.
fn same_as_the_command(server: &Server, folder: &Path, command: &str, downloads: &str, asked: &str) -> Value {
    for (name, format) in [("csv", "csv"), ("json", "json"), ("md", "markdown")] {
        let kept = server.get(&format!("{downloads}/download/{name}?{asked}"));
        assert_eq!(kept.status, 200, "{name}: {}", kept.text());
        assert_eq!(kept.text(), in_a_shell(folder, command, format), "{name}: {command}");
    }
    let report = server.get(&format!("{downloads}/download/html?{asked}"));
    assert_eq!(tables(report.text()), tables(&in_a_shell(folder, command, "html")), "{command}");
    serde_json::from_str(&in_a_shell(folder, command, "json")).expect("JSON")
}

/// The size of a page without its charts.
#[track_caller]
fn is_small(page: &str) {
    let mut parts = page.split("<svg");
    let size = parts.next().map_or(0, str::len)
        + parts.map(|chart| chart.split_once("</svg>").map_or(chart.len(), |(_, rest)| rest.len())).sum::<usize>();
    assert!(size < LARGEST_PAGE, "{size} bytes");
}

#[test]
fn a_members_pay() {
    let server = Server::start();
    let page = server.get(MEMBER);
    is_small(page.text());
    let (folder, tables) = (tempfile::tempdir().expect("a folder"), tables(page.text()));
    let asked = MEMBER.split_once('?').expect("a query").1;
    let json = same_as_the_command(&server, folder.path(), &command_of(page.text(), "progress"), "/member", asked);
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!((rows.len(), tables[0].len()), (7, 8), "seven rows and a head");
    for (row, shown) in rows.iter().zip(&tables[0][1..]) {
        let ours = [
            row["point"].as_str().expect("a point").to_owned(),
            pounds(&row["basic"], false),
            pounds(&row["payments"]["london"], false),
        ];
        assert_eq!(shown[1..4], ours);
        assert_eq!(shown[4], pounds(&row["total"], false));
    }
    let years = json["years"].as_array().expect("years");
    assert_eq!(years.len(), 8);
    for year in years {
        assert_eq!(cell(&tables, "Pay year", year["year"].as_str().expect("a year"), "Due"), pounds(&year["due"], true));
    }
    for sentence in json["headline"].as_array().expect("sentences") {
        assert!(plain(page.text()).contains(sentence.as_str().expect("a sentence")), "{sentence}");
    }
}

/// The form of `cost`, with a claim by words or by sliders.
pub(crate) fn claim(more: &[(&str, &str)]) -> String {
    let fields = [
        ("scale", "home-office-2011"),
        ("column.grade", "Pay band"),
        ("years", "3"),
        ("group-by", "grade"),
        ("group-by", "area"),
    ];
    query(&[&fields[..], &[("claim.percent", "5"), ("claim.at-least", "1,000"), ("claim.from", "2012-07-01")], more].concat())
}

/// Totals, components, groups, gainers and losers as `cost --format json` has them.
#[track_caller]
pub(crate) fn same_cost(html: &str, json: &Value) {
    let tables = tables(html);
    let mut compared = 0;
    for year in json["years"].as_array().expect("years") {
        let label = year["year"].as_str().expect("a year");
        let claim = &year["proposals"]["claim"];
        assert_eq!(cell(&tables, "Paybill", "As agreed", label), pounds(&year["baseline"]["total"], true));
        assert_eq!(cell(&tables, "Paybill", "Proposed", label), pounds(&claim["total"], true));
        assert_eq!(cell(&tables, "Paybill", "Cost", label), pounds(&claim["cost"], true));
        assert_eq!(cell(&tables, "Paybill", "Gain", label), claim["gainers"].to_string());
        assert_eq!(cell(&tables, "Paybill", "Lose", label), claim["losers"].to_string());
        assert_eq!(cell(&tables, "Cost of", "Basic pay", label), pounds(&claim["cost"], true));
        compared += 1;
    }
    for group in json["groups"].as_array().expect("groups") {
        for year in group["years"].as_array().expect("years") {
            let (by, key) = (group["by"].as_str().expect("a column"), group["key"].as_str().expect("a group"));
            let shown = cell(&tables, by, key, year["year"].as_str().expect("a year"));
            assert_eq!(shown, pounds(&year["proposals"]["claim"]["cost"], true), "{by} {key}");
            compared += 1;
        }
    }
    assert!(compared > 3, "{compared}");
}

#[test]
fn the_cost_of_a_claim() {
    let server = Server::start();
    let roster = example("examples/staff.csv");
    let upload = server.upload("/cost", &[("roster", Some("staff.csv"), &roster)]);
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "staff.csv", &roster);
    let asked = claim(&[]);
    put(folder.path(), "claim.toml", &server.get(&format!("{upload}/download/claim.toml?{asked}")).body);
    let page = server.get(&format!("{upload}?{asked}"));
    is_small(page.text());
    let json = same_as_the_command(&server, folder.path(), &command_of(page.text(), "cost"), &upload, &asked);
    same_cost(page.text(), &json);
    let book = server.get(&format!("{upload}/download/xlsx?{asked}"));
    assert_eq!(book.status, 200, "{}", book.text());
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(book.body)).expect("a workbook");
    assert!(calamine::Reader::sheet_names(&book).iter().any(|name| name == "Summary"));
    assert!(calamine::Reader::worksheet_range(&mut book, "By measure").is_ok());
    // The claim that was filled in is the one of the examples but for what that has beside: the same words, the same file.
    let (written, _, code) = crate::run_in(folder.path(), "scale check claim.toml");
    assert_eq!(code, 0, "{written}");
    // Everything that the form can ask at once.
    let more = [
        ("offer.percent", "2"),
        ("budget", "30000"),
        ("leavers", "5"),
        ("vacancy", "2"),
        ("remit", "3"),
        ("suppress-below", "2"),
        ("reconcile", "yes"),
        ("claim.lump-sum", "250"),
        ("as-at", "2012-04-01"),
    ];
    let asked = claim(&more);
    for side in ["claim.toml", "offer.toml"] {
        put(folder.path(), side, &server.get(&format!("{upload}/download/{side}?{asked}")).body);
    }
    let page = server.get(&format!("{upload}?{asked}"));
    is_small(page.text());
    let json = same_as_the_command(&server, folder.path(), &command_of(page.text(), "cost"), &upload, &asked);
    let text = plain(page.text());
    // What a pot funds, and how far apart they are, can be kept too.
    for place in ["pot.csv", "apart.json", "pot.xlsx", "apart.html"] {
        let kept = server.get(&format!("{upload}/download/{place}?{asked}"));
        assert_eq!(kept.status, 200, "{place}: {}", kept.text());
    }
    for year in json["years"].as_array().expect("years") {
        for side in ["claim", "offer"] {
            assert!(text.contains(&pounds(&year["proposals"][side]["cost"], true)), "{year}");
        }
    }
}

#[test]
fn what_was_overpaid() {
    let server = Server::start();
    let (payslips, policy) = (example("examples/payslips.csv"), example("examples/policy.toml"));
    let upload =
        server.upload("/overpayment", &[("payslips", Some("payslips.csv"), &payslips), ("toml", Some("policy.toml"), &policy)]);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [("payslips.csv", &payslips), ("policy.toml", &policy)] {
        put(folder.path(), name, bytes);
    }
    put(folder.path(), "member.toml", &server.get(&format!("{upload}/download/member?{OVERPAID}")).body);
    let page = server.get(&format!("{upload}?{OVERPAID}"));
    is_small(page.text());
    let json = same_as_the_command(&server, folder.path(), &command_of(page.text(), "audit"), &upload, OVERPAID);
    assert_eq!(json["totals"]["overpaid"], "572.99");
    let tables = tables(page.text());
    let mut compared = 0;
    for month in json["members"][0]["months"].as_array().expect("months").iter().filter(|month| month["difference"] != "0.00") {
        let label = month["month"].as_str().expect("a month");
        for (column, key) in [("Due", "due"), ("Paid", "paid"), ("Over", "difference"), ("Balance", "balance")] {
            assert_eq!(cell(&tables, "Month", label, column), pounds(&month[key], true), "{label} {column}");
        }
        compared += 1;
    }
    assert_eq!(compared, 11);
    let text = plain(page.text());
    assert!(text.contains("Overpaid £572.99 in 11 months"), "{text}");
    assert!(text.contains("from 1 July 2007 and not from 1 July 2008"), "{text}");
    // The letter to hand over is the one of the command line, with the recovery.
    let statement = server.get(&format!("{upload}/download/statement?{OVERPAID}"));
    assert_eq!(statement.status, 200, "{}", statement.text());
    assert!(statement.text().contains("£572.99"));
    assert_eq!(server.get(&format!("{upload}/download/recovery.csv?{OVERPAID}")).status, 200);
}

/// What is shown of a shipped system is what `scale show` prints, and its file is the file itself.
#[test]
fn every_shipped_system() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let list = server.get("/systems");
    let mut seen = 0;
    for id in payspine::scale_file::shipped_ids() {
        assert!(list.text().contains(&format!("href=\"/systems/{id}\"")), "{id} is not listed");
        let page = server.get(&format!("/systems/{id}"));
        assert_eq!(page.status, 200, "{id}");
        is_small(page.text());
        assert_eq!(
            server.get(&format!("/systems/{id}/download/toml")).text(),
            payspine::scale_file::shipped_text(id).expect("shipped")
        );
        let csv = server.get(&format!("/systems/{id}/download/csv"));
        assert_eq!(csv.text(), in_a_shell(folder.path(), &command_of(page.text(), "scale"), "csv"), "{id}");
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}
