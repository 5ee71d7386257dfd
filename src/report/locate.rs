//! The places that pay an amount.

use serde_json::{Value, json};

use super::rests_on::source_lines;
use super::text::text;
use super::{
    Assumed, Assumption, Block, Cell, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Table, Text, members, words,
};
use crate::calendar::{Date, written};
use crate::entitlement::{Place, Standing};
use crate::locate::{Found, Inside, Located, NEAR, Per, Sought};
use crate::money::{Fte, Money};
use crate::scale::{AreaId, Component, Fields, Scale};
use crate::settlement::History;

/// What the report is made from.
#[derive(Clone, Debug)]
pub struct LocateView<'a> {
    /// The pay system.
    pub history: &'a History,
    /// The day.
    pub on: Date,
    /// What was known on the day where an award has been agreed since that counts for it: the titles of such awards, and what pays the
    /// amount without them.
    pub then: Option<(Vec<String>, &'a Located)>,
    /// What was looked for.
    pub sought: &'a Sought,
    /// What was found.
    pub located: &'a Located,
    /// What that rests on which is assumed.
    pub assumptions: Vec<Assumption>,
    /// Files.
    pub inputs: Vec<Input>,
}

impl LocateView<'_> {
    fn scale(&self) -> &Scale {
        self.history.scale()
    }

    fn money(&self, amount: Money) -> Cell {
        Cell::pence(&self.scale().currency, amount)
    }
}

/// The lists of what was found, each with the word it has in CSV and JSON.
fn lists(located: &Located) -> [(&'static str, &[Found]); 3] {
    [("exact", &located.exact), ("near", &located.near), ("part-time", &located.part_time)]
}

/// What pays the amount to the penny, then what nearly does, then what does on part-time hours.
pub fn locate(view: &LocateView<'_>) -> Report {
    let located = view.located;
    let mut sections = Vec::new();
    for (title, (name, found)) in [None, Some("Nearly"), Some("To the penny on part-time hours")].into_iter().zip(lists(located))
    {
        if !found.is_empty() {
            let heading = title.map(str::to_owned);
            let name = title.map_or("To the penny", |_| name);
            sections.push(Section { role: Role::Answer, heading, blocks: vec![Block::Table(table(view, found, name))] });
        }
    }
    if let Some((awards, then)) = &view.then {
        let awards = awards.join(" and ");
        let exact = then.exact.len() + then.part_time.len();
        let found = match exact {
            0 => "nothing paid that to the penny".to_owned(),
            1 => "one place paid that to the penny".to_owned(),
            count => format!("{count} places paid that to the penny"),
        };
        let said = format!("Before {awards} was agreed, {found}. What stands above goes by what is known now.");
        let mut section = Section::titled(Role::Answer, "As known on the day").with(Text::from(said));
        for (name, found) in lists(then).into_iter().map(|(name, found)| (format!("Then: {name}"), found)) {
            section = section.and((!found.is_empty()).then(|| Block::Table(table(view, found, &name))));
        }
        sections.push(section);
    }
    let inside = located.inside.iter().map(|inside| in_range(view, inside));
    let title = "In the range of grades whose members carry salaries of their own";
    sections.extend(Section::list(Role::Answer, title, inside));
    Report {
        title: format!("{}: what pays {} on {}", view.scale().title, view.money(view.sought.amount), written(view.on)),
        headline: vec![summary(view)],
        sections,
        rests_on: RestsOn {
            assumed: Assumed::all(&view.assumptions),
            sources: source_lines(view.history, view.on),
            inputs: view.inputs.clone(),
            lists_sources: true,
            ..RestsOn::default()
        },
        table: for_programs(view),
        json: members(json(view)),
        ..Report::default()
    }
}

/// How much was found, and what can be tried where nothing was.
fn summary(view: &LocateView<'_>) -> Text {
    let located = view.located;
    if located.is_empty() {
        let known = if view.then.is_some() { " by what is known now" } else { "" };
        return Text::from(format!(
            "Nothing pays that{known}{}. It may be basic pay with payments that need a field such as a county, pay on other hours, of another \
             day, or of a month with back pay or absence in it.",
            fte_words(view.sought.fte)
        ));
    }
    let full_time = fte_words(Some(view.sought.fte.unwrap_or(Fte::FULL_TIME)));
    let exact = match located.exact.len() {
        0 => "Nothing pays that to the penny".to_owned(),
        1 => "One place pays that to the penny".to_owned(),
        count => format!("{count} places pay that to the penny"),
    };
    let near = match view.sought.within {
        Some(within) => view.money(within),
        None => Cell::money(&view.scale().currency, Money::from(NEAR)),
    };
    match located.near.len() {
        0 => text![exact, full_time, "."],
        count => text![exact, full_time, "; ", Cell::number(count), " within ", near, "."],
    }
}

fn fte_words(fte: Option<Fte>) -> String {
    match fte {
        None => String::new(),
        Some(fte) if fte.is_full_time() => ", full time".to_owned(),
        Some(fte) => format!(", at {fte} of full time"),
    }
}

fn area_title(scale: &Scale, area: Option<&AreaId>) -> String {
    match area {
        Some(area) => scale.area_title(area).to_owned(),
        None if scale.areas.is_empty() => String::new(),
        None => "any".to_owned(),
    }
}

fn title<'a>(view: &'a LocateView<'_>, component: &'a Component) -> &'a str {
    words::component(component, |id| {
        let tables = view.history.tables_at(view.on).ok()?;
        tables.payment(id).map(|payment| payment.fact.title.as_str())
    })
}

/// What is counted: basic pay, or that with the payments.
fn what(view: &LocateView<'_>, found: &Found) -> String {
    let payments: Vec<&str> = found.payments.iter().map(|component| title(view, component)).collect();
    if payments.is_empty() { "basic pay".to_owned() } else { format!("basic pay with {}", payments.join(", ")) }
}

fn table(view: &LocateView<'_>, found: &[Found], name: &str) -> Table {
    let scale = view.scale();
    let areas = !scale.areas.is_empty();
    let hours = found.iter().any(|found| !found.fte.is_full_time());
    let off = found.iter().any(|found| !found.difference.is_zero());
    let point = words::capitalised(&scale.point_word);
    let mut columns = vec![("Grade", ColumnKind::Name)];
    columns.extend(areas.then_some(("Area", ColumnKind::Text)));
    columns.push((&point, ColumnKind::Name));
    columns.extend(hours.then_some(("FTE", ColumnKind::Name)));
    columns.extend([("A", ColumnKind::Name), ("Pays", ColumnKind::Number)]);
    columns.extend(off.then_some(("Off by", ColumnKind::Number)));
    columns.push(("Counted", ColumnKind::Text));
    let mut table = Table::new(words::capitalised(name), &columns);
    for found in found {
        let mut row = vec![Cell::text(found.grade.as_str())];
        row.extend(areas.then(|| Cell::text(area_title(scale, found.area.as_ref()))));
        row.push(match &found.place {
            Place::Point(point) => Cell::point(point),
            Place::Salary(value) => Cell::money(&scale.currency, value.published),
        });
        row.extend(hours.then(|| Cell::fte(found.fte)));
        row.extend([Cell::text(found.per.word()), view.money(found.pays).because(derivation(view, found))]);
        row.extend(off.then(|| view.money(found.difference)));
        row.push(Cell::text(what(view, found)));
        table.rows.push(row);
    }
    table
}

/// How an amount that was found came about: the value of the point, settlement by settlement, and what of it is paid.
fn derivation(view: &LocateView<'_>, found: &Found) -> Derivation {
    let scale = view.scale();
    let standing = Standing {
        grade: found.grade.clone(),
        area: found.area.clone(),
        place: found.place.clone(),
        target: None,
        fte: found.fte,
        fields: Fields::default(),
    };
    let mut rule = words::derivation(view.history, &standing, view.on);
    rule.push(format!("{}, a {}", what(view, found), found.per.word()));
    let rounding = match found.per {
        Per::Month => words::rounding(&scale.currency, scale.conventions.monthly_rounding),
        Per::Year | Per::Week | Per::Hour => "half up to the penny".to_owned(),
    };
    let hours = (!found.fte.is_full_time()).then(|| ("Share of full time".to_owned(), Cell::fte(found.fte)));
    Derivation {
        rule: words::capitalised(&rule.join("; then ")),
        rounding: Some(rounding),
        source: None,
        from: hours.into_iter().collect(),
    }
}

/// A range by pay with the amount in it.
fn in_range(view: &LocateView<'_>, inside: &Inside) -> Text {
    let area = inside.area.as_ref().map_or_else(String::new, |area| format!(", {}", view.scale().area_title(area)));
    let (low, high) = inside.ends;
    text![inside.grade.as_str(), area, ": ", view.money(low), " to ", view.money(high), " a ", inside.per.word()]
}

/// Everything that was found, for programs.
fn for_programs(view: &LocateView<'_>) -> Table {
    let mut table = Table::plain(&["match", "grade", "area", "point", "fte", "per", "payments", "pays", "difference"]);
    for (word, list) in lists(view.located) {
        for found in list {
            let payments: Vec<&str> = found.payments.iter().map(Component::id).collect();
            table.rows.push(vec![
                Cell::text(word),
                Cell::text(found.grade.as_str()),
                Cell::or_empty(found.area.as_ref(), |area| Cell::text(area.as_str())),
                match &found.place {
                    Place::Point(point) => Cell::point(point),
                    Place::Salary(value) => view.money(value.published),
                },
                Cell::fte(found.fte),
                Cell::text(found.per.word()),
                Cell::text(payments.join(" ")),
                view.money(found.pays),
                view.money(found.difference),
            ]);
        }
    }
    table
}

fn json(view: &LocateView<'_>) -> Value {
    let located = view.located;
    let found = |found: &Found| {
        json!({
            "grade": found.grade.as_str(),
            "area": found.area.as_ref().map(AreaId::as_str),
            "point": found.place.point().map(ToString::to_string),
            "salary": match &found.place { Place::Salary(value) => Some(value.published.to_string()), Place::Point(_) => None },
            "fte": found.fte.to_string(),
            "per": found.per.word(),
            "payments": found.payments.iter().map(Component::id).collect::<Vec<_>>(),
            "pays": found.pays.to_string(),
            "difference": found.difference.to_string(),
        })
    };
    let list = |list: &[Found]| list.iter().map(found).collect::<Vec<Value>>();
    let inside = |inside: &Inside| {
        json!({
            "grade": inside.grade.as_str(),
            "area": inside.area.as_ref().map(AreaId::as_str),
            "fte": inside.fte.to_string(),
            "per": inside.per.word(),
            "minimum": inside.ends.0.to_string(),
            "target": inside.ends.1.to_string(),
        })
    };
    json!({
        "scale": view.scale().id.as_str(),
        "currency": view.scale().currency.code(),
        "on": view.on.to_string(),
        "amount": view.sought.amount.to_string(),
        "per": view.sought.per.map(Per::word),
        "fte": view.sought.fte.map(|fte| fte.to_string()),
        "exact": list(&located.exact),
        "near": list(&located.near),
        "part_time": list(&located.part_time),
        "as_known_then": view.then.as_ref().map(|(awards, then)| json!({
            "without": awards,
            "exact": list(&then.exact),
            "near": list(&then.near),
            "part_time": list(&then.part_time),
        })),
        "inside": located.inside.iter().map(inside).collect::<Vec<Value>>(),
    })
}
