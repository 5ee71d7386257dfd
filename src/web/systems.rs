//! *Systems*: the pay systems that come with the program, and one's own.

use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::ask::{self, Reading};
use super::form::{Field, Fields, group};
use super::layout::{self, Part};
use super::pay_system::{PaySystem, systems};
use super::reply::Reply;
use super::result::{self, Asked};
use super::upload::taken_in;
use super::upload_store::new_id;
use super::{InMemory, Site};
use crate::answer::{Format, Question, scale};
use crate::diagnostic::Setting;
use crate::scale_file;

/// What is said of what is not there.
const UNKNOWN: &str = "Nothing of this name comes with payspine, and what was dropped may no longer be in memory.";

/// The list, searched where something is sought.
pub(super) fn list(_: &Site, fields: &Fields) -> Reply {
    let sought = fields.get("q").to_lowercase();
    let fits = |id: &str, title: &str| format!("{id} {title}").to_lowercase().contains(&sought);
    let all: Vec<(String, String)> = systems(None).into_iter().filter(|(id, title)| fits(id, title)).collect();
    let others: Vec<&str> = scale_file::shipped_proposal_ids()
        .chain(scale_file::statutory_ids())
        .chain(scale_file::policy_ids())
        .chain(scale_file::mapping_ids())
        .filter(|id| fits(id, ""))
        .collect();
    let body = html! {
        form method="get" action="/systems" role="search" data-live {
            (group("Search", &html! { (Field { name: "q", label: "A name or part of it", hint: "" }.text(fields, None)) }))
            div.actions { button type="submit" { "Search" } }
        }
        div #answer aria-live="polite" {
            h2 { "Pay systems" }
            ul { @for (id, title) in &all { li { a href={ "/systems/" (id) } { (title) } " " span.faint { (id) } } } }
            h2 { "Proposals, statutory tables, recovery policies, roster mappings" }
            ul { @for id in &others { li { a href={ "/systems/" (id) } { (id) } } } }
            @if all.is_empty() && others.is_empty() { p { "Nothing of this name comes with payspine." } }
        }
        h2 { "Your own" }
        p { "Drop a pay system or a proposal in TOML. It is checked as payspine scale check does, and can then be used here." }
        form method="post" action="/systems" enctype="multipart/form-data" {
            (group("Check a file", &html! { (Field { name: "file", label: "TOML file", hint: "" }.file(".toml", true)) }))
            div.actions { button type="submit" { "Check it" } }
        }
    };
    Reply::Page(layout::page(Part::Systems, "Systems", &body))
}

/// A shipped file, or one's own that was dropped, on a day.
pub(super) fn page(site: &Site, id: &str, fields: &Fields) -> Reply {
    let Some((files, reference)) = files_of(site, id, fields) else { return layout::refused(StatusCode::NOT_FOUND, UNKNOWN) };
    let asked = shown(&reference, fields);
    let system = PaySystem::read(&reference, Some(&files)).ok();
    let title = system.as_ref().map_or_else(|| reference.clone(), |system| system.scale.title.clone());
    let problems = files.get(&reference).map(|_| site.engine.ask(&checked(&reference), None, &files));
    let source = scale_file::shipped_text(&reference).or(scale_file::shipped_proposal_text(&reference)).is_some();
    let others =
        if source { vec![(format!("/systems/{id}/download/toml"), "The file itself (TOML)".to_owned())] } else { Vec::new() };
    let body = html! {
        @if let Some(checked) = &problems {
            div.checked tabindex="0" { pre { (checked.text) (checked.said) } }
        }
        @if system.is_some() {
            @let upload = fields.given("upload").map_or_else(String::new, |upload| format!("&upload={upload}"));
            p { a href={ "/member?scale=" (reference) (upload) } { "Check a member on it" } }
            @if scale_file::shipped_text(&reference).is_some() {
                p { a href={ "/guide/" (reference) } { "Its grades and areas, what is known and what is assumed" } }
            }
        }
        (layout::beside(&system.as_ref().map(|system| form(id, fields, system)).unwrap_or_default(), &html! {
            @if system.is_some() || problems.is_none() {
                @match &asked {
                    Ok(question) => (result::answer(&site.engine.ask(question, None, &files), &Asked {
                        name: "system",
                        title: "the table",
                        downloads: format!("/systems/{id}/download/"),
                        query: fields.query(),
                        others,
                    })),
                    Err(wrong) => (ask::problems(wrong)),
                }
            }
        }))
    };
    Reply::Page(layout::page(Part::Systems, &title, &body))
}

/// The table as a file.
pub(super) fn download(site: &Site, id: &str, format: &str, fields: &Fields) -> Reply {
    let Some((files, reference)) = files_of(site, id, fields) else { return layout::refused(StatusCode::NOT_FOUND, UNKNOWN) };
    let shipped = scale_file::shipped_text(&reference).or(scale_file::shipped_proposal_text(&reference));
    if let (Some(text), "toml") = (shipped, format) {
        return Reply::File { name: format!("{reference}.toml"), mime: "application/toml", bytes: text.as_bytes().to_vec() };
    }
    match shown(&reference, fields) {
        Ok(question) => result::file(site, question, &files, &reference, format),
        Err(wrong) => layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &wrong.join(" ")),
    }
}

/// A file to check: it is an upload of its own.
pub(super) async fn dropped(State(site): State<Arc<Site>>, form: Multipart) -> Response {
    taken_in(site, form, |_, dropped| {
        let upload = new_id().ok_or_else(layout::failed)?;
        let Some((name, _)) = dropped.file("file") else {
            return Err(layout::refused(StatusCode::BAD_REQUEST, "No file was dropped."));
        };
        let name = form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>();
        let address = format!("/systems/own?upload={upload}&file={name}");
        Ok((dropped.on(InMemory::new(upload)), address))
    })
    .await
}

/// The files to look in, and which.
fn files_of(site: &Site, id: &str, fields: &Fields) -> Option<(Arc<InMemory>, String)> {
    if let (Some(upload), Some(file)) = (fields.given("upload"), fields.given("file")) {
        let files = site.uploads.get(upload)?;
        return files.get(file).map(|_| (files, file.to_owned()));
    }
    let texts = [
        scale_file::shipped_text,
        scale_file::shipped_proposal_text,
        scale_file::statutory_text,
        scale_file::policy_text,
        scale_file::mapping_text,
    ];
    texts.into_iter().any(|text| text(id).is_some()).then(|| (Arc::default(), id.to_owned()))
}

/// What the form asks of a file.
fn shown(reference: &str, fields: &Fields) -> Result<Question, Vec<String>> {
    let mut form = Reading::new(fields);
    let question = scale::show::Question {
        scale: reference.to_owned(),
        on: form.date("on", &Setting::On),
        grade: form.text("grade"),
        area: form.text("area"),
        point: form.text("point"),
        proposal: None,
        check: None,
        column: Vec::new(),
        explain: true,
    };
    form.done(Question::Show(question))
}

/// What is wrong with a file.
fn checked(reference: &str) -> Question {
    Question::Check(scale::check::Question { files: vec![reference.into()], as_of: None, format: Format::Table, explain: false })
}

/// Which day, grade and area.
fn form(id: &str, fields: &Fields, system: &PaySystem) -> Markup {
    let (grades, areas) = (system.grades(), system.areas());
    let days: Vec<String> = system.history.steps().iter().map(|(day, _)| day.to_string()).collect();
    let hint = format!("Settlements from {}", days.join(", "));
    let all = std::iter::once(("", "All"));
    html! {
        form method="get" action={ "/systems/" (id) } data-live {
            @for name in ["upload", "file"] {
                @if let Some(value) = fields.given(name) { input type="hidden" name=(name) value=(value); }
            }
            (group("Which table", &html! {
                (Field { name: "on", label: "On", hint: &hint }.date(fields))
                (Field { name: "grade", label: "Grade", hint: "" }.choice(fields, false,
                    all.clone().chain(grades.iter().map(|(id, title)| (id.as_str(), title.as_str())))))
                @if !areas.is_empty() {
                    (Field { name: "area", label: "Area", hint: "" }.choice(fields, false,
                        all.clone().chain(areas.iter().map(|(id, title)| (id.as_str(), title.as_str())))))
                }
            }))
            div.actions { button type="submit" { "Show" } }
        }
    }
}
