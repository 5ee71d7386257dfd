//! A report that was sent is made again by whoever has the roster, and nobody else's files are touched.

use std::fs;
use std::path::Path;

use crate::{payspine_in, payspine_json, root, run_in, snapshot};

/// A folder with a roster, a claim and a report of what it costs, made from another folder.
fn sent() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("there");
    fs::create_dir(&there).unwrap();
    for name in ["staff.csv", "claim-2012.toml"] {
        fs::copy(root().join("tests/examples").join(name), there.join(name)).unwrap();
    }
    let command = "cost there/staff.csv --proposal there/claim-2012.toml --years 3 --group-by grade --leavers 8% --out R.html --format html";
    let (_, err, code) = run_in(folder.path(), command);
    assert_eq!(code, 0, "{err}");
    let page = fs::read_to_string(folder.path().join("R.html")).unwrap();
    // The other side has the roster, and not the claim.
    fs::rename(there.join("staff.csv"), folder.path().join("ours.csv")).unwrap();
    fs::remove_dir_all(there).unwrap();
    (folder, page)
}

fn verified(folder: &Path, page: &str) -> (String, String, i32) {
    fs::write(folder.join("R.html"), page).unwrap();
    payspine_in(folder, &["verify", "R.html", "ours.csv"])
}

#[test]
fn a_report_agrees_with_itself() {
    let (folder, page) = sent();
    let (out, err, code) = verified(folder.path(), &page);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("It agrees"), "{out}");
    assert!(page.contains("What is proposed: Claim 2012, from 1 July 2012"), "the claim is in words");
    assert!(page.contains("Definitions") && page.contains("<svg ") && page.contains("role=\"img\""), "definitions and charts");
    assert!(!page.contains("there/"), "folders of the machine are nobody's business");
}

#[test]
fn what_a_report_shows_is_what_json_says() {
    let (_folder, page) = sent();
    let roster = root().join("tests/examples/staff.csv");
    let json = payspine_json(&[
        "cost",
        roster.to_str().unwrap(),
        "--proposal",
        "tests/examples/claim-2012.toml",
        "--years",
        "3",
        "--group-by",
        "grade",
        "--leavers",
        "8%",
    ]);
    let shown = crate::html::tables(&page);
    for (place, year) in json["years"].as_array().unwrap().iter().enumerate() {
        let proposal = &year["proposals"]["claim-2012"];
        for (row, amount) in
            [("As agreed", &year["baseline"]["total"]), ("Proposed", &proposal["total"]), ("Cost", &proposal["cost"])]
        {
            let line = shown[0].1.iter().find(|line| line[0] == row).unwrap();
            assert_eq!(line[place + 1].replace(['£', ','], ""), amount.as_str().unwrap(), "{row}");
        }
    }
}

#[test]
fn another_version_or_other_hashes_do_not_excuse_a_page() {
    let (folder, page) = sent();
    let changed = page.replacen("£11,091.42", "£9,091.42", 1);
    for tampered in [changed.replace("\"version\":\"", "\"version\":\"9"), changed.replace("\"sha256\":\"", "\"sha256\":\"0")] {
        assert_ne!(tampered, changed);
        let (out, _, code) = verified(folder.path(), &tampered);
        assert_eq!(code, 1, "{out}");
    }
    // A line more at the end of the roster, or what a mail program does to the ends of lines, changes nothing.
    let roster = fs::read_to_string(folder.path().join("ours.csv")).unwrap();
    fs::write(folder.path().join("ours.csv"), roster + "\n").unwrap();
    let (out, _, code) = verified(folder.path(), &page.replace('\n', "\r\n"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("It agrees") && out.contains("differ by some byte"), "{out}");
}

#[test]
fn a_figure_that_was_changed_is_found() {
    let (folder, page) = sent();
    // The cost of the first year, in the figures that are carried.
    let (shown, carried) = page.split_at(page.find("payspine-report").unwrap());
    assert!(carried.contains("\"cost\":\"11091.42\""));
    let (out, _, code) =
        verified(folder.path(), &format!("{shown}{}", carried.replace("\"cost\":\"11091.42\"", "\"cost\":\"11091.43\"")));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("11091.43") && out.contains("11091.42"), "{out}");
}

#[test]
fn a_page_that_shows_something_else_is_found() {
    let (folder, page) = sent();
    let (out, _, code) = verified(folder.path(), &page.replacen("£11,091.42", "£9,091.42", 1));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Somebody has changed it since payspine wrote it"), "{out}");
}

#[test]
fn another_roster_gives_other_figures() {
    let (folder, page) = sent();
    let roster = fs::read_to_string(folder.path().join("ours.csv")).unwrap();
    let fewer: Vec<&str> = roster.lines().take(6).collect();
    fs::write(folder.path().join("ours.csv"), fewer.join("\n") + "\n").unwrap();
    let (out, _, code) = verified(folder.path(), &page);
    assert_eq!(code, 1);
    assert!(out.contains("It does not agree") && out.contains("Files that differ by some byte"), "{out}");
}

#[test]
fn a_report_cannot_reach_the_disk() {
    let (folder, page) = sent();
    let wish = |from: &str, to: &str| {
        assert!(page.contains(from), "{from}");
        verified(folder.path(), &page.replace(from, to))
    };
    // It asks for a file of whoever verifies it.
    fs::write(folder.path().join("secret.toml"), "format = 1\nsecret = true\n").unwrap();
    let (out, err, code) = wish("\"--proposal\",\"claim-2012.toml\"", "\"--proposal\",\"secret.toml\"");
    assert_eq!(code, 2, "{out}");
    assert!(!err.contains("secret ="), "{err}");
    // It asks to write one.
    let (_, err, code) = wish("\"--years\",\"3\"", "\"--years\",\"3\",\"--save-mapping=stolen.toml\"");
    assert_eq!(code, 2, "{err}");
    assert!(!folder.path().join("stolen.toml").exists());
    // It asks for another command.
    let (_, err, code) = wish("\"words\":[\"cost\",", "\"words\":[\"serve\",");
    assert_eq!(code, 2);
    assert!(err.contains("none that makes a report"), "{err}");
}

#[test]
fn what_is_no_report_is_refused() {
    snapshot("verify-no-report", "verify tests/examples/claim-2012.toml tests/examples/staff.csv");
    let (folder, _) = sent();
    let (_, err, code) = payspine_in(folder.path(), &["verify", "R.html", "ours.csv", "ours.csv"]);
    assert_eq!(code, 2);
    assert_eq!(err, "error: the report was made from one roster (staff.csv), and 2 are given\n");
}
