//! Every input is opened once: a pipe does for every file that a command takes, and the hash shown is of the bytes that were used.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{command_words, root};

/// Runs the program in the workspace's root, for a minute at most: one that opens a pipe twice waits for ever.
fn run(words: &[String], stdin: Stdio) -> (String, String, i32) {
    let done = Command::new("timeout")
        .args(["60", env!("CARGO_BIN_EXE_payspine")])
        .args(words)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .stdin(stdin)
        .output()
        .expect("timeout runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(done.stdout), text(done.stderr), done.status.code().expect("an exit code"))
}

/// A file as standard input that is a pipe.
pub(crate) fn through_a_pipe(path: &Path) -> Stdio {
    let bytes = fs::read(path).expect("it is there");
    let (stdin, mut to) = std::io::pipe().expect("a pipe");
    // A program that stops early does not read it to its end.
    thread::spawn(move || to.write_all(&bytes));
    stdin.into()
}

/// A named pipe through which these bytes come, once.
fn pipe(folder: &Path, name: &str, bytes: Vec<u8>) -> PathBuf {
    let path = folder.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    let to = path.clone();
    // Nobody waits for whoever writes into a pipe that is never opened.
    thread::spawn(move || fs::OpenOptions::new().write(true).open(to).and_then(|mut file| file.write_all(&bytes)));
    path
}

/// A result as JSON, with what its inputs hash to in place of their names, and `names` as they were.
fn result(out: &str, names: &[(String, String)]) -> Value {
    let out = names.iter().fold(out.to_owned(), |out, (now, then)| out.replace(now, then));
    let mut json: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}:\n{out}"));
    without_names(&mut json);
    json
}

fn without_names(json: &mut Value) {
    match json {
        Value::Array(all) => all.iter_mut().for_each(without_names),
        Value::Object(object) => {
            if let Some(Value::Array(inputs)) = object.get_mut("inputs") {
                for input in inputs {
                    *input = input["sha256"].clone();
                }
            }
            object.iter_mut().for_each(|(_, value)| without_names(value));
        }
        _ => {}
    }
}

/// The words of a command that are files of the repository, by their place.
fn files(words: &[String]) -> Vec<(usize, String)> {
    let file = |(place, word): (usize, &String)| word.starts_with("tests/").then(|| (place, word.clone()));
    words.iter().enumerate().filter_map(file).collect()
}

/// The result of a command is the same when each of its files comes through a named pipe, and when one comes by standard input.
fn holds(command: &str) {
    let words = command_words(&format!("{command} --format json"));
    let (out, err, code) = run(&words, Stdio::null());
    assert!(code == 0 || code == 1, "{command}\n{err}");
    let expected = result(&out, &[]);

    let folder = tempfile::tempdir().expect("a folder");
    let (mut piped, mut names) = (words.clone(), Vec::new());
    for (place, path) in files(&words) {
        let bytes = fs::read(root().join(&path)).expect("it is there");
        piped[place] = pipe(folder.path(), &format!("p{place}"), bytes).display().to_string();
        names.push((piped[place].clone(), path));
    }
    let (out, err, now) = run(&piped, Stdio::null());
    assert_eq!(now, code, "{command}, by named pipes:\n{err}");
    assert_eq!(result(&out, &names), expected, "{command}, by named pipes");

    for (place, path) in files(&words) {
        for name in ["-", "/dev/stdin"] {
            let mut piped = words.clone();
            name.clone_into(&mut piped[place]);
            let (out, err, now) = run(&piped, through_a_pipe(&root().join(&path)));
            assert_eq!(now, code, "{command}, {path} as {name}:\n{err}");
            let names = [("standard input".to_owned(), path.clone()), ("/dev/stdin".to_owned(), path.clone())];
            assert_eq!(result(&out, &names), expected, "{command}, {path} as {name}");
        }
    }
}

#[test]
fn progress_reads_member_system_and_proposal_once() {
    holds("progress tests/examples/member.toml");
    holds("progress tests/examples/overpaid.toml --proposal tests/examples/claim.toml");
    holds("progress --scale tests/w1/w1.toml --grade EO --area national --point 55 --since 2012-07-01");
    holds("progress --grade EO --area london --point 55 --since 2006-07-01 --proposal tests/examples/claim.toml");
}

#[test]
fn cost_solve_and_condense_read_rosters_mappings_systems_and_proposals_once() {
    holds(
        "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --proposal tests/examples/offer-2012.toml",
    );
    holds(
        "cost tests/examples/posts.csv --mapping tests/examples/mapping.toml --proposal tests/examples/claim-2012.toml --skip-bad-rows",
    );
    holds(
        "solve tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml \
         --vary measure.1.uplift.percent --budget 10,000",
    );
    holds(
        "scale diff tests/examples/claim-2012.toml tests/examples/offer-2012.toml --roster tests/examples/staff.csv --column grade=\"Pay band\"",
    );
    holds("scale diff tests/w1/w1.toml home-office-2011");
}

#[test]
fn audit_due_and_statement_read_everything_beside_the_roster_once() {
    let team = "tests/examples/team.csv --events tests/examples/team-events.csv --absences tests/examples/team-absences.csv \
                --scale home-office-2011 --from 2012-04 --to 2013-03";
    holds(&format!("audit {team} --payslips tests/examples/team-payslips.csv"));
    holds(&format!("due {team}"));
    holds("audit tests/examples/overpaid.toml --payslips tests/examples/payslips.csv");
    holds("due tests/examples/overpaid.toml --id 40017");
    holds("statement tests/examples/overpaid.toml --payslips tests/examples/payslips.csv");
}

#[test]
fn recover_reads_policy_plan_and_pay_once() {
    holds(
        "recover --policy tests/examples/policy.toml --balance 1508.92 --net --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 \
         --net-pay 2138.24 --plan tests/examples/plan.csv --pay-file tests/examples/months.csv",
    );
    holds(
        "recover tests/examples/overpaid.toml --payslips tests/examples/payslips.csv --policy armed-forces-jsp-754 \
         --told 2008-06-20 --pay 1936.58 --net-pay 1480",
    );
}

#[test]
fn scale_commands_read_files_and_published_values_once() {
    holds("scale show njc --check tests/published/njc.csv");
    holds("scale show tests/w1/w1.toml --on 2012-07-01");
    holds("scale show tests/examples/claim-2012.toml");
    holds("scale show tests/examples/policy.toml");
    holds("scale check tests/w1/w1.toml --as-of 2026-11-01");
    holds("scale check tests/examples/claim-2012.toml tests/examples/mapping.toml tests/examples/member.toml");
    holds("locate --scale tests/w1/w1.toml --amount 2000 --on 2012-07-31");
    holds("data-request --proposal tests/examples/claim-2012.toml");
}

/// `condense` writes no JSON; its table is the same.
#[test]
fn condense_reads_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = command_words("condense tests/examples/staff.csv --column grade=\"Pay band\" --scale home-office-2011");
    let (expected, err, code) = run(&words, Stdio::null());
    assert_eq!(code, 0, "{err}");
    let mut piped = words.clone();
    piped[1] = pipe(folder.path(), "roster", fs::read(root().join(&words[1])).unwrap()).display().to_string();
    assert_eq!(run(&piped, Stdio::null()).0, expected);
}

/// A pay system of one's own that a proposal names by its path, and that the command line names too, is one file read once.
#[test]
fn a_system_that_two_options_name_is_read_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = fs::read_to_string(root().join("tests/w1/w1.toml")).unwrap();
    let claim = fs::read_to_string(root().join("tests/w1/w1-claim.toml")).unwrap();
    let line = claim.lines().find(|line| line.starts_with("scale")).expect("it names its system");
    let system = pipe(folder.path(), "system", own.into_bytes());
    let claim = claim.replace(line, &format!("scale = \"{}\"", system.display()));
    let path = folder.path().join("claim.toml");
    fs::write(&path, claim).unwrap();
    let words = [
        "progress",
        "--scale",
        system.to_str().unwrap(),
        "--proposal",
        path.to_str().unwrap(),
        "--grade",
        "EO",
        "--area",
        "national",
        "--point",
        "55",
        "--since",
        "2012-07-01",
    ];
    let (_, err, code) = run(&words.map(str::to_owned), Stdio::null());
    assert_eq!(code, 0, "{err}");
}

/// A proposal and a system by process substitution, and a report made from them.
#[test]
fn process_substitution_works_and_the_report_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("R.html");
    let script = format!(
        "set -e; p={}; \"$p\" cost tests/examples/staff.csv --column grade='Pay band' --proposal <(cat tests/examples/claim-2012.toml) \
         --out {report}; cat tests/examples/staff.csv | \"$p\" verify {report} - --format json",
        env!("CARGO_BIN_EXE_payspine"),
        report = report.display()
    );
    let done = Command::new("timeout").args(["60", "bash", "-c", &script]).current_dir(root()).output().expect("bash runs");
    let out = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{out}{}", String::from_utf8_lossy(&done.stderr));
    // The evidence is of the roster that was read, and not of an empty file.
    let hash = Sha256::digest(fs::read(root().join("tests/examples/staff.csv")).unwrap());
    let hash = hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert!(out.contains(&hash), "{out}");
    assert!(!out.contains("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), "{out}");
}

#[test]
fn verify_reads_report_and_roster_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("R.html");
    let command = format!(
        "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --out {}",
        report.display()
    );
    let (_, err, code) = run(&command_words(&command), Stdio::null());
    assert_eq!(code, 0, "{err}");
    let page = pipe(folder.path(), "report", fs::read(&report).unwrap());
    let roster = pipe(folder.path(), "roster", fs::read(root().join("tests/examples/staff.csv")).unwrap());
    let words = ["verify", page.to_str().unwrap(), roster.to_str().unwrap()].map(str::to_owned);
    let (out, err, code) = run(&words, Stdio::null());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("It agrees"), "{out}");
}

/// What was in a pipe is gone once it was read: to name it twice is refused, and not waited for.
#[test]
fn a_pipe_that_is_named_twice_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = fs::read(root().join("tests/examples/staff.csv")).unwrap();
    let roster = pipe(folder.path(), "roster", bytes).display().to_string();
    for name in [roster.as_str(), "-"] {
        let words = ["cost", name, name, "--column", "grade=Pay band", "--scale", "home-office-2011", "--from", "2012-07-01"];
        let stdin = through_a_pipe(&root().join("tests/examples/staff.csv"));
        let (out, err, code) = run(&words.map(str::to_owned), stdin);
        assert_eq!((out.as_str(), code), ("", 2), "{err}");
        assert!(err.contains("named twice"), "{err}");
    }
    // A file can be: it is counted twice, and that is said.
    let name = "tests/examples/staff.csv";
    let words = ["cost", name, name, "--column", "grade=Pay band", "--scale", "home-office-2011", "--from", "2012-07-01"];
    let (out, err, code) = run(&words.map(str::to_owned), Stdio::null());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("24 staff") && out.contains("are the same to the"), "{out}");
}

/// What is to be kept cannot name a pay system that came through a pipe.
#[test]
fn a_system_from_a_pipe_is_not_named_in_a_file_to_keep() {
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("saved.toml");
    let system = pipe(folder.path(), "system", fs::read(root().join("tests/w1/w1.toml")).unwrap());
    let words = [
        "cost",
        "tests/examples/staff.csv",
        "--column",
        "grade=Pay band",
        "--scale",
        system.to_str().unwrap(),
        "--from",
        "2012-07-01",
        "--skip-bad-rows",
        "--save-mapping",
        saved.to_str().unwrap(),
    ];
    let (_, err, code) = run(&words.map(str::to_owned), Stdio::null());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("give the pay system as a file"), "{err}");
    assert!(!saved.exists());
}

/// A claim in the place of a roster is said to be one, and where it goes.
#[test]
fn a_claim_is_no_roster() {
    let words = ["cost", "tests/examples/claim-2012.toml", "--scale", "home-office-2011", "--from", "2012-07-01"];
    let (out, err, code) = run(&words.map(str::to_owned), Stdio::null());
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(
        err.contains("claim-2012.toml is a proposal in TOML")
            && err.contains("it goes where a proposal is asked for: --proposal"),
        "{err}"
    );
}
