//! What a budget funds, held against the cost of the proposal that is found and of the next.

use payspine::costing::{Trial, largest};
use proptest::prelude::*;
use serde_json::Value;

use crate::{payspine_in, root, run_in};

fn solved(command: &str) -> Value {
    let (out, err, code) = run_in(root(), &format!("{command} --format json"));
    assert!(code < 2, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

/// The cost of a proposal over three years, by the other command.
fn cost_of(folder: &std::path::Path, proposal: &str, options: &[&str]) -> rust_decimal::Decimal {
    let (w1, roster) = (root().join("tests/w1/w1.toml"), root().join("tests/w1/w1-20000.csv"));
    let files = [roster.to_str().unwrap(), "--scale", w1.to_str().unwrap(), "--proposal", proposal];
    let command = [&["cost"], &files[..], &["--from", "2012-04-01", "--years", "3", "--format", "json"], options].concat();
    let (out, err, code) = payspine_in(folder, &command);
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    let years = answer["years"].as_array().unwrap().iter();
    years.map(|year| year["proposals"]["w1-claim"]["cost"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap()).sum()
}

#[test]
fn the_value_found_is_within_the_budget_and_the_next_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("found.toml");
    let text = std::fs::read_to_string(root().join("tests/w1/w1-claim.toml")).unwrap().replace("w1.toml", "");
    let id = text.lines().find_map(|line| line.strip_prefix("id")).unwrap().split('"').nth(1).unwrap().to_owned();
    assert_eq!(id, "w1-claim");
    let answer = solved(&format!(
        "solve tests/w1/w1-20000.csv --scale tests/w1/w1.toml --proposal tests/w1/w1-claim.toml --from 2012-04-01 --years 3 \
         --vary settlement.1.measure.1.uplift.percent --budget 200,000,000 --save-proposal {}",
        saved.display()
    ));
    let budget: rust_decimal::Decimal = "200000000".parse().unwrap();
    let number = |value: &Value| value.as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
    let (best, next) = (&answer["best"], &answer["next"]);
    assert_eq!(number(&next["value"]) - number(&best["value"]), "0.01".parse().unwrap());
    assert!(number(&best["cost"]) <= budget && number(&next["cost"]) > budget);
    // The same costs by pricing the proposals as files.
    assert_eq!(cost_of(folder.path(), "found.toml", &[]), number(&best["cost"]));
    let found = std::fs::read_to_string(&saved).unwrap();
    let percent = format!("percent = {}", number(&best["value"]).normalize());
    assert!(found.contains(&percent), "{percent} is not in\n{found}");
    let more = found.replacen(&percent, &format!("percent = {}", next["value"].as_str().unwrap()), 1);
    std::fs::write(folder.path().join("next.toml"), more).unwrap();
    assert_eq!(cost_of(folder.path(), "next.toml", &[]), number(&next["cost"]));
}

#[test]
fn a_budget_that_funds_nothing_and_a_number_without_bearing_are_said() {
    let staff = "tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml";
    let (out, err, code) = run_in(root(), &format!("solve {staff} --vary measure.1.uplift.percent --budget 10"));
    assert_eq!((code, err.lines().next()), (1, Some("warning[unknown-value]: no rule on `rating` names `C`")));
    let said = out.replace('\n', " ");
    assert!(said.contains("£10.00 in 2012-13 funds no value of measure.1.uplift.percent. Even 0.00 costs £"), "{out}");
    let (_, err, code) = run_in(root(), &format!("solve {staff} --vary measure.1.uplift.at-most --budget 10"));
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `measure.1.uplift.at-least`?"), "{err}");
    let (_, err, code) = run_in(root(), &format!("solve {staff} --vary measure.1.uplift.percent --budget lots"));
    assert!(code == 2 && err.contains("expected an amount"), "{err}");
}

proptest! {
    /// Of any cost that does not fall, the answer is the last value within the budget.
    #[test]
    fn the_search_finds_the_last_value_within_the_budget(
        rises in prop::collection::vec(0_i128..50, 1..200), budget in 0_i128..3_000, guess in 0_i64..400, refused in 0_usize..400,
        least in prop_oneof![Just(0_usize), 1..100_usize],
    ) {
        // As it is written it can be used, unless all can up to a value below it.
        let guess = if least > 0 { guess.max(i64::try_from(least).unwrap()) } else { guess };
        let refused = if least > 0 { refused.max(usize::try_from(guess).unwrap()) } else { refused };
        let costs: Vec<i128> = rises.iter().scan(0, |sum, rise| { *sum += rise; Some(*sum) }).collect();
        let last = costs.len() - 1;
        let at = |steps: i64| {
            let steps = usize::try_from(steps).unwrap();
            // Beyond the list it rises by one each step.
            let cost = costs.get(steps).copied().unwrap_or_else(|| costs[last] + i128::try_from(steps - last).unwrap());
            if steps > refused || steps < least { Trial::Refused("it cannot be".into()) } else { Trial::Costs(cost) }
        };
        let solved = largest(budget, 0, guess, |steps| Ok::<_, ()>(at(steps))).unwrap();
        let within = |steps: i64| matches!(at(steps), Trial::Costs(cost) if cost <= budget);
        match solved.best {
            None => {
                prop_assert!(!within(i64::try_from(least).unwrap()));
                prop_assert_eq!(solved.next.map(|(steps, _)| steps), i64::try_from(least).ok());
            }
            Some((steps, cost)) => {
                prop_assert!(within(steps) && !within(steps + 1));
                prop_assert_eq!(at(steps), Trial::Costs(cost));
                prop_assert_eq!(solved.next, Some((steps + 1, at(steps + 1))));
                prop_assert!(solved.trials < 60, "{} trials", solved.trials);
            }
        }
    }
}

/// Three staff on the Home Office's ranges of 2011, and what is said of a number of a claim on them.
fn said_of(number: &str, budget: &str, measure: &str) -> (String, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    let claim = format!(
        "format = 1\nid = \"c\"\ntitle = \"C\"\nscale = \"home-office-2011\"\n[[settlement]]\nfrom = 2012-07-01\ntitle = \"C\"\n\
         status = \"claim\"\n[[settlement.measure]]\n{measure}\n"
    );
    std::fs::write(folder.path().join("claim.toml"), claim).unwrap();
    std::fs::write(
        folder.path().join("staff.csv"),
        "grade,area,point,fte\nEO,national,69,1\nEO,national,69,1\nEO,national,69,0.5\n",
    )
    .unwrap();
    let asked = ["solve", "staff.csv", "--proposal", "claim.toml", "--from", "2012-07-01", "--vary", number, "--budget", budget];
    let (out, err, code) = payspine_in(folder.path(), &asked);
    (out.lines().collect::<Vec<_>>().join(" ") + &err, code)
}

#[test]
fn a_number_of_points_is_tried_in_whole_points() {
    // In London the range of EO has 16 points above its minimum. Parts of a point are none: the first that is refused is not the end of those that can be used.
    let raised = "raise-minimum = { by = 1 }\nassimilate = \"to-minimum\"\ngrades = [\"EO\"]";
    let (out, code) = said_of("measure.1.raise-minimum.by", "10000000", raised);
    assert!(code == 0 && out.contains("measure.1.raise-minimum.by = 16 is the most"), "{out}");
}

#[test]
fn a_number_that_cannot_be_nothing_is_tried_from_the_smallest_that_it_can_be() {
    // 2.5 times £400.00, and 2.5 times £400.01, of which half a penny is rounded up.
    let (out, code) = said_of("measure.1.lump-sum.amount", "1,000", "lump-sum = { amount = 100 }");
    assert!(out.contains("400.00 is the most") && out.contains("The next, 400.01, costs £1,000.03"), "{code} {out}");
    let (out, code) = said_of("measure.1.lump-sum.amount", "0", "lump-sum = { amount = 100 }");
    assert!(code == 1 && out.contains("funds no value") && out.contains("Even 0.01 costs £0.03"), "{out}");
    // A bound cannot be below the other.
    let bounds = "uplift = { percent = 10, at-least = 100, at-most = 200 }";
    let (out, code) = said_of("measure.1.uplift.at-most", "1", bounds);
    assert!(code == 1 && out.contains("Even 100.00 costs £"), "{out}");
}

#[test]
fn where_no_value_costs_more_than_the_budget_the_first_that_costs_the_most_is_said() {
    let capped = "uplift = { percent = 0, flat = 500, at-most = 900 }";
    let (out, code) = said_of("measure.1.uplift.flat", "1000000", capped);
    assert!(code == 0 && out.contains("funds any value of measure.1.uplift.flat: from 899.50 on it costs £"), "{out}");
}

#[test]
fn names_of_points_are_no_numbers_to_vary() {
    let text = "format = 1\nid = \"c\"\ntitle = \"C\"\nscale = \"njc\"\n[[settlement]]\nfrom = 2026-04-01\ntitle = \"C\"\nstatus = \"claim\"\n\
                [[settlement.measure]]\ndelete-points = [2, 3]\n[[settlement.measure]]\nuplift = { percent = 3 }\n";
    let source = payspine::scale_file::source("claim.toml", text.as_bytes()).expect("UTF-8");
    let said = payspine::scale_file::Varied::at(&source, "measure.1.delete-points.1")
        .expect_err("a point")
        .help
        .unwrap_or_default()
        .words;
    assert!(said.contains("measure.2.uplift.percent") && !said.contains("there is measure.1"), "{said}");
}
