//! Two pay systems, or two proposals, or one of each: in words, what each settlement changes, and what the outcome is.

use std::collections::BTreeSet;

use serde_json::json;

use super::words;
use super::{Block, ColumnKind, Grid, Input, Report};
use crate::calendar::{Date, written};
use crate::money::{Currency, Money};
use crate::scale::{Proposal, Scale, Settlement};
use crate::settlement::{History, Range, RangeKey, Tables};

/// The report on two histories, each a system or a system with a proposal.
pub fn scale_diff(first: (&str, &History), second: (&str, &History)) -> Report {
    let mut grid = Grid::new(&["from", "in", "change"].map(|column| (column, ColumnKind::Text)));
    let mut blocks = vec![Block::Heading(format!("{} and {}", first.0, second.0))];
    let about = about(first, second);
    if !about.is_empty() {
        blocks.push(Block::List { title: "The systems".into(), items: about.clone() });
    }
    let dates: BTreeSet<Date> =
        [first.1, second.1].iter().flat_map(|history| history.steps().iter().map(|(from, _)| from)).collect();
    let mut json_dates = Vec::new();
    for date in dates {
        let (left, right) = (lines_on(first.1, date), lines_on(second.1, date));
        let mut both = Vec::new();
        let (mut only_first, mut only_second) = (left.clone(), Vec::new());
        for line in right {
            match only_first.iter().position(|other| *other == line) {
                Some(index) => both.push(only_first.remove(index)),
                None => only_second.push(line),
            }
        }
        let parts = [("both", &both), (first.0, &only_first), (second.0, &only_second)];
        for (name, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            let where_in = if name == "both" { "Both".to_owned() } else { format!("Only {name}") };
            blocks.push(Block::List { title: format!("{} · {where_in}", written(date)), items: lines.clone() });
            grid.rows.extend(lines.iter().map(|line| vec![date.to_string(), name.to_owned(), line.clone()]));
        }
        json_dates.push(json!({ "from": date.to_string(), "both": both, "only_first": only_first, "only_second": only_second }));
    }
    let outcome = outcome(first, second);
    if !outcome.rows.is_empty() {
        blocks.push(Block::Heading("Ranges in the end".into()));
        blocks.push(Block::Table(outcome.clone()));
    }
    let ranges: Vec<_> = outcome
        .rows
        .iter()
        .map(|row| json!({ "grade": row[0], "area": row[1], "end": row[2], "first": row[3], "second": row[4], "difference": row[5] }))
        .collect();
    let json = json!({ "first": first.0, "second": second.0, "systems": about, "settlements": json_dates, "ranges": ranges });
    Report { blocks, grid, json, ..Report::default() }
}

/// A proposal in words: what each of its settlements changes in the pay system that it is for.
pub fn proposal_show(scale: &Scale, proposal: &Proposal, inputs: &[Input]) -> Report {
    let mut grid = Grid::new(&["from", "change"].map(|column| (column, ColumnKind::Text)));
    let mut blocks =
        vec![Block::Heading(proposal.title.clone()), Block::Text(format!("For the pay system {}, {}.", scale.id, scale.title))];
    let mut settlements = Vec::new();
    let (mut assumed, mut sources) = (Vec::new(), Vec::new());
    for settlement in &proposal.settlements {
        let lines = described(scale, settlement);
        grid.rows.extend(lines.iter().map(|line| vec![settlement.from.to_string(), line.clone()]));
        settlements.push(json!({ "from": settlement.from.to_string(), "status": settlement.status.word(), "changes": lines }));
        blocks.push(Block::List { title: format!("From {}", written(settlement.from)), items: lines });
        assumed.extend(settlement.assumed.as_ref().map(|why| format!("{}: {why}.", settlement.title)));
        sources.extend(settlement.source.as_ref().map(|source| format!("{}: {source}", settlement.title)));
    }
    for (title, items) in [("Assumed", &assumed), ("Sources", &sources)] {
        if !items.is_empty() {
            blocks.push(Block::List { title: title.into(), items: items.clone() });
        }
    }
    let json = json!({
        "id": proposal.id.as_str(), "title": proposal.title, "scale": scale.id.as_str(), "settlements": settlements,
        "assumptions": assumed, "sources": sources, "inputs": inputs,
    });
    Report { blocks, grid, json, ..Report::default() }
}

/// What a proposal says, for whoever has not read it.
pub(super) fn in_words(scale: &Scale, proposal: &Proposal) -> Vec<Block> {
    let lists = proposal.settlements.iter().map(|settlement| Block::List {
        title: format!("What is proposed: {}, from {}", proposal.title, written(settlement.from)),
        items: described(scale, settlement),
    });
    lists.collect()
}

/// A settlement's title, how far it is agreed, and what it changes.
fn described(scale: &Scale, settlement: &Settlement) -> Vec<String> {
    let title = format!("{} ({}).", settlement.title, settlement.status.word());
    std::iter::once(title).chain(words::settlement(scale, settlement)).collect()
}

/// What a history's settlements of a date change, with how far each is agreed.
fn lines_on(history: &History, date: Date) -> Vec<String> {
    let settlements: Vec<&Settlement> = history.steps().starting_on(date).map(|step| history.settlement(step)).collect();
    settlements.into_iter().flat_map(|settlement| described(history.scale(), settlement)).collect()
}

/// Grades, areas and conventions that differ.
fn about((first_name, first): (&str, &History), (second_name, second): (&str, &History)) -> Vec<String> {
    let (one, other) = (first.scale(), second.scale());
    let mut lines = Vec::new();
    let mut names = |what: &str, ours: BTreeSet<String>, theirs: BTreeSet<String>| {
        for (name, missing) in [(first_name, ours.difference(&theirs)), (second_name, theirs.difference(&ours))] {
            let missing: Vec<&str> = missing.map(String::as_str).collect();
            if !missing.is_empty() {
                lines.push(format!("Only {name} has {what} {}.", missing.join(", ")));
            }
        }
    };
    let grades = |history: &History| history.scale().grades.iter().map(|(id, _)| id.to_string()).collect();
    let areas = |history: &History| history.scale().areas.iter().map(|(id, _)| id.to_string()).collect();
    names("grade", grades(first), grades(second));
    names("area", areas(first), areas(second));
    if one.currency != other.currency {
        lines.push(format!("{first_name} is in {}, {second_name} in {}.", one.currency.code(), other.currency.code()));
    }
    if one.conventions != other.conventions {
        let rounding = |history: &History| words::conventions(history.scale());
        lines.push(format!("{first_name}: {}.", rounding(first)));
        lines.push(format!("{second_name}: {}.", rounding(second)));
    }
    let (ours, theirs) = (words::absence_rules(&one.absence), words::absence_rules(&other.absence));
    for (name, rules, others) in [(first_name, &ours, &theirs), (second_name, &theirs, &ours)] {
        lines.extend(rules.iter().filter(|rule| !others.contains(rule)).map(|rule| format!("{name}: {rule}")));
    }
    lines
}

/// The ends of ranges after the last settlement of each, where they differ.
fn outcome((first_name, first): (&str, &History), (second_name, second): (&str, &History)) -> Grid {
    let mut grid = Grid::new(&[
        ("Grade", ColumnKind::Name),
        ("Area", ColumnKind::Name),
        ("End", ColumnKind::Name),
        (first_name, ColumnKind::Number),
        (second_name, ColumnKind::Number),
        ("Difference", ColumnKind::Number),
    ]);
    let last = |history: &History| history.steps().last().and_then(|day| history.tables_at(day).ok().cloned());
    let (Some(left), Some(right)) = (last(first), last(second)) else { return grid };
    let keys: BTreeSet<&RangeKey> = left.ranges.keys().chain(right.ranges.keys()).collect();
    let currencies = (&first.scale().currency, &second.scale().currency);
    for (grade, _) in
        first.scale().grades.iter().chain(second.scale().grades.iter().filter(|(id, _)| first.scale().grade(id).is_none()))
    {
        for key in keys.iter().filter(|key| key.0 == *grade) {
            let ends = [("minimum", true), ("target", false)];
            for (name, lower) in ends {
                let (ours, theirs) = (end(first, &left, key, lower), end(second, &right, key, lower));
                if ours == theirs {
                    continue;
                }
                let cell = |end: &Option<(String, Money)>, currency: &Currency| {
                    end.as_ref().map_or("–".to_owned(), |(at, annual)| format!("{at}{}", currency.written(*annual)))
                };
                let difference = match (&ours, &theirs) {
                    // Pounds less dollars are nothing.
                    (Some((_, one)), Some((_, other))) if currencies.0 == currencies.1 => currencies.0.written(*other - *one),
                    _ => "–".to_owned(),
                };
                let area = key.1.as_ref().map_or_else(String::new, ToString::to_string);
                grid.rows.push(vec![
                    grade.to_string(),
                    area,
                    name.to_owned(),
                    cell(&ours, currencies.0),
                    cell(&theirs, currencies.1),
                    difference,
                ]);
            }
        }
    }
    grid
}

/// The point and pay of an end of a range.
fn end(history: &History, tables: &Tables, key: &RangeKey, lower: bool) -> Option<(String, Money)> {
    match tables.ranges.get(key)? {
        Range::Points { minimum, target, .. } => {
            let point = if lower { minimum } else { target };
            let spine = history.scale().grade(&key.0)?.spine.as_ref()?;
            Some((format!("{point}: "), tables.annual(&key.0, key.1.as_ref(), spine, point)?))
        }
        Range::Pay { minimum, target, .. } => Some((String::new(), if lower { minimum.published } else { target.published })),
    }
}
