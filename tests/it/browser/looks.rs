//! Every page and state as people with other eyes and screens meet it: axe-core finds nothing, nothing is wider than the screen, and a
//! picture of each is kept in target/screenshots to be looked at.

use std::path::PathBuf;

use serde_json::Value;

use super::driver::Browser;
use super::{answered, cost, example, is_clean, overpayment};
use crate::page::server::Server;

/// A small telephone and a wide screen.
const WIDTHS: [u32; 2] = [360, 1600];

/// The accessibility checker, as npm brings it.
fn axe() -> String {
    let path = crate::root().join("target/npm/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; tests/run installs it", path.display()))
}

fn pictures() -> PathBuf {
    let folder = crate::root().join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Looks at what is shown now: narrow and wide, light and dark.
#[track_caller]
fn look(browser: &Browser, name: &str) {
    for width in WIDTHS {
        for scheme in ["light", "dark"] {
            browser.look(width, scheme);
            browser.run(&axe());
            let found = browser.run_long(
                "const done = arguments[arguments.length - 1]; \
                 axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.map((violation) => \
                 violation.id + ': ' + violation.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))), (error) => done([String(error)]))",
            );
            assert_eq!(found, Value::Array(Vec::new()), "{name} at {width} px, {scheme}: {found:#}");
            let wider = "const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 \
                         && !element.closest('.wide, pre, figure, .checked')); \
                         return document.documentElement.scrollWidth > innerWidth ? wide.map((element) => element.outerHTML.slice(0, 120)).join('\\n') || 'wide' : ''";
            assert_eq!(browser.run(wider), "", "{name} is wider than {width} px, {scheme}");
            std::fs::write(pictures().join(format!("{name}-{width}-{scheme}.png")), browser.picture(width)).expect("written");
        }
    }
    browser.look(1280, "light");
    std::fs::write(pictures().join(format!("{name}.pdf")), browser.print()).expect("written");
}

/// Opens everything that is folded away.
fn unfold(browser: &Browser) {
    browser.run("for (const details of document.querySelectorAll('details')) details.open = true");
}

#[test]
fn pages_before_anything_is_asked() {
    let (server, browser) = (Server::start(), Browser::start());
    for (name, place) in [
        ("home", "/"),
        ("member", "/member"),
        ("member-chosen", "/member?scale=home-office-2006"),
        ("cost", "/cost"),
        ("overpayment", "/overpayment"),
        ("systems", "/systems"),
        ("systems-none", "/systems?q=nowhere"),
        ("guide", "/guide"),
        ("guide-costing", "/guide/costing"),
        ("guide-format", "/guide/format"),
        ("refusal", "/nowhere"),
    ] {
        browser.go(&server.url(place));
        look(&browser, name);
    }
    browser.log("browser");
}

#[test]
fn a_members_answer() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url(crate::page::figures::MEMBER));
    answered(&browser);
    look(&browser, "member-answer");
    browser
        .go(&server.url(&format!("{}&claim.percent=5&claim.at-least=1000&claim.from=2007-07-01", crate::page::figures::MEMBER)));
    answered(&browser);
    unfold(&browser);
    look(&browser, "member-claim-unfolded");
    browser.go(&server.url(&crate::page::figures::MEMBER.replace("point=55", "point=999")));
    browser.find("#answer .problem");
    look(&browser, "member-wrong");
    is_clean(&browser, &server);
}

#[test]
fn a_cost() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/cost"));
    browser.give("roster", &example("examples/staff.csv"));
    browser.click_on("button", "Read it");
    browser.read("staff.csv: 12 rows");
    look(&browser, "cost-dropped");
    browser.choose("scale", "home-office-2011");
    look(&browser, "cost-chosen");
    cost(&browser, &server);
    look(&browser, "cost-answer");
    let upload = browser.place().split('?').next().expect("a place").to_owned();
    let more = crate::page::figures::claim(&[("offer.percent", "2"), ("budget", "30000"), ("break-even", "yes")]);
    browser.go(&format!("{upload}?{more}"));
    answered(&browser);
    unfold(&browser);
    look(&browser, "cost-offer-unfolded");
    is_clean(&browser, &server);
}

#[test]
fn an_overpayments_answer() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/overpayment"));
    browser.give("payslips", &example("examples/payslips.csv"));
    browser.click_on("button", "Read it");
    browser.read("payslips.csv: 46 lines");
    look(&browser, "overpayment-dropped");
    overpayment(&browser, &server);
    browser.fill("absences", "sick 2007-10-01 2007-10-12");
    browser.until("absence", || (answered(&browser).contains("sick") && browser.place().contains("absences=")).then_some(()));
    let place = browser.place();
    browser.go(&format!("{place}&policy=lincolnshire-county-council&told=2008-06-15&pay=3000&net-pay=2300"));
    answered(&browser);
    look(&browser, "overpayment-answer");
    unfold(&browser);
    look(&browser, "overpayment-unfolded");
    is_clean(&browser, &server);
}

#[test]
fn systems() {
    let (server, browser) = (Server::start(), Browser::start());
    browser.go(&server.url("/systems/home-office-2006"));
    look(&browser, "system");
    browser.go(&server.url("/systems/nhs-afc-england"));
    unfold(&browser);
    look(&browser, "system-unfolded");
    for file in ["errors/unknown-area.toml", "w1/w1.toml", "w1/w1-claim.toml"] {
        let name = file.replace(['/', '.'], "-");
        browser.go(&server.url("/systems"));
        browser.give("file", &example(file));
        browser.click_on("button", "Check it");
        browser.find(".checked");
        look(&browser, &format!("own-{name}"));
    }
    is_clean(&browser, &server);
}
