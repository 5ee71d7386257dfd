//! The fields that say where a member stands.

use maud::{Markup, html};

use super::form::{Field, Fields};
use super::pay_system::PaySystem;
use crate::calendar::read_day;
use crate::report::words::capitalised;

/// Grade, area and point. `from` is the field of the day on which they stand there, where it is not the day in the grade.
pub(super) fn place(fields: &Fields, system: &PaySystem, from: &str) -> Markup {
    let (grades, areas) = (system.grades(), system.areas());
    let on = fields.given(from).or(fields.given("since")).and_then(|day| read_day(day).ok());
    let points = system.points(fields.get("grade"), fields.get("area"), on);
    let days = system.days().map_or_else(String::new, |(first, _)| format!("The system begins on {first}."));
    let word = capitalised(&system.scale.point_word);
    let hint = match (points.first(), points.last()) {
        (Some((low, least)), Some((high, most))) => format!("{low} ({least}) to {high} ({most}) in this range"),
        _ => String::new(),
    };
    html! {
        (Field { name: "grade", label: "Grade", hint: "" }.choice(fields, true, std::iter::once(("", "Choose …"))
            .chain(grades.iter().map(|(id, title)| (id.as_str(), title.as_str())))))
        @if !areas.is_empty() {
            (Field { name: "area", label: "Area", hint: "" }.choice(fields, true, std::iter::once(("", "None"))
                .chain(areas.iter().map(|(id, title)| (id.as_str(), title.as_str())))))
        }
        (Field { name: "since", label: "In the grade since", hint: &days }.date(fields))
        (Field { name: "point", label: &word, hint: &hint }.text(fields, (!points.is_empty()).then_some("points")))
        @if !points.is_empty() {
            datalist id="points" { @for (point, pay) in &points { option value=(point) { (pay) } } }
        }
    }
}

/// The share of full time, and whatever else the system's rules ask for.
pub(super) fn rest(fields: &Fields, system: &PaySystem) -> Markup {
    html! {
        (Field { name: "fte", label: "Share of full time", hint: "Such as 0.6; full time unless given" }.text(fields, None))
        @for (name, values) in &system.used {
            @let (id, hint) = (format!("field.{name}"), values.known.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
            (Field { name: &id, label: &capitalised(name), hint: &hint }.text(fields, None))
        }
    }
}
