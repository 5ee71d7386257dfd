//! Every figure of a workbook is that of `--format json`.

use std::collections::BTreeMap;

use calamine::Data;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Rows, cases, figure, number, percent, proposals, read, sum, text, titles, variants};

/// What the sheet by year must say of a case in a year: each line's figure, in order.
fn lines(of: &Value, id: Option<&str>, cost: bool) -> Vec<Decimal> {
    let base = &of["baseline"];
    let case = id.map_or(base, |id| &of["proposals"][id]);
    let minus = |case: Decimal, base: Decimal| if cost { case - base } else { case };
    let get = |object: &Value, key: &str| figure(&object[key]).unwrap_or_default();
    let components = |object: &Value| -> Vec<Decimal> {
        object["components"].as_object().expect("components").values().map(|value| figure(value).expect("money")).collect()
    };
    let mut found: Vec<Decimal> =
        components(case).into_iter().zip(components(base)).map(|(case, base)| minus(case, base)).collect();
    found.push(if cost { get(case, "cost") } else { get(case, "total") });
    if cost {
        found.extend(percent(get(case, "cost"), get(base, "total")));
    }
    if let (Some(on_top), Some(base_on_top)) = (case["on_costs"].as_object(), base["on_costs"].as_object()) {
        let kinds = on_top
            .values()
            .zip(base_on_top.values())
            .map(|(case, base)| minus(figure(case).expect("money"), figure(base).expect("money")));
        found.extend(kinds);
        found.push(if cost { get(case, "cost_with_on_costs") } else { get(case, "total") + sum(on_top.values()) });
    }
    if let Some(id) = id {
        let proposal = &of["proposals"][id];
        found.push(if cost { get(proposal, "full_year_effect") } else { get(proposal, "exit_rate") });
    }
    found
}

#[test]
fn the_paybill_by_year_is_that_of_json() {
    for case in cases() {
        let (bytes, json) = case.answers();
        let rows = Rows::of(&read(&bytes)["By year"], "Paybill");
        let years = json["years"].as_array().expect("years");
        let mut checked = 0;
        for (place, (variant, _)) in variants(&years[0]).into_iter().enumerate() {
            let mut of_cases: Vec<(String, Option<String>, bool)> = vec![("As agreed".to_owned(), None, false)];
            for (id, title) in titles(&json) {
                of_cases.push((title.to_owned(), Some(id.clone()), false));
                of_cases.push((format!("Cost of {title}"), Some(id), true));
            }
            for (title, id, cost) in of_cases {
                let is_of = |words: &[String]| words[0] == title && (variant.is_empty() || words[1] == variant);
                // A pension that was not asked for is nought, and what is paid once is looked at below.
                let skipped = ["Of the total not consolidated"];
                let shown: Vec<_> = rows
                    .rows
                    .iter()
                    .filter(|(words, _)| is_of(words) && !skipped.contains(&words.last().unwrap().as_str()))
                    .collect();
                for (at, year) in years.iter().enumerate() {
                    let label = year["year"].as_str().expect("a label");
                    let expected = lines(variants(&years[at])[place].1, id.as_deref(), cost);
                    let mut found: Vec<Decimal> = shown.iter().filter_map(|(_, figures)| number(figures.get(label)?)).collect();
                    if id.is_none() {
                        // JSON has no exit rate of what is agreed.
                        found.pop();
                    }
                    let without_pension = |figures: Vec<Decimal>| {
                        if case.command.contains("--pension") {
                            figures
                        } else {
                            figures.into_iter().filter(|figure| !figure.is_zero()).collect()
                        }
                    };
                    assert_eq!(without_pension(found), without_pension(expected), "{}: {title} {variant} {label}", case.command);
                    checked += 1;
                }
                if years.len() > 1 {
                    let total = shown.iter().find(|(words, _)| words.last().unwrap() == "Total").expect("a total");
                    let of_years: Decimal =
                        years.iter().map(|year| number(&total.1[year["year"].as_str().unwrap()]).unwrap()).sum();
                    assert_eq!(number(&total.1["All years"]), Some(of_years));
                }
                for (words, figures) in
                    rows.rows.iter().filter(|(words, _)| is_of(words) && words.last().unwrap() == skipped[0] && cost)
                {
                    for year in years {
                        let of = variants(year)[place].1;
                        let expected = figure(&of["proposals"][id.as_deref().unwrap()]["non_consolidated_cost"]);
                        assert_eq!(number(&figures[year["year"].as_str().unwrap()]), expected, "{words:?}");
                    }
                }
            }
        }
        assert!(checked > 0);
    }
}

#[test]
fn measures_add_up_to_the_cost() {
    for case in cases() {
        let (bytes, json) = case.answers();
        let sheets = read(&bytes);
        for (id, title) in titles(&json) {
            let rows = Rows::of(&sheets["By measure"], "Because of");
            let mut rows = rows.rows.into_iter().filter(|(words, _)| words[0] == title);
            let labels: Vec<&str> = json["years"].as_array().unwrap().iter().map(|year| year["year"].as_str().unwrap()).collect();
            let of = |figures: &BTreeMap<String, Data>| {
                labels.iter().map(|label| number(&figures[*label]).unwrap()).collect::<Vec<_>>()
            };
            let mut total = vec![Decimal::ZERO; labels.len()];
            for part in json["measures"][&id].as_array().expect("parts") {
                let (words, figures) = rows.next().expect("a row");
                assert_eq!(words[1], part["title"].as_str().unwrap());
                let costs: Vec<Decimal> = part["cost"].as_array().unwrap().iter().map(|cost| figure(cost).unwrap()).collect();
                assert_eq!(of(&figures), costs);
                total.iter_mut().zip(costs).for_each(|(sum, cost)| *sum += cost);
            }
            let cost: Vec<Decimal> =
                json["years"].as_array().unwrap().iter().map(|year| figure(&year["proposals"][&id]["cost"]).unwrap()).collect();
            assert_eq!(total, cost);
            assert_eq!(of(&rows.next().expect("the sum").1), cost);
            assert_eq!(of(&rows.next().expect("the cost").1), cost);
            assert!(of(&rows.next().expect("the difference").1).iter().all(Decimal::is_zero));
        }
    }
}

#[test]
fn gainers_and_losers_are_those_of_json() {
    for case in cases() {
        let (bytes, json) = case.answers();
        let sheets = read(&bytes);
        for (id, title) in titles(&json) {
            let cells = &sheets["Gainers and losers"];
            let rows = Rows::of(cells, "Staff and what they gain");
            for year in json["years"].as_array().unwrap() {
                let label = year["year"].as_str().unwrap();
                for (variant, of) in variants(year) {
                    let proposal = &of["proposals"][&id];
                    let known = [
                        ("Staff", &json["staff"]),
                        ("Gain", &proposal["gainers"]),
                        ("Lose", &proposal["losers"]),
                        ("One gains on average", &proposal["mean_rise"]),
                        ("Half of them gain at least", &proposal["median_rise"]),
                    ];
                    for (line, expected) in known {
                        let is = |words: &[String]| {
                            words[0] == title
                                && (variant.is_empty() || words.contains(&variant.to_owned()))
                                && words.last().unwrap() == line
                        };
                        let (_, figures) = rows.rows.iter().find(|(words, _)| is(words)).expect("a row");
                        assert_eq!(
                            figures.get(label).and_then(number),
                            figure(expected),
                            "{}: {title} {variant} {line}",
                            case.command
                        );
                    }
                }
            }
            for worse in json["worse_off"][&id].as_array().unwrap() {
                let who = worse["who"].as_str().unwrap();
                let ((row, _), _) = cells.iter().find(|(_, data)| text(data) == Some(who)).expect("who is worse off");
                let found: Vec<Decimal> = cells.range((*row, 2)..(*row + 1, 0)).filter_map(|(_, data)| number(data)).collect();
                let expected = [&worse["staff"], &worse["months"], &worse["each_loses"]["least"], &worse["each_loses"]["most"]];
                assert_eq!(found, expected.map(|value| figure(value).unwrap()), "{who}");
            }
        }
    }
}

#[test]
fn groups_are_those_of_json() {
    for case in cases() {
        let (bytes, json) = case.answers();
        let sheets = read(&bytes);
        let mut checked = 0;
        for group in json["groups"].as_array().unwrap() {
            let by = group["by"].as_str().unwrap();
            let columns = by.split(',').count();
            let rows = Rows::of(&sheets[&format!("By {}", by.replace(',', " and "))], "Year");
            let key: Vec<String> = group["key"].as_str().unwrap().splitn(columns, ',').map(str::to_owned).collect();
            let own = || rows.rows.iter().filter(|(words, _)| words.len() > columns && words[..columns] == key);
            if group.get("suppressed").is_some() {
                assert!(own().count() > 0 && own().all(|(_, figures)| figures.values().all(|data| text(data) == Some("–"))));
                continue;
            }
            for year in group["years"].as_array().unwrap() {
                for (variant, of) in variants(year) {
                    for (id, title) in titles(&json) {
                        let several = proposals(&json).len() > 1;
                        let words = [
                            Some(year["year"].as_str().unwrap()),
                            several.then_some(title),
                            Some(variant).filter(|variant| !variant.is_empty()),
                        ];
                        let words: Vec<&str> = words.into_iter().flatten().collect();
                        let (_, figures) = own().find(|(found, _)| found[columns..] == words[..]).expect("a row");
                        let proposal = &of["proposals"][&id];
                        let expected = [
                            ("Staff", &group["staff"]),
                            ("As agreed", &of["baseline"]["total"]),
                            ("Proposed", &proposal["total"]),
                            ("Cost", &proposal["cost"]),
                            ("Cost of a full year", &proposal["full_year_effect"]),
                            ("Gain", &proposal["gainers"]),
                            ("Lose", &proposal["losers"]),
                        ];
                        for (column, value) in expected {
                            assert_eq!(figures.get(column).and_then(number), figure(value), "{}: {key:?} {column}", case.command);
                        }
                        let rise = percent(figure(&proposal["cost"]).unwrap(), figure(&of["baseline"]["total"]).unwrap());
                        assert_eq!(figures.get("Cost in %").and_then(number), rise);
                        checked += 1;
                    }
                    if proposals(&json).is_empty() {
                        let (_, figures) =
                            own().find(|(found, _)| found[columns] == year["year"].as_str().unwrap()).expect("a row");
                        assert_eq!(number(&figures["As agreed"]), figure(&of["baseline"]["total"]));
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 0 || case.command.contains("suppress"), "{}", case.command);
    }
}

#[test]
fn the_summary_shows_the_figures_of_the_other_sheets() {
    for case in cases() {
        let (bytes, json) = case.answers();
        let rows = Rows::of(&read(&bytes)["Summary"], "Paybill");
        for year in json["years"].as_array().unwrap() {
            let label = year["year"].as_str().unwrap();
            for (variant, of) in variants(year) {
                let found = |title: &str| {
                    let is = |words: &[String]| words[0] == title && (variant.is_empty() || words[1] == variant);
                    rows.rows.iter().find(|(words, _)| is(words)).and_then(|(_, figures)| number(figures.get(label)?))
                };
                assert_eq!(found("As agreed"), figure(&of["baseline"]["total"]), "{}", case.command);
                for (id, title) in titles(&json) {
                    assert_eq!(found(title), figure(&of["proposals"][&id]["total"]));
                    assert_eq!(found(&format!("Cost of {title}")), figure(&of["proposals"][&id]["cost"]));
                }
            }
        }
    }
}
