//! The reference workload in parts: reading and counting, grouping, costing, condensing, each beside a yardstick measured in the same
//! run: the csv crate reading every field of the same bytes on one thread. Every part asserts its answer.
//!
//! Machines drift, so what is printed are medians and their ratios to the yardstick. Larger rosters are the one of `tests/w1`
//! repeated, so that its totals by an independent implementation, so many times, are theirs. They have no more distinct cells than it;
//! another roster of the workload is timed, too, where it is named with its expected totals:
//! `cargo bench --bench workload -- roster.csv expected.json`.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use payspine::calendar::{Date, Period};
use payspine::costing::{Answer, InYear, Plan, Question, Solved, Trial, cost, largest, paybills};
use payspine::delimited::{line_breaks, whole_rows};
use payspine::diagnostic::Diagnostic;
use payspine::roster_file::{Cells, KnownNames, Layout, RowCounts, Wanted, read_cells, written};
use payspine::scale::Scale;
use payspine::scale_file::{Loaded, UsedFields, Varied, read_proposal, read_scale, source, used_fields};
use payspine::settlement::History;
use payspine::workforce::{Roster, RosterMapping};
use rust_decimal::Decimal;
use serde_json::Value;

const SYSTEM: &str = include_str!("../tests/w1/w1.toml");
const CLAIM: &str = include_str!("../tests/w1/w1-claim.toml");
const ROSTER: &str = include_str!("../tests/w1/w1-20000.csv");
const EXPECTED: &str = include_str!("../tests/w1/w1-20000.expected.json");

/// Bytes at a time, as the command line reads them.
const BLOCK: usize = 256 * 1024;

/// What is asked of every roster.
struct Workload {
    system: Loaded<Scale>,
    baseline: History,
    proposal: History,
    varied: Varied,
    used: UsedFields,
    wanted: Wanted,
    mapping: RosterMapping,
}

impl Workload {
    fn new() -> Workload {
        let failed = |problems: Vec<Diagnostic>| problems.iter().map(|problem| problem.title.clone()).collect::<String>();
        let text = |name: &str, text: &str| source(name, text.as_bytes()).expect("UTF-8");
        let (system, baseline) = read_scale(&text("w1.toml", SYSTEM)).map_err(failed).expect("the system is in order");
        let (claim, proposal) =
            read_proposal(&text("w1-claim.toml", CLAIM), (&system, &baseline)).map_err(failed).expect("the claim is in order");
        let varied = Varied::at(&text("w1-claim.toml", CLAIM), "settlement.2.measure.1.uplift.percent").expect("a number");
        let used = used_fields(&system.value, [claim.value.as_ref()]);
        let wanted = Wanted::new(true, used.keys().map(String::as_str)).for_costing(&used, &RosterMapping::default(), &[]);
        Workload { system, baseline, proposal, varied, used, wanted, mapping: RosterMapping::default() }
    }

    fn count(&self, text: &[u8]) -> (RowCounts, Layout) {
        let (layout, header, mut lines) = Layout::read("w1.csv", text, &self.wanted, &[]).expect("a header");
        let (mut tally, mut rest) = (RowCounts::default(), &text[header..]);
        while !rest.is_empty() {
            let block = &rest[..rest.len().min(BLOCK)];
            let end = whole_rows(block, b',', block.len() == rest.len()).expect("rows in order");
            tally.count(&layout, &rest[..end], lines);
            lines += line_breaks(&rest[..end]);
            rest = &rest[end..];
        }
        (tally, layout)
    }

    fn group(&self, tally: &RowCounts, layout: &Layout) -> Roster {
        let known = KnownNames { scale: self.baseline.scale(), mapping: &self.mapping, fields: &self.used };
        let Cells { roster, complaints, .. } = read_cells(tally, layout, &self.wanted, &known);
        assert!(complaints.is_empty());
        roster
    }

    fn plan() -> Plan {
        let start = Date::constant(2012, 4, 1);
        Plan { period: Period::new(start, Date::constant(2015, 4, 1)), as_at: start }
    }

    /// The largest award of the second year, in steps of 0.01%, for which the paybill stays within so much.
    fn solve(&self, roster: &Roster, budget: i128) -> Solved {
        let trial = |steps: i64| {
            let tried = self.varied.with(Decimal::new(steps, 2));
            let (_, history) = read_proposal(&tried, (&self.system, &self.baseline)).expect("in order");
            let paybills = paybills(roster, Workload::plan(), &[&history], 0, &[], None).expect("everyone fits");
            let years = 0..paybills.years.len();
            Ok::<_, ()>(Trial::Costs(years.flat_map(|year| paybills.all.year(InYear { variant: 0, case: 0, year })).sum()))
        };
        largest(budget, 0, 300, trial).expect("priced")
    }

    fn cost(&self, roster: &Roster) -> Answer {
        cost(&Question {
            roster,
            plan: Workload::plan(),
            baseline: &self.baseline,
            proposals: &[&self.proposal],
            groupings: &[],
            on_costs: None,
        })
        .expect("everyone fits")
    }
}

/// Asserts totals: those of the independent implementation, so many times.
fn check(answer: &Answer, expected: &Value, times: i128) {
    for (number, year) in answer.paybills.years.iter().enumerate() {
        for (case, name) in ["baseline", "proposal"].iter().enumerate() {
            let theirs = expected["years"][&year.label][name]["total"].as_str().expect("a total").replace('.', "");
            let ours: i128 = answer.paybills.all.year(InYear { variant: 0, case, year: number }).iter().sum();
            assert_eq!(ours, theirs.parse::<i128>().expect("pence") * times, "{} {name}", year.label);
        }
    }
}

fn every_field(text: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(text);
    let mut record = csv::ByteRecord::new();
    let mut bytes = 0;
    while reader.read_byte_record(&mut record).expect("in memory") {
        bytes += record.iter().map(<[u8]>::len).sum::<usize>();
    }
    bytes
}

/// The same rows with quotes around some cells: a block that has one is read row by row, without what `roster_file::fast` does.
fn with_quotes(text: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(text.len());
    for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match line.iter().position(|byte| *byte == b',').filter(|_| number % 1_000 == 1) {
            Some(end) => quoted.extend([b"\"", &line[..end], b"\"", &line[end..]].concat()),
            None => quoted.extend(line),
        }
    }
    quoted
}

/// The median of some runs.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Times every part on a roster, and asserts the answers of the independent implementation, so many times.
fn time(workload: &Workload, text: &[u8], expected: &Value, times: i128) {
    let yardstick = median(|| every_field(text));
    let (tally, layout) = workload.count(text);
    let (rows, roster) = (tally.rows, workload.group(&tally, &layout));
    println!("{rows:>9} rows, {} distinct cells", roster.len());
    let say = |part: &str, time: Duration| {
        let hundredths = time.as_nanos() * 100 / yardstick.as_nanos().max(1);
        println!("  {part:<28}{:>9} µs  {}.{:02}", time.as_micros(), hundredths / 100, hundredths % 100);
    };
    say("yardstick", yardstick);
    say("read and count, one thread", median(|| assert_eq!(workload.count(text).0.rows, rows)));
    let quoted = with_quotes(text);
    say("count row by row, one thread", median(|| assert_eq!(workload.count(&quoted).0.groups(), tally.groups())));
    say("group into cells", median(|| assert_eq!(workload.group(&tally, &layout).staff(), rows)));
    say("cost, roster already read", median(|| check(&workload.cost(&roster), expected, times)));
    // What the claim itself costs funds the 3% in it and no more.
    let whole =
        |answer: &Answer| (0..3).flat_map(|year| answer.paybills.all.year(InYear { variant: 0, case: 1, year })).sum::<i128>();
    let budget = whole(&workload.cost(&roster));
    say("solve, roster already read", median(|| assert_eq!(workload.solve(&roster, budget).best, Some((300, budget)))));
    let condensed = written(&roster);
    say(
        "condense, one thread",
        median(|| {
            let (tally, layout) = workload.count(text);
            assert_eq!(written(&workload.group(&tally, &layout)), condensed);
        }),
    );
}

fn main() {
    let workload = Workload::new();
    let expected = |text: &[u8]| serde_json::from_slice::<Value>(text).expect("JSON");
    println!("  {:<28}{:>12}  ratio to the yardstick", "part", "median");
    let (header, rows) = ROSTER.split_once('\n').expect("a header");
    for times in [1_u32, 5, 50] {
        let text = format!("{header}\n{}", rows.repeat(times as usize));
        time(&workload, text.as_bytes(), &expected(EXPECTED.as_bytes()), times.into());
    }
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    for pair in files.chunks_exact(2) {
        let [text, totals] = [&pair[0], &pair[1]].map(|path| std::fs::read(path).expect("a file"));
        time(&workload, &text, &expected(&totals), 1);
    }
}
