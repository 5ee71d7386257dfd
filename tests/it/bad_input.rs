//! Input that no program should choke on: each gets a message, exit code 2 (1 from `scale check`), and no output file.

use std::fs;

use crate::{payspine, payspine_in, root};

/// A folder of the test's own, gone when it ends.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// `progress` on a file, which must fail with a message that says this, and write nothing.
fn refused(scale: &[u8], says: &str) {
    let folder = folder();
    fs::write(folder.path().join("mine.toml"), scale).expect("written");
    let arguments = [
        "progress",
        "--scale",
        "./mine.toml",
        "--grade",
        "EO",
        "--point",
        "1",
        "--since",
        "2012-07-01",
        "--out",
        "result.json",
        "--format",
        "json",
    ];
    let (out, err, code) = payspine_in(folder.path(), &arguments);
    assert_eq!((out.as_str(), code), ("", 2), "{err}");
    assert!(err.contains(says), "expected `{says}` in:\n{err}");
    assert!(!folder.path().join("result.json").exists(), "no output file");
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing half written is left behind");
}

#[test]
fn a_file_that_is_not_utf_8() {
    refused(b"format = 1\ntitle = \"\xa33,000\"\n", "mine.toml is not UTF-8: byte 0xA3 on line 2, column 10");
}

#[test]
fn a_200_megabyte_file_is_refused_unread() {
    let folder = folder();
    let file = fs::File::create(folder.path().join("mine.toml")).expect("created");
    file.set_len(200 * 1024 * 1024).expect("a sparse file");
    let started = std::time::Instant::now();
    let (out, err, code) = payspine_in(folder.path(), &["scale", "show", "./mine.toml"]);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("[too-large]") && err.contains("has 209715200 bytes; a pay file has at most 1048576"), "{err}");
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn a_bomb_of_nesting() {
    for (open, close) in [("[", "]"), ("{ a = ", "}")] {
        let depth = 100_000;
        let bomb = format!("format = 1\nid = {}1{}\n", open.repeat(depth), close.repeat(depth));
        refused(bomb.as_bytes(), "[toml-syntax]");
    }
    let dotted = format!("{}a = 1\n", "a.".repeat(100_000));
    refused(dotted.as_bytes(), "error[");
}

#[test]
fn no_file_a_folder_and_an_unknown_name() {
    let (_, err, code) = payspine(&["scale", "show", "./nowhere.toml"]);
    assert!(code == 2 && err.contains("there is no file ./nowhere.toml"), "{err}");
    let (_, err, code) = payspine(&["scale", "show", "src"]);
    assert!(code == 2 && err.contains("error"), "{err}");
    let (_, err, code) = payspine(&["scale", "show", "home-office-2007"]);
    assert!(code == 2 && err.contains("did you mean `home-office-2006`?"), "{err}");
}

/// Flags that describe an EO in London, with some replaced.
fn with(changes: &[(&str, &str)]) -> (String, String, i32) {
    let mut flags = vec![
        ("--scale", "home-office-2006"),
        ("--grade", "EO"),
        ("--area", "london"),
        ("--point", "55"),
        ("--since", "2006-07-01"),
    ];
    for (flag, value) in changes {
        flags.retain(|(known, _)| known != flag);
        flags.push((flag, value));
    }
    let arguments: Vec<&str> =
        std::iter::once("progress").chain(flags.iter().flat_map(|(flag, value)| [*flag, *value])).collect();
    payspine(&arguments)
}

#[test]
fn flags_that_do_not_fit_are_shown_with_their_place_and_the_nearest_right_word() {
    type Flags<'a> = &'a [(&'a str, &'a str)];
    let cases: [(Flags<'_>, &[&str]); 12] = [
        (&[("--since", "2006-06-30")], &["[not-in-force]", "2006-07-01", "^^^^^^^^^^"]),
        (&[("--point", "74")], &["[not-on-spine]", "point 74"]),
        (&[("--point", "54")], &["[off-range]", "below the range of EO (london)", "55 to 73"]),
        (&[("--fte", "0")], &["[bad-number]", "above 0 and not above 1"]),
        (&[("--fte", "1.5")], &["[bad-number]", "1.5 is not"]),
        (&[("--fte", "-1")], &["[bad-number]", "-1 is not"]),
        (&[("--fte", "half")], &["[wrong-type]", "half"]),
        (&[("--grade", "EOO")], &["[unknown-grade]", "did you mean `EO`?"]),
        (&[("--area", "Londn")], &["[unknown-area]", "did you mean `london`?"]),
        (&[("--since", "2006-02-30")], &["2006-02-30", "February 2006 has no day 30"]),
        (&[("--field", "ratng=B")], &["[unknown-field]", "did you mean `rating`?"]),
        (&[("--field", "appraisal-bonus=sometimes")], &["[near-miss]", "yes or no"]),
    ];
    for (changes, says) in cases {
        let (out, err, code) = with(changes);
        assert_eq!((out.as_str(), code), ("", 2), "{changes:?}: {err}");
        for part in says {
            assert!(err.contains(part), "{changes:?}: expected `{part}` in:\n{err}");
        }
    }
}

#[test]
fn several_wrong_flags_are_reported_together() {
    let (_, err, code) = with(&[("--grade", "EOO"), ("--area", "lundon"), ("--fte", "1.5"), ("--field", "ratng=B")]);
    assert_eq!(code, 2);
    for word in ["[unknown-grade]", "[unknown-area]", "[bad-number]", "[unknown-field]", "4 errors"] {
        assert!(err.contains(word), "expected `{word}` in:\n{err}");
    }
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let folder = folder();
    let wanted = folder.path().join("list.json");
    let path = wanted.to_str().expect("UTF-8");
    let (out, _, code) = payspine(&["scale", "list", "--format", "json", "--out", path]);
    assert_eq!((out.as_str(), code), ("", 0));
    let written = fs::read_to_string(&wanted).expect("written");
    serde_json::from_str::<serde_json::Value>(&written).expect("JSON");
    let (_, err, code) = payspine(&["scale", "list", "--out", "/nowhere/at/all/list.json"]);
    assert!(code == 2 && err.contains("cannot write /nowhere/at/all/list.json"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let program = env!("CARGO_BIN_EXE_payspine");
    let script = format!("{program} scale show home-office-2011 --format csv | head -n 1; exit ${{PIPESTATUS[0]}}");
    let done = std::process::Command::new("bash").args(["-c", &script]).current_dir(root()).output().expect("bash runs");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

#[cfg(unix)]
#[test]
fn an_output_follows_links_writes_to_pipes_and_leaves_what_may_not_be_written() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let list = |out: &str| payspine_in(folder.path(), &["scale", "list", "--format", "csv", "--out", out]);
    fs::write(folder.path().join("target.csv"), "old").expect("written");
    symlink("target.csv", folder.path().join("link.csv")).expect("linked");
    assert_eq!(list("link.csv").2, 0);
    assert!(fs::symlink_metadata(folder.path().join("link.csv")).expect("there").is_symlink(), "the link stays a link");
    assert!(fs::read_to_string(folder.path().join("target.csv")).expect("there").starts_with("id,title"));
    fs::write(folder.path().join("kept.csv"), "kept").expect("written");
    fs::set_permissions(folder.path().join("kept.csv"), fs::Permissions::from_mode(0o444)).expect("set");
    let (_, err, code) = list("kept.csv");
    assert!(code == 2 && err.contains("it is read-only"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("kept.csv")).expect("there"), "kept");
    let (_, err, code) = list("nowhere/list.csv");
    assert!(code == 2 && err.contains("there is no such folder"), "{err}");
    let (_, err, code) = list(".");
    assert!(code == 2 && err.contains("it is a folder"), "{err}");
    list("new.csv");
    let mode = fs::metadata(folder.path().join("new.csv")).expect("there").permissions().mode();
    let plain = fs::metadata(folder.path().join("target.csv")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, plain & 0o777, "as any other new file");
    // A pipe stays a pipe.
    let pipe = std::process::Command::new("mkfifo").arg("pipe").current_dir(folder.path()).status().expect("mkfifo runs");
    assert!(pipe.success());
    let reader = std::process::Command::new("cat")
        .arg("pipe")
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("cat runs");
    assert_eq!(list("pipe").2, 0);
    let read = reader.wait_with_output().expect("read");
    assert!(String::from_utf8_lossy(&read.stdout).starts_with("id,title"));
}

#[test]
fn a_result_does_not_overwrite_what_it_is_computed_from() {
    let folder = folder();
    let member = fs::read_to_string(root().join("tests/examples/member.toml")).expect("there");
    fs::write(folder.path().join("member.toml"), &member).expect("written");
    let (_, err, code) = payspine_in(folder.path(), &["progress", "member.toml", "--out", "./member.toml"]);
    assert!(code == 2 && err.contains("would overwrite what the result is computed from"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("member.toml")).expect("there"), member);
}

#[test]
fn a_file_of_another_kind_is_said_to_be_one() {
    let (_, err, code) = payspine(&["progress", "tests/examples/claim.toml"]);
    assert!(code == 2 && err.contains("is a proposal, and a member is wanted here"), "{err}");
    let (_, err, code) = with(&[("--proposal", "tests/examples/member.toml")]);
    assert!(code == 2 && err.contains("is a member, and a proposal is wanted here"), "{err}");
    let (_, err, code) = with(&[("--scale", "tests/examples/claim.toml")]);
    assert!(code == 2 && err.contains("is a proposal, not a pay system"), "{err}");
    let (_, err, code) = payspine(&["scale", "show", "tests/examples/member.toml"]);
    assert!(code == 2 && err.contains("is a member, not a pay system"), "{err}");
    let (_, err, code) = payspine(&["scale", "show", "njc", "--check", "tests/examples/member.toml"]);
    assert!(code == 2 && err.contains("has no column `point`"), "{err}");
}

#[test]
fn blank_lines_in_a_roster_are_counted() {
    let folder = folder();
    for end in ["\n", "\r\n"] {
        let text = ["grade,area,point", "EO,national,53", "", "", "XO,national,53", "", "YO,national,53", ""].join(end);
        fs::write(folder.path().join("staff.csv"), text).expect("written");
        let arguments = ["cost", "staff.csv", "--scale", "home-office-2011", "--from", "2012-04-01"];
        let (_, err, code) = payspine_in(folder.path(), &arguments);
        assert!(code == 2 && err.contains("staff.csv:5: ") && err.contains("staff.csv:7: "), "{err}");
    }
}

#[test]
fn brackets_that_are_never_closed_are_one_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("deep.toml"), format!("a = {}\n", "[".repeat(300))).expect("written");
    let (out, err, code) = payspine_in(folder.path(), &["scale", "check", "deep.toml"]);
    assert!(code > 0 && format!("{out}{err}").contains("\n2 errors"), "{out}{err}");
}
