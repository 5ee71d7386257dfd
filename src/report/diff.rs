//! Two pay systems, or two proposals, or one of each: in words, what each settlement changes, and what the outcome is.

use std::collections::BTreeSet;

use serde_json::json;

use super::text::text;
use super::{
    Beside, Block, Cell, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Stated, Table, Text, Value, members,
    words,
};
use crate::calendar::{Date, written};
use crate::entitlement::{Place, Standing};
use crate::money::{Fte, Money};
use crate::scale::PointId;
use crate::scale::{Proposal, Scale, Settlement};
use crate::settlement::{History, Range, RangeKey, Tables};

/// The report on two histories, each a system or a system with a proposal.
pub fn scale_diff(first: (&str, &History), second: (&str, &History)) -> Report {
    let mut table = Table::plain(&["from", "in", "change"]);
    let mut changes = Section::titled(Role::Answer, "What each states");
    let about = about(first, second);
    changes = changes.and(Block::list("The systems", &about));
    let dates: BTreeSet<Date> =
        [first.1, second.1].iter().flat_map(|history| history.steps().iter().map(|(from, _)| from)).collect();
    let mut settlements = Vec::new();
    let (mut alike, mut unlike) = (0_u32, 0_u32);
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
        let differs = !(only_first.is_empty() && only_second.is_empty());
        *(if differs { &mut unlike } else { &mut alike }) += 1;
        for (name, lines) in [("both", &both), (first.0, &only_first), (second.0, &only_second)] {
            let where_in = if name == "both" { "Both".to_owned() } else { format!("Only {name}") };
            changes = changes.and(Block::list(&format!("{} · {where_in}", written(date)), lines));
            table.rows.extend(lines.iter().map(|line| vec![Cell::date(date), Cell::text(name), Cell::text(line)]));
        }
        settlements.push(json!({ "from": date.to_string(), "both": both, "only_first": only_first, "only_second": only_second }));
    }
    let outcome = outcome(first, second);
    let headline = headline((alike, unlike), &about, outcome.rows.len());
    let mut sections = vec![changes];
    let ranges: Vec<_> = outcome
        .rows
        .iter()
        .map(|row| {
            let cell = |at: usize| row.get(at).map_or_else(String::new, ToString::to_string);
            json!({ "grade": cell(0), "area": cell(1), "end": cell(2), "first": cell(3), "second": cell(4), "difference": cell(5) })
        })
        .collect();
    if !outcome.rows.is_empty() {
        sections.push(Section::titled(Role::Answer, "Ranges in the end").with(outcome));
    }
    let json = json!({ "first": first.0, "second": second.0, "systems": about, "settlements": settlements, "ranges": ranges });
    Report { title: format!("{} and {}", first.0, second.0), headline, sections, table, json: members(json), ..Report::default() }
}

/// In how much the two differ.
fn headline((alike, unlike): (u32, u32), about: &[String], ends: usize) -> Vec<Text> {
    if unlike == 0 && about.is_empty() && ends == 0 {
        return vec!["The two say the same.".into()];
    }
    let dates = words::counted(u64::from(alike + unlike), "date");
    let ends = match ends {
        0 => "no end of a range differs in the end".to_owned(),
        1 => "one end of a range differs in the end".to_owned(),
        count => format!("{count} ends of ranges differ in the end"),
    };
    vec![format!("What they state differs on {unlike} of {dates}; {ends}.").into()]
}

/// A proposal in words: what each of its settlements changes in the pay system that it is for.
pub fn proposal_show(scale: &Scale, proposal: &Proposal, inputs: &[Input]) -> Report {
    let mut table = Table::plain(&["from", "change"]);
    let mut answer = Section::new(Role::Answer);
    let mut settlements = Vec::new();
    let (mut assumed, mut sources) = (Vec::new(), Vec::new());
    for settlement in &proposal.settlements {
        let lines = described(scale, settlement);
        table.rows.extend(lines.iter().map(|line| vec![Cell::date(settlement.from), Cell::text(line)]));
        settlements.push(json!({ "from": settlement.from.to_string(), "status": settlement.status.word(), "changes": lines }));
        answer = answer.and(Block::list(&format!("From {}", written(settlement.from)), lines));
        assumed.extend(settlement.assumed.clone().map(|why| Stated { of: Some(settlement.title.clone()), why }));
        sources.extend(settlement.source.as_ref().map(|source| format!("{}: {source}", settlement.title)));
    }
    let json =
        json!({ "id": proposal.id.as_str(), "title": proposal.title, "scale": scale.id.as_str(), "settlements": settlements });
    Report {
        title: proposal.title.clone(),
        headline: vec![headline_of(scale, proposal)],
        sections: vec![answer],
        rests_on: RestsOn {
            assumed: assumed.into_iter().map(Into::into).collect(),
            sources,
            inputs: inputs.to_vec(),
            lists_sources: true,
            ..RestsOn::default()
        },
        table,
        json: members(json),
        ..Report::default()
    }
}

/// For whom a proposal is, how much it changes, and since when.
fn headline_of(scale: &Scale, proposal: &Proposal) -> Text {
    let count = |settlement: &Settlement| words::settlement(scale, settlement).len() as u64;
    let changes = words::counted(proposal.settlements.iter().map(count).sum(), "change");
    let whom = text!["For the pay system ", scale.id.as_str(), ", ", &scale.title, ": ", changes];
    match proposal.settlements.iter().map(|settlement| settlement.from).min() {
        Some(first) => whom.and(text![", the first from ", Cell::long_date(first), "."]),
        None => whom.and("."),
    }
}

/// What a proposal says, for whoever has not read it.
pub(super) fn in_words(scale: &Scale, proposal: &Proposal) -> Section {
    let lists = proposal.settlements.iter().filter_map(|settlement| {
        let title = format!("What is proposed: {}, from {}", proposal.title, written(settlement.from));
        Block::list(&title, described(scale, settlement))
    });
    Section::new(Role::Proposed).and(lists)
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
fn outcome((first_name, first): (&str, &History), (second_name, second): (&str, &History)) -> Table {
    let mut table = Table::new(
        "Ranges in the end",
        &[
            ("Grade", ColumnKind::Name),
            ("Area", ColumnKind::Name),
            ("End", ColumnKind::Name),
            (first_name, ColumnKind::Number),
            (second_name, ColumnKind::Number),
            ("Difference", ColumnKind::Number),
        ],
    );
    let last = |history: &History| history.steps().last().and_then(|day| history.tables_at(day).ok().cloned());
    for column in &mut table.columns[3..5] {
        column.beside = vec!["point".to_owned()];
    }
    let (Some(left), Some(right)) = (last(first), last(second)) else { return table };
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
                let cell = |end: &Option<End>, history: &History| {
                    Cell::or_dash(end.as_ref(), |(at, annual)| {
                        let annual = Cell::money(&history.scale().currency, *annual);
                        let annual = match how(history, key, at.as_ref()) {
                            Some(derivation) => annual.because(derivation),
                            None => annual,
                        };
                        match at {
                            Some(point) => annual.with(Beside::Before(Value::Point(point.clone()))),
                            None => annual,
                        }
                    })
                };
                let difference = match (&ours, &theirs) {
                    // Pounds less dollars are nothing.
                    (Some((_, one)), Some((_, other))) if currencies.0 == currencies.1 => {
                        let pay = |annual: Money| Cell::money(currencies.0, annual);
                        let from = vec![(second_name.to_owned(), pay(*other)), (first_name.to_owned(), pay(*one))];
                        pay(*other - *one).because(Derivation {
                            rule: "The first less the second".to_owned(),
                            from,
                            ..Derivation::default()
                        })
                    }
                    _ => Cell::not_given(),
                };
                table.rows.push(vec![
                    Cell::text(grade.as_str()),
                    Cell::or_empty(key.1.as_ref(), |area| Cell::text(area.as_str())),
                    Cell::text(name),
                    cell(&ours, first),
                    cell(&theirs, second),
                    difference,
                ]);
            }
        }
    }
    table
}

/// The point, where there are points, and the pay of an end of a range.
type End = (Option<PointId>, Money);

/// How the pay of an end of a range came about, settlement by settlement; none where a range states it by itself.
fn how(history: &History, (grade, area): &RangeKey, point: Option<&PointId>) -> Option<Derivation> {
    let standing = Standing {
        grade: grade.clone(),
        area: area.clone(),
        place: Place::Point(point?.clone()),
        target: None,
        fte: Fte::FULL_TIME,
        fields: [].into(),
    };
    let rule = words::derivation(history, &standing, history.steps().last()?).join("; then ");
    Some(Derivation { rule: words::capitalised(&rule), ..Derivation::default() })
}

/// The end of a range: its minimum or its target.
fn end(history: &History, tables: &Tables, key: &RangeKey, lower: bool) -> Option<End> {
    match tables.ranges.get(key)? {
        Range::Points { minimum, target, .. } => {
            let point = if lower { minimum } else { target };
            let spine = history.scale().grade(&key.0)?.spine.as_ref()?;
            Some((Some(point.clone()), tables.annual(&key.0, key.1.as_ref(), spine, point)?))
        }
        Range::Pay { minimum, target, .. } => Some((None, if lower { minimum.published } else { target.published })),
    }
}
