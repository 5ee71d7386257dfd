//! Workbooks: what is asked in their tests, and how they are read back.

mod figures;
mod recalculated;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use crate::{root, run_in};

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

const STAFF: &str = "grade,area,point,salary,fte,headcount,unit\nA,north,1,,1,7,+1+1\nA,south,2,,0.5,3,+2\nA,south,3,,1,11,-3\n\
                     B,north,4,,0.8,5,@x\nB,south,6,,1,2,+1+1\nM,north,,41500,1,2,@x\nM,south,,44444,0.6,1,plain\n";

const UNKNOWN: &str = "grade,area,posts,unit\nA,north,12.5,+1+1\nB,south,7,-3\nB,north,3.25,-3\nM,south,2,@x\n";

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
        let (out, err, code) = run_in(self.folder.path(), format!("{} --format json {}", self.command, self.groups).trim_end());
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
