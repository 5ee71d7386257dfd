//! What is filled in and cannot be read: each field is told what is wrong with it, all of them at once, and keeps what was typed.

use super::server::{Server, example, plain, query};

/// The problems that a page lists, in order.
fn problems(page: &str) -> Vec<String> {
    let list = page.split("<div class=\"problem\" role=\"alert\"><ul>").nth(1).and_then(|rest| rest.split("</ul>").next());
    let list = list.unwrap_or_else(|| panic!("no problems\n{page}"));
    list.split("<li>").skip(1).map(|item| plain(item).trim().to_owned()).collect()
}

/// Asks a page and for a file of it. Each value of `wrong` comes with its field and with what is said of it, after the field's label.
fn refused(server: &Server, page: &str, download: &str, right: &[(&str, &str)], wrong: &[(&str, &str, &str)]) {
    let asked: Vec<(&str, &str)> = right.iter().copied().chain(wrong.iter().map(|(field, value, _)| (*field, *value))).collect();
    let asked = query(&asked);
    let answer = server.get(&format!("{page}?{asked}"));
    assert_eq!(answer.status, 200);
    let text = answer.text();
    let expected: Vec<String> = wrong
        .iter()
        .map(|(field, value, said)| {
            let label = text.split(&format!("<label for=\"{field}\">")).nth(1).and_then(|rest| rest.split('<').next());
            let label = label.unwrap_or_else(|| panic!("no field {field}\n{text}"));
            let kept = [format!("name=\"{field}\" value=\"{value}\""), format!(">{value}</textarea>")];
            assert!(kept.iter().any(|kept| text.contains(kept)), "{field} lost {value}\n{text}");
            format!("{label}: “{value}” cannot be read: {said}")
        })
        .collect();
    let mut found = problems(text);
    found.sort();
    let mut sorted = expected.clone();
    sorted.sort();
    assert_eq!(found, sorted);
    let file = server.get(&format!("{download}?{asked}"));
    assert_eq!(file.status, 422);
    let file = plain(file.text());
    assert!(expected.iter().all(|problem| file.contains(problem)), "{file}");
}

const NO_DATE: &str = "not a day: such as 2012-07-01, 1/7/2012 or 1 July 2012";
const NO_MONTH: &str = "not a month: year and month, such as 2012-07";
const NO_AMOUNT: &str = "expected an amount, such as 1,508.92";
const NO_PERCENT: &str = "expected a percentage from 0 to 100, such as 3.25";
const NO_PAIR: &str = "expected NAME=VALUE, such as grade=\"Pay band\"";

#[test]
fn of_a_cost() {
    let server = Server::start();
    let upload = server.upload("/cost", &[("roster", Some("staff.csv"), &example("examples/staff.csv"))]);
    let right = [("scale", "home-office-2011"), ("column.grade", "Pay band"), ("claim.at-least", "1000")];
    let wrong = [
        ("from", "1/4/2025x", NO_DATE),
        ("years", "51", "expected a whole number from 1 to 50"),
        ("as-at", "2025-02-30", "February 2025 has no day 30: its last is the 28"),
        ("grades", "Immigration Officer", NO_PAIR),
        ("areas", "=", NO_PAIR),
        ("defaults", "national", NO_PAIR),
        ("leavers", "lots", NO_PERCENT),
        ("vacancy", "-1", NO_PERCENT),
        ("remit", "100.1", NO_PERCENT),
        ("suppress-below", "1", "expected a whole number from 2 to 1000"),
        ("budget", "much", NO_AMOUNT),
    ];
    refused(&server, &upload, &format!("{upload}/download/csv"), &right, &wrong);
    // A claim that cannot be read is listed with the rest.
    let both = query(&[&right[..], &[("claim.percent", "a lot"), ("years", "none")]].concat());
    let found = problems(server.get(&format!("{upload}?{both}")).text());
    assert_eq!(found[0], "Claim, per cent: “a lot” is not a number, such as 5 or 1,000.00");
    assert_eq!(found[1], "Years: “none” cannot be read: expected a whole number from 1 to 50");
    // What is asked of a claim needs one.
    let alone = query(&[("scale", "home-office-2011"), ("from", "2012-04-01"), ("remit", "3"), ("break-even", "yes")]);
    let found = problems(server.get(&format!("{upload}?{alone}")).text());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("Pay remit, %: ") && found[1].starts_with("Where one arm of an award"), "{found:?}");
}

#[test]
fn of_a_member() {
    let server = Server::start();
    let right = [("scale", "home-office-2006"), ("grade", "EO"), ("area", "london"), ("point", "55")];
    let wrong = [
        ("since", "July 2006", NO_DATE),
        ("from", "1/7/06", "the year needs four digits: such as 1/7/2012"),
        ("until", "2013-07-01T00:00", NO_DATE),
        ("rates-of", "2007-13-01", "there is no month 13: days are written day/month/year, or year-month-day"),
    ];
    refused(&server, "/member", "/member/download/csv", &right, &wrong);
}

#[test]
fn of_an_overpayment() {
    let server = Server::start();
    let upload = server.upload("/overpayment", &[("payslips", Some("payslips.csv"), &example("examples/payslips.csv"))]);
    let right = [("scale", "home-office-2006"), ("grade", "EO"), ("point", "55"), ("policy", "armed-forces-jsp-754")];
    let wrong = [
        ("since", "yesterday", NO_DATE),
        ("stood", "x", NO_DATE),
        ("from", "2006", NO_MONTH),
        ("to", "2008-13", NO_MONTH),
        ("elements", "Basic Salary", NO_PAIR),
        ("told", "20080615", NO_DATE),
        ("pay", "three thousand", NO_AMOUNT),
        ("net-pay", "$2,300", "`$2,300` has the sign $, and the pay system is in GBP"),
        ("over", "0", "expected a whole number from 1 to 1200"),
        ("leaver", "soon", NO_DATE),
        ("events", "fte=0.6", "expected a day, then NAME=VALUE, such as 2024-10-01 fte=0.6"),
        ("absences", "sick 2024", "expected a kind, the first and the last day, such as sick 2024-10-07 2024-11-29"),
    ];
    refused(&server, &upload, &format!("{upload}/download/csv"), &right, &wrong);
}

#[test]
fn of_a_system() {
    let server = Server::start();
    refused(&server, "/systems/njc", "/systems/njc/download/csv", &[], &[("on", "1 Ap 2025", NO_DATE)]);
}
