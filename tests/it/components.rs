//! What pay is made of: in every format, the components of a month add up to what it is due.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use payspine::scale::{Component, meaning_of_name};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{payspine_in, run_in};

const TEXTS: [&str; 4] = ["table", "markdown", "html", "csv"];

/// A pay system with each sort of component, a member with absences, a loss of pay, and hours worked.
#[derive(Clone, Debug)]
struct Case {
    points: [i64; 4],
    yearly: i64,
    flat: bool,
    bonus: (i64, i64),
    lump_sums: [i64; 2],
    half_pay: &'static str,
    full_days: i64,
    sick: (i64, i64),
    maternity: Option<i64>,
    moved: Option<i64>,
    fte: i64,
    hours: i64,
    part_month: &'static str,
    claimed: i64,
}

fn case() -> impl Strategy<Value = Case> {
    let pay = (20_000..24_000i64, 0..2_000i64, 0..2_000i64, 0..2_000i64);
    let payments = (1..5_000i64, any::<bool>(), (1..=12i64, 1..900i64), (1..90_000i64, 1..90_000i64));
    let sick_pay = proptest::sample::select(vec!["on-top", "inside"]);
    let sick = (sick_pay, 0..30i64, (0..300i64, 1..120i64));
    let rest = (proptest::option::of(0..200i64), proptest::option::of(0..400i64), 1..=100i64, 0..60i64);
    let convention = proptest::sample::select(vec!["calendar-days", "working-days", "365ths"]);
    (pay, payments, sick, rest, convention, 0..900i64).prop_map(
        |(
            (low, b, c, d),
            (yearly, flat, bonus, (first, second)),
            (half_pay, full_days, sick),
            (maternity, moved, fte, hours),
            part_month,
            claimed,
        )| {
            Case {
                points: [low, low + b, low + b + c, low + b + c + d],
                yearly,
                flat,
                bonus,
                lump_sums: [first, second],
                half_pay,
                full_days,
                sick,
                maternity,
                moved,
                fte,
                hours,
                part_month,
                claimed,
            }
        },
    )
}

/// A day so many after 1 April 2024.
fn after(days: i64) -> String {
    crate::day("2024-04-01").checked_add(jiff::Span::new().days(days)).expect("a date").to_string()
}

impl Case {
    fn system(&self) -> String {
        let [one, two, three, four] = self.points;
        let (month, bonus) = self.bonus;
        let [first, second] = self.lump_sums.map(|pence| Decimal::new(pence, 2));
        let Case { yearly, flat, half_pay, full_days, part_month, .. } = self;
        format!(
            r#"
format   = 1
id       = "mixed"
title    = "Mixed"
currency = "GBP"
[conventions]
annual-rounding  = {{ to = 1, mode = "half-up", carry = "published" }}
monthly-rounding = {{ to = 0.01, mode = "half-up" }}
part-month       = "{part_month}"
year-start       = "04-01"
hours-per-week   = 37
weeks-per-year   = 52.143
[protection]
protects   = ["basic", "payments"]
reduced-by = ["basic"]
for        = "2 years"
source     = "Handbook"
[promotion]
to = "minimum"
[absence.sick]
window   = "12 months"
half-pay = "{half_pay}"
source   = "Handbook"
[[absence.sick.entitlement]]
service = "0 months"
full    = "{full_days} days"
half    = "20 days"
[absence.maternity]
source = "Handbook"
[[absence.maternity.stage]]
weeks = 6
pay   = "full"
[[absence.maternity.stage]]
weeks     = 12
pay       = "half"
statutory = "on-top"
[grade.P]
title = "Porter"
spine = "main"
[grade.Q]
title = "Senior porter"
spine = "main"
[[settlement]]
from   = 2024-04-01
status = "agreed"
source = "Agreement"
spine.main.points = {{ 1 = {one}, 2 = {two}, 3 = {three}, 4 = {four} }}
range.P = {{ minimum = 1, target = 2 }}
range.Q = {{ minimum = 3, target = 4 }}
payment.first-aid = {{ title = "First-aid allowance", amount = {yearly}, pro-rata = {} }}
payment.bonus = {{ title = "Statutory extra", kind = "bonus", amount = {bonus}, paid = "{month:02}" }}
payment.overtime = {{ title = "Overtime", basis = "hour", percent-of-basic = 150 }}
[[settlement]]
from   = 2024-09-10
status = "agreed"
source = "Agreement"
[[settlement.measure]]
lump-sum = {{ amount = {first} }}
[[settlement]]
from   = 2024-09-20
status = "agreed"
source = "Agreement"
[[settlement.measure]]
lump-sum = {{ amount = {second} }}
"#,
            !flat
        )
    }

    fn member(&self) -> String {
        let (start, days) = self.sick;
        let mut text = format!(
            "format = 1\nscale = \"s.toml\"\ngrade = \"Q\"\npoint = 3\nfte = {}\nsince = 2023-04-01\nfrom = 2024-04-01\n\
             service-since = 2020-04-01\nworking-days = 5\nuntil = 2025-07-01\n",
            Decimal::new(self.fte, 2)
        );
        if let Some(moved) = self.moved {
            let on = after(moved + 1);
            write!(text, "[[event]]\non = {on}\ngrade = \"P\"\npoint = 2\nprotect = true\n").expect("into memory");
        }
        let mut absence = |kind: &str, first: i64, days: i64| {
            write!(text, "[[absence]]\nkind = \"{kind}\"\nfrom = {}\nto = {}\n", after(first), after(first + days - 1))
                .expect("into memory");
        };
        absence("sick", start, days);
        if let Some(later) = self.maternity {
            absence("maternity", start + days + 60 + later, 150);
        }
        if self.hours > 0 {
            let hours = Decimal::new(self.hours, 1);
            write!(text, "[[worked]]\nmonth = \"2024-12\"\npayment = \"overtime\"\nhours = {hours}\n").expect("into memory");
        }
        text
    }

    fn claim(&self) -> String {
        format!(
            "format = 1\nid = \"claim\"\ntitle = \"Claim\"\nscale = \"s.toml\"\n[[settlement]]\nfrom = 2025-04-01\nstatus = \"claim\"\n\
             payment.summer = {{ title = \"Summer bonus\", kind = \"bonus\", amount = {}, paid = \"07\" }}\n\
             [[settlement.measure]]\nuplift = {{ percent = 3.3 }}\n[[settlement.measure]]\nlump-sum = {{ amount = 1000.37 }}\n",
            self.claimed
        )
    }
}

fn money(value: &Value) -> Decimal {
    value.as_str().expect("money is text").parse().expect("money")
}

/// The sum of components: each has a key of its own.
fn sum(components: &Value) -> Decimal {
    components.as_object().expect("by component").values().map(money).sum()
}

fn text(folder: &Path, command: &str) -> String {
    let (out, err, code) = run_in(folder, command);
    assert_eq!(code, 0, "{command}:\n{err}");
    out
}

fn json(folder: &Path, command: &str) -> Value {
    serde_json::from_str(&text(folder, &format!("{command} --format json"))).expect("JSON")
}

/// The amount in a cell; nothing where there is none.
fn amount(cell: &str) -> Option<Decimal> {
    let plain: String = cell.trim().chars().filter(|letter| !matches!(letter, '£' | ',')).collect();
    if matches!(plain.as_str(), "–" | "") { Some(Decimal::ZERO) } else { plain.parse().ok() }
}

/// The amounts with a pound sign in a line.
fn amounts(line: &str) -> Vec<Decimal> {
    let words = line.split('£').skip(1);
    let number = |word: &str| word.chars().take_while(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')).collect();
    words.map(number).map(|digits: String| amount(digits.trim_end_matches([',', '.'])).expect("an amount")).collect()
}

/// The rows of every table of a report, the header first; in a table for a terminal a row of cells that have two blanks between them.
fn tables(format: &str, out: &str) -> Vec<Vec<String>> {
    let cells =
        |line: &str, between: &str| line.split(between).map(|cell| cell.trim().replace('\\', "")).collect::<Vec<String>>();
    match format {
        "markdown" => {
            let rows = out.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
            rows.map(|row| cells(row, " | ")).collect()
        }
        "html" => out
            .split("<tr>")
            .skip(1)
            .map(|row| {
                let row = row.split("</tr>").next().expect("a row");
                let starts = row.split("<t").skip(1).map(|cell| cell.split_once('>').expect("a tag").1);
                // A figure that opens how it came about is what stands before it.
                let cell = |cell: &str| cell.split("</t").next().expect("a cell").trim().to_owned();
                let shown = |cell: String| match cell.split_once("<summary>") {
                    Some((_, figure)) => figure.split("</summary>").next().expect("a figure").to_owned(),
                    None => cell,
                };
                starts.map(|start| shown(cell(start))).collect()
            })
            .collect(),
        "csv" => {
            let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_bytes());
            reader.into_records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
        }
        "table" => {
            let mut lines: Vec<String> = Vec::new();
            for line in out.lines() {
                match lines.last_mut().filter(|last| line.starts_with("  ") && last.contains(": ")) {
                    Some(last) => *last = format!("{last} {}", line.trim()),
                    None => lines.push(line.to_owned()),
                }
            }
            lines
                .iter()
                .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect())
                .collect()
        }
        _ => unreachable!("no such format"),
    }
}

/// The rows of every sheet of a workbook.
fn workbook(folder: &Path, command: &str) -> Vec<Vec<String>> {
    let words = crate::command_words(&format!("{command} --format xlsx --out out.xlsx"));
    let path = folder.join("out.xlsx");
    let _ = std::fs::remove_file(&path);
    let (_, err, code) = payspine_in(folder, &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, 0, "{command}:\n{err}");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(std::fs::read(path).expect("a workbook"))).expect("a workbook");
    let cell = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    };
    let names = book.sheet_names();
    let sheets = names.iter().map(|name| book.worksheet_range(name).expect("a sheet"));
    sheets.flat_map(|sheet| sheet.rows().map(|row| row.iter().map(cell).collect()).collect::<Vec<Vec<String>>>()).collect()
}

/// In tables with a column of basic pay and one of the sum: the cells from the one to the other add up. Returns the sums, each with the first
/// cell of its row.
fn sums(rows: &[Vec<String>], basic: &str, total: &str) -> Result<Vec<(String, Decimal)>, TestCaseError> {
    let mut found = Vec::new();
    let mut columns: Option<(usize, usize)> = None;
    for row in rows {
        let place = |title: &str| row.iter().position(|cell| cell == title);
        match (place(basic), place(total)) {
            (Some(basic), total) => columns = total.map(|total| (basic, total)),
            _ if row.iter().all(String::is_empty) => columns = None,
            _ => {
                let Some((basic, total)) = columns.filter(|(_, total)| row.len() > *total) else { continue };
                let cells: Option<Vec<Decimal>> = row[basic..=total].iter().map(|cell| amount(cell)).collect();
                let Some((sum, parts)) = cells.as_deref().and_then(<[Decimal]>::split_last) else { continue };
                prop_assert_eq!(parts.iter().sum::<Decimal>(), *sum, "{:?}", row);
                found.push((row[0].clone(), *sum));
            }
        }
    }
    Ok(found)
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// 2024-09 as people write it.
fn written(month: &str) -> String {
    let (year, number) = month.split_once('-').expect("a month");
    format!("{} {year}", MONTHS[number.parse::<usize>().expect("a number") - 1])
}

/// What each month of `progress` is due, held to its components in every format.
fn progress(folder: &Path) -> Result<BTreeMap<String, Decimal>, TestCaseError> {
    let command = "progress m.toml";
    let json = json(folder, command);
    let mut due = BTreeMap::new();
    for month in json["months"].as_array().expect("months") {
        prop_assert_eq!(sum(&month["components"]), money(&month["due"]), "{}", month);
        due.insert(month["month"].as_str().expect("a month").to_owned(), money(&month["due"]));
    }
    for year in json["years"].as_array().expect("years") {
        prop_assert_eq!(sum(&year["components"]), money(&year["due"]), "{}", year);
    }
    for row in json["rows"].as_array().expect("rows") {
        prop_assert_eq!(money(&row["basic"]) + sum(&row["payments"]), money(&row["total"]), "{}", row);
    }
    let by_name: BTreeMap<String, Decimal> = due.iter().map(|(month, due)| (written(month), *due)).collect();
    for format in TEXTS.into_iter().chain(["xlsx"]) {
        let rows = match format {
            "xlsx" => workbook(folder, command),
            _ => tables(format, &text(folder, &format!("{command} --format {format}"))),
        };
        if format == "csv" {
            prop_assert!(!sums(&rows, "basic", "total")?.is_empty());
        } else if format == "table" {
            // A month in a line of its own: its components, then what it is due.
            for row in rows.iter().map(|row| row.join("  ")) {
                let month = by_name.iter().find(|(month, _)| row.starts_with(month.as_str()));
                let Some((month, due)) = month else { continue };
                let found = amounts(&row);
                let Some((last, parts)) = found.split_last() else { continue };
                prop_assert_eq!((parts.iter().sum::<Decimal>(), *last), (*due, *due), "{} {}", month, row);
            }
        } else {
            sums(&rows, "Basic", "Total")?;
            for (month, sum) in sums(&rows, "Basic", "Due")? {
                prop_assert_eq!(sum, by_name[&month], "{} {}", format, month);
            }
        }
    }
    Ok(due)
}

/// The lines of a month add up to what it is due: the month in one column, an amount in another. A blank month is the one above.
fn lines_add_up(
    rows: &[Vec<String>],
    due: &BTreeMap<String, Decimal>,
    (first, titles): (&str, [&str; 2]),
) -> Result<(), TestCaseError> {
    let header = rows.iter().position(|row| row.first().is_some_and(|cell| cell == first)).expect("a header");
    let place = |title: &str| rows[header].iter().position(|cell| cell == title).expect("a column");
    let [month, of] = titles.map(place);
    let mut found: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut last = String::new();
    for row in &rows[header + 1..] {
        let mut row = row.clone();
        let is_month = |cell: &String| due.contains_key(cell);
        if month == 0
            && row.first().is_some_and(|cell| !is_month(cell) && !cell.is_empty())
            && row.len() + 1 >= rows[header].len() - 1
        {
            row.insert(0, String::new());
        }
        let (Some(said), Some(cell)) = (row.get(month), row.get(of)) else { continue };
        if is_month(said) {
            last.clone_from(said);
        } else if !said.is_empty() {
            continue;
        }
        let Some(amount) = amount(cell).filter(|_| !last.is_empty()) else { continue };
        *found.entry(last.clone()).or_default() += amount;
    }
    for (month, due) in due {
        let sum = found.get(month).copied().unwrap_or_default();
        prop_assert_eq!(sum, *due, "{}: {:?}", month, rows);
    }
    Ok(())
}

fn due_and_audit(folder: &Path, due: &BTreeMap<String, Decimal>) -> Result<(), TestCaseError> {
    let command = "due m.toml --from 2024-04 --to 2025-06";
    let lines = json(folder, command);
    let mut by_month: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in lines["lines"].as_array().expect("lines") {
        *by_month.entry(line["month"].as_str().expect("a month").to_owned()).or_default() += money(&line["amount"]);
    }
    prop_assert_eq!(&by_month, due);
    let slips = text(folder, &format!("{command} --format csv"));
    std::fs::write(folder.join("slips.csv"), slips).expect("written");
    let audit = "audit m.toml --payslips slips.csv --every-month";
    let audited = json(folder, audit);
    let mut by_month: BTreeMap<String, Decimal> = BTreeMap::new();
    for entry in audited["members"][0]["months"].as_array().expect("entries") {
        prop_assert_eq!(&entry["difference"], "0.00");
        *by_month.entry(entry["month"].as_str().expect("a month").to_owned()).or_default() += money(&entry["due"]);
    }
    by_month.extend(due.iter().filter(|(_, due)| due.is_zero()).map(|(month, due)| (month.clone(), *due)));
    prop_assert_eq!(&by_month, due);
    for format in ["markdown", "html", "csv"] {
        let (of_list, of_ledger) = match format {
            "csv" => (("id", ["month", "amount"]), ("id", ["month", "due"])),
            _ => (("Member", ["Month", "Amount"]), ("Month", ["Month", "Due"])),
        };
        // For people, a line for each element where reasons are asked for; without them a row for each month.
        let lines = if format == "csv" { "" } else { " --explain" };
        lines_add_up(&tables(format, &text(folder, &format!("{command}{lines} --format {format}"))), due, of_list)?;
        lines_add_up(&tables(format, &text(folder, &format!("{audit} --format {format}"))), due, of_ledger)?;
    }
    let explained = &format!("{command} --explain");
    lines_add_up(&tables("table", &text(folder, explained)), due, ("Member", ["Month", "Amount"]))?;
    lines_add_up(&workbook(folder, explained), due, ("Member", ["Month", "Amount"]))?;
    lines_add_up(&workbook(folder, audit), due, ("Month", ["Month", "Due"]))?;
    lines_add_up(&tables("table", &text(folder, audit)), due, ("Month", ["Month", "Due"]))
}

/// In a sheet of lines by year, the lines from basic pay to the total before it.
fn adds_up_to_totals(rows: &[Vec<String>]) -> Result<(), TestCaseError> {
    let (mut sums, mut totals): (Option<Vec<Decimal>>, usize) = (None, 0);
    for row in rows {
        let figures: Vec<Decimal> = row.iter().filter(|cell| !cell.is_empty()).filter_map(|cell| amount(cell)).collect();
        let is = |line: &str| row.iter().any(|cell| cell == line);
        match &mut sums {
            _ if is("Basic pay") => sums = Some(figures),
            Some(sum) if is("Total") => {
                prop_assert_eq!(&*sum, &figures, "{:?}", row);
                (sums, totals) = (None, totals + 1);
            }
            Some(sum) => sum.iter_mut().zip(&figures).for_each(|(sum, figure)| *sum += figure),
            None => {}
        }
    }
    prop_assert!(totals >= 3, "as agreed, as claimed and the cost");
    Ok(())
}

fn cost(folder: &Path) -> Result<(), TestCaseError> {
    let command = "cost r.csv --scale s.toml --proposal claim.toml --from 2024-04-01 --years 2";
    let json = json(folder, command);
    let years = json["years"].as_array().expect("years");
    let mut costs = Vec::new();
    let mut totals = BTreeMap::new();
    for year in years {
        let (agreed, claimed) = (&year["baseline"], &year["proposals"]["claim"]);
        for case in [agreed, claimed] {
            prop_assert_eq!(sum(&case["components"]), money(&case["total"]), "{}", case);
        }
        costs.push(money(&claimed["cost"]));
        totals.insert(year["year"].as_str().expect("a year"), (money(&agreed["total"]), money(&claimed["total"])));
    }
    let rows = tables("csv", &text(folder, &format!("{command} --format csv")));
    for (year, (before, after)) in totals {
        let of_year: Vec<&Vec<String>> = rows.iter().filter(|row| row[4] == year).collect();
        let column = |place: usize| of_year.iter().map(|row| amount(&row[place]).expect("money")).sum::<Decimal>();
        prop_assert_eq!((column(6), column(7)), (before, after));
    }
    for format in ["table", "markdown", "html", "xlsx"] {
        let rows = match format {
            "xlsx" => workbook(folder, command),
            text_format => tables(text_format, &text(folder, &format!("{command} --format {text_format}"))),
        };
        if format == "xlsx" {
            adds_up_to_totals(&rows)?;
            continue;
        }
        // The components between the header and what is said of them in other words.
        let Some(header) = rows.iter().position(|row| row.first().is_some_and(|cell| cell == "Cost of")) else {
            prop_assert!(costs.iter().all(Decimal::is_zero), "{}: {:?}", format, rows);
            continue;
        };
        let of = rows[header + 1..].iter().skip_while(|row| row.iter().all(|cell| cell.starts_with(['-', '─'])));
        let of: Vec<&Vec<String>> = of
            .take_while(|row| row.len() == costs.len() + 1 && row[0] != "Of it not consolidated" && row[0] != "Because of")
            .collect();
        for (place, cost) in costs.iter().enumerate() {
            let sum: Decimal = of.iter().map(|row| amount(&row[place + 1]).expect("money")).sum();
            prop_assert_eq!(sum, *cost, "{}: {:?}", format, of);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn in_every_format_the_components_of_a_month_add_up_to_what_it_is_due(case in case()) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = [("s.toml", case.system()), ("m.toml", case.member()), ("claim.toml", case.claim())];
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        std::fs::write(folder.path().join("r.csv"), "id,grade,point,fte\n1,P,1,0.5\n2,P,2,1\n3,Q,3,0.8\n").expect("written");
        let due = progress(folder.path())?;
        due_and_audit(folder.path(), &due)?;
        cost(folder.path())?;
    }
}

#[test]
fn every_component_that_is_no_payment_is_found_by_its_id_and_no_payment_can_have_its_id_or_title() {
    for own in Component::OWN {
        assert_eq!(Component::from(own.id()), own);
        let title = own.title().expect("a title of its own");
        for name in [own.id(), title, &title.to_uppercase().replace(' ', "_"), &own.id().replace('-', "  ")] {
            assert_eq!(meaning_of_name(name), Some(title.to_lowercase().as_str()), "{name}");
        }
        assert_ne!(Component::Payment(own.id().into()), own);
    }
    assert_eq!(meaning_of_name("First-aid allowance"), None);
}
