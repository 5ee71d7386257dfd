//! The page with a roster of 500,000: what it takes until the cost of another percentage is on the page, from the request to its last
//! byte, beside the time that only reading the file takes: the csv crate reading every field on one thread. The figures are asserted:
//! they are the command line's.
//!
//! `cargo bench --bench page` runs the program itself, as somebody does who opens the page.

#![expect(clippy::panic, clippy::print_stdout, reason = "a benchmark prints, and stops where an answer is wrong")]

#[expect(dead_code, reason = "the tests ask more of it")]
#[path = "../tests/it/page/server.rs"]
mod server;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use server::{Answer, Server, put, query};

const SYSTEM: &str = include_str!("../tests/w1/w1.toml");
const ROSTER: &str = include_str!("../tests/w1/w1-20000.csv");
/// So often the roster of 20,000 is repeated.
const TIMES: usize = 25;
/// What somebody who moves the slider asks one after the other.
const PERCENTS: [&str; 9] = ["3", "3.5", "4", "4.5", "5", "5.5", "6", "6.5", "7"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn asked(percent: &str) -> String {
    query(&[
        ("scale", "w1.toml"),
        ("from", "2012-04-01"),
        ("years", "3"),
        ("claim.from", "2012-07-01"),
        ("claim.percent", percent),
    ])
}

/// The cost of each year by the command line.
fn costs(folder: &Path, claim: &[u8]) -> Vec<String> {
    put(folder, "claim.toml", claim);
    let arguments = "cost w1.csv --scale w1.toml --proposal claim.toml --from 2012-04-01 --years 3 --format json";
    let done =
        Command::new(env!("CARGO_BIN_EXE_payspine")).args(arguments.split(' ')).current_dir(folder).output().expect("it runs");
    let answer: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let cost = |year: &Value| pounds(year["proposals"]["claim"]["cost"].as_str().expect("an amount"));
    answer["years"].as_array().expect("years").iter().map(cost).collect()
}

/// An amount as the page has it.
fn pounds(amount: &str) -> String {
    let whole = amount.len() - ".00".len();
    let mut text = "£".to_owned();
    for (place, letter) in amount.chars().enumerate() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(letter);
    }
    text
}

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = run();
    (start.elapsed(), made)
}

fn main() {
    let (header, rows) = ROSTER.split_once('\n').expect("a header");
    let roster = format!("{header}\n{}", rows.repeat(TIMES));
    let (read, count) = timed(|| {
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(roster.as_bytes());
        let (mut record, mut rows) = (csv::ByteRecord::new(), 0);
        while reader.read_byte_record(&mut record).expect("in memory") {
            rows += 1;
        }
        rows
    });
    assert_eq!(count, 20_000 * TIMES);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [("w1.csv", roster.as_bytes()), ("w1.toml", SYSTEM.as_bytes())] {
        put(folder.path(), name, bytes);
    }
    let server = Server::start();
    let files = [("roster", Some("w1.csv"), roster.as_bytes()), ("toml", Some("w1.toml"), SYSTEM.as_bytes())];
    let (dropped, upload) = timed(|| server.upload("/cost", &files));
    let ask = |percent: &str| -> (Duration, Answer) { timed(|| server.get(&format!("{upload}?{}", asked(percent)))) };
    let (first, _) = ask("1");
    let mut times: Vec<Duration> = PERCENTS
        .iter()
        .map(|percent| {
            let (time, page) = ask(percent);
            let claim = server.get(&format!("{upload}/download/claim.toml?{}", asked(percent))).body;
            for cost in costs(folder.path(), &claim) {
                assert!(page.text().contains(&cost), "{percent}%: {cost} is not on the page");
            }
            time
        })
        .collect();
    times.sort_unstable();
    let mut out = String::new();
    let lines = [
        ("read every field, one thread", read),
        ("drop the file", dropped),
        ("first answer, the file read", first),
        ("another percentage, at best", times[0]),
        ("another percentage, median", times[times.len() / 2]),
    ];
    for (what, time) in lines {
        let hundredths = time.as_micros() * 100 / read.as_micros().max(1);
        writeln!(out, "{what:<30}{:>7} ms  {}.{:02}", time.as_millis(), hundredths / 100, hundredths % 100).expect("in memory");
    }
    println!("{count} staff, whole requests; the last column is the ratio to reading\n{out}");
    assert!(times[0] < Duration::from_millis(100), "{times:?}");
}
