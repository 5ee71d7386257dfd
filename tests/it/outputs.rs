//! Files that results are written to: never over each other or over an input, through links, whole, and said when they cannot be.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{payspine_in, root, run_in};

/// A folder with a roster, a claim and a pay system of one's own.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [
        ("tests/examples/staff.csv", "staff.csv"),
        ("tests/examples/claim-2012.toml", "claim.toml"),
        ("scales/home-office-2011.toml", "own.toml"),
        ("tests/examples/team.csv", "team.csv"),
        ("tests/examples/team-payslips.csv", "slips.csv"),
    ] {
        let text = fs::read_to_string(root().join(from)).expect("it is there");
        fs::write(folder.path().join(to), text).unwrap();
    }
    folder
}

/// Everything in a folder, with what is in it.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap_or_default()))
        .collect();
    all.sort();
    all
}

const COST: &str = "cost staff.csv --column grade=\"Pay band\" --proposal claim.toml";

#[test]
fn two_outputs_that_are_one_file_are_refused_before_anything_is_written() {
    let folder = folder();
    fs::write(folder.path().join("there.toml"), "as it was").unwrap();
    fs::hard_link(folder.path().join("there.toml"), folder.path().join("hard.toml")).unwrap();
    symlink("there.toml", folder.path().join("soft.toml")).unwrap();
    symlink("new.toml", folder.path().join("dangling.toml")).unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    let before = contents(folder.path());
    let solve =
        "solve staff.csv --column grade=\"Pay band\" --proposal claim.toml --vary measure.1.uplift.percent --budget 10,000";
    let audit = "audit team.csv --payslips slips.csv --scale home-office-2011 --from 2012-04 --to 2013-03";
    let due = "due team.csv --scale home-office-2011 --from 2012-04 --to 2012-05";
    let condense = "condense staff.csv --column grade=\"Pay band\" --scale home-office-2011";
    let diff = "scale diff claim.toml claim.toml --roster staff.csv";
    for (out, saved) in [
        ("new.toml", "new.toml"),
        ("new.toml", "./sub/../new.toml"),
        ("there.toml", "hard.toml"),
        ("there.toml", "soft.toml"),
        ("new.toml", "dangling.toml"),
    ] {
        for command in [COST, solve, audit, due, condense, diff] {
            let (printed, err, code) = run_in(folder.path(), &format!("{command} --out {out} --save-mapping {saved}"));
            assert_eq!((printed.as_str(), code), ("", 2), "{command}: {out} and {saved}:\n{err}");
            assert!(err.contains("--out and --save-mapping name one file"), "{err}");
        }
        let (_, err, code) = run_in(folder.path(), &format!("{solve} --out {out} --save-proposal {saved}"));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("--out and --save-proposal name one file"), "{err}");
        let (_, err, code) = run_in(folder.path(), &format!("{solve} --save-mapping {out} --save-proposal {saved}"));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("--save-mapping and --save-proposal name one file"), "{err}");
        assert_eq!(contents(folder.path()), before);
    }
    // Devices take what comes.
    let (_, err, code) = run_in(folder.path(), &format!("{COST} --out /dev/null --save-mapping /dev/null"));
    assert_eq!(code, 0, "{err}");
}

#[test]
fn no_output_is_written_over_an_input() {
    let folder = folder();
    fs::hard_link(folder.path().join("claim.toml"), folder.path().join("hard.toml")).unwrap();
    symlink("staff.csv", folder.path().join("soft.csv")).unwrap();
    let claim = fs::read_to_string(folder.path().join("claim.toml")).unwrap();
    let line = claim.lines().find(|line| line.starts_with("scale")).unwrap();
    fs::write(folder.path().join("of-own.toml"), claim.replace(line, "scale = \"own.toml\"")).unwrap();
    let before = contents(folder.path());
    let on_own = COST.replace("claim.toml", "of-own.toml");
    for command in [
        format!("{COST} --out soft.csv"),
        format!("{COST} --out hard.toml"),
        format!("{COST} --save-mapping hard.toml"),
        // Of these files no option says that they are read.
        format!("{on_own} --out own.toml"),
        "scale diff of-own.toml home-office-2011 --out own.toml".to_owned(),
        "scale show own.toml --out own.toml".to_owned(),
        "scale check own.toml --out own.toml".to_owned(),
        "data-request --scale own.toml --out own.toml".to_owned(),
        "audit team.csv --payslips slips.csv --scale home-office-2011 --from 2012-04 --to 2013-03 --out slips.csv".to_owned(),
    ] {
        let (printed, err, code) = run_in(folder.path(), &command);
        assert_eq!((printed.as_str(), code), ("", 2), "{command}:\n{err}");
        assert!(err.contains("overwrite what the result is computed from"), "{command}:\n{err}");
        assert_eq!(contents(folder.path()), before, "{command}");
    }
}

/// A link is followed to where it points, whether or not there is a file yet; it stays a link.
#[test]
fn a_dangling_link_is_written_through() {
    let folder = folder();
    fs::create_dir(folder.path().join("sub")).unwrap();
    symlink("sub/result.csv", folder.path().join("link.csv")).unwrap();
    symlink("nowhere/result.csv", folder.path().join("lost.csv")).unwrap();
    symlink("b", folder.path().join("a")).unwrap();
    symlink("a", folder.path().join("b")).unwrap();
    let (_, err, code) = run_in(folder.path(), &format!("{COST} --format csv --out link.csv"));
    assert_eq!(code, 0, "{err}");
    assert!(fs::symlink_metadata(folder.path().join("link.csv")).unwrap().is_symlink());
    let written = fs::read_to_string(folder.path().join("sub/result.csv")).unwrap();
    assert!(!written.is_empty());
    let mode = fs::metadata(folder.path().join("sub/result.csv")).unwrap().permissions().mode();
    fs::write(folder.path().join("plain"), "").unwrap();
    assert_eq!(mode, fs::metadata(folder.path().join("plain")).unwrap().permissions().mode(), "as any new file");
    let (_, err, code) = run_in(folder.path(), &format!("{COST} --out lost.csv"));
    assert_eq!(code, 2);
    assert!(err.contains("it is a link to") && err.contains("no such folder"), "{err}");
    let (_, err, code) = run_in(folder.path(), &format!("{COST} --out a"));
    assert_eq!(code, 2);
    assert!(err.contains("it is a link that leads back to itself"), "{err}");
    assert!(fs::symlink_metadata(folder.path().join("a")).unwrap().is_symlink());
}

/// A file that is there keeps its permissions, and is replaced whole.
#[test]
fn a_file_that_is_there_is_replaced_and_keeps_its_permissions() {
    let folder = folder();
    let out = folder.path().join("out.csv");
    fs::write(&out, "old ".repeat(100_000)).unwrap();
    fs::set_permissions(&out, PermissionsExt::from_mode(0o640)).unwrap();
    let (_, err, code) = run_in(folder.path(), &format!("{COST} --format csv --out out.csv"));
    assert_eq!(code, 0, "{err}");
    let (printed, ..) = run_in(folder.path(), &format!("{COST} --format csv"));
    assert_eq!(fs::read_to_string(&out).unwrap(), printed);
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(contents(folder.path()).iter().all(|(name, _)| !name.starts_with('.')), "nothing else is left");
    let (dashed, err, code) = run_in(folder.path(), &format!("{COST} --format csv --out -"));
    assert_eq!((dashed, code), (printed, 0), "{err}");
}

/// The exit code and standard error of a command of the shell.
fn shell(folder: &Path, script: &str) -> (i32, String) {
    let script = format!("p={}; {script}", env!("CARGO_BIN_EXE_payspine"));
    let done = Command::new("bash").args(["-c", &script]).current_dir(folder).stdin(Stdio::null()).output().expect("bash runs");
    (done.status.code().expect("an exit code"), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_full_disk_is_said_and_a_closed_pipe_is_no_error() {
    let folder = folder();
    let commands = [
        "--help",
        "--version",
        "cost --help",
        "scale list",
        "scale schema",
        "completions bash",
        "scale show njc --format csv",
        "scale check own.toml",
        "cost staff.csv --column grade='Pay band' --proposal claim.toml",
        "condense staff.csv --column grade='Pay band' --scale home-office-2011",
        "due team.csv --scale home-office-2011 --from 2012-04 --to 2012-05 --format csv",
        "audit team.csv --payslips slips.csv --scale home-office-2011 --from 2012-04 --to 2013-03 --format json",
    ];
    for command in commands {
        let (code, said) = shell(folder.path(), &format!("\"$p\" {command} > /dev/full"));
        assert_eq!(code, 2, "{command}: {said}");
        assert!(said.contains("cannot write") && said.contains("No space left"), "{command}: {said}");
        // The reader is gone before a byte is written.
        let (code, said) = shell(folder.path(), &format!("(sleep 0.2; \"$p\" {command}; echo $? >&2) | true"));
        assert_eq!((code, said.lines().last()), (0, Some("0")), "{command}: {said}");
    }
    let (code, said) = shell(folder.path(), &format!("\"$p\" {} --out /dev/full", commands[8]));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cannot write /dev/full"), "{said}");
    let (code, said) =
        shell(folder.path(), &format!("(sleep 0.2; \"$p\" {} --out /dev/stdout; echo $? >&2) | true", commands[8]));
    assert_eq!((code, said.lines().last()), (0, Some("0")), "{said}");
}

/// Nobody's pay is asked about on days after the calendar's last, and no table is empty for it.
#[test]
fn days_at_the_end_of_the_calendar_are_refused_with_a_sentence() {
    let folder = folder();
    let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 5\nsince = 9999-12-01\n";
    fs::write(folder.path().join("m.toml"), member).unwrap();
    let cost = "cost staff.csv --column grade=\"Pay band\" --scale home-office-2011";
    let progress = "progress --scale njc --grade local --point 5 --since 2021-04-01";
    for (command, wanted) in [
        (format!("{cost} --from 9999-12-31"), "would end after 9999-12-31, the last day of the calendar"),
        (format!("{cost} --from 9999-01-01"), "would end after 9999-12-31"),
        (format!("{cost} --from 9990-01-01 --years 50"), "the 50 years from 9990-01-01 would end after 9999-12-31"),
        (format!("{cost} --from 0001-01-01"), "nothing is in force on 0001-01-01"),
        (format!("{progress} --from 9999-12-31"), "would end after 9999-12-31"),
        (format!("{progress} --from 9999-12-31 --until 9999-12-31"), "would end after 9999-12-31"),
        (format!("{progress} --until 2020-01-01"), "must not come before"),
        (format!("{progress} --until 2021-04-01"), "must not come before"),
        ("progress m.toml".to_owned(), "would end after 9999-12-31"),
        ("due m.toml".to_owned(), "9999-11 is the last month"),
        ("due m.toml --from 9999-12 --to 9999-12".to_owned(), "9999-11 is the last month"),
        ("due team.csv --scale home-office-2011 --from 9999-12 --to 9999-12".to_owned(), "9999-11 is the last month"),
        ("due team.csv --scale home-office-2011 --from 2013-01 --to 2012-12".to_owned(), "the last month, 2012-12, comes before the first, 2013-01: --to"),
        ("due team.csv --scale home-office-2011 --from 0001-01 --to 0001-02".to_owned(), "must not come before"),
        ("audit m.toml --payslips slips.csv --id A1".to_owned(), "9999-11 is the last month"),
        ("scale show njc --on 0001-01-01".to_owned(), "nothing in force on 0001-01-01"),
        (
            "recover --balance 300 --policy armed-forces-jsp-754 --overpaid-from 9999-09 --told 9999-11-30 --pay 2000 --net-pay 1500".to_owned(),
            "the calendar ends on 9999-12-31",
        ),
        ("locate --scale njc --amount 2000 --on 0001-01-01".to_owned(), "nothing in force on 0001-01-01"),
    ] {
        let (out, err, code) = run_in(folder.path(), &command);
        assert_eq!((out.as_str(), code), ("", 2), "{command}\n{err}");
        assert!(err.contains(wanted), "{command}: {wanted}\n{err}");
    }
    let (out, err, code) = payspine_in(
        folder.path(),
        &[
            "cost",
            "staff.csv",
            "--column",
            "grade=Pay band",
            "--scale",
            "home-office-2011",
            "--from",
            "9998-12-31",
            "--format",
            "json",
        ],
    );
    assert_eq!(code, 0, "{err}");
    assert!(!out.contains("\"total\": \"0.00\""), "{out}");
}
