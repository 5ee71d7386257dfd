//! Published values beside what a pay system gives.

use serde_json::json;

use super::{Block, ColumnKind, Grid, Input, Report, words};
use crate::calendar::{Date, written, written_short};
use crate::money::{Currency, Money};
use crate::published::{Compared, Comparison, Outcome};
use crate::scale::Scale;

/// At most so many points of a spine that nobody published are named.
const NAMED: usize = 8;

/// The report; `notes` are what reading the file assumed.
pub fn published_check(scale: &Scale, comparison: &Comparison, file: &str, notes: &[String], inputs: &[Input]) -> Report {
    let mut days: Vec<(Date, usize, usize)> = Vec::new();
    for value in &comparison.values {
        let matched = usize::from(value.outcome == Outcome::Matched);
        match days.iter_mut().find(|(day, ..)| *day == value.published.on) {
            Some((_, count, of)) => (*count, *of) = (*count + matched, *of + 1),
            None => days.push((value.published.on, matched, 1)),
        }
    }
    days.sort_unstable();
    let total = comparison.values.len();
    // Those of other days are read, and not compared.
    let rows = inputs.iter().filter_map(|input| input.rows).sum::<u64>();
    let read = if rows == total as u64 { String::new() } else { format!(" The file has {}.", words::counted(rows, "row")) };
    let mut blocks = vec![
        Block::Heading(format!("{}, held against {file}", scale.title)),
        Block::Text(format!("Matched {} of {total}.{read}", comparison.matched())),
    ];
    if days.len() > 1 {
        let mut table = Grid::new(&[("From", ColumnKind::Name), ("Matched", ColumnKind::Number), ("of", ColumnKind::Number)]);
        table.rows = days.iter().map(|(day, count, of)| vec![written(*day), count.to_string(), of.to_string()]).collect();
        blocks.push(Block::Table(table));
    }
    let differences: Vec<&Compared> = comparison.values.iter().filter(|value| value.outcome != Outcome::Matched).collect();
    if !differences.is_empty() {
        blocks.push(Block::Table(difference_table(scale, &differences)));
    }
    if !comparison.unpublished.is_empty() {
        blocks.push(Block::List { title: "Not in the file".into(), items: unpublished(comparison) });
    }
    if !notes.is_empty() {
        blocks.push(Block::List { title: "Assumed".into(), items: notes.to_vec() });
    }
    let columns = ["date", "spine", "grade", "area", "point", "published", "computed", "difference", "result"];
    let mut grid = Grid::new(&columns.map(|column| (column, ColumnKind::Text)));
    grid.rows = comparison.values.iter().map(row).collect();
    let json = json!({
        "scale": scale.id.as_str(),
        "matched": comparison.matched(),
        "of": total,
        "dates": days.iter().map(|(day, count, of)| json!({ "on": day.to_string(), "matched": count, "of": of })).collect::<Vec<_>>(),
        "values": grid.rows.iter().map(|row| columns.iter().zip(row).map(|(column, value)| ((*column).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>()).collect::<Vec<_>>(),
        "unpublished": comparison.unpublished.iter().map(|(day, spine, point)| json!({ "on": day.to_string(), "spine": spine, "point": point.to_string() })).collect::<Vec<_>>(),
        "assumptions": notes, "inputs": inputs,
    });
    Report { blocks, grid, json, ..Report::default() }
}

/// Values that nobody published, a line for each spine and day.
fn unpublished(comparison: &Comparison) -> Vec<String> {
    let mut kinds: Vec<(&String, Date, Vec<String>)> = Vec::new();
    for (day, spine, point) in &comparison.unpublished {
        match kinds.iter_mut().find(|(known, on, _)| *known == spine && on == day) {
            Some((.., points)) => points.push(point.to_string()),
            None => kinds.push((spine, *day, vec![point.to_string()])),
        }
    }
    let line = |(spine, day, points): (&String, Date, Vec<String>)| {
        let more = points.len().saturating_sub(NAMED);
        let named = points.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{spine}, from {}: {named}{more}.", written(day))
    };
    kinds.into_iter().map(line).collect()
}

fn difference_table(scale: &Scale, differences: &[&Compared]) -> Grid {
    let currency: &Currency = &scale.currency;
    let place = |value: &Compared| {
        let published = &value.published;
        let grade = published.grade.as_ref().map(ToString::to_string);
        let area = published.area.as_ref().map(ToString::to_string);
        [published.spine.clone(), grade, area].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let columns = [
        ("Point", ColumnKind::Name),
        ("From", ColumnKind::Name),
        ("Published", ColumnKind::Number),
        ("Here", ColumnKind::Number),
        ("Difference", ColumnKind::Text),
    ];
    let mut table = Grid::new(&columns);
    for value in differences {
        let published = &value.published;
        let (here, difference) = match &value.outcome {
            Outcome::Differs(here) => (currency.written(*here), signed(currency, published.annual - *here)),
            Outcome::NotThere(why) => ("–".to_owned(), why.clone()),
            Outcome::Matched => (String::new(), String::new()),
        };
        let point = format!("{} {}", place(value), published.point).trim_start().to_owned();
        table.rows.push(vec![point, written_short(published.on), currency.written(published.annual), here, difference]);
    }
    table
}

/// How much more or less is published.
fn signed(currency: &Currency, difference: Money) -> String {
    if difference < Money::ZERO {
        format!("{} less published", currency.written(Money::ZERO - difference))
    } else {
        format!("{} more published", currency.written(difference))
    }
}

fn row(value: &Compared) -> Vec<String> {
    let published = &value.published;
    let text = |id: Option<String>| id.unwrap_or_else(String::new);
    let computed: Option<Money> = match &value.outcome {
        Outcome::Matched => Some(published.annual),
        Outcome::Differs(here) => Some(*here),
        Outcome::NotThere(_) => None,
    };
    let result = match &value.outcome {
        Outcome::Matched => "matched",
        Outcome::Differs(_) => "differs",
        Outcome::NotThere(why) => why,
    };
    vec![
        published.on.to_string(),
        text(published.spine.clone()),
        text(published.grade.as_ref().map(ToString::to_string)),
        text(published.area.as_ref().map(ToString::to_string)),
        published.point.to_string(),
        published.annual.to_string(),
        text(computed.map(|computed| computed.to_string())),
        text(computed.map(|computed| (published.annual - computed).to_string())),
        result.to_owned(),
    ]
}
