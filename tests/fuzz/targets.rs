//! What is fuzzed: every reader of bytes, and every command on files in memory.
//!
//! A target takes bytes and panics when something that must hold does not. Both runners use this file: `main.rs` on any machine, and
//! libFuzzer (`fuzz_targets/target.rs`).
//!
//! A command's input is a bundle of files in one text:
//!
//! ```text
//! === words
//! roster.csv --proposal claim.toml --years 2
//! === roster.csv
//! grade,area,point
//! P,national,1
//! ```
//!
//! Files that a bundle lacks are those of `base/`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use csv::ByteRecord;
use payspine::answer::InMemory;
use payspine::calendar::Date;
use payspine::cli::{Commands, question_of, words as line_of};
use payspine::delimited::{Rows, is_blank, line_breaks, whole_rows};
use payspine::diagnostic::{Diagnostic, Source, render_all};
use payspine::money::Currency;
use payspine::payslip_file::{self, ElementNames};
use payspine::report::Screen;
use payspine::roster_file::{KnownNames, Layout, RowCounts, Wanted, read_cells};
use payspine::scale::{Component, Scale};
use payspine::scale_file::{self, Loaded};
use payspine::settlement::History;
use payspine::web::{Answer, Engine, router};
use payspine::workforce::RosterMapping;
use payspine::{month_file, published_file};
use tower::ServiceExt;

/// A function to be fuzzed.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]),
    /// Files of the repository to begin with, beside those in `corpus/NAME`: a folder and an extension each.
    pub(crate) seeds: &'static [(&'static str, &'static str)],
}

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    target("roster", roster, &[("tests/errors", "csv"), ("tests/examples", "csv"), ("tests/fuzz/base", "csv")]),
    target("workbook", workbook, &[]),
    target("workbook_parts", workbook_parts, &[]),
    target("payslips", payslips, &[("tests/errors", "csv"), ("tests/examples", "csv"), ("tests/fuzz/base", "csv")]),
    target("events", events, &[("tests/fuzz/base", "csv")]),
    target("absences", absences, &[("tests/fuzz/base", "csv")]),
    target("worked", worked, &[("tests/fuzz/base", "csv")]),
    target("months", months, &[("tests/errors", "csv"), ("tests/fuzz/base", "csv")]),
    target("published", published, &[("tests/errors", "csv"), ("tests/examples", "csv")]),
    target("pay_system", pay_system, &[("tests/errors", "toml"), ("scales", "toml"), ("tests/fuzz/base", "toml")]),
    target("proposal", proposal, &[("tests/errors", "toml"), ("tests/examples", "toml"), ("scales/proposals", "toml")]),
    target("member", member, &[("tests/errors", "toml"), ("tests/examples", "toml"), ("tests/fuzz/base", "toml")]),
    target("statutory", statutory, &[("tests/errors", "toml"), ("scales/statutory", "toml")]),
    target("policy", policy, &[("tests/errors", "toml"), ("tests/examples", "toml"), ("scales/policies", "toml")]),
    target("mapping", mapping, &[("tests/errors", "toml"), ("tests/examples", "toml"), ("scales/mappings", "toml")]),
    target("query", query, &[]),
    target("form", form, &[]),
    target("cost", |bytes| command(&["cost"], bytes), &[]),
    target("solve", |bytes| command(&["solve"], bytes), &[]),
    target("condense", |bytes| command(&["condense"], bytes), &[]),
    target("due", |bytes| command(&["due"], bytes), &[]),
    target("audit", |bytes| command(&["audit"], bytes), &[]),
    target("statement", |bytes| command(&["statement"], bytes), &[]),
    target("recover", |bytes| command(&["recover"], bytes), &[]),
    target("progress", |bytes| command(&["progress"], bytes), &[]),
    target("locate", |bytes| command(&["locate"], bytes), &[]),
    target("data_request", |bytes| command(&["data-request"], bytes), &[]),
    target("scale_check", |bytes| command(&["scale", "check"], bytes), &[]),
    target("scale_show", |bytes| command(&["scale", "show"], bytes), &[]),
    target("scale_diff", |bytes| command(&["scale", "diff"], bytes), &[]),
    target("verify", verify, &[]),
];

const fn target(name: &'static str, run: fn(&[u8]), seeds: &'static [(&'static str, &'static str)]) -> Target {
    Target { name, run, seeds }
}

/// Files that are there for every command.
const BASE: [(&str, &str); 12] = [
    ("system.toml", include_str!("base/system.toml")),
    ("claim.toml", include_str!("base/claim.toml")),
    ("member.toml", include_str!("base/member.toml")),
    ("policy.toml", include_str!("base/policy.toml")),
    ("roster.csv", include_str!("base/roster.csv")),
    ("team.csv", include_str!("base/team.csv")),
    ("payslips.csv", include_str!("base/payslips.csv")),
    ("events.csv", include_str!("base/events.csv")),
    ("absences.csv", include_str!("base/absences.csv")),
    ("worked.csv", include_str!("base/worked.csv")),
    ("months.csv", include_str!("base/months.csv")),
    ("plan.csv", include_str!("base/plan.csv")),
];

// What an input did

thread_local! {
    static SEEN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Marks of what inputs did since this was last asked. An input that leaves a new one is worth changing further.
pub(crate) fn seen() -> Vec<u64> {
    SEEN.take()
}

/// Notes what an input did: a text, without its numbers and what it quotes.
fn saw(what: &str) {
    let (mut hash, mut quoted, mut digit) = (0xcbf2_9ce4_8422_2325_u64, false, false);
    for byte in what.bytes() {
        match byte {
            b'`' => quoted = !quoted,
            _ if quoted => {}
            b'0'..=b'9' | b'.' | b',' | b'-' if digit => {}
            _ => {
                digit = byte.is_ascii_digit();
                hash = (hash ^ u64::from(if digit { b'0' } else { byte })).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    SEEN.with_borrow_mut(|seen| seen.push(hash));
}

/// The same of every problem that is shown.
fn saw_problems(said: &str) {
    said.lines().filter(|line| line.starts_with("error") || line.starts_with("warning")).for_each(|line| {
        let after_place = line.split_once(".csv:").or_else(|| line.split_once(".xlsx:")).map_or(line, |(_, rest)| rest);
        saw(after_place);
    });
}

/// A refusal says why, and problems can be shown.
fn refused(problems: &[Diagnostic]) {
    assert!(problems.iter().any(Diagnostic::is_error), "it is refused without an error");
    saw_problems(&render_all(problems, false));
    render_all(problems, true);
}

/// What stands in JSON, by its keys.
fn saw_keys(value: &serde_json::Value, depth: usize) {
    match value {
        serde_json::Value::Object(object) if depth < 4 => object.iter().for_each(|(key, value)| {
            saw(key);
            saw_keys(value, depth + 1);
        }),
        serde_json::Value::Array(list) => list.iter().take(3).for_each(|value| saw_keys(value, depth)),
        serde_json::Value::Null => saw("null"),
        _ => {}
    }
}

// Commands

/// The parts of a bundle, by name.
fn parts(bytes: &[u8]) -> Vec<(String, &[u8])> {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"=== ") {
            if let Some((.., end)) = found.last_mut() {
                *end = at;
            }
            found.push((String::from_utf8_lossy(name).trim().to_owned(), at + line.len(), bytes.len()));
        }
        at += line.len();
    }
    found.into_iter().map(|(name, start, end)| (name, &bytes[start..end])).collect()
}

/// The words of a command line, double quotes keeping some together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, any) = (!quoted, true),
            letter if letter.is_whitespace() && !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            letter => {
                word.push(letter);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

fn files(given: &[(String, &[u8])]) -> InMemory {
    let base = BASE.iter().fold(InMemory::new("fuzz"), |files, (name, text)| files.with(*name, text.as_bytes()));
    given.iter().filter(|(name, _)| name != "words").fold(base, |files, (name, bytes)| files.with(name.as_str(), *bytes))
}

/// Runs a command on a bundle.
fn command(name: &[&str], bytes: &[u8]) {
    let given = parts(bytes);
    let line = given.iter().find(|(name, _)| name == "words").map_or(&b""[..], |(_, line)| line);
    let words: Vec<String> =
        name.iter().map(|word| (*word).to_owned()).chain(words(&String::from_utf8_lossy(line)).into_iter().take(60)).collect();
    asked(&words, files(&given));
}

/// Asks, and holds the answer against what every answer must be.
fn asked(words: &[String], files: InMemory) -> Answer {
    let answer = match question_of(words) {
        Ok(question) => {
            assert_eq!(question_of(&line_of(&question, None)).as_ref(), Ok(&question), "its command line asks something else");
            Commands::default().ask(&question, None, &Arc::new(files))
        }
        Err(said) => Answer { said, ..Answer::default() },
    };
    saw_problems(&answer.said);
    let Some(report) = &answer.report else {
        // Help is no refusal.
        let says_why = answer.done || answer.said.contains("error") || answer.said.contains("Usage: ");
        assert!(says_why, "it is refused without an error: {words:?} {}", answer.said);
        return answer;
    };
    assert!(answer.done, "a command that failed left a result");
    saw_keys(&report.for_programs(), 0);
    for text in [
        report.text(Screen { width: 60, charts: true, opened_by: "" }),
        report.text(Screen { width: 160, charts: false, opened_by: "" }),
        report.json(),
        report.csv(),
        report.markdown(),
        report.html(words, answer.remake.as_ref()),
    ] {
        assert!(text.ends_with('\n'));
    }
    if let Err(why) = report.workbook(words) {
        saw(&why.to_string());
    }
    answer
}

/// A command with one file of these bytes.
fn ask_with(line: &str, name: &str, bytes: &[u8]) -> Answer {
    asked(&words(line), files(&[(name.to_owned(), bytes)]))
}

// Tables

fn system() -> &'static (Loaded<Scale>, History) {
    static SYSTEM: OnceLock<(Loaded<Scale>, History)> = OnceLock::new();
    SYSTEM.get_or_init(|| {
        let source = scale_file::source("system.toml", BASE[0].1.as_bytes()).expect("UTF-8");
        scale_file::read_scale(&source).unwrap_or_else(|problems| panic!("{}", render_all(&problems, false)))
    })
}

/// Rows used and rows listed are the rows read.
fn roster(bytes: &[u8]) {
    let scale = &system().0.value;
    let fields = scale_file::used_fields(scale, []);
    let wanted = Wanted::new(true, fields.keys().map(String::as_str));
    let (layout, header, lines) = match Layout::read("roster.csv", bytes, &wanted, &[]) {
        Ok(read) => read,
        Err(problems) => return refused(&problems),
    };
    let rows = &bytes[header..];
    let command = "cost roster.csv --scale system.toml --from 2021-04-01 --skip-bad-rows --group-by unit";
    if whole_rows(rows, layout.separator(), true).is_err() {
        assert!(!ask_with(command, "roster.csv", bytes).done, "a broken quote is read");
        return;
    }
    let first = whole_rows(rows, layout.separator(), false).expect("it is whole");
    let mut tally = RowCounts::default();
    tally.count(&layout, &rows[..first], lines);
    tally.count(&layout, &rows[first..], lines + line_breaks(&rows[..first]));
    let mapping = RosterMapping::default();
    let known = KnownNames { scale, mapping: &mapping, fields: &fields };
    let cells = read_cells(&tally, &layout, &wanted, &known);
    let used: u64 = cells.roster.cells().map(|cell| cell.origin().rows).sum();
    let there = rows_in(rows, &layout);
    if tally.excess().is_none() {
        let listed = cells.rows_left_out + tally.bad_rows;
        assert_eq!(used + listed, tally.rows, "rows used and listed are not the rows read");
        assert_eq!(tally.rows, there, "rows read are not the rows that are there");
    }
    let mut names = payspine::roster_file::Lines::default();
    names.add("roster.csv", 0);
    let problems: Vec<Diagnostic> =
        tally.complaints.iter().chain(&cells.complaints).map(|complaint| complaint.diagnostic(&names)).collect();
    saw_problems(&render_all(&problems, false));
    let answer = ask_with(command, "roster.csv", bytes);
    let inputs = answer.report.and_then(|report| report.for_programs()["inputs"].as_array().cloned()).unwrap_or_default();
    for input in inputs.iter().filter(|input| input["path"] == "roster.csv") {
        assert_eq!(input["rows"], there, "the rows that the result says are not those that are there");
    }
}

/// How many rows have something in them.
fn rows_in(text: &[u8], layout: &Layout) -> u64 {
    let (mut rows, mut row, mut count) = (Rows::new(text, layout.separator()), ByteRecord::new(), 0);
    while rows.read(&mut row).is_ok_and(|start| start.is_some()) {
        count += u64::from(!is_blank(&row));
    }
    count
}

/// Each row of payslips is read or complained of, and an audit takes the file.
fn payslips(bytes: &[u8]) {
    if let Ok((layout, header, lines)) = Layout::read("payslips.csv", bytes, &payslip_file::wanted(), &[]) {
        let london = Component::Payment("london".into());
        let names = ElementNames::new([vec![("basic", Component::Basic), ("basic pay", Component::Basic), ("london", london)]]);
        let (rows, pounds) = (&bytes[header..], Currency::pounds());
        let (mut read, mut sortable) = (0_u64, 0_u64);
        payslip_file::Reader::new(&names, &pounds).read(&layout, rows, lines, |_| read += 1);
        payslip_file::sortable(&layout, rows, lines, |_, _, _| sortable += 1);
        if whole_rows(rows, layout.separator(), true).is_ok() {
            let there = rows_in(rows, &layout);
            assert_eq!((read, sortable), (there, there), "rows are lost on reading or sorting");
        }
    }
    let line = "audit team.csv --payslips payslips.csv --scale system.toml --from 2020-04 --to 2020-06 --skip-bad-rows";
    ask_with(line, "payslips.csv", bytes);
}

fn events(bytes: &[u8]) {
    ask_with("due team.csv --events events.csv --scale system.toml --from 2020-04 --to 2021-05", "events.csv", bytes);
}

fn absences(bytes: &[u8]) {
    ask_with("due team.csv --absences absences.csv --scale system.toml --from 2020-04 --to 2021-05", "absences.csv", bytes);
}

fn worked(bytes: &[u8]) {
    ask_with("due team.csv --worked worked.csv --scale system.toml --from 2020-04 --to 2020-09", "worked.csv", bytes);
}

/// Reads a text, if it is one.
fn source(name: &str, bytes: &[u8]) -> Option<Arc<Source>> {
    match scale_file::source(name, bytes) {
        Ok(source) => Some(source),
        Err(problem) => {
            refused(&[problem]);
            None
        }
    }
}

/// The pay of coming months, and a plan.
fn months(bytes: &[u8]) {
    let Some(source) = source("months.csv", bytes) else { return };
    let pounds = Currency::pounds();
    let (months, plan) = (month_file::read_months(&source, &pounds), month_file::read_plan(&source, &pounds));
    months.as_ref().err().into_iter().for_each(|problems| refused(problems));
    plan.as_ref().err().into_iter().for_each(|problems| refused(problems));
    let line =
        "recover --policy policy.toml --balance 2500 --net --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --net-pay 2138";
    let option = match (&months, &plan) {
        (Ok(_), _) => "--pay-file",
        (_, Ok(_)) => "--plan",
        _ => return,
    };
    ask_with(&format!("{line} {option} months.csv"), "months.csv", bytes);
}

fn published(bytes: &[u8]) {
    let Some(source) = source("published.csv", bytes) else { return };
    let on = Some(Date::constant(2020, 4, 1));
    for on in [None, on] {
        match published_file::read_published(&source, on, &[], &Currency::pounds()) {
            Err(problems) => refused(&problems),
            Ok((values, _)) => assert!(!values.is_empty(), "no values, and no word of it"),
        }
    }
    ask_with("scale show system.toml --on 2020-04-01 --check published.csv", "published.csv", bytes);
}

// Workbooks

/// A roster and payslips in a workbook of these bytes.
fn workbook(bytes: &[u8]) {
    let files = Arc::new(files(&[("book.xlsx".to_owned(), bytes)]));
    if let Err(why) = Commands::default().preview("book.xlsx", None, &files) {
        assert!(why.contains("error"), "it is refused without an error: {why}");
    }
    ask_with("cost book.xlsx --scale system.toml --from 2021-04-01 --skip-bad-rows", "book.xlsx", bytes);
    let line = "audit team.csv --payslips book.xlsx --scale system.toml --from 2020-04 --to 2020-06 --skip-bad-rows";
    ask_with(line, "book.xlsx", bytes);
}

/// The same, its parts a bundle, so that changes reach the XML.
fn workbook_parts(bytes: &[u8]) {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let method = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in parts(bytes) {
        if zip.start_file(name, method).and_then(|()| zip.write_all(part).map_err(Into::into)).is_err() {
            return;
        }
    }
    if let Ok(zip) = zip.finish() {
        workbook(&zip.into_inner());
    }
}

// TOML

/// What is read can be written and read again.
fn pay_system(bytes: &[u8]) {
    let Some(source) = source("system.toml", bytes) else { return };
    let _ = scale_file::kind_of(&source);
    match scale_file::read_scale(&source) {
        Err(problems) => refused(&problems),
        Ok((scale, _)) => {
            saw_problems(&render_all(&scale.warnings, false));
            let written = scale_file::write_scale(&scale.value);
            let again = scale_file::source("again.toml", written.as_bytes()).expect("what is written is UTF-8");
            let again = scale_file::read_scale(&again);
            let again =
                again.unwrap_or_else(|problems| panic!("what is written cannot be read: {}", render_all(&problems, false)));
            assert_eq!(again.0.value, scale.value, "what is written is read as something else");
            ask_with("scale show system.toml --explain", "system.toml", bytes);
            ask_with("scale check system.toml --as-of 2026-01-01", "system.toml", bytes);
        }
    }
}

/// A proposal for the pay system that it names, if that is shipped, or for one of ours.
fn proposal(bytes: &[u8]) {
    static SHIPPED: OnceLock<BTreeMap<&str, (Loaded<Scale>, History)>> = OnceLock::new();
    let shipped = SHIPPED.get_or_init(|| {
        let read = |id| {
            let source = scale_file::source(id, scale_file::shipped_text(id)?.as_bytes()).ok()?;
            Some((id, scale_file::read_scale(&source).ok()?))
        };
        scale_file::shipped_ids().filter_map(read).collect()
    });
    let Some(source) = source("claim.toml", bytes) else { return };
    let named = scale_file::scale_named_in(&source).ok().and_then(|(name, _)| shipped.get(name.as_str()));
    let (base, history) = named.unwrap_or(system());
    match scale_file::read_proposal(&source, (base, history)) {
        Err(problems) => refused(&problems),
        Ok((read, _)) => {
            let written = scale_file::write_proposal(&read.value);
            let again = scale_file::source("again.toml", written.as_bytes()).expect("what is written is UTF-8");
            let again = scale_file::read_proposal(&again, (base, history));
            let again =
                again.unwrap_or_else(|problems| panic!("what is written cannot be read: {}", render_all(&problems, false)));
            assert_eq!(again.0.value, read.value, "what is written is read as something else");
            ask_with("scale show claim.toml", "claim.toml", bytes);
        }
    }
}

fn member(bytes: &[u8]) {
    let Some(source) = source("member.toml", bytes) else { return };
    let (member, problems) = scale_file::read_member(&source);
    match member {
        None => refused(&problems),
        Some(mut member) => {
            saw_problems(&render_all(&problems, false));
            let problems = member.read_fields(&scale_file::used_fields(&system().0.value, []));
            saw_problems(&render_all(&problems, false));
        }
    }
    ask_with("progress member.toml", "member.toml", bytes);
}

/// A file of another kind than a pay system, shown where it can be read.
fn shown<T>(name: &str, bytes: &[u8], read: impl Fn(&Arc<Source>) -> Result<Loaded<T>, Vec<Diagnostic>>) -> Option<Loaded<T>> {
    let source = source(name, bytes)?;
    match read(&source) {
        Err(problems) => {
            refused(&problems);
            None
        }
        Ok(loaded) => {
            saw_problems(&render_all(&loaded.warnings, false));
            ask_with(&format!("scale show {name} --explain"), name, bytes);
            ask_with(&format!("scale check {name} --as-of 2026-01-01"), name, bytes);
            Some(loaded)
        }
    }
}

fn statutory(bytes: &[u8]) {
    if shown("table.toml", bytes, scale_file::read_statutory).is_some() {
        let line = "cost roster.csv --scale system.toml --from 2021-04-01 --pension civil-service --on-costs table.toml";
        ask_with(line, "table.toml", bytes);
    }
}

fn policy(bytes: &[u8]) {
    if shown("policy.toml", bytes, scale_file::read_policy).is_some() {
        let line =
            "recover --policy policy.toml --balance 1508.92 --overpaid-from 2024-07 --told 2025-08-20 --pay 2700 --pension alpha";
        ask_with(line, "policy.toml", bytes);
    }
}

/// What is read can be written and read again.
fn mapping(bytes: &[u8]) {
    let Some(loaded) = shown("mapping.toml", bytes, scale_file::read_mapping) else { return };
    let written = scale_file::write_mapping(&loaded.value);
    let again = scale_file::source("again.toml", written.as_bytes()).expect("what is written is UTF-8");
    let again = scale_file::read_mapping(&again);
    let again = again.unwrap_or_else(|problems| panic!("what is written cannot be read: {}", render_all(&problems, false)));
    assert_eq!(again.value, loaded.value, "what is written is read as something else");
    ask_with("cost roster.csv --mapping mapping.toml --from 2021-04-01 --skip-bad-rows", "mapping.toml", bytes);
}

// Reports

/// A report with this block of data, and a roster.
fn verify(bytes: &[u8]) {
    let given = parts(bytes);
    let of = |name: &str| given.iter().find(|(known, _)| known == name).map_or(&b""[..], |(_, bytes)| bytes);
    let page = [b"<script type=\"application/json\" id=\"payspine-report\">", of("report").trim_ascii(), b"</script>"].concat();
    let files = files(&[("report.html".to_owned(), &page), ("roster.csv".to_owned(), of("roster.csv"))]);
    asked(&words("verify report.html roster.csv"), files);
}

// The page

/// One answer of the page.
struct Got {
    status: StatusCode,
    location: Option<String>,
    body: Vec<u8>,
}

/// Asks the page; nothing for what is no request.
async fn get(page: &axum::Router, request: Result<Request<Body>, axum::http::Error>) -> Option<Got> {
    let answer = page.clone().oneshot(request.ok()?).await.expect("infallible");
    let status = answer.status();
    let location = answer.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
    let body = to_bytes(Body::new(answer.into_body()), usize::MAX).await.expect("whole").to_vec();
    assert!(!status.is_server_error(), "the page failed: {}", String::from_utf8_lossy(&body));
    saw(status.as_str());
    let text = String::from_utf8_lossy(&body);
    text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()).for_each(saw);
    saw_problems(&text.replace("<code>", "\n"));
    Some(Got { status, location, body })
}

fn with_page(work: impl AsyncFnOnce(axum::Router)) {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(work(router(Arc::new(Commands::default())))));
}

const HOST: &str = "127.0.0.1:7297";

fn asks(place: &str) -> Result<Request<Body>, axum::http::Error> {
    Request::get(place).header(header::HOST, HOST).body(Body::empty())
}

/// A place of the page with its query.
fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // Line breaks, so that fields can stand on lines of their own.
    let place = text.replace(['\r', '\n'], "");
    with_page(async |page| {
        get(&page, asks(&place)).await;
        if let Some((path, query)) = place.split_once('?')
            && ["/member"].contains(&path)
        {
            for format in ["csv", "xlsx", "html"] {
                get(&page, asks(&format!("{path}/download/{format}?{query}"))).await;
            }
        }
    });
}

/// A place, the query for the upload, and a form in parts, whose boundary is `part`.
fn form(bytes: &[u8]) {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let mut line = || String::from_utf8_lossy(lines.next().unwrap_or_default()).trim().to_owned();
    let (place, query) = (line(), line());
    let body = lines.next().unwrap_or_default().to_vec();
    with_page(async |page| {
        let request = Request::post(place.as_str())
            .header(header::HOST, HOST)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=part")
            .body(Body::from(body));
        let Some(sent) = get(&page, request).await else { return };
        let Some(upload) = sent.location.filter(|_| sent.status == StatusCode::SEE_OTHER) else { return };
        get(&page, asks(&upload)).await;
        let upload = upload.split('?').next().unwrap_or_default().to_owned();
        let Some(answer) = get(&page, asks(&format!("{upload}?{query}"))).await else { return };
        if answer.body.windows(9).any(|nine| nine == b"/download") {
            for format in ["csv", "xlsx"] {
                get(&page, asks(&format!("{upload}/download/{format}?{query}"))).await;
            }
        }
    });
}
