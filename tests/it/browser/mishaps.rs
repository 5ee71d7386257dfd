//! What goes wrong, and two at once.

use std::fs::File;
use std::path::Path;

use super::driver::Browser;
use super::{answered, cost, example, is_clean};
use crate::page::server::{Server, put};

/// Drops a file as a roster; the browser is then where it leads.
fn drop_roster(browser: &Browser, server: &Server, file: &Path) {
    browser.go(&server.url("/cost"));
    browser.give("roster", file);
    browser.click_on("button", "Read it");
}

/// Each wrong file is told what is wrong with it, in the words of the command line, and the page goes on working.
#[test]
fn a_wrong_file_is_told_so() {
    let (server, browser) = (Server::start(), Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = |name: &str, bytes: &[u8]| {
        put(folder.path(), name, bytes);
        folder.path().join(name)
    };
    browser.go(&server.url("/"));
    let picture = in_folder("picture.png", &[b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".as_slice(), &[0xff; 3000]].concat());
    drop_roster(&browser, &server, &picture);
    browser.find(".problem[role=alert]");
    let (_, said, code) = crate::run_in(folder.path(), "cost picture.png --scale home-office-2011 --from 2012-04-01");
    assert_eq!(code, 2);
    browser.read(said.lines().next().expect("a message"));
    // Payslips are no roster: whoever asks all the same is told which column there is none of.
    drop_roster(&browser, &server, &example("examples/payslips.csv"));
    browser.read("payslips.csv: 46 rows");
    browser.choose("scale", "home-office-2011");
    browser.fill("claim.percent", "5");
    browser.find("#answer .problem[role=alert]");
    put(folder.path(), "payslips.csv", &std::fs::read(example("examples/payslips.csv")).expect("it is there"));
    let (_, said, code) = crate::run_in(folder.path(), "cost payslips.csv --scale home-office-2011 --from 2012-04-01");
    assert_eq!(code, 2);
    browser.read(said.lines().next().expect("a message"));
    // A roster is no payslips.
    browser.go(&server.url("/overpayment"));
    browser.give("payslips", &example("examples/staff.csv"));
    browser.click_on("button", "Read it");
    browser.read("Not in the file");
    // A pay system with mistakes: all of them, as `scale check` shows them.
    let wrong = std::fs::read_to_string(example("w1/w1.toml"))
        .expect("it is there")
        .replace("spine", "spin")
        .replacen("format", "fromat", 1);
    let wrong = in_folder("mistakes.toml", wrong.as_bytes());
    browser.go(&server.url("/systems"));
    browser.give("file", &wrong);
    browser.click_on("button", "Check it");
    let (out, err, code) = crate::run_in(folder.path(), "scale check mistakes.toml");
    assert_ne!(code, 0);
    let shown = browser.until("messages", || Some(browser.text(".checked")).filter(|text| !text.is_empty()));
    assert_eq!(shown.trim(), format!("{out}{err}").trim());
    // Whatever a claim's field holds that is no number is said beside it.
    cost(&browser, &server);
    browser.fill("claim.percent", "a lot");
    browser.read("“a lot” is not a number, such as 5 or 1,000.00");
    browser.fill("claim.percent", "5");
    answered(&browser);
    is_clean(&browser, &server);
}

#[test]
fn a_huge_file_is_refused_and_the_page_goes_on() {
    let (server, browser) = (Server::start(), Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    for (name, size) in [("huge.csv", 201), ("immense.csv", 1500)] {
        let path = folder.path().join(name);
        // It has the size, and takes up no room.
        File::create(&path).and_then(|file| file.set_len(size * 1024 * 1024)).expect("written");
        drop_roster(&browser, &server, &path);
        browser.read("That is more than 200 MB, the most that the page takes at once.");
    }
    browser.log("browser");
    cost(&browser, &server);
    is_clean(&browser, &server);
}

/// Two rosters in two tabs, asked in turn: neither sees the other's people, files or claim.
#[test]
fn two_tabs_do_not_mix() {
    let (server, browser) = (Server::start(), Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    cost(&browser, &server);
    let (first, place) = (browser.tab(), browser.place());
    let second = browser.open_tab();
    // A file of the same name with other people.
    put(folder.path(), "staff.csv", b"Pay band,Area,Milestone\nEO,National,53\nEO,National,56\n");
    drop_roster(&browser, &server, &folder.path().join("staff.csv"));
    browser.read("staff.csv: 2 rows");
    browser.choose("scale", "home-office-2011");
    browser.fill("claim.percent", "10");
    assert!(answered(&browser).contains("2 staff"));
    assert_ne!(browser.place().split('?').next(), place.split('?').next());
    browser.turn_to(&first);
    browser.fill("claim.percent", "6");
    browser.until("6%", || answered(&browser).contains("12 staff").then_some(()));
    for (tab, people, percent) in [(&second, "2 staff", "10"), (&first, "12 staff", "6")] {
        browser.turn_to(tab);
        browser.go(&browser.place());
        assert!(answered(&browser).contains(people));
        browser.click_on("a", "claim.toml");
        let claim = String::from_utf8(browser.downloaded("claim.toml")).expect("UTF-8");
        assert!(claim.contains(&format!("percent = {percent}")), "{claim}");
    }
    is_clean(&browser, &server);
}
