//! *Cost a claim*: a roster is dropped, a claim is filled in or chosen, and its cost is shown.

mod asked;

use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::claim::{CLAIM, OFFER, Proposed};
use super::form::{Field, Fields, group};
use super::layout::{self, Part};
use super::pay_system::PaySystem;
use super::reply::Reply;
use super::result::{self, Asked};
use super::upload::{Dropped, Slots, taken_in};
use super::upload_store::new_id;
use super::{InMemory, LARGEST_UPLOAD, Preview, Site, is_toml};
use crate::scale_file::{self, FileKind};

const TITLE: &str = "Cost a claim";
const SLOTS: Slots = Slots {
    table: ("roster", "Roster"),
    toml: ("toml", "A claim, an offer or a pay system of your own"),
    takes: &[FileKind::Proposal, FileKind::Scale, FileKind::Mapping],
};

/// Where a roster is dropped.
pub(super) fn begin(_: &Fields) -> Reply {
    let size = LARGEST_UPLOAD / 1024 / 1024;
    let hint = format!("CSV or XLSX, {size} MB at most: a row for each person or for each group of posts. It stays in memory.");
    let body = html! {
        p { "Drop the workforce: grade and point or salary are enough; area, hours, head counts and other columns where there are any. \
             No names are needed. " code { "payspine data-request" } " prints what to ask an employer for." }
        form method="post" action="/cost" enctype="multipart/form-data" {
            (group("The workforce", &html! {
                (Field { name: SLOTS.table.0, label: SLOTS.table.1, hint: &hint }.file(".csv,.xlsx,.tsv,.txt", true))
                (Field { name: SLOTS.toml.0, label: SLOTS.toml.1, hint: "TOML, if you have one" }.file(".toml", false))
            }))
            div.actions { button type="submit" { "Read it" } }
        }
    };
    Reply::Page(layout::page(Part::Cost, TITLE, &body))
}

/// A roster, or another file for an upload that is there.
pub(super) async fn dropped(State(site): State<Arc<Site>>, form: Multipart) -> Response {
    taken_in(site, form, |site, dropped| {
        let there = dropped.fields.given("desk").and_then(|upload| site.uploads.get(upload));
        let upload =
            there.map(|files| InMemory::clone(&files)).or_else(|| new_id().map(InMemory::new)).ok_or_else(layout::failed)?;
        if dropped.files.is_empty() {
            return Err(layout::refused(StatusCode::BAD_REQUEST, "No file was dropped, or there was nothing in it."));
        }
        SLOTS.hold(&dropped)?;
        if rosters(&upload).next().is_none() && dropped.files.iter().all(|(_, name, _)| is_toml(name)) {
            let why = "No roster was dropped. The workforce, a table in CSV or XLSX, belongs in the field “Roster”.";
            return Err(layout::refused(StatusCode::BAD_REQUEST, why));
        }
        let query = dropped.fields.given("query").map_or_else(|| begun(&dropped), str::to_owned);
        let place = format!("/cost/{}{}{query}", upload.id, if query.is_empty() { "" } else { "?" });
        Ok((dropped.on(upload), place))
    })
    .await
}

/// What a proposal that was dropped with the roster already says: itself, and its pay system.
fn begun(dropped: &Dropped) -> String {
    let Some((name, bytes)) = dropped.file("toml") else { return String::new() };
    let Ok(source) = scale_file::source(name, bytes) else { return String::new() };
    let mut fields = Fields::default();
    match scale_file::kind_of(&source) {
        FileKind::Proposal => {
            fields.push(CLAIM.id.to_owned(), name);
            if let Ok((scale, _)) = scale_file::scale_named_in(&source)
                && scale_file::shipped_text(&scale).is_some()
            {
                fields.push("scale".to_owned(), &scale);
            }
        }
        FileKind::Scale => fields.push("scale".to_owned(), name),
        _ => {}
    }
    fields.query()
}

/// What the form asks, as command lines.
struct Question {
    /// The upload, with the proposals that were filled in.
    files: Arc<InMemory>,
    /// The proposals, as the command line calls them.
    proposals: Vec<String>,
    /// Those that were filled in: their files.
    written: Vec<String>,
    wrong: Vec<String>,
}

impl Question {
    fn new(fields: &Fields, files: &Arc<InMemory>, system: &PaySystem) -> Question {
        let mut question = Question { files: Arc::clone(files), proposals: Vec::new(), written: Vec::new(), wrong: Vec::new() };
        for side in [CLAIM, OFFER] {
            match side.proposed(fields, system, files) {
                Proposed::Nothing => {}
                Proposed::Named(name) => question.proposals.push(name),
                Proposed::Written(text) => {
                    question.files = Arc::new(InMemory::clone(&question.files).with(side.file(), text.into_bytes()));
                    question.proposals.push(side.file());
                    question.written.push(side.file());
                }
                Proposed::Wrong(why) => question.wrong.extend(why),
            }
        }
        question
    }

    /// What is in the roster and where.
    fn reading(fields: &Fields) -> Vec<String> {
        let columns = fields.of_kind("column.").map(|(column, heading)| format!("--column={column}={heading}"));
        let mut words: Vec<String> = columns.collect();
        for (name, flag) in [("grades", "grade"), ("areas", "area"), ("defaults", "default")] {
            let lines = fields.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
            words.extend(lines.map(|line| format!("--{flag}={line}")));
        }
        words.extend(fields.given("mapping").map(|id| format!("--mapping={id}")));
        words.extend(fields.given("sheet").map(|sheet| format!("--sheet={sheet}")));
        words.extend(fields.given("skip").map(|_| "--skip-bad-rows".to_owned()));
        words
    }

    fn years(fields: &Fields) -> Vec<String> {
        let flag = |name: &str| fields.given(name).map(|value| format!("--{name}={value}"));
        ["from", "years", "as-at"].into_iter().filter_map(flag).collect()
    }

    fn on_costs(fields: &Fields) -> Vec<String> {
        let mut words = Vec::new();
        if fields.given("on-costs").is_some() || fields.given("pension").is_some() {
            words.push("--on-costs".to_owned());
            words.extend(fields.given("pension").map(|pension| format!("--pension={pension}")));
        }
        words
    }

    /// The words of a command on this roster.
    fn words(&self, command: &str, fields: &Fields, with: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut words = vec![command.to_owned()];
        words.extend(rosters(&self.files).map(str::to_owned));
        words.push(format!("--scale={}", fields.get("scale")));
        words.extend(Question::reading(fields));
        words.extend(Question::years(fields));
        words.extend(Question::on_costs(fields));
        words.extend(with);
        words.push("--explain".to_owned());
        words
    }

    fn cost(&self, fields: &Fields) -> Vec<String> {
        let flag = |name: &str| fields.given(name).map(|value| format!("--{name}={value}"));
        let proposals = self.proposals.iter().map(|name| format!("--proposal={name}"));
        let groups = fields.all("group-by").map(|column| format!("--group-by={column}"));
        let others = ["leavers", "vacancy", "remit", "suppress-below"].into_iter().filter_map(flag);
        let ticks = ["reconcile", "break-even"].into_iter().filter(|name| fields.given(name).is_some());
        let ticks = ticks.map(|name| format!("--{name}"));
        self.words("cost", fields, proposals.chain(groups).chain(others).chain(ticks))
    }

    /// What a pot funds of the first proposal.
    fn solve(&self, fields: &Fields) -> Option<Vec<String>> {
        let budget = fields.given("budget")?;
        let vary = fields.given("vary").unwrap_or("measure.1.uplift.percent");
        let with = [format!("--proposal={}", self.proposals.first()?), format!("--vary={vary}"), format!("--budget={budget}")];
        Some(self.words("solve", fields, with))
    }

    /// How far a claim and an offer are apart.
    fn apart(&self, fields: &Fields) -> Option<Vec<String>> {
        let [claim, offer] = self.proposals.as_slice() else { return None };
        let mut words = vec!["scale".to_owned(), "diff".to_owned(), claim.clone(), offer.clone()];
        words.extend(rosters(&self.files).map(|name| format!("--roster={name}")));
        words.extend(Question::years(fields));
        words.extend(Question::reading(fields));
        words.push("--explain".to_owned());
        Some(words)
    }
}

/// The files of an upload that are rosters.
fn rosters(files: &InMemory) -> impl Iterator<Item = &str> {
    files.names().filter(|name| !is_toml(name))
}

/// The upload: what was read, the claim, and its cost.
pub(super) fn page(site: &Site, upload: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let Some(name) = rosters(&files).next() else { return layout::gone() };
    let preview = site.engine.preview(name, fields.given("sheet"), &files);
    let system = fields.given("scale").map(|id| PaySystem::read(id, Some(&files)));
    let body = html! {
        @match &preview {
            Ok(preview) => (previewed(name, preview, system.is_none())),
            Err(why) => { div.problem role="alert" tabindex="0" { pre { (why.trim_end()) } } }
        }
        (layout::beside(&asked::form(upload, fields, &files, preview.as_ref().ok(), system.as_ref()), &html! {
            @if let Some(Ok(system)) = &system { (answer(site, upload, fields, &files, system)) }
        }))
        (others(upload, fields))
    };
    Reply::Page(layout::page(Part::Cost, TITLE, &body))
}

fn answer(site: &Site, upload: &str, fields: &Fields, files: &Arc<InMemory>, system: &PaySystem) -> Markup {
    let question = Question::new(fields, files, system);
    if !question.wrong.is_empty() {
        return html! { div.problem role="alert" { ul { @for why in &question.wrong { li { (why) } } } } };
    }
    if question.proposals.is_empty() && fields.given("from").is_none() {
        return html! { p { "Fill in a claim, or say from which day the paybill is wanted." } };
    }
    let words = question.cost(fields);
    let file =
        |name: &String| (format!("/cost/{upload}/download/{name}?{}", fields.query()), format!("{name}: the proposal as a file"));
    let asked = Asked {
        name: "cost",
        title: "the cost",
        words: &words,
        downloads: format!("/cost/{upload}/download/"),
        query: fields.query(),
        others: question.written.iter().map(file).collect(),
    };
    html! {
        (result::answer(&site.engine.ask(&words, &question.files), &asked))
        @if let Some(words) = question.solve(fields) {
            (result::further(&site.engine.ask(&words, &question.files), &beside(("pot", "what the pot funds"), upload, fields, &words)))
        }
        @if let Some(words) = question.apart(fields) {
            (result::apart(&site.engine.ask(&words, &question.files), &beside(("apart", "how far apart they are"), upload, fields, &words)))
        }
    }
}

/// Where a result beside the cost comes from.
fn beside<'a>((name, title): (&'static str, &'static str), upload: &str, fields: &Fields, words: &'a [String]) -> Asked<'a> {
    Asked { name, title, words, downloads: format!("/cost/{upload}/download/{name}."), query: fields.query(), others: Vec::new() }
}

/// The answer, or a proposal that was filled in, as a file.
pub(super) fn download(site: &Site, upload: &str, format: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let system = match PaySystem::read(fields.get("scale"), Some(&files)) {
        Ok(system) => system,
        Err(why) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    let question = Question::new(fields, &files, &system);
    if question.written.iter().any(|name| name == format) {
        let Some(bytes) = question.files.get(format).map(|bytes| bytes.to_vec()) else { return layout::gone() };
        return Reply::File { name: format.to_owned(), mime: "application/toml", bytes };
    }
    let (words, name, format) = match format.split_once('.') {
        Some(("pot", form)) => (question.solve(fields), "pot", form),
        Some(("apart", form)) => (question.apart(fields), "apart", form),
        _ => (Some(question.cost(fields)), "cost", format),
    };
    let Some(words) = words else { return layout::refused(StatusCode::NOT_FOUND, "There is no such result.") };
    result::file(site, &words, &question.files, name, format)
}

/// The first rows of what was dropped.
fn previewed(name: &str, preview: &Preview, open: bool) -> Markup {
    html! {
        details.preview open[open] {
            summary { (name) ": " (crate::money::with_separators(&preview.count.to_string())) " rows" }
            div.wide tabindex="0" role="region" aria-label={ "First rows of " (name) } {
                table {
                    thead { tr { @for heading in &preview.headings { th scope="col" { (heading) } } } }
                    tbody { @for row in &preview.rows { tr { @for cell in row { td { (cell) } } } } }
                }
            }
        }
    }
}

/// More files for this upload, and clearing it.
fn others(upload: &str, fields: &Fields) -> Markup {
    html! {
        details.more {
            summary { "Another file, or clear what was dropped" }
            form method="post" action="/cost" enctype="multipart/form-data" {
                input type="hidden" name="desk" value=(upload);
                input type="hidden" name="query" value=(fields.query());
                (group("Another file", &html! {
                    (Field { name: "another", label: "A proposal or pay system in TOML, or more of the roster", hint: "" }.file("", true))
                }))
                div.actions { button type="submit" { "Read it" } }
            }
            form method="post" action={ "/forget/" (upload) } { div.actions { button type="submit" { "Clear everything that was dropped here" } } }
        }
    }
}
