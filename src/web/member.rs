//! *Check a member*: which point and pay are due on each date, why, and what comes next.

use std::sync::Arc;

use maud::{Markup, html};

use super::form::{Field, Fields, group, more};
use super::layout::{self, Part};
use super::pay_system::{PaySystem, systems};
use super::result::{self, Asked};
use super::sent::Sent;
use super::{Files, Site};

/// What the form begins with when nobody has asked anything yet.
const EXAMPLE: &str = "scale=home-office-2006&grade=EO&area=london&point=55&since=2006-07-01&until=2013-07-01&field.rating=B";

/// Fields that go on the command line as they are.
const FLAGS: [&str; 11] =
    ["scale", "grade", "area", "point", "salary", "fte", "hours", "since", "from", "until", "rates-of"];

/// The page: the form, and the answer where it can be given.
pub(super) fn page(site: &Site, fields: &Fields) -> Sent {
    let files = desk(site, fields);
    let body = html! {
        (form(fields, &files))
        div #answer aria-live="polite" {
            @if is_asked(fields) {
                @let words = words(fields);
                (result::answer(&site.engine.ask(&words, &files), &Asked {
                    words: &words,
                    downloads: "/member/download/".to_owned(),
                    query: fields.query(),
                    others: Vec::new(),
                }))
            }
        }
    };
    Sent::Page(layout::page(Part::Member, "Check a member", &body))
}

/// The answer as a file.
pub(super) fn download(site: &Site, format: &str, fields: &Fields) -> Sent {
    let words = words(fields);
    result::file(site.engine.ask(&words, &desk(site, fields)), "member", format, &words)
}

/// A pay system of one's own is on a desk.
fn desk(site: &Site, fields: &Fields) -> Arc<Files> {
    fields.given("desk").and_then(|desk| site.desks.get(desk)).unwrap_or_default()
}

fn is_asked(fields: &Fields) -> bool {
    let place = fields.given("point").or(fields.given("salary"));
    fields.given("scale").and(fields.given("grade")).and(fields.given("since")).and(place).is_some()
}

/// The form as a command line.
fn words(fields: &Fields) -> Vec<String> {
    let flag = |name: &str| fields.given(name).map(|value| format!("--{name}={value}"));
    let mut words = vec!["progress".to_owned()];
    words.extend(FLAGS.into_iter().filter_map(flag));
    words.extend(fields.of_kind("field.").map(|(name, value)| format!("--field={name}={value}")));
    words.extend(fields.all("proposal").map(|id| format!("--proposal={id}")));
    words.extend(fields.given("protected").map(|_| "--protected".to_owned()));
    words.push("--explain".to_owned());
    words
}

fn form(fields: &Fields, files: &Files) -> Markup {
    let offered = systems(Some(files));
    let system = fields.given("scale").map(|id| PaySystem::read(id, Some(files)));
    html! {
        @if fields.is_empty() {
            p { a href={ "/member?" (EXAMPLE) } { "See an example" } ", or choose a pay system." }
        }
        form method="get" action="/member" data-live {
            @if let Some(desk) = fields.given("desk") { input type="hidden" name="desk" value=(desk); }
            (group("Where the member stands", &html! {
                (Field { name: "scale", label: "Pay system", hint: "" }.choice(fields, true, std::iter::once(("", "Choose …"))
                    .chain(offered.iter().map(|(id, title)| (id.as_str(), title.as_str())))))
                @if let Some(Ok(system)) = &system { (place(fields, system)) }
            }))
            @if let Some(Err(why)) = &system { p.problem role="alert" { (why) } }
            @if let Some(Ok(system)) = &system { (rest(fields, system)) }
            div.actions {
                button type="submit" { @if system.is_some() { "Show pay" } @else { "Go on" } }
                @if !fields.is_empty() { a href="/member" { "Begin again" } }
            }
        }
    }
}

/// Grade, area and point.
fn place(fields: &Fields, system: &PaySystem) -> Markup {
    let (grades, areas) = (system.grades(), system.areas());
    let on = fields.given("from").or(fields.given("since")).and_then(|day| day.parse().ok());
    let points = system.points(fields.get("grade"), fields.get("area"), on);
    let days = system.days().map(|(first, _)| format!("The system begins on {first}.")).unwrap_or_default();
    let word = crate::report::words::capitalised(&system.scale.point_word);
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

/// Everything else.
fn rest(fields: &Fields, system: &PaySystem) -> Markup {
    let proposals = system.proposals();
    let few = ["salary", "from", "hours", "rates-of", "protected"];
    let hours = "Instead of the share: hours a week";
    html! {
        (group("What is asked", &html! {
            (Field { name: "until", label: "Up to", hint: "Ten years unless given" }.date(fields))
            (Field { name: "fte", label: "Share of full time", hint: "Such as 0.6; full time unless given" }.text(fields, None))
            @for (name, values) in &system.used {
                @let known: Vec<&str> = values.known.iter().map(String::as_str).collect();
                @let (id, hint) = (format!("field.{name}"), known.join(", "));
                (Field { name: &id, label: &crate::report::words::capitalised(name), hint: &hint }.text(fields, None))
            }
            @for (id, title) in &proposals { (Field { name: "proposal", label: title, hint: "" }.tick(fields, id)) }
        }))
        (more("More", few.iter().any(|name| fields.given(name).is_some()), &html! {
            (Field { name: "from", label: "On this point from", hint: "The day in the grade unless given" }.date(fields))
            (Field { name: "salary", label: "Salary", hint: "Instead of a point, where the range is by pay" }.text(fields, None))
            (Field { name: "hours", label: "Hours", hint: hours }.text(fields, None))
            (Field { name: "rates-of", label: "Hold the rates of", hint: "No award after this day is counted" }.date(fields))
            (Field { name: "protected", label: "Pay above the target is protected", hint: "" }.tick(fields, "yes"))
        }))
    }
}
