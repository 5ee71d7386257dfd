//! The three questions without a mouse: with Tab, Enter, the space bar and arrows. The focus can be seen wherever it goes.

use fantoccini::key::Key;

use super::driver::{Browser, keys_of};
use super::{answered, example, is_clean};
use crate::page::figures::{cell, tables};
use crate::page::server::Server;

impl Browser {
    /// Presses a key that is no letter.
    fn key(&self, key: Key) {
        self.press(&char::from(key).to_string());
    }

    /// Tabs on to an element. On the way, whatever has the focus shows it.
    #[track_caller]
    fn tab_to(&self, css: &str) {
        let there = format!("return !!document.activeElement?.matches({css:?})");
        for _ in 0..200 {
            self.key(Key::Tab);
            self.shows_its_focus();
            if self.run(&there) == true {
                return;
            }
        }
        panic!("Tab does not come to {css} on {}", self.place());
    }

    /// What has the focus has an outline of two pixels or more, and is where it can be seen.
    #[track_caller]
    fn shows_its_focus(&self) {
        let look = "const element = document.activeElement; \
                    if (!element || element === document.body) return 'nowhere'; \
                    const style = getComputedStyle(element), place = element.getBoundingClientRect(); \
                    const name = element.outerHTML.slice(0, 200); \
                    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'no outline: ' + name; \
                    if (place.width === 0 || place.height === 0) return 'no size: ' + name; \
                    if (place.bottom < 0 || place.top > innerHeight || place.right < 0 || place.left > innerWidth) return 'out of sight: ' + name; \
                    return 'seen'";
        let seen = self.run(look);
        // Between the last element and the first, the focus is the browser's own.
        assert!(seen == "seen" || seen == "nowhere", "{seen}");
    }

    /// Chooses in the field with the focus by arrows, and waits until the page has taken it.
    #[track_caller]
    fn arrow_to(&self, name: &str, value: &str) {
        self.tab_to(&format!("[name=\"{name}\"]"));
        let now = format!("return document.querySelector('[name=\"{name}\"]').value");
        for _ in 0..40 {
            if self.run(&now) == value {
                break;
            }
            self.key(Key::Down);
            self.settled(name);
        }
        assert_eq!(self.run(&now), value, "arrows do not come to {value}");
    }

    /// Waits until the page stands still, with the focus where it was.
    #[track_caller]
    fn settled(&self, name: &str) {
        std::thread::sleep(std::time::Duration::from_millis(60));
        let still = format!(
            "return document.readyState === 'complete' && !document.querySelector('[aria-busy]') \
             && !!document.activeElement?.matches('[name=\"{name}\"]')"
        );
        self.until("focus after a choice", || (self.run(&still) == true).then_some(()));
    }
}

#[test]
fn a_member() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/"));
    // The first thing that Tab comes to leads past the links at the top.
    browser.key(Key::Tab);
    assert_eq!(browser.run("return document.activeElement.innerText"), "To the content");
    browser.shows_its_focus();
    browser.key(Key::Enter);
    browser.tab_to("main a[href='/member']");
    browser.key(Key::Enter);
    browser.read("Where the member stands");
    browser.arrow_to("scale", "home-office-2006");
    browser.arrow_to("grade", "EO");
    browser.arrow_to("area", "london");
    browser.tab_to("[name=since]");
    browser.press(&keys_of("2006-07-01"));
    browser.tab_to("[name=point]");
    browser.press("55");
    browser.tab_to("[name=until]");
    browser.press(&keys_of("2013-07-01"));
    browser.tab_to("[name='field.rating']");
    browser.press("B");
    browser.key(Key::Enter);
    browser.read("the target, milestone 73 (£23,566 basic pay), on 1 July 2012");
    let shown = tables(&answered(&browser));
    assert_eq!(cell(&shown, "Pay year", "2012-13", "Due"), "£26,389.47");
    browser.tab_to("#answer details.how > summary");
    browser.press(" ");
    browser.read("Home Office HR blog, 24 April 2007");
    browser.tab_to(".downloads a[href*='/csv']");
    browser.key(Key::Enter);
    assert!(String::from_utf8_lossy(&browser.downloaded("member.csv")).contains("26566.00"));
    is_clean(&browser, &server);
}

#[test]
fn a_claim() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/"));
    browser.tab_to("nav a[href='/cost']");
    browser.key(Key::Enter);
    browser.read("The workforce");
    browser.tab_to("[name=roster]");
    // The window in which a file is picked is the system's, so the file is given without it.
    browser.give("roster", &example("examples/staff.csv"));
    browser.tab_to("button[type=submit]");
    browser.key(Key::Enter);
    browser.read("staff.csv: 12 rows");
    browser.arrow_to("scale", "home-office-2011");
    browser.tab_to("details.more > summary");
    browser.press(" ");
    browser.arrow_to("column.grade", "Pay band");
    browser.tab_to("[name='claim.percent']");
    browser.press("4.9");
    // The slider moves by arrows, and its number with it.
    browser.tab_to("[data-for='claim.percent']");
    browser.key(Key::Right);
    browser.until("5%", || (browser.run("return document.getElementById('claim.percent').value") == "5").then_some(()));
    browser.tab_to("[name=budget]");
    browser.tab_to("details.more > summary");
    browser.press(" ");
    browser.tab_to("[name=group-by][value=grade]");
    browser.press(" ");
    browser.until("cost by grade", || {
        answered(&browser);
        tables(&browser.html()).iter().any(|rows| rows[0][0] == "grade").then_some(())
    });
    let shown = tables(&browser.html());
    let staff = crate::root().join("tests/examples");
    let claim = tempfile::tempdir().expect("a folder");
    browser.tab_to(".downloads a[href*='/claim.toml']");
    browser.key(Key::Enter);
    let path = claim.path().join("claim.toml");
    std::fs::write(&path, browser.downloaded("claim.toml")).expect("written");
    let command = format!("cost staff.csv --column grade=\"Pay band\" --proposal {} --format json", path.display());
    let (out, err, code) = crate::run_in(&staff, &command);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let cost = &json["years"][0]["proposals"]["claim"]["cost"];
    assert_eq!(cell(&shown, "Paybill", "Cost", "2012-13"), crate::page::figures::pounds(cost, true));
    is_clean(&browser, &server);
}

#[test]
fn an_overpayment() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/overpayment"));
    browser.tab_to("[name=payslips]");
    browser.give("payslips", &example("examples/payslips.csv"));
    browser.tab_to("button[type=submit]");
    browser.press(" ");
    browser.read("payslips.csv: 46 lines");
    browser.arrow_to("scale", "home-office-2006");
    browser.arrow_to("grade", "EO");
    browser.arrow_to("area", "london");
    let days = [("since", "2006-07-01"), ("from", "2006-07"), ("to", "2008-05")].map(|(name, day)| (name, keys_of(day)));
    for (name, keys) in
        days.into_iter().chain([("point", "55"), ("field.rating", "B")].map(|(name, keys)| (name, keys.to_owned())))
    {
        browser.tab_to(&format!("[name='{name}']"));
        browser.press(&keys);
    }
    browser.read("Overpaid £572.99 in 11 months");
    answered(&browser);
    browser.tab_to(".downloads a[href*='/statement']");
    browser.key(Key::Enter);
    assert!(String::from_utf8_lossy(&browser.downloaded("statement.html")).contains("£572.99"));
    is_clean(&browser, &server);
}
