//! A payroll of 100,000 people over 72 months audited in one pass by the program itself, beside the time that only reading the file
//! takes: the csv crate reading every field on one thread. The answer is asserted: everybody was paid what was due.
//!
//! Then twelve months of the same people in which everybody differs: the most memory that the program takes, which does not go by how
//! many differ, and what it finds. On 22 November 2026 such a payroll of 100,000 people, written as JSON, took 61 MiB at most.
//!
//! `cargo bench --bench payroll` writes the payroll to the temporary folder first, 324 MB of it.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use payspine::calendar::{Date, Period};
use payspine::entitlement::Record;
use payspine::money::Fte;
use payspine::scale_file::{read_scale, source};
use payspine::workforce::{Hours, Member, Position};
use serde_json::Value;

const SYSTEM: &str = include_str!("../tests/w1/w1.toml");
const PEOPLE: usize = 100_000;

/// One who is paid in one of some hundreds of ways: by place and hours.
fn member(number: usize) -> (String, Member) {
    let london = number.is_multiple_of(3);
    let point = if london { 57 } else { 53 } + number / 3 % 17;
    let fte = ["1", "1", "1", "0.6", "0.8"][number % 5];
    let area = if london { "london" } else { "national" };
    let start = Date::constant(2012, 4, 1);
    let mut member = Member {
        from: start,
        hours: Hours::Fte(Fte::new(fte.parse().expect("a number")).expect("an FTE")),
        ..Member::new(
            "EO".into(),
            Some(area.into()),
            Position::Point(point.to_string().as_str().into()),
            Date::constant(2011, 7, 1),
        )
    };
    for (field, value) in [("rating", "B"), ("county", "Kent")] {
        member.fields.insert(field.to_owned(), value.to_owned());
    }
    (format!("EO,{area},{point},{fte},B,Kent,2011-07-01"), member)
}

/// Writes the roster and its payslips; gives the number of lines of these.
fn write(folder: &Path) -> u64 {
    let (_, history) = read_scale(&source("w1.toml", SYSTEM.as_bytes()).expect("UTF-8")).expect("the system is in order");
    let period = Period::new(Date::constant(2012, 4, 1), Date::constant(2018, 4, 1));
    let file = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let (mut roster, mut slips) = (file("roster.csv"), file("payslips.csv"));
    writeln!(roster, "id,grade,area,point,fte,rating,county,since").expect("written");
    writeln!(slips, "id,month,element,amount").expect("written");
    let mut known: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    let mut lines = 0;
    for number in 0..PEOPLE {
        let (row, member) = member(number);
        let pay = known.entry(row.clone()).or_insert_with(|| {
            let months = Record::of(&history, &member, period.end).expect("fits").months(&history).expect("priced");
            let month = |due: &payspine::entitlement::MonthDue| -> Vec<String> {
                due.components.iter().map(|(element, amount)| format!(",{},{element},{amount}\n", due.month)).collect()
            };
            months.iter().flat_map(month).collect()
        });
        writeln!(roster, "E{number:06},{row}").expect("written");
        let mut text = String::new();
        for line in &*pay {
            write!(text, "E{number:06}{line}").expect("in memory");
        }
        lines += pay.len() as u64;
        slips.write_all(text.as_bytes()).expect("written");
    }
    slips.flush().and_then(|()| roster.flush()).expect("written");
    lines
}

/// The most memory that a program took while it ran, in KiB; nothing where the system does not say.
fn peak(child: &mut Child) -> u64 {
    let (mut peak, status) = (0, format!("/proc/{}/status", child.id()));
    while child.try_wait().expect("it runs").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|line| line.split_whitespace().next());
        peak = peak.max(line.and_then(|number| number.parse().ok()).unwrap_or(0));
        sleep(Duration::from_millis(20));
    }
    peak
}

/// The audit of twelve months by a roster in which everybody stands a point lower than they were paid.
fn all_differ(folder: &Path) {
    let text = std::fs::read_to_string(folder.join("roster.csv")).expect("the roster");
    let mut roster = BufWriter::new(File::create(folder.join("others.csv")).expect("a file"));
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let point = cells[3].parse::<u32>().map_or_else(|_| cells[3].to_owned(), |point| (point - 1).to_string());
        let cells = [&cells[..3], &[point.as_str()], &cells[4..]].concat();
        writeln!(roster, "{}", cells.join(",")).expect("written");
    }
    roster.flush().expect("written");
    let start = Instant::now();
    let arguments =
        "audit others.csv --payslips payslips.csv --scale w1.toml --from 2012-04 --to 2013-03 --format json --out others.json";
    let mut command = Command::new(env!("CARGO_BIN_EXE_payspine"));
    let mut child = command.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::null()).spawn().expect("it runs");
    let peak = peak(&mut child);
    let answer: Value = serde_json::from_slice(&std::fs::read(folder.join("others.json")).expect("JSON")).expect("JSON");
    let totals = &answer["totals"];
    assert_eq!((&totals["members"], &totals["members_that_differ"]), (&PEOPLE.into(), &PEOPLE.into()));
    println!(
        "everybody differs, 12 months {:>7} ms, {} explained, {} MiB",
        start.elapsed().as_millis(),
        totals["explained"],
        peak / 1024
    );
}

fn timed(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[1]
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("w1.toml"), SYSTEM).expect("written");
    let lines = write(folder.path());
    let read = timed(|| {
        let mut reader =
            csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_path(folder.path().join("payslips.csv")).expect("a file");
        let (mut record, mut rows) = (csv::ByteRecord::new(), 0_u64);
        while reader.read_byte_record(&mut record).expect("rows") {
            rows += 1;
        }
        assert_eq!(rows, lines);
    });
    let audit = timed(|| {
        let arguments = "audit roster.csv --payslips payslips.csv --scale w1.toml --from 2012-04 --to 2018-03 --format json";
        let done = Command::new(env!("CARGO_BIN_EXE_payspine")).args(arguments.split(' ')).current_dir(folder.path()).output();
        let answer: Value = serde_json::from_slice(&done.expect("it runs").stdout).expect("JSON");
        let totals = &answer["totals"];
        assert_eq!(totals["members"], PEOPLE);
        assert_eq!(totals["lines"], lines);
        assert_eq!((&totals["overpaid"], &totals["underpaid"]), (&"0.00".into(), &"0.00".into()));
        assert_eq!(totals["due"], totals["paid"]);
    });
    let tenths = audit.as_millis() * 10 / read.as_millis().max(1);
    println!("{lines} lines of {PEOPLE} people, 72 months");
    println!("read every field, one thread {:>7} ms", read.as_millis());
    println!("audit, whole process         {:>7} ms, {}.{} times the reading", audit.as_millis(), tenths / 10, tenths % 10);
    all_differ(folder.path());
}
