//! Statutory tables and recovery policies, for a person to read.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::text::text;
use super::{
    Block, Cell, ColumnKind, Input, Report, RestsOn, Role, Section, Stated, Table, Text, Value as Figure, members, words,
};
use crate::calendar::{Date, day_before, written};
use crate::money::{Currency, Money, with_separators};
use crate::recovery::{Basis, OddInstalment, Pause, RecoveryPolicy};
use crate::statutory::{Band, StatutoryKind, StatutoryRow, StatutoryTable};
use crate::workforce::{Pairs, RosterMapping};

/// The rows of a table in force on a day, each with its source and how far it is trusted.
pub fn statutory_show(table: &StatutoryTable, on: Date, inputs: &[Input]) -> Report {
    let rows = table.on(on);
    let mut for_programs = Table::plain(&["series", "from", "name", "value", "unit", "source", "assumed"]);
    let by_series = rows.iter().any(|row| row.series.is_some());
    let mut columns = vec![("From", ColumnKind::Name), ("What", ColumnKind::Text), ("Figure", ColumnKind::Number)];
    if by_series {
        columns.insert(0, ("Series", ColumnKind::Name));
    }
    let mut shown = Table::new("Figures in force", &columns);
    for row in &rows {
        let text = |text: &Option<String>| Cell::or_empty(text.as_ref(), Cell::text);
        for (index, (name, figure, plain)) in figures(table.kind, row).into_iter().enumerate() {
            // The series and its day stand on the first line.
            let first = |cell: Cell| if index == 0 { cell } else { Cell::nothing() };
            let unit = match &figure.value {
                Figure::Money { .. } => "GBP",
                Figure::Percent { .. } => "per cent",
                _ => "",
            };
            let mut cells = vec![first(Cell::date(row.from)), Cell::text(&name), figure];
            if by_series {
                cells.insert(0, first(text(&row.series)));
            }
            shown.rows.push(cells);
            let (series, source, assumed) = (text(&row.series), text(&row.source), text(&row.assumed));
            for_programs.rows.push(vec![
                series,
                Cell::date(row.from),
                Cell::text(name),
                plain,
                Cell::text(unit),
                source,
                assumed,
            ]);
        }
    }
    let mut answer = Section::new(Role::Answer);
    let mut headline = Vec::new();
    if let Some(since) = rows.iter().map(|row| row.from).max() {
        let figures = words::counted(shown.rows.len() as u64, "figure");
        let are = if shown.rows.len() == 1 { "is" } else { "are" };
        headline.push(text![figures, " ", are, " in force, the latest since ", Cell::long_date(since), "."]);
        answer = answer.with(shown);
    } else {
        headline.push(Text::from("Nothing is in force on that day."));
    }
    let missing = not_in_force(table, on);
    answer = answer.and(Block::list("Not stated for that day", &missing)).and(table.note.as_ref().map(Block::text));
    let name = |row: &&StatutoryRow| row.series.clone().unwrap_or_else(|| format!("From {}", written(row.from)));
    let ends = rows.iter().filter_map(|row| Some(text![name(row), " holds to ", Cell::long_date(day_before(row.until?)), "."]));
    let answer = answer.and(ends.map(Block::Text));
    let assumed = rows.iter().filter_map(|row| Some(Stated { of: Some(name(row)), why: row.assumed.clone()? }.into()));
    let sources = rows.iter().filter_map(|row| Some(format!("{}: {}", name(row), row.source.as_ref()?)));
    let objects: Vec<Value> = rows.iter().map(|row| row_json(row)).collect();
    Report {
        title: format!("{}, on {}", table.title, written(on)),
        headline,
        sections: vec![answer],
        rests_on: RestsOn {
            assumed: assumed.collect(),
            sources: sources.collect(),
            inputs: inputs.to_vec(),
            ..RestsOn::default()
        },
        table: for_programs,
        json: members(
            json!({ "id": table.id, "title": table.title, "on": on.to_string(), "rows": objects, "missing": missing, "note": table.note }),
        ),
        ..Report::default()
    }
}

/// The series without a row on a day, and when they have one.
fn not_in_force(table: &StatutoryTable, on: Date) -> Vec<String> {
    let stated: Vec<&Option<String>> = table.on(on).into_iter().map(|row| &row.series).collect();
    let all: BTreeSet<&Option<String>> = table.rows.iter().map(|row| &row.series).collect();
    let line = |series: &Option<String>| {
        let mut rows = table.rows.iter().filter(|row| row.series == *series);
        let name = series.as_ref().map_or_else(|| "The table".to_owned(), Clone::clone);
        let first = rows.next()?;
        let last = rows.next_back().unwrap_or(first);
        let to = match last.until {
            Some(until) => format!("to {}", written(day_before(until))),
            None => format!("last from {}", written(last.from)),
        };
        Some(format!("{name}: stated from {}, {to}.", written(first.from)))
    };
    all.into_iter().filter(|series| !stated.contains(series)).filter_map(line).collect()
}

/// Figures with their names, as a person reads them and as they are, and what bands hold.
fn figures(kind: StatutoryKind, row: &StatutoryRow) -> Vec<(String, Cell, Cell)> {
    // These tables are the United Kingdom's.
    let currency = Currency::pounds();
    let pounds = |amount: Money| Cell::money(&currency, amount);
    let pence = |amount: Money| Cell::pence(&currency, amount);
    let percent = |number: Decimal| Cell::new(Figure::Percent { number, sign: true });
    let amount = |figure: Decimal, cell: &dyn Fn(Money) -> Cell| Money::new(figure).map_or_else(|| Cell::number(figure), cell);
    let mut found: Vec<(String, Cell, Cell)> = Vec::new();
    for (name, figure) in &row.figures {
        let value = match unit(name) {
            Unit::Percent => percent(*figure),
            Unit::Plain if row.series.as_ref().is_some_and(|series| !series.ends_with("-index")) => percent(*figure),
            Unit::Pounds => amount(*figure, &pounds),
            Unit::Pence => amount(*figure, &pence),
            Unit::Plain | Unit::Divisor => Cell::number(*figure),
        };
        found.push((label(kind, name), value, Cell::number(*figure)));
    }
    for (name, word) in &row.words {
        found.push((label(kind, name), Cell::text(word.replace('-', " ")), Cell::text(word)));
    }
    let written = |amount: Money| currency.written(amount);
    let mut above = None;
    for Band { from_age, up_to, rate } in &row.bands {
        let name = match (from_age, up_to, above) {
            (Some(0), ..) => "Under the next age".to_owned(),
            (Some(age), ..) => format!("From age {age}"),
            (None, Some(up_to), None) => format!("Up to {}", written(*up_to)),
            (None, Some(up_to), Some(above)) => format!("Above {} to {}", written(above), written(*up_to)),
            (None, None, Some(above)) => format!("Above {}", written(above)),
            (None, None, None) => "Whatever the pay".to_owned(),
        };
        above = *up_to;
        let hourly = || pence(Money::new(*rate).expect("a rate of the table is an amount"));
        let shown = if kind == StatutoryKind::MinimumWage { hourly() } else { percent(*rate) };
        found.push((name, shown, Cell::number(*rate)));
    }
    found
}

/// The name of a key as a person would say it.
fn label(kind: StatutoryKind, name: &str) -> String {
    match name {
        "percent" if kind == StatutoryKind::PensionAccrual => "A year earns, of its pay".to_owned(),
        "divisor" => "A year earns its pay over".to_owned(),
        "percent" if kind == StatutoryKind::StudentLoan => "Of pay above the threshold".to_owned(),
        "threshold" => "Threshold a year".to_owned(),
        "employee" => "Employees pay".to_owned(),
        "employee-above" => "Employees pay above the upper limit".to_owned(),
        "employer" => "Employers pay".to_owned(),
        "percent" => "Contribution".to_owned(),
        "weekly" => "A week".to_owned(),
        "percent-of-earnings" => "Share of average earnings".to_owned(),
        "taper-from" => "The allowance falls from".to_owned(),
        "first-weeks" => "First weeks, at the share of earnings".to_owned(),
        "weeks" => "Weeks at most".to_owned(),
        "least-days" => "Days of sickness in a row, at least".to_owned(),
        "link-weeks" => "Periods count as one within weeks".to_owned(),
        "basis" => "Bands go by pay that is".to_owned(),
        "value" => "Value".to_owned(),
        _ => words::capitalised(&name.replace('-', " ").replace('.', ", a ")),
    }
}

/// What a figure is counted in.
enum Unit {
    Percent,
    Pounds,
    /// To the penny, as rates an hour or a week are written.
    Pence,
    Plain,
    /// A number by which pay is divided.
    Divisor,
}

/// By the name of its key.
fn unit(name: &str) -> Unit {
    match name {
        "employee" | "employee-above" | "employer" | "percent" | "percent-of-earnings" => Unit::Percent,
        "waiting-days" | "least-days" | "weeks" | "link-weeks" | "first-weeks" | "value" => Unit::Plain,
        "divisor" => Unit::Divisor,
        "apprentice" | "weekly" => Unit::Pence,
        _ => Unit::Pounds,
    }
}

fn row_json(row: &StatutoryRow) -> Value {
    let figures: Map<String, Value> =
        row.figures.iter().map(|(name, figure)| (name.replace(['-', '.'], "_"), json!(figure.to_string()))).collect();
    json!({
        "series": row.series,
        "from": row.from.to_string(),
        "until": row.until.map(|until| until.to_string()),
        "figures": figures,
        "bands": row.bands.iter().map(|band| json!({
            "from_age": band.from_age, "up_to": band.up_to.map(|up_to| up_to.to_string()), "rate": band.rate.to_string(),
        })).collect::<Vec<_>>(),
        "source": row.source,
        "assumed": row.assumed,
    })
}

/// A roster mapping in words.
pub fn mapping_show(mapping: &RosterMapping, inputs: &[Input]) -> Report {
    let kinds = [
        ("Column", &mapping.columns),
        ("Grade", &mapping.grades),
        ("Area", &mapping.areas),
        ("Where nothing is given", &mapping.defaults),
    ];
    let columns = [("What", ColumnKind::Name), ("In the file", ColumnKind::Text), ("Means", ColumnKind::Text)];
    let mut table = Table::new("What means what", &columns);
    for (what, pairs) in kinds {
        table.rows.extend(pairs.iter().map(|(one, other)| {
            // A column is written the other way round: our name first.
            let (theirs, ours) = if what == "Column" { (other, one) } else { (one, other) };
            vec![Cell::text(what), Cell::text(theirs), Cell::text(ours)]
        }));
    }
    let pairs = |pairs: &Pairs| pairs.iter().map(|(from, to)| (from.clone(), to.clone().into())).collect::<Map<_, _>>();
    let json = json!({
        "id": mapping.id, "title": mapping.title, "scale": mapping.scale,
        "column": pairs(&mapping.columns), "grade": pairs(&mapping.grades), "area": pairs(&mapping.areas),
        "default": pairs(&mapping.defaults), "source": mapping.source, "assumed": mapping.assumed,
    });
    Report {
        title: format!("{}, for {}", mapping.title, mapping.scale),
        headline: vec![format!("It says what {} of such a file mean.", words::counted(table.rows.len() as u64, "name")).into()],
        sections: vec![Section::new(Role::Answer).with(table.clone())],
        rests_on: of_file(mapping.assumed.as_ref(), mapping.source.as_ref(), inputs),
        table,
        json: members(json),
        ..Report::default()
    }
}

/// What a file of one piece rests on.
fn of_file(assumed: Option<&String>, source: Option<&String>, inputs: &[Input]) -> RestsOn {
    RestsOn {
        assumed: assumed.iter().map(|why| Stated { of: None, why: (*why).clone() }.into()).collect(),
        sources: source.into_iter().cloned().collect(),
        inputs: inputs.to_vec(),
        ..RestsOn::default()
    }
}

/// A recovery policy in words.
pub fn policy_show(policy: &RecoveryPolicy, inputs: &[Input]) -> Report {
    let terms = terms(policy);
    let mut table = Table::plain(&["term"]);
    table.rows = terms.iter().map(|term| vec![Cell::text(term)]).collect();
    let json =
        json!({ "id": policy.id, "title": policy.title, "terms": terms, "source": policy.source, "assumed": policy.assumed });
    Report {
        title: policy.title.clone(),
        headline: vec![format!("A plan of recovery by it keeps to {}.", words::counted(terms.len() as u64, "term")).into()],
        sections: Section::list(Role::Answer, "Terms", &terms).into_iter().collect(),
        rests_on: of_file(policy.assumed.as_ref(), policy.source.as_ref(), inputs),
        table,
        json: members(json),
        ..Report::default()
    }
}

pub(super) fn terms(policy: &RecoveryPolicy) -> Vec<String> {
    let pause = |pause: &Pause| match pause {
        Pause::HalfPay => "half pay",
        Pause::StatutoryPay => "statutory pay",
        Pause::NilPay => "no pay",
    };
    let pounds = |amount: Money| format!("£{}", with_separators(&amount.to_string()));
    let approval = if policy.longest_without_approval.is_some() { ", with approval" } else { "" };
    let terms = [
        policy.share_of_net.map(|share| format!("At most {share} of a month's net pay.")),
        policy.share_of_gross.map(|share| format!("At most {share} of a month's gross pay.")),
        policy.days_of_gross.map(|days| format!("At most {days} days' gross pay a month.")),
        policy.least_net.map(|least| format!("At least {} net is left each month.", pounds(least))),
        policy.protected_share.map(|share| format!("All deductions together leave at least {share} of net pay.")),
        policy.match_period.then(|| "Over at least as many months as the overpayment arose over.".to_owned()),
        policy.longest.map(|longest| format!("Over {longest} at most{approval}.")),
        policy.longest_without_approval.map(|longest| format!("Over {longest} at most without approval.")),
        policy
            .notice
            .map(|notice| format!("{} after the member is told, at the earliest.", words::capitalised(&notice.to_string()))),
        policy.de_minimis.map(|least| format!("Less than {} is taken from the next pay.", pounds(least))),
        policy.not_pursued_after.map(|late| format!("So small a sum of which the member is told {late} late is not pursued.")),
        (!policy.pause_on.is_empty())
            .then(|| format!("Pauses on {}.", policy.pause_on.iter().map(pause).collect::<Vec<_>>().join(", "))),
        policy.from_final_pay.then(|| "What is left comes off a leaver's final pay.".to_owned()),
        policy.basis.map(|basis| {
            let what = match basis {
                Basis::Gross => "the gross sum",
                Basis::Net => "the net sum",
                Basis::NetForEarlierYears => "the gross sum of this tax year and the net sum of earlier ones",
            };
            format!("What is recovered: {what}.")
        }),
        (policy.odd_instalment == OddInstalment::First).then(|| "The first instalment is the odd one.".to_owned()),
    ];
    terms.into_iter().flatten().collect()
}
