//! Payslips that are sorted on disk: nobody else can read them there, nothing of them is left, and none is lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::page::listing;
use crate::payspine_in;
use crate::read_once::through_a_pipe;

/// A folder with a roster and its payslips, of which no two lines of one person are together, and an empty folder for what a command
/// keeps on disk.
struct Payroll {
    folder: tempfile::TempDir,
    lines: u64,
}

impl Payroll {
    fn new(people: usize, lines_each: usize) -> Payroll {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let (mut roster, mut slips) = ("id,grade,area,point,rating,since\n".to_owned(), "id,month,element,amount\n".to_owned());
        for number in 0..people {
            writeln!(roster, "P{number:07},AO,national,{},B,2010-07-01", 26 + number % 8).unwrap();
        }
        let mut lines = 0_u64;
        for turn in 0..lines_each {
            for number in 0..people {
                // Neither up nor down.
                let id = (number * 7919 + turn) % people;
                writeln!(slips, "P{id:07},2012-{:02},basic,{}.{:02}", turn % 12 + 1, 10 + id % 7, lines % 100).unwrap();
                lines += 1;
            }
        }
        fs::write(folder.path().join("roster.csv"), roster).unwrap();
        fs::write(folder.path().join("slips.csv"), slips).unwrap();
        Payroll { folder, lines }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn tmp(&self) -> PathBuf {
        self.path().join("tmp")
    }

    fn command(&self, payslips: &str) -> Command {
        let mut command = Command::new("env");
        // Even where whoever runs the tests ignores these, as a shell's background jobs do, the program does not.
        command.args([
            "--default-signal=INT,TERM,HUP",
            env!("CARGO_BIN_EXE_payspine"),
            "audit",
            "roster.csv",
            "--payslips",
            payslips,
        ]);
        command.args("--scale home-office-2011 --from 2012-01 --to 2012-12 --format json --out out.json".split(' '));
        command.current_dir(self.path()).env("TMPDIR", self.tmp()).stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// The files without a name that a process has open in the temporary folder.
    fn open_files(&self, child: &Child) -> Vec<PathBuf> {
        let Ok(open) = fs::read_dir(format!("/proc/{}/fd", child.id())) else { return Vec::new() };
        let targets = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
        targets.filter(|target| target.starts_with(self.tmp())).collect()
    }
}

/// Every line of everybody is in the result, whatever its order, by file or by pipe.
#[test]
fn no_line_is_lost_in_sorting() {
    // More than two runs of a sorter.
    let payroll = Payroll::new(500, 1440);
    let mut results = Vec::new();
    for payslips in ["slips.csv", "-"] {
        let mut command = payroll.command(payslips);
        if payslips == "-" {
            command.stdin(through_a_pipe(&payroll.path().join("slips.csv")));
        }
        let mut child = command.spawn().expect("it runs");
        let mut most_open = 0;
        while child.try_wait().expect("a child").is_none() {
            assert_eq!(listing(&payroll.tmp()), Vec::new(), "what it keeps has a name");
            most_open = most_open.max(payroll.open_files(&child).len());
        }
        let done = child.wait_with_output().expect("it ended");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(String::from_utf8_lossy(&done.stderr).contains("sorted on disk"));
        assert!(most_open > 0, "runs are on disk");
        let mut json: Value = serde_json::from_slice(&fs::read(payroll.path().join("out.json")).unwrap()).unwrap();
        assert_eq!(json["totals"]["lines"], payroll.lines);
        assert_eq!(json["totals"]["months_without_payslip"], 0);
        let hashes: Vec<Value> = json["inputs"].as_array().unwrap().iter().map(|input| input["sha256"].clone()).collect();
        json["inputs"] = Value::Null;
        results.push((json, hashes));
        assert_eq!(listing(&payroll.tmp()), Vec::new());
    }
    assert!(results[0] == results[1], "by file and by pipe are the same, and so is the hash");
    // The same lines grouped by id come to the same.
    let text = fs::read_to_string(payroll.path().join("slips.csv")).unwrap();
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        by_id.entry(&line[..8]).or_default().push(line);
    }
    let grouped: Vec<&str> = std::iter::once("id,month,element,amount").chain(by_id.into_values().flatten()).collect();
    fs::write(payroll.path().join("slips.csv"), format!("{}\n", grouped.join("\n"))).unwrap();
    let done = payroll.command("slips.csv").output().expect("it runs");
    assert!(!String::from_utf8_lossy(&done.stderr).contains("sorted on disk"));
    let mut json: Value = serde_json::from_slice(&fs::read(payroll.path().join("out.json")).unwrap()).unwrap();
    json["inputs"] = Value::Null;
    assert!(json == results[0].0, "grouped or not, the result is the same");
}

/// While payslips are sorted nothing of them has a name, and when the program is told to end nothing is left.
#[test]
fn nothing_of_payslips_has_a_name_and_nothing_is_left_after_a_signal() {
    let payroll = Payroll::new(500, 240);
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1), ("KILL", 9)] {
        // A pipe that stays open keeps the program in the midst of its work.
        let mut child = payroll.command("-").stdin(Stdio::piped()).spawn().expect("it runs");
        let mut to = child.stdin.take().expect("piped");
        let bytes = fs::read(payroll.path().join("slips.csv")).unwrap();
        to.write_all(&bytes).expect("it reads");
        let start = Instant::now();
        while payroll.open_files(&child).is_empty() {
            assert!(start.elapsed() < Duration::from_secs(20), "it keeps nothing on disk");
            sleep(Duration::from_millis(5));
        }
        assert_eq!(listing(&payroll.tmp()), Vec::new(), "what it keeps has a name");
        for file in payroll.open_files(&child) {
            assert!(file.to_string_lossy().ends_with("(deleted)"), "{}", file.display());
        }
        assert!(Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap().success());
        let ended = child.wait().expect("it ends");
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended), Some(number), "a shell says {}", 128 + number);
        assert_eq!(listing(&payroll.tmp()), Vec::new());
        assert!(!payroll.path().join("out.json").exists());
        let beside: Vec<_> = listing(payroll.path()).into_iter().map(|(path, _)| path).collect();
        assert_eq!(beside.len(), 3, "nothing is left beside the result's place: {beside:?}");
        drop(to);
    }
}

#[test]
fn nothing_is_left_after_an_error() {
    let payroll = Payroll::new(200, 24);
    let mut slips = fs::OpenOptions::new().append(true).open(payroll.path().join("slips.csv")).unwrap();
    slips.write_all(b"P0000007,2012-13,basic,12.00\nP0000009,2012-04,basic,1,636.00\n").unwrap();
    let mut child = payroll.command("slips.csv").spawn().expect("it runs");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(said.contains("`2012-13` is not a month"), "{said}");
    assert_eq!(listing(&payroll.tmp()), Vec::new());
    assert!(!payroll.path().join("out.json").exists());
}

/// A row that is wrong is wrong in any order of the rows: a thousands separator without quotes makes a cell too many.
#[test]
fn a_ragged_row_is_not_healed_by_sorting() {
    let payroll = Payroll::new(3, 12);
    let of = |slips: &str, more: &[&str]| {
        fs::write(payroll.path().join("s.csv"), format!("id,month,element,amount\n{slips}")).unwrap();
        let words =
            ["audit", "roster.csv", "--payslips", "s.csv", "--scale", "home-office-2011", "--from", "2012-01", "--to", "2012-02"];
        let (out, err, code) = payspine_in(payroll.path(), &[&words[..], more].concat());
        (out, err.replace("the lines of the payslips are not grouped by id: they are sorted on disk first\n", ""), code)
    };
    let grouped =
        "P0000000,2012-01,basic,1,636.00\nP0000000,2012-02,basic,1000.00\nid,month,element,amount\nP0000001,2012-01,basic\n";
    let (_, expected, code) = of(grouped, &[]);
    assert_eq!(code, 2);
    assert!(expected.contains("s.csv:2: this row has 5 cells, and the header 4"), "{expected}");
    // The one who is in two places comes last, so every other line keeps its number.
    let scattered = format!("{grouped}P0000000,2012-02,basic,0.00\n");
    let (_, said, code) = of(&scattered, &[]);
    assert_eq!(code, 2);
    for wanted in
        ["s.csv:2: this row has 5 cells, and the header 4", "s.csv:4: this is the header again", "s.csv:5: this row has 3 cells"]
    {
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
    let json = |slips: &str| {
        let (out, err, code) = of(slips, &["--skip-bad-rows", "--format", "json"]);
        assert_eq!(code, 0, "{err}");
        let mut json: Value = serde_json::from_str(&out).unwrap();
        json["inputs"] = Value::Null;
        json["totals"]["lines"] = Value::Null;
        json
    };
    assert_eq!(json(grouped), json(&scattered));
}

/// An id is whole whatever is in it: with a line break in quotes it is another id, and nobody is taken for twice.
#[test]
fn an_id_with_a_line_break_is_one_id() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("r.csv"),
        "id,grade,area,point,rating,since\n\"A\n2 B\",AO,national,29,B,2010-07-01\nB,AO,national,29,B,2010-07-01\n",
    )
    .unwrap();
    let words = ["due", "r.csv", "--scale", "home-office-2011", "--from", "2012-04", "--to", "2012-04"];
    let (out, err, code) = payspine_in(folder.path(), &words);
    assert_eq!(code, 0, "{out}{err}");
}
