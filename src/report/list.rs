//! What comes with the program: pay systems, proposals, statutory tables, recovery policies, roster mappings.

use serde_json::json;

use super::{Beside, Cell, ColumnKind, Report, Role, Section, Table, Text, Value, members, words};
use crate::calendar::Date;
use crate::money::Money;
use crate::recovery::RecoveryPolicy;
use crate::scale::{Change, PointId, PointPart, Points, Proposal, Scale, Settlement};
use crate::statutory::{StatutoryRow, StatutoryTable};
use crate::workforce::RosterMapping;

/// One pay system of the list.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The system.
    pub scale: &'a Scale,
}

/// How many figures of a system are published, how many assumed, and how many depart from their own rule.
struct Figures {
    published: usize,
    assumed: usize,
    exceptions: usize,
}

/// Counts them. A figure is a number of an award, a value of a table, a formula, an end of a range or a rate of a payment.
fn figures(settlements: &[Settlement]) -> Figures {
    let (mut published, mut assumed, mut exceptions) = (0, 0, 0);
    let mut count = |figures: usize, is_assumed: bool| if is_assumed { assumed += figures } else { published += figures };
    for settlement in settlements {
        let unsourced = settlement.source.is_none();
        // The numbers of an award.
        for measure in &settlement.measures {
            count(figures_of(&measure.change), unsourced || settlement.assumed.is_some() || measure.assumed.is_some());
        }
        for (_, fact) in &settlement.spines {
            for table in [&fact.table].into_iter().chain(fact.areas.iter().map(|(_, table)| table)) {
                let rest = fact.formula.is_none() || !std::ptr::eq(table, &raw const fact.table);
                for (point, _) in &table.points {
                    // Values in the table are published; what a formula gives between them may be assumed.
                    let of_table = table.assumed_points.as_ref().map_or(rest, |points| is_named(points, point, &table.points));
                    count(1, unsourced || (table.assumed.is_some() && of_table));
                }
                count(table.unrounded.len(), true);
                exceptions += if table.exception.is_some() { table.points.len() } else { 0 };
            }
            count(usize::from(fact.formula.is_some()), unsourced || fact.table.assumed.is_some());
        }
        for fact in &settlement.ranges {
            // Its two ends.
            count(2, unsourced || fact.assumed.is_some());
        }
        for (_, fact) in &settlement.payments {
            for tier in &fact.tiers {
                count(1, unsourced || fact.assumed.is_some() || tier.assumed.is_some());
            }
        }
    }
    Figures { published, assumed, exceptions }
}

/// The numbers that a change states.
fn figures_of(change: &Change) -> usize {
    match change {
        Change::Uplift { uplift, .. } => {
            usize::from(!uplift.percent.number().is_zero())
                + usize::from(!uplift.flat.is_zero())
                + usize::from(uplift.at_least.is_some())
                + usize::from(uplift.at_most.is_some())
        }
        Change::DeletePoints(points) => points.len(),
        _ => 1,
    }
}

/// Whether a point is among those selected, in the order of a table.
fn is_named(selected: &Points, point: &PointId, table: &[(PointId, Money)]) -> bool {
    let rank = |point: &PointId| table.iter().position(|(known, _)| known == point);
    selected.0.iter().any(|part| match part {
        PointPart::One(one) => one == point,
        PointPart::Range(first, last) => {
            rank(first).zip(rank(last)).zip(rank(point)).is_some_and(|((low, high), here)| low <= here && here <= high)
        }
    })
}

/// A shipped file beside pay systems.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Other {
    kind: &'static str,
    id: String,
    title: String,
    from: Option<Date>,
    to: Option<Date>,
    published: usize,
    assumed: usize,
    verified: Option<Date>,
}

impl Other {
    /// A claim or an offer.
    pub fn proposal(proposal: &Proposal) -> Other {
        let Figures { published, assumed, .. } = figures(&proposal.settlements);
        Other {
            kind: "proposal",
            id: proposal.id.to_string(),
            title: proposal.title.clone(),
            from: proposal.settlements.first().map(|settlement| settlement.from),
            to: proposal.settlements.last().map(|settlement| settlement.from),
            published,
            assumed,
            verified: proposal.settlements.iter().filter_map(|settlement| settlement.verified).min(),
        }
    }

    /// A statutory table; its figures are counted row by row.
    pub fn statutory(table: &StatutoryTable) -> Other {
        let count = |rows: &mut dyn Iterator<Item = &StatutoryRow>| rows.map(|row| row.figures.len() + row.bands.len()).sum();
        let is_assumed = |row: &&StatutoryRow| row.assumed.is_some() || row.source.is_none();
        Other {
            kind: "statutory",
            id: table.id.clone(),
            title: table.title.clone(),
            from: table.days().first().copied(),
            to: table.days().last().copied(),
            published: count(&mut table.rows.iter().filter(|row| !is_assumed(row))),
            assumed: count(&mut table.rows.iter().filter(is_assumed)),
            verified: table.verified,
        }
    }

    /// A recovery policy.
    pub fn policy(policy: &RecoveryPolicy) -> Other {
        Other {
            kind: "policy",
            id: policy.id.clone(),
            title: policy.title.clone(),
            from: None,
            to: None,
            published: 0,
            assumed: 0,
            verified: policy.verified,
        }
    }

    /// A roster mapping.
    pub fn mapping(mapping: &RosterMapping) -> Other {
        Other {
            kind: "mapping",
            id: mapping.id.clone(),
            title: mapping.title.clone(),
            from: None,
            to: None,
            published: 0,
            assumed: 0,
            verified: mapping.verified,
        }
    }
}

/// The files beside pay systems, by kind.
fn others_sections(others: &[Other]) -> Vec<Section> {
    let mut sections = Vec::new();
    for (kind, heading, column) in [
        ("proposal", "Proposals", "Proposal"),
        ("statutory", "Statutory tables", "Table"),
        ("policy", "Recovery policies", "Policy"),
        ("mapping", "Roster mappings", "Mapping"),
    ] {
        let of_kind: Vec<&Other> = others.iter().filter(|other| other.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let dated = !["policy", "mapping"].contains(&kind);
        let mut columns = vec![(column, ColumnKind::Text)];
        if dated {
            columns.push((if kind == "statutory" { "From, to" } else { "From" }, ColumnKind::Name));
            columns.extend([("Published", ColumnKind::Number), ("Assumed", ColumnKind::Number)]);
        }
        columns.extend((kind != "proposal").then_some(("Verified", ColumnKind::Name)));
        let mut table = Table::new(heading, &columns);
        table.columns[0].beside = vec!["title".to_owned()];
        for other in of_kind {
            let mut row = vec![named(&other.id, &other.title)];
            if dated {
                row.push(if kind == "statutory" { days(other.from, other.to) } else { day(other.from) });
                row.extend([Cell::number(other.published), Cell::number(other.assumed)]);
            }
            row.extend((kind != "proposal").then(|| day(other.verified)));
            table.rows.push(row);
        }
        sections.push(Section::titled(Role::Answer, heading).with(table));
    }
    sections
}

/// An id, with the title below it.
fn named(id: &str, title: &str) -> Cell {
    Cell::text(id).with(Beside::Below(Value::Text(title.to_owned())))
}

fn day(day: Option<Date>) -> Cell {
    Cell::or_empty(day, Cell::date)
}

/// The first day, and the last below it.
fn days(first: Option<Date>, last: Option<Date>) -> Cell {
    match last {
        Some(last) => day(first).with(Beside::Below(Value::Date { day: last, long: false })),
        None => day(first),
    }
}

/// The report.
pub fn scale_list(systems: &[Listed<'_>], others: &[Other]) -> Report {
    let columns = [
        ("Pay system", ColumnKind::Text),
        ("From, to", ColumnKind::Name),
        ("Published", ColumnKind::Number),
        ("Assumed", ColumnKind::Number),
        ("Verified", ColumnKind::Name),
    ];
    let mut shown = Table::new("Pay systems", &columns);
    shown.columns[0].beside = vec!["title".to_owned()];
    let mut table = Table::plain(&["id", "title", "from", "to", "published", "assumed", "exceptions", "verified", "kind"]);
    let mut objects = Vec::new();
    for Listed { scale } in systems {
        let Figures { published, assumed, exceptions } = figures(&scale.settlements);
        let first = scale.settlements.first().map(|settlement| settlement.from);
        let last = scale.settlements.last().map(|settlement| settlement.from);
        let verified = scale.settlements.iter().filter_map(|settlement| settlement.verified).min();
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        objects.push(json!({
            "id": scale.id.to_string(), "title": scale.title, "from": text(first), "to": text(last), "published": published,
            "assumed": assumed, "exceptions": exceptions, "verified": text(verified), "kind": "system",
        }));
        let (of_source, by_assumption) = (Cell::number(published), Cell::number(assumed));
        let name = named(scale.id.as_str(), &scale.title);
        shown.rows.push(vec![name, days(first, last), of_source, by_assumption, day(verified)]);
        table.rows.push(vec![
            Cell::text(scale.id.as_str()),
            Cell::text(&scale.title),
            day(first),
            day(last),
            Cell::number(published),
            Cell::number(assumed),
            Cell::number(exceptions),
            day(verified),
            Cell::text("system"),
        ]);
    }
    let answer = Section::new(Role::Answer).with(shown).with(Text::from(
        "From and to are the first and the last settlement; published and assumed count figures; verified is the day on which the \
         oldest check of a source was made. payspine scale show ID prints a system; a path reads \
         your own.",
    ));
    table.rows.extend(others.iter().map(|other| {
        vec![
            Cell::text(&other.id),
            Cell::text(&other.title),
            day(other.from),
            day(other.to),
            Cell::number(other.published),
            Cell::number(other.assumed),
            Cell::number(0),
            day(other.verified),
            Cell::text(other.kind),
        ]
    }));
    let count = |kind: &str| others.iter().filter(|other| other.kind == kind).count() as u64;
    let policies =
        if count("policy") == 1 { "1 recovery policy".to_owned() } else { format!("{} recovery policies", count("policy")) };
    let headline = format!(
        "{}, and with them {}, {}, {} and {}.",
        words::counted(systems.len() as u64, "pay system"),
        words::counted(count("proposal"), "proposal"),
        words::counted(count("statutory"), "statutory table"),
        policies,
        words::counted(count("mapping"), "roster mapping"),
    );
    let sections = std::iter::once(answer).chain(others_sections(others)).collect();
    let others: Vec<serde_json::Value> = others
        .iter()
        .map(|other| {
            let date = |date: Option<Date>| date.map(|date| date.to_string());
            json!({
                "kind": other.kind, "id": other.id, "title": other.title, "from": date(other.from), "to": date(other.to),
                "published": other.published, "assumed": other.assumed, "verified": date(other.verified),
            })
        })
        .collect();
    Report {
        title: "Pay systems that come with payspine".into(),
        headline: vec![headline.into()],
        sections,
        table,
        json: members(json!({ "scales": objects, "others": others })),
        ..Report::default()
    }
}
