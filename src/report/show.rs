//! A pay system on one day: points, ranges, progression, payments, sources.

mod assumed;
mod ranges;

use serde_json::{Value, json};

pub use self::assumed::{SystemNotes, system_notes};
use self::ranges::{ranges, ranges_table};
use super::rests_on::source_lines;
use super::text::text;
use super::words;
use super::{Cell, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Table, Text, members};
use crate::calendar::{Date, written};
use crate::entitlement::{Place, Standing};
use crate::evidence::hourly;
use crate::money::{Fte, Money};
use crate::scale::{AreaId, Condition, Conventions, Grade, GradeId, PointId, Scale, SpineId};
use crate::settlement::{AppliedSettlement, History, Range, RangeKey, Spine, Tables, Value as Annual};

/// What `scale show` shows.
#[derive(Clone, Debug)]
pub struct ShowView<'a> {
    /// The system.
    pub history: &'a History,
    /// The day.
    pub on: Date,
    /// The step in force.
    pub step: &'a AppliedSettlement,
    /// Only this grade.
    pub grade: Option<GradeId>,
    /// Only this area.
    pub area: Option<AreaId>,
    /// Only this point.
    pub point: Option<PointId>,
    /// What it was read from.
    pub inputs: Vec<Input>,
    /// Whether each value is to be derived.
    pub explain: bool,
}

/// A point as shown, or an end of a range by pay.
struct Shown {
    spine: String,
    end: End,
    annual: Money,
    marks: Vec<String>,
}

/// What stands at a value: a point, or which end of a range by pay.
enum End {
    Point(PointId),
    OfRange(&'static str),
}

impl End {
    fn cell(&self) -> Cell {
        match self {
            End::Point(point) => Cell::point(point),
            End::OfRange(name) => Cell::text(*name),
        }
    }
}

/// The report.
pub fn scale_show(view: &ShowView<'_>) -> Report {
    let scale = view.history.scale();
    let settlement = view.history.settlement(view.step);
    let points = points(view);
    let mut answer = Section::new(Role::Answer);
    if !points.is_empty() {
        answer = answer.with(points_table(view, &points));
    }
    if view.grade.is_none() && view.point.is_none() && !view.step.tables.ranges.is_empty() {
        answer = answer.with(ranges_table(view));
    }
    let SystemNotes { rules, assumed, exceptions } = system_notes(view);
    let mut sections = vec![answer];
    sections.extend(Section::list(Role::Rules, "Rules", &rules));
    if view.explain {
        sections.extend(Section::list(Role::Working, "How each value came about", derivations(view, &points)));
    }
    sections.extend(Section::list(Role::Rules, "Exceptions, stated apart from the rule", &exceptions));
    let mut sources = source_lines(view.history, view.on);
    if view.grade.is_none() {
        let origins = scale.absence.origins().into_iter();
        sources.extend(origins.filter_map(|(kind, origin)| {
            Some(format!("{}: {}", words::capitalised(kind.pay_in_words()), origin.source.as_ref()?))
        }));
        let protection = scale.protection.as_ref().and_then(|rule| rule.origin.source.as_ref());
        sources.extend(protection.map(|source| format!("Mark time: {source}")));
    }
    let mut table = Table::plain(&["spine", "point", "annual"]);
    let annual = |shown: &Shown| Cell::number(shown.annual.amount().normalize());
    table.rows = points.iter().map(|shown| vec![Cell::text(&shown.spine), shown.end.cell(), annual(shown)]).collect();
    let json = json!({
        "scale": scale.id.as_str(),
        "title": scale.title,
        "currency": scale.currency.code(),
        "on": view.on.to_string(),
        "settlement": { "from": settlement.from.to_string(), "known_until": settlement.known_until.map(|day| day.to_string()), "title": settlement.title, "status": settlement.status.word(), "source": settlement.source },
        "points": points.iter().map(|shown| point_json(scale, &view.step.tables, shown)).collect::<Vec<_>>(),
        "ranges": ranges(view).iter().map(|row| json!({
            "grade": row.grade, "area": row.area, "minimum": row.minimum.as_ref().map(ToString::to_string),
            "minimum_annual": row.minimum_annual.map(|annual| annual.to_string()),
            "target": row.target.as_ref().map(ToString::to_string), "target_annual": row.target_annual.map(|annual| annual.to_string()),
            "assumed": row.assumed,
        })).collect::<Vec<_>>(),
        "rules": rules,
        "exceptions": exceptions,
    });
    let mut headline = vec![text![&settlement.title, ", in force from ", Cell::long_date(settlement.from), "."]];
    headline.extend(nothing_later(view));
    if points.is_empty() {
        headline.push(text!["No ", &scale.point_word, "s are stated, so no basic pay."]);
    }
    Report {
        title: format!("{}, on {}", scale.title, written(view.on)),
        headline,
        sections,
        rests_on: RestsOn {
            assumed: assumed.into_iter().map(Into::into).collect(),
            sources,
            inputs: view.inputs.clone(),
            lists_sources: true,
            ..RestsOn::default()
        },
        table,
        json: members(json),
        ..Report::default()
    }
}

/// From when on nothing is known, where what is shown is the last that is.
fn nothing_later(view: &ShowView<'_>) -> Option<Text> {
    let next = view.history.steps().next_change_after(view.on);
    let gap = view.history.gaps().iter().find(|gap| gap.last >= view.on && next.is_none_or(|next| next > gap.last));
    if let Some(gap) = gap {
        return Some(text!["It is known up to ", Cell::long_date(gap.last), format!("; nothing is known {gap}.")]);
    }
    let last = view.history.steps().last()?;
    let said = text!["Nothing later is known: after ", Cell::long_date(last), " its rates are held."];
    (view.on >= last).then_some(said)
}

/// The points of the selected ranges, or of every spine. Grades or areas with values of their own are shown apart.
fn points(view: &ShowView<'_>) -> Vec<Shown> {
    let tables = &view.step.tables;
    let mut shown = Vec::new();
    for (id, spine) in in_order(view.history.scale(), tables) {
        for (label, keys, column) in columns(view, id, spine) {
            let Some((low, high)) = bounds(view, tables, &keys, spine) else { continue };
            for rank in low..=high {
                let (Some(point), Some(value)) = (spine.points.get(rank), column.get(rank)) else { continue };
                let marks = marks(tables, &keys, spine, rank);
                shown.push(Shown { spine: label.clone(), end: End::Point(point.clone()), annual: value.published, marks });
            }
        }
    }
    if let Some(only) = &view.point {
        shown.retain(|shown| matches!(&shown.end, End::Point(point) if point == only));
        return shown;
    }
    for row in ranges(view).into_iter().filter(|row| row.by_pay) {
        for (name, annual) in [("minimum", row.minimum_annual), ("target", row.target_annual)] {
            let Some(annual) = annual else { continue };
            let range = row.area.as_ref().map_or_else(|| row.grade.clone(), |area| format!("{} {area}", row.grade));
            shown.push(Shown { spine: range, end: End::OfRange(name), annual, marks: Vec::new() });
        }
    }
    shown
}

/// The spines in the order of the grades that lie on them.
fn in_order<'a>(scale: &Scale, tables: &'a Tables) -> Vec<(&'a SpineId, &'a Spine)> {
    let mut spines: Vec<(&SpineId, &Spine)> = tables.spines.iter().collect();
    spines.sort_by_key(|(id, _)| scale.grades.iter().position(|(_, grade)| grade.spine.as_ref() == Some(*id)));
    spines
}

/// The sets of values of a spine that are asked for, each with its name and the ranges that it pays.
fn columns<'a>(view: &ShowView<'_>, id: &SpineId, spine: &'a Spine) -> Vec<(String, Vec<RangeKey>, &'a [Annual])> {
    let mut found: Vec<(String, Vec<RangeKey>, &'a [Annual])> = Vec::new();
    let scale = view.history.scale();
    let mut keys: Vec<&RangeKey> = view.step.tables.ranges.keys().collect();
    // In the order of the file: by grade, then by area.
    keys.sort_by_key(|(grade, area)| {
        let place = |area: &AreaId| scale.areas.iter().position(|(known, _)| known == area);
        (scale.grades.iter().position(|(known, _)| known == grade), area.as_ref().and_then(place))
    });
    for key in keys {
        let (grade, area) = key;
        let here = view.history.scale().grade(grade).is_some_and(|grade| grade.spine.as_ref() == Some(id));
        let asked =
            view.grade.as_ref().is_none_or(|only| only == grade) && (view.area.is_none() || area.is_none() || *area == view.area);
        if !here || !asked {
            continue;
        }
        let column = spine.column(grade, area.as_ref());
        if column.is_empty() {
            continue;
        }
        // Grades of one area share its table.
        let same = |keys: &[RangeKey], known: &[Annual]| {
            std::ptr::eq(known, column) || (keys.iter().all(|(_, other)| other == area && area.is_some()) && *known == *column)
        };
        match found.iter_mut().find(|(_, keys, known)| same(keys, known)) {
            Some((_, keys, _)) => keys.push(key.clone()),
            None => found.push((id.to_string(), vec![key.clone()], column)),
        }
    }
    if found.is_empty() && view.grade.is_none() {
        found.push((id.to_string(), Vec::new(), &spine.common));
    }
    // The values of one area are not those of the spine, even where no other is asked for.
    let apart = found.len() > 1 || spine.common.is_empty();
    for (label, keys, column) in found.iter_mut().filter(|_| apart) {
        if !std::ptr::eq(*column, spine.common.as_slice()) {
            let area = keys.first().and_then(|(_, area)| area.as_ref());
            let on_spine = view.history.scale().grades.iter().filter(|(_, grade)| grade.spine.as_ref() == Some(id)).count();
            let names = match area {
                Some(area) if keys.len() == on_spine && view.grade.is_none() => area.to_string(),
                _ => keys.iter().map(range_name).collect::<Vec<_>>().join(", "),
            };
            *label = format!("{id} ({names})");
        }
    }
    found
}

fn range_name((grade, area): &RangeKey) -> String {
    area.as_ref().map_or_else(|| grade.to_string(), |area| format!("{grade} {area}"))
}

/// The first and last place of a spine to show: all of it, or what the ranges of the grade asked for cover.
fn bounds(view: &ShowView<'_>, tables: &Tables, keys: &[RangeKey], spine: &Spine) -> Option<(usize, usize)> {
    let by_pay = |key: &RangeKey| matches!(tables.ranges.get(key), Some(Range::Pay { .. }));
    // Of a spine that its grades have left nobody is paid a point.
    if view.grade.is_none() && (keys.is_empty() || !keys.iter().all(by_pay)) {
        return Some((0, spine.points.len().checked_sub(1)?));
    }
    let ends = keys.iter().filter_map(|key| match tables.ranges.get(key)? {
        Range::Points { minimum, target, .. } => Some((spine.rank(minimum)?, spine.rank(target)?)),
        Range::Pay { .. } => None,
    });
    ends.reduce(|(low, high), (from, to)| (low.min(from), high.max(to)))
}

/// Which of the ranges begin or end at a point.
fn marks(tables: &Tables, keys: &[RangeKey], spine: &Spine, rank: usize) -> Vec<String> {
    let mut marks = Vec::new();
    // Where all are of one area, the spine's name says which.
    let one_area = keys.len() > 1 || keys.iter().all(|(_, area)| area.is_some());
    let one_area = one_area && keys.windows(2).all(|pair| pair[0].1 == pair[1].1);
    for key in keys {
        let name = if one_area { key.0.to_string() } else { range_name(key) };
        let Some(Range::Points { minimum, target, .. }) = tables.ranges.get(key) else { continue };
        for (end, point) in [("minimum", minimum), ("target", target)] {
            if spine.rank(point) == Some(rank) {
                marks.push(format!("{name} {end}"));
            }
        }
    }
    marks
}

fn monthly(conventions: &Conventions, annual: Money) -> Money {
    let month = conventions.monthly_rounding.round(&annual.exact().over(12));
    month.expect("a twelfth of an amount can be held")
}

fn points_table(view: &ShowView<'_>, points: &[Shown]) -> Table {
    let (scale, tables) = (view.history.scale(), &view.step.tables);
    let conventions = &scale.conventions;
    let spines = points.iter().any(|shown| shown.spine != points[0].spine);
    let hours = points.iter().any(|shown| hourly(conventions, tables, shown.annual).is_some());
    let word = words::capitalised(&scale.point_word);
    let mut columns = Vec::new();
    columns.extend(spines.then_some(("Spine", ColumnKind::Name)));
    columns.extend([(word.as_str(), ColumnKind::Number), ("A year", ColumnKind::Number), ("A month", ColumnKind::Number)]);
    columns.extend(hours.then_some(("An hour", ColumnKind::Number)));
    columns.push(("Range", ColumnKind::Text));
    let mut table = Table::new("Pay by point", &columns);
    for shown in points {
        let annual = Cell::money(&scale.currency, shown.annual);
        let rule = derivation(view, shown).join("; then ");
        let mut row = Vec::new();
        row.extend(spines.then(|| Cell::text(&shown.spine)));
        row.push(shown.end.cell());
        row.push(if rule.is_empty() { annual } else { annual.because(Derivation { rule, ..Derivation::default() }) });
        row.push(Cell::pence(&scale.currency, monthly(conventions, shown.annual)));
        let hour = hourly(conventions, tables, shown.annual);
        row.extend(hours.then(|| Cell::or_dash(hour, |rate| Cell::pence(&scale.currency, rate))));
        row.push(Cell::text(shown.marks.join(", ")));
        table.rows.push(row);
    }
    table
}

fn point_json(scale: &Scale, tables: &Tables, shown: &Shown) -> Value {
    json!({
        "spine": shown.spine,
        "point": shown.end.cell().plain(),
        "annual": shown.annual.to_string(),
        "monthly": monthly(&scale.conventions, shown.annual).to_string(),
        "hourly": hourly(&scale.conventions, tables, shown.annual).map(|rate| rate.to_string()),
    })
}

fn rules(view: &ShowView<'_>) -> Vec<String> {
    let (scale, tables) = (view.history.scale(), &view.step.tables);
    let mut lines = Vec::new();
    for (grade, rule) in &tables.progression {
        if view.grade.is_none() || grade.is_none() || *grade == view.grade {
            let whom = grade.as_ref().map_or("All grades".to_owned(), ToString::to_string);
            lines.push(format!("{whom}: {}.", words::progression(scale, rule)));
        }
    }
    if view.grade.is_none() {
        lines.extend(words::moves(scale).into_iter().map(|(what, leads)| format!("{what}: {leads}.")));
    }
    if let Some(rule) = scale.protection.as_ref().filter(|_| view.grade.is_none()) {
        lines.push(format!("Mark time: {}.", words::protection(scale, rule)));
    }
    if view.grade.is_none() {
        lines.push(format!("{}.", words::capitalised(&words::conventions(scale))));
        lines.extend(words::absence_rules(&scale.absence));
    }
    for (_, payment) in &tables.payments {
        let mut fact = payment.stated();
        if let Some(area) = &view.area {
            // Of one area only what it is paid.
            let fits = |condition: &Condition| {
                condition.iter().all(|(field, areas)| field != "area" || areas.iter().any(|known| known == area.as_str()))
            };
            fact.tiers.retain(|tier| fits(&tier.condition));
            if fact.tiers.is_empty() || !fits(&fact.condition) {
                continue;
            }
        }
        lines.push(format!("{}: {}.", fact.title, words::payment(scale, &fact)));
    }
    lines
}

fn derivations(view: &ShowView<'_>, points: &[Shown]) -> Vec<String> {
    points.iter().flat_map(|shown| derivation(view, shown)).collect()
}

/// How the value of a point came about.
fn derivation(view: &ShowView<'_>, shown: &Shown) -> Vec<String> {
    let End::Point(point) = &shown.end else { return Vec::new() };
    let on_spine = |(_, grade): &&(GradeId, Grade)| grade.spine.as_ref().is_some_and(|id| id.as_str() == shown.spine);
    let first = || view.history.scale().grades.iter().find(on_spine).map(|(id, _)| id.clone());
    let Some(grade) = view.grade.clone().or_else(first) else { return Vec::new() };
    let place = Place::Point(point.clone());
    let standing = Standing { grade, area: view.area.clone(), place, target: None, fte: Fte::FULL_TIME, fields: [].into() };
    words::derivation(view.history, &standing, view.on)
}
