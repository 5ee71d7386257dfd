//! Workbooks, read back: every figure is that of `--format json`, text stays text, and LibreOffice computes the same.

mod recalculated;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use crate::{payspine_in, root, run_in};

/// What is in the cells of each sheet, by row and column from 0.
type Sheets = BTreeMap<String, BTreeMap<(u32, u32), Data>>;

/// Grades, areas and units with names that a spreadsheet would run.
const SYSTEM: &str = r#"
format = 1
id = "works"
title = "Works & gardens"
currency = "GBP"
[conventions]
annual-rounding = { to = 1, mode = "half-up", carry = "published" }
monthly-rounding = { to = 0.01, mode = "half-up" }
part-month = "calendar-days"
year-start = "04-01"
[area]
north = "=North"
south = "South"
[grade.A]
title = "@Gardener"
spine = "s"
[grade.B]
title = "Keeper"
spine = "s"
[grade.M]
title = "Manager"
[[settlement]]
from = 2023-04-01
status = "agreed"
title = "Rates"
source = "made up"
[settlement.spine.s]
points = { 1 = 23001, 2 = 24002, 3 = 25013, 4 = 26100, 5 = 27777, 6 = 29003 }
[settlement.range.A]
minimum = 1
target = 3
[settlement.range.B]
minimum = 3
target = 6
[settlement.range.M]
minimum-pay = 40000
target-pay = 44444
[settlement.progression]
step = 1
every = "1 year"
on = "04-01"
[settlement.payment.weighting]
title = "+Weighting"
kind = "allowance"
amount = 1234
where = { area = "south" }
"#;

/// A rise for most, less for those who lose their weighting, and a sum once.
const CLAIM: &str = r#"
format = 1
id = "claim"
title = "=Claim"
scale = "./works.toml"
[[settlement]]
from = 2025-04-01
status = "claim"
title = "=Claim"
order = "progression-first"
[[settlement.measure]]
title = "-1+2% or £700"
uplift = { percent = 2.5, at-least = 700 }
[[settlement.measure]]
delete-points = [1]
[[settlement.measure]]
lump-sum = { amount = 333, pro-rata = true }
[settlement.payment.weighting]
title = "+Weighting"
kind = "allowance"
amount = 100
where = { area = "south" }
"#;

const STAFF: &str = "grade,area,point,salary,fte,headcount,unit\nA,north,1,,1,7,=1+1\nA,south,2,,0.5,3,+2\nA,south,3,,1,11,-3\n\
                     B,north,4,,0.8,5,@x\nB,south,6,,1,2,=1+1\nM,north,,41500,1,2,@x\nM,south,,44444,0.6,1,plain\n";

const UNKNOWN: &str = "grade,area,posts,unit\nA,north,12.5,=1+1\nB,south,7,-3\nB,north,3.25,-3\nM,south,2,@x\n";

/// A question about a workforce, with the groupings that a workbook adds, and the folder to ask it in.
struct Case {
    folder: tempfile::TempDir,
    command: String,
    groups: &'static str,
}

impl Case {
    fn new(command: &str, groups: &'static str) -> Case {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("works.toml", SYSTEM), ("claim.toml", CLAIM), ("staff.csv", STAFF), ("unknown.csv", UNKNOWN)] {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let command = command.replace("EXAMPLES", root().join("tests/examples").to_str().expect("UTF-8"));
        Case { folder, command, groups }
    }

    /// The workbook's bytes, and what JSON says.
    fn answers(&self) -> (Vec<u8>, Value) {
        let (out, err, code) = run_in(self.folder.path(), &format!("{} {} --format json", self.command, self.groups));
        assert_eq!(code, 0, "{}: {err}", self.command);
        let json = serde_json::from_str(&out).expect("JSON");
        (self.workbook(), json)
    }

    fn workbook(&self) -> Vec<u8> {
        let (out, err, code) = run_in(self.folder.path(), &format!("{} --out R.xlsx", self.command));
        assert_eq!((code, out.as_str()), (0, ""), "{}: {err}", self.command);
        std::fs::read(self.folder.path().join("R.xlsx")).expect("it was written")
    }
}

/// An example of the README, one whose places are not known, one with groups and on-costs, two proposals, and none.
fn cases() -> Vec<Case> {
    let grade = "--group-by grade";
    let both = "--group-by grade --group-by area";
    vec![
        Case::new(
            "cost EXAMPLES/staff.csv --column grade=\"Pay band\" --proposal EXAMPLES/claim-2012.toml --years 3 --group-by grade",
            "--group-by area",
        ),
        Case::new(
            "cost EXAMPLES/posts.csv --mapping EXAMPLES/mapping.toml --proposal EXAMPLES/claim-2012.toml --skip-bad-rows --years 2",
            both,
        ),
        Case::new(
            "cost staff.csv --proposal claim.toml --years 2 --group-by unit,grade --on-costs --pension 28.97% --remit 3.25 --reconcile --break-even",
            both,
        ),
        Case::new("cost unknown.csv --proposal claim.toml --years 2 --on-costs --leavers 8% --group-by unit", both),
        Case::new(
            "cost EXAMPLES/staff.csv --column grade=\"Pay band\" --proposal EXAMPLES/claim-2012.toml --proposal EXAMPLES/offer-2012.toml --group-by area,grade",
            both,
        ),
        Case::new("cost staff.csv --scale works.toml --from 2025-04-01 --years 2 --on-costs", both),
        Case::new(
            "cost EXAMPLES/counties.csv --proposal probation-geographical-supplements-2023 --group-by county --on-costs --pension 21.1%",
            "",
        ),
        Case::new("cost staff.csv --proposal claim.toml --group-by area --suppress-below 8", grade),
    ]
}

fn read(bytes: &[u8]) -> Sheets {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let mut sheets = Sheets::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        let cells = range.used_cells().map(|(row, column, data)| {
            let place = |first: u32, at: usize| first + u32::try_from(at).expect("few");
            ((place(top, row), place(left, column)), data.clone())
        });
        sheets.insert(name, cells.collect());
    }
    sheets
}

/// A number of a cell, as its digits say.
fn number(data: &Data) -> Option<Decimal> {
    match data {
        Data::Float(number) => Some(number.to_string().parse().expect("digits")),
        Data::Int(number) => Some((*number).into()),
        _ => None,
    }
}

fn text(data: &Data) -> Option<&str> {
    if let Data::String(text) = data { Some(text) } else { None }
}

/// A figure of the JSON: money as text, a number of staff as either.
fn figure(value: &Value) -> Option<Decimal> {
    value.as_str().map_or_else(|| value.as_u64().map(Decimal::from), |text| text.parse().ok())
}

fn sum<'a>(values: impl IntoIterator<Item = &'a Value>) -> Decimal {
    values.into_iter().map(|value| figure(value).expect("a figure")).sum()
}

/// A share in per cent, half up.
fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let share =
        |whole: Decimal| (part * Decimal::ONE_HUNDRED / whole).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    (whole > Decimal::ZERO).then(|| share(whole))
}

/// The rows of a sheet below its header: the words of each, and its other cells with the title of their column.
struct Rows {
    rows: Vec<(Vec<String>, BTreeMap<String, Data>)>,
}

impl Rows {
    /// The header is the first row with this title in it.
    fn of(cells: &BTreeMap<(u32, u32), Data>, title: &str) -> Rows {
        let (header, _) = cells.iter().find(|(_, data)| text(data) == Some(title)).unwrap_or_else(|| panic!("no {title}"));
        let titles: BTreeMap<u32, &str> = cells
            .range((header.0, 0)..(header.0 + 1, 0))
            .map(|((_, column), data)| (*column, text(data).expect("a title")))
            .collect();
        let last = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let rows = (header.0 + 1..=last).map(|row| {
            let mut words = Vec::new();
            let mut figures = BTreeMap::new();
            for ((_, column), data) in cells.range((row, 0)..(row + 1, 0)) {
                match (text(data), titles.get(column)) {
                    (Some(word), _) if word != "–" => words.push(word.to_owned()),
                    (_, Some(title)) => drop(figures.insert((*title).to_owned(), data.clone())),
                    _ => {}
                }
            }
            (words, figures)
        });
        Rows { rows: rows.filter(|(words, figures)| !words.is_empty() || !figures.is_empty()).collect() }
    }
}

/// The variants of a year: the name of each, and its object.
fn variants(year: &Value) -> Vec<(&'static str, &Value)> {
    match (year.get("low"), year.get("high")) {
        (Some(low), Some(high)) => vec![("low", low), ("even", year), ("high", high)],
        _ => vec![("", year)],
    }
}

/// The ids of proposals, in the order given.
fn proposals(json: &Value) -> Vec<String> {
    json["measures"].as_object().expect("an object").keys().cloned().collect()
}

fn titles(json: &Value) -> BTreeMap<String, &'static str> {
    let title = |id: &String| match id.as_str() {
        "claim" => "=Claim",
        "claim-2012" => "Claim 2012",
        "offer-2012" => "Offer 2012",
        _ => "Joint unions' claim 2023, geographical supplements",
    };
    proposals(json).into_iter().map(|id| (id.clone(), title(&id))).collect()
}

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
