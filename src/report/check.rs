//! Published values beside what a pay system gives.

use serde_json::json;

use super::text::text;
use super::{
    Assumed, Assumption, Beside, Cell, ColumnKind, Input, Report, RestsOn, Role, Section, Table, Text, Value, members, words,
};
use crate::calendar::Date;
use crate::money::{Currency, Money};
use crate::published::{Compared, Comparison, Outcome};
use crate::scale::Scale;

/// At most so many points of a spine that nobody published are named.
const NAMED: usize = 8;

/// The report; `notes` are what reading the file assumed.
pub fn published_check(scale: &Scale, comparison: &Comparison, file: &str, notes: &[Assumption], inputs: &[Input]) -> Report {
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
    let mut answer = Section::new(Role::Answer);
    if days.len() > 1 {
        let columns = [("From", ColumnKind::Name), ("Matched", ColumnKind::Number), ("of", ColumnKind::Number)];
        let mut by_day = Table::new("Matched by day", &columns);
        let row = |(day, count, of): &(Date, usize, usize)| vec![Cell::long_date(*day), Cell::number(*count), Cell::number(*of)];
        by_day.rows = days.iter().map(row).collect();
        answer = answer.with(by_day);
    }
    let differences: Vec<&Compared> = comparison.values.iter().filter(|value| value.outcome != Outcome::Matched).collect();
    if !differences.is_empty() {
        answer = answer.with(difference_table(scale, &differences));
    }
    let unpublished = Section::list(Role::LeftOut, "Not in the file", unpublished(comparison));
    let columns = ["date", "spine", "grade", "area", "point", "published", "computed", "difference", "result"];
    let mut table = Table::plain(&columns);
    table.rows = comparison.values.iter().map(|value| row(scale.currency, value)).collect();
    let object = |row: &Vec<Cell>| {
        columns
            .iter()
            .zip(row)
            .map(|(column, cell)| ((*column).to_owned(), json!(cell.plain())))
            .collect::<serde_json::Map<_, _>>()
    };
    let json = json!({
        "scale": scale.id.as_str(),
        "matched": comparison.matched(),
        "of": total,
        "dates": days.iter().map(|(day, count, of)| json!({ "on": day.to_string(), "matched": count, "of": of })).collect::<Vec<_>>(),
        "values": table.rows.iter().map(object).collect::<Vec<_>>(),
        "unpublished": comparison.unpublished.iter().map(|(day, spine, point)| json!({ "on": day.to_string(), "spine": spine, "point": point.to_string() })).collect::<Vec<_>>(),
    });
    Report {
        title: format!("{}, held against {file}", scale.title),
        headline: vec![text!["Matched ", Cell::number(comparison.matched()), " of ", Cell::number(total), ".", read]],
        sections: std::iter::once(answer).chain(unpublished).collect(),
        rests_on: RestsOn { assumed: Assumed::all(notes), inputs: inputs.to_vec(), ..RestsOn::default() },
        table,
        json: members(json),
        ..Report::default()
    }
}

/// Values that nobody published, a line for each spine and day.
fn unpublished(comparison: &Comparison) -> Vec<Text> {
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
        text![spine, ", from ", Cell::long_date(day), ": ", named, more, "."]
    };
    kinds.into_iter().map(line).collect()
}

fn difference_table(scale: &Scale, differences: &[&Compared]) -> Table {
    let currency: &Currency = &scale.currency;
    let range = |value: &Compared| {
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
    let mut table = Table::new("What differs", &columns);
    for value in differences {
        let published = &value.published;
        let (here, difference) = match &value.outcome {
            Outcome::Differs(here) => (Cell::money(currency, *here), more_or_less(*currency, published.annual - *here)),
            Outcome::NotThere(why) => (Cell::not_given(), Cell::text(why)),
            Outcome::Matched => (Cell::nothing(), Cell::nothing()),
        };
        let point = format!("{} {}", range(value), published.point);
        let annual = Cell::money(currency, published.annual);
        table.rows.push(vec![Cell::text(point.trim_start()), Cell::date(published.on), annual, here, difference]);
    }
    table.columns[4].beside = vec!["which way".to_owned()];
    table
}

/// How much more or less is published.
fn more_or_less(currency: Currency, difference: Money) -> Cell {
    let way = if difference < Money::ZERO { "less published" } else { "more published" };
    Cell::money(&currency, difference.max(-difference)).with(Beside::Behind(Value::Text(way.to_owned())))
}

fn row(currency: Currency, value: &Compared) -> Vec<Cell> {
    let published = &value.published;
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
    let pence = |amount: Money| Cell::pence(&currency, amount);
    vec![
        Cell::date(published.on),
        Cell::or_empty(published.spine.as_ref(), Cell::text),
        Cell::or_empty(published.grade.as_ref(), |grade| Cell::text(grade.as_str())),
        Cell::or_empty(published.area.as_ref(), |area| Cell::text(area.as_str())),
        Cell::point(&published.point),
        pence(published.annual),
        Cell::or_empty(computed, pence),
        Cell::or_empty(computed, |computed| pence(published.annual - computed)),
        Cell::text(result),
    ]
}
