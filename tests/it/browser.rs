//! The page in a real browser: each of the three questions from the start to a file that is kept.

mod driver;
mod keyboard;
mod looks;
mod mishaps;

use std::path::PathBuf;

use driver::{Browser, keys_of};

use crate::page::figures::{cell, in_a_shell, pounds, same_cost, tables};
use crate::page::server::{Server, command_of, put};

/// A file of the examples, where the browser finds it.
fn example(name: &str) -> PathBuf {
    crate::root().join("tests").join(name)
}

/// Waits until the answer stands still, and gives the page.
#[track_caller]
fn answered(browser: &Browser) -> String {
    browser.until("an answer", || {
        let ready = "const answer = document.querySelector('#answer'); \
                     return document.readyState === 'complete' && !!answer?.querySelector('.downloads') && !answer.hasAttribute('aria-busy')";
        (browser.run(ready) == true).then_some(())
    });
    browser.html()
}

/// The page has asked nobody but itself, and nothing on it was forbidden or went wrong.
#[track_caller]
fn is_clean(browser: &Browser, server: &Server) {
    let own = server.url("/");
    // What is shown before any page, and what a page has in itself, is asked of nobody.
    let asks = |address: &String| !["chrome:", "data:", "about:", "blob:"].iter().any(|within| address.starts_with(within));
    let strangers: Vec<String> =
        browser.requests().into_iter().filter(|address| asks(address) && !address.starts_with(&own)).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
    let said = browser.log("browser");
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn a_member_is_checked() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/"));
    browser.click_on("a", "Check a member");
    browser.choose("scale", "home-office-2006");
    browser.choose("grade", "EO");
    browser.choose("area", "london");
    browser.type_into("since", &keys_of("2006-07-01"));
    browser.fill("field.rating", "B");
    browser.type_into("until", &keys_of("2013-07-01"));
    browser.fill("point", "55");
    // The answer comes by itself, once enough is known.
    browser.read("the target, milestone 73 (£23,566 basic pay), on 1 July 2012");
    let page = answered(&browser);
    let shown = tables(&page);
    let json = crate::payspine_json(&[
        "progress",
        "--scale",
        "home-office-2006",
        "--grade",
        "EO",
        "--area",
        "london",
        "--point",
        "55",
        "--since",
        "2006-07-01",
        "--until",
        "2013-07-01",
        "--field",
        "rating=B",
    ]);
    for row in json["years"].as_array().expect("years") {
        assert_eq!(cell(&shown, "Pay year", row["year"].as_str().expect("a year"), "Due"), pounds(&row["due"], true));
    }
    // How it was worked out is one click away, and names the source.
    browser.click_on("summary", "How was this worked out?");
    browser.read("Home Office HR blog, 24 April 2007");
    // The slider asks what a claim would add, without a button.
    browser.click_on("summary", "Beside a claim");
    browser.fill("claim.percent", "3");
    browser.until("claim", || tables(&answered(&browser))[0][0].iter().any(|head| head.contains("Claim")).then_some(()));
    browser.fill("claim.percent", "");
    browser.until("answer without the claim", || (tables(&answered(&browser)) == shown).then_some(()));
    let folder = tempfile::tempdir().expect("a folder");
    for (words, name, format) in
        [("CSV", "member.csv", "csv"), ("JSON", "member.json", "json"), ("Markdown", "member.md", "markdown")]
    {
        browser.click_on("a", words);
        let kept = String::from_utf8(browser.downloaded(name)).expect("UTF-8");
        assert_eq!(kept, in_a_shell(folder.path(), &command_of(&page, "progress"), format), "{name}");
    }
    is_clean(&browser, &server);
}

/// Drops the example roster, and fills in a claim.
fn cost(browser: &Browser, server: &Server) {
    browser.go(&server.url("/"));
    browser.click_on("a", "Cost a claim");
    browser.give("roster", &example("examples/staff.csv"));
    browser.click_on("button", "Read it");
    browser.read("staff.csv: 12 rows");
    browser.choose("scale", "home-office-2011");
    browser.fill("years", "3");
    browser.fill("claim.percent", "4");
    browser.fill("claim.at-least", "1000");
    answered(browser);
}

#[test]
fn a_claim_is_costed() {
    let (server, browser) = (Server::start(), Browser::start());
    cost(&browser, &server);
    browser.click_on("summary", "Groups, on-costs and more");
    browser.click_on("label", "By grade");
    // The claim rises with the slider's end of the field, and so does the cost.
    browser.fill("claim.percent", "5");
    browser.until("cost by grade of 5%", || {
        let page = answered(&browser);
        // The address changes with the answer. Grouped answers to the claim before may come first.
        let claimed = browser.place().contains("claim.percent=5");
        (claimed && command_of(&page, "cost").contains("--group-by=grade")).then_some(())
    });
    browser.click_on("a", "claim.toml");
    let claim = browser.downloaded("claim.toml");
    assert!(String::from_utf8_lossy(&claim).contains("percent = 5"), "{}", String::from_utf8_lossy(&claim));
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "claim.toml", &claim);
    put(folder.path(), "staff.csv", &std::fs::read(example("examples/staff.csv")).expect("it is there"));
    let page = answered(&browser);
    let command = command_of(&page, "cost");
    same_cost(&page, &serde_json::from_str(&in_a_shell(folder.path(), &command, "json")).expect("JSON"));
    for (words, name, format) in [("CSV", "cost.csv", "csv"), ("JSON", "cost.json", "json")] {
        browser.click_on("a", words);
        let kept = String::from_utf8(browser.downloaded(name)).expect("UTF-8");
        assert_eq!(kept, in_a_shell(folder.path(), &command, format), "{name}");
    }
    // The address holds the question: whoever goes back to it finds the same answer.
    let shown = tables(&page);
    let place = browser.place();
    browser.go(&server.url("/systems"));
    browser.go(&place);
    assert_eq!(tables(&answered(&browser)), shown);
    is_clean(&browser, &server);
    // Cleared, it is gone.
    browser.click_on("summary", "Another file, or clear what was dropped");
    browser.click_on("button", "Clear everything that was dropped here");
    browser.read("What is the question?");
    browser.go(&place);
    browser.read("is no longer in memory");
}

/// Drops the example payslips, and fills in whose they are.
fn overpayment(browser: &Browser, server: &Server) {
    browser.go(&server.url("/"));
    browser.click_on("a", "Check an overpayment");
    browser.give("payslips", &example("examples/payslips.csv"));
    browser.click_on("button", "Read it");
    browser.read("payslips.csv: 46 lines");
    browser.choose("scale", "home-office-2006");
    browser.choose("grade", "EO");
    browser.choose("area", "london");
    browser.type_into("since", &keys_of("2006-07-01"));
    browser.fill("point", "55");
    browser.fill("field.rating", "B");
    browser.type_into("from", &keys_of("2006-07"));
    browser.type_into("to", &keys_of("2008-05"));
    answered(browser);
}

#[test]
fn an_overpayment_is_checked() {
    let (server, browser) = (Server::start(), Browser::start());
    overpayment(&browser, &server);
    browser.read("Overpaid £572.99 in 11 months");
    browser.read("from 1 July 2007 and not from 1 July 2008");
    let page = answered(&browser);
    assert_eq!(cell(&tables(&page), "Month", "2008-05", "Balance"), "£572.99");
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "payslips.csv", &std::fs::read(example("examples/payslips.csv")).expect("it is there"));
    browser.click_on("a", "The member as a file");
    put(folder.path(), "member.toml", &browser.downloaded("member.toml"));
    browser.click_on("a", "CSV");
    let kept = String::from_utf8(browser.downloaded("audit.csv")).expect("UTF-8");
    assert_eq!(kept, in_a_shell(folder.path(), &command_of(&page, "audit"), "csv"));
    // A recovery by a policy, and the letter that says all of it.
    browser.click_on("summary", "A recovery");
    browser.choose("policy", payspine::scale_file::policy_ids().next().expect("a shipped policy"));
    browser.type_into("told", &keys_of("2008-06-15"));
    browser.fill("pay", "3000");
    browser.fill("net-pay", "2300");
    browser.until("recovery", || answered(&browser).contains("payspine recover").then_some(()));
    browser.click_on("a", "Statement to hand over");
    let statement = String::from_utf8(browser.downloaded("statement.html")).expect("UTF-8");
    assert!(statement.contains("£572.99"), "{statement}");
    is_clean(&browser, &server);
}

/// A pay system of one's own: checked as `scale check` does it, shown, and used for a member.
#[test]
fn a_system_is_looked_up_and_ones_own_is_checked() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/systems"));
    browser.fill("q", "school");
    browser.until("one system", || (browser.run("return document.querySelectorAll('#answer li').length") == 1).then_some(()));
    browser.click_on("a", "School teachers, England");
    browser.read("School teachers, England");
    let page = answered(&browser);
    browser.click_on("a", "CSV");
    let kept = String::from_utf8(browser.downloaded("teachers-england.csv")).expect("UTF-8");
    assert_eq!(kept, in_a_shell(crate::root(), &command_of(&page, "scale"), "csv"));
    browser.go(&server.url("/systems"));
    browser.give("file", &example("w1/w1.toml"));
    browser.click_on("button", "Check it");
    let (said, _, _) = crate::run_in(&crate::root().join("tests/w1"), "scale check w1.toml");
    browser.read(said.trim_end());
    browser.click_on("a", "Check a member on it");
    browser.read("Where the member stands");
    is_clean(&browser, &server);
}
