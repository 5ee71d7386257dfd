//! *Check a member*: which point and pay are due on each date, why, and what comes next.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use maud::{Markup, html};

use super::ask::{self, Reading};
use super::claim::{CLAIM, Proposed};
use super::form::{Field, Fields, group, more};
use super::layout::{self, Part};
use super::pay_system::{self, PaySystem};
use super::reply::Reply;
use super::result::{self, Asked};
use super::{InMemory, Site, member_fields};
use crate::answer::{Described, Question, progress};
use crate::diagnostic::Setting;

/// What the form begins with when nobody has asked anything yet.
const EXAMPLE: &str = "scale=home-office-2006&grade=EO&area=london&point=55&since=2006-07-01&until=2013-07-01&field.rating=B";

/// The page: the form, and the answer where it can be given.
pub(super) fn page(site: &Site, fields: &Fields) -> Reply {
    let files = upload(site, fields);
    let body = layout::beside(&form(fields, &files), &html! { @if is_asked(fields) { (answer(site, fields, &files)) } });
    Reply::Page(layout::page(Part::Member, "Check a member", &body))
}

fn answer(site: &Site, fields: &Fields, files: &Arc<InMemory>) -> Markup {
    let (question, files, claim) = match asked(fields, files) {
        Ok(asked) => asked,
        Err(wrong) => return ask::problems(&wrong),
    };
    let address = |name: &String| (format!("/member/download/{name}?{}", fields.query()), format!("{name}: the claim as a file"));
    let asked = Asked {
        name: "member",
        title: "the member's pay",
        downloads: "/member/download/".to_owned(),
        query: fields.query(),
        others: claim.iter().map(address).collect(),
    };
    result::answer(&site.engine.ask(&question, None, &files), &asked)
}

/// The answer, or the claim that was filled in, as a file.
pub(super) fn download(site: &Site, format: &str, fields: &Fields) -> Reply {
    if !is_asked(fields) {
        let why = "Still to be filled in: the pay system, the grade, and the point or the salary.";
        return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, why);
    }
    let (question, files, claim) = match asked(fields, &upload(site, fields)) {
        Ok(asked) => asked,
        Err(wrong) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &wrong.join(" ")),
    };
    if claim.as_deref() == Some(format) {
        let Some(bytes) = files.get(format).map(|bytes| bytes.to_vec()) else { return layout::gone() };
        return Reply::File { name: format.to_owned(), mime: "application/toml", bytes };
    }
    result::file(site, question, &files, "member", format)
}

/// What the form asks, with the files and the name of the claim; or what is wrong with it.
fn asked(fields: &Fields, files: &Arc<InMemory>) -> Result<(Question, Arc<InMemory>, Option<String>), Vec<String>> {
    let mut form = Reading::new(fields);
    let (files, claim) = with_claim(&mut form, files);
    let question = progress::Question {
        scale: form.text("scale"),
        who: Described {
            grade: form.text("grade"),
            area: form.text("area"),
            point: form.text("point"),
            salary: form.text("salary"),
            fte: form.text("fte"),
            hours: form.text("hours"),
            full_time_hours: form.text("full-time-hours"),
            since: form.date("since", &Setting::Since),
            from: form.date("from", &Setting::StandsFrom),
            target: form.text("target"),
            protected: form.ticked("protected"),
            field: form.rule_fields(),
            ..Described::default()
        },
        until: form.date("until", &Setting::Until),
        proposal: claim.iter().map(PathBuf::from).collect(),
        rates_of: form.date("rates-of", &Setting::RatesOf),
        explain: true,
        ..progress::Question::default()
    };
    form.done((Question::Progress(question), files, claim))
}

/// The upload with the claim that was filled in, and its name.
fn with_claim(form: &mut Reading<'_>, files: &Arc<InMemory>) -> (Arc<InMemory>, Option<String>) {
    let Ok(system) = PaySystem::read(form.fields.get("scale"), Some(files)) else { return (Arc::clone(files), None) };
    match CLAIM.proposed(form.fields, &system, files) {
        Proposed::Nothing => (Arc::clone(files), None),
        Proposed::Named(name) => (Arc::clone(files), Some(name)),
        Proposed::Written(text) => (Arc::new(InMemory::clone(files).with(CLAIM.file(), text.into_bytes())), Some(CLAIM.file())),
        Proposed::Wrong(wrong) => {
            form.refuse_all(wrong);
            (Arc::clone(files), None)
        }
    }
}

/// A pay system of one's own is in an upload.
fn upload(site: &Site, fields: &Fields) -> Arc<InMemory> {
    fields.given("upload").and_then(|upload| site.uploads.get(upload)).unwrap_or_default()
}

fn is_asked(fields: &Fields) -> bool {
    let place = fields.given("point").or(fields.given("salary"));
    fields.given("scale").and(fields.given("grade")).and(place).is_some()
}

fn form(fields: &Fields, files: &InMemory) -> Markup {
    let system = fields.given("scale").map(|id| PaySystem::read(id, Some(files)));
    let without_pay = matches!(&system, Some(Ok(system)) if !system.scale.has_ranges());
    html! {
        @if without_pay {
            p.problem role="alert" { "This system states no ranges, so nobody's basic pay is known here: what its payments cost can be worked \
                out under Cost a claim." }
        }
        @if fields.is_empty() {
            p { a href={ "/member?" (EXAMPLE) } { "See an example" } ", or choose a pay system." }
        }
        form method="get" action="/member" data-live {
            @if let Some(upload) = fields.given("upload") { input type="hidden" name="upload" value=(upload); }
            (group("Where the member stands", &html! {
                (pay_system::choice(fields, files))
                @if let Some(Ok(system)) = &system { (member_fields::place(fields, system, "from")) }
            }))
            @if let Some(Err(why)) = &system { p.problem role="alert" { (why) } }
            @if let Some(Ok(system)) = &system { (rest(fields, system, files)) }
            div.actions {
                button type="submit" { @if system.is_some() { "Show pay" } @else { "Go on" } }
                @if !fields.is_empty() { a href="/member" { "Begin again" } }
            }
        }
    }
}

/// Everything else.
fn rest(fields: &Fields, system: &PaySystem, files: &InMemory) -> Markup {
    let claimed = fields.given(CLAIM.id).is_some() || fields.of_kind("claim.").next().is_some();
    let few = ["salary", "from", "hours", "full-time-hours", "target", "rates-of", "protected"];
    let own = "The top of the member's own grade, where employers set grades";
    let hours = "Instead of the share: hours a week";
    html! {
        (group("What is asked", &html! {
            (Field { name: "until", label: "Up to", hint: "Ten years unless given" }.date(fields))
            (member_fields::rest(fields, system))
        }))
        details.more open[claimed] { summary { "Beside a claim" } (CLAIM.form(fields, system, files)) }
        (more("More", few.iter().any(|name| fields.given(name).is_some()), &html! {
            (Field { name: "from", label: "On this point from", hint: "The day in the grade unless given, or today" }.date(fields))
            (Field { name: "salary", label: "Salary", hint: "Instead of a point, where the range is by pay" }.text(fields, None))
            (Field { name: "hours", label: "Hours", hint: hours }.text(fields, None))
            (Field { name: "full-time-hours", label: "Full-time hours", hint: "A week, where the system states none" }.text(fields, None))
            (Field { name: "target", label: "Top of the member's own grade", hint: own }.text(fields, None))
            (Field { name: "rates-of", label: "Hold the rates of", hint: "No award after this day is counted" }.date(fields))
            (Field { name: "protected", label: "Pay above the target is protected", hint: "" }.tick(fields, "yes"))
        }))
    }
}
