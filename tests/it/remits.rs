//! Pay remits: the twelve months from a settlement's date against the same months without it; and the rates of a year's last day. The
//! cases OP01 and OP02 are worked examples of options side by side.

use serde_json::Value;

use crate::{payspine_in, run_in};

/// Porters on one point of £30,000, from which awards are not rounded.
const SYSTEM: &str = "format = 1\nid = \"porters\"\ntitle = \"Porters\"\ncurrency = \"GBP\"\n[conventions]\n\
    annual-rounding = { to = 0.0001, mode = \"half-up\", carry = \"published\" }\n\
    monthly-rounding = { to = 0.01, mode = \"half-up\" }\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
    [grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n[[settlement]]\nfrom = 2024-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
    spine.main.points = { 1 = 24000, 2 = 30000 }\nrange.P = { minimum = 1, target = 2 }\n\
    progression = { step = 1, every = \"1 year\", on = \"07-01\" }\n";

/// A claim with a settlement on each of these days.
fn claim(settlements: &[(&str, &str)]) -> String {
    let begin = "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"system.toml\"\n".to_owned();
    settlements.iter().fold(begin, |text, (from, measure)| {
        text + &format!("[[settlement]]\nfrom = {from}\ntitle = \"of {from}\"\nstatus = \"claim\"\n{measure}\n")
    })
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new(claim: &str, staff: &str) -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("system.toml", SYSTEM), ("claim.toml", claim), ("staff.csv", staff)] {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        Desk(folder)
    }

    fn json(&self, more: &[&str]) -> Value {
        let command = [&["cost", "staff.csv", "--proposal", "claim.toml", "--format", "json"][..], more].concat();
        let (out, err, code) = payspine_in(self.0.path(), &command);
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).expect("JSON")
    }

    fn text(&self, more: &[&str]) -> String {
        let command = [&["cost", "staff.csv", "--proposal", "claim.toml"][..], more].concat();
        let (out, err, code) = payspine_in(self.0.path(), &command);
        assert_eq!(code, 0, "{err}");
        out
    }
}

fn uplift(rise: &str) -> String {
    format!("[[settlement.measure]]\nuplift = {{ percent = {rise} }}")
}

fn texts<'v>(value: &'v Value, keys: &[&str]) -> Vec<&'v str> {
    keys.iter().map(|key| value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value:#}"))).collect()
}

#[test]
fn op01_a_settlement_within_the_year_with_a_sum_paid_once() {
    let award = format!("{}\n[[settlement.measure]]\nlump-sum = {{ amount = 400 }}", uplift("3.25"));
    let desk = Desk::new(&claim(&[("2025-07-01", &award)]), "grade,point,headcount\nP,2,1000\n");
    let json = desk.json(&["--from", "2025-04-01", "--remit", "3.25"]);
    let year = &json["remit"]["claim"][0];
    assert_eq!(texts(year, &["from", "to", "pay_year", "headroom"]), ["2025-07-01", "2026-06-30", "2025-26", "-400000.00"]);
    let figures = ["baseline", "cost", "not_consolidated", "in_year", "carried_over", "irc_percent", "recurring_irc_percent"];
    assert_eq!(
        texts(&year["pay"], &figures),
        ["30000000.00", "1375000.00", "400000.00", "1131250.00", "243750.00", "4.5833", "3.2500"]
    );
    let rates = &json["years"][0]["proposals"]["claim"];
    // 2,500,000 a month before, 2,581,250 at the end.
    assert_eq!(texts(rates, &["exit_rate", "full_year_effect"]), ["30975000.00", "975000.00"]);
}

#[test]
fn op02_each_year_of_a_deal_stands_on_a_baseline_of_its_own() {
    let deal = [("2025-04-01", "3.25"), ("2026-04-01", "2.5"), ("2027-04-01", "2.0")].map(|(from, rise)| (from, uplift(rise)));
    let deal: Vec<(&str, &str)> = deal.iter().map(|(from, measure)| (*from, measure.as_str())).collect();
    let desk = Desk::new(&claim(&deal), "grade,point,headcount\nP,2,1000\n");
    let json = desk.json(&["--years", "3", "--remit", "3.25,3,1.5"]);
    let years = json["remit"]["claim"].as_array().expect("years");
    // 31,749.375 a year is 2,645.78 a month, and 32,384.3625 is 2,698.70: months are rounded, and so are their sums.
    let expected = [
        ("30000000.00", "975000.00", "3.2500", "3.25"),
        ("30975000.00", "774360.00", "2.5000", "3"),
        ("31749360.00", "635040.00", "2.0002", "1.5"),
    ];
    assert_eq!(years.len(), 3);
    for (year, (baseline, cost, irc, limit)) in years.iter().zip(expected) {
        assert_eq!(texts(&year["pay"], &["baseline", "cost", "irc_percent"]), [baseline, cost, irc]);
        assert_eq!(year["limit_percent"], limit);
    }
    let text = desk.text(&["--years", "3", "--remit", "3.25,3,1.5"]);
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("One on top of the other they come to 7.95%, where the per cents add up to 7.75."), "{text}");
    let over = text.lines().find(|line| line.starts_with("Over (under)")).expect("a line");
    assert_eq!(over.split_whitespace().skip(4).collect::<Vec<_>>(), ["0.00", "(0.50)", "0.50"]);
}

/// 6.5% from October is a half of it in the year, and the whole of it in a remit.
#[test]
fn an_award_from_october_counts_for_twelve_months() {
    let desk = Desk::new(&claim(&[("2025-10-01", &uplift("6.5"))]), "grade,point,headcount\nP,2,100\n");
    let json = desk.json(&["--from", "2025-04-01", "--remit", "3.25"]);
    assert_eq!(json["years"][0]["proposals"]["claim"]["cost_percent"].as_str().unwrap_or("3.25"), "3.25");
    assert_eq!(json["remit"]["claim"][0]["pay"]["irc_percent"], "6.5000");
    assert_eq!(json["years"][0]["proposals"]["claim"]["irc_percent"], "6.50");
    // The same award in the year that the remit says: a half of it.
    let early = desk.json(&["--from", "2025-04-01", "--remit", "3.25", "--remit-start", "2025-04-01"]);
    assert_eq!(early["remit"]["claim"][0]["pay"]["irc_percent"], "3.2500");
}

#[test]
fn progression_is_in_both_sides_and_shown_apart() {
    let desk = Desk::new(&claim(&[("2025-07-01", &uplift("5"))]), "grade,point,headcount\nP,1,10\n");
    let json = desk.json(&["--from", "2025-04-01", "--remit", "5"]);
    let year = &json["remit"]["claim"][0];
    // They step up on 1 July: 30,000 a year in both, and 24,000 where nobody does.
    assert_eq!(texts(&year["pay"], &["baseline", "cost", "irc_percent"]), ["300000.00", "15000.00", "5.0000"]);
    assert_eq!(texts(&year["without_progression"], &["baseline", "cost", "irc_percent"]), ["240000.00", "12000.00", "5.0000"]);
    let text = desk.text(&["--from", "2025-04-01", "--remit", "5"]);
    // 315,000 of 240,000.
    let both = text.lines().find(|line| line.starts_with("Award and progression")).expect("a line");
    assert_eq!(both.split_whitespace().last(), Some("31.25"));
}

#[test]
fn the_rates_of_the_last_day_are_no_mix_of_a_month() {
    let flat = "[[settlement.measure]]\nuplift = { flat = 1200 }";
    for from in ["2026-03-16", "2026-03-31", "2026-03-02"] {
        let desk = Desk::new(&claim(&[(from, flat)]), "grade,point,fte\nP,2,1\nP,2,0.6\n");
        for more in [&[][..], &["--on-costs", "--pension", "20%"]] {
            let year = &desk.json(&[&["--from", "2025-04-01"][..], more].concat())["years"][0]["proposals"]["claim"];
            assert_eq!(texts(year, &["full_year_effect", "exit_rate"]), ["1920.00", "49920.00"], "{from}");
        }
    }
    // A step in the middle of the last month, beside an allowance that does not change, which is walked apart from it.
    let folder = tempfile::tempdir().expect("a folder");
    let system =
        SYSTEM.replace("on = \"07-01\"", "on = \"03-20\"").replace("[[settlement]]", "[area]\nn = \"North\"\n[[settlement]]")
            + "payment.weighting = { title = \"Weighting\", kind = \"allowance\", amount = 600 }\n";
    std::fs::write(folder.path().join("system.toml"), system).expect("written");
    std::fs::write(folder.path().join("staff.csv"), "grade,point,area\nP,1,n\n").expect("written");
    let (out, err, code) = run_in(folder.path(), "cost staff.csv --scale system.toml --from 2025-04-01");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("A full year at the rates of the last day comes to £30,600.00."), "{out}");
}

/// A payment that a share of staff get makes that share gainers, and pennies make nobody one; averages say of whom they are.
#[test]
fn who_gains_is_counted_from_a_pound_and_by_shares() {
    let bonus = "[settlement.payment.bonus]\ntitle = \"Bonus\"\nkind = \"bonus\"\namount = 1000\nshare = 35\npaid = \"07\"\nconsolidated = false\n";
    let desk = Desk::new(&claim(&[("2025-04-01", bonus)]), "grade,point,headcount\nP,2,200\n");
    let year = &desk.json(&["--from", "2025-04-01"])["years"][0]["proposals"]["claim"];
    assert_eq!((&year["gainers"], &year["losers"], &year["unchanged"]), (&70.into(), &0.into(), &130.into()));
    // 70 get £1,000: over all staff £350.
    assert_eq!(texts(year, &["cost", "mean_rise", "mean_rise_of_gainers"]), ["70000.00", "350.00", "1000.00"]);
    let text = desk.text(&["--from", "2025-04-01"]);
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = "those who gain have £1,000.00 more on average; over all staff the average is £350.00 (1.17%)";
    assert!(said.contains(wanted) && text.lines().any(|line| line.starts_with("The same")), "{text}");
    // A rise besides is everybody's.
    let both = format!("{bonus}[[settlement.measure]]\nuplift = {{ flat = 12 }}\n");
    let desk = Desk::new(&claim(&[("2025-04-01", &both)]), "grade,point,headcount\nP,2,200\n");
    assert_eq!(desk.json(&["--from", "2025-04-01"])["years"][0]["proposals"]["claim"]["gainers"], 200);
    // 96 pence a year are nobody's gain, and 12 pounds are.
    for (flat, gainers) in [("0.96", 0), ("1.2", 200), ("12", 200)] {
        let desk = Desk::new(
            &claim(&[("2025-04-01", &format!("[[settlement.measure]]\nuplift = {{ flat = {flat} }}"))]),
            "grade,point,headcount\nP,2,200\n",
        );
        let year = &desk.json(&["--from", "2025-04-01"])["years"][0]["proposals"]["claim"];
        assert_eq!((&year["gainers"], &year["unchanged"]), (&gainers.into(), &(200 - gainers).into()), "{flat}");
    }
}

/// Where nobody knows who stands where, what a claim costs lies between its least and its most on any place.
#[test]
fn what_a_claim_can_cost_is_between_its_ends_on_every_place() {
    // At the bottom £1,100 is more than 4%, and comes to £1,600; above, 4% is £1,200. They step up in July.
    let measure = "[[settlement.measure]]\nuplift = { percent = 4, at-least = 1100 }\n[[settlement.measure]]\nuplift = { flat = 500 }\npoints = [1]";
    let claim = claim(&[("2025-04-01", measure)]);
    let desk = Desk::new(&claim, "grade,headcount\nP,10\n");
    let cost = |desk: &Desk| {
        let json = desk.json(&["--from", "2025-04-01", "--years", "2"]);
        json["years"].as_array().expect("years").iter().map(|year| year["proposals"]["claim"].clone()).collect::<Vec<Value>>()
    };
    let pounds = |value: &Value| value.as_str().expect("money").parse::<payspine::money::Money>().expect("money");
    let of_places: Vec<Vec<Value>> =
        ["1", "2"].map(|point| cost(&Desk::new(&claim, &format!("grade,point,headcount\nP,{point},10\n")))).into();
    for (year, found) in cost(&desk).iter().enumerate() {
        let costs: Vec<_> = of_places.iter().map(|years| pounds(&years[year]["cost"])).collect();
        assert_eq!(pounds(&found["cost_at_least"]), *costs.iter().min().expect("places"));
        assert_eq!(pounds(&found["cost_at_most"]), *costs.iter().max().expect("places"));
    }
    let said = desk.text(&["--from", "2025-04-01"]);
    assert!(said.contains("costs between £") && said.lines().any(|line| line.starts_with("Cost, at most")), "{said}");
}

/// A bonus that a share of staff get and that ends is that share's loss.
#[test]
fn who_loses_by_a_payment_of_a_share_is_that_share() {
    let folder = tempfile::tempdir().expect("a folder");
    let bonus = "payment.bonus = { title = \"Bonus\", kind = \"bonus\", amount = 1000, share = 35, paid = \"07\" }\n";
    let end = claim(&[("2025-04-01", "payment.bonus = { title = \"Bonus\", kind = \"bonus\", withdrawn = true }")]);
    for (name, text) in [
        ("system.toml", format!("{SYSTEM}{bonus}")),
        ("claim.toml", end),
        ("staff.csv", "grade,point,headcount\nP,2,200\n".to_owned()),
    ] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let year = &Desk(folder).json(&["--from", "2025-04-01"])["years"][0]["proposals"]["claim"];
    assert_eq!((&year["gainers"], &year["losers"], &year["unchanged"]), (&0.into(), &70.into(), &130.into()));
}

#[test]
fn limits_and_days_that_do_not_fit_are_refused() {
    let desk = Desk::new(&claim(&[("2025-10-01", &uplift("6.5"))]), "grade,point,headcount\nP,2,100\n");
    let refused = |more: &[&str]| {
        let command = [&["cost", "staff.csv", "--proposal", "claim.toml", "--from", "2025-04-01"][..], more].concat();
        let (out, err, code) = payspine_in(desk.0.path(), &command);
        assert_eq!((out.as_str(), code), ("", 2));
        err
    };
    assert!(refused(&["--remit", "3.25,3"]).contains("2 limits of a remit for 1 date of a settlement"));
    assert!(
        refused(&["--remit", "3", "--remit-start", "2025-01-01"]).contains("where staff stood before 2025-04-01 is not known")
    );
}
